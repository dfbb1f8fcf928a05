//! What the screen shows, at several sizes and in each state that can go wrong.

use std::time::Duration;

use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::crossterm::event::KeyCode;
use ratatui::layout::Rect;

use super::{Desk, FOX, id, listening};
use crate::audio::{Output, PlayerEvent};
use crate::engine::Event as Engine;
use crate::store::Work;
use crate::studio::event::Event;
use crate::studio::library::{Library, Outcome, Shelved};
use crate::studio::opening::Opening;
use crate::studio::watch::Watch;

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
    desk.key(KeyCode::Esc);
    desk.type_keys("w");
    insta::assert_snapshot!("write_the_audiobook", desk.screen(80, 24));
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
fn wide_characters_keep_their_columns() {
    let mut desk = Desk::new();
    let mut sentences = desk.state.script.sentences(FOX);
    let text = "吾輩は猫である。名前はまだ無い。どこで生れたかとんと見当がつかぬ。";
    text.clone_into(&mut sentences[2].text);
    text.clone_into(&mut sentences[2].spoken);
    desk.send(Event::Read {
        chapter: FOX,
        sentences,
    });
    "吾輩は猫であるとその続き".clone_into(&mut desk.state.outline.chapters[4].heading.title);
    desk.type_keys("jj");
    insta::assert_snapshot!("wide_characters_60x15", desk.screen(60, 15));
    desk.type_keys("e");
    insta::assert_snapshot!("edit_a_wide_word", desk.screen(80, 24));
}

#[test]
fn a_render_that_loses_a_sentence_says_so_at_its_end() {
    let mut desk = Desk::ready();
    desk.type_keys("jVjr");
    let generation = desk.state.generation;
    let failed = |sentence| Engine::Failed {
        id: id(FOX, sentence),
        generation,
        why: "it is silent".to_owned(),
    };
    desk.tell(failed(2));
    insta::assert_snapshot!("a_sentence_is_lost", desk.screen(80, 24));
    desk.tell(failed(3));
    let notice = desk.state.notice.clone().unwrap();
    assert!(notice.contains("done, but for 2 sentences"), "{notice}");
    let told = desk
        .state
        .messages
        .iter()
        .filter(|message| message.contains("it is silent"));
    assert_eq!(told.count(), 2, "{:?}", desk.state.messages);
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
fn long_notices_are_told_whole_and_kept() {
    let mut desk = listening();
    let long = "the disk is full; finished work is kept: free some space and start again \
                (/home/reader/.local/share/lector/projects could not be written)"
        .to_owned();
    desk.tell(Engine::StoreFailed { why: long.clone() });
    insta::assert_snapshot!("a_long_notice", desk.screen(60, 15));
    desk.type_keys("m");
    assert_eq!(desk.state.messages.last(), Some(&long));
    insta::assert_snapshot!("messages", desk.screen(80, 24));
}

#[test]
fn paused_and_waiting_are_told() {
    let mut desk = listening();
    desk.type_keys(" ");
    insta::assert_snapshot!("paused", desk.screen(80, 24));
    desk.type_keys("+");
    desk.type_keys(" ");
    desk.send(Event::Player(PlayerEvent::Ended));
    insta::assert_snapshot!("waiting_60x15", desk.screen(60, 15));
}

#[test]
fn books_and_what_another_lector_does() {
    let shelf = |title: &str, standing: &str, busy, there: bool| Shelved {
        title: title.to_owned(),
        file: there.then(|| "/books/a.epub".into()),
        standing: standing.to_owned(),
        busy,
        damaged: None,
    };
    let themes = Desk::new().state.themes;
    let keys = Desk::new().state.keys;
    let books = vec![
        shelf("Pride and Prejudice", "III · rendering, 12 % said", true, true),
        shelf("Moby-Dick; or, The Whale", "Loomings · 3 % said", false, true),
        shelf("吾輩は猫である", "its file is gone", false, false),
    ];
    let screen = Rect::new(0, 0, 80, 24);
    let mut library = Library::new(books, themes.clone(), keys.clone());
    let mut terminal = Terminal::new(TestBackend::new(80, 24)).unwrap();
    let mut show = |draw: &dyn Fn(&mut ratatui::Frame<'_>)| {
        terminal.draw(|frame| draw(frame)).unwrap();
        terminal.backend().to_string()
    };
    insta::assert_snapshot!("library", show(&|frame| library.view(frame)));
    for _ in 0..3 {
        library.press(KeyCode::Down.into(), screen);
    }
    assert_eq!(library.at, 2);
    assert_eq!(
        library.press(KeyCode::Enter.into(), screen),
        Outcome::Stay,
        "a book that is gone does not open"
    );
    for key in ['g', 'g', 'j'] {
        library.press(KeyCode::Char(key).into(), screen);
    }
    assert_eq!(library.at, 1, "the keys of the keymap, chords among them");
    assert!(matches!(library.press(KeyCode::Enter.into(), screen), Outcome::Open(_)));
    library.press(KeyCode::Char('?').into(), screen);
    insta::assert_snapshot!("library_help", show(&|frame| library.view(frame)));
    assert_eq!(
        library.press(KeyCode::Esc.into(), screen),
        Outcome::Stay,
        "it closes the help"
    );
    assert_eq!(library.press(KeyCode::Esc.into(), screen), Outcome::Leave);
    let empty = Library::new(Vec::new(), themes.clone(), keys);
    insta::assert_snapshot!("library_empty", show(&|frame| empty.view(frame)));
    let watch = Watch {
        title: "Pride and Prejudice".to_owned(),
        process: 4711,
        work: Some(Work {
            doing: Work::RENDERING.to_owned(),
            chapter: "III".to_owned(),
            done: 1200,
            total: 5816,
            eta_seconds: Some(7260.0),
            speed: Some(3.4),
            ..Work::default()
        }),
        themes: themes.clone(),
    };
    insta::assert_snapshot!("another_lector", show(&|frame| watch.view(frame)));
    let opening = Opening {
        name: "Introduction to Linear Algebra, with every exercise and all of their answers.epub".to_owned(),
        themes,
    };
    insta::assert_snapshot!("opening", show(&|frame| opening.view(frame, Duration::from_secs(7))));
    let mut terminal = Terminal::new(TestBackend::new(60, 15)).unwrap();
    let mut show = |draw: &dyn Fn(&mut ratatui::Frame<'_>)| {
        terminal.draw(|frame| draw(frame)).unwrap();
        terminal.backend().to_string()
    };
    insta::assert_snapshot!("library_60x15", show(&|frame| library.view(frame)));
    insta::assert_snapshot!("another_lector_60x15", show(&|frame| watch.view(frame)));
}
