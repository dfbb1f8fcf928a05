//! A frame as it is written: `raw_data_block()` with one `single_channel_element()`, ISO/IEC 14496-3 4.4.2.

use super::blocks::Sequence;
use super::codebooks::{self, Codebooks, Word};
use super::quantiser::{Frame, FrameGroup};

/// Bytes of an ADTS header.
const HEADER: usize = 7;

/// Bits, the highest first.
#[derive(Debug, Default)]
pub(super) struct BitWriter {
    bytes: Vec<u8>,
    /// Bits that do not fill a byte yet.
    rest: u64,
    count: u32,
}

impl BitWriter {
    /// Appends the `count` lowest bits, 32 at most.
    pub(super) fn push(&mut self, bits: u32, count: u32) {
        self.rest = self.rest << count | u64::from(bits);
        self.count += count;
        while self.count >= 8 {
            self.count -= 8;
            self.bytes.push((self.rest >> self.count) as u8);
        }
    }

    fn word(&mut self, word: Word) {
        self.push(word.bits, word.length);
    }

    /// All bytes, the last filled with zeros.
    pub(super) fn finish(mut self) -> Vec<u8> {
        let missing = (8 - self.count) % 8;
        self.push(0, missing);
        self.bytes
    }
}

/// What stands in front of a frame of so many bytes: AAC-LC, mono.
pub(super) fn adts_header(rate_index: u8, length: usize) -> Vec<u8> {
    let mut bits = BitWriter::default();
    // Where it begins; MPEG-4; no checksum.
    bits.push(0xFFF, 12);
    bits.push(0b0001, 4);
    // AAC-LC, the rate, nothing private.
    bits.push(1, 2);
    bits.push(rate_index.into(), 4);
    bits.push(0, 1);
    // One channel; four flags that are not used.
    bits.push(1, 3);
    bits.push(0, 4);
    bits.push((length + HEADER) as u32, 13);
    // Of no constant rate, and one block.
    bits.push(0x7FF, 11);
    bits.push(0, 2);
    bits.finish()
}

pub(super) fn write_frame(bits: &mut BitWriter, frame: &Frame, codebooks: &Codebooks) {
    // A single channel, the first.
    bits.push(0, 3);
    bits.push(0, 4);
    let gain = frame
        .groups
        .iter()
        .flat_map(|group| &group.scale_factors)
        .flatten()
        .next();
    let gain = gain.copied().unwrap_or_default();
    bits.push(gain as u32, 8);
    write_windows(bits, frame);
    for group in &frame.groups {
        write_sections(bits, frame.sequence, group);
    }
    let mut last = gain;
    for scale_factor in frame.groups.iter().flat_map(|group| &group.scale_factors).flatten() {
        bits.word(codebooks.step(scale_factor - last));
        last = *scale_factor;
    }
    // No pulses, no noise shaping, no gain control.
    bits.push(0, 3);
    for group in &frame.groups {
        write_lines(bits, group, codebooks);
    }
    // The end.
    bits.push(7, 3);
}

/// `ics_info()`
fn write_windows(bits: &mut BitWriter, frame: &Frame) {
    bits.push(0, 1);
    bits.push(frame.sequence as u32, 2);
    // Sine windows.
    bits.push(0, 1);
    if frame.sequence == Sequence::EightShort {
        bits.push(frame.bands as u32, 4);
        // Each window but the first: whether it belongs to the group of the one before.
        for (number, group) in frame.groups.iter().enumerate() {
            if number > 0 {
                bits.push(0, 1);
            }
            bits.push((1 << (group.windows - 1)) - 1, group.windows as u32 - 1);
        }
    } else {
        bits.push(frame.bands as u32, 6);
        // No prediction.
        bits.push(0, 1);
    }
}

/// `section_data()`
fn write_sections(bits: &mut BitWriter, sequence: Sequence, group: &FrameGroup) {
    let (field, longest) = codebooks::length_field(sequence);
    for section in &group.sections {
        bits.push(section.book as u32, 4);
        for _ in 0..section.length / longest {
            bits.push(longest as u32, field);
        }
        bits.push((section.length % longest) as u32, field);
    }
}

/// `spectral_data()`
fn write_lines(bits: &mut BitWriter, group: &FrameGroup, codebooks: &Codebooks) {
    let mut band = 0;
    for section in &group.sections {
        let lines = &group.lines[group.offsets[band]..group.offsets[band + section.length]];
        band += section.length;
        if section.book == 0 {
            continue;
        }
        for lines in lines.chunks_exact(codebooks::lines_of(section.book)) {
            bits.word(codebooks.word(section.book, lines));
            if !codebooks::is_signed(section.book) {
                for line in lines.iter().filter(|line| **line != 0) {
                    bits.push((*line < 0).into(), 1);
                }
            }
            if section.book == codebooks::BOOKS - 1 {
                for word in lines.iter().filter_map(|line| codebooks::escape(line.abs())) {
                    bits.word(word);
                }
            }
        }
    }
}
