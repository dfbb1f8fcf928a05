//! *lector*, a terminal audiobook studio: a book flows one way, from pages to sound.
//!
//! ```text
//! book ──▶ text ──▶ speech ──▶ kokoro ──▶ engine ──▶ audio (ears)
//! EPUB     what to   how to     how it     who says    └─▶ store ──▶ export (disk)
//!          say       say it     sounds     what, when
//! ```
//!
//! Each module is a room of that house; `ARCHITECTURE.md` says what lives in it and what it may not know of.

// Unit tests of the edge use the narrator that `tests/` uses, which knows this crate by its name.
#[cfg(test)]
extern crate self as lector;
#[cfg(test)]
#[path = "../tests/support/mod.rs"]
mod support;

pub mod audio;
pub mod book;
pub mod checkpoint;
pub mod cli;
pub mod config;
pub mod engine;
pub mod export;
pub mod kokoro;
pub mod models;
pub mod speech;
pub mod store;
pub mod studio;
pub mod tensor;
pub mod text;
