//! Words in capitals: which are spelled (FBI), which are words (NASA), and which only shout (VERY).

use super::token::{Cursor, Kind, is_letter, one_of};

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
    "DNA", "DOA", "EKG", "ECG", "EEC", "EEG", "EFL", "EPA", "EPUB", "ER", "ESL", "ESP", "ESPN", "EST", "ETA", "EU",
    "EUR", "EVA", "FAA", "FAQ", "FBI", "FDA", "GOP", "HIV", "IBM", "ICU", "ID", "IMF", "INS", "IOU", "IPA", "IPO",
    "IQ", "IRA", "IRS", "ISBN", "ITV", "IV", "LA", "LAPD", "LED", "MIT", "MIA", "MRI", "NAACP", "NGO", "OAP", "OCD",
    "OED", "OSS", "POW", "PTA", "RAF", "RNA", "SAS", "SOS", "TNA", "UAE", "UCLA", "UFO", "UN", "USA", "USSR", "VIP",
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
    const MIXED: [(&str, &str); 12] = [
        ("PhD", "PHD"),
        ("DPhil", "D Phil"),
        ("MSc", "MSC"),
        ("BSc", "BSC"),
        ("MPhil", "M Phil"),
        ("LLB", "LLB"),
        ("kHz", "kilohertz"),
        ("Ok", "okay"),
        ("OK", "okay"),
        ("O.K", "okay"),
        ("TVs", "TV's"),
        ("IDs", "ID's"),
    ];
    let word = cursor.word()?;
    let (base, possessive) = word.strip_suffix("'s").map_or((word, ""), |base| (base, "'s"));
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
    Some(quiet(word, &before))
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
    let chemical = after.kind() == Some(Kind::Digits) && base.len() < 4;
    let listed = chemical || SPELLED.contains(&base) || ALSO_SPELLED.contains(&base);
    let loud = before.page.shouting || shouts_beside(before, after);
    if WORDS.contains(&base) || base.contains('\'') {
        return false;
    }
    if ending == "s" && !before.page.shouting {
        return true;
    }
    match base {
        "US" => !loud && is_country(before, after),
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

/// Whether capitals, taken by themselves, are a word to be said.
pub(super) fn is_word(capitals: &str) -> bool {
    let spelled = SPELLED.contains(&capitals) || ALSO_SPELLED.contains(&capitals);
    WORDS.contains(&capitals) || !spelled && sayable(capitals)
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

/// Whether “US” is the country and not a loud “us”.
fn is_country(before: &Cursor<'_>, after: Cursor<'_>) -> bool {
    const BEFORE: [&str; 6] = ["the", "in", "a", "from", "across", "and"];
    one_of(before.word_before(), &BEFORE)
        || after.sees_capital_word()
        || one_of(
            after.next_word(),
            &[
                "president",
                "government",
                "troops",
                "army",
                "dollars",
                "citizens",
                "forces",
                "soldiers",
            ],
        )
}

/// Whether an English mouth can say it: a vowel, and no group of consonants that no word begins or ends with.
fn sayable(word: &str) -> bool {
    const ONSETS: [&str; 48] = [
        "bl", "br", "ch", "cl", "cr", "dr", "dw", "fl", "fr", "gh", "gl", "gn", "gr", "kh", "kl", "kn", "kr", "ph",
        "pl", "pr", "ps", "qu", "rh", "sc", "sch", "scr", "sh", "shr", "sk", "sl", "sm", "sn", "sp", "sph", "spl",
        "spr", "sq", "st", "str", "sw", "th", "thr", "tr", "tw", "wh", "wr", "mc", "ts",
    ];
    const BAD_ENDINGS: [char; 4] = ['j', 'q', 'v', 'h'];
    let lower = word.to_lowercase();
    let is_vowel = |c: char| !c.is_ascii() || matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
    let Some(first_vowel) = lower.find(is_vowel) else {
        return false;
    };
    let onset = &lower[..first_vowel];
    if onset.chars().count() > 1 && !ONSETS.contains(&onset) {
        return false;
    }
    let coda: String = lower
        .chars()
        .rev()
        .take_while(|c| !is_vowel(*c))
        .collect::<Vec<_>>()
        .into_iter()
        .rev()
        .collect();
    if lower.chars().count() < 5 && coda.chars().count() > 1 {
        return is_coda(&coda);
    }
    !(lower.chars().count() < 5 && lower.ends_with(BAD_ENDINGS) && !lower.ends_with(['h']))
}

/// Whether English words end with these consonants.
fn is_coda(coda: &str) -> bool {
    const CODAS: [&str; 68] = [
        "bs", "ch", "ck", "cks", "cs", "ct", "cts", "ds", "ff", "ffs", "ft", "fts", "gh", "ght", "gs", "ks", "lb",
        "ld", "lds", "lf", "lk", "lks", "ll", "lls", "lm", "lms", "lp", "lps", "lt", "lts", "mb", "mbs", "mm", "mn",
        "mp", "mps", "ms", "nd", "nds", "ng", "ngs", "nk", "nks", "nn", "ns", "nt", "nts", "nth", "ph", "ps", "pt",
        "rb", "rd", "rds", "rk", "rl", "rm", "rn", "rns", "rp", "rs", "rst", "rt", "rts", "rth", "sh", "sk", "sp",
    ];
    const MORE: [&str; 16] = [
        "ss", "st", "sts", "th", "ths", "tch", "ts", "tt", "tts", "ws", "wn", "wl", "rf", "dd", "gg", "zz",
    ];
    CODAS.contains(&coda) || MORE.contains(&coda)
}

/// A loud word, said like any other: small letters, with a capital where a title or a sentence has one.
fn quiet(word: &str, before: &Cursor<'_>) -> String {
    const SMALL: [&str; 22] = [
        "a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "nor", "of", "on", "or", "the", "to",
        "upon", "with", "is", "was", "it",
    ];
    let lower = word.to_lowercase();
    if lower == "i" || lower.starts_with("i'") {
        return format!("I{}", lower.get(1..).unwrap_or_default());
    }
    let title = before.page.shouting && before.page.heading && !SMALL.contains(&lower.as_str());
    if title || before.starts_sentence() {
        capitalized(&lower)
    } else {
        lower
    }
}

fn capitalized(lower: &str) -> String {
    let mut letters = lower.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}
