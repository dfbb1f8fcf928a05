//! Things said at once, out of any script.

use lector::engine::{Command, Event, Finish, Manner, Say, Ticket, Words};
use lector::speech::{Language, Phonemes, VoiceName};

use crate::support::scene::{Scene, id, lines, project};
use crate::support::tones::{Tones, Turn};

fn say(ticket: u64, words: Words, finish: Finish) -> Say {
    Say {
        ticket: Ticket(ticket),
        words,
        language: Language::EnglishGb,
        voice: VoiceName::new("bf_lily").unwrap(),
        manner: Manner::NORMAL,
        trial: None,
        no_noise: true,
        finish,
    }
}

fn text(ticket: u64, text: &str) -> Say {
    say(ticket, Words::Text(text.to_owned()), Finish::Heard)
}

fn answer(scene: &mut Scene) -> Result<Vec<f32>, String> {
    scene.wait_for("answer", |event| match event {
        Event::Said { pcm, .. } => Some(Ok(pcm.samples.clone())),
        Event::SayFailed { why, .. } => Some(Err(why.clone())),
        _ => None,
    })
}

#[test]
fn raw_output_is_every_sample_of_the_model() {
    let mut scene = Scene::new(&Tones::default(), None);
    scene.send(Command::Say(say(
        1,
        Words::Phonemes(Phonemes::new("həlˈO")),
        Finish::Raw,
    )));
    let raw = answer(&mut scene).unwrap();
    assert_eq!(raw.len(), (12 + 5 * 3 + 12) * 600);
    assert_eq!(raw[..600], [0.0; 600], "silence at the edges stays");

    scene.send(Command::Say(say(
        2,
        Words::Phonemes(Phonemes::new("həlˈO")),
        Finish::Heard,
    )));
    let heard = answer(&mut scene).unwrap();
    assert!(heard.len() < raw.len() - 10_000, "{} of {}", heard.len(), raw.len());
}

#[test]
fn too_many_phonemes_at_once_are_refused_raw_and_split_otherwise() {
    let long = Phonemes::new("a".repeat(511));
    let mut scene = Scene::new(&Tones::default(), None);
    scene.send(Command::Say(say(1, Words::Phonemes(long.clone()), Finish::Raw)));
    let why = answer(&mut scene).unwrap_err();
    assert!(why.contains("511") && why.contains("510"), "{why}");
    scene.send(Command::Say(say(2, Words::Phonemes(long), Finish::Heard)));
    answer(&mut scene).unwrap();
}

#[test]
fn answers_come_in_order_before_the_render_and_nothing_is_kept_of_them() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().taking(0.05);
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(10));
    scene.send(Command::Render((0..10).map(id).collect()));
    scene.wait_for("start", |event| matches!(event, Event::Started { .. }).then_some(()));
    scene.send(Command::Say(text(1, "one")));
    scene.send(Command::Say(text(2, "two")));
    scene.wait_until_idle();
    let order: Vec<_> = tones.said();
    let place = |words: &str| order.iter().position(|said| said == words).unwrap();
    assert!(place("one") < place("two"));
    assert!(place("two") <= 4, "the render waited: {order:?}");
    let tickets: Vec<_> = scene
        .told
        .iter()
        .filter_map(|event| match event {
            Event::Said { ticket, .. } => Some(ticket.0),
            _ => None,
        })
        .collect();
    assert_eq!(tickets, [1, 2]);
    assert_eq!(project.clips().keys().unwrap().len(), 10);
}

#[test]
fn tickets_need_not_differ() {
    let mut scene = Scene::new(&Tones::default(), None);
    scene.send(Command::Say(text(1, "one")));
    scene.send(Command::Say(text(1, "three")));
    let first = answer(&mut scene).unwrap();
    let second = answer(&mut scene).unwrap();
    assert!(first.len() < second.len());
}

#[test]
fn what_cannot_be_said_is_answered_too() {
    let tones = Tones::default().directed(|asked| match asked.phonemes.as_str() {
        "hush" => Turn::Silence,
        _ => Turn::Speak,
    });
    let mut scene = Scene::new(&tones, None);
    for (words, expected) in [
        ("unspeakable", "nobody can say it"),
        ("boom", "the phonemiser crashed"),
        ("hush", "silent"),
    ] {
        scene.send(Command::Say(text(1, words)));
        let why = answer(&mut scene).unwrap_err();
        assert!(why.contains(expected), "{words}: {why}");
    }
    let mut nobody = text(2, "hello");
    nobody.voice = VoiceName::new("bf_nobody").unwrap();
    scene.send(Command::Say(nobody));
    assert!(answer(&mut scene).unwrap_err().contains("there is no voice bf_nobody"));
    scene.send(Command::Say(text(3, "still here")));
    answer(&mut scene).unwrap();
}
