//! A terminal with lector in it.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// A terminal of 80 columns and 24 rows with lector in it.
pub struct Session {
    screen: Arc<Mutex<vt100::Parser>>,
    keys: Box<dyn Write + Send>,
    pub child: Box<dyn Child + Send + Sync>,
    terminal: Box<dyn MasterPty + Send>,
    reader: thread::JoinHandle<()>,
    /// That nobody looks at the screen any more.
    left: Arc<AtomicBool>,
}

/// The book that comes with lector.
pub fn fables() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fables.epub")
}

/// The real model, if it has been fetched.
pub fn model() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    let found = folder.join("config.json").is_file().then_some(folder);
    if found.is_none() {
        eprintln!("skipped: `lector models fetch kokoro-82m-int8` brings the model");
    }
    found
}

/// What lector is told about where things are.
pub fn environment(home: &Path) -> [(&'static str, PathBuf); 3] {
    [
        ("XDG_DATA_HOME", home.join("data")),
        ("XDG_STATE_HOME", home.join("state")),
        ("XDG_CONFIG_HOME", home.join("config")),
    ]
}

impl Session {
    /// The studio with the fixture book.
    pub fn open(model: &Path, home: &Path) -> Self {
        Self::of(model, home, Some(&fables()), &[])
    }

    /// Lector with a book or without, and with more in its environment.
    pub fn of(model: &Path, home: &Path, book: Option<&Path>, more: &[(&str, &Path)]) -> Self {
        let size = PtySize {
            rows: 24,
            cols: 80,
            ..PtySize::default()
        };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_lector"));
        command.args(book);
        command.args([Path::new("--offline"), Path::new("--model-path"), model]);
        command.cwd(home);
        command.env("TERM", "xterm-256color");
        command.env_remove("NO_COLOR");
        for (name, folder) in environment(home) {
            command.env(name, folder);
        }
        for (name, value) in more {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Mutex::new(vt100::Parser::new(24, 80, 0)));
        let (shown, mut output) = (Arc::clone(&screen), pair.master.try_clone_reader().unwrap());
        let left = Arc::new(AtomicBool::new(false));
        let has_left = Arc::clone(&left);
        let reader = thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = output.read(&mut bytes) {
                shown.lock().unwrap().process(&bytes[..count]);
                if has_left.load(Ordering::Relaxed) {
                    break;
                }
            }
        });
        Self {
            screen,
            keys: pair.master.take_writer().unwrap(),
            child,
            terminal: pair.master,
            reader,
            left,
        }
    }

    pub fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    pub fn contents(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Whether a program has the whole screen.
    pub fn is_taken(&self) -> bool {
        self.screen.lock().unwrap().screen().alternate_screen()
    }

    /// Waits until the screen is as wanted.
    pub fn wait(&self, what: &str, wanted: impl Fn(&str) -> bool) {
        let start = Instant::now();
        while !wanted(&self.contents()) {
            assert!(
                start.elapsed() < Duration::from_mins(5),
                "no {what}:\n{}",
                self.contents()
            );
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// The text of the page with a colour of its own behind it: the sentence that is heard. With the whole screen of the
    /// same moment.
    pub fn spoken(&self) -> (String, String) {
        let parser = self.screen.lock().unwrap();
        let screen = parser.screen();
        let page = screen.cell(1, 78).unwrap().bgcolor();
        let cells = (1..19).flat_map(|row| (29..79).map(move |column| (row, column)));
        let lit = cells.filter_map(|(row, column)| screen.cell(row, column).filter(|cell| cell.bgcolor() != page));
        (lit.map(vt100::Cell::contents).collect(), screen.contents())
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: &str) {
        let id = self.child.process_id().unwrap().to_string();
        let sent = std::process::Command::new("kill").args([signal, &id]).status().unwrap();
        assert!(sent.success());
    }

    /// Hangs up: the terminal is gone, as when a connection is lost. Returns the program.
    pub fn hang_up(mut self) -> Box<dyn Child + Send + Sync> {
        self.left.store(true, Ordering::Relaxed);
        // What this shows is the last that is read, and whoever reads has a hold of the terminal too.
        self.press("?");
        self.reader.join().unwrap();
        drop((self.keys, self.terminal));
        self.child
    }
}
