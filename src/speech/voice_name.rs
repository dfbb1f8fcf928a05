//! The names of voices, which carry their language in their first letter, and of blends of voices.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::Language;

/// How far the shares of a blend may be from adding up to 1: three voices of 0.33 are meant to.
const TOLERANCE: f32 = 0.011;

/// The name of a voice, such as `bf_lily` (a letter for the language, one for the gender, then a name), or of a blend,
/// such as `bf_lily*0.6+bf_emma*0.4`: the largest share first, all adding up to 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct VoiceName(String);

/// A string that names no voice and no blend.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum VoiceNameError {
    /// It has another form.
    #[error("'{0}' is not the name of a Kokoro voice: names look like bf_lily; `lector voices` lists them")]
    Form(String),
    /// A share that is no number above 0.
    #[error("'{share}' in '{blend}' is no share: write bf_lily*0.6 + bf_emma*0.4")]
    Share {
        /// The blend.
        blend: String,
        /// What stands in the place of its share.
        share: String,
    },
    /// Shares that are more or less than the whole.
    #[error("the shares of '{blend}' add up to {sum}, and should add up to 1")]
    Sum {
        /// The blend.
        blend: String,
        /// What they add up to.
        sum: String,
    },
    /// A voice that comes twice.
    #[error("'{blend}' names {voice} twice: give it one share")]
    Twice {
        /// The blend.
        blend: String,
        /// The voice.
        voice: String,
    },
}

impl VoiceName {
    /// Reads the name of a voice or of a blend. Voices without a share are blended in equal ones.
    ///
    /// # Errors
    /// [`VoiceNameError`] when it is neither, or the shares of a blend are not in order.
    pub fn new(name: &str) -> Result<Self, VoiceNameError> {
        if !name.contains(['+', '*']) {
            return if is_voice(name) {
                Ok(Self(name.to_owned()))
            } else {
                Err(VoiceNameError::Form(name.to_owned()))
            };
        }
        let mut parts = parts(name)?;
        parts.sort_by(|(a, x), (b, y)| y.total_cmp(x).then_with(|| a.cmp(b)));
        if let [(only, _)] = parts.as_slice() {
            return Ok(only.clone());
        }
        let written: Vec<_> = parts.iter().map(|(voice, share)| format!("{voice}*{share}")).collect();
        Ok(Self(written.join("+")))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The voices it is made of and their shares, the largest first: one voice with a share of 1 where it is no blend.
    #[must_use]
    pub fn parts(&self) -> Vec<(Self, f32)> {
        let parts: Vec<_> = self.0.split('+').filter_map(|part| part.split_once('*')).collect();
        if parts.is_empty() {
            return vec![(self.clone(), 1.0)];
        }
        let part = |(voice, share): (&str, &str)| (Self(voice.to_owned()), share.parse().unwrap_or(0.0));
        parts.into_iter().map(part).collect()
    }

    /// The language this voice was made for: its first letter.
    #[must_use]
    pub fn language(&self) -> Language {
        let first = self.0.chars().next();
        Language::ALL
            .into_iter()
            .find(|l| Some(l.letter()) == first)
            .unwrap_or(Language::EnglishUs)
    }

    /// How this voice sounds: its second letter.
    #[must_use]
    pub fn gender(&self) -> Gender {
        if self.0.as_bytes().get(1) == Some(&b'f') {
            Gender::Female
        } else {
            Gender::Male
        }
    }
}

/// Whether the first letter is a language's and the form is `xy_name`.
fn is_voice(name: &str) -> bool {
    let mut letters = name.chars();
    let language = letters
        .next()
        .and_then(|first| Language::ALL.into_iter().find(|l| l.letter() == first));
    let gender = letters.next().is_some_and(|second| second == 'f' || second == 'm');
    let rest = letters.as_str().strip_prefix('_').unwrap_or_default();
    let named = !rest.is_empty() && rest.chars().all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-');
    language.is_some() && gender && named
}

/// The voices of a blend with their shares, as they are written.
fn parts(blend: &str) -> Result<Vec<(VoiceName, f32)>, VoiceNameError> {
    let written: Vec<&str> = blend.split('+').map(str::trim).collect();
    let equal = 1.0 / written.len() as f32;
    let without_shares = written.iter().all(|part| !part.contains('*'));
    let mut parts: Vec<(VoiceName, f32)> = Vec::with_capacity(written.len());
    for part in written {
        let wrong = |share: &str| VoiceNameError::Share {
            blend: blend.to_owned(),
            share: share.to_owned(),
        };
        let (voice, share) = match part.split_once('*') {
            Some((voice, share)) => {
                let number = share
                    .trim()
                    .parse()
                    .ok()
                    .filter(|share: &f32| share.is_finite() && *share > 0.0);
                (voice.trim(), number.ok_or_else(|| wrong(share.trim()))?)
            }
            None if without_shares => (part, equal),
            None => return Err(wrong(part)),
        };
        if !is_voice(voice) {
            return Err(VoiceNameError::Form(voice.to_owned()));
        }
        if parts.iter().any(|(other, _)| other.as_str() == voice) {
            return Err(VoiceNameError::Twice {
                blend: blend.to_owned(),
                voice: voice.to_owned(),
            });
        }
        parts.push((VoiceName(voice.to_owned()), share));
    }
    let sum: f32 = parts.iter().map(|(_, share)| share).sum();
    if (sum - 1.0).abs() > TOLERANCE {
        return Err(VoiceNameError::Sum {
            blend: blend.to_owned(),
            sum: format!("{sum:.2}"),
        });
    }
    Ok(parts)
}

/// How a voice sounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Voices whose second letter is `f`.
    Female,
    /// Voices whose second letter is `m`.
    Male,
}

impl fmt::Display for Gender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Female => "female",
            Self::Male => "male",
        })
    }
}

impl TryFrom<String> for VoiceName {
    type Error = VoiceNameError;
    fn try_from(name: String) -> Result<Self, Self::Error> {
        Self::new(&name)
    }
}

impl From<VoiceName> for String {
    fn from(name: VoiceName) -> Self {
        name.0
    }
}

impl fmt::Display for VoiceName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_voice_carries_its_language() {
        assert_eq!(VoiceName::new("bf_lily").unwrap().language(), Language::EnglishGb);
        assert_eq!(VoiceName::new("zm_yunxi").unwrap().language(), Language::Mandarin);
        assert!(VoiceName::new("lily").is_err());
        assert!(VoiceName::new("xf_lily").is_err());
        assert!(VoiceName::new("bf_").is_err());
    }

    #[test]
    fn a_blend_has_one_name_however_it_is_written() {
        let blend = VoiceName::new(" bf_emma * 0.4 + bf_lily*0.60").unwrap();
        assert_eq!(blend.as_str(), "bf_lily*0.6+bf_emma*0.4");
        assert_eq!(VoiceName::new(blend.as_str()), Ok(blend.clone()));
        let parts: Vec<_> = blend
            .parts()
            .into_iter()
            .map(|(voice, share)| (voice.0, share))
            .collect();
        assert_eq!(parts, [("bf_lily".to_owned(), 0.6), ("bf_emma".to_owned(), 0.4)]);
        assert_eq!(
            VoiceName::new("bf_lily+af_heart").unwrap().as_str(),
            "af_heart*0.5+bf_lily*0.5"
        );
        assert_eq!(VoiceName::new("bf_lily*1").unwrap().as_str(), "bf_lily");
        assert_eq!(VoiceName::new("bf_lily").unwrap().parts().len(), 1);
    }

    #[test]
    fn what_is_wrong_with_a_blend_is_said() {
        for (blend, part_of_message) in [
            ("bf_lily*0.6+bf_emma*0.6", "add up to 1.20"),
            ("bf_lily*much+bf_emma*0.4", "'much'"),
            ("bf_lily*-1+bf_emma*2", "'-1'"),
            ("bf_lily*0.5+emma*0.5", "'emma'"),
            ("bf_lily*0.5+bf_lily*0.5", "twice"),
            ("bf_lily*0.5+bf_emma", "no share"),
            ("bf_lily+", "''"),
        ] {
            let message = VoiceName::new(blend).unwrap_err().to_string();
            assert!(message.contains(part_of_message), "{blend}: {message}");
        }
    }
}
