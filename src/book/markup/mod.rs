//! A page's markup as one flat list: elements and texts in reading order, each knowing where its inside ends.
//!
//! Well-formed pages are read as XML, where `<title/>` or `<a id="x"/>` is an empty element. A page that is not
//! well-formed is read as HTML, as a browser would. A flat list needs no recursion, so no nesting is too deep.

mod decode;
mod entity;
mod html;
mod xml;

pub(super) use decode::decode;
pub(super) use entity::leading as leading_entity;

use std::ops::Range;

/// Elements nested deeper than this are seen through: their text counts as their ancestor's.
const MAX_DEPTH: usize = 512;

/// More nodes than this in one page are refused; a million-word page has about a tenth of them.
const MAX_NODES: usize = 4_000_000;

/// The number of a node in its page, in reading order.
pub type NodeId = u32;

/// The markup holds more nodes than any book's page would.
#[derive(Debug, PartialEq, Eq)]
pub struct TooManyNodes;

/// A parsed page.
#[derive(Debug, Default)]
pub struct Markup {
    nodes: Vec<Node>,
    flattened: bool,
}

/// An element or a text.
#[derive(Debug)]
pub struct Node {
    parent: Option<NodeId>,
    end: NodeId,
    content: Content,
}

/// What a node is.
#[derive(Debug)]
pub enum Content {
    /// An element; what is inside follows it.
    Element(Element),
    /// Text, entities decoded.
    Text(String),
}

/// An element's name without prefix, in lower case, and its attributes.
///
/// Attributes of the EPUB, SSML, XML and `XLink` namespaces are named `epub:…`, `ssml:…`, `xml:…` and `xlink:…`,
/// whatever prefix the page binds.
#[derive(Debug)]
pub struct Element {
    name: String,
    attributes: Vec<(String, String)>,
}

impl Element {
    fn new(name: &str) -> Self {
        let local = name.rsplit(':').next().unwrap_or(name);
        Self {
            name: local.to_ascii_lowercase(),
            attributes: Vec::new(),
        }
    }

    /// The name, such as `p`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of an attribute.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let found = self.attributes.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.as_str())
    }

    /// The names the page can be linked to by: `id`, `xml:id`, and the `name` of an anchor.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let name = if self.name == "a" { self.attribute("name") } else { None };
        [self.attribute("id"), self.attribute("xml:id"), name]
            .into_iter()
            .flatten()
    }

    /// What the element says it is, by `epub:type` and by ARIA's publishing roles (`doc-toc` is given as `toc`).
    pub fn semantics(&self) -> impl Iterator<Item = &str> {
        let types = self.attribute("epub:type").unwrap_or_default().split_whitespace();
        let roles = self.attribute("role").unwrap_or_default().split_whitespace();
        let said = |role: &'_ str| matches!(role, "navigation" | "contentinfo");
        types.chain(roles.filter_map(move |role| role.strip_prefix("doc-").or_else(|| said(role).then_some(role))))
    }

    /// The words of `class`.
    pub fn classes(&self) -> impl Iterator<Item = &str> {
        self.attribute("class").unwrap_or_default().split_whitespace()
    }
}

impl Markup {
    /// Reads a page: as XML, or as HTML where it is not well-formed.
    ///
    /// # Errors
    /// [`TooManyNodes`] for a page no book would hold.
    pub fn parse(page: &str) -> Result<Self, TooManyNodes> {
        match xml::parse(page) {
            Ok(markup) => Ok(markup),
            Err(xml::Failure::TooManyNodes) => Err(TooManyNodes),
            Err(xml::Failure::NotWellFormed) => html::parse(page),
        }
    }

    /// How many nodes there are.
    pub fn len(&self) -> NodeId {
        // MAX_NODES fits.
        self.nodes.len() as NodeId
    }

    /// Whether elements were nested too deep and have been seen through.
    pub fn is_flattened(&self) -> bool {
        self.flattened
    }

    /// What a node is.
    pub fn content(&self, id: NodeId) -> &Content {
        &self.nodes[id as usize].content
    }

    /// The element of this number, if it is one.
    pub fn element(&self, id: NodeId) -> Option<&Element> {
        match self.content(id) {
            Content::Element(element) => Some(element),
            Content::Text(_) => None,
        }
    }

    /// The element around a node.
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        self.nodes[id as usize].parent
    }

    /// Where the inside of a node ends: the first node after it that is not inside.
    pub fn end(&self, id: NodeId) -> NodeId {
        self.nodes[id as usize].end
    }

    /// What is inside a node, at any depth.
    pub fn inside(&self, id: NodeId) -> Range<NodeId> {
        id + 1..self.end(id)
    }

    /// The elements of a range, in reading order.
    pub fn elements(&self, range: Range<NodeId>) -> impl Iterator<Item = (NodeId, &Element)> {
        range.filter_map(|id| Some((id, self.element(id)?)))
    }

    /// The first element of this name in a range.
    pub fn find(&self, range: Range<NodeId>, name: &str) -> Option<NodeId> {
        self.elements(range)
            .find(|(_, element)| element.name == name)
            .map(|(id, _)| id)
    }

    /// The element before an element, with the same parent.
    pub fn previous_element(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.parent(id);
        let mut before = id;
        loop {
            // The node before is the last one inside a sibling, a sibling, or the parent.
            let mut sibling = before.checked_sub(1).filter(|&node| Some(node) != parent)?;
            while self.parent(sibling) != parent {
                sibling = self.parent(sibling)?;
            }
            if self.element(sibling).is_some() {
                return Some(sibling);
            }
            before = sibling;
        }
    }

    /// The texts of a range as they are written.
    pub fn source_text(&self, range: Range<NodeId>) -> String {
        let texts = range.filter_map(|id| match self.content(id) {
            Content::Text(text) => Some(text.as_str()),
            Content::Element(_) => None,
        });
        texts.collect()
    }

    /// The text of a range with its white space collapsed, pictures by their descriptions where there is no other.
    pub fn text(&self, range: Range<NodeId>) -> String {
        let mut text = String::new();
        let mut pictures = String::new();
        for id in range {
            match self.content(id) {
                Content::Text(more) => text.push_str(more),
                Content::Element(element) if element.name == "br" => text.push(' '),
                Content::Element(element) => pictures.push_str(element.attribute("alt").unwrap_or_default()),
            }
        }
        let shown = if text.trim().is_empty() { pictures } else { text };
        shown.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

/// Builds a [`Markup`] from what a parser meets, one after the other.
#[derive(Debug, Default)]
struct Builder {
    markup: Markup,
    open: Vec<NodeId>,
    too_deep: usize,
}

impl Builder {
    fn open(&mut self, element: Element) {
        if self.open.len() >= MAX_DEPTH {
            self.too_deep += 1;
            self.markup.flattened = true;
            return;
        }
        let id = self.push(Content::Element(element));
        self.open.push(id);
    }

    fn close(&mut self) {
        if self.too_deep > 0 {
            self.too_deep -= 1;
        } else if let Some(id) = self.open.pop() {
            self.markup.nodes[id as usize].end = self.markup.len();
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(Node {
            parent,
            content: Content::Text(before),
            ..
        }) = self.markup.nodes.last_mut()
            && *parent == self.open.last().copied()
        {
            before.push_str(text);
        } else if !text.is_empty() {
            self.push(Content::Text(text.to_owned()));
        }
    }

    fn push(&mut self, content: Content) -> NodeId {
        let id = self.markup.len();
        self.markup.nodes.push(Node {
            parent: self.open.last().copied(),
            end: id + 1,
            content,
        });
        id
    }

    fn is_full(&self) -> bool {
        self.markup.nodes.len() >= MAX_NODES
    }

    fn finish(mut self) -> Markup {
        self.too_deep = 0;
        while !self.open.is_empty() {
            self.close();
        }
        self.markup
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(page: &str) -> String {
        let markup = Markup::parse(page).unwrap();
        markup.text(0..markup.len())
    }

    #[test]
    fn empty_elements_do_not_swallow_what_follows() {
        let page = r#"<html><head><title/><script src="x.js"/></head><body><a id="x"/><p>Here.</p></body></html>"#;
        assert_eq!(shown(page), "Here.");
        let malformed = page.replace("</p>", "");
        assert_eq!(shown(&malformed), "Here.");
    }

    #[test]
    fn entities_and_cdata() {
        let page = "<p>a&nbsp;b &amp; c&#8212;d&#146;s &unknown; <![CDATA[<e>]]></p>";
        assert_eq!(shown(page), "a b & c—d’s &unknown; <e>");
        assert_eq!(shown(&format!("{page}</b>")), "a b & c—d’s &unknown; <e>");
    }

    #[test]
    fn malformed_pages_keep_their_text() {
        for page in [
            "<p>AT&T and R & D",
            "<p>one<p>two",
            "<div>a < b</div>",
            "<p align=left>three</b></p>",
        ] {
            let markup = Markup::parse(page).unwrap();
            assert!(!markup.text(0..markup.len()).is_empty(), "{page}");
        }
        assert_eq!(shown("<p>AT&T and R & D"), "AT&T and R & D");
        assert_eq!(shown("<div>a < b</div>"), "a < b");
    }

    #[test]
    fn namespaces_are_known_whatever_their_prefix() {
        let page = r#"<html xmlns:e="http://www.idpf.org/2007/ops"><p e:type="footnote">x</p></html>"#;
        let markup = Markup::parse(page).unwrap();
        let paragraph = markup.find(0..markup.len(), "p").unwrap();
        let semantics: Vec<_> = markup.element(paragraph).unwrap().semantics().collect();
        assert_eq!(semantics, ["footnote"]);
    }

    #[test]
    fn a_hundred_thousand_levels_are_not_too_deep() {
        let page = format!("{}deep{}", "<div>".repeat(100_000), "</div>".repeat(100_000));
        assert_eq!(shown(&page), "deep");
        assert_eq!(shown(&format!("{}deep", "<i>".repeat(2_000))), "deep");
    }

    #[test]
    fn what_is_inside_ends_where_it_ends() {
        let markup = Markup::parse("<a><b>x</b><c/>y</a>").unwrap();
        assert_eq!(markup.inside(0), 1..5);
        assert_eq!(markup.inside(1), 2..3);
        assert_eq!(markup.parent(2), Some(1));
    }

    #[test]
    fn what_is_before() {
        let markup = Markup::parse("<a><b><c/>x</b>y<d/></a>").unwrap();
        let before = |name: &str| markup.previous_element(markup.find(0..markup.len(), name).unwrap());
        assert_eq!(before("d"), markup.find(0..markup.len(), "b"));
        assert_eq!((before("a"), before("b"), before("c")), (None, None, None));
    }
}
