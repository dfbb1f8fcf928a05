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
        assert_eq!(
            kind("<math><mfrac><mn>1</mn><mi>x</mi></mfrac></math>"),
            FormulaUse::Unreadable
        );
    }
}
