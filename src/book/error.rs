//! What can be wrong with a book.

use std::fmt;
use std::path::PathBuf;

use thiserror::Error;

/// Why a book cannot be opened.
#[derive(Debug, Error)]
pub enum BookError {
    /// The file cannot be read at all.
    #[error("{}: {source}; give the path of an EPUB file", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file is no EPUB.
    #[error("{} is not an EPUB: {why}; lector reads EPUB 2 and 3", path.display())]
    NotAnEpub {
        /// The file.
        path: PathBuf,
        /// What is missing.
        why: String,
    },
    /// The file was an EPUB once.
    #[error("{} is damaged: {why}; get the book again from where it came from", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong where.
        why: String,
    },
    /// The text is locked.
    #[error("{} is encrypted ({file}); lector reads books without digital rights management only", path.display())]
    Encrypted {
        /// The book.
        path: PathBuf,
        /// The first file in it that cannot be read.
        file: String,
    },
    /// The file would unpack to more than any book holds.
    #[error("{} is refused: {file} in it unpacks to more than {limit_mib} MiB, which no book's page does", path.display())]
    TooLarge {
        /// The book.
        path: PathBuf,
        /// The file in it.
        file: String,
        /// How much it may hold.
        limit_mib: u64,
    },
}

/// Something in a book that could not be read, while the rest could.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Warning {
    /// The file in the EPUB.
    pub file: String,
    /// What is wrong with it.
    pub trouble: Trouble,
}

/// What is wrong with a file in a book.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Trouble {
    /// The book names it, but does not hold it.
    Missing,
    /// It cannot be unpacked.
    Damaged(String),
    /// It is not a page of text.
    NotText(String),
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, trouble } = self;
        match trouble {
            Trouble::Missing => write!(f, "the book names {file} in its reading order, but does not hold it"),
            Trouble::Damaged(why) => write!(f, "{file} in the book cannot be unpacked: {why}"),
            Trouble::NotText(kind) => write!(f, "{file} in the book's reading order is no page of text but {kind}"),
        }
    }
}
