//! Which key does what. `config/keymap.yaml` names every action, its keys and what it does; the user's file changes some.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::error::{ConfigError, problem};
use super::key::Step;
use super::nearest::nearest;
use super::place::{Place, locate};

/// The shipped keys.
const SHIPPED: &str = include_str!("../../config/keymap.yaml");

/// The shipped file's name, for messages about it.
const SHIPPED_NAME: &str = "config/keymap.yaml";

/// The keys of every action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keymap {
    actions: BTreeMap<String, Vec<String>>,
    user: Option<(PathBuf, String)>,
}

/// A file of keys, as it is written: an action, and a key or several.
#[derive(Deserialize)]
#[serde(transparent)]
struct File(BTreeMap<String, Keys>);

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a key such as `space`, or a list of them")]
enum Keys {
    One(String),
    Several(Vec<String>),
}

impl Keymap {
    /// The shipped keys.
    ///
    /// # Errors
    /// When the shipped file is broken, which a test rules out.
    pub fn shipped() -> Result<Self, ConfigError> {
        let actions = read(Path::new(SHIPPED_NAME), SHIPPED)?;
        let keymap = Self { actions, user: None };
        keymap.check_conflicts()?;
        Ok(keymap)
    }

    /// The shipped keys, with those of the user's file where it names an action.
    ///
    /// # Errors
    /// [`ConfigError`] with the line: an unknown action, two actions on a key, a file that cannot be read.
    pub fn with_file(path: &Path) -> Result<Self, ConfigError> {
        let mut keymap = Self::shipped()?;
        let text = std::fs::read_to_string(path).map_err(|source| ConfigError::Read {
            path: path.to_owned(),
            source,
        })?;
        let own = read(path, &text)?;
        keymap.user = Some((path.to_owned(), text));
        for (action, keys) in own {
            if !keymap.actions.contains_key(&action) {
                let hint = nearest(&action, keymap.actions.keys().map(String::as_str))
                    .map_or_else(String::new, |name| format!("; did you mean {name}?"));
                return Err(keymap.error_at(&action, format!("there is no action '{action}'{hint}")));
            }
            keymap.actions.insert(action, keys);
        }
        keymap.check_conflicts()?;
        Ok(keymap)
    }

    /// Every action with its keys, by name.
    pub fn actions(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.actions
            .iter()
            .map(|(action, keys)| (action.as_str(), keys.as_slice()))
    }

    /// An error about an action's keys, told with its place.
    #[must_use]
    pub fn error_at(&self, action: &str, problem: impl Into<String>) -> ConfigError {
        ConfigError::Setting {
            place: self.place_of(action),
            key: action.to_owned(),
            problem: problem.into(),
        }
    }

    fn place_of(&self, action: &str) -> Option<Place> {
        let path = [Step::Key(action.to_owned())];
        let (file, text) = self.user.as_ref()?;
        let (line, column) = locate(text, &path)?;
        let file = file.clone();
        Some(Place::Line { file, line, column })
    }

    fn check_conflicts(&self) -> Result<(), ConfigError> {
        let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
        for (action, keys) in self.actions() {
            for key in keys {
                if let Some(other) = taken.insert(key, action) {
                    // The user's own line is the one to mend.
                    let (named, other) = match self.place_of(action) {
                        Some(_) => (action, other),
                        None => (other, action),
                    };
                    return Err(self.error_at(named, format!("the key '{key}' is taken by {other}")));
                }
            }
        }
        Ok(())
    }
}

fn read(path: &Path, text: &str) -> Result<BTreeMap<String, Vec<String>>, ConfigError> {
    if text.trim().is_empty() {
        return Ok(BTreeMap::new());
    }
    let file: File = serde_yaml::from_str(text).map_err(|error| match error.location() {
        Some(location) => ConfigError::Setting {
            place: Some(Place::Line {
                file: path.to_owned(),
                line: location.line(),
                column: location.column(),
            }),
            key: "keymap".to_owned(),
            problem: problem(&error.to_string()),
        },
        None => ConfigError::syntax(path.to_owned(), &error),
    })?;
    let keys = |keys| match keys {
        Keys::One(key) => vec![key],
        Keys::Several(keys) => keys,
    };
    Ok(file.0.into_iter().map(|(action, own)| (action, keys(own))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(text: &str) -> Result<Keymap, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("keymap.yaml");
        std::fs::write(&path, text).unwrap();
        let home = format!("{}/", folder.path().display());
        Keymap::with_file(&path).map_err(|error| error.to_string().replace(&home, ""))
    }

    #[test]
    fn the_shipped_keys_are_sound() {
        assert!(Keymap::shipped().unwrap().actions().count() > 20);
    }

    #[test]
    fn a_users_file_changes_what_it_names() {
        let keymap = with("quit: [ctrl-q]\n").unwrap();
        let keys: Vec<_> = keymap.actions().filter(|(action, _)| *action == "quit").collect();
        assert_eq!(keys, [("quit", &["ctrl-q".to_owned()][..])]);
    }

    #[test]
    fn mistakes_are_told_with_their_line() {
        let unknown = with("# mine\nqiut: x\n").unwrap_err();
        assert_eq!(
            unknown,
            "keymap.yaml:2:1: qiut: there is no action 'qiut'; did you mean quit?"
        );
        let taken = with("quit: [space]\n").unwrap_err();
        assert_eq!(taken, "keymap.yaml:1:1: quit: the key 'space' is taken by play_pause");
        assert!(with("quit: {a: b}\n").unwrap_err().starts_with("keymap.yaml:1:"));
    }
}
