//! The operations Kokoro needs, as a trait, and the backends that have them.

mod backend;
mod check;
pub mod cpu;
mod eight_bit;
mod host;
mod interrupt;
#[cfg(has_mlx)]
pub mod mlx;
mod tally;
mod watched;
mod weight;
mod window;
mod work;

pub use backend::{Activation, AdaIn, After, Backend, Before, ConvShape, LstmWeights, Precision, SourceWeights};
pub use eight_bit::EightBitTensor;
pub use host::{HostTensor, QuantisedMatrix};
pub use interrupt::Interrupt;
pub use tally::{Operation, PartName, Spent, Tally};
pub use watched::{Watched, Weighed};
pub use weight::Weight;
pub use work::Work;

use thiserror::Error;

/// What can go wrong in an operation.
#[derive(Debug, Error)]
pub enum TensorError {
    /// Two shapes that do not fit, found before the backend saw them.
    #[error("{what}: expected shape {expected}, got {got}")]
    Shape {
        /// The operation or tensor.
        what: String,
        /// What fits.
        expected: String,
        /// What came.
        got: String,
    },
    /// The backend failed.
    #[error("the {backend} backend failed in {operation}: {message}")]
    Backend {
        /// `cpu` or `mlx`.
        backend: &'static str,
        /// The operation.
        operation: &'static str,
        /// The backend's own words.
        message: String,
    },
    /// Whoever wanted the result wants something else first.
    #[error("interrupted")]
    Interrupted,
}
