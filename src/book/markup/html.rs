//! Pages that are not well-formed, read as a browser reads them.

use std::borrow::Cow;
use std::sync::LazyLock;

use ego_tree::iter::Edge;
use regex::{Captures, Regex};
use scraper::{Html, Node};

use super::{Builder, Element, Markup, TooManyNodes, entity};

/// What XML means otherwise than HTML: sections of plain text, processing instructions, declarations of entities,
/// elements that are empty by their `/>`, and references (which HTML also sees where the semicolon is missing).
///
/// Comments and sections that never end are taken to end with the next tag, so that they do not swallow the page; a
/// `</` that ends nothing is text, where HTML sees a comment.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static ONLY_XML: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?is)(?<program><(?:script|style)\b(?:[^<>]*[^<>/])?>.*?</(?:script|style))",
        r"|<!\[CDATA\[(?<cdata>.*?)\]\]>|<!--.*?-->|<!(?:--|\[)[^>]*>?|<\?(?:.*?\?>|[^>]*>?)",
        r"|<!doctype[^>\[]*\[[^\]]*\][^>]*>|(?<declaration><![^>]*>?)",
        r#"|</?(?<name>[a-z][^\s>/]*)(?:[^\s/>=]\s*=\s*(?:"[^"]*"|'[^']*')|[^>])*>|(?<stray></)|&(?<reference>#?\w+;)?"#,
    ))
    .unwrap()
});

/// Elements that HTML itself takes as empty.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "image", "input", "link", "meta", "source", "track", "wbr",
];

/// Reads a page as HTML, with what only XML knows rewritten first.
pub fn parse(page: &str) -> Result<Markup, TooManyNodes> {
    let html = Html::parse_document(&as_html(page));
    let mut builder = Builder::default();
    for edge in html.tree.root().traverse() {
        if builder.is_full() {
            return Err(TooManyNodes);
        }
        match edge {
            Edge::Open(node) => match node.value() {
                Node::Element(found) => {
                    let mut element = Element::new(found.name());
                    element.attributes = found.attrs().map(|(k, v)| (k.to_owned(), v.to_owned())).collect();
                    builder.open(element);
                }
                Node::Text(text) => builder.text(text),
                _ => {}
            },
            Edge::Close(node) if node.value().is_element() => builder.close(),
            Edge::Close(_) => {}
        }
    }
    Ok(builder.finish())
}

fn as_html(page: &str) -> Cow<'_, str> {
    ONLY_XML.replace_all(page, |found: &Captures| {
        let whole = &found[0];
        if found.name("program").or_else(|| found.name("declaration")).is_some() {
            return whole.to_owned();
        }
        if let Some(text) = found.name("cdata") {
            // The comment keeps a stray `<` before the section from making a tag of its text.
            return format!("<!---->{}", quick_xml::escape::escape(text.as_str()));
        }
        if let Some(name) = found.name("name") {
            let name = name.as_str();
            return match whole.strip_suffix("/>") {
                Some(start) if !VOID.contains(&name.to_ascii_lowercase().as_str()) => format!("{start}></{name}>"),
                _ => whole.to_owned(),
            };
        }
        if let Some(stray) = found.name("stray") {
            let cut_off = page[stray.end()..].starts_with(|c: char| c.is_ascii_alphabetic());
            return if cut_off { whole } else { "&lt;/" }.to_owned();
        }
        match whole.strip_prefix('&') {
            None => "<!---->".to_owned(),
            Some("") => "&amp;".to_owned(),
            Some(reference) => match entity::resolve(reference.trim_end_matches(';')) {
                Some(text) => quick_xml::escape::escape(text).into_owned(),
                None => format!("&amp;{reference}"),
            },
        }
    })
}
