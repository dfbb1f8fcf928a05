//! Settings and folders.

use std::path::Path;

use color_eyre::eyre;

use super::super::args::{Global, VoiceArgs};
use super::super::folders::Folders;
use super::super::{exit, settings};
use super::{Finding, Status};
use crate::config::{Settings, Stack};

/// The settings, and whether they are in order; the defaults where they are not.
pub(super) fn settings(global: &Global) -> eyre::Result<(Settings, Finding)> {
    const NAME: &str = "settings";
    Ok(match settings::load(global, &VoiceArgs::default()) {
        Ok(settings) => {
            let files = settings.files();
            let files: Vec<_> = files.iter().map(|file| file.display().to_string()).collect();
            let found = if files.is_empty() {
                "the defaults".to_owned()
            } else {
                files.join(", ")
            };
            (settings, Finding::ok(NAME, found))
        }
        Err(error) => {
            let finding = Finding::broken(
                NAME,
                exit::message(&error),
                "correct it; config/default.yaml explains every setting",
            );
            (Stack::new().settle()?, finding)
        }
    })
}

pub(super) fn checks(folders: &Folders) -> Vec<Finding> {
    let mut config = writable("config folder", &folders.config);
    if config.status == Status::Broken {
        // Nothing is ever written there by the program itself.
        config.status = Status::Missing;
    }
    vec![
        config,
        writable("data folder", &folders.data),
        writable("state folder", &folders.state),
    ]
}

/// Whether files could be made in a folder, which need not exist yet.
fn writable(name: &'static str, folder: &Path) -> Finding {
    let there = folder.ancestors().find(|path| path.exists()).unwrap_or(folder);
    match tempfile::tempfile_in(there) {
        Ok(_) if there == folder => Finding::ok(name, folder.display().to_string()),
        Ok(_) => Finding::ok(name, format!("{} (made when needed)", folder.display())),
        Err(error) => Finding::broken(
            name,
            format!("{} cannot be written: {error}", folder.display()),
            format!("make {} a folder you may write to", there.display()),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_could_be_made_will_do_and_a_file_in_its_place_will_not() {
        let folder = tempfile::tempdir().unwrap();
        let later = folder.path().join("a/b/c");
        assert_eq!(writable("data folder", &later).status, Status::Ok);
        std::fs::write(folder.path().join("a"), "a file").unwrap();
        let finding = writable("data folder", &later);
        assert_eq!(finding.status, Status::Broken, "{finding:?}");
        assert!(finding.mend.unwrap().contains("/a a folder"));
    }
}
