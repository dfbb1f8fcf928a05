//! How the sentences of a book are pronounced: kept, so that a finished book is not phonemised again only to learn under
//! which names its clips are.
//!
//! ```text
//! <who made it>                                    32 hexadecimal digits
//! <what was asked> <checksum> ["həlˈO wˈɜɹld"]     a line for each sentence
//! ```
//!
//! It is a convenience: lines that are torn or damaged are passed over, a file of another maker is begun anew, and where it
//! cannot be written everything works without.

use std::collections::HashMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;

use crate::speech::Phonemes;

const FILE: &str = "spellings";
const KEY_DIGITS: usize = 32;
const CHECKSUM_DIGITS: usize = 8;

/// What was asked, or who was asked: a hash.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SpellingKey(String);

impl SpellingKey {
    /// Of everything that decides the answer.
    #[must_use]
    pub fn of(fields: &[&[u8]]) -> Self {
        let mut hasher = blake3::Hasher::new();
        for field in fields {
            hasher.update(&(field.len() as u64).to_le_bytes());
            hasher.update(field);
        }
        Self(digits(&hasher.finalize(), KEY_DIGITS))
    }
}

/// The spellings of a book.
#[derive(Debug)]
pub struct Spellings {
    known: HashMap<SpellingKey, Vec<Phonemes>>,
    /// None where it cannot be written.
    file: Option<File>,
}

impl Spellings {
    /// Those in a project's folder that `maker` made.
    #[must_use]
    pub(super) fn open(folder: &Path, maker: &SpellingKey) -> Self {
        let path = folder.join(FILE);
        let known = read(&path, maker);
        // Without a file nothing is lost but time.
        let file = match &known {
            Some(_) => append(&path),
            None => begin(&path, maker),
        };
        Self {
            known: known.unwrap_or_default(),
            file: file.ok(),
        }
    }

    /// What was answered before.
    #[must_use]
    pub fn get(&self, asked: &SpellingKey) -> Option<&[Phonemes]> {
        self.known.get(asked).map(Vec::as_slice)
    }

    /// Keeps an answer.
    pub fn keep(&mut self, asked: SpellingKey, pieces: &[Phonemes]) {
        if let Ok(json) = serde_json::to_string(pieces) {
            let line = format!("{} {} {json}\n", asked.0, checksum(&json));
            if let Some(file) = &mut self.file
                && file.write_all(line.as_bytes()).is_err()
            {
                self.file = None;
            }
        }
        self.known.insert(asked, pieces.to_vec());
    }
}

/// What a file of this maker holds; none if it is not there or another's.
fn read(path: &Path, maker: &SpellingKey) -> Option<HashMap<SpellingKey, Vec<Phonemes>>> {
    let text = String::from_utf8_lossy(&fs::read(path).ok()?).into_owned();
    let mut lines = text.lines();
    if lines.next()? != maker.0 {
        return None;
    }
    let entry = |line: &str| {
        let (asked, rest) = line.split_at_checked(KEY_DIGITS)?;
        let (sum, json) = rest.strip_prefix(' ')?.split_once(' ')?;
        let pieces = (sum == checksum(json)).then(|| serde_json::from_str(json).ok())??;
        Some((SpellingKey(asked.to_owned()), pieces))
    };
    Some(lines.filter_map(entry).collect())
}

fn begin(path: &Path, maker: &SpellingKey) -> io::Result<File> {
    let mut file = File::create(path)?;
    writeln!(file, "{}", maker.0)?;
    Ok(file)
}

/// Goes on behind what is there; a torn last line is ended, so that it spoils no other.
fn append(path: &Path) -> io::Result<File> {
    let mut file = File::options().append(true).open(path)?;
    writeln!(file)?;
    Ok(file)
}

fn checksum(json: &str) -> String {
    digits(&blake3::hash(json.as_bytes()), CHECKSUM_DIGITS)
}

fn digits(hash: &blake3::Hash, count: usize) -> String {
    let mut hex = hash.to_hex().to_string();
    hex.truncate(count);
    hex
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pieces(text: &str) -> Vec<Phonemes> {
        vec![Phonemes::new(text), Phonemes::new("ænd")]
    }

    fn key(text: &str) -> SpellingKey {
        SpellingKey::of(&[text.as_bytes()])
    }

    #[test]
    fn what_was_answered_once_is_known_the_next_time() {
        let folder = tempfile::tempdir().unwrap();
        let mut spellings = Spellings::open(folder.path(), &key("me"));
        spellings.keep(key("one"), &pieces("wˈʌn"));
        spellings.keep(key("two"), &pieces("tˈu"));
        drop(spellings);
        let again = Spellings::open(folder.path(), &key("me"));
        assert_eq!(again.get(&key("one")), Some(pieces("wˈʌn").as_slice()));
        assert_eq!(again.get(&key("three")), None);
        let other = Spellings::open(folder.path(), &key("another lexicon"));
        assert_eq!(other.get(&key("one")), None);
    }

    #[test]
    fn a_torn_or_damaged_line_costs_one_answer() {
        let folder = tempfile::tempdir().unwrap();
        let mut spellings = Spellings::open(folder.path(), &key("me"));
        for word in ["one", "two", "three"] {
            spellings.keep(key(word), &pieces(word));
        }
        drop(spellings);
        let path = folder.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap().replace("[\"two\"", "[\"tow\"");
        fs::write(&path, &text[..text.len() - 3]).unwrap();
        let mut damaged = Spellings::open(folder.path(), &key("me"));
        assert_eq!(damaged.get(&key("one")), Some(pieces("one").as_slice()));
        assert_eq!((damaged.get(&key("two")), damaged.get(&key("three"))), (None, None));
        damaged.keep(key("four"), &pieces("four"));
        drop(damaged);
        let mended = Spellings::open(folder.path(), &key("me"));
        assert_eq!(mended.get(&key("four")), Some(pieces("four").as_slice()));
    }

    #[test]
    fn where_nothing_can_be_written_it_still_answers() {
        let folder = tempfile::tempdir().unwrap();
        let mut spellings = Spellings::open(&folder.path().join("nowhere"), &key("me"));
        spellings.keep(key("one"), &pieces("wˈʌn"));
        assert_eq!(spellings.get(&key("one")), Some(pieces("wˈʌn").as_slice()));
    }
}
