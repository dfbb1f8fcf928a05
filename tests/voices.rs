//! Voices of the real model: higher and lower, and with `LECTOR_SOAK` every one of them in its language.
#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};

use lector::checkpoint::Checkpoint;
use lector::kokoro::{Kokoro, Noise, Pitch, SAMPLE_RATE, Speed, Utterance};
use lector::speech::{Dictionaries, Language, Lexicon, Phonemes, Phonemiser, VoiceName};
use lector::tensor::cpu::{Cpu, CpuOptions};

fn model() -> Option<(Kokoro<Cpu>, Checkpoint)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    if !folder.is_dir() {
        eprintln!("skipped: there is no model");
        return None;
    }
    let checkpoint = Checkpoint::open(&folder).expect("the model is whole");
    let backend = Cpu::new(CpuOptions::default()).expect("threads");
    Some((Kokoro::load(backend, &checkpoint).expect("a Kokoro"), checkpoint))
}

/// The frequency of the voice every 20 ms, where it is clearly voiced, by how alike a window is to itself a period later.
fn voiced(samples: &[f32]) -> Vec<Option<f32>> {
    const WINDOW: usize = 960;
    let lags = SAMPLE_RATE as usize / 420..SAMPLE_RATE as usize / 70;
    let frequency = |at: usize| {
        let window = &samples[at..at + WINDOW];
        let energy = |x: &[f32]| x.iter().map(|x| x * x).sum::<f32>();
        let own = energy(window);
        let alike = |lag: usize| {
            let later = &samples[at + lag..at + lag + WINDOW];
            let product: f32 = window.iter().zip(later).map(|(a, b)| a * b).sum();
            product / (own * energy(later)).sqrt().max(1e-6)
        };
        let best = lags.clone().map(alike).fold(0.0, f32::max);
        // The first period that is nearly as good as the best is no multiple of one.
        let lag = lags.clone().find(|lag| alike(*lag) > 0.95 * best)?;
        let peak = (lag..(lag + 12).min(lags.end)).max_by(|a, b| alike(*a).total_cmp(&alike(*b)))?;
        (best > 0.85 && own > 1.0).then(|| SAMPLE_RATE as f32 / peak as f32)
    };
    let last = samples.len().saturating_sub(WINDOW + lags.end);
    (0..last).step_by(480).map(frequency).collect()
}

fn median(values: impl Iterator<Item = f32>) -> f32 {
    let mut values: Vec<f32> = values.collect();
    values.sort_by(f32::total_cmp);
    // A whisper has no frequency.
    values.get(values.len() / 2).copied().unwrap_or_default()
}

#[test]
fn a_voice_is_heard_so_many_semitones_higher_for_the_same_time() {
    let Some((model, checkpoint)) = model() else { return };
    let phonemes = Phonemes::new("ə lˈɒŋ jˈɛlQ ɹˈQd ɹˈʌnz əlˈɒŋ ðə wˈɔːl.");
    let voice = checkpoint
        .voice(&VoiceName::new("bf_lily").expect("a name"))
        .expect("a voice");
    let speak = |semitones: f32| {
        let utterance = Utterance {
            phonemes: &phonemes,
            voice: &voice,
            speed: Speed::NORMAL,
            pitch: Pitch::new(semitones).expect("in range"),
            noise: Noise::Seeded(7),
        };
        model.backend().install(|| model.speak(&utterance).expect("it speaks"))
    };
    let own = speak(0.0);
    let heard = voiced(&own.samples);
    for semitones in [-6.0, -3.0, 3.0, 6.0] {
        let moved = speak(semitones);
        assert_eq!(moved.durations, own.durations);
        // The same moment of the same sentence, where both are voiced.
        let higher = voiced(&moved.samples);
        let ratio = median(
            heard
                .iter()
                .zip(&higher)
                .filter_map(|(own, moved)| Some((*moved)? / (*own)?)),
        );
        let wanted = (semitones / 12.0).exp2();
        println!("{semitones:+} semitones: F0 × {ratio:.3}, asked × {wanted:.3}");
        assert!(
            (ratio / wanted - 1.0).abs() < 0.02,
            "{semitones}: × {ratio}, not × {wanted}"
        );
    }
}

/// What a voice says in its language, and how long it may take for it, in seconds.
fn sentence(language: Language) -> &'static str {
    match language {
        Language::EnglishUs | Language::EnglishGb => {
            "The sea was calm that evening, and nobody thought of going below."
        }
        Language::Spanish => "El mar estaba en calma aquella tarde, y nadie pensaba en bajar.",
        Language::French => "La mer était calme ce soir-là, et personne ne songeait à descendre.",
        Language::Hindi => "उस शाम समुद्र शांत था, और कोई नीचे जाने की नहीं सोच रहा था।",
        Language::Italian => "Il mare era calmo quella sera, e nessuno pensava di scendere.",
        Language::Japanese => "その夜、海は静かで、誰も下へ降りようとはしなかった。",
        Language::Portuguese => "O mar estava calmo naquela tarde, e ninguém pensava em descer.",
        Language::Mandarin => "那天晚上，海面很平静，谁也不想下去。",
    }
}

#[test]
fn every_voice_speaks_its_language() {
    if std::env::var_os("LECTOR_SOAK").is_none() {
        return;
    }
    let Some((model, checkpoint)) = model() else { return };
    let unidic: PathBuf = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/unidic-lite");
    let dictionaries = Dictionaries {
        japanese: unidic.is_dir().then_some(unidic),
    };
    let mut wrong = Vec::new();
    for name in checkpoint.voices().expect("voices") {
        let language = name.language();
        if !dictionaries.suffice_for(language) {
            continue;
        }
        let mut phonemiser =
            Phonemiser::with_dictionaries(language, &Lexicon::default(), &dictionaries).expect("a language");
        let phonemes = phonemiser.phonemise(sentence(language)).expect("phonemes");
        let voice = checkpoint.voice(&name).expect("a voice");
        let utterance = Utterance {
            phonemes: &phonemes,
            voice: &voice,
            speed: Speed::NORMAL,
            pitch: Pitch::NORMAL,
            noise: Noise::Seeded(7),
        };
        let speech = model.backend().install(|| model.speak(&utterance).expect("it speaks"));
        let seconds = speech.samples.len() as f32 / SAMPLE_RATE as f32;
        let peak = speech.samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
        println!(
            "{name}: {seconds:.1} s, peak {peak:.2}, {:.0} Hz",
            median(voiced(&speech.samples).into_iter().flatten())
        );
        let fine = speech.samples.iter().all(|x| x.is_finite())
            && (2.0..9.0).contains(&seconds)
            && (0.05..1.5).contains(&peak);
        if !fine {
            wrong.push(format!("{name}: {seconds} s, peak {peak}"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:?}");
}
