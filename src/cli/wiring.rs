//! Where the rooms are joined: settings, model, front end and book become what the engine is started with.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use color_eyre::eyre;

use super::args::{Global, RenderArgs, Split, VoiceArgs};
use crate::engine::{Engine, EngineConfig, Line, NarratorFactory, Pronouncer, Words};
use crate::kokoro::Speed;
use crate::speech::{Language, VoiceName};
use crate::store::Clips;
use crate::text::SentenceId;

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
    /// How fast.
    pub speed: Speed,
    /// Threads for the cpu backend.
    pub threads: usize,
}

impl Narration {
    /// Starts the engine. What is said of a script is kept in `clips`.
    ///
    /// # Errors
    /// When the system gives no thread.
    pub fn start(self, clips: Option<Clips>) -> eyre::Result<Engine> {
        Ok(Engine::start(self.config, self.factory, self.pronouncer, clips)?)
    }
}

/// Reads the settings, finds the model (fetching it if need be) and checks that the voice exists.
///
/// # Errors
/// A setting or option that cannot be followed, a model that cannot be had.
pub fn narration(_global: &Global, _voice: &VoiceArgs) -> eyre::Result<Narration> {
    eyre::bail!("this build has no model to speak with")
}

/// A book as a render needs it.
pub struct Manuscript {
    /// Its title.
    pub title: String,
    /// Its author.
    pub author: String,
    /// Its language, as its metadata has it.
    pub language: Option<String>,
    /// All entries of its tree.
    pub chapters: Vec<Heading>,
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

/// What is said in one breath.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// Its number.
    pub id: SentenceId,
    /// What the page shows.
    pub text: String,
    /// What is spoken.
    pub spoken: String,
    /// The silence after it.
    pub pause_after: Duration,
    /// Its language as a BCP 47 tag, if it is another than the book's.
    pub language: Option<String>,
}

impl Sentence {
    /// The sentence for the engine.
    #[must_use]
    pub fn line(&self, voice: &VoiceName, speed: Speed, take: u32) -> Line {
        Line {
            id: self.id,
            words: Words::Text(self.spoken.clone()),
            language: language_of(self.language.as_deref(), voice),
            voice: voice.clone(),
            speed,
            pause_after: self.pause_after,
            take,
        }
    }
}

/// The language a passage is pronounced in: its own if it has one that Kokoro speaks, but English as the voice speaks it.
fn language_of(tag: Option<&str>, voice: &VoiceName) -> Language {
    let own = voice.language();
    match tag.and_then(Language::from_tag) {
        Some(language) if !same_tongue(language, own) => language,
        _ => own,
    }
}

/// Whether two languages differ at most in their accent.
#[must_use]
pub fn same_tongue(a: Language, b: Language) -> bool {
    let english = |language| matches!(language, Language::EnglishUs | Language::EnglishGb);
    a == b || (english(a) && english(b))
}

/// Opens a book.
///
/// # Errors
/// A file that is not an EPUB, or a damaged one.
pub fn open_book(book: &Path, _global: &Global) -> eyre::Result<Manuscript> {
    eyre::bail!("this build cannot read {}", book.display())
}

impl Manuscript {
    /// What is said of a chapter.
    ///
    /// # Errors
    /// A chapter that is not there or cannot be read.
    pub fn sentences(&self, index: u32) -> eyre::Result<Vec<Sentence>> {
        eyre::bail!("this build cannot read chapter {index} of {}", self.title)
    }
}

/// Parts a text into what is said in one breath.
///
/// # Errors
/// Settings that cannot be followed.
pub fn sentences_of(text: &str, _voice: &VoiceName, _global: &Global) -> eyre::Result<Vec<Sentence>> {
    eyre::bail!("this build cannot read a text of {} letters", text.len())
}

/// What the settings and options say about files.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputSettings {
    /// One file a book or one a chapter; none if nobody said.
    pub split: Option<Split>,
    /// The folder for books' folders, instead of the working folder.
    pub folder: Option<PathBuf>,
    /// The names of files.
    pub template: String,
}

/// Reads what the settings and options say about files.
///
/// # Errors
/// Settings that cannot be followed.
pub fn output_settings(args: &RenderArgs, _global: &Global) -> eyre::Result<OutputSettings> {
    Ok(OutputSettings {
        split: args.split,
        folder: None,
        template: "{number} {chapter}".to_owned(),
    })
}

/// The folder of the projects.
///
/// # Errors
/// When the user has no home folder.
pub fn projects_folder() -> eyre::Result<PathBuf> {
    use etcetera::BaseStrategy;
    let system = etcetera::base_strategy::choose_native_strategy()?;
    Ok(system.data_dir().join("lector").join("projects"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_passage_is_said_in_its_language_and_english_as_the_voice_has_it() {
        let lily = VoiceName::new("bf_lily").unwrap();
        assert_eq!(language_of(None, &lily), Language::EnglishGb);
        assert_eq!(language_of(Some("fr"), &lily), Language::French);
        assert_eq!(language_of(Some("en-US"), &lily), Language::EnglishGb);
        assert_eq!(language_of(Some("la"), &lily), Language::EnglishGb);
    }
}
