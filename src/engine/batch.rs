//! Utterances that are said at once, and without a pause between.
//!
//! A graphics processor is several times less efficient with a short sentence than with a long one: sentences of like
//! length go together, for each takes as long as the longest of them.

use super::narrator::NarratorError;
use crate::kokoro::{Kokoro, Sound, Speech, Utterance};
use crate::tensor::{Backend, Interrupt, Watched};

/// How many sentences a narrator that likes several is given at once.
pub(super) const SENTENCES: usize = 8;

/// How many phonemes a batch may have, each sentence counted as long as the longest. They are about 20 seconds, as the
/// longest sentence is, so that a batch needs no more memory than that does.
const PHONEMES: usize = 320;

/// Says utterances in batches. The device is never without work: the durations of the next batch are asked for before the
/// sound of this one, and while that is computed, the graph of the next one is built.
pub(super) fn say<B: Backend>(
    model: &Kokoro<Watched<B>>,
    utterances: &[Utterance<'_>],
    interrupt: &Interrupt,
    done: &mut dyn FnMut(Vec<(usize, Speech)>),
) -> Result<(), NarratorError> {
    model.backend().heed(interrupt);
    let mut sounding = None;
    let outcome = sound(model, utterances, &mut sounding, done);
    if matches!(outcome, Err(NarratorError::Interrupted)) {
        // What is being computed already is waited for.
        model.backend().heed(&Interrupt::default());
    }
    match (sounding, &outcome) {
        (Some(last), Ok(()) | Err(NarratorError::Interrupted)) => finish(model, last, done).and(outcome),
        _ => outcome,
    }
}

/// A batch that is being computed: the places of its utterances, and their sound to be.
type Sounding<B> = (Vec<usize>, Sound<Watched<B>>);

/// Begins with all batches, and finishes all but the one left in `sounding`.
fn sound<B: Backend>(
    model: &Kokoro<Watched<B>>,
    utterances: &[Utterance<'_>],
    sounding: &mut Option<Sounding<B>>,
    done: &mut dyn FnMut(Vec<(usize, Speech)>),
) -> Result<(), NarratorError> {
    let mut batches = batches(utterances).into_iter();
    let mut begin = || -> Result<_, NarratorError> {
        let Some(places) = batches.next() else { return Ok(None) };
        let batch: Vec<_> = places.iter().map(|place| utterances[*place]).collect();
        Ok(Some((places, model.outline(&batch)?)))
    };
    let mut next = begin()?;
    while let Some((places, outline)) = next {
        let plan = model.plan(outline)?;
        next = begin()?;
        let sound = model.sound(&plan)?;
        if let Some(before) = sounding.replace((places, sound)) {
            finish(model, before, done)?;
        }
    }
    Ok(())
}

fn finish<B: Backend>(
    model: &Kokoro<Watched<B>>,
    (places, sound): Sounding<B>,
    done: &mut dyn FnMut(Vec<(usize, Speech)>),
) -> Result<(), NarratorError> {
    let speech = model.finish(sound)?;
    done(places.into_iter().zip(speech).collect());
    Ok(())
}

/// Parts utterances into batches of one pitch, by their places.
fn batches(utterances: &[Utterance<'_>]) -> Vec<Vec<usize>> {
    let length = |place: usize| utterances[place].phonemes.len();
    let pitch = |place: usize| utterances[place].pitch.semitones();
    let mut order: Vec<usize> = (0..utterances.len()).collect();
    order.sort_by(|a, b| pitch(*a).total_cmp(&pitch(*b)).then(length(*a).cmp(&length(*b))));
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for place in order {
        match batches.last_mut() {
            // From short to long: this is the longest so far.
            Some(batch)
                if utterances[batch[0]].pitch == utterances[place].pitch
                    && (batch.len() + 1) * length(place) <= PHONEMES =>
            {
                batch.push(place);
            }
            _ => batches.push(vec![place]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kokoro::{Noise, Pitch, STYLE_ROWS, STYLE_WIDTH, Speed, Voice};
    use crate::speech::{Phonemes, VoiceName};

    fn parted(utterances: &[(usize, f32)]) -> Vec<Vec<usize>> {
        let voice = Voice::new(VoiceName::new("af_heart").unwrap(), vec![0.0; STYLE_ROWS * STYLE_WIDTH]).unwrap();
        let phonemes: Vec<_> = utterances.iter().map(|(n, _)| Phonemes::new("a".repeat(*n))).collect();
        let utterances: Vec<_> = phonemes
            .iter()
            .zip(utterances)
            .map(|(phonemes, (_, semitones))| Utterance {
                phonemes,
                voice: &voice,
                speed: Speed::NORMAL,
                pitch: Pitch::new(*semitones).unwrap(),
                noise: Noise::Off,
            })
            .collect();
        batches(&utterances)
    }

    #[test]
    fn sentences_of_like_length_go_together() {
        let plain = |lengths: &[usize]| parted(&lengths.iter().map(|n| (*n, 0.0)).collect::<Vec<_>>());
        assert_eq!(plain(&[40, 300, 50, 45, 160, 2]), [vec![5, 0, 3, 2], vec![4], vec![1]]);
        assert_eq!(plain(&[160, 160, 160]), [vec![0, 1], vec![2]]);
        assert_eq!(plain(&[510, 1]), [vec![1], vec![0]]);
        assert!(plain(&[]).is_empty());
    }

    #[test]
    fn those_of_another_pitch_go_by_themselves() {
        assert_eq!(parted(&[(10, 2.0), (20, 0.0), (30, 2.0)]), [vec![1], vec![0, 2]]);
    }
}
