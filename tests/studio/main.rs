//! The studio in a real terminal, with the real model: keys typed, screen read.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[path = "../epubs/mod.rs"]
mod epubs;
#[cfg(target_os = "linux")]
mod measures;
mod session;
#[cfg(target_os = "linux")]
mod sound;

use std::path::Path;
use std::time::{Duration, Instant};

use session::{Session, fables, model};

#[test]
fn a_book_is_heard_rendered_and_taken_up_again() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut studio = Session::open(&model, home.path());
    studio.wait("text", |screen| screen.contains("One hot afternoon"));
    studio.press("jj\r");
    studio.wait("sound", |screen| screen.contains("first sound") && screen.contains('▶'));
    let (spoken, screen) = studio.spoken();
    assert!(spoken.contains("High above"), "{spoken}\n{screen}");
    studio.press(" ");
    studio.wait("pause", |screen| screen.contains('Ⅱ'));
    studio.press("r");
    studio.wait("rendered chapter", |screen| screen.contains("· 100 %"));
    studio.press("q");
    let status = studio.child.wait().unwrap();
    assert!(status.success(), "{status:?}\n{}", studio.contents());
    assert!(!studio.is_taken(), "the terminal is given back");

    let mut library = Session::of(&model, home.path(), None, &[]);
    library.wait("the book", |screen| {
        screen.contains("Three Fables") || screen.contains("% said")
    });
    library.press("\r");
    library.wait("what was said before", |screen| screen.contains("· 100 %"));
    library.press("q");
    assert!(library.child.wait().unwrap().success());
}

#[test]
fn a_render_outlives_its_terminal_and_is_found_again() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut studio = Session::open(&model, home.path());
    studio.wait("text", |screen| screen.contains("One hot afternoon"));
    studio.press("r");
    studio.wait("render", |screen| screen.contains("rendering ─"));
    let mut left = studio.hang_up();

    let mut second = Session::open(&model, home.path());
    second.wait("the first", |screen| screen.contains("is rendering this book"));
    second.press("t");
    second.wait("the render, taken over", |screen| {
        screen.contains("goes on where it was left")
    });
    assert!(!left.wait().unwrap().success(), "it was ended before it was done");
    second.press(" q");
    second.wait("question", |screen| screen.contains("in the background"));
    second.press("b");
    assert!(second.child.wait().unwrap().success());
    assert!(
        second.contents().contains("goes on in the background"),
        "{}",
        second.contents()
    );

    let mut third = Session::open(&model, home.path());
    third.wait("the second, or its result", |screen| {
        screen.contains("is rendering this book") || screen.contains("Chapters")
    });
    third.wait("the end of the render", |screen| {
        screen.contains("· 100 %") && !screen.contains("rendering")
    });
    third.press("q");
    assert!(third.child.wait().unwrap().success());
}

#[test]
fn a_heavy_book_need_not_be_waited_for() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let paragraph = "<p>It was a heavy book, and nobody who lifted it on 12 May 1823 at 10:30 forgot it.</p>";
    let (folder, heavy) = epubs::Epub::new().page("one.xhtml", &paragraph.repeat(200_000)).write();
    let mut studio = Session::of(&model, home.path(), Some(&heavy), &[]);
    let name = heavy.file_name().unwrap().to_str().unwrap();
    studio.wait("word that it is opened", |screen| {
        screen.contains("opening …") && screen.contains(name)
    });
    studio.press("xq");
    assert!(studio.child.wait().unwrap().success());
    assert!(!studio.is_taken(), "the terminal is given back");
    drop(folder);
}

#[test]
fn a_word_is_said_otherwise_and_its_sentence_again() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut studio = Session::open(&model, home.path());
    studio.wait("text", |screen| screen.contains("One hot afternoon"));
    // Two sentences; the second one, “High above him hung a bunch of grapes …”, is changed.
    studio.press("jVjr");
    studio.wait("both of them", |screen| screen.contains("2/24 sentences"));
    assert_eq!(clips(home.path()), 2);
    studio.press("e");
    studio.wait("the word", |screen| screen.contains("Say a word otherwise"));
    // From the last word of the sentence back to the first.
    studio.press(&"\x1b[D".repeat(40));
    studio.press("LOH-tee");
    studio.wait("what is typed", |screen| screen.contains("High  LOH-tee"));
    studio.press("\t");
    studio.wait("how it sounds", |screen| {
        screen.contains("ɡɹˈAps") && !screen.contains("hˈI əbˈʌv")
    });
    studio.press("\r");
    studio.wait("what comes of it", |screen| {
        screen.contains("is said otherwise; a sentence is said again")
    });
    studio.wait("it is said", |screen| screen.contains("the render is done"));
    studio.wait("both again", |screen| {
        screen.contains("2/24 sentences") && screen.contains('✎')
    });
    assert_eq!(clips(home.path()), 3, "the one before is kept");
    studio.press("q");
    assert!(studio.child.wait().unwrap().success());

    let mut again = Session::open(&model, home.path());
    again.wait("the same book", |screen| {
        screen.contains("2/24 sentences") && screen.contains('✎')
    });
    again.press("q");
    assert!(again.child.wait().unwrap().success());
}

/// How many sentences are kept, whatever the book.
fn clips(home: &Path) -> usize {
    let projects = home.join("data/lector/projects");
    let folders = std::fs::read_dir(projects)
        .unwrap()
        .map(|book| book.unwrap().path().join("clips"));
    folders.map(|folder| std::fs::read_dir(folder).unwrap().count()).sum()
}

#[test]
fn signals_give_the_terminal_back() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut studio = Session::of(&model, home.path(), Some(&fables()), &[]);
    studio.wait("text", |screen| screen.contains("One hot afternoon"));
    studio.signal("-TSTP");
    let start = Instant::now();
    while studio.is_taken() && start.elapsed() < Duration::from_secs(10) {
        std::thread::sleep(Duration::from_millis(10));
    }
    assert!(!studio.is_taken(), "a stopped program has given the terminal back");
    studio.signal("-CONT");
    studio.wait("the screen again", |screen| screen.contains("One hot afternoon"));
    studio.signal("-TERM");
    assert!(studio.child.wait().unwrap().success());
    assert!(!studio.is_taken());
}
