//! Rendering in the background, and the lines the engine has.

use std::collections::HashSet;
use std::ops::RangeInclusive;

use crate::engine::{Command, Generation};
use crate::studio::effect::Effect;
use crate::studio::outline::{Chapter, Sound, Spoken};
use crate::studio::standing::WHOLE;
use crate::studio::state::State;
use crate::text::{Sentence, SentenceId};

/// Gives the engine a chapter's lines, and asks which of them the store has.
pub(super) fn hand_over(state: &mut State, position: usize) -> Vec<Effect> {
    let chapter = &state.outline.chapters[position];
    let lines: Vec<_> = chapter
        .spoken()
        .iter()
        .map(|spoken| state.line(&spoken.sentence))
        .collect();
    let ids: Vec<_> = chapter.ids().collect();
    if lines.is_empty() {
        return Vec::new();
    }
    let generation = state.generation;
    let chapter = &mut state.outline.chapters[position];
    chapter.scripted = true;
    for spoken in chapter.sentences.iter_mut().flatten() {
        spoken.generation = generation;
    }
    let mut effects = vec![Effect::Engine(Command::Script { generation, lines })];
    if state.resumed {
        effects.push(Effect::Engine(Command::Survey(ids)));
    }
    effects
}

/// Gives the engine all lines again: voice or speed has changed.
pub(super) fn hand_over_again(state: &mut State) -> Vec<Effect> {
    state.generation = Generation(state.generation.0 + 1);
    // Some may have been said with this voice before.
    state.resumed = true;
    let rendering: Vec<SentenceId> = state.rendering.iter().copied().collect();
    let mut effects = Vec::new();
    for position in 0..state.outline.chapters.len() {
        let chapter = &mut state.outline.chapters[position];
        if chapter.scripted {
            for spoken in chapter.sentences.iter_mut().flatten() {
                spoken.sound = Sound::Waiting;
            }
            effects.extend(hand_over(state, position));
        }
    }
    if !rendering.is_empty() {
        effects.push(Effect::Engine(Command::Render(sorted(rendering))));
    }
    effects
}

/// Gives the engine some lines again, for they are to sound otherwise; those that had been said are said again, in the
/// background. Returns how many those are.
pub(super) fn say_again(state: &mut State, is_meant: impl Fn(&Sentence) -> bool) -> (usize, Vec<Effect>) {
    state.generation = Generation(state.generation.0 + 1);
    let generation = state.generation;
    let (mut lines, mut said) = (Vec::new(), Vec::new());
    for position in 0..state.outline.chapters.len() {
        let chapter = &state.outline.chapters[position];
        let meant = chapter.spoken().iter().filter(|spoken| is_meant(&spoken.sentence));
        if chapter.scripted {
            said.extend(
                meant
                    .clone()
                    .filter(|spoken| matches!(spoken.sound, Sound::Done(_)))
                    .map(Spoken::id),
            );
            lines.extend(meant.map(|spoken| state.line(&spoken.sentence)));
        }
    }
    let ids: Vec<SentenceId> = lines.iter().map(|line| line.id).collect();
    let meant: HashSet<SentenceId> = ids.iter().copied().collect();
    for spoken in state
        .outline
        .sentences_mut()
        .filter(|spoken| meant.contains(&spoken.id()))
    {
        (spoken.generation, spoken.sound) = (generation, Sound::Waiting);
    }
    if lines.is_empty() {
        return (0, Vec::new());
    }
    state.rendering.extend(said.iter().copied());
    let count = said.len();
    let commands = [
        Command::Script { generation, lines },
        // They may have been said like this before.
        Command::Survey(ids),
        Command::Render(said),
    ];
    (count, commands.into_iter().map(Effect::Engine).collect())
}

/// Renders what is selected, or the chapter that is shown.
pub(super) fn selection_or_chapter(state: &mut State) -> Vec<Effect> {
    let (position, selected) = (state.chapter, state.selection());
    state.selected_from = None;
    let effects = part(state, position, &selected.clone().unwrap_or(WHOLE));
    let what = match (&selected, state.current()) {
        (Some(selected), _) => match selected.end() - selected.start() + 1 {
            1 => "a sentence".to_owned(),
            several => format!("{several} sentences"),
        },
        (None, Some(chapter)) => format!("“{}”", chapter.heading.title),
        (None, None) => return effects,
    };
    state.notice = Some(if effects.is_empty() {
        format!("{what}: rendered already")
    } else {
        format!("rendering {what} in the background")
    });
    effects
}

/// Renders sentences of a chapter; of one that has not been read yet, as soon as it is.
pub(super) fn part(state: &mut State, position: usize, wanted: &RangeInclusive<u32>) -> Vec<Effect> {
    let Some(chapter) = state.outline.chapters.get(position) else {
        return Vec::new();
    };
    if chapter.sentences.is_none() {
        let index = chapter.heading.index;
        state.render_when_read.insert(index, wanted.clone());
        return vec![Effect::Read(index)];
    }
    let scripted = chapter.scripted;
    let mut effects = if scripted {
        Vec::new()
    } else {
        hand_over(state, position)
    };
    let ids = unsaid(&state.outline.chapters[position], wanted);
    if !ids.is_empty() {
        state.rendering.extend(ids.iter().copied());
        effects.push(Effect::Engine(Command::Render(ids)));
    }
    effects
}

/// Renders every chapter that is read.
pub(super) fn book(state: &mut State) -> Vec<Effect> {
    let positions = 0..state.outline.chapters.len();
    let included: Vec<usize> = positions.filter(|at| state.outline.chapters[*at].included).collect();
    let effects: Vec<_> = included.into_iter().flat_map(|at| part(state, at, &WHOLE)).collect();
    state.notice = Some(if state.is_rendering() {
        "rendering the book in the background".to_owned()
    } else {
        "everything is rendered already".to_owned()
    });
    effects
}

/// Renders no more.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    if !state.is_rendering() {
        return Vec::new();
    }
    state.rendering.clear();
    state.render_when_read.clear();
    state.notice = Some("the render is stopped; what is done is kept".to_owned());
    vec![Effect::Engine(Command::Cancel)]
}

/// Takes the chapter that is shown in, or leaves it out; of one that is folded, all that is below it, too.
pub(super) fn include(state: &mut State) -> Vec<Effect> {
    let position = state.chapter;
    let Some(chapter) = state.outline.chapters.get(position) else {
        return Vec::new();
    };
    let (title, depth) = (chapter.heading.title.clone(), chapter.heading.depth);
    let is_folded = state.folded.contains(&chapter.heading.index) && state.outline.is_parent(position);
    let below = state.outline.chapters[position + 1..].iter();
    let below = below
        .take_while(|chapter| is_folded && chapter.heading.depth > depth)
        .count();
    let has_text = |at: &usize| {
        state.outline.chapters[*at]
            .sentences
            .as_ref()
            .is_none_or(|all| !all.is_empty())
    };
    let meant: Vec<usize> = (position..=position + below).filter(has_text).collect();
    if meant.is_empty() {
        state.notice = Some("there is nothing to read in this chapter".to_owned());
        return Vec::new();
    }
    let included = !meant.iter().any(|at| state.outline.chapters[*at].included);
    // Of several those come back that the book itself proposes, if it does any.
    let proposed = |at: &usize| state.outline.chapters[*at].heading.reason.is_none();
    let back: Vec<usize> = meant.iter().copied().filter(proposed).collect();
    let meant = if included && !back.is_empty() { back } else { meant };
    let mut effects: Vec<Effect> = meant.iter().flat_map(|at| include_as(state, *at, included)).collect();
    effects.push(super::save(state));
    let others = match meant.len() {
        1 => String::new(),
        all => format!(" and what is below it, {all} chapters,"),
    };
    let what = if included { "read" } else { "left out" };
    let is = if meant.len() == 1 { "is" } else { "are" };
    state.notice = Some(format!("“{title}”{others} {is} {what}"));
    effects
}

/// Takes a chapter in, or leaves it out.
fn include_as(state: &mut State, position: usize, included: bool) -> Vec<Effect> {
    let chapter = &mut state.outline.chapters[position];
    if chapter.included == included {
        return Vec::new();
    }
    chapter.included = included;
    let index = chapter.heading.index;
    let as_book_says = included == chapter.heading.reason.is_none();
    let mut effects = Vec::new();
    if included && chapter.sentences.is_none() {
        effects.push(Effect::Read(index));
    } else if included && !chapter.scripted {
        effects.extend(hand_over(state, position));
    } else if !included && chapter.scripted {
        chapter.scripted = false;
        let ids: Vec<_> = chapter.ids().collect();
        for id in &ids {
            state.rendering.remove(id);
        }
        effects.push(Effect::Engine(Command::Remove(ids)));
    }
    if as_book_says {
        state.choices.chapters.remove(&index);
    } else {
        state.choices.chapters.insert(index, included);
    }
    effects
}

fn unsaid(chapter: &Chapter, wanted: &RangeInclusive<u32>) -> Vec<SentenceId> {
    let unsaid = chapter
        .spoken()
        .iter()
        .filter(|spoken| wanted.contains(&spoken.sentence.id.sentence) && !matches!(spoken.sound, Sound::Done(_)));
    unsaid.map(|spoken| spoken.sentence.id).collect()
}

fn sorted(mut ids: Vec<SentenceId>) -> Vec<SentenceId> {
    ids.sort_unstable();
    ids
}
