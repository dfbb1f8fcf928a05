//! One file of settings, or one option of the command line.

use std::path::{Path, PathBuf};

use serde_yaml::{Mapping, Value};

use super::error::{ConfigError, problem};
use super::key::{KeyPath, Step};
use super::place::{Place, locate};
use super::settings::Settings;

/// What a layer was read from.
#[derive(Clone, Debug)]
pub(super) enum Source {
    /// A file and its text.
    File {
        /// Where it is.
        path: PathBuf,
        /// What it says.
        text: String,
    },
    /// An option of the command line, such as `--voice`.
    Flag(&'static str),
}

/// Some settings and where they come from.
#[derive(Clone, Debug)]
pub(super) struct Layer {
    source: Source,
    said: Value,
}

impl Layer {
    /// Reads the text of a file.
    ///
    /// # Errors
    /// [`ConfigError::Syntax`] when it is not YAML.
    pub fn file(path: PathBuf, text: String) -> Result<Self, ConfigError> {
        match serde_yaml::from_str(&text) {
            Ok(said) => Ok(Self {
                source: Source::File { path, text },
                said,
            }),
            Err(error) => Err(ConfigError::syntax(path, &error)),
        }
    }

    /// Takes the value an option of the command line gives the setting `key`.
    pub fn flag(flag: &'static str, key: &str, value: impl Into<Value>) -> Self {
        let said = key.rsplit('.').fold(value.into(), |inner, key| {
            Value::Mapping(Mapping::from_iter([(Value::from(key), inner)]))
        });
        Self {
            source: Source::Flag(flag),
            said,
        }
    }

    /// Lays this layer over what the ones before it say.
    pub fn over(&self, below: &mut Value) {
        merge(below, &self.said);
    }

    /// Checks this layer by itself, over settings that are in order.
    ///
    /// # Errors
    /// [`ConfigError::Setting`], with the place in this layer.
    pub fn check(&self, below: &Value) -> Result<(), ConfigError> {
        let mut together = below.clone();
        self.over(&mut together);
        let Err(error) = serde_path_to_error::deserialize::<_, Settings>(together) else {
            return Ok(());
        };
        let path = KeyPath::from(error.path());
        Err(ConfigError::Setting {
            place: Some(self.nearest_place(&path)),
            problem: problem(&error.into_inner().to_string()),
            key: path.to_string(),
        })
    }

    /// The file this layer was read from.
    pub fn file_name(&self) -> Option<&Path> {
        match &self.source {
            Source::File { path, .. } => Some(path),
            Source::Flag(_) => None,
        }
    }

    /// Where in this layer a setting is made, if it is.
    pub fn place_of(&self, path: &KeyPath) -> Option<Place> {
        match &self.source {
            Source::File { path: file, text } => {
                let (line, column) = locate(text, &path.0)?;
                Some(Place::Line {
                    file: file.clone(),
                    line,
                    column,
                })
            }
            Source::Flag(flag) => says(&self.said, &path.0).then_some(Place::Flag(flag)),
        }
    }

    /// The place of a setting, or of the innermost thing around it that has one.
    fn nearest_place(&self, path: &KeyPath) -> Place {
        let around = (0..=path.0.len())
            .rev()
            .map(|length| KeyPath(path.0[..length].to_vec()));
        let found = around.into_iter().find_map(|path| self.place_of(&path));
        found.unwrap_or_else(|| match &self.source {
            Source::File { path, .. } => Place::File(path.clone()),
            Source::Flag(flag) => Place::Flag(flag),
        })
    }
}

/// Whether a value holds something at the end of a path.
fn says(value: &Value, path: &[Step]) -> bool {
    match path.split_first() {
        None => true,
        Some((Step::Key(key), rest)) => value.get(key).is_some_and(|inner| says(inner, rest)),
        Some((Step::Index(index), rest)) => value.get(index).is_some_and(|inner| says(inner, rest)),
    }
}

/// Lays `above` over `below`: sections key by key, lists one after the other, else the upper one. An empty section
/// (`tts:` with nothing in it) changes nothing.
fn merge(below: &mut Value, above: &Value) {
    match (below, above) {
        (Value::Mapping(below), Value::Mapping(above)) => {
            for (key, value) in above {
                match below.get_mut(key) {
                    Some(inner) => merge(inner, value),
                    None => drop(below.insert(key.clone(), value.clone())),
                }
            }
        }
        (Value::Sequence(below), Value::Sequence(above)) => below.extend(above.iter().cloned()),
        (Value::Mapping(_) | Value::Sequence(_), Value::Null) => {}
        (below, above) => *below = above.clone(),
    }
}
