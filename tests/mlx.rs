//! The mlx backend behind the engine and the checkpoint, with the real model, where the build has it.
#![cfg(has_mlx)]
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

use lector::checkpoint::Checkpoint;
use lector::engine::{
    BackendChoice, BackendName, Command, Engine, EngineConfig, Event, Finish, Interrupt, KokoroFactory, Manner,
    Narrator, NarratorError, NarratorFactory, Pronouncer, Say, Ticket, Words,
};
use lector::kokoro::{Kokoro, Noise, Pitch, Speech, Speed, Utterance, Voice};
use lector::speech::{Language, Lexicon, Phonemes, VoiceName};
use lector::store::ModelId;
use lector::tensor::cpu::CpuOptions;
use lector::tensor::mlx::{Convolutions, Mlx, MlxOptions};
use lector::tensor::{After, Backend, Before, ConvShape, HostTensor, Precision, Work};

const SENTENCE: &str = "ðə kwˈɪk bɹˈWn fˈɒks.";

fn model() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    let found = folder.is_dir().then_some(folder);
    if found.is_none() {
        println!("skipped: no model; `lector models fetch kokoro-82m-int8` brings it");
    }
    found
}

/// What MLX counts, it counts for the whole process: one test at a time.
fn alone() -> MutexGuard<'static, ()> {
    static ONE: Mutex<()> = Mutex::new(());
    ONE.lock().unwrap_or_else(PoisonError::into_inner)
}

fn say<T>(folder: &Path, work: impl FnOnce(&Kokoro<Mlx>, &Utterance) -> T) -> T {
    let checkpoint = Checkpoint::open(folder).unwrap();
    let voice = checkpoint.voice(&VoiceName::new("bf_lily").unwrap()).unwrap();
    let phonemes = Phonemes::new(SENTENCE);
    let model = Kokoro::load(Mlx::new(MlxOptions::default()).unwrap(), &checkpoint).unwrap();
    let utterance = Utterance {
        phonemes: &phonemes,
        voice: &voice,
        speed: Speed::NORMAL,
        pitch: Pitch::NORMAL,
        noise: Noise::Seeded(7),
    };
    work(&model, &utterance)
}

/// On a graphics processor each copy to the host is a wait for all that was begun.
#[test]
fn a_sentence_waits_twice_and_costs_a_bounded_number_of_nodes() {
    let Some(folder) = model() else { return };
    let _alone = alone();
    say(&folder, |model, utterance| {
        let before = Work::so_far();
        model.speak(utterance).unwrap();
        let work = Work::so_far() - before;
        assert_eq!(
            (work.evaluations, work.host_copies),
            (2, 2),
            "the durations, and the sound"
        );
        println!("{work:?}");
        assert!(work.operations < 20_000, "{work:?}");
    });
}

/// 10 log₁₀ of the signal's power over the difference's.
fn snr(expected: &[f32], got: &[f32]) -> f64 {
    let power = |x: f32| f64::from(x) * f64::from(x);
    let signal: f64 = expected.iter().map(|x| power(*x)).sum();
    let noise: f64 = expected.iter().zip(got).map(|(a, b)| power(a - b)).sum();
    10.0 * (signal / noise).log10()
}

/// Sentences of three lengths, two voices and two speeds, noise and all: evaluated together they are what they are alone.
#[test]
fn a_batch_is_what_its_sentences_are_alone() {
    let Some(folder) = model() else { return };
    let _alone = alone();
    let checkpoint = Checkpoint::open(&folder).unwrap();
    let model = Kokoro::load(Mlx::new(MlxOptions::default()).unwrap(), &checkpoint).unwrap();
    let sentences = [
        (SENTENCE, "bf_lily", 1.0),
        ("həlˈO.", "am_adam", 1.2),
        ("ðə slˈO ɡɹˈin tˈɜɹtəl wˈɔkt ɹˈWnd ðə pˈɑnd.", "bf_lily", 1.0),
    ];
    let said = sentences.map(|(phonemes, voice, speed)| {
        let voice = checkpoint.voice(&VoiceName::new(voice).unwrap()).unwrap();
        (Phonemes::new(phonemes), voice, Speed::new(speed).unwrap())
    });
    let utterances: Vec<_> = (0..)
        .zip(&said)
        .map(|(seed, (phonemes, voice, speed))| Utterance {
            phonemes,
            voice,
            speed: *speed,
            pitch: Pitch::NORMAL,
            noise: Noise::Seeded(seed),
        })
        .collect();
    let before = Work::so_far();
    let plan = model.plan(model.outline(&utterances).unwrap()).unwrap();
    let together = model.finish(model.sound(&plan).unwrap()).unwrap();
    let work = Work::so_far() - before;
    assert_eq!((work.evaluations, work.host_copies), (2, 2), "as for one sentence");
    assert_eq!(together.len(), utterances.len());
    for (utterance, together) in utterances.iter().zip(&together) {
        let alone = model.speak(utterance).unwrap();
        assert_eq!(alone.durations, together.durations, "{}", utterance.phonemes);
        let near = snr(&alone.samples, &together.samples);
        println!("{}: {near:.1} dB", utterance.phonemes);
        assert!(near >= 60.0, "{}: {near} dB", utterance.phonemes);
    }
}

/// With `LECTOR_SOAK`, for five hundred sentences.
#[test]
fn the_same_seed_is_the_same_noise_and_memory_stays_flat() {
    let Some(folder) = model() else { return };
    let _alone = alone();
    let sentences = if std::env::var_os("LECTOR_SOAK").is_some() {
        500
    } else {
        6
    };
    say(&folder, |model, utterance| {
        let longer = Phonemes::new(SENTENCE.repeat(3));
        let longer = Utterance {
            phonemes: &longer,
            ..*utterance
        };
        let expected = [utterance, &longer].map(|utterance| model.speak(utterance).unwrap());
        let before = mlx_rs::memory::active_memory().unwrap();
        for i in 0..sentences {
            let said = model.speak([utterance, &longer][i % 2]).unwrap();
            assert!(said == expected[i % 2], "sentence {i} sounds otherwise than before");
            let now = mlx_rs::memory::active_memory().unwrap();
            assert_eq!(before, now, "sentence {i} left something behind");
            assert!(mlx_rs::memory::cache_memory().unwrap() <= 128 << 20);
        }
        let peak = mlx_rs::memory::peak_memory().unwrap();
        println!("{sentences} sentences: {} MB, at most {} MB", before >> 20, peak >> 20);
        assert!(peak < 1_000_000_000);
    });
}

/// Which convolutions the device is fastest with: the generator's, a second of each.
#[test]
#[ignore = "a measurement: cargo test --release --test mlx convolutions -- --ignored --nocapture"]
fn measure_convolutions() {
    let _alone = alone();
    let numbers = |shape: &[usize]| {
        let count = shape.iter().product();
        let data = (0..count).map(|i: usize| (i as f32 * 0.731).sin() * 0.1).collect();
        HostTensor::new(shape.to_vec(), data).unwrap()
    };
    for (steps, channels) in [(800, 256), (4_801, 128)] {
        for (kernel, dilation) in [(3, 1), (3, 5), (7, 1), (7, 5), (11, 1), (11, 5)] {
            print!("{channels} channels, kernel {kernel:2}, dilation {dilation}:");
            for convolutions in [Convolutions::Own, Convolutions::Products, Convolutions::ToomCook] {
                let mlx = Mlx::new(MlxOptions {
                    convolutions,
                    ..MlxOptions::default()
                })
                .unwrap();
                let weight = numbers(&[channels, channels, kernel]);
                let conv = mlx
                    .conv(weight.into(), None, ConvShape::same(kernel, dilation), Precision::Fast)
                    .unwrap();
                let x = mlx.tensor(numbers(&[steps, channels])).unwrap();
                let mut runs = [0.0; 5].map(|_: f64| {
                    let start = Instant::now();
                    let y = mlx.apply_conv(&x, &conv, Before::NOTHING, After::NOTHING).unwrap();
                    mlx.to_host(&y).unwrap();
                    start.elapsed().as_secs_f64() * 1e3
                });
                runs.sort_by(f64::total_cmp);
                print!("  {convolutions:?} {:7.2} ms", runs[1]);
            }
            println!();
        }
    }
}

/// Loads the real model, but a sentence on MLX fails after so many, in MLX itself or with a crash.
struct Faulty {
    real: KokoroFactory,
    crash: bool,
    sound: usize,
    said: Arc<AtomicUsize>,
}

impl NarratorFactory for Faulty {
    fn backends(&self) -> Vec<BackendName> {
        self.real.backends()
    }
    fn model(&self) -> ModelId {
        self.real.model()
    }
    fn voice(&self, name: &VoiceName) -> Result<Voice, NarratorError> {
        self.real.voice(name)
    }
    fn load(&self, backend: BackendName) -> Result<Box<dyn Narrator>, NarratorError> {
        let real = self.real.load(backend)?;
        Ok(match backend {
            BackendName::Cpu => real,
            BackendName::Mlx => Box::new(Failing {
                real,
                crash: self.crash,
                sound: self.sound,
                said: Arc::clone(&self.said),
            }),
        })
    }
}

struct Failing {
    real: Box<dyn Narrator>,
    crash: bool,
    sound: usize,
    said: Arc<AtomicUsize>,
}

impl Narrator for Failing {
    fn speak(&mut self, utterance: &Utterance<'_>, interrupt: &Interrupt) -> Result<Speech, NarratorError> {
        if self.said.fetch_add(1, Ordering::Relaxed) < self.sound {
            return self.real.speak(utterance, interrupt);
        }
        let row = mlx_rs::Array::from_slice(&[1.0_f32, 2.0], &[1, 2]);
        let fault = row.matmul(&row).map(|_| ()).unwrap_err();
        assert!(!self.crash, "{fault}");
        Err(NarratorError::Failed(fault.to_string()))
    }
}

/// Phonemes as they are.
struct AsWritten;

impl Pronouncer for AsWritten {
    fn pronounce(&mut self, words: &Words, _: Language, _: &Lexicon) -> Result<Vec<Phonemes>, String> {
        match words {
            Words::Text(text) => Ok(vec![Phonemes::new(text.clone())]),
            Words::Phonemes(phonemes) => Ok(vec![phonemes.clone()]),
            Words::Parts(_) => Err("these sentences are given as phonemes".to_owned()),
        }
    }
}

/// Says three sentences, of which the second fails on MLX; gives back where each was said, and what the engine told.
fn three_sentences(folder: &Path, crash: bool) -> (usize, Vec<Event>) {
    let factory = Faulty {
        real: KokoroFactory::new(
            Checkpoint::open(folder).unwrap(),
            ModelId("test".to_owned()),
            CpuOptions::default(),
        ),
        crash,
        sound: 1,
        said: Arc::default(),
    };
    let config = EngineConfig {
        backend: BackendChoice::Auto,
        ..EngineConfig::default()
    };
    let engine = Engine::start(config, Arc::new(factory), Box::new(AsWritten), None).unwrap();
    for ticket in 0..3 {
        let say = Say {
            ticket: Ticket(ticket),
            words: Words::Phonemes(Phonemes::new(SENTENCE)),
            language: Language::EnglishGb,
            voice: VoiceName::new("bf_lily").unwrap(),
            manner: Manner::NORMAL,
            trial: None,
            no_noise: true,
            finish: Finish::Heard,
        };
        engine.send(Command::Say(say)).unwrap();
    }
    let (mut said, mut told) = (0, Vec::new());
    while said < 3 {
        let event = engine.events().recv().unwrap();
        assert!(
            !matches!(event, Event::SayFailed { .. } | Event::NoModel { .. }),
            "{event:?}"
        );
        said += usize::from(matches!(event, Event::Said { .. }));
        told.push(event);
    }
    (said, told)
}

fn ready(told: &[Event]) -> Vec<BackendName> {
    let backend = |event: &Event| match event {
        Event::Ready { backend, .. } => Some(*backend),
        _ => None,
    };
    told.iter().filter_map(backend).collect()
}

#[test]
fn a_fault_in_mlx_is_told_and_the_same_sentence_said_by_the_cpu() {
    let Some(folder) = model() else { return };
    let _alone = alone();
    let (said, told) = three_sentences(&folder, false);
    assert_eq!(said, 3);
    assert_eq!(ready(&told), [BackendName::Mlx, BackendName::Cpu]);
    let why = told.iter().find_map(|event| match event {
        Event::FellBack {
            from: BackendName::Mlx,
            to: BackendName::Cpu,
            why,
        } => Some(why.clone()),
        _ => None,
    });
    assert!(why.unwrap().contains("matmul"), "in MLX's own words");
}

#[test]
fn a_thread_that_dies_in_mlx_is_started_once_more_and_then_replaced() {
    let Some(folder) = model() else { return };
    let _alone = alone();
    let (said, told) = three_sentences(&folder, true);
    assert_eq!(said, 3);
    assert_eq!(ready(&told), [BackendName::Mlx, BackendName::Mlx, BackendName::Cpu]);
    let restarts = told.iter().filter(|event| matches!(event, Event::Restarted { .. }));
    assert_eq!(restarts.count(), 1);
}
