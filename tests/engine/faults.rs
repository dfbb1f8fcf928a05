//! What fails is made good, or reported; nothing is lost in silence.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use lector::engine::BackendName::{Cpu, Mlx};
use lector::engine::{Command, Event, Finish, Generation, Say, Ticket, Words};
use lector::store::{BookId, Disk, OsDisk, Project, Projects};

use crate::support::scene::{Scene, id, line, lines, project};
use crate::support::tones::{Tones, Turn};

fn is_fall_back(event: &Event) -> bool {
    matches!(event, Event::FellBack { from: Mlx, to: Cpu, .. })
}

fn is_restart(event: &Event) -> bool {
    matches!(event, Event::Restarted { .. })
}

/// Renders ten lines and says which came out, and which were given up and why.
fn ten_lines(tones: &Tones, project: &Project) -> (Scene, Vec<(u32, String)>) {
    let mut scene = Scene::new(tones, Some(project));
    scene.script(1, lines(10));
    scene.render(10);
    let failed = scene.told.iter().filter_map(|event| match event {
        Event::Failed { id, why, .. } => Some((id.sentence, why.clone())),
        _ => None,
    });
    let failed = failed.collect();
    (scene, failed)
}

#[test]
fn a_backend_that_fails_in_the_middle_is_replaced_and_nothing_is_lost() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::on(&[Cpu, Mlx]).directed(|asked| match asked.backend {
        Mlx if asked.count >= 4 => Turn::Fail,
        _ => Turn::Speak,
    });
    let (scene, failed) = ten_lines(&tones, &project);
    assert_eq!(failed, []);
    assert_eq!(scene.spoken().0, (0..10).collect::<Vec<_>>());
    assert_eq!(scene.count(is_fall_back), 1);
    let asked = tones.asked.lock().unwrap().clone();
    assert_eq!(asked[4].phonemes, asked[5].phonemes, "the same sentence is said again");
    assert!(
        asked[5..].iter().all(|asked| asked.backend == Cpu),
        "MLX is not asked again"
    );
    drop(scene);

    let healthy = Tones::on(&[Cpu, Mlx]);
    let (scene, _) = ten_lines(&healthy, &project);
    assert!(scene.spoken().0.is_empty(), "what the other backend said counts");
}

#[test]
fn a_thread_that_dies_is_started_again_and_the_sentence_said() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().directed(|asked| match asked.count {
        3 | 6 => Turn::Crash,
        _ => Turn::Speak,
    });
    let (scene, failed) = ten_lines(&tones, &project);
    assert_eq!(failed, []);
    assert_eq!(scene.spoken().0, (0..10).collect::<Vec<_>>());
    assert_eq!(scene.count(is_restart), 2, "once for each of two sentences");
}

#[test]
fn a_sentence_that_kills_every_thread_is_given_up_and_the_others_are_said() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().directed(|asked| match asked.phonemes.as_str() {
        "this is sentence 5" => Turn::Crash,
        _ => Turn::Speak,
    });
    let (scene, failed) = ten_lines(&tones, &project);
    assert_eq!(failed.len(), 1);
    assert!(failed[0].0 == 5 && failed[0].1.contains("cpu crashed"), "{failed:?}");
    assert_eq!(scene.spoken().0, [0, 1, 2, 3, 4, 6, 7, 8, 9]);
}

#[test]
fn a_backend_that_dies_twice_on_a_sentence_is_replaced() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::on(&[Mlx, Cpu]).directed(|asked| match asked.backend {
        Mlx if asked.phonemes.ends_with('5') => Turn::Crash,
        _ => Turn::Speak,
    });
    let (scene, failed) = ten_lines(&tones, &project);
    assert_eq!(failed, []);
    assert_eq!((scene.count(is_restart), scene.count(is_fall_back)), (1, 1));
    assert_eq!(scene.spoken().0, (0..10).collect::<Vec<_>>());
}

#[test]
fn a_model_that_does_not_load_is_tried_on_the_other_backend() {
    for how in [Turn::Fail, Turn::Crash] {
        let home = tempfile::tempdir().unwrap();
        let project = project(home.path());
        let tones = Tones::on(&[Cpu, Mlx]).loading(move |backend| if backend == Mlx { how } else { Turn::Speak });
        let (scene, failed) = ten_lines(&tones, &project);
        assert_eq!(failed, []);
        assert_eq!(scene.count(is_fall_back), 1);
        assert_eq!(scene.spoken().0.len(), 10);
    }
}

#[test]
fn without_any_backend_it_says_so_and_why() {
    let tones = Tones::on(&[Cpu, Mlx]).loading(|_| Turn::Fail);
    let mut scene = Scene::new(&tones, None);
    let why = scene.wait_for("bad news", |event| match event {
        Event::NoModel { why } => Some(why.clone()),
        _ => None,
    });
    assert_eq!(why, "mlx: mlx cannot start here; cpu: cpu cannot start here");
    scene.send(Command::Say(Say {
        ticket: Ticket(1),
        words: Words::Text("hello".to_owned()),
        language: line(0, "").language,
        voice: line(0, "").voice,
        manner: line(0, "").manner,
        trial: None,
        no_noise: false,
        finish: Finish::Heard,
    }));
    scene.wait_for("refusal", |event| {
        matches!(event, Event::SayFailed { .. }).then_some(())
    });
}

#[test]
fn an_unsound_sentence_is_said_again_in_two_halves() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let tones = Tones::default().directed(|asked| match asked.phonemes.as_str() {
        "this is sentence 4" => Turn::Silence,
        "this is sentence 6" => Turn::NotANumber,
        _ => Turn::Speak,
    });
    let (scene, failed) = ten_lines(&tones, &project);
    assert_eq!(failed, []);
    let said = tones.said();
    assert!(
        said.contains(&"this is".to_owned()) && said.contains(&"sentence 4".to_owned()),
        "{said:?}"
    );
    let parts = scene.told.iter().find_map(|event| match event {
        Event::Spoken { id, key, .. } if id.sentence == 4 => Some(project.clips().get(key).unwrap().unwrap()),
        _ => None,
    });
    assert_eq!(parts.unwrap().parts().len(), 2);
}

#[test]
fn a_sentence_that_stays_unsound_is_reported_and_tried_again_when_asked() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mended = Arc::new(AtomicBool::new(false));
    let is_mended = Arc::clone(&mended);
    let tones = Tones::default().directed(move |asked| {
        let bad = asked.phonemes.contains('4') || asked.phonemes == "this is";
        if bad && !is_mended.load(Ordering::Relaxed) {
            Turn::Silence
        } else {
            Turn::Speak
        }
    });
    let (mut scene, failed) = ten_lines(&tones, &project);
    assert_eq!(failed.len(), 1);
    assert!(failed[0].0 == 4 && failed[0].1.contains("silent"), "{failed:?}");
    mended.store(true, Ordering::Relaxed);
    scene.render(10);
    assert_eq!(scene.spoken().0.last(), Some(&4));
}

#[test]
fn a_phonemiser_that_crashes_costs_one_sentence() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let mut scene = Scene::new(&Tones::default(), Some(&project));
    let mut script = lines(5);
    script[1] = line(1, "boom");
    scene.script(1, script);
    scene.render(5);
    assert_eq!(scene.spoken().0, [0, 2, 3, 4]);
    assert_eq!(scene.count(|event| matches!(event, Event::Failed { .. })), 1);
}

#[test]
fn a_damaged_clip_is_said_again() {
    let home = tempfile::tempdir().unwrap();
    let project = project(home.path());
    let (scene, _) = ten_lines(&Tones::default(), &project);
    let key = scene.told.iter().find_map(|event| match event {
        Event::Spoken { id, key, .. } if id.sentence == 3 => Some(*key),
        _ => None,
    });
    drop(scene);
    let file = project.folder().join("clips").join(format!("{}.clip", key.unwrap()));
    let intact = std::fs::read(&file).unwrap();
    let mut damaged = intact.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 0x10;
    std::fs::write(&file, damaged).unwrap();

    let (scene, failed) = ten_lines(&Tones::default(), &project);
    assert_eq!(failed, []);
    assert_eq!(scene.spoken().0, [3]);
    assert_eq!(
        scene.count(|event| matches!(event, Event::Damaged { id, .. } if id.sentence == 3)),
        1
    );
    assert_eq!(
        std::fs::read(&file).unwrap(),
        intact,
        "the same sentence, the same bytes"
    );
}

/// This machine's file system, until it is full.
#[derive(Debug, Default)]
struct SmallDisk {
    full: AtomicBool,
}

impl Disk for SmallDisk {
    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        OsDisk.read(path)
    }
    fn write(&self, path: &Path, content: &[u8]) -> io::Result<()> {
        if self.full.load(Ordering::Relaxed) {
            OsDisk.write(path, &content[..content.len() / 2])?;
            return Err(io::ErrorKind::StorageFull.into());
        }
        OsDisk.write(path, content)
    }
    fn sync(&self, path: &Path) -> io::Result<()> {
        OsDisk.sync(path)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        OsDisk.rename(from, to)
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        OsDisk.sync_folder(folder)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        OsDisk.remove(path)
    }
    fn list(&self, folder: &Path) -> io::Result<Vec<PathBuf>> {
        OsDisk.list(folder)
    }
    fn size(&self, path: &Path) -> io::Result<u64> {
        OsDisk.size(path)
    }
    fn make_folder(&self, folder: &Path) -> io::Result<()> {
        OsDisk.make_folder(folder)
    }
}

#[test]
fn a_full_disk_stops_the_render_but_not_the_listener() {
    let home = tempfile::tempdir().unwrap();
    let book = home.path().join("book.epub");
    std::fs::write(&book, "a book").unwrap();
    let disk = Arc::new(SmallDisk::default());
    let projects = Projects::on(home.path().join("projects"), Arc::<SmallDisk>::clone(&disk));
    let project = projects.open(&BookId::of("A Book", &book).unwrap()).unwrap();
    let tones = Tones::default();
    let mut scene = Scene::new(&tones, Some(&project));
    scene.script(1, lines(10));
    scene.render(3);
    disk.full.store(true, Ordering::Relaxed);
    scene.render(10);
    assert_eq!(tones.said().len(), 4, "one was tried, no more");
    let why = scene.told.iter().find_map(|event| match event {
        Event::StoreFailed { why } => Some(why.clone()),
        _ => None,
    });
    assert!(why.unwrap().starts_with("the disk is full"));
    assert_eq!(project.clips().keys().unwrap().len(), 3);
    assert_eq!(
        std::fs::read_dir(project.folder().join("clips")).unwrap().count(),
        3,
        "nothing half-written"
    );

    let generation = Generation(1);
    scene.send(Command::Listen {
        generation,
        from: id(2),
    });
    scene.wait_until_idle();
    assert_eq!(scene.count(|event| matches!(event, Event::Audio { .. })), 8);
    disk.full.store(false, Ordering::Relaxed);
    scene.send(Command::StopListening);
    scene.render(10);
    assert_eq!(
        project.clips().keys().unwrap().len(),
        10,
        "with room again, everything is kept"
    );
}
