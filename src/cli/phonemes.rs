//! `lector phonemes`: what the model would be given.

use std::io::{self, BufRead, Write};

use color_eyre::eyre;

use super::args::{Global, PhonemesArgs, VoiceArgs};
use super::lexicon::lexicon;
use super::phonemisers::Phonemisers;
use super::stdout::stdout;
use super::voice_setting::named_voice;
use super::wiring::text_options;
use super::{models, settings};
use crate::speech::Language;
use crate::text::say::{SayOptions, say};

/// Prints the phonemes of each line of TEXT on a line of its own.
///
/// # Errors
/// An unknown voice, a language whose data is missing, or a line that cannot be read or written.
pub fn run(args: &PhonemesArgs, global: &Global) -> eyre::Result<()> {
    let settings = settings::load(
        global,
        &VoiceArgs {
            voice: args.voice.clone(),
            ..VoiceArgs::default()
        },
    )?;
    let voice = named_voice(&settings)?;
    let language = voice.language();
    let options = text_options(&settings, language).say;
    let dictionaries = models::dictionaries(&[language], global)?;
    let mut phonemisers = Phonemisers::new(lexicon(&settings, None), Vec::new(), dictionaries);
    let mut out = stdout();
    let mut print = |line: &str| -> eyre::Result<()> {
        writeln!(
            out,
            "{}",
            phonemisers.phonemise(&spoken(line, language, options), language)?
        )?;
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
fn spoken(line: &str, language: Language, options: SayOptions) -> String {
    match language {
        Language::EnglishUs | Language::EnglishGb => say(line, &options).spoken,
        _ => line.to_owned(),
    }
}
