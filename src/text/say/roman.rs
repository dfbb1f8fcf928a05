//! Roman numerals: which words are, and whether they count (Chapter XIV) or rank (Louis XVI).

use super::number;
use super::token::{Cursor, Kind, one_of, same};
use super::{Dialect, quantity};

/// What a numeral counts when it stands behind one of these.
const LABELS: [&str; 60] = [
    "chapter", "chapters", "chap", "ch", "book", "books", "bk", "part", "parts", "pt", "volume", "volumes", "vol",
    "vols", "act", "acts", "scene", "scenes", "sc", "canto", "cantos", "section", "sections", "sec", "article", "art",
    "letter", "letters", "stave", "plate", "plates", "fig", "figure", "appendix", "table", "no", "nos", "number",
    "numbers", "type", "phase", "stage", "class", "mark", "mk", "level", "title", "psalm", "sonnet", "lecture",
    "lesson", "episode", "verse", "page", "p", "pp", "war", "grade", "category", "stanza",
];

/// Things, not persons, that have a number behind their name. A numeral counts there too.
const SERIES: [&str; 26] = [
    "rocky",
    "fantasy",
    "saturn",
    "titan",
    "polaris",
    "apollo",
    "bowl",
    "godfather",
    "vatican",
    "luft",
    "stalag",
    "leopard",
    "halo",
    "legends",
    "wars",
    "trek",
    "windows",
    "camp",
    "factor",
    "study",
    "opus",
    "symphony",
    "concerto",
    "sonata",
    "ii",
    "factory",
];

/// Rulers and popes: behind their names even I, V and X are numerals.
const RULERS: [&str; 60] = [
    "henry",
    "louis",
    "george",
    "charles",
    "edward",
    "james",
    "william",
    "richard",
    "elizabeth",
    "mary",
    "philip",
    "napoleon",
    "pius",
    "paul",
    "leo",
    "gregory",
    "clement",
    "innocent",
    "benedict",
    "alexander",
    "nicholas",
    "catherine",
    "frederick",
    "ivan",
    "peter",
    "ferdinand",
    "alfonso",
    "alphonso",
    "francis",
    "christian",
    "gustavus",
    "gustav",
    "ptolemy",
    "ramses",
    "rameses",
    "darius",
    "xerxes",
    "cyrus",
    "john",
    "robert",
    "david",
    "malcolm",
    "kenneth",
    "constantine",
    "theodosius",
    "justinian",
    "otto",
    "conrad",
    "rudolf",
    "maximilian",
    "joseph",
    "leopold",
    "victor",
    "umberto",
    "wilhelm",
    "pedro",
    "sixtus",
    "urban",
    "boniface",
    "celestine",
];

/// What a numeral before it ranks: the XXth Corps, the XIX century.
const RANKED: [&str; 6] = ["century", "corps", "legion", "olympiad", "dynasty", "army"];

/// The number a canonical Roman numeral stands for, in capitals or small letters.
pub(super) fn value(word: &str) -> Option<usize> {
    const PARTS: [(&str, usize); 13] = [
        ("m", 1000),
        ("cm", 900),
        ("d", 500),
        ("cd", 400),
        ("c", 100),
        ("xc", 90),
        ("l", 50),
        ("xl", 40),
        ("x", 10),
        ("ix", 9),
        ("v", 5),
        ("iv", 4),
        ("i", 1),
    ];
    let one_case = word.bytes().all(|b| b.is_ascii_uppercase()) || word.bytes().all(|b| b.is_ascii_lowercase());
    if word.is_empty() || word.len() > 15 || !one_case {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let (mut rest, mut value) = (lower.as_str(), 0);
    for (letters, worth) in PARTS {
        let most = if letters.len() == 1 && letters != "d" && letters != "l" && letters != "v" {
            3
        } else {
            1
        };
        let mut count = 0;
        while let Some(after) = rest.strip_prefix(letters).filter(|_| count < most) {
            (rest, value, count) = (after, value + worth, count + 1);
        }
    }
    // Only the canonical spelling comes back: this refuses IXI, VIV and XCX.
    (rest.is_empty() && spelled(value) == lower).then_some(value)
}

fn spelled(mut n: usize) -> String {
    const PARTS: [(usize, &str); 13] = [
        (1000, "m"),
        (900, "cm"),
        (500, "d"),
        (400, "cd"),
        (100, "c"),
        (90, "xc"),
        (50, "l"),
        (40, "xl"),
        (10, "x"),
        (9, "ix"),
        (5, "v"),
        (4, "iv"),
        (1, "i"),
    ];
    let mut letters = String::new();
    for (worth, part) in PARTS {
        while n >= worth {
            letters.push_str(part);
            n -= worth;
        }
    }
    letters
}

/// A Roman numeral, if the word is one where it stands.
pub(super) fn numeral(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let dialect = cursor.dialect();
    let word = cursor.word()?;
    let (letters, possessive) = match word.split_once('\'') {
        Some((letters, "s" | "S")) => (letters, "'s"),
        Some(_) => return None,
        None => (word, ""),
    };
    if let Some(ordinal) = with_suffix(letters, &before, dialect) {
        return Some(ordinal + possessive);
    }
    let figures = value(letters)?.to_string();
    let reading = reading(letters, &before, cursor, possessive)?;
    Some(
        match reading {
            Reading::Count => number::cardinal(&figures, dialect),
            Reading::Year => number::pairs(&figures, dialect),
            Reading::Rank => number::ordinal(&figures, dialect),
            Reading::Ruler => format!("the {}", number::ordinal(&figures, dialect)),
        } + possessive,
    )
}

enum Reading {
    Count,
    Year,
    Rank,
    Ruler,
}

/// VIIIth, XIXth, IInd
fn with_suffix(word: &str, before: &Cursor<'_>, dialect: Dialect) -> Option<String> {
    let (letters, suffix) = word.split_at_checked(word.len().checked_sub(2)?)?;
    let known = one_of(suffix, &["st", "nd", "rd", "th"]) && !letters.is_empty();
    let capitals = letters.bytes().all(|b| b.is_ascii_uppercase())
        && (suffix.bytes().all(|b| b.is_ascii_lowercase()) || before.page.shouting);
    let figures = value(letters).filter(|_| known && capitals)?.to_string();
    Some(number::ordinal(&figures, dialect))
}

fn reading(letters: &str, before: &Cursor<'_>, after: &mut Cursor<'_>, possessive: &str) -> Option<Reading> {
    let capitals = letters.starts_with(char::is_uppercase);
    let previous = before.word_before();
    let adjacent = before
        .token_behind(1)
        .is_none_or(|t| t.kind == Kind::Space || matches!(t.text, "(" | "“" | "-" | "–" | "[" | "—" | "."));
    if !adjacent || after.kind() == Some(Kind::Digits) {
        return None;
    }
    if labelled(letters, before, *after) {
        return Some(Reading::Count);
    }
    if !capitals {
        return small_letters(letters, before, *after).then_some(Reading::Count);
    }
    if same(previous, "the") {
        if ranks(after.next_word()) || before_name(before) {
            return Some(Reading::Rank);
        }
    } else if previous.starts_with(char::is_uppercase) && before.behind(1) == " " && before.behind(2) == previous {
        if let Some(reading) = behind_name(letters, previous, before, *after) {
            return Some(reading);
        }
    }
    if heads_text(letters, before, *after) {
        return Some(Reading::Count);
    }
    standing_free(letters, previous, *after, possessive)
}

/// Behind a label, or in a list that a label heads: Books I, II and IV; Parts I–III.
fn labelled(letters: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let mut back = before.at;
    let mut listed = false;
    while let Some(token) = back.checked_sub(1).and_then(|at| before.page.tokens.get(at)) {
        let list = matches!(token.text, "," | "–" | "-" | "&" | "and" | "or" | "to" | ".")
            || matches!(token.kind, Kind::Space)
            || token.kind == Kind::Digits && listed
            || value(token.text).is_some() && token.kind == Kind::Word && listed;
        if !list {
            break;
        }
        listed |= matches!(token.text, "–" | "-" | "&" | "and" | "or" | "to" | ",");
        back -= 1;
    }
    let Some(label) = back.checked_sub(1).and_then(|at| before.page.tokens.get(at)) else {
        return false;
    };
    if label.kind != Kind::Word || !one_of(label.text, &LABELS) || before.at == back {
        return false;
    }
    let gap = before.page.tokens.get(back..before.at).unwrap_or(&[]);
    let direct = !gap.iter().any(|t| matches!(t.kind, Kind::Word | Kind::Digits)) && !gap.iter().any(|t| t.text == ",");
    if !direct && !gap.iter().any(|t| value(t.text).is_some() || t.kind == Kind::Digits) {
        return false;
    }
    let label_is_name = label.text.starts_with(char::is_uppercase) || before.page.shouting || label.text.len() < 4;
    match letters {
        // “the book I read”, “No. I won't”.
        "I" if !label_is_name || same(label.text, "no") => {
            let next = after.next_word();
            !next.starts_with(char::is_lowercase) || one_of(next, &["of", "and", "to", "or"])
        }
        "I" => !one_of(
            after.next_word(),
            &[
                "am", "have", "had", "would", "could", "think", "thought", "know", "knew", "mean",
            ],
        ),
        "i" | "v" | "x" => {
            direct
                && (one_of(
                    label.text,
                    &[
                        "act", "scene", "canto", "chapter", "book", "part", "p", "page", "vol", "chap", "ch", "sc",
                        "verse", "letter",
                    ],
                ))
        }
        "C" | "D" | "M" | "L" | "c" | "d" | "m" | "l" => {
            one_of(label.text, &["chapter", "psalm", "canto", "sonnet", "letter", "stanza"]) && capital(letters)
        }
        _ if capital(letters) => true,
        _ => !matches!(letters, "mix" | "mi" | "di" | "mm" | "cm" | "ml" | "dim" | "mil"),
    }
}

fn capital(letters: &str) -> bool {
    letters.starts_with(char::is_uppercase)
}

/// (iv), and small numerals too long to be words: xviii.
fn small_letters(letters: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let of_ivx = letters.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
    let bracketed = before.behind(1) == "(" && after.text() == ")";
    of_ivx && (bracketed || letters.len() > 2 && letters != "xxx")
}

fn ranks(next: &str) -> bool {
    one_of(next, &RANKED)
}

/// Whether “the” before is itself behind a name: Henry the VIII.
fn before_name(before: &Cursor<'_>) -> bool {
    before.behind(1) == " " && before.behind(3) == " " && one_of(before.behind(4), &RULERS)
}

fn behind_name(letters: &str, name: &str, before: &Cursor<'_>, after: Cursor<'_>) -> Option<Reading> {
    if one_of(name, &SERIES) {
        return (letters.len() > 1).then_some(Reading::Count);
    }
    let ruler = one_of(name, &RULERS);
    match letters {
        "I" => {
            let crowned = one_of(
                before.behind(4),
                &["king", "queen", "emperor", "pope", "tsar", "czar", "kaiser", "saint"],
            );
            (crowned || ruler && !speaks(after.next_word(), before)).then_some(Reading::Ruler)
        }
        // George V. Higgins has an initial.
        "V" | "X" if after.text() == "." && after.sees_name() => None,
        "V" | "X" => (ruler && !same(name, "malcolm")).then_some(Reading::Ruler),
        "C" | "D" | "L" | "M" => None,
        _ if doubtful(letters) && !ruler => None,
        // At a sentence's beginning any word has a capital.
        _ if is_common_word(name) => None,
        _ => Some(Reading::Ruler),
    }
}

fn is_common_word(name: &str) -> bool {
    one_of(
        name,
        &[
            "in", "at", "by", "and", "or", "but", "see", "from", "to", "of", "on", "his", "her", "their", "with",
            "for", "a", "an",
        ],
    )
}

/// Whether “I” before this word is the speaker.
fn speaks(next: &str, before: &Cursor<'_>) -> bool {
    const VERBS: [&str; 34] = [
        "am", "have", "had", "would", "could", "should", "shall", "will", "do", "did", "think", "thought", "know",
        "knew", "said", "saw", "must", "can", "may", "might", "never", "always", "mean", "suppose", "believe", "want",
        "wanted", "love", "loved", "hope", "hoped", "felt", "don't", "didn't",
    ];
    let told = before.behind(4);
    one_of(next, &VERBS)
        || same(next, "was") && one_of(told, &["told", "tell", "and", "with", "assured", "thought", "knew"])
}

/// A numeral that is the whole text, or heads it: “XIV.”, “IV. The Boscombe Valley Mystery”.
fn heads_text(letters: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    if before
        .page
        .tokens
        .get(..before.at)
        .unwrap_or(&[])
        .iter()
        .any(|t| t.kind != Kind::Space && t.text != "(")
    {
        return false;
    }
    let alone = {
        let mut rest = after;
        rest.eat(".");
        rest.eat(")");
        rest.space();
        rest.token().is_none()
    };
    let stop = after.text() == "." || after.text() == ")" || after.text() == ":" || after.text() == "—";
    let titled = stop && after.ahead(1) == " " && !initial_follows(after);
    match letters {
        "I" => alone && after.text() != "!" || before.page.heading && titled,
        "V" | "X" => alone || titled && before.page.heading,
        "C" | "D" | "L" | "M" => before.page.heading && alone,
        _ if doubtful(letters) => {
            before.page.heading && (alone || titled) || alone && letters.len() > 1 && letters != "MI" && letters != "DI"
        }
        _ => alone || titled || before.page.heading,
    }
}

/// Whether another initial comes, so that this is one too: I. M. Pei.
fn initial_follows(after: Cursor<'_>) -> bool {
    after.text() == "." && after.ahead(2).chars().count() == 1 && after.ahead(3) == "."
}

/// A numeral with nothing to lean on. Short ones in C, D and M are words or initials.
fn standing_free(letters: &str, previous: &str, after: Cursor<'_>, possessive: &str) -> Option<Reading> {
    if letters.len() < 2 || doubtful(letters) || after.text() == "/" || !possessive.is_empty() && letters.len() < 3 {
        return None;
    }
    let dripped = letters == "IV"
        && (one_of(
            after.next_word(),
            &[
                "drip", "line", "bag", "fluid", "fluids", "pole", "drug", "drugs", "stand", "needle",
            ],
        ) || after.text() == "-"
            || one_of(previous, &["an", "hospital", "her", "his"]));
    if dripped {
        return None;
    }
    if ranks(after.next_word()) {
        return Some(Reading::Rank);
    }
    Some(if letters.starts_with('M') && letters.len() > 3 {
        Reading::Year
    } else {
        Reading::Count
    })
}

/// Letters that are as likely something else: MI, CD, DI, MD, CC, XL, LI, LIV, MIX, DIM, CIV.
fn doubtful(letters: &str) -> bool {
    let of_large = letters.bytes().any(|b| matches!(b, b'C' | b'D' | b'M' | b'L'));
    of_large
        && letters.len() < 4
        && !matches!(
            letters,
            "XLI" | "XLV" | "XLII" | "LII" | "LVI" | "LIX" | "LXI" | "LXV" | "LXX" | "XCI" | "XCV" | "XCIX"
        )
}

/// The numeral behind a label that is cut short: vol. ii, p. xii, ch. IV–VI.
pub(super) fn after_label(cursor: &mut Cursor<'_>) -> Option<()> {
    quantity::read(cursor)
        .map(|_| ())
        .or_else(|| value(cursor.word()?).map(|_| ()))
}
