//! What is cut short around names: Dr. Smith and Oak Dr., St. James and Main St., Smith & Co. and Co. Durham.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::Dialect;
use super::table::{ABBREVIATIONS, Sayings, Words};
use super::token::{Cursor, Kind, one_of, same};

static TITLES: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "titles"));
static PLURAL_TITLES: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "plural titles"));
static STREETS: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "streets"));
static SAINTS: LazyLock<Words> = LazyLock::new(|| Words::of(ABBREVIATIONS, "saints"));
static NO_STREET_NAMES: LazyLock<Words> = LazyLock::new(|| Words::of(ABBREVIATIONS, "no street names"));

/// Mr., Dr., Capt., Wm., and what else stands before a name.
pub(super) fn title(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word().filter(|w| w.len() < 8)?;
    // M&Ms
    if word == "Ms" && before.behind(1) == "&" {
        return Some("M's".to_owned());
    }
    let word = printed(word, cursor);
    // “Gov. and Mrs. Hall”
    let shared = cursor.text() == "."
        && cursor.sees(|c| (c.eat(".") && c.space() && c.eat("and") && c.sees_capital_word()).then_some(()));
    let (said, needs_stop) = TITLES.get_starred(&word)?;
    let stop = cursor.text() == ".";
    let always = one_of(&word, "Mr Mrs Ms Messrs Mme Mlle");
    // “Lt-Gen. Smith”, “a 2nd Lt in the Guards”
    let joined = cursor.text() == "-" && TITLES.get_starred(cursor.ahead(1)).is_some();
    let ranked = one_of(&word, "Lt Lieut") && is_behind_ordinal(&before);
    let deputy = one_of(
        before.word_before(),
        "Lt Lieut Atty Sec Maj Brig Surg Adj Postmaster Solicitor Attorney",
    );
    let of_office = one_of(&word, "Gen Gov Sen Adm Det Pres") && same(before.word_before(), "the");
    let goes_on = of_office
        && cursor.sees(|c| {
            c.eat(".")
                .then(|| c.next_word().starts_with(char::is_lowercase))
                .filter(|is| *is)
        });
    let named = is_before_name(*cursor) || shared || joined || ranked || deputy && stop || goes_on;
    let expands = if stop {
        !needs_stop || named
    } else {
        !needs_stop && (always || named)
    };
    expands.then_some(())?;
    cursor.abbreviation_dot();
    Some(match cursor.dialect() {
        Dialect::Us => said.replace("honourable", "honorable"),
        Dialect::Gb => said.to_owned(),
    })
}

/// Whether “1st”, “2nd” or a word like it stands directly before.
fn is_behind_ordinal(before: &Cursor<'_>) -> bool {
    let previous = before.word_before();
    let figures = before.token_behind(3).is_some_and(|t| t.kind == Kind::Digits);
    one_of(previous, "first second flight Flt") || figures && one_of(previous, "st nd")
}

/// MM. before French names, SS. Peter and Paul.
pub(super) fn plural_title(cursor: &mut Cursor<'_>) -> Option<String> {
    let said = PLURAL_TITLES.get(cursor.word()?)?;
    (cursor.eat(".") && cursor.sees_capital_word()).then(|| said.to_owned())
}

/// The word as the tables spell it: in a text all of capitals, MR. is Mr.
fn printed<'p>(word: &'p str, cursor: &Cursor<'_>) -> Cow<'p, str> {
    let capitals = word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    // MS. is a manuscript.
    if !capitals || word == "MS" || !(cursor.page.shouting || cursor.text() == ".") {
        return word.into();
    }
    let mut lower = word.to_ascii_lowercase();
    if let Some(first) = lower.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    lower.into()
}

/// Whether a name, or another title, comes next, perhaps behind a full stop.
pub(super) fn is_before_name(mut cursor: Cursor<'_>) -> bool {
    cursor.eat(".");
    cursor.sees_capital_word()
}

/// St. and Dr., which stand before a name or behind one, and the other kinds of street.
pub(super) fn street_or_saint(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word().filter(|w| w.len() < 5)?;
    let word = printed(word, cursor);
    let street = STREETS.get(&word)?;
    let stop = cursor.text() == ".";
    let named = is_before_name(*cursor);
    let behind_name = is_behind_name(&before);
    let said = match word.as_ref() {
        "St" if cursor.text() == "." && cursor.ahead(1) == "-" => "saint",
        "St" if named && behind_name && !is_saint(*cursor) => street,
        "St" if named => "saint",
        "Dr" if named => return None,
        _ if behind_name => street,
        // Lake St. Clair, but Lake St.
        "St" if stop && before.behind(2).len() > 2 && before.word_before().starts_with(char::is_uppercase) => street,
        // 9 Lake Dr.
        "Dr" if stop && one_of(before.word_before(), "Lake Mount Park") => street,
        "St" if stop => "saint",
        _ => return None,
    };
    cursor.abbreviation_dot();
    Some(said.to_owned())
}

/// Whether `word` is a kind of street cut short.
pub(super) fn is_kind_of_street(word: &str) -> bool {
    STREETS.get(word).is_some()
}

/// Whether the name that comes next is a saint's.
fn is_saint(mut cursor: Cursor<'_>) -> bool {
    cursor.eat(".");
    let name = cursor.next_word();
    SAINTS.has_small(name.strip_suffix("'s").unwrap_or(name))
}

/// Whether a name, or 42nd, stands directly before.
pub(super) fn is_behind_name(before: &Cursor<'_>) -> bool {
    let spaced = before.token_behind(1).is_some_and(|t| t.kind == Kind::Space);
    let Some(name) = before.token_behind(2).filter(|t| spaced && t.kind == Kind::Word) else {
        return false;
    };
    let figures = before.token_behind(3).is_some_and(|t| t.kind == Kind::Digits);
    let ordinal = figures && one_of(name.text, "st nd rd th");
    let capital = name.text.starts_with(char::is_uppercase) && name.text.len() > 1;
    ordinal || capital && !NO_STREET_NAMES.has_small(name.text)
}

/// Co. is a company behind a name and a county before one; Corp. a corporation or a corporal.
pub(super) fn company(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word()?;
    let stop = cursor.text() == ".";
    let joined = matches!(before.behind(2), "&" | "and");
    let behind_name = is_behind_name(&before) || joined;
    let named = is_before_name(*cursor);
    let lettered = cursor.sees(|c| {
        c.eat(".");
        c.space();
        c.word()
            .filter(|w| w.len() == 1 && w.starts_with(char::is_uppercase) && c.text() != ".")
    });
    let said = match word {
        "Co" if lettered => "company",
        // Not the gas: “soot and CO₂”.
        "CO" if !stop && !before.page.shouting || matches!(cursor.kind(), Some(Kind::Digits | Kind::Raised)) => {
            return None;
        }
        "Co" | "co" | "CO" if behind_name && (stop || joined) => "company",
        "Co" if named => "county",
        "Corp" if stop && behind_name => "corporation",
        "Corp" if stop && named => "corporal",
        _ => return None,
    };
    cursor.abbreviation_dot();
    Some(said.to_owned())
}
