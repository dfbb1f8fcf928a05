//! Checkpoints and voices in every layout they are published in, through the public interface.

mod damaged;
mod layouts;
mod published;
mod reading;
mod voices;
