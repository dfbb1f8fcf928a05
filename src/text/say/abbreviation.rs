//! Abbreviations, by what stands around them: Dr. Smith and Oak Dr., St. James and Main St., No. 5 and “No.”

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Dialect;
use super::acronym;
use super::roman;
use super::token::{Cursor, Kind, one_of, same};

/// Before a name. The second column is said; with a star the full stop must be there, for the letters alone could be a
/// word or a name.
const TITLES: [(&str, &str); 66] = [
    ("Mr", "mister"),
    ("Mrs", "missus"),
    ("Ms", "miz"),
    ("Dr", "doctor"),
    ("Drs", "doctors"),
    ("Messrs", "messieurs"),
    ("Mme", "madame"),
    ("Mmes", "mesdames"),
    ("Mlle", "mademoiselle"),
    ("Mlles", "mesdemoiselles"),
    ("Mgr", "monsignor"),
    ("Msgr", "monsignor"),
    ("Prof", "professor"),
    ("Profs", "professors"),
    ("Rev", "reverend"),
    ("Revd", "reverend"),
    ("Revs", "reverends"),
    ("Hon", "honourable"),
    ("Rt", "right"),
    ("Capt", "captain"),
    ("Col", "colonel"),
    ("Lieut", "lieutenant"),
    ("Lt", "lieutenant"),
    ("Maj", "major"),
    ("Brig", "brigadier"),
    ("Sgt", "sergeant"),
    ("Sergt", "sergeant"),
    ("Serjt", "sergeant"),
    ("Cpl", "corporal"),
    ("Pte", "private"),
    ("Pvt", "private"),
    ("Cmdr", "commander"),
    ("Comdr", "commander"),
    ("Adm", "admiral"),
    ("Supt", "superintendent"),
    ("Insp", "inspector"),
    ("Wm", "William"),
    ("Geo", "George"),
    ("Chas", "Charles"),
    ("Thos", "Thomas"),
    ("Jas", "James"),
    ("Jno", "John"),
    ("Robt", "Robert"),
    ("Edwd", "Edward"),
    ("Saml", "Samuel"),
    ("Richd", "Richard"),
    ("Benj", "Benjamin"),
    ("Mt", "mount"),
    ("Ste", "saint"),
    ("Gen*", "general"),
    ("Com*", "commodore"),
    ("Gov*", "governor"),
    ("Sen*", "senator"),
    ("Rep*", "representative"),
    ("Pres*", "president"),
    ("Sec", "secretary"),
    ("Ald", "alderman"),
    ("Br*", "brother"),
    ("Pfc", "private first class"),
    ("Dir*", "director"),
    ("Det*", "detective"),
    ("Fr*", "father"),
    ("Bro*", "brother"),
    ("Ft*", "fort"),
    ("Bp*", "bishop"),
    ("Abp*", "archbishop"),
];

/// With their full stop, anywhere. Most are written in small letters; a capital at a sentence's beginning is the same.
const PLAIN: [(&str, &str); 70] = [
    ("etc", "et cetera"),
    ("viz", "namely"),
    ("cf", "compare"),
    ("vs", "versus"),
    ("ibid", "ibid"),
    ("al", "al"),
    ("op", "op"),
    ("cit", "cit"),
    ("seq", "seq"),
    ("ca", "circa"),
    ("approx", "approximately"),
    ("abt", "about"),
    ("acct", "account"),
    ("addn", "addition"),
    ("amt", "amount"),
    ("assn", "association"),
    ("assoc", "association"),
    ("asst", "assistant"),
    ("bldg", "building"),
    ("dept", "department"),
    ("depts", "departments"),
    ("diam", "diameter"),
    ("dist", "district"),
    ("doz", "dozen"),
    ("encycl", "encyclopaedia"),
    ("eng", "English"),
    ("esp", "especially"),
    ("govt", "government"),
    ("hosp", "hospital"),
    ("incl", "including"),
    ("introd", "introduction"),
    ("lib", "library"),
    ("max", "maximum"),
    ("memo", "memo"),
    ("mfg", "manufacturing"),
    ("misc", "miscellaneous"),
    ("ms", "manuscript"),
    ("mss", "manuscripts"),
    ("obdt", "obedient"),
    ("orig", "originally"),
    ("pref", "preface"),
    ("prob", "probably"),
    ("pseud", "pseudonym"),
    ("recd", "received"),
    ("servt", "servant"),
    ("sqq", "and following"),
    ("ff", "and following"),
    ("subj", "subject"),
    ("tel", "telephone"),
    ("transl", "translated"),
    ("gov't", "government"),
    ("int'l", "international"),
    ("nat'l", "national"),
    ("dep't", "department"),
    ("ass'n", "association"),
    ("cont'd", "continued"),
    ("univ", "university"),
    ("yrs", "yours"),
    ("esq", "esquire"),
    ("esqr", "esquire"),
    ("bart", "baronet"),
    ("jr", "junior"),
    ("jun", "junior"),
    ("jnr", "junior"),
    ("sr", "senior"),
    ("snr", "senior"),
    ("bros", "brothers"),
    ("ltd", "limited"),
    ("inc", "incorporated"),
    ("mts", "mountains"),
];

/// The few of them that are as plain without their full stop.
const WITHOUT_STOP: [&str; 20] = [
    "gov't", "int'l", "nat'l", "dep't", "ass'n", "cont'd", "etc", "viz", "vs", "jr", "jnr", "sr", "snr", "esq", "ltd",
    "inc", "bros", "govt", "dept", "approx",
];

/// Before a number. With a star the full stop must be there.
const LABELS: [(&str, &str); 53] = [
    ("No", "number"),
    ("Nos", "numbers"),
    ("no*", "number"),
    ("nos*", "numbers"),
    ("p*", "page"),
    ("pp", "pages"),
    ("pg", "page"),
    ("vol", "volume"),
    ("vols", "volumes"),
    ("ch*", "chapter"),
    ("chap*", "chapter"),
    ("chaps*", "chapters"),
    ("chs*", "chapters"),
    ("cap*", "chapter"),
    ("fig", "figure"),
    ("figs", "figures"),
    ("sec*", "section"),
    ("sect*", "section"),
    ("secs*", "sections"),
    ("art*", "article"),
    ("arts*", "articles"),
    ("par*", "paragraph"),
    ("para*", "paragraph"),
    ("bk*", "book"),
    ("bks*", "books"),
    ("pt*", "part"),
    ("pts*", "parts"),
    ("sc*", "scene"),
    ("pl*", "plate"),
    ("pls*", "plates"),
    ("l*", "line"),
    ("ll*", "lines"),
    ("v*", "verse"),
    ("vv*", "verses"),
    ("n*", "note"),
    ("nn*", "notes"),
    ("col*", "column"),
    ("cols*", "columns"),
    ("app*", "appendix"),
    ("ep*", "episode"),
    ("ser*", "series"),
    ("op*", "opus"),
    ("ex*", "example"),
    ("ext*", "extension"),
    ("apt*", "apartment"),
    ("rm*", "room"),
    ("lat*", "latitude"),
    ("long*", "longitude"),
    ("lon*", "longitude"),
    ("tel", "telephone"),
    ("mk", "mark"),
    ("eq*", "equation"),
    ("eqs*", "equations"),
];

/// Before a year.
const BEFORE_YEAR: [(&str, &str); 7] = [
    ("c", "circa"),
    ("ca", "circa"),
    ("cir", "circa"),
    ("b", "born"),
    ("d", "died"),
    ("fl", "flourished"),
    ("r", "reigned"),
];

/// Behind a name, with a capital.
const STREETS: [(&str, &str); 16] = [
    ("St", "street"),
    ("Dr", "drive"),
    ("Ave", "avenue"),
    ("Av", "avenue"),
    ("Rd", "road"),
    ("Blvd", "boulevard"),
    ("Ln", "lane"),
    ("Pl", "place"),
    ("Sq", "square"),
    ("Ct", "court"),
    ("Terr", "terrace"),
    ("Cres", "crescent"),
    ("Hwy", "highway"),
    ("Pkwy", "parkway"),
    ("Bldg", "building"),
    ("Mts", "mountains"),
];

/// Whose “St.” is never a street, even behind a name with a capital.
const SAINTS: [&str; 60] = [
    "james",
    "john",
    "paul",
    "peter",
    "mary",
    "george",
    "andrew",
    "andrews",
    "louis",
    "petersburg",
    "helens",
    "helena",
    "clair",
    "lawrence",
    "patrick",
    "david",
    "albans",
    "ives",
    "michael",
    "thomas",
    "stephen",
    "francis",
    "augustine",
    "joseph",
    "anne",
    "ann",
    "margaret",
    "catherine",
    "vincent",
    "kitts",
    "lucia",
    "moritz",
    "tropez",
    "germain",
    "pancras",
    "giles",
    "clement",
    "bride",
    "bartholomew",
    "jude",
    "nicholas",
    "mark",
    "luke",
    "matthew",
    "bernard",
    "denis",
    "martin",
    "simon",
    "elmo",
    "cloud",
    "antoine",
    "ignatius",
    "edmunds",
    "leonards",
    "austell",
    "neots",
    "asaph",
    "ann's",
    "paul's",
    "james's",
];

/// American states behind a comma.
const STATES: [(&str, &str); 40] = [
    ("Ala", "Alabama"),
    ("Ariz", "Arizona"),
    ("Ark", "Arkansas"),
    ("Cal", "California"),
    ("Calif", "California"),
    ("Col", "Colorado"),
    ("Colo", "Colorado"),
    ("Conn", "Connecticut"),
    ("Del", "Delaware"),
    ("Fla", "Florida"),
    ("Ga", "Georgia"),
    ("Ill", "Illinois"),
    ("Ind", "Indiana"),
    ("Kan", "Kansas"),
    ("Kans", "Kansas"),
    ("Ky", "Kentucky"),
    ("La", "Louisiana"),
    ("Mass", "Massachusetts"),
    ("Md", "Maryland"),
    ("Me", "Maine"),
    ("Mich", "Michigan"),
    ("Minn", "Minnesota"),
    ("Miss", "Mississippi"),
    ("Mo", "Missouri"),
    ("Mont", "Montana"),
    ("Neb", "Nebraska"),
    ("Nebr", "Nebraska"),
    ("Nev", "Nevada"),
    ("Okla", "Oklahoma"),
    ("Ore", "Oregon"),
    ("Pa", "Pennsylvania"),
    ("Penn", "Pennsylvania"),
    ("Tenn", "Tennessee"),
    ("Tex", "Texas"),
    ("Va", "Virginia"),
    ("Vt", "Vermont"),
    ("Wash", "Washington"),
    ("Wis", "Wisconsin"),
    ("Wisc", "Wisconsin"),
    ("Wyo", "Wyoming"),
];

/// Letters with full stops that are not spelled.
const DOTTED: [(&str, &str); 14] = [
    ("ie", "that is"),
    ("eg", "for example"),
    ("qv", "which see"),
    ("aka", "also known as"),
    ("ok", "okay"),
    ("ny", "New York"),
    ("nj", "New Jersey"),
    ("nh", "New Hampshire"),
    ("nm", "New Mexico"),
    ("nc", "North Carolina"),
    ("sc", "South Carolina"),
    ("nd", "North Dakota"),
    ("ri", "Rhode Island"),
    ("wva", "West Virginia"),
];

type Table = HashMap<&'static str, &'static str>;

static TITLE: LazyLock<Table> = LazyLock::new(|| TITLES.into_iter().collect());
static ANYWHERE: LazyLock<Table> = LazyLock::new(|| PLAIN.into_iter().collect());
static LABEL: LazyLock<Table> = LazyLock::new(|| LABELS.into_iter().collect());

/// The entry for `word`, and whether it needs its full stop.
fn starred(table: &Table, word: &str) -> Option<(&'static str, bool)> {
    table
        .get(word)
        .map(|said| (*said, false))
        .or_else(|| table.get(format!("{word}*").as_str()).map(|said| (*said, true)))
}

/// The word as the tables spell it: in a text all of capitals, MR. is Mr.
fn printed<'p>(word: &'p str, cursor: &Cursor<'_>) -> std::borrow::Cow<'p, str> {
    let capitals = word.len() > 1 && !word.contains(char::is_lowercase);
    if capitals && word != "MS" && (cursor.page.shouting || cursor.text() == ".") && word.is_ascii() {
        let mut lower = word.to_ascii_lowercase();
        if let Some(first) = lower.get_mut(..1) {
            first.make_ascii_uppercase();
        }
        return lower.into();
    }
    word.into()
}

/// Mr., Dr., Capt., Wm., and what else stands before a name.
pub(super) fn title(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word().filter(|w| w.len() < 8)?;
    let word = printed(word, cursor);
    let (said, needs_stop) = starred(&TITLE, &word)?;
    let stop = cursor.text() == ".";
    let always = one_of(&word, &["Mr", "Mrs", "Ms", "Messrs", "Mme", "Mlle"]);
    let named = title_is_named(*cursor);
    let expands = if stop {
        !needs_stop || named
    } else {
        !needs_stop && (always || named)
    };
    expands.then_some(())?;
    cursor.abbreviation_dot();
    let said = if cursor.dialect() == Dialect::Us {
        said.replace("honourable", "honorable")
    } else {
        said.to_owned()
    };
    Some(said)
}

/// Whether a name, or another title, comes next.
fn title_is_named(mut cursor: Cursor<'_>) -> bool {
    cursor.eat(".");
    cursor.sees_capital_word()
}

/// St. and Dr., which stand before a name or behind one, and the other kinds of street.
pub(super) fn street_or_saint(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word().filter(|w| w.len() < 5)?;
    let word = printed(word, cursor);
    let (short, street) = STREETS.into_iter().find(|(short, _)| *short == word)?;
    let stop = cursor.text() == ".";
    let named = title_is_named(*cursor);
    let behind_name = is_behind_name(&before);
    let said = match short {
        "St" if named => {
            let mut ahead = *cursor;
            ahead.eat(".");
            let next = ahead.next_word();
            let saint = one_of(next, &SAINTS) || one_of(next.trim_end_matches("'s"), &SAINTS);
            if behind_name && !saint { street } else { "saint" }
        }
        "Dr" if named => return None,
        _ if behind_name => street,
        "St" if stop => "saint",
        _ => return None,
    };
    cursor.abbreviation_dot();
    Some(said.to_owned())
}

/// Whether a name, or 42nd, stands directly before.
fn is_behind_name(before: &Cursor<'_>) -> bool {
    const NO_NAMES: [&str; 40] = [
        "the", "a", "an", "and", "but", "at", "in", "to", "of", "by", "on", "for", "from", "with", "near", "old",
        "dear", "my", "our", "poor", "good", "mount", "fort", "port", "lake", "bury", "chapel", "then", "when", "so",
        "if", "is", "was", "that", "this", "cape", "isle", "even", "yes", "no",
    ];
    let spaced = before.token_behind(1).is_some_and(|t| t.kind == Kind::Space);
    let Some(name) = before.token_behind(2).filter(|t| spaced && t.kind == Kind::Word) else {
        return false;
    };
    let ordinal =
        one_of(name.text, &["st", "nd", "rd", "th"]) && before.token_behind(3).is_some_and(|t| t.kind == Kind::Digits);
    ordinal || name.text.starts_with(char::is_uppercase) && name.text.len() > 1 && !one_of(name.text, &NO_NAMES)
}

/// No. 5, pp. 12–15, vol. ii; c. 1850.
pub(super) fn label(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word().filter(|w| w.len() < 6)?;
    if before
        .token_behind(1)
        .is_some_and(|t| matches!(t.kind, Kind::Digits | Kind::Raised))
    {
        return None;
    }
    let stop = cursor.text() == ".";
    let mut number = *cursor;
    if !number.eat(".") && same(word, "tel") {
        number.eat(":");
    }
    number.space();
    if let Some((_, said)) = BEFORE_YEAR.iter().find(|(short, _)| *short == word).filter(|_| stop) {
        let year = number.kind() == Some(Kind::Digits) && number.text().len() > 2;
        if year {
            cursor.eat(".");
            return Some((*said).to_owned());
        }
    }
    let lower = word.to_ascii_lowercase();
    let (said, needs_stop) = LABEL
        .get(word)
        .map(|said| (*said, false))
        .or_else(|| starred(&LABEL, &lower))?;
    let capitals = !word.contains(char::is_lowercase);
    let proper = word.chars().skip(1).all(char::is_lowercase) || before.page.shouting || stop && capitals;
    if needs_stop && !stop || !proper || !number.sees(roman::after_label) {
        return None;
    }
    // “No. I won't”, “it was so long. I went”, “No. V. Smith came”.
    let numeral = number.text();
    let speaker = numeral == "I" && number.next_after().starts_with(char::is_lowercase);
    let initial = numeral.len() == 1 && number.ahead(1) == "." && number.ahead(3).len() > 1;
    // “v. vi” is an act and a scene.
    let act = word == "v" && number.kind() == Some(Kind::Word);
    let no_numeral = act || numeral.len() == 1 && matches!(numeral, "m" | "c" | "d" | "l");
    let is_word = number.kind() == Some(Kind::Word) && (speaker || no_numeral || initial && same(word, "no"));
    let is_initial = word.len() == 1 && word.starts_with(char::is_uppercase);
    if is_word || is_initial {
        return None;
    }
    cursor.eat(".");
    Some(said.to_owned())
}

/// etc., viz., Jr., Co. and their like.
pub(super) fn plain(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    let word = cursor.word().filter(|w| w.len() < 7)?;
    let stop = cursor.text() == ".";
    if let Some(said) = company(word, &before, cursor) {
        return Some(said.to_owned());
    }
    if stop && before.behind(1) == " " && before.behind(2) == "," {
        if let Some((_, state)) = STATES.iter().find(|(short, _)| *short == word) {
            cursor.abbreviation_dot();
            return Some((*state).to_owned());
        }
    }
    if same(word, "v") && stop && is_behind_name(&before) && title_is_named(*cursor) {
        cursor.abbreviation_dot();
        return Some("versus".to_owned());
    }
    if let Some(said) = edition(word, &before, cursor) {
        return Some(said.to_owned());
    }
    let lower = word.to_ascii_lowercase();
    let said = *ANYWHERE.get(lower.as_str())?;
    // “Sr.” before a name is Spanish; “al.” follows “et”, “ms.” and “max.” may be names.
    let fits = match lower.as_str() {
        "al" => same(before.word_before(), "et"),
        "cit" => one_of(before.word_before(), &["op", "loc"]),
        "op" => same(cursor.ahead(2), "cit"),
        "ms" | "mss" => word.starts_with("MS") || lower == word,
        "sr" if stop && title_is_named(*cursor) && !is_behind_name(&before) && before.behind(2) != "," => {
            cursor.abbreviation_dot();
            return Some("señor".to_owned());
        }
        "yrs" => word.starts_with('Y'),
        "max" | "lib" | "eng" | "inc" | "jun" | "memo" | "pref" => {
            lower == word
                || matches!(lower.as_str(), "inc" | "jun") && (before.behind(2) == "," || is_behind_name(&before))
        }
        _ => true,
    };
    let known = stop || WITHOUT_STOP.contains(&lower.as_str()) && !matches!(cursor.text(), "'");
    (fits && known).then_some(())?;
    cursor.abbreviation_dot();
    Some(said.to_owned())
}

/// 3rd ed., (ed.), ed. J. Smith
fn edition(word: &str, before: &Cursor<'_>, cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let said = match word {
        "eds" => "editors",
        "edn" | "edit" => "edition",
        "ed" if one_of(before.word_before(), &["st", "nd", "rd", "th", "rev", "new", "revised"]) => "edition",
        "ed" if before.behind(1) == "(" => "editor",
        "ed" if title_is_named(*cursor) => "edited by",
        _ => return None,
    };
    cursor.abbreviation_dot().then_some(said)
}

/// Co. is a company behind a name and a county before one; Corp. a corporation or a corporal.
fn company(word: &str, before: &Cursor<'_>, cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let stop = cursor.text() == ".";
    let behind_name = is_behind_name(before) || matches!(before.behind(2), "&" | "and");
    let named = title_is_named(*cursor);
    let said = match word {
        "Co" | "co" | "CO" if behind_name && (stop || matches!(before.behind(2), "&" | "and")) => "company",
        "Co" if named => "county",
        "Corp" if stop && behind_name => "corporation",
        "Corp" if stop && named => "corporal",
        _ => return None,
    };
    cursor.abbreviation_dot();
    Some(said)
}

/// Letters with full stops: initials, e.g., i.e., U.S.A., M. Dupont.
pub(super) fn dotted(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    if let Some(said) = cursor.attempt(degree) {
        return Some(said);
    }
    if let Some(said) = cursor.attempt(spaced_pair) {
        return Some(said.to_owned());
    }
    let mut letters = String::new();
    let mut capitals = true;
    while let Some(letter) = cursor.attempt(|c| {
        let letter = c.word().filter(|w| w.chars().count() == 1)?;
        (c.text() == "." && (letters.is_empty() || c.behind(2) == ".")).then_some(letter)
    }) {
        letters.push_str(letter);
        capitals &= letter.starts_with(char::is_uppercase);
        let dot = *cursor;
        cursor.step();
        if cursor.kind() != Some(Kind::Word) || cursor.text().chars().count() > 1 && !cursor.text().starts_with("s'") {
            // The last full stop is the sentence's too if the sentence ends here.
            *cursor = dot;
            break;
        }
    }
    let count = letters.chars().count();
    if count == 0 {
        return None;
    }
    if count == 1 {
        return initial(letters.chars().next()?, &before, cursor);
    }
    let key = letters.to_lowercase();
    let listed = DOTTED.iter().find(|(short, _)| *short == key).map(|(_, said)| *said);
    let lower_known = matches!(
        key.as_str(),
        "am" | "pm" | "ad" | "bc" | "bce" | "ce" | "rip" | "rsvp" | "mph" | "hp" | "nb" | "ps"
    );
    let usual_case = match key.as_str() {
        "ie" | "eg" | "qv" | "ok" | "aka" => true,
        _ => capitals,
    };
    if let Some(said) = listed.filter(|_| usual_case) {
        cursor.abbreviation_dot();
        return Some(said.to_owned());
    }
    (capitals || lower_known || count > 2).then_some(())?;
    cursor.abbreviation_dot();
    let possessive = cursor.attempt(|c| (c.eat("'") && c.eat("s")).then_some(()));
    match possessive {
        Some(()) => Some(
            acronym::letters(
                &letters,
                &Cursor {
                    at: cursor.page.tokens.len(),
                    ..*cursor
                },
            ) + "'s",
        ),
        None => Some(acronym::letters(&letters, cursor)),
    }
}

/// e. g. and i. e., as they were once printed.
fn spaced_pair(cursor: &mut Cursor<'_>) -> Option<&'static str> {
    let first = cursor.eat_one_of(&["e", "i", "q"])?;
    (cursor.eat(".") && cursor.space()).then_some(())?;
    let second = cursor.eat_one_of(&["g", "e", "v"])?;
    cursor.abbreviation_dot().then_some(())?;
    let key = format!("{first}{second}");
    DOTTED.iter().find(|(short, _)| *short == key).map(|(_, said)| *said)
}

/// Ph.D., B.Sc., Litt.D.
fn degree(cursor: &mut Cursor<'_>) -> Option<String> {
    const DEGREES: [(&[&str], &str); 8] = [
        (&["Ph", "D"], "PHD"),
        (&["B", "Sc"], "BSC"),
        (&["M", "Sc"], "MSC"),
        (&["D", "Sc"], "DSC"),
        (&["LL", "D"], "LLD"),
        (&["LL", "B"], "LLB"),
        (&["D", "Phil"], "D Phil"),
        (&["Litt", "D"], "Litt D"),
    ];
    let first = cursor.word()?;
    cursor.eat(".").then_some(())?;
    cursor.space();
    let second = cursor.word()?;
    let (_, said) = DEGREES.iter().find(|(parts, _)| *parts == [first, second])?;
    cursor.abbreviation_dot().then_some(())?;
    Some(if said.contains(' ') {
        (*said).to_owned()
    } else {
        acronym::letters(said, cursor)
    })
}

/// One letter and a full stop: an initial, or Monsieur.
fn initial(letter: char, before: &Cursor<'_>, cursor: &mut Cursor<'_>) -> Option<String> {
    letter.is_uppercase().then_some(())?;
    let previous = before.word_before();
    let behind_stop = before.behind(2) == "." && before.token_behind(3).is_some_and(|t| t.text.len() > 1);
    let after_lower = previous.starts_with(char::is_lowercase) && before.behind(1) == " ";
    let mut name = *cursor;
    name.eat(".");
    let french = name.sees_capital_word()
        || one_of(name.next_word(), &["de", "le", "la", "du", "des", "d'", "l'"])
        || name.next_word().starts_with("d'");
    let other_initial = name.ahead(2) == ".";
    let first_name = previous.starts_with(char::is_uppercase) && !behind_stop;
    if letter == 'M' && french && !other_initial && !first_name && before.at_word_start() {
        cursor.abbreviation_dot();
        return Some("monsieur".to_owned());
    }
    // “than I. He went on”: the speaker, and a sentence's end.
    if letter == 'I' && after_lower && !other_initial {
        return None;
    }
    cursor.abbreviation_dot();
    Some(acronym::letters(&letter.to_string(), cursor))
}

/// “five per cent. of it”, as it was once printed: the full stop ends nothing.
pub(super) fn per_cent(cursor: &mut Cursor<'_>) -> Option<String> {
    let before = *cursor;
    cursor.eat("cent").then_some(())?;
    (same(before.word_before(), "per")
        && cursor.text() == "."
        && !cursor.sees(|c| (c.eat(".") && c.sees_capital_word()).then_some(())))
    .then_some(())?;
    cursor.abbreviation_dot();
    Some("cent".to_owned())
}

/// MM. before French names; Rt. Hon.; SS. Peter and Paul.
pub(super) fn plural_title(cursor: &mut Cursor<'_>) -> Option<String> {
    let word = cursor.word()?;
    let said = match word {
        "MM" => "messieurs",
        "SS" => "saints",
        "Sra" => "señora",
        "Srta" => "señorita",
        _ => return None,
    };
    (cursor.eat(".") && cursor.sees_capital_word()).then(|| said.to_owned())
}

/// w/, w/o, c/o, s/he, and the pronouns in pairs.
pub(super) fn with_slash(cursor: &mut Cursor<'_>) -> Option<String> {
    const SLASHED: [(&str, &str, &str); 12] = [
        ("w", "o", "without"),
        ("c", "o", "care of"),
        ("a", "c", "account"),
        ("n", "a", "N A"),
        ("N", "A", "N A"),
        ("b", "c", "because"),
        ("s", "he", "he or she"),
        ("he", "she", "he or she"),
        ("his", "her", "his or her"),
        ("his", "hers", "his or hers"),
        ("him", "her", "him or her"),
        ("himself", "herself", "himself or herself"),
    ];
    let first = cursor.word()?;
    cursor.eat("/").then_some(())?;
    let second = cursor.attempt(Cursor::word).unwrap_or("");
    if first == "w" && second.is_empty() {
        return Some("with".to_owned());
    }
    SLASHED
        .iter()
        .find(|(a, b, _)| *a == first && *b == second)
        .map(|(_, _, said)| (*said).to_owned())
}
