//! Where a setting was made.

use std::cell::Cell;
use std::fmt;
use std::path::PathBuf;

use serde::de::{DeserializeSeed, Deserializer, Error, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::key::Step;

/// Where a setting was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// A line of a file, both numbers from 1.
    Line {
        /// The file.
        file: PathBuf,
        /// The line.
        line: usize,
        /// The character in the line.
        column: usize,
    },
    /// A file, where no line can be named.
    File(PathBuf),
    /// An option of the command line, such as `--voice`.
    Flag(&'static str),
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Line { file, line, column } => write!(f, "{}:{line}:{column}", file.display()),
            Self::File(file) => write!(f, "{}", file.display()),
            Self::Flag(flag) => f.write_str(flag),
        }
    }
}

/// The line and column, from 1, of the key (or list element) that `path` leads to in a YAML document.
///
/// `serde_yaml` tells positions only in its errors, so this walks down the path and raises one there.
pub(super) fn locate(document: &str, path: &[Step]) -> Option<(usize, usize)> {
    let found = Cell::new(false);
    let probe = Probe { path, found: &found };
    let error = probe.deserialize(serde_yaml::Deserializer::from_str(document)).err()?;
    let location = error.location().filter(|_| found.get())?;
    Some((location.line(), location.column()))
}

/// Walks into a value along the path; at its end, fails and says that it did.
struct Probe<'a> {
    path: &'a [Step],
    found: &'a Cell<bool>,
}

impl Probe<'_> {
    fn here<E: Error>(&self) -> E {
        self.found.set(true);
        E::custom("here")
    }
}

impl<'de> DeserializeSeed<'de> for Probe<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        match self.path.first() {
            Some(Step::Key(_)) => deserializer.deserialize_map(self),
            Some(Step::Index(_)) => deserializer.deserialize_seq(self),
            None => deserializer.deserialize_any(self),
        }
    }
}

impl<'de> Visitor<'de> for Probe<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the path to go on")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let Some((Step::Key(wanted), rest)) = self.path.split_first() else {
            return Err(self.here());
        };
        let is_last = rest.is_empty();
        while let Some(matches) = map.next_key_seed(KeyProbe {
            wanted,
            is_last,
            found: self.found,
        })? {
            if matches {
                return map.next_value_seed(Probe {
                    path: rest,
                    found: self.found,
                });
            }
            map.next_value::<IgnoredAny>()?;
        }
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<(), A::Error> {
        let Some((Step::Index(wanted), rest)) = self.path.split_first() else {
            return Err(self.here());
        };
        for _ in 0..*wanted {
            list.next_element::<IgnoredAny>()?;
        }
        list.next_element_seed(Probe {
            path: rest,
            found: self.found,
        })?;
        Ok(())
    }

    fn visit_bool<E: Error>(self, _: bool) -> Result<(), E> {
        Err(self.here())
    }

    fn visit_i64<E: Error>(self, _: i64) -> Result<(), E> {
        Err(self.here())
    }

    fn visit_u64<E: Error>(self, _: u64) -> Result<(), E> {
        Err(self.here())
    }

    fn visit_f64<E: Error>(self, _: f64) -> Result<(), E> {
        Err(self.here())
    }

    fn visit_str<E: Error>(self, _: &str) -> Result<(), E> {
        Err(self.here())
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Err(self.here())
    }
}

/// Reads a key and says whether it is the wanted one; if that is also the last of the path, fails there.
struct KeyProbe<'a> {
    wanted: &'a str,
    is_last: bool,
    found: &'a Cell<bool>,
}

impl<'de> DeserializeSeed<'de> for KeyProbe<'_> {
    type Value = bool;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<bool, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeyProbe<'_> {
    type Value = bool;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E: Error>(self, key: &str) -> Result<bool, E> {
        let matches = key == self.wanted;
        if matches && self.is_last {
            self.found.set(true);
            return Err(E::custom("here"));
        }
        Ok(matches)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = "# a comment\ntts:\n  voice: bf_lily\n  'speed': &fast 1.2\nlexicon:\n- {word: lead,\n   \
                            respell: led}\n- word: tear\noutput: {format: wav, name: \"x\"}\nagain: *fast\n";

    fn at(path: &[Step]) -> Option<(usize, usize)> {
        locate(DOCUMENT, path)
    }

    fn key(key: &str) -> Step {
        Step::Key(key.to_owned())
    }

    #[test]
    fn keys_and_elements_are_found_where_they_stand() {
        assert_eq!(at(&[key("tts")]), Some((2, 1)));
        assert_eq!(at(&[key("tts"), key("voice")]), Some((3, 3)));
        assert_eq!(at(&[key("tts"), key("speed")]), Some((4, 3)));
        assert_eq!(at(&[key("lexicon"), Step::Index(1)]), Some((8, 3)));
        assert_eq!(at(&[key("lexicon"), Step::Index(0), key("respell")]), Some((7, 4)));
        assert_eq!(at(&[key("output"), key("name")]), Some((9, 23)));
        assert_eq!(at(&[]), Some((2, 1)));
    }

    #[test]
    fn what_is_not_there_has_no_place() {
        assert_eq!(at(&[key("tts"), key("pitch")]), None);
        assert_eq!(at(&[key("tts"), key("voice"), key("name")]), None);
        assert_eq!(at(&[key("lexicon"), Step::Index(2)]), None);
        assert_eq!(at(&[Step::Index(0)]), None);
        assert_eq!(locate(": : :", &[key("tts")]), None);
        assert_eq!(locate("", &[key("tts")]), None);
    }
}
