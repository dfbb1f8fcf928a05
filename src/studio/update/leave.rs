//! The screen of a book is left: for the shell, for another book, for as long as its files are written. Nothing is left
//! behind unasked.

use std::time::Instant;

use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::{act, listen, render, save};
use crate::studio::action::Action;
use crate::studio::effect::Effect;
use crate::studio::overlay::{Leaving, Overlay};
use crate::studio::state::State;

/// Leaves, or asks what becomes of the render that is under way.
pub(super) fn leave(state: &mut State, leaving: Leaving) -> Vec<Effect> {
    if state.is_rendering() {
        state.overlay = Some(Overlay::Leave(leaving));
        return Vec::new();
    }
    go(state, leaving)
}

fn go(state: &State, leaving: Leaving) -> Vec<Effect> {
    let end = match leaving {
        Leaving::Quit => Effect::Quit,
        Leaving::Library => Effect::Library,
    };
    vec![save(state), end]
}

/// Answers what becomes of the render.
pub(super) fn answer(state: &mut State, leaving: Leaving, code: KeyCode) -> Vec<Effect> {
    match code {
        KeyCode::Char('s') => {
            let mut effects = render::cancel(state);
            effects.extend(go(state, leaving));
            effects
        }
        KeyCode::Char('b') => {
            let mut effects = listen::stop(state);
            effects.extend([save(state), Effect::Background(leaving)]);
            effects
        }
        _ => {
            // Keys that mean nothing here leave the question where it is: nobody stops hours of work by a key pressed twice.
            state.overlay = Some(Overlay::Leave(leaving));
            Vec::new()
        }
    }
}

/// Answers whether the files are to be written; what they are and where they go can be changed before.
pub(super) fn answer_write(state: &mut State, event: KeyEvent, now: Instant) -> Vec<Effect> {
    if event.code == KeyCode::Enter {
        return vec![save(state), Effect::WriteBook];
    }
    match state.keys.follow(&mut Vec::new(), event) {
        Some(action @ (Action::Format | Action::Folder)) => {
            state.writing = true;
            act::act(state, action, now)
        }
        _ => Vec::new(),
    }
}
