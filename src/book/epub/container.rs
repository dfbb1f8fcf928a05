//! The zip an EPUB is: files by their names, with a bound on what each may unpack to.

use std::collections::{HashMap, HashSet};
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use unicode_normalization::UnicodeNormalization;
use zip::ZipArchive;
use zip::result::ZipError;

use super::href;
use crate::book::BookError;
use crate::book::markup::{Markup, decode};

/// The most a page, a package file or a table of contents may unpack to. A million words of XHTML take 8 MiB.
const FILE_LIMIT_MIB: u64 = 32;

/// The most all files read from one book may unpack to.
const BOOK_LIMIT_MIB: u64 = 512;

/// Ways of scrambling fonts that leave the text readable.
const FONT_OBFUSCATION: [&str; 2] = ["http://www.idpf.org/2008/embedding", "http://ns.adobe.com/pdf/enc#RC"];

/// An opened EPUB container.
pub struct Container {
    path: PathBuf,
    zip: ZipArchive<BufReader<File>>,
    names: HashMap<String, usize>,
    encrypted: HashSet<String>,
    unpacked: u64,
}

/// Why a file of the container cannot be had.
#[derive(Debug)]
pub enum Missing {
    /// It is not there.
    Absent,
    /// It cannot be unpacked.
    Damaged(String),
    /// The whole book is to be refused.
    Fatal(BookError),
}

impl Container {
    /// Opens the zip and learns which of its files are encrypted.
    pub fn open(path: &Path) -> Result<Self, BookError> {
        let unreadable = |source| BookError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let mut file = File::open(path).map_err(unreadable)?;
        if file.metadata().map_err(unreadable)?.is_dir() {
            return Err(unreadable(std::io::ErrorKind::IsADirectory.into()));
        }
        let mut signature = Vec::new();
        (&mut file).take(4).read_to_end(&mut signature).map_err(unreadable)?;
        if signature != b"PK\x03\x04" {
            return Err(BookError::NotAnEpub {
                path: path.to_owned(),
                why: "it is no zip archive".to_owned(),
            });
        }
        let zip = ZipArchive::new(BufReader::new(file)).map_err(|error| BookError::Damaged {
            path: path.to_owned(),
            why: format!("it begins as a zip archive but is not whole ({error})"),
        })?;
        let names = (0..zip.len())
            .filter_map(|index| Some((key(&zip.name_for_index(index)?.ok()?), index)))
            .collect();
        let mut container = Self {
            path: path.to_owned(),
            zip,
            names,
            encrypted: HashSet::new(),
            unpacked: 0,
        };
        container.encrypted = container.encrypted_files()?;
        Ok(container)
    }

    /// The book's own path.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Unpacks a file, found even where case, percent-encoding or Unicode normalisation differ.
    pub fn read(&mut self, name: &str) -> Result<Vec<u8>, Missing> {
        let key = key(name);
        if self.encrypted.contains(&key) {
            return Err(Missing::Fatal(self.encrypted(name)));
        }
        let index = *self.names.get(&key).ok_or(Missing::Absent)?;
        let limit = (FILE_LIMIT_MIB << 20).min((BOOK_LIMIT_MIB << 20).saturating_sub(self.unpacked));
        let mut bytes = Vec::new();
        let outcome = match self.zip.by_index(index) {
            Ok(file) => file.take(limit + 1).read_to_end(&mut bytes).map_err(ZipError::Io),
            Err(error) => Err(error),
        };
        match outcome {
            Ok(_) if bytes.len() as u64 > limit => Err(Missing::Fatal(self.too_large(name))),
            Ok(_) => {
                self.unpacked += bytes.len() as u64;
                Ok(bytes)
            }
            Err(ZipError::UnsupportedArchive(ZipError::PASSWORD_REQUIRED)) => Err(Missing::Fatal(self.encrypted(name))),
            Err(error) => Err(Missing::Damaged(error.to_string())),
        }
    }

    /// Unpacks and decodes a page.
    pub fn read_text(&mut self, name: &str) -> Result<String, Missing> {
        self.read(name).map(|bytes| decode(&bytes))
    }

    /// Unpacks and parses a file of markup.
    pub fn read_markup(&mut self, name: &str) -> Result<Markup, Missing> {
        let text = self.read_text(name)?;
        Markup::parse(&text).map_err(|_| Missing::Fatal(self.too_large(name)))
    }

    /// The error for a file that is too large to be a book's.
    pub fn too_large(&self, name: &str) -> BookError {
        BookError::TooLarge {
            path: self.path.clone(),
            file: name.to_owned(),
            limit_mib: FILE_LIMIT_MIB,
        }
    }

    fn encrypted(&self, name: &str) -> BookError {
        BookError::Encrypted {
            path: self.path.clone(),
            file: name.to_owned(),
        }
    }

    /// What `META-INF/encryption.xml` says is encrypted, fonts that are only scrambled apart.
    fn encrypted_files(&mut self) -> Result<HashSet<String>, BookError> {
        let markup = match self.read_markup("META-INF/encryption.xml") {
            Ok(markup) => markup,
            Err(Missing::Fatal(error)) => return Err(error),
            Err(_) => return Ok(HashSet::new()),
        };
        let all = 0..markup.len();
        let locked = markup.elements(all).filter(|(_, e)| e.name() == "encrypteddata");
        let locked = locked.filter_map(|(id, _)| {
            let method = markup.element(markup.find(markup.inside(id), "encryptionmethod")?)?;
            let method = method.attribute("Algorithm").unwrap_or_default();
            let file = markup.element(markup.find(markup.inside(id), "cipherreference")?)?;
            let file = href::resolve("", file.attribute("URI")?)?;
            (!FONT_OBFUSCATION.contains(&method)).then(|| key(&file.file))
        });
        Ok(locked.collect())
    }
}

/// A file's name as it is looked up: without what archivers and page authors disagree about.
fn key(name: &str) -> String {
    let name = percent_encoding::percent_decode_str(name).decode_utf8_lossy();
    name.trim_start_matches('/')
        .nfc()
        .flat_map(char::to_lowercase)
        .collect()
}
