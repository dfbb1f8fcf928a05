//! Checkpoints and voices in every layout they are published in, through the public interface.

#![allow(clippy::unwrap_used, reason = "a test may")]

mod damaged;
mod layouts;
mod published;
mod reading;
mod voices;
