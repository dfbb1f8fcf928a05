//! FLAC: compressed without loss, mono, 16 bit. [RFC 9639](https://www.rfc-editor.org/rfc/rfc9639).

use std::fmt::Display;
use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use flacenc::bitsink::ByteSink;
use flacenc::component::{BitRepr, StreamInfo};
use flacenc::config;
use flacenc::error::{Verified, Verify};
use flacenc::source::{Context, Fill, FrameBuf};

use super::partial_file::PartialFile;
use super::sample::to_i16;
use super::vorbis::{comment_block, picture_block};
use super::{Encoder, ExportError, Finished, Tags};

/// Samples in a frame; only the last may be shorter.
const BLOCK: usize = 4_096;

const CHANNELS: usize = 1;
const BITS: usize = 16;

/// The kinds of metadata block, by their numbers.
const STREAM_INFO: u8 = 0;
const VORBIS_COMMENT: u8 = 4;
const PICTURE: u8 = 6;
/// Set in the kind of the last metadata block.
const LAST: u8 = 0x80;

/// A metadata block's length is a 24-bit number.
const LONGEST_BLOCK: usize = (1 << 24) - 1;

/// Where the stream information lies: behind `fLaC` and the block's header. It is written again in the end.
const STREAM_INFO_AT: u64 = 8;

/// A FLAC file in the making.
pub struct FlacFile {
    writer: BufWriter<File>,
    file: PartialFile,
    config: Verified<config::Encoder>,
    /// What the file holds so far.
    info: StreamInfo,
    /// Counts and hashes the samples.
    heard: Context,
    frame: FrameBuf,
    /// Samples that do not fill a frame yet.
    rest: Vec<i32>,
}

impl FlacFile {
    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written.
    pub fn create(path: &Path, rate: u32, tags: &Tags<'_>) -> Result<Self, ExportError> {
        let file = PartialFile::create(path)?;
        let begin = || -> io::Result<_> {
            let config = config::Encoder::default()
                .into_verified()
                .map_err(|(_, error)| wrong(error))?;
            let mut info = StreamInfo::new(rate as usize, CHANNELS, BITS).map_err(wrong)?;
            info.set_block_sizes(BLOCK, BLOCK).map_err(wrong)?;
            let frame = FrameBuf::with_size(CHANNELS, BLOCK).map_err(wrong)?;
            let mut writer = file.writer()?;
            write_header(&mut writer, &info, rate, tags)?;
            Ok((writer, config, info, frame))
        };
        let (writer, config, info, frame) = begin().map_err(ExportError::write(path))?;
        Ok(Self {
            writer,
            file,
            config,
            info,
            heard: Context::new(BITS, CHANNELS),
            frame,
            rest: Vec::with_capacity(BLOCK),
        })
    }

    /// Writes the frames that are full, or all that is left.
    fn write_frames(&mut self, shortest: usize) -> io::Result<()> {
        let mut at = 0;
        while self.rest.len() - at >= shortest {
            let block = &self.rest[at..self.rest.len().min(at + BLOCK)];
            at += block.len();
            self.frame.resize(block.len());
            self.frame.fill_interleaved(block).map_err(wrong)?;
            let number = self.heard.current_frame_number().map_or(0, |last| last + 1);
            self.heard.fill_interleaved(block).map_err(wrong)?;
            let frame =
                flacenc::encode_fixed_size_frame(&self.config, &self.frame, number, &self.info).map_err(wrong)?;
            self.info.update_frame_info(&frame);
            self.writer.write_all(&bytes_of(&frame)?)?;
        }
        self.rest.drain(..at);
        Ok(())
    }

    fn conclude(&mut self) -> io::Result<u64> {
        if !self.rest.is_empty() {
            self.write_frames(1)?;
        }
        let samples = self.heard.total_samples();
        self.info.set_block_sizes(BLOCK, BLOCK).map_err(wrong)?;
        self.info.set_total_samples(samples);
        self.info.set_md5_digest(&self.heard.md5_digest());
        self.writer.seek(SeekFrom::Start(STREAM_INFO_AT))?;
        self.writer.write_all(&bytes_of(&self.info)?)?;
        self.writer.flush()?;
        Ok(samples as u64)
    }
}

impl Encoder for FlacFile {
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        self.rest
            .extend(samples.iter().map(|sample| i32::from(to_i16(*sample))));
        self.write_frames(BLOCK).map_err(ExportError::write(self.file.path()))
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, ExportError> {
        let samples = self.conclude().map_err(ExportError::write(self.file.path()))?;
        Ok(Finished {
            path: self.file.finish()?,
            samples,
            remark: None,
        })
    }
}

/// An error in the encoder's words: its own type cannot go to another thread.
fn wrong(error: impl Display) -> io::Error {
    io::Error::other(error.to_string())
}

fn bytes_of(part: &impl BitRepr) -> io::Result<Vec<u8>> {
    let mut sink = ByteSink::new();
    part.write(&mut sink).map_err(wrong)?;
    Ok(sink.into_inner())
}

fn write_header(writer: &mut impl Write, info: &StreamInfo, rate: u32, tags: &Tags<'_>) -> io::Result<()> {
    let mut blocks = vec![(VORBIS_COMMENT, comment_block(&tags.vorbis_comments(rate)))];
    blocks.extend(tags.edition.cover.as_ref().map(|cover| (PICTURE, picture_block(cover))));
    // What is too long for a block, such as a poster for a cover, is left out.
    blocks.retain(|(_, block)| block.len() <= LONGEST_BLOCK);
    writer.write_all(b"fLaC")?;
    let info = bytes_of(info)?;
    write_block(
        writer,
        if blocks.is_empty() {
            STREAM_INFO | LAST
        } else {
            STREAM_INFO
        },
        &info,
    )?;
    let last = blocks.len();
    for (number, (kind, block)) in (1..).zip(&blocks) {
        write_block(writer, if number == last { kind | LAST } else { *kind }, block)?;
    }
    Ok(())
}

fn write_block(writer: &mut impl Write, kind: u8, block: &[u8]) -> io::Result<()> {
    let length = (block.len() as u32).to_be_bytes();
    writer.write_all(&[kind, length[1], length[2], length[3]])?;
    writer.write_all(block)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::Edition;
    use crate::export::specimen::{COVER, RATE, Specimen};

    fn write(path: &Path, sound: &[f32]) {
        Specimen::of(sound).write(path, |tags| Box::new(FlacFile::create(path, RATE, tags).unwrap()));
    }

    fn sweep(length: usize) -> Vec<f32> {
        (0..length).map(|n| (n as f32 * n as f32 * 1e-6).sin() * 0.9).collect()
    }

    #[test]
    fn another_reader_finds_every_sample_and_every_tag() {
        let folder = tempfile::tempdir().unwrap();
        for length in [0, 1, 15, BLOCK, BLOCK * 3 + 5, 100_000] {
            let path = folder.path().join(format!("{length}.flac"));
            let sound = sweep(length);
            write(&path, &sound);
            let mut reader = claxon::FlacReader::open(&path).unwrap();
            let info = reader.streaminfo();
            assert_eq!((info.sample_rate, info.channels, info.bits_per_sample), (RATE, 1, 16));
            assert_eq!(info.samples.unwrap_or(0), length as u64);
            let heard: Vec<i32> = reader.samples().map(Result::unwrap).collect();
            let meant: Vec<i32> = sound.iter().map(|x| i32::from(to_i16(*x))).collect();
            assert_eq!(heard, meant, "{length}");
            assert_eq!(reader.get_tag("artist").collect::<Vec<_>>(), ["Herman Melville"]);
            assert_eq!(reader.get_tag("chapter001name").collect::<Vec<_>>(), ["Chapter 1"]);
            assert_eq!(reader.get_tag("chapter001").collect::<Vec<_>>(), ["00:00:00.000"]);
        }
    }

    #[test]
    fn the_cover_is_in_a_block_of_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.flac");
        write(&path, &sweep(5_000));
        let bytes = std::fs::read(&path).unwrap();
        let (mut at, mut last) = (4, false);
        while !last {
            let kind = bytes[at];
            last = kind & LAST != 0;
            let length = u32::from_be_bytes([0, bytes[at + 1], bytes[at + 2], bytes[at + 3]]) as usize;
            let block = &bytes[at + 4..at + 4 + length];
            at += 4 + length;
            if kind & !LAST == PICTURE {
                assert!(last && block.ends_with(&COVER) && block[8..].starts_with(b"image/jpeg"));
            }
        }
        assert_eq!(bytes[at], 0xFF, "frames begin where the blocks end");
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let edition = Edition::default();
        let tags = Tags {
            edition: &edition,
            chapter: None,
            marks: vec![],
            samples: 50_000,
        };
        let mut file = FlacFile::create(&folder.path().join("a.flac"), RATE, &tags).unwrap();
        file.write(&sweep(50_000)).unwrap();
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
