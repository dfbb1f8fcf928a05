//! What there is to say.

use std::borrow::Cow;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::kokoro::{Pitch, Speed};
use crate::speech::{Language, Phonemes, VoiceName};
use crate::text::SentenceId;

/// Counts a client's changes of mind. An event carries the generation of the command it answers, so that an answer to an
/// older one can be told and dropped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Generation(pub u64);

/// Tells the answers to several [`Say`](super::Say)s apart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Ticket(pub u64);

/// Words to be said.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Words {
    /// Spoken text, in plain words.
    Text(String),
    /// Phonemes, as they go to the model.
    Phonemes(Phonemes),
    /// Spoken text of which more is known; together the parts are the whole of it.
    Parts(Vec<Part>),
}

/// A part of a spoken text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// What is said, in plain words.
    pub text: String,
    /// The language it is pronounced in, if not that of the rest.
    pub language: Option<Language>,
    /// How it is said, if that is known.
    pub phonemes: Option<Phonemes>,
}

impl Words {
    /// Letters or phonemes: how much there is to say.
    #[must_use]
    pub fn weight(&self) -> usize {
        match self {
            Self::Text(text) => text.chars().count(),
            Self::Phonemes(phonemes) => phonemes.len(),
            Self::Parts(parts) => parts.iter().map(|part| part.text.chars().count()).sum(),
        }
    }

    /// The words, or the phonemes, as text.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => text.into(),
            Self::Phonemes(phonemes) => phonemes.as_str().into(),
            Self::Parts(parts) => parts.iter().map(|part| part.text.as_str()).collect(),
        }
    }
}

/// How something is said.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manner {
    /// How fast.
    pub speed: Speed,
    /// How high.
    pub pitch: Pitch,
}

impl Manner {
    /// As the voice does.
    pub const NORMAL: Self = Self {
        speed: Speed::NORMAL,
        pitch: Pitch::NORMAL,
    };
}

/// A sentence of the script: what is said, how, and the silence after it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// Which sentence; lines are heard in the order of their ids.
    pub id: SentenceId,
    /// What is said.
    pub words: Words,
    /// The language it is pronounced in.
    pub language: Language,
    /// Who says it.
    pub voice: VoiceName,
    /// How fast and how high.
    pub manner: Manner,
    /// The silence after it.
    pub pause_after: Duration,
    /// 0, or more for another reading of the same words.
    pub take: u32,
}

/// What a piece of work is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A line, as the script had it in this generation.
    Line { id: SentenceId, generation: Generation },
    /// The answer to a [`Say`](super::Say).
    Say(Ticket),
}

impl Line {
    /// About how long it will take to hear, in seconds: the median of English at 15 letters a second.
    pub(super) fn estimate(&self) -> f32 {
        const LETTERS_PER_SECOND: f32 = 15.0;
        self.words.weight() as f32 / LETTERS_PER_SECOND / self.manner.speed.get()
    }
}
