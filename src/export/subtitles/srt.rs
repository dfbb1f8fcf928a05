//! `SubRip`.

use std::fmt::Write;

use super::{Cue, clock, one_line};

pub(super) fn text(cues: &[Cue], rate: u32) -> String {
    let mut text = String::new();
    for (number, cue) in (1..).zip(cues) {
        let (from, to) = (clock(cue.samples.start, rate, ','), clock(cue.samples.end, rate, ','));
        // Writing to a string does not fail.
        let _ = write!(text, "{number}\n{from} --> {to}\n{}\n\n", one_line(&cue.text));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cue_is_three_lines_and_an_empty_one() {
        let cue = |text: &str, samples| Cue {
            text: text.to_owned(),
            samples,
            words: vec![],
        };
        let cues = [
            cue("Call me\nIshmael.", 0..36_000),
            cue("Some years ago—", 36_012..86_400_000),
        ];
        insta::assert_snapshot!(super::text(&cues, 24_000), @r"
        1
        00:00:00,000 --> 00:00:01,500
        Call me Ishmael.

        2
        00:00:01,500 --> 01:00:00,000
        Some years ago—
        ");
    }
}
