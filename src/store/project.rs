//! One book in the store: its clips, and what the user chose for it.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use serde::{Deserialize, Serialize};

use super::disk::{self, Disk};
use super::standing::{self, Standing};
use super::{Casting, Clips, ProjectLock, Scratch, SpellingKey, Spellings, StoreError, Work, work};
use crate::audio::Tempo;
use crate::kokoro::{Pitch, Speed};
use crate::speech::{Lexicon, VoiceName};

const FILE: &str = "project.json";
const CLIPS: &str = "clips";

/// A place in a book: a sentence of a chapter, numbered as in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Place {
    /// The chapter, from 1.
    pub chapter: u32,
    /// The sentence in it, from 1.
    pub sentence: u32,
}

/// A sentence the user asked to have read again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retake {
    /// Where it is.
    pub place: Place,
    /// What it says: if another sentence stands there one day, the retake is not for it.
    pub text: String,
    /// Which reading, from 1.
    pub take: u32,
}

/// Who says something.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Speaker {
    /// Nobody: it is narrated.
    Narrator,
    /// Somebody without a voice of their own.
    Someone,
    /// Somebody of this name.
    Named(String),
}

/// Who says a sentence, as the user has it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attribution {
    /// Where it is.
    pub place: Place,
    /// What it says: if another sentence stands there one day, this is not for it.
    pub text: String,
    /// Who says it.
    pub speaker: Speaker,
}

/// How a book was read.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    /// Who reads.
    pub voice: VoiceName,
    /// How fast.
    pub speed: Speed,
    /// How high.
    #[serde(default)]
    pub pitch: Pitch,
}

/// What the user chose for a book. What is not set follows the configuration.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Choices {
    /// The book's title, so that a person finds their way.
    pub title: String,
    /// Where the book's file was last seen.
    pub source: Option<PathBuf>,
    /// Who reads it.
    pub voice: Option<VoiceName>,
    /// How fast.
    pub speed: Option<Speed>,
    /// How high.
    pub pitch: Option<Pitch>,
    /// How fast it is listened to in the studio.
    pub tempo: Option<Tempo>,
    /// How it was rendered: what was said so is kept for as long as the user wants it.
    pub readings: Vec<Reading>,
    /// Chapters taken in or left out against the default, by number.
    pub chapters: BTreeMap<u32, bool>,
    /// Words said otherwise in this book.
    pub lexicon: Lexicon,
    /// Sentences read again.
    pub retakes: Vec<Retake>,
    /// Who says what, where the rules had it wrong.
    pub speakers: Vec<Attribution>,
    /// Who reads beside the narrator.
    pub cast: Casting,
    /// Where the listener stopped.
    pub place: Option<Place>,
    /// How many letters of its chapter stand before that place: by them it is found again when the text is parted
    /// otherwise.
    pub letters_before: Option<usize>,
    /// The kind of audio file, by its name in the settings.
    pub format: Option<String>,
    /// The folder audio files are written to.
    pub output: Option<PathBuf>,
}

/// The project of one book, open for writing: no other lector can open it meanwhile.
#[derive(Debug)]
pub struct Project {
    folder: PathBuf,
    disk: Arc<dyn Disk>,
    clips: Clips,
    choices: Choices,
    standing: Option<Standing>,
    _lock: ProjectLock,
}

impl Project {
    /// Opens the project in `folder`, which must exist.
    pub(super) fn open(folder: PathBuf, disk: Arc<dyn Disk>) -> Result<Self, StoreError> {
        let lock = ProjectLock::acquire(&folder)?;
        let choices = read_choices(&folder, &*disk)?.unwrap_or_default();
        Scratch::clear_left(&folder);
        let clips = Clips::open(folder.join(CLIPS), Arc::clone(&disk))?;
        Ok(Self {
            standing: standing::read(&folder, &*disk),
            folder,
            disk,
            clips,
            choices,
            _lock: lock,
        })
    }

    /// Where the project is.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// A folder for what is only needed on the way. There is one at a time.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Io`] when it cannot be made.
    pub fn scratch(&self) -> Result<Scratch, StoreError> {
        Scratch::make(&self.folder)
    }

    /// The sentences that have been said.
    #[must_use]
    pub fn clips(&self) -> &Clips {
        &self.clips
    }

    /// How its sentences are pronounced, as far as `maker` has said so before.
    #[must_use]
    pub fn spellings(&self, maker: &SpellingKey) -> Spellings {
        Spellings::open(&self.folder, maker)
    }

    /// Tells other lectors how far the work on this book is. Nobody is the worse off when that fails.
    pub fn post(&self, work: &Work) {
        let path = self.folder.join(work::FILE);
        let partial = path.with_extension("partial");
        let posted = serde_json::to_vec_pretty(work)
            .map_err(io::Error::other)
            .and_then(|json| self.disk.write(&partial, &json))
            .and_then(|()| self.disk.rename(&partial, &path));
        if let Err(error) = posted {
            tracing::debug!("cannot post how far the work is: {error}");
        }
    }

    /// The user's choices.
    #[must_use]
    pub fn choices(&self) -> &Choices {
        &self.choices
    }

    /// How far it had come when it was last noted.
    #[must_use]
    pub fn standing(&self) -> Option<&Standing> {
        self.standing.as_ref()
    }

    /// Notes how far it has come.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Io`]; the note on disk is then the one from before.
    pub fn stand(&mut self, standing: Standing) -> Result<(), StoreError> {
        if self.standing.as_ref() != Some(&standing) {
            standing::write(&self.folder, &*self.disk, &standing)?;
            self.standing = Some(standing);
        }
        Ok(())
    }

    /// Keeps the user's choices: after this they survive a power loss. Nothing is written when nothing has changed.
    ///
    /// # Errors
    /// [`StoreError::Full`] or [`StoreError::Io`]; the choices on disk are then those from before.
    pub fn save(&mut self, choices: Choices) -> Result<(), StoreError> {
        if choices == self.choices {
            return Ok(());
        }
        let path = self.folder.join(FILE);
        let mut json = serde_json::to_vec_pretty(&choices).map_err(|error| not_a_project(&path, &error))?;
        json.push(b'\n');
        disk::replace(&*self.disk, &path, &json).map_err(StoreError::io("write", &path))?;
        self.choices = choices;
        Ok(())
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        // There is none where nothing was posted.
        let _ = self.disk.remove(&self.folder.join(work::FILE));
    }
}

/// The choices in a project folder, if there are any yet.
pub(super) fn read_choices(folder: &Path, disk: &dyn Disk) -> Result<Option<Choices>, StoreError> {
    let path = folder.join(FILE);
    match disk.read(&path) {
        Ok(json) => match serde_json::from_slice(&json) {
            Ok(choices) => Ok(Some(choices)),
            Err(error) => Err(not_a_project(&path, &error)),
        },
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(StoreError::io("read", &path)(error)),
    }
}

/// When the choices in a project folder were last written.
pub(super) fn last_used(folder: &Path) -> Option<SystemTime> {
    folder.join(FILE).metadata().and_then(|file| file.modified()).ok()
}

/// The clips of the project in `folder`, for reading only.
pub(super) fn clips_of(folder: &Path, disk: Arc<dyn Disk>) -> Clips {
    Clips::read_only(folder.join(CLIPS), disk)
}

fn not_a_project(path: &Path, error: &serde_json::Error) -> StoreError {
    StoreError::Project {
        path: path.to_owned(),
        reason: error.to_string(),
    }
}
