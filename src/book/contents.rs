//! The table of contents that is printed among the text, on the title page or before the first chapter.

use std::collections::HashSet;

use super::epub::Navigation;
use super::page::Page;
use super::selection::normal;
use super::{Block, BlockKind, Matter, Reason};

/// A list that is one names at least so many chapters.
const ENTRIES: usize = 3;

/// An entry has at most so many words.
const WORDS: usize = 20;

/// So many lines that name none may stand between those that do.
const STRANGERS: usize = 3;

/// Leaves out the lists that stand under “Contents”, where most of their lines are titles of the book.
pub(super) fn leave_out(pages: &mut [Page], navigation: &Navigation) {
    for number in 0..pages.len() {
        let Some(label) = pages[number].blocks.iter().position(is_label) else {
            continue;
        };
        let titles = titles(pages, navigation, (number, label));
        let lines = lines_of_list(&pages[number].blocks[label + 1..], &titles);
        // The list ends with the last line that names a chapter; what follows may be the chapter's own title.
        let length = lines.iter().rposition(|named| *named).map_or(0, |last| last + 1);
        let named = lines.iter().filter(|named| **named).count();
        let is_short_list = named == length && named > 0 && is_over(&pages[number].blocks[label + 1 + length..]);
        if named >= ENTRIES && named * 10 >= length * 6 || is_short_list {
            let blocks = pages[number].blocks[label..=label + length].iter_mut();
            blocks.filter(|block| block.matter == Matter::Text).for_each(|block| {
                block.matter = Matter::LeftOut(Reason::Navigation);
            });
        }
    }
}

/// Whether a list ends here for sure: with its page, or before a heading.
fn is_over(rest: &[Block]) -> bool {
    let next = rest
        .iter()
        .find(|block| block.matter == Matter::Text && block.kind != BlockKind::SceneBreak);
    next.is_none_or(|block| matches!(block.kind, BlockKind::Heading(_)))
}

/// For each line of the list that a page goes on with, whether it names a chapter. Where a title comes a second time, its
/// chapter begins.
fn lines_of_list(blocks: &[Block], titles: &HashSet<String>) -> Vec<bool> {
    let mut seen = HashSet::new();
    let mut lines = Vec::new();
    let mut strangers = 0;
    for block in blocks.iter().take_while(|block| is_entry(block)) {
        let named = names(block, titles);
        strangers = if named { 0 } else { strangers + 1 };
        if strangers > STRANGERS || named && !seen.insert(bare(&block.readable_text())) {
            break;
        }
        lines.push(named);
    }
    lines
}

/// “CONTENTS”, by itself.
fn is_label(block: &Block) -> bool {
    block.matter == Matter::Text
        && block.characters() < 24
        && matches!(
            normal(&block.readable_text()).as_str(),
            "contents" | "table of contents"
        )
}

/// Whether a block can be a line of the list: it is short, and no sentence.
fn is_entry(block: &Block) -> bool {
    let text = block.readable_text();
    let listed = !matches!(block.kind, BlockKind::Heading(_) | BlockKind::SceneBreak);
    listed && text.split_whitespace().count() <= WORDS * 8
}

/// The titles of the book: its navigation's, and the headings and short lines behind the list.
fn titles(pages: &[Page], navigation: &Navigation, (page, label): (usize, usize)) -> HashSet<String> {
    let entries = navigation.entries.iter().map(|entry| bare(&entry.title));
    let headings = pages.iter().enumerate().flat_map(|(number, content)| {
        let own = move |(at, block): (usize, &'_ Block)| {
            let heading = matches!(block.kind, BlockKind::Heading(_));
            (heading && (number, at) > (page, label)).then(|| bare(&block.readable_text()))
        };
        content.blocks.iter().enumerate().filter_map(own)
    });
    entries.chain(headings).filter(|title| !title.is_empty()).collect()
}

/// Whether a block names a title, or each of its lines does.
fn names(block: &Block, titles: &HashSet<String>) -> bool {
    let text: String = block
        .runs
        .iter()
        .map(|run| {
            if run.role == super::Role::LineBreak {
                "\n"
            } else {
                &run.text
            }
        })
        .collect();
    let mut lines = text.lines().map(bare).filter(|line| !line.is_empty()).peekable();
    let whole = bare(&block.readable_text());
    let short = whole.split(' ').count() <= WORDS;
    let all = lines.peek().is_some() && lines.all(|line| titles.contains(&line));
    short
        && titles
            .iter()
            .any(|title| *title == whole || ends_with_title(&whole, title))
        || all
}

/// “chapter i the storm” names “the storm”, and the other way round.
fn ends_with_title(line: &str, title: &str) -> bool {
    let ends = |long: &str, short: &str| {
        short.contains(' ')
            && long
                .strip_suffix(short)
                .is_some_and(|rest| rest.ends_with(' ') && rest.len() < 24)
    };
    ends(line, title) || ends(title, line)
}

/// A title without what a list adds to it: dots, and the page's number behind it.
fn bare(title: &str) -> String {
    let words: Vec<String> = title
        .split(|c: char| !c.is_alphanumeric() && !matches!(c, '’' | '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect();
    let numbered = words.len() > 1
        && words
            .last()
            .is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()));
    words[..words.len() - usize::from(numbered)].join(" ")
}
