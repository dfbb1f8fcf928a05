//! Footnotes that are only typed: “died.[1]” in the text and “[1] Some say in autumn.” below it, without a link; and page
//! numbers that are, “[Pg 12]”.
//!
//! Either sign may be something else, so both are left out only where they match up: a mark stands close behind a word,
//! and a block further on begins with the same sign.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use super::page::Page;
use super::{Block, BlockKind, Matter, NoteId, Role};

/// A page of gathered notes has at least so many.
const GATHERED: usize = 2;

/// Signs that mark a note without brackets.
const SIGNS: &str = "*†‡";

#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static PAGE_NUMBER: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\[{](?:Pg|Page)\.? ?(?:\d{1,4}|[ivxlc]{1,7})[\]}]").unwrap());

/// A block that may be a note.
struct Body {
    page: usize,
    block: usize,
    sign: String,
    /// Whether it is a note already, of this number.
    known: Option<NoteId>,
}

/// A sign in the text that may be a note's mark.
struct Mark {
    page: usize,
    block: usize,
    run: usize,
    bytes: Range<usize>,
    sign: String,
    note: Option<NoteId>,
}

/// Makes notes of blocks and marks of signs that match up, and page numbers of what says it is one.
pub(super) fn take(pages: &mut [Page], next_note: &mut u32) {
    let bodies = bodies(pages);
    let mut marks = marks(pages, &bodies);
    let rest = pair_on_pages(pages, &bodies, &mut marks, next_note);
    pair_with_gathered(pages, &rest, &mut marks, next_note);
    for page in pages.iter_mut() {
        go_on(&mut page.blocks);
    }
    // From the last to the first, so that the places of those before stay what they were.
    for mark in marks.iter().rev().filter(|mark| mark.note.is_some()) {
        let block = &mut pages[mark.page].blocks[mark.block];
        block.give_role(mark.run, mark.bytes.clone(), Role::NoteMark(mark.note));
    }
    let blocks = pages.iter_mut().flat_map(|page| &mut page.blocks);
    blocks.for_each(take_page_numbers);
}

fn bodies(pages: &[Page]) -> Vec<Body> {
    let mut bodies = Vec::new();
    for (page, content) in pages.iter().enumerate() {
        for (block, body) in content.blocks.iter().enumerate() {
            let known = match body.matter {
                Matter::Text => None,
                Matter::Note(note) => Some(note),
                Matter::LeftOut(_) => continue,
            };
            let sign = sign_of_body(body);
            bodies.extend(sign.map(|sign| Body {
                page,
                block,
                sign,
                known,
            }));
        }
    }
    bodies
}

/// The sign that a block begins with as a note does: [12], *, or [Footnote A:.
fn sign_of_body(block: &Block) -> Option<String> {
    let text: String = block.runs.iter().map(|run| run.text.as_str()).collect();
    let text = text.trim_start();
    if let Some(rest) = text.strip_prefix("[Footnote ") {
        let (label, _) = rest.split_once(':')?;
        return (label.len() < 5 && !label.contains(' ')).then(|| label.to_owned());
    }
    let plain = matches!(
        block.kind,
        BlockKind::Paragraph | BlockKind::ListItem | BlockKind::Quote | BlockKind::Verse
    );
    let (label, rest) = bracketed(text).or_else(|| bare(text))?;
    let says = rest.chars().filter(|c| c.is_alphabetic()).count() > 1;
    (plain && block.matter == Matter::Text && says && !rest.starts_with(['[', '('])).then(|| label.to_owned())
}

/// [12] or [*], and what follows it.
fn bracketed(text: &str) -> Option<(&str, &str)> {
    let (label, rest) = text.strip_prefix('[')?.split_once(']')?;
    let number = matches!(label.len(), 1..=3) && label.bytes().all(|b| b.is_ascii_digit());
    let sign = label.chars().count() == 1 && label.contains(|c| SIGNS.contains(c));
    // “[W]e” is a word.
    let letter = matches!(label.as_bytes(), [b'A'..=b'Z']) && !rest.starts_with(char::is_alphanumeric);
    (number || sign || letter).then_some((label, rest))
}

/// A sign without brackets, and what follows it.
fn bare(text: &str) -> Option<(&str, &str)> {
    let sign = text.chars().next().filter(|c| SIGNS.contains(*c))?;
    let (sign, rest) = text.split_at_checked(sign.len_utf8())?;
    (!rest.contains(sign)).then_some((sign, rest))
}

/// The signs of these bodies in the text, close behind words.
fn marks(pages: &[Page], bodies: &[Body]) -> Vec<Mark> {
    let signs: HashSet<&str> = bodies.iter().map(|body| body.sign.as_str()).collect();
    let mut marks = Vec::new();
    if signs.is_empty() {
        return marks;
    }
    for (page, content) in pages.iter().enumerate() {
        for (number, block) in content.blocks.iter().enumerate() {
            if block.matter != Matter::Text {
                continue;
            }
            let mut before = None;
            for (run, part) in block.runs.iter().enumerate() {
                if matches!(part.role, Role::Plain | Role::Emphasis) {
                    let found = marks_in(&part.text, before, &signs);
                    marks.extend(found.into_iter().map(|bytes| Mark {
                        page,
                        block: number,
                        run,
                        sign: part.text[bytes.clone()].trim_matches(['[', ']']).to_owned(),
                        bytes,
                        note: None,
                    }));
                }
                before = part.text.chars().next_back().or(before);
            }
        }
    }
    marks
}

/// Where in a text the signs stand that may be marks.
fn marks_in(text: &str, before: Option<char>, signs: &HashSet<&str>) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut previous = before;
    for (at, c) in text.char_indices() {
        let attached = previous.is_some_and(|p| p.is_alphabetic() || ".,;:!?’”\"')".contains(p));
        previous = Some(c);
        let rest = &text[at..];
        let sign = match c {
            '[' => bracketed(rest).map(|(label, after)| (label, rest.len() - after.len())),
            _ if SIGNS.contains(c) => {
                let ends = text.matches(c).count() == 1
                    && !rest[c.len_utf8()..].starts_with(|next: char| next.is_alphanumeric() || next == c);
                ends.then(|| (&rest[..c.len_utf8()], c.len_utf8()))
            }
            _ => None,
        };
        if let Some((_, length)) = sign.filter(|(sign, _)| attached && signs.contains(sign)) {
            found.push(at..at + length);
        }
    }
    found
}

/// Pairs bodies with the marks before them on their page, and returns the bodies that have none there.
fn pair_on_pages<'b>(pages: &mut [Page], bodies: &'b [Body], marks: &mut [Mark], next_note: &mut u32) -> Vec<&'b Body> {
    let mut rest = Vec::new();
    for (number, body) in bodies.iter().enumerate() {
        let beside = |other: Option<&Body>| {
            other.is_some_and(|other| {
                other.sign == body.sign && other.page == body.page && other.block.abs_diff(body.block) == 1
            })
        };
        let listed =
            beside(number.checked_sub(1).and_then(|before| bodies.get(before))) || beside(bodies.get(number + 1));
        let fits = |mark: &&mut Mark| {
            mark.note.is_none() && mark.page == body.page && mark.block < body.block && mark.sign == body.sign
        };
        let mut own: Vec<&mut Mark> = marks.iter_mut().filter(fits).collect();
        let certain = body.sign.contains(|c: char| c.is_ascii_alphanumeric());
        // Of stars there are many kinds: one and one alone is a note's, and several below each other are a list's.
        if own.is_empty() || !certain && (own.len() > 1 || listed) {
            rest.push(body);
            continue;
        }
        let note = make_note(pages, body, next_note);
        for mark in &mut own {
            mark.note = Some(note);
        }
    }
    rest
}

/// Pairs what is left with pages that are mostly notes, one after the other, as their numbers run.
fn pair_with_gathered(pages: &mut [Page], rest: &[&Body], marks: &mut [Mark], next_note: &mut u32) {
    let numbered = |body: &&&Body| body.known.is_none() && body.sign.bytes().all(|b| b.is_ascii_digit());
    let count = |page: usize| rest.iter().filter(numbered).filter(|body| body.page == page).count();
    let is_gathered =
        |body: &&&Body| count(body.page) >= GATHERED && 2 * count(body.page) > pages[body.page].blocks.len();
    let gathered: Vec<&Body> = rest.iter().filter(numbered).filter(is_gathered).copied().collect();
    let mut next = 0;
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (number, mark) in marks.iter().enumerate().filter(|(_, mark)| mark.note.is_none()) {
        let found = gathered
            .iter()
            .skip(next)
            .position(|body| body.sign == mark.sign && body.page != mark.page);
        if let Some(ahead) = found {
            next += ahead;
            pairs.push((number, next));
        }
    }
    let paired: HashSet<usize> = pairs.iter().map(|(_, body)| *body).collect();
    if 2 * paired.len() <= gathered.len() {
        return;
    }
    let notes: Vec<NoteId> = gathered.iter().map(|body| make_note(pages, body, next_note)).collect();
    for (mark, body) in pairs {
        marks[mark].note = notes.get(body).copied();
    }
}

/// Makes a note of a block, and of the word “Notes” over it.
fn make_note(pages: &mut [Page], body: &Body, next_note: &mut u32) -> NoteId {
    if let Some(note) = body.known {
        return note;
    }
    let note = NoteId(*next_note);
    *next_note += 1;
    let blocks = &mut pages[body.page].blocks;
    blocks[body.block].matter = Matter::Note(note);
    let above = body.block.checked_sub(1).and_then(|above| blocks.get_mut(above));
    if let Some(above) = above.filter(|above| above.matter == Matter::Text && is_over_notes(above))
        && body.block > 1
    {
        above.matter = Matter::Note(note);
    }
    note
}

/// Gives what stands between two notes under the word “Footnotes” to the first of them: it is its next paragraph. What
/// stands behind the last one may be the story again.
fn go_on(blocks: &mut [Block]) {
    let note_of = |block: &Block| match block.matter {
        Matter::Note(note) => Some(note),
        _ => None,
    };
    let mut at = 0;
    while at < blocks.len() {
        if note_of(&blocks[at]).is_none() || !is_over_notes(&blocks[at]) {
            at += 1;
            continue;
        }
        let ends = |block: &Block| matches!(block.kind, BlockKind::Heading(_) | BlockKind::SceneBreak);
        let length = blocks[at + 1..].iter().position(ends).unwrap_or(blocks.len() - at - 1);
        let section = &mut blocks[at + 1..=at + length];
        let last = section.iter().rposition(|block| note_of(block).is_some()).unwrap_or(0);
        let mut note = None;
        for block in section.iter_mut().take(last) {
            note = note_of(block).or(note);
            if let (Matter::Text, Some(note)) = (block.matter, note) {
                block.matter = Matter::Note(note);
            }
        }
        at += length + 1;
    }
}

/// Whether a block says “Notes” and no more.
fn is_over_notes(block: &Block) -> bool {
    let title = block.readable_text();
    let title = title.trim().trim_end_matches([':', '.']);
    ["notes", "footnotes", "endnotes"]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(title))
}

/// [Pg 12], in the middle of a text.
fn take_page_numbers(block: &mut Block) {
    for run in (0..block.runs.len()).rev() {
        let part = &block.runs[run];
        if !matches!(part.role, Role::Plain | Role::Emphasis) || !part.text.contains(['[', '{']) {
            continue;
        }
        let found: Vec<Range<usize>> = PAGE_NUMBER.find_iter(&part.text).map(|found| found.range()).collect();
        for bytes in found.into_iter().rev() {
            block.give_role(run, bytes, Role::PageNumber);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_close_behind_words_may_be_marks() {
        let signs = HashSet::from(["1", "*"]);
        let found = |text: &'static str| -> Vec<&str> {
            marks_in(text, None, &signs)
                .into_iter()
                .map(|bytes| &text[bytes])
                .collect()
        };
        assert_eq!(found("died.[1] a word[1], one* and"), ["[1]", "[1]", "*"]);
        assert!(found("see [1] and [2], 5[1], *so* and a*b").is_empty());
    }

    #[test]
    fn the_pattern_of_page_numbers_compiles() {
        assert!(PAGE_NUMBER.is_match("over [Pg 12] the") && !PAGE_NUMBER.is_match("(p. 12) [12]"));
    }
}
