//! [`WebVTT`](https://www.w3.org/TR/webvtt1/).

use std::fmt::Write;

use super::{Cue, clock, one_line};

pub(super) fn text(cues: &[Cue], rate: u32) -> String {
    let mut text = "WEBVTT\n\n".to_owned();
    for (number, cue) in (1..).zip(cues) {
        let (from, to) = (clock(cue.samples.start, rate, '.'), clock(cue.samples.end, rate, '.'));
        // Writing to a string does not fail.
        let _ = write!(text, "{number}\n{from} --> {to}\n{}\n\n", payload(cue, rate));
    }
    text
}

/// The text, the time of each word in front of it.
fn payload(cue: &Cue, rate: u32) -> String {
    let mut marked = String::new();
    let mut at = 0;
    let mut last = cue.samples.start;
    // What is shown as one and spoken as several words has the time of the first.
    for word in cue
        .words
        .chunk_by(|one, other| one.shown == other.shown)
        .filter_map(<[_]>::first)
    {
        let start = word.shown.start.max(at);
        marked.push_str(&escaped(&cue.text[at..start]));
        at = start;
        // Times inside a cue have to rise, and to lie inside it.
        if word.samples.start > last && word.samples.start < cue.samples.end {
            last = word.samples.start;
            let _ = write!(marked, "<{}>", clock(last, rate, '.'));
        }
    }
    marked.push_str(&escaped(&cue.text[at..]));
    one_line(&marked)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::export::subtitles::Spotlight;

    #[test]
    fn words_have_their_times_and_signs_are_escaped() {
        let word = |shown, samples| Spotlight { shown, samples };
        let cue = Cue {
            text: "Call <me>\nIshmael & Co.".to_owned(),
            samples: 24_000..72_000,
            words: vec![
                word(0..4, 24_000..30_000),
                word(5..9, 30_000..40_000),
                word(10..17, 48_000..60_000),
            ],
        };
        insta::assert_snapshot!(super::text(&[cue], 24_000), @r"
        WEBVTT

        1
        00:00:01.000 --> 00:00:03.000
        Call <00:00:01.250>&lt;me&gt; <00:00:02.000>Ishmael &amp; Co.
        ");
    }
}
