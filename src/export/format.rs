//! The kinds of file.

use std::path::Path;

use super::flac::FlacFile;
use super::m4b::M4bFile;
use super::mp3::Mp3File;
use super::opus::OpusFile;
use super::{Encoder, ExportError, SampleFormat, Tags, WavFile};

/// The kinds of file lector writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Uncompressed, 16 bit, without tags.
    Wav,
    /// Compressed without loss, 16 bit.
    Flac,
    /// AAC with chapters, for players of audiobooks.
    M4b,
    /// MP3 with chapters, for players that know nothing else.
    Mp3,
    /// Opus in Ogg: the best sound in the least room.
    Opus,
}

impl Format {
    /// All of them.
    pub const ALL: [Self; 5] = [Self::M4b, Self::Mp3, Self::Opus, Self::Flac, Self::Wav];

    /// The extension of its files.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Wav => "wav",
            Self::Flac => "flac",
            Self::M4b => "m4b",
            Self::Mp3 => "mp3",
            Self::Opus => "opus",
        }
    }

    /// How much higher than in what was written a peak can be in what is heard, in dB: a codec that leaves out what is not
    /// heard changes the wave. Measured on speech.
    #[must_use]
    pub fn overshoot(self) -> f64 {
        match self {
            Self::Wav | Self::Flac => 0.0,
            Self::M4b => 0.5,
            Self::Mp3 => 0.8,
            Self::Opus => 1.0,
        }
    }

    /// Whether players show pictures of this media type that are in such a file.
    #[must_use]
    pub fn shows(self, media_type: &str) -> bool {
        match self {
            Self::Wav => false,
            Self::M4b => matches!(media_type, "image/jpeg" | "image/png"),
            Self::Flac | Self::Mp3 | Self::Opus => media_type != "image/svg+xml",
        }
    }

    /// The kind of file an extension stands for, whatever its case.
    #[must_use]
    pub fn of_extension(extension: &str) -> Option<Self> {
        let meant = |format: &Self| format.extension().eq_ignore_ascii_case(extension);
        Self::ALL.into_iter().find(meant)
    }

    /// Begins a file of `rate` samples a second, that will have this name when it is finished.
    ///
    /// # Errors
    /// [`ExportError`] when it cannot be written.
    pub fn create(self, path: &Path, rate: u32, tags: &Tags<'_>) -> Result<Box<dyn Encoder>, ExportError> {
        Ok(match self {
            Self::Wav => Box::new(WavFile::create(path, rate, SampleFormat::Int16)?),
            Self::Flac => Box::new(FlacFile::create(path, rate, tags)?),
            Self::M4b => Box::new(M4bFile::create(path, rate, tags)?),
            Self::Mp3 => Box::new(Mp3File::create(path, rate, tags)?),
            Self::Opus => Box::new(OpusFile::create(path, rate, tags)?),
        })
    }
}
