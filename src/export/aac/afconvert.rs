//! `afconvert`, by which macOS lends its own encoder, that of `AudioToolbox`.
//!
//! It reads and writes files only, so the sound goes through two temporary ones. It was never run on a Mac: what is written
//! here follows its manual page, and whether it does what is meant is tried out on a second of silence before it is used.

use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};

use tempfile::TempDir;

use super::{AacEncoder, AdtsFrames, BIT_RATE, FRAME_SAMPLES};

const PROGRAM: &str = "afconvert";

/// What Apple's encoder puts before the sound.
const DELAY: u32 = 2_112;

/// Bytes of frames that are given at once.
const PIECE: usize = 1 << 16;

/// Sound on its way through `afconvert`.
pub(super) struct Afconvert<'a> {
    program: &'a Path,
    folder: TempDir,
    /// None once all samples are in.
    samples: Option<BufWriter<File>>,
    /// What came of them.
    frames: Option<File>,
}

impl Afconvert<'static> {
    /// Makes ready to use it, if it is there and can do AAC at this rate.
    pub(super) fn start(rate: u32) -> Option<Self> {
        Self::with(Path::new(PROGRAM), rate)
    }
}

impl<'a> Afconvert<'a> {
    fn with(program: &'a Path, rate: u32) -> Option<Self> {
        let mut trial = Self::begin(program, rate).ok()?;
        trial.encode(&vec![0; rate as usize]).ok()?;
        let stream = trial.finish().ok()?;
        let frames = AdtsFrames::default().push(&stream).ok()?.len() as u32;
        if frames * FRAME_SAMPLES < rate + DELAY {
            return None;
        }
        Self::begin(program, rate).ok()
    }

    fn begin(program: &'a Path, rate: u32) -> io::Result<Self> {
        let folder = tempfile::tempdir()?;
        let mut samples = BufWriter::new(File::create(folder.path().join("sound.caf"))?);
        samples.write_all(&caf_header(rate))?;
        Ok(Self {
            program,
            folder,
            samples: Some(samples),
            frames: None,
        })
    }

    /// Lets it do its work.
    fn convert(&self) -> Result<File, String> {
        let (sound, frames) = (
            self.folder.path().join("sound.caf"),
            self.folder.path().join("frames.aac"),
        );
        let output = Command::new(self.program)
            .args(["-f", "adts", "-d", "aac", "-b", &BIT_RATE.to_string()])
            .args([&sound, &frames])
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("{PROGRAM} cannot be started ({error})"))?;
        if !output.status.success() {
            let words = String::from_utf8_lossy(&output.stderr).into_owned();
            return Err(format!("{PROGRAM} failed ({}): {}", output.status, words.trim()));
        }
        File::open(frames).map_err(|error| format!("{PROGRAM} has written nothing ({error})"))
    }
}

/// The beginning of a Core Audio file with 16-bit mono samples, of as many as there will be.
fn caf_header(rate: u32) -> Vec<u8> {
    let mut header = Vec::new();
    header.extend(b"caff\0\x01\0\0");
    header.extend(b"desc");
    header.extend(32u64.to_be_bytes());
    header.extend(f64::from(rate).to_be_bytes());
    header.extend(b"lpcm");
    // Flags: little-endian. Bytes and frames in a packet, channels, bits.
    for number in [2u32, 2, 1, 1, 16] {
        header.extend(number.to_be_bytes());
    }
    header.extend(b"data");
    // To the end of the file; edited never.
    header.extend((-1i64).to_be_bytes());
    header.extend(0u32.to_be_bytes());
    header
}

impl AacEncoder for Afconvert<'_> {
    fn delay(&self) -> u32 {
        DELAY
    }

    fn encode(&mut self, samples: &[i16]) -> Result<Vec<u8>, String> {
        let bytes: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
        if let Some(file) = &mut self.samples {
            file.write_all(&bytes)
                .map_err(|error| format!("{}: {error}", self.folder.path().display()))?;
        }
        Ok(Vec::new())
    }

    fn finish(&mut self) -> Result<Vec<u8>, String> {
        if let Some(mut samples) = self.samples.take() {
            let flushed = samples.flush();
            flushed.map_err(|error| format!("{}: {error}", self.folder.path().display()))?;
            self.frames = Some(self.convert()?);
        }
        let mut piece = Vec::new();
        if let Some(frames) = &mut self.frames {
            let read = frames.take(PIECE as u64).read_to_end(&mut piece);
            read.map_err(|error| format!("{PROGRAM}: {error}"))?;
        }
        Ok(piece)
    }
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt;

    use super::*;
    use crate::export::aac;

    const RATE: u32 = 24_000;

    /// A program that does what `afconvert` is asked for: it looks at what it is given, and gives frames made before.
    fn stand_in(folder: &Path, script: &str) -> std::path::PathBuf {
        let mut encoder = aac::built_in(RATE).unwrap();
        let mut stream = encoder.encode(&vec![0; 2 * RATE as usize]).unwrap();
        stream.extend(encoder.finish().unwrap());
        fs::write(folder.join("made before.aac"), &stream).unwrap();
        let program = folder.join(PROGRAM);
        fs::write(&program, format!("#!/bin/sh\ncd '{}'\n{script}\n", folder.display())).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    #[test]
    fn sound_goes_in_and_frames_come_out() {
        let folder = tempfile::tempdir().unwrap();
        let copy = "echo \"$1 $2 $3 $4 $5 $6\" > asked; cp \"$7\" given; cp 'made before.aac' \"$8\"";
        let program = stand_in(folder.path(), copy);
        let mut afconvert = Afconvert::with(&program, RATE).unwrap();
        assert!(afconvert.encode(&[1, -2, 300]).unwrap().is_empty());
        let mut stream = Vec::new();
        loop {
            let piece = afconvert.finish().unwrap();
            if piece.is_empty() {
                break;
            }
            stream.extend(piece);
        }
        assert_eq!(stream, fs::read(folder.path().join("made before.aac")).unwrap());
        let asked = fs::read_to_string(folder.path().join("asked")).unwrap();
        assert_eq!(asked.trim(), "-f adts -d aac -b 64000");
        let given = fs::read(folder.path().join("given")).unwrap();
        assert!(
            given.starts_with(b"caff") && given.ends_with(&[1, 0, 0xFE, 0xFF, 0x2C, 1]),
            "{given:?}"
        );
        assert_eq!(given.len(), caf_header(RATE).len() + 6);
    }

    #[test]
    fn what_does_not_do_it_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        for script in ["exit 1", "true", "echo no frames > \"$8\""] {
            let program = stand_in(folder.path(), script);
            assert!(Afconvert::with(&program, RATE).is_none(), "{script}");
        }
        assert!(Afconvert::with(Path::new("/nowhere"), RATE).is_none());
    }
}
