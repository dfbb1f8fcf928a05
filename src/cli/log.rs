//! The log: a file under the state folder, and stderr with `--verbose`.

use std::fs::{self, File, OpenOptions};
use std::io;
use std::path::Path;
use std::sync::Mutex;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Layer, SubscriberExt};
use tracing_subscriber::util::SubscriberInitExt;

use super::args::Global;
use super::folders::Folders;

/// The name of the log in the state folder.
pub const FILE: &str = "lector.log";

/// What goes to the file, in the notation of `tracing-subscriber`, when it should differ from `info`.
const LEVEL_VARIABLE: &str = "LECTOR_LOG";

/// Beyond this the log is put aside as `lector.log.1` and a new one begun.
const FULL: u64 = 4 << 20;

/// Starts logging. Work goes on without a log where none can be written.
pub fn start(global: &Global) {
    let file = Folders::find()
        .map_err(io::Error::other)
        .and_then(|folders| open(&folders.state));
    let complaint = file.as_ref().err().map(ToString::to_string);
    let levels = EnvFilter::builder()
        .with_default_directive(LevelFilter::INFO.into())
        .with_env_var(LEVEL_VARIABLE)
        .from_env_lossy();
    let to_file = file.ok().map(|file| {
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .with_writer(Mutex::new(file))
            .with_filter(levels)
    });
    let to_stderr = global.verbose.then(|| {
        let here_in_detail = EnvFilter::new("warn,lector=debug");
        tracing_subscriber::fmt::layer()
            .with_ansi(false)
            .without_time()
            .with_writer(io::stderr)
            .with_filter(here_in_detail)
    });
    // A second start in one process (a test) keeps the first subscriber.
    let _ = tracing_subscriber::registry().with(to_file).with(to_stderr).try_init();
    if let Some(complaint) = complaint {
        tracing::warn!("no log is written: {complaint}");
    }
}

fn open(folder: &Path) -> io::Result<File> {
    fs::create_dir_all(folder)?;
    let path = folder.join(FILE);
    if fs::metadata(&path).is_ok_and(|log| log.len() > FULL) {
        fs::rename(&path, path.with_extension("log.1"))?;
    }
    OpenOptions::new().append(true).create(true).open(path)
}
