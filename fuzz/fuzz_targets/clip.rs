//! Any bytes as a kept sentence, once as they are and once with a checksum that fits, so that what is behind it is reached.
//!
//! `cargo +nightly fuzz run clip`

#![no_main]

use lector::store::{Clip, ClipKey};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let key: ClipKey = "0".repeat(64).parse().expect("the name of a clip");
    let _ = Clip::from_bytes(bytes, &key);
    let sealed = [bytes, &blake3::hash(bytes).as_bytes()[..]].concat();
    if let Ok(clip) = Clip::from_bytes(&sealed, &key) {
        let heard: usize = clip.parts().iter().map(|part| part.pcm().samples.len()).sum();
        assert!(heard <= bytes.len());
    }
});
