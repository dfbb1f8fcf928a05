//! What becomes of books of every make: which text belongs to which chapter, and what kind of text it is.

#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod chapters;
#[path = "../epubs/mod.rs"]
mod epubs;
mod furniture;
mod notes;
mod pictures;
mod selection;
mod styles;
mod text;

use epubs::{Epub, xhtml};
use lector::book::{self, BlockKind, Book, Selection};
use lector::text::{Footnotes, MarkKind, TextOptions, read_chapter};

fn open(epub: &Epub) -> Book {
    let (_folder, path) = epub.write();
    book::open(&path).unwrap()
}

/// The sentences of a chapter.
fn texts(book: &Book, chapter: usize, options: &TextOptions) -> Vec<String> {
    let text = read_chapter(book, &book.chapters[chapter], options);
    text.sentences.into_iter().map(|sentence| sentence.text).collect()
}

/// The sentences of a book's only chapter, and what is left out of it.
fn read(body: &str) -> (Vec<String>, Vec<String>) {
    let book = open(&Epub::new().page("a.xhtml", body));
    assert_eq!(book.chapters.len(), 1);
    let text = read_chapter(&book, &book.chapters[0], &TextOptions::default());
    assert_eq!(text.spoken() + text.silent(), book.characters);
    let left_out = text
        .left_out
        .iter()
        .map(|left_out| format!("{}: {}", left_out.reason, left_out.text));
    (
        text.sentences.iter().map(|sentence| sentence.text.clone()).collect(),
        left_out.collect(),
    )
}

fn said(body: &str) -> Vec<String> {
    read(body).0
}

/// The chapters with their depths, their text in short, and why they are left out.
fn outline(book: &Book) -> Vec<String> {
    let lines = book.chapters.iter().map(|chapter| {
        let text: Vec<String> = chapter.blocks.iter().map(lector::book::Block::readable_text).collect();
        let reason = chapter
            .selection
            .reason()
            .map_or(String::new(), |reason| format!(" ({reason})"));
        format!(
            "{}{}: {}{reason}",
            "-".repeat(chapter.depth),
            chapter.title,
            text.join(" | ")
        )
    });
    lines.collect()
}

const STORY: &str = "<p>Once upon a time there was a mill by the river, and in it lived a miller with three sons.</p>";
