//! Punctuation, as far as the voice takes notice of it, and the marks it doesn't.

use super::assembly::Assembly;
use super::date;
use super::token::{Cursor, Kind, one_of};
use super::{fraction, quantity, roman, spacing};
use std::ops::Range;

/// Says the mark at the cursor and steps over it, and over those that belong to it.
pub(super) fn punctuate(
    cursor: &mut Cursor<'_>,
    assembly: &mut Assembly,
    shown: impl Fn(Range<usize>) -> Range<usize>,
) {
    let start = *cursor;
    let mark = cursor.text();
    cursor.step();
    match mark {
        "." => full_stop(start, cursor, assembly, &shown),
        "," | ";" | ":" | "!" | "?" | "…" | "”" | ")" => {
            assembly.closing(static_mark(mark), shown(start.at..cursor.at))
        }
        "“" => assembly.opening("“", shown(start.at..cursor.at)),
        "(" => bracket(start, cursor, assembly, &shown),
        "'" => assembly.apostrophe(shown(start.at..cursor.at)),
        "-" | "–" | "—" | "−" => dash(start, cursor, assembly, &shown),
        "[" | "]" => square_bracket(start, cursor, assembly, &shown),
        "_" | "*" => emphasis(start, cursor, assembly, &shown),
        _ => assembly.silence(shown(start.at..cursor.at)),
    }
}

fn static_mark(mark: &str) -> &'static str {
    match mark {
        "," => ",",
        ";" => ";",
        ":" => ":",
        "!" => "!",
        "?" => "?",
        "…" => "…",
        "”" => "”",
        _ => ")",
    }
}

/// A full stop, an ellipsis of several, or the dot inside a name like Node.js.
fn full_stop(
    start: Cursor<'_>,
    cursor: &mut Cursor<'_>,
    assembly: &mut Assembly,
    shown: &impl Fn(Range<usize>) -> Range<usize>,
) {
    let mut stops = 1;
    while cursor
        .attempt(|c| {
            c.space();
            c.eat(".").then_some(())
        })
        .is_some()
    {
        stops += 1;
    }
    let range = shown(start.at..cursor.at);
    let inside =
        start.token_behind(1).is_some_and(|t| t.kind == Kind::Word) && cursor.text().starts_with(char::is_lowercase);
    match stops {
        1 if matches!(cursor.text(), "," | ";" | ":") => assembly.silence(range),
        1 if inside => assembly.words("dot", range),
        1 => assembly.closing(".", range),
        2 if start.behind(1) != " " && cursor.at == start.at + 2 => assembly.closing(".", range),
        _ => assembly.closing("…", range),
    }
}

/// ( opens; “(s)” behind a word is its plural.
fn bracket(
    start: Cursor<'_>,
    cursor: &mut Cursor<'_>,
    assembly: &mut Assembly,
    shown: &impl Fn(Range<usize>) -> Range<usize>,
) {
    let behind_word = start
        .token_behind(1)
        .is_some_and(|t| t.kind == Kind::Word && t.text.chars().count() > 1);
    let plural = cursor.attempt(|c| {
        let ending = c.eat_one_of(&["s", "es"])?;
        c.eat(")").then_some(ending)
    });
    match plural.filter(|_| behind_word) {
        Some(ending) => assembly.continued(ending.to_owned(), shown(start.at..cursor.at)),
        None => {
            cursor.at = start.at + 1;
            assembly.opening("(", shown(start.at..cursor.at));
        }
    }
}

/// [12] is the mark of a note; [h]e and [sic] are an editor's, and are read.
fn square_bracket(
    start: Cursor<'_>,
    cursor: &mut Cursor<'_>,
    assembly: &mut Assembly,
    shown: &impl Fn(Range<usize>) -> Range<usize>,
) {
    let note = start.text() == "["
        && cursor
            .attempt(|c| {
                let attached = start.token_behind(1).is_some_and(|t| t.kind != Kind::Space);
                c.attempt(|c| c.digits().filter(|d| attached || d.len() < 4))
                    .or_else(|| c.eat_one_of(&["a", "b", "c", "*", "†", "‡"]))?;
                while c.eat_one_of(&[",", "–", "-", " "]).is_some() || c.digits().is_some() {}
                c.eat("]").then_some(())
            })
            .is_some();
    let glued = |kind: Option<Kind>| kind == Some(Kind::Word);
    let inside_word = glued(start.token_behind(1).map(|t| t.kind)) && glued(cursor.kind());
    let range = shown(start.at..cursor.at);
    if note {
        assembly.silence(range);
    } else if inside_word {
        assembly.glue(range);
    } else if cursor.behind(1) == "[" && !is_short_insertion(&start) {
        assembly.opening("(", range);
    } else if cursor.behind(1) == "]" && !closes_short_insertion(&start) {
        assembly.closing(")", range);
    } else {
        assembly.silence(range);
    }
}

/// Whether a single word is in the brackets that open here: [sic], [her].
fn is_short_insertion(start: &Cursor<'_>) -> bool {
    start.ahead(2) == "]"
}

fn closes_short_insertion(start: &Cursor<'_>) -> bool {
    start.behind(2) == "["
}

/// _word_ and *word*: not said; inside a word it does not part it.
fn emphasis(
    start: Cursor<'_>,
    cursor: &Cursor<'_>,
    assembly: &mut Assembly,
    shown: &impl Fn(Range<usize>) -> Range<usize>,
) {
    let paired = start.page.tokens.iter().filter(|t| t.text == start.text()).count() > 1;
    let inside = start.token_behind(1).is_some_and(|t| t.kind == Kind::Word) && cursor.kind() == Some(Kind::Word);
    let range = shown(start.at..cursor.at);
    if paired && inside {
        assembly.glue(range)
    } else {
        assembly.silence(range)
    }
}

/// Hyphens and dashes of any length.
fn dash(
    start: Cursor<'_>,
    cursor: &mut Cursor<'_>,
    assembly: &mut Assembly,
    shown: &impl Fn(Range<usize>) -> Range<usize>,
) {
    let mut length = if start.text() == "—" { 2 } else { 1 };
    while let Some(more) = cursor.eat_one_of(&["-", "–", "—"]) {
        length += if more == "—" { 2 } else { 1 };
    }
    let range = shown(start.at..cursor.at);
    let (behind, next) = (start.token_behind(1), cursor.token());
    let gap_behind = behind.is_none_or(|t| t.kind == Kind::Space);
    let gap_ahead = next.is_none_or(|t| t.kind == Kind::Space);
    if gap_behind && length >= 4 && (length >= 6 || is_blank_name(&start) || next.is_some_and(|t| t.kind == Kind::Word))
    {
        return blank(cursor.text(), assembly, range);
    }
    let short_year = cursor.text() == "'" && quantity::starts(cursor.ahead(1)) && !gap_behind;
    let to_number = short_year || next.is_some_and(|t| t.kind == Kind::Digits) && !gap_behind;
    match start.text() {
        _ if length > 1 => assembly.dash(range),
        "–" | "-" | "−" if to_number && is_range_end(&start) => assembly.words_apart("to", range),
        "–" if !gap_behind && !gap_ahead && joins_names(&start, cursor) => assembly.words_apart("to", range),
        "-" if !gap_behind && !gap_ahead => assembly.hyphen(range),
        "–" if !gap_behind && !gap_ahead && next.is_some_and(|t| t.kind == Kind::Word && !begins_aside(t.text)) => {
            assembly.hyphen(range)
        }
        "-" if gap_behind != gap_ahead && !spacing::is_poor_dash(&start) => assembly.hyphen(range),
        _ => assembly.dash(range),
    }
}

/// Whether the dash takes the place of a name: “Mr. ——”.
fn is_blank_name(start: &Cursor<'_>) -> bool {
    one_of(
        start.word_before(),
        &[
            "mr", "mrs", "miss", "lord", "lady", "sir", "captain", "colonel", "dr", "major", "general", "count", "the",
            "of",
        ],
    )
}

/// A name the author keeps back, or its beginning: “the ——shire Militia”, “the ——th Foot”.
fn blank(next: &str, assembly: &mut Assembly, range: Range<usize>) {
    let end = range.end..range.end;
    assembly.words("blank", range);
    if one_of(next, &["th", "st", "nd", "rd"]) {
        assembly.glue(end);
    } else if next.starts_with(char::is_alphabetic) {
        assembly.hyphen(end);
    }
}

/// Whether what stands before a dash and figures can begin a range: 10 a.m.–5 p.m., 20°–30°.
fn is_range_end(start: &Cursor<'_>) -> bool {
    start.token_behind(1).is_some_and(|t| match t.kind {
        Kind::Digits | Kind::Raised => true,
        Kind::Word if one_of(t.text, &["th", "st", "nd", "rd"]) => {
            start.token_behind(2).is_some_and(|t| t.kind == Kind::Digits)
        }
        Kind::Word => {
            start.text() == "–"
                && (one_of(t.text, &["m", "am", "pm", "bc", "ad", "noon", "midnight", "midday"])
                    || roman::value(t.text).is_some()
                    || date::is_calendar_name(t.text))
        }
        Kind::Mark => matches!(t.text, "%" | "°" | "." | "¢" | "″" | "′") || fraction::vulgar(t.text).is_some(),
        Kind::Space => false,
    })
}

/// Whether the dash goes from one to another: May–June, Mon–Fri, A–Z, i–iv.
fn joins_names(start: &Cursor<'_>, cursor: &Cursor<'_>) -> bool {
    let (from, to) = (start.behind(1), cursor.text());
    let letter = |text: &str| text.chars().count() == 1 && text.starts_with(char::is_uppercase);
    let figures = start.token_behind(1).is_some_and(|t| t.kind == Kind::Digits);
    (figures || date::is_calendar_name(from)) && date::is_calendar_name(to)
        || from == "." && date::is_calendar_name(start.behind(2)) && date::is_calendar_name(to)
        || letter(from) && letter(to)
        || roman::value(from).is_some() && roman::value(to).is_some()
}

/// Whether a word after an unspaced en dash begins an aside, so that the dash is a pause.
fn begins_aside(word: &str) -> bool {
    one_of(
        word,
        &[
            "and", "but", "or", "the", "he", "she", "it", "they", "we", "you", "i", "a", "an", "in", "that", "this",
            "as", "if", "so", "not", "for", "with", "who", "which", "what", "when", "his", "her", "to", "of", "was",
            "is",
        ],
    )
}
