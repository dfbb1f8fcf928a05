//! The tables of words that the rules look things up in, kept as text beside them.
//!
//! A table has sections, each begun by its name in brackets. A section holds words, or lines of `printed = said`. What
//! stands behind `#` at a line's beginning is for the reader.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};

pub(super) const ABBREVIATIONS: &str = include_str!("tables/abbreviations.txt");
pub(super) const CAPITALS: &str = include_str!("tables/capitals.txt");
pub(super) const COMMON_WORDS: &str = include_str!("tables/common_words.txt");
pub(super) const ROMAN: &str = include_str!("tables/roman.txt");
pub(super) const SCRIPTURE: &str = include_str!("tables/scripture.txt");
pub(super) const TORN_WORDS: &str = include_str!("tables/torn_words.txt");
pub(super) const SYMBOLS: &str = include_str!("tables/symbols.txt");
pub(super) const UNITS: &str = include_str!("tables/units.txt");

/// Hashes short words quickly (FNV-1a): every word of a book is looked up in many tables, none of which comes from outside.
#[derive(Clone, Copy)]
struct WordHasher(u64);

impl Default for WordHasher {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

type Hashing = BuildHasherDefault<WordHasher>;

/// A set of words.
pub(super) struct Words(HashSet<&'static str, Hashing>);

impl Words {
    /// The words of a section.
    pub fn of(table: &'static str, section: &str) -> Self {
        Self(lines(table, section).flat_map(str::split_whitespace).collect())
    }

    /// Whether `word` is one of them as it is.
    pub fn has(&self, word: &str) -> bool {
        self.0.contains(word)
    }

    /// Whether `word` in small letters is one of them.
    pub fn has_small(&self, word: &str) -> bool {
        if word.bytes().any(|b| b.is_ascii_uppercase()) {
            self.has(&word.to_ascii_lowercase())
        } else {
            self.has(word)
        }
    }

    pub fn iter(&self) -> impl Iterator<Item = &'static str> {
        self.0.iter().copied()
    }
}

/// What is said for what is printed, and whether a star says that its full stop must be there.
pub(super) struct Sayings(HashMap<&'static str, (&'static str, bool), Hashing>);

impl Sayings {
    /// The lines of a section; of several words before the sign each is printed for the same.
    pub fn of(table: &'static str, section: &str) -> Self {
        let pairs = lines(table, section).filter_map(|line| line.rsplit_once(" = "));
        Self(
            pairs
                .flat_map(|(printed, said)| printed.split_whitespace().map(move |word| (word, said)))
                .map(
                    |(word, said)| match word.strip_suffix('*').filter(|word| !word.is_empty()) {
                        Some(word) => (word, (said, true)),
                        None => (word, (said, false)),
                    },
                )
                .collect(),
        )
    }

    /// What is said for `printed`, which needs no full stop.
    pub fn get(&self, printed: &str) -> Option<&'static str> {
        self.get_starred(printed)
            .and_then(|(said, needs_stop)| (!needs_stop).then_some(said))
    }

    /// What is said for `printed`, and whether its full stop must be there.
    pub fn get_starred(&self, printed: &str) -> Option<(&'static str, bool)> {
        self.0.get(printed).copied()
    }
}

/// The lines of a section that hold something; those of the whole table before its first section for the name "".
fn lines<'s>(table: &'static str, section: &'s str) -> impl Iterator<Item = &'static str> + use<'s> {
    let mut inside = section.is_empty();
    table.lines().filter(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|l| l.strip_suffix(']')) {
            inside = name == section;
            return false;
        }
        inside && !line.is_empty() && !line.starts_with('#')
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sections_are_read_apart() {
        const TABLE: &str = "[one]\n# a note\na b\nc\n\n[two]\nd e = f g\nh* = i\n";
        let words = Words::of(TABLE, "one");
        assert!(words.has("a") && words.has("c") && words.has_small("B") && !words.has("d"));
        let sayings = Sayings::of(TABLE, "two");
        assert_eq!(sayings.get("e"), Some("f g"));
        assert_eq!(sayings.get_starred("h"), Some(("i", true)));
    }

    #[test]
    fn nothing_is_printed_twice_in_a_section() {
        for table in [
            ABBREVIATIONS,
            CAPITALS,
            COMMON_WORDS,
            ROMAN,
            SCRIPTURE,
            TORN_WORDS,
            SYMBOLS,
            UNITS,
        ] {
            let names = table
                .lines()
                .filter_map(|line| line.strip_prefix('[').and_then(|l| l.strip_suffix(']')));
            for section in names.chain([""]) {
                let mut seen = HashSet::new();
                for line in lines(table, section) {
                    let printed = line.rsplit_once(" = ").map_or(line, |(printed, _)| printed);
                    for word in printed.split_whitespace() {
                        assert!(seen.insert(word), "[{section}] has “{word}” twice");
                    }
                }
            }
        }
    }
}
