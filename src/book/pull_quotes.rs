//! Pull quotes: sentences of a chapter that the page sets a second time, large, to catch the eye.

use super::page::Page;
use super::{Block, Matter, Reason};

/// A shorter one may be the same by chance, in letters.
const LETTERS: usize = 12;

/// Leaves out what is set a second time, to the letter.
pub(super) fn leave_out(pages: &mut [Page]) {
    for page in pages.iter_mut().filter(|page| !page.pull_quotes.is_empty()) {
        let quotes = &page.pull_quotes;
        let is_quote = |block: &Block| {
            let nodes = &block.source.nodes;
            let text = block.matter == Matter::Text;
            text && quotes
                .iter()
                .any(|quote| quote.start <= nodes.start && nodes.end <= quote.end)
        };
        let told = page
            .blocks
            .iter()
            .filter(|block| block.matter == Matter::Text && !is_quote(block));
        let told: String = told.map(letters).collect();
        let again: Vec<usize> = (0..page.blocks.len())
            .filter(|&number| {
                let quote = page.blocks.get(number).filter(|block| is_quote(block)).map(letters);
                quote.is_some_and(|quote| quote.len() >= LETTERS && told.contains(&quote))
            })
            .collect();
        for number in again {
            page.blocks[number].matter = Matter::LeftOut(Reason::PullQuote);
        }
    }
}

/// Letters and figures, in small letters.
fn letters(block: &Block) -> String {
    let text = block.readable_text();
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
