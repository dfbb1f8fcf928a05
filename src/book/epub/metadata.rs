//! What the package document says about the book.

use std::io::{Read, Seek};

use epub::doc::{EpubDoc, MetadataItem};

use crate::book::markup::Markup;
use crate::book::{Metadata, Series};

/// Reads Dublin Core and the refinements of EPUB 2 and 3.
pub fn read<R: Read + Seek>(document: &EpubDoc<R>) -> Metadata {
    let items = |property: &'static str| document.metadata.iter().filter(move |item| item.property == property);
    let first = |property| items(property).find_map(text);
    let main_title = items("title").find(|item| refinement(item, "title-type").as_deref() == Some("main"));
    let of_publication = items("date").find(|item| refinement(item, "event").as_deref() == Some("publication"));
    Metadata {
        title: main_title.and_then(text).or_else(|| first("title")).unwrap_or_default(),
        authors: authors(items("creator")),
        language: first("language"),
        publisher: first("publisher"),
        date: of_publication.and_then(text).or_else(|| first("date")),
        description: first("description").map(|description| plain(&description)),
        series: series(document),
        identifier: document.unique_identifier.clone().or_else(|| first("identifier")),
    }
}

/// The creators whose role is author, or has not been given; all of them when none is.
fn authors<'a>(creators: impl Iterator<Item = &'a MetadataItem>) -> Vec<String> {
    let creators: Vec<_> = creators.collect();
    let is_author = |item: &&MetadataItem| refinement(item, "role").is_none_or(|role| role == "aut");
    let authors: Vec<_> = creators.iter().copied().filter(is_author).filter_map(text).collect();
    if authors.is_empty() {
        creators.into_iter().filter_map(text).collect()
    } else {
        authors
    }
}

/// The series, as EPUB 3 gives it, or as calibre writes it into EPUB 2.
fn series<R: Read + Seek>(document: &EpubDoc<R>) -> Option<Series> {
    let collections = document
        .metadata
        .iter()
        .filter(|item| item.property == "belongs-to-collection");
    let is_series = |item: &&MetadataItem| refinement(item, "collection-type").is_none_or(|kind| kind == "series");
    let collection = collections.filter(is_series).find_map(|item| {
        Some(Series {
            name: text(item)?,
            index: refinement(item, "group-position").map(whole),
        })
    });
    collection.or_else(|| {
        Some(Series {
            name: text(document.mdata("calibre:series")?)?,
            index: document.mdata("calibre:series_index").and_then(text).map(whole),
        })
    })
}

/// A number without decimals that say nothing, as calibre writes them: `3` for `3.0`.
fn whole(index: String) -> String {
    match index.split_once('.') {
        Some((number, decimals)) if !number.is_empty() && decimals.bytes().all(|digit| digit == b'0') => {
            number.to_owned()
        }
        _ => index,
    }
}

fn refinement(item: &MetadataItem, property: &str) -> Option<String> {
    item.refinement(property).map(|refined| refined.value.trim().to_owned())
}

fn text(item: &MetadataItem) -> Option<String> {
    let text = item.value.split_whitespace().collect::<Vec<_>>().join(" ");
    (!text.is_empty()).then_some(text)
}

/// A description without the HTML that booksellers put into it.
fn plain(description: &str) -> String {
    match Markup::parse(description) {
        Ok(markup) if description.contains('<') => markup.text(0..markup.len()),
        _ => description.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_in_a_series_has_no_idle_decimals() {
        for (written, meant) in [
            ("3.0", "3"),
            ("3", "3"),
            ("2.5", "2.5"),
            ("3.", "3"),
            (".0", ".0"),
            ("II", "II"),
        ] {
            assert_eq!(whole(written.to_owned()), meant);
        }
    }
}
