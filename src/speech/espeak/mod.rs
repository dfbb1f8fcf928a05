//! eSpeak NG (in Rust): spelling to IPA by rule, for words no dictionary has and for whole languages.

mod data;

use std::borrow::Cow;

use espeak_ng::dictionary::file::Dictionary;
use espeak_ng::phoneme::PhonemeData;
use espeak_ng::translate::phoneme_ipa::codes_to_ipa;
use espeak_ng::translate::{CodeMarker, PhonemeCode, Translator, select_phoneme_table};

use unicode_normalization::UnicodeNormalization;

use self::data::DataFolder;
use super::{Language, SpeechError};

/// Which of eSpeak NG's files and voices speak a language.
#[derive(Clone, Copy)]
pub(super) struct Rules {
    language: Language,
    /// The voice's tag.
    voice: &'static str,
    /// The file of letter-to-sound rules and exceptions, without its `_dict`.
    dictionary: &'static str,
    /// The voice definitions: the language's own, and English, which other languages turn to for English words.
    definitions: &'static [&'static str],
    /// The small letters beyond ASCII that the rules know. At any other the crate stops and drops the word's rest.
    letters: &'static str,
}

/// Files of eSpeak NG by their path in its data folder.
type Files = &'static [(&'static str, &'static [u8])];

impl Rules {
    pub(super) const ENGLISH_US: Self = Self {
        language: Language::EnglishUs,
        voice: "en-us",
        dictionary: "en",
        definitions: &["lang/gmw/en", "lang/gmw/en-US"],
        letters: "ßàäæçéêëïðñöûüþčœşšž",
    };
    pub(super) const ENGLISH_GB: Self = Self {
        language: Language::EnglishGb,
        voice: "en-gb",
        ..Self::ENGLISH_US
    };
    pub(super) const SPANISH: Self = Self {
        language: Language::Spanish,
        voice: "es",
        dictionary: "es",
        definitions: &["lang/roa/es", "lang/gmw/en"],
        letters: "áçéíñóúü",
    };
    pub(super) const FRENCH: Self = Self {
        language: Language::French,
        voice: "fr-fr",
        dictionary: "fr",
        definitions: &["lang/roa/fr", "lang/gmw/en"],
        letters: "âçèéêëïñôöùûüœ",
    };
    pub(super) const HINDI: Self = Self {
        language: Language::Hindi,
        voice: "hi",
        dictionary: "hi",
        definitions: &["lang/inc/hi", "lang/gmw/en"],
        letters: "",
    };
    pub(super) const ITALIAN: Self = Self {
        language: Language::Italian,
        voice: "it",
        dictionary: "it",
        definitions: &["lang/roa/it", "lang/gmw/en"],
        letters: "àáçèéìíñòóùúş",
    };
    pub(super) const PORTUGUESE: Self = Self {
        language: Language::Portuguese,
        voice: "pt-br",
        dictionary: "pt",
        definitions: &["lang/roa/pt-BR", "lang/gmw/en"],
        letters: "àáâãçéêíñóôõúü",
    };

    /// The files these rules are read from, with their content.
    fn files(self) -> impl Iterator<Item = (&'static str, &'static [u8])> {
        const SHARED: [&str; 3] = ["phontab", "phonindex", "intonations"];
        let is_needed = move |path: &str| SHARED.contains(&path) || self.definitions.contains(&path);
        let shared = espeak_ng_data_phonemes::ALL_FILES;
        let english = espeak_ng_data_dict_en::ALL_FILES;
        let own: Files = match self.dictionary {
            "es" => espeak_ng_data_dict_es::ALL_FILES,
            "fr" => espeak_ng_data_dict_fr::ALL_FILES,
            "hi" => espeak_ng_data_dict_hi::ALL_FILES,
            "it" => espeak_ng_data_dict_it::ALL_FILES,
            "pt" => espeak_ng_data_dict_pt::ALL_FILES,
            _ => &[],
        };
        let dictionaries = own.iter().chain(english).copied();
        shared
            .iter()
            .copied()
            .filter(move |(path, _)| is_needed(path))
            .chain(dictionaries)
    }

    /// The language's dictionary, as the crate reads it.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when the crate refuses it.
    pub(super) fn dictionary(self) -> Result<Dictionary, SpeechError> {
        let file = format!("{}_dict", self.dictionary);
        let content = self
            .files()
            .find(|(name, _)| *name == file)
            .map_or(&[][..], |(_, content)| content);
        Dictionary::from_bytes(self.dictionary, content.to_vec()).map_err(|error| refused(self, "", &error))
    }

    /// Whether the rules say how the letter is pronounced.
    fn knows(self, letter: char) -> bool {
        let is_devanagari = matches!(letter, '\u{900}'..='\u{97f}');
        letter.is_ascii()
            || !letter.is_alphanumeric()
            || matches!(letter, 'ª' | 'º')
            || letter.to_lowercase().all(|small| self.letters.contains(small))
            || is_devanagari && self.dictionary == "hi"
    }

    /// `text` with letters the rules do not know, and other scripts, in plain Latin letters.
    fn spell(self, text: &str) -> String {
        text.nfc()
            .map(|letter| {
                if self.knows(letter) {
                    Cow::Owned(letter.to_string())
                } else {
                    plain(letter)
                }
            })
            .collect()
    }
}

/// The phonemes of one language by eSpeak NG's rules.
pub(super) struct Espeak {
    rules: Rules,
    translator: Translator,
    phonemes: PhonemeData,
    data: DataFolder,
}

impl Espeak {
    /// Loads the rules, writing them to the user's cache first if they are not there.
    ///
    /// # Errors
    /// [`SpeechError::Rules`] when they can be written nowhere; [`SpeechError::Pronounce`] when the crate refuses them.
    pub(super) fn new(rules: Rules) -> Result<Self, SpeechError> {
        let data = DataFolder::open(rules).map_err(|(folder, source)| SpeechError::Rules {
            language: rules.language,
            folder,
            source,
        })?;
        let loaded = Translator::new(rules.voice, Some(data.path())).and_then(|translator| {
            let mut phonemes = PhonemeData::load(data.path())?;
            select_phoneme_table(&mut phonemes, data.path(), rules.voice)?;
            Ok((translator, phonemes))
        });
        let (translator, phonemes) = loaded.map_err(|error| refused(rules, "", &error))?;
        Ok(Self {
            rules,
            translator,
            phonemes,
            data,
        })
    }

    /// The IPA of a piece of text without punctuation, a phoneme after the other.
    ///
    /// Letters of one phoneme are tied by `^`, as `espeak-ng --ipa --tie=^` does, so that the affricate `t^ʃ` and the
    /// two sounds `tʃ` differ. Words are parted by single spaces.
    ///
    /// # Errors
    /// [`SpeechError::Pronounce`] when the crate fails on the text.
    pub(super) fn ipa(&self, text: &str) -> Result<String, SpeechError> {
        let codes = self
            .translator
            .translate_to_codes(self.rules.spell(text).trim())
            .map_err(|error| refused(self.rules, text, &error))?;
        let marked: Vec<PhonemeCode> = codes.into_iter().flat_map(with_end_mark).collect();
        let ipa = codes_to_ipa(&marked, &self.phonemes, self.data.path(), self.rules.voice, true);
        let mut tied = String::with_capacity(ipa.len());
        for word in without_language_names(&ipa).split_whitespace() {
            if !tied.is_empty() && !word.trim_matches(END).is_empty() {
                tied.push(' ');
            }
            word.split(END).for_each(|phoneme| tie(phoneme, &mut tied));
        }
        Ok(tied)
    }
}

fn refused(rules: Rules, text: &str, error: &espeak_ng::Error) -> SpeechError {
    SpeechError::Pronounce {
        language: rules.language,
        text: text.to_owned(),
        reason: error.to_string(),
    }
}

/// A letter in plain Latin letters.
fn plain(letter: char) -> Cow<'static, str> {
    deunicode::deunicode_char(letter).map_or(Cow::Borrowed(""), Cow::Borrowed)
}

/// Marks the end of a phoneme; the crate's writer of IPA repeats it as it would any punctuation.
const END: char = '|';

/// A phoneme and the mark of its end; punctuation of the text itself goes.
fn with_end_mark(mut code: PhonemeCode) -> [PhonemeCode; 2] {
    if matches!(code.marker, Some(CodeMarker::Punctuation(_))) {
        code.marker = None;
    }
    code.clause_char = code.clause_char.map(|_| ' ');
    let end = (!code.is_boundary).then_some(CodeMarker::Punctuation(END));
    [
        code,
        PhonemeCode {
            marker: end,
            ..PhonemeCode::default()
        },
    ]
}

/// Takes out `(en)`, `(es)`, …, which stand where a word of another language begins and ends.
fn without_language_names(ipa: &str) -> String {
    let mut rest = ipa;
    let mut kept = String::with_capacity(ipa.len());
    while let Some((before, after)) = rest.split_once('(') {
        kept.push_str(before);
        rest = after.split_once(')').map_or("", |(_, after)| after);
    }
    kept + rest
}

/// Adds a phoneme's letters with `^` between them; marks that modify a letter (U+02B0 to U+036F) are not letters.
fn tie(phoneme: &str, to: &mut String) {
    let mut letters = 0;
    for symbol in phoneme.chars() {
        let is_letter = symbol.is_alphabetic() && !('\u{2b0}'..='\u{36f}').contains(&symbol);
        if is_letter && letters > 0 {
            to.push('^');
        }
        letters += usize::from(is_letter);
        to.push(symbol);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_of_one_phoneme_are_tied() {
        let english = Espeak::new(Rules::ENGLISH_US).unwrap();
        assert_eq!(english.ipa("Hermione").unwrap(), "hɜːmˈa^ɪ^əni");
        assert_eq!(english.ipa("nutshell match").unwrap(), "nˈʌtʃɛl mˈæt^ʃ");
    }

    #[test]
    fn english_words_in_other_languages_carry_no_marks() {
        let italian = Espeak::new(Rules::ITALIAN).unwrap();
        let ipa = italian.ipa("il weekend, (bello) e basta").unwrap();
        assert!(!ipa.contains(['(', ')', '|', ',', '\n']), "{ipa}");
    }

    #[test]
    fn letters_the_rules_do_not_know_do_not_end_the_word() {
        let english = Espeak::new(Rules::ENGLISH_US).unwrap();
        assert_eq!(english.ipa("Łódź").unwrap(), english.ipa("Lodz").unwrap());
        assert_eq!(english.ipa("Москва").unwrap(), english.ipa("Moskva").unwrap());
        let french = Espeak::new(Rules::FRENCH).unwrap();
        assert_eq!(french.ipa("maître").unwrap(), french.ipa("maitre").unwrap());
    }

    #[test]
    fn america_and_britain_differ() {
        let american = Espeak::new(Rules::ENGLISH_US).unwrap().ipa("zero water").unwrap();
        let british = Espeak::new(Rules::ENGLISH_GB).unwrap().ipa("zero water").unwrap();
        assert_eq!(american, "zˈi^əɹo^ʊ wˈɔːɾɚ");
        assert_eq!(british, "zˈi^əɹə^ʊ wˈɔːtə");
    }
}
