//! A book at one loudness, and text in step with it.

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use lector::cli::render::Output;
use lector::export::{Format, Loudness, Subtitles};

use crate::support::book::{Kind, Shown, book, folder, render_kind};
use crate::support::scene::project;
use crate::support::tones::Tones;

/// What `ffmpeg` measures: LUFS and dBTP; none where there is no `ffmpeg`.
fn measured(file: &Path) -> Option<(f64, f64)> {
    let output = Command::new("ffmpeg")
        .args(["-hide_banner", "-nostats", "-i"])
        .arg(file)
        .args(["-map", "0:a", "-af", "ebur128=peak=true", "-f", "null", "-"])
        .output()
        .ok()?;
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    let summary = &words[words.rfind("Summary:")?..];
    let number = |name: &str| {
        let rest = &summary[summary.find(name)? + name.len()..];
        rest.split_whitespace().next()?.parse().ok()
    };
    Some((number("I:")?, number("Peak:")?))
}

#[test]
fn a_book_is_as_loud_as_it_shall_be_by_another_meter_too() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    for (format, integrated, near) in [
        (Format::Flac, -18.0, 0.3),
        (Format::Wav, -24.0, 0.3),
        (Format::Mp3, -18.0, 0.3),
        (Format::Opus, -18.0, 0.3),
        (Format::M4b, -18.0, 0.3),
    ] {
        let kind = Kind {
            format,
            loudness: Some(Loudness {
                integrated,
                true_peak: -3.0,
            }),
            ..Kind::default()
        };
        let file = home.path().join(format!("book.{}", format.extension()));
        let shown = Shown::default();
        let output = (Output::OneFile(file.clone()), kind);
        render_kind(
            &Tones::default(),
            &project,
            output,
            &book(2, 6),
            &Arc::default(),
            &shown,
        )
        .unwrap();
        let lines = shown.lines();
        let told = lines.iter().find(|line| line["event"] == "loudness").unwrap();
        let written = &told["written"];
        let (told, told_peak) = (
            written["integrated_lufs"].as_f64().unwrap(),
            written["true_peak_dbtp"].as_f64().unwrap(),
        );
        assert!((told - integrated).abs() < near, "{format:?}: {told}");
        assert!(told_peak <= -3.0, "{format:?}: {told_peak}");
        let Some((heard, peak)) = measured(&file) else {
            println!("skipped: there is no ffmpeg to measure with");
            return;
        };
        assert!((heard - told).abs() < near, "{format:?}: {heard} and not {told}");
        assert!(peak <= -2.9, "{format:?}: {peak}");
    }
}

#[test]
fn chapters_keep_their_distance_from_each_other() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut samples = vec![];
    for loudness in [
        None,
        Some(Loudness {
            integrated: -30.0,
            true_peak: -1.0,
        }),
    ] {
        let kind = Kind {
            loudness,
            ..Kind::default()
        };
        let out = home.path().join(format!("{}", loudness.is_some()));
        let shown = Shown::default();
        let output = (folder(&out), kind);
        let summary = render_kind(
            &Tones::default(),
            &project,
            output,
            &book(2, 3),
            &Arc::default(),
            &shown,
        )
        .unwrap();
        samples.push(
            summary
                .files
                .iter()
                .map(|file| {
                    let mut reader = hound::WavReader::open(file).unwrap();
                    reader
                        .samples::<i16>()
                        .map(|x| f64::from(x.unwrap()))
                        .collect::<Vec<_>>()
                })
                .collect::<Vec<_>>(),
        );
    }
    let mut gains = samples[0].iter().zip(&samples[1]).map(|(said, written)| {
        assert_eq!(said.len(), written.len());
        let energy = |samples: &[f64]| samples.iter().map(|x| x * x).sum::<f64>();
        10.0 * (energy(written) / energy(said)).log10()
    });
    let (one, other) = (gains.next().unwrap(), gains.next().unwrap());
    assert!((one - other).abs() < 0.01, "{one} and {other} dB");
}

#[test]
fn subtitles_follow_the_sound() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let file = home.path().join("book.wav");
    let kind = Kind {
        subtitles: vec![Subtitles::Srt, Subtitles::Vtt],
        ..Kind::default()
    };
    let shown = Shown::default();
    let output = (Output::OneFile(file.clone()), kind);
    let summary = render_kind(
        &Tones::default(),
        &project,
        output,
        &book(2, 2),
        &Arc::default(),
        &shown,
    )
    .unwrap();
    assert_eq!(summary.files.len(), 3);
    let srt = std::fs::read_to_string(file.with_extension("srt")).unwrap();
    let times: Vec<_> = srt.lines().filter(|line| line.contains("-->")).collect();
    assert_eq!(times.len(), 4);
    assert!(srt.contains("Chapter 2 has a sentence 1."));
    // Where the sound begins after the second silence of a pause, the second cue begins, but for the breath before it.
    let mut reader = hound::WavReader::open(&file).unwrap();
    let sound: Vec<i16> = reader.samples().map(Result::unwrap).collect();
    let begins = |time: &str| {
        let digits: Vec<usize> = time[..12].split([':', ',']).map(|part| part.parse().unwrap()).collect();
        (digits[0] * 3_600 + digits[1] * 60 + digits[2]) * 24_000 + digits[3] * 24
    };
    for time in times {
        let start = begins(time);
        let onset = sound[start..].iter().position(|x| x.unsigned_abs() > 3_000).unwrap();
        assert!(onset < 24 * 50, "{time}: sound begins {onset} samples later");
        if start > 0 {
            assert!(sound[start - 2_400..start].iter().all(|x| x.unsigned_abs() < 100));
        }
    }
    let vtt = std::fs::read_to_string(file.with_extension("vtt")).unwrap();
    assert!(
        vtt.starts_with("WEBVTT") && vtt.matches("<00:").count() == 4 * 4,
        "{vtt}"
    );
}
