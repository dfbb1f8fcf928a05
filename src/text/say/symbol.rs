//! Symbols that are said as words: & % + = @ § ° × → and their like.

use super::number;
use super::quantity;
use super::token::{Cursor, Kind, one_of, same};

/// Said the same wherever they stand.
const ANYWHERE: [(&str, &str); 30] = [
    ("&", "and"),
    ("%", "percent"),
    ("‰", "per mille"),
    ("°", "degrees"),
    ("÷", "divided by"),
    ("±", "plus or minus"),
    ("≈", "approximately"),
    ("≠", "does not equal"),
    ("≤", "less than or equal to"),
    ("≥", "greater than or equal to"),
    ("∞", "infinity"),
    ("√", "the square root of"),
    ("∴", "therefore"),
    ("∵", "because"),
    ("©", "copyright"),
    ("♯", "sharp"),
    ("♭", "flat"),
    ("♮", "natural"),
    ("£", "pounds"),
    ("$", "dollars"),
    ("€", "euros"),
    ("¢", "cents"),
    ("¥", "yen"),
    ("₹", "rupees"),
    ("№", "number"),
    ("§", "section"),
    ("″", "inches"),
    ("+", "plus"),
    ("×", "times"),
    ("℞", "prescription"),
];

/// Said only between two things that they join, as in a sum.
const BETWEEN: [(&str, &str); 11] = [
    ("=", "equals"),
    ("→", "to"),
    ("<", "is less than"),
    (">", "is greater than"),
    ("^", "to the power of"),
    ("−", "minus"),
    ("∗", "times"),
    ("*", "times"),
    ("⇒", "implies"),
    ("≡", "is equivalent to"),
    ("∼", "is similar to"),
];

/// A symbol in words.
pub(super) fn word(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let mark = cursor.text();
    let said = match mark {
        "£" | "$" | "€" if one_of(before.word_before(), &["the", "a", "per", "one"]) => match mark {
            "£" => "pound",
            "$" => "dollar",
            _ => "euro",
        },
        "©" if same(before.word_before(), "copyright") => "",
        "&" if cursor.ahead(1) == "c" && cursor.ahead(2) == "." => {
            cursor.step();
            cursor.step();
            cursor.abbreviation_dot();
            return Some("et cetera".to_owned());
        }
        "&" if cursor.ahead(1) == "c" && !matches!(cursor.ahead(2), "'" | "&") => {
            cursor.step();
            "et cetera"
        }
        "#" => return sharp(cursor),
        "§" | "¶" => return section(cursor),
        "~" | "∼" if before.at_word_start() && quantity::starts(cursor.ahead(1)) => "about",
        "+" if cursor.ahead(1) == "/" && matches!(cursor.ahead(2), "-" | "−" | "–") => {
            cursor.at += 2;
            "plus or minus"
        }
        "@" if is_operand(cursor.ahead(1)) || cursor.ahead(1) == " " && is_operand(cursor.ahead(2)) => "at",
        "-" | "–" | "−" if before.at_word_start() && is_minus(&before) => "minus",
        "№" if number_list(*cursor) => "numbers",
        "*" | "=" | "−" | "<" | ">" | "→" | "^" | "∗" | "⇒" | "≡" | "∼" => {
            joins(&before).then(|| find(&BETWEEN, mark)).flatten()?
        }
        "+" | "×" if !has_operand(&before) => return None,
        _ => find(&ANYWHERE, mark)?,
    };
    cursor.step();
    Some(said.to_owned())
}

fn find(table: &[(&'static str, &'static str)], mark: &str) -> Option<&'static str> {
    table.iter().find(|(symbol, _)| *symbol == mark).map(|(_, said)| *said)
}

fn is_operand(text: &str) -> bool {
    text.starts_with(|c: char| c.is_alphanumeric())
}

/// Whether figures with nothing but a sign before them begin here, and no dash is meant.
fn is_minus(cursor: &Cursor<'_>) -> bool {
    let amount = cursor.ahead(1);
    let figures = quantity::starts(amount)
        || amount == "." && quantity::starts(cursor.ahead(2))
        || matches!(amount, "£" | "$" | "€");
    let after_number = cursor.behind(1) == " " && quantity::starts(cursor.behind(2)) && cursor.text() != "-";
    let free = cursor
        .token_behind(1)
        .is_none_or(|t| t.kind == Kind::Space || matches!(t.text, "(" | "[" | "“" | "="));
    figures && free && !after_number
}

/// Whether something to join stands on both sides.
fn joins(cursor: &Cursor<'_>) -> bool {
    let behind = if cursor.behind(1) == " " {
        cursor.behind(2)
    } else {
        cursor.behind(1)
    };
    let ahead = if cursor.ahead(1) == " " {
        cursor.ahead(2)
    } else {
        cursor.ahead(1)
    };
    let spaced = cursor.behind(1) == " " && cursor.ahead(1) == " ";
    let numbers = quantity::starts(behind) && quantity::starts(ahead);
    let multiplied = cursor.text() != "*" || numbers;
    multiplied
        && (spaced || numbers || cursor.text() == "=")
        && is_joined(behind)
        && (is_operand(ahead) || matches!(ahead, "-" | "−" | "(" | "." | "$" | "£"))
}

fn is_joined(text: &str) -> bool {
    is_operand(text)
        || matches!(text, ")" | "°" | "%")
        || text.chars().all(|c| super::token::superscript(c).is_some()) && !text.is_empty()
}

fn has_operand(cursor: &Cursor<'_>) -> bool {
    let behind = if cursor.behind(1) == " " {
        cursor.behind(2)
    } else {
        cursor.behind(1)
    };
    is_joined(behind)
        || is_operand(cursor.ahead(1))
        || cursor.ahead(1) == " " && is_operand(cursor.ahead(2))
        || behind == "+"
}

/// #5, #hashtag, C#
fn sharp(cursor: &mut Cursor<'_>) -> Option<String> {
    let note = cursor
        .token_behind(1)
        .is_some_and(|t| t.kind == Kind::Word && t.text.len() == 1);
    cursor.step();
    let said = match cursor.kind() {
        Some(Kind::Digits) => "number",
        Some(Kind::Word) if !note => "hashtag",
        _ if note => "sharp",
        _ => return Some(String::new()),
    };
    Some(said.to_owned())
}

/// § 12, §§ 12–14, ¶ 3
fn section(cursor: &mut Cursor<'_>) -> Option<String> {
    let (one, many) = if cursor.eat("§") {
        ("section", "sections")
    } else {
        ("paragraph", "paragraphs")
    };
    if one == "paragraph" {
        cursor.step();
    }
    let several = cursor.eat_one_of(&["§", "¶"]).is_some();
    let numbered = cursor.sees(|c| {
        c.space();
        c.digits()
            .map(|_| ())
            .or_else(|| super::roman::value(c.word()?).map(|_| ()))
    });
    Some(if !numbered {
        String::new()
    } else if several {
        many.to_owned()
    } else {
        one.to_owned()
    })
}

/// Whether two numbers with “and” between follow № .
fn number_list(mut cursor: Cursor<'_>) -> bool {
    cursor.step();
    cursor.space();
    cursor.digits().is_some() && cursor.sees(|c| (c.space() && c.eat("and") && c.space()).then(|| c.digits()).flatten())
}

/// The letter x between two numbers of a sum, or behind one: 10x faster.
pub(super) fn times(cursor: &mut Cursor<'_>) -> Option<String> {
    let spaced = cursor.behind(1) == " " && cursor.ahead(1) == " ";
    let numbers = quantity::starts(cursor.behind(2)) && quantity::starts(cursor.ahead(2));
    let factor = cursor.text() == "x" && quantity::starts(cursor.behind(1));
    cursor.eat_one_of(&["x", "X"])?;
    let spoken_of =
        cursor.ends_text() || cursor.next_word().starts_with(char::is_lowercase) || matches!(cursor.text(), "," | ".");
    let glued = factor && spoken_of;
    (glued || spaced && numbers).then(|| "times".to_owned())
}

/// A superscript figure: a power behind a number or a letter, else the mark of a footnote, which isn't said.
pub(super) fn raised(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let figures: String = cursor
        .token()
        .filter(|t| t.kind == Kind::Raised)?
        .text
        .chars()
        .filter_map(super::token::superscript)
        .collect();
    cursor.step();
    let base = before.token_behind(1);
    let powered = base.is_some_and(|t| match t.kind {
        Kind::Digits => t.text.len() < 3,
        Kind::Word => t.text.len() == 1 || t.text.len() == 2 && before.page.tokens.iter().any(|t| t.text == "="),
        _ => t.text == ")",
    });
    Some(match figures.as_str() {
        _ if !powered => String::new(),
        "2" => "squared".to_owned(),
        "3" => "cubed".to_owned(),
        "1" => String::new(),
        _ => {
            let sign = if figures.starts_with('-') { "minus " } else { "" };
            format!(
                "to the power of {sign}{}",
                number::cardinal(figures.trim_start_matches('-'), cursor.dialect())
            )
        }
    })
}

/// A Greek letter by itself is said by its name.
pub(super) fn greek(cursor: &mut Cursor<'_>) -> Option<String> {
    const NAMES: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    let letter = cursor.word()?;
    let mut letters = letter.chars();
    let first = letters.next().filter(|_| letters.next().is_none())?;
    let small = first.to_lowercase().next()?;
    let name = u32::from(small)
        .checked_sub(u32::from('α'))
        .and_then(|n| NAMES.get(n as usize))?;
    Some((*name).to_owned())
}
