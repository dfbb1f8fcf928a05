//! Pages that are well-formed.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::{Builder, Element, Markup, entity};

/// The namespaces whose attributes lector reads, and what it calls them.
const NAMESPACES: [(&str, &str); 4] = [
    ("http://www.idpf.org/2007/ops", "epub"),
    ("http://www.w3.org/2001/10/synthesis", "ssml"),
    ("http://www.w3.org/1999/xlink", "xlink"),
    ("http://www.w3.org/XML/1998/namespace", "xml"),
];

/// Why a page could not be read as XML.
#[derive(Debug)]
pub enum Failure {
    /// It is not well-formed.
    NotWellFormed,
    /// It is too large for a page.
    TooManyNodes,
}

/// Reads a page as XML. Entities need no declaration; those nobody knows stay as they are written.
pub fn parse(page: &str) -> Result<Markup, Failure> {
    let mut reader = Reader::from_str(page);
    let mut builder = Builder::default();
    let mut prefixes = Prefixes::default();
    let mut depth = 0_usize;
    loop {
        if builder.is_full() {
            return Err(Failure::TooManyNodes);
        }
        match reader.read_event().map_err(|_| Failure::NotWellFormed)? {
            Event::Start(start) => {
                builder.open(prefixes.element(&start)?);
                depth += 1;
            }
            Event::Empty(start) => {
                builder.open(prefixes.element(&start)?);
                builder.close();
            }
            Event::End(_) => {
                builder.close();
                depth = depth.saturating_sub(1);
            }
            Event::Text(text) => builder.text(&text.xml10_content()),
            Event::CData(text) => builder.text(&text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name: &str = &reference;
                let text = entity::resolve(name).unwrap_or_else(|| Cow::Owned(format!("&{name};")));
                builder.text(&text);
            }
            Event::Eof if depth > 0 => return Err(Failure::NotWellFormed),
            Event::Eof => return Ok(builder.finish()),
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
    }
}

/// The prefixes a page has bound to the namespaces lector reads.
///
/// They are taken as bound for the whole page, which no known book contradicts.
#[derive(Default)]
struct Prefixes(Vec<(String, &'static str)>);

impl Prefixes {
    fn element(&mut self, start: &BytesStart) -> Result<Element, Failure> {
        // The reader takes a stray `<` as part of a name or an attribute, and anything as a name.
        let is_name = start.starts_with(|c: char| c.is_ascii_alphabetic());
        if !is_name || start.contains('<') {
            return Err(Failure::NotWellFormed);
        }
        let mut element = Element::new(start.name().0);
        for attribute in start.attributes().with_checks(false) {
            let attribute = attribute.map_err(|_| Failure::NotWellFormed)?;
            let (key, value) = (attribute.key.0, attribute.value);
            if let Some(prefix) = key.strip_prefix("xmlns:") {
                self.bind(prefix, &value);
            } else {
                element.attributes.push((key.to_owned(), entity::unescape(&value)));
            }
        }
        for (key, _) in &mut element.attributes {
            self.rename(key);
        }
        Ok(element)
    }

    fn bind(&mut self, prefix: &str, namespace: &str) {
        if let Some((_, name)) = NAMESPACES.iter().find(|(uri, _)| *uri == namespace) {
            self.0.push((prefix.to_owned(), name));
        }
    }

    fn rename(&self, key: &mut String) {
        if let Some((prefix, local)) = key.split_once(':')
            && let Some((_, name)) = self.0.iter().find(|(bound, _)| bound == prefix)
            && *name != prefix
        {
            *key = format!("{name}:{local}");
        }
    }
}
