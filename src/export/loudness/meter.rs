//! Measures.

use ebur128::{EbuR128, Mode};

use super::Loudness;
use crate::export::ExportError;

/// Hears sound and says how loud it was.
#[derive(Debug)]
pub struct Meter(EbuR128);

impl Meter {
    /// For mono sound of `rate` samples a second.
    ///
    /// # Errors
    /// [`ExportError::Loudness`] at a rate that cannot be measured, as for all of these.
    pub fn new(rate: u32) -> Result<Self, ExportError> {
        Self::with(rate, Mode::I | Mode::TRUE_PEAK)
    }

    /// One that hears no peaks, in a fraction of the time.
    ///
    /// # Errors
    /// As above.
    pub fn without_peaks(rate: u32) -> Result<Self, ExportError> {
        Self::with(rate, Mode::I)
    }

    fn with(rate: u32, mode: Mode) -> Result<Self, ExportError> {
        // A histogram in place of all blocks: the memory of a long book is that of a short one.
        EbuR128::new(1, rate, mode | Mode::HISTOGRAM).map(Self).map_err(wrong)
    }

    /// Adds sound.
    ///
    /// # Errors
    /// As above.
    pub fn hear(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        self.0.add_frames_f32(samples).map_err(wrong)
    }

    /// How loud all of it was, in LUFS; none if there was nothing but silence.
    ///
    /// # Errors
    /// As above.
    pub fn integrated(&self) -> Result<Option<f64>, ExportError> {
        let integrated = self.0.loudness_global().map_err(wrong)?;
        Ok(integrated.is_finite().then_some(integrated))
    }

    /// How loud all of it was, and its peaks; none if there was nothing but silence.
    ///
    /// # Errors
    /// As above, and for a meter that hears no peaks.
    pub fn reading(&self) -> Result<Option<Loudness>, ExportError> {
        let Some(integrated) = self.integrated()? else {
            return Ok(None);
        };
        let peak = self.0.true_peak(0).map_err(wrong)?;
        let loudness = Loudness {
            integrated,
            true_peak: 20.0 * peak.log10(),
        };
        Ok((peak > 0.0).then_some(loudness))
    }
}

fn wrong(error: ebur128::Error) -> ExportError {
    ExportError::Loudness {
        reason: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use std::f32::consts::TAU;

    use super::*;

    const RATE: u32 = 24_000;

    fn tone(frequency: f32, amplitude: f32, seconds: usize) -> Vec<f32> {
        let sample = |n: usize| amplitude * (TAU * frequency * n as f32 / RATE as f32).sin();
        (0..seconds * RATE as usize).map(sample).collect()
    }

    #[test]
    fn a_tone_is_as_loud_as_the_standard_says() {
        // EBU Tech 3341, case 1: a stereo tone of 1 kHz at −23 dBFS is −23 LUFS, so one channel of it is 3 dB less.
        let mut meter = Meter::new(RATE).unwrap();
        meter.hear(&tone(1_000.0, 10f32.powf(-23.0 / 20.0), 20)).unwrap();
        let loudness = meter.reading().unwrap().unwrap();
        assert!((loudness.integrated + 26.0).abs() < 0.1, "{loudness:?}");
        assert!((loudness.true_peak + 23.0).abs() < 0.1, "{loudness:?}");
    }

    #[test]
    fn a_peak_between_samples_is_seen() {
        // A quarter of the rate, and every sample an eighth of a turn beside the peak.
        let sample = |n: usize| 0.5 * (TAU * (n as f32 / 4.0 + 0.125)).sin();
        let sound: Vec<f32> = (0..RATE as usize * 2).map(sample).collect();
        assert!(sound.iter().all(|x| x.abs() < 0.36));
        let mut meter = Meter::new(RATE).unwrap();
        meter.hear(&sound).unwrap();
        let peak = meter.reading().unwrap().unwrap().true_peak;
        assert!((peak - 20.0 * 0.5f64.log10()).abs() < 0.5, "{peak}");
    }

    #[test]
    fn silence_has_no_loudness() {
        let mut meter = Meter::new(RATE).unwrap();
        assert_eq!(meter.reading().unwrap(), None);
        meter.hear(&vec![0.0; 48_000]).unwrap();
        assert_eq!(meter.reading().unwrap(), None);
    }
}
