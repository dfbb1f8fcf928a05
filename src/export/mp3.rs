//! MP3, mono, with the tags and chapters of [ID3v2.3](https://id3.org/id3v2.3.0) and its
//! [chapter addendum](https://id3.org/id3v2-chapters-1.0).
//!
//! The first frame holds no sound but LAME's tag: by it players know the length, and cut off the encoder's delay and
//! padding, so that a chapter's mark lies where its first sample is.

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::Path;

use id3::frame::{Chapter, Comment, ExtendedText, Picture, PictureType, TableOfContents};
use id3::{Encoder as TagEncoder, Frame, Tag, TagLike, Version};
use mp3lame_encoder::{Bitrate, Builder, Encoder as Lame, FlushGap, Mode, MonoPcm, Quality, max_required_buffer_size};

use super::partial_file::PartialFile;
use super::{Encoder, ExportError, Finished, Mark, Tags};
use crate::book::Cover;

/// The same for every frame, so that players find a place by its time. Speech at 24 kHz has nothing to gain from more.
const BIT_RATE: Bitrate = Bitrate::Kbps64;

/// At this bit rate LAME makes everything softer by this factor.
const LAME_SCALE: f32 = 0.95;

/// The room LAME wants for what is left in the end.
const LAST_FRAMES: usize = 7_200;

/// Samples are handed to LAME in blocks of this length.
const BLOCK: usize = 1 << 14;

/// A table of contents counts in a byte.
const LONGEST_TABLE: usize = 255;

/// Chapters are found by their times.
const NO_OFFSET: u32 = u32::MAX;

/// An MP3 file in the making.
pub struct Mp3File {
    writer: BufWriter<File>,
    file: PartialFile,
    lame: Lame,
    /// Where the frames begin, behind the tags.
    frames_at: u64,
    samples: u64,
    frames: Vec<u8>,
}

impl Mp3File {
    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written, or there is no MP3 at this rate.
    pub fn create(path: &Path, rate: u32, tags: &Tags<'_>) -> Result<Self, ExportError> {
        let lame = lame(rate).map_err(ExportError::encode(path))?;
        let file = PartialFile::create(path)?;
        let begin = || -> io::Result<_> {
            let mut writer = file.writer()?;
            TagEncoder::new()
                .version(Version::Id3v23)
                .encode(&id3_tag(tags, rate), &mut writer)
                .map_err(io::Error::other)?;
            let frames_at = writer.stream_position()?;
            Ok((writer, frames_at))
        };
        let (writer, frames_at) = begin().map_err(ExportError::write(path))?;
        Ok(Self {
            writer,
            file,
            lame,
            frames_at,
            samples: 0,
            frames: Vec::new(),
        })
    }

    fn write_frames(&mut self) -> Result<(), ExportError> {
        let written = self.writer.write_all(&self.frames);
        self.frames.clear();
        written.map_err(ExportError::write(self.file.path()))
    }

    /// Writes LAME's tag over the frame that was kept free for it.
    fn write_lame_tag(&mut self) -> io::Result<()> {
        let mut tag = Vec::with_capacity(self.lame.lame_tag_size());
        if self.lame.lame_tag_encode_to_vec(&mut tag).is_some() {
            self.writer.seek(SeekFrom::Start(self.frames_at))?;
            self.writer.write_all(&tag)?;
        }
        self.writer.flush()
    }
}

impl Encoder for Mp3File {
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        self.samples += samples.len() as u64;
        for block in samples.chunks(BLOCK) {
            let block: Vec<f32> = block.iter().map(|x| x / LAME_SCALE).collect();
            self.frames.reserve(max_required_buffer_size(block.len()));
            self.lame
                .encode_to_vec(MonoPcm(&block), &mut self.frames)
                .map_err(|error| ExportError::encode(self.file.path())(error.to_string()))?;
            self.write_frames()?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>) -> Result<Finished, ExportError> {
        self.frames.reserve(LAST_FRAMES);
        // The other way of flushing is for files that follow each other without a gap, and keeps the last samples back.
        self.lame
            .flush_to_vec::<FlushGap>(&mut self.frames)
            .map_err(|error| ExportError::encode(self.file.path())(error.to_string()))?;
        self.write_frames()?;
        self.write_lame_tag().map_err(ExportError::write(self.file.path()))?;
        Ok(Finished {
            path: self.file.finish()?,
            samples: self.samples,
            remark: None,
        })
    }
}

fn lame(rate: u32) -> Result<Lame, String> {
    let builder = Builder::new().ok_or("no memory for LAME")?;
    let configure = |builder: Builder| {
        builder
            .with_num_channels(1)?
            .with_sample_rate(rate)?
            .with_mode(Mode::Mono)?
            .with_brate(BIT_RATE)?
            .with_quality(Quality::Good)?
            .with_to_write_vbr_tag(true)?
            .build()
    };
    configure(builder).map_err(|error| error.to_string())
}

/// Tags under the names that players of audiobooks look for: the author is the artist, the narrator the composer.
fn id3_tag(tags: &Tags<'_>, rate: u32) -> Tag {
    let book = &tags.edition.book;
    let mut tag = Tag::new();
    tag.set_title(tags.title());
    tag.set_album(&book.title);
    tag.set_artist(book.author());
    tag.set_album_artist(book.author());
    tag.set_text("TCOM", &tags.edition.narrator);
    tag.set_genre("Audiobook");
    tag.set_text("TSSE", concat!("lector ", env!("CARGO_PKG_VERSION")));
    if let Some(year) = tags.year().and_then(|year| year.parse().ok()) {
        tag.set_year(year);
    }
    if let Some(chapter) = &tags.chapter {
        tag.set_track(chapter.number);
        tag.set_total_tracks(chapter.of);
    }
    let language = tags.language();
    if let Some(language) = language {
        tag.set_text("TLAN", language);
    }
    if let Some(description) = &book.description {
        tag.add_frame(Comment {
            lang: language.unwrap_or("XXX").to_owned(),
            description: String::new(),
            text: description.clone(),
        });
    }
    if let Some(publisher) = &book.publisher {
        tag.set_text("TPUB", publisher);
    }
    let series = book.series.as_ref();
    let more = [
        ("NARRATOR", Some(tags.edition.narrator.as_str())),
        ("LANGUAGE", book.language.as_deref()),
        ("DESCRIPTION", book.description.as_deref()),
        ("SERIES", series.map(|series| series.name.as_str())),
        ("SERIES-PART", series.and_then(|series| series.index.as_deref())),
    ];
    for (name, value) in more {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            tag.add_frame(ExtendedText {
                description: name.to_owned(),
                value: value.to_owned(),
            });
        }
    }
    if let Some(cover) = &tags.edition.cover {
        tag.add_frame(picture(cover));
    }
    if tags.chapter.is_none() {
        add_chapters(&mut tag, tags, rate);
    }
    tag
}

fn picture(cover: &Cover) -> Picture {
    Picture {
        mime_type: cover.media_type.to_owned(),
        picture_type: PictureType::CoverFront,
        description: String::new(),
        data: cover.bytes.clone(),
    }
}

/// Chapters, and tables of contents that list them: one, or, if there are too many for one, a table of tables.
fn add_chapters(tag: &mut Tag, tags: &Tags<'_>, rate: u32) {
    let ends = tags.marks.iter().skip(1).map(|mark| mark.start);
    let ends = ends.chain([tags.samples]);
    let milliseconds = |samples: u64| (samples * 1_000 / u64::from(rate.max(1))) as u32;
    let mut names = Vec::new();
    for (number, (mark, end)) in (1..).zip(tags.marks.iter().zip(ends)) {
        let name = format!("ch{number}");
        names.push(name.clone());
        tag.add_frame(Chapter {
            element_id: name,
            start_time: milliseconds(mark.start),
            end_time: milliseconds(end),
            start_offset: NO_OFFSET,
            end_offset: NO_OFFSET,
            frames: title_of(mark),
        });
    }
    if names.is_empty() {
        return;
    }
    let mut parts: Vec<TableOfContents> = (1..)
        .zip(names.chunks(LONGEST_TABLE))
        .map(|(number, chapters)| TableOfContents {
            element_id: format!("toc{number}"),
            top_level: false,
            ordered: true,
            elements: chapters.to_vec(),
            frames: Vec::new(),
        })
        .collect();
    if let [only] = parts.as_mut_slice() {
        only.top_level = true;
    } else {
        parts.push(TableOfContents {
            element_id: "toc".to_owned(),
            top_level: true,
            ordered: true,
            elements: parts.iter().map(|part| part.element_id.clone()).collect(),
            frames: Vec::new(),
        });
    }
    for part in parts {
        tag.add_frame(part);
    }
}

fn title_of(mark: &Mark) -> Vec<Frame> {
    vec![Frame::text("TIT2", &mark.title)]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::ChapterTag;
    use crate::export::specimen::{COVER, RATE, Specimen};

    fn write(path: &Path, chapters: u64, chapter: Option<ChapterTag>) {
        let sound: Vec<f32> = (0..100_000).map(|n| 0.3 * (n as f32 * 0.05).sin()).collect();
        let marks: Vec<u64> = (0..chapters).map(|number| number * 100).collect();
        let specimen = Specimen {
            sound: &sound,
            marks: &marks,
            chapter,
        };
        specimen.write(path, |tags| Box::new(Mp3File::create(path, RATE, tags).unwrap()));
    }

    #[test]
    fn chapters_and_tags_are_found_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp3");
        write(&path, 3, None);
        let tag = Tag::read_from_path(&path).unwrap();
        assert_eq!(
            (tag.title(), tag.artist(), tag.year()),
            (Some("Moby-Dick"), Some("Herman Melville"), Some(1851))
        );
        assert_eq!(tag.get("TLAN").unwrap().content().text(), Some("eng"));
        let comment = tag.comments().next().unwrap();
        assert_eq!((comment.lang.as_str(), comment.text.as_str()), ("eng", "A whale."));
        assert_eq!(tag.pictures().next().unwrap().data, COVER);
        let chapters: Vec<_> = tag
            .chapters()
            .map(|chapter| (chapter.start_time, chapter.end_time))
            .collect();
        assert_eq!(chapters, [(0, 4), (4, 8), (8, 4_166)]);
        let table = tag.tables_of_contents().next().unwrap();
        assert_eq!((table.top_level, table.elements.len()), (true, 3));
    }

    #[test]
    fn all_of_the_sound_is_in_frames() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp3");
        write(&path, 1, None);
        let bytes = std::fs::read(&path).unwrap();
        let at = |tag: &[u8]| bytes.windows(tag.len()).position(|found| found == tag).unwrap();
        let info = at(b"Info");
        let frames = u32::from_be_bytes(bytes[info + 8..info + 12].try_into().unwrap());
        // The first 12 bits are the delay, the others the padding.
        let gap = &bytes[info + 141..info + 144];
        let delay = u32::from(gap[0]) << 4 | u32::from(gap[1]) >> 4;
        let padding = (u32::from(gap[1]) & 0xF) << 8 | u32::from(gap[2]);
        assert_eq!(frames * 576, delay + 100_000 + padding);
    }

    #[test]
    fn more_chapters_than_a_table_takes_are_in_several() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp3");
        write(&path, 600, None);
        let tag = Tag::read_from_path(&path).unwrap();
        assert_eq!(tag.chapters().count(), 600);
        let listed: usize = tag
            .tables_of_contents()
            .filter(|table| !table.top_level)
            .map(|table| table.elements.len())
            .sum();
        assert_eq!(listed, 600);
        let top = tag.tables_of_contents().find(|table| table.top_level).unwrap();
        assert_eq!(top.elements, ["toc1", "toc2", "toc3"]);
    }

    #[test]
    fn a_chapter_of_its_own_has_its_number_and_no_chapters() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.mp3");
        let chapter = ChapterTag {
            number: 7,
            of: 12,
            title: "Loomings".to_owned(),
        };
        write(&path, 1, Some(chapter));
        let tag = Tag::read_from_path(&path).unwrap();
        assert_eq!(
            (tag.title(), tag.track(), tag.total_tracks(), tag.chapters().count()),
            (Some("Loomings"), Some(7), Some(12), 0)
        );
    }
}
