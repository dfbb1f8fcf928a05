//! The model and its voices.

use std::path::Path;

use super::super::args::Global;
use super::super::voice_setting::voice_of;
use super::Finding;
use crate::checkpoint::Checkpoint;
use crate::config::Settings;
use crate::models::{ModelPath, ModelsError, Places};
use crate::speech::check_japanese;

const NAME: &str = "model";

pub(super) fn checks(settings: &Settings, global: &Global) -> Vec<Finding> {
    let wanted = settings.tts.model_path.clone().map_or(ModelPath::Auto, ModelPath::from);
    let mut checks = model(&wanted, settings, global);
    checks.push(japanese());
    checks
}

/// The dictionary of Japanese.
fn japanese() -> Finding {
    const NAME: &str = "japanese";
    const MEND: &str = "lector models fetch unidic-lite";
    match Places::of_this_process().map(|places| places.dictionary()) {
        Ok(Some(folder)) => match check_japanese(&folder) {
            Ok(()) => Finding::ok(NAME, folder.display().to_string()),
            Err(error) => Finding::missing(NAME, error.to_string(), MEND),
        },
        _ => Finding::missing(
            NAME,
            "its dictionary is not here; the first Japanese text fetches it",
            MEND,
        ),
    }
}

fn model(wanted: &ModelPath, settings: &Settings, global: &Global) -> Vec<Finding> {
    match Places::of_this_process().and_then(|places| places.resolve(wanted)) {
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
    let voices = match voice_of(settings, &voices) {
        Ok(wanted) => Finding::ok("voices", format!("{}; {wanted} reads", voices.len())),
        Err(error) => Finding::broken("voices", error.to_string(), "`lector voices` lists them"),
    };
    vec![model, voices]
}
