//! Pounds, shillings and pence, the money Britain had until 1971: £3 4s. 2d., 5s. 6d., 500l., 2½d., 5/-, £3 4/6.

use super::Dialect;
use super::attributive;
use super::fraction;
use super::number;
use super::quantity::{self, Quantity};
use super::token::{Cursor, one_of};

/// A sum of it.
struct Sum {
    pounds: Option<Quantity>,
    shillings: Option<Quantity>,
    pence: Option<Quantity>,
}

/// Reads a sum. `pounds` are those already read behind their sign, which alone are no old money.
pub(super) fn sum(cursor: &mut Cursor<'_>, pounds: Option<&Quantity>) -> Option<String> {
    let dialect = cursor.dialect();
    let before = *cursor;
    let behind_sign = pounds.is_some();
    if let Some(words) = cursor.attempt(|c| if behind_sign { None } else { marked(c) }) {
        return Some(words);
    }
    if let Some(words) = pounds.and_then(|pounds| cursor.attempt(|c| stopped(c, pounds))) {
        return Some(words);
    }
    let pounds = pounds.cloned().or_else(|| cursor.attempt(|c| part(c, "l", true)));
    let (shillings, pence) = cursor
        .attempt(|c| slashed(c, pounds.is_some()))
        .unwrap_or_else(|| lettered(cursor, pounds.is_some()));
    let smaller = shillings.is_some() || pence.is_some();
    let old = smaller || !behind_sign && pounds.is_some();
    let sum = Sum {
        pounds,
        shillings,
        pence,
    };
    let price = (old && is_price_of_next(&before, *cursor))
        .then(|| sum.price(dialect))
        .flatten();
    price.or_else(|| old.then(|| sum.words(dialect)))
}

impl Sum {
    /// “sixpenny”, “ten shilling”, “fifty pound”: a sum of one coin, before what it buys.
    fn price(&self, dialect: Dialect) -> Option<String> {
        let counted = |amount: &Quantity, coin: &str| format!("{} {coin}", amount.words(dialect));
        match (&self.pounds, &self.shillings, &self.pence) {
            (Some(pounds), None, None) => Some(counted(pounds, "pound")),
            (None, Some(shillings), None) => Some(counted(shillings, "shilling")),
            (None, None, Some(pence)) => penny_words(pence, dialect),
            _ => None,
        }
    }

    /// “three pounds four shillings and twopence”
    fn words(self, dialect: Dialect) -> String {
        let only_pence = self.pounds.is_none() && self.shillings.is_none();
        let counted = |amount: &Quantity, one: &str, many: &str| {
            format!(
                "{} {}",
                amount.words(dialect),
                if amount.is_singular() { one } else { many }
            )
        };
        let not_zero = |amount: &Quantity| amount.value() != Some(0);
        let pounds = self.pounds.map(|p| counted(&p, "pound", "pounds"));
        let shillings = self
            .shillings
            .filter(not_zero)
            .map(|s| counted(&s, "shilling", "shillings"));
        let pence = self.pence.filter(not_zero).map(|p| pence_words(&p, dialect));
        let larger: Vec<String> = pounds.into_iter().chain(shillings).collect();
        match pence {
            Some(pence) if only_pence || larger.is_empty() => pence,
            Some(pence) => format!("{} and {pence}", larger.join(" ")),
            None if larger.is_empty() => "nothing".to_owned(),
            None => larger.join(" "),
        }
    }
}

/// ½d. and ¼d., which begin with no figure.
pub(super) fn less_than_a_penny(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    fraction::vulgar(cursor.text())?;
    let behind_article = matches!(cursor.word_before(), "a" | "one" | "the");
    let pence = part(cursor, "d", false)?;
    let priced = is_price_of_next(&before, *cursor) || behind_article;
    priced
        .then(|| penny_words(&pence, cursor.dialect()))
        .flatten()
        .or_else(|| Some(pence_words(&pence, cursor.dialect())))
}

/// Whether the sum just read stands before what it buys: a 6d. stamp, two 6d. stamps.
fn is_price_of_next(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let counted = one_of(before.word_before(), "two three four five six several some few");
    attributive::is_before_noun(before, after) || counted && attributive::is_before_plural(after)
}

/// “sixpenny”, for one only “penny”, and “halfpenny”.
fn penny_words(pence: &Quantity, dialect: Dialect) -> Option<String> {
    let part = pence.fraction.map(|f| (f.numerator, f.denominator));
    match (pence.value(), part) {
        (Some(1), _) => Some("penny".to_owned()),
        (None, Some((1, 2))) if pence.whole == "1" => Some("three halfpenny".to_owned()),
        (Some(n), _) => Some(format!("{}penny", number::small(n, dialect))),
        (None, Some((1, 2))) if pence.whole.is_empty() => Some("halfpenny".to_owned()),
        (None, Some((1, 4))) if pence.whole.is_empty() => Some("farthing".to_owned()),
        _ => None,
    }
}

/// Shillings and pence with a slash that something marks as such: 7/6d., 2/11¾, “price 1/6”, “1/6 net”.
fn marked(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let priced = one_of(cursor.word_before(), "price priced prices");
    let shillings = cursor.digits().filter(|s| s.len() < 3)?;
    cursor.eat("/").then_some(())?;
    let pence = quantity::read(cursor).filter(|p| p.decimals.is_none() && p.value_of_whole() < 12)?;
    let lettered = cursor.eat("d");
    if lettered {
        cursor.abbreviation_dot();
    }
    let farthings = pence.fraction.is_some_and(|f| matches!(f.denominator, 2 | 4)) && !pence.whole.is_empty();
    let said = if lettered || farthings {
        pence_words(&pence, dialect)
    } else {
        pence.words(dialect)
    };
    // “1/2d.” is a halfpenny.
    let part = matches!((shillings, pence.value()), ("1", Some(2 | 4)) | ("3", Some(4)));
    let money = lettered && !part || farthings || priced || cursor.next_word() == "net";
    money.then(|| format!("{} and {said}", number::cardinal(shillings, dialect)))
}

/// £3. 7. 6.: the columns of an old account.
fn stopped(cursor: &mut Cursor<'_>, pounds: &Quantity) -> Option<String> {
    let dialect = cursor.dialect();
    let mut column = |largest: usize| {
        (cursor.eat(".") && cursor.space()).then_some(())?;
        cursor
            .digits()
            .filter(|n| n.parse::<usize>().is_ok_and(|n| n <= largest))
    };
    let (shillings, pence) = (column(19)?, column(11)?);
    cursor.abbreviation_dot().then_some(())?;
    let coin = if pounds.is_singular() { "pound" } else { "pounds" };
    let said = |figures: &str| number::cardinal(figures, dialect);
    Some(format!(
        "{} {coin} {} and {}",
        pounds.words(dialect),
        said(shillings),
        said(pence)
    ))
}

/// 5/-, and 4/6 behind pounds: shillings and perhaps pence.
fn slashed(cursor: &mut Cursor<'_>, behind_pounds: bool) -> Option<(Option<Quantity>, Option<Quantity>)> {
    gap(cursor, behind_pounds);
    let shillings = cursor.digits()?;
    cursor.eat("/").then_some(())?;
    let pence = match cursor.eat_one_of(&["-", "–", "—"]) {
        Some(_) => None,
        None => Some(cursor.digits().filter(|p| behind_pounds && p.len() < 3)?),
    };
    Some((Some(Quantity::plain(shillings)), pence.map(Quantity::plain)))
}

/// 4s. 2d.
fn lettered(cursor: &mut Cursor<'_>, behind_pounds: bool) -> (Option<Quantity>, Option<Quantity>) {
    let shillings = cursor.attempt(|c| shillings(c, behind_pounds));
    let follows = behind_pounds || shillings.is_some();
    (shillings, cursor.attempt(|c| pence(c, follows)))
}

/// 12s., or 12s without its stop where other old money stands beside it. “In her 30s.” is something else.
fn shillings(cursor: &mut Cursor<'_>, behind_pounds: bool) -> Option<Quantity> {
    const OF_DECADES: &str = "the her his their my our your early late";
    let decade = one_of(cursor.word_before(), OF_DECADES) || cursor.behind(1) == "-";
    gap(cursor, behind_pounds);
    let decade = decade && !behind_pounds && cursor.text().ends_with('0');
    let shillings = part(cursor, "s", false).filter(|s| !decade && s.whole.len() < 4)?;
    let stop = cursor.behind(1) == "." || cursor.text() == ".";
    (stop || behind_pounds || cursor.sees(|c| pence(c, true))).then_some(shillings)
}

/// 6d., in Britain without its stop too.
fn pence(cursor: &mut Cursor<'_>, follows: bool) -> Option<Quantity> {
    gap(cursor, follows);
    let sure = follows || cursor.dialect() == Dialect::Gb && cursor.sees(glued_pence);
    part(cursor, "d", !sure)
}

/// 6d, but not the 2d and 3d that rank.
fn glued_pence(cursor: &mut Cursor<'_>) -> Option<()> {
    let free = cursor.at_word_start();
    let amount = quantity::read(cursor).filter(|q| free && q.decimals.is_none() && q.value_of_whole() < 12)?;
    cursor.eat("d").then_some(())?;
    let ranks = amount.fraction.is_none() && amount.whole.ends_with(['2', '3']);
    (!ranks || one_of(cursor.next_word(), "a an each per for")).then_some(())
}

/// What may stand between two parts of a sum.
fn gap(cursor: &mut Cursor<'_>, follows: bool) {
    if follows {
        cursor.eat(",");
        cursor.space();
    }
}

/// A quantity with `letter` behind it, perhaps in italics. With `dotted` a full stop must follow, for otherwise it could
/// be anything.
fn part(cursor: &mut Cursor<'_>, letter: &str, dotted: bool) -> Option<Quantity> {
    let amount = quantity::read(cursor).filter(|q| q.decimals.is_none())?;
    cursor.space();
    let slanted = cursor.eat("_");
    cursor.eat(letter).then_some(())?;
    let mut stop = cursor.abbreviation_dot();
    if slanted {
        cursor.eat("_");
        stop |= cursor.abbreviation_dot();
    }
    let a_year = letter == "l" && cursor.next_word() == "a";
    (stop || slanted || !dotted || a_year).then_some(amount)
}

/// “sixpence”, “a halfpenny”, “twopence halfpenny”, “three farthings”.
fn pence_words(amount: &Quantity, dialect: Dialect) -> String {
    let part = amount.fraction.map(|f| (f.numerator, f.denominator));
    let whole = match amount.value_of_whole() {
        1 if part == Some((1, 2)) => return "three halfpence".to_owned(),
        0 => String::new(),
        1 => "one penny".to_owned(),
        n @ 2..=11 => format!("{}pence", number::small(n, dialect)),
        n => format!("{} pence", number::small(n, dialect)),
    };
    let part = match part {
        None => return whole,
        Some((1, 2)) => "halfpenny",
        Some((1, 4)) => "farthing",
        Some(_) => "three farthings",
    };
    match whole.as_str() {
        "" if part.ends_with('s') => part.to_owned(),
        "" => format!("a {part}"),
        _ => format!("{whole} {part}"),
    }
}
