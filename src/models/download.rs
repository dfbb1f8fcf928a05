//! One file over HTTP: resumed where it was cut, checked, and given its name only when it is whole.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::Path;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use ureq::Agent;
use ureq::http::{Response, StatusCode, header};

use super::catalogue::PinnedFile;
use super::job::Job;
use super::places::PARTIAL;
use super::{ModelsError, checksum};

/// How long the name's lookup and the connection may take, each: an unreachable server is found out in seconds.
const CONNECT: Duration = Duration::from_secs(5);

/// How long a server that has been asked may stay silent, before or within its answer.
pub(super) const SILENCE: Duration = Duration::from_secs(10);

/// How often a file is asked for without a byte coming, once the server has been reached.
const TRIES: u32 = 4;

/// The wait before another try, times the number of tries.
const PAUSE: Duration = Duration::from_millis(300);

/// How long a wait may last before it is asked whether to go on.
const POLL: Duration = Duration::from_millis(100);

/// The most a file may grow beyond the size it is known or guessed to have.
const SLACK: u64 = 16 << 20;

/// Bytes read at once.
const CHUNK: usize = 1 << 16;

/// Brings files from one server.
pub(super) struct Downloader {
    agent: Agent,
    /// Whether the server has answered before: then a fault may pass, and another try is worth it.
    reached: bool,
}

/// How a try ended short of its end.
enum Cut {
    /// The connection, not the file, was at fault: try again.
    Passing(String),
    /// Trying again would not help.
    Final(ModelsError),
}

impl From<ModelsError> for Cut {
    fn from(error: ModelsError) -> Self {
        Self::Final(error)
    }
}

impl Downloader {
    /// Brings files from a server that may be silent for so long.
    pub(super) fn new(silence: Duration) -> Self {
        let agent = Agent::config_builder()
            .timeout_resolve(Some(CONNECT))
            .timeout_connect(Some(CONNECT))
            .timeout_recv_response(Some(silence))
            .timeout_per_read(Some(silence))
            .http_status_as_error(false)
            .user_agent(concat!("lector/", env!("CARGO_PKG_VERSION")))
            .build()
            .into();
        Self { agent, reached: false }
    }

    /// Brings `url` to `path`. What has come is kept beside it under a partial name until all has.
    pub(super) fn file(
        &mut self,
        url: &str,
        file: &PinnedFile,
        path: &Path,
        job: &mut Job<'_>,
    ) -> Result<(), ModelsError> {
        let mut partial = path.as_os_str().to_owned();
        partial.push(PARTIAL);
        let partial = Path::new(&partial);
        let mut resumed = length(partial) > 0;
        loop {
            self.until_whole(url, file, partial, job)?;
            let right = match &file.sha256 {
                Some(expected) => checksum::expect(url, expected, checksum::of_file(partial, job)?),
                None => Ok(()),
            };
            if right.is_ok() {
                return fs::rename(partial, path).map_err(ModelsError::disk("rename", partial));
            }
            fs::remove_file(partial).map_err(ModelsError::disk("remove", partial))?;
            // What an earlier fetch left may have been the damaged part: once more from the start.
            if !std::mem::take(&mut resumed) {
                return right;
            }
        }
    }

    fn until_whole(
        &mut self,
        url: &str,
        file: &PinnedFile,
        partial: &Path,
        job: &mut Job<'_>,
    ) -> Result<(), ModelsError> {
        let mut tries = 0;
        let mut furthest = length(partial);
        loop {
            let why = match self.attempt(url, file, partial, job) {
                Ok(()) => return Ok(()),
                Err(Cut::Final(error)) => return Err(error),
                Err(Cut::Passing(why)) => why,
            };
            // Getting as far as before, from the start, is no progress.
            let come = length(partial);
            tries = if come > furthest { 1 } else { tries + 1 };
            furthest = furthest.max(come);
            if tries >= TRIES || !self.reached {
                return Err(out_of_reach(url, why));
            }
            for _ in 0..tries {
                std::thread::sleep(PAUSE);
                job.go_on()?;
            }
        }
    }

    /// One request for what is missing of the file.
    fn attempt(&mut self, url: &str, file: &PinnedFile, partial: &Path, job: &mut Job<'_>) -> Result<(), Cut> {
        let start = length(partial);
        if start > 0 && start == file.bytes && file.sha256.is_some() {
            return Ok(());
        }
        let arrivals = ask(self.agent.clone(), url.to_owned(), start);
        let (status, begins) = match next(&arrivals, job)? {
            Arrival::Head { status, begins } => (status, begins),
            Arrival::Bytes(_) | Arrival::End => return Err(Cut::Passing("it answers nothing".to_owned())),
            Arrival::Fault(why) => return Err(Cut::Passing(why)),
        };
        let start = match status {
            StatusCode::OK => 0,
            StatusCode::PARTIAL_CONTENT if begins == Some(start) => start,
            StatusCode::PARTIAL_CONTENT | StatusCode::RANGE_NOT_SATISFIABLE if start > 0 => {
                fs::remove_file(partial).map_err(ModelsError::disk("remove", partial))?;
                self.reached = true;
                return Err(Cut::Passing("it does not resume where it was asked to".to_owned()));
            }
            status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
                return Err(Cut::Passing(format!("it answers {status}")));
            }
            status => return Err(Cut::Final(out_of_reach(url, format!("it answers {status}")))),
        };
        self.reached = true;
        append(&arrivals, start, file, partial, job)
    }
}

/// What a server sends.
enum Arrival {
    /// The answer's head: its status and, for a part of a file, where that begins.
    Head { status: StatusCode, begins: Option<u64> },
    /// More of the body.
    Bytes(Vec<u8>),
    /// The body has ended.
    End,
    /// The connection, or the server, failed.
    Fault(String),
}

/// Asks for a file from its byte `start` on, in a thread: whoever waits for what arrives can stop waiting.
fn ask(agent: Agent, url: String, start: u64) -> Receiver<Arrival> {
    let (sender, arrivals) = bounded(4);
    std::thread::spawn(move || {
        let mut request = agent.get(url);
        if start > 0 {
            request = request.header(header::RANGE, format!("bytes={start}-"));
        }
        let response = match request.call() {
            Ok(response) => response,
            Err(e) => return sender.send(Arrival::Fault(e.to_string())),
        };
        let (status, begins) = (response.status(), range_start(&response));
        sender.send(Arrival::Head { status, begins })?;
        let mut body = response.into_body().into_reader();
        loop {
            let mut bytes = vec![0; CHUNK];
            match body.read(&mut bytes) {
                Ok(0) => return sender.send(Arrival::End),
                Ok(read) => {
                    bytes.truncate(read);
                    sender.send(Arrival::Bytes(bytes))?;
                }
                Err(e) => return sender.send(Arrival::Fault(e.to_string())),
            }
        }
    });
    arrivals
}

/// Waits for what comes next, or for the job to be stopped.
fn next(arrivals: &Receiver<Arrival>, job: &Job<'_>) -> Result<Arrival, ModelsError> {
    loop {
        job.go_on()?;
        match arrivals.recv_timeout(POLL) {
            Ok(arrival) => return Ok(arrival),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(Arrival::End),
        }
    }
}

/// Writes what comes behind the first `start` bytes of the file.
fn append(
    arrivals: &Receiver<Arrival>,
    start: u64,
    file: &PinnedFile,
    partial: &Path,
    job: &mut Job<'_>,
) -> Result<(), Cut> {
    let failed = || ModelsError::disk("write", partial);
    let mut out = cut_open(partial, start).map_err(failed())?;
    let mut at = start;
    loop {
        let bytes = match next(arrivals, job)? {
            Arrival::Bytes(bytes) => bytes,
            Arrival::Fault(why) => return Err(Cut::Passing(why)),
            Arrival::Head { .. } | Arrival::End => break,
        };
        out.write_all(&bytes).map_err(failed())?;
        at += bytes.len() as u64;
        if at > file.bytes + SLACK {
            let why = format!("it sends more than the {} bytes the file has", file.bytes);
            return Err(Cut::Final(out_of_reach(&file.path, why)));
        }
        job.at(&file.path, at.min(file.bytes));
    }
    out.sync_all().map_err(failed())?;
    Ok(())
}

/// Opens a file to be written on from `start`; what was behind that goes.
fn cut_open(path: &Path, start: u64) -> io::Result<File> {
    let mut file = OpenOptions::new().create(true).write(true).truncate(false).open(path)?;
    file.set_len(start)?;
    file.seek(SeekFrom::Start(start))?;
    Ok(file)
}

/// Where a partial answer says that it starts: `Content-Range: bytes 100-199/200`.
fn range_start(response: &Response<ureq::Body>) -> Option<u64> {
    let range = response.headers().get(header::CONTENT_RANGE)?.to_str().ok()?;
    range.strip_prefix("bytes ")?.split('-').next()?.parse().ok()
}

fn length(path: &Path) -> u64 {
    fs::metadata(path).map_or(0, |found| found.len())
}

fn out_of_reach(what: &str, why: String) -> ModelsError {
    ModelsError::OutOfReach {
        what: what.to_owned(),
        why,
    }
}
