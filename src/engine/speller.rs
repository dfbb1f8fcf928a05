//! The thread that makes phonemes, ahead of the model, so that the model never waits for text.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, TrySendError, bounded, unbounded};

use super::line::{Target, Words};
use crate::speech::{Language, Lexicon, Phonemes};

/// Requests waiting at the speller: few, so that a listener who jumps does not wait behind what mattered before.
const WAITING: usize = 2;

/// Turns words into phonemes.
pub trait Pronouncer: Send {
    /// The phonemes of `words`, in pieces that each fit the model, nothing left out. Words that are phonemes already are
    /// only split, if they must be. What `learnt` has goes before everything else that is known of a word.
    ///
    /// # Errors
    /// What went wrong, for the user to read.
    fn pronounce(&mut self, words: &Words, language: Language, learnt: &Lexicon) -> Result<Vec<Phonemes>, String>;
}

pub(super) struct Request {
    pub target: Target,
    pub words: Words,
    pub language: Language,
    pub learnt: Arc<Lexicon>,
}

pub(super) struct Answer {
    pub target: Target,
    pub pieces: Result<Vec<Phonemes>, String>,
}

/// The handle of the thread. It ends when the handle is dropped.
pub(super) struct Speller {
    requests: Sender<Request>,
    pub answers: Receiver<Answer>,
}

impl Speller {
    pub(super) fn start(mut pronouncer: Box<dyn Pronouncer>) -> std::io::Result<Self> {
        let (requests, inbox) = bounded::<Request>(WAITING);
        let (outbox, answers) = unbounded();
        thread::Builder::new()
            .name("lector-speller".to_owned())
            .spawn(move || {
                for request in inbox {
                    let answer = Answer {
                        target: request.target,
                        pieces: pronounce(&mut *pronouncer, &request),
                    };
                    if outbox.send(answer).is_err() {
                        break;
                    }
                }
            })?;
        Ok(Self { requests, answers })
    }

    /// Hands a request over; false if enough of them are waiting already.
    pub(super) fn ask(&self, request: Request) -> bool {
        match self.requests.try_send(request) {
            Ok(()) => true,
            Err(TrySendError::Full(_) | TrySendError::Disconnected(_)) => false,
        }
    }

    /// Whether another request would be taken.
    pub(super) fn has_room(&self) -> bool {
        !self.requests.is_full()
    }
}

/// Front ends are written for text, not for everything that books hold: one that panics costs a sentence, not the book.
fn pronounce(pronouncer: &mut dyn Pronouncer, request: &Request) -> Result<Vec<Phonemes>, String> {
    let attempt = AssertUnwindSafe(|| pronouncer.pronounce(&request.words, request.language, &request.learnt));
    let mut pieces = catch_unwind(attempt).unwrap_or_else(|panic| {
        let why = super::synthesis::panic_message(&*panic);
        Err(format!("the phonemiser crashed ({why})"))
    })?;
    pieces.retain(|piece| !piece.is_empty());
    if pieces.is_empty() {
        return Err("there are no phonemes for it".to_owned());
    }
    Ok(pieces)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Ticket;

    struct Fragile;

    impl Pronouncer for Fragile {
        fn pronounce(&mut self, words: &Words, _: Language, _: &Lexicon) -> Result<Vec<Phonemes>, String> {
            match words.text().as_ref() {
                "crash" => panic!("index out of bounds"),
                text => Ok(vec![Phonemes::new(text)]),
            }
        }
    }

    #[test]
    fn a_crash_costs_one_sentence() {
        let speller = Speller::start(Box::new(Fragile)).unwrap();
        let say = |text: &str| {
            assert!(speller.ask(Request {
                target: Target::Say(Ticket(1)),
                words: Words::Text(text.to_owned()),
                language: Language::EnglishGb,
                learnt: Arc::default(),
            }));
            speller.answers.recv().unwrap().pieces
        };
        let crash = say("crash").unwrap_err();
        assert!(crash.contains("index out of bounds"), "{crash}");
        assert_eq!(say("hello"), Ok(vec![Phonemes::new("hello")]));
        assert_eq!(say(""), Err("there are no phonemes for it".to_owned()));
    }
}
