//! M4B: AAC in an MP4 file, with chapters, cover and tags, as players of audiobooks expect it.
//!
//! Chapters are written twice: as a list, which ends at 255, and as a track, which does not. An edit list (and iTunes' tag
//! `iTunSMPB`, for players that go by it) cuts off the encoder's delay and the rest of the last frame, so that the file is
//! as long as the sound and a mark lies where its first sample is.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::num::{NonZeroU16, NonZeroU32};
use std::path::Path;
use std::time::Duration;

use mp4ameta::{Chapter, Data, Fourcc, FreeformIdent, Img, MediaType, Userdata};
use shiguredo_mp4::boxes::{
    AudioSampleEntryFields, EdtsBox, ElstBox, ElstEntry, EsdsBox, MoovBox, Mp4aBox, SampleEntry,
};
use shiguredo_mp4::descriptors::{DecoderConfigDescriptor, DecoderSpecificInfo, EsDescriptor, SlConfigDescriptor};
use shiguredo_mp4::mux::{Mp4FileMuxer, Mp4FileMuxerOptions, Sample, TrackMetadata};
use shiguredo_mp4::{Encode, FixedPointNumber, LanguageCode, TrackKind, Uint};

use super::aac::{self, AacEncoder, AdtsFrames, DELAY, FRAME_SAMPLES, Frame};
use super::partial_file::PartialFile;
use super::sample::to_i16;
use super::{Encoder, ExportError, Finished, Mark, Tags};

/// A chapter list counts in a byte.
const LONGEST_LIST: usize = 255;

/// Players set memory aside by it.
const MOST_BITS_PER_SECOND: u32 = 128_000;

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
}

impl M4bFile {
    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written, or there is no AAC at this rate.
    pub fn create(path: &Path, rate: u32, tags: &Tags<'_>) -> Result<Self, ExportError> {
        let aac = aac::fastest(rate).map_err(ExportError::encode(path))?;
        Self::create_with(path, rate, tags, aac)
    }

    fn create_with(path: &Path, rate: u32, tags: &Tags<'_>, aac: Box<dyn AacEncoder>) -> Result<Self, ExportError> {
        let file = PartialFile::create(path)?;
        let begin = || -> io::Result<_> {
            let rate = NonZeroU32::new(rate).ok_or_else(|| io::Error::other("no samples in a second"))?;
            let options = Mp4FileMuxerOptions {
                audio_track: TrackMetadata {
                    language: language(tags.edition.book.language.as_deref()),
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
            tags: userdata(tags, rate.get()),
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
            sample_entry: (self.framed == 0).then(|| sample_entry(self.rate.get(), frame.config)),
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
        // The index comes last, and is longer with the edit list in it.
        let moov = trimmed(finalized.moov_box().clone(), self.samples);
        self.writer.seek(SeekFrom::Start(self.position))?;
        self.writer
            .write_all(&moov.encode_to_vec().map_err(io::Error::other)?)?;
        self.writer.flush()?;
        let padding = self.framed.saturating_sub(self.samples + u64::from(DELAY));
        let gapless = format!(" 00000000 {DELAY:08X} {padding:08X} {:016X}", self.samples);
        let gapless = gapless + &" 00000000".repeat(8);
        self.tags.set_data(
            FreeformIdent::new_static("com.apple.iTunes", "iTunSMPB"),
            Data::Utf8(gapless),
        );
        self.tags.write_to(&mut self.file.handle()?).map_err(io::Error::other)
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
        let stream = self.aac.finish().map_err(ExportError::encode(self.file.path()))?;
        self.append(&stream)?;
        self.conclude().map_err(ExportError::write(self.file.path()))?;
        Ok(Finished {
            path: self.file.finish()?,
            samples: self.samples,
        })
    }
}

/// Cuts the index to the sound: from behind the encoder's delay, `samples` long.
fn trimmed(mut moov: MoovBox, samples: u64) -> MoovBox {
    // There is one track, and the movie's clock is the track's.
    moov.mvhd_box.duration = samples;
    for track in &mut moov.trak_boxes {
        track.tkhd_box.duration = samples;
        let edit = ElstEntry {
            edit_duration: samples,
            media_time: i64::from(DELAY),
            media_rate: FixedPointNumber::new(1, 0),
        };
        track.edts_box = Some(EdtsBox {
            elst_box: Some(ElstBox { entries: vec![edit] }),
            unknown_boxes: vec![],
        });
    }
    moov
}

/// Says how the frames are to be read.
fn sample_entry(rate: u32, config: [u8; 2]) -> SampleEntry {
    let audio = AudioSampleEntryFields {
        data_reference_index: NonZeroU16::MIN,
        channelcount: 1,
        samplesize: 16,
        samplerate: FixedPointNumber::new(rate as u16, 0),
    };
    let decoder = DecoderConfigDescriptor {
        object_type_indication: DecoderConfigDescriptor::OBJECT_TYPE_INDICATION_AUDIO_ISO_IEC_14496_3,
        stream_type: DecoderConfigDescriptor::STREAM_TYPE_AUDIO,
        up_stream: DecoderConfigDescriptor::UP_STREAM_FALSE,
        buffer_size_db: Uint::new(0),
        max_bitrate: MOST_BITS_PER_SECOND,
        avg_bitrate: aac::BIT_RATE,
        dec_specific_info: Some(DecoderSpecificInfo {
            payload: config.to_vec(),
        }),
    };
    let es = EsDescriptor {
        es_id: EsDescriptor::MIN_ES_ID,
        stream_priority: EsDescriptor::LOWEST_STREAM_PRIORITY,
        depends_on_es_id: None,
        url_string: None,
        ocr_es_id: None,
        dec_config_descr: decoder,
        sl_config_descr: SlConfigDescriptor,
    };
    SampleEntry::Mp4a(Mp4aBox {
        audio,
        esds_box: EsdsBox { es },
        unknown_boxes: vec![],
    })
}

/// The three-letter code of ISO 639-2 for a BCP 47 tag: of the languages that are spoken here, and of those whose tag is
/// that code already.
fn language(tag: Option<&str>) -> LanguageCode {
    let primary = tag
        .unwrap_or_default()
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_lowercase();
    let code = match primary.as_str() {
        "en" => "eng",
        "es" => "spa",
        "fr" => "fra",
        "hi" => "hin",
        "it" => "ita",
        "ja" => "jpn",
        "pt" => "por",
        "zh" => "zho",
        other => other,
    };
    let letters = code.as_bytes().first_chunk().filter(|_| code.len() == 3);
    letters
        .and_then(|letters| LanguageCode::new(*letters))
        .unwrap_or(LanguageCode::UNDEFINED)
}

/// Tags under the names that players of audiobooks look for: the author is the artist, the narrator the composer.
fn userdata(tags: &Tags<'_>, rate: u32) -> Userdata {
    let Tags {
        edition,
        chapter,
        marks,
        samples: _,
    } = tags;
    let book = &edition.book;
    let mut data = Userdata::default();
    data.set_media_type(MediaType::AudioBook);
    data.set_title(tags.title());
    data.set_album(&book.title);
    data.set_artist(book.author());
    data.set_album_artist(book.author());
    data.set_composer(&edition.narrator);
    data.set_data(Fourcc(*b"\xa9nrt"), Data::Utf8(edition.narrator.clone()));
    data.set_custom_genre("Audiobook");
    data.set_gapless_playback();
    data.set_encoder(concat!("lector ", env!("CARGO_PKG_VERSION")));
    if let Some(year) = tags.year() {
        data.set_year(year);
    }
    if let Some(description) = &book.description {
        data.set_description(description);
        data.set_data(Fourcc(*b"ldes"), Data::Utf8(description.clone()));
    }
    let mut set_free = |name: &'static str, value: &str| {
        data.set_data(
            FreeformIdent::new_static("com.apple.iTunes", name),
            Data::Utf8(value.to_owned()),
        );
    };
    set_free("NARRATOR", &edition.narrator);
    if let Some(language) = &book.language {
        set_free("LANGUAGE", language);
    }
    if let Some(publisher) = &book.publisher {
        set_free("PUBLISHER", publisher);
    }
    if let Some(series) = &book.series {
        set_free("SERIES", &series.name);
        if let Some(index) = &series.index {
            set_free("SERIES-PART", index);
        }
    }
    match &edition.cover {
        Some(cover) if cover.media_type == "image/jpeg" => data.set_artwork(Img::jpeg(cover.bytes.clone())),
        Some(cover) if cover.media_type == "image/png" => data.set_artwork(Img::png(cover.bytes.clone())),
        // MP4 has no others.
        Some(_) | None => {}
    }
    if let Some(chapter) = chapter {
        data.set_track_number(chapter.number.try_into().unwrap_or(u16::MAX));
    } else {
        // A chapter of the track has a length, which is cut to whole samples: a nanosecond more for each keeps a fraction
        // lost to rounding from taking a sample with it, and many from adding up.
        let time = |number, mark: &Mark| mark.time(rate) + Duration::from_nanos(number);
        let chapters = (0..).zip(marks);
        let chapters = chapters.map(|(number, mark)| Chapter::new(time(number, mark), mark.title.clone()));
        let chapters: Vec<_> = chapters.collect();
        data.chapter_list_mut()
            .extend(chapters.iter().take(LONGEST_LIST).cloned());
        data.chapter_track_mut().extend(chapters);
    }
    data
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;
    use crate::book::{Cover, Metadata};
    use crate::export::Edition;

    const RATE: u32 = 24_000;
    /// A click is found this close to where it was written.
    const NEAR: usize = 48;

    fn edition() -> Edition {
        Edition {
            book: Metadata {
                title: "Moby-Dick".to_owned(),
                authors: vec!["Herman Melville".to_owned()],
                language: Some("en-GB".to_owned()),
                date: Some("1851-10-18".to_owned()),
                description: Some("A whale.".to_owned()),
                ..Metadata::default()
            },
            cover: Cover::new(vec![0xFF, 0xD8, 0xFF, 1, 2, 3]),
            narrator: "bf_lily".to_owned(),
        }
    }

    fn write(path: &Path, aac: Box<dyn AacEncoder>, sound: &[f32], marks: &[u64]) {
        let edition = edition();
        let tags = Tags {
            edition: &edition,
            chapter: None,
            marks: (1..)
                .zip(marks)
                .map(|(number, start)| Mark {
                    title: format!("Chapter {number}"),
                    start: *start,
                })
                .collect(),
            samples: sound.len() as u64,
        };
        let mut file = M4bFile::create_with(path, RATE, &tags, aac).unwrap();
        for piece in sound.chunks(7_001) {
            file.write(piece).unwrap();
        }
        assert!(!path.exists());
        assert_eq!(Box::new(file).finish().unwrap().samples, sound.len() as u64);
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
        encoders.extend(aac::fastest(RATE));
        for (number, encoder) in encoders.into_iter().enumerate() {
            let path = folder.path().join(format!("{number}.m4b"));
            write(&path, encoder, &sound, &[0]);
            let heard = decode(&path);
            assert!(heard.len() >= sound.len() + DELAY as usize);
            let (found, meant) = (loud_from(&heard), loud_from(&sound) + DELAY as usize);
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
        assert_eq!(
            tag.artwork().map(|picture| picture.data),
            Some([0xFF, 0xD8, 0xFF, 1, 2, 3].as_slice())
        );
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

    #[test]
    fn languages_are_told_by_three_letters() {
        for (tag, code) in [
            ("en-GB", "eng"),
            ("pt", "por"),
            ("lat", "lat"),
            ("de", "und"),
            ("", "und"),
        ] {
            assert_eq!(language(Some(tag)).to_string(), code);
        }
        assert_eq!(language(None), LanguageCode::UNDEFINED);
    }
}
