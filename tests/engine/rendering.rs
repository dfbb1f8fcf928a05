//! Lines are said once, kept, and never said again.

use std::time::Duration;

use lector::engine::{Command, Event, Generation, Words};
use lector::speech::VoiceName;

use crate::support::scene::{Scene, id, line, lines, project};
use crate::support::tones::Tones;

#[test]
fn every_line_is_said_once_and_kept() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(30));
    scene.render(30);
    assert_eq!(scene.spoken(), ((0..30).collect(), vec![]));
    assert_eq!(tones.said().len(), 30);
    assert_eq!(project.clips().keys().unwrap().len(), 30);
    for event in &scene.told {
        if let Event::Spoken {
            key,
            length,
            generation,
            ..
        } = event
        {
            let clip = project.clips().get(key).unwrap().unwrap();
            assert_eq!(clip.sound(lector::audio::Breath::default()).duration(), *length);
            assert_eq!(*generation, Generation(1));
        }
    }
}

#[test]
fn a_second_run_says_only_what_is_missing() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut first = Scene::new(&tones, Some(&project));
    first.script(1, lines(20));
    first.render(12);
    drop(first);
    let mut second = Scene::new(&tones, Some(&project));
    second.script(1, lines(20));
    second.render(20);
    assert_eq!(second.spoken(), ((12..20).collect(), (0..12).collect()));
    assert_eq!(tones.said().len(), 20);
}

#[test]
fn a_change_says_only_what_it_touches() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(10));
    scene.render(10);
    let mut changed = lines(10);
    changed[3].voice = VoiceName::new("bm_george").unwrap();
    changed[5].words = Words::Text("now it says something else".to_owned());
    changed[7].take = 1;
    changed[8].pause_after = Duration::from_secs(2);
    scene.told.clear();
    scene.script(2, changed);
    scene.render(10);
    assert_eq!(scene.spoken(), (vec![3, 5, 7], vec![0, 1, 2, 4, 6, 8, 9]));
    assert!(scene.told.iter().all(|event| match event {
        Event::Spoken { generation, .. } => *generation == Generation(2),
        _ => true,
    }));
}

#[test]
fn what_a_book_repeats_is_said_once() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, (0..6).map(|number| line(number, "yes")).collect());
    scene.render(6);
    assert_eq!(scene.spoken(), (vec![0], vec![1, 2, 3, 4, 5]));
    assert_eq!(tones.said().len(), 1);
}

#[test]
fn the_same_sentence_is_the_same_sound_whoever_is_asked_when() {
    let sound = |order: &[u32]| {
        let home = tempfile::tempdir().unwrap();
        let project = project(home.path());
        let mut scene = Scene::new(&Tones::default(), Some(&project));
        scene.script(1, lines(3));
        for sentence in order {
            scene.send(Command::Render(vec![id(*sentence)]));
            scene.wait_until_idle();
        }
        let mut files: Vec<_> = std::fs::read_dir(project.folder().join("clips"))
            .unwrap()
            .map(|entry| std::fs::read(entry.unwrap().path()).unwrap())
            .collect();
        files.sort();
        files
    };
    assert_eq!(sound(&[0, 1, 2]), sound(&[2, 0, 1]));
}

#[test]
fn a_line_changed_while_it_is_said_answers_for_the_new_one_only() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().taking(0.05);
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, vec![line(0, "what it said at first")]);
    scene.send(Command::Render(vec![id(0)]));
    scene.wait_for("start", |event| matches!(event, Event::Started { .. }).then_some(()));
    scene.script(2, vec![line(0, "what it says now")]);
    scene.render(1);
    let generations: Vec<_> = scene
        .told
        .iter()
        .filter_map(|event| match event {
            Event::Spoken { generation, .. } => Some(generation.0),
            _ => None,
        })
        .collect();
    assert_eq!(generations, [2]);
    assert_eq!(
        project.clips().keys().unwrap().len(),
        2,
        "what was said is kept all the same"
    );
}

#[test]
fn a_survey_finds_what_is_kept_and_says_nothing() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(10));
    scene.render(4);
    drop(scene);
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(10));
    scene.send(Command::Survey((0..10).map(id).collect()));
    scene.wait_until_idle();
    assert_eq!(scene.spoken(), (vec![], vec![0, 1, 2, 3]));
    assert_eq!(tones.said().len(), 4);
}

#[test]
fn a_cancelled_render_stops_and_can_go_on() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().taking(0.02);
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(20));
    scene.send(Command::Render((0..20).map(id).collect()));
    scene.wait_for("line", |event| matches!(event, Event::Spoken { .. }).then_some(()));
    scene.send(Command::Cancel);
    scene.wait_until_idle();
    let so_far = tones.said().len();
    assert!(so_far < 20);
    scene.render(20);
    assert_eq!(tones.said().len(), 20, "what was finished is not said again");
}

#[test]
fn a_line_taken_out_is_not_said() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default();
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(5));
    scene.send(Command::Remove(vec![id(1), id(3)]));
    scene.render(5);
    assert_eq!(scene.spoken().0, [0, 2, 4]);
}

#[test]
fn the_metrics_add_up() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().taking(0.02);
    let mut scene = Scene::new(&tones, Some(&project));
    let mut script = lines(6);
    script[2] = line(2, "unspeakable");
    scene.script(1, script);
    scene.render(6);
    let last = scene.told.iter().rev().find_map(|event| match event {
        Event::Metrics(metrics) => Some(*metrics),
        _ => None,
    });
    let metrics = last.unwrap();
    assert_eq!((metrics.done, metrics.failed, metrics.total), (5, 1, 6));
    assert!((0.02..0.2).contains(&metrics.real_time_factor), "{metrics:?}");
}

#[test]
fn commands_and_events_could_go_through_a_socket() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut scene = Scene::new(&Tones::default(), Some(&project));
    let over_the_wire = |command: &Command| {
        let wire = serde_json::to_string(command).unwrap();
        let back: Command = serde_json::from_str(&wire).unwrap();
        assert_eq!(back, *command);
        back
    };
    let lines = lines(2);
    let generation = Generation(7);
    scene.send(over_the_wire(&Command::Script { generation, lines }));
    scene.send(over_the_wire(&Command::Listen {
        generation,
        from: id(0),
    }));
    scene.send(over_the_wire(&Command::Render(vec![id(0), id(1)])));
    scene.wait_until_idle();
    assert!(scene.told.iter().any(|event| matches!(event, Event::Audio { .. })));
    for event in &scene.told {
        let wire = serde_json::to_string(event).unwrap();
        assert_eq!(serde_json::from_str::<Event>(&wire).unwrap(), *event);
    }
}
