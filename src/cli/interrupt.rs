//! Ctrl-C: once to stop when the work in hand is safe, twice to stop at once.

use std::io::Write;
use std::process;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, LazyLock};

use color_eyre::eyre::{self, WrapErr};
use thiserror::Error;

use super::args::Global;
use super::exit;

/// Set by the first Ctrl-C.
static REQUESTED: LazyLock<Arc<AtomicBool>> = LazyLock::new(Arc::default);

/// The user stopped the work; what was finished is kept.
#[derive(Clone, Copy, Debug, Error)]
#[error("interrupted; everything finished is kept, and the same command goes on from there")]
pub struct Interrupted;

/// From here on Ctrl-C (and SIGTERM, SIGHUP) only sets the [`flag`], and a second one ends the process.
///
/// For commands that look at the flag; the others are simply ended by the signal. Listening twice is listening once.
///
/// # Errors
/// When the system refuses the handler.
pub fn listen(global: &Global) -> eyre::Result<()> {
    let quiet = global.quiet;
    let handler = move || {
        if REQUESTED.swap(true, Ordering::SeqCst) {
            process::exit(exit::INTERRUPTED.into());
        }
        tracing::info!("interrupt requested");
        if !quiet {
            // Nobody is left to tell if this fails.
            let _ = writeln!(
                std::io::stderr(),
                "\nlector: stopping; press Ctrl-C again to stop at once"
            );
        }
    };
    match ctrlc::set_handler(handler) {
        Err(ctrlc::Error::MultipleHandlers) => Ok(()),
        outcome => outcome.wrap_err("cannot listen for Ctrl-C"),
    }
}

/// The flag, for threads that do the work.
#[must_use]
pub fn flag() -> Arc<AtomicBool> {
    Arc::clone(&REQUESTED)
}

/// Returns the error to end with, once the user has asked to stop.
///
/// # Errors
/// [`Interrupted`] after the first Ctrl-C.
pub fn check() -> Result<(), Interrupted> {
    if REQUESTED.load(Ordering::SeqCst) {
        Err(Interrupted)
    } else {
        Ok(())
    }
}
