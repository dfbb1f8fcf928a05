//! The model and its voices.

use std::path::Path;

use super::super::args::Global;
use super::Finding;
use crate::checkpoint::Checkpoint;
use crate::config::{Settings, nearest};
use crate::models::{ModelPath, ModelsError, Places};
use crate::speech::VoiceName;

const NAME: &str = "model";

pub(super) fn checks(settings: &Settings, global: &Global) -> Vec<Finding> {
    let wanted = settings.tts.model_path.clone().map_or(ModelPath::Auto, ModelPath::from);
    match Places::of_this_process().and_then(|places| places.resolve(&wanted)) {
        Ok(folder) => within(&folder, settings),
        Err(ModelsError::NoModel { .. }) if !global.offline => {
            let found = "none yet; the first render fetches it";
            vec![Finding::missing(NAME, found, "lector models fetch")]
        }
        Err(error) => vec![Finding::broken(NAME, error.to_string(), "lector models fetch")],
    }
}

/// What is in a model's folder.
fn within(folder: &Path, settings: &Settings) -> Vec<Finding> {
    let (checkpoint, voices) = match Checkpoint::open(folder).and_then(|open| Ok((open.names(), open.voices()?))) {
        Ok(found) => found,
        Err(error) => return vec![Finding::broken(NAME, error.to_string(), "lector models fetch")],
    };
    let model = Finding::ok(NAME, format!("{}, {} weights", folder.display(), checkpoint.len()));
    let wanted = settings.tts.voice.as_str();
    let voices = if voices.iter().any(|voice| voice.as_str() == wanted) {
        Finding::ok("voices", format!("{}, {wanted} among them", voices.len()))
    } else {
        let near = nearest(wanted, voices.iter().map(VoiceName::as_str));
        let meant = near.map_or_else(
            || "`lector voices` lists them".to_owned(),
            |near| format!("did you mean {near}?"),
        );
        let error = settings.error_at("tts.voice", format!("there is no voice '{wanted}'"));
        Finding::broken("voices", error.to_string(), meant)
    };
    vec![model, voices]
}
