//! Fetching for real, from servers of our own on this machine.

mod downloading;
mod exporting;
mod installing;
mod server;

use super::catalogue::PinnedFile;
use super::checksum;

/// A file with its true length and hash.
fn pinned(path: &str, bytes: &[u8]) -> PinnedFile {
    PinnedFile {
        path: path.to_owned(),
        bytes: bytes.len() as u64,
        sha256: Some(checksum::of_bytes(bytes)),
    }
}

/// Bytes that do not repeat.
fn noise(length: usize) -> Vec<u8> {
    let mut seed = 0x9E37_79B9_7F4A_7C15_u64;
    let words = std::iter::repeat_with(|| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        seed.to_le_bytes()
    });
    words.flatten().take(length).collect()
}
