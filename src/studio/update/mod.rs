//! `update(state, event, now)`: what an event changes, and what is to be done about it. Pure.

mod act;
mod cast;
mod edit;
mod engine;
mod find;
mod leave;
mod listen;
mod lists;
mod mouse;
mod overlay;
mod render;
mod sample;
mod speakers;
mod voice;

use std::time::{Duration, Instant};

use ratatui::crossterm::event::{KeyEvent, KeyEventKind};

use super::action::Action;
use super::effect::Effect;
use super::event::Event;
use super::inputs::is_control_c;
use super::outline::Spoken;
use super::overlay::Overlay;
use super::state::State;
use crate::engine::Command;
use crate::store::Place;
use crate::text::Sentence;

/// How often the place is kept while someone listens.
const SAVE_EVERY: Duration = Duration::from_secs(30);

/// Follows an event.
pub fn update(state: &mut State, event: Event, now: Instant) -> Vec<Effect> {
    let before = state.notice.clone();
    let effects = follow(state, event, now);
    // Whatever lay over it has gone, by a key or a click.
    if state.overlay.is_none() && std::mem::take(&mut state.writing) {
        state.overlay = Some(Overlay::Write);
    }
    if let Some(notice) = state.notice.as_ref().filter(|notice| before.as_ref() != Some(notice)) {
        state.messages.push(notice.clone());
    }
    effects
}

fn follow(state: &mut State, event: Event, now: Instant) -> Vec<Effect> {
    match event {
        Event::Key(key) => press(state, key, now),
        Event::Mouse(mouse) => mouse::point(state, mouse, now),
        Event::Resize(columns, rows) => {
            state.size = (columns, rows);
            Vec::new()
        }
        Event::Engine(event) => engine::hear(state, event),
        Event::Player(event) => listen::hear(state, event, now),
        Event::Read { chapter, sentences } => read(state, chapter, sentences),
        Event::Memory(bytes) => {
            state.gauge.memory = bytes;
            Vec::new()
        }
        Event::Trouble(what) => {
            state.notice = Some(what);
            Vec::new()
        }
        Event::Crashed { thread, why } => vec![save(state), Effect::Abort { thread, why }],
        Event::Hangup if state.is_rendering() => {
            let mut effects = listen::stop(state);
            effects.extend([save(state), Effect::LeaveScreen]);
            effects
        }
        Event::Suspend => vec![save(state), Effect::Suspend],
        Event::Hangup => vec![save(state), Effect::Quit],
        Event::Terminate => vec![save(state), Effect::End],
    }
}

fn press(state: &mut State, event: KeyEvent, now: Instant) -> Vec<Effect> {
    if event.kind == KeyEventKind::Release {
        return Vec::new();
    }
    (state.notice, state.remark) = (None, None);
    if state.overlay.is_some() {
        return overlay::press(state, event, now);
    }
    match state.keys.follow(&mut state.chord, event) {
        Some(action) => act::act(state, action, now),
        // There is a way out, whatever the keymap says.
        None if is_control_c(event) => act::act(state, Action::Quit, now),
        None => Vec::new(),
    }
}

/// A chapter has been read from the book.
fn read(state: &mut State, index: u32, sentences: Vec<Sentence>) -> Vec<Effect> {
    let Some(position) = state.outline.position(index) else {
        return Vec::new();
    };
    let chapter = &mut state.outline.chapters[position];
    if chapter.sentences.is_some() {
        return Vec::new();
    }
    let fresh = |sentence| Spoken::new(sentence, &state.choices.lexicon);
    chapter.sentences = Some(sentences.into_iter().map(fresh).collect());
    let mut effects = Vec::new();
    if chapter.included {
        effects.extend(render::hand_over(state, position));
    }
    if let Some(wanted) = state.render_when_read.remove(&index) {
        effects.extend(render::part(state, position, &wanted));
    }
    effects
}

/// Keeps the user's choices, the place among them.
fn save(state: &State) -> Effect {
    let mut choices = state.choices.clone();
    if let Some(id) = state.playback.heard_id().or_else(|| state.cursor()) {
        choices.place = Some(Place {
            chapter: id.chapter,
            sentence: id.sentence,
        });
        choices.letters_before = state.outline.letters_before(id);
    }
    Effect::Save(Box::new(choices))
}

/// Makes sure that the chapter that is shown is read first.
fn show(state: &State) -> Vec<Effect> {
    let unread = state.current().filter(|chapter| chapter.sentences.is_none());
    unread
        .map(|chapter| Effect::Read(chapter.heading.index))
        .into_iter()
        .collect()
}

fn engine_command(command: Command) -> Effect {
    Effect::Engine(command)
}
