//! WAV: uncompressed, mono.

use std::fs::File;
use std::io::{self, BufWriter, Cursor, Seek, Write};
use std::path::Path;

use hound::{WavSpec, WavWriter};

use super::partial_file::PartialFile;
use super::sample::to_i16;
use super::{Encoder, ExportError, Finished};
use crate::audio::Pcm;

/// The longest a WAV file's data can be: its length is a 32-bit number, and the header wants some room too.
const MOST_BYTES: u64 = u32::MAX as u64 - 1_024;

/// Samples are handed to `hound` in blocks of this length.
const BLOCK: usize = 4_096;

/// How a sample is written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SampleFormat {
    /// 16-bit integers; what is beyond full scale is cut.
    #[default]
    Int16,
    /// 32-bit floating point, as it is.
    Float32,
}

impl SampleFormat {
    fn spec(self, rate: u32) -> WavSpec {
        let (bits_per_sample, sample_format) = match self {
            Self::Int16 => (16, hound::SampleFormat::Int),
            Self::Float32 => (32, hound::SampleFormat::Float),
        };
        WavSpec {
            channels: 1,
            sample_rate: rate,
            bits_per_sample,
            sample_format,
        }
    }

    fn bytes(self) -> u64 {
        match self {
            Self::Int16 => 2,
            Self::Float32 => 4,
        }
    }

    fn write<W: Write + Seek>(self, writer: &mut WavWriter<W>, samples: &[f32]) -> Result<(), hound::Error> {
        match self {
            Self::Int16 => samples.chunks(BLOCK).try_for_each(|block| {
                let mut integers = writer.get_i16_writer(block.len() as u32);
                for sample in block {
                    integers.write_sample(to_i16(*sample));
                }
                integers.flush()
            }),
            Self::Float32 => samples.iter().try_for_each(|x| writer.write_sample(*x)),
        }
    }
}

/// A WAV file in the making.
pub struct WavFile {
    writer: WavWriter<BufWriter<File>>,
    file: PartialFile,
    format: SampleFormat,
    samples: u64,
}

impl WavFile {
    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written.
    pub fn create(path: &Path, rate: u32, format: SampleFormat) -> Result<Self, ExportError> {
        let file = PartialFile::create(path)?;
        let buffer = file.writer().map_err(ExportError::write(path))?;
        Ok(Self {
            writer: WavWriter::new(buffer, format.spec(rate)).map_err(wrong(path))?,
            file,
            format,
            samples: 0,
        })
    }
}

impl Encoder for WavFile {
    fn write(&mut self, samples: &[f32]) -> Result<(), ExportError> {
        self.samples += samples.len() as u64;
        if self.samples * self.format.bytes() > MOST_BYTES {
            return Err(ExportError::TooLong {
                path: self.file.path().to_owned(),
            });
        }
        self.format
            .write(&mut self.writer, samples)
            .map_err(wrong(self.file.path()))
    }

    fn finish(self: Box<Self>) -> Result<Finished, ExportError> {
        let Self {
            writer, file, samples, ..
        } = *self;
        writer.finalize().map_err(wrong(file.path()))?;
        Ok(Finished {
            path: file.finish()?,
            samples,
            remark: None,
        })
    }
}

/// A whole WAV file in memory.
///
/// # Errors
/// [`ExportError::TooLong`] beyond 4 GiB.
pub fn wav_bytes(pcm: &Pcm, format: SampleFormat) -> Result<Vec<u8>, ExportError> {
    let path = Path::new("the output");
    if pcm.samples.len() as u64 * format.bytes() > MOST_BYTES {
        return Err(ExportError::TooLong { path: path.to_owned() });
    }
    let mut bytes = Cursor::new(Vec::new());
    WavWriter::new(&mut bytes, format.spec(pcm.rate))
        .and_then(|mut writer| {
            format.write(&mut writer, &pcm.samples)?;
            writer.finalize()
        })
        .map_err(wrong(path))?;
    Ok(bytes.into_inner())
}

fn wrong(path: &Path) -> impl FnOnce(hound::Error) -> ExportError {
    move |error| {
        ExportError::write(path)(match error {
            hound::Error::IoError(error) => error,
            other => io::Error::other(other),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RATE: u32 = 24_000;

    #[test]
    fn a_file_is_what_was_written_and_has_its_name_only_when_it_is_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep").join("01 Loomings.wav");
        let mut file = WavFile::create(&path, RATE, SampleFormat::Int16).unwrap();
        file.write(&[0.0, 1.0, -1.0, 0.5]).unwrap();
        file.write(&[2.0, -2.0, f32::NAN]).unwrap();
        assert!(!path.exists());
        let finished = Box::new(file).finish().unwrap();
        assert_eq!(
            finished,
            Finished {
                path: path.clone(),
                samples: 7,
                remark: None,
            }
        );
        let mut reader = hound::WavReader::open(&path).unwrap();
        let spec = reader.spec();
        assert_eq!((spec.sample_rate, spec.channels, spec.bits_per_sample), (24_000, 1, 16));
        let samples: Vec<i16> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(samples, [0, 32_767, -32_767, 16_384, 32_767, -32_768, 0]);
        assert_eq!(std::fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn what_is_given_up_leaves_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = WavFile::create(&folder.path().join("a.wav"), RATE, SampleFormat::Int16).unwrap();
        file.write(&vec![0.1; 100_000]).unwrap();
        drop(file);
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn floats_are_kept_to_the_bit() {
        let pcm = Pcm {
            rate: RATE,
            samples: vec![0.1, -1.5, 1e-9],
        };
        let bytes = wav_bytes(&pcm, SampleFormat::Float32).unwrap();
        let mut reader = hound::WavReader::new(Cursor::new(bytes)).unwrap();
        let samples: Vec<f32> = reader.samples().map(Result::unwrap).collect();
        assert_eq!(samples, pcm.samples);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a file");
        std::fs::write(&file, "").unwrap();
        let error = WavFile::create(&file.join("01.wav"), RATE, SampleFormat::Int16)
            .err()
            .unwrap();
        let message = error.to_string();
        assert!(message.contains("a file") && message.contains("-o"), "{message}");
    }

    #[test]
    fn a_device_that_is_full_is_told_as_such() {
        // Linux has one to try it on.
        let full = Path::new("/dev/full");
        if let Ok(device) = File::options().write(true).open(full) {
            let mut writer = WavWriter::new(BufWriter::new(device), SampleFormat::Int16.spec(RATE)).unwrap();
            let error = SampleFormat::Int16.write(&mut writer, &vec![0.5; 9_000]).unwrap_err();
            assert!(matches!(wrong(full)(error), ExportError::Full { .. }));
        }
    }

    #[test]
    fn more_than_a_wav_file_can_hold_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut file = WavFile::create(&folder.path().join("a.wav"), RATE, SampleFormat::Int16).unwrap();
        file.samples = MOST_BYTES / 2;
        assert!(matches!(file.write(&[0.0]), Err(ExportError::TooLong { .. })));
    }
}
