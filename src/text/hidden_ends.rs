//! Where sentences end that `sentencex` keeps together: behind an aside in brackets, an ellipsis, an initial, a speech that
//! is broken off, the answer “No.”, and a.m. and p.m.

use std::sync::LazyLock;

use regex::Regex;

use super::say::meridiem_ends;

/// An ellipsis behind which a word stands that begins a sentence: with four dots any word with a capital does.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static TRAILED_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)[^\s.…](?: (?:…\.|\.…|\.{4})\s+(?:\p{Lu}) | (?:…|\.{3})\s+(?:Then|He|She|It|They|We|But|And|So|The|His|Her
        |There|This|That|When|What|Why|How|Now|Suddenly|Finally)\b )",
    )
    .unwrap()
});

/// An initial that ends a sentence: behind it a quotation ends, or a speech begins that is no nickname.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static INITIAL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)\b\p{Lu}\.(?: [”\x22]\s+(?:He|She|It|They|We|I|But|And|So|The|His|Her|Then|There|This|That)\b
        | \s+“[^”]*(?:[.,!?…—]”|$) )",
    )
    .unwrap()
});

/// Sentences in brackets before another one: “(He was wrong.) She was right.”
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static ASIDE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\s*\([^()]*[.!?…][”’]?\)\s+[\p{Lu}“‘]").unwrap());

/// A speech that is broken off, and somebody who then does something.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static BROKEN_OFF: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?:—|--)[”\x22]\s+(?:He|She|It|They|We|I|The|His|Her|But|And|Then|There)\b").unwrap()
});

/// The answer “No.”, which is no number here.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static ANSWER: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"\bNo\.\s+(?:I|You|He|She|It|They|We|That|This|There|But|And|The|Not|Never|Nothing|Thank|Please|My|What|Why)[\s’',]",
    )
    .unwrap()
});

/// Where sentences end inside what is taken for one: byte offsets.
pub fn hidden_ends(sentence: &str) -> Vec<usize> {
    let signs = Signs::of(sentence.as_bytes());
    let patterns: [(bool, &LazyLock<Regex>); 4] = [
        (signs.ellipsis, &TRAILED_OFF),
        (signs.initial, &INITIAL),
        (signs.dash, &BROKEN_OFF),
        (signs.answer, &ANSWER),
    ];
    let found = patterns.into_iter().filter(|(signed, _)| *signed);
    let gaps = found.flat_map(|(_, pattern)| pattern.find_iter(sentence));
    let gaps = gaps.filter_map(|found| Some(found.start() + found.as_str().find(char::is_whitespace)?));
    let mut ends: Vec<usize> = behind_aside(sentence).into_iter().chain(gaps).collect();
    if signs.hour {
        ends.extend(meridiem_ends(sentence));
    }
    ends
}

/// What a sentence holds that may hide an end. Hardly any does, and one look is cheaper than a pattern.
#[expect(
    clippy::struct_excessive_bools,
    reason = "each sign is there or not, whatever the others"
)]
#[derive(Default)]
struct Signs {
    ellipsis: bool,
    initial: bool,
    dash: bool,
    answer: bool,
    hour: bool,
}

impl Signs {
    fn of(bytes: &[u8]) -> Self {
        let mut signs = Self::default();
        for (at, byte) in bytes.iter().enumerate() {
            let (before, behind) = bytes.split_at(at);
            match byte {
                b'.' => {
                    signs.ellipsis |= behind.starts_with(b"...");
                    signs.initial |= before.last().is_some_and(u8::is_ascii_uppercase);
                    signs.answer |= before.ends_with(b"No");
                    signs.hour |= before.ends_with(b"m") || before.ends_with(b"M");
                }
                b'-' => signs.dash |= before.ends_with(b"-"),
                0xe2 => {
                    signs.ellipsis |= behind.starts_with("…".as_bytes());
                    signs.dash |= behind.starts_with("—".as_bytes());
                }
                _ => {}
            }
        }
        signs
    }
}

/// The end of sentences in brackets before another one.
fn behind_aside(sentence: &str) -> Option<usize> {
    if !sentence.trim_start().starts_with('(') {
        return None;
    }
    let found = sentence.get(..ASIDE.find(sentence)?.end())?;
    let last = found.chars().next_back()?;
    Some(found.strip_suffix(last)?.trim_end().len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_of_end() {
        for (text, end) in [
            ("(He was wrong.) She was right.", 15),
            ("He paused… Then he spoke.", 12),
            ("I saw Mr. B. “Quite.”", 12),
            ("“Why—” She stopped.", 12),
            ("“No. I won’t.”", 6),
            ("She left at 8 p.m. Tom stayed.", 18),
        ] {
            assert_eq!(hidden_ends(text), [end], "{text}");
        }
        assert!(hidden_ends("Take No. 7, or No. I.").is_empty());
    }
}
