//! Page numbers that stand in the text as paragraphs of their own, and the running heads beside them, as a conversion from
//! pages that were printed leaves them.
//!
//! A number alone may be a chapter's, which is read. So page numbers are left out only where they run on through the book
//! and cut its sentences in two, or stand beside its title again and again, which no chapter's number does.

use std::collections::{HashMap, HashSet};

use super::page::Page;
use super::{Block, BlockKind, Matter, Metadata, Reason};

/// So many numbers in a row are a book's pages.
const ROW: usize = 5;

/// From one number to the next there may be pages without one: pictures, and the first of a chapter.
const STEP: usize = 3;

/// One number in so many stands inside a sentence or beside the book's title, or they are none of pages.
const CUTS: usize = 4;

/// A head is not longer, in words.
const HEAD_WORDS: usize = 8;

/// A head comes beside so many page numbers.
const HEADS: usize = 3;

/// A number that stands alone.
#[derive(Clone, Copy)]
struct Alone {
    page: usize,
    block: usize,
    number: usize,
}

/// Leaves out the numbers of printed pages and what is printed beside them on each page.
pub(super) fn leave_out(pages: &mut [Page], metadata: &Metadata) {
    let numbers = longest_row(&alone(pages));
    let cuts = numbers
        .iter()
        .filter(|number| is_inside_sentence(pages, number))
        .count();
    let heads = heads(pages, &numbers);
    let is_of_book = |head: &str| {
        let names = metadata.authors.iter().chain([&metadata.title]);
        names.into_iter().any(|name| name.eq_ignore_ascii_case(head))
    };
    let named: usize = heads
        .iter()
        .filter(|(head, _)| is_of_book(head))
        .map(|(_, places)| places.len())
        .sum();
    if numbers.len() < ROW || (cuts + named) * CUTS < numbers.len() {
        return;
    }
    let heads: HashSet<(usize, usize)> = heads.into_values().flatten().collect();
    // A first number as small as a chapter's may be one.
    let is_chapter = |number: &&Alone| {
        let beside = heads.contains(&(number.page, number.block + 1))
            || number.block > 0 && heads.contains(&(number.page, number.block - 1));
        number.number <= STEP && !beside && !is_inside_sentence(pages, number)
    };
    let chapters = numbers.iter().take_while(is_chapter).count();
    let numbers = &numbers[chapters..];
    for place in numbers
        .iter()
        .map(|number| (number.page, number.block))
        .chain(heads.iter().copied())
    {
        pages[place.0].blocks[place.1].matter = Matter::LeftOut(Reason::PageNumber);
    }
}

fn alone(pages: &[Page]) -> Vec<Alone> {
    let mut found = Vec::new();
    for (page, content) in pages.iter().enumerate() {
        let numbers = content.blocks.iter().enumerate().filter_map(|(block, content)| {
            let number = number_of(content)?;
            Some(Alone { page, block, number })
        });
        found.extend(numbers);
    }
    found
}

/// The number that is all of a paragraph: 12, [12], – 12 –.
fn number_of(block: &Block) -> Option<usize> {
    let plain = block.kind == BlockKind::Paragraph && block.matter == Matter::Text && block.characters() < 8;
    let text = plain.then(|| block.readable_text())?;
    let figures = text.trim_matches(|c: char| c.is_whitespace() || "[]()-–—".contains(c));
    let digits = matches!(figures.len(), 1..=4) && figures.bytes().all(|b| b.is_ascii_digit());
    figures.parse().ok().filter(|_| digits)
}

/// The longest row of numbers, each a little larger than the one before; other numbers may stand between.
fn longest_row(alone: &[Alone]) -> Vec<Alone> {
    /// The end of the longest row that ends with some number: how long it is, and the number before in it.
    type End = (usize, usize, Option<usize>);
    let mut ends: HashMap<usize, End> = HashMap::new();
    let mut before: Vec<Option<usize>> = Vec::new();
    let mut best: Option<(usize, usize)> = None;
    for (at, this) in alone.iter().enumerate() {
        let first = this.number.saturating_sub(STEP);
        let last = (first..this.number)
            .rev()
            .filter_map(|number| ends.get(&number))
            .max_by_key(|end| end.0);
        let (length, previous) = last.map_or((1, None), |end| (end.0 + 1, Some(end.1)));
        before.push(previous);
        if ends.get(&this.number).is_none_or(|end| end.0 <= length) {
            ends.insert(this.number, (length, at, previous));
        }
        if best.is_none_or(|(longest, _)| longest < length) {
            best = Some((length, at));
        }
    }
    let mut row = Vec::new();
    let mut next = best.map(|(_, at)| at);
    while let Some(at) = next {
        row.extend(alone.get(at));
        next = before.get(at).copied().flatten();
    }
    row.reverse();
    row
}

/// Whether the text before a number ends as no sentence does, and goes on with a small letter.
fn is_inside_sentence(pages: &[Page], number: &Alone) -> bool {
    let blocks = &pages[number.page].blocks;
    let prose = |block: &&Block| {
        block.matter == Matter::Text
            && block.kind == BlockKind::Paragraph
            && block.readable_text().contains(char::is_lowercase)
    };
    let before = blocks[..number.block]
        .iter()
        .rev()
        .find(prose)
        .map(Block::readable_text);
    let after = blocks[number.block + 1..].iter().find(prose).map(Block::readable_text);
    let goes_on = before.is_some_and(|text| {
        text.trim_end()
            .ends_with(|c: char| c.is_alphabetic() || ",;-".contains(c))
    });
    goes_on && after.is_some_and(|text| text.trim_start().starts_with(char::is_lowercase))
}

/// The same short lines beside several of the numbers: the book's title, or the chapter's.
fn heads(pages: &[Page], numbers: &[Alone]) -> HashMap<String, Vec<(usize, usize)>> {
    let mut places: HashMap<String, Vec<(usize, usize)>> = HashMap::new();
    for number in numbers {
        let neighbours = [number.block.checked_sub(1), Some(number.block + 1)];
        for block in neighbours.into_iter().flatten() {
            if let Some(head) = pages[number.page].blocks.get(block).and_then(head) {
                places.entry(head).or_default().push((number.page, block));
            }
        }
    }
    places.retain(|_, places| places.len() >= HEADS);
    places
}

fn head(block: &Block) -> Option<String> {
    let text = block.readable_text();
    let short = (1..=HEAD_WORDS).contains(&text.split_whitespace().count());
    let open = !text.trim_end().ends_with(['.', '!', '?', '”', '"', ',']);
    let plain = block.kind == BlockKind::Paragraph && block.matter == Matter::Text;
    (plain && short && open && number_of(block).is_none()).then(|| text.trim().to_owned())
}
