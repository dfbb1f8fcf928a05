//! What every kind of audio file has in common.

use std::path::PathBuf;

use super::ExportError;

/// An audio file in the making. Dropped before it is finished, it leaves nothing behind.
pub trait Encoder {
    /// Adds sound: mono samples of about −1 to 1.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written, as for all of these.
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError>;

    /// Ends the file, makes it last and gives it its name.
    ///
    /// # Errors
    /// As above.
    fn finish(self: Box<Self>) -> Result<Finished, ExportError>;
}

/// A file that is whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finished {
    /// The file.
    pub path: PathBuf,
    /// How many samples it holds.
    pub samples: u64,
    /// What the user should know of how it was made.
    pub remark: Option<String>,
}
