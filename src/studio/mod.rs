//! The terminal: a book read aloud and rendered at once.
//!
//! ```text
//! keys, signals ─┐                            ┌─▶ engine, player, reader, project
//! engine         ├─▶ inbox ─▶ update ─▶ Effects
//! player, reader ┘             │
//!                            State ─▶ view ─▶ screen, when something has changed
//! ```
//!
//! [`update`](update::update) and [`view`](view::view) are pure: they know no threads, no clock and no terminal. All
//! that has effects is in `run` and `terminal`.

mod action;
mod attribution;
mod audition;
mod awake;
mod editor;
mod effect;
mod event;
mod gauge;
mod inputs;
mod keeper;
mod keys;
mod library;
mod opening;
mod outline;
mod overlay;
mod playback;
mod reader;
mod rest;
mod run;
mod script;
mod standing;
mod state;
mod terminal;
#[cfg(test)]
mod tests;
mod theme;
mod update;
mod view;
mod watch;
mod wrap;

pub use attribution::attribute;
pub use inputs::Inputs;
pub use keys::Keys;
pub use library::{Library, Shelved};
pub use opening::Opening;
pub use overlay::Leaving;
pub use rest::Rest;
pub use run::{Ending, Studio, StudioError};
pub use script::{Heading, Script};
pub use state::UsualFiles;
pub use terminal::Stage;
pub use theme::{Depth, Themes};
pub use watch::{Watch, Watched};
