//! Roman numerals: which words are numerals where they stand, and whether they count (Chapter XIV) or rank (Louis XVI).

use std::sync::LazyLock;

use super::Dialect;
use super::number;
use super::quantity;
use super::table::{ROMAN, Words};
use super::token::{Cursor, Kind, Token, one_of, same};

static LABELS: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "labels"));
static LABELS_OF_SEVERAL: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "labels of several"));
static LABELS_OF_SMALL_LETTERS: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "labels of small letters"));
static LABELS_OF_MANY: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "labels of many"));
pub(super) static RULERS: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "rulers"));
pub(super) static VERBS_OF_A_SPEAKER: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "verbs of a speaker"));

/// The letters of a numeral and what they are worth, the larger first.
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

/// How many tokens back the label of a list of numerals is looked for.
pub(super) const LONGEST_LIST: usize = 40;

/// How many tokens away the next item of a numbered series is looked for.
const LONGEST_SERIES: usize = 400;

/// The number a canonical Roman numeral stands for, all in capitals or all in small letters.
pub(super) fn value(word: &str) -> Option<usize> {
    let one_case = word.bytes().all(|b| b"IVXLCDM".contains(&b)) || word.bytes().all(|b| b"ivxlcdm".contains(&b));
    if word.is_empty() || word.len() > 15 || !one_case {
        return None;
    }
    let lower = word.to_ascii_lowercase();
    let (mut rest, mut value) = (lower.as_str(), 0);
    for (letters, worth) in PARTS {
        while let Some(after) = rest.strip_prefix(letters) {
            (rest, value) = (after, value + worth);
        }
    }
    // Only the canonical spelling comes back: this refuses IIII, VIV and XCX.
    (rest.is_empty() && value < 4000 && spelled(value) == lower).then_some(value)
}

fn spelled(mut n: usize) -> String {
    let mut letters = String::new();
    for (part, worth) in PARTS {
        while n >= worth {
            letters.push_str(part);
            n -= worth;
        }
    }
    letters
}

/// Whether a numeral behind this word counts what it names.
pub(super) fn is_label(word: &str) -> bool {
    LABELS.has_small(word)
}

/// Whether several numerals stand behind this word: pp. v-x.
pub(super) fn is_label_of_several(word: &str) -> bool {
    one_of(
        word,
        "pp pages vols volumes chaps chs chapters bks books pts parts cantos acts scenes plates pls figs figures nos \
            numbers sections psalms letters lines articles verses vv stanzas",
    )
}

/// How a numeral is read.
pub(super) enum Reading {
    /// Chapter fourteen.
    Count,
    /// The same, at the head of an item whose full stop is a pause: “two. the Octavo whale”.
    Item,
    /// The nineteenth century.
    Rank,
    /// Louis the sixteenth.
    Ruler,
}

/// A word that may be a numeral, and what stands around it.
#[derive(Clone, Copy)]
pub(super) struct Numeral<'p> {
    pub letters: &'p str,
    pub before: Cursor<'p>,
    pub after: Cursor<'p>,
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
    let numeral = Numeral {
        letters,
        before,
        after: *cursor,
    };
    if let Some(scene) = cursor.attempt(|c| numeral.scene(c)) {
        return Some(format!(
            "{} {}",
            number::cardinal(&figures, dialect),
            number::small(scene, dialect)
        ));
    }
    let reading = numeral.reading()?;
    if !matches!(reading, Reading::Item) {
        old_stop(cursor);
    }
    Some(
        match reading {
            // MDCCCLXXXVIII is a year.
            Reading::Count | Reading::Item if letters.len() > 3 && letters.starts_with('M') => {
                number::pairs(&figures, dialect)
            }
            Reading::Count | Reading::Item => number::cardinal(&figures, dialect),
            Reading::Rank => number::ordinal(&figures, dialect),
            Reading::Ruler => format!("the {}", number::ordinal(&figures, dialect)),
        } + possessive,
    )
}

/// `VIIIth`, `XIXth`, `IInd`
fn with_suffix(word: &str, before: &Cursor<'_>, dialect: Dialect) -> Option<String> {
    let (letters, suffix) = word.split_at_checked(word.len().checked_sub(2)?)?;
    let one_case = before.page.shouting || suffix.bytes().all(|b| b.is_ascii_lowercase());
    let capitals = !letters.is_empty() && letters.bytes().all(|b| b.is_ascii_uppercase());
    let known = one_of(suffix, "st nd rd th") && capitals && one_case;
    let figures = value(letters).filter(|_| known)?.to_string();
    let ordinal = number::ordinal(&figures, dialect);
    // LIST, MIST and MIND are words.
    let small = suffix.bytes().all(|b| b.is_ascii_lowercase());
    let fits = ordinal.ends_with(&suffix.to_ascii_lowercase()) && !is_doubtful(letters);
    (small || fits).then_some(ordinal)
}

/// Old books print a full stop behind every numeral: “Charles I. of England”, “Chap. IV., p. 5”. It is no pause.
fn old_stop(cursor: &mut Cursor<'_>) {
    let small = cursor.behind(1).starts_with(char::is_lowercase);
    let next = cursor.ahead(2);
    let goes_on = cursor.ahead(1) == " "
        && (next.starts_with(char::is_lowercase) || small && next.starts_with(|c: char| c.is_ascii_digit()));
    if goes_on || matches!(cursor.ahead(1), "," | ";" | ":") {
        cursor.eat(".");
    }
}

impl Numeral<'_> {
    fn reading(self) -> Option<Reading> {
        let Self { letters, before, after } = self;
        let free = before.token_behind(1).is_none_or(|t| {
            t.kind == Kind::Space || matches!(t.text, "(" | "“" | "-" | "–" | "[" | "—" | "." | "_" | "*")
        });
        if !free || after.kind() == Some(Kind::Digits) {
            return None;
        }
        // “Definition MM” has its initials, not its number.
        if is_doubtful(letters) && LABELS_OF_SEVERAL.has_small(before.word_before()) {
            return None;
        }
        if self.is_labelled() || self.is_end_of_range() || self.is_before_next() && !self.is_behind_ruler() {
            return Some(Reading::Count);
        }
        if letters.starts_with(char::is_lowercase) {
            // “Louis xiv”, in small capitals on the page
            let ruler = letters.len() > 1 && before.behind(1) == " " && is_capitalized_ruler(before.behind(2));
            if ruler && !is_doubtful(&letters.to_uppercase()) {
                return Some(Reading::Ruler);
            }
            return (self.is_small_numeral() || self.heads_text()).then_some(Reading::Count);
        }
        let previous = before.word_before();
        let ranks = self.is_before_ranked();
        if ranks || same(previous, "the") && self.is_behind_the_of_a_ruler() {
            return Some(Reading::Rank);
        }
        if let Some(reading) = self.in_list_behind_name() {
            return Some(reading);
        }
        // “Geo. III” is a king too.
        let shortened = before.behind(2) == "." && before.behind(3) == previous && RULERS.has_small(previous);
        let adjacent = before.behind(1) == " " && (before.behind(2) == previous || shortened);
        if previous == "and" && letters == "I" && self.is_second_crown() {
            return Some(Reading::Rank);
        }
        let named = adjacent && previous.starts_with(char::is_uppercase);
        if let Some(reading) = named.then(|| self.behind_name(previous)).flatten() {
            return Some(reading);
        }
        if self.heads_text() || self.is_in_series() {
            return Some(Reading::Item);
        }
        self.standing_free(previous)
    }

    /// The scene behind an act, and the full stops of both: III. ii. 14 and III.ii.
    fn scene(self, cursor: &mut Cursor<'_>) -> Option<usize> {
        let act = (self.letters.starts_with(char::is_uppercase) || self.before.behind(2) == ",") && cursor.eat(".");
        let spaced = cursor.space();
        let scene = cursor
            .word()
            .filter(|w| act && w.starts_with(char::is_lowercase))
            .and_then(value)
            .filter(|scene| *scene < 50)?;
        // C.i.f. is no act and scene.
        let initials = cursor.text() == "." && cursor.token_ahead(1).is_some_and(|t| t.kind == Kind::Word);
        if initials {
            return None;
        }
        let stopped = cursor.text() == ".";
        if stopped && (cursor.ahead(1) == " " && quantity::starts(cursor.ahead(2)) || quantity::starts(cursor.ahead(1)))
        {
            cursor.step();
        }
        (!spaced || stopped).then_some(scene)
    }

    /// Behind a label, or in a list that a label heads: Books I, II and IV; Parts I–III.
    fn is_labelled(self) -> bool {
        let tokens = self.before.near(LONGEST_LIST).0;
        let Some(at) = tokens.iter().rposition(|t| !is_list_part(t)) else {
            return false;
        };
        let (Some(label), Some(gap)) = (tokens.get(at), tokens.get(at + 1..)) else {
            return false;
        };
        let initial = label.text.len() == 1 && label.text.starts_with(char::is_uppercase);
        let labels = LABELS.has_small(label.text) || LABELS_OF_SEVERAL.has_small(label.text);
        if label.kind != Kind::Word || initial || gap.is_empty() || !labels {
            return false;
        }
        let direct = gap
            .iter()
            .all(|t| t.kind == Kind::Space || matches!(t.text, "." | "_" | "*"));
        let first_is_number = gap
            .iter()
            .find(|t| t.kind != Kind::Space && t.text != ".")
            .is_some_and(is_number);
        (direct || first_is_number) && self.suits_label(label.text, direct)
    }

    /// One end of pp. v-x.
    fn is_end_of_range(self) -> bool {
        let dash = |text: &str| matches!(text, "-" | "–");
        let first = |numeral: Cursor<'_>| is_label_of_several(numeral.word_before());
        let second_follows = dash(self.after.text()) && value(self.after.ahead(1)).is_some();
        let first_before = || {
            let mut numeral = self.before;
            numeral.at = numeral.at.saturating_sub(2);
            dash(self.before.behind(1)) && value(numeral.text()).is_some() && first(numeral)
        };
        second_follows && first(self.before) || first_before()
    }

    /// The first of a series that stands in one line: I, II and III.
    fn is_before_next(self) -> bool {
        let next = match self.letters {
            "I" => "II",
            "i" => "ii",
            "ii" => "iii",
            _ => return false,
        };
        self.after.text() == "," && self.after.ahead(1) == " " && self.after.ahead(2) == next
    }

    fn is_behind_ruler(self) -> bool {
        self.before.behind(1) == " " && RULERS.has_small(self.before.behind(2))
    }

    /// Whether these letters can be the number of what `label` names.
    fn suits_label(self, label: &str, direct: bool) -> bool {
        let next = self.after.next_word();
        // “Section V O” is spelled.
        let spelled = self.letters.len() == 1
            && next.len() == 1
            && next != "I"
            && next != "A"
            && next.starts_with(char::is_uppercase);
        let named = label.starts_with(char::is_uppercase) || self.before.page.shouting || label.len() < 4;
        match self.letters {
            "I" if LABELS_OF_SEVERAL.has_small(label) => named && (next.is_empty() || next == "of"),
            "V" | "X" if LABELS_OF_SEVERAL.has_small(label) => self.letters == "V" && named && !spelled,
            // “the letter V”
            "V" | "X" | "C" | "D" | "L" | "M" | "I" if label == "letter" => false,
            // “the book I read”, “No. I won't”.
            "I" if !named || same(label, "no") => !next.starts_with(char::is_lowercase) || one_of(next, "of and to or"),
            _ if spelled => false,
            "I" => !VERBS_OF_A_SPEAKER.has_small(next),
            // “chapters iv. and v.”
            "i" | "v" if label.ends_with('s') => true,
            "i" | "v" | "x" => direct && LABELS_OF_SMALL_LETTERS.has_small(label),
            "L" | "C" | "D" | "M" => LABELS_OF_MANY.has_small(label),
            "mix" | "mi" | "di" | "mm" | "cm" | "l" | "c" | "d" | "m" => false,
            _ => true,
        }
    }

    /// (iv) — but (x) only at the beginning —, and small numerals too long to be words: xviii.
    fn is_small_numeral(self) -> bool {
        let of_ivx = self.letters.bytes().all(|b| matches!(b, b'i' | b'v' | b'x'));
        let bracketed = self.before.behind(1) == "(" && self.after.text() == ")";
        let variable = self.letters.len() == 1 && self.before.at > 1;
        of_ivx && (bracketed && !variable || self.letters.len() > 2 && self.letters != "xxx")
    }

    /// A numeral that is the whole text, or heads it: “XIV.”, “IV. The Boscombe Valley Mystery”.
    fn heads_text(self) -> bool {
        let Self { letters, before, after } = self;
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
        let mut rest = after;
        let stop = rest.eat_one_of(&[".", ")", ":", "—"]);
        let alone = { rest }.sees(|c| {
            c.space();
            c.token().is_none().then_some(())
        });
        let initial_follows = stop == Some(".") && rest.ahead(2) == ".";
        let titled = stop.is_some() && rest.text() == " " && !initial_follows;
        let heading = before.page.heading;
        match letters {
            "I" | "V" | "X" => alone || heading && titled,
            "L" | "C" | "D" | "M" => heading && alone,
            _ if !letters.starts_with(char::is_uppercase) => heading && alone && !is_doubtful(&letters.to_uppercase()),
            _ if is_doubtful(letters) => heading && (alone || titled) && letters.starts_with(['C', 'L', 'X']),
            _ => alone || titled || heading,
        }
    }

    /// One letter that heads an item of a list, whose neighbour is there too: “I. the Folio; II. the Octavo”.
    fn is_in_series(self) -> bool {
        let neighbours: &[&str] = match self.letters {
            "I" => &["II"],
            "V" => &["IV", "VI"],
            "X" => &["IX", "XI"],
            _ => return false,
        };
        let heads = self.before.at_word_start() && matches!(self.after.text(), "." | ")" | ":");
        let (behind, ahead) = self.before.near(LONGEST_SERIES);
        heads && behind.iter().chain(ahead).any(|t| neighbours.contains(&t.text))
    }

    /// A numeral with nothing to lean on. Short ones in C, D and M are words or initials.
    fn standing_free(self, previous: &str) -> Option<Reading> {
        let Self { letters, after, .. } = self;
        if letters.len() < 2 || is_doubtful(letters) || after.text() == "/" {
            return None;
        }
        (letters != "IV" || !is_of_a_hospital(previous, after)).then_some(Reading::Count)
    }
}

/// Whether an IV is what a sick man hangs on.
fn is_of_a_hospital(previous: &str, after: Cursor<'_>) -> bool {
    const BEHIND: &str = "drip drips line lines bag bags bottle fluid fluids pole drug drugs stand needle needles tube tubes tubing \
        antibiotic antibiotics morphine saline glucose insulin dose doses medication medications push pump pumps infusion \
        infusions access catheter catheters port fentanyl lorazepam steroids sedation treatment therapy nutrition injection \
        injections contrast rig site feed start starts";
    const BEFORE: &str = "an hospital her his my your by via through with started start hung";
    let alone = previous == "the" && !after.next_word().starts_with(char::is_uppercase);
    one_of(after.next_word(), BEHIND) || one_of(previous, BEFORE) || alone
}

fn is_capitalized_ruler(name: &str) -> bool {
    name.starts_with(char::is_uppercase) && RULERS.has_small(name)
}

/// Whether a token can stand between a label and the last number of its list.
pub(super) fn is_list_part(token: &Token<'_>) -> bool {
    let link = matches!(
        token.text,
        "," | "–" | "-" | "&" | "and" | "or" | "to" | "." | "_" | "*"
    );
    link || token.kind == Kind::Space || is_number(token)
}

pub(super) fn is_number(token: &Token<'_>) -> bool {
    token.kind == Kind::Digits || token.kind == Kind::Word && value(token.text).is_some()
}

/// Letters that are as likely something else: MI, CD, DI, MD, CC, CV, MIX, DIM; and LI, XL, LIV.
pub(super) fn is_doubtful(letters: &str) -> bool {
    let of_many = letters.bytes().any(|b| matches!(b, b'C' | b'D' | b'M'));
    letters.len() < 4 && of_many && !letters.starts_with("XC") || matches!(letters, "LI" | "XL" | "LIV" | "LIX")
}

#[cfg(test)]
mod tests {
    use super::value;

    #[test]
    fn canonical_numerals_only() {
        assert_eq!(value("XIV"), Some(14));
        assert_eq!(value("mcmxciv"), Some(1994));
        assert_eq!(value("MDCCCLXXXVIII"), Some(1888));
        for word in ["IIII", "VIV", "IC", "Mix", "did", "civil", "", "XCX", "MMMM"] {
            assert_eq!(value(word), None, "{word}");
        }
    }
}
