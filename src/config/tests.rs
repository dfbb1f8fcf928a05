//! Settings through the room's public face: what layers make together, and what is said about mistakes.

use std::path::Path;
use std::time::Duration;

use proptest::prelude::*;

use super::*;

/// Settles one file `config/lector.yaml` with this text.
fn settle(text: &str) -> Result<Settings, ConfigError> {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("lector.yaml"), text).unwrap();
    Stack::new().folder(folder.path())?.settle()
}

/// The complaint about a file with this text, without the folder.
fn complaint(text: &str) -> String {
    let message = settle(text).unwrap_err().to_string();
    message
        .split_once("lector.yaml")
        .map_or(message.clone(), |(_, rest)| rest.to_owned())
}

#[test]
fn the_shipped_defaults_are_in_order() {
    let settings = Stack::new().settle().unwrap();
    assert_eq!(settings.tts.voice, "bf_lily");
    assert_eq!(settings.tts.model_path, None);
    assert!((settings.tts.speed - 1.0).abs() < f32::EPSILON);
    assert!(settings.tts.use_mlx);
    assert_eq!(settings.text.footnotes, Footnotes::Skip);
    assert_eq!(settings.engine.threads, None);
    assert!(settings.lexicon.is_empty());
    assert_eq!(settings.place_of("tts.voice"), None);
}

#[test]
fn a_later_layer_wins_and_lists_add_up() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let default = write(
        "default.yaml",
        "tts: {voice: af_heart, speed: 0.9}\nlexicon: [{word: lead, respell: led}]\n",
    );
    write(
        "lector.yaml",
        "tts:\n  voice: bm_lewis\npauses: {sentence: 200}\noutput:\n",
    );
    let given = write(
        "mine.yaml",
        "lexicon:\n- {word: Elrond, phonemes: ˈɛlɹɒnd, case_sensitive: true}\n",
    );

    let mut stack = Stack::new();
    stack.folder(folder.path()).unwrap().file(&given).unwrap();
    stack.flag("--threads", "engine.threads", 3);
    let settings = stack.settle().unwrap();

    assert_eq!(settings.tts.voice, "bm_lewis");
    assert!((settings.tts.speed - 0.9).abs() < 1e-6);
    assert_eq!(settings.pauses.sentence, Duration::from_millis(200));
    assert_eq!(settings.pauses.paragraph, Duration::from_millis(650));
    assert_eq!(settings.engine.threads.map(Into::into), Some(3_usize));
    let words: Vec<_> = settings.lexicon.iter().map(|entry| entry.word.as_str()).collect();
    assert_eq!(words, ["lead", "Elrond"]);
    assert_eq!(settings.lexicon[1].said, Said::Phonemes("ˈɛlɹɒnd".to_owned()));
    assert_eq!(settings.place_of("engine.threads"), Some(Place::Flag("--threads")));
    let speed = Place::Line {
        file: default,
        line: 1,
        column: 24,
    };
    assert_eq!(settings.place_of("tts.speed"), Some(speed));
}

#[test]
fn another_rooms_finding_is_told_with_its_place() {
    let settings = settle("# who\ntts:\n  voice: bf_lilly\n").unwrap();
    let message = settings
        .error_at("tts.voice", "no voice 'bf_lilly'; did you mean bf_lily?")
        .to_string();
    assert!(
        message.ends_with("lector.yaml:3:3: tts.voice: no voice 'bf_lilly'; did you mean bf_lily?"),
        "{message}"
    );

    let mut stack = Stack::new();
    stack.flag("--voice", "tts.voice", "x");
    let message = stack
        .settle()
        .unwrap()
        .error_at("tts.voice", "no voice 'x'")
        .to_string();
    assert_eq!(message, "--voice: no voice 'x'");
}

#[test]
fn mistakes_are_told_with_line_column_and_what_would_be_right() {
    let told: Vec<String> = [
        "tts:\n  voise: bf_lily\n",
        "tts: {voice: bf_lily, sped: 1}\n",
        "# comment\n\nttss: {voice: bf_lily}\n",
        "orchestra: 3\n",
        "tts:\n  speed: fast\n",
        "tts:\n  model: kokoro\n  speed: 3\n",
        "tts: {speed: .nan}\n",
        "tts: {pitch: -7}\n",
        "tts: {use_mlx: yes}\n",
        "tts: {voice: 7}\n",
        "tts: {model: kokorro}\n",
        "tts: bf_lily\n",
        "tts: [1]\n",
        "pauses: {sentence: 1.5}\n",
        "pauses:\n  heading: -1\n",
        "text: {footnotes: chapterend}\n",
        "text:\n  urls:\n",
        "engine: {threads: 0}\n",
        "engine: {threads: many}\n",
        "output: {folder: ''}\n",
        "output: {format: flv}\n",
        "lexicon:\n- {word: lead, respell: led}\n- {word: tear, respel: teer}\n",
        "lexicon:\n- {word: lead}\n",
        "lexicon: [{word: lead, respell: led, phonemes: lɛd}]\n",
        "lexicon: [{respell: led}]\n",
        "lexicon: [{word: ' ', respell: led}]\n",
        "lexicon: [{word: lead, respell: led, pos: nown}]\n",
        "lexicon: lead\n",
        "lexicon: [lead]\n",
        "- tts\n",
        "just words\n",
        "1: 2\n",
        "tts: {1: 2}\n",
        "tts: {voice: a}\ntts: {voice: b}\n",
        "tts: {voice: a\n",
        "tts:\n\tvoice: a\n",
        "tts: !x {voice: a}\n",
        "tts: {voice: *nobody}\n",
        "--- \ntts:\n---\ntts:\n",
    ]
    .into_iter()
    .map(|text| format!("{text:?}\n  {}", complaint(text)))
    .collect();
    insta::assert_snapshot!(told.join("\n"));
}

#[test]
fn empty_files_say_nothing() {
    for text in ["", "# only a comment\n", "---\n", "tts:\n", "lexicon:\n"] {
        assert_eq!(settle(text).unwrap().tts.voice, "bf_lily", "{text:?}");
    }
}

#[test]
fn a_wrong_option_names_the_option() {
    let mut stack = Stack::new();
    stack.flag("--speed", "tts.speed", 9);
    assert_eq!(
        stack.settle().unwrap_err().to_string(),
        "--speed: expected a number from 0.5 to 2, got 9"
    );
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let message = Stack::new().file(Path::new("nowhere.yaml")).unwrap_err().to_string();
    assert_eq!(message, "cannot read the settings in nowhere.yaml");
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(?s).{0,200}") {
        drop(settle(&text));
    }

    #[test]
    fn no_yaml_makes_it_panic(text in "((tts|text|lexicon|engine|voice|speed|word|a|1|~)(: |: \\{|\n|: \\[|: &a |: \\*a|\n  |\\}|\\]|, |\n- |: !t ){1,2}){0,12}") {
        drop(settle(&text));
    }

    #[test]
    fn numbers_are_taken_within_their_bounds_and_nowhere_else(speed in -1.0_f64..4.0, pause in -20_000_i64..20_000) {
        let taken = settle(&format!("tts: {{speed: {speed:?}}}")).map(|settings| settings.tts.speed);
        prop_assert_eq!(taken.ok(), (0.5..=2.0).contains(&speed).then_some(speed as f32));
        let taken = settle(&format!("pauses: {{clause: {pause}}}")).map(|settings| settings.pauses.clause);
        let expected = u64::try_from(pause).ok().filter(|&pause| pause <= 10_000).map(Duration::from_millis);
        prop_assert_eq!(taken.ok(), expected);
    }
}
