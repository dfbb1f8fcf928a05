//! Rendering in the background, and the lines the engine has.

use crate::engine::{Command, Generation};
use crate::studio::effect::Effect;
use crate::studio::outline::{Chapter, Sound};
use crate::studio::state::State;
use crate::text::SentenceId;

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
    state.outline.chapters[position].scripted = true;
    let generation = state.generation;
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

/// Renders a chapter; one that has not been read yet, as soon as it is.
pub(super) fn chapter(state: &mut State, position: usize) -> Vec<Effect> {
    let Some(chapter) = state.outline.chapters.get(position) else {
        return Vec::new();
    };
    if chapter.sentences.is_none() {
        let index = chapter.heading.index;
        state.render_when_read.insert(index);
        return vec![Effect::Read(index)];
    }
    let scripted = chapter.scripted;
    let mut effects = if scripted {
        Vec::new()
    } else {
        hand_over(state, position)
    };
    let ids = unsaid(&state.outline.chapters[position]);
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
    let effects: Vec<_> = included.into_iter().flat_map(|at| chapter(state, at)).collect();
    state.notice = Some(if state.rendering.is_empty() && state.render_when_read.is_empty() {
        "everything is rendered already".to_owned()
    } else {
        "rendering the book in the background".to_owned()
    });
    effects
}

/// Renders no more.
pub(super) fn cancel(state: &mut State) -> Vec<Effect> {
    if state.rendering.is_empty() && state.render_when_read.is_empty() {
        return Vec::new();
    }
    state.rendering.clear();
    state.render_when_read.clear();
    state.notice = Some("the render is stopped; what is done is kept".to_owned());
    vec![Effect::Engine(Command::Cancel)]
}

/// Takes the chapter that is shown in, or leaves it out.
pub(super) fn include(state: &mut State) -> Vec<Effect> {
    let position = state.chapter;
    let Some(chapter) = state.outline.chapters.get_mut(position) else {
        return Vec::new();
    };
    chapter.included = !chapter.included;
    let (index, included) = (chapter.heading.index, chapter.included);
    let as_book_says = included == chapter.heading.reason.is_none();
    let mut effects = Vec::new();
    if included && chapter.sentences.is_some() && !chapter.scripted {
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
    effects.push(super::save(state));
    effects
}

fn unsaid(chapter: &Chapter) -> Vec<SentenceId> {
    let unsaid = chapter
        .spoken()
        .iter()
        .filter(|spoken| !matches!(spoken.sound, Sound::Done(_)));
    unsaid.map(|spoken| spoken.sentence.id).collect()
}

fn sorted(mut ids: Vec<SentenceId>) -> Vec<SentenceId> {
    ids.sort_unstable();
    ids
}
