//! How fast the studio is, in figures: `cargo test --release --test studio -- --ignored --nocapture measure`.

use std::fs;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::session::{Session, fables, model};

/// Key presses that are timed.
const PRESSES: usize = 300;

/// A long book of the reference material, else the one that comes with lector.
fn long_book() -> PathBuf {
    let shared = std::env::var_os("LECTOR_SHARED").map_or_else(
        || Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
        PathBuf::from,
    );
    let book = shared.join("corpus/idpf-moby-dick.epub");
    if book.is_file() { book } else { fables() }
}

/// Processor time of a process so far, in seconds.
fn processor_time(id: u32) -> f64 {
    let stat = fs::read_to_string(format!("/proc/{id}/stat")).unwrap();
    let fields: Vec<&str> = stat.rsplit(") ").next().unwrap().split(' ').collect();
    let ticks: f64 = fields[11..13].iter().map(|ticks| ticks.parse::<f64>().unwrap()).sum();
    // Linux counts in hundredths of a second.
    ticks / 100.0
}

/// Times from a key to the frame that shows what it did, sorted.
fn key_to_frame(studio: &mut Session) -> Vec<Duration> {
    let mut times = Vec::new();
    for press in 0..PRESSES {
        // The key that opens the help closes it, too.
        let open = press % 2 == 0;
        let start = Instant::now();
        studio.press("?");
        studio.wait("answer", |screen| screen.contains("┌ Keys ") == open);
        times.push(start.elapsed());
        thread::sleep(Duration::from_millis(20));
    }
    times.sort_unstable();
    times
}

#[test]
#[ignore = "measures; wants a quiet machine"]
fn measure_the_studio() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    for cache in ["cold", "warm"] {
        let start = Instant::now();
        let mut studio = Session::of(&model, home.path(), Some(&long_book()), &[]);
        studio.wait("frame", |screen| screen.contains("Chapters"));
        println!("start to first frame, {cache}: {:.3} s", start.elapsed().as_secs_f64());
        studio.press("q");
        studio.child.wait().unwrap();
    }
    let mut studio = Session::open(&model, home.path());
    studio.wait("model", |screen| screen.contains("cpu"));
    studio.press("R");
    studio.wait("work", |screen| screen.contains("real time"));
    let times = key_to_frame(&mut studio);
    let of = |share: usize| times[times.len() * share / 100].as_secs_f64() * 1000.0;
    println!(
        "key to frame while rendering: median {:.1} ms, 99th percentile {:.1} ms",
        of(50),
        of(99)
    );
    studio.wait("end of the render", |screen| screen.contains("24/24 sentences"));
    studio.press("\r");
    studio.wait("sound", |screen| screen.contains("first sound"));
    let screen = studio.contents();
    let first = screen
        .split("first sound ")
        .nth(1)
        .unwrap()
        .split(" s")
        .next()
        .unwrap()
        .to_owned();
    println!("first sound of a sentence that is kept: {first} s");
    studio.press(" ");
    studio.wait("pause", |screen| screen.contains('Ⅱ'));
    thread::sleep(Duration::from_secs(2));
    let id = studio.child.process_id().unwrap();
    let (before, start) = (processor_time(id), Instant::now());
    thread::sleep(Duration::from_secs(20));
    let idle = (processor_time(id) - before) / start.elapsed().as_secs_f64();
    println!("processor when idle: {:.2} %", idle * 100.0);
    studio.press("q");
    studio.child.wait().unwrap();
}
