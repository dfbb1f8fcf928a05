//! Who reads a book beside its narrator, as the user has it in the studio.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::speech::VoiceName;

/// The voices the user gave to those who speak in a book. They stand above those of the settings.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Casting {
    /// Who speaks direct speech.
    pub dialogue: Option<VoiceName>,
    /// Who speaks for whom, by name.
    pub speakers: BTreeMap<String, VoiceName>,
}

impl Casting {
    /// Whether anyone has a voice.
    #[must_use]
    pub fn has_speakers(&self) -> bool {
        self.dialogue.is_some() || !self.speakers.is_empty()
    }
}
