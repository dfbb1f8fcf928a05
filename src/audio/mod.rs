//! What is heard: PCM, resampling, sinks, the player and its clock.

mod health;
mod pcm;
mod silence;

pub use health::{Ailment, check};
pub use pcm::{Pcm, samples_in};
pub use silence::{Breath, speech_range, trim};
