//! All books in the store.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use super::disk::{Disk, OsDisk};
use super::project::{clips_of, last_used, read_choices};
use super::standing::{self, Standing};
use super::{Choices, Clips, Project, Running, StoreError};

/// Hexadecimal digits of a file's hash in a folder's name: enough that no two books ever meet.
const HASH_DIGITS: usize = 16;

/// Letters of a title in a folder's name.
const TITLE_LETTERS: usize = 60;

/// Which book: the title for people, the hash of the file for lector. A changed file is another book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookId {
    title: String,
    hash: String,
}

impl BookId {
    /// Hashes the book's file.
    ///
    /// # Errors
    /// [`StoreError::Io`] when it cannot be read.
    pub fn of(title: &str, file: &Path) -> Result<Self, StoreError> {
        let mut hasher = blake3::Hasher::new();
        File::open(file)
            .and_then(|content| hasher.update_reader(content).map(|_| ()))
            .map_err(StoreError::io("read", file))?;
        let mut hash = hasher.finalize().to_hex().to_string();
        hash.truncate(HASH_DIGITS);
        let title: String = title.chars().take(TITLE_LETTERS).collect();
        Ok(Self {
            title: sanitize_filename::sanitize(title.trim()),
            hash,
        })
    }

    /// Whether a project's folder is that of this book.
    #[must_use]
    pub fn is_in(&self, folder: &Path) -> bool {
        folder
            .file_name()
            .and_then(|name| name.to_str())
            .is_some_and(|name| name.ends_with(&self.hash))
    }

    fn folder_name(&self) -> String {
        format!("{} {}", self.title, self.hash).trim_start().to_owned()
    }
}

/// A book in the store, as [`Projects::list`] finds it.
#[derive(Debug)]
pub struct ProjectSummary {
    /// Where it is.
    pub folder: PathBuf,
    /// The user's choices, or why they cannot be read.
    pub choices: Result<Choices, StoreError>,
    /// How many sentences have been said.
    pub clips: usize,
    /// How many bytes they take.
    pub bytes: u64,
    /// How far the book had come when that was last noted.
    pub standing: Option<Standing>,
    /// When the choices were last written.
    pub used: Option<SystemTime>,
    /// The other lector that works on it.
    pub running: Option<Running>,
}

/// The folder that holds a project for each book.
#[derive(Clone, Debug)]
pub struct Projects {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
}

impl Projects {
    /// The projects in `folder`, on this machine's file system.
    #[must_use]
    pub fn new(folder: PathBuf) -> Self {
        Self::on(folder, Arc::new(OsDisk))
    }

    /// The projects in `folder` of `disk`.
    #[must_use]
    pub fn on(folder: PathBuf, disk: Arc<dyn Disk>) -> Self {
        Self { folder, disk }
    }

    /// Opens the project of a book, making it if there is none.
    ///
    /// # Errors
    /// [`StoreError::Locked`] when another lector has it, and all that can go wrong on the way to the disk.
    pub fn open(&self, book: &BookId) -> Result<Project, StoreError> {
        self.disk
            .make_folder(&self.folder)
            .map_err(StoreError::io("make", &self.folder))?;
        let folder = self
            .folder_of(book)?
            .unwrap_or_else(|| self.folder.join(book.folder_name()));
        self.disk
            .make_folder(&folder)
            .map_err(StoreError::io("make", &folder))?;
        Project::open(folder, Arc::clone(&self.disk))
    }

    /// The other lector that has this book open, if one has.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the store is there but cannot be read.
    pub fn running(&self, book: &BookId) -> Result<Option<Running>, StoreError> {
        match self.folder_of(book)? {
            Some(folder) => self.running_in(&folder),
            None => Ok(None),
        }
    }

    /// The other lector that has the project in `folder` open, if one has.
    ///
    /// # Errors
    /// As [`Self::running`].
    pub fn running_in(&self, folder: &Path) -> Result<Option<Running>, StoreError> {
        Running::find(folder)
    }

    /// Takes a project away, choices and all.
    ///
    /// # Errors
    /// [`StoreError::Io`] when a file of it cannot be removed.
    pub fn remove(&self, project: Project) -> Result<(), StoreError> {
        let folder = project.folder().to_owned();
        std::fs::remove_dir_all(&folder).map_err(StoreError::io("remove", &folder))?;
        // Only now does the lock go.
        drop(project);
        Ok(())
    }

    /// Opens the project in `folder`, as [`Self::list`] gives it.
    ///
    /// # Errors
    /// As [`Self::open`].
    pub fn open_folder(&self, folder: &Path) -> Result<Project, StoreError> {
        Project::open(folder.to_owned(), Arc::clone(&self.disk))
    }

    /// The folder of a book that was opened before. A title may be read differently by another version of lector; the hash
    /// is what counts.
    ///
    /// # Errors
    /// As [`Self::running`].
    pub fn folder_of(&self, book: &BookId) -> Result<Option<PathBuf>, StoreError> {
        Ok(self.folders()?.into_iter().find(|folder| book.is_in(folder)))
    }

    /// The user's choices for a book, whoever has it open; none if it was never opened.
    ///
    /// # Errors
    /// [`StoreError::Io`] or [`StoreError::Project`] when they are there and cannot be read.
    pub fn choices(&self, book: &BookId) -> Result<Option<Choices>, StoreError> {
        match self.folder_of(book)? {
            Some(folder) => read_choices(&folder, &*self.disk),
            None => Ok(None),
        }
    }

    /// Every book in the store.
    ///
    /// # Errors
    /// [`StoreError::Io`] when the folder is there but cannot be read.
    pub fn list(&self) -> Result<Vec<ProjectSummary>, StoreError> {
        let mut folders = self.folders()?;
        folders.sort();
        folders
            .into_iter()
            .map(|folder| {
                let clips = self.clips(&folder);
                let keys = clips.keys().unwrap_or_default();
                Ok(ProjectSummary {
                    choices: read_choices(&folder, &*self.disk).map(Option::unwrap_or_default),
                    clips: keys.len(),
                    bytes: keys.iter().map(|key| clips.size(key)).sum(),
                    standing: standing::read(&folder, &*self.disk),
                    used: last_used(&folder),
                    running: self.running_in(&folder).ok().flatten(),
                    folder,
                })
            })
            .collect()
    }

    /// The clips of the project in `folder`, for reading only: another lector may be adding to them.
    #[must_use]
    pub fn clips(&self, folder: &Path) -> Clips {
        clips_of(folder, Arc::clone(&self.disk))
    }

    fn folders(&self) -> Result<Vec<PathBuf>, StoreError> {
        match self.disk.list(&self.folder) {
            Ok(entries) => Ok(entries.into_iter().filter(|path| path.is_dir()).collect()),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Vec::new()),
            Err(error) => Err(StoreError::io("read", &self.folder)(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::speech::VoiceName;
    use crate::store::Place;

    fn a_book(folder: &Path, content: &str) -> PathBuf {
        let file = folder.join("book.epub");
        std::fs::write(&file, content).unwrap();
        file
    }

    #[test]
    fn a_book_is_found_again_whatever_its_title_reads_like() {
        let home = tempfile::tempdir().unwrap();
        let file = a_book(home.path(), "call me");
        let projects = Projects::new(home.path().join("projects"));
        let id = BookId::of("Moby-Dick; or, The Whale / 1851", &file).unwrap();
        let folder = projects.open(&id).unwrap().folder().to_owned();
        assert!(
            folder
                .file_name()
                .unwrap()
                .to_str()
                .unwrap()
                .starts_with("Moby-Dick; or, The Whale")
        );
        let renamed = BookId::of("The Whale", &file).unwrap();
        assert_eq!(projects.open(&renamed).unwrap().folder(), folder);
        let other = BookId::of("Moby-Dick; or, The Whale / 1851", &a_book(home.path(), "me call")).unwrap();
        assert_ne!(projects.open(&other).unwrap().folder(), folder);
    }

    #[test]
    fn choices_last_and_people_can_read_them() {
        let home = tempfile::tempdir().unwrap();
        let id = BookId::of("Typee", &a_book(home.path(), "six months")).unwrap();
        let projects = Projects::new(home.path().join("projects"));
        let mut project = projects.open(&id).unwrap();
        assert!(matches!(projects.open(&id), Err(StoreError::Locked { .. })));
        let choices = Choices {
            title: "Typee".to_owned(),
            voice: Some(VoiceName::new("bf_lily").unwrap()),
            chapters: [(1, false)].into(),
            place: Some(Place {
                chapter: 3,
                sentence: 17,
            }),
            ..Choices::default()
        };
        project.save(choices.clone()).unwrap();
        let file = project.folder().join(FILE_NAME);
        drop(project);
        let text = std::fs::read_to_string(&file).unwrap();
        assert!(text.contains("\"voice\": \"bf_lily\""), "{text}");
        assert_eq!(*projects.open(&id).unwrap().choices(), choices);
        assert_eq!(projects.list().unwrap()[0].choices.as_ref().unwrap().title, "Typee");

        std::fs::write(&file, "{ \"voice\": 7 }").unwrap();
        let message = projects.open(&id).unwrap_err().to_string();
        assert!(
            message.contains("project.json") && message.contains("line 1"),
            "{message}"
        );
    }

    const FILE_NAME: &str = "project.json";

    #[test]
    fn a_store_that_cannot_be_there_is_an_error_that_names_it() {
        let home = tempfile::tempdir().unwrap();
        let file = a_book(home.path(), "a file where a folder is needed");
        let id = BookId::of("Omoo", &file).unwrap();
        let message = Projects::new(file.join("projects")).open(&id).unwrap_err().to_string();
        assert!(message.contains("book.epub"), "{message}");
    }
}
