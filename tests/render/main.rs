//! A render from lines to files, with a narrator that hums, through thick and thin.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[path = "../support/mod.rs"]
mod support;

mod files;
mod hours;
mod kill;
mod loudness;
mod soak;
