//! The EPUB format: the container, the package document, the table of contents.

mod container;
mod href;
mod metadata;
mod package;
mod toc;

pub(super) use container::{Container, Missing};
pub(super) use href::{Place, resolve};
pub(super) use package::{Package, SpineItem};
pub(super) use toc::{Entry, Navigation};
