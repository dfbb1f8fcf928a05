//! Listening: from a sentence on, pause, another voice, the end.

use std::time::Duration;

use ratatui::crossterm::event::KeyCode;

use super::{Desk, FOX, SUN, id, listening};
use crate::audio::{Pcm, PlayerEvent};
use crate::engine::{Command, Event as Engine, Generation, Words};
use crate::speech::Phonemes;
use crate::studio::effect::Effect;
use crate::studio::event::{Cue, Event};
use crate::studio::playback::Status;

#[test]
fn from_a_heading_without_text_what_comes_next_is_spoken() {
    let mut desk = Desk::ready();
    desk.key(KeyCode::Tab);
    desk.key(KeyCode::Up);
    assert_eq!(desk.state.cursor(), None);
    let effects = desk.key(KeyCode::Enter);
    let from = id(FOX, 1);
    assert!(
        effects
            .iter()
            .any(|e| matches!(e, Effect::Engine(Command::Listen { from: at, .. }) if *at == from)),
        "{effects:?}"
    );
}

#[test]
fn speaking_begins_at_the_cursor_and_the_highlight_follows_what_is_heard() {
    let mut desk = Desk::ready();
    desk.type_keys("jj");
    let effects = desk.key(KeyCode::Enter);
    let generation = Generation(1);
    let from = id(FOX, 3);
    assert_eq!(
        effects,
        [
            Effect::ClearSound,
            Effect::ResumeSound,
            Effect::Engine(Command::Listen { generation, from })
        ]
    );
    let pcm = Pcm {
        rate: 24_000,
        samples: vec![0.5; 10],
    };
    let pause = Duration::from_millis(350);
    let audio = |generation| Engine::Audio {
        generation,
        id: from,
        pcm: pcm.clone(),
        pause_after: pause,
    };
    assert_eq!(desk.tell(audio(Generation(0))), [], "an answer to an older question");
    let cue = Cue { generation, id: from };
    assert_eq!(
        desk.tell(audio(generation)),
        [Effect::Enqueue {
            cue,
            pcm: pcm.clone(),
            pause
        }]
    );
    desk.now += Duration::from_millis(300);
    desk.hear(from, 0.0);
    assert_eq!(desk.state.gauge.first_sound, Some(Duration::from_millis(300)));
    assert_eq!(desk.state.playback.status, Status::Playing);
    let effects = desk.hear(id(FOX, 4), 0.0);
    assert!(effects.contains(&Effect::Engine(Command::Cursor(id(FOX, 4)))));
    assert_eq!(desk.state.cursor(), Some(id(FOX, 4)), "the cursor goes along");
    desk.type_keys("k");
    desk.hear(id(FOX, 5), 0.0);
    assert_eq!(
        desk.state.cursor(),
        Some(id(FOX, 3)),
        "unless the reader looks elsewhere"
    );
    desk.type_keys("f");
    assert_eq!(desk.state.cursor(), Some(id(FOX, 5)));
}

#[test]
fn pausing_stopping_and_the_end() {
    let mut desk = listening();
    assert_eq!(desk.type_keys(" ")[0], Effect::PauseSound);
    assert_eq!(desk.type_keys(" "), [Effect::ResumeSound]);
    let ended = Event::Player(PlayerEvent::Ended);
    desk.send(ended);
    assert!(
        matches!(desk.state.playback.status, Status::Waiting),
        "the voice is late"
    );
    let last = desk.state.outline.readable().last().unwrap().sentence.id;
    desk.hear(last, 0.0);
    desk.send(Event::Player(PlayerEvent::Ended));
    assert_eq!(desk.state.playback.status, Status::Stopped);
    assert_eq!(desk.state.notice.as_deref(), Some("the end"));
}

#[test]
fn the_next_chapter_is_the_next_that_is_read() {
    let mut desk = listening();
    let effects = desk.type_keys("]");
    assert_eq!(desk.state.playback.heard_id(), Some(id(SUN, 1)));
    assert!(matches!(effects.last(), Some(Effect::Engine(Command::Listen { from, .. })) if *from == id(SUN, 1)));
}

#[test]
fn another_voice_speaks_from_the_next_sentence_on() {
    let mut desk = listening();
    let before = desk.state.playback.generation;
    desk.type_keys("vlewis");
    let effects = desk.key(KeyCode::Enter);
    assert_eq!(desk.state.voice.as_str(), "bm_lewis");
    let scripts = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(Command::Script { lines, .. }) => Some(lines),
        _ => None,
    });
    assert!(scripts.flatten().all(|line| line.voice.as_str() == "bm_lewis"));
    assert_eq!(
        effects.last(),
        Some(&Effect::KeepCurrent),
        "what is heard is heard to its end"
    );
    let heard = Cue {
        generation: before,
        id: id(FOX, 3),
    };
    let effects = desk.send(Event::Player(PlayerEvent::Kept(Some(heard))));
    let generation = Generation(before.0 + 1);
    let from = id(FOX, 4);
    assert_eq!(effects, [Effect::Engine(Command::Listen { generation, from })]);
    let at = Duration::from_secs(2);
    desk.send(Event::Player(PlayerEvent::Heard { cue: heard, at }));
    assert_eq!(
        desk.state.playback.heard,
        Some((id(FOX, 3), at)),
        "the place in it is still told"
    );
    desk.hear(from, 0.0);
    assert_eq!(desk.state.playback.heard_id(), Some(from));
}

#[test]
fn a_voice_changed_twice_begins_once() {
    let mut desk = listening();
    let heard = Cue {
        generation: desk.state.playback.generation,
        id: id(FOX, 3),
    };
    desk.type_keys("++");
    let kept = || Event::Player(PlayerEvent::Kept(Some(heard)));
    assert_eq!(desk.send(kept()), [], "the second answer counts");
    assert_eq!(desk.send(kept()).len(), 1);
}

#[test]
fn a_voice_is_tried_with_the_sentence_under_the_cursor() {
    let mut desk = listening();
    desk.type_keys("vheart");
    let effects = desk.key(KeyCode::Tab);
    assert_eq!(effects[0], Effect::PauseSound, "one voice at a time");
    let Some(Effect::Engine(Command::Say(say))) = effects.last() else {
        panic!("{effects:?}")
    };
    assert_eq!(say.voice.as_str(), "af_heart");
    assert!(
        matches!(&say.words, Words::Text(text) if text.contains("High above him")),
        "{say:?}"
    );
    let pcm = Pcm {
        rate: 24_000,
        samples: vec![0.5; 10],
    };
    let said = Engine::Said {
        ticket: say.ticket,
        phonemes: Phonemes::default(),
        pcm: pcm.clone(),
        took: Duration::from_secs(1),
    };
    assert_eq!(desk.tell(said), [Effect::Sample(pcm)]);
    assert_eq!(desk.state.voice.as_str(), "bf_lily", "trying is not choosing");
    assert_eq!(
        desk.key(KeyCode::Esc),
        [Effect::EndSample, Effect::ResumeSound],
        "the listener goes on"
    );
}
