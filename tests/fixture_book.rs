//! The short book that lector brings along: its sources and its EPUB are one, and it holds what a book can hold.

#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod epubs;

use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

use epubs::fixtures;
use lector::book::{self, Selection};
use lector::text::{TextOptions, read_chapter};

fn source_files(folder: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            source_files(&entry.path(), &format!("{name}/"), files);
        } else {
            files.insert(name, std::fs::read(entry.path()).unwrap());
        }
    }
}

/// With `LECTOR_BLESS=1` the EPUB is made anew from its sources.
#[test]
fn the_epub_is_made_of_its_sources() {
    let mut sources = BTreeMap::new();
    source_files(&fixtures().join("book"), "", &mut sources);
    let path = fixtures().join("fables.epub");
    if std::env::var_os("LECTOR_BLESS").is_some() {
        std::fs::write(&path, epubs::container(sources.clone())).unwrap();
    }
    let mut zip = zip::ZipArchive::new(std::fs::File::open(&path).unwrap()).unwrap();
    let mut packed = BTreeMap::new();
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(index > 0 || (name == "mimetype" && file.compression() == zip::CompressionMethod::Stored));
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        packed.insert(name, bytes);
    }
    assert_eq!(
        packed, sources,
        "make it anew with LECTOR_BLESS=1 cargo test --test fixture_book"
    );
}

#[test]
fn its_chapters() {
    let book = book::open(&fixtures().join("fables.epub")).unwrap();
    assert_eq!(book.metadata.title, "Three Fables");
    assert_eq!(book.metadata.authors, ["Aesop"]);
    assert_eq!(book.metadata.language.as_deref(), Some("en-GB"));
    assert_eq!(book.metadata.series.as_ref().unwrap().name, "Fables for Hearing");
    assert_eq!(book.cover.as_ref().unwrap().media_type, "image/png");
    assert!(book.warnings.is_empty());
    let chapters: Vec<_> = book
        .chapters
        .iter()
        .map(|c| (c.depth, c.title.as_str(), c.selection.reason()))
        .collect();
    let outline: Vec<String> = chapters
        .iter()
        .map(|(depth, title, reason)| match reason {
            Some(reason) => format!("{depth} {title}: {reason}"),
            None => format!("{depth} {title}"),
        })
        .collect();
    assert_eq!(
        outline,
        [
            "0 Title Page: front matter: title page",
            "0 The Fables: nothing to read",
            "1 I. The Fox and the Grapes",
            "1 II. The North Wind and the Sun",
            "1 III. The Miser",
            "0 Notes: footnote body: endnotes",
            "0 Colophon: back matter: colophon",
        ]
    );
}

#[test]
fn its_sentences() {
    let book = book::open(&fixtures().join("fables.epub")).unwrap();
    let options = TextOptions::default();
    let texts: Vec<_> = book
        .chapters
        .iter()
        .map(|chapter| read_chapter(&book, chapter, &options))
        .collect();
    let fox: Vec<&str> = texts[2].sentences.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(fox[0], "I\nThe Fox and the Grapes");
    assert_eq!(fox[1], "One hot afternoon a hungry fox crept into a vineyard.");
    let before_rule = texts[2]
        .sentences
        .iter()
        .find(|s| s.text.ends_with("hung before."))
        .unwrap();
    assert_eq!(before_rule.pause_after, options.pauses.scene_break);
    let miser: Vec<_> = texts[4]
        .left_out
        .iter()
        .map(|l| format!("{}: {}", l.reason, l.text))
        .collect();
    assert_eq!(miser, ["page number: 3", "footnote mark: 1", "not speakable: * * *"]);
    let total: usize = texts.iter().map(|text| text.spoken() + text.silent()).sum();
    assert_eq!(total, book.characters);
    let included = book
        .chapters
        .iter()
        .filter(|chapter| chapter.selection == Selection::Included)
        .count();
    assert_eq!(included, 3);
}
