//! What owns a loaded model, and what loads it.

use thiserror::Error;

use super::backend::BackendName;
use crate::kokoro::{Speech, Utterance, Voice};
use crate::speech::VoiceName;
use crate::store::ModelId;
use crate::tensor::Interrupt;

/// A loaded model. It lives on the synthesis thread from its first breath to its last, so it need not be `Send`.
pub trait Narrator {
    /// Says one utterance. When `interrupt` is raised meanwhile, gives up as soon as it can: the listener waits.
    ///
    /// # Errors
    /// [`NarratorError`].
    fn speak(&mut self, utterance: &Utterance<'_>, interrupt: &Interrupt) -> Result<Speech, NarratorError>;

    /// How many sentences it likes to be given at once when nobody waits for one of them.
    fn appetite(&self) -> usize {
        1
    }

    /// Says several utterances, each as [`Self::speak`] would. Gives some of them to `done` as soon as they are said,
    /// with their places among all, in the order that suits it.
    ///
    /// # Errors
    /// [`NarratorError`]; what was given to `done` before is said.
    fn speak_all(
        &mut self,
        utterances: &[Utterance<'_>],
        interrupt: &Interrupt,
        done: &mut dyn FnMut(Vec<(usize, Speech)>),
    ) -> Result<(), NarratorError> {
        for (place, utterance) in utterances.iter().enumerate() {
            done(vec![(place, self.speak(utterance, interrupt)?)]);
        }
        Ok(())
    }
}

/// Loads narrators, on the thread that asks, as often as one dies.
pub trait NarratorFactory: Send + Sync {
    /// The backends this program was built with.
    fn backends(&self) -> Vec<BackendName>;

    /// The weights it loads.
    fn model(&self) -> ModelId;

    /// A voice of the model.
    ///
    /// # Errors
    /// [`NarratorError::Failed`] when there is none of this name or its file is bad.
    fn voice(&self, name: &VoiceName) -> Result<Voice, NarratorError>;

    /// Loads the model.
    ///
    /// # Errors
    /// [`NarratorError::Failed`] when the backend cannot start or the model cannot be read.
    fn load(&self, backend: BackendName) -> Result<Box<dyn Narrator>, NarratorError>;
}

/// Why nothing was said.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum NarratorError {
    /// It was told to stop.
    #[error("interrupted")]
    Interrupted,
    /// The backend or the model failed.
    #[error("{0}")]
    Failed(String),
}
