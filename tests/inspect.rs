//! The form of `lector inspect`'s output.

#![allow(clippy::unwrap_used, reason = "a test stops where something is missing")]

mod epubs;

use assert_cmd::Command;
use epubs::fixtures;
use predicates::str::contains;
use serde_json::Value;

fn inspect(arguments: &[&str]) -> assert_cmd::assert::Assert {
    let mut command = Command::cargo_bin("lector").unwrap();
    command
        .arg("inspect")
        .args(arguments)
        .arg(fixtures().join("fables.epub"))
        .assert()
}

#[test]
fn json_holds_the_whole_book() {
    let output = inspect(&["--json", "--no-phonemes", "--voice", "bf_emma"]).success();
    let book: Value = serde_json::from_slice(&output.get_output().stdout).unwrap();
    assert_eq!(
        (&book["title"], &book["author"], &book["language"]),
        (&"Three Fables".into(), &"Aesop".into(), &"en-GB".into())
    );
    let chapters = book["chapters"].as_array().unwrap();
    let title_page = &chapters[0];
    assert_eq!(title_page["index"], 1);
    assert_eq!(title_page["include"], false);
    assert_eq!(title_page["reason"], "front matter: title page");
    assert_eq!(title_page["sentences"].as_array().unwrap().len(), 0);
    assert_eq!(title_page["left_out"][0]["text"], "Three Fables");
    let fox = &chapters[2];
    assert_eq!(
        (&fox["title"], &fox["depth"]),
        (&"I. The Fox and the Grapes".into(), &1.into())
    );
    assert_eq!((&fox["include"], &fox["reason"]), (&true.into(), &Value::Null));
    let sentence = fox["sentences"][1].as_object().unwrap();
    assert_eq!(
        sentence["text"],
        "One hot afternoon a hungry fox crept into a vineyard."
    );
    assert_eq!(sentence["voice"], "bf_emma");
    assert!(sentence["pause_ms"].as_u64().unwrap() > 0);
    assert!(sentence["spoken"].is_string() && !sentence.contains_key("phonemes"));
    let totals = &book["totals"];
    let count = |key: &str| totals[key].as_u64().unwrap();
    assert_eq!(count("spoken") + count("left_out"), count("characters"));
}

#[test]
fn the_outline_is_for_people() {
    inspect(&[])
        .success()
        .stdout(contains("Three Fables by Aesop [en-GB]"))
        .stdout(contains("– 1 Title Page  (left out: front matter: title page)"))
        .stdout(contains("✓ 3   I. The Fox and the Grapes  (9 sentences)"))
        .stdout(contains("page number: 1 character in 1 place"))
        .stderr("");
}

#[test]
fn a_voice_that_cannot_be() {
    inspect(&["--voice", "lily"])
        .code(2)
        .stdout("")
        .stderr(contains("names look like bf_lily"));
}
