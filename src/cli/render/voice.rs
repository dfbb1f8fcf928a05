//! Who reads a book.

use color_eyre::eyre::{self, eyre};

use crate::cli::args::VoiceArgs;
use crate::cli::wiring::{Manuscript, Narration, same_tongue};
use crate::speech::{Language, VoiceName};
use crate::store::Choices;

/// A voice, and what the user should know about the choice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Who reads.
    pub voice: VoiceName,
    /// Why it is not whom the settings name, or why it may sound odd.
    pub remark: Option<String>,
}

/// What the user says about the voice, here and now.
#[derive(Clone, Copy, Debug)]
pub struct Wish<'a> {
    /// `--voice`, `--speed` and `--pitch`.
    pub args: &'a VoiceArgs,
    /// `--force`.
    pub force: bool,
    /// Whether remarks are kept back.
    pub quiet: bool,
}

/// Lets the options, then the choices made for the book, then the book's language decide.
///
/// # Errors
/// As [`choose`].
pub fn settle(
    mut narration: Narration,
    book: &Manuscript,
    choices: &Choices,
    wish: Wish<'_>,
) -> eyre::Result<Narration> {
    let asked = match &wish.args.voice {
        Some(_) => Some(&narration.voice),
        None => choices.voice.as_ref(),
    };
    let choice = choose(book.language(), asked, &narration.voice, &narration.voices, wish.force)?;
    if let Some(remark) = choice.remark.filter(|_| !wish.quiet) {
        eprintln!("lector: {remark}");
    }
    narration.voice = choice.voice;
    let manner = &mut narration.manner;
    if wish.args.speed.is_none() {
        manner.speed = choices.speed.unwrap_or(manner.speed);
    }
    if wish.args.pitch.is_none() {
        manner.pitch = choices.pitch.unwrap_or(manner.pitch);
    }
    Ok(narration)
}

/// The voice for a book in the language of the BCP 47 tag `book`.
///
/// A voice the user `asked` for reads any book; else a book in another language than that of `preferred` is read by the
/// first voice that speaks it.
///
/// # Errors
/// When no voice speaks the book's language, unless `force` is set.
pub fn choose(
    book: Option<&str>,
    asked: Option<&VoiceName>,
    preferred: &VoiceName,
    voices: &[VoiceName],
    force: bool,
) -> eyre::Result<Choice> {
    let voice = asked.unwrap_or(preferred);
    let quietly = Choice {
        voice: voice.clone(),
        remark: None,
    };
    let Some(tag) = book.filter(|tag| !tag.trim().is_empty() && !tag.eq_ignore_ascii_case("und")) else {
        return Ok(quietly);
    };
    let Some(language) = Language::from_tag(tag) else {
        if force {
            let remark = format!(
                "the book is in a language Kokoro does not speak ({tag}); {voice} reads it as {}",
                voice.language()
            );
            return Ok(Choice {
                remark: Some(remark),
                ..quietly
            });
        }
        return Err(eyre!(
            "the book is in a language Kokoro does not speak ({tag}). There are voices for {}. \
             With --force it is read as if it were {}",
            list(voices),
            voice.language()
        ));
    };
    if same_tongue(language, voice.language()) {
        return Ok(quietly);
    }
    if asked.is_some() {
        let remark = format!("the book is in {language}; {voice} reads it as {}", voice.language());
        return Ok(Choice {
            remark: Some(remark),
            ..quietly
        });
    }
    match voices.iter().find(|other| same_tongue(language, other.language())) {
        Some(other) => Ok(Choice {
            voice: other.clone(),
            remark: Some(format!(
                "the book is in {language}, so {other} reads it instead of {voice}"
            )),
        }),
        None if force => Ok(quietly),
        None => Err(eyre!(
            "the book is in {language}, and this model has no voice for it, only for {}. \
             With --force it is read as if it were {}",
            list(voices),
            voice.language()
        )),
    }
}

/// The languages there are voices for, with the names of the voices.
fn list(voices: &[VoiceName]) -> String {
    let of = |language: Language| {
        let names: Vec<_> = voices
            .iter()
            .filter(|voice| voice.language() == language)
            .map(VoiceName::as_str)
            .collect();
        (!names.is_empty()).then(|| format!("{language} ({})", names.join(", ")))
    };
    Language::ALL.into_iter().filter_map(of).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn voice(name: &str) -> VoiceName {
        VoiceName::new(name).unwrap()
    }

    fn choose_for(book: Option<&str>, asked: Option<&str>, force: bool) -> Result<(String, bool), String> {
        let voices = ["af_heart", "bf_lily", "ff_siwis"].map(voice);
        choose(book, asked.map(voice).as_ref(), &voices[1], &voices, force)
            .map(|choice| (choice.voice.to_string(), choice.remark.is_some()))
            .map_err(|error| error.to_string())
    }

    #[test]
    fn the_book_decides_unless_the_user_does() {
        assert_eq!(choose_for(None, None, false), Ok(("bf_lily".to_owned(), false)));
        assert_eq!(
            choose_for(Some("en-US"), None, false),
            Ok(("bf_lily".to_owned(), false))
        );
        assert_eq!(
            choose_for(Some("fr-CA"), None, false),
            Ok(("ff_siwis".to_owned(), true))
        );
        assert_eq!(
            choose_for(Some("fr"), Some("af_heart"), false),
            Ok(("af_heart".to_owned(), true))
        );
    }

    #[test]
    fn a_language_nobody_speaks_needs_force_and_the_voices_are_named() {
        let message = choose_for(Some("ar"), None, false).unwrap_err();
        assert!(
            message.contains("(ar)") && message.contains("British English (bf_lily)") && message.contains("--force"),
            "{message}"
        );
        assert_eq!(choose_for(Some("ar"), None, true), Ok(("bf_lily".to_owned(), true)));
        let message = choose_for(Some("ja"), None, false).unwrap_err();
        assert!(message.contains("no voice for it"), "{message}");
    }
}
