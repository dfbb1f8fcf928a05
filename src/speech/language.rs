//! The languages Kokoro speaks, and the voice names that carry them in their first letter.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A language Kokoro-82M v1.0 has voices for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Language {
    /// American English, voices `a…`.
    EnglishUs,
    /// British English, voices `b…`.
    EnglishGb,
    /// Spanish, voices `e…`.
    Spanish,
    /// French, voices `f…`.
    French,
    /// Hindi, voices `h…`.
    Hindi,
    /// Italian, voices `i…`.
    Italian,
    /// Japanese, voices `j…`.
    Japanese,
    /// Brazilian Portuguese, voices `p…`.
    Portuguese,
    /// Mandarin Chinese, voices `z…`.
    Mandarin,
}

impl Language {
    /// Every language, in the order of the voices' letters.
    pub const ALL: [Self; 9] = [
        Self::EnglishUs,
        Self::EnglishGb,
        Self::Spanish,
        Self::French,
        Self::Hindi,
        Self::Italian,
        Self::Japanese,
        Self::Portuguese,
        Self::Mandarin,
    ];

    /// The first letter of this language's voices.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::EnglishUs => 'a',
            Self::EnglishGb => 'b',
            Self::Spanish => 'e',
            Self::French => 'f',
            Self::Hindi => 'h',
            Self::Italian => 'i',
            Self::Japanese => 'j',
            Self::Portuguese => 'p',
            Self::Mandarin => 'z',
        }
    }

    /// The BCP 47 tag, as a book's metadata would give it.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::EnglishUs => "en-US",
            Self::EnglishGb => "en-GB",
            Self::Spanish => "es",
            Self::French => "fr",
            Self::Hindi => "hi",
            Self::Italian => "it",
            Self::Japanese => "ja",
            Self::Portuguese => "pt-BR",
            Self::Mandarin => "zh",
        }
    }

    /// The language of a BCP 47 tag (`en`, `en-AU`, `pt_BR`, `zho` …), if Kokoro speaks it.
    ///
    /// English is American for `en-US` and for a bare `en`, else British, as most of the world's English is nearer to it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        let (primary, rest) = tag.split_once('-').unwrap_or((&tag, ""));
        Some(match primary {
            "en" | "eng" if rest.is_empty() || rest.split('-').any(|part| part == "us") => Self::EnglishUs,
            "en" | "eng" => Self::EnglishGb,
            "es" | "spa" => Self::Spanish,
            "fr" | "fra" | "fre" => Self::French,
            "hi" | "hin" => Self::Hindi,
            "it" | "ita" => Self::Italian,
            "ja" | "jpn" => Self::Japanese,
            "pt" | "por" => Self::Portuguese,
            "zh" | "zho" | "chi" | "cmn" => Self::Mandarin,
            _ => return None,
        })
    }

    /// The language's name in English.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EnglishUs => "American English",
            Self::EnglishGb => "British English",
            Self::Spanish => "Spanish",
            Self::French => "French",
            Self::Hindi => "Hindi",
            Self::Italian => "Italian",
            Self::Japanese => "Japanese",
            Self::Portuguese => "Brazilian Portuguese",
            Self::Mandarin => "Mandarin Chinese",
        }
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The name of a voice, such as `bf_lily`: a letter for the language, one for the gender, then a name.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VoiceName(String);

/// A string that is not the name of a Kokoro voice.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("'{0}' is not the name of a Kokoro voice: names look like bf_lily; `lector voices` lists them")]
pub struct VoiceNameError(pub String);

impl VoiceName {
    /// Checks that the first letter is a language's and the form is `xy_name`.
    ///
    /// # Errors
    /// [`VoiceNameError`] when the form is another.
    pub fn new(name: &str) -> Result<Self, VoiceNameError> {
        let mut letters = name.chars();
        let language = letters
            .next()
            .and_then(|first| Language::ALL.into_iter().find(|l| l.letter() == first));
        let gender = letters.next().is_some_and(|second| second == 'f' || second == 'm');
        let rest = letters.as_str().strip_prefix('_').unwrap_or_default();
        let named = !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
        if language.is_some() && gender && named {
            Ok(Self(name.to_owned()))
        } else {
            Err(VoiceNameError(name.to_owned()))
        }
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The language this voice was made for: its first letter.
    #[must_use]
    pub fn language(&self) -> Language {
        let first = self.0.chars().next();
        Language::ALL
            .into_iter()
            .find(|l| Some(l.letter()) == first)
            .unwrap_or(Language::EnglishUs)
    }

    /// How this voice sounds: its second letter.
    #[must_use]
    pub fn gender(&self) -> Gender {
        if self.0.as_bytes().get(1) == Some(&b'f') {
            Gender::Female
        } else {
            Gender::Male
        }
    }
}

/// How a voice sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Voices whose second letter is `f`.
    Female,
    /// Voices whose second letter is `m`.
    Male,
}

impl fmt::Display for Gender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Female => "female",
            Self::Male => "male",
        })
    }
}

impl TryFrom<String> for VoiceName {
    type Error = VoiceNameError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<VoiceName> for String {
    fn from(name: VoiceName) -> Self {
        name.0
    }
}

impl fmt::Display for VoiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_carries_its_language() {
        assert_eq!(VoiceName::new("bf_lily").unwrap().language(), Language::EnglishGb);
        assert_eq!(VoiceName::new("zm_yunxi").unwrap().language(), Language::Mandarin);
        assert!(VoiceName::new("lily").is_err());
        assert!(VoiceName::new("xf_lily").is_err());
        assert!(VoiceName::new("bf_").is_err());
    }

    #[test]
    fn tags_in_any_spelling() {
        assert_eq!(Language::from_tag("en"), Some(Language::EnglishUs));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::EnglishGb));
        assert_eq!(Language::from_tag("en_US"), Some(Language::EnglishUs));
        assert_eq!(Language::from_tag("zh-Hans-CN"), Some(Language::Mandarin));
        assert_eq!(Language::from_tag("ar"), None);
    }
}
