//! What was said of one sentence, and its form on disk.
//!
//! ```text
//! "lectclip"              8 bytes
//! header length           u32, little-endian
//! header                  JSON: format version, key, rate, and for each part its phonemes, durations, samples, exponent
//! samples                 i16, little-endian, part after part
//! BLAKE3 of all above     32 bytes
//! ```
//!
//! Samples are kept in 16 bits with one power of two for each part, so that nothing is clipped and soft sentences lose
//! nothing: the rounding lies 90 dB and more below the peak of the part, further down than the model's own noise, at half
//! the room of f32 (ten hours of sound take 1.7 GB). The model's output is kept untrimmed: how much breath a sentence
//! keeps can then be changed without speaking it again.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::key::ClipKey;
use crate::audio::{Breath, Pcm, trim};
use crate::kokoro::{SAMPLE_RATE, Speech};
use crate::speech::Phonemes;

const MAGIC: &[u8; 8] = b"lectclip";
const FORMAT_VERSION: u32 = 1;
const CHECKSUM_BYTES: usize = blake3::OUT_LEN;
const SAMPLE_BYTES: usize = size_of::<i16>();
/// Full scale of a 16-bit sample.
const FULL_SCALE: f32 = 32_768.0;
/// Beyond ± 2¹⁵ there is no sound; what is louder is cut.
const LARGEST_EXPONENT: i32 = 15;

/// One sentence as the model said it, in one part or several.
#[derive(Clone, Debug, PartialEq)]
pub struct Clip {
    parts: Vec<Part>,
}

/// One output of the model, in 16 bits.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// What was said.
    pub phonemes: Phonemes,
    /// Frames of each token, as in [`Speech::durations`], counted from the untrimmed start.
    pub durations: Vec<u32>,
    /// The sound is `samples × 2^exponent / 32768`.
    exponent: i32,
    samples: Vec<i16>,
}

/// Why bytes are not a clip.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ClipError {
    /// Too short, or another kind of file.
    #[error("it is not a clip")]
    NotAClip,
    /// Some byte is not as it was written.
    #[error("its checksum is wrong")]
    Checksum,
    /// Written by a newer lector.
    #[error("it is of format {0}, which this lector does not know")]
    Version(u32),
    /// The header does not fit the rest.
    #[error("its header is wrong: {0}")]
    Header(String),
    /// A whole clip under another clip's name.
    #[error("it holds the clip {0}")]
    OtherClip(ClipKey),
}

#[derive(Serialize, Deserialize)]
struct Header {
    format: u32,
    key: ClipKey,
    rate: u32,
    parts: Vec<PartHeader>,
}

#[derive(Serialize, Deserialize)]
struct PartHeader {
    phonemes: Phonemes,
    durations: Vec<u32>,
    samples: usize,
    exponent: i32,
}

impl Part {
    /// Takes what the model said for `phonemes`. A sample that is not a number becomes silence.
    #[must_use]
    pub fn new(phonemes: Phonemes, speech: Speech) -> Self {
        let peak = speech.samples.iter().fold(0f32, |peak, x| peak.max(x.abs()));
        let exponent = (peak.log2().ceil() as i32).clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT);
        let scale = FULL_SCALE * 2f32.powi(-exponent);
        Self {
            phonemes,
            durations: speech.durations,
            exponent,
            // A cast to an integer saturates, and makes 0 of what is not a number.
            samples: speech.samples.iter().map(|x| (x * scale).round() as i16).collect(),
        }
    }

    /// The untrimmed sound.
    #[must_use]
    pub fn pcm(&self) -> Pcm {
        let scale = 2f32.powi(self.exponent) / FULL_SCALE;
        Pcm {
            rate: SAMPLE_RATE,
            samples: self.samples.iter().map(|&x| f32::from(x) * scale).collect(),
        }
    }
}

impl Clip {
    /// Puts a sentence together from its parts, in the order in which they are heard.
    #[must_use]
    pub fn new(parts: Vec<Part>) -> Self {
        Self { parts }
    }

    /// The parts.
    #[must_use]
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The sentence as it is heard: each part trimmed to `breath`, one after the other, with silence between them.
    #[must_use]
    pub fn sound(&self, breath: Breath) -> Pcm {
        let mut sentence = Pcm {
            rate: SAMPLE_RATE,
            samples: Vec::new(),
        };
        for (number, part) in self.parts.iter().enumerate() {
            if number > 0 {
                sentence.push_silence(breath.between_parts);
            }
            let mut pcm = part.pcm();
            trim(&mut pcm, breath);
            sentence.samples.append(&mut pcm.samples);
        }
        sentence
    }

    /// The file under the name `key`.
    ///
    /// # Errors
    /// [`ClipError::Header`] if the header cannot be written as JSON or is larger than 4 GiB.
    pub fn to_bytes(&self, key: &ClipKey) -> Result<Vec<u8>, ClipError> {
        let header = Header {
            format: FORMAT_VERSION,
            key: *key,
            rate: SAMPLE_RATE,
            parts: self.parts.iter().map(Part::header).collect(),
        };
        let wrong = |error: &dyn std::error::Error| ClipError::Header(error.to_string());
        let header = serde_json::to_vec(&header).map_err(|error| wrong(&error))?;
        let header_length = u32::try_from(header.len()).map_err(|error| wrong(&error))?;
        let samples = self.parts.iter().flat_map(|part| &part.samples);
        let mut bytes = Vec::new();
        bytes.extend(MAGIC);
        bytes.extend(header_length.to_le_bytes());
        bytes.extend(header);
        bytes.extend(samples.flat_map(|x| x.to_le_bytes()));
        bytes.extend(blake3::hash(&bytes).as_bytes());
        Ok(bytes)
    }

    /// Reads a file that was found under the name `key`.
    ///
    /// # Errors
    /// [`ClipError`] when any byte of it is not as it was written.
    pub fn from_bytes(bytes: &[u8], key: &ClipKey) -> Result<Self, ClipError> {
        let (content, checksum) = bytes.split_last_chunk::<CHECKSUM_BYTES>().ok_or(ClipError::NotAClip)?;
        let rest = content.strip_prefix(MAGIC).ok_or(ClipError::NotAClip)?;
        if blake3::hash(content) != blake3::Hash::from_bytes(*checksum) {
            return Err(ClipError::Checksum);
        }
        let (header_length, rest) = rest.split_first_chunk::<4>().ok_or(ClipError::NotAClip)?;
        let (header, samples) = rest
            .split_at_checked(u32::from_le_bytes(*header_length) as usize)
            .ok_or_else(|| ClipError::Header("it is longer than the file".to_owned()))?;
        let header = Header::parse(header, key)?;
        let needed = header
            .parts
            .iter()
            .try_fold(0usize, |sum, part| sum.checked_add(part.samples));
        if needed.and_then(|needed| needed.checked_mul(SAMPLE_BYTES)) != Some(samples.len()) {
            return Err(ClipError::Header("its sample counts do not fit the file".to_owned()));
        }
        let mut samples = samples
            .as_chunks::<SAMPLE_BYTES>()
            .0
            .iter()
            .map(|&x| i16::from_le_bytes(x));
        let parts = header.parts.into_iter().map(|part| Part {
            phonemes: part.phonemes,
            durations: part.durations,
            exponent: part.exponent.clamp(-LARGEST_EXPONENT, LARGEST_EXPONENT),
            samples: samples.by_ref().take(part.samples).collect(),
        });
        Ok(Self::new(parts.collect()))
    }
}

impl Part {
    fn header(&self) -> PartHeader {
        PartHeader {
            phonemes: self.phonemes.clone(),
            durations: self.durations.clone(),
            samples: self.samples.len(),
            exponent: self.exponent,
        }
    }
}

impl Header {
    /// Reads the version first, so that a newer format is told from a damaged file.
    fn parse(json: &[u8], key: &ClipKey) -> Result<Self, ClipError> {
        #[derive(Deserialize)]
        struct Version {
            format: u32,
        }
        let wrong = |error: serde_json::Error| ClipError::Header(error.to_string());
        let Version { format } = serde_json::from_slice(json).map_err(wrong)?;
        if format != FORMAT_VERSION {
            return Err(ClipError::Version(format));
        }
        let header: Self = serde_json::from_slice(json).map_err(wrong)?;
        if header.key != *key {
            return Err(ClipError::OtherClip(header.key));
        }
        if header.rate != SAMPLE_RATE {
            return Err(ClipError::Header(format!("{} samples a second", header.rate)));
        }
        Ok(header)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn key(text: &str) -> ClipKey {
        blake3::hash(text.as_bytes()).to_hex().as_str().parse().unwrap()
    }

    fn part(gain: f32, length: usize) -> Part {
        let speech = Speech {
            samples: (0..length).map(|i| gain * (i as f32 * 0.05).sin()).collect(),
            durations: vec![3, 1, 4, 1, 5],
            natural_frames: 14,
        };
        Part::new(Phonemes::new("həlˈO"), speech)
    }

    fn clip() -> Clip {
        Clip::new(vec![part(0.3, 1_200), part(1.7, 600)])
    }

    #[test]
    fn sixteen_bits_follow_the_level() {
        for gain in [0.01, 0.3, 1.0, 1.7] {
            let exact = (0..4_800).map(|i| gain * (i as f32 * 0.05).sin());
            let worst = part(gain, 4_800)
                .pcm()
                .samples
                .into_iter()
                .zip(exact)
                .map(|(kept, said)| (kept - said).abs())
                .fold(0.0, f32::max);
            assert!(worst <= gain * 2.0 / 32_768.0, "gain {gain}: off by {worst}");
        }
    }

    #[test]
    fn what_is_not_a_number_becomes_silence() {
        let speech = Speech {
            samples: vec![0.25, f32::NAN, -0.4375],
            durations: vec![],
            natural_frames: 0,
        };
        assert_eq!(
            Part::new(Phonemes::new("a"), speech).pcm().samples,
            [0.25, 0.0, -0.4375]
        );
    }

    #[test]
    fn another_clips_name_is_noticed() {
        let bytes = clip().to_bytes(&key("one")).unwrap();
        assert_eq!(
            Clip::from_bytes(&bytes, &key("two")),
            Err(ClipError::OtherClip(key("one")))
        );
    }

    #[test]
    fn a_newer_format_is_not_called_damaged() {
        let bytes = clip().to_bytes(&key("one")).unwrap();
        let text = String::from_utf8_lossy(&bytes).into_owned();
        assert!(text.contains("\"format\":1"));
        let mut newer = bytes[..bytes.len() - CHECKSUM_BYTES].to_vec();
        let at = newer.windows(10).position(|w| w == b"\"format\":1").unwrap() + 9;
        newer[at] = b'7';
        newer.extend(*blake3::hash(&newer).as_bytes());
        assert_eq!(Clip::from_bytes(&newer, &key("one")), Err(ClipError::Version(7)));
    }

    proptest! {
        #[test]
        fn reads_back_what_was_written(
            parts in prop::collection::vec((prop::collection::vec(-3f32..3.0, 0..300), prop::collection::vec(0u32..50, 0..9)), 0..4)
        ) {
            let parts = parts.into_iter().map(|(samples, durations)| Part::new(Phonemes::new("ɹˈɛd"), Speech { samples, durations, natural_frames: 0 }));
            let clip = Clip::new(parts.collect());
            let bytes = clip.to_bytes(&key("k")).unwrap();
            prop_assert_eq!(Clip::from_bytes(&bytes, &key("k")), Ok(clip));
        }

        #[test]
        fn a_changed_byte_is_found(at in any::<prop::sample::Index>(), change in 1u8..) {
            let mut bytes = clip().to_bytes(&key("k")).unwrap();
            let at = at.index(bytes.len());
            bytes[at] ^= change;
            prop_assert!(Clip::from_bytes(&bytes, &key("k")).is_err());
        }

        #[test]
        fn a_missing_end_is_found(at in any::<prop::sample::Index>()) {
            let bytes = clip().to_bytes(&key("k")).unwrap();
            prop_assert!(Clip::from_bytes(&bytes[..at.index(bytes.len())], &key("k")).is_err());
        }

        #[test]
        fn any_bytes_are_refused_without_panic(mut bytes in prop::collection::vec(any::<u8>(), 0..400), sealed: bool) {
            if sealed {
                bytes.splice(0..0, *MAGIC);
                bytes.extend(*blake3::hash(&bytes).as_bytes());
            }
            prop_assert!(Clip::from_bytes(&bytes, &key("k")).is_err());
        }
    }
}
