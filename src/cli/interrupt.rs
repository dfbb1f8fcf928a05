//! Ctrl-C: once to stop when the work in hand is safe, twice to stop at once.

use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use color_eyre::eyre::{self, WrapErr};
use thiserror::Error;

use super::args::Global;

/// Set by the first Ctrl-C.
static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// The user stopped the work; what was finished is kept.
#[derive(Clone, Copy, Debug, Error)]
#[error("interrupted; everything finished is kept, and the same command goes on from there")]
pub struct Interrupted;

/// From here on Ctrl-C only sets the [`flag`], and a second one ends the process.
///
/// # Errors
/// When the system refuses the handler.
pub fn listen(_global: &Global) -> eyre::Result<()> {
    ctrlc::set_handler(|| {
        if REQUESTED.swap(true, Ordering::SeqCst) {
            process::exit(130);
        }
    })
    .wrap_err("cannot listen for Ctrl-C")
}

/// The flag, for threads that do the work.
#[must_use]
pub fn flag() -> Arc<AtomicBool> {
    Arc::clone(&REQUESTED)
}
