//! What several test programs share.

#![allow(dead_code, reason = "no test program uses all of it")]

pub mod book;
pub mod scene;
pub mod tones;
