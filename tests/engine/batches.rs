//! A narrator that likes several sentences at once gets them where nobody waits for one, and nothing else changes.

use lector::engine::BackendName::{Cpu, Mlx};
use lector::engine::{Command, Event, Generation};
use lector::store::Project;

use crate::support::scene::{Scene, id, line, lines, project};
use crate::support::tones::{Tones, Turn};

/// Renders twenty lines; gives back which were said, in their order, and which were given up.
fn twenty_lines(tones: &Tones, project: &Project) -> (Scene, Vec<u32>, Vec<u32>) {
    let mut scene = Scene::new(tones, Some(project));
    scene.script(1, lines(20));
    scene.render(20);
    let mut spoken = scene.spoken().0;
    spoken.sort_unstable();
    let failed = scene.told.iter().filter_map(|event| match event {
        Event::Failed { id, .. } => Some(id.sentence),
        _ => None,
    });
    let failed = failed.collect();
    (scene, spoken, failed)
}

#[test]
fn a_render_is_said_in_batches_each_line_once() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().liking(8);
    let (scene, spoken, failed) = twenty_lines(&tones, &project);
    assert_eq!((spoken, failed), ((0..20).collect(), vec![]));
    assert_eq!(tones.said().len(), 20);
    assert!(
        tones.batches.lock().unwrap().iter().any(|size| *size > 1),
        "{:?}",
        tones.batches
    );
    assert_eq!(scene.count(|event| matches!(event, Event::Started { .. })), 20);

    let alone = Tones::default();
    let home = tempfile::tempdir().unwrap();
    let other = crate::support::scene::project(home.path());
    twenty_lines(&alone, &other);
    let mut keys = [project.clips().keys().unwrap(), other.clips().keys().unwrap()];
    for keys in &mut keys {
        keys.sort_by_key(ToString::to_string);
    }
    assert_eq!(keys[0], keys[1]);
    for key in &keys[0] {
        assert_eq!(
            project.clips().get(key).unwrap(),
            other.clips().get(key).unwrap(),
            "the same sound"
        );
    }
}

#[test]
fn what_a_batch_repeats_is_said_once() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().liking(8);
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(
        1,
        (0..10)
            .map(|number| line(number, ["yes", "no"][number as usize % 2]))
            .collect(),
    );
    scene.render(10);
    assert_eq!(tones.said().len(), 2, "{:?}", tones.said());
    assert_eq!(scene.count(|event| matches!(event, Event::Spoken { .. })), 10);
}

#[test]
fn a_listener_gets_one_sentence_at_a_time_and_interrupts_a_batch() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().liking(8).taking(0.2);
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(30));
    scene.send(Command::Render((0..30).map(id).collect()));
    scene.wait_for("batch", |event| matches!(event, Event::Started { .. }).then_some(()));
    let generation = Generation(1);
    scene.send(Command::Listen {
        generation,
        from: id(20),
    });
    let heard = scene.wait_for("sound", |event| match event {
        Event::Audio { id, .. } => Some(id.sentence),
        _ => None,
    });
    assert_eq!(heard, 20);
    assert!(
        scene.spoken().0.len() < 8,
        "the batch was given up: {:?}",
        scene.spoken()
    );
    scene.wait_until_idle();
    let mut spoken = scene.spoken().0;
    spoken.sort_unstable();
    assert_eq!(spoken, (0..30).collect::<Vec<_>>(), "and said later");
}

#[test]
fn a_batch_that_fails_is_said_by_the_other_backend() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::on(&[Mlx, Cpu]).liking(8).directed(|asked| match asked.backend {
        Mlx if asked.count >= 6 => Turn::Fail,
        _ => Turn::Speak,
    });
    let (scene, spoken, failed) = twenty_lines(&tones, &project);
    assert_eq!((spoken, failed), ((0..20).collect(), vec![]));
    assert_eq!(scene.count(|event| matches!(event, Event::FellBack { .. })), 1);
    let after = tones.asked.lock().unwrap()[7..]
        .iter()
        .all(|asked| asked.backend == Cpu);
    assert!(after, "the rest of the batch is not tried where it failed");
}

#[test]
fn of_a_batch_that_kills_the_thread_one_line_is_to_blame() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default()
        .liking(8)
        .directed(|asked| match asked.phonemes.as_str() {
            "this is sentence 5" => Turn::Crash,
            _ => Turn::Speak,
        });
    let (scene, spoken, failed) = twenty_lines(&tones, &project);
    assert_eq!(failed, [5]);
    assert_eq!(spoken, (0..20).filter(|number| *number != 5).collect::<Vec<_>>());
    // In a batch, unless it happened to be the only line that was ready, then alone, and alone once more.
    let restarts = scene.count(|event| matches!(event, Event::Restarted { .. }));
    let tried = tones.asked.lock().unwrap();
    let tried = tried.iter().filter(|asked| asked.phonemes == "this is sentence 5");
    assert_eq!(restarts, tried.count(), "each time it was tried");
    assert!((2..=3).contains(&restarts), "{restarts}");
}

#[test]
fn an_unsound_line_of_a_batch_is_said_again_in_two_halves() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default()
        .liking(8)
        .directed(|asked| match asked.phonemes.as_str() {
            "this is sentence 4" => Turn::Silence,
            _ => Turn::Speak,
        });
    let (_, spoken, failed) = twenty_lines(&tones, &project);
    assert_eq!((spoken, failed), ((0..20).collect(), vec![]));
    let said = tones.said();
    assert!(said.contains(&"sentence 4".to_owned()), "{said:?}");
    assert_eq!(said.len(), 22, "the line and its halves, and the others once");
}
