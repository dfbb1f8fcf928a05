//! What is written of a book if nobody says otherwise.

use std::path::Path;

use super::output::{Output, Wish, Written};
use super::output_settings::{format_of, split_of};
use crate::cli::wiring::Manuscript;
use crate::config::{self, Settings};
use crate::studio::UsualFiles;

/// What is written of a book by the settings alone; none if they contradict each other, which `lector render` explains.
#[must_use]
pub fn usual_files(settings: &Settings, book: &Manuscript, path: &Path) -> Option<UsualFiles> {
    let path = path.to_owned();
    let is_epub = settings.output.format == config::Format::Epub;
    let wish = Wish {
        output: None,
        split: split_of(settings),
        format: format_of(settings),
        folder: settings.output.folder.as_deref(),
        template: &settings.output.name,
        overlay: is_epub.then_some(&path),
    };
    let written = Written {
        title: book.title(),
        author: &book.author(),
        last_chapter: book.chapters().last().map_or(0, |chapter| chapter.index),
    };
    let (output, format) = Output::decide(wish, written).ok()?;
    let kind = match &output {
        Output::OneFile(_) => format!("{}, one file", format.extension()),
        Output::Folder { .. } => format!("{}, a file a chapter", format.extension()),
        Output::Overlaid { .. } => "epub, with sound".to_owned(),
    };
    Some(UsualFiles {
        kind,
        folder: std::path::absolute(output.folder()).ok()?,
    })
}
