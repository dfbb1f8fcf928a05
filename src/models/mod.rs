//! Where models come from: the catalogue, fetching, importing, verifying, and the folders they lie in.
//!
//! Each source has a folder of its own under the models folder. A model appears there whole or not at all: it is put
//! together in `<name>.partial`, checked, synced and renamed, and what an interrupted fetch has brought is used by the
//! next one.

mod catalogue;
mod checksum;
mod client;
mod dictionary;
mod download;
mod error;
mod fetch;
mod hugging_face;
mod install;
mod int8_export;
mod job;
mod manifest;
mod packages;
mod places;
#[cfg(test)]
mod tests;

pub use catalogue::{Source, Variant, grade};
pub use error::ModelsError;
pub use fetch::{ensure, fetch, fetch_dictionary};
pub use job::Progress;
pub use manifest::{Verification, fingerprint, verify};
pub use places::{Installed, ModelPath, Places};
