//! Footnote marks, and what only looks like them.

use super::vocabulary::{self, Meaning};
use crate::book::markup::{Element, Markup, NodeId};

/// A word before a raised number is the number's note when it is at least this long; else it is a unit (`km²`).
const WORD: usize = 4;

/// An element that may be a footnote mark.
pub struct Found<'a> {
    /// Where it leads.
    pub href: Option<&'a str>,
    /// Whether there is no doubt.
    pub certain: bool,
}

/// What is known of the text just before an element.
#[derive(Clone, Copy, Debug, Default)]
pub struct Before {
    /// The last character.
    pub last: Option<char>,
    /// How many letters the word has that it ends.
    pub letters: usize,
}

/// Looks at a link or a raised number.
pub fn find<'a>(markup: &'a Markup, id: NodeId, element: &'a Element, before: Before) -> Option<Found<'a>> {
    let is_link = element.name() == "a";
    if !is_link && element.name() != "sup" {
        return None;
    }
    let text = markup.text(markup.inside(id));
    let only_signs = !text.is_empty() && !text.chars().any(char::is_alphanumeric);
    if !vocabulary::looks_like_mark(&text) && !only_signs {
        return None;
    }
    if is_link {
        let href = element.attribute("href");
        let declared = element
            .semantics()
            .any(|word| vocabulary::meaning(word) == Some(Meaning::NoteMark));
        let raised = is_raised(markup, id) || vocabulary::is_mark_class(element);
        let inside_book = href.is_some_and(|href| href.contains('#'));
        return (declared || inside_book).then_some(Found {
            href,
            certain: declared || (raised && inside_book),
        });
    }
    if let Some((_, link)) = markup.elements(markup.inside(id)).find(|(_, e)| e.name() == "a") {
        let href = link.attribute("href").filter(|href| href.contains('#'))?;
        return Some(Found {
            href: Some(href),
            certain: true,
        });
    }
    let number = text.chars().all(|c| c.is_ascii_digit());
    let after_sentence = before.last.is_some_and(|c| ".,;:!?\"'”’)»".contains(c));
    ((number || only_signs) && (after_sentence || before.letters >= WORD)).then_some(Found {
        href: None,
        certain: true,
    })
}

fn is_raised(markup: &Markup, link: NodeId) -> bool {
    let is_sup = |id: NodeId| {
        markup.element(id).is_some_and(|e| {
            e.name() == "sup"
                || e.attribute("style")
                    .is_some_and(|style| style.contains("vertical-align"))
        })
    };
    is_sup(link) || markup.inside(link).any(is_sup) || markup.parent(link).is_some_and(is_sup)
}
