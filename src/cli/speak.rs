//! `lector speak`: one text becomes one WAV file.

use std::io::{self, IsTerminal, Read, Write};
use std::path::Path;
use std::time::Duration;

use color_eyre::eyre::{self, WrapErr, eyre};
use crossbeam_channel::RecvTimeoutError;

use super::args::{Global, SpeakArgs};
use super::exit::Usage;
use super::interrupt;
use super::passage::words_of;
use super::stdout::stdout;
use super::wiring::{self, Narration};
use crate::audio::Pcm;
use crate::engine::{Command, Engine, EngineError, Event, Finish, Say, Ticket, Words};
use crate::export::{Encoder, SampleFormat, WavFile, wav_bytes};
use crate::kokoro::SAMPLE_RATE;
use crate::speech::{MAX_PHONEMES, Phonemes};

/// Where a text goes when nobody says.
const DEFAULT_OUTPUT: &str = "speech.wav";

/// How often it is looked whether to stop.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// Runs the command. It neither reads nor writes the store.
///
/// # Errors
/// Everything that can keep a text from being said.
pub fn run(args: &SpeakArgs, global: &Global) -> eyre::Result<()> {
    let output = args.output.as_deref().unwrap_or(Path::new(DEFAULT_OUTPUT));
    let to_stdout = output == Path::new("-");
    if to_stdout && io::stdout().is_terminal() {
        eyre::bail!(Usage(
            "a terminal cannot show sound: write to a file with -o FILE, or pipe it on".to_owned()
        ));
    }
    let format = if args.float {
        SampleFormat::Float32
    } else {
        SampleFormat::Int16
    };
    if to_stdout {
        let whole = recording(args, global)?;
        stdout().write_all(&wav_bytes(&whole, format)?)?;
    } else {
        let (engine, passages) = prepare(args, global)?;
        let mut file = WavFile::create(output, SAMPLE_RATE, format)?;
        speak(&engine, global, passages, |samples| Ok(file.write(&samples)?))?;
        let finished = Box::new(file).finish()?;
        writeln!(stdout(), "{}", finished.path.display())?;
    }
    Ok(())
}

/// All that is said, in one.
///
/// # Errors
/// Everything that can keep a text from being said.
pub fn recording(args: &SpeakArgs, global: &Global) -> eyre::Result<Pcm> {
    let (engine, passages) = prepare(args, global)?;
    let mut whole = Pcm {
        rate: SAMPLE_RATE,
        samples: Vec::new(),
    };
    speak(&engine, global, passages, |samples| {
        whole.samples.extend(samples);
        Ok(())
    })?;
    Ok(whole)
}

/// The engine, and what it is to say.
fn prepare(args: &SpeakArgs, global: &Global) -> eyre::Result<(Engine, Vec<Passage>)> {
    let text = text(&args.text)?;
    let narration = wiring::narration(global, &args.voice, None)?;
    let passages = passages(&text, args, &narration, global)?;
    interrupt::listen(global)?;
    Ok((narration.start(None)?, passages))
}

/// The text itself, or what stdin holds.
fn text(given: &str) -> eyre::Result<String> {
    let mut text = String::new();
    if given == "-" {
        io::stdin()
            .read_to_string(&mut text)
            .wrap_err("cannot read the text from stdin; it has to be UTF-8")?;
    } else {
        given.clone_into(&mut text);
    }
    if text.trim().is_empty() {
        eyre::bail!(Usage("there is nothing to say: the text is empty".to_owned()));
    }
    Ok(text)
}

/// Something to say, and the silence after it.
struct Passage {
    say: Say,
    pause_after: Duration,
}

fn passages(text: &str, args: &SpeakArgs, narration: &Narration, global: &Global) -> eyre::Result<Vec<Passage>> {
    let passage = |ticket: usize, words, finish, pause_after| Passage {
        say: Say {
            ticket: Ticket(ticket as u64),
            words,
            language: narration.voice.language(),
            voice: narration.voice.clone(),
            manner: narration.manner,
            trial: None,
            no_noise: args.no_noise,
            finish,
        },
        pause_after,
    };
    if args.phonemes {
        let phonemes = raw_phonemes(text)?;
        return Ok(vec![passage(0, Words::Phonemes(phonemes), Finish::Raw, Duration::ZERO)]);
    }
    let sentences = wiring::sentences_of(text, &narration.voice, global)?;
    if sentences.is_empty() {
        eyre::bail!("there is nothing to say in it: no part of the text is words");
    }
    let of_sentence = |(number, sentence): (usize, wiring::Sentence)| {
        let words = words_of(&sentence, narration.voice.language());
        passage(number, words, Finish::Heard, sentence.pause_after)
    };
    Ok(sentences.into_iter().enumerate().map(of_sentence).collect())
}

/// Phonemes as they go to the model.
fn raw_phonemes(text: &str) -> Result<Phonemes, Usage> {
    // A line end comes with the shell's pipes, not with the phonemes.
    let phonemes = Phonemes::new(text.trim_end_matches(['\n', '\r']));
    match phonemes.len() {
        0..=MAX_PHONEMES => Ok(phonemes),
        count => Err(Usage(format!(
            "{count} phonemes are more than the {MAX_PHONEMES} the model takes at once: say them in parts"
        ))),
    }
}

/// Says every passage and hands the sound over, in order, with the silence between them.
fn speak(
    engine: &Engine,
    global: &Global,
    passages: Vec<Passage>,
    mut write: impl FnMut(Vec<f32>) -> eyre::Result<()>,
) -> eyre::Result<()> {
    let count = passages.len();
    let pauses: Vec<_> = passages.iter().map(|passage| passage.pause_after).collect();
    for passage in passages {
        engine.send(Command::Say(passage.say))?;
    }
    let mut said = 0;
    while said < count {
        interrupt::check()?;
        let event = match engine.events().recv_timeout(HEARTBEAT) {
            Ok(event) => event,
            Err(RecvTimeoutError::Timeout) => continue,
            Err(RecvTimeoutError::Disconnected) => return Err(EngineError::Ended.into()),
        };
        match event {
            Event::Said { mut pcm, .. } => {
                said += 1;
                if said < count {
                    pcm.push_silence(pauses[said - 1]);
                }
                write(pcm.samples)?;
            }
            Event::SayFailed { why, .. } => return Err(eyre!("sentence {} cannot be said: {why}", said + 1)),
            Event::NoModel { why } => {
                return Err(eyre!(
                    "the model cannot be loaded ({why}); `lector doctor` says what is missing"
                ));
            }
            Event::FellBack { from, to, why } if !global.quiet => {
                eprintln!("lector: {from} failed ({why}); going on with {to}");
            }
            _ => {}
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::audio::Breath;
    use crate::cli::args::{Cli, Command as Subcommand};
    use crate::engine::EngineConfig;
    use crate::speech::VoiceName;
    use crate::support::scene::Letters;
    use crate::support::tones::{Tones, Turn};
    use clap::Parser;

    fn narration(tones: &Tones) -> Narration {
        let voice = VoiceName::new("bf_lily").unwrap();
        Narration {
            config: EngineConfig::default(),
            factory: Arc::new(tones.clone()),
            pronouncer: Box::new(Letters),
            voices: vec![voice.clone()],
            voice,
            manner: crate::engine::Manner::NORMAL,
            threads: 1,
            speller: crate::store::SpellingKey::of(&[]),
            learnt: crate::speech::Lexicon::default(),
        }
    }

    fn args(line: &[&str]) -> (SpeakArgs, Global) {
        let line = ["lector", "speak"].iter().chain(line);
        let cli = Cli::parse_from(line);
        match cli.command {
            Some(Subcommand::Speak(args)) => (args, cli.global),
            other => panic!("{other:?}"),
        }
    }

    fn say(text: &str, pause: u64) -> Passage {
        Passage {
            say: Say {
                ticket: Ticket::default(),
                words: Words::Text(text.to_owned()),
                language: crate::speech::Language::EnglishGb,
                voice: VoiceName::new("bf_lily").unwrap(),
                manner: crate::engine::Manner::NORMAL,
                trial: None,
                no_noise: false,
                finish: Finish::Heard,
            },
            pause_after: Duration::from_millis(pause),
        }
    }

    fn spoken(tones: &Tones, passages: Vec<Passage>) -> Result<Vec<f32>, String> {
        let (_, global) = args(&["x"]);
        let engine = narration(tones).start(None).unwrap();
        let mut sound = Vec::new();
        speak(&engine, &global, passages, |samples| {
            sound.extend(samples);
            Ok(())
        })
        .map(|()| sound)
        .map_err(|error| error.to_string())
    }

    #[test]
    fn every_sentence_is_said_with_the_pause_between() {
        let tones = Tones::default();
        let one = spoken(&tones, vec![say("one", 999)]).unwrap();
        let two = spoken(&tones, vec![say("two", 999)]).unwrap();
        let both = spoken(&tones, vec![say("one", 250), say("two", 999)]).unwrap();
        assert_eq!(both.len(), one.len() + 6_000 + two.len());
        assert_eq!(both[..one.len()], one);
        assert_eq!(both[one.len() + 6_000..], two);
        let breath = Breath::default();
        let most = (3.0 * 3.0 / 40.0 + breath.before.as_secs_f64() + breath.after.as_secs_f64() + 0.02) * 24_000.0;
        assert!((one.len() as f64) < most, "trimmed: {}", one.len());
    }

    #[test]
    fn raw_phonemes_give_the_raw_output_without_noise() {
        let (args, global) = args(&["--phonemes", "--no-noise", "həlˈO"]);
        let tones = Tones::default();
        let passages = passages("həlˈO", &args, &narration(&tones), &global).unwrap();
        let sound = spoken(&tones, passages).unwrap();
        assert_eq!(sound.len(), (12 + 5 * 3 + 12) * 600);
        assert!(
            sound[..7_200].iter().all(|x| *x == 0.0),
            "silence is untrimmed and without noise"
        );
    }

    #[test]
    fn a_sentence_that_cannot_be_said_ends_it_and_is_named() {
        let tones = Tones::default().directed(|asked| match asked.phonemes.as_str() {
            "two" => Turn::Silence,
            _ => Turn::Speak,
        });
        let error = spoken(&tones, vec![say("one", 0), say("two", 0)]).unwrap_err();
        assert!(error.starts_with("sentence 2 cannot be said: it is silent"), "{error}");
    }

    #[test]
    fn phonemes_are_taken_as_they_are_but_for_the_line_end() {
        assert_eq!(raw_phonemes(" həlˈO. \n").unwrap(), Phonemes::new(" həlˈO. "));
        assert_eq!(raw_phonemes(&"a".repeat(510)).unwrap().len(), 510);
        let message = raw_phonemes(&"ə".repeat(511)).unwrap_err().to_string();
        assert!(message.contains("511") && message.contains("510"), "{message}");
    }

    #[test]
    fn an_empty_text_is_a_mistake_of_the_user() {
        assert!(text(" \n").unwrap_err().is::<Usage>());
        assert_eq!(text("Call me Ishmael.").unwrap(), "Call me Ishmael.");
    }
}
