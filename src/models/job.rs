//! A long job: what it tells while it runs, and how it is stopped.

use std::sync::atomic::{AtomicBool, Ordering};

use super::ModelsError;

/// What a fetch tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress<'a> {
    /// Something the user should read, such as why another source is used.
    Note(&'a str),
    /// How far the work has come.
    Doing {
        /// What is being worked on.
        what: &'a str,
        /// Bytes done.
        done: u64,
        /// Bytes there are in all.
        total: u64,
    },
}

/// The two ends of a job that its caller holds.
pub(super) struct Job<'a> {
    progress: &'a mut dyn FnMut(Progress<'_>),
    cancel: &'a AtomicBool,
    done: u64,
    total: u64,
}

impl<'a> Job<'a> {
    pub(super) fn new(progress: &'a mut dyn FnMut(Progress<'_>), cancel: &'a AtomicBool) -> Self {
        Self {
            progress,
            cancel,
            done: 0,
            total: 0,
        }
    }

    pub(super) fn note(&mut self, text: &str) {
        (self.progress)(Progress::Note(text));
    }

    /// Starts counting from nothing towards `total` bytes.
    pub(super) fn expect(&mut self, total: u64) {
        (self.done, self.total) = (0, total);
    }

    /// Says how much of the current part is done, beyond the parts finished before.
    pub(super) fn at(&mut self, what: &str, bytes: u64) {
        (self.progress)(Progress::Doing {
            what,
            done: (self.done + bytes).min(self.total),
            total: self.total,
        });
    }

    /// Ends a part of `bytes` bytes.
    pub(super) fn finish(&mut self, what: &str, bytes: u64) {
        self.done += bytes;
        self.at(what, 0);
    }

    /// # Errors
    /// [`ModelsError::Interrupted`] once the user has asked to stop.
    pub(super) fn go_on(&self) -> Result<(), ModelsError> {
        if self.cancel.load(Ordering::Relaxed) {
            Err(ModelsError::Interrupted)
        } else {
            Ok(())
        }
    }
}
