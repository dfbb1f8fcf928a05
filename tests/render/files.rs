//! What a render writes.

use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lector::audio::{Breath, Pcm};
use lector::cli::render::Output;
use lector::store::Project;

use crate::support::book::{Shown, book, folder, render, render_whole};
use crate::support::scene::project;
use crate::support::tones::{Tones, Turn};

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<_> = entries
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

fn samples(file: &Path) -> Vec<i16> {
    let mut reader = hound::WavReader::open(file).unwrap();
    assert_eq!(reader.spec().sample_rate, 24_000);
    reader.samples().map(Result::unwrap).collect()
}

/// What the store has of a chapter, put together by hand.
fn by_hand(project: &Project, shown: &Shown, chapter: u64) -> Vec<i16> {
    let mut sound = Pcm {
        rate: 24_000,
        samples: vec![],
    };
    let lines = shown.lines();
    let mut spoken: Vec<_> = lines
        .iter()
        .filter(|line| line["event"] == "sentence" && line["chapter"] == chapter)
        .collect();
    spoken.sort_by_key(|line| line["sentence"].as_u64());
    let clips = project.clips();
    for line in spoken {
        let length = Duration::from_secs_f64(line["seconds"].as_f64().unwrap());
        let clip = clips.keys().unwrap().into_iter().find_map(|key| {
            let clip = clips.get(&key).unwrap().unwrap();
            let said = clip.parts()[0].phonemes.to_string();
            let wanted = format!("chapter {chapter} has a sentence {}", line["sentence"]);
            (said == wanted).then_some(clip)
        });
        let pcm = clip.unwrap().sound(Breath::default());
        assert_eq!(pcm.duration(), length);
        sound.samples.extend(pcm.samples);
        sound.samples.extend(vec![0.0; 8_400]);
    }
    sound.samples.iter().map(|x| (x * 32_767.0).round() as i16).collect()
}

#[test]
fn a_file_a_chapter_exact_to_the_sample() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let out = home.path().join("out");
    let shown = Shown::default();
    let summary = render(
        &Tones::default(),
        &project,
        folder(&out),
        &book(3, 4),
        &Arc::default(),
        &shown,
    )
    .unwrap();
    assert_eq!(
        names(&out),
        ["01 Chapter the 1.wav", "02 Chapter the 2.wav", "03 Chapter the 3.wav"]
    );
    assert_eq!((summary.sentences, summary.lost.len(), summary.files.len()), (12, 0, 3));
    let mut length = 0;
    for (chapter, file) in (1..).zip(&summary.files) {
        let written = samples(file);
        assert_eq!(written, by_hand(&project, &shown, chapter));
        length += written.len();
    }
    let exact = Pcm {
        rate: 24_000,
        samples: vec![0.0; length],
    };
    assert_eq!(summary.length.as_millis(), exact.duration().as_millis());
}

#[test]
fn one_file_holds_the_chapters_in_order() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let out = home.path().join("out");
    let parts = render_whole(&Tones::default(), &project, folder(&out), &book(3, 2));
    let file = home.path().join("a book.wav");
    let whole = render_whole(&Tones::default(), &project, Output::OneFile(file.clone()), &book(3, 2));
    assert_eq!(whole.files, [file.as_path()]);
    let parts: Vec<i16> = parts.files.iter().flat_map(|file| samples(file)).collect();
    assert_eq!(samples(&file), parts);
}

#[test]
fn progress_is_told_line_by_line_and_adds_up() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let shown = Shown::default();
    let tones = Tones::default().taking(0.005);
    let out = folder(&home.path().join("out"));
    render(&tones, &project, out, &book(2, 5), &Arc::default(), &shown).unwrap();
    let lines = shown.lines();
    let events = |name: &str| lines.iter().filter(|line| line["event"] == name).collect::<Vec<_>>();
    assert_eq!(
        (events("model").len(), events("sentence").len(), events("file").len()),
        (1, 10, 2)
    );
    let last = *events("sentence").last().unwrap();
    assert_eq!(
        (&last["done"], &last["total"], &last["eta_seconds"]),
        (&10.into(), &10.into(), &0.0.into())
    );
    let middle = events("sentence")[6];
    assert!(middle["eta_seconds"].as_f64().unwrap() > 0.0, "{middle}");
    let done = lines.last().unwrap();
    assert_eq!((&done["event"], &done["sentences"]), (&"done".into(), &10.into()));
}

#[test]
fn a_lost_sentence_is_reported_and_the_rest_is_written() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut book = book(2, 3);
    book[0].lines[1].line.words = lector::engine::Words::Text("unspeakable".to_owned());
    let out = home.path().join("out");
    let summary = render_whole(&Tones::default(), &project, folder(&out), &book);
    assert_eq!(summary.lost.len(), 1);
    let lost = &summary.lost[0];
    assert_eq!((lost.id, lost.text.as_str()), (book[0].lines[1].line.id, "unspeakable"));
    assert_eq!(
        (lost.chapter.as_str(), lost.why.as_str()),
        ("Chapter the 1.", "nobody can say it")
    );
    assert_eq!((summary.files.len(), summary.sentences), (2, 5));
}

#[test]
fn an_interrupted_render_keeps_what_is_finished_and_goes_on_from_there() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let out = home.path().join("out");
    let interrupted = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&interrupted);
    let tones = Tones::default().taking(0.01).directed(move |asked| {
        flag.fetch_or(asked.count == 11, Ordering::Relaxed);
        Turn::Speak
    });
    let shown = Shown::default();
    let error = render(&tones, &project, folder(&out), &book(4, 5), &interrupted, &shown).unwrap_err();
    assert!(error.to_string().starts_with("interrupted"), "{error}");
    let kept = project.clips().keys().unwrap().len();
    assert!((11..20).contains(&kept), "{kept}");
    assert!(
        !out.exists() || names(&out).is_empty(),
        "no file is written before all is said"
    );

    let again = Tones::default();
    render_whole(&again, &project, folder(&out), &book(4, 5));
    assert_eq!(again.said().len(), 20 - kept, "nothing finished is said again");
    let whole = home.path().join("whole");
    std::fs::create_dir(&whole).unwrap();
    let undisturbed = crate::support::scene::project(&whole);
    render_whole(&Tones::default(), &undisturbed, folder(&whole.join("out")), &book(4, 5));
    for name in names(&out) {
        let one = std::fs::read(out.join(&name)).unwrap();
        assert_eq!(one, std::fs::read(whole.join("out").join(&name)).unwrap(), "{name}");
    }
}

#[test]
fn without_a_model_or_a_place_to_write_it_ends_with_a_message() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let out = home.path().join("out");
    let mute = Tones::default().loading(|_| Turn::Fail);
    let shown = Shown::default();
    let error = render(&mute, &project, folder(&out), &book(1, 1), &Arc::default(), &shown).unwrap_err();
    assert!(error.to_string().contains("cpu cannot start here"), "{error}");

    std::fs::write(&out, "a file where a folder is needed").unwrap();
    let tones = Tones::default();
    let error = render(&tones, &project, folder(&out), &book(1, 1), &Arc::default(), &shown).unwrap_err();
    assert!(error.to_string().contains("cannot write"), "{error}");
}
