//! `ffmpeg`, where it is on the PATH.
//!
//! It is another program: it may fail, or hang. So whoever waits for it waits no longer than it takes to see that.

use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError, SendTimeoutError, Sender, bounded, unbounded};

use super::{AacEncoder, BIT_RATE};

const PROGRAM: &str = "ffmpeg";

/// As long as this it may do nothing. It takes a hundredth of a second for a sentence.
const PATIENCE: Duration = Duration::from_secs(20);

/// How often it is looked whether it has ended.
const BEAT: Duration = Duration::from_millis(5);

/// Sentences that wait for it.
const WAITING: usize = 4;

/// A running `ffmpeg`: samples go in at one end, frames come out at the other.
pub(super) struct Ffmpeg {
    child: Child,
    patience: Duration,
    /// To a thread that writes to it; none once all samples are in.
    samples: Option<Sender<Vec<u8>>>,
    /// What a thread reads from it, so that neither waits for the other.
    stream: Receiver<Vec<u8>>,
    complaints: Option<ChildStderr>,
}

impl Ffmpeg {
    /// Starts it, if it is there.
    ///
    /// # Errors
    /// Why it is of no use, in words.
    pub(super) fn start(rate: u32) -> Result<Option<Self>, String> {
        Self::with(Path::new(PROGRAM), rate, PATIENCE)
    }

    fn with(program: &Path, rate: u32, patience: Duration) -> Result<Option<Self>, String> {
        let mut asked = Command::new(program);
        asked
            .args(["-hide_banner", "-h", "encoder=aac"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let Ok(mut child) = spawned(&mut asked) else {
            return Ok(None);
        };
        let output = child.stdout.take().map(read_all);
        let words = output.map(|output| received(&output, patience));
        end(&mut child);
        match words {
            Some(Ok(words)) if String::from_utf8_lossy(&words).contains("Encoder aac") => {}
            Some(Err(why)) => return Err(why),
            _ => return Err(format!("{PROGRAM} has no AAC encoder")),
        }
        let (rate, bits) = (rate.to_string(), BIT_RATE.to_string());
        let mut command = Command::new(program);
        command
            .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
            .args(["-f", "s16le", "-ar", &rate, "-ac", "1", "-i", "pipe:0"])
            // The other coder takes three times as long, for rates at which a voice has enough bits anyway.
            .args(["-c:a", "aac", "-aac_coder", "fast", "-b:a", &bits])
            .args(["-f", "adts", "pipe:1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = spawned(&mut command).map_err(|error| format!("{PROGRAM} cannot be started ({error})"))?;
        let (Some(stdin), Some(output)) = (child.stdin.take(), child.stdout.take()) else {
            return Err(format!("{PROGRAM} cannot be started"));
        };
        Ok(Some(Self {
            samples: Some(write_all(stdin)),
            stream: read_all(output),
            complaints: child.stderr.take(),
            child,
            patience,
        }))
    }

    /// What it complains about, having ended.
    fn complaint(&mut self, what: &str) -> String {
        drop(self.samples.take());
        end(&mut self.child);
        let words = self.complaints.take().map(read_all);
        // Without its words there is still what happened.
        let words = words.and_then(|words| received(&words, Duration::from_secs(1)).ok());
        let words = words.unwrap_or_default();
        match String::from_utf8_lossy(&words).trim() {
            "" => format!("{PROGRAM} failed ({what})"),
            words => format!("{PROGRAM} failed ({what}: {words})"),
        }
    }

    /// How it ended.
    fn ended(&mut self) -> Result<ExitStatus, String> {
        let begun = Instant::now();
        loop {
            match self.child.try_wait() {
                Ok(Some(status)) => return Ok(status),
                Ok(None) if begun.elapsed() < self.patience => thread::sleep(BEAT),
                Ok(None) => return Err(hangs(self.patience)),
                Err(error) => return Err(format!("{PROGRAM} failed ({error})")),
            }
        }
    }
}

/// Ctrl-C is for lector, which then lets go of it.
fn spawned(command: &mut Command) -> io::Result<Child> {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    command.spawn()
}

/// Ends it, if it has not ended by itself: there is nobody left to tell that it had.
fn end(child: &mut Child) {
    let _ = child.kill();
    let _ = child.wait();
}

fn hangs(patience: Duration) -> String {
    format!("{PROGRAM} hangs (nothing came of it for {} s)", patience.as_secs())
}

/// Writes in a thread of its own what it is given.
fn write_all(mut input: impl Write + Send + 'static) -> Sender<Vec<u8>> {
    let (sender, receiver) = bounded::<Vec<u8>>(WAITING);
    thread::spawn(move || {
        while let Ok(bytes) = receiver.recv() {
            if input.write_all(&bytes).is_err() {
                break;
            }
        }
    });
    sender
}

/// Reads in a thread of its own until the end.
fn read_all(mut output: impl Read + Send + 'static) -> Receiver<Vec<u8>> {
    let (sender, receiver) = unbounded();
    thread::spawn(move || {
        let mut buffer = vec![0; 1 << 16];
        while let Ok(length @ 1..) = output.read(&mut buffer) {
            if sender.send(buffer[..length].to_vec()).is_err() {
                break;
            }
        }
    });
    receiver
}

/// All that is read until the end, if it comes while there is patience.
fn received(stream: &Receiver<Vec<u8>>, patience: Duration) -> Result<Vec<u8>, String> {
    let mut all = Vec::new();
    loop {
        match stream.recv_timeout(patience) {
            Ok(piece) => all.extend(piece),
            Err(RecvTimeoutError::Disconnected) => return Ok(all),
            Err(RecvTimeoutError::Timeout) => return Err(hangs(patience)),
        }
    }
}

impl AacEncoder for Ffmpeg {
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        if let Some(sender) = &self.samples {
            match sender.send_timeout(bytes, self.patience) {
                Ok(()) => {}
                Err(SendTimeoutError::Timeout(_)) => return Err(hangs(self.patience)),
                Err(SendTimeoutError::Disconnected(_)) => return Err(self.complaint("it takes no more")),
            }
        }
        Ok(self.stream.try_iter().flatten().collect())
    }

    fn finish(&mut self) -> Result<Vec<u8>, String> {
        drop(self.samples.take());
        let stream = received(&self.stream, self.patience)?;
        match self.ended()? {
            status if status.success() => Ok(stream),
            status => Err(self.complaint(&status.to_string())),
        }
    }
}

impl Drop for Ffmpeg {
    fn drop(&mut self) {
        end(&mut self.child);
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::export::aac::relay::Relay;

    const RATE: u32 = 24_000;

    /// What comes of two minutes of sound with a program that does this instead of encoding.
    fn outcome(script: &str) -> String {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join(PROGRAM);
        let asked = "case \"$*\" in *encoder=aac*) echo Encoder aac; exit;; esac";
        fs::write(&program, format!("#!/bin/sh\n{asked}\n{script}\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        let ffmpeg = Ffmpeg::with(&program, RATE, Duration::from_millis(300))
            .unwrap()
            .unwrap();
        let mut relay = Relay::new(Box::new(ffmpeg), RATE);
        let mut stream = Vec::new();
        for _ in 0..120 {
            stream.extend(relay.encode(&vec![0; RATE as usize]).unwrap());
        }
        stream.extend(relay.finish().unwrap());
        let (frames, length) = crate::export::aac::adts::whole_frames(&stream).unwrap();
        assert!(
            length == stream.len() && frames >= u64::from(120 * RATE / 1_024),
            "{frames}"
        );
        relay.remark().unwrap()
    }

    #[test]
    fn one_that_fails_or_hangs_is_done_without() {
        let told = outcome("head -c 100000 > /dev/null; echo no more memory >&2; exit 1");
        assert!(told.contains("no more memory") && told.contains("built-in"), "{told}");
        assert!(outcome("exec sleep 1000").contains("hangs"));
        assert!(outcome("exec cat > /dev/null").contains("too little"));
        assert!(outcome("exec cat").contains("not ADTS"));
    }

    #[test]
    fn one_that_is_not_there_is_not_missed() {
        let found = Ffmpeg::with(Path::new("/nowhere/ffmpeg"), RATE, PATIENCE);
        assert!(matches!(found, Ok(None)));
        let useless = Ffmpeg::with(Path::new("/bin/true"), RATE, PATIENCE);
        assert!(useless.is_err_and(|why| why.contains("no AAC")));
    }
}
