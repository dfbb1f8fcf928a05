//! The studio without a terminal: events in, effects and screens out. The book is the one that comes with lector.

mod choosing;
mod editing;
mod listening;
mod rendering;
mod screens;
mod speakers;
mod voices;

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::KeyCode;

use super::audition::Audition;
use super::effect::Effect;
use super::event::{Cue, Event};
use super::gauge::Gauge;
use super::keys::Keys;
use super::outline::{Outline, Sound};
use super::playback::Playback;
use super::script::{Heading, Script};
use super::state::{Focus, State, UsualFiles};
use super::theme::{Depth, Themes};
use super::update::update;
use super::view::view;
use crate::audio::{PlayerEvent, Tempo};
use crate::book;
use crate::book::{Book, Chapter, Selection};
use crate::config::{Keymap, Theme};
use crate::engine::{BackendName, Event as Engine, Generation, Line, Manner, Words};
use crate::kokoro::{Pitch, Speed};
use crate::speech::{Language, VoiceName};
use crate::store::{Casting, Choices};
use crate::text::{Sentence, SentenceId, TextOptions, read_chapter};

/// The chapters of the fixture that are read.
const FOX: u32 = 3;
const SUN: u32 = 4;

struct Fables(Book);

impl Script for Fables {
    fn title(&self) -> &str {
        &self.0.metadata.title
    }

    fn headings(&self) -> Vec<Heading> {
        let heading = |chapter: &Chapter| Heading {
            index: chapter.index.get(),
            title: chapter.title.clone(),
            depth: chapter.depth,
            reason: chapter.selection.reason(),
        };
        self.0.chapters.iter().map(heading).collect()
    }

    fn sentences(&self, chapter: u32) -> Vec<Sentence> {
        let chapter = Chapter {
            selection: Selection::Included,
            ..self.0.chapters[chapter as usize - 1].clone()
        };
        read_chapter(&self.0, &chapter, &TextOptions::default()).sentences
    }

    fn line(&self, sentence: &Sentence, voice: &VoiceName, _: &Casting, manner: Manner, take: u32) -> Line {
        Line {
            id: sentence.id,
            words: Words::Text(sentence.spoken.clone()),
            language: Language::EnglishGb,
            voice: voice.clone(),
            manner,
            pause_after: sentence.pause_after,
            take,
        }
    }

    fn speakers(&self, own: &Casting) -> Option<Vec<(String, VoiceName)>> {
        own.has_speakers().then(Vec::new)
    }
}

/// Two of the themes, on a terminal of so many colours.
fn themes(depth: Depth) -> Themes {
    let theme = |name| Theme::load(name, &[]).unwrap();
    Themes::new(vec![theme("dark"), theme("light")], "dark", depth)
}

/// A studio, and a clock that stands still.
struct Desk {
    state: State,
    now: Instant,
}

impl Desk {
    fn new() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fables.epub");
        Self::with(Arc::new(Fables(book::open(&file).unwrap())))
    }

    fn with(script: Arc<dyn Script>) -> Self {
        let voice = |name| VoiceName::new(name).unwrap();
        let state = State {
            outline: Outline::new(script.headings(), &BTreeMap::new()),
            script,
            chapter: FOX as usize - 1,
            sentence: 1,
            focus: Focus::default(),
            follow: true,
            tree_top: None,
            folded: BTreeSet::new(),
            playback: Playback::default(),
            gauge: Gauge::default(),
            voices: vec![
                voice("af_heart"),
                voice("bf_lily"),
                voice("bm_lewis"),
                voice("ff_siwis"),
            ],
            voice: voice("bf_lily"),
            speed: Speed::NORMAL,
            pitch: Pitch::NORMAL,
            tempo: Tempo::NORMAL,
            generation: Generation::default(),
            rendering: HashSet::new(),
            lost: 0,
            render_when_read: BTreeMap::new(),
            selected_from: None,
            messages: Vec::new(),
            writing: false,
            home: Some("/home/reader".into()),
            usual_files: Some(UsualFiles {
                kind: "wav, a file a chapter".to_owned(),
                folder: "/books/Three Fables".into(),
            }),
            formats: [
                ("flac", "Compressed without loss, with tags and cover"),
                (
                    "m4b",
                    "AAC with chapters, tags and cover, as players of audiobooks like it",
                ),
            ]
            .map(|(name, what)| (name.to_owned(), what.to_owned()))
            .to_vec(),
            audition: Audition::default(),
            resumed: false,
            overlay: None,
            notice: None,
            remark: None,
            keys: Keys::new(&Keymap::shipped().unwrap()).unwrap(),
            chord: Vec::new(),
            themes: themes(Depth::True),
            choices: Choices::default(),
            saved_at: None,
            sought: String::new(),
            size: (80, 24),
        };
        Self {
            state,
            now: Instant::now(),
        }
    }

    /// With every chapter read from the book and the model ready.
    fn ready() -> Self {
        Self::new().told()
    }

    /// The same, with another book.
    fn reading(script: Arc<dyn Script>) -> Self {
        Self::with(script).told()
    }

    fn told(mut self) -> Self {
        let backend = BackendName::Cpu;
        self.tell(Engine::Ready {
            backend,
            took: Duration::ZERO,
        });
        for heading in self.state.script.headings() {
            let sentences = self.state.script.sentences(heading.index);
            self.send(Event::Read {
                chapter: heading.index,
                sentences,
            });
        }
        self
    }

    fn send(&mut self, event: Event) -> Vec<Effect> {
        update(&mut self.state, event, self.now)
    }

    fn tell(&mut self, event: Engine) -> Vec<Effect> {
        self.send(Event::Engine(event))
    }

    fn key(&mut self, code: KeyCode) -> Vec<Effect> {
        self.send(Event::Key(code.into()))
    }

    fn type_keys(&mut self, text: &str) -> Vec<Effect> {
        text.chars()
            .flat_map(|letter| self.key(KeyCode::Char(letter)))
            .collect()
    }

    /// The player says that a sentence of the present listening is heard.
    fn hear(&mut self, id: SentenceId, seconds: f64) -> Vec<Effect> {
        let generation = self.state.playback.generation;
        let cue = Cue { generation, id };
        let at = Duration::from_secs_f64(seconds);
        self.send(Event::Player(PlayerEvent::Heard { cue, at }))
    }

    fn say(&mut self, id: SentenceId) {
        self.state.outline.set(id, Sound::Done(Duration::from_secs(3)));
    }

    fn screen(&self, columns: u16, rows: u16) -> String {
        let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
        terminal.draw(|frame| view(&self.state, frame)).unwrap();
        terminal.backend().to_string()
    }
}

fn id(chapter: u32, sentence: u32) -> SentenceId {
    SentenceId { chapter, sentence }
}

/// A listener in the third sentence, with the first four said.
fn listening() -> Desk {
    let mut desk = Desk::ready();
    desk.key(KeyCode::Enter);
    for sentence in 1..=4 {
        desk.say(id(FOX, sentence));
    }
    desk.now += Duration::from_millis(210);
    desk.hear(id(FOX, 3), 1.5);
    for speed in [4, 5, 6, 5] {
        desk.state
            .gauge
            .said(60, Duration::from_secs(1), Duration::from_secs(speed));
    }
    desk.state.playback.enqueued = Some(id(FOX, 4));
    desk.state.gauge.memory = 412_000_000;
    desk
}
