//! The store when the power goes, the disk is full, or a file rots.

mod lossy_disk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use lossy_disk::{ContentLeft, LossyDisk, NamesLeft, Trouble};

use super::disk::{self, OsDisk};
use super::*;
use crate::kokoro::Speech;
use crate::speech::Phonemes;

const FOLDER: &str = "/clips";

fn key(number: usize) -> ClipKey {
    blake3::hash(&number.to_le_bytes()).to_hex().as_str().parse().unwrap()
}

fn clip(number: usize) -> Clip {
    let speech = Speech {
        samples: (0..600)
            .map(|i| 0.3 * ((i * (number + 3)) as f32 * 0.01).sin())
            .collect(),
        durations: vec![1],
        natural_frames: 1,
    };
    Clip::new(vec![Part::new(Phonemes::new("a"), speech)])
}

const ALL_LOSSES: [(NamesLeft, ContentLeft); 8] = [
    (NamesLeft::Synced, ContentLeft::Nothing),
    (NamesLeft::Synced, ContentLeft::Half),
    (NamesLeft::Synced, ContentLeft::Garbage),
    (NamesLeft::Synced, ContentLeft::All),
    (NamesLeft::All, ContentLeft::Nothing),
    (NamesLeft::All, ContentLeft::Half),
    (NamesLeft::All, ContentLeft::Garbage),
    (NamesLeft::All, ContentLeft::All),
];

/// Writes clips until the disk fails, and says how many were said to be kept.
fn keep_clips(disk: &Arc<LossyDisk>, count: usize) -> usize {
    let Ok(clips) = Clips::open(PathBuf::from(FOLDER), Arc::<LossyDisk>::clone(disk)) else {
        return 0;
    };
    (0..count)
        .take_while(|&number| clips.put(&key(number), &clip(number)).is_ok())
        .count()
}

#[test]
fn a_power_loss_at_any_step_takes_nothing_that_was_kept() {
    const COUNT: usize = 3;
    for steps in 0.. {
        let disk = Arc::new(LossyDisk::new(Trouble::PowerLossAfter(steps)));
        let kept = keep_clips(&disk, COUNT);
        for (names, content) in ALL_LOSSES {
            let situation = format!("after {steps} steps, {names:?} names and {content:?} content left");
            let disk = Arc::new(disk.after_power_loss(names, content));
            let clips = Clips::open(PathBuf::from(FOLDER), Arc::<LossyDisk>::clone(&disk)).unwrap();
            for number in 0..COUNT {
                match clips.get(&key(number)) {
                    Ok(Some(found)) => assert_eq!(found, clip(number), "{situation}"),
                    Ok(None) => assert!(number >= kept, "clip {number} is lost {situation}"),
                    Err(error) => panic!("clip {number}: {error} {situation}"),
                }
            }
            let leftovers = disk.file_names();
            assert!(
                leftovers.iter().all(|path| path.extension().unwrap() == "clip"),
                "{leftovers:?} {situation}"
            );
        }
        if kept == COUNT {
            return;
        }
    }
}

#[test]
fn a_replaced_file_is_the_old_or_the_new_one() {
    let path = Path::new("/project/project.json");
    for steps in 0.. {
        let disk = LossyDisk::new(Trouble::PowerLossAfter(steps));
        let old_kept = disk::replace(&disk, path, b"the old choices").is_ok();
        let new_kept = disk::replace(&disk, path, b"the new choices, longer").is_ok();
        for (names, content) in ALL_LOSSES {
            let found = disk.after_power_loss(names, content).read(path);
            let found = found.as_deref().map_err(std::io::Error::kind);
            match found {
                Ok(b"the new choices, longer") => {}
                Ok(b"the old choices") => assert!(!new_kept),
                Err(std::io::ErrorKind::NotFound) => assert!(!old_kept),
                other => panic!("{other:?} after {steps} steps"),
            }
        }
        if new_kept {
            return;
        }
    }
}

#[test]
fn a_full_disk_says_so_and_leaves_nothing_half_written() {
    for steps in 2..14 {
        let disk = Arc::new(LossyDisk::new(Trouble::FullAfter(steps)));
        let clips = Clips::open(PathBuf::from(FOLDER), Arc::<LossyDisk>::clone(&disk)).unwrap();
        let error = (0..)
            .find_map(|number| clips.put(&key(number), &clip(number)).err())
            .unwrap();
        assert!(matches!(error, StoreError::Full { .. }), "{error}");
        assert!(error.to_string().contains("the disk is full"));
        let leftovers = disk.file_names();
        assert!(
            leftovers.iter().all(|path| path.extension().unwrap() == "clip"),
            "{leftovers:?}"
        );
        assert!(clips.verify().unwrap().all(|verdict| verdict.outcome.is_ok()));
    }
}

#[test]
fn a_written_clip_outlives_the_process_before_it_is_synced() {
    let home = tempfile::tempdir().unwrap();
    let open = || Clips::open(home.path().join("clips"), Arc::new(OsDisk)).unwrap();
    let _never_committed = open().begin(&key(1), &clip(1)).unwrap();
    std::fs::write(home.path().join("clips").join(format!("{}.partial", key(2))), "torn").unwrap();
    assert_eq!(open().get(&key(1)).unwrap(), Some(clip(1)));
    assert_eq!(open().get(&key(2)).unwrap(), None);
    assert_eq!(std::fs::read_dir(home.path().join("clips")).unwrap().count(), 1);
}

#[test]
fn rot_is_found_named_and_taken_away() {
    let home = tempfile::tempdir().unwrap();
    let clips = Clips::open(home.path().join("clips"), Arc::new(OsDisk)).unwrap();
    clips.put(&key(1), &clip(1)).unwrap();
    clips.put(&key(2), &clip(2)).unwrap();
    let file = home.path().join("clips").join(format!("{}.clip", key(1)));
    let mut bytes = std::fs::read(&file).unwrap();
    bytes[200] ^= 1;
    std::fs::write(&file, bytes).unwrap();

    let damaged: Vec<_> = clips
        .verify()
        .unwrap()
        .filter(|verdict| verdict.outcome.is_err())
        .collect();
    assert_eq!(damaged.len(), 1);
    assert_eq!(damaged[0].key, key(1));
    assert!(matches!(clips.get(&key(1)), Err(StoreError::Damaged { .. })));
    clips.discard(&key(1)).unwrap();
    assert_eq!(clips.get(&key(1)).unwrap(), None);
}

#[test]
fn gc_keeps_what_is_wanted() {
    let home = tempfile::tempdir().unwrap();
    let clips = Clips::open(home.path().join("clips"), Arc::new(OsDisk)).unwrap();
    for number in 0..5 {
        clips.put(&key(number), &clip(number)).unwrap();
    }
    let freed = clips.gc(&[key(1), key(3)].into()).unwrap();
    assert_eq!(freed.clips, 3);
    assert!(freed.bytes > 3 * 1_200);
    assert_eq!(clips.keys().unwrap().len(), 2);
    assert_eq!(clips.get(&key(3)).unwrap(), Some(clip(3)));
}
