//! A book made of lines, and an engine to read it.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use lector::engine::{Command, Engine, EngineConfig, Event, Generation, Line, Manner, Pronouncer, Source, Words};
use lector::speech::{Language, Lexicon, Phonemes, Said, VoiceName};
use lector::store::{BookId, Project, Projects};
use lector::text::SentenceId;

use super::tones::Tones;

/// Says letters as if they were phonemes.
pub struct Letters;

impl Pronouncer for Letters {
    fn pronounce(&mut self, words: &Words, _: Language, learnt: &Lexicon) -> Result<Vec<Phonemes>, String> {
        let text = words.text();
        assert!(!text.contains("boom"), "the front end cannot take this");
        if text.contains("unspeakable") {
            return Err("nobody can say it".to_owned());
        }
        let text = learnt
            .entries()
            .iter()
            .fold(text.into_owned(), |text, entry| match &entry.said {
                Said::Respelling(letters) | Said::Phonemes(letters) => text.replace(&entry.word, letters),
            });
        let letters: Vec<char> = text.chars().collect();
        Ok(letters
            .chunks(500)
            .map(|piece| Phonemes::new(piece.iter().collect::<String>()))
            .collect())
    }
}

pub fn id(sentence: u32) -> SentenceId {
    SentenceId { chapter: 1, sentence }
}

pub fn line(sentence: u32, text: &str) -> Line {
    Line {
        id: id(sentence),
        words: Words::Text(text.to_owned()),
        language: Language::EnglishGb,
        voice: VoiceName::new("bf_lily").unwrap(),
        manner: Manner::NORMAL,
        pause_after: Duration::from_millis(350),
        take: 0,
    }
}

/// So many different lines.
pub fn lines(count: u32) -> Vec<Line> {
    (0..count)
        .map(|number| line(number, &format!("this is sentence {number}")))
        .collect()
}

/// The project of a book in a folder of the test's own.
pub fn project(home: &Path) -> Project {
    let book = home.join("book.epub");
    std::fs::write(&book, "a book").unwrap();
    let id = BookId::of("A Book", &book).unwrap();
    Projects::new(home.join("projects")).open(&id).unwrap()
}

/// An engine, and patience.
pub struct Scene {
    pub engine: Engine,
    /// Everything it told so far.
    pub told: Vec<Event>,
}

/// No test waits longer for anything.
const PATIENCE: Duration = Duration::from_secs(30);

impl Scene {
    pub fn new(tones: &Tones, project: Option<&Project>) -> Self {
        Self::with(EngineConfig::default(), tones, project)
    }

    pub fn with(config: EngineConfig, tones: &Tones, project: Option<&Project>) -> Self {
        let clips = project.map(|project| project.clips().clone());
        let engine = Engine::start(config, Arc::new(tones.clone()), Box::new(Letters), clips).unwrap();
        Self { engine, told: vec![] }
    }

    pub fn send(&self, command: Command) {
        self.engine.send(command).unwrap();
    }

    pub fn script(&self, generation: u64, lines: Vec<Line>) {
        let generation = Generation(generation);
        self.send(Command::Script { generation, lines });
    }

    /// Waits for the first event that fits.
    pub fn wait_for<T>(&mut self, what: &str, fits: impl Fn(&Event) -> Option<T>) -> T {
        loop {
            let Ok(event) = self.engine.events().recv_timeout(PATIENCE) else {
                panic!("no {what} came after {:#?}", self.told);
            };
            let found = fits(&event);
            self.told.push(event);
            if let Some(found) = found {
                return found;
            }
        }
    }

    pub fn wait_until_idle(&mut self) {
        self.wait_for("idle", |event| matches!(event, Event::Idle).then_some(()));
    }

    /// Waits until the model is loaded.
    pub fn wait_until_ready(&mut self) {
        self.wait_for("ready", |event| matches!(event, Event::Ready { .. }).then_some(()));
    }

    /// Renders so many lines and waits for the end.
    pub fn render(&mut self, count: u32) {
        self.send(Command::Render((0..count).map(id).collect()));
        self.wait_until_idle();
    }

    /// The sentences that came from the model and from the store.
    pub fn spoken(&self) -> (Vec<u32>, Vec<u32>) {
        let (mut new, mut old) = (vec![], vec![]);
        for event in &self.told {
            if let Event::Spoken { id, source, .. } = event {
                match source {
                    Source::Model { .. } => new.push(id.sentence),
                    Source::Store => old.push(id.sentence),
                }
            }
        }
        (new, old)
    }

    pub fn count(&self, fits: impl Fn(&Event) -> bool) -> usize {
        self.told.iter().filter(|event| fits(event)).count()
    }
}
