//! What can be asked of the engine.

use serde::{Deserialize, Serialize};

use super::line::{Generation, Line, Manner, Ticket, Words};
use crate::speech::{Language, Lexicon, VoiceName};
use crate::text::SentenceId;

/// What can be asked of the engine.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Command {
    /// Adds lines to the script; a line already there under the same id is replaced.
    Script {
        /// Comes back in every event about these lines.
        generation: Generation,
        /// The lines.
        lines: Vec<Line>,
    },
    /// Takes lines out of the script.
    Remove(Vec<SentenceId>),
    /// Sends [`Event::Audio`](super::Event::Audio) from this line on, in order, as far ahead of the cursor as
    /// configured.
    Listen {
        /// Comes back in every [`Event::Audio`](super::Event::Audio).
        generation: Generation,
        /// The first line.
        from: SentenceId,
    },
    /// The listener has come to this line.
    Cursor(SentenceId),
    /// Sends no more audio.
    StopListening,
    /// Says these lines in the background, in their order, and keeps them. Lines that failed are tried again.
    Render(Vec<SentenceId>),
    /// From now on words are said as this list has them, before all others. Lines that are there keep their sound until
    /// they are given again.
    Learn(Lexicon),
    /// Finds out which of these lines the store has, without saying any.
    Survey(Vec<SentenceId>),
    /// Renders no more; the sentence being said is finished.
    Cancel,
    /// Says something that is in no script, before anything else, and keeps nothing of it.
    Say(Say),
    /// Ends the engine. The sentence being said is given up.
    Shutdown,
}

/// Something to be said at once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Say {
    /// Comes back with the answer.
    pub ticket: Ticket,
    /// What is said.
    pub words: Words,
    /// The language it is pronounced in.
    pub language: Language,
    /// Who says it.
    pub voice: VoiceName,
    /// How fast and how high.
    pub manner: Manner,
    /// Words said otherwise this time, in place of those that were learnt.
    pub trial: Option<Lexicon>,
    /// Whether the model's noise is left out.
    pub no_noise: bool,
    /// What is done to the model's output.
    pub finish: Finish,
}

/// What is done to the model's output before it is handed out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Finish {
    /// As in a book: checked, and trimmed to the configured breath.
    Heard,
    /// Nothing: every sample as the model gave it. Only for phonemes that fit the model at once.
    Raw,
}
