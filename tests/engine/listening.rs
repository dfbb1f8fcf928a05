//! What a listener gets, in which order, and how soon.

use std::time::{Duration, Instant};

use lector::engine::{Command, EngineConfig, Event, Generation};

use crate::support::scene::{Scene, id, line, lines, project};
use crate::support::tones::{Tones, Turn};

fn listen(scene: &Scene, generation: u64, from: u32) {
    let generation = Generation(generation);
    scene.send(Command::Listen {
        generation,
        from: id(from),
    });
}

/// The sentences handed to the listener of one generation.
fn heard(scene: &Scene, listening: u64) -> Vec<u32> {
    let heard = scene.told.iter().filter_map(|event| match event {
        Event::Audio { generation, id, .. } if generation.0 == listening => Some(id.sentence),
        _ => None,
    });
    heard.collect()
}

fn wait_for_audio(scene: &mut Scene, sentence: u32) {
    scene.wait_for("audio", |event| match event {
        Event::Audio { id, .. } if id.sentence == sentence => Some(()),
        _ => None,
    });
}

fn wait_for_audio_or_have_it(scene: &mut Scene, sentence: u32) {
    if sentence < 20 && !heard(scene, 1).contains(&sentence) {
        wait_for_audio(scene, sentence);
    }
}

/// The lines of these tests last about two seconds each, trimmed and with their pause; four are kept ready.
fn eight_seconds() -> EngineConfig {
    EngineConfig {
        ahead: Duration::from_secs(8),
        ..EngineConfig::default()
    }
}

#[test]
fn lines_come_in_order_and_no_further_ahead_than_wanted() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut scene = Scene::with(eight_seconds(), &tones, Some(&project));
    scene.script(1, lines(40));
    listen(&scene, 1, 10);
    scene.wait_until_idle();
    let first = heard(&scene, 1);
    assert!(first.len() >= 3 && first.len() <= 8, "{first:?}");
    assert_eq!(first, (10..10 + first.len() as u32).collect::<Vec<_>>());
    let said = tones.said().len();
    assert!(said <= first.len() + 1, "{said} said, {} handed out", first.len());

    scene.send(Command::Cursor(id(13)));
    scene.wait_until_idle();
    let after = heard(&scene, 1);
    assert_eq!(after.len(), first.len() + 3, "three heard, three more handed out");
    assert_eq!(after, (10..10 + after.len() as u32).collect::<Vec<_>>());
}

#[test]
fn the_sound_is_what_the_store_has() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut scene = Scene::new(&Tones::default(), Some(&project));
    scene.script(1, lines(2));
    listen(&scene, 1, 0);
    scene.wait_until_idle();
    let key = scene.told.iter().find_map(|event| match event {
        Event::Spoken { id, key, .. } if id.sentence == 1 => Some(*key),
        _ => None,
    });
    let kept = project.clips().get(&key.unwrap()).unwrap().unwrap();
    let handed_out = scene.told.iter().find_map(|event| match event {
        Event::Audio {
            id, pcm, pause_after, ..
        } if id.sentence == 1 => Some((pcm.clone(), *pause_after)),
        _ => None,
    });
    let (pcm, pause) = handed_out.unwrap();
    assert_eq!(pcm, kept.sound(lector::audio::Breath::default()));
    assert_eq!(pause, Duration::from_millis(350));
}

#[test]
fn a_jump_does_not_wait_for_the_render() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    // The line in the background takes almost two seconds, the one the listener wants an eighth of one.
    let tones = Tones::default().taking(0.05);
    let mut scene = Scene::new(&tones, Some(&project));
    let mut script = lines(30);
    script[0] = line(0, &"a very long sentence indeed ".repeat(17));
    scene.script(1, script);
    scene.wait_until_ready();
    scene.send(Command::Render((0..30).map(id).collect()));
    scene.wait_for("start", |event| matches!(event, Event::Started { .. }).then_some(()));
    let asked = Instant::now();
    listen(&scene, 1, 20);
    wait_for_audio(&mut scene, 20);
    let waited = asked.elapsed();
    // Its own time is an eighth of a second; the rest is for a machine that runs other tests beside this one.
    assert!(waited < Duration::from_millis(600), "first sound after {waited:?}");
    scene.send(Command::StopListening);
    scene.wait_until_idle();
    let (mut new, _) = scene.spoken();
    new.sort_unstable();
    assert_eq!(
        new,
        (0..30).collect::<Vec<_>>(),
        "the interrupted line is said after all"
    );
}

#[test]
fn what_is_kept_is_heard_while_the_model_is_busy_or_not_even_loaded() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut first = Scene::new(&tones, Some(&project));
    first.script(1, lines(5));
    first.render(5);
    drop(first);
    let slow = Tones::default().loading(|_| {
        std::thread::sleep(Duration::from_secs(2));
        Turn::Speak
    });
    let mut scene = Scene::new(&slow, Some(&project));
    let asked = Instant::now();
    scene.script(1, lines(5));
    listen(&scene, 1, 0);
    wait_for_audio(&mut scene, 4);
    assert!(asked.elapsed() < Duration::from_millis(500), "{:?}", asked.elapsed());
}

#[test]
fn a_line_that_failed_is_passed_over_and_reported() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut scene = Scene::new(&Tones::default(), Some(&project));
    let mut script = lines(6);
    script[2] = line(2, "unspeakable");
    scene.script(1, script);
    listen(&scene, 1, 0);
    scene.wait_until_idle();
    assert_eq!(heard(&scene, 1), [0, 1, 3, 4, 5]);
    let failed = scene.count(
        |event| matches!(event, Event::Failed { id, why, .. } if id.sentence == 2 && why == "nobody can say it"),
    );
    assert_eq!(failed, 1);
}

#[test]
fn a_new_listen_begins_a_new_generation() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut scene = Scene::with(eight_seconds(), &Tones::default(), Some(&project));
    scene.script(1, lines(30));
    listen(&scene, 1, 0);
    wait_for_audio(&mut scene, 0);
    listen(&scene, 2, 20);
    scene.wait_until_idle();
    let new = heard(&scene, 2);
    assert_eq!(new[..3], [20, 21, 22]);
}

#[test]
fn without_a_store_one_can_still_listen() {
    let mut scene = Scene::with(eight_seconds(), &Tones::default(), None);
    scene.script(1, lines(20));
    listen(&scene, 1, 0);
    scene.wait_until_idle();
    for cursor in 1..20 {
        scene.send(Command::Cursor(id(cursor)));
        wait_for_audio_or_have_it(&mut scene, cursor + 1);
    }
    assert_eq!(heard(&scene, 1), (0..20).collect::<Vec<_>>());
    assert_eq!(
        scene.spoken(),
        (vec![], vec![]),
        "nothing is kept, and nothing said to be"
    );
}
