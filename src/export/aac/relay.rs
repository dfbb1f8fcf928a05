//! An encoder of the machine's with the built-in one behind it, which takes over where the first fails.
//!
//! Frames overlap: each is heard together with half of the one before it. So the second encoder begins a little earlier than
//! the first ended, and its frames from there are left out. Both put the same nothing before the sound.

use super::adts::whole_frames;
use super::{AacEncoder, BuiltIn, FRAME_SAMPLES};

/// So many frames earlier the second encoder begins: the first of them lacks what was before, the next decides how the sound
/// is cut.
const LEAD: u64 = 2;

/// Two encoders, one after the other.
pub(super) struct Relay {
    rate: u32,
    /// None once it has failed.
    first: Option<Box<dyn AacEncoder>>,
    /// Begins when the first has failed.
    second: Option<BuiltIn>,
    /// Why the first has failed.
    why: Option<String>,
    /// The samples that are not in whole frames yet, and a little before them.
    kept: Vec<i16>,
    /// How many samples came before these.
    dropped: u64,
    /// Of the first one's stream, what is not a whole frame.
    part: Vec<u8>,
    /// How many whole frames the first has made.
    frames: u64,
    /// How many frames of the second are to be left out.
    skip: u64,
}

impl Relay {
    /// Begins with `first`, for `rate` samples a second, whose delay must be a frame.
    pub(super) fn new(first: Box<dyn AacEncoder>, rate: u32) -> Self {
        Self {
            rate,
            first: Some(first),
            second: None,
            why: None,
            kept: Vec::new(),
            dropped: 0,
            part: Vec::new(),
            frames: 0,
            skip: 0,
        }
    }

    /// Begins with the second encoder, because the first could not even be started.
    pub(super) fn without_first(why: String, rate: u32) -> Result<Self, String> {
        Ok(Self {
            rate,
            first: None,
            second: Some(BuiltIn::new(rate)?),
            why: Some(why),
            kept: Vec::new(),
            dropped: 0,
            part: Vec::new(),
            frames: 0,
            skip: 0,
        })
    }

    /// Takes what the first has made, and gives the whole frames of it.
    fn whole(&mut self, stream: &[u8]) -> Result<Vec<u8>, String> {
        self.part.extend_from_slice(stream);
        let (frames, length) = whole_frames(&self.part)?;
        self.frames += frames;
        let needed = self.frames.saturating_sub(LEAD) * u64::from(FRAME_SAMPLES);
        let done = (needed.saturating_sub(self.dropped) as usize).min(self.kept.len());
        self.kept.drain(..done);
        self.dropped += done as u64;
        Ok(self.part.drain(..length).collect())
    }

    /// Lets the second encoder go on where the first has failed.
    fn take_over(&mut self, why: String) -> Result<Vec<u8>, String> {
        self.first = None;
        self.why = Some(why);
        self.skip = self.frames.min(LEAD);
        let begin = (self.frames - self.skip) * u64::from(FRAME_SAMPLES);
        let kept = std::mem::take(&mut self.kept);
        let again = kept.get((begin - self.dropped) as usize..).unwrap_or_default();
        let mut second = BuiltIn::new(self.rate)?;
        let stream = second.encode(again)?;
        self.second = Some(second);
        self.without_lead(stream)
    }

    /// Leaves out the frames the first has made already.
    fn without_lead(&mut self, mut stream: Vec<u8>) -> Result<Vec<u8>, String> {
        while self.skip > 0 && !stream.is_empty() {
            let length = super::adts::first_length(&stream)?;
            stream.drain(..length.min(stream.len()));
            self.skip -= 1;
        }
        Ok(stream)
    }

    /// All that the first still has; too little is a failure, too.
    fn rest_of(&mut self, mut first: Box<dyn AacEncoder>) -> Result<Vec<u8>, String> {
        let mut stream = Vec::new();
        loop {
            let piece = first.finish();
            let is_end = piece.as_ref().is_ok_and(Vec::is_empty);
            match piece.and_then(|piece| self.whole(&piece)) {
                Ok(frames) if !is_end => stream.extend(frames),
                Ok(_) if self.frames * u64::from(FRAME_SAMPLES) >= self.dropped + self.kept.len() as u64 => break,
                Ok(_) => {
                    stream.extend(self.take_over("it gave too little".to_owned())?);
                    break;
                }
                Err(why) => {
                    stream.extend(self.take_over(why)?);
                    break;
                }
            }
        }
        Ok(stream)
    }
}

impl AacEncoder for Relay {
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
        if let Some(first) = &mut self.first {
            self.kept.extend_from_slice(samples);
            let stream = first.encode(samples);
            return match stream.and_then(|stream| self.whole(&stream)) {
                Ok(frames) => Ok(frames),
                Err(why) => self.take_over(why),
            };
        }
        let stream = match &mut self.second {
            Some(second) => second.encode(samples)?,
            None => Vec::new(),
        };
        self.without_lead(stream)
    }

    fn finish(&mut self) -> Result<Vec<u8>, String> {
        let mut stream = match self.first.take() {
            Some(first) => self.rest_of(first)?,
            None => Vec::new(),
        };
        if let Some(second) = &mut self.second {
            let rest = second.finish()?;
            stream.extend(self.without_lead(rest)?);
        }
        Ok(stream)
    }

    fn remark(&self) -> Option<String> {
        let why = self.why.as_ref()?;
        Some(format!("{why}; the built-in AAC encoder does it"))
    }
}

#[cfg(test)]
mod tests {
    use oxideav_aac::decode::StreamDecoder;

    use super::*;
    use crate::export::aac;

    const RATE: u32 = 24_000;

    /// The built-in encoder, a little late, until it has been given so many samples.
    struct Failing {
        encoder: Box<dyn AacEncoder>,
        late: Vec<u8>,
        left: usize,
    }

    impl AacEncoder for Failing {
        fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
            self.left = self.left.checked_sub(samples.len()).ok_or("it broke")?;
            self.late.extend(self.encoder.encode(samples)?);
            let given = self.late.len().saturating_sub(700);
            Ok(self.late.drain(..given).collect())
        }

        fn finish(&mut self) -> Result<Vec<u8>, String> {
            // What comes late does not come at all.
            Ok(Vec::new())
        }
    }

    fn sound() -> Vec<i16> {
        let sample = |n: usize| {
            let time = n as f32 / RATE as f32;
            (time * (900.0 + 400.0 * time)).sin() * 9_000.0
        };
        (0..3 * RATE as usize).map(|n| sample(n) as i16).collect()
    }

    #[test]
    fn where_the_first_fails_the_second_goes_on_and_nobody_hears_it() {
        let sound = sound();
        for left in [0, 1_000, 2_100, 30_000, usize::MAX] {
            let failing = Failing {
                encoder: aac::built_in(RATE).unwrap(),
                late: Vec::new(),
                left,
            };
            let mut relay = Relay::new(Box::new(failing), RATE);
            let mut stream = Vec::new();
            for piece in sound.chunks(1_777) {
                stream.extend(relay.encode(piece).unwrap());
                assert!(left != usize::MAX || relay.kept.len() < 12_000, "{}", relay.kept.len());
            }
            stream.extend(relay.finish().unwrap());
            assert!(relay.finish().unwrap().is_empty());
            let frames = StreamDecoder::new().decode_all(&stream).unwrap();
            let heard: Vec<i16> = frames.into_iter().flat_map(|frame| frame.pcm).collect();
            let heard = &heard[FRAME_SAMPLES as usize..];
            assert!(heard.len() >= sound.len() && heard.len() < sound.len() + 3 * FRAME_SAMPLES as usize);
            for (second, (said, heard)) in sound
                .chunks(RATE as usize / 10)
                .zip(heard.chunks(RATE as usize / 10))
                .enumerate()
            {
                let energy = |samples: &mut dyn Iterator<Item = f32>| samples.map(|x| x * x).sum::<f32>();
                let noise = energy(&mut said.iter().zip(heard).map(|(x, y)| f32::from(*x) - f32::from(*y)));
                let distance = 10.0 * (energy(&mut said.iter().map(|x| f32::from(*x))) / noise).log10();
                assert!(distance > 15.0, "{left}: {distance} dB in tenth {second}");
            }
            let remark = relay.remark().unwrap();
            assert!(
                remark.contains(if left == usize::MAX { "too little" } else { "broke" }),
                "{remark}"
            );
        }
    }

    #[test]
    fn a_first_that_does_its_work_is_left_to_it() {
        let sound = sound();
        let mut alone = aac::built_in(RATE).unwrap();
        let mut relay = Relay::new(aac::built_in(RATE).unwrap(), RATE);
        for encoder in [&mut *alone as &mut dyn AacEncoder, &mut relay] {
            let mut stream = encoder.encode(&sound).unwrap();
            stream.extend(encoder.finish().unwrap());
            assert_eq!(aac::AdtsFrames::default().push(&stream).unwrap().len(), 72);
        }
        assert_eq!(relay.remark(), None);
    }
}
