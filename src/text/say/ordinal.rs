//! Figures with an ending: 1st, 2d, the 49ers, 1920s, '98, 8vo.

use super::number;
use super::quantity;
use super::token::{Cursor, Kind, one_of};

/// 1st, 22nd, 1,000th, 2/3rds, and the old American 2d; also the 49ers and 8vo.
pub(super) fn ordinal(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let determined = one_of(cursor.word_before(), "the his her this");
    let quantity = quantity::read(cursor).filter(|q| q.decimals.is_none())?;
    let word = cursor.word()?;
    let (ending, possessive) = word.strip_suffix("'s").map_or((word, ""), |ending| (ending, "'s"));
    if let Some(fraction) = quantity.fraction {
        let part = one_of(ending, "th rd nd ths rds nds") && quantity.whole.is_empty();
        return part.then(|| fraction.words(dialect));
    }
    let figures = quantity.whole.as_str();
    match ending.to_ascii_lowercase().as_str() {
        // 2dly, in an old sermon
        "stly" | "ndly" | "dly" | "rdly" | "thly" => Some(number::ordinal(figures, dialect) + "ly"),
        "st" | "nd" | "rd" | "th" => Some(number::ordinal(figures, dialect) + possessive),
        // Otherwise 2d and 3d are pence.
        "d" if ending == "d" && figures.ends_with(['2', '3']) => {
            const RANKED: &str =
                "class floor story cabin grade rate mate officer lieutenant sergeant edition of inst ult";
            let ranks = cursor.sees_capital_word() || one_of(cursor.next_word(), RANKED);
            let counted = cursor.text() != "." && (determined || ranks);
            counted.then(|| number::ordinal(figures, dialect))
        }
        // 3D NANTUCKET SAILOR, but not 3D PRINTING
        "d" if figures.ends_with('3') => {
            const MODERN: &str = "printer printers printing glasses film films movie movies model models graphics image images view \
                tv space animation";
            let next = cursor.next_word();
            let loud = next.len() > 2 && !next.contains(char::is_lowercase) && !one_of(next, MODERN);
            loud.then(|| number::ordinal(figures, dialect))
        }
        // 1er is French.
        "er" | "ers" if figures.len() > 1 => Some(one_of_number(figures, ending, cursor)),
        "to" | "vo" | "mo" => book_size(figures).map(str::to_owned),
        _ => None,
    }
}

/// '49ers, of the year.
pub(super) fn niner(cursor: &mut Cursor<'_>) -> Option<String> {
    let free = cursor.at_word_start();
    cursor.eat("'").then_some(())?;
    let figures = cursor.digits().filter(|f| free && f.len() == 2)?;
    let ending = cursor.eat_one_of(&["er", "ers"])?;
    Some(one_of_number(figures, ending, cursor))
}

/// “forty-niners”, “seventy-sixers”
fn one_of_number(figures: &str, ending: &str, cursor: &Cursor<'_>) -> String {
    let words = number::cardinal(figures, cursor.dialect());
    format!("{}{ending}", words.strip_suffix('e').unwrap_or(&words))
}

/// 2/7th Gurkhas: the second battalion of the seventh regiment.
pub(super) fn battalion(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let number = cursor.digits().filter(|n| n.len() == 1)?;
    cursor.eat("/").then_some(())?;
    let regiment = cursor.digits()?;
    let ranked = cursor.eat_one_of(&["st", "nd", "rd", "th"]).is_some() && cursor.sees_capital_word();
    ranked.then(|| {
        let number = number::ordinal(number, dialect);
        format!("{number} {}", number::ordinal(regiment, dialect))
    })
}

/// The size of an old book: 4to, 8vo, 12mo.
fn book_size(figures: &str) -> Option<&'static str> {
    Some(match figures {
        "4" => "quarto",
        "8" => "octavo",
        "12" => "duodecimo",
        "16" => "sextodecimo",
        _ => return None,
    })
}

/// 1920s, 1800's, 20s, '90s; the plural of any other number, two 5s; and the possessive, 1881's.
pub(super) fn plural(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    cursor.eat("'");
    let figures = cursor.digits()?;
    let apostrophe = cursor.eat("'");
    cursor.eat("s").then_some(())?;
    let words = number::pairs(figures, cursor.dialect());
    // the 1's and 0's, but Room 6's door
    let named = before.word_before().starts_with(char::is_uppercase) && !before.starts_sentence();
    let several = figures.ends_with('0') || figures.len() == 1 && !named;
    Some(if apostrophe && !several {
        format!("{words}'s")
    } else {
        number::plural(&words)
    })
}

/// The letter behind the number of a thing whose own name has its capital inside: an iPhone 6s, an iPhone 5c.
pub(super) fn model(cursor: &mut Cursor<'_>) -> Option<String> {
    let name = cursor.word_before();
    let inside = name.starts_with(char::is_lowercase) && name.contains(char::is_uppercase);
    let figures = cursor.digits().filter(|f| inside && f.len() < 3)?;
    let letter = cursor.word().filter(|letter| letter.len() == 1)?;
    let figures = number::cardinal(figures, cursor.dialect());
    Some(format!("{figures} {}", letter.to_uppercase()))
}

/// '98: a year without its century.
pub(super) fn short_year(cursor: &mut Cursor<'_>) -> Option<String> {
    let to_year =
        matches!(cursor.behind(1), "-" | "–") && cursor.token_behind(2).is_some_and(|t| t.kind == Kind::Digits);
    let free = cursor.at_word_start() || to_year;
    cursor.eat("'").then_some(())?;
    let figures = cursor.digits().filter(|f| free && f.len() == 2)?;
    Some(number::two_digits(figures, cursor.dialect()))
}
