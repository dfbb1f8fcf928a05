//! Settings: YAML files, one over the other, become one checked [`Settings`]. The only room that knows `serde_yaml`.
//!
//! `config/default.yaml` is carried inside the program; it names every setting and says what it is for. A [`Stack`]
//! lays the user's files and the options of the command line over it. Whatever is wrong is a [`ConfigError`] that says
//! where; [`Settings::error_at`] lets other rooms' findings (a voice that does not exist) be told in the same way.

mod error;
mod field;
mod key;
mod keymap;
mod layer;
mod lexicon;
mod nearest;
mod place;
mod settings;
mod stack;
mod theme;

pub use error::ConfigError;
pub use keymap::Keymap;
pub use lexicon::{LexiconEntry, PartOfSpeech, Said};
pub use nearest::nearest;
pub use place::Place;
pub use settings::{
    Cast, Engine, Footnotes, Format, Model, Output, Pauses, Settings, Sound, Split, Studio, Subtitles, Text, Tts, Urls,
};
pub use stack::Stack;
pub use theme::{Colour, Look, Role, Theme};

#[cfg(test)]
mod tests;
