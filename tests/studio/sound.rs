//! What is played, recorded sample by sample: ALSA's `file` plugin writes into a pipe that is read as fast as a device
//! would play. At several moments the screen must show the sentence whose samples arrive.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use lector::audio::{Pcm, resample};
use serde_json::Value;

use crate::session::{Session, environment, fables, model};

/// Frames a second, of two samples of 32-bit floating point each: what the player takes from a device that takes anything.
const RATE: u32 = 48_000;

/// Bytes of a frame.
const FRAME: usize = 8;

/// Bytes on their way in the pipe: played, but not recorded yet.
const PIPE: usize = 4096;

/// Quieter samples count as silence.
const SILENCE: f32 = 2e-4;

/// How far the screen may be from the ear: a pipe's buffer, a period of the device, a frame, and a busy machine.
const TOLERANCE: f64 = 0.25;

/// The chapter that is played, by its number and by the keys that go there.
const CHAPTER: u64 = 5;

/// A device that records.
struct Recorder {
    samples: Arc<Mutex<Vec<f32>>>,
    ended: Arc<AtomicBool>,
}

impl Recorder {
    /// Writes the ALSA configuration into `home`, and begins to listen.
    fn start(home: &Path) -> (Self, PathBuf) {
        Self::at(home, "played.raw")
    }

    /// The same with a pipe of this name.
    fn at(home: &Path, name: &str) -> (Self, PathBuf) {
        let pipe = home.join(name);
        nix::unistd::mkfifo(&pipe, nix::sys::stat::Mode::S_IRWXU).unwrap();
        let configuration = home.join("asound.conf");
        let text = format!(
            "pcm.!default {{\n  type file\n  file \"{}\"\n  format raw\n  slave.pcm {{\n    type null\n  }}\n}}\n",
            pipe.display()
        );
        std::fs::write(&configuration, text).unwrap();
        // It has its size before anybody writes: one that holds more cannot be made so small.
        let both_ends = File::options().read(true).write(true).open(&pipe).unwrap();
        nix::fcntl::fcntl(&both_ends, nix::fcntl::FcntlArg::F_SETPIPE_SZ(PIPE as i32)).unwrap();
        let (samples, ended) = (Arc::<Mutex<Vec<f32>>>::default(), Arc::<AtomicBool>::default());
        let (heard, end) = (Arc::clone(&samples), Arc::clone(&ended));
        thread::spawn(move || record(&pipe, both_ends, &heard, &end));
        (Self { samples, ended }, configuration)
    }

    /// All samples so far.
    fn samples(&self) -> Vec<f32> {
        self.samples.lock().unwrap().clone()
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
    }
}

/// Takes samples in their own time. `both_ends` keep the pipe until somebody writes.
fn record(pipe: &Path, both_ends: File, samples: &Mutex<Vec<f32>>, ended: &AtomicBool) {
    const BLOCK: usize = 480;
    let mut device = File::open(pipe).unwrap();
    let mut both_ends = Some(both_ends);
    let mut bytes = [0; BLOCK * FRAME];
    let mut start = None;
    let mut frames = 0u64;
    while !ended.load(Ordering::Acquire) && device.read_exact(&mut bytes).is_ok() {
        let start = *start.get_or_insert_with(Instant::now);
        drop(both_ends.take());
        // The left channel; the right one is the same.
        let left = bytes
            .chunks_exact(FRAME)
            .map(|frame| f32::from_le_bytes([frame[0], frame[1], frame[2], frame[3]]));
        samples.lock().unwrap().extend(left);
        frames += BLOCK as u64;
        let due = Duration::from_secs_f64(frames as f64 / f64::from(RATE));
        thread::sleep(due.saturating_sub(start.elapsed()));
    }
}

/// A sentence as `lector inspect` and `lector render` tell it.
struct Told {
    text: String,
    /// Seconds from the start of the chapter.
    start: f64,
    end: f64,
}

/// Runs lector without a screen and returns what it printed.
fn lector(arguments: &[&str], model: &Path, home: &Path) -> String {
    let output = Command::new(env!("CARGO_BIN_EXE_lector"))
        .args(arguments)
        .args(["--offline", "--quiet", "--model-path"])
        .arg(model)
        .current_dir(home)
        .envs(environment(home))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// Renders the chapter; returns its sentences with their times, and its sound.
fn rendered(model: &Path, home: &Path) -> (Vec<Told>, Pcm) {
    let (book, chapter) = (fables(), CHAPTER.to_string());
    let book = book.to_str().unwrap();
    let json = lector(
        &[
            "render",
            book,
            "--chapters",
            &chapter,
            "--format",
            "wav",
            "-o",
            "out",
            "--loudness",
            "off",
            "--json",
        ],
        model,
        home,
    );
    let mut seconds: Vec<(u64, f64)> = json
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
        .filter_map(|event| Some((event["sentence"].as_u64()?, event["seconds"].as_f64()?)))
        .collect();
    seconds.sort_by_key(|(sentence, _)| *sentence);
    let json = lector(&["inspect", book, "--json", "--no-phonemes"], model, home);
    let book: Value = serde_json::from_str(&json).unwrap();
    let chapter = book["chapters"]
        .as_array()
        .unwrap()
        .iter()
        .find(|chapter| chapter["index"] == CHAPTER);
    let sentences = chapter.unwrap()["sentences"].as_array().unwrap();
    assert_eq!(seconds.len(), sentences.len());
    let mut at = 0.0;
    let told = sentences.iter().zip(seconds).map(|(sentence, (_, seconds))| {
        let (start, pause) = (at, sentence["pause_ms"].as_f64().unwrap() / 1000.0);
        at += seconds + pause;
        Told {
            text: sentence["text"].as_str().unwrap().to_owned(),
            start,
            end: start + seconds,
        }
    });
    let told = told.collect();
    let file = std::fs::read_dir(home.join("out"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let mut wav = hound::WavReader::open(file).unwrap();
    let samples = wav.samples::<i16>().map(|sample| f32::from(sample.unwrap()) / 32_768.0);
    let pcm = Pcm {
        samples: samples.collect(),
        rate: wav.spec().sample_rate,
    };
    (told, pcm)
}

/// The studio, told to speak the third fable to the device this configuration of ALSA names.
fn speaking(model: &Path, home: &Path, configuration: &Path) -> Session {
    let of_device = [("ALSA_CONFIG_PATH", configuration)];
    let mut studio = Session::of(model, home, Some(&fables()), &of_device);
    studio.wait("text", |screen| screen.contains("One hot afternoon"));
    // To the chapter, by its number, and the first sentence of it.
    studio.press(":chapter 5\r");
    studio.wait("the chapter", |screen| screen.contains("III. The Miser ·"));
    studio.press("\r");
    studio
}

/// Where the recording stops being silent.
fn onset(samples: &[f32]) -> Option<usize> {
    samples.iter().position(|sample| sample.abs() > SILENCE)
}

#[test]
fn what_is_played_is_what_was_said_and_what_the_screen_shows() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let (told, wanted) = rendered(&model, home.path());
    let (recorder, configuration) = Recorder::start(home.path());
    let mut studio = speaking(&model, home.path(), &configuration);

    // What was said, in the time in which it begins in the recording.
    let lead = onset(&wanted.samples).unwrap() as f64 / f64::from(wanted.rate);
    for moment in [2.0, 5.0, 9.0] {
        let start = Instant::now();
        let heard = loop {
            let samples = recorder.samples();
            let begun = onset(&samples);
            let heard = begun.map(|begun| (samples.len() - begun) as f64 / f64::from(RATE) + lead);
            if heard.is_some_and(|heard| heard >= moment) {
                break heard.unwrap();
            }
            assert!(
                start.elapsed() < Duration::from_mins(2),
                "nothing is played:\n{}",
                studio.contents()
            );
            thread::sleep(Duration::from_millis(5));
        };
        let (spoken, screen) = studio.spoken();
        let near = |told: &&Told| told.start - TOLERANCE <= heard && heard <= told.end + 1.5;
        let squeezed = |text: &str| text.split_whitespace().collect::<String>();
        let shown = told
            .iter()
            .filter(near)
            .find(|told| squeezed(&told.text) == squeezed(&spoken));
        assert!(shown.is_some(), "at {heard:.2} s “{spoken}” is shown:\n{screen}");
        assert!(screen.contains('▶') && !screen.contains("no sound"), "{screen}");
        // The player's clock is the recording's; it shows whole seconds, and is drawn four times a second.
        let clock = screen
            .lines()
            .find_map(|line| line.split("▶ 00:").nth(1)?.get(..2)?.parse::<f64>().ok());
        let clock = clock.unwrap_or_else(|| panic!("no clock:\n{screen}"));
        assert!(
            (clock - heard).abs() <= 1.0 + 2.0 * TOLERANCE,
            "{clock} at {heard:.2}:\n{screen}"
        );
        let done = format!("{}/24 sentences", told.len());
        assert!(screen.contains(&done), "{screen}");
    }

    let samples = recorder.samples();
    studio.press("q");
    assert!(studio.child.wait().unwrap().success());
    compare(&samples, wanted);
}

/// Ten seconds of the recording are the chapter's sound, sample by sample, gapless, but for rounding and for the
/// resampling at the edges of sentences.
fn compare(played: &[f32], wanted: Pcm) {
    let wanted = resample(wanted, RATE).unwrap().samples;
    let begun = onset(played).unwrap();
    let length = (RATE as usize * 8)
        .min(played.len() - begun)
        .min(wanted.len() - RATE as usize);
    assert!(length > RATE as usize * 6, "{length} samples were recorded");
    // Where it begins can only be told to a few samples from a noisy beginning; the right place fits far better.
    let first = onset(&wanted).unwrap();
    let best = (0..2 * 960)
        .filter_map(|shift| (first + shift).checked_sub(960))
        .map(|from| {
            let error: f64 = (0..length)
                .step_by(37)
                .map(|at| f64::from(played[begun + at] - wanted[from + at]).powi(2))
                .sum();
            (from, error)
        });
    let (from, _) = best.min_by(|a, b| a.1.total_cmp(&b.1)).unwrap();
    let (mut signal, mut error) = (0.0, 0.0);
    for at in 0..length {
        signal += f64::from(wanted[from + at]).powi(2);
        error += f64::from(played[begun + at] - wanted[from + at]).powi(2);
    }
    let snr = 10.0 * (signal / error).log10();
    println!("{length} samples played, {snr:.1} dB from what was said");
    assert!(snr > 50.0, "{snr:.1} dB");
}

#[test]
fn without_a_device_every_sentence_is_followed() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let (told, _) = rendered(&model, home.path());
    let nothing = home.path().join("asound.conf");
    std::fs::write(&nothing, "").unwrap();
    let mut studio = speaking(&model, home.path(), &nothing);
    studio.wait("silence", |screen| screen.contains("this machine has no audio device"));
    // Longer than it takes to look for a device again, and again.
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let (start, mut followed) = (Instant::now(), Vec::new());
    while start.elapsed() < Duration::from_secs(9) {
        let (spoken, _) = studio.spoken();
        let at = told.iter().position(|told| squeezed(&told.text) == squeezed(&spoken));
        followed.extend(at.filter(|at| followed.last() != Some(at)));
        thread::sleep(Duration::from_millis(20));
    }
    assert!(followed.len() > 1, "{followed:?}");
    assert!(
        followed.iter().copied().eq(0..followed.len()),
        "{followed:?}:\n{}",
        studio.contents()
    );
    studio.press("q");
    assert!(studio.child.wait().unwrap().success());
}

/// The sentence whose beginning a recording begins with.
fn begun_with<'a>(recorded: &[f32], told: &'a [Told], wanted: &[f32]) -> &'a Told {
    const HEARD: usize = RATE as usize / 2;
    // Silence before a sentence is not recorded as such, so where it begins is looked for around.
    let error = |told: &Told| -> f64 {
        let around = (told.start * f64::from(RATE)) as usize;
        let places = (0..RATE as usize / 4).step_by(4).map(|later| around + later);
        let errors = places.filter(|from| from + HEARD <= wanted.len()).map(|from| {
            let pairs = recorded[..HEARD].iter().zip(&wanted[from..]).step_by(7);
            pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum()
        });
        errors.min_by(f64::total_cmp).unwrap_or(f64::MAX)
    };
    told.iter().min_by(|a, b| error(a).total_cmp(&error(b))).unwrap()
}

#[test]
fn a_device_that_is_pulled_is_missed_and_comes_back() {
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let (told, wanted) = rendered(&model, home.path());
    let wanted = resample(wanted, RATE).unwrap().samples;
    let (device, configuration) = Recorder::start(home.path());
    let mut studio = speaking(&model, home.path(), &configuration);
    studio.wait("sound", |screen| screen.contains('▶'));
    thread::sleep(Duration::from_secs(2));
    assert!(onset(&device.samples()).is_some(), "{}", studio.contents());

    // Pulled: it takes no more, and there is none to be opened.
    std::fs::write(&configuration, "").unwrap();
    drop(device);
    studio.press("R");
    studio.wait("the loss", |screen| screen.contains("no sound"));
    let squeezed = |text: &str| text.split_whitespace().collect::<String>();
    let place = |studio: &mut Session| {
        let (spoken, _) = studio.spoken();
        let at = told.iter().position(|told| squeezed(&told.text) == squeezed(&spoken));
        at.unwrap_or_else(|| panic!("no sentence is “{spoken}”:\n{}", studio.contents()))
    };
    let (at, since) = (place(&mut studio), Instant::now());
    let done = |screen: &str| {
        let before = screen
            .split_once("/24 sentences")
            .map(|(before, _)| before.to_owned())?;
        before.rsplit(' ').next()?.parse::<u32>().ok()
    };
    let already = done(&studio.contents());
    studio.wait("the render, which goes on", |screen| done(screen) > already);
    thread::sleep(Duration::from_secs(3));
    // The listener stays where the time is: nothing is rushed through unheard.
    let (now, passed) = (place(&mut studio), since.elapsed().as_secs_f64());
    assert!(now >= at, "{at} {now}");
    assert!(
        told[now].start <= told[at].end + passed + 1.0,
        "{passed:.1} s from {at} to {now}:\n{}",
        studio.contents()
    );

    // Put back.
    let (device, _) = Recorder::at(home.path(), "again.raw");
    studio.wait("its return", |screen| {
        screen.contains('▶') && !screen.contains("no sound")
    });
    let start = Instant::now();
    let samples = loop {
        let samples = device.samples();
        let begun = onset(&samples);
        if let Some(begun) = begun.filter(|begun| samples.len() >= begun + RATE as usize) {
            break samples[begun..].to_vec();
        }
        assert!(start.elapsed() < Duration::from_secs(20), "{}", studio.contents());
        thread::sleep(Duration::from_millis(20));
    };
    let heard = &begun_with(&samples, &told, &wanted).text;
    let (shown, screen) = studio.spoken();
    assert_eq!(squeezed(heard), squeezed(&shown), "{screen}");
    let log = std::fs::metadata(home.path().join("state/lector/lector.log")).map_or(0, |log| log.len());
    assert!(log < 1_000_000, "the log has {log} bytes");
    studio.wait("the end of the render", |screen| screen.contains("24/24 sentences"));
    studio.press("q");
    assert!(studio.child.wait().unwrap().success());
}

/// The samples that were recorded within a second from `at` on, once they are there.
fn second_after(recorder: &Recorder, at: usize) -> Vec<f32> {
    loop {
        let samples = recorder.samples();
        if samples.len() >= at + RATE as usize {
            return samples[at..at + RATE as usize].to_vec();
        }
        thread::sleep(Duration::from_millis(20));
    }
}

/// Where a sound begins in a recording, in milliseconds, by the place where it fits best.
fn milliseconds_to(sound: &[f32], recorded: &[f32]) -> f64 {
    let error = |from: usize| -> f64 {
        let pairs = recorded[from..].iter().zip(sound).step_by(5);
        pairs.map(|(a, b)| f64::from(a - b).powi(2)).sum()
    };
    let places = 0..recorded.len() - sound.len();
    let best = places.min_by(|a, b| error(*a).total_cmp(&error(*b))).unwrap();
    best as f64 * 1000.0 / f64::from(RATE)
}

#[test]
#[ignore = "measures; wants a quiet machine"]
fn measure_pause_and_jump() {
    const TIMES: usize = 12;
    let Some(model) = model() else { return };
    let home = tempfile::tempdir().unwrap();
    let (told, wanted) = rendered(&model, home.path());
    let wanted = resample(wanted, RATE).unwrap().samples;
    let (recorder, configuration) = Recorder::start(home.path());
    let mut studio = speaking(&model, home.path(), &configuration);
    studio.wait("sound", |screen| screen.contains('▶'));
    let (mut pauses, mut jumps) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        thread::sleep(Duration::from_millis(700));
        let at = recorder.samples().len();
        studio.press(" ");
        let last = second_after(&recorder, at)
            .iter()
            .rposition(|sample| sample.abs() > SILENCE);
        pauses.push(last.unwrap_or_default() as f64 * 1000.0 / f64::from(RATE));
        studio.press(" ");
    }
    // To the beginning of the chapter, again and again: what is heard then is known.
    let beginning = &wanted[..RATE as usize * 3 / 10];
    assert!(told[0].end > 0.3);
    studio.press("sgg");
    for _ in 0..TIMES {
        studio.press("\r");
        thread::sleep(Duration::from_millis(900));
        let at = recorder.samples().len();
        studio.press("\r");
        jumps.push(milliseconds_to(beginning, &second_after(&recorder, at)));
        studio.press("s");
        thread::sleep(Duration::from_millis(200));
    }
    let on_the_way = (PIPE / FRAME) as f64 * 1000.0 / f64::from(RATE);
    for (what, mut times) in [("pause", pauses), ("jump", jumps)] {
        for time in &mut times {
            *time -= on_the_way;
        }
        times.sort_by(f64::total_cmp);
        println!(
            "{what}: median {:.0} ms, longest {:.0} ms",
            times[TIMES / 2],
            times[TIMES - 1]
        );
    }
    studio.press("q");
    studio.child.wait().unwrap();
}
