//! What is heard: PCM, resampling, sinks, the player and its clock.

mod device;
mod health;
mod line;
mod output;
mod pace;
mod pcm;
mod player;
mod playlist;
mod resample;
mod silence;
mod tap;
mod tempo;

pub use health::{Ailment, check};
pub use output::{Output, OutputChoice};
pub use pcm::{Pcm, samples_in};
pub use player::{Player, PlayerError, PlayerEvent};
pub use resample::{ResampleError, resample};
pub use silence::{Breath, speech_range, trim};
pub use tempo::{Tempo, TempoError, stretch};
