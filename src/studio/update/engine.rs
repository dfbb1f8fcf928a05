//! What the engine tells.

use super::engine_command;
use crate::engine::{Command, Event, Source};
use crate::studio::effect::Effect;
use crate::studio::event::Cue;
use crate::studio::gauge::Model;
use crate::studio::outline::Sound;
use crate::studio::overlay::Overlay;
use crate::studio::playback::Status;
use crate::studio::state::State;

pub(super) fn hear(state: &mut State, event: Event) -> Vec<Effect> {
    match event {
        Event::Loading { backend } => state.gauge.model = Model::Loading(backend),
        Event::Ready { backend, .. } => state.gauge.model = Model::Ready(backend),
        Event::FellBack { from, to, why } => {
            state.gauge.model = Model::Ready(to);
            state.notice = Some(format!("{from} failed, {to} goes on: {why}"));
        }
        Event::Restarted { why } => state.notice = Some(format!("the model crashed and is started again: {why}")),
        Event::NoModel { why } => {
            state.notice = Some(format!("the model cannot be loaded: {why}"));
            state.gauge.model = Model::Missing(why);
        }
        Event::Started { id, generation } if state.outline.is_current(id, generation) => {
            state.outline.set(id, Sound::Speaking);
        }
        Event::Spoken {
            id,
            generation,
            length,
            source,
            ..
        } if state.outline.is_current(id, generation) => {
            if let (Source::Model { took }, Some(spoken)) = (source, state.outline.sentence(id)) {
                let letters = spoken.sentence.spoken.chars().count();
                state.gauge.said(letters, took, length);
            }
            state.outline.set(id, Sound::Done(length));
            if state.rendering.remove(&id) {
                tell_if_done(state);
            }
        }
        Event::Failed { id, generation, why } if state.outline.is_current(id, generation) => {
            state.notice = Some(format!("sentence {id} could not be said: {why}"));
            state.outline.set(id, Sound::Failed(why));
            if state.rendering.remove(&id) {
                state.lost += 1;
                if !state.is_rendering() {
                    // What is told next must not hide it.
                    let told = state.notice.clone();
                    state.messages.extend(told);
                }
                tell_if_done(state);
            }
        }
        Event::Audio {
            generation,
            id,
            pcm,
            pause_after,
        } if generation == state.playback.generation && state.playback.is_on() => {
            state.playback.enqueued = Some(id);
            let cue = Cue { generation, id };
            return vec![Effect::Enqueue {
                cue,
                pcm,
                pause: pause_after,
            }];
        }
        Event::Said {
            ticket, phonemes, pcm, ..
        } if state.audition.keep(ticket, &pcm) => {
            state.notice = None;
            if let Some(Overlay::Edit(editor)) = &mut state.overlay {
                editor.heard = Some(phonemes.as_str().to_owned());
            }
            return vec![Effect::Sample(pcm)];
        }
        Event::SayFailed { ticket, why } if state.audition.waits_for(ticket) => {
            state.notice = Some(format!("the sentence could not be tried: {why}"));
        }
        Event::Damaged { id, why } => {
            state.outline.set(id, Sound::Waiting);
            state.notice = Some(why);
        }
        Event::StoreFailed { why } => {
            state.rendering.clear();
            state.render_when_read.clear();
            state.notice = Some(why);
        }
        Event::Idle => return idle(state),
        Event::Stopped => state.notice = Some("the engine has ended; start lector again".to_owned()),
        _ => {}
    }
    Vec::new()
}

/// The render is done with its last sentence, whatever has become of that.
fn tell_if_done(state: &mut State) {
    if state.is_rendering() {
        return;
    }
    state.notice = Some(match std::mem::take(&mut state.lost) {
        0 => "the render is done".to_owned(),
        1 => "the render is done, but for a sentence that could not be said".to_owned(),
        lost => format!("the render is done, but for {lost} sentences that could not be said"),
    });
}

/// Nothing is left to do: a listener who still waits has come to the end.
fn idle(state: &mut State) -> Vec<Effect> {
    let at_end = state.playback.enqueued == state.playback.heard_id();
    if matches!(state.playback.status, Status::Waiting) && at_end {
        state.playback.status = Status::Stopped;
        state.notice = Some("the end".to_owned());
        return vec![engine_command(Command::StopListening)];
    }
    Vec::new()
}
