//! What FLAC and Ogg files say about themselves: [Vorbis comments](https://xiph.org/vorbis/doc/v-comment.html), and FLAC's
//! picture blocks.

use crate::book::Cover;

/// In a picture block: the front cover.
const FRONT_COVER: u32 = 3;

/// A Vorbis comment: its lengths are little-endian, unlike all else in FLAC.
pub(super) fn comment_block(comments: &[(String, String)]) -> Vec<u8> {
    let lines = comments.iter().map(|(name, value)| format!("{name}={value}"));
    let vendor = concat!("lector ", env!("CARGO_PKG_VERSION"));
    let mut block = Vec::new();
    let mut push = |bytes: &[u8]| block.extend_from_slice(bytes);
    push(&(vendor.len() as u32).to_le_bytes());
    push(vendor.as_bytes());
    push(&(comments.len() as u32).to_le_bytes());
    for line in lines {
        push(&(line.len() as u32).to_le_bytes());
        push(line.as_bytes());
    }
    block
}

/// A picture of FLAC.
pub(super) fn picture_block(cover: &Cover) -> Vec<u8> {
    let mut block = Vec::with_capacity(cover.bytes.len() + 64);
    block.extend(FRONT_COVER.to_be_bytes());
    block.extend((cover.media_type.len() as u32).to_be_bytes());
    block.extend(cover.media_type.as_bytes());
    // No description; width, height, depth and colours are 0 for unknown: players look into the picture.
    block.extend([0; 20]);
    block.extend((cover.bytes.len() as u32).to_be_bytes());
    block.extend(&cover.bytes);
    block
}
