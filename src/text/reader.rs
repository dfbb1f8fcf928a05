//! Reads a chapter, block by block.

use std::collections::{HashSet, VecDeque};
use std::time::Duration;

use super::breath::{Breath, Ending, breaths};
use super::options::{Footnotes, TextOptions};
use super::passage::Passage;
use super::say::{Said, SayOptions, Span, say};
use super::script::Script;
use super::sentence::{Mark, MarkKind, Role, Sentence, SentenceId};
use super::split::{sentences, trimmed};
use crate::book::{Block, BlockKind, Book, Chapter, Matter, NoteId, NotePlace, Reason, is_counted, primary_subtag};

/// A chapter, read.
#[derive(Clone, Debug, Default)]
pub struct ChapterText {
    /// What is said, in reading order.
    pub sentences: Vec<Sentence>,
    /// What is not, in reading order.
    pub left_out: Vec<LeftOut>,
    /// How many characters its blocks hold, white space apart.
    pub characters: usize,
}

impl ChapterText {
    /// How many characters are in sentences, white space apart.
    #[must_use]
    pub fn spoken(&self) -> usize {
        self.sentences.iter().map(|sentence| count(&sentence.text)).sum()
    }

    /// How many characters are left out, white space apart.
    #[must_use]
    pub fn silent(&self) -> usize {
        self.left_out.iter().map(|left_out| count(&left_out.text)).sum()
    }
}

fn count(text: &str) -> usize {
    text.chars().filter(|&c| is_counted(c)).count()
}

/// Text that is not said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// What the page shows.
    pub text: String,
    /// Why it is not said.
    pub reason: Reason,
}

/// What a chapter is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// It is said.
    Sentence(Sentence),
    /// It is not.
    LeftOut(LeftOut),
}

/// Reads a whole chapter of a book.
#[must_use]
pub fn read_chapter(book: &Book, chapter: &Chapter, options: &TextOptions) -> ChapterText {
    let mut reader = ChapterReader::new(book, chapter, options);
    let mut text = ChapterText::default();
    for piece in reader.by_ref() {
        match piece {
            Piece::Sentence(sentence) => text.sentences.push(sentence),
            Piece::LeftOut(left_out) => text.left_out.push(left_out),
        }
    }
    text.characters = reader.characters;
    text
}

/// Reads a chapter as far as it is asked to, so that the first sentence of a long one is ready at once.
pub struct ChapterReader<'a> {
    book: &'a Book,
    chapter: &'a Chapter,
    options: &'a TextOptions,
    next_block: usize,
    /// Notes that this chapter marks and has not said yet.
    waiting: VecDeque<NoteId>,
    marked: HashSet<NoteId>,
    /// The chapter holds nothing but notes, and is read for their sake.
    of_notes: bool,
    ready: VecDeque<Piece>,
    /// Where in `ready` the last sentence is, whose pause depends on what comes next.
    last: Option<usize>,
    scene_break: bool,
    sentences: u32,
    characters: usize,
}

impl<'a> ChapterReader<'a> {
    /// A reader at the start of a chapter.
    #[must_use]
    pub fn new(book: &'a Book, chapter: &'a Chapter, options: &'a TextOptions) -> Self {
        let is_text = |block: &Block| block.matter == Matter::Text && block.characters() > 0;
        Self {
            book,
            chapter,
            options,
            next_block: 0,
            waiting: VecDeque::new(),
            marked: HashSet::new(),
            of_notes: !chapter.blocks.iter().any(is_text),
            ready: VecDeque::new(),
            last: None,
            scene_break: false,
            sentences: 0,
            characters: 0,
        }
    }

    /// Takes the next block, or the next note after the last one. False when there is no more.
    fn advance(&mut self) -> bool {
        let number = self.next_block;
        if let Some(block) = self.chapter.blocks.get(number) {
            self.next_block += 1;
            let place = NotePlace {
                chapter: self.chapter.index,
                block: number,
            };
            self.block(block, place);
            return true;
        }
        match self.waiting.pop_front() {
            Some(note) => self.note(note),
            None => return false,
        }
        true
    }

    fn block(&mut self, block: &Block, place: NotePlace) {
        let reason = match (self.chapter.selection.reason(), block.matter) {
            (_, Matter::Note(note)) if self.reader_of(note).is_some() => return,
            (Some(reason), _) | (None, Matter::LeftOut(reason)) => Some(reason),
            (None, Matter::Note(_)) if !self.of_notes => Some(Reason::NoteBody),
            (None, _) => None,
        };
        self.characters += block.characters();
        match reason {
            None => self.read(block.kind, Passage::of(block, self.options), Some(place)),
            // Nothing in the chapter is readable, and each part of it has its own reason.
            Some(Reason::NoText) => {
                for run in &block.runs {
                    self.leave_out(&run.text, run.role.reason().unwrap_or(Reason::NotSpeakable));
                }
            }
            Some(reason) => self.leave_out(&Passage::whole(block), reason),
        }
    }

    fn leave_out(&mut self, text: &str, reason: Reason) {
        if count(text) > 0 {
            self.ready.push_back(Piece::LeftOut(LeftOut {
                text: text.trim().to_owned(),
                reason,
            }));
        }
    }

    /// Says a note that this chapter marks.
    fn note(&mut self, note: NoteId) {
        for place in self.book.notes.body(note) {
            let chapter = self.book.chapter(place.chapter);
            if let Some(block) = chapter.and_then(|chapter| chapter.blocks.get(place.block)) {
                self.characters += block.characters();
                let passage = Passage::of(block, self.options);
                self.read(block.kind, passage, None);
            }
        }
    }

    /// The block after which a note is said, unless notes are not said at all.
    fn reader_of(&self, note: NoteId) -> Option<NotePlace> {
        if self.options.footnotes == Footnotes::Skip {
            return None;
        }
        let is_read = |place: &&NotePlace| {
            let chapter = if place.chapter == self.chapter.index {
                Some(self.chapter)
            } else {
                self.book.chapter(place.chapter)
            };
            chapter.is_some_and(|chapter| chapter.selection.reason().is_none())
        };
        self.book.notes.marks(note).iter().find(is_read).copied()
    }

    fn read(&mut self, kind: BlockKind, mut passage: Passage, place: Option<NotePlace>) {
        let left_out = std::mem::take(&mut passage.left_out);
        self.ready.extend(left_out.into_iter().map(Piece::LeftOut));
        let mut notes: VecDeque<(usize, NoteId)> = VecDeque::new();
        for &(at, note) in &passage.notes {
            if place.is_some() && self.reader_of(note) == place && self.marked.insert(note) {
                notes.push_back((at, note));
            }
        }
        if kind == BlockKind::SceneBreak || !passage.is_speakable() {
            self.scene_break |= kind == BlockKind::SceneBreak && self.sentences > 0;
            let silent = passage.silenced(Reason::NotSpeakable);
            self.ready.extend(silent.into_iter().map(Piece::LeftOut));
            self.take_notes(&mut notes, usize::MAX);
            return;
        }
        self.pause_between(kind);
        let mut opens_block = true;
        for breath in self.breaths(kind, &passage) {
            if let Some(Piece::Sentence(last)) = self.last.and_then(|at| self.ready.get_mut(at))
                && last.pause_after.is_zero()
            {
                last.pause_after = self.options.pauses.after(&last.text);
            }
            self.say(kind, &passage, &breath, std::mem::take(&mut opens_block));
            self.take_notes(&mut notes, breath.range.end);
        }
        self.take_notes(&mut notes, usize::MAX);
    }

    /// Says, or puts off, the notes that are marked before a place in the passage.
    fn take_notes(&mut self, notes: &mut VecDeque<(usize, NoteId)>, before: usize) {
        while let Some((_, note)) = notes.pop_front_if(|(at, _)| *at <= before) {
            match self.options.footnotes {
                Footnotes::InPlace => self.note(note),
                Footnotes::ChapterEnd | Footnotes::Skip => self.waiting.push_back(note),
            }
        }
    }

    fn breaths(&self, kind: BlockKind, passage: &Passage) -> Vec<Breath> {
        let text = &passage.text;
        let whole = 0..text.len();
        if matches!(kind, BlockKind::Heading(_)) {
            return breaths(text, vec![trimmed(text, whole)]);
        }
        let language = language_of(passage, &whole).or(self.book.metadata.language.as_deref());
        let language = primary_subtag(language.unwrap_or("en"));
        breaths(text, sentences(text, &language, kind == BlockKind::Verse))
    }

    fn say(&mut self, kind: BlockKind, passage: &Passage, breath: &Breath, opens_block: bool) {
        let text = &passage.text[breath.range.clone()];
        let language = language_of(passage, &breath.range);
        let marks = marks_in(passage, &breath.range);
        let tongue = language.or(self.book.metadata.language.as_deref());
        let said = if tongue.is_none_or(|tag| matches!(primary_subtag(tag).as_str(), "en" | "eng")) {
            let raised = marks.iter().filter(|mark| mark.kind == MarkKind::Raised);
            let raised: Vec<_> = raised.map(|mark| mark.shown.clone()).collect();
            let script = Script::of(text, kind, &raised);
            let options = SayOptions {
                heading: matches!(kind, BlockKind::Heading(_)),
                ..self.options.say
            };
            script.back(say(&script.text, &options))
        } else {
            as_shown(text)
        };
        let pauses = &self.options.pauses;
        self.sentences += 1;
        self.last = Some(self.ready.len());
        self.ready.push_back(Piece::Sentence(Sentence {
            id: SentenceId {
                chapter: self.chapter.index.get(),
                sentence: self.sentences,
            },
            text: text.to_owned(),
            spoken: said.spoken,
            spans: said.spans,
            pause_after: match breath.ending {
                Ending::Clause => pauses.clause,
                Ending::Line => pauses.verse_line,
                // Known when what follows is.
                Ending::Sentence => Duration::ZERO,
            },
            language: language.map(str::to_owned),
            block: kind,
            opens_block,
            marks,
            role: Role::Narration,
        }));
    }

    /// Gives the last sentence the pause before a block of this kind.
    fn pause_between(&mut self, next: BlockKind) {
        let pauses = &self.options.pauses;
        let scene_break = std::mem::take(&mut self.scene_break);
        if let Some(Piece::Sentence(last)) = self.last.and_then(|at| self.ready.get_mut(at)) {
            let heading = [last.block, next]
                .iter()
                .any(|kind| matches!(kind, BlockKind::Heading(_)));
            last.pause_after = if scene_break {
                pauses.scene_break
            } else if heading {
                pauses.heading
            } else {
                pauses.paragraph
            };
        }
    }
}

impl Iterator for ChapterReader<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        // The last sentence waits for what comes after it, and what is left out waits behind it.
        while self.last == Some(0) || self.ready.is_empty() {
            if !self.advance() {
                if let Some(Piece::Sentence(last)) = self.last.take().and_then(|at| self.ready.get_mut(at)) {
                    last.pause_after = self.options.pauses.chapter;
                }
                break;
            }
        }
        self.last = self.last.map(|at| at - 1);
        self.ready.pop_front()
    }
}

/// The language the whole of a range is in, where the book says so.
fn language_of<'a>(passage: &'a Passage, range: &std::ops::Range<usize>) -> Option<&'a str> {
    let languages = passage.marks.iter().filter_map(|mark| match &mark.kind {
        MarkKind::Language(tag) if mark.shown.start < range.end && range.start < mark.shown.end => {
            Some((&mark.shown, &**tag))
        }
        _ => None,
    });
    let languages: Vec<_> = languages.collect();
    let (_, first) = languages.first()?;
    let covered = |at: usize| languages.iter().any(|(shown, tag)| shown.contains(&at) && tag == first);
    let text = &passage.text[range.clone()];
    let mut letters = text.char_indices().filter(|(_, c)| c.is_alphanumeric());
    letters.all(|(at, _)| covered(range.start + at)).then_some(first)
}

fn marks_in(passage: &Passage, range: &std::ops::Range<usize>) -> Vec<Mark> {
    let inside = passage.marks.iter().filter_map(|mark| {
        let start = mark.shown.start.max(range.start);
        let end = mark.shown.end.min(range.end);
        (start < end).then(|| Mark {
            shown: start - range.start..end - range.start,
            kind: mark.kind.clone(),
        })
    });
    inside.collect()
}

/// What is not English is said as it is shown.
fn as_shown(text: &str) -> Said {
    Said {
        spoken: text.to_owned(),
        spans: vec![Span {
            shown: 0..text.len(),
            spoken: 0..text.len(),
        }],
    }
}
