//! An encoder that hears sound at the level it shall have.

use super::limiter::Limiter;
use super::{Level, Meter, from_decibels};
use crate::export::{Encoder, ExportError, Finished};

/// Changes the level of sound on its way to a file, and measures what comes of it.
pub struct Levelled<'a> {
    encoder: Box<dyn Encoder>,
    gain: f32,
    limiter: Option<Limiter>,
    meter: &'a mut Meter,
}

impl<'a> Levelled<'a> {
    /// In front of `encoder`, for `rate` samples a second. All that the file is given `meter` hears.
    #[must_use]
    pub fn new(encoder: Box<dyn Encoder>, level: Level, rate: u32, meter: &'a mut Meter) -> Self {
        Self {
            encoder,
            gain: from_decibels(level.gain),
            limiter: level.ceiling.map(|ceiling| Limiter::new(rate, ceiling)),
            meter,
        }
    }

    fn pass_on(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        self.meter.hear(samples)?;
        self.encoder.write(samples)
    }
}

impl Encoder for Levelled<'_> {
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        let mut louder: Vec<f32> = samples.iter().map(|x| x * self.gain).collect();
        if let Some(limiter) = &mut self.limiter {
            louder = limiter.push(&louder);
        }
        self.pass_on(&louder)
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, ExportError> {
        if let Some(mut limiter) = self.limiter.take() {
            let rest = limiter.flush();
            self.pass_on(&rest)?;
        }
        self.encoder.finish()
    }
}
