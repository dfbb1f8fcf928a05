//! Who reads which sentence, when the narrator is not alone.

use std::collections::BTreeMap;

use color_eyre::eyre;

use super::wiring::same_tongue;
use crate::config::Settings;
use crate::speech::{Language, VoiceName};
use crate::store::Casting;
use crate::text::{Role, Sentence, plain_name};

/// The voices beside the narrator's.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cast {
    dialogue: Option<VoiceName>,
    /// By names without full stops.
    speakers: BTreeMap<String, VoiceName>,
    chapters: BTreeMap<u32, VoiceName>,
    languages: Vec<(Language, VoiceName)>,
}

impl Cast {
    /// The cast of the settings; `find` says which voice a setting of this key and value names.
    ///
    /// # Errors
    /// A setting that names no voice or no language, with its place.
    pub fn of(settings: &Settings, find: impl Fn(&str, &str) -> eyre::Result<VoiceName>) -> eyre::Result<Self> {
        let cast = &settings.cast;
        let dialogue = cast.dialogue.as_deref().map(|voice| find("cast.dialogue", voice));
        let speakers = cast.speakers.iter();
        let chapters = cast.chapters.iter();
        let languages = cast.languages.iter().map(|(tag, voice)| {
            let key = format!("cast.languages.{tag}");
            let language = Language::from_tag(tag)
                .ok_or_else(|| settings.error_at(&key, format!("Kokoro does not speak the language '{tag}'")))?;
            Ok((language, find(&key, voice)?))
        });
        Ok(Self {
            dialogue: dialogue.transpose()?,
            speakers: speakers
                .map(|(name, voice)| Ok((plain_name(name), find(&format!("cast.speakers.{name}"), voice)?)))
                .collect::<eyre::Result<_>>()?,
            chapters: chapters
                .map(|(number, voice)| Ok((*number, find(&format!("cast.chapters.{number}"), voice)?)))
                .collect::<eyre::Result<_>>()?,
            languages: languages.collect::<eyre::Result<_>>()?,
        })
    }

    /// Whether speech is told from narration, when the user has `own` voices for this book.
    #[must_use]
    pub fn has_speakers(&self, own: &Casting) -> bool {
        self.dialogue.is_some() || !self.speakers.is_empty() || own.has_speakers()
    }

    /// Everyone with a voice of their own, by name, the user's `own` for this book before others; none where only the
    /// narrator speaks.
    #[must_use]
    pub fn speakers(&self, own: &Casting) -> Option<Vec<(String, VoiceName)>> {
        let mut all = self.speakers.clone();
        all.extend(
            own.speakers
                .iter()
                .map(|(name, voice)| (plain_name(name), voice.clone())),
        );
        self.has_speakers(own).then(|| all.into_iter().collect())
    }

    /// Who reads a sentence that `narrator` would read without a cast; the user's `own` for this book comes first.
    #[must_use]
    pub fn voice<'a>(&'a self, sentence: &Sentence, narrator: &'a VoiceName, own: &'a Casting) -> &'a VoiceName {
        let tongue = sentence.language.as_deref().and_then(Language::from_tag);
        let of_language = tongue.and_then(|tongue| {
            self.languages
                .iter()
                .find(|(language, _)| same_tongue(*language, tongue))
        });
        if let Some((_, voice)) = of_language {
            return voice;
        }
        let speaker = match &sentence.role {
            Role::Narration => None,
            Role::Speech(name) => {
                let named = name.as_deref().and_then(|name| self.speaker(&plain_name(name), own));
                named.or(own.dialogue.as_ref()).or(self.dialogue.as_ref())
            }
        };
        speaker
            .or_else(|| self.chapters.get(&sentence.id.chapter))
            .unwrap_or(narrator)
    }

    /// The voice of a speaker, by a name without full stops.
    fn speaker<'a>(&'a self, name: &str, own: &'a Casting) -> Option<&'a VoiceName> {
        let mut speakers = own.speakers.iter();
        let in_this_book = speakers
            .find(|(other, _)| plain_name(other) == name)
            .map(|(_, voice)| voice);
        in_this_book.or_else(|| self.speakers.get(name))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::book::BlockKind;
    use crate::text::SentenceId;

    fn voice(name: &str) -> VoiceName {
        VoiceName::new(name).unwrap()
    }

    fn sentence(chapter: u32, role: Role, language: Option<&str>) -> Sentence {
        Sentence {
            id: SentenceId { chapter, sentence: 1 },
            text: String::new(),
            spoken: String::new(),
            spans: Vec::new(),
            pause_after: Duration::ZERO,
            language: language.map(str::to_owned),
            block: BlockKind::Paragraph,
            opens_block: true,
            marks: Vec::new(),
            role,
        }
    }

    #[test]
    fn the_nearest_rule_decides() {
        let cast = Cast {
            dialogue: Some(voice("am_adam")),
            speakers: [("Mr Darcy".to_owned(), voice("bm_george"))].into(),
            chapters: [(2, voice("bf_emma"))].into(),
            languages: vec![(Language::French, voice("ff_siwis"))],
        };
        let (lily, none) = (voice("bf_lily"), Casting::default());
        let by = |name: &str| Role::Speech(Some(name.to_owned()));
        for (sentence, expected) in [
            (sentence(1, Role::Narration, None), "bf_lily"),
            (sentence(2, Role::Narration, None), "bf_emma"),
            (sentence(1, Role::Speech(None), None), "am_adam"),
            (sentence(2, by("Jane"), None), "am_adam"),
            (sentence(2, by("Mr. Darcy"), None), "bm_george"),
            (sentence(2, by("Mr. Darcy"), Some("fr-CA")), "ff_siwis"),
            (sentence(1, Role::Narration, Some("la")), "bf_lily"),
        ] {
            assert_eq!(cast.voice(&sentence, &lily, &none).as_str(), expected, "{sentence:?}");
        }
        assert_eq!(
            Cast::default().voice(&sentence(2, by("Jane"), None), &lily, &none),
            &lily
        );
    }

    #[test]
    fn what_the_user_chose_for_the_book_stands_above_the_settings() {
        let cast = Cast {
            dialogue: Some(voice("am_adam")),
            speakers: [
                ("Mr Darcy".to_owned(), voice("bm_george")),
                ("Jane".to_owned(), voice("bf_emma")),
            ]
            .into(),
            ..Cast::default()
        };
        let own = Casting {
            dialogue: Some(voice("am_puck")),
            speakers: [("Mr. Darcy".to_owned(), voice("bm_lewis"))].into(),
        };
        let lily = voice("bf_lily");
        let by = |name: &str| Role::Speech(Some(name.to_owned()));
        for (role, expected) in [
            (by("Mr Darcy"), "bm_lewis"),
            (by("Jane"), "bf_emma"),
            (by("Lydia"), "am_puck"),
            (Role::Speech(None), "am_puck"),
            (Role::Narration, "bf_lily"),
        ] {
            let said = sentence(1, role, None);
            assert_eq!(cast.voice(&said, &lily, &own).as_str(), expected, "{said:?}");
        }
        let names: Vec<_> = cast.speakers(&own).unwrap().into_iter().collect();
        assert_eq!(
            names,
            [
                ("Jane".to_owned(), voice("bf_emma")),
                ("Mr Darcy".to_owned(), voice("bm_lewis"))
            ]
        );
        assert_eq!(Cast::default().speakers(&Casting::default()), None);
    }
}
