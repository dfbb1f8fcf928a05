//! What the engine tells.

use super::engine_command;
use crate::engine::{Command, Event, Source};
use crate::studio::effect::Effect;
use crate::studio::event::Cue;
use crate::studio::gauge::Model;
use crate::studio::outline::Sound;
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
        Event::Started { id, generation } if generation == state.generation => {
            state.outline.set(id, Sound::Speaking);
        }
        Event::Spoken {
            id,
            generation,
            length,
            source,
            ..
        } if generation == state.generation => {
            if let (Source::Model { took }, Some(spoken)) = (source, state.outline.sentence(id)) {
                let letters = spoken.sentence.spoken.chars().count();
                state.gauge.said(letters, took, length);
            }
            state.outline.set(id, Sound::Done(length));
            if state.rendering.remove(&id) && state.rendering.is_empty() {
                state.notice = Some("the render is done".to_owned());
            }
        }
        Event::Failed { id, generation, why } if generation == state.generation => {
            state.notice = Some(format!("sentence {id} could not be said: {why}"));
            state.outline.set(id, Sound::Failed(why));
            state.rendering.remove(&id);
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
        Event::Said { ticket, pcm, .. } if state.audition.keep(ticket, &pcm) => {
            state.notice = None;
            return vec![Effect::Sample(pcm)];
        }
        Event::SayFailed { ticket, why } if state.audition.waits_for(ticket) => {
            state.notice = Some(format!("the voice could not be tried: {why}"));
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

/// Nothing is left to do: a listener who still waits has come to the end.
fn idle(state: &mut State) -> Vec<Effect> {
    let at_end = state.playback.enqueued == state.playback.heard_id();
    if matches!(state.playback.status, Status::Waiting(_)) && at_end {
        state.playback.status = Status::Stopped;
        state.notice = Some("the end".to_owned());
        return vec![engine_command(Command::StopListening)];
    }
    Vec::new()
}
