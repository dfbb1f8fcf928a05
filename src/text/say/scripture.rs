//! References to the Bible: 1 Cor. 13:4, II Kings, Matt. v. 3, Ps. 23:1–4.

use std::sync::LazyLock;

use super::number;
use super::quantity;
use super::roman;
use super::table::{SCRIPTURE, Sayings, Words};
use super::token::Cursor;

static BOOKS: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(SCRIPTURE, "books"));
static NAMES: LazyLock<Words> = LazyLock::new(|| Words::of(SCRIPTURE, "names"));
static NUMBERED: LazyLock<Words> = LazyLock::new(|| Words::of(SCRIPTURE, "numbered"));

/// “1 Corinthians” and “II Kings”: the number of the book, before its name.
pub(super) fn book_number(cursor: &mut Cursor<'_>) -> Option<String> {
    let free = cursor.at_word_start();
    let number = cursor.text();
    let said = match number {
        "1" | "I" => "first",
        "2" | "II" => "second",
        "3" | "III" => "third",
        _ => return None,
    };
    cursor.step();
    let mut book = *cursor;
    (free && book.space()).then_some(())?;
    let word = book.word()?;
    let stop = book.eat(".");
    // “1 Tim 2:5”
    let verse = book.sees(|c| (c.space() && c.digits().is_some() && c.eat(":")).then_some(()));
    let name = BOOKS.get(word).filter(|_| stop || verse).unwrap_or(word);
    // “I John” may begin a speech.
    let referred = book.sees(|c| {
        c.space();
        c.digits()
            .or_else(|| stop.then(|| c.word()).flatten().filter(|w| roman::value(w).is_some()))
    });
    (NUMBERED.has(name) && (number != "I" || referred)).then(|| said.to_owned())
}

/// A book with chapter and verse, or, cut short, with its chapter.
pub(super) fn reference(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word()?;
    let short = BOOKS.get(word);
    let name = short.or_else(|| NAMES.has(word).then_some(word))?;
    let stop = cursor.eat(".");
    cursor.space().then_some(())?;
    let (chapter, is_roman) = chapter(cursor)?;
    let verses = cursor.attempt(|c| verses_behind(c, is_roman));
    // “Dan 5” and “John 3.” are no references.
    (verses.is_some() || short.is_some() && stop).then_some(())?;
    let verses = verses.map_or_else(String::new, |verses| format!(" {verses}"));
    Some(format!(
        "{name} {}{verses}",
        number::cardinal(&chapter, cursor.dialect())
    ))
}

/// The chapter's figures, and whether they are Roman, as in Matt. v. 3.
fn chapter(cursor: &mut Cursor<'_>) -> Option<(String, bool)> {
    if let Some(figures) = cursor.digits() {
        return Some((figures.to_owned(), false));
    }
    let word = cursor
        .word()
        .filter(|w| w.len() > 1 || w.starts_with(char::is_lowercase))?;
    let value = roman::value(word)?;
    matches!(cursor.text(), "." | "," | ":" | ";" | ")").then(|| (value.to_string(), true))
}

/// :3, .3, and behind a Roman numeral “. 3” and “, 3”.
fn verses_behind(cursor: &mut Cursor<'_>, behind_roman: bool) -> Option<String> {
    let mark = cursor.eat_one_of(&[":", ".", ","])?;
    let spaced = cursor.space();
    let parts = match mark {
        ":" => true,
        "." => behind_roman || !spaced,
        _ => behind_roman,
    };
    parts.then(|| verses(cursor)).flatten()
}

/// 3, 3–12
fn verses(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let first = number::cardinal(cursor.digits()?, dialect);
    let last = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        c.digits()
    });
    Some(match last {
        Some(last) => format!("{first} to {}", number::cardinal(last, dialect)),
        None => first,
    })
}
