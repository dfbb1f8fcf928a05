//! Who says what, by the user's word.

use std::sync::Arc;
use std::time::Duration;

use ratatui::crossterm::event::KeyCode;

use super::{Desk, FOX, Fables, Heading, Manner, Script, id};
use crate::book;
use crate::engine::{Command, Line, Words};
use crate::speech::VoiceName;
use crate::store::{Attribution, Casting, Place, Speaker};
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

    fn line(&self, sentence: &Sentence, voice: &VoiceName, cast: &Casting, manner: Manner, take: u32) -> Line {
        Line {
            words: Words::Text(format!("{:?}", sentence.role)),
            voice: match &sentence.role {
                Role::Speech(Some(name)) if cast.speakers.contains_key(name) => cast.speakers[name].clone(),
                Role::Speech(_) => cast.dialogue.as_ref().unwrap_or(voice).clone(),
                Role::Narration => voice.clone(),
            },
            ..self.0.line(sentence, voice, cast, manner, take)
        }
    }

    fn speakers(&self, _: &Casting) -> Option<Vec<(String, VoiceName)>> {
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

fn assert_shows(desk: &Desk, words: &str) {
    let screen = desk.screen(80, 24);
    assert!(screen.contains(words), "{screen}");
}

#[test]
fn speech_is_given_to_a_speaker_and_taken_back() {
    let mut desk = desk();
    let speech = go_to(&mut desk, "Just what I need") as usize - 1;
    desk.type_keys("S");
    assert_shows(&desk, "Reynard");
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

/// The voice of the line that the engine is given for a sentence of the first chapter.
fn voice_of(effects: &[Effect], sentence: u32) -> String {
    let lines = effects.iter().find_map(|effect| match effect {
        Effect::Engine(Command::Script { lines, .. }) => lines.iter().find(|line| line.id == id(FOX, sentence)),
        _ => None,
    });
    lines.unwrap_or_else(|| panic!("{effects:?}")).voice.to_string()
}

#[test]
fn direct_speech_and_a_speaker_get_a_voice_and_lose_it() {
    let mut desk = desk();
    let speech = go_to(&mut desk, "Just what I need");
    desk.type_keys("C");
    assert_shows(&desk, "Voice for direct speech");
    desk.type_keys("bm_lewis");
    let effects = desk.key(KeyCode::Enter);
    assert_eq!(voice_of(&effects, speech), "bm_lewis");
    assert_eq!(
        voice_of(&effects, speech + 1),
        desk.state.voice.as_str(),
        "narration keeps its voice"
    );

    desk.type_keys("Sreyn");
    desk.key(KeyCode::Enter);
    desk.type_keys("C");
    assert_shows(&desk, "Voice of Reynard");
    desk.type_keys("ff_siwis");
    assert_eq!(voice_of(&desk.key(KeyCode::Enter), speech), "ff_siwis");
    assert!(
        desk.state
            .notice
            .as_ref()
            .is_some_and(|notice| notice.contains("Reynard has the voice ff_siwis"))
    );

    desk.type_keys("Cas other");
    assert_eq!(voice_of(&desk.key(KeyCode::Enter), speech), "bm_lewis");
    assert!(desk.state.choices.cast.speakers.is_empty());
}

#[test]
fn narration_under_the_cursor_means_the_narrators_voice() {
    let mut desk = desk();
    let speech = go_to(&mut desk, "Just what I need");
    desk.state.sentence = speech + 1;
    desk.type_keys("C");
    assert_shows(&desk, "Voice of the narrator");
}

#[test]
fn the_first_voice_beside_the_narrators_opens_the_book_again() {
    let mut desk = Desk::ready();
    desk.type_keys("Cbm_lewis");
    let effects = desk.key(KeyCode::Enter);
    let [_, Effect::Save(choices), Effect::OpenAgain] = &effects[..] else {
        panic!("{effects:?}");
    };
    assert_eq!(choices.cast.dialogue, VoiceName::new("bm_lewis").ok());
    assert!(choices.letters_before.is_some());
}

#[test]
fn while_it_renders_the_sentences_stay_as_they_are() {
    let mut desk = Desk::ready();
    desk.type_keys("RCbm_lewis");
    let effects = desk.key(KeyCode::Enter);
    assert!(!effects.contains(&Effect::OpenAgain), "{effects:?}");
    assert!(!desk.state.choices.cast.has_speakers());
    assert!(desk.state.notice.is_some_and(|notice| notice.contains("stop it first")));
}

#[test]
fn where_only_the_narrator_reads_there_is_nobody_to_choose() {
    let mut desk = Desk::ready();
    assert_eq!(desk.type_keys("S"), []);
    assert!(desk.state.overlay.is_none());
    assert!(
        desk.state
            .notice
            .is_some_and(|notice| notice.contains("C gives direct speech a voice"))
    );
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
