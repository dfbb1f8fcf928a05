//! The studio in a real terminal, with the real model: keys typed, screen read.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

#[cfg(target_os = "linux")]
mod measures;
mod session;
#[cfg(target_os = "linux")]
mod sound;

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
    studio.signal("-HUP");
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
