//! AAC-LC, mono, as a stream of frames: by an encoder the machine has, else by the one that is built in.
//!
//! All give ADTS, whose headers say how long each frame is; an MP4 file keeps the frames and says the rest once.

mod adts;
mod afconvert;
mod built_in;
mod ffmpeg;
mod relay;

pub(super) use adts::{AdtsFrames, Frame};

use afconvert::Afconvert;
use built_in::BuiltIn;
use ffmpeg::Ffmpeg;
use relay::Relay;

/// Samples in a frame.
pub(super) const FRAME_SAMPLES: u32 = 1_024;

/// Bits a second: speech at 24 kHz has nothing to gain from more.
pub(super) const BIT_RATE: u32 = 64_000;

/// What makes frames of samples.
pub(super) trait AacEncoder: Send {
    /// So many samples of nothing come before the sound: a frame's first half overlaps the one before it.
    fn delay(&self) -> u32 {
        FRAME_SAMPLES
    }

    /// Takes samples and gives the ADTS frames that have become ready, which may be none, or parts of one.
    ///
    /// # Errors
    /// Why not, in words.
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String>;

    /// Gives the frames that are left, piece by piece; an empty piece is the end.
    ///
    /// # Errors
    /// As above.
    fn finish(&mut self) -> Result<Vec<u8>, String>;

    /// What the user should know of how it was done.
    fn remark(&self) -> Option<String> {
        None
    }
}

/// The best encoder there is on this machine.
///
/// # Errors
/// Why there is none for this many samples a second, in words.
pub(super) fn best(rate: u32) -> Result<Box<dyn AacEncoder>, String> {
    match Ffmpeg::start(rate) {
        Ok(Some(ffmpeg)) => return Ok(Box::new(Relay::new(Box::new(ffmpeg), rate))),
        Ok(None) => {}
        Err(why) => return Ok(Box::new(Relay::without_first(why, rate)?)),
    }
    if let Some(afconvert) = Afconvert::start(rate) {
        return Ok(Box::new(afconvert));
    }
    built_in(rate)
}

/// The encoder that needs nothing else.
///
/// # Errors
/// As for [`best`].
pub(super) fn built_in(rate: u32) -> Result<Box<dyn AacEncoder>, String> {
    Ok(Box::new(BuiltIn::new(rate)?))
}
