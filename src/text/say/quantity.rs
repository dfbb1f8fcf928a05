//! Reads a quantity as it is printed: 1,234, 12 000, 3.14, 3½, 2 1/4, .45.

use super::Dialect;
use super::fraction::{self, Fraction};
use super::number;
use super::token::{Cursor, Kind};

/// A quantity of figures, not negative.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Quantity {
    /// Figures before the point, without separators; empty in .45 and ½.
    pub whole: String,
    /// Figures after the point.
    pub decimals: Option<String>,
    pub fraction: Option<Fraction>,
    /// Whether the whole part is printed with separators.
    pub grouped: bool,
}

impl Quantity {
    /// A plain whole number.
    pub fn plain(figures: &str) -> Self {
        Self {
            whole: figures.to_owned(),
            ..Self::default()
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
                    fraction.words_behind_whole(dialect)
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

    /// The value, where it is a small whole number.
    pub fn value(&self) -> Option<usize> {
        self.whole
            .parse()
            .ok()
            .filter(|_| self.decimals.is_none() && self.fraction.is_none())
    }
}

/// Whether a token is of figures, or a fraction: what a quantity mostly begins with.
pub(super) fn starts(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) || fraction::vulgar(text).is_some()
}

/// Reads a quantity.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Quantity> {
    if let Some(fraction) = cursor.attempt(fraction::read) {
        return Some(Quantity {
            fraction: Some(fraction),
            ..Quantity::default()
        });
    }
    let free = cursor.at_word_start();
    if let Some(decimals) = cursor.attempt(|c| decimals(c).filter(|_| free)) {
        return Some(Quantity {
            decimals: Some(decimals),
            ..Quantity::default()
        });
    }
    let (whole, grouped) = whole(cursor)?;
    let decimals = cursor.attempt(decimals);
    let fraction = if decimals.is_none() {
        cursor.attempt(fraction_behind_whole)
    } else {
        None
    };
    Some(Quantity {
        whole,
        decimals,
        fraction,
        grouped,
    })
}

/// Figures in groups of three, or without groups.
fn whole(cursor: &mut Cursor<'_>) -> Option<(String, bool)> {
    let first = cursor.digits()?;
    if first.len() > 3 || first.starts_with('0') {
        return Some((first.to_owned(), false));
    }
    let grouped = cursor.attempt(|c| groups(c, first, |c| c.eat(",")));
    let grouped = grouped
        .or_else(|| cursor.attempt(|c| spaced_groups(c, first)))
        .or_else(|| cursor.attempt(|c| foreign_groups(c, first)));
    let is_grouped = grouped.is_some();
    Some((grouped.unwrap_or_else(|| first.to_owned()), is_grouped))
}

/// The most figures that are read as one number; what has more has no name.
const LONGEST: usize = 36;

/// `first` and the groups of exactly three figures that follow it, each after a separator.
fn groups(cursor: &mut Cursor<'_>, first: &str, separator: fn(&mut Cursor<'_>) -> bool) -> Option<String> {
    let mut figures = first.to_owned();
    while figures.len() < LONGEST {
        let group = cursor.attempt(|c| {
            if separator(c) {
                c.digits().filter(|g| g.len() == 3)
            } else {
                None
            }
        });
        let Some(group) = group else { break };
        figures.push_str(group);
    }
    (figures.len() > first.len()).then_some(figures)
}

/// 12 000 and 1 234 567: groups parted by a space, where they can't be two numbers side by side.
fn spaced_groups(cursor: &mut Cursor<'_>, first: &str) -> Option<String> {
    let narrow = cursor.kind() == Some(Kind::Space) && cursor.text() != " ";
    let figures = groups(cursor, first, |c| c.text().chars().count() == 1 && c.space())?;
    let rest = &figures[first.len()..];
    let round = rest.bytes().all(|figure| figure == b'0');
    let long = first.len() < 3 && (rest.ends_with("00") || rest.len() > 3);
    let one_number = narrow || round || long;
    let in_list = matches!(cursor.text(), "," | "-" | "–" | "/" | ":") && cursor.ahead(1) != " ";
    (one_number && !in_list).then_some(figures)
}

/// 1'000'000 and 1.000.000, as the Swiss and the Germans have it: at least two groups, or it is something else.
fn foreign_groups(cursor: &mut Cursor<'_>, first: &str) -> Option<String> {
    let swiss = cursor.attempt(|c| groups(c, first, |c| c.eat_one_of(&["'", "′"]).is_some()));
    let figures = swiss.or_else(|| groups(cursor, first, |c| c.eat(".")))?;
    (figures.len() > first.len() + 3 && cursor.text() != ".").then_some(figures)
}

/// The figures after a point; a second point makes it something else (a version, an address).
fn decimals(cursor: &mut Cursor<'_>) -> Option<String> {
    cursor.eat_one_of(&[".", "·"])?;
    let figures = cursor.digits()?;
    let goes_on = cursor.text() == "." && starts(cursor.ahead(1));
    (!goes_on).then(|| figures.to_owned())
}

/// The fraction in 3½, 3 1/2 and 3-1/2.
fn fraction_behind_whole(cursor: &mut Cursor<'_>) -> Option<Fraction> {
    if !cursor.space() {
        cursor.eat("-");
    }
    fraction::read_behind_whole(cursor)
}

/// The dash between the two ends of a range, with or without spaces around it.
pub(super) fn range_dash(cursor: &mut Cursor<'_>) -> Option<()> {
    let spaced = cursor.space();
    let dash = cursor.eat_one_of(&["-", "–", "—", "−"])?;
    // 5 − 3 is a subtraction and “5 — 3” an aside; 5 – 3 is a range.
    let parts = spaced && matches!(dash, "—" | "−");
    (spaced == cursor.space() && !parts).then_some(())
}
