//! Abbreviations that lean on nothing: etc., viz., Jr., vs.; with what stands beside them to tell them from words.

use std::sync::LazyLock;

use super::capital::capitalized;
use super::name::{is_before_name, is_behind_name};
use super::quantity;
use super::roman;
use super::table::{ABBREVIATIONS, Sayings, Words};
use super::token::{Cursor, Kind, one_of, same};

static ANYWHERE: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "anywhere"));
static WITHOUT_STOP: LazyLock<Words> = LazyLock::new(|| Words::of(ABBREVIATIONS, "without stop"));
static STATE_CODES: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "state codes"));
static STATES: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "states"));

/// etc., viz., Jr. and their like.
pub(super) fn plain(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    if let Some(said) = cursor.attempt(|c| latin_without_stops(c, &before)) {
        return Some(said.to_owned());
    }
    let word = cursor
        .word()
        .filter(|w| w.len() < 7 || w.len() < 10 && w.starts_with(char::is_uppercase))?;
    let stop = cursor.text() == ".";
    let small = word.to_ascii_lowercase();
    let said = ANYWHERE.get(&small)?;
    // /etc/passwd, misc.books, a.orig.gz
    let inside_name = stop && cursor.ahead(1).starts_with(char::is_lowercase) && cursor.ahead(1).len() > 1;
    if inside_name
        || before.behind(1) == "/" && small == "etc"
        || before.behind(1) == "." && !before.at_word_start() && !stop
    {
        return (small == "etc").then(|| "E T C".to_owned());
    }
    let known = stop || WITHOUT_STOP.has(&small) && cursor.text() != "'";
    (known && fits(word, &small, &before, cursor)).then_some(())?;
    cursor.letters_dot();
    Some(said.to_owned())
}

/// ie and eg, as hasty writers have them.
fn latin_without_stops(cursor: &mut Cursor<'_>, before: &Cursor<'_>) -> Option<&'static str> {
    let apart = matches!(before.behind(1), "" | " " | "(");
    let said = match cursor.word().filter(|_| apart)? {
        "ie" => "that is",
        "eg" => "for example",
        _ => return None,
    };
    matches!(cursor.text(), " " | "," | ":").then_some(said)
}

/// Whether a gun's bore stands before: .50-cal., .22 cal.
fn is_behind_calibre(before: &Cursor<'_>) -> bool {
    let figures = before.token_behind(2).is_some_and(|t| t.kind == Kind::Digits);
    figures && before.behind(3) == "." && matches!(before.behind(1), "-" | " ")
}

/// Whether the abbreviation is one here. “et al.”, “op. cit.” keep together; Max. and Lib. may be names.
fn fits(word: &str, small: &str, before: &Cursor<'_>, after: &Cursor<'_>) -> bool {
    match small {
        "al" => same(before.word_before(), "et"),
        "cit" => one_of(before.word_before(), "op loc"),
        "op" | "loc" => same(after.ahead(2), "cit"),
        "calif" | "ariz" | "okla" | "minn" | "nebr" | "rly" | "xmas" | "gen'l" | "sec'y" => {
            word.starts_with(char::is_uppercase)
        }
        "ms" | "mss" => word.starts_with("MS") || small == word,
        "yrs" => word == "Yrs",
        "yr" => after.sees(|c| {
            (c.eat(".")
                && one_of(
                    c.next_word(),
                    "obt obdt humble faithful affectionate loving obliged most",
                ))
            .then_some(())
        }),
        "hons" => before.behind(1) == "(" || before.behind(2) == ",",
        "vict" => word == "Vict" && after.sees(|c| (c.eat(".") && c.space() && c.eat("c")).then_some(())),
        "lib" if same(before.word_before(), "ad") => false,
        "batt" | "battn" => is_behind_name(before),
        // Of eggs, not of machine guns.
        "lg" => before.token_behind(2).is_some_and(|t| t.kind == Kind::Digits),
        "ret" | "retd" => matches!(before.behind(1), "(") || before.behind(2) == ",",
        "bn" | "bns" | "bde" => word.contains(char::is_lowercase),
        "div" | "inf" | "cav" => word.starts_with(char::is_uppercase) && is_behind_name(before),
        "obt" => after.sees(|c| (c.eat(".") && one_of(c.next_word(), "servt servant humble and")).then_some(())),
        "temp" => after.sees(|c| (c.eat(".") && c.next_word().starts_with(char::is_lowercase)).then_some(())),
        "cal" => is_behind_calibre(before),
        "pdr" | "pdrs" => before.token_behind(2).is_some_and(|t| t.kind == Kind::Digits),
        "inc" | "jun" => small == word || before.behind(2) == "," || is_behind_name(before),
        // The counties, with their capital.
        "herts" | "bucks" | "berks" | "hants" | "lancs" | "lincs" | "leics" | "northants" | "notts" | "staffs"
        | "wilts" | "worcs" | "yorks" | "cambs" | "glos" | "middx" => is_county(word, before, after),
        "max" | "lib" | "eng" | "pref" => small == word,
        // Not of an hour.
        "min" => {
            small == word
                && before.token_behind(2).is_none_or(|t| t.kind != Kind::Digits)
                && quantity::starts(after.ahead(2))
        }
        _ => true,
    }
}

/// Whether a county stands behind a town, or beside another: “St. Albans, Herts.”, “Bucks. and Berks.”
fn is_county(word: &str, before: &Cursor<'_>, after: &Cursor<'_>) -> bool {
    let behind_place = matches!(before.behind(2), "," | "in" | "of" | "and" | "from" | "(");
    word.starts_with(char::is_uppercase) && (behind_place || after.ahead(2) == "and" || before.starts_sentence())
}

/// Sr. before a Spanish name is señor, before another a nun; behind a name, or a comma, it is left for the table.
pub(super) fn senor_or_sister(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    cursor.eat("Sr").then_some(())?;
    let before_name = cursor.text() == "." && is_before_name(*cursor);
    (before_name && !is_behind_name(&before) && before.behind(2) != ",").then_some(())?;
    let name = { *cursor }.attempt(|c| c.eat(".").then(|| c.next_word())).unwrap_or("");
    let said = if is_spanish(name) || speaks_spanish(&before) {
        "señor"
    } else {
        "sister"
    };
    cursor.abbreviation_dot();
    Some(said.to_owned())
}

/// Whether a surname looks Spanish.
fn is_spanish(name: &str) -> bool {
    const NAMES: &str = "garcia vega silva castro franco mendoza ortega herrera rivera moreno romero blanco delgado molina navarro \
        ramos reyes santana medina cabrera aguilar guerrero de del";
    let ending = ["ez", "az", "iz", "oz", "os", "illo", "ado", "ero", "ales"]
        .iter()
        .any(|e| name.ends_with(e));
    ending || name.contains(['ñ', 'á', 'í', 'ó', 'ú']) || one_of(name, NAMES)
}

/// Whether other Spanish titles stand near.
fn speaks_spanish(cursor: &Cursor<'_>) -> bool {
    const TITLES: &str = "Sra Srta Don Doña señor señora señorita Señor Señora Señorita";
    let (behind, ahead) = cursor.near(60);
    let mut words = behind.iter().chain(ahead).filter(|t| t.kind == Kind::Word);
    words.any(|t| TITLES.split_ascii_whitespace().any(|title| title == t.text))
}

/// Boston, Mass.
pub(super) fn state(cursor: &mut Cursor<'_>) -> Option<String> {
    let city = cursor
        .token_behind(3)
        .filter(|_| cursor.behind(1) == " " && cursor.behind(2) == ",")?;
    // “Listen, Pa.” calls somebody.
    let called = cursor.behind(4) == "“";
    let behind_city = city.text.starts_with(char::is_uppercase) && !called;
    let said = STATES.get(cursor.word().filter(|_| behind_city)?)?;
    cursor.abbreviation_dot().then(|| said.to_owned())
}

/// Portland, OR. What is a degree too, or an answer, needs more than a word with a capital before it.
pub(super) fn state_code(cursor: &mut Cursor<'_>) -> Option<String> {
    const CALLS: &str = "well yes no oh okay ok ah so now yeah alright right listen look sure hey why come then father mother \
        papa mama";
    let town = cursor
        .token_behind(3)
        .filter(|_| cursor.behind(1) == " " && cursor.behind(2) == "," && !cursor.page.shouting)?;
    let named = town.text.starts_with(char::is_uppercase) && town.text.contains(char::is_lowercase);
    let person = cursor.behind(4) == " " && cursor.behind(5).starts_with(char::is_uppercase) || cursor.behind(5) == ".";
    let code = cursor.word().filter(|_| named && !one_of(town.text, CALLS))?;
    let said = STATE_CODES.get(code)?;
    let zip = cursor.next_word().is_empty() && cursor.ahead(1).len() == 5;
    let degree = matches!(code, "MD" | "MA" | "MS" | "PA" | "DE" | "LA") && person && !zip;
    // “Set Intersection, SC Set Complement” lists signs.
    let ends = zip || cursor.next_word().is_empty() || cursor.next_word().starts_with(char::is_lowercase);
    (ends && !degree).then(|| said.to_owned())
}

/// Roe v. Wade, and without its stop in Britain
pub(super) fn versus(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    // “R. v. Dudley”, “Acme Inc. v. Jones”
    let stopped = cursor.behind(2) == "." && cursor.behind(3).starts_with(char::is_uppercase);
    let behind_name = is_behind_name(cursor) || cursor.behind(1) == " " && stopped;
    let letter = cursor.eat_one_of(&["v", "V"])?;
    let stopped = cursor.abbreviation_dot();
    // “CV v Column Vector” names a variable.
    let named = before.word_before().contains(char::is_lowercase) && letter == "v";
    (behind_name && (stopped || named) && cursor.sees_capital_word()).then(|| "versus".to_owned())
}

/// 19th c. and 19th cent.
pub(super) fn century(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    cursor.eat_one_of(&["c", "cent"])?;
    let hyphened = before.behind(1) == "-" && one_of(before.behind(2), "st nd rd th");
    let previous = before.word_before();
    // “12th cent.”, “the XIXth cent.”
    let numeral = previous.strip_suffix("th").and_then(roman::value).is_some();
    let behind_ordinal = (one_of(previous, "st nd rd th") || numeral) && before.behind(1) == " ";
    (behind_ordinal || hyphened).then_some(())?;
    cursor.abbreviation_dot().then(|| "century".to_owned())
}

/// pp. 5ff.
pub(super) fn following(cursor: &mut Cursor<'_>) -> Option<String> {
    let figures = cursor.token_behind(1).is_some_and(|t| t.kind == Kind::Digits);
    // “p. 12f.”
    let page = one_of(cursor.behind(if cursor.behind(3) == " " { 5 } else { 4 }), "p pp");
    let one = page && cursor.text() == "f" && cursor.ahead(1) == ".";
    (cursor.eat("ff") || one && cursor.eat("f")).then_some(())?;
    cursor.abbreviation_dot();
    figures.then(|| "and following".to_owned())
}

/// 3rd ed., (ed.), ed. J. Smith
pub(super) fn edition(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let said = match cursor.word()? {
        "rev" if cursor.ahead(1) == " " && one_of(cursor.ahead(2), "ed edn edit") => "revised",
        "eds" => "editors",
        "edn" | "edit" => "edition",
        "ed" if one_of(before.word_before(), "st nd rd th rev new revised") => "edition",
        "ed" if before.behind(1) == "(" => "editor",
        "ed" if is_before_name(*cursor) => "edited by",
        "trans" | "transl" | "tr" if is_before_name(*cursor) => "translated by",
        _ => return None,
    };
    cursor.abbreviation_dot().then(|| said.to_owned())
}

/// ed. by, trans. by: what somebody did to a book.
pub(super) fn done_by(cursor: &mut Cursor<'_>) -> Option<String> {
    const DONE: [(&str, &str); 7] = [
        ("ed", "edited"),
        ("trans", "translated"),
        ("tr", "translated"),
        ("illus", "illustrated"),
        ("arr", "arranged"),
        ("comp", "compiled"),
        ("pub", "published"),
    ];
    let word = cursor.word()?;
    let (_, said) = DONE.iter().find(|(short, _)| same(short, word))?;
    (cursor.eat(".") && cursor.next_word() == "by").then(|| (*said).to_owned())
}

/// “five per cent. of it”, as it was once printed: the full stop ends nothing.
pub(super) fn per_cent(cursor: &mut Cursor<'_>) -> Option<String> {
    let behind_per = same(cursor.word_before(), "per");
    cursor.eat("cent").then_some(())?;
    (behind_per && cursor.text() == "." && !is_before_name(*cursor)).then_some(())?;
    cursor.abbreviation_dot();
    Some("cent".to_owned())
}

/// w/, w/o, c/o, s/he, and the pronouns in pairs.
pub(super) fn with_slash(cursor: &mut Cursor<'_>) -> Option<String> {
    const SLASHED: [(&str, &str, &str); 18] = [
        ("S", "Sgt", "staff sergeant"),
        ("T", "Sgt", "technical sergeant"),
        ("M", "Sgt", "master sergeant"),
        ("L", "Cpl", "lance corporal"),
        ("L", "Sgt", "lance sergeant"),
        ("w", "o", "without"),
        ("c", "o", "care of"),
        ("a", "c", "account"),
        ("n", "a", "N A"),
        ("N", "A", "N A"),
        ("b", "c", "because"),
        ("s", "he", "he or she"),
        ("he", "she", "he or she"),
        ("she", "he", "she or he"),
        ("his", "her", "his or her"),
        ("his", "hers", "his or hers"),
        ("him", "her", "him or her"),
        ("himself", "herself", "himself or herself"),
    ];
    let first = cursor.word()?;
    cursor.eat("/").then_some(())?;
    let second = cursor.attempt(Cursor::word).unwrap_or("");
    // 60 miles/hour
    if first.len() > 3
        && first.ends_with('s')
        && one_of(
            second,
            "second minute hour day week month year person head mile gallon night",
        )
    {
        return Some(format!("{first} per {second}"));
    }
    if first == "w" && second.is_empty() {
        return Some("with".to_owned());
    }
    let begins = first.starts_with(char::is_uppercase) && second.len() > 1;
    let is_pronoun = |a: &str| begins && a.starts_with('h') && same(a, first);
    let (_, _, said) = SLASHED
        .iter()
        .find(|(a, b, _)| (*a == first || is_pronoun(a)) && *b == second)?;
    if matches!(second, "Sgt" | "Cpl") {
        cursor.abbreviation_dot();
    }
    Some(if *said != "N A" && is_pronoun(said.split(' ').next().unwrap_or("")) {
        capitalized(said)
    } else {
        (*said).to_owned()
    })
}
