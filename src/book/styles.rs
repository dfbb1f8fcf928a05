//! What style sheets say of how elements look, as far as it changes what is read: not shown, raised, a line of its own.
//!
//! Sheets that pages link to, `style` elements and `style` attributes, with selectors of CSS 2.1. At-rules such as
//! `@media` are passed over: what they hold is meant for some screens only.

use std::cell::Cell;
use std::collections::HashMap;
use std::rc::Rc;

use simplecss::{AttributeOperator, Declaration, DeclarationTokenizer, PseudoClass, Rule, StyleSheet};

use super::epub::{Container, resolve};
use super::markup::{Markup, NodeId};

/// The properties that matter here.
const PROPERTIES: [&str; 4] = ["display", "visibility", "vertical-align", "float"];

/// The longest style sheet that is looked at, in bytes: the parser's time grows with the square of it.
const LONGEST: usize = 512 << 10;

/// How many elements a selector may look at before it counts as not matching; no honest one looks at a hundred.
const PATIENCE: u32 = 10_000;

/// The style sheets of a book, each unpacked once.
#[derive(Default)]
pub struct StyleSheets {
    by_file: HashMap<String, Rc<str>>,
}

impl StyleSheets {
    /// The texts of the style sheets of a page, in the order in which it names them. What cannot be read styles nothing.
    pub fn of_page(&mut self, container: &mut Container, markup: &Markup, file: &str) -> Vec<Rc<str>> {
        let mut texts = Vec::new();
        for (id, element) in markup.elements(0..markup.len()) {
            match element.name() {
                "body" => break,
                "style" => texts.push(relevant(&markup.source_text(markup.inside(id))).into()),
                "link" => {
                    let is_sheet = |rel: &str| rel.eq_ignore_ascii_case("stylesheet");
                    let mut relations = element.attribute("rel").unwrap_or_default().split_whitespace();
                    if relations.any(is_sheet)
                        && let Some(place) = element.attribute("href").and_then(|href| resolve(file, href))
                    {
                        texts.push(self.text(container, place.file));
                    }
                }
                _ => {}
            }
        }
        texts
    }

    fn text(&mut self, container: &mut Container, file: String) -> Rc<str> {
        let mut unpack = |file: &String| container.read_text(file).unwrap_or_default();
        let text = self
            .by_file
            .entry(file)
            .or_insert_with_key(|file| relevant(&unpack(file)).into());
        Rc::clone(text)
    }
}

/// A style sheet without the rules that change nothing here; nothing of one that is longer than any book's.
fn relevant(text: &str) -> String {
    if text.len() > LONGEST {
        return String::new();
    }
    let mut sheet = StyleSheet::parse(text);
    sheet.rules.retain_mut(matters);
    sheet.to_string()
}

/// Leaves of a rule what matters here, and says whether there is any.
fn matters(rule: &mut Rule<'_>) -> bool {
    rule.declarations.retain(|declaration| property(declaration).is_some());
    !rule.declarations.is_empty()
}

fn property(declaration: &Declaration<'_>) -> Option<usize> {
    PROPERTIES
        .iter()
        .position(|name| declaration.name.eq_ignore_ascii_case(name))
}

/// How an element looks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// It is not shown, nor is anything in it.
    pub gone: bool,
    /// Whether it is visible; what is in it is too, unless it says otherwise.
    pub visible: Option<bool>,
    /// It stands on lines of its own.
    pub block: bool,
    /// It is raised above the line.
    pub raised: bool,
}

/// The rules of a page, weakest first.
pub struct Styles<'a> {
    rules: Vec<Rule<'a>>,
}

impl<'a> Styles<'a> {
    /// The rules of these sheets.
    pub fn of(texts: &'a [Rc<str>]) -> Self {
        let mut sheet = StyleSheet::new();
        for text in texts {
            sheet.parse_more(text);
        }
        sheet.rules.retain_mut(matters);
        Self { rules: sheet.rules }
    }

    /// How an element looks.
    pub fn look(&self, markup: &Markup, id: NodeId) -> Look {
        let mut cascade = Cascade::default();
        let node = Node {
            markup,
            id,
            patience: &Cell::new(PATIENCE),
        };
        for rule in self.rules.iter().filter(|rule| rule.selector.matches(&node)) {
            rule.declarations
                .iter()
                .for_each(|declaration| cascade.add(declaration));
        }
        if let Some(style) = markup.element(id).and_then(|element| element.attribute("style")) {
            DeclarationTokenizer::from(style).for_each(|declaration| cascade.add(&declaration));
        }
        cascade.look()
    }
}

/// What has been said of each property so far, and whether it was `!important`.
#[derive(Default)]
struct Cascade<'a> {
    said: [Option<(&'a str, bool)>; PROPERTIES.len()],
}

impl<'a> Cascade<'a> {
    fn add(&mut self, declaration: &Declaration<'a>) {
        if let Some(said) = property(declaration).and_then(|at| self.said.get_mut(at))
            && (declaration.important || said.is_none_or(|(_, important)| !important))
        {
            *said = Some((declaration.value, declaration.important));
        }
    }

    fn look(&self) -> Look {
        let [display, visibility, vertical_align, float] = self
            .said
            .map(|said| said.map_or(String::new(), |(value, _)| value.trim().to_ascii_lowercase()));
        Look {
            gone: display == "none",
            visible: match visibility.as_str() {
                "hidden" | "collapse" => Some(false),
                "visible" => Some(true),
                _ => None,
            },
            block: matches!(display.as_str(), "block" | "list-item" | "flex" | "grid" | "table")
                && !matches!(float.as_str(), "left" | "right"),
            raised: matches!(vertical_align.as_str(), "super" | "top" | "text-top") || is_above(&vertical_align),
        }
    }
}

/// Whether a length or a share lies above the line.
fn is_above(value: &str) -> bool {
    let number = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    number.parse::<f32>().is_ok_and(|number| number > 0.0)
}

/// An element as selectors see it.
#[derive(Clone, Copy)]
struct Node<'m, 'p> {
    markup: &'m Markup,
    id: NodeId,
    patience: &'p Cell<u32>,
}

impl Node<'_, '_> {
    fn at(&self, id: NodeId) -> Option<Self> {
        let left = self.patience.get().checked_sub(1)?;
        self.patience.set(left);
        Some(Self { id, ..*self })
    }

    fn attribute(&self, name: &str) -> Option<&str> {
        self.markup.element(self.id)?.attribute(name)
    }
}

impl simplecss::Element for Node<'_, '_> {
    fn parent_element(&self) -> Option<Self> {
        self.at(self.markup.parent(self.id)?)
    }

    fn prev_sibling_element(&self) -> Option<Self> {
        self.at(self.markup.previous_element(self.id)?)
    }

    fn has_local_name(&self, name: &str) -> bool {
        self.markup
            .element(self.id)
            .is_some_and(|element| element.name().eq_ignore_ascii_case(name))
    }

    fn attribute_matches(&self, local_name: &str, operator: AttributeOperator<'_>) -> bool {
        match (self.attribute(local_name), operator) {
            (Some(value), AttributeOperator::Contains(word)) => value.split_whitespace().any(|w| w == word),
            (Some(value), operator) => operator.matches(value),
            (None, _) => false,
        }
    }

    fn pseudo_class_matches(&self, class: PseudoClass<'_>) -> bool {
        match class {
            PseudoClass::FirstChild => self.markup.previous_element(self.id).is_none(),
            PseudoClass::Link => self.attribute("href").is_some(),
            // What depends on a reader's hand is not so while the book is read aloud.
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// How the element of this `id` looks.
    fn look(css: &str, body: &str, id: &str) -> Look {
        let markup = Markup::parse(&format!("<html><body>{body}</body></html>")).unwrap();
        let (node, _) = markup
            .elements(0..markup.len())
            .find(|(_, e)| e.attribute("id") == Some(id))
            .unwrap();
        let texts = [Rc::from(relevant(css))];
        Styles::of(&texts).look(&markup, node)
    }

    fn is_gone(css: &str, body: &str) -> bool {
        look(css, body, "x").gone
    }

    #[test]
    fn selectors() {
        let page = r#"<div class="a b"><p>1</p><p id="x" class="note" title="t">2</p></div>"#;
        for selector in [
            "p",
            ".note",
            "#x",
            "div p",
            "div>p",
            "p + p",
            ".b .note",
            "div.a.b > p#x",
            "[title]",
            "p[title='t']",
            "*",
            "h1, p",
        ] {
            assert!(is_gone(&format!("{selector} {{ display: none }}"), page), "{selector}");
        }
        for selector in [
            "h1",
            ".not",
            "p > p",
            "p:first-child",
            "a.note",
            "p:hover",
            "> p",
            "p:unknown",
        ] {
            assert!(!is_gone(&format!("{selector} {{ display: none }}"), page), "{selector}");
        }
    }

    #[test]
    fn the_strongest_rule_wins() {
        let page = r#"<p id="x" class="c">x</p>"#;
        assert!(!is_gone("#x { display: block } .c { display: none }", page));
        assert!(is_gone("#x { display: block } .c { display: none !important }", page));
        assert!(!is_gone(".c { display: none } .c { display: inline }", page));
        assert!(!is_gone(
            ".c { display: none }",
            r#"<p id="x" class="c" style="display: block">x</p>"#
        ));
        assert!(is_gone("", r#"<p id="x" style="color: red; DISPLAY :None">x</p>"#));
        assert!(!is_gone("@media print { .c { display: none } } p { color: red }", page));
    }

    #[test]
    fn looks() {
        let looks = |style: &str| look("", &format!("<p id=\"x\" style=\"{style}\">x</p>"), "x");
        assert_eq!(looks("visibility: hidden").visible, Some(false));
        assert_eq!(looks("visibility: visible").visible, Some(true));
        assert!(looks("display:block").block && !looks("display: block; float: left").block);
        assert!(looks("vertical-align: super").raised && looks("vertical-align: 0.4em").raised);
        assert!(!looks("vertical-align: baseline").raised && !looks("vertical-align: -2px").raised);
        assert_eq!(looks("font-style: italic"), Look::default());
    }

    #[test]
    fn a_selector_that_looks_everywhere_gives_up() {
        let page = format!("{}<p id=\"x\">x</p>{}", "<div>".repeat(400), "</div>".repeat(400));
        assert!(!is_gone("b * * * * * * * * * * p { display: none }", &page));
    }

    proptest! {
        #[test]
        fn no_style_sheet_is_a_trap(css in "[a-zé“@.#>+*~{}:;,()\\[\\]\"'\\\\/!= \n0-9-]{0,60}") {
            is_gone(&css, "<p id=\"x\">x</p>");
        }
    }
}
