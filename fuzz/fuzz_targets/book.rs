//! Any bytes as one of a book's files; the first byte chooses which. Whatever opens is read to its end, and each character
//! of it accounted for.
//!
//! `cargo +nightly fuzz run book`

#![no_main]

#[allow(dead_code, reason = "the tests use more of it")]
#[path = "../../tests/epubs/mod.rs"]
mod epubs;

use epubs::Epub;
use lector::book;
use lector::text::{Footnotes, TextOptions, read_chapter};
use libfuzzer_sys::fuzz_target;

const PAGE: &str = "<p>One sentence<a href=\"b.xhtml#n\" epub:type=\"noteref\">1</a>. Another.</p>";

const LEXICON: &str = "<item id=\"pls\" href=\"words.pls\" media-type=\"application/pls+xml\"/>";

fuzz_target!(|bytes: &[u8]| {
    let Some((part, bytes)) = bytes.split_first() else {
        return;
    };
    let text = &*String::from_utf8_lossy(bytes);
    let book = Epub::new().page("a.xhtml", PAGE);
    let book = match part % 8 {
        0 => book.page("b.xhtml", text),
        1 => book.raw_page("b.svg", text),
        2 => book.nav_body(text),
        3 => book.ncx(text),
        4 => book.guide(text),
        5 => book.file("OPS/package.opf", bytes),
        6 => book.metadata(text),
        _ => Epub::new()
            .raw_page(
                "a.xhtml",
                "<html><head><link rel=\"stylesheet\" href=\"s.css\"/></head><body><p class=\"a\">Word</p></body></html>",
            )
            .metadata(&format!("<dc:title>A Book</dc:title>{LEXICON}"))
            .file("OPS/s.css", bytes)
            .file("OPS/words.pls", bytes),
    };
    let (_folder, path) = book.write();
    let Ok(book) = book::open(&path) else {
        return;
    };
    for footnotes in [Footnotes::Skip, Footnotes::InPlace, Footnotes::ChapterEnd] {
        let options = TextOptions {
            footnotes,
            ..TextOptions::default()
        };
        let mut characters = 0;
        for chapter in &book.chapters {
            let text = read_chapter(&book, chapter, &options);
            assert_eq!(text.spoken() + text.silent(), text.characters);
            characters += text.characters;
        }
        assert_eq!(characters, book.characters);
    }
});
