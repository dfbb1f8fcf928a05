//! The engine as its clients see it: commands in, events out, with a narrator that hums.

#[path = "../support/mod.rs"]
mod support;

mod faults;
mod listening;
mod rendering;
mod saying;
