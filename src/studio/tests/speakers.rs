//! Who says what, by the user's word.

use std::sync::Arc;
use std::time::Duration;

use ratatui::crossterm::event::KeyCode;

use super::{Desk, FOX, Fables, Heading, Manner, Script, id};
use crate::book;
use crate::engine::{Command, Line, Words};
use crate::speech::VoiceName;
use crate::store::{Attribution, Place, Speaker};
use crate::studio::attribution::attribute;
use crate::studio::effect::Effect;
use crate::text::{Role, Sentence, cast};

/// The fables with a cast: the words of a line say who speaks it.
struct Play(Fables);

impl Script for Play {
    fn title(&self) -> &str {
        self.0.title()
    }

    fn headings(&self) -> Vec<Heading> {
        self.0.headings()
    }

    fn sentences(&self, chapter: u32) -> Vec<Sentence> {
        cast(self.0.sentences(chapter), Duration::ZERO)
    }

    fn line(&self, sentence: &Sentence, voice: &VoiceName, manner: Manner, take: u32) -> Line {
        Line {
            words: Words::Text(format!("{:?}", sentence.role)),
            ..self.0.line(sentence, voice, manner, take)
        }
    }

    fn speakers(&self) -> Option<Vec<(String, VoiceName)>> {
        Some(vec![("Reynard".to_owned(), VoiceName::new("bm_lewis").unwrap())])
    }
}

fn desk() -> Desk {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/fables.epub");
    Desk::reading(Arc::new(Play(Fables(book::open(&file).unwrap()))))
}

/// The roles of the lines that the engine is given for the first chapter.
fn roles(effects: &[Effect]) -> Vec<String> {
    let lines = effects.iter().find_map(|effect| match effect {
        Effect::Engine(Command::Script { lines, .. }) if lines[0].id.chapter == FOX => Some(lines),
        _ => None,
    });
    let lines = lines.unwrap_or_else(|| panic!("{effects:?}"));
    lines.iter().map(|line| line.words.text().into_owned()).collect()
}

/// Puts the cursor on the first sentence that holds this.
fn go_to(desk: &mut Desk, words: &str) -> u32 {
    let chapter = desk.state.current().unwrap();
    let found = chapter
        .spoken()
        .iter()
        .find(|spoken| spoken.sentence.text.contains(words));
    let found = found.unwrap().sentence.id;
    desk.state.go_to(found);
    found.sentence
}

#[test]
fn speech_is_given_to_a_speaker_and_taken_back() {
    let mut desk = desk();
    let speech = go_to(&mut desk, "Just what I need") as usize - 1;
    desk.type_keys("S");
    assert!(desk.screen(80, 24).contains("Reynard"), "{}", desk.screen(80, 24));
    desk.type_keys("reyn");
    let said = roles(&desk.key(KeyCode::Enter));
    assert_eq!(said[speech], "Speech(Some(\"Reynard\"))");
    assert_eq!(said[speech + 1], "Narration", "the paragraph's narration stays");
    let kept = desk.state.choices.speakers.clone();
    assert!(
        kept.iter().all(|said| said.text.contains("Just what I need")),
        "{kept:?}"
    );

    // The next paragraph's speech is someone else's.
    assert!(!said[speech + 2..].contains(&said[speech]), "{said:?}");
    desk.type_keys("Srules");
    let said = roles(&desk.key(KeyCode::Enter));
    assert_eq!(said[speech], "Speech(None)");
    assert!(desk.state.choices.speakers.is_empty());
}

#[test]
fn narration_in_quotes_is_narrated_alone() {
    let mut desk = desk();
    let speech = go_to(&mut desk, "I am sure they are sour") as usize - 1;
    desk.type_keys("Snarrator");
    let said = roles(&desk.key(KeyCode::Enter));
    assert_eq!(said[speech], "Narration");
    assert_eq!(desk.key(KeyCode::Esc), [], "nothing lies over the screen any more");
}

#[test]
fn where_only_the_narrator_reads_there_is_nobody_to_choose() {
    let mut desk = Desk::ready();
    assert_eq!(desk.type_keys("S"), []);
    assert!(desk.state.overlay.is_none());
    assert!(desk.state.notice.is_some_and(|notice| notice.contains("cast")));
}

#[test]
fn an_attribution_is_for_the_sentence_it_was_made_for() {
    let desk = desk();
    let mut sentences = desk.state.script.sentences(FOX);
    let said = |text: &str| Attribution {
        place: Place {
            chapter: FOX,
            sentence: 2,
        },
        text: text.to_owned(),
        speaker: Speaker::Someone,
    };
    attribute(&mut sentences, &[said("another edition's words")]);
    assert_eq!(sentences[1].role, Role::Narration);
    let text = sentences[1].text.clone();
    attribute(&mut sentences, &[said(&text)]);
    assert_eq!(sentences[1].role, Role::Speech(None));
    assert_eq!(sentences[1].id, id(FOX, 2));
}

#[test]
fn a_sentence_that_is_cut_looks_as_it_did() {
    let desk = desk();
    let lines = desk.screen(120, 40);
    assert!(lines.contains("said"), "{lines}");
    let page = lines.lines().map(|line| line.chars().skip(43).collect::<String>());
    for line in page {
        let text = line.trim().trim_matches('│').trim();
        assert!(!text.contains("”  ") && !text.contains(",  "), "{lines}");
    }
}
