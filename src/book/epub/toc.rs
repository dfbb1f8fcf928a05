//! Tables of contents: EPUB 3's navigation document and EPUB 2's NCX; landmarks.

use super::container::{Container, Missing};
use super::href::{self, Place};
use super::package::Package;
use crate::book::BookError;
use crate::book::markup::{Markup, NodeId};

/// A line of the table of contents.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    /// What it says.
    pub title: String,
    /// How deep it is nested, from 0.
    pub depth: usize,
    /// Where it leads, if anywhere.
    pub place: Option<Place>,
}

/// A place and what the book says is there, in words of `epub:type` or of EPUB 2's guide.
#[derive(Debug, PartialEq, Eq)]
pub struct Landmark {
    /// The words.
    pub semantics: Vec<String>,
    /// The place.
    pub place: Place,
}

/// The table of contents, in reading order, and the landmarks.
#[derive(Debug, Default)]
pub struct Navigation {
    /// The table of contents with its nesting; empty when the book has none.
    pub entries: Vec<Entry>,
    /// The landmarks and the guide.
    pub landmarks: Vec<Landmark>,
}

impl Navigation {
    /// Reads whichever table of contents there is; EPUB 3's first. One that cannot be read counts as none.
    pub fn read(container: &mut Container, package: &Package) -> Result<Self, BookError> {
        let mut navigation = Self::default();
        if let Some(file) = &package.nav
            && let Some(markup) = optional(container, file)?
        {
            navigation.entries = nav_entries(&markup, file);
            navigation.landmarks = nav_landmarks(&markup, file);
        }
        if navigation.entries.is_empty()
            && let Some(file) = &package.ncx
            && let Some(markup) = optional(container, file)?
        {
            navigation.entries = ncx_entries(&markup, file);
        }
        let guide = package.guide.iter().map(|(kind, place)| Landmark {
            semantics: vec![kind.clone()],
            place: place.clone(),
        });
        navigation.landmarks.extend(guide);
        Ok(navigation)
    }
}

fn optional(container: &mut Container, file: &str) -> Result<Option<Markup>, BookError> {
    match container.read_markup(file) {
        Ok(markup) => Ok(Some(markup)),
        Err(Missing::Fatal(error)) => Err(error),
        Err(_) => Ok(None),
    }
}

fn nav_of(markup: &Markup, kind: &str) -> Option<NodeId> {
    let mut navs = markup.elements(0..markup.len()).filter(|(_, e)| e.name() == "nav");
    navs.find(|(_, e)| e.semantics().any(|s| s == kind)).map(|(id, _)| id)
}

fn nav_entries(markup: &Markup, file: &str) -> Vec<Entry> {
    let Some(nav) = nav_of(markup, "toc").or_else(|| markup.find(0..markup.len(), "nav")) else {
        return Vec::new();
    };
    let items = markup.elements(markup.inside(nav)).filter(|(_, e)| e.name() == "li");
    let entries = items.filter_map(|(item, _)| {
        let label = label(markup, item)?;
        let link = label.link(markup);
        Some(Entry {
            title: markup.text(label.0..label.1),
            depth: nesting(markup, item, nav),
            place: link.and_then(|href| href::resolve(file, href)),
        })
    });
    entries
        .filter(|entry| !entry.title.is_empty() || entry.place.is_some())
        .collect()
}

/// The part of a list item before the list nested in it.
struct Label(NodeId, NodeId);

impl Label {
    fn link<'a>(&self, markup: &'a Markup) -> Option<&'a str> {
        markup.elements(self.0..self.1).find_map(|(_, e)| e.attribute("href"))
    }
}

fn label(markup: &Markup, item: NodeId) -> Option<Label> {
    let is_list = |id: &NodeId| {
        markup
            .element(*id)
            .is_some_and(|e| e.name() == "ol" || e.name() == "ul")
    };
    let end = markup.inside(item).find(is_list).unwrap_or(markup.end(item));
    (item + 1 < end).then_some(Label(item + 1, end))
}

/// How many lists there are around an item, its own apart.
fn nesting(markup: &Markup, item: NodeId, nav: NodeId) -> usize {
    let around = std::iter::successors(markup.parent(item), |&id| markup.parent(id)).take_while(|&id| id != nav);
    let lists = around.filter(|&id| markup.element(id).is_some_and(|e| e.name() == "ol" || e.name() == "ul"));
    lists.count().saturating_sub(1)
}

fn nav_landmarks(markup: &Markup, file: &str) -> Vec<Landmark> {
    let Some(nav) = nav_of(markup, "landmarks") else {
        return Vec::new();
    };
    let landmarks = markup.elements(markup.inside(nav)).filter_map(|(_, e)| {
        let place = href::resolve(file, e.attribute("href")?)?;
        let semantics = e.semantics().map(str::to_ascii_lowercase).collect();
        Some(Landmark { semantics, place })
    });
    landmarks.collect()
}

fn ncx_entries(markup: &Markup, file: &str) -> Vec<Entry> {
    let Some(map) = markup.find(0..markup.len(), "navmap") else {
        return Vec::new();
    };
    let is_point = |id: NodeId| markup.element(id).is_some_and(|e| e.name() == "navpoint");
    let points = markup.inside(map).filter(|&id| is_point(id));
    let entries = points.map(|point| {
        let own_end = markup
            .inside(point)
            .find(|&id| is_point(id))
            .unwrap_or(markup.end(point));
        let own = || point + 1..own_end;
        let title = markup.find(own(), "navlabel").map(|id| markup.text(markup.inside(id)));
        let content = markup.find(own(), "content").and_then(|id| markup.element(id));
        let around = std::iter::successors(markup.parent(point), |&id| markup.parent(id));
        Entry {
            title: title.unwrap_or_default(),
            depth: around.filter(|&id| is_point(id)).count(),
            place: content.and_then(|c| href::resolve(file, c.attribute("src")?)),
        }
    });
    entries
        .filter(|entry| !entry.title.is_empty() || entry.place.is_some())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outline(entries: &[Entry]) -> Vec<(usize, &str, Option<&str>)> {
        entries
            .iter()
            .map(|e| (e.depth, e.title.as_str(), e.place.as_ref().map(|p| p.file.as_str())))
            .collect()
    }

    #[test]
    fn nested_navigation() {
        let page = r#"<html xmlns:epub="http://www.idpf.org/2007/ops"><body>
            <nav epub:type="landmarks"><ol><li><a epub:type="bodymatter" href="a.xhtml">Start</a></li></ol></nav>
            <nav epub:type="toc"><h1>Contents</h1><ol>
              <li><span>Part <b>One</b></span><ol>
                <li><a href="text/a%20b.xhtml#c">Chapter<br/>1</a></li></ol></li>
              <li><a href="b.xhtml"><img alt="Two" src="x.png"/></a></li>
            </ol></nav></body></html>"#;
        let markup = Markup::parse(page).unwrap();
        let entries = nav_entries(&markup, "OPS/nav.xhtml");
        assert_eq!(
            outline(&entries),
            [
                (0, "Part One", None),
                (1, "Chapter 1", Some("OPS/text/a b.xhtml")),
                (0, "Two", Some("OPS/b.xhtml")),
            ]
        );
        assert_eq!(nav_landmarks(&markup, "OPS/nav.xhtml")[0].semantics, ["bodymatter"]);
    }

    #[test]
    fn nested_ncx() {
        let page = r#"<ncx><navMap><navPoint playOrder="2"><navLabel><text>One &amp; all</text></navLabel>
            <content src="a.html"/><navPoint><navLabel><text>One point one</text></navLabel><content src="a.html#x"/>
            </navPoint></navPoint><navPoint playOrder="1"><navLabel><text>Two</text></navLabel>
            <content src="b.html"/></navPoint></navMap></ncx>"#;
        let markup = Markup::parse(page).unwrap();
        let entries = ncx_entries(&markup, "toc.ncx");
        assert_eq!(
            outline(&entries),
            [
                (0, "One & all", Some("a.html")),
                (1, "One point one", Some("a.html")),
                (0, "Two", Some("b.html")),
            ]
        );
    }
}
