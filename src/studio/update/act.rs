//! What each action does.

use std::time::Instant;

use super::{cast, edit, find, leave, listen, overlay, render, show, speakers, voice};
use crate::studio::action::Action;
use crate::studio::effect::Effect;
use crate::studio::overlay::{Leaving, Overlay};
use crate::studio::state::{Focus, State};
use crate::studio::view::{areas, tree_top};
use crate::text::SentenceId;

pub(super) fn act(state: &mut State, action: Action, now: Instant) -> Vec<Effect> {
    match action {
        Action::PlayPause => listen::play_pause(state, now),
        Action::Speak => listen::from_cursor(state, now),
        Action::Stop => listen::stop(state),
        Action::NextSentence => jump(state, now, |state, id| state.outline.after(id)),
        Action::PreviousSentence => jump(state, now, |state, id| state.outline.before(id)),
        Action::NextChapter => jump_chapter(state, now, 1),
        Action::PreviousChapter => jump_chapter(state, now, -1),
        Action::Follow => follow(state),
        Action::Faster => voice::faster(state, 1, now),
        Action::Slower => voice::faster(state, -1, now),
        Action::Higher => voice::higher(state, 1, now),
        Action::Lower => voice::higher(state, -1, now),
        Action::ListenFaster => voice::listen_faster(state, 1),
        Action::ListenSlower => voice::listen_faster(state, -1),
        Action::Speaker => speakers::open(state),
        Action::Cast => cast::open(state),
        Action::Down => step(state, state.focus, 1),
        Action::Up => step(state, state.focus, -1),
        Action::PageDown => step(state, state.focus, page(state)),
        Action::PageUp => step(state, state.focus, -page(state)),
        Action::Top => step(state, state.focus, -isize::MAX),
        Action::Bottom => step(state, state.focus, isize::MAX),
        Action::SwitchPanel => {
            state.focus = match state.focus {
                Focus::Chapters => Focus::Page,
                Focus::Page => Focus::Chapters,
            };
            Vec::new()
        }
        Action::Fold => fold(state),
        Action::FindNext => find::find(state, true),
        Action::FindPrevious => find::find(state, false),
        Action::Select => select(state),
        Action::RenderChapter => render::selection_or_chapter(state),
        Action::WriteBook => {
            state.overlay = Some(Overlay::Write);
            Vec::new()
        }
        Action::RenderBook => render::book(state),
        Action::CancelRender => render::cancel(state),
        Action::Include => render::include(state),
        Action::EditWord => edit::open(state),
        Action::Retake => edit::another_reading(state, now),
        Action::Voices
        | Action::Themes
        | Action::Format
        | Action::Folder
        | Action::Settings
        | Action::Commands
        | Action::Messages
        | Action::Find
        | Action::Help => {
            overlay::open(state, action);
            Vec::new()
        }
        Action::Close => {
            state.selected_from = None;
            Vec::new()
        }
        Action::Redraw => vec![Effect::Redraw],
        Action::Suspend => vec![Effect::Suspend],
        Action::Library => leave::leave(state, Leaving::Library),
        Action::Quit => leave::leave(state, Leaving::Quit),
    }
}

/// Begins a selection at the cursor, or drops it.
fn select(state: &mut State) -> Vec<Effect> {
    state.selected_from = match state.selected_from {
        Some(_) => None,
        None => state.cursor().map(|id| id.sentence),
    };
    state.follow = false;
    Vec::new()
}

/// Goes to another sentence; someone who listens hears it.
fn jump(state: &mut State, now: Instant, to: impl FnOnce(&State, SentenceId) -> Option<SentenceId>) -> Vec<Effect> {
    let listening = state.playback.is_on();
    let from = if listening {
        state.playback.heard_id()
    } else {
        state.cursor()
    };
    match from.and_then(|id| to(state, id)) {
        Some(id) if listening => listen::speak(state, id, now),
        Some(id) => {
            state.go_to(id);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// Goes to the start of the next or previous chapter that is read.
fn jump_chapter(state: &mut State, now: Instant, by: isize) -> Vec<Effect> {
    let start = match state.playback.heard_id().filter(|_| state.playback.is_on()) {
        Some(id) => state.outline.position(id.chapter).unwrap_or(state.chapter),
        None => state.chapter,
    };
    let mut position = start;
    loop {
        let Some(next) = position
            .checked_add_signed(by)
            .filter(|at| *at < state.outline.chapters.len())
        else {
            return Vec::new();
        };
        position = next;
        if state.outline.chapters[position].included {
            break;
        }
    }
    let first = state.outline.chapters[position].ids().next();
    match first {
        Some(id) if state.playback.is_on() => listen::speak(state, id, now),
        _ => go_to_chapter(state, position),
    }
}

pub(super) fn go_to_chapter(state: &mut State, position: usize) -> Vec<Effect> {
    state.chapter = position;
    state.sentence = 1;
    state.follow = false;
    state.selected_from = None;
    show(state)
}

fn follow(state: &mut State) -> Vec<Effect> {
    state.follow = true;
    if let Some(id) = state.playback.heard_id() {
        state.go_to(id);
    }
    Vec::new()
}

/// How many lines are a page.
fn page(state: &State) -> isize {
    let rows = match state.focus {
        Focus::Chapters => areas(state.size).chapters.height,
        // A sentence takes about three lines.
        Focus::Page => areas(state.size).page.height / 3,
    };
    (rows as isize - 2).max(1)
}

/// Moves the cursor of a panel.
pub(super) fn step(state: &mut State, panel: Focus, by: isize) -> Vec<Effect> {
    match panel {
        Focus::Chapters => {
            state.tree_top = None;
            let visible = state.visible();
            let at = visible.iter().position(|at| *at == state.chapter).unwrap_or_default();
            let last = visible.len().saturating_sub(1);
            match visible.get(at.saturating_add_signed(by).min(last)) {
                Some(position) => go_to_chapter(state, *position),
                None => Vec::new(),
            }
        }
        Focus::Page => {
            let count = state.current().map_or(0, |chapter| chapter.spoken().len());
            let last = count.saturating_sub(1);
            let at = (state.sentence as usize).saturating_sub(1).min(last);
            state.sentence = at.saturating_add_signed(by).min(last) as u32 + 1;
            state.follow = false;
            Vec::new()
        }
    }
}

/// Chooses the chapter in a row of the tree.
pub(super) fn choose_row(state: &mut State, row: u16, height: u16) -> Vec<Effect> {
    let visible = state.visible();
    let at = visible.iter().position(|at| *at == state.chapter).unwrap_or_default();
    let first = tree_top(state, at, visible.len(), usize::from(height));
    // What was clicked stays under the pointer.
    state.tree_top = Some(first);
    match visible.get(first + usize::from(row)) {
        Some(position) => go_to_chapter(state, *position),
        None => Vec::new(),
    }
}

/// Hides or shows what is below a chapter; of one with nothing below, what is beside it.
fn fold(state: &mut State) -> Vec<Effect> {
    let mut position = state.chapter;
    if !state.outline.is_parent(position) {
        let depth = |at: usize| state.outline.chapters[at].heading.depth;
        let above = (0..position).rev().find(|at| depth(*at) < depth(position));
        let Some(parent) = above else { return Vec::new() };
        position = parent;
        state.chapter = parent;
        state.sentence = 1;
        state.follow = false;
    }
    let index = state.outline.chapters[position].heading.index;
    if !state.folded.remove(&index) {
        state.folded.insert(index);
    }
    show(state)
}
