//! Utterances that are said at once, and without a pause between.
//!
//! A graphics processor is several times less efficient with a short sentence than with a long one: sentences of like
//! length go together, for each takes as long as the longest of them.

use super::kokoro_narrator::failed;
use super::narrator::{Interrupt, NarratorError};
use crate::kokoro::{Kokoro, Speech, Utterance};
use crate::tensor::Backend;

/// How many sentences a narrator that likes several is given at once.
pub(super) const SENTENCES: usize = 8;

/// How many phonemes a batch may have, each sentence counted as long as the longest. They are about 20 seconds, as the
/// longest sentence is, so that a batch needs no more memory than that does.
const PHONEMES: usize = 320;

/// Says utterances in batches. The device is never without work: the durations of the next batch are asked for before the
/// sound of this one, and while that is computed, the graph of the next one is built.
pub(super) fn say<B: Backend>(
    model: &Kokoro<B>,
    utterances: &[Utterance<'_>],
    interrupt: &Interrupt,
    done: &mut dyn FnMut(Vec<(usize, Speech)>),
) -> Result<(), NarratorError> {
    let lengths: Vec<usize> = utterances.iter().map(|utterance| utterance.phonemes.len()).collect();
    let mut batches = batches(&lengths).into_iter();
    let mut begin = || {
        let Some(places) = batches.next() else { return Ok(None) };
        let batch: Vec<_> = places.iter().map(|place| utterances[*place]).collect();
        let outline = model.outline(&batch).map_err(failed)?;
        Ok(Some((places, outline)))
    };
    let mut finish = |(places, sound): (Vec<usize>, _)| {
        let speech = model.finish(sound).map_err(failed)?;
        done(places.into_iter().zip(speech).collect());
        Ok(())
    };
    let (mut next, mut sounding) = (begin()?, None);
    while let Some((places, outline)) = next {
        let plan = model.plan(outline).map_err(failed)?;
        // What follows is nine tenths of the work. What is being computed already is waited for.
        if interrupt.is_raised() {
            sounding.map_or(Ok(()), finish)?;
            return Err(NarratorError::Interrupted);
        }
        next = begin()?;
        let sound = model.sound(&plan).map_err(failed)?;
        if let Some(before) = sounding.replace((places, sound)) {
            finish(before)?;
        }
    }
    sounding.map_or(Ok(()), finish)
}

/// Parts utterances of these lengths into batches, by their places.
fn batches(lengths: &[usize]) -> Vec<Vec<usize>> {
    let mut order: Vec<usize> = (0..lengths.len()).collect();
    order.sort_by_key(|place| lengths[*place]);
    let mut batches: Vec<Vec<usize>> = Vec::new();
    for place in order {
        match batches.last_mut() {
            // From short to long: this is the longest so far.
            Some(batch) if (batch.len() + 1) * lengths[place] <= PHONEMES => batch.push(place),
            _ => batches.push(vec![place]),
        }
    }
    batches
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_of_like_length_go_together() {
        assert_eq!(
            batches(&[40, 300, 50, 45, 160, 2]),
            [vec![5, 0, 3, 2], vec![4], vec![1]]
        );
        assert_eq!(batches(&[160, 160, 160]), [vec![0, 1], vec![2]]);
        assert_eq!(batches(&[510, 1]), [vec![1], vec![0]]);
        assert!(batches(&[]).is_empty());
    }
}
