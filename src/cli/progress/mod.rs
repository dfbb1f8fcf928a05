//! What a long piece of work shows while it goes on: a bar on a terminal, lines elsewhere, JSON where it is asked for.

mod pace;
mod report;

use std::io::{self, IsTerminal, Write};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

pub use pace::Pace;
pub use report::{Levels, Report, SoFar, Stage};

/// Where progress is shown.
pub struct Progress {
    channel: Channel,
    /// The chapter being said, for the bar.
    chapter: String,
}

enum Channel {
    Bar(ProgressBar),
    Lines,
    Json(Box<dyn Write>),
    Nothing,
}

impl Progress {
    /// JSON lines to `out` if `json` is wanted; else a bar where stderr is a terminal and lines where it is not; nothing
    /// if `quiet`.
    #[must_use]
    pub fn new(json: bool, quiet: bool, out: Box<dyn Write>) -> Self {
        let channel = match (json, quiet) {
            (true, _) => Channel::Json(out),
            (false, true) => Channel::Nothing,
            (false, false) if io::stderr().is_terminal() => Channel::Bar(bar()),
            (false, false) => Channel::Lines,
        };
        Self {
            channel,
            chapter: String::new(),
        }
    }

    /// Names the chapter that is being said.
    pub fn chapter(&mut self, title: &str) {
        title.clone_into(&mut self.chapter);
    }

    /// Shows that something happened, and how far the work is.
    ///
    /// # Errors
    /// When JSON cannot be written.
    pub fn tell(&mut self, report: &Report<'_>, pace: &Pace) -> io::Result<()> {
        match &mut self.channel {
            Channel::Json(out) => {
                serde_json::to_writer(&mut *out, report)?;
                out.write_all(b"\n")?;
                out.flush()?;
            }
            Channel::Bar(bar) => show(bar, &self.chapter, report, *pace),
            // Those who read lines are not kept waiting long enough to want more of them.
            Channel::Lines if matches!(report, Report::Export { .. }) => {}
            Channel::Lines => {
                if let Some(line) = line(report, *pace) {
                    eprintln!("{line}");
                }
            }
            Channel::Nothing => {}
        }
        Ok(())
    }

    /// Takes the bar away.
    pub fn clear(&self) {
        if let Channel::Bar(bar) = &self.channel {
            bar.finish_and_clear();
        }
    }
}

fn bar() -> ProgressBar {
    let bar = ProgressBar::new(0);
    // The template is ours and well-formed; the default bar does as well.
    if let Ok(style) = ProgressStyle::with_template("{bar:24} {percent:>3} % {wide_msg}") {
        bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
    }
    bar
}

/// Parts of a bar that is not one of sentences.
const PER_MILLE: u64 = 1000;

fn show(bar: &ProgressBar, chapter: &str, report: &Report<'_>, pace: Pace) {
    let (done, total) = match report {
        Report::Export {
            seconds,
            of_seconds: Some(all),
            ..
        } if *all > 0.0 => ((seconds / all * PER_MILLE as f64) as u64, PER_MILLE),
        _ => (pace.done(), pace.total()),
    };
    // A bar of no length is a full one.
    bar.set_length(total.max(1));
    bar.set_position(done);
    match report {
        Report::Sentence { so_far, .. } | Report::Failed { so_far, .. } => {
            let failed = match so_far.failed {
                0 => String::new(),
                failed => format!(" · {failed} failed"),
            };
            let SoFar { done, total, .. } = so_far;
            bar.set_message(format!("{chapter} · {done}/{total}{failed}{}", outlook(pace)));
        }
        Report::Export { .. } => bar.set_message(line(report, pace).unwrap_or_default()),
        Report::File { .. } | Report::Loudness { .. } | Report::Notice { .. } => {
            if let Some(line) = line(report, pace) {
                bar.println(line);
            }
        }
        Report::Book { .. } => bar.set_message("reading the book"),
        Report::Model { .. } | Report::Done { .. } => {}
    }
}

/// What those read who have no terminal: a line for each file and each surprise.
fn line(report: &Report<'_>, pace: Pace) -> Option<String> {
    match report {
        Report::Book { title, chapters, .. } => Some(format!("{title}, {}", counted(*chapters, "chapter"))),
        Report::Model { backend, load_seconds } => Some(format!("model loaded on {backend} in {load_seconds:.1} s")),
        Report::File { path, seconds, .. } => {
            let length = clock(Duration::from_secs_f64(*seconds));
            Some(format!("{} ({length}){}", path.display(), outlook(pace)))
        }
        Report::Export {
            stage,
            seconds,
            of_seconds,
        } => {
            let doing = match stage {
                Stage::Measuring => "measuring",
                Stage::Levelling => "finding the level",
                Stage::Writing => "writing",
            };
            let all = of_seconds.map(|all| format!(" of {}", clock(Duration::from_secs_f64(all))));
            let done = clock(Duration::from_secs_f64(*seconds));
            Some(format!("{doing} · {done}{}", all.unwrap_or_default()))
        }
        Report::Loudness {
            said,
            gain_db,
            written,
            wanted,
            reached,
        } => Some(loudness_line([said, written, wanted], *gain_db, *reached)),
        Report::Failed { chapter, text, why, .. } => Some(format!("chapter {chapter}: “{text}”: {why}")),
        Report::Notice { message } => Some((*message).to_owned()),
        Report::Sentence { .. } | Report::Done { .. } => None,
    }
}

/// How loud the book was, is and should be.
fn loudness_line([said, written, wanted]: [&Levels; 3], gain_db: f64, reached: bool) -> String {
    let show = |levels: &Levels| {
        format!(
            "{:.1} LUFS, peak {:.1} dBTP",
            levels.integrated_lufs, levels.true_peak_dbtp
        )
    };
    let (before, after) = (show(said), show(written));
    let line = format!("loudness {before} · gain {gain_db:+.1} dB · now {after}");
    if reached {
        return line;
    }
    let (target, peak) = (wanted.integrated_lufs, wanted.true_peak_dbtp);
    let fits = written.integrated_lufs.floor();
    format!(
        "{line}\n{target:.1} LUFS was not reached: any louder, with no peak above {peak:.1} dBTP, this voice would sound \
         crushed; `--loudness {fits:.0}` or a higher `output.true_peak` fits it"
    )
}

/// How fast it goes and how long it will still take.
fn outlook(pace: Pace) -> String {
    let speed = pace
        .times_real_time()
        .map(|factor| format!(" · {factor:.1}× real time"));
    let left = pace.left().filter(|left| !left.is_zero());
    let left = left.map(|left| format!(" · {} left", indicatif::HumanDuration(left)));
    speed.unwrap_or_default() + &left.unwrap_or_default()
}

/// So many of something: `1 chapter`, `2 chapters`.
#[must_use]
pub fn counted(number: usize, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{number} {what}{plural}")
}

/// A length as players show it: `12:04`, `1:02:03`.
#[must_use]
pub fn clock(length: Duration) -> String {
    let seconds = length.as_secs_f64().round() as u64;
    let (hours, minutes, seconds) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes}:{seconds:02}")
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;

    #[test]
    fn a_loudness_that_was_not_reached_is_explained() {
        let levels = |integrated_lufs, true_peak_dbtp| Levels {
            integrated_lufs,
            true_peak_dbtp,
        };
        let told = |reached| Report::Loudness {
            said: levels(-26.0, -5.0),
            gain_db: 11.0,
            written: levels(-17.2, -3.1),
            wanted: levels(-14.0, -3.0),
            reached,
        };
        let one = line(&told(true), Pace::default()).unwrap();
        let told_so = "loudness -26.0 LUFS, peak -5.0 dBTP · gain +11.0 dB · now -17.2 LUFS, peak -3.1 dBTP";
        assert_eq!(one, told_so);
        let other = line(&told(false), Pace::default()).unwrap();
        assert!(
            other.starts_with(&format!("{told_so}\n-14.0 LUFS was not reached")),
            "{other}"
        );
        assert!(other.contains("--loudness -18`"), "{other}");
    }

    #[test]
    fn one_is_not_many() {
        assert_eq!(counted(1, "chapter"), "1 chapter");
        assert_eq!(counted(0, "chapter"), "0 chapters");
        assert_eq!(counted(2, "chapter"), "2 chapters");
    }

    #[test]
    fn lengths_look_as_in_a_player() {
        assert_eq!(clock(Duration::from_millis(59_600)), "1:00");
        assert_eq!(clock(Duration::from_secs(724)), "12:04");
        assert_eq!(clock(Duration::from_secs(3_723)), "1:02:03");
    }

    #[test]
    fn a_line_says_what_is_done_and_what_is_left() {
        let mut pace = Pace::default();
        pace.expect(1_000);
        pace.said(100, Duration::from_secs(20), Duration::from_secs(100));
        let report = Report::File {
            path: Path::new("Moby-Dick/001 Loomings.wav"),
            chapter: Some(1),
            seconds: 724.0,
        };
        let expected = "Moby-Dick/001 Loomings.wav (12:04) · 5.0× real time · 3 minutes left";
        assert_eq!(line(&report, pace).unwrap(), expected);
    }

    #[test]
    fn json_is_a_line_for_each_event() {
        let report = Report::Sentence {
            chapter: 3,
            sentence: 17,
            seconds: 2.5,
            synthesis_seconds: None,
            so_far: SoFar {
                done: 214,
                total: 5_120,
                eta_seconds: Some(Duration::from_secs(90)),
                ..SoFar::default()
            },
        };
        insta::assert_snapshot!(serde_json::to_string(&report).unwrap(), @r#"{"event":"sentence","chapter":3,"sentence":17,"seconds":2.5,"synthesis_seconds":null,"done":214,"failed":0,"total":5120,"eta_seconds":90.0}"#);
    }
}
