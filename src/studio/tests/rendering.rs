//! Rendering in the background, and what ends the screen.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{Desk, FOX, id, listening};
use crate::engine::Command;
use crate::studio::effect::Effect;
use crate::studio::event::Event;
use crate::studio::overlay::{Leaving, Overlay};

#[test]
fn a_render_goes_on_until_it_is_done_or_cancelled_and_quitting_asks() {
    let mut desk = listening();
    let effects = desk.type_keys("r");
    let Some(Effect::Engine(Command::Render(ids))) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(ids.first(), Some(&id(FOX, 5)), "what is said is not said again");
    assert_eq!(desk.type_keys("q"), []);
    assert!(matches!(desk.state.overlay, Some(Overlay::Leave(Leaving::Quit))));
    assert_eq!(desk.type_keys("b").last(), Some(&Effect::Background(Leaving::Quit)));
    assert_eq!(desk.type_keys("o"), [], "another book asks as well");
    assert_eq!(desk.type_keys("b").last(), Some(&Effect::Background(Leaving::Library)));
    assert_eq!(desk.type_keys("c"), [Effect::Engine(Command::Cancel)]);
    assert_eq!(desk.type_keys("q").last(), Some(&Effect::Quit));
}

#[test]
fn a_folded_part_is_left_out_whole() {
    let mut desk = Desk::ready();
    desk.type_keys("z");
    assert_eq!(desk.state.chapter, FOX as usize - 2, "the part is folded");
    desk.type_keys("x");
    let included = |desk: &Desk| {
        let chapters = desk.state.outline.chapters.iter();
        chapters.filter(|chapter| chapter.included).count()
    };
    assert_eq!(included(&desk), 0, "{:?}", desk.state.notice);
    desk.type_keys("x");
    assert!(included(&desk) >= 3, "{:?}", desk.state.notice);
    assert!(desk.state.choices.chapters.is_empty(), "as the book proposes, again");
}

#[test]
fn a_folded_part_comes_back_as_it_was() {
    let mut desk = Desk::ready();
    // A list of contents among the fables, which lector does not read.
    let reason = desk.state.outline.chapters[0].heading.reason;
    assert!(reason.is_some());
    desk.state.outline.chapters[FOX as usize].heading.reason = reason;
    desk.state.outline.chapters[FOX as usize].included = false;
    let included = |desk: &Desk| -> Vec<bool> { desk.state.outline.chapters.iter().map(|c| c.included).collect() };
    let before = included(&desk);
    desk.type_keys("zxx");
    assert_eq!(included(&desk), before);
}

#[test]
fn a_chapter_that_is_taken_in_is_read() {
    let mut desk = Desk::ready();
    desk.state.outline.chapters[0].sentences = None;
    desk.key(KeyCode::Tab);
    desk.key(KeyCode::Home);
    let effects = desk.type_keys("x");
    assert!(desk.state.outline.chapters[0].included, "{:?}", desk.state.notice);
    assert!(effects.contains(&Effect::Read(1)), "{effects:?}");
}

#[test]
fn nobody_stops_a_render_by_a_key_pressed_twice() {
    let mut desk = listening();
    desk.type_keys("R");
    assert_eq!(desk.type_keys("qqq"), []);
    assert!(matches!(desk.state.overlay, Some(Overlay::Leave(Leaving::Quit))));
    let control_c = KeyEvent::new(KeyCode::Char('c'), KeyModifiers::CONTROL);
    let effects = desk.send(Event::Key(control_c));
    assert_eq!(effects.last(), Some(&Effect::Background(Leaving::Quit)));
}

#[test]
fn the_time_of_a_part_says_of_how_much_it_is() {
    let mut desk = listening();
    desk.type_keys("r");
    let screen = desk.screen(120, 40);
    let left = desk.state.rendering.len();
    assert!(left > 0 && screen.contains(&format!(" for {left} ")), "{screen}");
}

#[test]
fn another_program_may_end_it() {
    assert_eq!(listening().send(Event::Terminate).last(), Some(&Effect::End));
}

#[test]
fn a_lost_terminal_ends_the_screen_but_not_the_render() {
    let mut desk = listening();
    assert_eq!(desk.send(Event::Hangup).last(), Some(&Effect::Quit));
    desk.type_keys("r");
    assert_eq!(desk.send(Event::Hangup).last(), Some(&Effect::LeaveScreen));
}

#[test]
fn writing_the_files_asks_and_can_be_told_otherwise() {
    let mut desk = listening();
    assert_eq!(desk.type_keys("w"), []);
    desk.type_keys("F");
    assert!(
        matches!(desk.state.overlay, Some(Overlay::Picker(_))),
        "the kind of file"
    );
    desk.type_keys("m4b");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.choices.format.as_deref(), Some("m4b"));
    assert!(matches!(desk.state.overlay, Some(Overlay::Write)), "and back");
    desk.type_keys("O~/audiobooks");
    desk.key(KeyCode::Enter);
    assert_eq!(
        desk.state.choices.output.as_deref(),
        Some(Path::new("/home/reader/audiobooks"))
    );
    assert!(matches!(desk.state.overlay, Some(Overlay::Write)));
    desk.key(KeyCode::Esc);
    assert!(desk.state.overlay.is_none());
    desk.type_keys("F");
    desk.key(KeyCode::Esc);
    assert!(desk.state.overlay.is_none(), "nobody asked to write");
    desk.type_keys("wF");
    desk.send(Event::Mouse(MouseEvent {
        kind: MouseEventKind::Down(MouseButton::Left),
        column: 0,
        row: 0,
        modifiers: KeyModifiers::NONE,
    }));
    assert!(
        matches!(desk.state.overlay, Some(Overlay::Write)),
        "a click comes back as well"
    );
    desk.key(KeyCode::Esc);
    desk.type_keys("w");
    assert_eq!(desk.key(KeyCode::Enter).last(), Some(&Effect::WriteBook));
}

#[test]
fn a_selection_is_rendered() {
    let mut desk = Desk::ready();
    desk.type_keys("jjVjj");
    assert_eq!(desk.state.selection(), Some(3..=5));
    insta::assert_snapshot!("selection", desk.screen(80, 24));
    let effects = desk.type_keys("r");
    let wanted = [3, 4, 5].map(|sentence| id(FOX, sentence)).to_vec();
    assert_eq!(effects.last(), Some(&Effect::Engine(Command::Render(wanted))));
    assert_eq!(desk.state.selection(), None);
    let standing = desk.state.standing().render.unwrap();
    assert_eq!(standing.spans.len(), 1);
    assert_eq!(standing.left, 3);
}

#[test]
fn a_render_that_was_cut_short_goes_on() {
    let mut desk = Desk::new();
    desk.state.render_when_read = BTreeMap::from([(FOX, 2..=3)]);
    assert!(desk.state.is_rendering());
    let sentences = desk.state.script.sentences(FOX);
    let effects = desk.send(Event::Read {
        chapter: FOX,
        sentences,
    });
    let left = vec![id(FOX, 2), id(FOX, 3)];
    assert_eq!(effects.last(), Some(&Effect::Engine(Command::Render(left))));
}

#[test]
fn a_crash_ends_the_screen_and_says_why() {
    let mut desk = listening();
    let effects = desk.send(Event::Crashed {
        thread: "lector-reader".to_owned(),
        why: "index out of bounds".to_owned(),
    });
    assert!(matches!(effects.last(), Some(Effect::Abort { thread, .. }) if thread == "lector-reader"));
}
