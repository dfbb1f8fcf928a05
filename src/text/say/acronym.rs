//! Words in capitals: which are spelled (FBI), which are words (NASA), and which only shout (VERY).

use super::token::{Cursor, Kind, is_letter, one_of, same};

/// Said as words, though printed in capitals.
const WORDS: [&str; 44] = [
    "NASA", "NATO", "UNESCO", "UNICEF", "AIDS", "OPEC", "RADAR", "LASER", "SONAR", "SCUBA", "SWAT", "NAFTA", "FEMA",
    "OSHA", "POTUS", "SCOTUS", "FLOTUS", "GIF", "RAM", "ROM", "PIN", "SIM", "SARS", "COVID", "NORAD", "DARPA", "UKIP",
    "BAFTA", "ASBO", "TARDIS", "WASP", "SALT", "START", "ANZAC", "GESTAPO", "NAAFI", "RADA", "CERN", "BASIC", "COBOL",
    "AWOL", "NIMBY", "GULAG", "INTERPOL",
];

/// Spelled, though they could be said.
const SPELLED: [&str; 96] = [
    "AA", "ABA", "ABC", "AC", "ACLU", "AD", "ADHD", "AFAIK", "AI", "AIM", "AKA", "ALS", "AMA", "AOL", "AP", "APA",
    "API", "ASAP", "ATM", "ATV", "BA", "BCE", "CCTV", "CE", "CEO", "CFO", "CIA", "CIO", "COO", "CIO", "DA", "DIY",
    "DNA", "DOA", "EKG", "ECG", "EEC", "EEG", "EFL", "EPA", "ER", "ESL", "ESP", "ESPN", "EST", "ETA", "EU", "EUR",
    "EVA", "FAA", "FAQ", "FBI", "FDA", "GOP", "HIV", "IBM", "ICU", "ID", "IMF", "INS", "IOU", "IPA", "IPO", "IQ",
    "IRA", "IRS", "ISBN", "ITV", "IV", "LA", "LAPD", "LED", "MIT", "MIA", "MRI", "NAACP", "NGO", "OAP", "OCD", "OED",
    "OSS", "POW", "PTA", "QED", "RAF", "RNA", "SAS", "SOS", "TNA", "UAE", "UCLA", "UFO", "UN", "USA", "USSR", "VIP",
];

/// More that are spelled: the list goes on so that each line can be read.
const ALSO_SPELLED: [&str; 30] = [
    "URL", "USB", "USC", "UPS", "UV", "VAT", "YMCA", "YWCA", "RSPCA", "NYU", "ROTC", "RSVP", "RIP", "REM", "SUV", "UK",
    "UPI", "USAF", "USS", "HMS", "OBE", "CBE", "MBE", "DUI", "EMT", "GPA", "IUD", "MSG", "AOC", "TUC",
];

/// Two letters that are a word, and in capitals a loud one.
const SHORT_WORDS: [&str; 44] = [
    "AH", "AM", "AN", "AS", "AT", "AW", "AY", "BE", "BY", "DO", "EH", "GO", "HA", "HE", "HI", "HO", "IF", "IN", "IS",
    "IT", "LO", "MA", "ME", "MR", "MY", "NO", "OF", "OH", "ON", "OR", "OW", "OX", "PA", "SO", "TO", "UH", "UM", "UP",
    "US", "WE", "YE", "YO", "DR", "ST",
];

/// Letters said one by one: “F B I”.
///
/// A lone A before another word would be heard as the article, so there it is printed as an initial, “C I A. agent”,
/// which the phonemiser says as a letter.
pub(super) fn letters(word: &str, after: &Cursor<'_>) -> String {
    let more = after.kind() == Some(Kind::Space)
        && matches!(after.ahead(1).chars().next(), Some(c) if is_letter(c) || c.is_numeric());
    let mut said = String::with_capacity(word.len() * 2);
    let mut rest = word.chars().filter(|c| is_letter(*c)).peekable();
    while let Some(letter) = rest.next() {
        said.extend(letter.to_uppercase());
        if letter.eq_ignore_ascii_case(&'a') && (rest.peek().is_some() || more) {
            said.push('.');
        }
        if rest.peek().is_some() {
            said.push(' ');
        }
    }
    said
}

/// Degrees and other mixtures of capitals and small letters that are spelled.
pub(super) fn mixed(cursor: &mut Cursor<'_>) -> Option<String> {
    const MIXED: [(&str, &str); 16] = [
        ("PhD", "PHD"),
        ("DPhil", "D Phil"),
        ("MSc", "MSC"),
        ("BSc", "BSC"),
        ("MPhil", "M Phil"),
        ("LLB", "LLB"),
        ("kHz", "kilohertz"),
        ("Ok", "okay"),
        ("OK", "okay"),
        ("PhDs", "PHD's"),
        ("WWI", "World War one"),
        ("WWII", "World War two"),
        ("WWIII", "World War three"),
        ("O.K", "okay"),
        ("TVs", "TV's"),
        ("IDs", "ID's"),
    ];
    let word = cursor.word()?;
    let (base, possessive) = word.strip_suffix("'s").map_or((word, ""), |base| (base, "'s"));
    if base == "WW" && cursor.kind() == Some(Kind::Digits) {
        return Some("World War".to_owned());
    }
    let (_, said) = MIXED.iter().find(|(written, _)| *written == base)?;
    let said = match said.strip_suffix("'s") {
        Some(singular) => letters(singular, cursor) + "'s",
        None if said.chars().all(char::is_uppercase) => letters(said, cursor),
        None => (*said).to_owned(),
    };
    Some(said + possessive)
}

/// A word in capitals.
pub(super) fn capitals(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word()?;
    let (base, ending) = split_ending(word);
    let count = base.chars().count();
    if count < 2 || base.chars().any(|c| c.is_lowercase() || !(is_letter(c) || c == '\'')) {
        return None;
    }
    let beside_ampersand = before.behind(1) == "&" || cursor.text() == "&";
    if is_spelled(base, ending, &before, *cursor) || beside_ampersand && count < 4 {
        let spelled = if ending.is_empty() {
            letters(base, cursor)
        } else {
            letters(base, &end_of(cursor))
        };
        return Some(format!("{spelled}{}", if ending.is_empty() { "" } else { "'s" }));
    }
    if WORDS.contains(&base) && !before.page.shouting {
        return Some(format!("{base}{}", ending.to_lowercase()));
    }
    Some(quiet(word, &before, shouts_beside(&before, *cursor)))
}

/// A cursor behind everything.
fn end_of<'p>(cursor: &Cursor<'p>) -> Cursor<'p> {
    Cursor {
        at: cursor.page.tokens.len(),
        ..*cursor
    }
}

/// FBI and its plural or possessive ending: CEOs, MP's.
fn split_ending(word: &str) -> (&str, &str) {
    for ending in ["'s", "'S", "s"] {
        if let Some(base) = word
            .strip_suffix(ending)
            .filter(|b| b.chars().count() > 1 && b.chars().all(char::is_uppercase))
        {
            return (base, ending);
        }
    }
    (word, "")
}

fn is_spelled(base: &str, ending: &str, before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let figures = before.token_behind(1).is_some_and(|t| t.kind == Kind::Digits) || after.kind() == Some(Kind::Digits);
    let chemical = figures && base.len() < 4;
    let listed = chemical || SPELLED.contains(&base) || ALSO_SPELLED.contains(&base);
    let loud = before.page.shouting || shouts_beside(before, after);
    if WORDS.contains(&base) || base.contains('\'') {
        return false;
    }
    if ending == "s" && !before.page.shouting {
        return true;
    }
    match base {
        "US" => !loud && !is_loud_us(before, after),
        "WHO" => !loud && same(before.word_before(), "the"),
        "IT" => {
            !loud
                && one_of(
                    after.next_word(),
                    &[
                        "department",
                        "support",
                        "guy",
                        "system",
                        "systems",
                        "manager",
                        "consultant",
                        "team",
                    ],
                )
        }
        "LA" | "DA" | "MIA" | "EVA" | "AIM" | "LED" | "INS" | "START" | "REM" | "RAM" | "UN" | "EST" | "IRA"
        | "COO"
            if loud =>
        {
            false
        }
        _ if listed => true,
        _ if SHORT_WORDS.contains(&base) => false,
        _ if base.chars().count() == 2 => !loud || !sayable(base),
        _ => !sayable(base),
    }
}

/// Whether capitals, taken by themselves, are surely a word to be said.
pub(super) fn is_word(capitals: &str) -> bool {
    let spelled = SPELLED.contains(&capitals) || ALSO_SPELLED.contains(&capitals);
    WORDS.contains(&capitals) || !spelled && has_vowel(capitals) && begins_and_ends_well(capitals)
}

/// Whether a neighbour is a loud word too, so that both only shout: “WHO IS IT”.
fn shouts_beside(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    let loud = |word: &str| {
        let letters = word.chars().filter(|c| is_letter(*c)).count();
        letters > 1
            && !word.contains(char::is_lowercase)
            && !SPELLED.contains(&word)
            && !ALSO_SPELLED.contains(&word)
            && !WORDS.contains(&word)
            && (sayable(word) || letters > 4)
            && super::roman::value(word).is_none()
    };
    loud(before.word_before()) || loud(after.next_word())
}

/// Whether “US” is no country but a loud “us”: “Give it to US!”
fn is_loud_us(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const BEFORE: [&str; 12] = [
        "to", "for", "with", "of", "let", "at", "by", "on", "give", "tell", "about", "between",
    ];
    let ends = after.next_word().is_empty() && after.kind() != Some(Kind::Space);
    one_of(before.word_before(), &BEFORE) && ends || before.word_before().is_empty() && ends
}

/// Whether an English mouth can say it: a vowel, and, in a short word, no group of consonants that no word begins or
/// ends with.
fn sayable(capitals: &str) -> bool {
    has_vowel(capitals) && (capitals.chars().count() > 4 || begins_and_ends_well(capitals))
}

/// Whether words begin and end as this one does.
fn begins_and_ends_well(capitals: &str) -> bool {
    const ONSETS: [&str; 38] = [
        "BL", "BR", "CH", "CL", "CR", "DR", "DW", "FL", "FR", "GH", "GL", "GN", "GR", "KN", "KR", "PH", "PL", "PR",
        "PS", "QU", "RH", "SC", "SH", "SK", "SL", "SM", "SN", "SP", "SQ", "ST", "SW", "TH", "TR", "TW", "WH", "WR",
        "SHR", "THR",
    ];
    const CODAS: [&str; 58] = [
        "BS", "CH", "CK", "CT", "DD", "DS", "FF", "FS", "FT", "GG", "GH", "GS", "HN", "KS", "LD", "LF", "LK", "LL",
        "LM", "LP", "LS", "LT", "LZ", "MB", "MN", "MP", "MS", "ND", "NG", "NK", "NN", "NS", "NT", "NX", "PH", "PS",
        "PT", "RB", "RC", "RD", "RF", "RG", "RK", "RL", "RM", "RN", "RP", "RS", "RT", "RX", "SH", "SK", "SP", "SS",
        "ST", "TH", "TS", "TT",
    ];
    let (Some(first), Some(last)) = (capitals.find(is_vowel), capitals.rfind(is_vowel)) else {
        return false;
    };
    let onset = &capitals[..first];
    let coda = capitals[last..].trim_start_matches(is_vowel);
    (onset.len() < 2 || ONSETS.contains(&onset)) && (coda.len() < 2 || CODAS.contains(&coda))
}

fn is_vowel(c: char) -> bool {
    !c.is_ascii() || matches!(c, 'A' | 'E' | 'I' | 'O' | 'U' | 'Y')
}

fn has_vowel(capitals: &str) -> bool {
    capitals.contains(is_vowel)
}

/// A loud word, said like any other: small letters, with a capital where a title, a name of several words or a sentence
/// has one.
fn quiet(word: &str, before: &Cursor<'_>, beside_capitals: bool) -> String {
    const SMALL: [&str; 22] = [
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "the", "to",
        "upon", "with", "is", "was", "it",
    ];
    let lower = word.to_lowercase();
    if lower == "i" || lower.starts_with("i'") {
        return format!("I{}", lower.get(1..).unwrap_or_default());
    }
    let titled = if before.page.shouting {
        before.page.heading
    } else {
        beside_capitals
    };
    let title = titled && !SMALL.contains(&lower.as_str());
    if title || before.starts_sentence() {
        capitalized(&lower)
    } else {
        lower
    }
}

/// “Darcy”, “O'Hara”
fn capitalized(lower: &str) -> String {
    let after_apostrophe = lower.starts_with("o'") || lower.starts_with("d'");
    let mut said = String::with_capacity(lower.len());
    for (at, letter) in lower.chars().enumerate() {
        if at == 0 || at == 2 && after_apostrophe {
            said.extend(letter.to_uppercase());
        } else {
            said.push(letter);
        }
    }
    said
}
