//! The settings of a command: the user's files, then the options that were given.

use std::path::Path;

use clap::ValueEnum;
use color_eyre::eyre;

use super::args::{BackendChoice, Global, VoiceArgs};
use super::folders::Folders;
use crate::config::{Settings, Stack};

/// The folder of settings in the working folder.
const HERE: &str = "config";

/// The user's files and the options every command takes; a command adds its own and settles it.
///
/// # Errors
/// [`crate::config::ConfigError`] when a file is not YAML or cannot be read.
pub fn stack(global: &Global) -> eyre::Result<Stack> {
    let mut stack = Stack::new();
    stack.folder(&Folders::find()?.config)?.folder(Path::new(HERE))?;
    if let Some(file) = &global.config {
        stack.file(file)?;
    }
    if let Some(folder) = &global.model_path {
        stack.flag("--model-path", "tts.model_path", folder.to_string_lossy().into_owned());
    }
    if let Some(threads) = global.threads {
        stack.flag("--threads", "engine.threads", threads.get());
    }
    Ok(stack)
}

/// Adds `--voice`, `--speed` and `--pitch`.
pub fn voice<'a>(stack: &'a mut Stack, args: &VoiceArgs) -> &'a mut Stack {
    if let Some(voice) = &args.voice {
        stack.flag("--voice", "tts.voice", voice.as_str());
    }
    // Through its shortest decimal form, so that a complaint shows the number that was typed.
    let typed = |number: f32| number.to_string().parse().unwrap_or(f64::from(number));
    if let Some(speed) = args.speed {
        stack.flag("--speed", "tts.speed", typed(speed));
    }
    if let Some(pitch) = args.pitch {
        stack.flag("--pitch", "tts.pitch", typed(pitch));
    }
    stack
}

/// Adds an option with a fixed set of values, such as `--split`.
pub fn choice<'a, T: ValueEnum>(
    stack: &'a mut Stack,
    flag: &'static str,
    key: &str,
    chosen: Option<T>,
) -> &'a mut Stack {
    if let Some(value) = chosen.and_then(|choice| choice.to_possible_value()) {
        stack.flag(flag, key, value.get_name());
    }
    stack
}

/// The settings of a command that takes no more options than those of [`stack`] and these.
///
/// # Errors
/// [`crate::config::ConfigError`] for the first thing that is wrong.
pub fn load(global: &Global, args: &VoiceArgs) -> eyre::Result<Settings> {
    Ok(voice(&mut stack(global)?, args).settle()?)
}

/// Where to compute: `--backend`, else what `tts.use_mlx` says.
#[must_use]
pub fn backend(global: &Global, settings: &Settings) -> BackendChoice {
    let configured = if settings.tts.use_mlx {
        BackendChoice::Auto
    } else {
        BackendChoice::Cpu
    };
    global.backend.unwrap_or(configured)
}
