//! The encoder that is always there.

use oxideav_aac::encoder::{EncoderConfig, StreamEncoder};

use super::{AacEncoder, BIT_RATE, FRAME_SAMPLES};

/// Pure Rust.
pub(super) struct BuiltIn {
    encoder: StreamEncoder,
    /// Samples that do not fill a frame yet.
    rest: Vec<i16>,
}

impl BuiltIn {
    pub(super) fn new(rate: u32) -> Result<Self, String> {
        let config = EncoderConfig {
            sample_rate: rate,
            channels: 1,
            bitrate: BIT_RATE,
        };
        Ok(Self {
            encoder: StreamEncoder::new(config).map_err(|error| error.to_string())?,
            rest: Vec::new(),
        })
    }
}

impl AacEncoder for BuiltIn {
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
        self.rest.extend_from_slice(samples);
        let frames = self.rest.chunks_exact(FRAME_SAMPLES as usize);
        let left = frames.remainder().len();
        let mut stream = Vec::new();
        for frame in frames {
            stream.extend(self.encoder.encode_frame(frame).map_err(|error| error.to_string())?);
        }
        self.rest.drain(..self.rest.len() - left);
        Ok(stream)
    }

    fn finish(&mut self) -> Result<Vec<u8>, String> {
        let mut stream = Vec::new();
        if !self.rest.is_empty() {
            stream = self
                .encoder
                .encode_frame(&self.rest)
                .map_err(|error| error.to_string())?;
        }
        stream.extend(self.encoder.finish().map_err(|error| error.to_string())?);
        Ok(stream)
    }
}
