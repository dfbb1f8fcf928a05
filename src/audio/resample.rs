//! From the model's sample rate to the device's.

use rubato::audioadapter_buffers::direct::InterleavedSlice;
use rubato::{Fft, FixedSync, Resampler};
use thiserror::Error;

use super::pcm::Pcm;

/// Samples taken at once: long enough to be quick, short enough that the filter's delay stays small.
const CHUNK: usize = 1024;

/// Sound could not be brought to another sample rate.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("cannot resample from {from} Hz to {to} Hz: {why}")]
pub struct ResampleError {
    from: u32,
    to: u32,
    why: String,
}

/// The same sound with `rate` samples a second. The filter's delay is taken away, so that the result begins and ends with
/// the original.
///
/// # Errors
/// [`ResampleError`] for a sample rate of 0.
pub fn resample(pcm: Pcm, rate: u32) -> Result<Pcm, ResampleError> {
    if pcm.rate == rate || pcm.samples.is_empty() {
        return Ok(Pcm { rate, ..pcm });
    }
    let error = |why: String| ResampleError {
        from: pcm.rate,
        to: rate,
        why,
    };
    let length = pcm.samples.len();
    let mut filter = Fft::<f32>::new(
        pcm.rate as usize,
        rate as usize,
        chunk(pcm.rate, rate),
        1,
        FixedSync::Both,
    )
    .map_err(|e| error(e.to_string()))?;
    let mut samples = vec![0.0; filter.process_all_needed_output_len(length)];
    let room = samples.len();
    let input = InterleavedSlice::new(&pcm.samples, 1, length).map_err(|e| error(e.to_string()))?;
    let mut output = InterleavedSlice::new_mut(&mut samples, 1, room).map_err(|e| error(e.to_string()))?;
    let (_, written) = filter
        .process_all_into_buffer(&input, &mut output, length, None)
        .map_err(|e| error(e.to_string()))?;
    samples.truncate(written);
    Ok(Pcm { rate, samples })
}

/// How many samples to take at once. The filter is as long as the block that comes of them and delays by half of it: the
/// block must be even, or the sound would come half a sample late.
fn chunk(from: u32, to: u32) -> usize {
    // Blocks are made of steps, in which the two rates meet again; of an even number of steps an even block comes.
    let step = from.checked_div(gcd(from, to)).unwrap_or(1) as usize;
    CHUNK.div_ceil(2 * step) * 2 * step
}

fn gcd(a: u32, b: u32) -> u32 {
    if b == 0 { a } else { gcd(b, a % b) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(rate: u32, seconds: f32) -> Pcm {
        let step = 440.0 * std::f32::consts::TAU / rate as f32;
        let count = (rate as f32 * seconds) as usize;
        Pcm {
            rate,
            samples: (0..count).map(|i| 0.5 * (i as f32 * step).sin()).collect(),
        }
    }

    #[test]
    fn a_tone_stays_the_same_tone_for_the_same_time() {
        for rate in [48_000, 44_100, 22_050, 96_000, 16_000, 8_000] {
            let ours = resample(tone(24_000, 1.0), rate).unwrap();
            assert_eq!((ours.rate, ours.samples.len()), (rate, rate as usize));
            let wanted = tone(rate, 1.0).samples;
            // The filter rings at the hard ends of the tone.
            let middle = rate as usize / 10..rate as usize * 9 / 10;
            let error = ours.samples[middle.clone()].iter().zip(&wanted[middle]);
            let worst = error.map(|(a, b)| (a - b).abs()).fold(0.0, f32::max);
            // A shift by half a sample would be 0.014 at 48 kHz.
            assert!(worst < 1e-3, "{worst} at {rate} Hz");
        }
    }

    #[test]
    fn what_needs_no_change_is_left_alone_and_nonsense_is_refused() {
        assert_eq!(resample(tone(24_000, 0.1), 24_000), Ok(tone(24_000, 0.1)));
        assert!(resample(tone(24_000, 0.1), 0).is_err());
    }
}
