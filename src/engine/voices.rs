//! The voices of the model, read once.

use std::collections::HashMap;
use std::sync::Arc;

use super::narrator::{NarratorError, NarratorFactory};
use crate::kokoro::Voice;
use crate::speech::VoiceName;
use crate::store::VoicePrint;

/// The voices that have been asked for.
pub(super) struct Voices {
    factory: Arc<dyn NarratorFactory>,
    read: HashMap<VoiceName, (Voice, VoicePrint)>,
}

impl Voices {
    pub(super) fn new(factory: Arc<dyn NarratorFactory>) -> Self {
        Self {
            factory,
            read: HashMap::new(),
        }
    }

    /// A voice and what tells it from others.
    pub(super) fn get(&mut self, name: &VoiceName) -> Result<(Voice, VoicePrint), NarratorError> {
        if let Some((voice, print)) = self.read.get(name) {
            return Ok((voice.clone(), *print));
        }
        let voice = self.factory.voice(name)?;
        let print = VoicePrint::of(&voice);
        self.read.insert(name.clone(), (voice.clone(), print));
        Ok((voice, print))
    }
}
