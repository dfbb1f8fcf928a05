//! Reads a quantity as it is printed: 1,234, 12 000, 3.14, 3½, 2 1/4, .45.

use super::Dialect;
use super::number;
use super::token::{Cursor, Kind};

/// A quantity of figures, not negative.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Figures before the point, without separators; empty in .45 and ½.
    pub whole: String,
    /// Figures after the point.
    pub decimals: Option<String>,
    pub fraction: Option<Fraction>,
    /// Whether the whole part is printed with separators.
    pub grouped: bool,
}

/// A fraction such as two thirds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub numerator: usize,
    pub denominator: usize,
}

impl Quantity {
    /// A plain whole number.
    pub fn plain(figures: &str) -> Self {
        Self {
            whole: figures.to_owned(),
            decimals: None,
            fraction: None,
            grouped: false,
        }
    }

    /// The quantity as a count.
    pub fn words(&self, dialect: Dialect) -> String {
        match (&self.decimals, self.fraction) {
            (Some(decimals), _) => number::decimal(&self.whole, decimals, dialect),
            (None, Some(fraction)) if self.whole.is_empty() => fraction.words(dialect),
            (None, Some(fraction)) => {
                format!(
                    "{} and {}",
                    number::cardinal(&self.whole, dialect),
                    fraction.words_after_whole(dialect)
                )
            }
            (None, None) => number::cardinal(&self.whole, dialect),
        }
    }

    /// Whether what is counted stands in the singular: one mile, half a mile.
    pub fn is_singular(&self) -> bool {
        self.decimals.is_none() && (self.whole == "1" && self.fraction.is_none() || self.whole.is_empty())
    }

    /// Whether this is nothing but figures.
    pub fn is_plain(&self) -> bool {
        self.decimals.is_none() && self.fraction.is_none() && !self.grouped
    }

    /// The value of the whole part; 0 where it is empty or too large to count with.
    pub fn value_of_whole(&self) -> usize {
        self.whole.parse().unwrap_or(0)
    }

    /// The value, where it is a small plain whole number.
    pub fn value(&self) -> Option<usize> {
        self.whole
            .parse()
            .ok()
            .filter(|_| self.decimals.is_none() && self.fraction.is_none())
    }
}

impl Fraction {
    /// “one half”, “two thirds”, “three quarters”.
    pub fn words(self, dialect: Dialect) -> String {
        format!("{} {}", number::small(self.numerator, dialect), self.parts(dialect))
    }

    /// As [`Fraction::words`], with “a half” and “a quarter” as they are said behind a whole number.
    fn words_after_whole(self, dialect: Dialect) -> String {
        match self {
            Self {
                numerator: 1,
                denominator: 2 | 3 | 4,
            } => format!("a {}", self.parts(dialect)),
            _ => self.words(dialect),
        }
    }

    fn parts(self, dialect: Dialect) -> String {
        let part = match self.denominator {
            2 if self.numerator > 1 => return "halves".to_owned(),
            2 => return "half".to_owned(),
            4 => "quarter".to_owned(),
            n => number::ordinal_of(&number::small(n, dialect)),
        };
        if self.numerator == 1 { part } else { part + "s" }
    }

    /// Whether a reader would say it as parts, and not “five over seventeen”: in lowest terms, of a usual size.
    fn is_common(self) -> bool {
        let usual = matches!(self.denominator, 2..=10 | 12 | 16 | 20 | 32 | 64 | 100 | 1000);
        usual && self.numerator < self.denominator && common_divisor(self.numerator, self.denominator) == 1
    }
}

fn common_divisor(a: usize, b: usize) -> usize {
    if b == 0 { a } else { common_divisor(b, a % b) }
}

/// The fraction printed as one character.
pub(super) fn vulgar(mark: &str) -> Option<Fraction> {
    let (numerator, denominator) = match mark {
        "½" => (1, 2),
        "⅓" => (1, 3),
        "⅔" => (2, 3),
        "¼" => (1, 4),
        "¾" => (3, 4),
        "⅕" => (1, 5),
        "⅖" => (2, 5),
        "⅗" => (3, 5),
        "⅘" => (4, 5),
        "⅙" => (1, 6),
        "⅚" => (5, 6),
        "⅐" => (1, 7),
        "⅛" => (1, 8),
        "⅜" => (3, 8),
        "⅝" => (5, 8),
        "⅞" => (7, 8),
        "⅑" => (1, 9),
        "⅒" => (1, 10),
        _ => return None,
    };
    Some(Fraction { numerator, denominator })
}

/// Whether a token can begin a quantity.
pub(super) fn starts(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) || vulgar(text).is_some()
}

/// Reads a quantity.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Quantity> {
    let none = Quantity {
        whole: String::new(),
        decimals: None,
        fraction: None,
        grouped: false,
    };
    if let Some(fraction) = cursor.attempt(fraction) {
        return Some(Quantity {
            fraction: Some(fraction),
            ..none
        });
    }
    if let Some(decimals) = cursor.attempt(bare_decimals) {
        return Some(Quantity {
            decimals: Some(decimals),
            ..none
        });
    }
    let (whole, grouped) = whole(cursor)?;
    if let Some(decimals) = cursor.attempt(decimals) {
        return Some(Quantity {
            whole,
            decimals: Some(decimals),
            fraction: None,
            grouped,
        });
    }
    let fraction = cursor.attempt(|c| {
        if !c.space() {
            c.eat("-");
        }
        fraction(c)
    });
    Some(Quantity {
        whole,
        decimals: None,
        fraction,
        grouped,
    })
}

/// Figures in groups of three, or without groups.
fn whole(cursor: &mut Cursor<'_>) -> Option<(String, bool)> {
    let mut figures = cursor.digits()?.to_owned();
    if figures.len() > 3 || figures.starts_with('0') {
        return Some((figures, false));
    }
    let by_comma = groups(cursor, &mut figures, |c| c.eat(","));
    let grouped = by_comma
        || cursor
            .attempt(|c| spaced_groups(c, &figures))
            .map(|all| figures = all)
            .is_some();
    Some((figures, grouped))
}

/// Takes groups of exactly three figures, each after a separator.
fn groups(cursor: &mut Cursor<'_>, figures: &mut String, separator: fn(&mut Cursor<'_>) -> bool) -> bool {
    let mut found = false;
    while let Some(group) = cursor.attempt(|c| separator(c).then(|| c.digits()).flatten().filter(|g| g.len() == 3)) {
        figures.push_str(group);
        found = true;
    }
    found
}

/// 12 000 and 1 234 567: groups parted by a space, where they can't be two numbers side by side.
fn spaced_groups(cursor: &mut Cursor<'_>, first: &str) -> Option<String> {
    let mut figures = first.to_owned();
    let narrow = cursor.kind() == Some(Kind::Space) && cursor.text() != " ";
    groups(cursor, &mut figures, |c| c.text().chars().count() == 1 && c.space()).then_some(())?;
    let one_number = narrow || figures.ends_with("00") || figures.len() > first.len() + 3;
    let alone = !matches!(cursor.text(), "," | "-" | "–" | "/" | ":") || cursor.ahead(1) == " ";
    (one_number && alone).then_some(figures)
}

/// The figures after a point; a second point makes it something else (a version, an address).
fn decimals(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.eat_one_of(&[".", "·"])?;
    let figures = cursor.digits()?;
    let ends = !(cursor.text() == "." && cursor.ahead(1).starts_with(|c: char| c.is_ascii_digit()));
    ends.then(|| figures.to_owned())
}

/// .45
fn bare_decimals(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.at_word_start().then(|| decimals(cursor)).flatten()
}

/// ½ or 1/2.
fn fraction(cursor: &mut Cursor<'_>) -> Option<Fraction> {
    if let Some(fraction) = vulgar(cursor.text()) {
        cursor.step();
        return Some(fraction);
    }
    let numerator = cursor.digits()?.parse().ok().filter(|n| *n > 0)?;
    cursor.eat("/").then_some(())?;
    let denominator = cursor.digits()?.parse().ok()?;
    let fraction = Fraction { numerator, denominator };
    let ends = cursor.text() != "/"
        && !(cursor.text() == "-" && starts(cursor.ahead(1)))
        && !cursor.behind(1).starts_with('0');
    (ends && fraction.is_common()).then_some(fraction)
}

/// The dash between the two ends of a range, with or without spaces around it.
pub(super) fn range_dash(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.attempt(|c| {
        let spaced = c.space();
        let dash = c.eat_one_of(&["-", "–", "—", "−"])?;
        // 5 - 3 may be a subtraction or an aside; 5 – 3 is a range.
        (spaced == c.space() && !(spaced && matches!(dash, "—" | "−"))).then_some(())
    })
}
