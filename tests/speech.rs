//! What the model is given for real sentences, and what holds for any text.
#![allow(clippy::expect_used)]

use std::cell::RefCell;

use lector::speech::{Entry, Language, Lexicon, PartOfSpeech, Phonemiser, Said, is_phoneme};
use proptest::prelude::*;

/// Language tag, text, phonemes.
const CASES: &str = include_str!("speech.tsv");

fn phonemiser(language: Language, entries: Vec<Entry>) -> Phonemiser {
    Phonemiser::new(language, &Lexicon::new(entries)).expect("the language's data is built in")
}

fn say(phonemiser: &mut Phonemiser, text: &str) -> String {
    phonemiser
        .phonemise(text)
        .expect("any text can be said")
        .as_str()
        .to_owned()
}

#[test]
fn real_sentences() {
    let mut wrong = Vec::new();
    for language in Language::ALL {
        let mut phonemiser = None;
        for line in CASES.lines() {
            let [tag, text, phonemes] = line.split('\t').collect::<Vec<_>>()[..] else {
                panic!("three columns: {line}")
            };
            if tag != language.tag() {
                continue;
            }
            let phonemiser = phonemiser.get_or_insert_with(|| self::phonemiser(language, Vec::new()));
            let said = say(phonemiser, text);
            if said != phonemes {
                wrong.push(format!("{tag}: {text}\n  expected {phonemes}\n  said     {said}"));
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn a_sentence_sounds_the_same_after_any_other() {
    let mut used = phonemiser(Language::EnglishUs, Vec::new());
    for text in [
        "Zoë met Müller, Hedwigs and Queequegs.",
        "W-w-what? ’Tis the ’ouse.",
        "a résumé",
    ] {
        say(&mut used, text);
    }
    for text in ["Zoe, Muller and Hedwig.", "wuh tis ouse", "They resume."] {
        let mut fresh = phonemiser(Language::EnglishUs, Vec::new());
        assert_eq!(say(&mut used, text), say(&mut fresh, text));
    }
}

#[test]
fn the_users_words_go_first() {
    let entry = |word: &str, phonemes: &str| Entry::new(word, Said::Phonemes(phonemes.to_owned()));
    let respelled = |word: &str, letters: &str| Entry::new(word, Said::Respelling(letters.to_owned()));
    let mut english = phonemiser(
        Language::EnglishGb,
        vec![
            entry("Cholmondeley", "wrong"),
            entry("Cholmondeley", "ʧˈʌmli"),
            respelled("Hermione", "her-MY-oh-nee"),
            entry("Mount Doom", "mˈWnt ɡlˈuːm"),
            Entry {
                case_sensitive: true,
                ..entry("Job", "ʤˈQb")
            },
            Entry {
                part_of_speech: Some(PartOfSpeech::Noun),
                ..entry("lead", "lˈɛd")
            },
            entry("the", "ðˈiː"),
            entry("Siân", "ʃˈɑːn"),
            entry("Loughborough", "ˈlʌfbərə"),
        ],
    );
    for (text, said) in [
        (
            "Cholmondeley, CHOLMONDELEY’S cholmondeley-like",
            "ʧˈʌmli, ʧˈʌmliz ʧˈʌmlilˌIk",
        ),
        ("Hermione’s", "hɜːmˈIQniːz"),
        ("Mount Doom’s Mount", "mˈWnt ɡlˈuːmz mˈWnt"),
        ("Job has a job", "ʤˈQb haz ɐ ʤˈɒb"),
        ("I lead; a pipe of lead.", "ˌI lˈiːd; ɐ pˈIp ɒv lˈɛd."),
        ("the end", "ðˈiː ˈɛnd"),
        ("Siân", "ʃˈɑːn"),
        ("Loughborough", "lˈʌfbəɹə"),
    ] {
        assert_eq!(say(&mut english, text), said, "{text}");
    }
    assert!(english.unknown_words().is_empty());
}

#[test]
fn unknown_words_are_counted() {
    let mut english = phonemiser(Language::EnglishUs, Vec::new());
    say(&mut english, "Queequeg and Queequeg’s harpoon. Shh! Tashtego, Möngke.");
    say(&mut english, "Queequeg!");
    let words: Vec<_> = english
        .unknown_words()
        .into_iter()
        .map(|word| (word.word, word.count))
        .collect();
    assert_eq!(
        words,
        [
            ("Queequeg".to_owned(), 3),
            ("Möngke".to_owned(), 1),
            ("Tashtego".to_owned(), 1)
        ]
    );
    assert_eq!(english.unknown_words()[0].phonemes, "kwˈikwɛɡ");
}

#[test]
fn america_and_britain_are_never_mixed() {
    let text = "The Brontës’ squirrel could not bear the laboratory’s hot, dark water, nor Queequeg’s bird, boat, fur \
                coat, Vorbarra, Aberforth, Kerrigor, Moirgorn and Euroclydon.";
    let american = say(&mut phonemiser(Language::EnglishUs, Vec::new()), text);
    let british = say(&mut phonemiser(Language::EnglishGb, Vec::new()), text);
    assert!(!american.contains(['ɒ', 'Q', 'ː', 'a']), "{american}");
    assert!(
        !british.contains(['O', 'æ', 'T', 'ᵻ']) && !british.contains("ɜɹ"),
        "{british}"
    );
}

thread_local! {
    /// Loading a dictionary for each case would take most of the time.
    static ENGLISH: RefCell<[Phonemiser; 2]> =
        RefCell::new([Language::EnglishUs, Language::EnglishGb].map(|language| phonemiser(language, Vec::new())));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_text_gives_phonemes_only(text in "(\\PC|[a-zé’' \n-]){0,60}") {
        ENGLISH.with_borrow_mut(|english| {
            for phonemiser in english {
                let said = say(phonemiser, &text);
                prop_assert!(said.chars().all(is_phoneme), "{text:?} {said}");
            }
            Ok(())
        })?;
    }
}
