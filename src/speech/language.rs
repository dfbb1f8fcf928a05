//! The languages Kokoro speaks.

use std::fmt;

use serde::{Deserialize, Serialize};

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_in_any_spelling() {
        assert_eq!(Language::from_tag("en"), Some(Language::EnglishUs));
        assert_eq!(Language::from_tag("en-GB"), Some(Language::EnglishGb));
        assert_eq!(Language::from_tag("en_US"), Some(Language::EnglishUs));
        assert_eq!(Language::from_tag("zh-Hans-CN"), Some(Language::Mandarin));
        assert_eq!(Language::from_tag("ar"), None);
    }
}
