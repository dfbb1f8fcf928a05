//! How much noise each band hides: a tone masks what lies near it in frequency, upwards more than downwards.

use super::blocks::Sequence;
use super::spectrum::{Bands, Group, Spectrum};
use super::{FRAME, spectrum};

/// How masking falls with the distance in Bark, in dB.
const UPWARDS: f32 = 15.0;
const DOWNWARDS: f32 = 30.0;

/// Noise follows the masking level by this power, and the loudest band for the rest: between the same distance to the sound
/// everywhere (1) and the same noise everywhere (0).
const FOLLOWS: f32 = 0.5;

/// The noise of 16-bit samples themselves, a sample: nothing is gained by less.
const ROUNDING: f32 = 1.0 / 12.0;

/// For the bands of a sample rate.
pub(super) struct Masking {
    long: Vec<Neighbour>,
    short: Vec<Neighbour>,
}

/// How a band is masked by the one below it, and masks it.
#[derive(Clone, Copy)]
struct Neighbour {
    upwards: f32,
    downwards: f32,
}

/// The noise the bands of a group hide.
#[derive(Clone, Debug)]
pub(super) struct Hidden {
    /// In each band, as a sum of squares, but for a factor that is the same in all bands.
    pub(super) noise: Vec<f32>,
    /// What the samples have already, a line.
    pub(super) floor: f32,
}

impl Masking {
    pub(super) fn new(rate: u32, bands: &Bands) -> Self {
        let neighbours = |sequence, lines: usize| {
            let centre = |band: &[u16]| {
                let middle = f32::from(band[0] + band[1]) / 2.0;
                bark(middle * rate as f32 / (2 * lines) as f32)
            };
            let centres: Vec<f32> = bands.of(sequence).windows(2).map(centre).collect();
            let distances = centres.windows(2).map(|pair| pair[1] - pair[0]);
            let neighbour = |distance: f32| Neighbour {
                upwards: 10f32.powf(-UPWARDS * distance / 10.0),
                downwards: 10f32.powf(-DOWNWARDS * distance / 10.0),
            };
            distances.map(neighbour).collect()
        };
        Self {
            long: neighbours(Sequence::OnlyLong, FRAME),
            short: neighbours(Sequence::EightShort, spectrum::SHORT),
        }
    }

    /// For each group of a frame.
    pub(super) fn hidden_noise(&self, spectrum: &Spectrum) -> Vec<Hidden> {
        let (neighbours, length) = match spectrum.sequence {
            Sequence::EightShort => (&self.short, 2 * spectrum::SHORT),
            _ => (&self.long, 2 * FRAME),
        };
        let floor = length as f32 * ROUNDING;
        let groups = spectrum.groups.iter();
        groups.map(|group| hidden(group, neighbours, floor)).collect()
    }
}

fn hidden(group: &Group, neighbours: &[Neighbour], floor: f32) -> Hidden {
    let level = |band: &[f32]| band.iter().map(|x| x * x).sum::<f32>() / band.len() as f32;
    let mut levels: Vec<f32> = group.bands().map(level).collect();
    for (at, neighbour) in neighbours.iter().enumerate() {
        levels[at + 1] = levels[at + 1].max(levels[at] * neighbour.upwards);
    }
    for (at, neighbour) in neighbours.iter().enumerate().rev() {
        levels[at] = levels[at].max(levels[at + 1] * neighbour.downwards);
    }
    let loudest = levels.iter().copied().fold(floor, f32::max);
    let noise = levels.iter().zip(group.bands()).map(|(level, band)| {
        let level = level.max(floor);
        level.powf(FOLLOWS) * loudest.powf(1.0 - FOLLOWS) * band.len() as f32
    });
    Hidden {
        noise: noise.collect(),
        floor,
    }
}

/// The place of a frequency in the ear, after Zwicker.
fn bark(frequency: f32) -> f32 {
    13.0 * (0.000_76 * frequency).atan() + 3.5 * (frequency / 7_500.0).powi(2).atan()
}
