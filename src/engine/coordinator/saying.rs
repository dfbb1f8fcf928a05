//! Says what is in no script: before anything else, and without keeping it.

use std::time::Duration;

use super::Coordinator;
use super::finding::prepare;
use super::speaking::Running;
use crate::audio::Pcm;
use crate::engine::command::{Finish, Say};
use crate::engine::delivery::Delivery;
use crate::engine::event::Event;
use crate::engine::line::{Target, Ticket, Words};
use crate::engine::script::Spelling;
use crate::engine::sentence::{SpokenPiece, Task};
use crate::kokoro::SAMPLE_RATE;
use crate::speech::{MAX_PHONEMES, Phonemes};
use crate::store::{Clip, Part};
use crate::tensor::Interrupt;

/// Something that waits to be said.
pub(super) struct Waiting {
    pub say: Say,
    pub spelling: Spelling,
}

impl Waiting {
    pub(super) fn new(say: Say) -> Self {
        let spelling = match (&say.words, say.finish) {
            // Raw phonemes go to the model as they are.
            (Words::Phonemes(phonemes), Finish::Raw) => raw(phonemes.clone()),
            _ => Spelling::Unasked,
        };
        Self { say, spelling }
    }

    /// Whether it needs nothing but the model.
    pub(super) fn is_ready(&self) -> bool {
        matches!(self.spelling, Spelling::Known(_))
    }
}

fn raw(phonemes: Phonemes) -> Spelling {
    match phonemes.len() {
        0 => Spelling::Failed("there are no phonemes to say".to_owned()),
        1..=MAX_PHONEMES => Spelling::Known(vec![phonemes]),
        count => Spelling::Failed(format!(
            "{count} phonemes are more than the {MAX_PHONEMES} the model takes at once: say them in parts"
        )),
    }
}

impl Coordinator {
    /// Says the first thing that waits, if the model is idle, or says why it cannot be said; false if neither.
    pub(super) fn answer_one(&mut self) -> bool {
        let Some(waiting) = self.says.front() else { return false };
        let ticket = waiting.say.ticket;
        let pieces = match &waiting.spelling {
            Spelling::Known(pieces) if self.model.is_idle() => pieces,
            Spelling::Failed(why) => {
                let why = why.clone();
                self.refuse(ticket, why);
                return true;
            }
            _ => return false,
        };
        let (say, backend) = (&waiting.say, self.model.backend());
        match prepare(
            &mut self.voices,
            &self.model_id,
            pieces,
            &say.voice,
            match say.finish {
                Finish::Heard => Delivery::new(say.manner),
                Finish::Raw => Delivery::raw(say.manner.speed),
            },
            backend,
            0,
        ) {
            Ok(prepared) => {
                let running = Running {
                    target: Target::Say(ticket),
                    purpose: None,
                    key: prepared.key,
                    interrupt: Interrupt::default(),
                };
                let task = Task {
                    pieces: prepared.pieces,
                    voice: prepared.voice,
                    delivery: prepared.delivery,
                    seed: (!say.no_noise).then_some(prepared.key),
                    inspected: say.finish == Finish::Heard,
                    interrupt: running.interrupt.clone(),
                };
                self.start(vec![(running, task)]);
            }
            Err(why) => self.refuse(ticket, why),
        }
        true
    }

    /// Answers with what was said.
    pub(super) fn said(&mut self, ticket: Ticket, pieces: Vec<SpokenPiece>, took: Duration) {
        let Some(waiting) = self.take_waiting(ticket) else {
            return;
        };
        let said = pieces.iter().map(|(phonemes, _)| phonemes.as_str());
        let phonemes = Phonemes::new(said.collect::<Vec<_>>().join(" "));
        let pcm = match waiting.say.finish {
            Finish::Heard => {
                let parts = pieces.into_iter().map(|(phonemes, speech)| Part::new(phonemes, speech));
                Clip::new(parts.collect()).sound(self.config.breath)
            }
            Finish::Raw => Pcm {
                rate: SAMPLE_RATE,
                samples: pieces.into_iter().flat_map(|(_, speech)| speech.samples).collect(),
            },
        };
        self.tell(Event::Said {
            ticket,
            phonemes,
            pcm,
            took,
        });
    }

    pub(super) fn refuse(&mut self, ticket: Ticket, why: String) {
        self.take_waiting(ticket);
        self.tell(Event::SayFailed { ticket, why });
    }

    /// Without a model nothing that waits will ever be said.
    pub(super) fn refuse_says_without_model(&mut self) {
        if let Some(why) = self.model.gone() {
            while let Some(waiting) = self.says.front() {
                self.refuse(waiting.say.ticket, why.clone());
            }
        }
    }

    fn take_waiting(&mut self, ticket: Ticket) -> Option<Waiting> {
        let at = self.says.iter().position(|waiting| waiting.say.ticket == ticket)?;
        self.says.remove(at)
    }
}
