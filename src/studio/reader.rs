//! Reads the book's chapters on a thread of its own: those asked for first, then the others in order.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::thread;

use crossbeam_channel::{Receiver, Sender, unbounded};

use super::event::Event;
use super::script::Script;

/// A handle to the reader; without it the reader ends.
pub struct Reader {
    wanted: Sender<u32>,
}

impl Reader {
    /// Reads `chapters` in this order, and then what it is asked for.
    pub fn start(script: Arc<dyn Script>, chapters: VecDeque<u32>, inbox: Sender<Event>) -> io::Result<Self> {
        let (wanted, asked) = unbounded();
        let run = move || read_all(&*script, chapters, &asked, &inbox);
        thread::Builder::new().name("lector-reader".to_owned()).spawn(run)?;
        Ok(Self { wanted })
    }

    /// Reads this chapter next.
    pub fn read(&self, chapter: u32) {
        // A reader that has ended has nobody to read for.
        let _ = self.wanted.send(chapter);
    }
}

fn read_all(script: &dyn Script, mut chapters: VecDeque<u32>, asked: &Receiver<u32>, inbox: &Sender<Event>) {
    loop {
        let chapter = match (asked.try_recv().ok(), chapters.pop_front()) {
            (Some(asked), next) => {
                if let Some(next) = next {
                    chapters.push_front(next);
                }
                asked
            }
            (None, Some(next)) => next,
            (None, None) => match asked.recv() {
                Ok(asked) => asked,
                Err(_) => return,
            },
        };
        let sentences = script.sentences(chapter);
        if inbox.send(Event::Read { chapter, sentences }).is_err() {
            return;
        }
    }
}
