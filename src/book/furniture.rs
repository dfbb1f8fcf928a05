//! What printers and transcribers left in the text of a book, without an element that says so: “[All rights reserved]”,
//! “PRINTED BY CLAY AND SONS”, “TRANSCRIBER’S NOTES” behind the end, and “[Illustration]” where a picture was.

use std::sync::LazyLock;

use regex::Regex;

use super::page::Page;
use super::{Apparatus, Block, BlockKind, Matter, Reason, Role};

/// A printer's line stands within so many blocks of the book's beginning or end.
const EDGE: usize = 40;

/// It is not longer, in words.
const LINE_WORDS: usize = 20;

/// Notes of a transcriber have at most so many blocks.
const NOTES: usize = 60;

#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static PRINTED: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^\W*(?: [Aa]ll\ [Rr]ights\ [Rr]eserved | ALL\ RIGHTS\ RESERVED | PRINTED\ (?:BY|IN|AT)\b
        | [Pp]rinted\ (?:by|in|at|and\ bound)\ .*(?:Limited|Ltd|Sons|&\ Co|Press|Printers|Britain|England|States|U\.\ ?S|America) )",
    )
    .unwrap()
});

#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static PICTURE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"^\s*\[(?:Illustration|Frontispiece)\b[^\[\]]*\]\s*$").unwrap());

/// Leaves all of it out.
pub(super) fn leave_out(pages: &mut [Page]) {
    let mut blocks: Vec<&mut Block> = pages
        .iter_mut()
        .flat_map(|page| &mut page.blocks)
        .filter(|block| block.matter == Matter::Text && block.kind != BlockKind::SceneBreak)
        .collect();
    for block in &mut blocks {
        take_picture(block);
    }
    let count = blocks.len();
    for (number, block) in blocks.iter_mut().enumerate() {
        if (number < EDGE || number + EDGE >= count) && is_printed(block) {
            block.matter = Matter::LeftOut(Reason::Apparatus(Apparatus::Imprint));
        }
    }
    let notes = blocks.iter().rposition(|block| is_over_notes(block));
    let behind = notes.and_then(|first| blocks.get_mut(first..)).unwrap_or_default();
    let titled = behind.iter().any(|block| matches!(block.kind, BlockKind::Heading(_)));
    if behind.len() <= NOTES && !titled {
        for block in behind {
            block.matter = Matter::LeftOut(Reason::Apparatus(Apparatus::Revisions));
        }
    }
}

/// [Illustration: The mill], where the picture itself is not in the book.
fn take_picture(block: &mut Block) {
    if block.kind != BlockKind::Heading(1) && PICTURE.is_match(&block.readable_text()) {
        for run in block
            .runs
            .iter_mut()
            .filter(|run| run.role.reason().is_none() && !run.text.is_empty())
        {
            run.role = Role::AltText;
        }
    }
}

fn is_printed(block: &Block) -> bool {
    let text = block.readable_text();
    block.kind != BlockKind::TableRow && text.split_whitespace().count() <= LINE_WORDS && PRINTED.is_match(&text)
}

/// “TRANSCRIBER’S NOTES”, which is no heading here.
fn is_over_notes(block: &Block) -> bool {
    let text = block.readable_text().to_lowercase().replace('’', "'");
    let title = text.trim_matches(|c: char| !c.is_alphabetic());
    let known = [
        "transcriber's note",
        "transcriber's notes",
        "transcribers' note",
        "transcribers' notes",
    ];
    !matches!(block.kind, BlockKind::Heading(_)) && known.contains(&title)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn printers_lines() {
        for line in [
            "PRINTED BY WILLIAM CLOWES AND SONS, LIMITED, LONDON AND BECCLES.",
            "[All rights reserved]",
            "Printed in Great Britain by R. & R. Clark",
        ] {
            assert!(PRINTED.is_match(line), "{line}");
        }
        assert!(!PRINTED.is_match("Printed by hand, the little book was lovely."));
        assert!(PICTURE.is_match("[Illustration: The mill]") && !PICTURE.is_match("[Illustration] he said"));
    }
}
