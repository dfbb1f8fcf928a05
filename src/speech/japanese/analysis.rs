//! Parting a text into words: of all the ways the dictionary allows, the one that costs least (Viterbi's search).

use std::cmp::Reverse;
use std::ops::Range;

use super::super::SpeechError;
use super::dictionary::{Category, Dictionary, Entry};

/// Longer runs of one kind of characters are not taken for one word.
const LONGEST_GROUP: usize = 24;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Morpheme {
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
    /// What the dictionary says of it: fields in a line, as in a CSV file.
    pub feature: String,
    /// Whether a list has it.
    pub is_known: bool,
}

/// A word that may stand at a place.
#[derive(Clone)]
struct Node {
    range: Range<usize>,
    entry: Entry,
    is_known: bool,
    /// The cost of the cheapest way to the end of this word.
    cost: i64,
    /// The word before it on that way.
    previous: usize,
}

/// Parts a text. Spaces are in no word.
///
/// # Errors
/// [`SpeechError::Dictionary`] when the dictionary cannot be read.
pub(super) fn morphemes(dictionary: &Dictionary, text: &str) -> Result<Vec<Morpheme>, SpeechError> {
    let mut lattice = Lattice::new(text.len());
    let mut at = 0;
    while let Some(first) = text[at..].chars().next() {
        if !lattice.is_reached(at) {
            at += first.len_utf8();
            continue;
        }
        if first.is_whitespace() {
            lattice.skip(at, at + first.len_utf8());
        } else {
            for (length, entry, is_known) in words_at(dictionary, &text[at..]) {
                lattice.add(dictionary, at..at + length, entry, is_known)?;
            }
        }
        at += first.len_utf8();
    }
    lattice
        .best(dictionary)?
        .into_iter()
        .map(|node| {
            Ok(Morpheme {
                feature: dictionary.feature(node.entry, node.is_known)?,
                range: node.range,
                is_known: node.is_known,
            })
        })
        .collect()
}

/// The words a text can begin with: those of the list, and unknown ones as its characters allow. There is always one.
fn words_at(dictionary: &Dictionary, text: &str) -> Vec<(usize, Entry, bool)> {
    let known = dictionary.beginning(text);
    let mut words: Vec<_> = known.into_iter().map(|(length, entry)| (length, entry, true)).collect();
    let mut characters = text.char_indices();
    let Some((_, first)) = characters.next() else {
        return words;
    };
    let category = dictionary.category(first);
    if !words.is_empty() && !category.always {
        return words;
    }
    let lengths = unknown_lengths(dictionary, category, text);
    for length in lengths {
        words.extend(dictionary.unknown(category).iter().map(|entry| (length, *entry, false)));
    }
    words
}

/// How long, in bytes, an unknown word at the beginning of a text may be.
fn unknown_lengths(dictionary: &Dictionary, category: Category, text: &str) -> Vec<usize> {
    let ends: Vec<usize> = text
        .char_indices()
        .enumerate()
        .take_while(|(number, (_, symbol))| *number == 0 || category.goes_on_with(dictionary.category(*symbol)))
        .map(|(_, (at, symbol))| at + symbol.len_utf8())
        .take(LONGEST_GROUP + 1)
        .collect();
    let mut lengths: Vec<usize> = ends.iter().take(category.longest).copied().collect();
    if category.group && ends.len() <= LONGEST_GROUP {
        lengths.extend(ends.last().filter(|end| !lengths.contains(end)));
    }
    if lengths.is_empty() {
        lengths.extend(ends.first());
    }
    lengths
}

/// All words that were found, by the place where they end.
struct Lattice {
    nodes: Vec<Node>,
    ending: Vec<Vec<usize>>,
}

/// The node before all words.
const BEGINNING: usize = 0;

impl Lattice {
    fn new(length: usize) -> Self {
        let beginning = Node {
            range: 0..0,
            entry: Entry::EDGE,
            is_known: true,
            cost: 0,
            previous: BEGINNING,
        };
        let mut ending = vec![Vec::new(); length + 1];
        ending[0].push(BEGINNING);
        Self {
            nodes: vec![beginning],
            ending,
        }
    }

    fn is_reached(&self, at: usize) -> bool {
        !self.ending[at].is_empty()
    }

    /// What ends before a gap ends after it.
    fn skip(&mut self, from: usize, to: usize) {
        let before = std::mem::take(&mut self.ending[from]);
        self.ending[to].extend(before);
    }

    fn add(
        &mut self,
        dictionary: &Dictionary,
        range: Range<usize>,
        entry: Entry,
        is_known: bool,
    ) -> Result<(), SpeechError> {
        let Some((cost, previous)) = self.cheapest(dictionary, range.start, entry)? else {
            return Ok(());
        };
        self.ending[range.end].push(self.nodes.len());
        self.nodes.push(Node {
            range,
            entry,
            is_known,
            cost,
            previous,
        });
        Ok(())
    }

    /// The cost of a word that begins at a place, and the word that stands best before it: where two cost the same, the
    /// shorter one, then the one the list has first.
    fn cheapest(
        &self,
        dictionary: &Dictionary,
        begin: usize,
        entry: Entry,
    ) -> Result<Option<(i64, usize)>, SpeechError> {
        let before = dictionary.before(entry.left)?;
        let costs = self.ending[begin].iter().map(|&number| {
            let node = &self.nodes[number];
            let joint = before.get(usize::from(node.entry.right)).copied().unwrap_or(i16::MAX);
            (node.cost + i64::from(joint) + i64::from(entry.cost), number)
        });
        Ok(costs.min_by_key(|(cost, number)| (*cost, Reverse(self.nodes[*number].range.start))))
    }

    /// The words of the cheapest way, in order.
    fn best(&self, dictionary: &Dictionary) -> Result<Vec<Node>, SpeechError> {
        let last = self.cheapest(dictionary, self.ending.len() - 1, Entry::EDGE)?;
        let mut words = Vec::new();
        let mut number = last.map_or(BEGINNING, |(_, number)| number);
        while number != BEGINNING {
            words.push(self.nodes[number].clone());
            number = self.nodes[number].previous;
        }
        words.reverse();
        Ok(words)
    }
}
