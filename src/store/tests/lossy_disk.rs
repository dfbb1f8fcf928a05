//! A file system in memory that forgets, when the power goes, what was never synced.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::store::Disk;

type Names = BTreeMap<PathBuf, usize>;

#[derive(Clone, Debug, Default)]
struct Content {
    written: Vec<u8>,
    synced: Option<Vec<u8>>,
}

#[derive(Clone, Debug, Default)]
struct State {
    contents: Vec<Content>,
    names: Names,
    synced_names: Names,
    steps: usize,
}

/// What is left of names that were never synced.
#[derive(Clone, Copy, Debug)]
pub enum NamesLeft {
    Synced,
    All,
}

/// What is left of content that was never synced.
#[derive(Clone, Copy, Debug)]
pub enum ContentLeft {
    Nothing,
    Half,
    Garbage,
    All,
}

/// How a disk stops working.
#[derive(Clone, Copy, Debug)]
pub enum Trouble {
    /// After so many steps nothing works any more.
    PowerLossAfter(usize),
    /// After so many steps nothing can be written any more.
    FullAfter(usize),
}

#[derive(Debug)]
pub struct LossyDisk {
    state: Mutex<State>,
    trouble: Trouble,
}

impl LossyDisk {
    pub fn new(trouble: Trouble) -> Self {
        Self {
            state: Mutex::default(),
            trouble,
        }
    }

    /// What a machine finds when the power is back.
    pub fn after_power_loss(&self, names: NamesLeft, content: ContentLeft) -> Self {
        let mut state = self.state.lock().unwrap().clone();
        if matches!(names, NamesLeft::Synced) {
            state.names = state.synced_names.clone();
        }
        state.synced_names = state.names.clone();
        for file in &mut state.contents {
            let left = file.synced.clone().unwrap_or_else(|| match content {
                ContentLeft::Nothing => Vec::new(),
                ContentLeft::Half => file.written[..file.written.len() / 2].to_vec(),
                ContentLeft::Garbage => vec![0xAA; file.written.len()],
                ContentLeft::All => file.written.clone(),
            });
            file.written.clone_from(&left);
            file.synced = Some(left);
        }
        state.steps = 0;
        Self {
            state: Mutex::new(state),
            trouble: Trouble::PowerLossAfter(usize::MAX),
        }
    }

    pub fn file_names(&self) -> Vec<PathBuf> {
        self.state.lock().unwrap().names.keys().cloned().collect()
    }

    fn step<T>(&self, writes: bool, act: impl FnOnce(&mut State) -> io::Result<T>) -> io::Result<T> {
        let mut state = self.state.lock().unwrap();
        state.steps += 1;
        match self.trouble {
            Trouble::PowerLossAfter(steps) if state.steps > steps => Err(io::Error::other("the power is gone")),
            Trouble::FullAfter(steps) if writes && state.steps > steps => Err(io::ErrorKind::StorageFull.into()),
            _ => act(&mut state),
        }
    }
}

impl State {
    fn find(&self, path: &Path) -> io::Result<usize> {
        self.names.get(path).copied().ok_or(io::ErrorKind::NotFound.into())
    }
}

impl Disk for LossyDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step(false, |state| Ok(state.contents[state.find(path)?].written.clone()))
    }

    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        self.step(true, |state| {
            let file = state.find(path).unwrap_or_else(|_| {
                state.contents.push(Content::default());
                state.names.insert(path.to_owned(), state.contents.len() - 1);
                state.contents.len() - 1
            });
            state.contents[file].written = content.to_vec();
            Ok(())
        })
    }

    fn sync(&self, path: &Path) -> io::Result<()> {
        self.step(true, |state| {
            let file = state.find(path)?;
            state.contents[file].synced = Some(state.contents[file].written.clone());
            Ok(())
        })
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(false, |state| {
            let file = state.find(from)?;
            state.names.remove(from);
            state.names.insert(to.to_owned(), file);
            Ok(())
        })
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step(false, |state| {
            let here = |path: &PathBuf| path.parent() == Some(folder);
            state.synced_names.retain(|path, _| !here(path));
            let now: Vec<_> = state.names.iter().filter(|(path, _)| here(path)).collect();
            state
                .synced_names
                .extend(now.into_iter().map(|(path, file)| (path.clone(), *file)));
            Ok(())
        })
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step(false, |state| {
            state.find(path)?;
            state.names.remove(path);
            Ok(())
        })
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        self.step(false, |state| {
            let here = state.names.keys().filter(|path| path.parent() == Some(folder));
            Ok(here.cloned().collect())
        })
    }

    fn size(&self, path: &Path) -> io::Result<u64> {
        Ok(self.read(path)?.len() as u64)
    }

    fn make_folder(&self, _folder: &Path) -> io::Result<()> {
        self.step(false, |_| Ok(()))
    }
}
