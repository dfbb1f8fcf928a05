//! Reads the chapters on all cores and hands them over in their order.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crossbeam_channel::bounded;

use super::Pronounce;
use crate::book::{Book, Chapter};
use crate::text::{ChapterText, TextOptions, read_chapter};

/// How many finished chapters wait, beside those that have come out of turn.
const AHEAD: usize = 2;

/// What is needed to read a chapter.
#[derive(Clone, Copy)]
pub struct Reading<'a> {
    /// The book.
    pub book: &'a Book,
    /// What is read of it, and how.
    pub options: &'a TextOptions,
    /// How sentences sound, if that is asked for.
    pub pronounce: Option<Pronounce<'a>>,
}

/// A chapter, read.
pub struct ReadChapter {
    /// Its text.
    pub text: ChapterText,
    /// The phonemes of its sentences, if they were asked for.
    pub phonemes: Option<Vec<String>>,
}

impl<'a> Reading<'a> {
    fn read(self, chapter: &Chapter) -> ReadChapter {
        let text = read_chapter(self.book, chapter, self.options);
        let phonemes = self
            .pronounce
            .map(|pronounce| text.sentences.iter().map(pronounce).collect());
        ReadChapter { text, phonemes }
    }

    /// Hands over all chapters, one after the other. Stops at the first error.
    pub fn each<E>(self, mut take: impl FnMut(&'a Chapter, ReadChapter) -> Result<(), E>) -> Result<(), E> {
        let chapters = &self.book.chapters;
        let next = AtomicUsize::new(0);
        let workers = thread::available_parallelism()
            .map_or(1, usize::from)
            .min(chapters.len());
        thread::scope(|scope| {
            let (sender, receiver) = bounded(AHEAD);
            for _ in 0..workers {
                let (sender, next) = (sender.clone(), &next);
                scope.spawn(move || {
                    loop {
                        let number = next.fetch_add(1, Ordering::Relaxed);
                        let Some(chapter) = chapters.get(number) else { break };
                        if sender.send((number, self.read(chapter))).is_err() {
                            break;
                        }
                    }
                });
            }
            drop(sender);
            let mut early: BTreeMap<usize, ReadChapter> = BTreeMap::new();
            let mut due = 0;
            for (number, read) in receiver {
                early.insert(number, read);
                while let Some(read) = early.remove(&due) {
                    take(&chapters[due], read)?;
                    due += 1;
                }
            }
            Ok(())
        })
    }
}
