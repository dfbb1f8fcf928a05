//! Japanese by the dictionary it needs, where that has been fetched.
#![allow(clippy::expect_used)]

use std::path::{Path, PathBuf};

use lector::speech::{Dictionaries, Language, Lexicon, Phonemiser};

/// Text, phonemes: what the reference front end gives; at the end figures, which it reads one by one.
const CASES: &str = include_str!("japanese.tsv");

/// The dictionary's folder, if it is here.
fn dictionary() -> Option<PathBuf> {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = package.join("models/unidic-lite");
    if !folder.join("sys.dic").is_file() {
        eprintln!("skipped: `lector models fetch unidic-lite` has not been run");
        return None;
    }
    Some(folder)
}

#[test]
fn without_its_dictionary_it_says_what_to_do() {
    let error = Phonemiser::new(Language::Japanese, &Lexicon::default())
        .err()
        .expect("no dictionary");
    assert!(error.to_string().contains("lector models fetch unidic-lite"), "{error}");
    let nowhere = Dictionaries {
        japanese: Some(PathBuf::from("/nowhere")),
    };
    let error = Phonemiser::with_dictionaries(Language::Japanese, &Lexicon::default(), &nowhere)
        .err()
        .expect("none");
    assert!(error.to_string().contains("/nowhere"), "{error}");
}

#[test]
fn real_sentences() {
    let Some(japanese) = dictionary() else { return };
    let dictionaries = Dictionaries {
        japanese: Some(japanese),
    };
    let mut phonemiser = Phonemiser::with_dictionaries(Language::Japanese, &Lexicon::default(), &dictionaries)
        .expect("the dictionary opens");
    let mut wrong = Vec::new();
    for line in CASES.lines() {
        let Some((text, phonemes)) = line.split_once('\t') else {
            continue;
        };
        let said = phonemiser.phonemise(text).expect("any text can be said");
        if said.as_str() != phonemes {
            wrong.push(format!("{text}\n  expected {phonemes}\n  said     {said}"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
