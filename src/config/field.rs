//! How single values are read: numbers within bounds, folders, and `auto`.

use std::fmt;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

use serde::Deserializer;
use serde::de::{Error, Unexpected, Visitor};

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

/// A number of threads; `auto` is `None`.
pub(super) fn threads<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<NonZeroUsize>, D::Error> {
    let or = ", or auto";
    let threads = Number {
        or,
        ..Number::whole("a whole number of threads", 1.0, 256.0)
    };
    let number = deserializer.deserialize_any(OrAuto(threads))?;
    Ok(number.and_then(|number| NonZeroUsize::new(number as usize)))
}

/// A folder; `auto` is `None`.
pub(super) fn folder<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<PathBuf>, D::Error> {
    deserializer.deserialize_any(OrAuto(Folder))
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

/// Takes `auto` for `None`, else what the visitor inside takes.
struct OrAuto<V>(V);

impl<'de, V: Visitor<'de>> Visitor<'de> for OrAuto<V> {
    type Value = Option<V::Value>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.expecting(f)
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        if text == "auto" {
            Ok(None)
        } else {
            self.0.visit_str(text).map(Some)
        }
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<Self::Value, E> {
        self.0.visit_f64(number).map(Some)
    }

    fn visit_i64<E: Error>(self, number: i64) -> Result<Self::Value, E> {
        self.0.visit_i64(number).map(Some)
    }

    fn visit_u64<E: Error>(self, number: u64) -> Result<Self::Value, E> {
        self.0.visit_u64(number).map(Some)
    }
}
