//! The studio in a real terminal, with the real model: keys typed, screen read.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A terminal of 80 columns and 24 rows with the studio in it.
struct Session {
    screen: Arc<Mutex<vt100::Parser>>,
    keys: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    _terminal: Box<dyn MasterPty + Send>,
}

impl Session {
    fn open(model: &Path, home: &Path) -> Self {
        let here = Path::new(env!("CARGO_MANIFEST_DIR"));
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lector"));
        command.arg(here.join("tests/fixtures/fables.epub"));
        command.args([Path::new("--offline"), Path::new("--model-path"), model]);
        command.cwd(home);
        command.env("TERM", "xterm-256color");
        for (name, folder) in [
            ("XDG_DATA_HOME", "data"),
            ("XDG_STATE_HOME", "state"),
            ("XDG_CONFIG_HOME", "config"),
        ] {
            command.env(name, home.join(folder));
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24, 80, 0)));
        let (shown, mut output) = (Arc::clone(&screen), pair.master.try_clone_reader().unwrap());
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..count]);
            }
        });
        Self {
            screen,
            keys: pair.master.take_writer().unwrap(),
            child,
            _terminal: pair.master,
        }
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until the screen is as wanted.
    fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !wanted(&self.contents()) {
            assert!(
                start.elapsed() < Duration::from_mins(3),
                "no {what}:\n{}",
                self.contents()
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The bold text of the page: the sentence that is heard.
    fn spoken(&self) -> String {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let cells = (1..18).flat_map(|row| (25..79).map(move |column| (row, column)));
        let bold = cells.filter_map(|(row, column)| screen.cell(row, column).filter(|cell| cell.bold()));
        bold.map(vt100::Cell::contents).collect()
    }
}

fn model() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    let found = folder.join("config.json").is_file().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: `lector models fetch kokoro-82m-int8` brings the model");
    }
    found
}

#[test]
fn a_book_is_heard_rendered_and_taken_up_again() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let mut studio = Session::open(&model, home.path());
    studio.wait("text", |screen| screen.contains("One hot afternoon"));
    studio.press("jj\r");
    studio.wait("sound", |screen| screen.contains("first sound") && screen.contains('▶'));
    assert!(
        studio.spoken().contains("High above him"),
        "{}\n{}",
        studio.spoken(),
        studio.contents()
    );
    studio.press(" ");
    studio.wait("pause", |screen| screen.contains('Ⅱ'));
    studio.press("r");
    studio.wait("rendered chapter", |screen| screen.contains("· 100 %"));
    studio.press("q");
    let status = studio.child.wait().unwrap();
    assert!(status.success(), "{status:?}\n{}", studio.contents());
    assert!(
        !studio.screen.lock().unwrap().screen().alternate_screen(),
        "the terminal is given back"
    );

    let mut again = Session::open(&model, home.path());
    again.wait("what was said before", |screen| screen.contains("· 100 %"));
    again.press("q");
    assert!(again.child.wait().unwrap().success());
}
