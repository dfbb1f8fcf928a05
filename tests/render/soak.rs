//! Hours of sound: memory and open files stay flat, and keeping it costs next to nothing.

use std::env;
use std::fs;
use std::time::{Duration, Instant};

use lector::engine::{Command, Event, Generation, Line};
use lector::kokoro::Speech;
use lector::speech::Phonemes;
use lector::store::{Clip, Part};

use crate::support::scene::{Scene, id, line, project};
use crate::support::tones::Tones;

/// A sentence that takes about five seconds to hear.
fn long_line(number: u32) -> Line {
    line(
        number,
        &format!("a sentence of five seconds and of the usual kind, number {number}"),
    )
}

fn soaking() -> bool {
    env::var_os("LECTOR_SOAK").is_some()
}

/// Memory in use and open files, where the system tells.
fn used() -> Option<(u64, usize)> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmRSS:"))?;
    let kib: u64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some((kib * 1_024, fs::read_dir("/proc/self/fd").ok()?.count()))
}

#[test]
fn memory_and_files_stay_flat_over_a_long_book() {
    // Ten hours with LECTOR_SOAK, a quarter of one without.
    let count: u32 = if soaking() { 7_200 } else { 180 };
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let scene = Scene::new(&Tones::default(), Some(&project));
    scene.script(1, (0..count).map(long_line).collect());
    scene.send(Command::Render((0..count).map(id).collect()));
    let generation = Generation(1);
    scene.send(Command::Listen {
        generation,
        from: id(0),
    });
    let (mut heard, mut spoken) = (Duration::ZERO, 0);
    let mut early = None;
    while spoken < count {
        let event = scene.engine.events().recv_timeout(Duration::from_secs(30)).unwrap();
        match event {
            Event::Audio { id, pcm, .. } => {
                heard += pcm.duration();
                scene.send(Command::Cursor(id));
            }
            Event::Spoken { .. } => {
                spoken += 1;
                if spoken == count / 4 {
                    early = used();
                }
            }
            Event::Failed { why, .. } => panic!("{why}"),
            _ => {}
        }
    }
    println!("{spoken} sentences, {:.1} h heard", heard.as_secs_f64() / 3_600.0);
    if let (Some((memory_early, files_early)), Some((memory, files))) = (early, used()) {
        println!(
            "memory {} MB, then {} MB; {files_early} files, then {files}",
            memory_early >> 20,
            memory >> 20
        );
        assert!(
            memory < memory_early + (24 << 20),
            "{memory_early} bytes became {memory}"
        );
        // Other tests run beside this one and open files too.
        assert!(files < files_early + 20, "{files_early} open files became {files}");
    }
}

#[test]
fn keeping_a_sentence_takes_a_small_part_of_saying_it() {
    let count = if soaking() { 500 } else { 25 };
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let samples: Vec<f32> = (0..120_000).map(|i| 0.3 * (i as f32 * 0.05).sin()).collect();
    let durations = vec![2; 100];
    let speech = Speech {
        samples,
        natural_frames: durations.iter().sum(),
        durations,
    };
    let (mut begun, mut committed) = (Duration::ZERO, Duration::ZERO);
    for number in 0..count {
        let key = blake3::hash(&[number as u8, (number >> 8) as u8]).to_hex();
        let clip = Clip::new(vec![Part::new(Phonemes::new("a".repeat(98)), speech.clone())]);
        let start = Instant::now();
        let partial = project.clips().begin(&key.as_str().parse().unwrap(), &clip).unwrap();
        begun += start.elapsed();
        project.clips().commit(partial).unwrap();
        committed += start.elapsed();
    }
    let (begun, committed) = (begun / count, committed / count);
    println!("five seconds of sound: {begun:?} until it outlives the process, {committed:?} until a power loss");
    // The fastest machines take a quarter of a second to say it; the model waits only for the first of the two.
    assert!(begun < Duration::from_millis(250) * 3 / 100, "{begun:?}");
}
