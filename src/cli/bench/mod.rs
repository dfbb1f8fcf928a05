//! `lector bench`: how fast and how large the model is on this machine, and where its time goes.

mod layers;
mod spoken;
mod table;

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use color_eyre::eyre::{self, eyre};
use serde::Serialize;

use super::args::{BenchArgs, Global};
use super::stdout::stdout;
use super::wiring::{self, Narration};
use crate::audio::Pcm;
use crate::engine::{BackendName, Command, Engine, EngineError, Event, Say, Ticket};
use crate::tensor::cpu::{Cpu, CpuOptions, InstructionSet, Peak};
use crate::tensor::{Tally, Work};
use layers::{Layer, layers};
use spoken::Spoken;

/// What was measured, as `--json` prints it.
#[derive(Debug, Serialize)]
struct Bench {
    backend: BackendName,
    threads: usize,
    /// The vector instructions of the cpu backend.
    instructions: &'static str,
    model: String,
    voice: String,
    /// From the start of the command until the model was loaded.
    load_seconds: f64,
    /// From the start of the command until the first sentence could be heard.
    first_sound_seconds: f64,
    /// The most memory the process had when the model was loaded.
    loaded_memory_bytes: u64,
    /// The most memory the process ever had, once all was said.
    peak_memory_bytes: u64,
    /// What the processor can do at most, where the model runs on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    peak: Option<PeakGflops>,
    sentences: Vec<Measured>,
}

/// Billions of floating-point operations a second: multiply-adds between registers.
#[derive(Clone, Copy, Debug, Serialize)]
struct PeakGflops {
    one_thread: f64,
    all_threads: f64,
}

/// One sentence.
#[derive(Debug, Serialize)]
struct Measured {
    name: String,
    characters: usize,
    audio_seconds: f64,
    /// Seconds of synthesis, run by run.
    synthesis_seconds: Vec<f64>,
    /// Synthesis divided by audio: the median of the runs.
    real_time_factor: f64,
    /// Billions of floating-point operations of a run, by the plain formula of each layer.
    gflop: f64,
    /// Where the time of a run went, on a backend that computes as it is told to.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    layers: Vec<Layer>,
    /// What each run made the device do, where the backend has one of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    work: Option<Work>,
}

/// Runs the command.
///
/// # Errors
/// When there is no model, or it cannot speak.
pub fn run(args: &BenchArgs, global: &Global) -> eyre::Result<()> {
    let start = Instant::now();
    let tally = Arc::new(Tally::default());
    let instructions = args.instructions.unwrap_or_else(InstructionSet::best);
    let narration = wiring::counted_narration(global, instructions, &tally)?;
    let spoken = spoken::all(args, &narration.voice, narration.manner)?;
    let cpu = CpuOptions {
        threads: NonZeroUsize::new(narration.threads),
        instructions,
        ..CpuOptions::default()
    };
    let bench = measure(narration, cpu, &spoken, args.runs.get(), &tally, start)?;
    let mut out = stdout();
    if args.json {
        serde_json::to_writer_pretty(&mut out, &bench)?;
        Ok(std::io::Write::write_all(&mut out, b"\n")?)
    } else {
        Ok(table::write(&bench, &mut out)?)
    }
}

/// The instruction set of this name, if the processor has it.
pub(super) fn instructions(name: &str) -> Result<InstructionSet, String> {
    let plain = |name: &str| name.replace('-', "").to_ascii_lowercase();
    let sets = InstructionSet::available();
    let meant = sets.iter().find(|set| plain(set.name()) == plain(name));
    meant.copied().ok_or_else(|| {
        let known: Vec<&str> = sets.iter().map(|set| set.name()).collect();
        format!("this processor has {}", known.join(", "))
    })
}

fn measure(
    narration: Narration,
    cpu: CpuOptions,
    spoken: &[Spoken],
    runs: u32,
    tally: &Tally,
    start: Instant,
) -> eyre::Result<Bench> {
    let model = narration.factory.model().to_string();
    let (threads, voice) = (narration.threads, narration.voice.to_string());
    let mut stage = Stage {
        engine: narration.start(None)?,
        start,
        loaded: None,
        first_sound: None,
    };
    // Asked for before the model is there, as a user's first sentence is, and not counted: the model is still cold.
    if let Some(first) = spoken.first() {
        stage.say(&first.say, Ticket::default())?;
    }
    let sentences = spoken
        .iter()
        .map(|spoken| stage.measure(spoken, runs, tally))
        .collect::<eyre::Result<Vec<_>>>()?;
    let loaded = stage.loaded.ok_or(EngineError::Ended)?;
    let peak_memory_bytes = peak_memory()?;
    Ok(Bench {
        backend: loaded.backend,
        threads,
        instructions: cpu.instructions.name(),
        model,
        voice,
        load_seconds: loaded.after.as_secs_f64(),
        first_sound_seconds: stage.first_sound.unwrap_or_default().as_secs_f64(),
        loaded_memory_bytes: loaded.memory,
        peak_memory_bytes,
        peak: match loaded.backend {
            BackendName::Cpu => Some(peak(cpu)?),
            BackendName::Mlx => None,
        },
        sentences,
    })
}

fn peak(options: CpuOptions) -> eyre::Result<PeakGflops> {
    let Peak {
        one_thread,
        all_threads,
    } = Peak::measure(&Cpu::new(options)?);
    Ok(PeakGflops {
        one_thread: one_thread / 1e9,
        all_threads: all_threads / 1e9,
    })
}

/// The engine, and what it has told so far.
struct Stage {
    engine: Engine,
    start: Instant,
    loaded: Option<Loaded>,
    first_sound: Option<Duration>,
}

/// A model that is ready.
struct Loaded {
    backend: BackendName,
    after: Duration,
    memory: u64,
}

impl Stage {
    /// Says a sentence so many times.
    fn measure(&mut self, spoken: &Spoken, runs: u32, tally: &Tally) -> eyre::Result<Measured> {
        let mut seconds = Vec::new();
        let (mut audio, mut total) = (Duration::ZERO, Duration::ZERO);
        let before = Work::so_far();
        tally.take();
        for run in 0..runs {
            let (pcm, took) = self.say(&spoken.say, Ticket(run.into()))?;
            audio = pcm.duration();
            total += took;
            seconds.push(took.as_secs_f64());
        }
        let layers = layers(&tally.take(), total, runs);
        let is_lazy = self
            .loaded
            .as_ref()
            .is_some_and(|loaded| loaded.backend == BackendName::Mlx);
        Ok(Measured {
            name: spoken.name.clone(),
            characters: spoken.characters,
            audio_seconds: audio.as_secs_f64(),
            real_time_factor: median(&seconds) / audio.as_secs_f64(),
            synthesis_seconds: seconds,
            gflop: layers.iter().map(|layer| layer.gflop).sum(),
            layers: if is_lazy { Vec::new() } else { layers },
            work: is_lazy.then(|| (Work::so_far() - before) / u64::from(runs)),
        })
    }

    /// Says a sentence once.
    fn say(&mut self, say: &Say, ticket: Ticket) -> eyre::Result<(Pcm, Duration)> {
        self.engine.send(Command::Say(Say { ticket, ..say.clone() }))?;
        loop {
            match self.engine.events().recv().map_err(|_| EngineError::Ended)? {
                Event::NoModel { why } | Event::SayFailed { why, .. } => {
                    return Err(eyre!("{why}; `lector doctor` says what works here"));
                }
                Event::Ready { backend, .. } => {
                    self.loaded = Some(Loaded {
                        backend,
                        after: self.start.elapsed(),
                        memory: peak_memory()?,
                    });
                }
                Event::Said { pcm, took, .. } => {
                    self.first_sound.get_or_insert_with(|| self.start.elapsed());
                    return Ok((pcm, took));
                }
                _ => {}
            }
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::engine::{EngineConfig, Manner};
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
            manner: Manner::NORMAL,
            threads: 2,
            speller: crate::store::SpellingKey::of(&[]),
            learnt: crate::speech::Lexicon::default(),
        };
        let args = BenchArgs {
            instructions: None,
            json: false,
            runs: std::num::NonZeroU32::MIN.saturating_add(2),
            text: None,
            cases: None,
        };
        let spoken = spoken::all(&args, &narration.voice, narration.manner).unwrap();
        let bench = measure(
            narration,
            CpuOptions::default(),
            &spoken,
            args.runs.get(),
            &Tally::default(),
            Instant::now(),
        )
        .unwrap();
        assert!(bench.load_seconds <= bench.first_sound_seconds);
        assert!(bench.loaded_memory_bytes <= bench.peak_memory_bytes);
        assert_eq!(bench.sentences.len(), 3);
        for sentence in &bench.sentences {
            assert_eq!(sentence.synthesis_seconds.len(), 3);
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
}
