//! Footnote marks, and what only looks like them.

use super::vocabulary::{self, Meaning};
use crate::book::markup::{Markup, NodeId};
use crate::book::styles::Styles;

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
pub fn find<'a>(markup: &'a Markup, styles: &Styles<'_>, id: NodeId, before: Before) -> Option<Found<'a>> {
    let element = markup.element(id)?;
    let is_link = element.name() == "a";
    if !is_link && !is_raised(markup, styles, id) {
        return None;
    }
    let text = markup.text(markup.inside(id));
    let only_signs = !text.is_empty() && !text.chars().any(char::is_alphanumeric);
    if !vocabulary::looks_like_mark(&text) && !only_signs && !is_number(&text) {
        return None;
    }
    if is_link {
        let href = element.attribute("href");
        let declared = element
            .semantics()
            .any(|word| vocabulary::meaning(word) == Some(Meaning::NoteMark));
        let raised = is_around(markup, id, |id| is_raised(markup, styles, id)) || vocabulary::is_mark_class(element);
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
    let number = is_number(&text);
    let after_sentence = before.last.is_some_and(|c| ".,;:!?\"'”’)»".contains(c));
    ((number || only_signs) && (after_sentence || before.letters >= WORD)).then_some(Found {
        href: None,
        certain: true,
    })
}

/// Whether a text is the number of a note, or of several: 4, [4], 4,5, 4–6.
fn is_number(text: &str) -> bool {
    let inside = text.trim_matches(|c: char| "[](){} ".contains(c));
    let is_digit = |c: char| c.is_ascii_digit();
    inside.starts_with(is_digit)
        && inside.ends_with(is_digit)
        && inside.chars().all(|c| is_digit(c) || ",;–- ".contains(c))
}

/// Whether an element holds a power, or the upper part of a fraction: figures above the line, behind which no sign is
/// missing.
pub fn is_power(markup: &Markup, styles: &Styles<'_>, id: NodeId) -> bool {
    // First, for this is asked of every element of a page, and the text inside of most is long.
    if !is_raised(markup, styles, id) {
        return false;
    }
    let text = markup.text(markup.inside(id));
    let figures = text.trim_start_matches(['-', '−', '–']);
    !figures.is_empty() && figures.chars().all(|c| c.is_ascii_digit())
}

/// Whether an element is raised above the line by its name or its style.
fn is_raised(markup: &Markup, styles: &Styles<'_>, id: NodeId) -> bool {
    markup.element(id).is_some_and(|element| match element.name() {
        "sup" => true,
        "a" | "span" | "small" | "font" | "i" | "em" | "b" | "strong" => styles.look(markup, id).raised,
        _ => false,
    })
}

/// Whether something is true of an element, of one inside it, or of the one around it.
fn is_around(markup: &Markup, id: NodeId, is_so: impl Fn(NodeId) -> bool) -> bool {
    is_so(id) || markup.inside(id).any(&is_so) || markup.parent(id).is_some_and(is_so)
}
