//! `lector voices`: the voices of the model, with the language each speaks, and how they sound.

use std::io::Write;
use std::path::Path;
use std::time::Duration;

use color_eyre::eyre::{self, eyre};
use crossbeam_channel::{RecvTimeoutError, unbounded};
use serde::Serialize;

use super::args::{Global, SpeakArgs, VoiceArgs, VoicesArgs, VoicesCommand};
use super::stdout::stdout;
use super::voice_setting::named_voice;
use super::{interrupt, models, settings, speak};
use crate::audio::{Output, OutputChoice, Pcm, Player, PlayerEvent};
use crate::checkpoint::Checkpoint;
use crate::models::grade;
use crate::speech::{Gender, Language, VoiceName};

/// How often it is looked whether to stop.
const HEARTBEAT: Duration = Duration::from_millis(100);

/// Runs `lector voices`.
///
/// # Errors
/// When there is no model, or it has no voices.
pub fn run(args: &VoicesArgs, global: &Global) -> eyre::Result<()> {
    match &args.command {
        None => list(args.json, global),
        Some(VoicesCommand::Try { voice, text, output }) => hear(voice, text.as_deref(), output.as_deref(), global),
    }
}

fn list(json: bool, global: &Global) -> eyre::Result<()> {
    let folder = models::ensure(
        settings::load(global, &VoiceArgs::default())?.tts.model_path.as_deref(),
        global,
    )?;
    let voices = Checkpoint::open(&folder)?.voices()?;
    let mut out = stdout();
    if json {
        let described: Vec<_> = voices.iter().map(Described::from).collect();
        serde_json::to_writer_pretty(&mut out, &described)?;
        writeln!(out)?;
        return Ok(());
    }
    let width = voices.iter().map(|voice| voice.as_str().len()).max().unwrap_or(0);
    for voice in &voices {
        let (language, gender, grade) = (
            voice.language().name(),
            voice.gender(),
            grade(voice).unwrap_or_default(),
        );
        let line = format!("{:<width$}  {language:<20}  {gender:<6}  {grade}", voice.as_str());
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// What a voice says for nothing better, in its language.
fn sample(language: Language) -> &'static str {
    match language {
        Language::EnglishUs | Language::EnglishGb => {
            "The sea was calm that evening, and nobody on deck thought of going below."
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

/// Lets a voice be heard, or writes what it says to a file.
fn hear(voice: &str, text: Option<&str>, output: Option<&Path>, global: &Global) -> eyre::Result<()> {
    let voice_args = VoiceArgs {
        voice: Some(voice.to_owned()),
        ..VoiceArgs::default()
    };
    let language = named_voice(&settings::load(global, &voice_args)?)?.language();
    let args = SpeakArgs {
        text: text.unwrap_or_else(|| sample(language)).to_owned(),
        output: output.map(Path::to_owned),
        phonemes: false,
        no_noise: false,
        float: false,
        voice: voice_args,
    };
    if output.is_some() {
        return speak::run(&args, global);
    }
    play(speak::recording(&args, global)?)
}

/// Plays a recording to its end.
fn play(recording: Pcm) -> eyre::Result<()> {
    let (tell, told) = unbounded();
    let player = Player::start(OutputChoice::Device, move |event| drop(tell.send(event)))?;
    player.enqueue((), recording, Duration::ZERO);
    loop {
        interrupt::check()?;
        match told.recv_timeout(HEARTBEAT) {
            Ok(PlayerEvent::Output(Output::Silent { why })) => {
                let why = why.unwrap_or_else(|| "there is none".to_owned());
                return Err(eyre!("no device to play on ({why}); write a file with -o FILE"));
            }
            Ok(PlayerEvent::Ended) | Err(RecvTimeoutError::Disconnected) => return Ok(()),
            Ok(_) | Err(RecvTimeoutError::Timeout) => {}
        }
    }
}

/// A voice in `--json`.
#[derive(Serialize)]
struct Described<'a> {
    name: &'a VoiceName,
    /// A BCP 47 tag.
    language: &'static str,
    gender: Gender,
    /// The makers' grade of its quality, A to F; null where they give none.
    grade: Option<&'static str>,
}

impl<'a> From<&'a VoiceName> for Described<'a> {
    fn from(name: &'a VoiceName) -> Self {
        Self {
            name,
            language: name.language().tag(),
            gender: name.gender(),
            grade: grade(name),
        }
    }
}
