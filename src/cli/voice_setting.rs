//! Settings that name a voice: by its own name, by what it is blended of, or by the name of a blend.

use color_eyre::eyre;

use crate::config::{self, Settings};
use crate::speech::{VoiceName, VoiceNameError};

/// The voice, or the blend, the settings name, which must be one of `voices`, or of them.
///
/// # Errors
/// A setting that names no voice, with its place and the nearest right name.
pub fn voice_of(settings: &Settings, voices: &[VoiceName]) -> eyre::Result<VoiceName> {
    known_voice(settings, "tts.voice", &settings.tts.voice, voices)
}

/// The voice a setting names, or the blend, by what it is made of or by its own name.
///
/// # Errors
/// A setting that names no voice, with its place and the nearest right name.
pub fn known_voice(settings: &Settings, key: &str, name: &str, voices: &[VoiceName]) -> eyre::Result<VoiceName> {
    let blend = settings.blends.get(name);
    let key = if blend.is_some() {
        &format!("blends.{name}")
    } else {
        key
    };
    let unknown = |name: &str| {
        let names = voices.iter().map(VoiceName::as_str);
        let hint = match config::nearest(name, names.chain(settings.blends.keys().map(String::as_str))) {
            Some(nearest) => format!("did you mean {nearest}?"),
            None => "`lector voices` lists those there are".to_owned(),
        };
        settings.error_at(key, format!("no voice '{name}'; {hint}"))
    };
    let voice = match VoiceName::new(blend.map_or(name, String::as_str)) {
        Ok(voice) => voice,
        Err(VoiceNameError::Form(name)) => return Err(unknown(&name).into()),
        Err(error) => return Err(settings.error_at(key, error.to_string()).into()),
    };
    match voice.parts().iter().find(|(part, _)| !voices.contains(part)) {
        Some((part, _)) => Err(unknown(part.as_str()).into()),
        None => Ok(voice),
    }
}

/// The voice the settings name, whether or not there is a model that has it.
///
/// # Errors
/// A setting that cannot be the name of a voice, with its place.
pub fn named_voice(settings: &Settings) -> eyre::Result<VoiceName> {
    possible_voice(settings, "tts.voice", &settings.tts.voice)
}

/// The voice a setting names, whether or not there is a model that has it.
///
/// # Errors
/// A setting that cannot be the name of a voice, with its place.
pub fn possible_voice(settings: &Settings, key: &str, name: &str) -> eyre::Result<VoiceName> {
    let name = settings.blends.get(name).map_or(name, String::as_str);
    Ok(VoiceName::new(name).map_err(|error| settings.error_at(key, error.to_string()))?)
}
