//! What is said to be measured: sentences of lector's own, the user's text, or cases from a file.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use color_eyre::eyre::{self, WrapErr};
use serde::Deserialize;

use crate::cli::args::BenchArgs;
use crate::cli::exit::Usage;
use crate::engine::{Finish, Manner, Say, Ticket, Words};
use crate::kokoro::Speed;
use crate::speech::{Phonemes, VoiceName};

/// A word, a sentence, and as long a sentence as books have.
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

/// Something to say, under the name it has in the table.
#[derive(Clone, Debug)]
pub(super) struct Spoken {
    pub name: String,
    /// Letters, or phonemes.
    pub characters: usize,
    pub say: Say,
}

/// A case of a file: phonemes as the model is given them.
#[derive(Debug, Deserialize)]
struct Case {
    phonemes: String,
    voice: Option<VoiceName>,
    speed: Option<Speed>,
}

/// What `args` ask for, as `voice` says it in this `manner` where they name no other.
///
/// # Errors
/// An empty text; a file that cannot be read or is not of cases.
pub(super) fn all(args: &BenchArgs, voice: &VoiceName, manner: Manner) -> eyre::Result<Vec<Spoken>> {
    let text = |name: &str, text: &str| Spoken {
        name: name.to_owned(),
        characters: text.chars().count(),
        say: Say {
            ticket: Ticket::default(),
            words: Words::Text(text.to_owned()),
            language: voice.language(),
            voice: voice.clone(),
            manner,
            trial: None,
            no_noise: false,
            finish: Finish::Heard,
        },
    };
    match (&args.text, &args.cases) {
        (Some(words), _) if words.trim().is_empty() => {
            eyre::bail!(Usage("there is nothing to measure: the text is empty".to_owned()))
        }
        (Some(words), _) => Ok(vec![text("text", words)]),
        (None, Some(file)) => cases(file, voice, manner),
        (None, None) => Ok(SENTENCES.iter().map(|(name, words)| text(name, words)).collect()),
    }
}

/// The cases of a file, in the order of their names.
fn cases(file: &Path, voice: &VoiceName, manner: Manner) -> eyre::Result<Vec<Spoken>> {
    let json = fs::read(file).wrap_err_with(|| format!("cannot read {}", file.display()))?;
    let cases: BTreeMap<String, Case> = serde_json::from_slice(&json).wrap_err_with(|| {
        format!(
            r#"{} does not hold cases; they are written {{"name": {{"phonemes": "həlˈO.", "voice": "af_heart", "speed": 1.0}}, …}}"#,
            file.display()
        )
    })?;
    if cases.is_empty() {
        eyre::bail!("{} holds no case", file.display());
    }
    let spoken = |(name, case): (String, Case)| {
        let voice = case.voice.unwrap_or_else(|| voice.clone());
        let phonemes = Phonemes::new(case.phonemes);
        Spoken {
            name,
            characters: phonemes.len(),
            say: Say {
                ticket: Ticket::default(),
                language: voice.language(),
                words: Words::Phonemes(phonemes),
                voice,
                manner: Manner {
                    speed: case.speed.unwrap_or(manner.speed),
                    ..manner
                },
                trial: None,
                no_noise: false,
                finish: Finish::Raw,
            },
        }
    };
    Ok(cases.into_iter().map(spoken).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn args(text: Option<&str>, cases: Option<&Path>) -> BenchArgs {
        BenchArgs {
            instructions: None,
            json: false,
            runs: std::num::NonZeroU32::MIN,
            text: text.map(str::to_owned),
            cases: cases.map(Path::to_owned),
        }
    }

    fn asked(args: &BenchArgs) -> eyre::Result<Vec<Spoken>> {
        all(args, &VoiceName::new("bf_lily").unwrap(), Manner::NORMAL)
    }

    #[test]
    fn cases_have_their_own_voice_and_speed() {
        let file = tempfile::NamedTempFile::new().unwrap();
        let json =
            r#"{"b": {"phonemes": "həlˈO.", "voice": "af_heart", "speed": 0.8, "tokens": 6}, "a": {"phonemes": "ˈA"}}"#;
        fs::write(&file, json).unwrap();
        let cases = asked(&args(None, Some(file.path()))).unwrap();
        let summary: Vec<_> = cases
            .iter()
            .map(|case| (case.name.as_str(), case.characters, case.say.voice.as_str()))
            .collect();
        assert_eq!(summary, [("a", 2, "bf_lily"), ("b", 6, "af_heart")]);
        assert!((cases[1].say.manner.speed.get() - 0.8).abs() < 1e-6);
        assert!(cases.iter().all(|case| case.say.finish == Finish::Raw));
    }

    #[test]
    fn a_file_of_something_else_is_named() {
        let file = tempfile::NamedTempFile::new().unwrap();
        fs::write(&file, "[1]").unwrap();
        let error = asked(&args(None, Some(file.path()))).unwrap_err().to_string();
        assert!(
            error.contains(&file.path().display().to_string()) && error.contains("phonemes"),
            "{error}"
        );
        assert!(asked(&args(None, Some(Path::new("nowhere.json")))).is_err());
    }

    #[test]
    fn a_text_is_said_instead_of_the_sentences() {
        assert_eq!(asked(&args(None, None)).unwrap().len(), 3);
        assert_eq!(asked(&args(Some("One."), None)).unwrap()[0].characters, 4);
        assert!(asked(&args(Some(" "), None)).unwrap_err().is::<Usage>());
    }
}
