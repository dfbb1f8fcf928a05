//! The package document: which pages there are, and what is added to it. Its source stays as it is but for that.

use std::fmt::Write;

use percent_encoding::percent_decode_str;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// A package document.
#[derive(Debug)]
pub(super) struct Package {
    /// The folder it is in, with a slash behind it unless it is the root.
    folder: String,
    source: String,
    pages: Vec<Item>,
    /// Where new metadata goes, and a new item, each with the prefix of the elements there.
    metadata: Place,
    manifest: Place,
    items: String,
    durations: Vec<(String, u64)>,
    overlays: Vec<(usize, String)>,
}

/// A file of the book.
#[derive(Debug)]
struct Item {
    path: String,
    /// Behind the name of its tag.
    attributes_at: usize,
}

#[derive(Debug, Default)]
struct Place {
    at: usize,
    prefix: String,
}

/// The path of the package document, as the container says.
///
/// # Errors
/// In words.
pub(super) fn path_in(container: &str) -> Result<String, String> {
    let mut reader = Reader::from_str(container);
    loop {
        match reader.read_event().map_err(|error| error.to_string())? {
            Event::Start(tag) | Event::Empty(tag) if tag.local_name().as_ref() == "rootfile" => {
                return attribute(&tag, "full-path").ok_or_else(|| "its container names no package".to_owned());
            }
            Event::Eof => return Err("its container names no package".to_owned()),
            _ => {}
        }
    }
}

impl Package {
    /// Reads the package document that has this path in the EPUB.
    ///
    /// # Errors
    /// In words, when it is not EPUB 3, or has sound already.
    pub(super) fn read(path: &str, source: String) -> Result<Self, String> {
        let folder = path.rfind('/').map_or("", |slash| &path[..=slash]).to_owned();
        let mut package = Self {
            folder,
            source: String::new(),
            pages: Vec::new(),
            metadata: Place::default(),
            manifest: Place::default(),
            items: String::new(),
            durations: Vec::new(),
            overlays: Vec::new(),
        };
        let mut reader = Reader::from_str(&source);
        loop {
            let start = reader.buffer_position() as usize;
            match reader.read_event().map_err(|error| error.to_string())? {
                Event::Start(tag) | Event::Empty(tag) => package.element(&tag, start)?,
                Event::End(tag) => {
                    let name = tag.name().into_inner();
                    let prefix = name.rfind(':').map_or("", |colon| &name[..=colon]).to_owned();
                    match tag.local_name().as_ref() {
                        "metadata" => package.metadata = Place { at: start, prefix },
                        "manifest" => package.manifest = Place { at: start, prefix },
                        _ => {}
                    }
                }
                Event::Eof => break,
                _ => {}
            }
        }
        if package.metadata.at == 0 || package.manifest.at == 0 {
            return Err("its package document has no metadata or no manifest".to_owned());
        }
        package.source = source;
        Ok(package)
    }

    fn element(&mut self, tag: &BytesStart<'_>, start: usize) -> Result<(), String> {
        match tag.local_name().as_ref() {
            "package" => {
                let version = attribute(tag, "version").unwrap_or_default();
                if !version.starts_with('3') {
                    return Err(format!(
                        "it is EPUB {version}, and only EPUB 3 can have sound; a converter such as Calibre's makes it one"
                    ));
                }
            }
            "item" => {
                if attribute(tag, "media-overlay").is_some() {
                    return Err("it has sound already".to_owned());
                }
                if let Some(href) = attribute(tag, "href") {
                    let href = percent_decode_str(&href).decode_utf8_lossy().into_owned();
                    self.pages.push(Item {
                        path: resolved(&self.folder, &href),
                        attributes_at: start + 1 + tag.name().into_inner().len(),
                    });
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Whether a file belongs to the book.
    pub(super) fn has(&self, path: &str) -> bool {
        self.pages.iter().any(|item| item.path == path)
    }

    /// The path of a file that is named from the package document.
    pub(super) fn beside(&self, name: &str) -> String {
        format!("{}{name}", self.folder)
    }

    /// How a file in a folder beside the package document names a page.
    pub(super) fn seen_from_folder(&self, page: &str) -> String {
        match page.strip_prefix(&self.folder) {
            Some(inside) => format!("../{}", encoded(inside)),
            None => format!(
                "{}{}",
                "../".repeat(self.folder.matches('/').count() + 1),
                encoded(page)
            ),
        }
    }

    /// Adds a file to the manifest.
    pub(super) fn add(&mut self, id: &str, name: &str, media_type: &str) {
        let prefix = &self.manifest.prefix;
        // Writing to a string cannot fail.
        let _ = writeln!(
            self.items,
            "<{prefix}item id=\"{id}\" href=\"{name}\" media-type=\"{media_type}\"/>"
        );
    }

    /// Gives a page an overlay that lasts so long.
    ///
    /// # Errors
    /// When there is no such page.
    pub(super) fn overlay(&mut self, page: &str, id: &str, milliseconds: u64) -> Result<(), String> {
        let item = self.pages.iter().find(|item| item.path == page);
        let item = item.ok_or_else(|| format!("{page} is not in its manifest"))?;
        self.overlays
            .push((item.attributes_at, format!(" media-overlay=\"{id}\"")));
        self.durations.push((id.to_owned(), milliseconds));
        Ok(())
    }

    /// The document with all that was added.
    pub(super) fn written(&self, narrator: &str) -> String {
        let mut insertions = self.overlays.clone();
        insertions.push((self.manifest.at, self.items.clone()));
        insertions.push((self.metadata.at, self.new_metadata(narrator)));
        insertions.sort_by_key(|(at, _)| *at);
        let mut text = String::new();
        let mut at = 0;
        for (place, inserted) in insertions {
            text += &self.source[at..place];
            text += &inserted;
            at = place;
        }
        text + &self.source[at..]
    }

    fn new_metadata(&self, narrator: &str) -> String {
        let prefix = &self.metadata.prefix;
        let meta = |attributes: &str, value: &str| {
            let value = quick_xml::escape::escape(value);
            format!("<{prefix}meta {attributes}>{value}</{prefix}meta>\n")
        };
        let total = self.durations.iter().map(|(_, milliseconds)| milliseconds).sum();
        let mut added = meta("property=\"media:duration\"", &clock(total));
        for (id, milliseconds) in &self.durations {
            added += &meta(
                &format!("property=\"media:duration\" refines=\"#{id}\""),
                &clock(*milliseconds),
            );
        }
        added += &meta("property=\"media:narrator\"", narrator);
        added + &meta("property=\"media:active-class\"", "-epub-media-overlay-active")
    }
}

/// `h:mm:ss.mmm`
fn clock(milliseconds: u64) -> String {
    let seconds = milliseconds / 1_000;
    let (hours, minutes) = (seconds / 3_600, seconds / 60 % 60);
    format!("{hours}:{minutes:02}:{:02}.{:03}", seconds % 60, milliseconds % 1_000)
}

fn attribute(tag: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = tag.try_get_attribute(name).ok()??;
    Some(attribute.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned())
}

/// A path in the EPUB, for a reference from a file in `folder`.
fn resolved(folder: &str, href: &str) -> String {
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in href.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

/// A path as a reference: what means something in one is encoded.
fn encoded(path: &str) -> String {
    use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
    const MEANINGFUL: &AsciiSet = &CONTROLS
        .add(b' ')
        .add(b'"')
        .add(b'#')
        .add(b'%')
        .add(b'<')
        .add(b'>')
        .add(b'?')
        .add(b'`');
    utf8_percent_encode(path, MEANINGFUL).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    const PACKAGE: &str = "<package version=\"3.0\"><metadata><dc:title>A</dc:title></metadata>\
        <manifest><item href=\"text/a%20b.xhtml\" id=\"a\"/></manifest><spine/></package>";

    #[test]
    fn what_is_added_stands_where_it_belongs() {
        let mut package = Package::read("OEBPS/book.opf", PACKAGE.to_owned()).unwrap();
        assert!(package.has("OEBPS/text/a b.xhtml"));
        assert_eq!(package.seen_from_folder("OEBPS/text/a b.xhtml"), "../text/a%20b.xhtml");
        package.add("s", "lector/0001.smil", "application/smil+xml");
        package.overlay("OEBPS/text/a b.xhtml", "s", 3_723_004).unwrap();
        insta::assert_snapshot!(package.written("bf_lily"), @r##"
        <package version="3.0"><metadata><dc:title>A</dc:title><meta property="media:duration">1:02:03.004</meta>
        <meta property="media:duration" refines="#s">1:02:03.004</meta>
        <meta property="media:narrator">bf_lily</meta>
        <meta property="media:active-class">-epub-media-overlay-active</meta>
        </metadata><manifest><item media-overlay="s" href="text/a%20b.xhtml" id="a"/><item id="s" href="lector/0001.smil" media-type="application/smil+xml"/>
        </manifest><spine/></package>
        "##);
    }

    #[test]
    fn books_that_cannot_have_sound_are_refused() {
        let old = PACKAGE.replace("3.0", "2.0");
        assert!(Package::read("a.opf", old).unwrap_err().contains("EPUB 2.0"));
        let spoken = PACKAGE.replace("id=\"a\"", "id=\"a\" media-overlay=\"x\"");
        assert!(Package::read("a.opf", spoken).unwrap_err().contains("already"));
    }
}
