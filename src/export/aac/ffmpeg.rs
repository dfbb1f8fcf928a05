//! `ffmpeg`, where it is on the PATH.

use std::io::{self, Read, Write};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::thread;

use crossbeam_channel::{Receiver, unbounded};

use super::{AacEncoder, BIT_RATE};

const PROGRAM: &str = "ffmpeg";

/// A running `ffmpeg`: samples go in at one end, frames come out at the other.
pub(super) struct Ffmpeg {
    child: Child,
    /// None once all samples are in.
    samples: Option<ChildStdin>,
    /// What a thread reads from it, so that neither waits for the other.
    stream: Receiver<Vec<u8>>,
}

impl Ffmpeg {
    /// Starts it, if it is there and can do AAC.
    pub(super) fn start(rate: u32) -> Option<Self> {
        let help = Command::new(PROGRAM)
            .args(["-hide_banner", "-h", "encoder=aac"])
            .stdin(Stdio::null())
            .output()
            .ok()?;
        if !String::from_utf8_lossy(&help.stdout).contains("Encoder aac") {
            return None;
        }
        let (rate, bits) = (rate.to_string(), BIT_RATE.to_string());
        let mut command = Command::new(PROGRAM);
        command
            .args(["-hide_banner", "-loglevel", "error", "-nostdin"])
            .args(["-f", "s16le", "-ar", &rate, "-ac", "1", "-i", "pipe:0"])
            // The other coder takes three times as long, for rates at which a voice has enough bits anyway.
            .args(["-c:a", "aac", "-aac_coder", "fast", "-b:a", &bits])
            .args(["-f", "adts", "pipe:1"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        // Ctrl-C is for lector, which then lets go of it.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let mut child = command.spawn().ok()?;
        let samples = child.stdin.take();
        let output = child.stdout.take()?;
        Some(Self {
            child,
            samples,
            stream: read_all(output),
        })
    }

    /// What it complains about.
    fn complaint(&mut self, error: &io::Error) -> String {
        drop(self.samples.take());
        let mut words = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            // Without its words there is still the error.
            let _ = stderr.read_to_string(&mut words);
        }
        format!("{PROGRAM} failed ({error}): {}", words.trim())
    }
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

impl AacEncoder for Ffmpeg {
    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        if let Some(stdin) = &mut self.samples
            && let Err(error) = stdin.write_all(&bytes)
        {
            return Err(self.complaint(&error));
        }
        Ok(self.stream.try_iter().flatten().collect())
    }

    fn finish(&mut self) -> Result<Vec<u8>, String> {
        drop(self.samples.take());
        let stream = self.stream.iter().flatten().collect();
        match self.child.wait() {
            Ok(status) if status.success() => Ok(stream),
            Ok(status) => Err(self.complaint(&io::Error::other(status.to_string()))),
            Err(error) => Err(self.complaint(&error)),
        }
    }
}

impl Drop for Ffmpeg {
    fn drop(&mut self) {
        // It may have ended already, and there is nobody left to tell.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
