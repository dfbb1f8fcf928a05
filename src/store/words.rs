//! When each word of a clip is heard.

use std::ops::Range;

use super::clip::{Clip, Part};
use crate::audio::{Breath, samples_in, speech_range};

impl Clip {
    /// The words in the order in which they are heard, each as a range of the samples of [`Clip::sound`]: what the model
    /// said between two spaces, if there is a letter in it. A part whose durations do not fit its phonemes has none.
    #[must_use]
    pub fn words(&self, breath: Breath) -> Vec<Range<u64>> {
        let mut words = Vec::new();
        let mut start = 0;
        for (number, part) in self.parts().iter().enumerate() {
            let pcm = part.pcm();
            if number > 0 {
                start += samples_in(breath.between_parts, pcm.rate);
            }
            let heard = speech_range(&pcm.samples, pcm.rate, breath);
            let inside = |at: u64| start + at.clamp(heard.start as u64, heard.end as u64) - heard.start as u64;
            let said = part.words(pcm.samples.len() as u64);
            words.extend(said.into_iter().map(|word| inside(word.start)..inside(word.end)));
            start += heard.len() as u64;
        }
        words
    }
}

impl Part {
    /// The words, in samples of the untrimmed sound of `length` samples.
    fn words(&self, length: u64) -> Vec<Range<u64>> {
        let phonemes: Vec<char> = self.phonemes.as_str().chars().collect();
        let frames: u64 = self.durations.iter().map(|&frames| u64::from(frames)).sum();
        // The model pads both ends with a token of its own.
        if self.durations.len() != phonemes.len() + 2 || frames == 0 {
            return Vec::new();
        }
        let ends: Vec<u64> = self
            .durations
            .iter()
            .scan(0, |sum, &frames| {
                *sum += u64::from(frames);
                Some(*sum)
            })
            .collect();
        let sample = |frame: u64| frame * length / frames;
        let mut words = Vec::new();
        let mut first = 0;
        for word in phonemes.split(|phoneme| *phoneme == ' ') {
            let last = first + word.len();
            if word.iter().any(|phoneme| phoneme.is_alphabetic()) {
                // Token i is phoneme i − 1, so ends[i] is where phoneme i begins.
                words.push(sample(ends[first])..sample(ends[last]));
            }
            first = last + 1;
        }
        words
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::kokoro::Speech;
    use crate::speech::Phonemes;

    const FRAME: usize = 600;

    fn part(phonemes: &str, durations: Vec<u32>) -> Part {
        let frames: u32 = durations.iter().sum();
        let quiet = durations[0] as usize * FRAME;
        let end = (frames - durations[durations.len() - 1]) as usize * FRAME;
        let sample = |n: usize| {
            if (quiet..end).contains(&n) {
                0.4 * (n as f32 * 0.09).sin()
            } else {
                0.0
            }
        };
        let samples = (0..frames as usize * FRAME).map(sample).collect();
        Part::new(
            Phonemes::new(phonemes),
            Speech {
                samples,
                natural_frames: durations.iter().sum(),
                durations,
            },
        )
    }

    #[test]
    fn words_begin_where_the_model_says() {
        let breath = Breath::default();
        // Ten frames of silence; a, b, space, c, d, full stop; five of silence.
        let clip = Clip::new(vec![
            part("ab cd.", vec![10, 2, 3, 1, 4, 5, 1, 5]),
            part("— e", vec![10, 1, 1, 6, 5]),
        ]);
        let before = samples_in(breath.before, 24_000);
        let frame = FRAME as u64;
        let words = clip.words(breath);
        assert_eq!(
            words[..2],
            [before..before + 5 * frame, before + 6 * frame..before + 16 * frame]
        );
        assert_eq!(words.len(), 3, "a dash is no word");
        let all = clip.sound(breath).samples.len() as u64;
        assert!(words[2].start > words[1].end && words[2].end <= all, "{words:?} {all}");
    }

    #[test]
    fn durations_that_do_not_fit_give_no_words() {
        assert_eq!(Clip::new(vec![part("ab", vec![1, 2, 3])]).words(Breath::default()), []);
    }
}
