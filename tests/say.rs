//! How texts are said, through the public interface: a table of cases, laws over random text, and what the phonemiser
//! makes of the result.

use lector::text::say::{Dialect, Said, SayOptions, Urls, say};
use misaki_rs::{G2P, Language};
use proptest::prelude::*;

/// The cases: for whom, what is printed, what is said.
const CASES: &str = include_str!("data/say.tsv");

/// A line of the table.
struct Case {
    line: usize,
    printed: &'static str,
    expected: &'static str,
    readings: Vec<SayOptions>,
}

fn cases() -> Vec<Case> {
    let lines = CASES
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    lines
        .map(|(at, line)| {
            let columns: Vec<&str> = line.split('\t').collect();
            let [column, printed, expected] = columns[..] else {
                panic!("line {} has no three columns", at + 1)
            };
            Case {
                line: at + 1,
                printed,
                expected,
                readings: readings(column),
            }
        })
        .collect()
}

/// The dialects and the form a case is for, from its first column: `us`, `gb` or `both`, and perhaps `heading`.
fn readings(column: &str) -> Vec<SayOptions> {
    let heading = column.ends_with("heading");
    let dialects: &[Dialect] = match column.split(' ').next() {
        Some("us") => &[Dialect::Us],
        Some("gb") => &[Dialect::Gb],
        Some("both") => &[Dialect::Us, Dialect::Gb],
        other => panic!("no such dialect in the table of cases: {other:?}"),
    };
    dialects
        .iter()
        .map(|dialect| SayOptions {
            dialect: *dialect,
            heading,
            ..SayOptions::default()
        })
        .collect()
}

#[test]
fn the_table_of_cases() {
    let mut failures = Vec::new();
    for case in cases() {
        for options in case.readings {
            let spoken = say(case.printed, &options).spoken;
            if spoken != case.expected {
                let Case {
                    line,
                    printed,
                    expected,
                    ..
                } = case;
                let dialect = options.dialect;
                failures.push(format!(
                    "{line}: {dialect:?} {printed}\n    said     {spoken}\n    expected {expected}"
                ));
            }
        }
    }
    assert!(
        failures.is_empty(),
        "{} cases fail:\n{}",
        failures.len(),
        failures.join("\n")
    );
}

#[test]
fn what_is_said_is_said_the_same_again() {
    let changed: Vec<String> = cases()
        .iter()
        .flat_map(|case| {
            case.readings
                .iter()
                .map(|options| (case.line, say(case.printed, options).spoken, options))
        })
        .map(|(line, once, options)| (line, say(&once, options).spoken, once))
        .filter(|(_, twice, once)| twice != once)
        .map(|(line, twice, once)| format!("{line}: {once} → {twice}"))
        .collect();
    assert!(
        changed.is_empty(),
        "{} change when said again:\n{}",
        changed.len(),
        changed.join("\n")
    );
}

#[test]
fn addresses_are_left_out_when_asked() {
    let options = SayOptions {
        urls: Urls::LeaveOut,
        ..SayOptions::default()
    };
    assert_eq!(
        say("See https://www.example.org/a for more.", &options).spoken,
        "See for more."
    );
    assert_eq!(
        say("Write to jane@example.com, please.", &options).spoken,
        "Write to, please."
    );
}

#[test]
fn spans_lead_from_words_to_where_they_stand() {
    let shown = "Mr. Darcy paid £5 in 1813\u{a0}— wasn’t it?";
    let said = say(
        shown,
        &SayOptions {
            dialect: Dialect::Gb,
            ..SayOptions::default()
        },
    );
    assert_eq!(
        said.spoken,
        "mister Darcy paid five pounds in eighteen thirteen — wasn't it?"
    );
    let pairs: Vec<(&str, &str)> = said
        .spans
        .iter()
        .map(|span| (&shown[span.shown.clone()], &said.spoken[span.spoken.clone()]))
        .filter(|(_, spoken)| spoken.chars().any(char::is_alphabetic))
        .collect();
    let expected = [
        ("Mr.", "mister"),
        ("Darcy", "Darcy"),
        ("paid", "paid"),
        ("£5", "five pounds"),
        ("in", "in"),
        ("1813", "eighteen thirteen"),
        ("wasn’t", "wasn't"),
        ("it", "it"),
    ];
    assert_eq!(pairs, expected);
}

/// What must hold of any text.
fn check(shown: &str, said: &Said) -> Result<(), TestCaseError> {
    let (mut shown_end, mut spoken_end) = (0, 0);
    for span in &said.spans {
        prop_assert_eq!(span.shown.start, shown_end);
        prop_assert_eq!(span.spoken.start, spoken_end);
        prop_assert!(
            shown.get(span.shown.clone()).is_some(),
            "{:?} cuts a character of {:?}",
            span,
            shown
        );
        prop_assert!(
            said.spoken.get(span.spoken.clone()).is_some(),
            "{:?} cuts a character of {:?}",
            span,
            said.spoken
        );
        (shown_end, spoken_end) = (span.shown.end, span.spoken.end);
    }
    prop_assert_eq!(shown_end, shown.len());
    prop_assert_eq!(spoken_end, said.spoken.len());
    prop_assert!(
        said.spoken.chars().all(is_sayable),
        "{:?} in {:?}",
        said.spoken.chars().find(|c| !is_sayable(*c)),
        said.spoken
    );
    prop_assert!(!said.spoken.contains("  "), "{:?}", said.spoken);
    prop_assert_eq!(said.spoken.trim(), &said.spoken);
    Ok(())
}

fn is_sayable(c: char) -> bool {
    let letter = c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c);
    letter
        || matches!(
            c,
            ' ' | '\'' | '-' | '.' | ',' | ';' | ':' | '!' | '?' | '—' | '…' | '“' | '”' | '(' | ')'
        )
}

/// Text as it might be printed: words, figures and marks of all the kinds the rules know, in any order.
fn printed() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        prop::sample::select(vec![
            "the",
            "He",
            "Mr.",
            "St.",
            "No.",
            "p.",
            "vol.",
            "Chapter",
            "Henry",
            "King",
            "and",
            "I",
            "V",
            "XIV",
            "iv",
            "am",
            "March",
            "Jan.",
            "a.m.",
            "p.m.",
            "o'clock",
            "BC",
            "FBI",
            "VERY",
            "U.S.A.",
            "e.g.",
            "etc.",
            "www.example.com",
            "a@b.org",
            "km",
            "lbs",
            "ft",
            "in",
            "s",
            "d",
            "th",
            "st",
            "million",
            "John",
            "’tis",
            "boys’",
            "word-",
            "_it_",
            "*no*",
        ])
        .prop_map(str::to_owned),
        "[0-9]{1,5}",
        prop::sample::select(vec![
            " ", " ", " ", ".", ",", ":", "-", "–", "—", "/", "'", "’", "‘", "\"", "“", "”", "(", ")", "$", "£", "%",
            "°", "½", "²", "&", "#", "§", "+", "=", "x", "×", "[", "]", "…", "\u{ad}", "\u{a0}", "\u{200b}", "\n", "é",
            "ﬁ", "\u{301}", "?", "!", ";",
        ])
        .prop_map(str::to_owned),
    ];
    prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
}

fn any_options() -> impl Strategy<Value = SayOptions> {
    (any::<bool>(), any::<bool>(), any::<bool>()).prop_map(|(british, short, heading)| SayOptions {
        dialect: if british { Dialect::Gb } else { Dialect::Us },
        urls: if short { Urls::Short } else { Urls::LeaveOut },
        heading,
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn any_text_is_said_in_sayable_characters_with_whole_spans(shown in any::<String>(), options in any_options()) {
        check(&shown, &say(&shown, &options))?;
    }

    #[test]
    fn printed_text_is_said_in_sayable_characters_with_whole_spans(shown in printed(), options in any_options()) {
        check(&shown, &say(&shown, &options))?;
    }

    #[test]
    fn plain_words_are_left_alone(words in prop::collection::vec("[a-z]{2,9}", 1..12)) {
        let text = words.join(" ");
        // Words that are numerals or abbreviations by chance are none of this law's.
        let plain = words.iter().all(|w| !w.bytes().all(|b| b"ivxlcdm".contains(&b)) && !ABBREVIATED.contains(&w.as_str()));
        prop_assume!(plain);
        prop_assert_eq!(say(&text, &SayOptions::default()).spoken, text);
    }
}

/// Short words that say something else even without a full stop.
const ABBREVIATED: [&str; 18] = [
    "vs", "ie", "eg", "etc", "viz", "jr", "sr", "snr", "jnr", "esq", "ltd", "inc", "bros", "govt", "dept", "approx",
    "pdr", "pdrs",
];

/// Letters are said as letters: what the phonemiser makes of initials and acronyms is their letters' names.
#[test]
fn the_phonemiser_says_letters_as_letters() {
    for (language, dialect) in [(Language::EnglishUS, Dialect::Us), (Language::EnglishGB, Dialect::Gb)] {
        let phonemiser = G2P::new(language);
        let options = SayOptions {
            dialect,
            ..SayOptions::default()
        };
        let phonemes = |printed: &str| phonemiser.g2p(&say(printed, &options).spoken).unwrap().0;
        for printed in [
            "at 7 a.m. on Sunday",
            "A. E. Smith",
            "the C.I.A. man",
            "the USA today",
            "by A. Smith",
        ] {
            assert!(phonemes(printed).contains("ˈA"), "{printed}: {}", phonemes(printed));
            assert!(!phonemes(printed).contains('ɐ'), "{printed}: {}", phonemes(printed));
        }
        assert!(
            phonemes("the FBI man").contains("ˈɛf bˈi"),
            "{}",
            phonemes("the FBI man")
        );
        assert!(
            phonemes("J. R. Smith").starts_with("ʤˈA ˈɑ"),
            "{}",
            phonemes("J. R. Smith")
        );
    }
}

/// No word that the rules put into a text is unknown to the phonemiser, except the few it leaves to its fallback.
#[test]
fn the_phonemiser_knows_the_words_that_are_put_in() {
    let us = G2P::new(Language::EnglishUS);
    let gb = G2P::new(Language::EnglishGB);
    for printed in [
        "12,345,678",
        "the 30th of Feb. 1999",
        "Mr. and Mrs. Smith",
        "£3 4s. 2d.",
        "5'10\"",
        "20°C",
        "Dr. Jones, Jr.",
    ] {
        for (phonemiser, dialect) in [(&us, Dialect::Us), (&gb, Dialect::Gb)] {
            let spoken = say(
                printed,
                &SayOptions {
                    dialect,
                    ..SayOptions::default()
                },
            )
            .spoken;
            let phonemes = phonemiser.g2p(&spoken).unwrap().0;
            assert!(!phonemes.contains('❓'), "{spoken}: {phonemes}");
        }
    }
}
