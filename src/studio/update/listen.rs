//! Listening: from a sentence on, pause, stop, and what the player tells.

use std::time::{Duration, Instant};

use super::{SAVE_EVERY, engine_command, render, save};
use crate::audio::{Output, PlayerEvent};
use crate::engine::{Command, Generation};
use crate::studio::effect::Effect;
use crate::studio::event::Cue;
use crate::studio::outline::Chapter;
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
    playback.status = Status::Waiting;
    playback.asked = Some(now);
    playback.heard = Some((from, Duration::ZERO));
    playback.enqueued = None;
    playback.passing = None;
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
        Status::Playing | Status::Waiting => pause(state),
        Status::Paused => resume(state),
        Status::Stopped => from_cursor(state, now),
    }
}

/// Speaks from the cursor on; from a heading without text, what comes next.
pub(super) fn from_cursor(state: &mut State, now: Instant) -> Vec<Effect> {
    let later = state
        .outline
        .chapters
        .iter()
        .skip(state.chapter)
        .filter(|chapter| chapter.included);
    let next = later.flat_map(Chapter::ids).next();
    if let Some(from) = state.cursor().or(next) {
        return speak(state, from, now);
    }
    state.notice = Some(if state.outline.is_read() {
        "there is nothing to read from here on".to_owned()
    } else {
        "the book is still being read".to_owned()
    });
    Vec::new()
}

/// Stops the sound where it is.
pub(super) fn pause(state: &mut State) -> Vec<Effect> {
    // What comes after a pause says nothing about the model.
    state.playback.asked = None;
    state.playback.waited = matches!(state.playback.status, Status::Waiting);
    state.playback.status = Status::Paused;
    vec![Effect::PauseSound, save(state)]
}

/// Lets it go on.
pub(super) fn resume(state: &mut State) -> Vec<Effect> {
    state.playback.status = if state.playback.waited {
        Status::Waiting
    } else {
        Status::Playing
    };
    vec![Effect::ResumeSound]
}

/// Goes on with another voice or speed: at once if nothing is heard yet, else after the sentence that is heard.
pub(super) fn again(state: &mut State, now: Instant) -> Vec<Effect> {
    match (state.playback.status, state.playback.heard_id()) {
        (Status::Waiting, Some(id)) => speak(state, id, now),
        (Status::Playing | Status::Paused, Some(_)) => {
            let playback = &mut state.playback;
            playback.passing = Some(playback.passing.unwrap_or(playback.generation));
            playback.generation = Generation(playback.generation.0 + 1);
            playback.enqueued = None;
            playback.keeping += 1;
            vec![Effect::KeepCurrent]
        }
        _ => Vec::new(),
    }
}

/// The player has kept one sentence of the listening before: this one begins with the next.
fn kept(state: &mut State, kept: Option<Cue>) -> Vec<Effect> {
    let generation = state.playback.generation;
    state.playback.keeping = state.playback.keeping.saturating_sub(1);
    if state.playback.keeping > 0 || state.playback.passing.is_none() || !state.playback.is_on() {
        return Vec::new();
    }
    let last = kept.map(|cue| cue.id).or(state.playback.heard_id());
    let Some(from) = last.and_then(|id| state.outline.after(id)) else {
        return vec![engine_command(Command::StopListening)];
    };
    if kept.is_none() && state.playback.status == Status::Playing {
        state.playback.status = Status::Waiting;
    }
    vec![Effect::Engine(Command::Listen { generation, from })]
}

/// Follows the player.
pub(super) fn hear(state: &mut State, event: PlayerEvent<Cue>, now: Instant) -> Vec<Effect> {
    match event {
        PlayerEvent::Output(output) => {
            match (&output, &state.playback.output) {
                (Output::Silent { why: Some(why) }, _) => {
                    state.notice = Some(format!("followed in silence: {why}"));
                }
                (Output::Device { name, .. }, Some(Output::Silent { .. })) => {
                    state.notice = Some(format!("there is sound again: {name}"));
                }
                _ => {}
            }
            state.playback.output = Some(output);
            Vec::new()
        }
        PlayerEvent::Underruns(count) => {
            state.playback.underruns = count;
            Vec::new()
        }
        PlayerEvent::Heard { cue, at } if cue.generation == state.playback.generation => {
            state.playback.passing = None;
            heard(state, cue.id, at, now)
        }
        PlayerEvent::Heard { cue, at } if Some(cue.generation) == state.playback.passing => {
            state.playback.heard = Some((cue.id, at));
            Vec::new()
        }
        PlayerEvent::Kept(cue) => kept(state, cue),
        PlayerEvent::Ended if state.playback.status == Status::Playing => ended(state),
        PlayerEvent::Heard { .. } | PlayerEvent::Ended => Vec::new(),
    }
}

fn heard(state: &mut State, id: SentenceId, at: Duration, now: Instant) -> Vec<Effect> {
    let playback = &mut state.playback;
    if let Some(asked) = playback.asked.take() {
        state.gauge.first_sound = Some(now.saturating_duration_since(asked));
    }
    if matches!(playback.status, Status::Waiting) {
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
fn ended(state: &mut State) -> Vec<Effect> {
    let heard = state.playback.heard_id();
    if heard.is_some_and(|id| state.outline.after(id).is_some()) {
        state.playback.status = Status::Waiting;
        return Vec::new();
    }
    let effects = stop(state);
    state.notice = Some("the end".to_owned());
    effects
}
