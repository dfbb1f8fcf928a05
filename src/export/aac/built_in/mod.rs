//! The encoder that is always there: AAC-LC, mono, as ISO/IEC 14496-3 describes what a decoder makes of it.
//!
//! ```text
//! blocks     where a frame's time is cut: one long block, or eight short ones around an attack
//! mdct       the transform of a block
//! spectrum   a frame's lines, in groups of windows and bands of one scale factor each
//! masking    how much noise each band hides
//! quantiser  lines become whole numbers, as fine as the bits allow
//! codebooks  the words for them, and which of eleven tables says each band shortest
//! bits       the frame as it is written
//! ```
//!
//! The tables of words and bands are `oxideav-aac`'s. Its own encoder computes the transform by its definition, which takes
//! longer than the sound lasts where this one takes a hundredth.

mod bits;
mod blocks;
mod codebooks;
mod masking;
mod mdct;
mod quantiser;
mod spectrum;

use super::{AacEncoder, BIT_RATE, FRAME_SAMPLES};

use bits::BitWriter;
use blocks::{Blocks, Hop};
use codebooks::Codebooks;
use masking::Masking;
use quantiser::Quantiser;
use spectrum::{Analysis, Bands};

/// Samples in a frame.
const FRAME: usize = FRAME_SAMPLES as usize;

/// Pure Rust.
pub(super) struct BuiltIn {
    bands: Bands,
    analysis: Analysis,
    masking: Masking,
    quantiser: Quantiser,
    codebooks: Codebooks,
    blocks: Blocks,
    /// Samples that do not fill a hop yet.
    rest: Vec<f32>,
    ended: bool,
}

impl BuiltIn {
    pub(super) fn new(rate: u32) -> Result<Self, String> {
        let bands = Bands::new(rate)?;
        Ok(Self {
            analysis: Analysis::new(),
            masking: Masking::new(rate, &bands),
            quantiser: Quantiser::new(BIT_RATE as usize * FRAME / rate as usize),
            codebooks: Codebooks::new()?,
            blocks: Blocks::default(),
            rest: Vec::new(),
            ended: false,
            bands,
        })
    }

    /// Takes the next hop; the frame it completes, if it does, goes into `stream`.
    fn push(&mut self, hop: Hop, stream: &mut Vec<u8>) {
        let Some((sequence, before, after)) = self.blocks.push(hop) else {
            return;
        };
        let spectrum = self.analysis.spectrum(sequence, before, after, &self.bands);
        let hidden = self.masking.hidden_noise(&spectrum);
        let frame = self.quantiser.quantise(&spectrum, &hidden, &self.codebooks);
        let mut bits = BitWriter::default();
        bits::write_frame(&mut bits, &frame, &self.codebooks);
        let frame = bits.finish();
        stream.extend(bits::adts_header(self.bands.rate_index, frame.len()));
        stream.extend(frame);
    }
}

impl AacEncoder for BuiltIn {
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
        self.rest.extend(samples.iter().map(|x| f32::from(*x)));
        let mut stream = Vec::new();
        let rest = std::mem::take(&mut self.rest);
        let hops = rest.chunks_exact(FRAME);
        self.rest = hops.remainder().to_vec();
        for hop in hops {
            self.push(Hop::new(hop), &mut stream);
        }
        Ok(stream)
    }

    fn finish(&mut self) -> Result<Vec<u8>, String> {
        let mut stream = Vec::new();
        if std::mem::replace(&mut self.ended, true) {
            return Ok(stream);
        }
        let rest = std::mem::take(&mut self.rest);
        if !rest.is_empty() {
            self.push(Hop::new(&rest), &mut stream);
        }
        // One hop of silence for the last overlap, one to look ahead.
        self.push(Hop::new(&[]), &mut stream);
        self.push(Hop::new(&[]), &mut stream);
        Ok(stream)
    }
}

#[cfg(test)]
mod tests {
    use oxideav_aac::decode::StreamDecoder;

    use super::*;

    const RATE: u32 = 24_000;

    /// Four seconds: a tone that glides, silence, and clicks.
    fn sound() -> Vec<i16> {
        let sample = |n: usize| {
            let time = n as f32 / RATE as f32;
            let tone = (time * (300.0 + 900.0 * time)).sin() + 0.3 * (time * 9_000.0).sin();
            match n / RATE as usize {
                0 | 2 => tone * 9_000.0,
                1 => 0.0,
                _ if n % 3_000 < 200 => tone * 20_000.0,
                _ => tone * 30.0,
            }
        };
        (0..4 * RATE as usize).map(|n| sample(n) as i16).collect()
    }

    fn encoded(sound: &[i16], piece: usize) -> Vec<u8> {
        let mut encoder = BuiltIn::new(RATE).unwrap();
        let mut stream: Vec<u8> = sound
            .chunks(piece)
            .flat_map(|piece| encoder.encode(piece).unwrap())
            .collect();
        stream.extend(encoder.finish().unwrap());
        assert!(encoder.finish().unwrap().is_empty());
        stream
    }

    fn heard(stream: &[u8]) -> Vec<i16> {
        let frames = StreamDecoder::new().decode_all(stream).unwrap();
        frames.into_iter().flat_map(|frame| frame.pcm).collect()
    }

    #[test]
    fn another_decoder_hears_what_was_said() {
        let sound = sound();
        let heard = heard(&encoded(&sound, 7_001));
        let heard = &heard[FRAME..];
        assert!(heard.len() >= sound.len());
        let energy = |samples: &mut dyn Iterator<Item = f32>| samples.map(|x| x * x).sum::<f32>();
        let said = energy(&mut sound.iter().map(|x| f32::from(*x)));
        let noise = energy(&mut sound.iter().zip(heard).map(|(x, y)| f32::from(*x) - f32::from(*y)));
        let distance = 10.0 * (said / noise).log10();
        assert!(distance > 25.0, "{distance} dB");
        // Before a click there is silence, not its noise.
        for click in (3 * RATE as usize + 3_000..4 * RATE as usize).step_by(3_000) {
            let before = heard[click - 600..click - 200].iter().map(|x| x.abs()).max();
            assert!(before < Some(200), "{before:?} before {click}");
        }
    }

    #[test]
    fn pieces_do_not_matter_and_the_rate_is_kept() {
        let sound = sound();
        let whole = encoded(&sound, sound.len());
        assert_eq!(whole, encoded(&sound, 999));
        let most = sound.len() / RATE as usize * BIT_RATE as usize / 8;
        assert!(whole.len() <= most, "{}", whole.len());
    }

    #[test]
    fn noise_as_loud_as_can_be_fits_too() {
        let mut random = 1u32;
        let mut next = || {
            random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            if random >> 31 == 0 { i16::MIN } else { i16::MAX }
        };
        let noise: Vec<i16> = (0..RATE).map(|_| next()).collect();
        let stream = encoded(&noise, 5_000);
        assert!(stream.len() < RATE as usize, "{}", stream.len());
        assert_eq!(heard(&stream).len() % FRAME, 0);
    }
}
