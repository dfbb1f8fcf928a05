//! Where lector keeps things on this machine.

use std::path::PathBuf;

use color_eyre::eyre::{self, WrapErr};
use etcetera::BaseStrategy;

/// lector's own folders: XDG's, or Apple's on macOS. None need exist yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Folders {
    /// The user's settings.
    pub config: PathBuf,
    /// What was said, the user's choices for each book, models.
    pub data: PathBuf,
    /// Logs.
    pub state: PathBuf,
}

impl Folders {
    /// Asks the system.
    ///
    /// # Errors
    /// When the user has no home folder.
    pub fn find() -> eyre::Result<Self> {
        let system = etcetera::base_strategy::choose_native_strategy()
            .wrap_err("cannot tell where your home folder is; set HOME")?;
        let state = system
            .state_dir()
            .unwrap_or_else(|| system.home_dir().join("Library/Logs"));
        Ok(Self {
            config: system.config_dir().join("lector"),
            data: system.data_dir().join("lector"),
            state: state.join("lector"),
        })
    }
}
