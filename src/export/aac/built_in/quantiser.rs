//! Lines become whole numbers: as fine as the bits of a frame allow, and in each band as its masking allows.
//!
//! A line `x` under the scale factor `s` is the whole number `q` with `|x| ≈ q^(4/3) · 2^((s − 100) / 4)` (4.6.2).

use super::blocks::Sequence;
use super::codebooks::{Codebooks, LONGEST_STEP, MOST, Section, length_field};
use super::masking::Hidden;
use super::spectrum::{Group, Spectrum};

/// The scale factor of gain 1.
const UNITY: i32 = 100;

/// What is added before a magnitude is cut to a whole number: less than half, for small magnitudes are likelier than large.
const ROUND: f32 = 0.405_4;

/// How much finer and coarser than the masking says it is tried, in steps of the scale factor (1.5 dB).
const FINEST: i32 = -80;
const COARSEST: i32 = 120;

/// Bits of a frame that are neither lines, scale factors nor sections: what it is, its gain, its windows, three tools that
/// are not used, its end, and what fills the last byte.
const FRAME_BITS: u32 = 7 + 8 + 15 + 3 + 3 + 7;

/// What a frame may take, ISO/IEC 14496-3 4.5.3.1.
const MOST_BITS: u32 = 6_144;

/// A frame may take this part of what the frames before have left.
const SPARING: u32 = 4;

/// A frame as it is to be written.
#[derive(Debug)]
pub(super) struct Frame {
    pub(super) sequence: Sequence,
    /// How many bands are written.
    pub(super) bands: usize,
    pub(super) groups: Vec<FrameGroup>,
}

/// A group of windows of a frame.
#[derive(Debug)]
pub(super) struct FrameGroup {
    pub(super) windows: usize,
    pub(super) sections: Vec<Section>,
    /// Of each band that is not all zeros.
    pub(super) scale_factors: Vec<Option<i32>>,
    pub(super) lines: Vec<i32>,
    pub(super) offsets: Vec<usize>,
}

/// A frame and its length.
struct Quantised {
    frame: Frame,
    bits: u32,
}

/// Fits frames into their bits.
pub(super) struct Quantiser {
    /// Bits of a frame on the average.
    mean: u32,
    /// Bits that the frames before did not need.
    saved: u32,
    /// How much coarser than its masking said the frame before was: the next will be alike.
    last: i32,
}

/// What is known of a group before it is quantised.
struct Prepared<'a> {
    group: &'a Group,
    /// `|x|^(3/4)` of each line.
    powers: Vec<f32>,
    bands: Vec<Band>,
}

/// What is known of a band.
struct Band {
    /// The scale factor by which its noise is what the masking hides.
    meant: i32,
    /// The scale factor below which its noise is no less than the samples'.
    finest: i32,
}

impl Quantiser {
    /// For frames of so many bits on the average.
    pub(super) fn new(bits: usize) -> Self {
        Self {
            mean: bits as u32,
            saved: 0,
            last: 0,
        }
    }

    /// The finest frame that fits.
    pub(super) fn quantise(&mut self, spectrum: &Spectrum, hidden: &[Hidden], codebooks: &Codebooks) -> Frame {
        let groups = spectrum.groups.iter().zip(hidden);
        let groups: Vec<_> = groups.map(|(group, hidden)| Prepared::new(group, hidden)).collect();
        let at = |coarser: i32| quantised(spectrum.sequence, &groups, coarser, codebooks);
        let budget = self.mean + self.saved / SPARING;
        // What fits at one step fits at all coarser ones. The search widens from the last frame's step, then halves.
        let (mut too_fine, mut coarse_enough) = (FINEST - 1, COARSEST);
        let (mut next, mut step) = (self.last, 1);
        let mut best = None;
        while coarse_enough - too_fine > 1 {
            let tried = at(next);
            if tried.bits <= budget {
                best = Some(tried);
                coarse_enough = next;
                next -= step;
            } else {
                too_fine = next;
                next += step;
            }
            step *= 2;
            if next <= too_fine || next >= coarse_enough {
                next = too_fine.midpoint(coarse_enough);
            }
        }
        self.last = coarse_enough.min(COARSEST - 1);
        let best = best.unwrap_or_else(|| at(COARSEST));
        self.saved = (self.saved + self.mean)
            .saturating_sub(best.bits)
            .min(MOST_BITS - self.mean);
        best.frame
    }
}

impl<'a> Prepared<'a> {
    fn new(group: &'a Group, hidden: &Hidden) -> Self {
        let band = |(lines, noise): (&[f32], &f32)| {
            // Noise is a twelfth of the square of the step between two magnitudes, which grows with the line's fourth root.
            let roots: f32 = lines.iter().map(|x| x.abs().sqrt()).sum();
            let scale_factor = |noise: f32| {
                let gain = 6.75 * noise / roots.max(f32::MIN_POSITIVE);
                UNITY + (8.0 / 3.0 * gain.log2()).floor().clamp(-200.0, 200.0) as i32
            };
            Band {
                meant: scale_factor(*noise),
                finest: scale_factor(hidden.floor * lines.len() as f32).max(finest_that_can_be_said(lines)),
            }
        };
        Self {
            group,
            powers: group
                .lines
                .iter()
                .map(|x| x.abs().sqrt() * x.abs().sqrt().sqrt())
                .collect(),
            bands: group.bands().zip(&hidden.noise).map(band).collect(),
        }
    }

    /// The lines and scale factors where every band is so much coarser than its masking says. `last` is the scale factor
    /// that was written last, if one was.
    fn lines(&self, coarser: i32, last: &mut Option<i32>) -> (Vec<i32>, Vec<Option<i32>>) {
        let mut lines = vec![0; self.group.lines.len()];
        let scale_factors = self
            .bands
            .iter()
            .zip(self.group.offsets.windows(2))
            .map(|(band, range)| {
                let mut scale_factor = (band.meant + coarser).max(band.finest).clamp(0, 255);
                if let Some(last) = *last {
                    let finest = band.finest.max(last - LONGEST_STEP);
                    scale_factor = scale_factor.clamp(finest.min(last + LONGEST_STEP), last + LONGEST_STEP);
                }
                let range = range[0]..range[1];
                let gain = (-0.187_5 * (scale_factor - UNITY) as f32).exp2();
                let mut any = 0;
                for ((line, power), x) in lines[range.clone()]
                    .iter_mut()
                    .zip(&self.powers[range.clone()])
                    .zip(&self.group.lines[range])
                {
                    let magnitude = ((power * gain + ROUND) as i32).min(MOST);
                    any |= magnitude;
                    *line = if *x < 0.0 { -magnitude } else { magnitude };
                }
                (any != 0).then(|| *last.insert(scale_factor))
            });
        let scale_factors = scale_factors.collect();
        (lines, scale_factors)
    }
}

/// The scale factor below which the largest line would be larger than the largest magnitude.
fn finest_that_can_be_said(lines: &[f32]) -> i32 {
    let peak = lines.iter().fold(0f32, |peak, x| peak.max(x.abs()));
    let gain = peak.max(f32::MIN_POSITIVE) / (MOST as f32).powf(4.0 / 3.0);
    UNITY + (4.0 * gain.log2()).ceil() as i32
}

fn quantised(sequence: Sequence, groups: &[Prepared<'_>], coarser: i32, codebooks: &Codebooks) -> Quantised {
    let mut last = None;
    let said: Vec<_> = groups.iter().map(|group| group.lines(coarser, &mut last)).collect();
    let used = |(_, scale_factors): &(_, Vec<Option<i32>>)| {
        scale_factors
            .iter()
            .rposition(Option::is_some)
            .map_or(0, |last| last + 1)
    };
    let bands = said.iter().map(used).max().unwrap_or(0);
    let mut bits = FRAME_BITS;
    let (field, longest) = length_field(sequence);
    let mut before = None;
    let groups = groups.iter().zip(said).map(|(prepared, (lines, mut scale_factors))| {
        scale_factors.truncate(bands);
        let offsets = prepared.group.offsets[..=bands].to_vec();
        let (sections, words) = codebooks.sections(offsets.windows(2).map(|band| &lines[band[0]..band[1]]));
        bits += words;
        bits += sections
            .iter()
            .map(|section| 4 + field * (section.length / longest + 1) as u32)
            .sum::<u32>();
        for scale_factor in scale_factors.iter().flatten() {
            bits += codebooks.step(scale_factor - before.unwrap_or(*scale_factor)).length;
            before = Some(*scale_factor);
        }
        FrameGroup {
            windows: prepared.group.windows,
            sections,
            scale_factors,
            lines,
            offsets,
        }
    });
    let frame = Frame {
        sequence,
        bands,
        groups: groups.collect(),
    };
    Quantised { frame, bits }
}
