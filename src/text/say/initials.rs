//! Letters with full stops: initials, e.g., i.e., U.S.A., Ph.D., M. Dupont.

use std::sync::LazyLock;

use super::acronym;
use super::table::{ABBREVIATIONS, Sayings};
use super::token::{Cursor, Kind, is_letter, one_of};

static SAID: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(ABBREVIATIONS, "dotted"));

/// Letters with full stops.
pub(super) fn dotted(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    if let Some(said) = cursor.attempt(degree).or_else(|| cursor.attempt(spaced_pair)) {
        return Some(said);
    }
    let letters = read_letters(cursor)?;
    let mut characters = letters.chars();
    if let (Some(letter), None) = (characters.next(), characters.next()) {
        return initial(letter, &before, cursor);
    }
    let key = letters.to_lowercase();
    let capitals = letters.chars().all(char::is_uppercase);
    let in_any_case = matches!(key.as_str(), "ie" | "eg" | "qv" | "ok" | "aka");
    let only_small = key == "pa";
    if let Some(said) = SAID.get(&key).filter(|_| capitals != only_small || in_any_case) {
        cursor.letters_dot();
        return Some(said.to_owned());
    }
    // s.v. and n.d., but not the “a.b” of a file's name.
    let several = letters.chars().count() > 2 || letters.chars().count() > 1 && cursor.text() == ".";
    let known = capitals || several || matches!(key.as_str(), "am" | "pm" | "ad" | "bc" | "nb" | "ps");
    known.then_some(())?;
    // “P.S. I love you”
    if matches!(key.as_str(), "ps" | "pps" | "nb") {
        cursor.abbreviation_dot();
    } else {
        cursor.letters_dot();
    }
    if cursor.attempt(|c| (c.eat("'") && c.eat("s")).then_some(())).is_some() {
        return Some(acronym::spell(&letters) + "'s");
    }
    Some(acronym::letters(&letters, cursor))
}

/// The letters of H.G. or U.S.A, up to their last full stop, which may be the sentence's too and is left.
fn read_letters(cursor: &mut Cursor<'_>) -> Option<String> {
    let mut letters = String::new();
    loop {
        let letter = cursor.word().filter(|w| w.chars().count() == 1)?;
        letters.push_str(letter);
        let next = cursor.ahead(1);
        let alike = next.starts_with(char::is_uppercase) == letter.starts_with(char::is_uppercase);
        let goes_on = cursor.text() == "."
            && next.chars().count() == 1
            && next.starts_with(is_letter)
            && (alike || cursor.ahead(2) == ".");
        if !goes_on {
            let stopped = cursor.text() == "." || letters.chars().count() > 1;
            return stopped.then_some(letters);
        }
        cursor.step();
    }
}

/// e. g. and i. e., as they were once printed.
fn spaced_pair(cursor: &mut Cursor<'_>) -> Option<String> {
    let first = cursor.eat_one_of(&["e", "i", "q"])?;
    (cursor.eat(".") && cursor.space()).then_some(())?;
    let second = cursor.eat_one_of(&["g", "e", "v"])?;
    cursor.letters_dot().then_some(())?;
    SAID.get(&format!("{first}{second}")).map(str::to_owned)
}

/// Ph.D., B.Sc., Litt.D.
fn degree(cursor: &mut Cursor<'_>) -> Option<String> {
    const DEGREES: [(&str, &str, &str); 8] = [
        ("Ph", "D", "PHD"),
        ("B", "Sc", "BSC"),
        ("M", "Sc", "MSC"),
        ("D", "Sc", "DSC"),
        ("LL", "D", "LLD"),
        ("LL", "B", "LLB"),
        ("D", "Phil", "D Phil"),
        ("Litt", "D", "Litt D"),
    ];
    let first = cursor.word()?;
    cursor.eat(".").then_some(())?;
    cursor.space();
    let second = cursor.word()?;
    let (_, _, said) = DEGREES.iter().find(|(a, b, _)| *a == first && *b == second)?;
    cursor.letters_dot().then_some(())?;
    Some(if said.contains(' ') {
        (*said).to_owned()
    } else {
        acronym::letters(said, cursor)
    })
}

/// One capital and a full stop: an initial, or Monsieur.
fn initial(letter: char, before: &Cursor<'_>, cursor: &mut Cursor<'_>) -> Option<String> {
    letter.is_uppercase().then_some(())?;
    let mut name = *cursor;
    name.eat(".");
    let other_initial = name.ahead(2) == ".";
    let previous = before.word_before();
    if letter == 'M' && !other_initial && is_before_french_name(name) && !is_behind_first_name(before) {
        cursor.letters_dot();
        return Some("monsieur".to_owned());
    }
    // “eleven P M. Jack was gone”, as it is said once
    if letter == 'M' && matches!(previous, "A" | "P") && before.behind(1) == " " {
        let hour = before.behind(if previous == "A" { 5 } else { 4 });
        if hour.starts_with(char::is_lowercase) {
            return Some("M".to_owned());
        }
    }
    // “than I. He went on”: the speaker, and a sentence's end.
    let after_small = previous.starts_with(char::is_lowercase) && before.behind(1) == " ";
    if letter == 'I' && after_small && !other_initial {
        return None;
    }
    cursor.letters_dot();
    Some(acronym::letters(&letter.to_string(), cursor))
}

fn is_before_french_name(name: Cursor<'_>) -> bool {
    let next = name.next_word();
    let wife = name.sees(|c| {
        (c.space() && c.eat_one_of(&["and", "et", "&"]).is_some())
            .then(|| one_of(c.next_word(), "Mme Madame Mlle Mademoiselle"))
            .filter(|is| *is)
    });
    wife || name.sees_capital_word() || one_of(next, "de le la du des") || next.starts_with("d'")
}

/// Whether a name stands before, so that an M. is its middle initial.
fn is_behind_first_name(before: &Cursor<'_>) -> bool {
    let sentence_ends = before.behind(2) == "." && before.token_behind(3).is_some_and(|t| t.text.len() > 1);
    let named = before.word_before().starts_with(char::is_uppercase) && !sentence_ends;
    named || !before.at_word_start() || before.token_behind(1).is_some_and(|t| t.kind == Kind::Word)
}
