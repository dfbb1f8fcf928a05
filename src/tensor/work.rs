//! What a backend made its device do, counted for the whole process: on a graphics processor each operation is a kernel
//! to start, and each copy to the host a wait.

use std::ops::{Div, Sub};
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

use serde::Serialize;

static OPERATIONS: AtomicU64 = AtomicU64::new(0);
static EVALUATIONS: AtomicU64 = AtomicU64::new(0);
static HOST_COPIES: AtomicU64 = AtomicU64::new(0);

/// Counts, from the start of the process or between two moments of it. Only backends with a device of their own count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Work {
    /// Nodes of the graphs.
    pub operations: u64,
    /// Graphs that were computed.
    pub evaluations: u64,
    /// Results that were brought to the host.
    pub host_copies: u64,
}

impl Work {
    /// All that was done so far.
    #[must_use]
    pub fn so_far() -> Self {
        Self {
            operations: OPERATIONS.load(Relaxed),
            evaluations: EVALUATIONS.load(Relaxed),
            host_copies: HOST_COPIES.load(Relaxed),
        }
    }

    /// Counts this too.
    #[cfg_attr(not(has_mlx), allow(dead_code, reason = "the cpu backend has no device of its own"))]
    pub(super) fn count(self) {
        OPERATIONS.fetch_add(self.operations, Relaxed);
        EVALUATIONS.fetch_add(self.evaluations, Relaxed);
        HOST_COPIES.fetch_add(self.host_copies, Relaxed);
    }
}

impl Sub for Work {
    type Output = Self;
    fn sub(self, earlier: Self) -> Self {
        Self {
            operations: self.operations - earlier.operations,
            evaluations: self.evaluations - earlier.evaluations,
            host_copies: self.host_copies - earlier.host_copies,
        }
    }
}

impl Div<u64> for Work {
    type Output = Self;
    /// The work of one of so many equal runs.
    fn div(self, runs: u64) -> Self {
        Self {
            operations: self.operations / runs,
            evaluations: self.evaluations / runs,
            host_copies: self.host_copies / runs,
        }
    }
}
