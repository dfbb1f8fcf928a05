//! M4B: AAC in an MP4 file, with chapters, cover and tags, as players of audiobooks expect it.
//!
//! Chapters are written twice: as a list, which ends at 255, and as a track, which does not. An edit list (and iTunes' tag
//! `iTunSMPB`, for players that go by it) cuts off the encoder's delay and the rest of the last frame, so that the file is
//! as long as the sound and a mark lies where its first sample is.

mod chapter_list;
mod front;
mod index;
mod tags;

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::num::NonZeroU32;
use std::path::Path;

use mp4ameta::Userdata;
use shiguredo_mp4::mux::{Mp4FileMuxer, Mp4FileMuxerOptions, Sample, TrackMetadata};
use shiguredo_mp4::{Encode, TrackKind};

use super::aac::{self, AacEncoder, AdtsFrames, FRAME_SAMPLES, Frame};
use super::partial_file::PartialFile;
use super::sample::to_i16;
use super::{Encoder, ExportError, Finished, Tags};

/// An M4B file in the making.
pub struct M4bFile {
    writer: BufWriter<File>,
    file: PartialFile,
    aac: Box<dyn AacEncoder>,
    frames: AdtsFrames,
    muxer: Mp4FileMuxer,
    /// How far the file is written.
    position: u64,
    rate: NonZeroU32,
    /// Samples of sound.
    samples: u64,
    /// Samples in frames.
    framed: u64,
    tags: Userdata,
    /// The list of chapters, as a box.
    chapters: Option<Vec<u8>>,
}

impl M4bFile {
    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written, or there is no AAC at this rate.
    pub fn create(path: &Path, rate: u32, tags: &Tags<'_>) -> Result<Self, ExportError> {
        let aac = aac::best(rate).map_err(ExportError::encode(path))?;
        Self::create_with(path, rate, tags, aac)
    }

    fn create_with(path: &Path, rate: u32, tags: &Tags<'_>, aac: Box<dyn AacEncoder>) -> Result<Self, ExportError> {
        let file = PartialFile::create(path)?;
        let begin = || -> io::Result<_> {
            let rate = NonZeroU32::new(rate).ok_or_else(|| io::Error::other("no samples in a second"))?;
            let options = Mp4FileMuxerOptions {
                audio_track: TrackMetadata {
                    language: tags::language(tags),
                    ..TrackMetadata::default()
                },
                ..Mp4FileMuxerOptions::default()
            };
            let muxer = Mp4FileMuxer::with_options(options).map_err(io::Error::other)?;
            let mut writer = file.writer()?;
            writer.write_all(muxer.initial_boxes_bytes())?;
            Ok((writer, rate, muxer))
        };
        let (writer, rate, muxer) = begin().map_err(ExportError::write(path))?;
        Ok(Self {
            writer,
            file,
            aac,
            frames: AdtsFrames::default(),
            position: muxer.initial_boxes_bytes().len() as u64,
            muxer,
            rate,
            samples: 0,
            framed: 0,
            tags: tags::userdata(tags, rate.get()),
            chapters: chapter_list::made(tags, rate.get()),
        })
    }

    fn append(&mut self, stream: &[u8]) -> Result<(), ExportError> {
        let frames = self
            .frames
            .push(stream)
            .map_err(ExportError::encode(self.file.path()))?;
        frames
            .iter()
            .try_for_each(|frame| self.append_frame(frame))
            .map_err(ExportError::write(self.file.path()))
    }

    fn append_frame(&mut self, frame: &Frame) -> io::Result<()> {
        self.writer.write_all(&frame.bytes)?;
        let sample = Sample {
            track_kind: TrackKind::Audio,
            sample_entry: (self.framed == 0).then(|| index::sample_entry(self.rate.get(), frame.config)),
            keyframe: true,
            timescale: self.rate,
            duration: FRAME_SAMPLES,
            composition_time_offset: None,
            data_offset: self.position,
            data_size: frame.bytes.len(),
        };
        self.muxer.append_sample(&sample).map_err(io::Error::other)?;
        self.position += frame.bytes.len() as u64;
        self.framed += u64::from(FRAME_SAMPLES);
        Ok(())
    }

    /// Writes everything but the frames.
    fn conclude(&mut self) -> io::Result<()> {
        let finalized = self.muxer.finalize().map_err(io::Error::other)?;
        for (at, bytes) in finalized.offset_and_bytes_pairs() {
            self.writer.seek(SeekFrom::Start(at))?;
            self.writer.write_all(bytes)?;
        }
        // The index is longer with the edit list in it, so it cannot stand where the muxer would put it.
        let delay = self.aac.delay();
        let moov = index::trimmed(finalized.moov_box().clone(), delay, self.samples);
        self.writer.seek(SeekFrom::Start(self.position))?;
        self.writer
            .write_all(&moov.encode_to_vec().map_err(io::Error::other)?)?;
        self.writer.flush()?;
        let padding = self.framed.saturating_sub(self.samples + u64::from(delay));
        tags::set_gapless(&mut self.tags, delay, padding, self.samples);
        let mut file = self.file.handle()?;
        self.tags.write_to(&mut file).map_err(io::Error::other)?;
        front::put_index_first(&mut file, self.chapters.as_deref().unwrap_or_default())
    }
}

impl Encoder for M4bFile {
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        let integers: Vec<i16> = samples.iter().map(|sample| to_i16(*sample)).collect();
        self.samples += samples.len() as u64;
        let stream = self
            .aac
            .encode(&integers)
            .map_err(ExportError::encode(self.file.path()))?;
        self.append(&stream)
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, ExportError> {
        loop {
            let stream = self.aac.finish().map_err(ExportError::encode(self.file.path()))?;
            if stream.is_empty() {
                break;
            }
            self.append(&stream)?;
        }
        self.conclude().map_err(ExportError::write(self.file.path()))?;
        Ok(Finished {
            path: self.file.finish()?,
            samples: self.samples,
            remark: self.aac.remark(),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use std::time::Duration;

    use mp4ameta::MediaType;

    use super::*;
    use crate::export::specimen::{COVER, RATE, Specimen};

    /// A click is found this close to where it was written.
    const NEAR: usize = 48;

    fn write(path: &Path, aac: Box<dyn AacEncoder>, sound: &[f32], marks: &[u64]) {
        let specimen = Specimen {
            sound,
            marks,
            chapter: None,
        };
        specimen.write(path, |tags| {
            Box::new(M4bFile::create_with(path, RATE, tags, aac).unwrap())
        });
    }

    /// Two seconds of a hum, with a burst at `at`.
    fn burst(at: usize) -> Vec<f32> {
        let hum = |n: usize| (n as f32 * 0.05).sin() * 0.01;
        let loud = |n: usize| {
            if (at..at + 200).contains(&n) {
                (n as f32 * 0.8).sin() * 0.8
            } else {
                0.0
            }
        };
        (0..2 * RATE as usize + 333).map(|n| hum(n) + loud(n)).collect()
    }

    /// All samples of a file's audio track, by a reader of its own, delay and all.
    fn decode(path: &Path) -> Vec<f32> {
        use symphonia::core::audio::SampleBuffer;
        use symphonia::core::codecs::DecoderOptions;
        use symphonia::core::formats::FormatOptions;
        use symphonia::core::io::{MediaSourceStream, MediaSourceStreamOptions};
        use symphonia::core::meta::MetadataOptions;
        use symphonia::core::probe::Hint;
        let stream = MediaSourceStream::new(Box::new(File::open(path).unwrap()), MediaSourceStreamOptions::default());
        let probed = symphonia::default::get_probe()
            .format(
                &Hint::default(),
                stream,
                &FormatOptions::default(),
                &MetadataOptions::default(),
            )
            .unwrap();
        let mut format = probed.format;
        let track = format.tracks()[0].clone();
        let mut decoder = symphonia::default::get_codecs()
            .make(&track.codec_params, &DecoderOptions::default())
            .unwrap();
        let mut samples = vec![];
        while let Ok(packet) = format.next_packet() {
            if packet.track_id() == track.id {
                let sound = decoder.decode(&packet).unwrap();
                let mut buffer = SampleBuffer::<f32>::new(sound.capacity() as u64, *sound.spec());
                buffer.copy_interleaved_ref(sound);
                samples.extend_from_slice(buffer.samples());
            }
        }
        samples
    }

    fn loud_from(samples: &[f32]) -> usize {
        samples.iter().position(|x| x.abs() > 0.3).unwrap()
    }

    #[test]
    fn a_burst_lies_where_it_was_written_behind_the_delay() {
        let folder = tempfile::tempdir().unwrap();
        let sound = burst(30_000);
        let mut encoders = vec![aac::built_in(RATE).unwrap()];
        encoders.extend(aac::best(RATE));
        for (number, encoder) in encoders.into_iter().enumerate() {
            let path = folder.path().join(format!("{number}.m4b"));
            let delay = encoder.delay() as usize;
            write(&path, encoder, &sound, &[0]);
            let heard = decode(&path);
            assert!(heard.len() >= sound.len() + delay);
            let (found, meant) = (loud_from(&heard), loud_from(&sound) + delay);
            assert!(found.abs_diff(meant) < NEAR, "{found} {meant}");
        }
    }

    #[test]
    fn tags_and_chapters_are_found_by_another_reading() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.m4b");
        let marks: Vec<u64> = (0..300).map(|n| n * 151).collect();
        write(&path, aac::built_in(RATE).unwrap(), &burst(9_000), &marks);
        let tag = mp4ameta::Tag::read_from_path(&path).unwrap();
        assert_eq!(
            (tag.title(), tag.artist()),
            (Some("Moby-Dick"), Some("Herman Melville"))
        );
        assert_eq!((tag.composer(), tag.year()), (Some("bf_lily"), Some("1851")));
        assert_eq!(tag.artwork().map(|picture| picture.data), Some(COVER.as_slice()));
        assert_eq!(tag.media_type(), Some(MediaType::AudioBook));
        assert_eq!((tag.chapter_list().len(), tag.chapter_track().len()), (255, 300));
        for (chapter, mark) in tag.chapter_track().iter().zip(&marks) {
            let meant = Duration::from_secs_f64(*mark as f64 / f64::from(RATE));
            assert!(
                chapter.start.abs_diff(meant) < Duration::from_micros(1),
                "{chapter:?} {mark}"
            );
        }
        assert_eq!(tag.duration().as_millis(), 2_013);
        let bytes = std::fs::read(&path).unwrap();
        let place = |kind: &[u8]| bytes.windows(kind.len()).position(|found| found == kind);
        assert!(
            place(b"moov") < place(b"mdat"),
            "whoever plays it as it comes needs the index first"
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_player_hears_the_sound_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.m4b");
        let sound = burst(30_000);
        write(&path, aac::built_in(RATE).unwrap(), &sound, &[0, 24_000]);
        let played = Command::new("ffmpeg")
            .args(["-v", "error", "-i"])
            .arg(&path)
            .args(["-vn", "-f", "s16le", "-"])
            .output();
        let Ok(played) = played else {
            println!("skipped: there is no ffmpeg to play it");
            return;
        };
        assert!(played.status.success(), "{}", String::from_utf8_lossy(&played.stderr));
        let samples = played.stdout.chunks_exact(2);
        let heard: Vec<f32> = samples
            .map(|pair| f32::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0)
            .collect();
        assert!(loud_from(&heard).abs_diff(loud_from(&sound)) < NEAR);
        assert!(heard.len().abs_diff(sound.len()) < FRAME_SAMPLES as usize);
    }
}
