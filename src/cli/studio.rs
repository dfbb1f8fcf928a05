//! `lector BOOK`: joins book, engine, store and settings, and opens the studio.

use std::io::IsTerminal;
use std::path::Path;
use std::sync::Arc;

use color_eyre::eyre::{self, eyre};

use super::args::{Global, VoiceArgs};
use super::exit::Usage;
use super::folders::Folders;
use super::interrupt::Interrupted;
use super::render::voice;
use super::wiring::{self, Manuscript, Sentence};
use super::{log, settings};
use crate::audio::OutputChoice;
use crate::config::{self, Keymap, Settings, Sound, Theme};
use crate::engine::Line;
use crate::kokoro::Speed;
use crate::speech::VoiceName;
use crate::store::{BookId, Projects};
use crate::studio::{Depth, Ending, Heading, Keys, Script, Studio, Themes};

/// Opens a book in the studio.
///
/// # Errors
/// No terminal; everything that can keep a book from being read.
pub fn run(path: &Path, global: &Global) -> eyre::Result<()> {
    if !(std::io::stdin().is_terminal() && std::io::stdout().is_terminal()) {
        eyre::bail!(Usage(format!(
            "the studio needs a terminal; `lector render {}` works without one",
            path.display()
        )));
    }
    let args = VoiceArgs::default();
    let settings = settings::load(global, &args)?;
    let book = wiring::open_book(path, global, &args)?;
    let mut narration = wiring::narration(global, &args, Some(&book))?;
    let folders = Folders::find()?;
    let mut project = Projects::new(wiring::projects_folder()?).open(&BookId::of(book.title(), path)?)?;
    let mut choices = project.choices().clone();
    book.title().clone_into(&mut choices.title);
    choices.source = std::path::absolute(path).ok();
    let choice = voice::choose(
        book.language(),
        choices.voice.as_ref(),
        &narration.voice,
        &narration.voices,
        true,
    )?;
    narration.voice = choice.voice;
    narration.speed = choices.speed.unwrap_or(narration.speed);
    project.save(choices)?;
    let mut notices: Vec<String> = choice.remark.into_iter().collect();
    let keys = keys(&folders, &mut notices)?;
    let themes = themes(&settings, &folders, &mut notices)?;
    let studio = Studio {
        voices: narration.voices.clone(),
        voice: narration.voice.clone(),
        speed: narration.speed,
        engine: narration.for_book(&project).start(Some(project.clips().clone()))?,
        script: Arc::new(book),
        project,
        sound: match settings.studio.sound {
            Sound::Device => OutputChoice::Device,
            Sound::None => OutputChoice::Silent,
        },
        keys,
        themes,
        notice: notices.into_iter().next(),
        log: folders.state.join(log::FILE),
    };
    match studio.run()? {
        Ending::Quit => Ok(()),
        Ending::Rendering(rest) => {
            if !global.quiet && std::io::stderr().is_terminal() {
                eprintln!("lector: the render goes on; press Ctrl-C to stop it, finished work is kept");
            }
            if rest.finish() { Ok(()) } else { Err(Interrupted.into()) }
        }
    }
}

/// The user's keys; when they are broken, the shipped ones, and a notice.
fn keys(folders: &Folders, notices: &mut Vec<String>) -> eyre::Result<Keys> {
    let file = folders.config.join("keymap.yaml");
    if file.is_file() {
        match Keymap::with_file(&file).and_then(|keymap| Keys::new(&keymap)) {
            Ok(keys) => return Ok(keys),
            Err(error) => notices.push(format!("{error}; the usual keys are used")),
        }
    }
    Ok(Keys::new(&Keymap::shipped()?)?)
}

/// All themes that can be read, the user's among them; for a broken one that is wanted, the default and a notice.
fn themes(settings: &Settings, folders: &Folders, notices: &mut Vec<String>) -> eyre::Result<Themes> {
    let own = [folders.config.join("themes")];
    let wanted = &settings.studio.theme;
    let mut themes = Vec::new();
    for name in Theme::names(&own) {
        match Theme::load(&name, &own) {
            Ok(theme) => themes.push(theme),
            Err(error) if name == *wanted => notices.push(format!("{error}; the default colours are used")),
            Err(error) => tracing::warn!("{error}"),
        }
    }
    if !Theme::names(&own).contains(wanted) {
        let names = Theme::names(&own);
        let hint = config::nearest(wanted, names.iter().map(String::as_str)).map_or_else(
            || format!("there are {}", names.join(", ")),
            |name| format!("did you mean {name}?"),
        );
        notices.push(
            settings
                .error_at("studio.theme", format!("there is no theme '{wanted}'; {hint}"))
                .to_string(),
        );
    }
    if themes.is_empty() {
        return Err(eyre!("no theme can be read; the log says why"));
    }
    Ok(Themes::new(themes, wanted, Depth::of_environment()))
}

impl Script for Manuscript {
    fn title(&self) -> &str {
        Self::title(self)
    }

    fn headings(&self) -> Vec<Heading> {
        self.contents()
    }

    fn sentences(&self, chapter: u32) -> Vec<Sentence> {
        Self::sentences(self, chapter)
    }

    fn line(&self, sentence: &Sentence, voice: &VoiceName, speed: Speed, take: u32) -> Line {
        Self::line(self, sentence, voice, speed, take)
    }
}
