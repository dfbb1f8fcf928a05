//! `lector phonemes`: what the model would be given.

use std::borrow::Cow;
use std::io::{self, BufRead, Write};

use color_eyre::eyre;

use super::args::{Global, PhonemesArgs};
use crate::speech::{Language, Lexicon, Phonemiser, VoiceName};

/// Whose language it is without `--voice`.
const DEFAULT_VOICE: &str = "bf_lily";

/// Prints the phonemes of each line of TEXT on a line of its own.
///
/// # Errors
/// An unknown voice, a language whose data is missing, or a line that cannot be read or written.
pub fn run(args: &PhonemesArgs, _global: &Global) -> eyre::Result<()> {
    let voice = VoiceName::new(args.voice.as_deref().unwrap_or(DEFAULT_VOICE))?;
    let language = voice.language();
    let mut phonemiser = Phonemiser::new(language, &Lexicon::default())?;
    let mut out = io::stdout().lock();
    let mut print = |line: &str| -> eyre::Result<()> {
        writeln!(out, "{}", phonemiser.phonemise(&spoken(line, language))?)?;
        Ok(out.flush()?)
    };
    if args.text == "-" {
        for line in io::stdin().lock().lines() {
            print(&line?)?;
        }
    } else {
        args.text.lines().try_for_each(print)?;
    }
    Ok(())
}

/// A line of text as it is said, in plain words.
fn spoken(line: &str, _language: Language) -> Cow<'_, str> {
    Cow::Borrowed(line)
}
