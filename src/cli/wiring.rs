//! Where the rooms are joined: settings, model, front end and book become what the engine is started with.

use std::num::NonZeroUsize;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use color_eyre::eyre;

use super::args::{self, Global, VoiceArgs};
use super::cast::Cast;
use super::folders::Folders;
use super::lexicon::lexicon;
use super::passage::words_of;
use super::phonemisers::Phonemisers;
use super::pronouncing::{Remembering, speller};
use super::voice_setting::{known_voice, named_voice, possible_voice, voice_of};
use super::{models, settings};
use crate::audio::Breath;
use crate::book::{self, Book, Chapter, Selection};
use crate::checkpoint::Checkpoint;
use crate::config::{self, Settings};
use crate::engine::{
    BackendChoice, Command, Engine, EngineConfig, KokoroFactory, Line, Manner, NarratorFactory, Pronouncer,
};
use crate::export::Edition;
use crate::kokoro::{Pitch, Speed};
use crate::models::fingerprint;
use crate::speech::{Language, Lexicon, VoiceName};
use crate::store::{Casting, Clips, ModelId, Project, SpellingKey};
use crate::studio;
use crate::tensor::Tally;
use crate::tensor::cpu::{CpuOptions, InstructionSet};
pub use crate::text::Sentence;
use crate::text::say::{Dialect, SayOptions, Urls};
use crate::text::{Footnotes, Pauses, TextOptions, cast, read_chapter};

/// All that a command needs to have something said.
pub struct Narration {
    /// How the engine works.
    pub config: EngineConfig,
    /// What loads the model.
    pub factory: Arc<dyn NarratorFactory>,
    /// What makes phonemes.
    pub pronouncer: Box<dyn Pronouncer>,
    /// The voices there are.
    pub voices: Vec<VoiceName>,
    /// Who reads.
    pub voice: VoiceName,
    /// How fast and how high.
    pub manner: Manner,
    /// Threads for the cpu backend.
    pub threads: usize,
    /// Tells this pronouncer from others: this very program, with this lexicon.
    pub speller: SpellingKey,
    /// Words the user wants said otherwise in this book alone.
    pub learnt: Lexicon,
}

impl Narration {
    /// With the user's words for this book, and a pronouncer that remembers what it said of it, so that a finished book need
    /// not wait for it.
    #[must_use]
    pub fn for_book(self, project: &Project) -> Self {
        Self {
            pronouncer: Box::new(Remembering {
                spellings: project.spellings(&self.speller),
                pronouncer: self.pronouncer,
            }),
            learnt: project.choices().lexicon.clone(),
            ..self
        }
    }

    /// Starts the engine. What is said of a script is kept in `clips`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(self, clips: Option<Clips>) -> eyre::Result<Engine> {
        let engine = Engine::start(self.config, self.factory, self.pronouncer, clips)?;
        if !self.learnt.is_empty() {
            engine.send(Command::Learn(self.learnt))?;
        }
        Ok(engine)
    }
}

/// Makes sure that the model is there, and fetches it if need be.
///
/// # Errors
/// As [`narration`].
pub fn ensure_model(global: &Global) -> eyre::Result<()> {
    let settings = settings::load(global, &VoiceArgs::default())?;
    models::ensure(settings.tts.model_path.as_deref(), global)?;
    Ok(())
}

/// Reads the settings, finds the model (fetching it if need be) and checks that the voice exists; words are said as the
/// user wants them said in `book`, and as that has them.
///
/// # Errors
/// A setting or option that cannot be followed, a model that cannot be had.
pub fn narration(global: &Global, voice: &VoiceArgs, book: Option<&Manuscript>) -> eyre::Result<Narration> {
    narration_with(global, voice, book, |factory| factory)
}

/// As [`narration`], of no book, by these vector instructions, with `tally` counting where the model's time goes.
///
/// # Errors
/// As [`narration`].
pub fn counted_narration(global: &Global, instructions: InstructionSet, tally: &Arc<Tally>) -> eyre::Result<Narration> {
    narration_with(global, &VoiceArgs::default(), None, |factory| {
        factory.by(instructions).tallied(Arc::clone(tally))
    })
}

fn narration_with(
    global: &Global,
    voice: &VoiceArgs,
    book: Option<&Manuscript>,
    finish: impl FnOnce(KokoroFactory) -> KokoroFactory,
) -> eyre::Result<Narration> {
    let settings = settings::load(global, voice)?;
    let folder = models::ensure(settings.tts.model_path.as_deref(), global)?;
    let checkpoint = Checkpoint::open(&folder)?;
    let model = ModelId(fingerprint(&folder)?);
    let voices = checkpoint.voices()?;
    let voice = voice_of(&settings, &voices)?;
    Cast::of(&settings, |key, name| known_voice(&settings, key, name, &voices))?;
    let languages = book.and_then(Manuscript::language).and_then(Language::from_tag);
    let languages: Vec<_> = languages.into_iter().chain([voice.language()]).collect();
    let dictionaries = models::dictionaries(&languages, global)?;
    let words = book.map(|book| book.book.lexicon.clone()).unwrap_or_default();
    let lexicon = lexicon(&settings, book.map(Manuscript::title));
    let config = EngineConfig {
        backend: match settings::backend(global, &settings) {
            args::BackendChoice::Auto => BackendChoice::Auto,
            args::BackendChoice::Mlx => BackendChoice::Mlx,
            args::BackendChoice::Cpu => BackendChoice::Cpu,
        },
        ahead: settings.engine.ahead,
        breath: Breath {
            before: settings.pauses.breath_before,
            after: settings.pauses.breath_after,
            between_parts: settings.pauses.clause,
        },
        ..EngineConfig::default()
    };
    let cpu = CpuOptions {
        threads: settings.engine.threads,
        ..CpuOptions::default()
    };
    Ok(Narration {
        speller: speller(&lexicon, &words),
        learnt: Lexicon::default(),
        config,
        factory: Arc::new(finish(
            KokoroFactory::new(checkpoint, model, cpu).in_half_precision(settings.tts.half_precision),
        )),
        pronouncer: Box::new(Phonemisers::new(lexicon, words, dictionaries)),
        voices,
        voice,
        manner: Manner {
            speed: Speed::new(settings.tts.speed)?,
            pitch: Pitch::new(settings.tts.pitch)?,
        },
        threads: cpu
            .threads
            .or_else(|| thread::available_parallelism().ok())
            .map_or(1, NonZeroUsize::get),
    })
}

/// What of a text is read, and how, by a voice of this language.
#[must_use]
pub fn text_options(settings: &Settings, language: Language) -> TextOptions {
    let pauses = &settings.pauses;
    TextOptions {
        footnotes: match settings.text.footnotes {
            config::Footnotes::Skip => Footnotes::Skip,
            config::Footnotes::Inline => Footnotes::InPlace,
            config::Footnotes::ChapterEnd => Footnotes::ChapterEnd,
        },
        alt_text: settings.text.alt_text,
        pauses: Pauses {
            clause: pauses.clause,
            verse_line: pauses.verse_line,
            sentence: pauses.sentence,
            ellipsis: pauses.ellipsis,
            paragraph: pauses.paragraph,
            heading: pauses.heading,
            scene_break: pauses.scene_break,
            chapter: pauses.chapter,
        },
        say: SayOptions {
            dialect: if language == Language::EnglishUs {
                Dialect::Us
            } else {
                Dialect::Gb
            },
            urls: match settings.text.urls {
                config::Urls::Short => Urls::Short,
                config::Urls::Skip => Urls::LeaveOut,
            },
            heading: false,
        },
    }
}

/// A book as a render needs it.
pub struct Manuscript {
    book: Book,
    options: TextOptions,
    cast: Cast,
    /// Whether sentences are cut where narration and speech meet.
    is_cut: bool,
}

/// A chapter as the tree shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heading {
    /// Its number, from 1 over all entries.
    pub index: u32,
    /// Its title.
    pub title: String,
    /// Whether it is read unless the user says otherwise.
    pub included: bool,
}

/// The language a passage is pronounced in by a voice whose `own` is another: that of its BCP 47 tag if Kokoro speaks it,
/// but English as the voice speaks it.
#[must_use]
pub fn language_of(tag: Option<&str>, own: Language) -> Language {
    match tag.and_then(Language::from_tag) {
        Some(language) if !same_tongue(language, own) => language,
        _ => own,
    }
}

/// The language a voice of the cast pronounces the book in: the narrator's, in its own accent if it has one.
fn tongue_of(voice: &VoiceName, narrator: &VoiceName) -> Language {
    if same_tongue(voice.language(), narrator.language()) {
        voice.language()
    } else {
        narrator.language()
    }
}

/// Whether two languages differ at most in their accent.
#[must_use]
pub fn same_tongue(a: Language, b: Language) -> bool {
    let english = |language| matches!(language, Language::EnglishUs | Language::EnglishGb);
    a == b || (english(a) && english(b))
}

/// Opens a book, to be read as the settings say.
///
/// # Errors
/// A file that is not an EPUB, or a damaged one.
pub fn open_book(path: &Path, global: &Global, voice: &VoiceArgs) -> eyre::Result<Manuscript> {
    let settings = settings::load(global, voice)?;
    let book = book::open(path)?;
    if !global.quiet {
        for warning in &book.warnings {
            eprintln!("lector: {warning}");
        }
    }
    // Numbers and dates are said as the voice would say them, whoever wrote them.
    let language = named_voice(&settings)?.language();
    let cast = Cast::of(&settings, |key, name| possible_voice(&settings, key, name))?;
    Ok(Manuscript {
        options: text_options(&settings, language),
        book,
        is_cut: cast.has_speakers(&Casting::default()),
        cast,
    })
}

impl Manuscript {
    /// Parts its sentences as it takes for those who have a voice in `own` too.
    pub fn cast_as(&mut self, own: &Casting) {
        self.is_cut = self.cast.has_speakers(own);
    }

    /// Its title.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.book.metadata.title
    }

    /// Its authors.
    #[must_use]
    pub fn author(&self) -> String {
        self.book.metadata.authors.join(", ")
    }

    /// Its language, as its metadata has it.
    #[must_use]
    pub fn language(&self) -> Option<&str> {
        self.book.metadata.language.as_deref()
    }

    /// What is said about it in its files, when `narrator` reads it.
    #[must_use]
    pub fn edition(&self, narrator: &VoiceName) -> Edition {
        Edition {
            book: self.book.metadata.clone(),
            cover: self.book.cover.clone(),
            narrator: narrator.to_string(),
        }
    }

    /// All entries of its tree. A title that several have, such as `Chapter 1` in each part, stands behind that of the entry
    /// above.
    #[must_use]
    pub fn chapters(&self) -> Vec<Heading> {
        let chapters = &self.book.chapters;
        let several = |title: &str| {
            chapters
                .iter()
                .filter(|chapter| chapter.title == title)
                .nth(1)
                .is_some()
        };
        let above = |at: usize| {
            let before = chapters[..at].iter().rev();
            before.clone().find(|other| other.depth < chapters[at].depth)
        };
        let heading = |(at, chapter): (usize, &Chapter)| Heading {
            index: chapter.index.get(),
            title: match above(at).filter(|above| several(&chapter.title) && !above.title.is_empty()) {
                Some(above) => format!("{}: {}", above.title, chapter.title),
                None => chapter.title.clone(),
            },
            included: chapter.selection == Selection::Included,
        };
        chapters.iter().enumerate().map(heading).collect()
    }

    /// All entries of its tree, as the studio shows them.
    #[must_use]
    pub fn contents(&self) -> Vec<studio::Heading> {
        let heading = |chapter: &Chapter| studio::Heading {
            index: chapter.index.get(),
            title: chapter.title.clone(),
            depth: chapter.depth,
            reason: chapter.selection.reason(),
        };
        self.book.chapters.iter().map(heading).collect()
    }

    /// The pages a chapter is on, in order, by their paths in the EPUB.
    #[must_use]
    pub fn pages(&self, index: u32) -> Vec<String> {
        let chapter = self.book.chapters.iter().find(|chapter| chapter.index.get() == index);
        let blocks = chapter.map_or(&[][..], |chapter| &chapter.blocks);
        let mut pages: Vec<String> = blocks.iter().map(|block| block.source.file.to_string()).collect();
        pages.dedup();
        pages
    }

    /// What is said of a chapter; nothing of one that is not there. A chapter that is left out is read all the same: who
    /// asks for it wants it.
    #[must_use]
    pub fn sentences(&self, index: u32) -> Vec<Sentence> {
        let chapter = self.book.chapters.iter().find(|chapter| chapter.index.get() == index);
        chapter.map_or_else(Vec::new, |chapter| {
            let chapter = Chapter {
                selection: Selection::Included,
                ..chapter.clone()
            };
            let sentences = read_chapter(&self.book, &chapter, &self.options).sentences;
            if self.is_cut {
                cast(sentences, self.options.pauses.clause)
            } else {
                sentences
            }
        })
    }

    /// Everyone with a voice of their own, by name; none where only the narrator speaks.
    #[must_use]
    pub fn speakers(&self, own: &Casting) -> Option<Vec<(String, VoiceName)>> {
        self.cast.speakers(own)
    }

    /// A sentence for the engine, read by `narrator` unless the cast, or the user's `own` for this book, has another for it.
    #[must_use]
    pub fn line(&self, sentence: &Sentence, narrator: &VoiceName, own: &Casting, manner: Manner, take: u32) -> Line {
        let voice = self.cast.voice(sentence, narrator, own);
        let language = language_of(sentence.language.as_deref(), tongue_of(voice, narrator));
        Line {
            id: sentence.id,
            words: words_of(sentence, language),
            language,
            voice: voice.clone(),
            manner,
            pause_after: sentence.pause_after,
            take,
        }
    }
}

/// Parts a text into what is said in one breath.
///
/// # Errors
/// Settings that cannot be followed.
pub fn sentences_of(text: &str, voice: &VoiceName, global: &Global) -> eyre::Result<Vec<Sentence>> {
    let settings = settings::load(global, &VoiceArgs::default())?;
    let book = Book::of_text(text, voice.language().tag());
    let options = text_options(&settings, voice.language());
    Ok(book
        .chapters
        .iter()
        .flat_map(|chapter| read_chapter(&book, chapter, &options).sentences)
        .collect())
}

/// The folder of the projects.
///
/// # Errors
/// When the user has no home folder.
pub fn projects_folder() -> eyre::Result<PathBuf> {
    Ok(Folders::find()?.data.join("projects"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_passage_is_said_in_its_language_and_english_as_the_voice_has_it() {
        let own = Language::EnglishGb;
        assert_eq!(language_of(None, own), Language::EnglishGb);
        assert_eq!(language_of(Some("fr"), own), Language::French);
        assert_eq!(language_of(Some("en-US"), own), Language::EnglishGb);
        assert_eq!(language_of(Some("la"), own), Language::EnglishGb);
    }

    #[test]
    fn a_foreign_voice_of_the_cast_speaks_the_books_language() {
        let voice = |name: &str| VoiceName::new(name).unwrap();
        let lily = voice("bf_lily");
        assert_eq!(tongue_of(&voice("am_adam"), &lily), Language::EnglishUs);
        assert_eq!(tongue_of(&voice("ff_siwis"), &lily), Language::EnglishGb);
    }
}
