//! Numerals behind names: a ruler's rank (Louis XVI), an heir's (Thurston Howell III), the number of a thing (Vatican II).

use std::sync::LazyLock;

use super::roman::{
    LONGEST_LIST, Numeral, RULERS, Reading, VERBS_OF_A_SPEAKER, is_doubtful, is_list_part, is_number, value,
};
use super::table::{ROMAN, Words};
use super::token::{Kind, one_of, same};

static SERIES: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "series"));
static GIVEN_NAMES: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "given names"));
static CROWNS: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "crowns"));
static RANKED: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "ranked"));
static NO_NAMES: LazyLock<Words> = LazyLock::new(|| Words::of(ROMAN, "no names"));

impl Numeral<'_> {
    /// Henry the VIII
    pub fn is_behind_the_of_a_ruler(self) -> bool {
        self.before.behind(1) == " " && self.before.behind(3) == " " && RULERS.has_small(self.before.behind(4))
    }

    /// Behind a name: a ruler's or an heir's rank, or the number of a thing.
    pub fn behind_name(self, name: &str) -> Option<Reading> {
        let crowned = CROWNS.has_small(self.before.behind(4));
        let of_land = self.is_of_land() && GIVEN_NAMES.has_small(name);
        let ruler = RULERS.has_small(name) || crowned || of_land;
        let reads = match self.letters {
            // SALT II, but not “THAT I AM”
            letters
                if letters.len() > 1
                    && !is_doubtful(letters)
                    && !name.contains(char::is_lowercase)
                    && name.len() > 1
                    && !self.before.page.shouting
                    && !ruler =>
            {
                return Some(Reading::Count);
            }
            letters if SERIES.has_small(name) => {
                return (letters.len() > 1 || letters == "V" || self.heads_list()).then_some(Reading::Count);
            }
            "I" => ruler && !self.speaks(),
            // George V. Higgins has an initial.
            "V" | "X" => ruler && (crowned || !(self.after.text() == "." && self.after.sees_name())),
            "C" | "D" | "L" | "M" => false,
            // At a sentence's beginning any word has a capital.
            _ if NO_NAMES.has_small(name) => false,
            _ if ruler || GIVEN_NAMES.has_small(name) || self.is_behind_first_name() => true,
            letters => return (!is_doubtful(letters)).then_some(Reading::Count),
        };
        reads.then_some(Reading::Ruler)
    }

    /// Albert I of Belgium
    fn is_of_land(self) -> bool {
        self.after
            .sees(|c| (c.space() && c.eat("of") && c.sees_capital_word()).then_some(()))
    }

    /// Whether a first name or an initial stands before the name: Thurston Howell III, John D. Rockefeller III.
    fn is_behind_first_name(self) -> bool {
        let first = self.before.behind(4);
        let initial = first == "." && self.before.behind(5).chars().count() == 1;
        let spaced = self.before.behind(3) == " ";
        spaced && (initial || RULERS.has_small(first) || GIVEN_NAMES.has_small(first))
    }

    /// V Corps, the XIX century, LVI Panzer Corps
    pub fn is_before_ranked(self) -> bool {
        let (next, mut behind) = (self.after.next_word(), self.after);
        behind.space();
        let named = next.starts_with(char::is_uppercase);
        let ranked = RANKED.has_small(next) || named && RANKED.has_small(behind.next_after());
        let alone = self.letters.len() == 1 || is_doubtful(self.letters);
        let ruler = RULERS.has_small(self.before.word_before());
        ranked && !ruler && (!alone || matches!(self.letters, "I" | "V" | "X" | "XL" | "LI" | "LIV" | "LIX") && named)
    }

    /// Whether another numeral follows behind “and” or a comma: Vatican I and II.
    fn heads_list(self) -> bool {
        self.after.sees(|c| {
            c.eat(",");
            c.space().then_some(())?;
            if c.eat_one_of(&["and", "or"]).is_some() {
                c.space();
            }
            c.word().filter(|w| w.len() > 1).and_then(value)
        })
    }

    /// In a list of numerals behind a name, but not the first: Richard II and III, Vatican I and II.
    pub fn in_list_behind_name(self) -> Option<Reading> {
        let tokens = self.before.near(LONGEST_LIST).0;
        let at = tokens.iter().rposition(|t| !is_list_part(t))?;
        let (name, [gap, first, .., last]) = (tokens.get(at)?, tokens.get(at + 1..)?) else {
            return None;
        };
        let listed = self.letters != "I" && gap.kind == Kind::Space && is_number(first) && last.kind == Kind::Space;
        let linked = matches!(self.before.behind(2), "and" | "or" | "&" | ",");
        if !listed || !linked {
            return None;
        }
        if RULERS.has_small(name.text) {
            return Some(Reading::Rank);
        }
        SERIES.has_small(name.text).then_some(Reading::Count)
    }

    /// King James VI and I
    pub fn is_second_crown(self) -> bool {
        let crown = value(self.before.behind(4)).is_some_and(|number| number > 1);
        let next = self.after.next_word();
        let goes_on = !next.starts_with(char::is_lowercase) || one_of(next, "of was who");
        crown && RULERS.has_small(self.before.behind(6)) && goes_on
    }

    /// Whether “I” behind a ruler's name is the speaker: “I told Charles I was tired”.
    fn speaks(self) -> bool {
        let next = self.after.next_word();
        VERBS_OF_A_SPEAKER.has_small(next)
            || same(next, "was") && one_of(self.before.behind(4), "told tell and with assured thought knew")
    }
}
