//! Opening a book.

use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use super::epub::{Container, Missing, Navigation, Package, SpineItem};
use super::markup::{Markup, decode};
use super::page::{Page, blocks_of};
use super::styles::{StyleSheets, Styles};
use super::{
    Book, BookError, Cover, Notes, Trouble, Warning, census, chapters, contents, furniture, gutenberg, notes,
    page_numbers, pls, primary_subtag, pull_quotes, torn_words, typed_notes,
};

/// Opens an EPUB and reads its text.
///
/// # Errors
/// [`BookError`] when it is no EPUB, is damaged or encrypted, or unpacks to more than any book holds. A page that is
/// missing or damaged while others are there is no error but one of [`Book::warnings`].
pub fn open(path: &Path) -> Result<Book, BookError> {
    let mut container = Container::open(path)?;
    let package = Package::read(&mut container)?;
    let navigation = Navigation::read(&mut container, &package)?;
    let mut reading = Reading::default();
    let mut seen = HashSet::new();
    for item in &package.spine {
        if seen.insert(&item.file) {
            reading.page(&mut container, item)?;
        }
    }
    let Reading {
        mut pages,
        characters,
        warnings,
        mut next_note,
        ..
    } = reading;
    if pages.is_empty() {
        let why = warnings
            .first()
            .map_or("it lists no pages".to_owned(), ToString::to_string);
        return Err(BookError::Damaged {
            path: path.to_owned(),
            why,
        });
    }
    notes::link(&mut pages, &mut next_note);
    typed_notes::take(&mut pages, &mut next_note);
    page_numbers::leave_out(&mut pages, &package.metadata);
    gutenberg::leave_out(&mut pages, &package.metadata);
    furniture::leave_out(&mut pages);
    contents::leave_out(&mut pages, &navigation);
    pull_quotes::leave_out(&mut pages);
    torn_words::mend(&mut pages);
    let lexicon = pls::lexicons(&mut container, &package);
    let metadata = super::Metadata {
        language: package.metadata.language.clone().or_else(|| usual_language(&pages)),
        ..package.metadata
    };
    forget_usual_languages(&mut pages, metadata.language.as_deref());
    let cover = package
        .cover
        .and_then(|file| container.read(&file).ok())
        .and_then(Cover::new);
    let chapters = chapters::of(pages, &navigation, &metadata);
    Ok(Book {
        notes: Notes::of(&chapters),
        metadata,
        chapters,
        cover,
        warnings,
        characters,
        lexicon,
    })
}

/// The pages read so far.
#[derive(Default)]
struct Reading {
    pages: Vec<Page>,
    characters: usize,
    warnings: Vec<Warning>,
    next_note: u32,
    style_sheets: StyleSheets,
}

impl Reading {
    fn page(&mut self, container: &mut Container, item: &SpineItem) -> Result<(), BookError> {
        if !is_text(item) {
            self.warn(item, Trouble::NotText(item.media_type.clone()));
            return Ok(());
        }
        let bytes = match container.read(&item.file) {
            Ok(bytes) => bytes,
            Err(Missing::Fatal(error)) => return Err(error),
            Err(Missing::Absent) => {
                self.warn(item, Trouble::Missing);
                return Ok(());
            }
            Err(Missing::Damaged(why)) => {
                self.warn(item, Trouble::Damaged(why));
                return Ok(());
            }
        };
        let text = decode(&bytes);
        let markup = Markup::parse(&text).map_err(|_| container.too_large(&item.file))?;
        let file: Arc<str> = item.file.as_str().into();
        let sheets = self.style_sheets.of_page(container, &markup, &file);
        let page = blocks_of(&markup, &Styles::of(&sheets), &file, item.linear, &mut self.next_note);
        self.pages.push(page);
        self.characters += census::count(&text);
        Ok(())
    }

    fn warn(&mut self, item: &SpineItem, trouble: Trouble) {
        self.warnings.push(Warning {
            file: item.file.clone(),
            trouble,
        });
    }
}

/// Whether a file of the reading order is a page of text, by its media type or its name.
fn is_text(item: &SpineItem) -> bool {
    let kind = item.media_type.to_ascii_lowercase();
    let extension = Path::new(&item.file)
        .extension()
        .unwrap_or_default()
        .to_ascii_lowercase();
    ["html", "svg", "dtbook", "oeb1-document"]
        .iter()
        .any(|text| kind.contains(text))
        || ["xhtml", "html", "htm", "xml", "svg"]
            .iter()
            .any(|text| extension == *text)
        || kind.is_empty()
}

/// The language most pages declare.
fn usual_language(pages: &[Page]) -> Option<String> {
    let languages = pages.iter().filter_map(|page| page.language.as_deref());
    let mut counts: Vec<(&str, usize)> = Vec::new();
    for language in languages {
        match counts.iter_mut().find(|(known, _)| *known == language) {
            Some((_, count)) => *count += 1,
            None => counts.push((language, 1)),
        }
    }
    counts
        .into_iter()
        .max_by_key(|(_, count)| *count)
        .map(|(language, _)| language.to_owned())
}

/// Keeps the language of runs only where it is another than the book's, or than what the book's pages declare by
/// habit: many name one language in their metadata and another on every page, and the metadata is right more often.
fn forget_usual_languages(pages: &mut [Page], language: Option<&str>) {
    let habit = usual_language(pages);
    let usual: Vec<String> = [language, habit.as_deref()]
        .into_iter()
        .flatten()
        .map(primary_subtag)
        .collect();
    let runs = pages
        .iter_mut()
        .flat_map(|page| &mut page.blocks)
        .flat_map(|block| &mut block.runs);
    for run in runs {
        if run
            .language
            .as_deref()
            .is_some_and(|tag| usual.contains(&primary_subtag(tag)))
        {
            run.language = None;
        }
    }
}
