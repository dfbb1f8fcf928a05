//! A frame's lines, in groups of windows and bands of one scale factor each.

use std::f64::consts::PI;

use oxideav_aac::adts::ADTS_SAMPLE_RATES_HZ;
use oxideav_aac::swb_offset::{long_window_offsets, short_window_offsets};

use super::FRAME;
use super::blocks::Sequence;
use super::mdct::Mdct;

/// Short windows in a frame, and lines in each.
const SHORT_WINDOWS: usize = 8;
pub(super) const SHORT: usize = FRAME / SHORT_WINDOWS;

/// Where the first short window begins.
const SHORT_AT: usize = (FRAME - SHORT) / 2;

/// Short windows are of one group while none is so many times as loud as the first of them, or as soft.
const ALIKE: f32 = 4.0;

/// Where bands begin and end, for a sample rate.
pub(super) struct Bands {
    /// The rate's number in the standard.
    pub(super) rate_index: u8,
    long: &'static [u16],
    short: &'static [u16],
}

impl Bands {
    pub(super) fn new(rate: u32) -> Result<Self, String> {
        let index = ADTS_SAMPLE_RATES_HZ.iter().position(|known| *known == rate);
        let rate_index = index.ok_or_else(|| format!("AAC has no {rate} samples a second"))? as u8;
        Ok(Self {
            rate_index,
            long: long_window_offsets(rate_index).map_err(|error| error.to_string())?,
            short: short_window_offsets(rate_index).map_err(|error| error.to_string())?,
        })
    }

    /// The first line of each band in one window, and the end of the last.
    pub(super) fn of(&self, sequence: Sequence) -> &'static [u16] {
        match sequence {
            Sequence::EightShort => self.short,
            Sequence::OnlyLong | Sequence::LongStart | Sequence::LongStop => self.long,
        }
    }
}

/// A frame's lines.
#[derive(Debug)]
pub(super) struct Spectrum {
    pub(super) sequence: Sequence,
    pub(super) groups: Vec<Group>,
}

/// Windows that share their scale factors: one long window, or some short ones.
#[derive(Debug)]
pub(super) struct Group {
    /// How many windows.
    pub(super) windows: usize,
    /// Band after band, and in each, window after window.
    pub(super) lines: Vec<f32>,
    /// Where in `lines` each band begins, and the end of the last.
    pub(super) offsets: Vec<usize>,
}

impl Group {
    fn new(windows: &[&[f32]], bands: &[u16]) -> Self {
        let mut lines = Vec::with_capacity(FRAME);
        let mut offsets = vec![0];
        for band in bands.windows(2) {
            let band = usize::from(band[0])..usize::from(band[1]);
            for window in windows {
                lines.extend_from_slice(&window[band.clone()]);
            }
            offsets.push(lines.len());
        }
        Self {
            windows: windows.len(),
            lines,
            offsets,
        }
    }

    /// The lines of each band.
    pub(super) fn bands(&self) -> impl Iterator<Item = &[f32]> {
        self.offsets.windows(2).map(|band| &self.lines[band[0]..band[1]])
    }
}

/// From samples to lines.
pub(super) struct Analysis {
    long: Mdct,
    short: Mdct,
    /// The rising halves of windows.
    long_slope: Vec<f32>,
    short_slope: Vec<f32>,
    windowed: Vec<f32>,
}

impl Analysis {
    pub(super) fn new() -> Self {
        Self {
            long: Mdct::new(FRAME),
            short: Mdct::new(SHORT),
            long_slope: sine_slope(FRAME),
            short_slope: sine_slope(SHORT),
            windowed: Vec::with_capacity(2 * FRAME),
        }
    }

    /// The lines of a frame, whose windows lie over two hops.
    pub(super) fn spectrum(
        &mut self,
        sequence: Sequence,
        before: &[f32; FRAME],
        here: &[f32; FRAME],
        bands: &Bands,
    ) -> Spectrum {
        let offsets = bands.of(sequence);
        let mut lines = vec![0.0; FRAME];
        if sequence == Sequence::EightShort {
            let both = [*before, *here].concat();
            for (number, window) in lines.chunks_exact_mut(SHORT).enumerate() {
                let at = SHORT_AT + number * SHORT;
                self.windowed.clear();
                self.windowed.extend_from_slice(&both[at..at + 2 * SHORT]);
                shape(&mut self.windowed, &self.short_slope, &self.short_slope);
                self.short.transform(&self.windowed, window);
            }
            let windows: Vec<&[f32]> = lines.chunks_exact(SHORT).collect();
            let mut first = energy(windows[0]);
            let groups = windows.chunk_by(|_, window| {
                let energy = energy(window);
                let alike = energy < ALIKE * first && energy * ALIKE > first;
                if !alike {
                    first = energy;
                }
                alike
            });
            let groups = groups.map(|windows| Group::new(windows, offsets)).collect();
            return Spectrum { sequence, groups };
        }
        self.windowed.clear();
        self.windowed.extend_from_slice(before);
        self.windowed.extend_from_slice(here);
        let rise = if sequence == Sequence::LongStop {
            &self.short_slope
        } else {
            &self.long_slope
        };
        let fall = if sequence == Sequence::LongStart {
            &self.short_slope
        } else {
            &self.long_slope
        };
        shape(&mut self.windowed, rise, fall);
        self.long.transform(&self.windowed, &mut lines);
        Spectrum {
            sequence,
            groups: vec![Group::new(&[&lines], offsets)],
        }
    }
}

/// Puts a window over a block: it rises by one slope in the middle of its first half, and falls by another in its second.
fn shape(block: &mut [f32], rise: &[f32], fall: &[f32]) {
    let (first, second) = block.split_at_mut(block.len() / 2);
    let edge = (first.len() - rise.len()) / 2;
    first[..edge].fill(0.0);
    first[edge..].iter_mut().zip(rise).for_each(|(x, slope)| *x *= slope);
    let edge = (second.len() - fall.len()) / 2;
    second[edge..]
        .iter_mut()
        .zip(fall.iter().rev())
        .for_each(|(x, slope)| *x *= slope);
    second[edge + fall.len()..].fill(0.0);
}

fn sine_slope(length: usize) -> Vec<f32> {
    let sine = |n: usize| (PI / (2 * length) as f64 * (n as f64 + 0.5)).sin() as f32;
    (0..length).map(sine).collect()
}

fn energy(lines: &[f32]) -> f32 {
    lines.iter().map(|x| x * x).sum()
}
