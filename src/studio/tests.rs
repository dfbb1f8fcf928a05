//! The studio without a terminal: events in, effects and screens out. The book is the one that comes with lector.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::{KeyCode, KeyEvent};

use super::effect::Effect;
use super::event::{Cue, Event};
use super::gauge::{Gauge, Model};
use super::keys::Keys;
use super::outline::{Outline, Sound};
use super::overlay::Overlay;
use super::playback::{Playback, Status};
use super::script::{Heading, Script};
use super::state::{Focus, State};
use super::theme::{Depth, Themes};
use super::update::update;
use super::view::view;
use crate::audio::{Output, Pcm, PlayerEvent};
use crate::book::{self, Book, Chapter, Selection};
use crate::config::{Keymap, Theme};
use crate::engine::{BackendName, Command, Event as Engine, Generation, Line, Words};
use crate::kokoro::Speed;
use crate::speech::{Language, VoiceName};
use crate::store::Choices;
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

    fn line(&self, sentence: &Sentence, voice: &VoiceName, speed: Speed, take: u32) -> Line {
        Line {
            id: sentence.id,
            words: Words::Text(sentence.spoken.clone()),
            language: Language::EnglishGb,
            voice: voice.clone(),
            speed,
            pause_after: sentence.pause_after,
            take,
        }
    }
}

/// A studio, and a clock that stands still.
struct Desk {
    state: State,
    now: Instant,
}

impl Desk {
    fn new() -> Self {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fables.epub");
        let script: Arc<dyn Script> = Arc::new(Fables(book::open(&file).unwrap()));
        let voice = |name| VoiceName::new(name).unwrap();
        let theme = Theme::load("dark", &[]).unwrap();
        let state = State {
            outline: Outline::new(script.headings(), &BTreeMap::new()),
            script,
            chapter: FOX as usize - 1,
            sentence: 1,
            focus: Focus::default(),
            follow: true,
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
            generation: Generation::default(),
            rendering: HashSet::new(),
            render_when_read: BTreeSet::new(),
            resumed: false,
            overlay: None,
            notice: None,
            keys: Keys::new(&Keymap::shipped().unwrap()).unwrap(),
            chord: Vec::new(),
            themes: Themes::new(vec![theme], "dark", Depth::True),
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
        let mut desk = Self::new();
        let backend = BackendName::Cpu;
        desk.tell(Engine::Ready {
            backend,
            took: Duration::ZERO,
        });
        for heading in desk.state.script.headings() {
            let sentences = desk.state.script.sentences(heading.index);
            desk.send(Event::Read {
                chapter: heading.index,
                sentences,
            });
        }
        desk
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
    desk.state.gauge.ahead = Duration::from_secs(38);
    desk.state.gauge.memory = 412_000_000;
    desk
}

#[test]
fn the_screen_at_three_sizes() {
    for (columns, rows) in [(60, 15), (80, 24), (120, 40)] {
        insta::assert_snapshot!(format!("listening_{columns}x{rows}"), listening().screen(columns, rows));
    }
}

#[test]
fn what_lies_over_the_screen() {
    let mut desk = listening();
    desk.key(KeyCode::Char('?'));
    insta::assert_snapshot!("help", desk.screen(80, 24));
    desk.key(KeyCode::Esc);
    desk.key(KeyCode::Char('v'));
    insta::assert_snapshot!("voices", desk.screen(80, 24));
    desk.key(KeyCode::Esc);
    desk.type_keys("Rq");
    insta::assert_snapshot!("quit_while_rendering", desk.screen(80, 24));
}

#[test]
fn what_can_go_wrong_is_shown() {
    let mut desk = Desk::new();
    insta::assert_snapshot!("before_the_book_is_read", desk.screen(80, 24));
    desk.tell(Engine::NoModel {
        why: "weights are missing".to_owned(),
    });
    insta::assert_snapshot!("no_model", desk.screen(80, 24));
    let mut desk = listening();
    let generation = desk.state.generation;
    desk.tell(Engine::Failed {
        id: id(FOX, 5),
        generation,
        why: "it is silent".to_owned(),
    });
    desk.send(Event::Player(PlayerEvent::Output(Output::Silent {
        why: Some("this machine has no audio device".to_owned()),
    })));
    insta::assert_snapshot!("no_device_and_a_lost_sentence", desk.screen(80, 24));
}

#[test]
fn no_size_is_too_small_to_draw() {
    let mut desk = listening();
    for keys in ["", "?", "v", "/"] {
        desk.state.overlay = None;
        desk.type_keys(keys);
        for (columns, rows) in [(1, 1), (5, 3), (20, 6), (60, 15), (300, 100)] {
            desk.state.size = (columns, rows);
            assert_eq!(desk.screen(columns, rows).lines().count(), usize::from(rows));
        }
    }
}

#[test]
fn speaking_begins_at_the_cursor_and_the_highlight_follows_what_is_heard() {
    let mut desk = Desk::ready();
    desk.type_keys("jj");
    let effects = desk.key(KeyCode::Enter);
    let generation = Generation(1);
    let from = id(FOX, 3);
    assert_eq!(
        effects,
        [
            Effect::ClearSound,
            Effect::ResumeSound,
            Effect::Engine(Command::Listen { generation, from })
        ]
    );
    let pcm = Pcm {
        rate: 24_000,
        samples: vec![0.5; 10],
    };
    let pause = Duration::from_millis(350);
    let audio = |generation| Engine::Audio {
        generation,
        id: from,
        pcm: pcm.clone(),
        pause_after: pause,
    };
    assert_eq!(desk.tell(audio(Generation(0))), [], "an answer to an older question");
    let cue = Cue { generation, id: from };
    assert_eq!(
        desk.tell(audio(generation)),
        [Effect::Enqueue {
            cue,
            pcm: pcm.clone(),
            pause
        }]
    );
    desk.now += Duration::from_millis(300);
    desk.hear(from, 0.0);
    assert_eq!(desk.state.gauge.first_sound, Some(Duration::from_millis(300)));
    assert_eq!(desk.state.playback.status, Status::Playing);
    let effects = desk.hear(id(FOX, 4), 0.0);
    assert!(effects.contains(&Effect::Engine(Command::Cursor(id(FOX, 4)))));
    assert_eq!(desk.state.cursor(), Some(id(FOX, 4)), "the cursor goes along");
    desk.type_keys("k");
    desk.hear(id(FOX, 5), 0.0);
    assert_eq!(
        desk.state.cursor(),
        Some(id(FOX, 3)),
        "unless the reader looks elsewhere"
    );
    desk.type_keys("f");
    assert_eq!(desk.state.cursor(), Some(id(FOX, 5)));
}

#[test]
fn pausing_stopping_and_the_end() {
    let mut desk = listening();
    assert_eq!(desk.type_keys(" ")[0], Effect::PauseSound);
    assert_eq!(desk.type_keys(" "), [Effect::ResumeSound]);
    let ended = Event::Player(PlayerEvent::Ended);
    desk.send(ended);
    assert!(
        matches!(desk.state.playback.status, Status::Waiting(_)),
        "the voice is late"
    );
    let last = desk.state.outline.readable().last().unwrap().sentence.id;
    desk.hear(last, 0.0);
    desk.send(Event::Player(PlayerEvent::Ended));
    assert_eq!(desk.state.playback.status, Status::Stopped);
    assert_eq!(desk.state.notice.as_deref(), Some("the end"));
}

#[test]
fn the_next_chapter_is_the_next_that_is_read() {
    let mut desk = listening();
    let effects = desk.type_keys("]");
    assert_eq!(desk.state.playback.heard_id(), Some(id(SUN, 1)));
    assert!(matches!(effects.last(), Some(Effect::Engine(Command::Listen { from, .. })) if *from == id(SUN, 1)));
}

#[test]
fn a_render_goes_on_until_it_is_done_or_cancelled_and_quitting_asks() {
    let mut desk = listening();
    let effects = desk.type_keys("r");
    let Some(Effect::Engine(Command::Render(ids))) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(ids.first(), Some(&id(FOX, 5)), "what is said is not said again");
    assert_eq!(desk.type_keys("q"), []);
    assert!(matches!(desk.state.overlay, Some(Overlay::Quit)));
    assert_eq!(desk.type_keys("b").last(), Some(&Effect::LeaveScreen));
    assert_eq!(desk.type_keys("c"), [Effect::Engine(Command::Cancel)]);
    assert_eq!(desk.type_keys("q").last(), Some(&Effect::Quit));
}

#[test]
fn a_lost_terminal_ends_the_screen_but_not_the_render() {
    let mut desk = listening();
    assert_eq!(desk.send(Event::Hangup).last(), Some(&Effect::Quit));
    desk.type_keys("r");
    assert_eq!(desk.send(Event::Hangup).last(), Some(&Effect::LeaveScreen));
}

#[test]
fn choices_are_remembered() {
    let mut desk = listening();
    let effects = desk.type_keys("x");
    assert!(
        effects
            .iter()
            .any(|effect| matches!(effect, Effect::Engine(Command::Remove(_))))
    );
    let Some(Effect::Save(choices)) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(choices.chapters, BTreeMap::from([(FOX, false)]));
    assert_eq!(choices.place.map(|place| place.sentence), Some(3));
    desk.type_keys("x");
    assert!(desk.state.choices.chapters.is_empty(), "as the book says again");
}

#[test]
fn another_voice_speaks_from_where_the_listener_is() {
    let mut desk = listening();
    desk.type_keys("vlewis");
    let effects = desk.key(KeyCode::Enter);
    assert_eq!(desk.state.voice.as_str(), "bm_lewis");
    let scripts = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(Command::Script { lines, .. }) => Some(lines),
        _ => None,
    });
    assert!(scripts.flatten().all(|line| line.voice.as_str() == "bm_lewis"));
    assert!(matches!(effects.last(), Some(Effect::Engine(Command::Listen { from, .. })) if *from == id(FOX, 3)));
}

#[test]
fn finding_goes_round() {
    let mut desk = Desk::ready();
    desk.type_keys("/grapes");
    desk.key(KeyCode::Enter);
    let first = desk.state.cursor().unwrap();
    desk.type_keys("nN");
    assert_eq!(desk.state.cursor(), Some(first));
    desk.type_keys("/zebra");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.notice.as_deref(), Some("“zebra” is not in the book"));
}

#[test]
fn keys_of_several_strokes() {
    let mut desk = Desk::ready();
    desk.type_keys("G");
    assert!(desk.state.cursor().unwrap().sentence > 5);
    desk.type_keys("gg");
    assert_eq!(desk.state.cursor(), Some(id(FOX, 1)));
    let mut release: KeyEvent = KeyCode::Char('j').into();
    release.kind = ratatui::crossterm::event::KeyEventKind::Release;
    desk.send(Event::Key(release));
    assert_eq!(desk.state.cursor(), Some(id(FOX, 1)));
    assert_eq!(desk.state.gauge.model, Model::Ready(BackendName::Cpu));
}
