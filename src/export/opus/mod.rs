//! Opus in Ogg, mono. [RFC 7845](https://www.rfc-editor.org/rfc/rfc7845).
//!
//! Opus counts in samples of 48 kHz, whatever it was given. A decoder leaves out the first ones (the pre-skip), in which
//! the encoder was still catching up, and what lies behind the last page's position, so that a mark lies where its first
//! sample is and the file is as long as the sound.

mod loss;

use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::path::Path;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ogg::writing::{PacketWriteEndInfo, PacketWriter};
use opusic_c::{Application, Bitrate, Channels, Encoder as Codec, ErrorCode, SampleRate, Signal};

use super::partial_file::PartialFile;
use super::vorbis::{comment_block, picture_block};
use super::{Encoder, ExportError, Finished, Tags};
use loss::Loss;

/// Bits a second on average: speech is not told from the original.
const BIT_RATE: u32 = 32_000;

/// Packets in a second, each of 20 ms.
const PACKETS_PER_SECOND: u32 = 50;

/// Opus's own clock.
const CLOCK: u32 = 48_000;

/// The longest a packet can be.
const LONGEST_PACKET: usize = 1_275;

/// Tells streams in one file apart; there is but one.
const SERIAL: u32 = 0x6C65_6374;

/// An Opus file in the making.
pub struct OpusFile {
    packets: PacketWriter<'static, BufWriter<File>>,
    file: PartialFile,
    codec: Codec,
    loss: Loss,
    rate: u32,
    /// Samples of the clock for one of ours.
    ticks: u64,
    pre_skip: u64,
    /// Samples in a packet.
    block: usize,
    /// Samples that do not fill a packet yet.
    rest: Vec<f32>,
    samples: u64,
    /// Packets made so far; the last one waits to be told whether it is.
    made: u64,
    last: Option<Vec<u8>>,
}

impl OpusFile {
    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written, or there is no Opus at this rate.
    pub fn create(path: &Path, rate: u32, tags: &Tags<'_>) -> Result<Self, ExportError> {
        let (codec, loss, look_ahead) = codec(rate).map_err(ExportError::encode(path))?;
        let file = PartialFile::create(path)?;
        let ticks = u64::from(CLOCK / rate);
        let pre_skip = u64::from(look_ahead) * ticks;
        let begin = || -> io::Result<_> {
            let mut packets = PacketWriter::new(file.writer()?);
            packets.write_packet(head(pre_skip as u16, rate, 0), SERIAL, PacketWriteEndInfo::EndPage, 0)?;
            packets.write_packet(comments(tags, rate), SERIAL, PacketWriteEndInfo::EndPage, 0)?;
            Ok(packets)
        };
        Ok(Self {
            packets: begin().map_err(ExportError::write(path))?,
            file,
            codec,
            loss,
            rate,
            ticks,
            pre_skip,
            block: (rate / PACKETS_PER_SECOND) as usize,
            rest: Vec::new(),
            samples: 0,
            made: 0,
            last: None,
        })
    }

    /// Makes packets of all samples that fill one.
    fn encode(&mut self) -> Result<(), ExportError> {
        let mut samples = std::mem::take(&mut self.rest);
        let blocks = samples.chunks_exact(self.block);
        let left = blocks.remainder().len();
        for block in blocks {
            let mut packet = vec![0; LONGEST_PACKET];
            let length = self
                .codec
                .encode_float_to_slice(block, &mut packet)
                .map_err(|error| ExportError::encode(self.file.path())(words(error)))?;
            packet.truncate(length);
            self.loss
                .hear(block, &packet)
                .map_err(ExportError::encode(self.file.path()))?;
            self.write_last(PacketWriteEndInfo::NormalPacket)?;
            self.last = Some(packet);
            self.made += 1;
        }
        samples.drain(..samples.len() - left);
        self.rest = samples;
        Ok(())
    }

    /// Writes the packet that waits, if there is one.
    fn write_last(&mut self, end: PacketWriteEndInfo) -> Result<(), ExportError> {
        let Some(packet) = self.last.take() else {
            return Ok(());
        };
        let heard = self.made * self.block as u64 * self.ticks;
        let (end, position) = match end {
            PacketWriteEndInfo::EndStream => (end, self.pre_skip + self.samples * self.ticks),
            // A page a second: that near a player finds every moment.
            _ if self.made.is_multiple_of(u64::from(PACKETS_PER_SECOND)) => (PacketWriteEndInfo::EndPage, heard),
            _ => (end, heard),
        };
        self.packets
            .write_packet(packet, SERIAL, end, position)
            .map_err(ExportError::write(self.file.path()))
    }

    fn conclude(&mut self) -> Result<(), ExportError> {
        // The last samples come out of the encoder behind those it still holds back.
        let behind = (self.pre_skip / self.ticks) as usize;
        let wanted = (self.rest.len() + behind).next_multiple_of(self.block);
        self.rest.resize(wanted, 0.0);
        self.encode()?;
        self.write_last(PacketWriteEndInfo::EndStream)?;
        self.write_gain().map_err(ExportError::write(self.file.path()))
    }

    /// Writes the first page again, now that it is known what the codec lost.
    fn write_gain(&mut self) -> io::Result<()> {
        self.packets.inner_mut().flush()?;
        let mut file = self.file.handle()?;
        file.rewind()?;
        let head = head(self.pre_skip as u16, self.rate, self.loss.gain());
        PacketWriter::new(&mut file).write_packet(head, SERIAL, PacketWriteEndInfo::EndPage, 0)?;
        file.flush()
    }
}

impl Encoder for OpusFile {
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        self.samples += samples.len() as u64;
        self.rest.extend_from_slice(samples);
        self.encode()
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, ExportError> {
        self.conclude()?;
        Ok(Finished {
            path: self.file.finish()?,
            samples: self.samples,
            remark: None,
        })
    }
}

/// The encoder, what hears its loss, and how many samples it holds back.
fn codec(samples_per_second: u32) -> Result<(Codec, Loss, u32), String> {
    let rate = || match samples_per_second {
        8_000 => Ok(SampleRate::Hz8000),
        12_000 => Ok(SampleRate::Hz12000),
        16_000 => Ok(SampleRate::Hz16000),
        24_000 => Ok(SampleRate::Hz24000),
        48_000 => Ok(SampleRate::Hz48000),
        other => Err(format!("Opus knows no {other} samples a second")),
    };
    let sample_rate = rate()?;
    let begin = || {
        let mut codec = Codec::new(Channels::Mono, sample_rate, Application::Audio)?;
        codec.set_bitrate(Bitrate::Value(BIT_RATE))?;
        codec.set_signal(Signal::Voice)?;
        let look_ahead = codec.get_look_ahead()?;
        Ok((codec, look_ahead))
    };
    let (codec, look_ahead) = begin().map_err(words)?;
    Ok((codec, Loss::new(rate()?, samples_per_second)?, look_ahead))
}

fn words(error: ErrorCode) -> String {
    format!("Opus says {error:?}")
}

/// The first packet: version 1, one channel, the gain in 256ths of a dB, the simplest mapping of channels.
fn head(pre_skip: u16, rate: u32, gain: i16) -> Vec<u8> {
    let mut head = b"OpusHead".to_vec();
    head.extend([1, 1]);
    head.extend(pre_skip.to_le_bytes());
    head.extend(rate.to_le_bytes());
    head.extend(gain.to_le_bytes());
    head.extend([0]);
    head
}

/// The second packet.
fn comments(tags: &Tags<'_>, rate: u32) -> Vec<u8> {
    let mut comments = tags.vorbis_comments(rate);
    if let Some(cover) = &tags.edition.cover {
        let picture = STANDARD.encode(picture_block(cover));
        comments.push(("METADATA_BLOCK_PICTURE".to_owned(), picture));
    }
    let mut packet = b"OpusTags".to_vec();
    packet.extend(comment_block(&comments));
    packet
}

#[cfg(test)]
mod tests {
    use ogg::reading::PacketReader;
    use opusic_c::Decoder;

    use super::*;
    use crate::export::specimen::{RATE, Specimen};

    fn write(path: &Path, sound: &[f32]) {
        Specimen::of(sound).write(path, |tags| Box::new(OpusFile::create(path, RATE, tags).unwrap()));
    }

    /// What a player hears: without the pre-skip, and no longer than the last page says.
    fn play(path: &Path) -> (Vec<u8>, Vec<f32>) {
        let mut reader = PacketReader::new(File::open(path).unwrap());
        let head = reader.read_packet_expected().unwrap().data;
        let tags = reader.read_packet_expected().unwrap().data;
        let pre_skip = usize::from(u16::from_le_bytes([head[10], head[11]]));
        let mut decoder = Decoder::new(Channels::Mono, SampleRate::Hz48000).unwrap();
        let (mut samples, mut end) = (Vec::new(), 0);
        while let Some(packet) = reader.read_packet().unwrap() {
            let mut block = vec![0.0; 5_760];
            let length = decoder.decode_float_to_slice(&packet.data, &mut block, false).unwrap();
            samples.extend_from_slice(&block[..length]);
            end = packet.absgp_page() as usize;
            assert!(!packet.last_in_stream() || samples.len() >= end);
        }
        samples.truncate(end);
        (tags, samples.split_off(pre_skip))
    }

    #[test]
    fn a_burst_lies_where_it_was_written_and_nothing_is_added() {
        let folder = tempfile::tempdir().unwrap();
        for length in [48_000, 47_999, 50_123] {
            let burst = |n: usize| {
                if (30_000..30_400).contains(&n) {
                    (n as f32 * 0.4).sin() * 0.8
                } else {
                    0.0
                }
            };
            let path = folder.path().join(format!("{length}.opus"));
            write(&path, &(0..length).map(burst).collect::<Vec<_>>());
            let (tags, heard) = play(&path);
            assert_eq!(heard.len(), length * 2);
            let found = heard.iter().position(|x| x.abs() > 0.3).unwrap();
            assert!(found.abs_diff(60_000) < 96, "{found}");
            let tags = String::from_utf8_lossy(&tags);
            assert!(tags.starts_with("OpusTags") && tags.contains("CHAPTER001NAME=Chapter 1"));
        }
    }

    /// Something like a voice: a buzz under a few resonances, in syllables.
    fn buzz(seconds: usize) -> Vec<f32> {
        let harmonic = |n: usize, k: usize| {
            let weight = 1.0 / (1.0 + ((k as f32 * 130.0 - 600.0) / 400.0).powi(2)) + 0.1 / k as f32;
            weight * (std::f32::consts::TAU * 130.0 * (k * n) as f32 / RATE as f32).sin()
        };
        let sample = |n: usize| {
            let syllable = (n as f32 / RATE as f32 * 9.0).sin().max(0.0);
            0.1 * syllable * (1..40).map(|k| harmonic(n, k)).sum::<f32>()
        };
        (0..seconds * RATE as usize).map(sample).collect()
    }

    #[test]
    fn what_the_codec_loses_the_header_gives_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.opus");
        let sound = buzz(6);
        write(&path, &sound);
        let mut reader = PacketReader::new(File::open(&path).unwrap());
        let first = reader.read_packet_expected().unwrap().data;
        let gain = f64::from(i16::from_le_bytes([first[16], first[17]])) / 256.0;
        let loudness = |rate, samples: &[f32]| {
            let mut meter = crate::export::Meter::without_peaks(rate).unwrap();
            meter.hear(samples).unwrap();
            meter.integrated().unwrap().unwrap()
        };
        let (given, heard) = (loudness(RATE, &sound), loudness(CLOCK, &play(&path).1));
        assert!((heard + gain - given).abs() < 0.1, "{given} {heard} {gain}");
    }

    #[test]
    fn no_sound_makes_a_file_too() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.opus");
        write(&path, &[]);
        assert_eq!(play(&path).1.len(), 0);
    }
}
