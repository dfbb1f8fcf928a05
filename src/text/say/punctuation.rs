//! Punctuation, as far as the voice takes notice of it, and the marks it doesn't.

use std::ops::Range;

use super::acronym;
use super::assembly::Assembly;
use super::date;
use super::quantity;
use super::roman;
use super::spacing;
use super::token::{Cursor, Kind, Token, one_of};

/// A mark being said: where it is, what comes behind it, and where it goes.
pub(super) struct Punctuation<'a, 'p, Shown> {
    /// At the mark.
    pub start: Cursor<'p>,
    /// Behind it.
    pub cursor: &'a mut Cursor<'p>,
    pub assembly: &'a mut Assembly,
    /// The part of the page that a range of tokens came from.
    pub shown: Shown,
}

impl<Shown: Fn(Range<usize>) -> Range<usize>> Punctuation<'_, '_, Shown> {
    /// Says the mark and steps over it, and over those that belong to it.
    pub fn say(mut self) {
        self.cursor.step();
        match self.start.text() {
            "." => self.full_stop(),
            "," => self.closing(","),
            ";" => self.closing(";"),
            ":" => self.closing(":"),
            "!" => self.closing("!"),
            "?" => self.closing("?"),
            "…" => self.closing("…"),
            "”" => self.closing("”"),
            ")" if self.is_in_spelling(2) => self.assembly.glue(self.range()),
            ")" => self.closing(")"),
            "“" => self.assembly.opening("“", self.range()),
            "'" => self.assembly.apostrophe(self.range()),
            "(" => self.bracket(),
            "[" => self.opening_bracket(),
            "]" => self.closing_bracket(),
            "_" | "*" => self.emphasis(),
            "-" | "–" | "—" | "−" => self.dash(),
            _ => self.assembly.silence(self.range()),
        }
    }

    /// The part of the page read so far.
    fn range(&self) -> Range<usize> {
        (self.shown)(self.start.at..self.cursor.at)
    }

    fn closing(&mut self, mark: &'static str) {
        self.assembly.closing(mark, self.range());
    }

    fn is_behind(&self, kind: Kind) -> bool {
        self.start.token_behind(1).is_some_and(|t| t.kind == kind)
    }

    fn is_before(&self, kind: Kind) -> bool {
        self.cursor.kind() == Some(kind)
    }

    /// Whether the mark stands between two words, or parts of one, without a space.
    fn is_inside_word(&self) -> bool {
        self.is_behind(Kind::Word) && self.is_before(Kind::Word)
    }

    /// A full stop, an ellipsis of several, or the dot inside a name like Node.js.
    fn full_stop(&mut self) {
        let mut stops = 1;
        let next_stop = |c: &mut Cursor<'_>| {
            c.space();
            c.eat(".").then_some(())
        };
        while self.cursor.attempt(next_stop).is_some() {
            stops += 1;
        }
        let next = self.cursor.text();
        let close = self.start.behind(1) != " " && self.cursor.at == self.start.at + 2;
        match stops {
            // “lbs.; 6 oz.”: the other mark is enough.
            1 if matches!(next, "," | ";" | ":") => self.assembly.silence(self.range()),
            // “a .pdf file”, “the .la files”, “~/.profile”
            1 if self.begins_name() => self.assembly.words("dot", self.range()),
            1 if (self.is_behind(Kind::Word) || self.is_inside_file_name(next))
                && next.starts_with(char::is_lowercase) =>
            {
                self.assembly.words("dot", self.range());
            }
            1 => self.closing("."),
            2 if close => self.closing("."),
            _ => self.closing("…"),
        }
    }

    /// package-1.0.tar, and not a sentence without its space.
    fn is_inside_file_name(&self, next: &str) -> bool {
        let ended = self.cursor.ahead(1) == "." && self.cursor.token_ahead(2).is_some_and(|t| t.kind == Kind::Word);
        self.is_behind(Kind::Digits) && next.len() > 1 && (ended || !spacing::is_common(next))
    }

    /// Whether the full stop is the first sign of a file's name or ending.
    fn begins_name(&self) -> bool {
        let next = self.cursor.text();
        let apart = matches!(self.start.behind(1), " " | "/" | "*" | ">" | "(" | "“");
        let short = next.len() < 5 && self.is_before(Kind::Word);
        let named = matches!(self.start.behind(1), "/" | "*" | ">")
            || short
            || next.len() > 4 && one_of(self.cursor.next_after(), "file files");
        apart && next.starts_with(char::is_lowercase) && (one_of(next, ENDINGS) || named)
    }

    /// Whether brackets hold letters of a word that may be left out: colo(u)r. `at` leads from the mark back to the first.
    fn is_in_spelling(&self, at: usize) -> bool {
        let token = |n: usize| {
            let number = (self.start.at + n).checked_sub(at + 1)?;
            self.start.page.tokens.get(number).copied()
        };
        let letters = |n: usize, most: usize| {
            let small = |t: Token<'_>| t.kind == Kind::Word && t.text.ends_with(char::is_lowercase);
            token(n).is_some_and(|t| small(t) && t.text.chars().count() <= most)
        };
        let mark = |n: usize, mark: &str| token(n).is_some_and(|t| t.text == mark);
        let variable = letters(0, 1);
        mark(1, "(") && mark(3, ")") && letters(0, 30) && !variable && letters(2, 3) && letters(4, 30)
    }

    /// ( opens; “(s)” behind a word is its plural.
    fn bracket(&mut self) {
        if self.is_in_spelling(0) {
            return self.assembly.glue(self.range());
        }
        let behind_word = self.is_behind(Kind::Word) && self.start.behind(1).chars().count() > 1;
        let plural = self.cursor.attempt(|c| {
            let ending = c.eat_one_of(&["s", "es"]).filter(|_| behind_word)?;
            c.eat(")").then_some(ending)
        });
        match plural {
            Some(ending) => self.assembly.continued(ending.to_owned(), self.range()),
            None => self.assembly.opening("(", self.range()),
        }
    }

    /// [12] is the mark of a note, [h]e and [sic] are an editor's and are read without brackets, the rest is an aside.
    fn opening_bracket(&mut self) {
        let attached = self.start.token_behind(1).is_some_and(|t| t.kind != Kind::Space);
        let numbered = self.start.page.heading && self.is_alone_with_number();
        if numbered || self.cursor.attempt(|c| note(c, attached)).is_some() {
            self.assembly.silence(self.range());
        } else if self.is_inside_word() && self.is_argument() {
            self.assembly.space(self.range());
        } else if self.is_inside_word() {
            self.assembly.glue(self.range());
        } else if self.start.ahead(2) == "]" {
            self.assembly.silence(self.range());
        } else {
            self.assembly.opening("(", self.range());
        }
    }

    /// Whether a bracket behind a word holds what the word is applied to, `Inverse[A]`, and no letters of it, `word[s]`.
    fn is_argument(&self) -> bool {
        let parted = self.start.ahead(2) == "]" && self.start.token_ahead(3).is_none_or(|t| t.kind != Kind::Word);
        parted && self.cursor.sees_capital() && self.start.behind(1).ends_with(char::is_lowercase)
    }

    /// Whether a number in brackets is the whole text: the heading “[5]”.
    fn is_alone_with_number(&self) -> bool {
        let tokens = self.start.page.tokens.iter().filter(|t| t.kind != Kind::Space);
        let inside = |t: &Token<'_>| t.kind == Kind::Digits || matches!(t.text, "[" | "]");
        self.is_before(Kind::Digits) && tokens.clone().all(inside) && tokens.count() == 3
    }

    fn closing_bracket(&mut self) {
        if self.is_inside_word() {
            self.assembly.glue(self.range());
        } else if self.start.behind(2) == "[" {
            self.assembly.silence(self.range());
        } else {
            self.closing(")");
        }
    }

    /// _word_ and *word*: not said; inside a word it does not part it.
    fn emphasis(&mut self) {
        let mark = self.start.text();
        // The other mark of the pair stands beside a word, or this is no emphasis.
        let is_word = |token: Option<Token<'_>>| token.is_some_and(|t| t.kind == Kind::Word);
        let closes = |n: usize| self.start.ahead(n) == mark && !is_word(self.start.token_ahead(n + 1));
        let opens = |n: usize| self.start.behind(n) == mark && !is_word(self.start.token_behind(n + 1));
        let paired = (1..12).any(|n| closes(n) || opens(n));
        if paired && self.is_inside_word() {
            self.assembly.glue(self.range());
        } else {
            self.assembly.silence(self.range());
        }
    }

    /// Hyphens and dashes of any length.
    fn dash(&mut self) {
        let mut length = if self.start.text() == "—" { 2 } else { 1 };
        while let Some(more) = self.cursor.eat_one_of(&["-", "–", "—"]) {
            length += if more == "—" { 2 } else { 1 };
        }
        let gap_behind = self.start.token_behind(1).is_none_or(|t| t.kind == Kind::Space);
        let gap_ahead = self.cursor.kind().is_none_or(|kind| kind == Kind::Space);
        let inside = !gap_behind && !gap_ahead;
        let ranked = one_of(self.cursor.text(), "th st nd rd") && length > 1;
        let long = length >= 4 && (self.is_before(Kind::Word) || is_title(self.start.word_before()));
        let blank = length >= 6 || long || ranked;
        if length > 1 && self.hides_name() {
            return self.assembly.silence(self.range());
        }
        match self.start.text() {
            _ if gap_behind && blank => self.blank(),
            _ if length > 1 => self.assembly.dash(self.range()),
            mark if inside && self.joins_range(mark) => self.assembly.words_apart("to", self.range()),
            "-" if inside => self.assembly.hyphen(self.range()),
            "–" if inside && self.is_before(Kind::Word) && !begins_aside(self.cursor.text()) => {
                self.assembly.hyphen(self.range());
            }
            "-" if gap_behind != gap_ahead && !spacing::is_poor_dash(&self.start) => self.assembly.hyphen(self.range()),
            _ => self.assembly.dash(self.range()),
        }
    }

    /// Whether the dash stands for the rest of a name of which only the initial is given: “Mr. D— bowed”. An A would be
    /// heard as the article, so its dash stays.
    fn hides_name(&self) -> bool {
        let initial = self.start.behind(1);
        let single = initial.chars().count() == 1 && initial.starts_with(char::is_uppercase) && initial != "A";
        let mut before = self.start;
        before.at = before.at.saturating_sub(1);
        let ends = match self.cursor.kind() {
            None | Some(Kind::Space) => true,
            Some(Kind::Mark) => !matches!(self.cursor.text(), "”" | "“" | "(" | "'") || self.cursor.ahead(1) == "s",
            _ => false,
        };
        single && ends && before.at_word_start() && is_title(before.word_before())
    }

    /// A name the author keeps back, or its beginning: “the ——shire Militia”, “the ——th Foot”.
    fn blank(&mut self) {
        let range = self.range();
        let end = range.end..range.end;
        let next = self.cursor.text();
        self.assembly.words("blank", range);
        if one_of(next, "th st nd rd") {
            self.assembly.glue(end);
        } else if next.starts_with(char::is_alphabetic) {
            self.assembly.hyphen(end);
        }
    }

    /// Whether the dash goes from one to another: 10 a.m.–5 p.m., '08–'09, May–June, A–Z, i–iv.
    fn joins_range(&self, mark: &str) -> bool {
        let (from, to) = (self.start.behind(1), self.cursor.text());
        let short_year = to == "'" && quantity::starts(self.cursor.ahead(1));
        if short_year || self.is_before(Kind::Digits) {
            return self.ends_number(mark);
        }
        let capital = |text: &str| text.chars().count() == 1 && text.starts_with(char::is_uppercase);
        let calendar = date::is_calendar_name(from)
            || from == "." && date::is_calendar_name(self.start.behind(2))
            || self.is_behind(Kind::Digits);
        let numerals = roman::value(from).is_some() && roman::value(to).is_some();
        let eras = acronym::is_era(from) && acronym::is_era(to);
        let days = calendar && !self.is_behind(Kind::Digits) && date::is_calendar_name(to);
        numerals && self.is_behind_label_of_several()
            || mark == "-" && days
            || mark == "–"
                && (calendar && date::is_calendar_name(to) || capital(from) && capital(to) || numerals || eras)
    }

    /// Whether the numeral before the mark follows what counts several: pp. v-x, vols. i-iii.
    fn is_behind_label_of_several(&self) -> bool {
        let mut numeral = self.start;
        numeral.at = numeral.at.saturating_sub(1);
        roman::is_label_of_several(numeral.word_before())
    }

    /// Whether what stands before the dash can begin a range of numbers.
    fn ends_number(&self, mark: &str) -> bool {
        const NAMED: &str = "m am pm bc ad noon midnight midday";
        self.start.token_behind(1).is_some_and(|t| match t.kind {
            Kind::Digits | Kind::Raised => true,
            Kind::Word if self.start.token_behind(2).is_some_and(|t| t.kind == Kind::Digits) => {
                one_of(t.text, "th st nd rd s am pm") || mark == "–" && t.text.len() == 1
            }
            Kind::Word => {
                let named = one_of(t.text, NAMED) || date::is_calendar_name(t.text) || roman::value(t.text).is_some();
                mark == "–" && named
            }
            Kind::Mark => matches!(t.text, "%" | "°" | "." | "¢" | "″" | "′") || quantity::starts(t.text),
            Kind::Space => false,
        })
    }
}

/// What stands behind a dot of its own: the .com boom, a .pdf file.
const ENDINGS: &str = "com net org gov edu pdf txt doc docx exe jpg png gif zip html epub csv wav";

/// The rest of a note's mark: 12], a], *], 3, 4]. A year is none unless it is `attached` to a word.
fn note(cursor: &mut Cursor<'_>, attached: bool) -> Option<()> {
    if cursor.eat("Pg") {
        // The number of a printed page: [Pg 12].
        cursor.space();
        cursor.step();
        return cursor.eat("]").then_some(());
    }
    let number = cursor.attempt(|c| c.digits().filter(|d| (attached || d.len() < 4) && *d != "0"));
    let sign = number.or_else(|| cursor.eat_one_of(&["a", "b", "c", "*", "†", "‡"]));
    if sign.is_none() {
        // “on.[A] Then”, but not “[W]e” and “Inverse[A]”
        let behind = cursor.token_behind(2);
        let sign = behind.is_some_and(|t| t.kind == Kind::Mark && !matches!(t.text, "-" | "/" | "("));
        let small = behind.is_some_and(|t| t.text.len() > 3 && t.text.chars().all(char::is_lowercase));
        cursor.word().filter(|w| attached && (sign || small) && w.len() == 1)?;
        let inside_word = cursor.text() == "]" && cursor.token_ahead(1).is_some_and(|t| t.kind == Kind::Word);
        (!inside_word).then_some(())?;
    }
    while cursor.eat_one_of(&[",", "–", "-", " "]).is_some() || cursor.digits().is_some() {}
    cursor.eat("]").then_some(())
}

/// Whether a dash behind this word takes the place of a name: “Mr. ——”.
fn is_title(word: &str) -> bool {
    const TITLES: &str = "mr mrs miss lord lady sir captain colonel dr major general count countess duke duchess baron baroness \
        earl rev reverend mister missus doctor capt col maj gen lt madame monsieur the of at in from near";
    one_of(word, TITLES)
}

/// Whether a word after an unspaced en dash begins an aside, so that the dash is a pause.
fn begins_aside(word: &str) -> bool {
    const BEGINNINGS: &str = "and but or the he she it they we you i a an in that this as if so not for with who which what when his \
        her to of was is";
    one_of(word, BEGINNINGS)
}
