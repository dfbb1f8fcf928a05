//! What is heard: PCM, resampling, sinks, the player and its clock.
