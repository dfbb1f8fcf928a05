//! What is wrong with the settings, where, and what would be right.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::nearest::nearest;
use super::place::Place;

/// Settings that cannot be followed.
#[derive(Debug, Error)]
pub enum ConfigError {
    /// A file that cannot be read.
    #[error("cannot read the settings in {}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// A file that is not YAML.
    #[error("{place}: {problem}; a setting looks like `tts: {{voice: bf_lily}}`")]
    Syntax {
        /// Where.
        place: Place,
        /// Why.
        problem: String,
    },
    /// One setting that is wrong.
    #[error("{}{problem}", prefix(place.as_ref(), key))]
    Setting {
        /// Where it was made; `None` for a default.
        place: Option<Place>,
        /// The setting, such as `tts.voice`.
        key: String,
        /// What is wrong with it and what would be right.
        problem: String,
    },
}

impl ConfigError {
    pub(super) fn syntax(file: PathBuf, error: &serde_yaml::Error) -> Self {
        let place = match error.location() {
            Some(at) => Place::Line {
                file,
                line: at.line(),
                column: at.column(),
            },
            None => Place::File(file),
        };
        let message = error.to_string();
        let problem = message
            .rsplit_once(" at line ")
            .map_or(message.as_str(), |(problem, _)| problem);
        Self::Syntax {
            place,
            problem: problem.to_owned(),
        }
    }
}

/// `config/lector.yaml:3:3: tts.voice: `; for an option of the command line its name is enough.
fn prefix(place: Option<&Place>, key: &str) -> String {
    match place {
        Some(Place::Flag(flag)) => format!("{flag}: "),
        Some(place) if key.is_empty() => format!("{place}: "),
        Some(place) => format!("{place}: {key}: "),
        None => format!("{key}: "),
    }
}

/// Says in the user's words what serde says in its own: what was expected and what came, and for a name that does not
/// exist the nearest that does.
pub(super) fn problem(serde: &str) -> String {
    for (start, what) in [("unknown field ", "setting"), ("unknown variant ", "value")] {
        if let Some(names) = serde.strip_prefix(start) {
            return unknown_name(names, what);
        }
    }
    if let Some(name) = serde.strip_prefix("missing field ") {
        return format!("{} is missing", name.trim_matches('`'));
    }
    let mismatch = ["invalid type: ", "invalid value: "]
        .iter()
        .find_map(|start| serde.strip_prefix(start));
    match mismatch.and_then(|rest| rest.split_once(", expected ")) {
        Some((got, expected)) => format!("expected {}, got {}", plain(expected), plain(got)),
        None => serde.to_owned(),
    }
}

/// From "`voise`, expected one of `voice`, `speed`": serde puts the wrong name and then the right ones in backticks.
fn unknown_name(names: &str, what: &str) -> String {
    let mut names = names.split('`').skip(1).step_by(2);
    let wrong = names.next().unwrap_or_default();
    let right: Vec<&str> = names.collect();
    match nearest(wrong, right.iter().copied()) {
        Some(name) => format!("there is no {what} '{wrong}'; did you mean {name}?"),
        None => format!("there is no {what} '{wrong}'; choose from {}", right.join(", ")),
    }
}

/// A kind of value, or a value, in a user's words rather than Rust's.
fn plain(value: &str) -> &str {
    match value {
        "unit value" => "nothing",
        "map" => "a section",
        "sequence" => "a list",
        "a sequence" => "a list (`[]` or lines that start with `- `)",
        "a string" => "text",
        "a boolean" => "true or false",
        "a Value::Tagged enum" => "a name",
        "field identifier" => "the name of a setting",
        _ => ["integer ", "floating point ", "boolean ", "string "]
            .iter()
            .find_map(|kind| value.strip_prefix(kind))
            .map_or(value, |value| value.trim_matches('`')),
    }
}
