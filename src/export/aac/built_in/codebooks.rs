//! The words for lines, ISO/IEC 14496-3 4.6.3, and which of eleven tables says each band shortest.

use oxideav_aac::scale_factor_data::hcod_sf_encode;
use oxideav_aac::spectrum_huffman as huffman;

use super::blocks::Sequence;

/// How many tables there are, with the one that says only zeros.
pub(super) const BOOKS: usize = 12;

/// The largest magnitude each table has words for; what the last has none for is spelled out.
const LARGEST: [i32; BOOKS] = [0, 1, 1, 2, 2, 4, 4, 7, 7, 12, 12, MOST];

/// The largest magnitude there is.
pub(super) const MOST: i32 = 8_191;

/// From this magnitude on the last table spells out.
const ESCAPE: i32 = 16;

/// Scale factors follow each other at this distance at most.
pub(super) const LONGEST_STEP: i32 = 60;

/// What stands in front of each section, with a length that fits once.
const SECTION_BITS: u32 = 9;

/// Too much.
const NEVER: u32 = u32::MAX / 4;

/// A word and its length in bits.
#[derive(Clone, Copy, Debug)]
pub(super) struct Word {
    pub(super) bits: u32,
    pub(super) length: u32,
}

/// All tables.
pub(super) struct Codebooks {
    books: Vec<Vec<Word>>,
    steps: Vec<Word>,
    /// For two lines of magnitudes up to [`ESCAPE`]: the lengths of their words in the tables from 5, signs included.
    pairs: Vec<[u16; 8]>,
    /// For four lines of magnitudes up to 2: the same for the tables from 1.
    quads: Vec<[u16; 4]>,
}

/// A run of bands that one table says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Section {
    pub(super) book: usize,
    /// How many bands.
    pub(super) length: usize,
}

impl Codebooks {
    pub(super) fn new() -> Result<Self, String> {
        let words = |book: usize| -> Result<Vec<Word>, String> {
            let word = |index| encode(book, index).map(|(length, bits)| Word { bits, length });
            (0..word_count(book)).map(word).collect()
        };
        let step = |step: i8| {
            let (length, bits) = hcod_sf_encode(step).map_err(|error| error.to_string())?;
            Ok(Word {
                bits,
                length: length.into(),
            })
        };
        let longest = LONGEST_STEP as i8;
        let mut codebooks = Self {
            books: (0..BOOKS).map(words).collect::<Result<_, _>>()?,
            steps: (-longest..=longest).map(step).collect::<Result<_, String>>()?,
            pairs: Vec::new(),
            quads: Vec::new(),
        };
        let length = |book: usize, lines: &[i32]| codebooks.length(book, lines) as u16;
        let pairs = (0..33 * 33).map(|n| [n / 33 - ESCAPE, n % 33 - ESCAPE]);
        let pairs = pairs.map(|pair| std::array::from_fn(|n| if n < 7 { length(n + 5, &pair) } else { 0 }));
        let pairs = pairs.collect();
        let quads = (0..625).map(|n| [n / 125 - 2, n / 25 % 5 - 2, n / 5 % 5 - 2, n % 5 - 2]);
        let quads = quads
            .map(|quad| std::array::from_fn(|n| length(n + 1, &quad)))
            .collect();
        (codebooks.pairs, codebooks.quads) = (pairs, quads);
        Ok(codebooks)
    }

    /// The word for a step from one scale factor to the next.
    pub(super) fn step(&self, step: i32) -> Word {
        self.steps[(step.clamp(-LONGEST_STEP, LONGEST_STEP) + LONGEST_STEP) as usize]
    }

    /// The word for as many lines as a table takes at a time. What it cannot say is said as near as it can.
    pub(super) fn word(&self, book: usize, lines: &[i32]) -> Word {
        self.books[book][index(book, lines)]
    }

    /// Bits of a word with its signs; none of what is spelled out.
    fn length(&self, book: usize, lines: &[i32]) -> u32 {
        if lines.iter().any(|line| line.abs() > LARGEST[book]) {
            return 0;
        }
        let signs = if is_signed(book) {
            0
        } else {
            lines.iter().filter(|line| **line != 0).count()
        };
        self.word(book, lines).length + signs as u32
    }

    /// The bits a band takes by each table.
    fn band_bits(&self, band: &[i32]) -> [u32; BOOKS] {
        let largest = band.iter().map(|line| line.abs()).max().unwrap_or(0);
        let mut bits = [0; BOOKS];
        let mut pairs = [0u16; 8];
        for pair in band.as_chunks::<2>().0 {
            let at = |line: i32| (line.clamp(-ESCAPE, ESCAPE) + ESCAPE) as usize;
            let lengths = &self.pairs[at(pair[0]) * 33 + at(pair[1])];
            pairs.iter_mut().zip(lengths).for_each(|(sum, length)| *sum += length);
        }
        for (sum, pairs) in bits[5..].iter_mut().zip(pairs) {
            *sum = pairs.into();
        }
        if largest <= 2 {
            for quad in band.as_chunks::<4>().0 {
                let at = quad.iter().fold(0, |at, line| 5 * at + (line + 2) as usize);
                bits[1..5]
                    .iter_mut()
                    .zip(&self.quads[at])
                    .for_each(|(sum, length)| *sum += u32::from(*length));
            }
        }
        if largest >= ESCAPE {
            bits[11] += band.iter().map(|line| escape_length(line.abs())).sum::<u32>();
        }
        for (book, bits) in bits.iter_mut().enumerate() {
            if largest > LARGEST[book] || (largest > 0) != (book > 0) {
                *bits = NEVER;
            }
        }
        bits
    }

    /// The sections that say the bands of a group shortest, and the bits of their words.
    pub(super) fn sections<'a>(&self, bands: impl Iterator<Item = &'a [i32]>) -> (Vec<Section>, u32) {
        // For each band and table the shortest way there, and by which table the band before was said.
        let mut ways: Vec<[usize; BOOKS]> = Vec::new();
        let mut shortest = [NEVER; BOOKS];
        for (number, band) in bands.enumerate() {
            let bits = self.band_bits(band);
            let (from, least) = cheapest(&shortest);
            let change = if number == 0 {
                SECTION_BITS
            } else {
                least + SECTION_BITS
            };
            let mut way = [from; BOOKS];
            for book in 0..BOOKS {
                if shortest[book] <= change {
                    way[book] = book;
                }
                shortest[book] = shortest[book].min(change).saturating_add(bits[book]).min(NEVER);
            }
            ways.push(way);
        }
        let (mut book, bits) = cheapest(&shortest);
        let mut sections: Vec<Section> = Vec::new();
        for way in ways.iter().rev() {
            match sections.last_mut() {
                Some(section) if section.book == book => section.length += 1,
                _ => sections.push(Section { book, length: 1 }),
            }
            book = way[book];
        }
        sections.reverse();
        let headers = SECTION_BITS * sections.len() as u32;
        (sections, if ways.is_empty() { 0 } else { bits - headers })
    }
}

fn cheapest(bits: &[u32; BOOKS]) -> (usize, u32) {
    let (mut book, mut least) = (0, bits[0]);
    for (other, bits) in bits.iter().enumerate() {
        if *bits < least {
            (book, least) = (other, *bits);
        }
    }
    (book, least)
}

/// How a section's length is said: in fields of so many bits, of which all but the last are full.
pub(super) fn length_field(sequence: Sequence) -> (u32, usize) {
    match sequence {
        Sequence::EightShort => (3, 7),
        _ => (5, 31),
    }
}

/// Lines that a word of a table stands for.
pub(super) fn lines_of(book: usize) -> usize {
    if book < 5 { 4 } else { 2 }
}

/// Whether its words tell signs.
pub(super) fn is_signed(book: usize) -> bool {
    matches!(book, 1 | 2 | 5 | 6)
}

/// Bits of a spelled-out magnitude; none where the word says it.
fn escape_length(magnitude: i32) -> u32 {
    escape(magnitude).map_or(0, |word| word.length)
}

/// A magnitude spelled out, as the last table does from 16 on.
pub(super) fn escape(magnitude: i32) -> Option<Word> {
    let digits = (magnitude >= ESCAPE).then(|| magnitude.ilog2())?;
    let (prefix, digits) = (digits - 4, digits);
    let ones = (1 << prefix) - 1;
    Some(Word {
        bits: ones << (digits + 1) | (magnitude as u32 & ((1 << digits) - 1)),
        length: prefix + 1 + digits,
    })
}

fn word_count(book: usize) -> u32 {
    match book {
        0 => 0,
        1..=6 => 81,
        7 | 8 => 64,
        9 | 10 => 169,
        _ => 289,
    }
}

/// The number of a word: its lines are digits, of a base by the table.
fn index(book: usize, lines: &[i32]) -> usize {
    let (base, offset) = match book {
        1 | 2 => (3, 1),
        3 | 4 => (3, 0),
        5 | 6 => (9, 4),
        7 | 8 => (8, 0),
        9 | 10 => (13, 0),
        _ => (17, 0),
    };
    let digit = |line: i32| {
        let line = if is_signed(book) { line } else { line.abs() };
        (line + offset).clamp(0, base - 1)
    };
    lines.iter().fold(0, |index, line| index * base + digit(*line)) as usize
}

fn encode(book: usize, index: u32) -> Result<(u32, u32), String> {
    let word = match book {
        1 => huffman::hcod1_encode(index),
        2 => huffman::hcod2_encode(index),
        3 => huffman::hcod3_encode(index),
        4 => huffman::hcod4_encode(index),
        5 => huffman::hcod5_encode(index),
        6 => huffman::hcod6_encode(index),
        7 => huffman::hcod7_encode(index),
        8 => huffman::hcod8_encode(index),
        9 => huffman::hcod9_encode(index),
        10 => huffman::hcod10_encode(index),
        _ => huffman::hcod11_encode(index),
    };
    let (length, bits) = word.map_err(|error| error.to_string())?;
    Ok((length.into(), bits.into()))
}
