//! Lists, commands, the mouse, and what is remembered.

use std::collections::BTreeMap;
use std::path::Path;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};

use super::{Depth, Desk, FOX, SUN, id, listening, themes};
use crate::engine::{BackendName, Command};
use crate::speech::VoiceName;
use crate::studio::effect::Effect;
use crate::studio::event::Event;
use crate::studio::gauge::Model;
use crate::studio::overlay::Overlay;

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
fn commands_are_completed_and_done() {
    let mut desk = Desk::ready();
    desk.type_keys(":voice lew");
    insta::assert_snapshot!("command_line", desk.screen(80, 24));
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.voice.as_str(), "bm_lewis");
    desk.type_keys(":set sp");
    desk.key(KeyCode::Tab);
    desk.type_keys("1.25");
    desk.key(KeyCode::Enter);
    assert!((desk.state.speed.get() - 1.25).abs() < 1e-6);
    desk.type_keys(":render the");
    let effects = desk.key(KeyCode::Enter);
    assert!(
        matches!(effects.last(), Some(Effect::Engine(Command::Render(_)))),
        "{effects:?}"
    );
    desk.type_keys(":chapter miser");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.current().unwrap().heading.title, "III. The Miser");
    desk.type_keys(":nonsense");
    insta::assert_snapshot!("command_line_nothing_fits", desk.screen(60, 15));
    assert_eq!(desk.key(KeyCode::Enter), []);
}

#[test]
fn what_completes_a_command_gives_way_to_its_neighbour() {
    let mut desk = Desk::ready();
    let typed = |desk: &Desk| match &desk.state.overlay {
        Some(Overlay::Picker(picker)) => picker.filter.value().to_owned(),
        other => panic!("{other:?}"),
    };
    desk.type_keys(":next");
    let mut seen = Vec::new();
    for _ in 0..3 {
        desk.key(KeyCode::Tab);
        seen.push(typed(&desk));
    }
    assert_eq!(seen, ["next sentence", "next chapter", "next sentence"]);
    desk.key(KeyCode::BackTab);
    assert_eq!(typed(&desk), "next chapter");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.current().unwrap().heading.index, SUN);

    desk.type_keys(":go to");
    desk.key(KeyCode::Tab);
    assert_eq!(typed(&desk), "chapter ");
    desk.type_keys("99");
    assert!(desk.screen(80, 24).contains("there is no such chapter"));
    desk.key(KeyCode::Esc);
}

#[test]
fn what_is_read_is_scrolled_as_far_as_it_goes() {
    let mut desk = Desk::ready();
    desk.state.size = (80, 24);
    desk.type_keys("?");
    let top = desk.screen(80, 24);
    desk.type_keys("G");
    let bottom = desk.screen(80, 24);
    assert_ne!(top, bottom);
    desk.type_keys("jjjj");
    assert_eq!(desk.screen(80, 24), bottom);
    desk.type_keys("kG");
    assert_eq!(desk.screen(80, 24), bottom);
    desk.type_keys("gxyz");
    assert_eq!(desk.screen(80, 24), top, "a key that means nothing here does nothing");
    desk.type_keys("q");
    assert!(desk.state.overlay.is_none());
    desk.type_keys("m");
    assert!(!desk.screen(80, 24).contains("↓ more"), "there is no more");
}

#[test]
fn a_number_is_that_number() {
    let mut desk = Desk::ready();
    let speed = |desk: &Desk| desk.state.speed.get();
    for (typed, wanted) in [("1.13", 1.13), ("2", 2.0), ("0.9", 0.9), ("1.2", 1.2)] {
        desk.type_keys(&format!(":speed {typed}"));
        desk.key(KeyCode::Enter);
        assert!((speed(&desk) - wanted).abs() < 1e-6, "{typed} became {}", speed(&desk));
    }
    desk.type_keys(":speed 9");
    assert_eq!(desk.key(KeyCode::Enter), []);
    assert!((speed(&desk) - 1.2).abs() < 1e-6);
    assert_eq!(
        desk.state.notice.as_deref(),
        Some("“speed 9”: a speed is a number from 0.5 to 2")
    );
    desk.key(KeyCode::Esc);
    desk.type_keys(":pitch -2");
    desk.key(KeyCode::Enter);
    assert!((desk.state.pitch.semitones() + 2.0).abs() < 1e-6);
    desk.type_keys(":chapter 4");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.current().unwrap().heading.index, SUN);
    desk.type_keys(":vo");
    desk.key(KeyCode::Tab);
    desk.type_keys("lew");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.voice.as_str(), "bm_lewis");
}

#[test]
fn a_chapter_without_text_stays_left_out() {
    let mut desk = Desk::ready();
    let empty = desk
        .state
        .outline
        .chapters
        .iter()
        .position(|chapter| chapter.sentences.as_ref().is_some_and(Vec::is_empty));
    desk.state.chapter = empty.expect("a page with only a picture");
    assert_eq!(desk.type_keys("x"), []);
    assert!(!desk.state.current().unwrap().included);
}

#[test]
fn settings_are_changed_and_remembered() {
    let mut desk = Desk::ready();
    desk.type_keys(",");
    insta::assert_snapshot!("settings", desk.screen(80, 24));
    desk.type_keys("kind");
    desk.key(KeyCode::Enter);
    insta::assert_snapshot!("kinds_of_file", desk.screen(80, 24));
    desk.type_keys("flac");
    let effects = desk.key(KeyCode::Enter);
    let Some(Effect::Save(choices)) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(choices.format.as_deref(), Some("flac"));
    desk.type_keys("O/tmp/books");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.choices.output.as_deref(), Some(Path::new("/tmp/books")));
    desk.type_keys("tlight");
    assert!(
        desk.key(KeyCode::Enter)
            .contains(&Effect::RememberTheme("light".to_owned()))
    );
}

#[test]
fn the_mouse_moves_chooses_and_speaks() {
    let mut desk = Desk::ready();
    let mouse = |kind, column, row| {
        Event::Mouse(MouseEvent {
            kind,
            column,
            row,
            modifiers: KeyModifiers::NONE,
        })
    };
    let click = MouseEventKind::Down(MouseButton::Left);
    let text = desk.screen(80, 24);
    let row = text.lines().position(|line| line.contains("High above him")).unwrap() as u16;
    let effects = desk.send(mouse(click, 40, row));
    assert_eq!((effects.len(), desk.state.cursor()), (0, Some(id(FOX, 3))), "{text}");
    let effects = desk.send(mouse(click, 40, row));
    assert!(matches!(effects.last(), Some(Effect::Engine(Command::Listen { .. }))));
    let row = text.lines().position(|line| line.contains("Miser")).unwrap() as u16;
    desk.send(mouse(click, 4, row));
    assert_eq!(desk.state.chapter, 4);
    let shown = desk.screen(80, 24);
    assert!(
        shown.lines().nth(row as usize).unwrap().contains("Miser"),
        "it stays where it was clicked"
    );
    desk.send(mouse(MouseEventKind::ScrollUp, 4, row));
    assert_eq!(desk.state.chapter, 1);
    let hint = desk.screen(80, 24).lines().last().unwrap().find("help").unwrap() as u16;
    desk.send(mouse(click, hint, 23));
    assert!(matches!(desk.state.overlay, Some(Overlay::Help(0))));
    desk.send(mouse(MouseEventKind::ScrollDown, 40, 10));
    assert!(matches!(desk.state.overlay, Some(Overlay::Help(3))));
    desk.send(mouse(click, 0, 0));
    assert!(desk.state.overlay.is_none(), "a click beside it closes");
    desk.type_keys("v");
    let row = desk
        .screen(80, 24)
        .lines()
        .position(|line| line.contains("bm_lewis"))
        .unwrap() as u16;
    desk.send(mouse(click, 40, row));
    assert_eq!(desk.state.voice.as_str(), "bm_lewis");
}

#[test]
fn finding_goes_round() {
    let mut desk = Desk::ready();
    desk.type_keys("/grapes");
    desk.key(KeyCode::Enter);
    let first = desk.state.cursor().unwrap();
    let count = |desk: &Desk| desk.state.remark.clone().unwrap();
    assert!(count(&desk).starts_with("“grapes”: 2 of 3"), "{}", count(&desk));
    desk.type_keys("n");
    assert!(count(&desk).starts_with("“grapes”: 3 of 3"), "{}", count(&desk));
    desk.type_keys("N");
    assert_eq!(desk.state.cursor(), Some(first));
    desk.type_keys("NN");
    assert!(count(&desk).ends_with(", from the end again"), "{}", count(&desk));
    desk.type_keys("n");
    assert!(count(&desk).ends_with(", from the start again"), "{}", count(&desk));
    desk.type_keys("j");
    assert_eq!(desk.state.remark, None);
    assert!(
        desk.state.messages.is_empty(),
        "counts are not kept: {:?}",
        desk.state.messages
    );
    desk.type_keys("/zebra");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.notice.as_deref(), Some("“zebra” is not in the book"));
}

#[test]
fn a_line_is_typed_as_in_a_shell() {
    let mut desk = Desk::ready();
    let modified = |letter, modifiers| Event::Key(KeyEvent::new(KeyCode::Char(letter), modifiers));
    desk.type_keys("/the sour grape");
    desk.send(modified('x', KeyModifiers::ALT));
    desk.send(modified('w', KeyModifiers::CONTROL));
    desk.type_keys("foz");
    desk.key(KeyCode::Left);
    desk.type_keys("x");
    desk.key(KeyCode::Delete);
    assert!(desk.screen(80, 24).contains("the sour fox▏"), "{}", desk.screen(80, 24));
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.sought, "the sour fox");
    desk.type_keys("v");
    desk.send(modified('b', KeyModifiers::ALT));
    assert!(
        desk.screen(80, 24).contains("bf_lily"),
        "letters with Alt are no letters"
    );
    desk.type_keys("am");
    desk.send(modified('u', KeyModifiers::CONTROL));
    assert!(desk.screen(80, 24).contains("bf_lily"));
}

#[test]
fn a_name_that_begins_so_comes_before_a_remark_that_holds_it() {
    let mut desk = Desk::ready();
    desk.state.voices.push(VoiceName::new("bf_emma").unwrap());
    desk.type_keys("vem");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.voice.as_str(), "bf_emma", "and not the first female one");
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

#[test]
fn where_all_colours_look_alike_the_list_of_them_says_why() {
    let mut desk = Desk::ready();
    for (depth, why) in [(Depth::None, "NO_COLOR"), (Depth::Sixteen, "all look like ansi")] {
        desk.state.themes = themes(depth);
        desk.type_keys("t");
        let screen = desk.screen(80, 24);
        assert!(screen.contains(why), "{screen}");
        desk.key(KeyCode::Esc);
    }
    desk.state.themes = themes(Depth::True);
    desk.type_keys("t");
    assert!(desk.screen(80, 24).contains(" Colours "));
}
