//! `lector voices`: the voices of the model, with the language each speaks.

use std::io::Write;

use color_eyre::eyre;
use serde::Serialize;

use super::args::{Global, VoiceArgs, VoicesArgs};
use super::stdout::stdout;
use super::{models, settings};
use crate::checkpoint::Checkpoint;
use crate::models::grade;
use crate::speech::{Gender, VoiceName};

/// Runs `lector voices`.
///
/// # Errors
/// When there is no model, or it has no voices.
pub fn run(args: &VoicesArgs, global: &Global) -> eyre::Result<()> {
    let folder = models::ensure(
        settings::load(global, &VoiceArgs::default())?.tts.model_path.as_deref(),
        global,
    )?;
    let voices = Checkpoint::open(&folder)?.voices()?;
    let mut out = stdout();
    if args.json {
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
