//! An encoder that hears sound at the level it shall have.

use super::{Level, Leveller, Meter};
use crate::export::{Encoder, ExportError, Finished};

/// Changes the level of sound on its way to a file, and measures what comes of it.
pub struct Levelled<'a> {
    encoder: Box<dyn Encoder>,
    leveller: Leveller,
    meter: &'a mut Meter,
}

impl<'a> Levelled<'a> {
    /// In front of `encoder`, for `rate` samples a second. All that the file is given `meter` hears.
    #[must_use]
    pub fn new(encoder: Box<dyn Encoder>, level: Level, rate: u32, meter: &'a mut Meter) -> Self {
        Self {
            encoder,
            leveller: Leveller::new(level, rate),
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
        let samples = self.leveller.push(samples);
        self.pass_on(&samples)
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, ExportError> {
        let rest = self.leveller.flush();
        self.pass_on(&rest)?;
        self.encoder.finish()
    }
}
