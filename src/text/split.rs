//! Where sentences end.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;
use sentencex::segment;

use super::hidden_ends::hidden_ends;
use super::say::meridiem_joins;

/// Who says it, after direct speech that ends like a sentence: “Stop!” I said.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static ATTRIBUTION: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?x)^(I|He|She|They|We|(?:The\s)?[\p{Lu}][\p{L}.’'-]*(?:\s[\p{Lu}][\p{L}.’'-]*){0,2})\s
        (said|says|asked|cried|replied|answered|exclaimed|whispered|shouted|called|murmured|muttered|continued
        |returned|repeated|remarked|observed|inquired|demanded|added|began|thought|screamed|sighed|laughed
        |yelled|hissed|snapped|growled|barked|roared|thundered|bellowed|gasped|groaned|grunted|mumbled|stammered|shrieked
        |snarled|sneered|sobbed|wailed|pleaded|insisted|protested|retorted|declared|announced|ventured|interrupted)\b",
    )
    .unwrap()
});

/// A title that its name must follow, where something other than a space before it has hidden it: “dancing?—Mr.”
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static TITLE: LazyLock<Regex> = LazyLock::new(|| {
    let titles = "Mr|Mrs|Ms|Messrs|Mme|Mlle|Dr|Prof|Rev|Hon|Capt|Col|Gen|Lieut|Lt|Maj|Sgt|Gov|Sen|Ft|Mt|Pt|Gt|Adm|Cpl|Pvt|Pte\
        |Cmdr|Supt|Insp|Msgr|Mgr|Bro|Det|Brig";
    Regex::new(&format!(r"(?:^|\P{{L}})(?:{titles})\.$|[—\u{{2060}}-]St\.$")).unwrap()
});

/// An abbreviation that its number must follow: “see also vol. XII”, “refs. 12–14”.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(
        r"(?:^|[\s(\[—–-])(?i:refs?|vols?|chaps?|chs?|figs?|nos|pp?|eqs?|secs?|arts?|bks?|pts?|nn?|ll|vv|cf|ca|approx)\.$|[—–-]No\.$",
    )
    .unwrap()
});

/// A small Roman numeral with its full stop, as old references have it: “Rep. vii. 514”.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static PLACE: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\s[ivxlc]+\.$").unwrap());

/// The number of an item in a list, and nothing else.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static ITEM: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^\(?(?:\d{1,3}|[a-z])[.)]$").unwrap());

/// What an abbreviation like that stands before: figures, or a Roman numeral.
#[expect(clippy::unwrap_used, reason = "the pattern is a literal, and a test compiles it")]
static NUMBER: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"^(?:\d|[IVXLC]+\b[^']|[ivxlc]+\b[^'])").unwrap());

/// Pairs of quotation marks that may hold several sentences.
const QUOTES: [(char, char); 4] = [('“', '”'), ('«', '»'), ('„', '“'), ('"', '"')];

/// Splits text into sentences: byte ranges without the white space around them, in reading order, that together hold
/// everything else. `language` is the first part of a BCP 47 tag; `verse` may begin lines with small letters.
pub fn sentences(text: &str, language: &str, verse: bool) -> Vec<Range<usize>> {
    let mut ends: Vec<usize> = Vec::new();
    let mut at = 0;
    for part in segment(language, text) {
        let mut inside = inside_quotes(part, language);
        inside.extend(hidden_ends(part));
        inside.sort_unstable();
        ends.extend(inside.into_iter().map(|end| at + end));
        at += part.len();
        ends.push(at);
    }
    let mut sentences: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for end in ends {
        let end = before_opening_quote(text, start..end);
        let sentence = trimmed(text, start..end);
        start = end;
        if sentence.is_empty() {
            continue;
        }
        match sentences.last_mut() {
            Some(last) if belongs(&text[last.clone()], &text[sentence.clone()], verse) => last.end = sentence.end,
            _ => sentences.push(sentence),
        }
    }
    sentences
}

/// A range without the white space at its ends.
pub fn trimmed(text: &str, range: Range<usize>) -> Range<usize> {
    let part = &text[range.clone()];
    let start = range.start + (part.len() - part.trim_start().len());
    let end = start + part.trim().len();
    start..end
}

/// The end of a sentence, without a quotation mark that stands apart from it and so opens the next one.
fn before_opening_quote(text: &str, sentence: Range<usize>) -> usize {
    let part = text[sentence.clone()].trim_end();
    let without = part.trim_end_matches(['"', '“', '‘', '«']);
    let more = !text[sentence.end..].trim().is_empty();
    if more && without.len() < part.len() && without.ends_with(char::is_whitespace) {
        sentence.start + without.len()
    } else {
        sentence.end
    }
}

/// Where sentences end inside direct speech, which `sentencex` keeps whole.
fn inside_quotes(sentence: &str, language: &str) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut from = 0;
    while let Some(speech) = next_speech(sentence, from) {
        let mut at = speech.start;
        let parts = segment(language, &sentence[speech.clone()]);
        for part in parts.iter().take(parts.len().saturating_sub(1)) {
            at += part.len();
            ends.push(at);
        }
        from = speech.end + 1;
        while !sentence.is_char_boundary(from) {
            from += 1;
        }
    }
    ends
}

/// The inside of the next pair of quotation marks.
fn next_speech(sentence: &str, from: usize) -> Option<Range<usize>> {
    let rest = sentence.get(from..)?;
    rest.char_indices().find_map(|(at, c)| {
        let start = at + c.len_utf8();
        let end = if c == '‘' {
            single_close(&rest[start..])?
        } else {
            let (_, close) = QUOTES.iter().find(|(open, _)| *open == c)?;
            rest[start..].find(*close)?
        };
        Some(from + start..from + start + end)
    })
}

/// Where a speech in single quotation marks ends: behind its last full stop or comma, for elsewhere the mark is an
/// apostrophe.
fn single_close(speech: &str) -> Option<usize> {
    speech.match_indices('’').map(|(at, _)| at).find(|&at| {
        let stopped = speech[..at].ends_with(['.', ',', '!', '?', '…', '—']);
        stopped && !speech[at + '’'.len_utf8()..].starts_with(char::is_alphanumeric)
    })
}

/// Whether what looks like a sentence of its own belongs to the one before.
fn belongs(before: &str, after: &str, verse: bool) -> bool {
    let first_letter = after.chars().find(|c| c.is_alphanumeric());
    let Some(first_letter) = first_letter else {
        return true;
    };
    // “He stopped—why?—and turned.”
    let aside = after.trim_start_matches('—');
    if first_letter.is_lowercase() && !verse && aside.starts_with(first_letter) {
        return true;
    }
    if TITLE.is_match(before)
        || LABEL.is_match(before) && NUMBER.is_match(after)
        || before.len() < 7 && ITEM.is_match(before)
    {
        return true;
    }
    if meridiem_joins(before, after) {
        return true;
    }
    if after.starts_with(|c: char| c.is_ascii_digit()) && PLACE.is_match(before) {
        return true;
    }
    let exclaimed = ["?”", "!”", "…”", "—”", "?\"", "!\"", "?’", "!’"]
        .iter()
        .any(|end| before.ends_with(end));
    exclaimed && ATTRIBUTION.is_match(after)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn split(text: &str) -> Vec<&str> {
        sentences(text, "en", false)
            .into_iter()
            .map(|range| &text[range])
            .collect()
    }

    #[test]
    fn speech_stays_with_its_speaker() {
        assert_eq!(
            split("“Where are you?” he asked. She did not answer."),
            ["“Where are you?” he asked.", "She did not answer."]
        );
        assert_eq!(
            split("“Stop!” I said. It was late."),
            ["“Stop!” I said.", "It was late."]
        );
        assert_eq!(
            split("“Never!” Mr. Darcy replied. “Not I.”"),
            ["“Never!” Mr. Darcy replied.", "“Not I.”"]
        );
        assert_eq!(split("“Stop!” The door closed."), ["“Stop!”", "The door closed."]);
    }

    #[test]
    fn speech_of_several_sentences_is_several() {
        assert_eq!(
            split("“I will not go. I said so before,” she said. He left."),
            ["“I will not go.", "I said so before,” she said.", "He left."]
        );
        assert_eq!(
            split("He wrote, \"I came. I saw.\" Then"),
            ["He wrote, \"I came.", "I saw.\"", "Then"]
        );
    }

    #[test]
    fn a_quotation_mark_stays_with_what_it_opens() {
        assert_eq!(
            split("crying \"Stetson!\n\"You who were there."),
            ["crying \"Stetson!", "\"You who were there."]
        );
    }

    #[test]
    fn abbreviations_do_not_end_sentences() {
        assert_eq!(
            split("Mr. Bennet met J. R. Smith at 5 p.m. He was late. See vol. ii. p. 3."),
            [
                "Mr. Bennet met J. R. Smith at 5 p.m.",
                "He was late.",
                "See vol. ii. p. 3."
            ]
        );
    }

    #[test]
    fn labels_stay_with_their_numbers() {
        for text in [
            "Data from refs. 12–14 and others.",
            "See also vol. XII, no. 3.",
            "See (pp. 3–4).",
        ] {
            assert_eq!(split(text), [text]);
        }
        assert_eq!(split("He ate the figs. She left."), ["He ate the figs.", "She left."]);
    }

    #[test]
    fn titles_stay_with_names() {
        for text in [
            "“Why are you not dancing?\u{2060}—Mr. Darcy is here.”",
            "“All right—St. Elmo is here.”",
        ] {
            assert!(split(text).iter().all(|sentence| !sentence.ends_with('.')), "{text}");
        }
    }

    #[test]
    fn the_table_of_sentences() {
        let table = include_str!("../../tests/data/sentences.tsv");
        let cases = table.lines().filter(|line| !line.starts_with('#'));
        for (printed, expected) in cases.filter_map(|line| line.split_once('\t')) {
            assert_eq!(split(printed).join(" | "), expected, "{printed}");
        }
    }

    #[test]
    fn nothing_is_lost() {
        for text in [
            "“",
            "a \"",
            "\" \"",
            "“a. b",
            "a.“b”. c",
            "…",
            "  ",
            "A\n\nb. C",
            "„Ja. Nein.“ Gut.",
        ] {
            let kept: String = split(text).concat().split_whitespace().collect();
            assert_eq!(kept, text.split_whitespace().collect::<String>(), "{text}");
        }
    }
}
