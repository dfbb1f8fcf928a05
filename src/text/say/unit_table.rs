//! The units of measure, as they are cut short and as they are said.

use std::sync::LazyLock;

use super::Dialect;
use super::table::{self, Sayings};

static UNITS: LazyLock<Sayings> = LazyLock::new(|| Sayings::of(table::UNITS, ""));

/// A unit in words.
#[derive(Clone, Debug)]
pub(super) struct Unit {
    /// One of it: “foot”.
    pub one: String,
    /// Several: “feet”.
    pub many: String,
}

impl Unit {
    pub fn new(one: &str, many: &str) -> Self {
        Self {
            one: one.to_owned(),
            many: many.to_owned(),
        }
    }

    /// “square mile”, “square miles”
    pub fn powered(&self, power: &str) -> Self {
        Self {
            one: format!("{power} {}", self.one),
            many: format!("{power} {}", self.many),
        }
    }

    /// “mile per hour”, “miles per hour”
    pub fn per(&self, unit: &str) -> Self {
        Self {
            one: format!("{} per {unit}", self.one),
            many: format!("{} per {unit}", self.many),
        }
    }

    /// The unit that is written with these letters, spelled as the dialect does.
    pub fn of(letters: &str, dialect: Dialect) -> Option<Self> {
        let (one, many) = UNITS.get(letters)?.split_once(", ")?;
        Some(match dialect {
            Dialect::Gb => Self::new(one, many),
            Dialect::Us => Self::new(&american(one), &american(many)),
        })
    }
}

fn american(name: &str) -> String {
    name.replace("metre", "meter").replace("litre", "liter")
}
