//! What Project Gutenberg puts before and behind a book, where the page has no element for it: its lines of asterisks say
//! where the book begins and ends.

use std::collections::HashSet;

use super::page::Page;
use super::{Apparatus, Block, Matter, Metadata, Reason};

/// The line where the book begins stands in one of so many pages.
const FIRST_PAGES: usize = 3;

/// The line where it begins has at most so many blocks before it.
const HEAD: usize = 60;

/// The line itself is not longer.
const LINE: usize = 200;

/// Leaves out what stands before the line that begins the book, and behind the one that ends it.
pub(super) fn leave_out(pages: &mut [Page], metadata: &Metadata) {
    let start = pages.iter().take(FIRST_PAGES).enumerate().find_map(|(number, page)| {
        let line = page.blocks.iter().position(is_start)?;
        Some((number, line))
    });
    if let Some((number, line)) = start {
        let before: usize = pages.iter().take(number).map(|page| page.blocks.len()).sum();
        if before + line <= HEAD {
            let earlier = pages.iter_mut().take(number).flat_map(|page| &mut page.blocks);
            earlier.filter(|block| is_of_licence(block)).for_each(silence);
            pages[number].blocks[..=line].iter_mut().for_each(silence);
            leave_out_title(&mut pages[number].blocks[line + 1..], metadata);
        }
    }
    let end = pages.iter().enumerate().rev().find_map(|(number, page)| {
        let line = page.blocks.iter().position(is_end)?;
        Some((number, line))
    });
    if let Some((number, line)) = end {
        pages[number].blocks[line..].iter_mut().for_each(silence);
        let later = pages.iter_mut().skip(number + 1);
        let of_licence = later.filter(|page| page.blocks.iter().any(is_of_licence));
        of_licence.flat_map(|page| &mut page.blocks).for_each(silence);
    }
}

/// Leaves out the title page that follows in the same file: lines that hold nothing but the book's title, its author and
/// the words between them, where text comes behind them.
fn leave_out_title(blocks: &mut [Block], metadata: &Metadata) {
    let names = metadata.authors.iter().chain([&metadata.title]);
    let known: HashSet<String> = names.flat_map(|name| words(name)).collect();
    let is_line = |block: &Block| {
        let text = block.readable_text();
        let mut words = words(&text).peekable();
        words.peek().is_some() && words.all(|word| known.contains(&word) || BETWEEN.contains(&word.as_str()))
    };
    let mut lines = 0;
    for block in blocks.iter().take(TITLE_LINES) {
        if block.matter == Matter::Text && block.characters() > 0 && !is_line(block) {
            break;
        }
        lines += 1;
    }
    let goes_on = blocks.iter().skip(lines).any(|block| block.matter == Matter::Text);
    let says_author = |block: &Block| words(&block.readable_text()).any(|word| word == "by");
    // A chapter's heading may be the book's title, and is read; with “by” behind it the two are a title page.
    if goes_on && blocks.iter().take(lines).any(says_author) {
        for block in blocks
            .iter_mut()
            .take(lines)
            .filter(|block| block.matter == Matter::Text)
        {
            block.matter = Matter::LeftOut(Reason::Apparatus(Apparatus::TitlePage));
        }
    }
}

/// A title page has at most so many lines.
const TITLE_LINES: usize = 8;

/// What stands on a title page between the names.
const BETWEEN: [&str; 14] = [
    "by",
    "a",
    "an",
    "the",
    "of",
    "and",
    "or",
    "in",
    "novel",
    "story",
    "tale",
    "romance",
    "stories",
    "illustrated",
];

/// The words of a text, in small letters.
fn words(text: &str) -> impl Iterator<Item = String> {
    let words = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    words.map(str::to_lowercase)
}

fn silence(block: &mut Block) {
    if block.matter == Matter::Text {
        block.matter = Matter::LeftOut(Reason::Apparatus(Apparatus::Licence));
    }
}

/// *** START OF THE PROJECT GUTENBERG EBOOK … ***
fn is_start(block: &Block) -> bool {
    let text = line(block);
    ["start of the project gutenberg", "start of this project gutenberg"]
        .iter()
        .any(|sign| text.starts_with(sign))
}

/// *** END OF THE PROJECT GUTENBERG EBOOK … ***, End of Project Gutenberg's …
fn is_end(block: &Block) -> bool {
    const SIGNS: [&str; 5] = [
        "end of the project gutenberg",
        "end of this project gutenberg",
        "end of project gutenberg",
        "the project gutenberg license",
        "the full project gutenberg license",
    ];
    let text = line(block);
    SIGNS.iter().any(|sign| text.starts_with(sign))
}

/// A short block in small letters, without the signs around it.
fn line(block: &Block) -> String {
    let text = block.readable_text();
    let text = text.trim_start_matches(|c: char| !c.is_alphabetic());
    if text.len() > LINE {
        return String::new();
    }
    text.to_lowercase()
}

fn is_of_licence(block: &Block) -> bool {
    block.readable_text().to_lowercase().contains("project gutenberg")
}
