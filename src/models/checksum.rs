//! SHA-256 of files, in hexadecimal.

use std::fmt::Write;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use sha2::{Digest, Sha256};

use super::ModelsError;
use super::job::Job;

/// Bytes read at once.
const CHUNK: usize = 1 << 20;

/// The hash of a file, read in chunks so that the job can be stopped.
pub(super) fn of_file(path: &Path, job: &Job<'_>) -> Result<String, ModelsError> {
    let failed = || ModelsError::disk("read", path);
    let mut file = File::open(path).map_err(failed())?;
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; CHUNK];
    loop {
        job.go_on()?;
        match file.read(&mut buffer).map_err(failed())? {
            0 => return Ok(hex(&hasher.finalize())),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// The hash of bytes in memory.
pub(super) fn of_bytes(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// # Errors
/// [`ModelsError::WrongHash`] unless the two are the same.
pub(super) fn expect(what: &str, expected: &str, got: String) -> Result<(), ModelsError> {
    if expected == got {
        return Ok(());
    }
    Err(ModelsError::WrongHash {
        what: what.to_owned(),
        expected: expected.to_owned(),
        got,
    })
}

fn hex(digest: &[u8]) -> String {
    digest
        .iter()
        .fold(String::with_capacity(digest.len() * 2), |mut text, byte| {
            let _ = write!(text, "{byte:02x}");
            text
        })
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_empty_hash() {
        let expected = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(super::of_bytes(b""), expected);
    }
}
