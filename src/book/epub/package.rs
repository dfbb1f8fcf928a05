//! The package document: metadata, reading order, and where the rest is.

use epub::doc::EpubDoc;

use super::container::{Container, Missing};
use super::href::{self, Place};
use super::metadata;
use crate::book::markup::Markup;
use crate::book::{BookError, Metadata, pls};

/// The one file whose place in the container is fixed.
const CONTAINER_FILE: &str = "META-INF/container.xml";

/// What the package document says.
#[derive(Debug)]
pub struct Package {
    /// About the book.
    pub metadata: Metadata,
    /// The reading order.
    pub spine: Vec<SpineItem>,
    /// EPUB 3's table of contents.
    pub nav: Option<String>,
    /// EPUB 2's table of contents.
    pub ncx: Option<String>,
    /// EPUB 2's guide: what it calls a place, and the place.
    pub guide: Vec<(String, Place)>,
    /// The picture on the cover.
    pub cover: Option<String>,
    /// The lexicons of pronunciation.
    pub lexicons: Vec<String>,
}

/// A file of the reading order.
#[derive(Debug)]
pub struct SpineItem {
    /// Its path in the container.
    pub file: String,
    /// Its media type.
    pub media_type: String,
    /// Whether it is read in turn, and not only on demand.
    pub linear: bool,
}

impl Package {
    /// Reads the package document of a container.
    ///
    /// The `epub` crate reads without bounds and by recursion, so what it will read is measured first.
    pub fn read(container: &mut Container) -> Result<Self, BookError> {
        let file = package_file(container)?;
        let markup = required(container, &file)?;
        let ncx = ncx_file(&markup, &file);
        if let Some(ncx) = &ncx
            && let Ok(markup) = container.read_markup(ncx)
        {
            refuse_flattened(container, &markup, ncx)?;
        }
        let mut document = EpubDoc::new(container.path()).map_err(|error| BookError::Damaged {
            path: container.path().to_owned(),
            why: format!("its package document {file} cannot be understood ({error})"),
        })?;
        // The crate takes the folder from the path as it is written, so a leading slash or `..` is worked out here.
        let path_of = |path: &std::path::Path| {
            let path = path.to_string_lossy();
            href::resolve("", &path.replace('#', "%23")).map_or_else(|| path.into_owned(), |place| place.file)
        };
        let spine = std::mem::take(&mut document.spine);
        let spine = spine.into_iter().map(|item| match document.resources.get(&item.idref) {
            Some(resource) => SpineItem {
                file: path_of(&resource.path),
                media_type: resource.mime.clone(),
                linear: item.linear,
            },
            None => SpineItem {
                file: item.idref,
                media_type: String::new(),
                linear: item.linear,
            },
        });
        let spine = spine.collect();
        let with_property = |property: &str| {
            let mut resources = document.resources.values();
            let found = resources.find(|r| {
                r.properties
                    .as_deref()
                    .unwrap_or_default()
                    .split_whitespace()
                    .any(|p| p == property)
            });
            found.map(|resource| path_of(&resource.path))
        };
        let declared_cover = || {
            let id = &document.mdata("cover")?.value;
            Some(path_of(&document.resources.get(id)?.path))
        };
        Ok(Self {
            metadata: metadata::read(&document),
            spine,
            nav: with_property("nav"),
            ncx,
            guide: guide(&markup, &file),
            cover: with_property("cover-image").or_else(declared_cover),
            lexicons: files_of_type(&markup, &file, pls::MEDIA_TYPE),
        })
    }
}

/// Where the package document is, by `META-INF/container.xml`.
fn package_file(container: &mut Container) -> Result<String, BookError> {
    let no_epub = |container: &Container, why: String| BookError::NotAnEpub {
        path: container.path().to_owned(),
        why,
    };
    let markup = match container.read_markup(CONTAINER_FILE) {
        Ok(markup) => markup,
        Err(Missing::Absent) => return Err(no_epub(container, format!("it holds no {CONTAINER_FILE}"))),
        Err(other) => return Err(damaged(container, CONTAINER_FILE, other)),
    };
    refuse_flattened(container, &markup, CONTAINER_FILE)?;
    let rootfile = markup
        .find(0..markup.len(), "rootfile")
        .and_then(|id| markup.element(id));
    let path = rootfile.and_then(|rootfile| rootfile.attribute("full-path"));
    path.filter(|path| !path.is_empty())
        .map(str::to_owned)
        .ok_or_else(|| no_epub(container, format!("{CONTAINER_FILE} names no package document")))
}

fn required(container: &mut Container, file: &str) -> Result<Markup, BookError> {
    let markup = container
        .read_markup(file)
        .map_err(|missing| damaged(container, file, missing))?;
    refuse_flattened(container, &markup, file)?;
    Ok(markup)
}

fn damaged(container: &Container, file: &str, missing: Missing) -> BookError {
    let why = match missing {
        Missing::Fatal(error) => return error,
        Missing::Absent => format!("it does not hold {file}"),
        Missing::Damaged(why) => format!("{file} cannot be unpacked ({why})"),
    };
    BookError::Damaged {
        path: container.path().to_owned(),
        why,
    }
}

fn refuse_flattened(container: &Container, markup: &Markup, file: &str) -> Result<(), BookError> {
    if markup.is_flattened() {
        return Err(BookError::Damaged {
            path: container.path().to_owned(),
            why: format!("{file} is nested deeper than any book's"),
        });
    }
    Ok(())
}

fn ncx_file(markup: &Markup, package: &str) -> Option<String> {
    let all = || markup.elements(0..markup.len());
    let named = all()
        .find(|(_, e)| e.name() == "spine")
        .and_then(|(_, e)| e.attribute("toc"));
    let items = || all().filter(|(_, e)| e.name() == "item");
    let by_id = items().find(|(_, e)| named.is_some() && e.attribute("id") == named);
    let by_type = || items().find(|(_, e)| e.attribute("media-type") == Some("application/x-dtbncx+xml"));
    let (_, item) = by_id.or_else(by_type)?;
    href::resolve(package, item.attribute("href")?).map(|place| place.file)
}

fn files_of_type(markup: &Markup, package: &str, media_type: &str) -> Vec<String> {
    let items = markup.elements(0..markup.len()).filter(|(_, e)| e.name() == "item");
    items
        .filter(|(_, item)| item.attribute("media-type") == Some(media_type))
        .filter_map(|(_, item)| Some(href::resolve(package, item.attribute("href")?)?.file))
        .collect()
}

fn guide(markup: &Markup, package: &str) -> Vec<(String, Place)> {
    let references = markup
        .elements(0..markup.len())
        .filter(|(_, e)| e.name() == "reference");
    let places = references.filter_map(|(_, e)| {
        let place = href::resolve(package, e.attribute("href")?)?;
        Some((e.attribute("type")?.to_ascii_lowercase(), place))
    });
    places.collect()
}
