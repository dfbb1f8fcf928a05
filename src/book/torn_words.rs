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
    let text = block.readable_text();
    let head = text.trim_end().strip_suffix(['-', '\u{ad}', '‐']).unwrap_or_default();
    let word = head.chars().rev().take_while(|c| c.is_alphabetic()).count();
    is_prose(block) && word > 1 && head.contains(' ')
}

fn begins_small(block: &Block) -> bool {
    is_prose(block) && block.readable_text().trim_start().starts_with(char::is_lowercase)
}

fn is_prose(block: &Block) -> bool {
    matches!(block.kind, BlockKind::Paragraph | BlockKind::Quote)
}
