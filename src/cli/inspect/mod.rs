//! `lector inspect`: what of a book is spoken, how, and what is left out and why.

mod json;
mod outline;
mod reading;
mod words;

use std::io::{self, BufWriter, Write};

use color_eyre::eyre;

use super::args::{Global, InspectArgs, VoiceArgs};
use super::lexicon::lexicon;
use super::phonemisers::Phonemisers;
use super::voice_setting::named_voice;
use super::wiring::{projects_folder, text_options};
use super::{models, settings};
use crate::book::{self, Book};
use crate::speech::Language;
use crate::store::{BookId, Projects};
use crate::text::{ChapterText, Sentence};
use reading::Reading;
use words::Pronunciations;

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
            ..VoiceArgs::default()
        },
    )?;
    let voice = named_voice(&settings)?;
    let book = book::open(&args.book)?;
    let options = text_options(&settings, voice.language());
    let with_phonemes = args.words || args.json && !args.no_phonemes;
    let own = book.metadata.language.as_deref();
    let languages: Vec<_> = own
        .and_then(Language::from_tag)
        .into_iter()
        .chain([voice.language()])
        .collect();
    let dictionaries = models::dictionaries(if with_phonemes { &languages } else { &[] }, global)?;
    let mut words = lexicon(&settings, Some(&book.metadata.title));
    if with_phonemes {
        let id = BookId::of(&book.metadata.title, &args.book)?;
        let choices = Projects::new(projects_folder()?).choices(&id)?.unwrap_or_default();
        words.extend(choices.lexicon.entries().iter().cloned());
    }
    let phonemisers = Phonemisers::new(words, book.lexicon.clone(), dictionaries);
    let pronunciations = Pronunciations::new(phonemisers, &voice, own);
    let pronounce = |sentence: &Sentence| pronunciations.of(sentence);
    let reading = Reading {
        book: &book,
        options: &options,
        pronounce: if with_phonemes { Some(&pronounce) } else { None },
    };
    let mut out = BufWriter::new(io::stdout().lock());
    let written = if args.json {
        json::write(&mut out, reading, &voice, with_phonemes.then_some(&pronunciations))
    } else if args.words {
        only_words(&mut out, reading, &pronunciations)
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

/// Writes the words of a book that may be said wrong.
fn only_words(out: &mut impl Write, reading: Reading, pronunciations: &Pronunciations) -> io::Result<Totals> {
    let mut totals = Totals::default();
    reading.each(|_, read| {
        totals.add(&read.text);
        Ok::<_, io::Error>(())
    })?;
    words::write(out, &pronunciations.findings())?;
    Ok(totals)
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
