//! Whether sound can be speech at all: finite, not silent, not clipped.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Speech whose loudest sample stays below this (−40 dB of full scale) was not heard by anyone.
const SILENT_BELOW: f32 = 0.01;

/// Speech with a larger share of its samples beyond full scale sounds broken. Single peaks are the limiter's business.
const CLIPPED_SHARE: f64 = 0.001;

/// What is wrong with a piece of sound.
#[derive(Clone, Copy, Debug, Error, PartialEq, Serialize, Deserialize)]
pub enum Ailment {
    /// A sample is infinite or not a number.
    #[error("sample {0} is not a number")]
    NotFinite(usize),
    /// Nothing to hear.
    #[error("it is silent (its loudest sample is {0:.4})")]
    Silent(f32),
    /// Too much of it beyond full scale.
    #[error("{share:.1} % of its samples are beyond full scale", share = 100.0 * .0)]
    Clipped(f64),
}

/// Looks for what would make `samples` unfit to be heard.
///
/// # Errors
/// The first [`Ailment`] found.
pub fn check(samples: &[f32]) -> Result<(), Ailment> {
    if let Some(bad) = samples.iter().position(|x| !x.is_finite()) {
        return Err(Ailment::NotFinite(bad));
    }
    let peak = samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
    if peak < SILENT_BELOW {
        return Err(Ailment::Silent(peak));
    }
    let beyond = samples.iter().filter(|x| x.abs() > 1.0).count();
    let share = beyond as f64 / samples.len() as f64;
    if share > CLIPPED_SHARE {
        return Err(Ailment::Clipped(share));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tone(gain: f32) -> Vec<f32> {
        (0..24_000).map(|i| gain * (i as f32 * 0.05).sin()).collect()
    }

    #[test]
    fn speech_is_sound() {
        assert_eq!(check(&tone(0.5)), Ok(()));
        let mut one_peak = tone(0.5);
        one_peak[77] = 1.02;
        assert_eq!(check(&one_peak), Ok(()), "one peak is not clipping");
    }

    #[test]
    fn each_ailment_is_found() {
        assert!(matches!(check(&tone(0.001)), Err(Ailment::Silent(_))));
        assert!(matches!(check(&[]), Err(Ailment::Silent(_))));
        assert!(matches!(check(&tone(2.0)), Err(Ailment::Clipped(_))));
        let mut broken = tone(0.5);
        broken[11] = f32::NAN;
        assert_eq!(check(&broken), Err(Ailment::NotFinite(11)));
    }
}
