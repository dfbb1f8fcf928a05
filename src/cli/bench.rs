//! `lector bench`: how fast and how large the model is on this machine.

use std::io::{self, Write};
use std::time::{Duration, Instant};

use color_eyre::eyre::{self, eyre};
use serde::Serialize;

use super::args::{Global, JsonArgs, VoiceArgs};
use super::stdout::stdout;
use super::wiring::{self, Narration};
use crate::audio::Pcm;
use crate::engine::{BackendName, Command, Engine, EngineError, Event, Finish, Say, Ticket, Words};
use crate::tensor::Work;

/// How often each sentence is said; the median counts.
const RUNS: u64 = 5;

/// What is said: a word, a sentence, and as long a sentence as books have.
const SENTENCES: [(&str, &str); 3] = [
    ("short", "Good morning."),
    (
        "medium",
        "The old lighthouse keeper climbed the stairs each evening, and lit the lamp before the first boats came home.",
    ),
    (
        "long",
        "When the rain had stopped at last, and the roofs across the square were shining in a light that nobody had \
         seen for weeks, the baker opened his shutters, the children ran out with their paper boats, and the old \
         men took their chairs back to the pavement, where they sat until dark and spoke of other winters, of \
         floods that had come up to the windows, and of bridges that had gone down the river like straws.",
    ),
];

/// What was measured, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Bench {
    backend: BackendName,
    threads: usize,
    model: String,
    voice: String,
    /// From the start of the command until the model was loaded.
    load_seconds: f64,
    /// From the start of the command until the first sentence could be heard.
    first_sound_seconds: f64,
    /// The most memory the process ever had, once all was said.
    peak_memory_bytes: u64,
    sentences: Vec<Measured>,
}

/// One sentence.
#[derive(Debug, Serialize)]
struct Measured {
    name: &'static str,
    characters: usize,
    audio_seconds: f64,
    /// Seconds of synthesis, run by run.
    synthesis_seconds: Vec<f64>,
    /// Synthesis divided by audio: the median of the runs.
    real_time_factor: f64,
    /// What each run made the device do, where the backend has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Work>,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, or it cannot speak.
pub fn run(args: &JsonArgs, global: &Global) -> eyre::Result<()> {
    let start = Instant::now();
    let bench = measure(wiring::narration(global, &VoiceArgs::default(), None)?, start)?;
    let mut out = stdout();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &bench)?;
        writeln!(out)?;
    } else {
        table(&bench, &mut out)?;
    }
    Ok(())
}

fn measure(narration: Narration, start: Instant) -> eyre::Result<Bench> {
    let say = Say {
        ticket: Ticket::default(),
        words: Words::Text(String::new()),
        language: narration.voice.language(),
        voice: narration.voice.clone(),
        manner: narration.manner,
        no_noise: false,
        finish: Finish::Heard,
    };
    let (threads, model) = (narration.threads, narration.factory.model().to_string());
    let engine = narration.start(None)?;
    let ready = |event: &Event| match event {
        Event::Ready { backend, .. } => Some(*backend),
        _ => None,
    };
    let mut backend = wait_for(&engine, ready)?;
    let load = start.elapsed();
    let mut first_sound = None;
    let mut sentences = Vec::new();
    for (name, text) in SENTENCES {
        let mut runs = Vec::new();
        let mut audio = Duration::ZERO;
        let before = Work::so_far();
        for run in 0..RUNS {
            let words = Words::Text(text.to_owned());
            let ticket = Ticket(run);
            engine.send(Command::Say(Say {
                ticket,
                words,
                ..say.clone()
            }))?;
            let (pcm, took) = wait_for(&engine, |event| match event {
                Event::Said { pcm, took, .. } => Some((pcm.clone(), *took)),
                Event::FellBack { to, .. } => {
                    backend = *to;
                    None
                }
                _ => None,
            })?;
            first_sound.get_or_insert_with(|| start.elapsed());
            audio = Pcm::duration(&pcm);
            runs.push(took.as_secs_f64());
        }
        sentences.push(Measured {
            name,
            characters: text.chars().count(),
            audio_seconds: audio.as_secs_f64(),
            real_time_factor: median(&runs) / audio.as_secs_f64(),
            synthesis_seconds: runs,
            work: (backend == BackendName::Mlx).then(|| (Work::so_far() - before) / RUNS),
        });
    }
    Ok(Bench {
        backend,
        threads,
        model,
        voice: say.voice.to_string(),
        load_seconds: load.as_secs_f64(),
        first_sound_seconds: first_sound.unwrap_or_default().as_secs_f64(),
        peak_memory_bytes: peak_memory()?,
        sentences,
    })
}

/// Waits for an event that answers.
fn wait_for<T>(engine: &Engine, mut answer: impl FnMut(&Event) -> Option<T>) -> eyre::Result<T> {
    loop {
        let event = engine.events().recv().map_err(|_| EngineError::Ended)?;
        if let Event::NoModel { why } | Event::SayFailed { why, .. } = &event {
            return Err(eyre!("{why}; `lector doctor` says what works here"));
        }
        if let Some(found) = answer(&event) {
            return Ok(found);
        }
    }
}

/// The most memory this process ever had.
fn peak_memory() -> eyre::Result<u64> {
    use nix::sys::resource::{UsageWho, getrusage};
    // Linux counts in KiB, macOS in bytes.
    let unit = if cfg!(target_os = "macos") { 1 } else { 1_024 };
    let peak = getrusage(UsageWho::RUSAGE_SELF)?.max_rss();
    Ok(u64::try_from(peak)? * unit)
}

fn median(runs: &[f64]) -> f64 {
    let mut sorted = runs.to_vec();
    sorted.sort_by(f64::total_cmp);
    match sorted.len() {
        0 => f64::NAN,
        odd if odd % 2 == 1 => sorted[odd / 2],
        even => f64::midpoint(sorted[even / 2 - 1], sorted[even / 2]),
    }
}

fn table(bench: &Bench, out: &mut dyn Write) -> io::Result<()> {
    let Bench {
        backend,
        threads,
        model,
        voice,
        ..
    } = bench;
    writeln!(out, "{model} on {backend}, {threads} threads, {voice}")?;
    writeln!(out)?;
    writeln!(out, "sentence  letters    audio  synthesis     RTF  × real time")?;
    for sentence in &bench.sentences {
        let rtf = sentence.real_time_factor;
        writeln!(
            out,
            "{:8}  {:7}  {:5.2} s     {:4.2} s  {rtf:6.3}  {:11.1}",
            sentence.name,
            sentence.characters,
            sentence.audio_seconds,
            median(&sentence.synthesis_seconds),
            1.0 / rtf,
        )?;
    }
    writeln!(out)?;
    for sentence in &bench.sentences {
        if let Some(work) = &sentence.work {
            let name = sentence.name;
            let Work {
                operations,
                evaluations,
                host_copies,
            } = work;
            writeln!(
                out,
                "{name:8}  {operations} graph nodes, {evaluations} evaluations, {host_copies} copies to the host"
            )?;
        }
    }
    writeln!(out, "model loaded after  {:5.2} s", bench.load_seconds)?;
    writeln!(out, "first sound after   {:5.2} s", bench.first_sound_seconds)?;
    writeln!(out, "peak memory         {:5} MB", bench.peak_memory_bytes / 1_000_000)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::EngineConfig;
    use crate::speech::VoiceName;
    use crate::support::scene::Letters;
    use crate::support::tones::Tones;

    #[test]
    fn what_is_measured_is_what_it_took() {
        let voice = VoiceName::new("bf_lily").unwrap();
        let narration = Narration {
            config: EngineConfig::default(),
            factory: Arc::new(Tones::default().taking(0.01)),
            pronouncer: Box::new(Letters),
            voices: vec![voice.clone()],
            voice,
            manner: crate::engine::Manner::NORMAL,
            threads: 2,
            speller: crate::store::SpellingKey::of(&[]),
        };
        let bench = measure(narration, Instant::now()).unwrap();
        assert!(bench.load_seconds <= bench.first_sound_seconds);
        assert_eq!(bench.sentences.len(), 3);
        for sentence in &bench.sentences {
            assert_eq!(sentence.synthesis_seconds.len(), RUNS as usize);
            // A hundredth of the untrimmed sound, and what a busy machine adds.
            assert!((0.01..0.5).contains(&sentence.real_time_factor), "{sentence:?}");
        }
        assert!(bench.sentences[2].audio_seconds > 3.0 * bench.sentences[1].audio_seconds);
    }

    #[test]
    fn the_median_is_the_middle() {
        assert!((median(&[3.0, 1.0, 2.0]) - 2.0).abs() < 1e-9);
        assert!((median(&[4.0, 1.0, 2.0, 3.0]) - 2.5).abs() < 1e-9);
    }

    #[test]
    fn memory_is_counted_in_bytes() {
        let before = peak_memory().unwrap();
        assert!((1_000_000..1_000_000_000_000).contains(&before), "{before}");
        let grown = vec![1u8; 64 << 20];
        assert!(std::hint::black_box(&grown).iter().all(|byte| *byte == 1));
        assert!(peak_memory().unwrap() >= before.max(64 << 20));
    }

    #[test]
    fn the_table_shows_what_was_measured() {
        let bench = Bench {
            backend: BackendName::Cpu,
            threads: 2,
            model: "kokoro-82m".to_owned(),
            voice: "bf_lily".to_owned(),
            load_seconds: 0.5,
            first_sound_seconds: 0.75,
            peak_memory_bytes: 512_000_000,
            sentences: vec![Measured {
                name: "short",
                characters: 13,
                audio_seconds: 1.0,
                synthesis_seconds: vec![0.2, 0.1, 0.3],
                real_time_factor: 0.2,
                work: None,
            }],
        };
        let mut text = Vec::new();
        table(&bench, &mut text).unwrap();
        insta::assert_snapshot!(String::from_utf8(text).unwrap(), @r"
        kokoro-82m on cpu, 2 threads, bf_lily

        sentence  letters    audio  synthesis     RTF  × real time
        short          13   1.00 s     0.20 s   0.200          5.0

        model loaded after   0.50 s
        first sound after    0.75 s
        peak memory           512 MB
        ");
    }
}
