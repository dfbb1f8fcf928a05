//! A book at a glance: its chapters, what is read of them, and why the rest is not.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::Totals;
use super::reading::Reading;
use crate::book::{Metadata, Reason};

/// Writes the outline and says how much of the book is spoken.
pub fn write(out: &mut impl Write, reading: Reading) -> io::Result<Totals> {
    writeln!(out, "{}", headline(&reading.book.metadata))?;
    let mut totals = Totals::default();
    let mut left_out: BTreeMap<Reason, (usize, usize)> = BTreeMap::new();
    let digits = reading.book.chapters.len().to_string().len();
    reading.each(|chapter, read| {
        totals.add(&read.text);
        for run in &read.text.left_out {
            let (runs, characters) = left_out.entry(run.reason).or_default();
            *runs += 1;
            *characters += run.text.chars().filter(|c| !c.is_whitespace()).count();
        }
        let (sign, what) = match chapter.selection.reason() {
            Some(reason) => ('–', format!("left out: {reason}")),
            None => ('✓', counted(read.text.sentences.len(), "sentence")),
        };
        let indent = "  ".repeat(chapter.depth);
        writeln!(
            out,
            "{sign} {:digits$} {indent}{}  ({what})",
            chapter.index, chapter.title
        )
    })?;
    writeln!(out, "Spoken: {}", counted(totals.spoken, "character"))?;
    writeln!(out, "Left out: {}", counted(totals.left_out, "character"))?;
    for (reason, (runs, characters)) in left_out {
        writeln!(
            out,
            "  {reason}: {} in {}",
            counted(characters, "character"),
            counted(runs, "place")
        )?;
    }
    writeln!(out, "In the book: {}", counted(reading.book.characters, "character"))?;
    Ok(totals)
}

fn headline(metadata: &Metadata) -> String {
    let title = if metadata.title.is_empty() {
        "Untitled"
    } else {
        &metadata.title
    };
    let author = metadata.author();
    let by = if author.is_empty() {
        String::new()
    } else {
        format!(" by {author}")
    };
    let language = metadata
        .language
        .as_ref()
        .map(|tag| format!(" [{tag}]"))
        .unwrap_or_default();
    format!("{title}{by}{language}")
}

fn counted(count: usize, thing: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {thing}{plural}")
}
