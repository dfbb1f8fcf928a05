//! How single values are read: numbers within bounds, folders, and `auto`.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use serde::de::{Error, Unexpected, Visitor};
use serde::{Deserialize, Deserializer};

pub(super) fn speed<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let number = deserializer.deserialize_any(Number::fraction("a number", 0.5, 2.0))?;
    Ok(number as f32)
}

pub(super) fn semitones<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f32, D::Error> {
    let number = deserializer.deserialize_any(Number::fraction("a number of semitones", -6.0, 6.0))?;
    Ok(number as f32)
}

pub(super) fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let number = deserializer.deserialize_any(Number::fraction("a number of seconds", 1.0, 3600.0))?;
    Ok(Duration::from_secs_f64(number))
}

pub(super) fn milliseconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Duration, D::Error> {
    let number = deserializer.deserialize_any(Number::whole("a whole number of milliseconds", 0.0, 10_000.0))?;
    Ok(Duration::from_millis(number as u64))
}

/// A loudness in LUFS; `off` is `None`.
pub(super) fn loudness<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<f64>, D::Error> {
    let loudness = Number {
        or: ", or off",
        ..Number::fraction("a loudness in LUFS", -40.0, -5.0)
    };
    deserializer.deserialize_any(Or("off", loudness))
}

pub(super) fn true_peak<'de, D: Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    deserializer.deserialize_any(Number::fraction("a peak in dBTP", -20.0, 0.0))
}

/// A number of threads; `auto` is `None`.
pub(super) fn threads<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NonZeroUsize>, D::Error> {
    let or = ", or auto";
    let threads = Number {
        or,
        ..Number::whole("a whole number of threads", 1.0, 256.0)
    };
    let number = deserializer.deserialize_any(Or("auto", threads))?;
    Ok(number.and_then(|number| NonZeroUsize::new(number as usize)))
}

/// A voice; `narrator` is `None`.
pub(super) fn voice<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    let name = String::deserialize(deserializer)?;
    Ok((name != "narrator").then_some(name))
}

/// A folder; `auto` is `None`.
pub(super) fn folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    deserializer.deserialize_any(Or("auto", Folder))
}

/// Takes a number within bounds.
struct Number {
    what: &'static str,
    low: f64,
    high: f64,
    whole: bool,
    or: &'static str,
}

impl Number {
    const fn fraction(what: &'static str, low: f64, high: f64) -> Self {
        let whole = false;
        let or = "";
        Self {
            what,
            low,
            high,
            whole,
            or,
        }
    }

    const fn whole(what: &'static str, low: f64, high: f64) -> Self {
        let whole = true;
        let or = "";
        Self {
            what,
            low,
            high,
            whole,
            or,
        }
    }

    /// The number, or a complaint in which it stands as the file has it.
    fn take<E: Error>(&self, number: f64, written: Unexpected<'_>) -> Result<f64, E> {
        let fits = (self.low..=self.high).contains(&number) && (!self.whole || number.fract() == 0.0);
        if fits {
            Ok(number)
        } else {
            Err(E::invalid_value(written, self))
        }
    }
}

impl Visitor<'_> for Number {
    type Value = f64;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} from {} to {}{}", self.what, self.low, self.high, self.or)
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<f64, E> {
        self.take(number, Unexpected::Float(number))
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<f64, E> {
        self.take(number as f64, Unexpected::Signed(number))
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<f64, E> {
        self.take(number as f64, Unexpected::Unsigned(number))
    }
}

/// Takes a path that is not empty.
struct Folder;

impl Visitor<'_> for Folder {
    type Value = PathBuf;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a folder, or auto")
    }

    fn visit_str<E: Error>(self, path: &str) -> Result<PathBuf, E> {
        if path.is_empty() {
            return Err(E::invalid_value(Unexpected::Str(path), &self));
        }
        Ok(PathBuf::from(path))
    }
}

/// Takes a word for `None`, else what the visitor inside takes.
struct Or<V>(&'static str, V);

impl<'de, V: Visitor<'de>> Visitor<'de> for Or<V> {
    type Value = Option<V::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.1.expecting(f)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        // YAML 1.1 has its own idea of `off`; serde_yaml follows 1.2, in which it is a word.
        if text == self.0 {
            Ok(None)
        } else {
            self.1.visit_str(text).map(Some)
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        self.1.visit_f64(number).map(Some)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.1.visit_i64(number).map(Some)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.1.visit_u64(number).map(Some)
    }
}
