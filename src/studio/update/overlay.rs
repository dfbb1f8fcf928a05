//! Keys while something lies over the screen.

use std::time::Instant;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{act, listen, render, save};
use crate::studio::action::Action;
use crate::studio::effect::Effect;
use crate::studio::outline::Chapter;
use crate::studio::overlay::{Choice, Item, Overlay, Picker};
use crate::studio::state::State;
use crate::text::SentenceId;

/// Lays something over the screen.
pub(super) fn open(state: &mut State, action: Action) {
    state.overlay = Some(match action {
        Action::Find => Overlay::Find(String::new()),
        Action::Voices => picker("Voice", voices(state), &Choice::Voice(state.voice.clone())),
        Action::Themes => picker("Colours", themes(state), &Choice::Theme(state.themes.at())),
        Action::Commands => picker("Commands", commands(state), &Choice::Action(Action::PlayPause)),
        _ => Overlay::Help(0),
    });
}

fn picker(title: &'static str, items: Vec<Item>, current: &Choice) -> Overlay {
    let at = items
        .iter()
        .position(|item| item.choice == *current)
        .unwrap_or_default();
    Overlay::Picker(Picker {
        title,
        items,
        filter: String::new(),
        at,
    })
}

fn voices(state: &State) -> Vec<Item> {
    let mut voices: Vec<_> = state.voices.iter().collect();
    let own = state.voice.language();
    voices.sort_by_key(|voice| (voice.language() != own, voice.language().name(), voice.as_str()));
    let item = |voice: &crate::speech::VoiceName| Item {
        label: voice.as_str().to_owned(),
        detail: format!("{}, {}", voice.language().name(), voice.gender()),
        choice: Choice::Voice(voice.clone()),
    };
    voices.into_iter().map(item).collect()
}

fn themes(state: &State) -> Vec<Item> {
    let item = |(at, name): (usize, &str)| Item {
        label: name.to_owned(),
        detail: String::new(),
        choice: Choice::Theme(at),
    };
    state.themes.names().enumerate().map(item).collect()
}

fn commands(state: &State) -> Vec<Item> {
    let useful = Action::ALL
        .iter()
        .filter(|action| !matches!(action, Action::Commands | Action::Close));
    let item = |action: &Action| Item {
        label: action.what().to_owned(),
        detail: state.keys.hint(*action).to_owned(),
        choice: Choice::Action(*action),
    };
    useful.map(item).collect()
}

/// Follows a key.
pub(super) fn press(state: &mut State, event: KeyEvent, now: Instant) -> Vec<Effect> {
    let control_c = event.code == KeyCode::Char('c') && event.modifiers.contains(KeyModifiers::CONTROL);
    let closing = event.code == KeyCode::Esc || control_c;
    match state.overlay.take() {
        Some(Overlay::Picker(picker)) if closing => {
            if picker.title == "Colours" {
                state.themes.forget_preview();
            }
            Vec::new()
        }
        None => Vec::new(),
        Some(_) if closing => Vec::new(),
        Some(Overlay::Help(line)) => {
            let line = match event.code {
                KeyCode::Down | KeyCode::Char('j') => line + 1,
                KeyCode::Up | KeyCode::Char('k') => line.saturating_sub(1),
                KeyCode::PageDown | KeyCode::Char(' ') => line + 10,
                KeyCode::PageUp => line.saturating_sub(10),
                _ => return Vec::new(),
            };
            state.overlay = Some(Overlay::Help(line));
            Vec::new()
        }
        Some(Overlay::Quit) => answer(state, event.code),
        Some(Overlay::Find(text)) => type_query(state, text, event.code),
        Some(Overlay::Picker(picker)) => pick(state, picker, event, now),
    }
}

/// Answers whether to end although a render is under way.
fn answer(state: &mut State, code: KeyCode) -> Vec<Effect> {
    match code {
        KeyCode::Char('s' | 'q') => vec![save(state), Effect::Quit],
        KeyCode::Char('b') => {
            let mut effects = listen::stop(state);
            effects.extend([save(state), Effect::LeaveScreen]);
            effects
        }
        _ => Vec::new(),
    }
}

fn type_query(state: &mut State, mut text: String, code: KeyCode) -> Vec<Effect> {
    match code {
        KeyCode::Enter => {
            if !text.is_empty() {
                state.sought = text;
            }
            return find(state, true);
        }
        KeyCode::Backspace => drop(text.pop()),
        KeyCode::Char(letter) => text.push(letter),
        _ => {}
    }
    state.overlay = Some(Overlay::Find(text));
    Vec::new()
}

/// Goes to the next or previous sentence that holds what is sought, round the end of the book.
pub(super) fn find(state: &mut State, forwards: bool) -> Vec<Effect> {
    if state.sought.is_empty() {
        return Vec::new();
    }
    let sought = state.sought.to_lowercase();
    let sentences = state.outline.chapters.iter().flat_map(Chapter::spoken);
    let holding: Vec<SentenceId> = sentences
        .filter(|spoken| spoken.sentence.text.to_lowercase().contains(&sought))
        .map(|spoken| spoken.sentence.id)
        .collect();
    let cursor = state.cursor();
    let found = if forwards {
        let next = holding.iter().find(|id| cursor.is_none_or(|at| **id > at));
        next.or(holding.first())
    } else {
        let before = holding.iter().rev().find(|id| cursor.is_none_or(|at| **id < at));
        before.or(holding.last())
    };
    match found {
        Some(id) => {
            state.go_to(*id);
            state.follow = false;
        }
        None => state.notice = Some(format!("“{}” is not in the book", state.sought)),
    }
    Vec::new()
}

fn pick(state: &mut State, mut picker: Picker, event: KeyEvent, now: Instant) -> Vec<Effect> {
    match event.code {
        KeyCode::Enter => {
            let choice = picker.chosen().map(|item| item.choice.clone());
            return choice.map_or_else(Vec::new, |choice| choose(state, choice, now));
        }
        KeyCode::Down | KeyCode::Tab => picker.step(1),
        KeyCode::Up | KeyCode::BackTab => picker.step(-1),
        KeyCode::PageDown => picker.step(10),
        KeyCode::PageUp => picker.step(-10),
        KeyCode::Backspace => drop(picker.filter.pop()),
        KeyCode::Char(letter) if !event.modifiers.contains(KeyModifiers::CONTROL) => {
            picker.filter.push(letter);
            picker.at = 0;
        }
        _ => {}
    }
    if let Some(Choice::Theme(at)) = picker.chosen().map(|item| &item.choice) {
        state.themes.preview(*at);
    }
    state.overlay = Some(Overlay::Picker(picker));
    Vec::new()
}

fn choose(state: &mut State, choice: Choice, now: Instant) -> Vec<Effect> {
    match choice {
        Choice::Voice(voice) if voice != state.voice => {
            state.voice = voice.clone();
            state.choices.voice = Some(voice);
            let mut effects = vec![save(state)];
            effects.extend(render::hand_over_again(state));
            effects.extend(listen::again(state, now));
            effects
        }
        Choice::Voice(_) => Vec::new(),
        Choice::Theme(at) => {
            state.themes.keep(at);
            Vec::new()
        }
        Choice::Action(action) => act::act(state, action, now),
    }
}
