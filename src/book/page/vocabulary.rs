//! What elements say they are: the EPUB Structural Semantics Vocabulary, ARIA roles, and the class names publishers use.

use std::sync::LazyLock;

use regex::Regex;

use crate::book::Apparatus;
use crate::book::markup::Element;

/// What a word of `epub:type` means for reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// Text of the book, whatever is around it.
    Text,
    /// Part of the book as a thing.
    Apparatus(Apparatus),
    /// Links.
    Navigation,
    /// A footnote.
    Note,
    /// Footnotes, gathered.
    Notes,
    /// Points at a footnote.
    NoteMark,
    /// Where a printed page begins.
    PageBreak,
    /// Verse.
    Verse,
}

/// What a word of `epub:type`, of ARIA's publishing roles, or of EPUB 2's guide means. Most mean nothing here.
pub fn meaning(word: &str) -> Option<Meaning> {
    use Apparatus as A;
    Some(match word.to_ascii_lowercase().as_str() {
        "acknowledgments" | "acknowledgements" | "afterword" | "appendix" | "chapter" | "conclusion" | "dedication"
        | "division" | "epigraph" | "epilogue" | "foreword" | "introduction" | "letter" | "part" | "preamble"
        | "preface" | "prologue" | "subchapter" | "volume" | "glossary" => Meaning::Text,
        "cover" | "cover-page" => Meaning::Apparatus(A::Cover),
        "titlepage" | "title-page" => Meaning::Apparatus(A::TitlePage),
        "halftitlepage" | "halftitle" | "half-title" => Meaning::Apparatus(A::HalfTitle),
        "copyright-page" | "copyright" | "contentinfo" => Meaning::Apparatus(A::Copyright),
        "imprint" | "imprimatur" => Meaning::Apparatus(A::Imprint),
        "toc" | "toc-brief" | "contents" => Meaning::Apparatus(A::Contents),
        "loi" | "lot" | "loa" | "lov" => Meaning::Apparatus(A::ListOfFigures),
        "colophon" => Meaning::Apparatus(A::Colophon),
        "index" | "index-group" | "index-headnotes" => Meaning::Apparatus(A::Index),
        "bibliography" => Meaning::Apparatus(A::Bibliography),
        "contributors" | "credits" | "other-credits" | "credit" => Meaning::Apparatus(A::Credits),
        "revision-history" | "errata" => Meaning::Apparatus(A::Revisions),
        "landmarks" | "page-list" | "pagelist" | "navigation" => Meaning::Navigation,
        "footnote" | "endnote" | "rearnote" | "note" | "annotation" => Meaning::Note,
        "footnotes" | "endnotes" | "rearnotes" => Meaning::Notes,
        "noteref" | "annoref" => Meaning::NoteMark,
        "pagebreak" => Meaning::PageBreak,
        "z3998:verse" | "z3998:poem" | "z3998:song" | "z3998:hymn" | "z3998:lyrics" | "verse" | "poem" => {
            Meaning::Verse
        }
        _ => return None,
    })
}

macro_rules! pattern {
    ($name:ident, $doc:literal, $pattern:literal) => {
        #[doc = $doc]
        static $name: LazyLock<Regex> = LazyLock::new(|| Regex::new($pattern).unwrap());
    };
}

pattern!(
    PAGE_CLASS,
    "Classes of printed page numbers.",
    r"(?i)^(x-ebookmaker-)?(page-?(num|no|number|break)s?|pb|pgnum|pgno)$"
);
pattern!(
    LINE_CLASS,
    "Classes of the numbers of lines and of paragraphs.",
    r"(?i)^(ln|lnum|line-?(num|no|number)s?|lineno|ocn|para(graph)?-?(num|no|number)s?)$"
);
pattern!(
    MARK_CLASS,
    "Classes of footnote marks.",
    r"(?i)^(foot|end|rear)?-?notes?-?(ref|mark|anchor|link|call)\w*$|^fn-?(ref|anchor|mark|link)?$|^(footnote|endnote|noteref|fnanchor)$"
);
pattern!(
    NOTE_CLASS,
    "Classes of footnotes.",
    r"(?i)^(foot|end|rear)-?notes?$|^fn-?(text|body)$"
);
pattern!(
    VERSE_CLASS,
    "Classes of verse.",
    r"(?i)^(verse|poem|poetry|stanza|lg|line-?group|song|hymn|lyrics?|canto|strophe|couplet|quatrain)([-_].*)?$"
);
pattern!(
    HEADING_CLASS,
    "Classes of headings that are no `h1`, as converters and publishers name them.",
    r"(?i)^(h[1-6]|heading-?[1-6]|chapter-?(title|number|num|head|heading|name)|chap-?(title|num|number|head)|part-?(title|number))$"
);
pattern!(
    PULL_QUOTE_CLASS,
    "Classes of pull quotes.",
    r"(?i)^pull-?(ed-?)?quotes?$"
);
pattern!(
    BOILERPLATE_CLASS,
    "What Project Gutenberg puts around every book.",
    r"(?i)^(pg-?boilerplate|pgheader|pgfooter|pg-?licen[cs]e)$"
);
pattern!(
    MARK,
    "What footnote marks look like: numbers, letters, signs, in brackets or not.",
    r"(?i)^[\[({]?\s*((foot|end)?note\s*|fn\.?\s*)?(\d{1,4}|[a-z]|[ivxlc]{1,7}|[*†‡§‖¶#∗⁎※]{1,4})\s*[\])}]?[.,]?$"
);

pattern!(
    PAGE_TEXT,
    "What the number of a printed page looks like where it says that it is one.",
    r"(?i)^[\[({]\s*(pg|p|page)\.?\s*(\d{1,4}|[ivxlc]{1,7})\s*[\])}]$"
);

fn has_class(element: &Element, pattern: &Regex) -> bool {
    element.classes().any(|class| pattern.is_match(class))
}

/// Whether the class says that this is the number of a printed page.
pub fn is_page_number(element: &Element) -> bool {
    has_class(element, &PAGE_CLASS)
}

/// Whether a text says that it is the number of a printed page: [Pg 12].
pub fn is_page_text(text: &str) -> bool {
    PAGE_TEXT.is_match(text)
}

/// Whether an element of this name only sets some words apart, and may be put around a page's number.
pub fn is_inline(name: &str) -> bool {
    matches!(name, "a" | "span" | "small" | "sup" | "i" | "b" | "em")
}

/// Whether the class says that this is the number of a line.
pub fn is_line_number(element: &Element) -> bool {
    has_class(element, &LINE_CLASS)
}

/// Whether the class says that this points at a footnote.
pub fn is_mark_class(element: &Element) -> bool {
    has_class(element, &MARK_CLASS)
}

/// Whether the class says that this is a footnote.
pub fn is_note_class(element: &Element) -> bool {
    has_class(element, &NOTE_CLASS)
}

/// Whether the class says that this is verse.
pub fn is_verse_class(element: &Element) -> bool {
    has_class(element, &VERSE_CLASS)
}

/// The level of the heading that the class says this is.
pub fn heading_level(element: &Element) -> Option<u8> {
    let class = element.classes().find(|class| HEADING_CLASS.is_match(class))?;
    let level = class.chars().next_back().and_then(|c| c.to_digit(10));
    Some(level.map_or(2, |level| level as u8))
}

/// Whether the element says that it sets a sentence a second time.
pub fn is_pull_quote(element: &Element) -> bool {
    let declared = element
        .semantics()
        .any(|word| matches!(word, "pullquote" | "z3998:pullquote"));
    declared
        || element
            .classes()
            .any(|class| class.len() > 8 && PULL_QUOTE_CLASS.is_match(class))
}

/// Whether this is what Project Gutenberg puts around every book.
pub fn is_boilerplate(element: &Element) -> bool {
    has_class(element, &BOILERPLATE_CLASS)
        || matches!(
            element.attribute("id"),
            Some("pg-header" | "pg-footer" | "pg-machine-header")
        )
}

/// Whether text looks like a footnote mark.
pub fn looks_like_mark(text: &str) -> bool {
    MARK.is_match(text.trim())
}

/// Whether the element says of itself that it is not shown.
pub fn is_hidden(element: &Element) -> bool {
    element.attribute("hidden").is_some() || element.attribute("aria-hidden") == Some("true")
}

/// Whether HTML shows the element as a block of its own.
pub fn is_block(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "body"
            | "caption"
            | "center"
            | "dd"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "dt"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "head"
            | "header"
            | "hgroup"
            | "html"
            | "legend"
            | "li"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "pre"
            | "search"
            | "section"
            | "summary"
            | "table"
            | "tbody"
            | "td"
            | "tfoot"
            | "th"
            | "thead"
            | "tr"
            | "ul"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        for mark in [
            "1", "[12]", "*", "††", "(a)", "iv", "Note 3", " 7 ", "fn. 2", "[note 4]",
        ] {
            assert!(looks_like_mark(mark), "{mark}");
        }
        for text in ["Emperor’s", "see", "12345", "", "the 3"] {
            assert!(!looks_like_mark(text), "{text}");
        }
    }

    #[test]
    fn every_pattern_compiles() {
        for pattern in [
            &PAGE_CLASS,
            &LINE_CLASS,
            &MARK_CLASS,
            &NOTE_CLASS,
            &VERSE_CLASS,
            &HEADING_CLASS,
            &PULL_QUOTE_CLASS,
            &BOILERPLATE_CLASS,
            &MARK,
            &PAGE_TEXT,
        ] {
            assert!(!pattern.as_str().is_empty());
        }
        assert!(PAGE_CLASS.is_match("pagenum") && !PAGE_CLASS.is_match("page"));
    }
}
