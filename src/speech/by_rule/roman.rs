//! Roman numerals: Luis XIV, siècle, capitolo.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// Replaces Roman numerals by what `ordinal` makes of their number and of the letters that follow it (`XIXe`).
///
/// A text without small letters has none: there is no telling them from words. Nor is a single letter one, but behind
/// a word that calls for a number.
pub(super) fn replace(text: &str, ordinal: impl Fn(u32, &str) -> String) -> String {
    #[expect(clippy::expect_used, reason = "a constant pattern")]
    static NUMERAL: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(concat!(
            r"(?P<call>\b(?i:siglo|século|siècle|secolo|cap[ií]t(?:ulo|olo)|chapitre|tom[eo]|livre|libro|livro|acte|acto|ato|atto|volume|volumen)\s+)?",
            r"\b(?P<numeral>[IVXL]+)(?P<ending>er|re|ème|e|º|ª)?\b",
        ))
        .expect("the pattern is constant")
    });
    if !text.contains(char::is_lowercase) {
        return text.to_owned();
    }
    NUMERAL
        .replace_all(text, |found: &Captures| {
            let part = |name: &str| found.name(name).map_or("", |part| part.as_str());
            let (call, numeral, ending) = (part("call"), part("numeral"), part("ending"));
            let is_sure = numeral.len() > 1 || !call.is_empty() || matches!(ending, "er" | "re");
            // XL is a size, LI a name.
            let is_numeral = is_sure && (numeral.len() > 2 || !numeral.contains('L'));
            match value(numeral).filter(|_| is_numeral) {
                Some(number) => format!("{call}{}", ordinal(number, ending)),
                None => found[0].to_owned(),
            }
        })
        .into_owned()
}

/// The number of a well-formed numeral up to 89.
fn value(numeral: &str) -> Option<u32> {
    (1..90).find(|&number| {
        let tens = ["", "X", "XX", "XXX", "XL", "L", "LX", "LXX", "LXXX"][number as usize / 10];
        let units = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"][number as usize % 10];
        numeral.strip_prefix(tens) == Some(units)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numerals_and_words() {
        let mark = |number: u32, ending: &str| format!("<{number}{ending}>");
        for (text, replaced) in [
            ("Luis XIV y Felipe II", "Luis <14> y Felipe <2>"),
            ("le XIXe siècle, François Ier", "le <19e> siècle, François <1er>"),
            ("siglo V", "siglo <5>"),
            (
                "talla XL, plan B, vitamina C, I bambini, CIVIL, IIX",
                "talla XL, plan B, vitamina C, I bambini, CIVIL, IIX",
            ),
            ("LUIS XIV", "LUIS XIV"),
        ] {
            assert_eq!(replace(text, mark), replaced);
        }
    }
}
