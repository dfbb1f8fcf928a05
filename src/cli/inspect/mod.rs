//! `lector inspect`: what of a book is spoken, how, and what is left out and why.

mod json;
mod outline;
mod reading;

use std::io::{self, BufWriter, Write};
use std::sync::{Mutex, PoisonError};

use color_eyre::eyre;

use super::args::{Global, InspectArgs, VoiceArgs};
use super::settings;
use super::wiring::{Phonemisers, language_of, lexicon, text_options};
use crate::book::{self, Book};
use crate::speech::{Language, VoiceName};
use crate::text::{ChapterText, Sentence};
use reading::Reading;

/// How a sentence sounds, in phonemes.
type Pronounce<'a> = &'a (dyn Fn(&Sentence) -> String + Sync);

/// Characters, white space apart.
#[derive(Clone, Copy, Debug, Default)]
struct Totals {
    spoken: usize,
    left_out: usize,
}

impl Totals {
    fn add(&mut self, text: &ChapterText) {
        self.spoken += text.spoken();
        self.left_out += text.silent();
    }
}

/// Shows a book on stdout.
///
/// # Errors
/// When the book cannot be opened, the voice has no possible name, or stdout cannot be written.
pub fn run(args: &InspectArgs, global: &Global) -> eyre::Result<()> {
    let settings = settings::load(
        global,
        &VoiceArgs {
            voice: args.voice.clone(),
            speed: None,
        },
    )?;
    let voice = VoiceName::new(&settings.tts.voice)?;
    let book = book::open(&args.book)?;
    let options = text_options(&settings, voice.language());
    let phonemisers = Mutex::new(Phonemisers::new(lexicon(&settings)));
    let pronounce = |sentence: &Sentence| {
        let language = language_of(
            sentence.language.as_deref().or(book.metadata.language.as_deref()),
            &voice,
        );
        let mut phonemisers = phonemisers.lock().unwrap_or_else(PoisonError::into_inner);
        // A sentence without phonemes is shown without them; a render would say why.
        phonemisers
            .phonemise(&sentence.spoken, language)
            .map(|phonemes| phonemes.to_string())
            .unwrap_or_default()
    };
    let reading = Reading {
        book: &book,
        options: &options,
        pronounce: if args.json && !args.no_phonemes {
            Some(&pronounce)
        } else {
            None
        },
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if args.json {
        json::write(&mut out, reading, &voice)
    } else {
        outline::write(&mut out, reading)
    };
    let totals = match written.and_then(|totals| out.flush().map(|()| totals)) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => return Ok(()),
        other => other?,
    };
    if !global.quiet {
        comment(&book, totals);
    }
    Ok(())
}

/// Says on stderr what the reader of the report should know.
fn comment(book: &Book, totals: Totals) {
    for warning in &book.warnings {
        eprintln!("lector: {warning}");
    }
    if totals.spoken == 0 {
        eprintln!("lector: the book holds no text that could be read");
    }
    match book.metadata.language.as_deref() {
        None => eprintln!("lector: the book does not name its language; it is taken as English"),
        Some(tag) if Language::from_tag(tag).is_none() => {
            eprintln!("lector: no voice of Kokoro speaks the book's language, {tag}; its text is shown as it is");
        }
        Some(_) => {}
    }
    if totals.spoken + totals.left_out != book.characters {
        eprintln!(
            "lector: the pages hold {} characters, but {} are spoken and {} left out: some text is not where it should \
             be; please report this book",
            book.characters, totals.spoken, totals.left_out
        );
    }
}
