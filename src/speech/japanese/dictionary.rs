//! A dictionary that MeCab's tools have compiled, as UniDic comes: words, what they cost, and what it costs that one
//! follows another.
//!
//! ```text
//! sys.dic, unk.dic   header of ten u32 (6: bytes of the index, 7: of the words, 8: of the features), 32 bytes of charset,
//!                    a double-array index over UTF-8, words of 16 bytes, features as text that ends with a zero byte
//! matrix.bin         two u16, then an i16 for each right context of a word and left context of the next
//! char.bin           a u32 count, names of 32 bytes, then a u32 of bit fields for each of 65 535 characters
//! ```
//!
//! Index and words (30 MB) are held in memory; features and rows of the matrix are read when they are needed.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fs::{self, File};
use std::io;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::super::SpeechError;
use super::super::error::dictionary_error;

/// Bytes before the index of a word list.
const HEADER: usize = 72;
/// Bytes of a word.
const WORD: usize = 16;
/// Bytes of a category's name.
const NAME: usize = 32;
/// Characters `char.bin` knows.
const CHARACTERS: usize = 0xffff;
/// Words `unk.dic` may have for one category, and a list for one spelling: their count has eight bits.
const COUNT_BITS: u32 = 8;
/// How much is read of a feature at once: more than all but the longest have.
const FEATURE_CHUNK: usize = 512;

/// A word of a list: its contexts and its cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    /// What it is to the word before it.
    pub left: u16,
    /// What it is to the word after it.
    pub right: u16,
    /// The rarer, the dearer.
    pub cost: i16,
    feature: u32,
}

impl Entry {
    /// What stands before the first word and after the last.
    pub(super) const EDGE: Self = Self {
        left: 0,
        right: 0,
        cost: 0,
        feature: 0,
    };
}

/// How a kind of characters makes words that are in no list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Category {
    /// The categories a character belongs to, a bit each.
    kinds: u32,
    /// The one whose unknown words it begins.
    pub number: usize,
    /// Unknown words of up to so many characters.
    pub longest: usize,
    /// Whether a whole run of such characters may be a word.
    pub group: bool,
    /// Whether there are unknown words even where a list has one.
    pub always: bool,
}

impl Category {
    /// Whether another character can go on with a word that this one began.
    pub(super) fn goes_on_with(self, other: Self) -> bool {
        self.kinds & other.kinds != 0
    }
}

/// The dictionary.
pub(super) struct Dictionary {
    known: WordList,
    unknown: WordList,
    categories: Vec<Category>,
    /// For each category, its words in `unknown`.
    of_category: Vec<Vec<Entry>>,
    matrix: File,
    /// Left contexts of the matrix: the length of a row.
    width: usize,
    rows: RefCell<HashMap<u16, Arc<[i16]>>>,
    folder: PathBuf,
}

impl Dictionary {
    /// Opens `sys.dic`, `unk.dic`, `char.bin` and `matrix.bin` in a folder.
    ///
    /// # Errors
    /// [`SpeechError::Dictionary`] when one of them cannot be read or is not what it should be.
    pub(super) fn open(folder: &Path) -> Result<Self, SpeechError> {
        let known = WordList::open(&folder.join("sys.dic"))?;
        let unknown = WordList::open(&folder.join("unk.dic"))?;
        let path = folder.join("char.bin");
        let bytes = fs::read(&path).map_err(|e| dictionary_error(&path, e))?;
        let (names, categories) = characters(&bytes).ok_or_else(|| dictionary_error(&path, "it is cut off"))?;
        let of_category = names
            .iter()
            .map(|name| unknown.exactly(name))
            .collect::<Option<_>>()
            .ok_or_else(|| dictionary_error(&folder.join("unk.dic"), "a kind of characters is missing"))?;
        let path = folder.join("matrix.bin");
        let (matrix, width) = matrix(&path).map_err(|e| dictionary_error(&path, e))?;
        Ok(Self {
            known,
            unknown,
            categories,
            of_category,
            matrix,
            width,
            rows: RefCell::default(),
            folder: folder.to_owned(),
        })
    }

    /// The words of the list a text begins with, each with its length in bytes.
    pub(super) fn beginning(&self, text: &str) -> Vec<(usize, Entry)> {
        self.known.beginning(text.as_bytes())
    }

    /// What kind of character this is. What is outside the basic plane is of the first kind, as MeCab has it.
    pub(super) fn category(&self, character: char) -> Category {
        let code = usize::try_from(u32::from(character)).unwrap_or(0);
        self.categories[if code < CHARACTERS { code } else { 0 }]
    }

    /// The forms an unknown word of a category can take.
    pub(super) fn unknown(&self, category: Category) -> &[Entry] {
        self.of_category.get(category.number).map_or(&[], Vec::as_slice)
    }

    /// What it costs that a word of each right context stands before one of the left context `left`.
    ///
    /// # Errors
    /// [`SpeechError::Dictionary`] when the matrix cannot be read.
    pub(super) fn before(&self, left: u16) -> Result<Arc<[i16]>, SpeechError> {
        if let Some(row) = self.rows.borrow().get(&left) {
            return Ok(Arc::clone(row));
        }
        let mut bytes = vec![0; self.width * size_of::<i16>()];
        let at = 4 + u64::from(left) * bytes.len() as u64;
        self.matrix
            .read_exact_at(&mut bytes, at)
            .map_err(|e| dictionary_error(&self.folder.join("matrix.bin"), e))?;
        let row: Arc<[i16]> = bytes
            .chunks_exact(2)
            .map(|two| i16::from_le_bytes([two[0], two[1]]))
            .collect();
        self.rows.borrow_mut().insert(left, Arc::clone(&row));
        Ok(row)
    }

    /// What a list says of a word: fields in a line, as in a CSV file.
    ///
    /// # Errors
    /// [`SpeechError::Dictionary`] when the list cannot be read.
    pub(super) fn feature(&self, entry: Entry, is_known: bool) -> Result<String, SpeechError> {
        let list = if is_known { &self.known } else { &self.unknown };
        list.feature(entry)
            .map_err(|e| dictionary_error(&self.folder.join("sys.dic"), e))
    }
}

/// `sys.dic` or `unk.dic`.
struct WordList {
    /// Base and check of each node of the double array.
    index: Vec<(i32, u32)>,
    words: Vec<u8>,
    file: File,
    features: u64,
}

impl WordList {
    fn open(path: &Path) -> Result<Self, SpeechError> {
        let failed = |e: io::Error| dictionary_error(path, e);
        let file = File::open(path).map_err(failed)?;
        let mut header = [0; HEADER];
        file.read_exact_at(&mut header, 0).map_err(failed)?;
        let field = |number: usize| number_at(&header, number).unwrap_or(0) as usize;
        let (index, words, features) = (field(6), field(7), field(8));
        let length = file.metadata().map_err(failed)?.len();
        if length != (HEADER + index + words + features) as u64 || index % 8 != 0 || words % WORD != 0 {
            return Err(dictionary_error(path, "its parts do not add up to its length"));
        }
        if !header[40..].starts_with(b"utf8") {
            return Err(dictionary_error(path, "it is not in UTF-8"));
        }
        let mut bytes = vec![0; index];
        file.read_exact_at(&mut bytes, HEADER as u64).map_err(failed)?;
        let index_of = bytes.chunks_exact(8).map(|node| {
            let halves = (number_at(node, 0), number_at(node, 1));
            (halves.0.unwrap_or_default().cast_signed(), halves.1.unwrap_or_default())
        });
        let nodes = index_of.collect();
        let mut list = vec![0; words];
        file.read_exact_at(&mut list, (HEADER + index) as u64).map_err(failed)?;
        Ok(Self {
            index: nodes,
            words: list,
            file,
            features: (HEADER + index + words) as u64,
        })
    }

    /// The node a node's `base` leads to, if it is this node's child.
    fn child(&self, base: i32, offset: u32) -> Option<i32> {
        let at = u32::try_from(base).ok()?.checked_add(offset)?;
        let &(next, check) = self.index.get(at as usize)?;
        (i64::from(check) == i64::from(base)).then_some(next)
    }

    /// The value at the end of a spelling: where its words are and how many.
    fn value(&self, base: i32) -> Option<u32> {
        let value = self.child(base, 0)?;
        u32::try_from(-(i64::from(value) + 1)).ok()
    }

    fn beginning(&self, text: &[u8]) -> Vec<(usize, Entry)> {
        let mut found = Vec::new();
        let Some(&(mut base, _)) = self.index.first() else {
            return found;
        };
        for length in 0..=text.len() {
            if let Some(value) = self.value(base) {
                found.extend(self.entries(value).map(|entry| (length, entry)));
            }
            let Some(&byte) = text.get(length) else { break };
            match self.child(base, u32::from(byte) + 1) {
                Some(next) => base = next,
                None => break,
            }
        }
        found
    }

    /// The words of exactly this spelling.
    fn exactly(&self, text: &[u8]) -> Option<Vec<Entry>> {
        let mut base = self.index.first()?.0;
        for &byte in text {
            base = self.child(base, u32::from(byte) + 1)?;
        }
        Some(self.entries(self.value(base)?).collect())
    }

    fn entries(&self, value: u32) -> impl Iterator<Item = Entry> {
        let (first, count) = (value >> COUNT_BITS, value & ((1 << COUNT_BITS) - 1));
        (first..first + count).filter_map(|number| {
            let word = self.words.get(number as usize * WORD..)?.get(..WORD)?;
            Some(Entry {
                left: u16::from_le_bytes([word[0], word[1]]),
                right: u16::from_le_bytes([word[2], word[3]]),
                cost: i16::from_le_bytes([word[6], word[7]]),
                feature: number_at(word, 2)?,
            })
        })
    }

    fn feature(&self, entry: Entry) -> io::Result<String> {
        let mut feature = Vec::new();
        let mut chunk = [0; FEATURE_CHUNK];
        loop {
            let at = self.features + u64::from(entry.feature) + feature.len() as u64;
            let read = self.file.read_at(&mut chunk, at)?;
            let end = chunk[..read].iter().position(|byte| *byte == 0);
            feature.extend_from_slice(&chunk[..end.unwrap_or(read)]);
            if end.is_some() || read == 0 {
                return Ok(String::from_utf8_lossy(&feature).into_owned());
            }
        }
    }
}

/// The `number`th u32 of some bytes.
fn number_at(bytes: &[u8], number: usize) -> Option<u32> {
    let four = bytes.get(number * 4..)?.first_chunk::<4>()?;
    Some(u32::from_le_bytes(*four))
}

/// The names of the categories and the category of each character.
fn characters(bytes: &[u8]) -> Option<(Vec<&[u8]>, Vec<Category>)> {
    let count = number_at(bytes, 0)? as usize;
    let names = bytes.get(4..4 + count * NAME)?;
    let names: Vec<_> = names
        .chunks_exact(NAME)
        .map(|name| &name[..name.iter().position(|byte| *byte == 0).unwrap_or(NAME)])
        .collect();
    let table = bytes.get(4 + count * NAME..)?;
    let category = |number: usize| {
        let fields = number_at(table, number)?;
        Some(Category {
            kinds: fields & 0x3_ffff,
            number: (fields >> 18 & 0xff) as usize,
            longest: (fields >> 26 & 0xf) as usize,
            group: fields >> 30 & 1 == 1,
            always: fields >> 31 == 1,
        })
    };
    let categories = (0..CHARACTERS).map(category).collect::<Option<Vec<_>>>()?;
    Some((names, categories))
}

/// The matrix and the length of its rows.
fn matrix(path: &Path) -> io::Result<(File, usize)> {
    let file = File::open(path)?;
    let mut sizes = [0; 4];
    file.read_exact_at(&mut sizes, 0)?;
    let [a, b, c, d] = sizes;
    let (width, height) = (u16::from_le_bytes([a, b]), u16::from_le_bytes([c, d]));
    if file.metadata()?.len() != 4 + u64::from(width) * u64::from(height) * 2 {
        return Err(io::Error::other("its parts do not add up to its length"));
    }
    Ok((file, usize::from(width)))
}
