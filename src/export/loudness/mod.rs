//! How loud a book is, and how loud it shall be. [EBU R 128](https://tech.ebu.ch/docs/r/r128.pdf).
//!
//! A book is measured as a whole, and then every one of its files is changed by the same gain, so that chapters keep
//! their distance from each other. Where the gain would carry a peak too high, a limiter takes it back for that moment, and
//! what the whole loses by that an [`Aim`] makes good.

mod aim;
mod levelled;
mod leveller;
mod limiter;
mod meter;

pub use aim::Aim;
pub use levelled::Levelled;
pub use leveller::Leveller;
pub use meter::Meter;

/// How loud something is. A mono file is measured as one channel, as `ffmpeg` does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Loudness {
    /// Integrated loudness, in LUFS.
    pub integrated: f64,
    /// The highest peak, between samples too, in dBTP.
    pub true_peak: f64,
}

impl Default for Loudness {
    /// What audiobook platforms ask for.
    fn default() -> Self {
        Self {
            integrated: -18.0,
            true_peak: -3.0,
        }
    }
}

/// What is done to every sample of a book.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The gain, in dB.
    pub gain: f64,
    /// The highest peak that is let through, in dBTP; none where the gain alone carries none so high.
    pub ceiling: Option<f64>,
}

/// A ratio of amplitudes.
fn from_decibels(decibels: f64) -> f32 {
    10f64.powf(decibels / 20.0) as f32
}
