//! Where the time of a model goes: seconds and multiply-adds by the part of the model and the kind of operation.

use std::collections::BTreeMap;
use std::ops::AddAssign;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// What is done, as far as it differs in speed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Operation {
    /// A matrix times rows.
    Linear,
    /// A convolution, with what is fused into it.
    Convolution,
    /// A transposed convolution.
    Transposed,
    /// An LSTM.
    Lstm,
    /// Attention.
    Attention,
    /// The Fourier transform and its inverse.
    Fourier,
    /// The harmonic source.
    Source,
    /// Norms, sums, copies.
    Other,
}

/// What one kind of operation took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Spent {
    /// How many operations.
    pub count: u64,
    /// How long, on the clock.
    pub time: Duration,
    /// Multiply-adds, as many as the plain formula has: a faster algorithm does not count as less work.
    pub multiply_adds: u64,
}

impl AddAssign for Spent {
    fn add_assign(&mut self, other: Self) {
        self.count += other.count;
        self.time += other.time;
        self.multiply_adds += other.multiply_adds;
    }
}

/// The name a model gives to a part of itself, with [`super::Backend::enter`].
pub type PartName = &'static str;

/// Counts what is spent, from any thread.
#[derive(Debug, Default)]
pub struct Tally(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    part: PartName,
    spent: BTreeMap<(PartName, Operation), Spent>,
}

impl Tally {
    /// All that was spent since the last time, which begins anew.
    pub fn take(&self) -> BTreeMap<(PartName, Operation), Spent> {
        self.with(|counts| std::mem::take(&mut counts.spent))
    }

    /// What follows is of this part.
    pub(super) fn enter(&self, part: PartName) {
        self.with(|counts| counts.part = part);
    }

    pub(super) fn add(&self, operation: Operation, spent: Spent) {
        self.with(|counts| *counts.spent.entry((counts.part, operation)).or_default() += spent);
    }

    fn with<T>(&self, work: impl FnOnce(&mut Counts) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
