//! Words that a conversion from printed pages has torn in two, one half at the end of a paragraph: “conver-”, “sion”.

use super::page::Page;
use super::{Block, BlockKind, Matter, Role, Run};

/// Puts a paragraph that begins with the rest of a word behind the one that ends with its beginning. Numbers and heads of
/// pages may stand between.
pub(super) fn mend(pages: &mut [Page]) {
    for page in pages {
        let mut torn: Option<usize> = None;
        for number in 0..page.blocks.len() {
            let Some(block) = page.blocks.get(number) else { continue };
            match (torn, block.matter) {
                (_, Matter::LeftOut(_) | Matter::Note(_)) => continue,
                (Some(first), Matter::Text) if begins_small(block) => join(&mut page.blocks, first, number),
                _ => torn = None,
            }
            // What is joined may itself be torn at its end.
            let first = torn.unwrap_or(number);
            torn = page.blocks.get(first).is_some_and(ends_torn).then_some(first);
        }
    }
}

fn join(blocks: &mut [Block], first: usize, second: usize) {
    let Some((head, tail)) = blocks.split_at_mut_checked(second) else {
        return;
    };
    if let (Some(first), Some(second)) = (head.get_mut(first), tail.first_mut()) {
        first.runs.push(Run {
            text: " ".to_owned(),
            role: Role::Plain,
            language: None,
            pronunciation: None,
        });
        first.runs.append(&mut second.runs);
        first.source.nodes.end = second.source.nodes.end;
    }
}

/// Whether a paragraph ends in the middle of a word.
fn ends_torn(block: &Block) -> bool {
    let last = readable(block).next_back().map_or("", |text| text.trim_end());
    if !is_prose(block) || !last.ends_with(HYPHENS) {
        return false;
    }
    let text = block.readable_text();
    let head = text.trim_end().strip_suffix(HYPHENS).unwrap_or_default();
    let word = head.chars().rev().take_while(|c| c.is_alphabetic()).count();
    word > 1 && head.contains(' ')
}

/// What a word is cut with.
const HYPHENS: [char; 3] = ['-', '\u{ad}', '‐'];

fn begins_small(block: &Block) -> bool {
    let first = readable(block).next().map_or("", |text| text.trim_start());
    is_prose(block) && first.starts_with(char::is_lowercase)
}

/// The texts that are read.
fn readable(block: &Block) -> impl DoubleEndedIterator<Item = &str> {
    let runs = block.runs.iter().filter(|run| run.role.reason().is_none());
    runs.map(|run| run.text.as_str()).filter(|text| !text.trim().is_empty())
}

fn is_prose(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote)
}
