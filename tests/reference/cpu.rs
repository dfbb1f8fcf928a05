//! The pure-Rust backend.

use std::num::NonZeroUsize;
use std::path::Path;

use lector::checkpoint::Checkpoint;
use lector::kokoro::{Kokoro, Noise, Pitch, Speed, Utterance};
use lector::speech::{Phonemes, VoiceName};
use lector::tensor::cpu::{Cpu, CpuOptions, InstructionSet};

use super::{cases, compare, folder, snr};

fn model(folder: &Path, exact: bool) -> (Kokoro<Cpu>, Checkpoint) {
    let checkpoint = Checkpoint::open(folder).unwrap();
    let backend = Cpu::new(CpuOptions {
        exact,
        ..CpuOptions::default()
    })
    .unwrap();
    (Kokoro::load(backend, &checkpoint).unwrap(), checkpoint)
}

#[test]
fn sounds_like_the_reference() {
    let (Some(cases), Some(folder)) = (cases(), folder("LECTOR_TEST_MODEL", "models/kokoro-82m-int8")) else {
        return;
    };
    let (direct, checkpoint) = model(&folder, true);
    let (fast, _) = model(&folder, false);
    for case in &cases {
        let exact = direct.backend().install(|| compare(&direct, &checkpoint, case));
        let quick = fast.backend().install(|| compare(&fast, &checkpoint, case));
        let shortcut = snr(&exact.sound, &quick.sound);
        println!("{:12} Toom–Cook to direct: {shortcut:.1} dB", case.name);
        assert!(
            shortcut >= 80.0,
            "{}: Toom–Cook is {shortcut} dB from direct",
            case.name
        );
    }
}

/// The same bytes on one thread and on four, noise and all; and every instruction set within rounding.
#[test]
fn the_same_on_any_number_of_threads() {
    let Some(folder) = folder("LECTOR_TEST_MODEL", "models/kokoro-82m-int8") else {
        return;
    };
    let checkpoint = Checkpoint::open(&folder).unwrap();
    let voice = checkpoint.voice(&VoiceName::new("bf_lily").unwrap()).unwrap();
    let phonemes = Phonemes::new("ðə kwˈɪk bɹˈWn fˈɒks.");
    let speak = |threads: usize, instructions: InstructionSet, noise: Noise| {
        let options = CpuOptions {
            threads: NonZeroUsize::new(threads),
            instructions,
            exact: false,
        };
        let model = Kokoro::load(Cpu::new(options).unwrap(), &checkpoint).unwrap();
        model
            .backend()
            .install(|| {
                model.speak(&Utterance {
                    phonemes: &phonemes,
                    voice: &voice,
                    speed: Speed::NORMAL,
                    pitch: Pitch::NORMAL,
                    noise,
                })
            })
            .unwrap()
    };
    let one = speak(1, InstructionSet::best(), Noise::Seeded(7));
    assert_eq!(one, speak(4, InstructionSet::best(), Noise::Seeded(7)), "four threads");
    assert_ne!(one, speak(1, InstructionSet::best(), Noise::Seeded(8)), "another seed");
    for set in InstructionSet::available() {
        let other = speak(2, set, Noise::Seeded(7));
        assert_eq!(one.durations, other.durations, "{}", set.name());
        assert!(
            snr(&one.samples, &other.samples) > 15.0,
            "{}: {:.1} dB",
            set.name(),
            snr(&one.samples, &other.samples)
        );
    }
}
