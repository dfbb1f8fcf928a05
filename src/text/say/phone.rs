//! Figures that name and don't count: telephone numbers, ISBNs, and what is written like them.

use super::Dialect;
use super::number;
use super::token::{Cursor, Kind, same};

/// The most groups of figures a number has.
const LONGEST: usize = 8;

/// A telephone number: +44 20 7946 0958, (555) 123-4567, 1-800-555-0199, 020 7946 0958, 555-1234.
pub(super) fn telephone(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let spaced = cursor.ahead(1) == " ";
    let international = cursor.eat("+");
    let groups = groups(cursor)?;
    let lengths: Vec<usize> = groups.iter().map(|g| g.len()).collect();
    let total: usize = lengths.iter().sum();
    let known = match lengths.as_slice() {
        _ if international => total >= 8,
        [3, 4] => is_local(&groups) && cursor.token_behind(2).is_some_and(|t| t.text == "-"),
        [4, 4] => spaced && groups.first().is_some_and(|g| g.starts_with('0')),
        [3, 3 | 2, 4] | [1, 3, 3, 4] | [4, 4, 4, 4] => true,
        [first @ 3..=5, rest @ ..] => {
            groups.first().is_some_and(|g| g.starts_with('0'))
                && *first < 6
                && !rest.is_empty()
                && (9..=11).contains(&total)
        }
        [10..=15] => groups.first().is_some_and(|g| g.starts_with('0')),
        _ => false,
    };
    known.then(|| figure_by_figure(&groups, international, dialect))
}

/// Whether three and four figures with a hyphen are a number to call, and not a range as 500-1000 is.
fn is_local(groups: &[&str]) -> bool {
    groups.first().is_some_and(|g| !g.starts_with(['0', '1'])) && groups.last().is_some_and(|g| !g.ends_with("00"))
}

/// 1-800-FLOWERS
pub(super) fn with_word(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    (cursor.eat("1") && cursor.eat("-")).then_some(())?;
    let free = cursor.eat_one_of(&["800", "888", "877", "866", "900"])?;
    cursor.eat("-").then_some(())?;
    let said = if free.ends_with("00") {
        number::cardinal(free, dialect)
    } else {
        number::digits(free, dialect)
    };
    cursor.sees_capital().then(|| format!("one {said}"))
}

fn figure_by_figure(groups: &[&str], international: bool, dialect: Dialect) -> String {
    let said = groups
        .iter()
        .map(|g| number::digits(g, dialect))
        .collect::<Vec<_>>()
        .join(", ");
    if international { format!("plus {said}") } else { said }
}

/// Groups of figures parted by one space, hyphen, full stop or a pair of brackets.
fn groups<'p>(cursor: &mut Cursor<'p>) -> Option<Vec<&'p str>> {
    let mut groups = Vec::new();
    if cursor.eat("(") {
        groups.push(cursor.digits()?);
        cursor.eat(")").then_some(())?;
        cursor.space();
    }
    groups.push(cursor.digits()?);
    while let Some(group) = cursor.attempt(next_group) {
        groups.push(group);
        if groups.len() > LONGEST {
            return None;
        }
    }
    let ends = !matches!(cursor.kind(), Some(Kind::Word | Kind::Digits));
    ends.then_some(groups)
}

fn next_group<'p>(cursor: &mut Cursor<'p>) -> Option<&'p str> {
    let separated = cursor.eat_one_of(&["-", "–", "."]).is_some() || cursor.space();
    let bracketed = cursor.eat("(");
    let figures = cursor.digits().filter(|_| separated)?;
    if bracketed {
        cursor.eat(")").then_some(())?;
        cursor.space();
        // “737–738 (1953)” ends with a year.
        (cursor.kind() == Some(Kind::Digits)).then_some(())?;
    }
    Some(figures)
}

/// ISBN 978-0-14-043908-4
pub(super) fn isbn(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let name = cursor.word()?;
    let letters = ["I S B N", "I S S N"]
        .into_iter()
        .find(|l| same(&l.replace(' ', ""), name))?;
    if cursor
        .attempt(|c| (c.eat("-") && c.eat_one_of(&["10", "13"]).is_some()).then_some(()))
        .is_none()
    {
        cursor.eat("-");
    }
    cursor.eat(":");
    cursor.space();
    let mut groups = vec![cursor.digits()?];
    while let Some(group) = cursor.attempt(next_group) {
        groups.push(group);
    }
    let check = cursor.attempt(|c| {
        c.eat_one_of(&["-", "–"]);
        c.space();
        c.eat_one_of(&["X", "x"])
    });
    let end = if check.is_some() { ", X" } else { "" };
    Some(format!("{letters} {}{end}", figure_by_figure(&groups, false, dialect)))
}

/// Three or more numbers with hyphens, 4-4-2: one by one, without “to”.
pub(super) fn chain(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let mut numbers = vec![cursor.digits()?];
    while let Some(figures) = cursor.attempt(|c| c.eat_one_of(&["-", "–"]).and_then(|_| c.digits())) {
        numbers.push(figures);
    }
    (numbers.len() > 2).then_some(())?;
    let total: usize = numbers.iter().map(|n| n.len()).sum();
    let said = numbers.iter().map(|n| {
        if total > 7 {
            number::digits(n, dialect)
        } else {
            number::cardinal(n, dialect)
        }
    });
    Some(said.collect::<Vec<_>>().join(if total > 7 { ", " } else { " " }))
}
