//! How it sounds: Kokoro-82M, one file a sub-network, over the operations of [`crate::tensor`].

mod utterance;
mod voice;

pub use utterance::{FRAME_SAMPLES, Noise, SAMPLE_RATE, Speech, Speed, SpeedError, Utterance};
pub use voice::{STYLE_ROWS, STYLE_WIDTH, Voice, VoiceError};
