//! The whole of a book as JSON. Chapters are read while it is written, so that no book is too large.

use std::cell::Cell;
use std::io::{self, Write};

use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use super::Totals;
use super::reading::{ReadChapter, Reading};
use super::words::Pronunciations;
use crate::book::{Chapter, Reason};
use crate::speech::VoiceName;
use crate::text::Sentence;

/// Writes the book and says how much of it is spoken.
pub fn write(
    out: &mut impl Write,
    reading: Reading,
    voice: &VoiceName,
    words: Option<&Pronunciations>,
) -> io::Result<Totals> {
    let chapters = Chapters {
        reading,
        voice,
        totals: Cell::default(),
    };
    serde_json::to_writer_pretty(
        &mut *out,
        &Report {
            chapters: &chapters,
            words,
        },
    )?;
    writeln!(out)?;
    Ok(chapters.totals.get())
}

struct Report<'a> {
    chapters: &'a Chapters<'a>,
    /// What has been pronounced when the chapters are written.
    words: Option<&'a Pronunciations<'a>>,
}

impl Serialize for Report<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let book = self.chapters.reading.book;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("title", &book.metadata.title)?;
        map.serialize_entry("author", &book.metadata.author())?;
        map.serialize_entry("language", &book.metadata.language)?;
        map.serialize_entry("chapters", self.chapters)?;
        let totals = self.chapters.totals.get();
        let totals = TotalsEntry {
            characters: book.characters,
            spoken: totals.spoken,
            left_out: totals.left_out,
        };
        map.serialize_entry("totals", &totals)?;
        if let Some(words) = self.words {
            map.serialize_entry("words", &words.findings())?;
        }
        map.end()
    }
}

/// Every count is of characters that are not white space. `characters` is counted from the pages, the other two from
/// what stands above.
#[derive(Serialize)]
struct TotalsEntry {
    characters: usize,
    spoken: usize,
    left_out: usize,
}

struct Chapters<'a> {
    reading: Reading<'a>,
    voice: &'a VoiceName,
    totals: Cell<Totals>,
}

impl Serialize for Chapters<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut list = serializer.serialize_seq(None)?;
        self.reading.each(|chapter, read| {
            let mut totals = self.totals.get();
            totals.add(&read.text);
            self.totals.set(totals);
            list.serialize_element(&entry(chapter, &read, self.voice))
        })?;
        list.end()
    }
}

#[derive(Serialize)]
struct ChapterEntry<'a> {
    index: u32,
    title: &'a str,
    depth: usize,
    include: bool,
    reason: Option<Reason>,
    sentences: Vec<SentenceEntry<'a>>,
    left_out: Vec<LeftOutEntry<'a>>,
}

#[derive(Serialize)]
struct SentenceEntry<'a> {
    text: &'a str,
    spoken: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    phonemes: Option<&'a str>,
    voice: &'a VoiceName,
    pause_ms: u128,
}

#[derive(Serialize)]
struct LeftOutEntry<'a> {
    text: &'a str,
    reason: Reason,
}

fn entry<'a>(chapter: &'a Chapter, read: &'a ReadChapter, voice: &'a VoiceName) -> ChapterEntry<'a> {
    let phonemes = |number: usize| Some(read.phonemes.as_ref()?.get(number)?.as_str());
    let sentence = |(number, sentence): (usize, &'a Sentence)| SentenceEntry {
        text: &sentence.text,
        spoken: &sentence.spoken,
        phonemes: phonemes(number),
        voice,
        pause_ms: sentence.pause_after.as_millis(),
    };
    let left_out = read.text.left_out.iter().map(|left_out| LeftOutEntry {
        text: &left_out.text,
        reason: left_out.reason,
    });
    let reason = chapter.selection.reason();
    ChapterEntry {
        index: chapter.index.get(),
        title: &chapter.title,
        depth: chapter.depth,
        include: reason.is_none(),
        reason,
        sentences: read.text.sentences.iter().enumerate().map(sentence).collect(),
        left_out: left_out.collect(),
    }
}
