//! Says one sentence: piece by piece, each listened to before it is accepted.

use super::delivery::Delivery;
use super::narrator::{Narrator, NarratorError};
use super::plausible::{Unsound, inspect};
use crate::kokoro::{Noise, Speech, Utterance, Voice};
use crate::speech::{MAX_PHONEMES, Phonemes};
use crate::store::ClipKey;
use crate::tensor::Interrupt;

/// One sentence for the narrator, ready to be said.
#[derive(Debug)]
pub(super) struct Task {
    /// The sentence, in pieces that fit the model.
    pub pieces: Vec<Phonemes>,
    pub voice: Voice,
    pub delivery: Delivery,
    /// What the noise is drawn from; none without.
    pub seed: Option<ClipKey>,
    /// Whether what is said is listened to before it is accepted.
    pub inspected: bool,
    pub interrupt: Interrupt,
}

impl Task {
    /// A piece of it, for the narrator.
    pub(super) fn utterance<'a>(&'a self, piece: &'a Phonemes) -> Utterance<'a> {
        Utterance {
            phonemes: piece,
            voice: &self.voice,
            speed: self.delivery.speed,
            pitch: self.delivery.pitch,
            noise: self.seed.map_or(Noise::Off, |key| Noise::Seeded(key.seed(piece))),
        }
    }

    /// What is kept of what was said of a piece, if it is fit to be heard.
    pub(super) fn accept(&self, piece: &Phonemes, speech: Speech) -> Result<Speech, Unsound> {
        if self.inspected {
            inspect(&speech, piece, self.delivery.speed)?;
        }
        Ok(self.delivery.finish(speech))
    }
}

/// What was said of a piece.
pub(super) type SpokenPiece = (Phonemes, Speech);

/// Why a sentence was not said.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Fault {
    /// The listener wants something else first.
    Interrupted,
    /// The backend or the model failed.
    Narrator(String),
    /// It was said, split in two and said again, and is still not fit to be heard.
    Unsound(String),
}

impl From<NarratorError> for Fault {
    fn from(error: NarratorError) -> Self {
        match error {
            NarratorError::Interrupted => Self::Interrupted,
            NarratorError::Failed(why) => Self::Narrator(why),
        }
    }
}

/// Says a sentence.
pub(super) fn say(narrator: &mut dyn Narrator, task: &Task) -> Result<Vec<SpokenPiece>, Fault> {
    let mut spoken = Vec::new();
    for piece in &task.pieces {
        match say_piece(narrator, task, piece)? {
            Ok(speech) => spoken.push((piece.clone(), speech)),
            Err(first) => spoken.extend(say_halves(narrator, task, piece, first)?),
        }
    }
    Ok(spoken)
}

/// Says one piece; the inner error says why it is not fit to be heard.
fn say_piece(narrator: &mut dyn Narrator, task: &Task, piece: &Phonemes) -> Result<Result<Speech, Unsound>, Fault> {
    if task.interrupt.is_raised() {
        return Err(Fault::Interrupted);
    }
    if piece.len() > MAX_PHONEMES {
        let why = format!("{} phonemes at once are more than the model takes", piece.len());
        return Err(Fault::Unsound(why));
    }
    let speech = narrator.speak(&task.utterance(piece), &task.interrupt)?;
    Ok(task.accept(piece, speech))
}

/// Says a piece that was not fit to be heard again, in two halves.
pub(super) fn say_halves(
    narrator: &mut dyn Narrator,
    task: &Task,
    piece: &Phonemes,
    first: Unsound,
) -> Result<[SpokenPiece; 2], Fault> {
    let (left, right) = halve(piece).ok_or_else(|| Fault::Unsound(first.to_string()))?;
    let mut say_half = |half: Phonemes| match say_piece(narrator, task, &half)? {
        Ok(speech) => Ok((half, speech)),
        Err(second) => Err(Fault::Unsound(format!("{first}; split in two, of “{half}”: {second}"))),
    };
    Ok([say_half(left)?, say_half(right)?])
}

/// Splits phonemes between two words, after a clause if one ends near the middle; none if there is but one word.
fn halve(phonemes: &Phonemes) -> Option<(Phonemes, Phonemes)> {
    let text = phonemes.as_str().trim();
    let middle = text.len() / 2;
    let gaps = || text.char_indices().filter(|(_, c)| *c == ' ').map(|(at, _)| at);
    let ends_clause = |at: &usize| text[..*at].ends_with([',', ';', ':', '—', '.', '!', '?', '…']);
    let near = |at: &usize| at.abs_diff(middle);
    let clause = gaps()
        .filter(ends_clause)
        .min_by_key(near)
        .filter(|at| near(at) <= text.len() / 4);
    let at = clause.or_else(|| gaps().min_by_key(near))?;
    let (left, right) = text.split_at(at);
    Some((Phonemes::new(left.trim()), Phonemes::new(right.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kokoro::{STYLE_ROWS, STYLE_WIDTH, Speed};
    use crate::speech::VoiceName;

    /// A narrator whose answers a test gives.
    struct Scripted<F>(F, Vec<String>);

    impl<F: FnMut(&str) -> Result<Vec<f32>, NarratorError>> Narrator for Scripted<F> {
        fn speak(&mut self, utterance: &Utterance<'_>, _: &Interrupt) -> Result<Speech, NarratorError> {
            self.1.push(utterance.phonemes.to_string());
            Ok(Speech {
                samples: (self.0)(utterance.phonemes.as_str())?,
                durations: vec![],
                natural_frames: 0,
            })
        }
    }

    fn tone(phonemes: &str) -> Vec<f32> {
        let samples = phonemes.chars().count() * 1_500;
        (0..samples).map(|i| 0.3 * (i as f32 * 0.05).sin()).collect()
    }

    fn task(pieces: &[&str]) -> Task {
        Task {
            pieces: pieces.iter().map(|piece| Phonemes::new(*piece)).collect(),
            voice: Voice::new(VoiceName::new("af_heart").unwrap(), vec![0.0; STYLE_ROWS * STYLE_WIDTH]).unwrap(),
            delivery: Delivery::raw(Speed::NORMAL),
            seed: None,
            inspected: true,
            interrupt: Interrupt::default(),
        }
    }

    #[test]
    fn a_silent_sentence_is_said_again_in_two_halves() {
        let mut narrator = Scripted(
            |phonemes: &str| {
                Ok(if phonemes.contains(',') && phonemes.contains("dɔɡ") {
                    vec![0.0; 90_000]
                } else {
                    tone(phonemes)
                })
            },
            vec![],
        );
        let spoken = say(&mut narrator, &task(&["ðə kwɪk fɑks, ænd ðə dɔɡ."])).unwrap();
        let said: Vec<_> = spoken.iter().map(|(piece, _)| piece.as_str()).collect();
        assert_eq!(said, ["ðə kwɪk fɑks,", "ænd ðə dɔɡ."]);
        assert_eq!(narrator.1.len(), 3);
    }

    #[test]
    fn what_stays_unsound_is_reported_not_skipped() {
        let mut narrator = Scripted(|_: &str| Ok(vec![0.0; 90_000]), vec![]);
        let Err(Fault::Unsound(why)) = say(&mut narrator, &task(&["ðə kwɪk", "fɑks"])) else {
            panic!("nothing could be heard");
        };
        assert!(why.contains("silent") && why.contains("split in two"), "{why}");
        let one_word = say(&mut narrator, &task(&["fɑks"]));
        assert!(matches!(one_word, Err(Fault::Unsound(_))), "one word cannot be split");
    }

    #[test]
    fn raw_output_is_taken_as_it_is() {
        let mut narrator = Scripted(|_: &str| Ok(vec![0.0, f32::NAN]), vec![]);
        let raw = Task {
            inspected: false,
            ..task(&["fɑks"])
        };
        assert_eq!(say(&mut narrator, &raw).unwrap()[0].1.samples.len(), 2);
    }

    #[test]
    fn an_interrupt_between_pieces_is_obeyed() {
        let task = task(&["ðə", "kwɪk"]);
        let interrupt = task.interrupt.clone();
        let mut narrator = Scripted(
            move |phonemes: &str| {
                interrupt.raise();
                Ok(tone(phonemes))
            },
            vec![],
        );
        assert_eq!(say(&mut narrator, &task), Err(Fault::Interrupted));
        assert_eq!(narrator.1, ["ðə"]);
    }

    #[test]
    fn halves_lose_nothing() {
        for (whole, left, right) in [
            ("wˈʌn tˈu", "wˈʌn", "tˈu"),
            ("ɐ bˈi, sˈi dˈi ˈi ˈɛf ʤˈi", "ɐ bˈi, sˈi dˈi", "ˈi ˈɛf ʤˈi"),
            ("ɐ bˈi sˈi, dˈi ˈi ˈɛf", "ɐ bˈi sˈi,", "dˈi ˈi ˈɛf"),
        ] {
            let (l, r) = halve(&Phonemes::new(whole)).unwrap();
            assert_eq!((l.as_str(), r.as_str()), (left, right));
        }
        assert_eq!(halve(&Phonemes::new("wˈʌn")), None);
    }
}
