//! a.m. and p.m., and whether a sentence ends with them: “By 5 p.m. Tom was gone.”, “She left at 5 p.m. Tom stayed.”

use super::acronym;
use super::token::{Cursor, Kind, Page, one_of, tokenize};
use super::{SayOptions, quantity};

/// a.m., p.m., AM, pm, with or without a space before.
pub(super) fn meridiem(cursor: &mut Cursor<'_>) -> Option<String> {
    let hour = *cursor;
    let letters = letters(cursor)?;
    let mut after = *cursor;
    if after.eat(".") {
        if hour.opens_clause() && after.sees(name) {
            *cursor = after;
        } else if !hour.opens_clause() && after.sees(subject) {
            return Some(acronym::spell(letters));
        } else {
            cursor.letters_dot();
        }
    }
    Some(acronym::letters(letters, cursor))
}

/// AM or PM, without the full stop behind it.
fn letters(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    cursor.space();
    let half = cursor.word()?;
    match half {
        "a" | "A" | "p" | "P" => {
            cursor.eat(".").then_some(())?;
            cursor.space();
            cursor.eat_one_of(&["m", "M"])?;
        }
        "am" | "AM" | "Am" | "pm" | "PM" | "Pm" => {}
        _ => return None,
    }
    Some(if half.starts_with(['a', 'A']) { "AM" } else { "PM" })
}

/// Where sentences of a text end with a.m. or p.m. before a name: byte offsets behind the full stop.
pub(in crate::text) fn ends(text: &str) -> Vec<usize> {
    let page = Page::new(tokenize(text), SayOptions::default());
    let mut cursor = page.start();
    let mut ends = Vec::new();
    while cursor.token().is_some() {
        let mut after = cursor;
        let hour = cursor.token_behind(1).is_some_and(|t| t.kind == Kind::Digits);
        if hour && letters(&mut after).is_some() && after.eat(".") && !cursor.opens_clause() && after.sees(subject) {
            ends.extend(after.token().map(|t| t.start));
        }
        cursor.step();
    }
    ends
}

/// Whether a sentence goes on behind a.m. or p.m., though a capital stands there: “9 a.m. Monday”, “the 5 p.m. Amtrak train”.
pub(in crate::text) fn joins(before: &str, after: &str) -> bool {
    if !before.ends_with("m.") && !before.ends_with("M.") {
        return false;
    }
    let head: String = after.chars().take(LOOK_AHEAD).collect();
    let text = format!("{before} {head}");
    let page = Page::new(tokenize(&text), SayOptions::default());
    let mut cursor = page.start();
    while cursor.token().is_some_and(|t| t.start < before.len()) {
        let mut after = cursor;
        let hour = cursor.token_behind(1).is_some_and(|t| t.kind == Kind::Digits);
        let last =
            letters(&mut after).is_some() && after.eat(".") && after.token().is_none_or(|t| t.start >= before.len());
        if hour && last {
            let named = cursor.opens_clause() && after.sees(name) && !after.begins_sentence();
            return named || one_of(after.next_word(), GO_ON);
        }
        cursor.step();
    }
    false
}

/// How many characters behind the hour tell whether its sentence goes on.
const LOOK_AHEAD: usize = 60;

/// Days, months and zones, which go on with an hour.
const GO_ON: &str = "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august \
    september october november december eastern central mountain pacific greenwich standard daylight zulu est edt cst cdt mst \
    mdt pst pdt gmt utc bst cet et pt ct mt";

/// A name.
fn name(cursor: &mut Cursor<'_>) -> Option<()> {
    cursor.space().then_some(())?;
    cursor.word().filter(|word| word.starts_with(char::is_uppercase))?;
    Some(())
}

/// A name of one word or several, and what it does: nothing that could go on with the hour, as a day or a zone would.
fn subject(cursor: &mut Cursor<'_>) -> Option<()> {
    const TIMED: &str =
        "time train flight bus ferry boat show news mass service meeting to and or on in at with until till";
    let mut words = 0;
    while let Some(next) = cursor.attempt(|c| c.space().then(|| c.word()).flatten()) {
        let capital = next.starts_with(char::is_uppercase);
        if !capital {
            return (words > 0 && !one_of(next, TIMED)).then_some(());
        }
        if one_of(next, GO_ON) || words == 3 {
            return None;
        }
        words += 1;
        if one_of(next, "Mr Mrs Ms Dr St Prof Capt Col Gen Sgt Lt Rev") {
            cursor.eat(".");
        }
    }
    None
}

impl Cursor<'_> {
    /// Whether the clause begins with the hour before this place: “By 5 p.m.”, “…, and at about 3:30 a.m.”, or the hour
    /// tells which of several is meant: “the 5 p.m. train”.
    fn opens_clause(&self) -> bool {
        const LINKS: &str = "that and but or when because if so while until as since though although then";
        const ADVERBS: &str = "at by around about past after before nearly almost only until till from to on just shortly exactly \
            precisely since between and every the a an this early late some soon long half quarter monday tuesday wednesday \
            thursday friday saturday sunday minutes a few";
        let behind = self.page.tokens.get(..self.at).unwrap_or(&[]);
        let is_figure = |text: &str| quantity::starts(text) || matches!(text, ":" | "-" | "–");
        let mut rest = behind
            .iter()
            .rev()
            .skip_while(|t| is_figure(t.text) || t.text == "." || t.kind == Kind::Space)
            .filter(|t| t.kind != Kind::Space)
            .peekable();
        if rest
            .peek()
            .is_some_and(|t| one_of(t.text, "the a an this every my his her our their"))
        {
            return true;
        }
        let first = rest.find(|t| t.kind != Kind::Digits && (t.kind != Kind::Word || !one_of(t.text, ADVERBS)));
        first.is_none_or(|t| t.kind == Kind::Mark || one_of(t.text, LINKS))
    }
}
