//! Who reads, how fast and how high, and how fast it is heard.

use std::time::Instant;

use super::{listen, render, save};
use crate::audio::Tempo;
use crate::kokoro::{Pitch, Speed};
use crate::speech::VoiceName;
use crate::studio::effect::Effect;
use crate::studio::state::State;

/// Key presses that change the speed by 1.
const SPEED_STEPS: f32 = 20.0;

/// Key presses that change the pitch by a semitone.
const PITCH_STEPS: f32 = 2.0;

/// Key presses that change the listening speed by 1.
const TEMPO_STEPS: f32 = 10.0;

/// A number so many steps on, each of which is a part of 1.
fn stepped(from: f32, steps: i8, in_one: f32) -> f32 {
    ((from * in_one).round() + f32::from(steps)) / in_one
}

/// Speaks faster by so many steps.
pub(super) fn faster(state: &mut State, steps: i8, now: Instant) -> Vec<Effect> {
    let speed = Speed::new(stepped(state.speed.get(), steps, SPEED_STEPS));
    speed.map_or_else(|_| Vec::new(), |speed| set_speed(state, speed, now))
}

/// Speaks higher by so many steps.
pub(super) fn higher(state: &mut State, steps: i8, now: Instant) -> Vec<Effect> {
    let pitch = Pitch::new(stepped(state.pitch.semitones(), steps, PITCH_STEPS));
    pitch.map_or_else(|_| Vec::new(), |pitch| set_pitch(state, pitch, now))
}

/// Plays faster by so many steps.
pub(super) fn listen_faster(state: &mut State, steps: i8) -> Vec<Effect> {
    let tempo = Tempo::new(stepped(state.tempo.get(), steps, TEMPO_STEPS));
    tempo.map_or_else(|_| Vec::new(), |tempo| set_tempo(state, tempo))
}

pub(super) fn set_voice(state: &mut State, voice: VoiceName, now: Instant) -> Vec<Effect> {
    if voice == state.voice {
        return Vec::new();
    }
    state.voice = voice.clone();
    state.choices.voice = Some(voice);
    say_again(state, now)
}

pub(super) fn set_speed(state: &mut State, speed: Speed, now: Instant) -> Vec<Effect> {
    state.speed = speed;
    state.choices.speed = Some(speed);
    say_again(state, now)
}

pub(super) fn set_pitch(state: &mut State, pitch: Pitch, now: Instant) -> Vec<Effect> {
    state.pitch = pitch;
    state.choices.pitch = Some(pitch);
    say_again(state, now)
}

/// Changes only how fast it is heard: nothing is said again.
pub(super) fn set_tempo(state: &mut State, tempo: Tempo) -> Vec<Effect> {
    state.tempo = tempo;
    state.choices.tempo = Some(tempo);
    vec![save(state), Effect::Tempo(tempo)]
}

/// Lines not yet said like this are said again.
pub(super) fn say_again(state: &mut State, now: Instant) -> Vec<Effect> {
    let mut effects = vec![save(state)];
    effects.extend(render::hand_over_again(state));
    effects.extend(listen::again(state, now));
    effects
}
