//! The model against tensors of the reference implementation, when the reference material and the int8 import are
//! there. Every random draw is off in both.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

mod cpu;
#[cfg(has_mlx)]
mod mlx;

use std::path::PathBuf;

use lector::checkpoint::Checkpoint;
use lector::kokoro::{Kokoro, Noise, Pitch, Plan, Speed, Utterance};
use lector::speech::{Phonemes, VoiceName};
use lector::tensor::{Backend, HostTensor};
use safetensors::SafeTensors;

struct Case {
    name: String,
    voice: VoiceName,
    speed: Speed,
    phonemes: Phonemes,
    durations: Vec<u32>,
    f0: Vec<f32>,
    energy: Vec<f32>,
    audio: Vec<f32>,
}

fn folder(variable: &str, default: &str) -> Option<PathBuf> {
    let path = std::env::var_os(variable).map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(default),
        PathBuf::from,
    );
    let found = path.is_dir().then_some(path);
    if found.is_none() {
        eprintln!("skipped: no {default}");
    }
    found
}

fn cases() -> Option<Vec<Case>> {
    let folder = folder("LECTOR_SHARED", "../shared")?.join("reference");
    let list: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("cases.json")).unwrap()).unwrap();
    let case = |(name, case): (&String, &serde_json::Value)| {
        let bytes = std::fs::read(folder.join(format!("{name}.safetensors"))).unwrap();
        let tensors = SafeTensors::deserialize(&bytes).unwrap();
        let numbers = |name: &str| tensors.tensor(name).unwrap().data().to_vec();
        let floats = |name: &str| -> Vec<f32> {
            numbers(name)
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes(b.try_into().unwrap()))
                .collect()
        };
        Case {
            name: name.clone(),
            voice: VoiceName::new(case["voice"].as_str().unwrap()).unwrap(),
            speed: Speed::new(case["speed"].as_f64().unwrap() as f32).unwrap(),
            phonemes: Phonemes::new(case["phonemes"].as_str().unwrap()),
            durations: numbers("durations")
                .chunks_exact(8)
                .map(|b| i64::from_le_bytes(b.try_into().unwrap()) as u32)
                .collect(),
            f0: floats("f0"),
            energy: floats("energy"),
            audio: floats("audio"),
        }
    };
    Some(list.as_object().unwrap().iter().map(case).collect())
}

/// 10 log₁₀ of the signal's power over the difference's.
fn snr(expected: &[f32], got: &[f32]) -> f64 {
    let power = |x: f32| f64::from(x) * f64::from(x);
    let signal: f64 = expected.iter().map(|x| power(*x)).sum();
    let noise: f64 = expected.iter().zip(got).map(|(a, b)| power(a - b)).sum();
    10.0 * (signal / noise).log10()
}

/// The largest difference, in parts of the largest value.
fn relative(expected: &[f32], got: &[f32]) -> f32 {
    let largest = |values: &mut dyn Iterator<Item = f32>| values.fold(0.0_f32, |max, x| max.max(x.abs()));
    largest(&mut expected.iter().zip(got).map(|(a, b)| a - b)) / largest(&mut expected.iter().copied())
}

/// How near a backend is to the reference.
struct Nearness {
    /// Decibels with the backend's own F0 and energy.
    own: f64,
    /// Decibels with the reference's.
    given: f64,
    /// The sound with the reference's.
    sound: Vec<f32>,
}

/// Durations, F0 and energy, and the sound of the reference's own F0 and energy.
///
/// Free-running sound can't be held to the same bound: the phase of the harmonic source is a sum over the sentence in
/// f32, and where it is rounded to depends on the last bits of F0, which in the reference itself are noise. (With F0
/// computed in f64, the sound is as far from the reference's as this one.)
fn compare<B: Backend>(model: &Kokoro<B>, checkpoint: &Checkpoint, case: &Case) -> Nearness {
    let name = &case.name;
    let voice = checkpoint.voice(&case.voice).unwrap();
    let utterance = Utterance {
        phonemes: &case.phonemes,
        voice: &voice,
        speed: case.speed,
        pitch: Pitch::NORMAL,
        noise: Noise::Off,
    };
    let b = model.backend();
    let outline = model.outline(&[utterance]).unwrap();
    let mut plan = model.plan(outline).unwrap();
    assert_eq!([&case.durations[..]], plan.durations[..], "{name}: durations");
    let (f0, energy) = (
        relative(&case.f0, &b.to_host(&plan.f0).unwrap()),
        relative(&case.energy, &b.to_host(&plan.energy).unwrap()),
    );
    assert!(
        f0 < 1e-4 && energy < 1e-4,
        "{name}: F0 differs by {f0:e}, energy by {energy:e}"
    );
    let sound = |plan: &Plan<B>| model.finish(model.sound(plan).unwrap()).unwrap().remove(0).samples;
    let free = sound(&plan);
    let column = |values: &[f32]| {
        b.tensor(HostTensor::new(vec![values.len(), 1], values.to_vec()).unwrap())
            .unwrap()
    };
    (plan.f0, plan.energy) = (column(&case.f0), column(&case.energy));
    let sound = sound(&plan);
    assert_eq!(case.audio.len(), sound.len(), "{name}: samples");
    let near = Nearness {
        own: snr(&case.audio, &free),
        given: snr(&case.audio, &sound),
        sound,
    };
    let Nearness { own, given, .. } = near;
    println!(
        "{name:12} {:4} to the reference: {own:.1} dB with its own F0, {given:.1} dB with the reference's",
        b.name()
    );
    assert!(own >= 15.0, "{name}: {own} dB");
    assert!(given >= 50.0, "{name}: {given} dB with the reference's F0");
    near
}
