//! One file at a time: cut, resumed, refused, replaced.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use tempfile::TempDir;

use super::server::{Answer, Request, Server};
use super::{noise, pinned};
use crate::models::ModelsError;
use crate::models::download::{Downloader, SILENCE};
use crate::models::job::{Job, Progress};

const NAME: &str = "weights";

struct Target {
    _folder: TempDir,
    path: PathBuf,
    partial: PathBuf,
}

fn target() -> Target {
    let folder = tempfile::tempdir().unwrap();
    Target {
        path: folder.path().join(NAME),
        partial: folder.path().join("weights.partial"),
        _folder: folder,
    }
}

fn get_with(server: &Server, bytes: &[u8], path: &Path, silence: Duration) -> Result<(), ModelsError> {
    let (mut tell, cancel) = (|_: Progress<'_>| (), AtomicBool::new(false));
    let mut job = Job::new(&mut tell, &cancel);
    job.expect(bytes.len() as u64);
    let url = format!("{}/{NAME}", server.address);
    Downloader::new(silence).file(&url, &pinned(NAME, bytes), path, &mut job)
}

fn get(server: &Server, bytes: &[u8], path: &Path) -> Result<(), ModelsError> {
    get_with(server, bytes, path, SILENCE)
}

fn froms(server: &Server) -> Vec<Option<usize>> {
    server.requests().iter().map(|request| request.from).collect()
}

#[test]
fn a_file_comes_whole() {
    let (bytes, target) = (noise(300_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, _| Answer::Right);
    get(&server, &bytes, &target.path).unwrap();
    assert_eq!(fs::read(&target.path).unwrap(), bytes);
    assert!(!target.partial.exists());
    let path = format!("/{NAME}");
    assert_eq!(server.requests(), [Request { path, from: None }]);
}

#[test]
fn a_cut_connection_is_taken_up_where_it_broke() {
    let (bytes, target) = (noise(1_000_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, n| {
        if n < 6 {
            Answer::CutAfter(150_000)
        } else {
            Answer::Right
        }
    });
    get(&server, &bytes, &target.path).unwrap();
    assert_eq!(fs::read(&target.path).unwrap(), bytes);
    let expected: Vec<_> = (0..7).map(|n| Some(n * 150_000).filter(|&from| from > 0)).collect();
    assert_eq!(froms(&server), expected);
}

#[test]
fn a_silent_server_is_left_and_asked_again() {
    let (bytes, target) = (noise(500_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, n| {
        if n == 0 {
            Answer::SilentAfter(200_000)
        } else {
            Answer::Right
        }
    });
    get_with(&server, &bytes, &target.path, Duration::from_millis(300)).unwrap();
    assert_eq!(froms(&server), [None, Some(200_000)]);
    assert_eq!(fs::read(&target.path).unwrap(), bytes);
}

#[test]
fn a_server_that_never_gets_further_is_given_up() {
    let (bytes, target) = (noise(500_000), target());
    // It breaks off at the same place each time, and does not resume.
    let server = Server::start(&[(NAME, bytes.clone())], |request, _| match request.from {
        Some(_) => Answer::Status(416),
        None => Answer::CutAfter(1000),
    });
    let error = get(&server, &bytes, &target.path).unwrap_err();
    assert!(matches!(error, ModelsError::OutOfReach { .. }), "{error}");
    assert!(server.requests().len() < 10);
}

#[test]
fn an_interrupted_fetch_keeps_what_it_has_and_goes_on_from_it() {
    let (bytes, target) = (noise(4_000_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, _| Answer::Right);
    let cancel = AtomicBool::new(false);
    let mut tell = |progress: Progress<'_>| {
        if matches!(progress, Progress::Doing { done, .. } if done > 1_000_000) {
            cancel.store(true, Ordering::Relaxed);
        }
    };
    let mut job = Job::new(&mut tell, &cancel);
    job.expect(bytes.len() as u64);
    let url = format!("{}/{NAME}", server.address);
    let error = Downloader::new(SILENCE)
        .file(&url, &pinned(NAME, &bytes), &target.path, &mut job)
        .unwrap_err();
    assert!(matches!(error, ModelsError::Interrupted));
    let kept = fs::metadata(&target.partial).unwrap().len() as usize;
    assert!(kept > 1_000_000 && kept < bytes.len());

    get(&server, &bytes, &target.path).unwrap();
    assert_eq!(froms(&server), [None, Some(kept)]);
    assert_eq!(fs::read(&target.path).unwrap(), bytes);
}

#[test]
fn what_an_earlier_fetch_left_is_not_trusted() {
    let (bytes, target) = (noise(300_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, _| Answer::Right);
    // As long as it should be; shorter; longer.
    for left in [300_000, 1000, 400_000] {
        fs::write(&target.partial, vec![7; left]).unwrap();
        get(&server, &bytes, &target.path).unwrap();
        assert_eq!(fs::read(&target.path).unwrap(), bytes);
    }
}

#[test]
fn a_server_that_cannot_resume_sends_the_whole_file() {
    let (bytes, target) = (noise(300_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, _| Answer::Whole);
    fs::write(&target.partial, &bytes[..1000]).unwrap();
    get(&server, &bytes, &target.path).unwrap();
    assert_eq!(froms(&server), [Some(1000)]);
    assert_eq!(fs::read(&target.path).unwrap(), bytes);
}

#[test]
fn another_file_is_refused_and_not_kept() {
    let (bytes, target) = (noise(300_000), target());
    let portal = b"<html>Please log in</html>".to_vec();
    let server = Server::start(&[], move |_, _| Answer::Other(portal.clone()));
    let error = get(&server, &bytes, &target.path).unwrap_err();
    assert!(matches!(error, ModelsError::WrongHash { .. }), "{error}");
    assert!(error.is_remote());
    assert!(!target.path.exists() && !target.partial.exists());
}

#[test]
fn a_server_that_sends_without_end_is_stopped() {
    let (bytes, target) = (noise(1000), target());
    let server = Server::start(&[], |_, _| Answer::Other(vec![0; 40 << 20]));
    let error = get(&server, &bytes, &target.path).unwrap_err().to_string();
    assert!(error.contains("sends more than the 1000 bytes"), "{error}");
    assert!(fs::metadata(&target.partial).unwrap().len() < 20 << 20);
}

#[test]
fn a_refusal_is_out_of_reach_at_once() {
    let (bytes, target) = (noise(1000), target());
    for status in [401, 403, 404, 407, 503] {
        let server = Server::start(&[], move |_, _| Answer::Status(status));
        let error = get(&server, &bytes, &target.path).unwrap_err();
        assert!(
            error.is_remote() && error.to_string().contains(&status.to_string()),
            "{error}"
        );
        assert_eq!(server.requests().len(), 1);
    }
}

#[test]
fn an_error_in_the_middle_may_pass() {
    let (bytes, target) = (noise(300_000), target());
    let server = Server::start(&[(NAME, bytes.clone())], |_, n| match n {
        0 => Answer::CutAfter(1000),
        1 => Answer::Status(503),
        2 => Answer::Status(429),
        _ => Answer::Right,
    });
    get(&server, &bytes, &target.path).unwrap();
    assert_eq!(froms(&server), [None, Some(1000), Some(1000), Some(1000)]);
}

#[test]
fn a_redirect_keeps_the_place() {
    let (bytes, target) = (noise(300_000), target());
    let store = Server::start(&[(NAME, bytes.clone())], |_, _| Answer::Right);
    let elsewhere = format!("{}/{NAME}", store.address);
    let front = Server::start(&[], move |_, _| Answer::Redirect(elsewhere.clone()));
    fs::write(&target.partial, &bytes[..1000]).unwrap();
    get(&front, &bytes, &target.path).unwrap();
    assert_eq!(froms(&store), [Some(1000)]);
    assert_eq!(fs::read(&target.path).unwrap(), bytes);
}

#[test]
fn nobody_there_is_found_out_in_seconds() {
    let (bytes, target) = (noise(1000), target());
    let closed = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    for address in [format!("http://{closed}"), "http://no-such-host.invalid".to_owned()] {
        let started = Instant::now();
        let (mut tell, cancel) = (|_: Progress<'_>| (), AtomicBool::new(false));
        let mut job = Job::new(&mut tell, &cancel);
        let error = Downloader::new(SILENCE)
            .file(
                &format!("{address}/{NAME}"),
                &pinned(NAME, &bytes),
                &target.path,
                &mut job,
            )
            .unwrap_err();
        assert!(
            matches!(&error, ModelsError::OutOfReach { what, .. } if what.starts_with(&address)),
            "{error}"
        );
        assert!(started.elapsed() < Duration::from_secs(8));
    }
}
