//! Footnote marks and the notes they point at.

use std::collections::{BTreeMap, HashMap};

use super::page::Page;
use super::{Block, BlockKind, Chapter, ChapterIndex, Matter, NoteId, Role};

/// A block, by its chapter and its number in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct NotePlace {
    /// The chapter.
    pub chapter: ChapterIndex,
    /// The block's number in it, from 0.
    pub block: usize,
}

/// The footnotes of a book: the blocks each is made of, and the blocks that mark it.
#[derive(Clone, Debug, Default)]
pub struct Notes {
    bodies: BTreeMap<NoteId, Vec<NotePlace>>,
    marks: BTreeMap<NoteId, Vec<NotePlace>>,
}

impl Notes {
    /// The blocks a note is made of, in reading order.
    #[must_use]
    pub fn body(&self, note: NoteId) -> &[NotePlace] {
        self.bodies.get(&note).map_or(&[], Vec::as_slice)
    }

    /// The blocks of their chapters' text that hold a mark of the note, in reading order.
    #[must_use]
    pub fn marks(&self, note: NoteId) -> &[NotePlace] {
        self.marks.get(&note).map_or(&[], Vec::as_slice)
    }

    /// Finds the notes and marks of finished chapters.
    pub(super) fn of(chapters: &[Chapter]) -> Self {
        let mut notes = Self::default();
        for chapter in chapters {
            for (number, block) in chapter.blocks.iter().enumerate() {
                let place = NotePlace {
                    chapter: chapter.index,
                    block: number,
                };
                if let Matter::Note(note) = block.matter {
                    notes.bodies.entry(note).or_default().push(place);
                }
                for run in &block.runs {
                    if let (Role::NoteMark(Some(note)), Matter::Text) = (run.role, block.matter) {
                        notes.marks.entry(note).or_default().push(place);
                    }
                }
            }
        }
        notes
    }
}

/// The most blocks a note in brackets is looked for the end of.
const LONGEST_NOTE: usize = 8;

/// Makes notes of what transcribers put in brackets: “[Footnote A: See above.]”, of one block or several.
fn take_bracketed(blocks: &mut [Block], next_note: &mut u32) {
    let mut number = 0;
    while let Some(rest) = blocks.get(number..).filter(|rest| !rest.is_empty()) {
        let length = bracketed_note(rest).unwrap_or(0);
        for block in blocks.iter_mut().skip(number).take(length) {
            block.matter = Matter::Note(NoteId(*next_note));
        }
        *next_note += u32::from(length > 0);
        number += length.max(1);
    }
}

/// How many blocks the note in brackets is made of that the first block begins.
fn bracketed_note(blocks: &[Block]) -> Option<usize> {
    let first = blocks.first()?;
    let text = text_of(first);
    let (label, _) = text.trim_start().strip_prefix("[Footnote ")?.split_once(':')?;
    let labelled = label.len() < 5 && !label.contains(' ');
    let is_text = |block: &Block| block.matter == Matter::Text && !matches!(block.kind, BlockKind::Heading(_));
    let own = blocks.iter().take(LONGEST_NOTE).take_while(|block| is_text(block));
    let end = own.clone().position(|block| text_of(block).trim_end().ends_with(']'));
    (labelled && is_text(first)).then(|| end.unwrap_or(0) + 1)
}

fn text_of(block: &Block) -> String {
    block.runs.iter().map(|run| run.text.as_str()).collect()
}

/// Follows what may be footnote marks to where they lead. What leads to no note is no mark, unless it is certain.
pub(super) fn link(pages: &mut [Page], next_note: &mut u32) {
    for page in &mut *pages {
        take_bracketed(&mut page.blocks, next_note);
    }
    let by_file: HashMap<String, usize> = pages
        .iter()
        .enumerate()
        .map(|(n, page)| (page.file.to_string(), n))
        .collect();
    for number in 0..pages.len() {
        for mark in 0..pages[number].marks.len() {
            let note = follow(pages, &by_file, number, mark, next_note);
            let page = &mut pages[number];
            let mark = &page.marks[mark];
            let run = page
                .blocks
                .get_mut(mark.block)
                .and_then(|block| block.runs.get_mut(mark.run));
            if let Some(run) = run {
                run.role = match note {
                    None if !mark.certain => Role::Plain,
                    note => Role::NoteMark(note),
                };
            }
        }
    }
}

/// The note a mark leads to. A block that begins with the mark's sign is made a note.
fn follow(
    pages: &mut [Page],
    by_file: &HashMap<String, usize>,
    from: usize,
    mark: usize,
    next_note: &mut u32,
) -> Option<NoteId> {
    let mark = &pages[from].marks[mark];
    let place = mark.place.as_ref()?;
    let anchor = place.anchor.as_deref()?;
    let target = *by_file.get(&place.file)?;
    if let Some(note) = pages[target].note_anchors.get(anchor) {
        return Some(*note);
    }
    let run = pages[from].blocks.get(mark.block)?.runs.get(mark.run)?;
    let label = label(&run.text);
    let number = pages[target].block_at(anchor)?;
    let block = pages[target].blocks.get(number)?;
    let leads_back = |page: &Page| {
        let mut marks = page.marks.iter().filter(|back| back.block == number);
        marks.any(|back| {
            back.place
                .as_ref()
                .is_some_and(|place| *place.file == *pages[from].file)
        })
    };
    let begins = text_of(block);
    let begins = begins.trim_start_matches(is_bracket);
    let begins_with_label = begins.trim_start_matches("Footnote ").starts_with(label);
    let is_same_block = from == target && number == mark.block;
    let accepted = begins_with_label && (mark.certain || leads_back(&pages[target]));
    if !accepted || is_same_block || matches!(block.kind, BlockKind::Heading(_)) {
        return None;
    }
    let note = match block.matter {
        Matter::Note(note) => note,
        _ => NoteId(*next_note),
    };
    *next_note = (*next_note).max(note.0 + 1);
    let anchor = anchor.to_owned();
    let page = &mut pages[target];
    page.blocks[number].matter = Matter::Note(note);
    page.note_anchors.insert(anchor, note);
    // The number a note begins with leads back to its mark: it is silent, and no mark of another note.
    for back in page.marks.iter_mut().filter(|back| back.block == number) {
        back.certain = true;
        back.place = None;
    }
    Some(note)
}

fn is_bracket(character: char) -> bool {
    "[({ ".contains(character)
}

fn label(text: &str) -> &str {
    text.trim_matches(|c: char| " []{}().,".contains(c))
}
