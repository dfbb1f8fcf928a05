//! `lector [BOOK]`: joins book, engine, store and settings, and opens the studio.

mod busy;
mod looks;
mod open;
mod process;

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use color_eyre::eyre;

use super::args::{Global, VoiceArgs};
use super::exit::Usage;
use super::folders::Folders;
use super::interrupt::Interrupted;
use super::wiring::{self, Manuscript, Sentence};
use super::{log, settings};
use crate::engine::{Line, Manner};
use crate::speech::VoiceName;
use crate::store::{Casting, Projects, StoreError};
use crate::studio::{Ending, Heading, Inputs, Leaving, Library, Script, Shelved, Stage};

/// Opens a book in the studio, or shows the books there are.
///
/// # Errors
/// No terminal; everything that can keep a book from being read.
pub fn run(book: Option<&Path>, global: &Global) -> eyre::Result<()> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        let book = book.unwrap_or(Path::new("BOOK")).display();
        eyre::bail!(Usage(format!(
            "the studio needs a terminal; `lector render {book}` works without one"
        )));
    }
    // A model that is missing is fetched, which Ctrl-C can end, before keys and signals are the studio's.
    wiring::ensure_model(global)?;
    let inputs = Inputs::listen()?;
    let mut stage = Stage::new(Folders::find()?.state.join(log::FILE));
    let mut next = book.map(Path::to_owned);
    let mut from_library = false;
    let mut news = None;
    loop {
        let path = match next.take() {
            Some(path) => path,
            None => match library(global, &mut stage, &inputs)? {
                Some(path) => {
                    from_library = true;
                    path
                }
                None => return Ok(()),
            },
        };
        let Some(mut opened) = open::open(&path, global, &mut stage, &inputs)? else {
            if from_library {
                continue;
            }
            return Ok(());
        };
        opened.studio.notices.splice(0..0, news.take());
        let ending = opened.studio.run(&mut stage, &inputs)?;
        match ending {
            Ending::Quit => return Ok(()),
            Ending::Library => {}
            Ending::Ended => {
                tracing::info!("a signal ended the studio");
                if !global.quiet {
                    eprintln!(
                        "lector: another program has ended this one, as a lector does that takes a book over; all that is \
                         finished is kept"
                    );
                }
                return Ok(());
            }
            Ending::Again(notice) => {
                news = notice;
                next = Some(path);
            }
            Ending::WriteBook => {
                news = Some(process::write_book(&path, global, &opened.id)?.to_owned());
                if !inputs.wait_for_enter() {
                    return Ok(());
                }
                next = Some(path);
            }
            Ending::Background(Leaving::Quit) => {
                process::finish_in_background(&path, global)?.report(&path, global);
                return Ok(());
            }
            Ending::Background(Leaving::Library) => {
                process::finish_in_background(&path, global)?.wait_until_it_works(&opened.id)?;
            }
            Ending::Rendering(rest) => {
                tracing::info!("the terminal is gone; the render goes on");
                return if rest.finish(&inputs) {
                    Ok(())
                } else {
                    Err(Interrupted.into())
                };
            }
        }
    }
}

/// Finishes the render that was left to the background, without a screen.
///
/// # Errors
/// Everything that can keep a book from being read; [`Interrupted`] when a signal ends it before it is done.
pub fn finish(book: &Path, global: &Global) -> eyre::Result<()> {
    wiring::ensure_model(global)?;
    let inputs = Inputs::without_terminal()?;
    let studio = open::without_screen(book, global)?;
    if studio.finish(&inputs)? {
        Ok(())
    } else {
        Err(Interrupted.into())
    }
}

/// Lets the user choose among the books there are.
fn library(global: &Global, stage: &mut Stage, inputs: &Inputs) -> eyre::Result<Option<PathBuf>> {
    let settings = settings::load(global, &VoiceArgs::default())?;
    let folders = Folders::find()?;
    let projects = Projects::new(wiring::projects_folder()?);
    let look = || -> Result<Vec<Shelved>, StoreError> {
        let mut books = projects.list()?;
        books.sort_by_key(|book| std::cmp::Reverse(book.used));
        Ok(books.iter().map(Shelved::of).collect())
    };
    let library = Library::new(
        look()?,
        looks::themes(&settings, &folders, &mut Vec::new())?,
        looks::keys(&folders, &mut Vec::new())?,
    );
    Ok(library.run(stage, inputs, look)?)
}

impl Script for Manuscript {
    fn title(&self) -> &str {
        Self::title(self)
    }

    fn headings(&self) -> Vec<Heading> {
        self.contents()
    }

    fn sentences(&self, chapter: u32) -> Vec<Sentence> {
        Self::sentences(self, chapter)
    }

    fn line(&self, sentence: &Sentence, voice: &VoiceName, cast: &Casting, manner: Manner, take: u32) -> Line {
        Self::line(self, sentence, voice, cast, manner, take)
    }

    fn speakers(&self, cast: &Casting) -> Option<Vec<(String, VoiceName)>> {
        Self::speakers(self, cast)
    }
}
