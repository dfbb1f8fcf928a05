//! How formulas are read.

use crate::book::markup::{Element, Markup, NodeId};

/// How a formula is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormulaUse {
    /// By the description its author gave.
    Description,
    /// Sign by sign, for it is one line of signs.
    Signs,
    /// Not at all: its meaning is in its layout, and nobody has described it.
    Unreadable,
}

/// Decides how a `math` element is read.
pub fn formula_use(markup: &Markup, math: NodeId) -> FormulaUse {
    let description = markup.element(math).and_then(|math| math.attribute("alttext"));
    if description.is_some_and(is_description) {
        return FormulaUse::Description;
    }
    let has_layout = |(_, element): (NodeId, &Element)| {
        matches!(
            element.name(),
            "mtable" | "mfrac" | "munder" | "mover" | "munderover" | "msqrt" | "mroot" | "mmultiscripts"
        )
    };
    if markup.elements(markup.inside(math)).any(has_layout) {
        FormulaUse::Unreadable
    } else {
        FormulaUse::Signs
    }
}

/// Whether white space here is only for the source's looks: between the elements of a formula.
pub fn is_between_signs(markup: &Markup, text: NodeId) -> bool {
    let parent = markup.parent(text).and_then(|parent| markup.element(parent));
    parent.is_some_and(|parent| {
        matches!(
            parent.name(),
            "math" | "mrow" | "msup" | "msub" | "msubsup" | "mstyle" | "mfenced" | "mpadded" | "semantics"
        )
    })
}

/// Whether an element is the power of an `msup`, in figures, of something without one.
pub fn is_power(markup: &Markup, id: NodeId) -> bool {
    // First, for this is asked of every element of a page, and the text inside of most is long.
    let above = markup.parent(id).and_then(|parent| markup.element(parent));
    if above.is_none_or(|above| above.name() != "msup") {
        return false;
    }
    let is_base = |base: NodeId| {
        let plain = markup.find(base..markup.end(base), "msup").is_none();
        plain
            && markup
                .text(markup.inside(base))
                .trim()
                .ends_with(|c: char| c.is_alphanumeric() || c == ')')
    };
    let text = markup.text(markup.inside(id)).replace(' ', "");
    let figures = text.trim_start_matches(['-', '−', '–']);
    let is_number = !figures.is_empty() && figures.bytes().all(|b| b.is_ascii_digit());
    is_number && markup.previous_element(id).is_some_and(is_base)
}

/// Whether an element goes on with the number of the one before: some programs write a `mn` for each figure. Those below
/// the line are each a number: row and column.
pub fn continues_number(markup: &Markup, id: NodeId) -> bool {
    let is = |id: NodeId, name: &str| markup.element(id).is_some_and(|element| element.name() == name);
    let in_row = markup.parent(id).is_some_and(|row| {
        let below = markup
            .parent(row)
            .is_some_and(|around| is(around, "msub") || is(around, "msubsup"));
        let line = is(row, "math") || is(row, "mrow") || is(row, "mstyle");
        line && !(below && markup.previous_element(row).is_some())
    });
    let is_point = |id: NodeId| is(id, "mo") && markup.text(markup.inside(id)).trim() == ".";
    let Some(before) = markup.previous_element(id).filter(|_| in_row) else {
        return false;
    };
    is(before, "mn") && (is(id, "mn") || is_point(id)) || is_point(before) && is(id, "mn")
}

/// Whether an `alttext` can be spoken: not a placeholder, and not TeX.
fn is_description(alttext: &str) -> bool {
    let placeholder = alttext.to_ascii_lowercase().contains("not available");
    !placeholder && !alttext.contains(['\\', '{', '}', '^', '_']) && alttext.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(page: &str) -> FormulaUse {
        formula_use(&Markup::parse(page).unwrap(), 0)
    }

    #[test]
    fn uses() {
        assert_eq!(
            kind(r#"<math alttext="x squared"><mi>x</mi></math>"#),
            FormulaUse::Description
        );
        assert_eq!(kind(r#"<math alttext="x^2"><mi>x</mi></math>"#), FormulaUse::Signs);
        assert_eq!(
            kind(r#"<math alttext="Alternative text not available"><mi>A</mi></math>"#),
            FormulaUse::Signs
        );
        let page =
            Markup::parse("<math><mn>1</mn><mn>2</mn><mo>=</mo><msup><mn>3</mn><mn>2</mn></msup></math>").unwrap();
        let elements = page.elements(0..page.len());
        let numbers: Vec<NodeId> = elements.filter(|(_, e)| e.name() == "mn").map(|(id, _)| id).collect();
        let continued: Vec<bool> = numbers.iter().map(|id| continues_number(&page, *id)).collect();
        assert_eq!(continued, [false, true, false, false]);
        assert_eq!(numbers.iter().filter(|id| is_power(&page, **id)).count(), 1);
        assert_eq!(
            kind("<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>"),
            FormulaUse::Unreadable
        );
    }
}
