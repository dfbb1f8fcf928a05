//! Words said otherwise, and other readings.

use std::time::Duration;

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::{Desk, FOX, id, listening};
use crate::audio::Pcm;
use crate::engine::{Command, Event as Engine};
use crate::speech::{Phonemes, Said};
use crate::studio::effect::Effect;
use crate::studio::event::Event;
use crate::studio::outline::Sound;
use crate::studio::overlay::Overlay;
use crate::studio::playback::Status;
use crate::text::SentenceId;

fn engine(effects: &[Effect]) -> Vec<&Command> {
    let commands = effects.iter().filter_map(|effect| match effect {
        Effect::Engine(command) => Some(command),
        _ => None,
    });
    commands.collect()
}

/// A studio whose cursor is on “High above him hung a bunch of grapes …”, of which the first five sentences are said.
fn at_the_grapes() -> Desk {
    let mut desk = Desk::ready();
    desk.type_keys("jj");
    for sentence in 1..=5 {
        desk.say(id(FOX, sentence));
    }
    desk
}

fn choose(desk: &mut Desk, word: &str) {
    for _ in 0..40 {
        desk.key(KeyCode::Left);
    }
    for _ in 0..40 {
        match &desk.state.overlay {
            Some(Overlay::Edit(editor)) if editor.word() == word => return,
            _ => drop(desk.key(KeyCode::Right)),
        }
    }
    panic!("{word} is not in the sentence");
}

#[test]
fn nothing_can_be_taught_that_nobody_could_say() {
    let mut desk = at_the_grapes();
    desk.type_keys("e###");
    assert_eq!(desk.key(KeyCode::Enter), []);
    assert!(matches!(desk.state.overlay, Some(Overlay::Edit(_))));
    assert!(desk.state.notice.as_ref().unwrap().contains("nothing would be said"));
    for _ in 0..3 {
        desk.key(KeyCode::Backspace);
    }
    desk.key(KeyCode::Up);
    desk.type_keys("kw§k");
    assert_eq!(desk.key(KeyCode::Enter), []);
    assert!(desk.state.notice.as_ref().unwrap().contains("“§” is no phoneme"));
    desk.key(KeyCode::Backspace);
    desk.key(KeyCode::Backspace);
    desk.type_keys("ˈiːk.wɛɡ");
    assert_ne!(desk.key(KeyCode::Enter), []);
    assert!(desk.state.overlay.is_none(), "{:?}", desk.state.notice);
}

#[test]
fn what_is_typed_is_not_lost_to_an_arrow() {
    let mut desk = Desk::ready();
    desk.type_keys("jjekaos");
    desk.key(KeyCode::Left);
    desk.key(KeyCode::Backspace);
    let typed = |desk: &Desk| match &desk.state.overlay {
        Some(Overlay::Edit(editor)) => (editor.word().to_owned(), editor.typed.value().to_owned()),
        other => panic!("{other:?}"),
    };
    let (word, text) = typed(&desk);
    assert_eq!(text, "kas");
    for _ in 0..3 {
        desk.key(KeyCode::Delete);
        desk.key(KeyCode::Backspace);
    }
    desk.key(KeyCode::Left);
    assert_ne!(typed(&desk).0, word, "with nothing typed it is another word");
}

#[test]
fn a_word_is_tried_and_kept_and_only_its_sentences_are_said_again() {
    let mut desk = at_the_grapes();
    assert_eq!(desk.type_keys("e"), []);
    choose(&mut desk, "grapes");
    desk.type_keys("GRAH-pes");
    insta::assert_snapshot!("edit_a_word", desk.screen(80, 24));
    let effects = desk.key(KeyCode::Tab);
    let [Command::Say(say)] = engine(&effects)[..] else {
        panic!("{effects:?}")
    };
    let (ticket, trial) = (say.ticket, say.trial.as_ref().unwrap());
    assert_eq!(
        trial.get("Grapes").unwrap().said,
        Said::Respelling("GRAH-pes".to_owned())
    );
    assert!(desk.state.choices.lexicon.is_empty(), "trying is not keeping");
    let pcm = Pcm {
        rate: 24_000,
        samples: vec![0.5; 10],
    };
    let effects = desk.tell(Engine::Said {
        ticket,
        phonemes: Phonemes::new("hˈI əbˈʌv hɪm hˈʌŋ ɐ bˈʌnʧ əv ɡɹˈɑːpɛs"),
        pcm: pcm.clone(),
        took: Duration::from_secs(1),
    });
    assert_eq!(effects, [Effect::Sample(pcm)]);
    insta::assert_snapshot!("edit_a_word_60x15", desk.screen(60, 15));

    let before = desk.state.generation;
    let effects = desk.key(KeyCode::Enter);
    let Some(Effect::Save(choices)) = effects.iter().find(|effect| matches!(effect, Effect::Save(_))) else {
        panic!("{effects:?}")
    };
    assert_eq!(choices.lexicon.entries().len(), 1);
    let [
        Command::Learn(learnt),
        Command::Script { generation, lines },
        Command::Survey(_),
        Command::Render(again),
    ] = engine(&effects)[..]
    else {
        panic!("{effects:?}")
    };
    assert_eq!(*learnt, choices.lexicon);
    assert_ne!(*generation, before);
    let holding = |id: &SentenceId| desk.state.outline.sentence(*id).unwrap().sentence.text.to_lowercase();
    assert!(lines.len() > 1 && lines.iter().all(|line| holding(&line.id).contains("grape")));
    let said = [id(FOX, 1), id(FOX, 3)];
    assert_eq!(again, &said, "of those only the heading and this one had been said");
    assert_eq!(
        desk.state.outline.sentence(id(FOX, 2)).unwrap().sound,
        Sound::Done(Duration::from_secs(3))
    );
    assert_eq!(desk.state.outline.sentence(id(FOX, 3)).unwrap().sound, Sound::Waiting);
    insta::assert_snapshot!("edited_sentences", desk.screen(80, 24));

    let spoken = |generation| Engine::Started {
        id: id(FOX, 3),
        generation,
    };
    desk.tell(spoken(before));
    assert_eq!(
        desk.state.outline.sentence(id(FOX, 3)).unwrap().sound,
        Sound::Waiting,
        "that is the old line"
    );
    desk.tell(spoken(desk.state.generation));
    assert_eq!(desk.state.outline.sentence(id(FOX, 3)).unwrap().sound, Sound::Speaking);
}

#[test]
fn a_word_is_said_as_usual_again() {
    let mut desk = at_the_grapes();
    desk.type_keys("e");
    choose(&mut desk, "grapes");
    desk.key(KeyCode::Up);
    desk.type_keys("ɡɹˈAps");
    desk.key(KeyCode::Enter);
    let entry = desk.state.choices.lexicon.get("grapes").unwrap();
    assert_eq!(entry.said, Said::Phonemes("ɡɹˈAps".to_owned()));
    desk.type_keys("e");
    let Some(Overlay::Edit(editor)) = &desk.state.overlay else {
        panic!("nothing to edit")
    };
    assert_eq!(
        (editor.word(), editor.typed.value()),
        ("grapes", "ɡɹˈAps"),
        "it begins with what is known"
    );
    desk.send(Event::Key(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL)));
    desk.key(KeyCode::Enter);
    assert!(desk.state.choices.lexicon.is_empty());
    assert!(
        desk.state.notice.as_ref().unwrap().contains("as usual"),
        "{:?}",
        desk.state.notice
    );
    desk.type_keys("e");
    assert_eq!(
        engine(&desk.key(KeyCode::Enter)),
        [] as [&Command; 0],
        "nothing typed, nothing done"
    );
}

#[test]
fn words_that_belong_together_are_one() {
    let mut desk = at_the_grapes();
    desk.type_keys("e");
    choose(&mut desk, "High");
    for _ in 0..2 {
        desk.send(Event::Key(KeyEvent::new(KeyCode::Right, KeyModifiers::SHIFT)));
    }
    desk.send(Event::Key(KeyEvent::new(KeyCode::Left, KeyModifiers::SHIFT)));
    desk.type_keys("low");
    desk.key(KeyCode::Enter);
    assert_eq!(desk.state.choices.lexicon.entries()[0].word, "High above");
}

#[test]
fn a_listener_is_interrupted_and_goes_on() {
    let mut desk = listening();
    let effects = desk.type_keys("e");
    assert_eq!(effects[0], Effect::PauseSound);
    assert_eq!(desk.key(KeyCode::Esc), [Effect::EndSample, Effect::ResumeSound]);
    assert_eq!(desk.state.playback.status, Status::Playing);
    desk.type_keys("e");
    choose(&mut desk, "grapes");
    desk.type_keys("gray pes");
    let effects = desk.key(KeyCode::Enter);
    let Some(Command::Listen { from, .. }) = engine(&effects).last() else {
        panic!("{effects:?}")
    };
    assert_eq!(
        *from,
        id(FOX, 3),
        "what is heard has changed, and is heard from its beginning"
    );
}

#[test]
fn another_reading_is_another_take_of_one_sentence() {
    let mut desk = at_the_grapes();
    for take in 1..=2 {
        let effects = desk.type_keys("a");
        let Some(Command::Script { lines, .. }) = engine(&effects).first() else {
            panic!("{effects:?}")
        };
        assert_eq!((lines.len(), lines[0].id, lines[0].take), (1, id(FOX, 3), take));
    }
    assert_eq!(desk.state.choices.retakes.len(), 1);
}
