//! The engine as its clients see it: commands in, events out, with a narrator that hums.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[path = "../support/mod.rs"]
mod support;

mod batches;
mod faults;
mod listening;
mod rendering;
mod saying;
