//! How it sounds: Kokoro-82M, one file a sub-network, over the operations of [`crate::tensor`].

mod albert;
mod decoder;
mod generator;
mod model;
pub mod part;
mod pitch;
mod plan;
mod prosody;
mod residual;
mod text_encoder;
mod utterance;
mod voice;
mod weights;

pub use model::{Kokoro, KokoroError};
pub use pitch::{Pitch, PitchError};
pub use plan::{Outline, Plan, Sound};
pub use utterance::{FRAME_SAMPLES, Noise, SAMPLE_RATE, Speech, Speed, SpeedError, Utterance};
pub use voice::{STYLE_ROWS, STYLE_WIDTH, Voice, VoiceError};
