//! Any text as a passage of a book: put into plain words, in both dialects.
//!
//! `cargo +nightly fuzz run say`

#![no_main]

use lector::text::say::{Dialect, SayOptions, say};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    for dialect in [Dialect::Gb, Dialect::Us] {
        let options = SayOptions {
            dialect,
            ..SayOptions::default()
        };
        let _ = say(text, &options);
    }
});
