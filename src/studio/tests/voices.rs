//! Speed, pitch, listening speed, and two voices compared.

use std::time::Duration;

use ratatui::crossterm::event::KeyCode;

use super::{Desk, FOX, id, listening};
use crate::audio::{Pcm, Tempo};
use crate::engine::{Command, Event as Engine, Say};
use crate::kokoro::Pitch;
use crate::studio::effect::Effect;

#[test]
fn who_was_interrupted_by_a_sample_goes_on() {
    let mut desk = listening();
    desk.type_keys("v");
    assert!(desk.key(KeyCode::Tab).contains(&Effect::PauseSound));
    assert!(desk.key(KeyCode::Enter).contains(&Effect::ResumeSound));
    desk.type_keys(" v");
    desk.key(KeyCode::Tab);
    assert!(
        !desk.key(KeyCode::Esc).contains(&Effect::ResumeSound),
        "who had paused stays so"
    );
}

#[test]
fn pitch_is_said_again_and_listening_speed_is_not() {
    let mut desk = listening();
    let effects = desk.type_keys("}}");
    let lines = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(Command::Script { lines, .. }) => lines.first(),
        _ => None,
    });
    let pitches: Vec<f32> = lines.map(|line| line.manner.pitch.semitones()).collect();
    assert_eq!((pitches.first(), pitches.last()), (Some(&0.5), Some(&1.0)));
    assert_eq!(desk.state.choices.pitch, Pitch::new(1.0).ok());
    desk.type_keys("{{{");
    assert_eq!(desk.state.pitch, Pitch::new(-0.5).unwrap());

    let effects = desk.type_keys(">");
    let faster = Tempo::new(1.1).unwrap();
    assert_eq!(effects[1..], [Effect::Tempo(faster)], "and nothing for the engine");
    assert!(matches!(&effects[0], Effect::Save(choices) if choices.tempo == Some(faster)));
    desk.type_keys("<<<");
    assert!(desk.screen(80, 24).contains("−0.5 ▶×0.8"), "{}", desk.screen(80, 24));
    for _ in 0..40 {
        desk.type_keys("<");
    }
    assert_eq!(desk.state.tempo, Tempo::new(0.5).unwrap());
}

#[test]
fn the_palette_sets_what_the_keys_set() {
    let mut desk = listening();
    desk.type_keys(":pitch +2");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.pitch, Pitch::new(2.0).unwrap());
    desk.type_keys(":listen 2.5");
    assert_eq!(
        desk.key(KeyCode::Enter).last(),
        Some(&Effect::Tempo(Tempo::new(2.5).unwrap()))
    );
}

/// Hears the voice that is chosen in the list.
fn hear(desk: &mut Desk, value: f32) -> Say {
    let effects = desk.key(KeyCode::Tab);
    let Some(Effect::Engine(Command::Say(say))) = effects.last() else {
        panic!("{effects:?}")
    };
    let said = Engine::Said {
        ticket: say.ticket,
        phonemes: crate::speech::Phonemes::default(),
        pcm: sound(value),
        took: Duration::from_secs(1),
    };
    assert_eq!(desk.tell(said), [Effect::Sample(sound(value))]);
    say.clone()
}

fn sound(value: f32) -> Pcm {
    Pcm {
        rate: 24_000,
        samples: vec![value; 10],
    }
}

#[test]
fn two_voices_are_compared_without_being_asked_again() {
    let mut desk = listening();
    desk.type_keys("v");
    desk.key(KeyCode::BackTab);
    assert!(
        desk.state
            .notice
            .take()
            .is_some_and(|notice| notice.contains("two voices"))
    );
    let lily = hear(&mut desk, 0.1);
    desk.key(KeyCode::Down);
    let lewis = hear(&mut desk, 0.2);
    assert_eq!((lily.voice.as_str(), lewis.voice.as_str()), ("bf_lily", "bm_lewis"));
    assert_eq!(lily.words, lewis.words);
    for value in [0.1, 0.2, 0.1] {
        assert_eq!(desk.key(KeyCode::BackTab), [Effect::Sample(sound(value))]);
    }
    desk.key(KeyCode::Enter);
    assert_eq!(
        desk.state.voice, lily.voice,
        "the one that is heard is the one that is chosen"
    );
    assert_eq!(desk.state.playback.heard_id(), Some(id(FOX, 3)));
}
