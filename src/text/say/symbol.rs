//! Symbols that are said as words: & % + = @ § ° × → and their like.

use std::sync::LazyLock;

use super::number;
use super::quantity;
use super::roman;
use super::table::{SYMBOLS, Sayings};
use super::token::{Cursor, Kind, one_of, same, superscript};

static ANYWHERE: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(SYMBOLS, "anywhere"));
static ONE: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(SYMBOLS, "one"));
static BETWEEN: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(SYMBOLS, "between"));

/// A symbol that means the same anywhere, or nearly.
pub(super) fn anywhere(cursor: &mut Cursor<'_>) -> Option<String> {
    let previous = cursor.word_before();
    let mark = cursor.text();
    cursor.step();
    let one = ONE.get(mark).filter(|_| one_of(previous, "the a per one"));
    let said = one.or_else(|| ANYWHERE.get(mark))?;
    // A program's prompt, and its variables: “$ ls”, “$HOME”, “$(make)”.
    if mark == "$"
        && one.is_none()
        && (cursor.starts_command() || cursor.sees_capital() || matches!(cursor.text(), "(" | "@" | "{"))
    {
        return Some(String::new());
    }
    // “Copyright © 1999”, “© Copyright 1999”
    Some(if same(previous, said) || same(cursor.next_word(), said) {
        String::new()
    } else {
        said.to_owned()
    })
}

/// &c., the old “etc.”
pub(super) fn et_cetera(cursor: &mut Cursor<'_>) -> Option<String> {
    (cursor.eat("&") && cursor.eat("c") && !matches!(cursor.text(), "'" | "&")).then_some(())?;
    cursor.abbreviation_dot();
    Some("et cetera".to_owned())
}

/// 5 + 3, 5+, A+, C++, +/- 5, and × that is no “by”.
pub(super) fn plus_or_times(cursor: &mut Cursor<'_>) -> Option<String> {
    let (behind, ahead) = operands(cursor);
    let joins = is_operand(behind) || behind == "+" || starts_operand(ahead);
    let said = match cursor.text() {
        "+" if cursor.ahead(1) == "/" && matches!(cursor.ahead(2), "-" | "−" | "–") => {
            cursor.at += 2;
            "plus or minus"
        }
        "+" if joins => "plus",
        "×" if joins => "times",
        _ => return None,
    };
    cursor.step();
    Some(said.to_owned())
}

/// A sign between two things that it joins.
pub(super) fn between(cursor: &mut Cursor<'_>) -> Option<String> {
    let said = BETWEEN.get(cursor.text())?;
    // >= 5
    let or_equal = match (cursor.text(), cursor.ahead(1)) {
        ("<", "=") => Some("less than or equal to"),
        (">", "=") => Some("greater than or equal to"),
        _ => None,
    };
    if let Some(said) = or_equal {
        cursor.at += 2;
        let ahead = if cursor.text() == " " {
            cursor.ahead(1)
        } else {
            cursor.text()
        };
        return starts_operand(ahead).then(|| said.to_owned());
    }
    let (behind, ahead) = operands(cursor);
    let spaced = cursor.behind(1) == " " && cursor.ahead(1) == " ";
    let numbers = quantity::starts(behind) && quantity::starts(ahead);
    // One star is a note's or emphasis.
    let means_it = if cursor.text() == "*" {
        numbers
    } else {
        spaced || numbers || cursor.text() == "="
    };
    let joined = is_operand(behind) && (starts_operand(ahead) || matches!(ahead, "-" | "−" | "(" | "." | "$" | "£"));
    cursor.step();
    (means_it && joined).then(|| said.to_owned())
}

/// A minus sign before figures, however it is printed, that is no dash.
pub(super) fn minus(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let mark = cursor.eat_one_of(&["-", "–", "−"])?;
    let figures = quantity::starts(cursor.text()) || cursor.text() == "." && quantity::starts(cursor.ahead(1));
    let amount = figures || matches!(cursor.text(), "£" | "$" | "€");
    let free = before
        .token_behind(1)
        .is_none_or(|t| t.kind == Kind::Space || matches!(t.text, "(" | "[" | "“" | "="));
    let spaced = before.behind(1) == " " && before.ahead(1) == " ";
    let numbers = quantity::starts(before.behind(2)) && quantity::starts(before.ahead(2));
    let (behind, ahead) = before.near(12);
    if spaced && numbers && behind.iter().chain(ahead).any(|t| t.text == "=") {
        return Some("minus".to_owned());
    }
    // = − 5 and ( − 1 ), as formulas are set
    let operand = cursor.text() == " " && (quantity::starts(cursor.ahead(1)) || cursor.ahead(1).chars().count() == 1);
    let behind = operands(&before).0;
    if mark == "−" && operand && (behind.is_empty() || matches!(behind, "=" | "(" | "," | "<" | ">" | "≤" | "≥" | "+"))
    {
        return Some("minus".to_owned());
    }
    let range = before.behind(1) == " " && quantity::starts(before.behind(2)) && mark != "-";
    (amount && free && !range).then(|| "minus".to_owned())
}

/// ~5, <5 and jane@home, which are only said beside something.
pub(super) fn about_or_at(cursor: &mut Cursor<'_>) -> Option<String> {
    let (free, ahead) = (cursor.at_word_start(), operands(cursor).1);
    let said = match cursor.text() {
        "<" if free && quantity::starts(cursor.ahead(1)) => "less than",
        ">" if free && quantity::starts(cursor.ahead(1)) => "more than",
        "~" | "∼" if free && quantity::starts(cursor.ahead(1)) => "about",
        "@" if starts_operand(ahead) => "at",
        _ => return None,
    };
    cursor.step();
    Some(said.to_owned())
}

impl Cursor<'_> {
    /// Whether a command may follow: small letters, behind a space.
    fn starts_command(&self) -> bool {
        self.next_word().starts_with(char::is_lowercase)
    }
}

/// What stands directly before and behind a sign, spaces not counted.
fn operands<'p>(cursor: &Cursor<'p>) -> (&'p str, &'p str) {
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
    (behind, ahead)
}

fn starts_operand(text: &str) -> bool {
    text.starts_with(char::is_alphanumeric)
}

fn is_operand(text: &str) -> bool {
    starts_operand(text) || matches!(text, ")" | "°" | "%") || text.starts_with(|c| superscript(c).is_some())
}

/// 5★, a hotel's or a critic's.
pub(super) fn stars(cursor: &mut Cursor<'_>) -> Option<String> {
    let counted = cursor.token_behind(1).is_some_and(|t| t.kind == Kind::Digits);
    cursor.eat_one_of(&["★", "⭐"]).filter(|_| counted)?;
    let noun = cursor.next_word().starts_with(char::is_lowercase);
    Some(
        if noun || cursor.behind(2) == "1" {
            "star"
        } else {
            "stars"
        }
        .to_owned(),
    )
}

/// #5, #hashtag, C#
pub(super) fn sharp(cursor: &mut Cursor<'_>) -> Option<String> {
    let note = cursor
        .token_behind(1)
        .is_some_and(|t| t.kind == Kind::Word && t.text.len() == 1);
    cursor.eat("#").then_some(())?;
    let said = match cursor.kind() {
        Some(Kind::Digits) => "number",
        Some(Kind::Word) if !note => "hashtag",
        _ if note => "sharp",
        _ => "",
    };
    Some(said.to_owned())
}

/// § 12, §§ 12–14, ¶ 3. Without a number they aren't said.
pub(super) fn section(cursor: &mut Cursor<'_>) -> Option<String> {
    let mark = cursor.eat_one_of(&["§", "¶"])?;
    let several = cursor.eat(mark);
    let numbered = cursor.sees(|c| {
        c.space();
        (c.digits().is_some() || roman::value(c.text()).is_some()).then_some(())
    });
    let said = match (mark, several) {
        _ if !numbered => "",
        ("§", false) => "section",
        ("§", true) => "sections",
        (_, false) => "paragraph",
        (_, true) => "paragraphs",
    };
    Some(said.to_owned())
}

/// The letter x between two numbers of a sum, or behind one: 10x faster.
pub(super) fn letter_x(cursor: &mut Cursor<'_>) -> Option<String> {
    let spaced = cursor.behind(1) == " " && cursor.ahead(1) == " ";
    let between = spaced && quantity::starts(cursor.behind(2)) && quantity::starts(cursor.ahead(2));
    let factor = cursor.text() == "x" && quantity::starts(cursor.behind(1));
    cursor.eat_one_of(&["x", "X"])?;
    let goes_on = cursor.next_word().starts_with(char::is_lowercase) || matches!(cursor.text(), "," | "." | ";");
    (between || factor && (goes_on || cursor.ends_text())).then(|| "times".to_owned())
}

/// A superscript figure: a power behind a number or a letter, else the mark of a footnote, which isn't said.
pub(super) fn raised(cursor: &mut Cursor<'_>) -> Option<String> {
    let base = cursor.token_behind(1);
    let (behind, ahead) = cursor.near(20);
    let equation = behind.iter().chain(ahead).any(|t| t.text == "=");
    let figures: String = cursor.token()?.text.chars().filter_map(superscript).collect();
    cursor.step();
    let power = base.is_some_and(|t| match t.kind {
        Kind::Digits => t.text.len() < 3,
        Kind::Word => t.text.chars().count() == 1 || t.text.len() == 2 && equation,
        _ => t.text == ")",
    });
    Some(match figures.as_str() {
        "2" if power => "squared".to_owned(),
        "3" if power => "cubed".to_owned(),
        "1" => String::new(),
        _ if power => {
            let sign = if figures.starts_with('-') { "minus " } else { "" };
            format!(
                "to the power of {sign}{}",
                number::cardinal(figures.trim_start_matches('-'), cursor.dialect())
            )
        }
        _ => String::new(),
    })
}

/// A Greek letter by itself is said by its name.
pub(super) fn greek(cursor: &mut Cursor<'_>) -> Option<String> {
    const NAMES: [&str; 25] = [
        "alpha", "beta", "gamma", "delta", "epsilon", "zeta", "eta", "theta", "iota", "kappa", "lambda", "mu", "nu",
        "xi", "omicron", "pi", "rho", "sigma", "sigma", "tau", "upsilon", "phi", "chi", "psi", "omega",
    ];
    let word = cursor.word()?;
    let letter = word.chars().next()?;
    // ΔT
    let rest = word
        .get(letter.len_utf8()..)
        .filter(|rest| rest.len() < 2 && rest.is_ascii())?;
    let small = letter.to_lowercase().next()?;
    let name = u32::from(small)
        .checked_sub(u32::from('α'))
        .and_then(|n| NAMES.get(n as usize))?;
    Some(if rest.is_empty() {
        (*name).to_owned()
    } else {
        format!("{name} {rest}")
    })
}
