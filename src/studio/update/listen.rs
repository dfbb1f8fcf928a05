//! Listening: from a sentence on, pause, stop, and what the player tells.

use std::time::{Duration, Instant};

use super::{SAVE_EVERY, render, save};
use crate::audio::{Output, PlayerEvent};
use crate::engine::{Command, Generation};
use crate::studio::effect::Effect;
use crate::studio::event::Cue;
use crate::studio::playback::Status;
use crate::studio::state::State;
use crate::text::SentenceId;

/// Speaks from a sentence on.
pub(super) fn speak(state: &mut State, from: SentenceId, now: Instant) -> Vec<Effect> {
    let mut effects = Vec::new();
    if let Some(position) = state.outline.position(from.chapter)
        && !state.outline.chapters[position].scripted
    {
        effects.extend(render::hand_over(state, position));
    }
    let playback = &mut state.playback;
    playback.generation = Generation(playback.generation.0 + 1);
    playback.status = Status::Waiting(now);
    playback.heard = Some((from, Duration::ZERO));
    playback.enqueued = None;
    let generation = playback.generation;
    state.follow = true;
    state.go_to(from);
    effects.extend([
        Effect::ClearSound,
        Effect::ResumeSound,
        Effect::Engine(Command::Listen { generation, from }),
    ]);
    effects
}

/// Stops speaking.
pub(super) fn stop(state: &mut State) -> Vec<Effect> {
    if !state.playback.is_on() {
        return Vec::new();
    }
    let keep = save(state);
    state.playback.status = Status::Stopped;
    vec![Effect::ClearSound, Effect::Engine(Command::StopListening), keep]
}

/// Pauses, goes on, or begins.
pub(super) fn play_pause(state: &mut State, now: Instant) -> Vec<Effect> {
    match state.playback.status {
        Status::Playing | Status::Waiting(_) => {
            state.playback.status = Status::Paused;
            vec![Effect::PauseSound, save(state)]
        }
        Status::Paused => {
            state.playback.status = Status::Playing;
            vec![Effect::ResumeSound]
        }
        Status::Stopped => match state.cursor() {
            Some(from) => speak(state, from, now),
            None => Vec::new(),
        },
    }
}

/// Speaks from the sentence that is heard again, with another voice or speed.
pub(super) fn again(state: &mut State, now: Instant) -> Vec<Effect> {
    match state.playback.heard_id() {
        Some(id) if state.playback.is_on() => speak(state, id, now),
        _ => Vec::new(),
    }
}

/// Follows the player.
pub(super) fn hear(state: &mut State, event: PlayerEvent<Cue>, now: Instant) -> Vec<Effect> {
    match event {
        PlayerEvent::Output(output) => {
            if let Output::Silent { why: Some(why) } = &output {
                state.notice = Some(format!("followed in silence: {why}"));
            }
            state.playback.output = Some(output);
            Vec::new()
        }
        PlayerEvent::Underruns(count) => {
            state.playback.underruns = count;
            Vec::new()
        }
        PlayerEvent::Heard { cue, at } if cue.generation == state.playback.generation => heard(state, cue.id, at, now),
        PlayerEvent::Ended if state.playback.status == Status::Playing => ended(state, now),
        PlayerEvent::Heard { .. } | PlayerEvent::Ended => Vec::new(),
    }
}

fn heard(state: &mut State, id: SentenceId, at: Duration, now: Instant) -> Vec<Effect> {
    let playback = &mut state.playback;
    if let Status::Waiting(since) = playback.status {
        state.gauge.first_sound = Some(now.saturating_duration_since(since));
        playback.status = Status::Playing;
    }
    let before = playback.heard_id();
    playback.heard = Some((id, at));
    if state.follow {
        state.go_to(id);
    }
    if before == Some(id) {
        return Vec::new();
    }
    let mut effects = vec![Effect::Engine(Command::Cursor(id))];
    if state
        .saved_at
        .is_none_or(|saved| now.saturating_duration_since(saved) > SAVE_EVERY)
    {
        state.saved_at = Some(now);
        effects.push(save(state));
    }
    effects
}

/// The player has nothing left: either the voice is late, or the book is over.
fn ended(state: &mut State, now: Instant) -> Vec<Effect> {
    let heard = state.playback.heard_id();
    if heard.is_some_and(|id| state.outline.after(id).is_some()) {
        state.playback.status = Status::Waiting(now);
        return Vec::new();
    }
    let effects = stop(state);
    state.notice = Some("the end".to_owned());
    effects
}
