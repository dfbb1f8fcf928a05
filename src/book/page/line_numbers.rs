//! The numbers of lines that editions of verse print beside each fifth or tenth of them, behind a wide gap.

use std::ops::Range;

use crate::book::{Block, BlockKind, Matter, Role};

/// A gap is as wide as this many spaces.
const GAP: usize = 2;

/// A number at the end of a line.
struct Numbered {
    block: usize,
    run: usize,
    bytes: Range<usize>,
    number: usize,
    /// How many lines came before, since the last heading.
    line: usize,
}

/// Takes the numbers out of what is read, where they run with the lines.
pub(super) fn take(blocks: &mut [Block]) {
    take_from_tables(blocks);
    let found = find(blocks);
    let regular: Vec<bool> = (0..found.len()).map(|at| is_regular(&found, at)).collect();
    let confirmed = found.iter().zip(regular).filter(|(_, regular)| *regular);
    for (numbered, _) in confirmed.collect::<Vec<_>>().into_iter().rev() {
        blocks[numbered.block].give_role(numbered.run, numbered.bytes.clone(), Role::LineNumber);
    }
}

/// Takes the numbers out of the first or last cells of a poem that is laid out as a table: every fifth row has one, and
/// no other row has a number there.
fn take_from_tables(blocks: &mut [Block]) {
    let mut start = 0;
    while start < blocks.len() {
        let length = blocks[start..]
            .iter()
            .take_while(|block| block.kind == BlockKind::TableRow && block.matter == Matter::Text)
            .count();
        let rows = &mut blocks[start..start + length];
        for cell in [first_cell, last_cell] {
            let numbers: Vec<(usize, usize, usize)> = rows
                .iter()
                .enumerate()
                .filter_map(|(row, block)| {
                    let run = cell(block)?;
                    let number = block.runs.get(run)?.text.trim().parse().ok()?;
                    Some((row, run, number))
                })
                .collect();
            let apart =
                |pair: &[(usize, usize, usize)]| pair[1].2.checked_sub(pair[0].2) == Some(pair[1].0 - pair[0].0);
            let fifths = numbers.iter().all(|(.., number)| number % 5 == 0);
            if numbers.len() > 1 && fifths && numbers.windows(2).all(apart) {
                for (row, run, _) in numbers {
                    let bytes = 0..rows[row].runs[run].text.len();
                    rows[row].give_role(run, bytes, Role::LineNumber);
                }
            }
        }
        start += length + 1;
    }
}

/// The run that is all of a row's first cell, where there are others.
fn first_cell(block: &Block) -> Option<usize> {
    (block.runs.get(1)?.role == Role::CellBreak).then_some(0)
}

fn last_cell(block: &Block) -> Option<usize> {
    let last = block.runs.len().checked_sub(1)?;
    let before = block.runs.get(last.checked_sub(1)?)?;
    (before.role == Role::CellBreak).then_some(last)
}

fn find(blocks: &[Block]) -> Vec<Numbered> {
    let mut found = Vec::new();
    let mut line = 0;
    for (block, content) in blocks.iter().enumerate() {
        if matches!(content.kind, BlockKind::Heading(_)) {
            line = 0;
        }
        let broken = content.runs.iter().any(|run| run.role == Role::LineBreak);
        if content.matter != Matter::Text || content.kind != BlockKind::Verse && !broken {
            continue;
        }
        for (run, part) in content.runs.iter().enumerate() {
            let ends = content
                .runs
                .get(run + 1)
                .is_none_or(|next| next.role == Role::LineBreak);
            if part.role == Role::LineBreak {
                line += 1;
            } else if let Some((bytes, number)) = number_behind_gap(&part.text).filter(|_| ends) {
                found.push(Numbered {
                    block,
                    run,
                    bytes,
                    number,
                    line,
                });
            }
        }
        line += 1;
    }
    found
}

/// A multiple of five at the end of a text, behind a gap.
fn number_behind_gap(text: &str) -> Option<(Range<usize>, usize)> {
    let head = text.trim_end().trim_end_matches(|c: char| c.is_ascii_digit());
    let figures = text.get(head.len()..)?.trim_end();
    let gap = head.len() - head.trim_end().len();
    let wide =
        head.chars().rev().take_while(|c| c.is_whitespace()).count() >= GAP || head.ends_with(['\t', '\u{2003}']);
    let number: usize = figures.parse().ok().filter(|n| n % 5 == 0 && figures.len() < 5)?;
    (gap > 0 && wide && !head.trim().is_empty()).then_some((head.trim_end().len()..text.len(), number))
}

/// Whether a number is as far from one before or behind it as their lines are.
fn is_regular(found: &[Numbered], at: usize) -> bool {
    let fits = |other: Option<&Numbered>| {
        let (Some(this), Some(other)) = (found.get(at), other) else {
            return false;
        };
        let (numbers, lines) = (this.number.abs_diff(other.number), this.line.abs_diff(other.line));
        (this.number > other.number) == (this.line > other.line)
            && numbers > 0
            && numbers.abs_diff(lines) <= numbers / 2
    };
    let alone = found.get(at).is_some_and(|this| this.line + 1 == this.number);
    alone || fits(at.checked_sub(1).and_then(|before| found.get(before))) || fits(found.get(at + 1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stand_behind_gaps() {
        let found = |text: &str| number_behind_gap(text).map(|(_, number)| number);
        assert_eq!(found("and the fruit\u{a0}\u{a0}\u{a0}15"), Some(15));
        assert_eq!(found("in all 15"), None);
        assert_eq!(found("apples   12"), None);
        assert_eq!(found("15"), None);
    }
}
