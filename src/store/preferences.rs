//! What the user chose in the studio for every book.

use std::path::Path;

use serde::{Deserialize, Serialize};

use super::StoreError;
use super::disk::{self, Disk, OsDisk};

const FILE: &str = "studio.json";

/// What the user chose in the studio for every book.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Preferences {
    /// The colours that were chosen last.
    pub theme: Option<String>,
    /// The colours of the settings at that time: when those are changed later, they count again.
    pub instead_of: Option<String>,
}

impl Preferences {
    /// The preferences in lector's data folder; none where they cannot be read, which the log tells.
    #[must_use]
    pub fn read(folder: &Path) -> Self {
        let path = folder.join(FILE);
        match OsDisk.read(&path) {
            Ok(json) => serde_json::from_slice(&json).unwrap_or_else(|error| {
                tracing::warn!("{}: {error}", path.display());
                Self::default()
            }),
            Err(_) => Self::default(),
        }
    }

    /// Keeps them.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Io`].
    pub fn write(&self, folder: &Path) -> Result<(), StoreError> {
        let path = folder.join(FILE);
        OsDisk.make_folder(folder).map_err(StoreError::io("make", folder))?;
        let mut json = serde_json::to_vec_pretty(self).map_err(|error| StoreError::Project {
            path: path.clone(),
            reason: error.to_string(),
        })?;
        json.push(b'\n');
        disk::replace(&OsDisk, &path, &json).map_err(StoreError::io("write", &path))
    }

    /// The theme to show, where the settings name `configured`.
    #[must_use]
    pub fn theme(&self, configured: &str) -> String {
        let chosen = self
            .theme
            .as_ref()
            .filter(|_| self.instead_of.as_deref() == Some(configured));
        chosen.map_or(configured, String::as_str).to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_choice_counts_until_the_settings_change() {
        let folder = tempfile::tempdir().unwrap();
        let chosen = Preferences {
            theme: Some("paper".to_owned()),
            instead_of: Some("dark".to_owned()),
        };
        chosen.write(&folder.path().join("new")).unwrap();
        let read = Preferences::read(&folder.path().join("new"));
        assert_eq!(read, chosen);
        assert_eq!(read.theme("dark"), "paper");
        assert_eq!(read.theme("moss"), "moss");
        assert_eq!(Preferences::read(folder.path()).theme("dark"), "dark");
    }
}
