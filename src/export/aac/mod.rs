//! AAC-LC, mono, as a stream of frames: by `ffmpeg` where the machine has it, else by the encoder that is built in.
//!
//! Both give ADTS, whose headers say how long each frame is; an MP4 file keeps the frames and says the rest once.

mod adts;
mod built_in;
mod ffmpeg;

pub(super) use adts::{AdtsFrames, Frame};

use built_in::BuiltIn;
use ffmpeg::Ffmpeg;

/// Samples in a frame.
pub(super) const FRAME_SAMPLES: u32 = 1_024;

/// Both encoders begin with this many samples of nothing: a frame's first half overlaps the one before it.
pub(super) const DELAY: u32 = 1_024;

/// Bits a second: speech at 24 kHz has nothing to gain from more.
pub(super) const BIT_RATE: u32 = 64_000;

/// What makes frames of samples.
pub(super) trait AacEncoder: Send {
    /// Takes samples and gives the ADTS frames that have become ready, which may be none, or parts of one.
    ///
    /// # Errors
    /// Why not, in words.
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String>;

    /// Gives the frames that are left.
    ///
    /// # Errors
    /// As above.
    fn finish(&mut self) -> Result<Vec<u8>, String>;
}

/// The fastest encoder there is on this machine.
///
/// # Errors
/// Why there is none for this many samples a second, in words.
pub(super) fn fastest(rate: u32) -> Result<Box<dyn AacEncoder>, String> {
    if let Some(ffmpeg) = Ffmpeg::start(rate) {
        return Ok(Box::new(ffmpeg));
    }
    built_in(rate)
}

/// The encoder that needs nothing else.
///
/// # Errors
/// As for [`fastest`].
pub(super) fn built_in(rate: u32) -> Result<Box<dyn AacEncoder>, String> {
    Ok(Box::new(BuiltIn::new(rate)?))
}
