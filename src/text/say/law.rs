//! How laws and judgments are cited: 410 U.S. 113, 42 U.S.C. § 1983, s. 12(3)(b), 501(c)(3).

use super::acronym;
use super::number;
use super::roman;
use super::token::{Cursor, Kind, Token, one_of};

/// Reports of judgments, as the tokens of their names without spaces, and how they are said.
const REPORTS: [(&str, &str); 12] = [
    ("U.S.", "U S"),
    ("F.", "Federal Reporter"),
    ("F.2d", "Federal Reporter second"),
    ("F.3d", "Federal Reporter third"),
    ("F.4th", "Federal Reporter fourth"),
    ("F.Supp.", "Federal Supplement"),
    ("F.Supp.2d", "Federal Supplement second"),
    ("F.Supp.3d", "Federal Supplement third"),
    ("S.Ct.", "Supreme Court"),
    ("L.Ed.", "lawyers' edition"),
    ("L.Ed.2d", "lawyers' edition second"),
    ("N.E.2d", "North Eastern second"),
];

/// The most tokens the name of a report has.
const LONGEST_REPORT: usize = 8;

/// A volume, its report and a page: 410 U.S. 113. Lawyers say the numbers as they say years.
pub(super) fn report(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let volume = cursor.digits().filter(|volume| volume.len() < 4)?;
    cursor.space().then_some(())?;
    let said = cursor.attempt(report_name)?;
    let page = cursor.digits()?;
    Some(format!(
        "{} {said} {}",
        number::pairs(volume, dialect),
        number::pairs(page, dialect)
    ))
}

/// The name of a report and the space behind it.
fn report_name(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let mut name = String::new();
    for _ in 0..LONGEST_REPORT {
        name.push_str(cursor.text());
        cursor.step();
        if cursor.space()
            && cursor.kind() == Some(Kind::Digits)
            && !cursor.ahead(1).starts_with('d')
            && let Some((_, said)) = REPORTS.iter().find(|(printed, _)| *printed == name)
        {
            return Some(said);
        }
    }
    None
}

/// The chapter of an act by the reign it is of: 27 Geo. III. c. 1, 5 & 6 Vict. c. 45.
pub(super) fn chapter_of_act(cursor: &mut Cursor<'_>) -> Option<String> {
    let reign = if cursor.behind(2) == "." {
        cursor.behind(3)
    } else {
        cursor.behind(2)
    };
    let of_reign = cursor.behind(1) == " " && (reign == "Vict" || reign == "Victoria" || roman::value(reign).is_some());
    cursor.eat("c").then_some(())?;
    let numbered = cursor.sees(|c| {
        (c.eat(".") && c.space())
            .then(|| c.digits())
            .flatten()
            .filter(|n| n.len() < 3)
    });
    (of_reign && numbered.then(|| cursor.eat("."))?).then(|| "chapter".to_owned())
}

/// The (3) and (b) glued behind the number of a section: they are its number too, and no aside.
pub(super) fn subsection(cursor: &mut Cursor<'_>) -> Option<String> {
    let behind_number = cursor.token_behind(1).is_some_and(|t| t.kind == Kind::Digits);
    let behind_other = cursor.behind(1) == ")" && cursor.behind(3) == "(";
    cursor.eat("(").then_some(())?;
    let token = cursor.token()?;
    cursor.step();
    cursor.eat(")").then_some(())?;
    let more = cursor.text() == "(" && cursor.ahead(2) == ")";
    let known = behind_other || behind_number && (more || is_of_law(cursor));
    let words = said(token, cursor).filter(|_| known)?;
    // (a)–(f)
    let last = cursor.attempt(|c| {
        c.eat_one_of(&["–", "-"])?;
        c.eat("(").then_some(())?;
        let token = c.token()?;
        c.step();
        c.eat(")").then(|| said(token, c)).flatten()
    });
    Some(match last {
        Some(last) => format!("{} to {last}", words.trim_end_matches('.')),
        None => words,
    })
}

/// What stands in the brackets.
fn said(token: Token<'_>, cursor: &Cursor<'_>) -> Option<String> {
    match token.kind {
        Kind::Digits if token.text.len() < 3 => Some(number::cardinal(token.text, cursor.dialect())),
        Kind::Word if token.text.len() == 1 && !matches!(token.text, "i" | "v" | "x") => {
            Some(acronym::letters(token.text, cursor))
        }
        Kind::Word => Some(number::small(roman::value(token.text)?, cursor.dialect())),
        _ => None,
    }
}

/// Whether a part of a law is named a few words before.
fn is_of_law(cursor: &Cursor<'_>) -> bool {
    const PARTS: &str = "s ss section sections subsection art article articles rule rules reg regulation regulations cl clause clauses \
        para paragraph paragraphs schedule § §§ u.s.c c.f.r title";
    let (behind, _) = cursor.near(14);
    behind.iter().any(|t| one_of(t.text, PARTS))
}
