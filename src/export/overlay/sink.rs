//! A file that fails once.
//!
//! A `ZipWriter` that is dropped after a failure tries to end its archive, and complains on stderr if it cannot. The error
//! has been told by then and the file is thrown away, so what comes after it is taken and forgotten.

use std::io::{self, Seek, SeekFrom, Write};

/// Hands on what is written until that fails.
pub(super) struct Sink<W> {
    file: W,
    failed: bool,
}

impl<W> Sink<W> {
    pub(super) fn new(file: W) -> Self {
        Self { file, failed: false }
    }

    fn noting<T>(&mut self, outcome: io::Result<T>) -> io::Result<T> {
        self.failed |= matches!(&outcome, Err(error) if error.kind() != io::ErrorKind::Interrupted);
        outcome
    }
}

impl<W: Write> Write for Sink<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.failed {
            return Ok(bytes.len());
        }
        let outcome = self.file.write(bytes);
        self.noting(outcome)
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.failed {
            return Ok(());
        }
        let outcome = self.file.flush();
        self.noting(outcome)
    }
}

impl<W: Seek> Seek for Sink<W> {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        if self.failed {
            return Ok(0);
        }
        let outcome = self.file.seek(to);
        self.noting(outcome)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A disk with room for three bytes.
    struct Full(usize);

    impl Write for Full {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            match self.0 {
                ..=3 => Ok(bytes.len()),
                _ => Err(io::ErrorKind::StorageFull.into()),
            }
        }
        fn flush(&mut self) -> io::Result<()> {
            Err(io::ErrorKind::StorageFull.into())
        }
    }

    #[test]
    fn it_fails_once_and_then_no_more() {
        let mut sink = Sink::new(Full(0));
        sink.write_all(b"abc").unwrap();
        assert!(sink.write_all(b"def").is_err());
        sink.write_all(b"ghi").unwrap();
        sink.flush().unwrap();
    }
}
