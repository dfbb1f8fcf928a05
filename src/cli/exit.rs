//! How the process ends: the message on stderr and the exit code.

use std::error::Error;

use color_eyre::eyre::Report;

use super::interrupt::Interrupted;

/// The work failed.
pub const FAILED: u8 = 1;
/// What the user wrote, in arguments or settings, cannot be followed.
pub const USAGE: u8 = 2;
/// The user stopped the work: 128 + SIGINT, as shells have it.
pub const INTERRUPTED: u8 = 130;

/// Arguments that are well-formed and yet cannot be followed.
#[derive(Clone, Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// The exit code for a failure.
pub fn code(report: &Report) -> u8 {
    if comes_from::<Interrupted>(report) {
        INTERRUPTED
    } else if comes_from::<Usage>(report) {
        USAGE
    } else {
        FAILED
    }
}

fn comes_from<E: Error + 'static>(report: &Report) -> bool {
    report.chain().any(<dyn Error>::is::<E>)
}
