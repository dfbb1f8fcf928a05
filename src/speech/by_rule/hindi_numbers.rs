//! Hindi numbers as they are counted: in *sau*, *hazār*, *lākh* and *karoṛ*, with the words for signs.

use std::sync::LazyLock;

use regex::{Captures, Regex};

/// `text` with signs and large or broken numbers in words and figures that eSpeak NG reads right.
pub(super) fn in_words(text: &str) -> String {
    #[expect(clippy::expect_used, reason = "a constant pattern")]
    static NUMBER: LazyLock<Regex> = LazyLock::new(|| {
        let units: Vec<_> = UNITS.iter().map(|(written, _)| regex::escape(written)).collect();
        let endings: Vec<_> = ENDINGS.iter().map(|(written, _)| *written).collect();
        let pattern = format!(
            concat!(
                r"(?P<before>^|\s)?(?P<minus>[-−])?(?P<sign>[₹$€£]\s?)?(?P<whole>\d[\d,]*)(?:\.(?P<fraction>\d+))?",
                r"(?P<percent>\s?%)?(?:/(?P<parts>\d+))?(?:(?P<ending>{})(?P<end>[^\p{{L}}\p{{M}}]|$))?(?:\s?(?P<unit>{})(?P<after>[^\p{{L}}\p{{M}}]|$))?"
            ),
            endings.join("|"),
            units.join("|")
        );
        Regex::new(&pattern).expect("the pattern is constant")
    });
    let ascii: String = text
        .chars()
        .map(|symbol| ascii_digit(symbol).unwrap_or(symbol))
        .collect();
    NUMBER.replace_all(&ascii, number).into_owned()
}

/// Units as they are written, the longest first, and what they are called.
const UNITS: [(&str, &str); 14] = [
    ("km/h", "किलोमीटर प्रति घंटा"),
    ("किमी/घंटा", "किलोमीटर प्रति घंटा"),
    ("किमी", "किलोमीटर"),
    ("km", "किलोमीटर"),
    ("किग्रा", "किलोग्राम"),
    ("kg", "किलोग्राम"),
    ("सेमी", "सेंटीमीटर"),
    ("cm", "सेंटीमीटर"),
    ("मिमी", "मिलीमीटर"),
    ("mm", "मिलीमीटर"),
    ("°C", "डिग्री सेल्सियस"),
    ("मी", "मीटर"),
    ("m", "मीटर"),
    ("g", "ग्राम"),
];

/// The endings of ordinals written in figures, and what they are in a word.
const ENDINGS: [(&str, &str); 9] = [
    ("वीं", "वीं"),
    ("वें", "वें"),
    ("वाँ", "वाँ"),
    ("वां", "वाँ"),
    ("ला|रा|था|ठा", "ा"),
    ("ली|री|थी|ठी", "ी"),
    ("ले|रे|थे|ठे", "े"),
    ("वी", "वीं"),
    ("वा", "वाँ"),
];

/// The numbers whose ordinals are common, from 1: what an ordinal's ending is put to.
const STEMS: &str = "पहल दूसर तीसर चौथ पाँच छठ सात आठ नौ दस ग्यारह बारह तेरह चौदह पंद्रह सोलह सत्रह अठारह उन्नीस बीस इक्कीस";

/// *पहला*, *बीसवीं*; none for one that eSpeak NG has to count.
fn ordinal(number: usize, written: &str) -> Option<String> {
    let stem = STEMS.split(' ').nth(number.checked_sub(1)?)?;
    let (_, ending) = ENDINGS
        .iter()
        .find(|(forms, _)| forms.split('|').any(|form| form == written))?;
    let has_own = matches!(number, 1..=4 | 6);
    let ending = match (has_own, *ending) {
        (true, "वीं") => "ी",
        (true, "वें") => "े",
        (true, "वाँ") => "ा",
        (false, "ी") => "वीं",
        (false, "े") => "वें",
        (false, "ा") => "वाँ",
        (_, ending) => ending,
    };
    Some(format!("{stem}{ending}"))
}

/// The ASCII digit of a Devanagari one.
fn ascii_digit(symbol: char) -> Option<char> {
    char::from_digit((symbol as u32).checked_sub('०' as u32)?, 10)
}

fn number(found: &Captures) -> String {
    let part = |name: &str| found.name(name).map(|part| part.as_str());
    let digits: String = part("whole")
        .unwrap_or_default()
        .chars()
        .filter(char::is_ascii_digit)
        .collect();
    let before = part("before").unwrap_or_default();
    if let Some(ending) = part("ending") {
        let said = digits.parse().ok().and_then(|number| ordinal(number, ending));
        let end = part("end").unwrap_or_default();
        return format!("{before}{}{end}", said.unwrap_or_else(|| format!("{digits} {ending}")));
    }
    let coin = part("sign").map(|sign| match sign.trim() {
        "₹" => ("रुपये", "पैसे"),
        "$" => ("डॉलर", "सेंट"),
        "€" => ("यूरो", "सेंट"),
        _ => ("पाउंड", "पेंस"),
    });
    let mut said = match (digits.as_str(), part("parts")) {
        ("1", Some("2")) => "आधा".to_owned(),
        (_, Some("4")) => format!("{digits} चौथाई"),
        (_, Some("3")) => format!("{digits} तिहाई"),
        (_, Some(parts)) => format!("{digits} बटा {parts}"),
        (_, None) => digits.parse().map_or_else(|_| digits.clone(), counted),
    };
    match (part("fraction"), coin) {
        (Some(cents), Some((name, small))) if cents.len() == 2 => {
            let cents = cents.trim_start_matches('0');
            said = if cents.is_empty() {
                format!("{said} {name}")
            } else {
                format!("{said} {name} {cents} {small}")
            };
        }
        (fraction, coin) => {
            if let Some(fraction) = fraction {
                let figures: Vec<String> = fraction.chars().map(String::from).collect();
                said = format!("{said} दशमलव {}", figures.join(" "));
            }
            if let Some((name, _)) = coin {
                said = format!("{said} {name}");
            }
        }
    }
    if part("percent").is_some() {
        said.push_str(" प्रतिशत");
    }
    let unit = UNITS.iter().find(|(written, _)| part("unit") == Some(written));
    if let Some((_, name)) = unit {
        said = format!("{said} {name}{}", part("after").unwrap_or_default());
    }
    // Between two numbers it is no minus.
    match part("minus") {
        Some(_) if found.name("before").is_some() => format!("{before}माइनस {said}"),
        Some(minus) => format!("{before}{minus}{said}"),
        None => before.to_owned() + &said,
    }
}

/// A whole number by *lākh* (100 000) and *karoṛ* (10 000 000); smaller ones eSpeak NG counts itself.
fn counted(number: u64) -> String {
    let (size, name) = match number {
        0..100_000 => return number.to_string(),
        100_000..10_000_000 => (100_000, "लाख"),
        _ => (10_000_000, "करोड़"),
    };
    let rest = number % size;
    let head = format!("{} {name}", counted(number / size));
    if rest == 0 {
        head
    } else {
        format!("{head} {}", counted(rest))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signs_and_large_numbers() {
        for (text, words) in [
            ("25 %", "25 प्रतिशत"),
            ("₹1,50,000", "1 लाख 50000 रुपये"),
            ("1000000", "10 लाख"),
            ("3.14", "3 दशमलव 1 4"),
            ("१२", "12"),
            ("1/2 लीटर, 3/4, 2/5", "आधा लीटर, 3 चौथाई, 2 बटा 5"),
            ("₹12.50 और $100", "12 रुपये 50 पैसे और 100 डॉलर"),
            ("80 kg और 1.85 m", "80 किलोग्राम और 1 दशमलव 8 5 मीटर"),
            ("10 किमी, 20°C", "10 किलोमीटर, 20 डिग्री सेल्सियस"),
            ("-5 डिग्री", "माइनस 5 डिग्री"),
            ("20वीं सदी, 3री मंज़िल, 1ला, 5वां", "बीसवीं सदी, तीसरी मंज़िल, पहला, पाँचवाँ"),
            ("35वीं", "35 वीं"),
            ("5 मील", "5 मील"),
        ] {
            assert_eq!(in_words(text), words);
        }
    }
}
