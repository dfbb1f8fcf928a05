//! Which tables are read, and how.

use crate::book::markup::{Content, Markup, NodeId};

/// A cell with more characters than this holds text that was only put there to look good.
const LAYOUT_CELL: usize = 300;

/// From this many cells on, a table that has more than two numbers for each word is not read. A reader says the few of a
/// smaller one.
const NUMBERS_FROM: usize = 12;

/// What a table is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TableUse {
    /// It puts text in its place on the page.
    Layout,
    /// It holds words, row by row.
    Words,
    /// It holds mostly numbers.
    Numbers,
}

/// Finds out what a table is for.
pub fn table_use(markup: &Markup, table: NodeId) -> TableUse {
    let mut cells = 0;
    let mut numbers = 0;
    for (id, element) in markup.elements(markup.inside(table)) {
        match element.name() {
            "table" | "ul" | "ol" | "blockquote" => return TableUse::Layout,
            "td" | "th" => {}
            _ => continue,
        }
        let inside = markup.inside(id);
        let paragraphs = markup.elements(inside.clone()).filter(|(_, e)| e.name() == "p").count();
        let (mut letters, mut others) = (0, 0);
        for node in inside {
            if let Content::Text(text) = markup.content(node) {
                let shown = text.chars().filter(|c| !c.is_whitespace());
                shown.for_each(|c| *(if c.is_alphabetic() { &mut letters } else { &mut others }) += 1);
            }
        }
        if paragraphs > 1 || letters + others > LAYOUT_CELL {
            return TableUse::Layout;
        }
        cells += usize::from(letters + others > 0);
        numbers += usize::from(letters == 0 && others > 0);
    }
    if cells >= NUMBERS_FROM && numbers * 3 > cells * 2 {
        TableUse::Numbers
    } else {
        TableUse::Words
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(page: &str) -> TableUse {
        table_use(&Markup::parse(page).unwrap(), 0)
    }

    #[test]
    fn uses() {
        let row = "<tr><td>Wheat</td><td>12</td><td>13.5</td><td>–</td></tr>";
        assert_eq!(kind(&format!("<table>{}</table>", row.repeat(3))), TableUse::Numbers);
        assert_eq!(kind(&format!("<table>{row}</table>")), TableUse::Words);
        let names = "<tr><td>Ann</td><td>1701</td></tr>".repeat(9);
        assert_eq!(kind(&format!("<table>{names}</table>")), TableUse::Words);
        assert_eq!(
            kind("<table><tr><td>Come!</td><td>Go!</td></tr></table>"),
            TableUse::Words
        );
        assert_eq!(
            kind("<table><tr><td><p>One.</p><p>Two.</p></td></tr></table>"),
            TableUse::Layout
        );
    }
}
