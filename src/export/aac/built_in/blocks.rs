//! Where a frame's time is cut: one long block, or eight short ones.
//!
//! Noise is spread over a whole block. Where the sound sets in within a long one it would be heard before it, so that frame
//! has short blocks; the frames beside it have windows that fit them.

use super::FRAME;

/// Samples in the stretches in which attacks are looked for.
const STRETCH: usize = FRAME / STRETCHES;
const STRETCHES: usize = 8;

/// A stretch so many times as loud as those before it is an attack.
const JUMP: f32 = 10.0;

/// What is softer than this, summed over a stretch, has no attacks: about −50 dB of full scale.
const FLOOR: f32 = 128.0 * 100.0 * 100.0;

/// How far back an attack is compared.
const MEMORY: usize = 4;

/// The windows of a frame, ISO/IEC 14496-3 table 4.128, by the numbers they have there.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sequence {
    #[default]
    OnlyLong = 0,
    LongStart = 1,
    EightShort = 2,
    LongStop = 3,
}

/// What a frame moves on by: 1024 samples, the last of a stream filled up with silence.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    samples: [f32; FRAME],
}

impl Default for Hop {
    fn default() -> Self {
        Self::new(&[])
    }
}

impl Hop {
    pub(super) fn new(samples: &[f32]) -> Self {
        let mut hop = [0.0; FRAME];
        let length = samples.len().min(FRAME);
        hop[..length].copy_from_slice(&samples[..length]);
        Self { samples: hop }
    }

    /// How loud each stretch is, without its low tones, which a vowel's every period would raise. `last` is the sample before.
    fn energies(&self, last: f32) -> [f32; STRETCHES] {
        let mut last = last;
        let mut energies = [0.0; STRETCHES];
        for (energy, stretch) in energies.iter_mut().zip(self.samples.chunks_exact(STRETCH)) {
            for sample in stretch {
                let step = sample - last;
                *energy += step * step;
                last = *sample;
            }
        }
        energies
    }
}

/// The hops around the frame that is to be cut, and what is known of them.
#[derive(Debug, Default)]
pub(super) struct Blocks {
    /// The hop before the frame's own, its own, and the one to look ahead.
    hops: [Hop; 3],
    /// How many hops were taken, up to as many as a frame needs.
    taken: usize,
    /// The stretches before the next hop.
    energies: [f32; MEMORY],
    /// Whether a late attack of the last hop asks the next frame for short blocks.
    late: bool,
    /// Whether the frame before has short blocks, this one shall, and the next.
    short: [bool; 3],
}

impl Blocks {
    /// Takes a hop and gives the frame of the hop before it: its windows, and the samples that they lie over.
    pub(super) fn push(&mut self, hop: Hop) -> Option<(Sequence, &[f32; FRAME], &[f32; FRAME])> {
        self.hops.rotate_left(1);
        let last = self.hops[1].samples[FRAME - 1];
        let [early, late] = self.attacks(&hop, last);
        self.hops[2] = hop;
        // A frame's short blocks lie over the second half of the hop before and the first half of its own.
        self.short.rotate_left(1);
        self.short[2] = early || self.late;
        self.late = late;
        self.taken += 1;
        if self.taken < 2 {
            return None;
        }
        let [before, here, after] = self.short;
        let sequence = match (before, here, after) {
            (_, true, _) => Sequence::EightShort,
            // There is no window from short to short but a short one.
            (true, false, true) => {
                self.short[1] = true;
                Sequence::EightShort
            }
            (true, false, false) => Sequence::LongStop,
            (false, false, true) => Sequence::LongStart,
            (false, false, false) => Sequence::OnlyLong,
        };
        Some((sequence, &self.hops[0].samples, &self.hops[1].samples))
    }

    /// Whether there is an attack in the first half of a hop, and in the second.
    fn attacks(&mut self, hop: &Hop, last: f32) -> [bool; 2] {
        let mut attacks = [false; 2];
        for (number, energy) in hop.energies(last).into_iter().enumerate() {
            let before = self.energies.iter().copied().fold(0.0, f32::max);
            attacks[number / (STRETCHES / 2)] |= energy > FLOOR && energy > JUMP * before;
            self.energies.rotate_left(1);
            self.energies[MEMORY - 1] = energy;
        }
        attacks
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sequences(sound: &[f32]) -> Vec<Sequence> {
        let mut blocks = Blocks::default();
        sound
            .chunks(FRAME)
            .filter_map(|hop| blocks.push(Hop::new(hop)).map(|(sequence, ..)| sequence))
            .collect()
    }

    fn hum(n: usize, gain: f32) -> f32 {
        gain * (n as f32 * 0.3).sin()
    }

    #[test]
    fn steady_sound_has_long_blocks() {
        let sound: Vec<f32> = (0..9 * FRAME).map(|n| hum(n, 9_000.0)).collect();
        assert_eq!(sequences(&sound)[2..], [Sequence::OnlyLong; 6]);
    }

    #[test]
    fn an_attack_lies_in_the_middle_of_short_blocks() {
        use Sequence::{EightShort, LongStart, LongStop, OnlyLong};
        for at in [3 * FRAME + 600, 4 * FRAME + 100, 4 * FRAME + 500] {
            let sound: Vec<f32> = (0..9 * FRAME)
                .map(|n| hum(n, if n < at { 50.0 } else { 9_000.0 }))
                .collect();
            assert_eq!(
                sequences(&sound)[2..7],
                [OnlyLong, LongStart, EightShort, LongStop, OnlyLong],
                "{at}"
            );
        }
    }
}
