//! The mouse: wheel and click, on panels and on what lies over them.

use std::time::Instant;

use ratatui::crossterm::event::{MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::Position;

use super::{act, listen, overlay};
use crate::studio::action::Action;
use crate::studio::effect::Effect;
use crate::studio::state::{Focus, State};
use crate::studio::view::{areas, hint_at, overlay_row, sentence_at};
use crate::text::SentenceId;

/// Lines a turn of the wheel moves.
const WHEEL: isize = 3;

pub(super) fn point(state: &mut State, mouse: MouseEvent, now: Instant) -> Vec<Effect> {
    let at = Position::new(mouse.column, mouse.row);
    let wheel = match mouse.kind {
        MouseEventKind::ScrollDown => Some(WHEEL),
        MouseEventKind::ScrollUp => Some(-WHEEL),
        MouseEventKind::Down(MouseButton::Left) => None,
        _ => return Vec::new(),
    };
    if state.overlay.is_some() {
        return match wheel {
            Some(by) => overlay::scroll(state, by),
            None => overlay::click(state, overlay_row(state, at), now),
        };
    }
    let areas = areas(state.size);
    if areas.hints.contains(at) && wheel.is_none() {
        return hint_at(state, at).map_or_else(Vec::new, |action| act::act(state, action, now));
    }
    if areas.player.contains(at) && wheel.is_none() {
        return act::act(state, Action::PlayPause, now);
    }
    let focus = if areas.chapters.contains(at) {
        Focus::Chapters
    } else if areas.page.contains(at) {
        Focus::Page
    } else {
        return Vec::new();
    };
    match (wheel, focus) {
        (Some(by), focus) => act::step(state, focus, by),
        (None, Focus::Chapters) => {
            state.focus = focus;
            let row = at.y.saturating_sub(areas.chapters.y + 1);
            act::choose_row(state, row, areas.chapters.height.saturating_sub(2))
        }
        (None, Focus::Page) => {
            state.focus = focus;
            match sentence_at(state, at) {
                Some(id) => click_sentence(state, id, now),
                None => Vec::new(),
            }
        }
    }
}

/// A first click puts the cursor on a sentence, a second one speaks from there.
fn click_sentence(state: &mut State, id: SentenceId, now: Instant) -> Vec<Effect> {
    if state.cursor() == Some(id) && state.playback.heard_id() != Some(id) {
        return listen::speak(state, id, now);
    }
    state.go_to(id);
    state.follow = false;
    Vec::new()
}
