//! A long book that is in the store becomes audiobook files: how fast, in how much memory, and whether its chapters are where
//! they should be in the end. Ten hours with `LECTOR_SOAK`, a few minutes without.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use lector::cli::render::{ChapterScript, Output};
use lector::export::{Format, Loudness};

use crate::support::book::{Kind, Shown, book, render_kind, render_whole};
use crate::support::scene::project;
use crate::support::tones::Tones;

/// A mark is right if a player finds the first sound of a chapter this near to it.
const NEAR: f64 = 0.02;

/// The silence a sentence keeps before it, and what the first tone needs to rise.
const BREATH: f64 = 0.03;

fn long_book(chapters: u32, sentences: u32) -> Vec<ChapterScript> {
    let mut book = book(chapters, sentences);
    for script in book.iter_mut().flat_map(|chapter| &mut chapter.lines) {
        if let lector::engine::Words::Text(text) = &mut script.line.words {
            text.push_str(", which is of the usual kind and takes about five seconds to hear");
        }
    }
    book
}

/// The most memory this process has had, in MB, where the system tells.
fn peak_memory() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? >> 10)
}

/// Where `ffprobe` sees chapters begin, in seconds; none where there is no `ffprobe`.
fn chapters(file: &Path) -> Option<Vec<f64>> {
    let output = Command::new("ffprobe")
        .args(["-v", "error", "-show_entries", "chapter=start_time", "-of", "csv=p=0"])
        .arg(file)
        .output()
        .ok()?;
    let lines = String::from_utf8(output.stdout).unwrap();
    Some(lines.lines().map(|line| line.trim().parse().unwrap()).collect())
}

/// When, after `start`, a player hears the first sound.
fn onset(file: &Path, start: f64) -> f64 {
    let output = Command::new("ffmpeg")
        .args(["-v", "error", "-ss", &format!("{:.6}", start.max(0.0)), "-i"])
        .arg(file)
        .args(["-map", "0:a", "-t", "3", "-ar", "24000", "-f", "s16le", "-"])
        .output()
        .unwrap();
    let samples = output
        .stdout
        .chunks_exact(2)
        .map(|pair| i16::from_le_bytes([pair[0], pair[1]]));
    let at = samples.into_iter().position(|x| x.unsigned_abs() > 2_000).unwrap();
    start + at as f64 / 24_000.0
}

#[test]
fn a_long_book_is_exported_fast_in_little_memory_with_marks_that_are_right() {
    let (chapters_in, sentences) = if env::var_os("LECTOR_SOAK").is_some() {
        (300, 24)
    } else {
        (3, 12)
    };
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let book = long_book(chapters_in, sentences);
    let wav = render_whole(
        &Tones::default(),
        &project,
        Output::OneFile(home.path().join("book.wav")),
        &book,
    );
    let hours = wav.length.as_secs_f64() / 3_600.0;
    println!("{hours:.2} h of sound, {:?} MB at most so far", peak_memory());
    fs::remove_file(home.path().join("book.wav")).unwrap();
    for format in [Format::M4b, Format::Flac, Format::Mp3, Format::Opus] {
        let file = home.path().join(format!("book.{}", format.extension()));
        let kind = Kind {
            format,
            loudness: Some(Loudness::default()),
            ..Kind::default()
        };
        let start = Instant::now();
        let tones = Tones::default();
        let output = (Output::OneFile(file.clone()), kind);
        let summary = render_kind(&tones, &project, output, &book, &Arc::default(), &Shown::default()).unwrap();
        let took = start.elapsed();
        assert_eq!(tones.said().len(), 0, "nothing is said again");
        assert_eq!(summary.length.as_millis(), wav.length.as_millis());
        let times = summary.length.as_secs_f64() / took.as_secs_f64();
        println!("{format:?}: {times:.0} × real time, {:?} MB at most", peak_memory());
        check_marks(&file, chapters_in as usize, summary.length);
    }
}

/// Looks at the first, the middle and the last chapter as a player does.
fn check_marks(file: &Path, count: usize, length: Duration) {
    // FLAC's chapters are comments, which ffprobe does not read as chapters.
    if file.extension().is_some_and(|extension| extension == "flac") {
        return;
    }
    let Some(marks) = chapters(file) else {
        println!("skipped: there is no ffprobe to look at {}", file.display());
        return;
    };
    assert_eq!(marks.len(), count, "{}", file.display());
    for number in [1, count / 2, count - 1] {
        let mark = marks[number];
        // From the pause before it on; a player that jumps straight to the mark may start a packet late.
        let heard = onset(file, mark - 0.25);
        assert!(
            (heard - mark - BREATH).abs() < NEAR,
            "{}: chapter {number} is marked at {mark} and heard at {heard}",
            file.display()
        );
        assert!(mark < length.as_secs_f64());
    }
}
