//! Numbers in words. `num2words` was weighed: it stops at 64 bits, says “and” in some numbers and not in others, and
//! knows no British form, so the hundred lines are here.

use super::Dialect;

const ONES: [&str; 20] = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];

const TENS: [&str; 10] = [
    "", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
];

/// Names of the thousands' powers, the short scale.
const POWERS: [&str; 12] = [
    "",
    "thousand",
    "million",
    "billion",
    "trillion",
    "quadrillion",
    "quintillion",
    "sextillion",
    "septillion",
    "octillion",
    "nonillion",
    "decillion",
];

/// A whole number given by its figures. One too long to have a name is said figure by figure.
pub(super) fn cardinal(figures: &str, dialect: Dialect) -> String {
    let figures = match figures.trim_start_matches('0') {
        "" => "0",
        rest => rest,
    };
    let groups = figures.len().div_ceil(3);
    if groups > POWERS.len() {
        return digits(figures, dialect);
    }
    let mut words: Vec<String> = Vec::new();
    let first = figures.len() - 3 * (groups - 1);
    let mut start = 0;
    for power in (0..groups).rev() {
        let end = if start == 0 { first } else { start + 3 };
        let group = figures
            .get(start..end)
            .and_then(|g| g.parse::<usize>().ok())
            .unwrap_or(0);
        start = end;
        if group == 0 && groups > 1 {
            continue;
        }
        if power == 0 && group < 100 && !words.is_empty() && dialect == Dialect::Gb {
            words.push("and".into());
        }
        words.push(below_thousand(group, dialect));
        if power > 0 {
            words.push(POWERS.get(power).copied().unwrap_or_default().into());
        }
    }
    words.join(" ")
}

/// A small whole number.
pub(super) fn small(n: usize, dialect: Dialect) -> String {
    cardinal(&n.to_string(), dialect)
}

fn below_thousand(n: usize, dialect: Dialect) -> String {
    let rest = n % 100;
    match (n / 100, rest) {
        (0, _) => below_hundred(rest),
        (hundreds, 0) => format!("{} hundred", below_hundred(hundreds)),
        (hundreds, _) if dialect == Dialect::Gb => {
            format!("{} hundred and {}", below_hundred(hundreds), below_hundred(rest))
        }
        (hundreds, _) => format!("{} hundred {}", below_hundred(hundreds), below_hundred(rest)),
    }
}

fn below_hundred(n: usize) -> String {
    if let Some(word) = ONES.get(n) {
        return (*word).to_owned();
    }
    let tens = TENS.get(n / 10).copied().unwrap_or_default();
    match n % 10 {
        0 => tens.to_owned(),
        one => format!("{tens}-{}", ONES.get(one).copied().unwrap_or_default()),
    }
}

/// The ordinal of a whole number given by its figures: “twenty-first”.
pub(super) fn ordinal(figures: &str, dialect: Dialect) -> String {
    ordinal_of(&cardinal(figures, dialect))
}

/// The ordinal of a number in words: its last word changes.
pub(super) fn ordinal_of(cardinal: &str) -> String {
    let (head, last) = split_last(cardinal);
    let irregular = match last {
        "one" => "first",
        "two" => "second",
        "three" => "third",
        "five" => "fifth",
        "eight" => "eighth",
        "nine" => "ninth",
        "twelve" => "twelfth",
        _ => "",
    };
    match (irregular, last.strip_suffix('y')) {
        ("", Some(stem)) => format!("{head}{stem}ieth"),
        ("", None) => format!("{head}{last}th"),
        _ => format!("{head}{irregular}"),
    }
}

/// The plural of a number in words: “twenties”, “sixes”, “nineteen hundreds”.
pub(super) fn plural(cardinal: &str) -> String {
    let (head, last) = split_last(cardinal);
    match last.strip_suffix('y') {
        Some(stem) => format!("{head}{stem}ies"),
        None if last == "six" => format!("{head}sixes"),
        None => format!("{head}{last}s"),
    }
}

fn split_last(words: &str) -> (&str, &str) {
    words.split_at(words.rfind([' ', '-']).map_or(0, |at| at + 1))
}

/// Figure by figure, as a telephone number: 0 is “oh” in Britain.
pub(super) fn digits(figures: &str, dialect: Dialect) -> String {
    let zero = if dialect == Dialect::Gb { "oh" } else { "zero" };
    spell(figures, zero)
}

fn spell(figures: &str, zero: &str) -> String {
    let names = figures
        .bytes()
        .filter(u8::is_ascii_digit)
        .map(|figure| match usize::from(figure - b'0') {
            0 => zero,
            n => ONES.get(n).copied().unwrap_or_default(),
        });
    names.collect::<Vec<_>>().join(" ")
}

/// A decimal fraction: “three point one four”; British zeros are “nought”.
pub(super) fn decimal(whole: &str, decimals: &str, dialect: Dialect) -> String {
    let zero = if dialect == Dialect::Gb { "nought" } else { "zero" };
    let decimals = spell(decimals, zero);
    match whole {
        "" => format!("point {decimals}"),
        _ if whole.bytes().all(|figure| figure == b'0') => format!("{zero} point {decimals}"),
        _ => format!("{} point {decimals}", cardinal(whole, dialect)),
    }
}

/// A number said in pairs of figures, as years, houses and rooms are: 1881 “eighteen eighty-one”, 1905 “nineteen oh
/// five”, 1800 “eighteen hundred”, 221 “two twenty-one”. Round thousands and what is no such number are plain cardinals.
pub(super) fn pairs(figures: &str, dialect: Dialect) -> String {
    let n = figures.parse::<usize>().unwrap_or(0);
    let (front, back) = (n / 100, n % 100);
    match (front, back) {
        (0 | 100.., _) => cardinal(figures, dialect),
        // 2000 to 2009, and 1000, are not said in pairs.
        (_, 0..10) if front.is_multiple_of(10) => cardinal(figures, dialect),
        (_, 0) => format!("{} hundred", below_hundred(front)),
        (_, 1..10) => format!("{} oh {}", below_hundred(front), below_hundred(back)),
        _ => format!("{} {}", below_hundred(front), below_hundred(back)),
    }
}

/// Two figures with their leading zero: minutes, years without their century. 05 is “oh five”.
pub(super) fn two_digits(figures: &str, dialect: Dialect) -> String {
    match figures.strip_prefix('0') {
        Some("0") => "oh oh".to_owned(),
        Some(one) if !one.is_empty() => format!("oh {}", cardinal(one, dialect)),
        _ => cardinal(figures, dialect),
    }
}

#[cfg(test)]
mod tests {
    use super::Dialect::{Gb, Us};
    use super::*;

    #[test]
    fn cardinals() {
        assert_eq!(cardinal("0", Us), "zero");
        assert_eq!(cardinal("105", Us), "one hundred five");
        assert_eq!(cardinal("105", Gb), "one hundred and five");
        assert_eq!(cardinal("1005", Gb), "one thousand and five");
        assert_eq!(cardinal("1000000", Gb), "one million");
        assert_eq!(
            cardinal("1234567", Gb),
            "one million two hundred and thirty-four thousand five hundred and sixty-seven"
        );
        assert_eq!(
            cardinal("1234567", Us),
            "one million two hundred thirty-four thousand five hundred sixty-seven"
        );
        assert_eq!(cardinal(&"1".repeat(40), Us).split(' ').count(), 40);
    }

    #[test]
    fn ordinals_and_plurals() {
        assert_eq!(ordinal("21", Us), "twenty-first");
        assert_eq!(ordinal("112", Gb), "one hundred and twelfth");
        assert_eq!(ordinal("40", Us), "fortieth");
        assert_eq!(plural("nineteen twenty"), "nineteen twenties");
        assert_eq!(plural("eighteen hundred"), "eighteen hundreds");
        assert_eq!(plural("six"), "sixes");
    }

    #[test]
    fn pairs_of_figures() {
        assert_eq!(pairs("1881", Us), "eighteen eighty-one");
        assert_eq!(pairs("1905", Us), "nineteen oh five");
        assert_eq!(pairs("1800", Us), "eighteen hundred");
        assert_eq!(pairs("2000", Us), "two thousand");
        assert_eq!(pairs("2001", Gb), "two thousand and one");
        assert_eq!(pairs("2026", Gb), "twenty twenty-six");
        assert_eq!(pairs("1066", Gb), "ten sixty-six");
        assert_eq!(pairs("221", Gb), "two twenty-one");
        assert_eq!(pairs("101", Gb), "one oh one");
    }
}
