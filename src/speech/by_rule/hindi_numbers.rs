//! Hindi numbers as they are counted: in *sau*, *hazār*, *lākh* and *karoṛ*, with the words for signs.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// `text` with signs and large or broken numbers in words and figures that eSpeak NG reads right.
pub(super) fn in_words(text: &str) -> String {
    #[expect(clippy::expect_used, reason = "a constant pattern")]
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        Regex::new(
            r"(?P<sign>[₹$€£]\s?)?(?P<whole>\d[\d,]*)(?:\.(?P<fraction>\d+))?(?P<percent>\s?%)?(?:/(?P<parts>\d+))?",
        )
        .expect("the pattern is constant")
    });
    let ascii: String = text
        .chars()
        .map(|symbol| ascii_digit(symbol).unwrap_or(symbol))
        .collect();
    NUMBER.replace_all(&ascii, number).into_owned()
}

/// The ASCII digit of a Devanagari one.
fn ascii_digit(symbol: char) -> Option<char> {
    char::from_digit((symbol as u32).checked_sub('०' as u32)?, 10)
}

fn number(found: &Captures) -> String {
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let digits: String = part("whole")
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let mut said = digits.parse().map_or(digits, counted);
    if let Some(fraction) = part("fraction") {
        let digits: Vec<String> = fraction.chars().map(String::from).collect();
        said = format!("{said} दशमलव {}", digits.join(" "));
    }
    if let Some(parts) = part("parts") {
        said = format!("{said} बटा {parts}");
    }
    if part("percent").is_some() {
        said.push_str(" प्रतिशत");
    }
    let unit = match part("sign").map(str::trim) {
        Some("₹") => " रुपये",
        Some("$") => " डॉलर",
        Some("€") => " यूरो",
        Some("£") => " पाउंड",
        _ => "",
    };
    said + unit
}

/// A whole number by *lākh* (100 000) and *karoṛ* (10 000 000); smaller ones eSpeak NG counts itself.
fn counted(number: u64) -> String {
    let (size, name) = match number {
        0..100_000 => return number.to_string(),
        100_000..10_000_000 => (100_000, "लाख"),
        _ => (10_000_000, "करोड़"),
    };
    let rest = number % size;
    let head = format!("{} {name}", counted(number / size));
    if rest == 0 {
        head
    } else {
        format!("{head} {}", counted(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_large_numbers() {
        for (text, words) in [
            ("25 %", "25 प्रतिशत"),
            ("₹1,50,000", "1 लाख 50000 रुपये"),
            ("1000000", "10 लाख"),
            ("3.14", "3 दशमलव 1 4"),
            ("१२", "12"),
            ("1/2", "1 बटा 2"),
        ] {
            assert_eq!(in_words(text), words);
        }
    }
}
