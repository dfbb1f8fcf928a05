//! Asks whoever computes to give up.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

/// Tells a backend, or whoever speaks with one, to give up what it is doing.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<AtomicBool>);

impl Interrupt {
    /// Tells it.
    pub fn raise(&self) {
        self.0.store(true, Relaxed);
    }

    /// Whether it was told.
    #[must_use]
    pub fn is_raised(&self) -> bool {
        self.0.load(Relaxed)
    }
}
