//! A model that has said a sentence says the next of its shape without asking the system for anything: no memory but for
//! what is handed out, no thread.
#![cfg(target_os = "linux")]
#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeSet;
use std::fs;
use std::num::NonZeroUsize;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

use lector::checkpoint::Checkpoint;
use lector::kokoro::{Kokoro, Noise, Speed, Utterance};
use lector::speech::{Phonemes, VoiceName};
use lector::tensor::cpu::{Cpu, CpuOptions};

/// Counts the bytes of allocations that a tensor could be; those of a list of workers or of channels are smaller.
struct Counting;

static LARGE_BYTES: AtomicUsize = AtomicUsize::new(0);

const LARGE: usize = 64 << 10;

// SAFETY: every call is the system allocator's.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if layout.size() >= LARGE {
            LARGE_BYTES.fetch_add(layout.size(), Relaxed);
        }
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        // SAFETY: the caller's promises are passed on.
        unsafe { System.dealloc(pointer, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// A number of `/proc/self/status`, in the unit it has there.
fn status(key: &str) -> u64 {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with(key)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn threads() -> BTreeSet<String> {
    let tasks = fs::read_dir("/proc/self/task").unwrap();
    tasks
        .map(|task| task.unwrap().file_name().into_string().unwrap())
        .collect()
}

#[test]
fn the_second_sentence_asks_the_system_for_nothing() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/kokoro-82m-int8");
    if !folder.is_dir() {
        println!("skipped: no model; `lector models fetch kokoro-82m-int8` brings it");
        return;
    }
    let checkpoint = Checkpoint::open(&folder).unwrap();
    let voice = checkpoint.voice(&VoiceName::new("bf_lily").unwrap()).unwrap();
    let phonemes = Phonemes::new("ðə lˈamp wɒz lˈɪt bɪfˈɔː ðə bˈQts kˈAm hˈQm.");
    let options = CpuOptions {
        threads: NonZeroUsize::new(2),
        ..CpuOptions::default()
    };
    let model = Kokoro::load(Cpu::new(options).unwrap(), &checkpoint).unwrap();
    let speak = |seed| {
        let utterance = Utterance {
            phonemes: &phonemes,
            voice: &voice,
            speed: Speed::NORMAL,
            pitch: lector::kokoro::Pitch::NORMAL,
            noise: Noise::Seeded(seed),
        };
        model.backend().install(|| model.speak(&utterance)).unwrap()
    };
    // Twice, for each worker to have had each kind of work.
    speak(1);
    speak(2);
    let (before, running) = (status("VmSize:"), threads());
    LARGE_BYTES.store(0, Relaxed);
    let speech = speak(3);
    let large = LARGE_BYTES.load(Relaxed);
    let sound = speech.samples.len() * size_of::<f32>();
    assert!(
        large <= sound + LARGE,
        "{large} bytes in large allocations, of which {sound} are the sound"
    );
    let (after, still) = (status("VmSize:"), threads());
    assert!(
        after <= before + (sound >> 10) as u64 + 1024,
        "the process grew from {before} kB to {after} kB"
    );
    assert_eq!(running, still, "a thread was started or ended");
}
