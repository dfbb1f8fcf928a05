//! What Opus takes from the loudness of speech.
//!
//! The half of the codec that is made for speech gives back up to 0.8 dB less than it was given; the other half does not,
//! but knows less about voices. So the packets are listened to while they are written, and the gain in the file's header,
//! which every player applies, makes good what they lost.

use opusic_c::{Channels, Decoder, SampleRate};

use super::words;
use crate::export::{ExportError, Meter};

/// More than a codec loses, in dB.
const MOST: f64 = 2.0;

/// Longest packet Opus knows, in fractions of a second: 120 ms.
const PACKETS_PER_SECOND: u32 = 8;

/// Hears sound before and behind the codec.
pub(super) struct Loss {
    decoder: Decoder,
    given: Meter,
    heard: Meter,
    decoded: Vec<f32>,
}

impl Loss {
    pub(super) fn new(rate: SampleRate, samples_per_second: u32) -> Result<Self, String> {
        let meter = || Meter::without_peaks(samples_per_second).map_err(|error| error.to_string());
        Ok(Self {
            decoder: Decoder::new(Channels::Mono, rate).map_err(words)?,
            given: meter()?,
            heard: meter()?,
            decoded: vec![0.0; (samples_per_second / PACKETS_PER_SECOND) as usize],
        })
    }

    /// Hears samples, and the packet that was made of them.
    pub(super) fn hear(&mut self, samples: &[f32], packet: &[u8]) -> Result<(), String> {
        let length = self
            .decoder
            .decode_float_to_slice(packet, &mut self.decoded, false)
            .map_err(words)?;
        let told = |error: ExportError| error.to_string();
        self.given.hear(samples).map_err(told)?;
        self.heard.hear(&self.decoded[..length]).map_err(told)
    }

    /// The gain that makes it good, in the header's 256ths of a dB.
    pub(super) fn gain(&self) -> i16 {
        match (self.given.integrated(), self.heard.integrated()) {
            (Ok(Some(given)), Ok(Some(heard))) => ((given - heard).clamp(0.0, MOST) * 256.0).round() as i16,
            // What is not heard has lost nothing.
            _ => 0,
        }
    }
}
