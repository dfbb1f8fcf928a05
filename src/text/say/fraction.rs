//! Fractions, and parts of things: ½, 2/3, half a mile, three quarters of an hour.

use super::Dialect;
use super::number;
use super::quantity;
use super::token::{Cursor, one_of};

/// A fraction such as two thirds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fraction {
    pub numerator: usize,
    pub denominator: usize,
}

const HALF: Fraction = Fraction {
    numerator: 1,
    denominator: 2,
};

impl Fraction {
    /// “one half”, “two thirds”, “three quarters”.
    pub fn words(self, dialect: Dialect) -> String {
        let parts = self.parts(dialect);
        // “one hundredth”, not “one one hundredth”
        if self.numerator == 1 && parts.starts_with("one ") {
            return parts;
        }
        format!("{} {parts}", number::small(self.numerator, dialect))
    }

    /// As [`Fraction::words`], with “a half” and “a quarter” as they are said behind a whole number.
    pub fn words_behind_whole(self, dialect: Dialect) -> String {
        match self {
            Self {
                numerator: 1,
                denominator: 2..=4,
            } => self.one_part(dialect),
            _ => self.words(dialect),
        }
    }

    /// “half a”, “a quarter of an”, “two thirds of a”, to stand before `thing`; behind an article, “half” and “quarter”.
    pub fn part_of(self, thing: &str, behind_article: bool, dialect: Dialect) -> String {
        let article = if thing.starts_with(['a', 'e', 'i', 'o', 'u']) || thing == "hour" {
            "an"
        } else {
            "a"
        };
        match self {
            Self { numerator: 1, .. } if behind_article => self.parts(dialect),
            _ if behind_article => self.words(dialect),
            HALF => format!("half {article}"),
            Self { numerator: 1, .. } => format!("{} of {article}", self.one_part(dialect)),
            _ => format!("{} of {article}", self.words(dialect)),
        }
    }

    /// “a quarter”, “an eighth”
    fn one_part(self, dialect: Dialect) -> String {
        let part = self.parts(dialect);
        let article = if part.starts_with('e') { "an" } else { "a" };
        format!("{article} {part}")
    }

    fn parts(self, dialect: Dialect) -> String {
        let part = match self.denominator {
            2 if self.numerator > 1 => return "halves".to_owned(),
            2 => return "half".to_owned(),
            4 => "quarter".to_owned(),
            n => number::ordinal_of(&number::small(n, dialect)),
        };
        // Of more than one, “three hundredths”.
        let part = match part.strip_prefix("one ") {
            Some(bare) if self.numerator > 1 => bare.to_owned(),
            _ => part,
        };
        if self.numerator == 1 { part } else { part + "s" }
    }

    /// Whether a reader would say it as parts, and not “five over seventeen”: in lowest terms, of a usual size.
    fn is_common(self) -> bool {
        let usual = matches!(self.denominator, 2..=10 | 12 | 16 | 20 | 32 | 64 | 100 | 1000)
            || self.numerator == 1 && matches!(self.denominator, 24 | 25 | 30 | 40..=1000);
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

/// Reads ½ or 1/2.
pub(super) fn read(cursor: &mut Cursor<'_>) -> Option<Fraction> {
    if let Some(fraction) = vulgar(cursor.text()) {
        cursor.step();
        return Some(fraction);
    }
    slashed(cursor).filter(|fraction| fraction.is_common())
}

/// Reads 44/100 too, as it stands behind a whole number: the parts of a dollar, or of a percent.
pub(super) fn read_behind_whole(cursor: &mut Cursor<'_>) -> Option<Fraction> {
    let hundredths = |fraction: &Fraction| fraction.denominator == 100 && fraction.numerator < 100;
    let found = cursor.attempt(|c| slashed(c).filter(hundredths));
    found.or_else(|| read(cursor))
}

fn slashed(cursor: &mut Cursor<'_>) -> Option<Fraction> {
    let numerator = cursor.digits()?.parse().ok().filter(|n| *n > 0)?;
    cursor.eat("/").then_some(())?;
    let denominator = cursor.digits().filter(|d| !d.starts_with('0'))?.parse().ok()?;
    let goes_on = cursor.text() == "/" || cursor.text() == "-" && quantity::starts(cursor.ahead(1));
    (!goes_on).then_some(Fraction { numerator, denominator })
}

/// A fraction of something: half a mile, three quarters of an hour, half the men.
pub(super) fn part_of(cursor: &mut Cursor<'_>) -> Option<String> {
    const MEASURES: &str = "mile hour inch pound pint cup dozen yard acre ounce teaspoon tablespoon gallon minute second crown \
        league foot ton day year century million quart";
    const HALVED: &str = "past the his her their my a an";
    let behind_article = one_of(cursor.word_before(), "a an the one");
    let fraction = read(cursor)?;
    let hyphen = cursor.text() == "-";
    let next = if hyphen { cursor.ahead(1) } else { cursor.next_word() };
    if fraction == HALF && one_of(next, HALVED) {
        return Some("half".to_owned());
    }
    // “¼ to six”
    if fraction.denominator == 4 && fraction.numerator == 1 && !behind_article && one_of(next, "to past") {
        return Some("a quarter".to_owned());
    }
    if hyphen && !behind_article && fraction.numerator == 1 && fraction.denominator == 3 {
        return one_of(next, MEASURES).then(|| "one-third".to_owned());
    }
    one_of(next, MEASURES).then(|| fraction.part_of(next, behind_article || hyphen, cursor.dialect()))
}
