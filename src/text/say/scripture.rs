//! References to the Bible: 1 Cor. 13:4, II Kings, Matt. v. 3, Ps. 23:1–4.

use super::number;
use super::quantity;
use super::roman;
use super::token::{Cursor, Kind, one_of};

/// The books that are cut short, and their names. The names themselves stand for themselves.
const BOOKS: [(&str, &[&str]); 36] = [
    ("Genesis", &["Gen"]),
    ("Exodus", &["Exod", "Ex"]),
    ("Leviticus", &["Lev", "Levit"]),
    ("Numbers", &["Num", "Numb"]),
    ("Deuteronomy", &["Deut"]),
    ("Joshua", &["Josh"]),
    ("Judges", &["Judg"]),
    ("Samuel", &["Sam"]),
    ("Kings", &["Kgs"]),
    ("Chronicles", &["Chron", "Chr"]),
    ("Nehemiah", &["Neh"]),
    ("Psalm", &["Ps", "Psa"]),
    ("Psalms", &["Pss"]),
    ("Proverbs", &["Prov"]),
    ("Ecclesiastes", &["Eccles", "Eccl"]),
    ("Isaiah", &["Isa"]),
    ("Jeremiah", &["Jer"]),
    ("Ezekiel", &["Ezek"]),
    ("Daniel", &["Dan"]),
    ("Hosea", &["Hos"]),
    ("Jonah", &["Jon"]),
    ("Zechariah", &["Zech"]),
    ("Malachi", &["Mal"]),
    ("Matthew", &["Matt", "Mat", "Mt"]),
    ("Mark", &["Mk"]),
    ("Luke", &["Lk"]),
    ("John", &["Jn"]),
    ("Romans", &["Rom"]),
    ("Corinthians", &["Cor"]),
    ("Galatians", &["Gal"]),
    ("Ephesians", &["Eph", "Ephes"]),
    ("Philippians", &["Phil"]),
    ("Thessalonians", &["Thess"]),
    ("Timothy", &["Tim"]),
    ("Hebrews", &["Heb"]),
    ("Revelation", &["Rev"]),
];

/// Books that are not cut short.
const WHOLE_NAMES: [&str; 23] = [
    "Peter",
    "Job",
    "Acts",
    "James",
    "Ruth",
    "Solomon",
    "Esther",
    "Ezra",
    "Micah",
    "Habakkuk",
    "Titus",
    "Jude",
    "Philemon",
    "Lamentations",
    "Amos",
    "Joel",
    "Nahum",
    "Obadiah",
    "Haggai",
    "Colossians",
    "Qur'an",
    "Quran",
    "Koran",
];

/// Books of which there is more than one.
const NUMBERED: [&str; 10] = [
    "Samuel",
    "Kings",
    "Chronicles",
    "Corinthians",
    "Thessalonians",
    "Timothy",
    "Peter",
    "John",
    "Maccabees",
    "Esdras",
];

/// “1 Corinthians” and “II Kings”: the number of the book, before its name.
pub(super) fn book_number(cursor: &mut Cursor<'_>) -> Option<String> {
    let free = cursor.at_word_start();
    let figures = cursor.token()?.text;
    let said = match figures {
        "1" | "I" => "first",
        "2" | "II" => "second",
        "3" | "III" => "third",
        _ => return None,
    };
    cursor.step();
    let mut ahead = *cursor;
    (free && ahead.space()).then_some(())?;
    let word = ahead.word()?;
    let dotted = ahead.text() == ".";
    let book = book(word, dotted)?;
    // “I John” may begin a speech.
    let referred = ahead.sees(|c| {
        c.eat(".");
        c.space();
        c.digits()
    });
    (NUMBERED.contains(&book) && (figures != "I" || referred)).then(|| said.to_owned())
}

/// A book with chapter and verse, or with its name cut short.
pub(super) fn reference(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word()?;
    let whole_name = BOOKS.iter().any(|(name, _)| *name == word) || one_of(word, &WHOLE_NAMES);
    let name = match BOOKS.iter().find(|(_, shorts)| shorts.contains(&word)) {
        Some((name, _)) => *name,
        None if whole_name => word,
        None => return None,
    };
    cursor.eat(".");
    cursor.space().then_some(())?;
    let dialect = cursor.dialect();
    let (chapter, is_roman) = chapter(cursor)?;
    let verses = cursor.attempt(|c| {
        let mark = c
            .eat_one_of(&[":", "."])
            .or_else(|| is_roman.then(|| c.eat_one_of(&[","])).flatten())?;
        let spaced = c.space();
        (mark == ":" || is_roman || !spaced).then_some(())?;
        verses(c)
    });
    if verses.is_none() && (whole_name || is_roman && name == word) {
        return None;
    }
    let chapter = number::cardinal(&chapter, dialect);
    Some(match verses {
        Some(verses) => format!("{name} {chapter} {verses}"),
        None => format!("{name} {chapter}"),
    })
}

fn book(word: &str, dotted: bool) -> Option<&'static str> {
    let named = |(name, shorts): &&(&'static str, &[&str])| *name == word || dotted && shorts.contains(&word);
    let named = BOOKS.iter().find(named).map(|(name, _)| *name);
    named
        .or_else(|| NUMBERED.into_iter().find(|name| *name == word))
        .or((dotted && word == "Pet").then_some("Peter"))
}

/// The chapter's figures, and whether they are Roman (in small letters, as in Matt. v. 3).
fn chapter(cursor: &mut Cursor<'_>) -> Option<(String, bool)> {
    if let Some(figures) = cursor.digits() {
        return Some((figures.to_owned(), false));
    }
    let word = cursor
        .word()
        .filter(|w| !w.contains(char::is_uppercase) || w.len() > 1)?;
    let value = roman::value(word)?;
    (matches!(cursor.text(), "." | "," | ":")).then(|| (value.to_string(), true))
}

/// 3, 3–12, 3, 5
fn verses(cursor: &mut Cursor<'_>) -> Option<String> {
    let dialect = cursor.dialect();
    let first = number::cardinal(cursor.digits()?, dialect);
    let last = cursor.attempt(|c| {
        quantity::range_dash(c)?;
        c.digits()
    });
    (cursor.kind() != Some(Kind::Digits)).then_some(())?;
    Some(match last {
        Some(last) => format!("{first} to {}", number::cardinal(last, dialect)),
        None => first,
    })
}
