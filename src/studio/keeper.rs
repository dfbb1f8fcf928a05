//! Writes to the disk on a thread of its own, so that no key waits for it.

use std::io;
use std::path::{Path, PathBuf};
use std::thread::{self, JoinHandle};

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::event::Event;
use crate::store::{Choices, Preferences, Project, Standing, StoreError};

/// Something to be kept.
enum Note {
    Choices(Box<Choices>),
    Standing(Standing),
    Preferences(Preferences),
}

/// A handle to the thread that has the project.
pub struct Keeper {
    notes: Sender<Note>,
    thread: JoinHandle<()>,
}

impl Keeper {
    /// Takes the project over; preferences go to `folder`, and what cannot be kept is told to the inbox.
    pub fn start(project: Project, folder: PathBuf, inbox: Sender<Event>) -> io::Result<Self> {
        let (notes, received) = unbounded();
        let run = move || keep_all(project, &folder, &received, &inbox);
        let thread = thread::Builder::new().name("lector-keeper".to_owned()).spawn(run)?;
        Ok(Self { notes, thread })
    }

    pub fn choices(&self, choices: Box<Choices>) {
        self.note(Note::Choices(choices));
    }

    pub fn standing(&self, standing: Standing) {
        self.note(Note::Standing(standing));
    }

    pub fn preferences(&self, preferences: Preferences) {
        self.note(Note::Preferences(preferences));
    }

    fn note(&self, note: Note) {
        // A keeper that has ended has told why.
        let _ = self.notes.send(note);
    }

    /// Waits until all is kept, and lets go of the project.
    pub fn end(self) {
        drop(self.notes);
        // If it has died, that has been told.
        let _ = self.thread.join();
    }
}

fn keep_all(mut project: Project, folder: &Path, notes: &Receiver<Note>, inbox: &Sender<Event>) {
    for note in notes {
        let kept: Result<(), StoreError> = match note {
            Note::Choices(choices) => project.save(*choices),
            Note::Standing(standing) => {
                project.post(&standing.work());
                project.stand(standing)
            }
            Note::Preferences(preferences) => preferences.write(folder),
        };
        if let Err(error) = kept {
            // Nobody listens any more once the screen has ended; the log does.
            tracing::warn!("{error}");
            let _ = inbox.send(Event::Trouble(error.to_string()));
        }
    }
}
