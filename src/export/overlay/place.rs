//! A sentence is found on its page.

use std::collections::BTreeMap;

use super::page::{Letter, Page, is_letter};

/// So many letters at its beginning make a sentence known.
const KNOWN_BY: usize = 16;

/// So many letters may be left out at once in the middle of a sentence, such as a footnote's mark or its text.
const LONGEST_GAP: usize = 2_000;

/// After a gap so many letters have to be right.
const SURE: usize = 6;

/// Where in a chapter's pages its sentences have been found so far.
pub(super) struct Placed<'a> {
    pages: &'a [String],
    /// On which page the last one was, and where that ended.
    page: usize,
    letter: usize,
}

impl<'a> Placed<'a> {
    pub(super) fn new(pages: &'a [String]) -> Self {
        Self {
            pages,
            page: 0,
            letter: 0,
        }
    }

    /// Puts an element of this id around the next sentence, and gives its page; none if it is on no page behind the last one.
    pub(super) fn place(&mut self, pages: &mut BTreeMap<String, Page>, text: &str, id: &str) -> Option<String> {
        let wanted: Vec<char> = text.chars().filter(|&c| is_letter(c)).collect();
        for (number, path) in self.pages.iter().enumerate().skip(self.page) {
            let from = if number == self.page { self.letter } else { 0 };
            let Some(page) = pages.get_mut(path) else { continue };
            let Some(found) = find(&page.letters, from, &wanted) else {
                continue;
            };
            (self.page, self.letter) = (number, found.end);
            return page.mark(found, id).then(|| path.clone());
        }
        None
    }
}

/// Where the letters of a sentence stand, left-out ones between them included.
fn find(letters: &[Letter], from: usize, wanted: &[char]) -> Option<std::ops::Range<usize>> {
    let known = &wanted[..wanted.len().min(KNOWN_BY)];
    if known.is_empty() {
        return None;
    }
    let starts = |at: &usize| agrees(&letters[*at..], known);
    let whole = |start: usize| Some(start..end(letters, start, wanted)?);
    (from..letters.len()).filter(starts).find_map(whole)
}

fn agrees(letters: &[Letter], wanted: &[char]) -> bool {
    letters.len() >= wanted.len() && letters.iter().zip(wanted).all(|(letter, c)| letter.c == *c)
}

/// Where a sentence that begins at `start` ends, if it is there.
fn end(letters: &[Letter], start: usize, wanted: &[char]) -> Option<usize> {
    let mut at = start;
    for (number, c) in wanted.iter().enumerate() {
        if letters.get(at)?.c != *c {
            let next = &wanted[number..wanted.len().min(number + SURE)];
            let gap = (1..LONGEST_GAP).find(|gap| letters.get(at + gap..).is_some_and(|rest| agrees(rest, next)))?;
            at += gap;
        }
        at += 1;
    }
    Some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sentences_are_found_in_order_over_pages_and_footnote_marks() {
        let page = |text: &str| Page::read(format!("<body><p>{text}</p></body>")).unwrap();
        let mut pages = BTreeMap::from([
            (
                "1".to_owned(),
                page("No. He saw the whale.<a>12</a> It was a white whale<sup>3</sup> again. No."),
            ),
            ("2".to_owned(), page("No. Then he left.")),
        ]);
        let paths = ["1".to_owned(), "2".to_owned()];
        let mut placed = Placed::new(&paths);
        let found: Vec<_> = [
            "No.",
            "He saw the whale.",
            "It was a white whale again.",
            "No.",
            "Nowhere at all",
            "No.",
            "Then he left.",
        ]
        .iter()
        .enumerate()
        .map(|(number, text)| placed.place(&mut pages, text, &number.to_string()))
        .collect();
        let found: Vec<_> = found.iter().map(Option::as_deref).collect();
        assert_eq!(
            found,
            [Some("1"), Some("1"), Some("1"), Some("1"), None, Some("2"), Some("2")]
        );
        let first = pages["1"].marked();
        assert!(
            first.contains("<span id=\"2\">It was a white whale<sup>3</sup> again.</span>"),
            "{first}"
        );
    }
}
