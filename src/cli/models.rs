//! `lector models`: fetch, check and list models. Other commands come here for the model they need.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use color_eyre::eyre;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;

use super::args::{Global, ModelChoice, ModelsCommand, Variant};
use super::interrupt::{self, Interrupted};
use super::stdout::stdout;
use crate::models::{self, Installed, ModelPath, ModelsError, Places, Progress, Source};
use crate::speech::{Dictionaries, Language};

/// Runs `lector models …`.
///
/// # Errors
/// When a model cannot be fetched, is damaged, or is not there.
pub fn run(command: &ModelsCommand, global: &Global) -> eyre::Result<()> {
    let places = Places::of_this_process()?;
    match command {
        ModelsCommand::Fetch {
            model: Some(ModelChoice::UnidicLite),
            ..
        } => {
            let folder = fetch_dictionary(&places, global)?;
            Ok(writeln!(stdout(), "{}", folder.display())?)
        }
        ModelsCommand::Fetch { model, variant } => fetch(source(*model, *variant)?, &places, global),
        ModelsCommand::Verify => verify(&places, global),
        ModelsCommand::List(args) => list(&places, args.json, &mut stdout()),
    }
}

/// The folder of the model a command works with, fetched first where `setting` (`tts.model_path` or `--model-path`)
/// leaves the choice to lector and there is none yet.
///
/// # Errors
/// When there is no such folder, or no model can be had.
pub fn ensure(setting: Option<&Path>, global: &Global) -> eyre::Result<PathBuf> {
    let places = Places::of_this_process()?;
    let model_path = setting.map_or(ModelPath::Auto, |folder| ModelPath::from(folder.to_owned()));
    // Only a fetch takes long enough to be stopped.
    if let found @ (Ok(_) | Err(ModelsError::NoFolder { .. })) = places.resolve(&model_path) {
        return Ok(found?);
    }
    watched(global, |progress, cancel| {
        models::ensure(&model_path, &places, global.offline, progress, cancel)
    })
}

/// What texts need that is too large to be part of the program: the dictionary of Japanese, fetched first if the voice
/// or the book needs it.
///
/// # Errors
/// When it is needed and cannot be had.
pub fn dictionaries(languages: &[Language], global: &Global) -> eyre::Result<Dictionaries> {
    let places = Places::of_this_process()?;
    let mut here = Dictionaries {
        japanese: places.dictionary(),
    };
    let is_missing = languages.iter().any(|language| !here.suffice_for(*language));
    if is_missing && !global.offline {
        here.japanese = Some(fetch_dictionary(&places, global)?);
    }
    Ok(here)
}

fn fetch_dictionary(places: &Places, global: &Global) -> eyre::Result<PathBuf> {
    if global.offline {
        eyre::bail!("--offline forbids fetching; leave it out");
    }
    let root = places.models_folder();
    watched(global, |progress, cancel| {
        models::fetch_dictionary(&root, progress, cancel)
    })
}

fn source(model: Option<ModelChoice>, variant: Variant) -> eyre::Result<Option<Source>> {
    Ok(match (model, variant) {
        (None, Variant::Bf16) => None,
        (Some(ModelChoice::Kokoro82m), Variant::Bf16) => Some(Source::Kokoro82m(models::Variant::Full)),
        (None | Some(ModelChoice::Kokoro82m), Variant::EightBit) => Some(Source::Kokoro82m(models::Variant::EightBit)),
        (Some(ModelChoice::Kokoro82mInt8), Variant::Bf16) => Some(Source::Kokoro82mInt8),
        (Some(ModelChoice::Kokoro82mInt8), Variant::EightBit) | (Some(ModelChoice::UnidicLite), _) => {
            eyre::bail!("--variant chooses a form of kokoro-82m; the others have only one")
        }
    })
}

fn fetch(source: Option<Source>, places: &Places, global: &Global) -> eyre::Result<()> {
    if global.offline {
        eyre::bail!("--offline forbids fetching; leave it out, or use a model that is here (`lector models list`)");
    }
    let root = places.models_folder();
    let folder = watched(global, |progress, cancel| {
        models::fetch(source, &root, progress, cancel)
    })?;
    writeln!(stdout(), "{}", folder.display())?;
    Ok(())
}

fn verify(places: &Places, global: &Global) -> eyre::Result<()> {
    let folders = match &global.model_path {
        Some(path) => vec![places.resolve(&ModelPath::from(path.clone()))?],
        None => places
            .installed()
            .into_iter()
            .map(|model| model.folder)
            .chain(places.dictionary())
            .collect(),
    };
    if folders.is_empty() {
        places.resolve(&ModelPath::Auto)?;
    }
    let checked = watched(global, |progress, cancel| {
        folders
            .iter()
            .map(|folder| models::verify(folder, progress, cancel))
            .collect::<Result<Vec<_>, _>>()
    })?;
    let mut out = stdout();
    for model in &checked {
        let folder = model.folder.display();
        match (model.problems.as_slice(), model.hashed) {
            ([], 0) => writeln!(
                out,
                "{folder}: opens as a model; not fetched by lector, so it has no hashes to check"
            )?,
            ([], hashed) => writeln!(out, "{folder}: {hashed} files sound")?,
            (problems, _) => {
                for problem in problems {
                    writeln!(out, "{folder}: {problem}")?;
                }
            }
        }
    }
    if checked.iter().any(|model| !model.problems.is_empty()) {
        eyre::bail!("there are damaged models; `lector models fetch NAME` mends one that lector fetched");
    }
    Ok(())
}

/// A line of `lector models list`.
#[derive(Serialize)]
struct Listed {
    name: String,
    description: &'static str,
    /// Where it is, if it is here.
    folder: Option<PathBuf>,
    /// How large it is, or would be.
    bytes: u64,
}

fn list(places: &Places, json: bool, out: &mut impl Write) -> eyre::Result<()> {
    let installed = places.installed();
    let mut listed: Vec<_> = installed.iter().map(Listed::here).collect();
    let absent = |source: &Source| installed.iter().all(|model| model.source != Some(*source));
    listed.extend(Source::ALL.into_iter().filter(absent).map(Listed::absent));
    if json {
        serde_json::to_writer_pretty(&mut *out, &listed)?;
        writeln!(out)?;
        return Ok(());
    }
    for model in listed {
        let place = match &model.folder {
            Some(folder) => folder.display().to_string(),
            None => format!("not here; `lector models fetch {}`", fetch_arguments(&model.name)),
        };
        writeln!(
            out,
            "{:<16} {:>4} MB  {}",
            model.name,
            model.bytes / 1_000_000,
            model.description
        )?;
        writeln!(out, "{:<16} {:>7}  {place}", "", "")?;
    }
    Ok(())
}

fn fetch_arguments(name: &str) -> &str {
    match name {
        "kokoro-82m-8bit" => "kokoro-82m --variant 8bit",
        name => name,
    }
}

impl Listed {
    fn here(model: &Installed) -> Self {
        let name = model.folder.file_name().unwrap_or_default();
        Self {
            name: name.to_string_lossy().into_owned(),
            description: model.source.map_or("put here by hand", Source::description),
            folder: Some(model.folder.clone()),
            bytes: model.bytes(),
        }
    }

    fn absent(source: Source) -> Self {
        Self {
            name: source.folder_name().to_owned(),
            description: source.description(),
            folder: None,
            bytes: source.bytes(),
        }
    }
}

/// Runs a long job with a progress bar on a terminal, its notes on stderr, and Ctrl-C stopping it.
fn watched<T>(
    global: &Global,
    job: impl FnOnce(&mut dyn FnMut(Progress<'_>), &AtomicBool) -> Result<T, ModelsError>,
) -> eyre::Result<T> {
    interrupt::listen(global)?;
    let bar = progress_bar(global.quiet);
    let mut show = |progress: Progress<'_>| match progress {
        Progress::Note(_) if global.quiet => {}
        Progress::Note(text) => bar.suspend(|| eprintln!("lector: {text}")),
        Progress::Doing { what, done, total } => {
            bar.set_length(total);
            bar.set_position(done);
            bar.set_message(what.to_owned());
        }
    };
    let outcome = job(&mut show, &interrupt::flag());
    bar.finish_and_clear();
    match outcome {
        Err(ModelsError::Interrupted) => Err(Interrupted.into()),
        outcome => Ok(outcome?),
    }
}

/// A bar on stderr; it draws nothing where that is no terminal.
fn progress_bar(quiet: bool) -> ProgressBar {
    const TEMPLATE: &str = "{bar:30} {bytes:>11} of {total_bytes:<11} {binary_bytes_per_sec:>13} {eta:>4}  {wide_msg}";
    let target = if quiet {
        ProgressDrawTarget::hidden()
    } else {
        ProgressDrawTarget::stderr()
    };
    let bar = ProgressBar::with_draw_target(Some(0), target);
    if let Ok(style) = ProgressStyle::with_template(TEMPLATE) {
        bar.set_style(style);
    }
    bar.enable_steady_tick(Duration::from_millis(200));
    bar
}
