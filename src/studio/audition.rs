//! Voices that are tried with one sentence, and the last two kept to be compared.

use crate::audio::Pcm;
use crate::engine::{Manner, Ticket};
use crate::speech::VoiceName;
use crate::text::SentenceId;

/// What a voice is tried with: two are comparable if only the voice differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    pub voice: VoiceName,
    pub sentence: SentenceId,
    pub manner: Manner,
}

/// The voices that are tried.
#[derive(Clone, Debug, Default)]
pub struct Audition {
    tickets: u64,
    /// What is waited for.
    asked: Option<(Ticket, Option<Trial>)>,
    /// The last two, the very last one last.
    heard: Vec<(Trial, Pcm)>,
    /// Whether the listener was interrupted for this.
    pub interrupts: bool,
}

impl Audition {
    /// A ticket for a trial, which takes the place of one that is still waited for.
    pub fn ask(&mut self, trial: Trial) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.asked = Some((ticket, Some(trial)));
        ticket
    }

    /// A ticket for a sentence with other words, which is compared with nothing.
    pub fn ask_for_words(&mut self) -> Ticket {
        self.tickets += 1;
        let ticket = Ticket(self.tickets);
        self.asked = Some((ticket, None));
        ticket
    }

    /// Waits no more, and lets go of what was heard: it is said otherwise now.
    pub fn forget(&mut self) {
        self.asked = None;
        self.heard.clear();
    }

    /// Whether this ticket's answer is waited for.
    pub fn waits_for(&self, ticket: Ticket) -> bool {
        self.asked.as_ref().is_some_and(|(asked, _)| *asked == ticket)
    }

    /// Waits no more, but keeps what was heard.
    pub fn stop(&mut self) {
        self.asked = None;
    }

    /// Keeps an answer; false if nobody waits for it any more.
    pub fn keep(&mut self, ticket: Ticket, pcm: &Pcm) -> bool {
        let Some((_, trial)) = self.asked.take_if(|(asked, _)| *asked == ticket) else {
            return false;
        };
        let Some(trial) = trial else { return true };
        // A trial with another sentence has nothing to be compared with.
        self.heard.retain(|(other, _)| {
            other.voice != trial.voice && (other.sentence, other.manner) == (trial.sentence, trial.manner)
        });
        self.heard.push((trial, pcm.clone()));
        if self.heard.len() > 2 {
            self.heard.remove(0);
        }
        true
    }

    /// What was said in this trial, if it is one of the last two; it is the very last one then.
    pub fn again(&mut self, trial: &Trial) -> Option<Pcm> {
        let at = self.heard.iter().position(|(heard, _)| heard == trial)?;
        let kept = self.heard.remove(at);
        let pcm = kept.1.clone();
        self.heard.push(kept);
        Some(pcm)
    }

    /// The trial before the very last one.
    pub fn other(&self) -> Option<&Trial> {
        let [(other, _), _] = self.heard.as_slice() else {
            return None;
        };
        Some(other)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn trial(voice: &str, sentence: u32) -> Trial {
        Trial {
            voice: VoiceName::new(voice).unwrap(),
            sentence: SentenceId { chapter: 1, sentence },
            manner: Manner::NORMAL,
        }
    }

    fn sound(value: f32) -> Pcm {
        Pcm {
            rate: 24_000,
            samples: vec![value],
        }
    }

    #[test]
    fn the_last_two_of_one_sentence_are_compared() {
        let mut audition = Audition::default();
        let mut hear = |voice: &str, sentence, value| {
            let ticket = audition.ask(trial(voice, sentence));
            assert!(audition.keep(ticket, &sound(value)));
            assert!(!audition.keep(ticket, &sound(value)), "answered already");
            audition.other().map(|other| other.voice.to_string())
        };
        assert_eq!(hear("bf_lily", 1, 0.1), None);
        assert_eq!(hear("bf_emma", 1, 0.2).as_deref(), Some("bf_lily"));
        assert_eq!(hear("bm_lewis", 1, 0.3).as_deref(), Some("bf_emma"));
        assert_eq!(hear("bm_lewis", 2, 0.4), None, "another sentence");
        assert_eq!(hear("bf_emma", 2, 0.5).as_deref(), Some("bm_lewis"));
        assert_eq!(audition.again(&trial("bm_lewis", 2)), Some(sound(0.4)));
        assert_eq!(audition.other(), Some(&trial("bf_emma", 2)), "to and fro");
        assert_eq!(audition.again(&trial("bm_lewis", 1)), None);
    }
}
