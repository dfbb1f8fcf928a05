//! A file as tests write it: the same book in every format.

use std::path::Path;

use super::{ChapterTag, Edition, Encoder, Finished, Mark, Tags};
use crate::book::{Cover, Metadata};

pub(super) const RATE: u32 = 24_000;

/// The smallest thing that passes for a picture.
pub(super) const COVER: [u8; 6] = [0xFF, 0xD8, 0xFF, 1, 2, 3];

/// What is in the file.
#[derive(Clone, Debug, Default)]
pub(super) struct Specimen<'a> {
    pub(super) sound: &'a [f32],
    /// Where `Chapter 1` and those after it begin.
    pub(super) marks: &'a [u64],
    /// Which chapter it is, if it is but one.
    pub(super) chapter: Option<ChapterTag>,
}

impl<'a> Specimen<'a> {
    /// One chapter, from the first sample on.
    pub(super) fn of(sound: &'a [f32]) -> Self {
        Self {
            sound,
            marks: &[0],
            chapter: None,
        }
    }

    /// Writes it in uneven pieces; there is nothing under its name before it is whole.
    pub(super) fn write(self, path: &Path, create: impl FnOnce(&Tags<'_>) -> Box<dyn Encoder>) -> Finished {
        let edition = edition();
        let mark = |(number, start): (usize, &u64)| Mark {
            title: format!("Chapter {number}"),
            start: *start,
        };
        let tags = Tags {
            edition: &edition,
            chapter: self.chapter,
            marks: (1..).zip(self.marks).map(mark).collect(),
            samples: self.sound.len() as u64,
        };
        let mut encoder = create(&tags);
        for piece in self.sound.chunks(1_777) {
            encoder.write(piece).unwrap();
        }
        assert!(!path.exists());
        let finished = encoder.finish().unwrap();
        assert_eq!(finished.samples, self.sound.len() as u64);
        finished
    }
}

fn edition() -> Edition {
    Edition {
        book: Metadata {
            title: "Moby-Dick".to_owned(),
            authors: vec!["Herman Melville".to_owned()],
            language: Some("en-GB".to_owned()),
            date: Some("1851-10-18".to_owned()),
            description: Some("A whale.".to_owned()),
            ..Metadata::default()
        },
        cover: Cover::new(COVER.to_vec()),
        narrator: "bf_lily".to_owned(),
    }
}
