//! Who says what, when.
//!
//! ```text
//!              Command                     Request                 spoken text
//!  studio, ──────────────▶ coordinator ──────────────▶ speller  ──▶ phonemes, ahead of the model
//!  cli                     (schedule,  ◀──────────────
//!         ◀──────────────   store)     ──────────────▶ synthesis ─▶ the model: loaded and run on this thread alone,
//!              Event                       Task                     finished sound leaves it
//! ```
//!
//! The coordinator answers at once, whatever the model is doing: it serves what the store has, keeps what was said, and
//! decides by the [`Schedule`] what is said next. Listening and rendering are one act: the play cursor only changes which
//! sentence comes next.

mod backend;
mod batch;
mod command;
mod coordinator;
mod delivery;
mod event;
mod handle;
mod kokoro_narrator;
mod line;
mod model;
mod narrator;
mod plausible;
mod schedule;
mod script;
mod sentence;
mod speller;
mod synthesis;
mod together;
mod voices;

pub use backend::{BackendChoice, BackendName};
pub use command::{Command, Finish, Say};
pub use event::{Event, Metrics, Source};
pub use handle::{Engine, EngineConfig, EngineError};
pub use kokoro_narrator::{KokoroFactory, mlx_device};
pub use line::{Generation, Line, Manner, Part, Ticket, Words};
pub use narrator::{Narrator, NarratorError, NarratorFactory};
pub use plausible::Unsound;
pub use schedule::{Job, Purpose, Schedule, Tally};
pub use speller::Pronouncer;

pub use crate::tensor::Interrupt;
