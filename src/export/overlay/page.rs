//! A page's characters, and where in its source each stands.

use std::ops::Range;

use quick_xml::Reader;
use quick_xml::escape::resolve_html5_entity;
use quick_xml::events::{BytesStart, Event};

/// Elements that may stand in a sentence. Around anything else no element is put that is one of them itself.
const PHRASING: [&str; 32] = [
    "a", "abbr", "b", "bdi", "bdo", "br", "cite", "code", "data", "del", "dfn", "em", "i", "img", "ins", "kbd", "mark",
    "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "var", "wbr",
];

/// Whose text is not on the page, or where no other element may stand.
const CLOSED: [&str; 8] = [
    "head", "svg", "math", "script", "style", "template", "textarea", "select",
];

/// A page, and the elements that will be put into it.
#[derive(Debug)]
pub(super) struct Page {
    source: String,
    pub(super) letters: Vec<Letter>,
    elements: Vec<Element>,
    marks: Vec<(Range<usize>, String)>,
}

/// A character that is not white space.
#[derive(Clone, Copy, Debug)]
pub(super) struct Letter {
    pub(super) c: char,
    /// Bytes of the source.
    start: usize,
    end: usize,
    element: usize,
}

#[derive(Debug)]
struct Element {
    parent: Option<usize>,
    depth: usize,
    phrasing: bool,
    closed: bool,
    /// Bytes of the source, tags and all.
    bytes: Range<usize>,
    /// The letters in it.
    letters: Range<usize>,
}

impl Page {
    /// Reads a page.
    ///
    /// # Errors
    /// Why it is not XML, in words.
    pub(super) fn read(source: String) -> Result<Self, String> {
        let mut walk = Walk::default();
        let mut reader = Reader::from_str(&source);
        reader.config_mut().check_end_names = false;
        loop {
            let start = reader.buffer_position() as usize;
            let event = reader.read_event().map_err(|error| error.to_string())?;
            let end = reader.buffer_position() as usize;
            match event {
                Event::Start(tag) => walk.open(&tag, start),
                Event::End(_) => walk.close(end),
                Event::Text(_) => walk.text(&source[start..end], start),
                Event::CData(_) => walk.text(&source[start + "<![CDATA[".len()..end - "]]>".len()], start + 9),
                Event::GeneralRef(name) => {
                    let c = name.strip_prefix('#').map_or_else(|| entity(&name), numbered);
                    walk.letters(c.into_iter(), start, end);
                }
                Event::Eof => break,
                Event::Empty(_) | Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
            }
        }
        let Walk { letters, elements, .. } = walk;
        Ok(Self {
            source,
            letters,
            elements,
            marks: Vec::new(),
        })
    }

    /// Puts an element of this id around letters, or, where they are in several blocks, around most of them. False if there
    /// is no place for one.
    pub(super) fn mark(&mut self, letters: Range<usize>, id: &str) -> bool {
        let bytes = self.around(&letters).or_else(|| {
            let parts = self.letters[letters.clone()].chunk_by(|one, other| one.element == other.element);
            let longest = parts.max_by_key(|part| part.len())?;
            Some(longest.first()?.start..longest.last()?.end)
        });
        let free = |bytes: &Range<usize>| self.marks.last().is_none_or(|(last, _)| last.end <= bytes.start);
        let Some(bytes) = bytes.filter(free) else {
            return false;
        };
        self.marks.push((bytes, id.to_owned()));
        true
    }

    /// The bytes around letters in which every element that begins also ends; none where an element other than phrasing would
    /// be among them.
    fn around(&self, letters: &Range<usize>) -> Option<Range<usize>> {
        let (first, last) = (
            self.letters.get(letters.start)?,
            self.letters.get(letters.end.checked_sub(1)?)?,
        );
        let (mut left, mut right) = (first.element, last.element);
        let (mut start, mut end) = (first.start, last.end);
        while left != right {
            let (one, other) = (&self.elements[left], &self.elements[right]);
            if one.depth >= other.depth {
                if !one.phrasing || one.letters.start != letters.start {
                    return None;
                }
                start = one.bytes.start;
                left = one.parent?;
            } else {
                if !other.phrasing || other.letters.end != letters.end {
                    return None;
                }
                end = other.bytes.end;
                right = other.parent?;
            }
        }
        let inside = |element: &&Element| start <= element.bytes.start && element.bytes.end <= end;
        let all_phrasing = self.elements.iter().filter(inside).all(|element| element.phrasing);
        all_phrasing.then_some(start..end)
    }

    /// The page with its elements.
    pub(super) fn marked(&self) -> String {
        let mut text = String::with_capacity(self.source.len() + self.marks.len() * 32);
        let mut at = 0;
        for (bytes, id) in &self.marks {
            text.push_str(&self.source[at..bytes.start]);
            text.push_str("<span id=\"");
            text.push_str(id);
            text.push_str("\">");
            text.push_str(&self.source[bytes.clone()]);
            text.push_str("</span>");
            at = bytes.end;
        }
        text.push_str(&self.source[at..]);
        text
    }
}

/// Whether a character is one that books and pages may write or leave out as they like.
pub(super) fn is_letter(c: char) -> bool {
    !c.is_whitespace() && !matches!(c, '\u{AD}' | '\u{200B}'..='\u{200D}' | '\u{2060}' | '\u{FEFF}')
}

#[derive(Default)]
struct Walk {
    letters: Vec<Letter>,
    elements: Vec<Element>,
    open: Vec<usize>,
}

impl Walk {
    fn open(&mut self, tag: &BytesStart<'_>, start: usize) {
        let name = tag.local_name().into_inner().to_ascii_lowercase();
        let parent = self.open.last().copied();
        let closed = parent.is_some_and(|parent| self.elements[parent].closed);
        self.elements.push(Element {
            parent,
            depth: self.open.len(),
            phrasing: PHRASING.contains(&name.as_str()),
            closed: closed || CLOSED.contains(&name.as_str()),
            bytes: start..usize::MAX,
            letters: self.letters.len()..usize::MAX,
        });
        self.open.push(self.elements.len() - 1);
    }

    fn close(&mut self, end: usize) {
        if let Some(element) = self.open.pop() {
            let element = &mut self.elements[element];
            element.bytes.end = end;
            element.letters.end = self.letters.len();
        }
    }

    fn text(&mut self, text: &str, at: usize) {
        for (offset, c) in text.char_indices() {
            self.letters([c].into_iter(), at + offset, at + offset + c.len_utf8());
        }
    }

    fn letters(&mut self, letters: impl Iterator<Item = char>, start: usize, end: usize) {
        let Some(&element) = self.open.last() else { return };
        if self.elements[element].closed {
            return;
        }
        for c in letters.filter(|&c| is_letter(c)) {
            self.letters.push(Letter { c, start, end, element });
        }
    }
}

fn entity(name: &str) -> Option<char> {
    resolve_html5_entity(name)?.chars().next()
}

fn numbered(digits: &str) -> Option<char> {
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16),
        None => digits.parse(),
    };
    char::from_u32(number.ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Marks the letters from the first to the last of `text`, white space apart.
    fn marked(page: &str, text: &str) -> Option<String> {
        let mut page = Page::read(page.to_owned()).unwrap();
        let all: String = page.letters.iter().map(|letter| letter.c).collect();
        let wanted: String = text.chars().filter(|&c| is_letter(c)).collect();
        let at = all.find(&wanted)?;
        let start = all[..at].chars().count();
        page.mark(start..start + wanted.chars().count(), "x")
            .then(|| page.marked())
    }

    #[test]
    fn an_element_goes_around_a_sentence_and_what_is_in_it() {
        for (page, text, whole) in [
            (
                "<p>One. Two. Three.</p>",
                "Two.",
                "<p>One. <span id=\"x\">Two.</span> Three.</p>",
            ),
            (
                "<p>A <em>bc</em> d.</p>",
                "A bc d.",
                "<p><span id=\"x\">A <em>bc</em> d.</span></p>",
            ),
            (
                "<p><em>A b</em> c.</p>",
                "A b c.",
                "<p><span id=\"x\"><em>A b</em> c.</span></p>",
            ),
            (
                "<p>A <i>b <b>c.</b></i></p>",
                "A b c.",
                "<p><span id=\"x\">A <i>b <b>c.</b></i></span></p>",
            ),
            (
                "<p>Caf&eacute;&#160;noir.</p>",
                "Café noir.",
                "<p><span id=\"x\">Caf&eacute;&#160;noir.</span></p>",
            ),
        ] {
            assert_eq!(marked(page, text).as_deref(), Some(whole));
        }
    }

    #[test]
    fn what_cannot_be_enclosed_is_enclosed_in_part() {
        let torn = marked("<p><em>Z. Alpha</em> b.</p>", "Alpha b.");
        assert_eq!(
            torn.as_deref(),
            Some("<p><em>Z. <span id=\"x\">Alpha</span></em> b.</p>")
        );
        let blocks = marked("<div><p>Alpha</p><p>b.</p></div>", "Alpha b.");
        assert_eq!(
            blocks.as_deref(),
            Some("<div><p><span id=\"x\">Alpha</span></p><p>b.</p></div>")
        );
        assert_eq!(marked("<html><head><title>A</title></head></html>", "A"), None);
    }
}
