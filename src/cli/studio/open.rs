//! A book, ready for the studio.

use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use clap::ValueEnum;
use clap::builder::PossibleValue;
use color_eyre::eyre;

use super::{busy, looks};
use crate::audio::OutputChoice;
use crate::cli::args::{Format, Global, VoiceArgs};
use crate::cli::folders::Folders;
use crate::cli::render::{self, voice};
use crate::cli::wiring::{self, Manuscript, Narration};
use crate::cli::{settings, voice_setting};
use crate::config::{Settings, Sound};
use crate::speech::VoiceName;
use crate::store::{BookId, Place, Project, Projects, StoreError};
use crate::studio::{Inputs, Opening, Stage, Studio};

/// How long to wait for a lock that is about to be free.
const PATIENCE: Duration = Duration::from_secs(10);

/// A book, ready for the studio.
pub(super) struct Opened {
    pub studio: Studio,
    pub id: BookId,
}

/// Opens a book; none if another lector works on it and the user leaves it alone.
pub(super) fn open(path: &Path, global: &Global, stage: &mut Stage, inputs: &Inputs) -> eyre::Result<Option<Opened>> {
    let settings = settings::load(global, &VoiceArgs::default())?;
    let folders = Folders::find()?;
    let opening = Opening {
        name: path
            .file_name()
            .unwrap_or(path.as_os_str())
            .to_string_lossy()
            .into_owned(),
        themes: looks::themes(&settings, &folders, &mut Vec::new())?,
    };
    let (book, options) = (path.to_owned(), global.clone());
    let prepare = move || Desk::prepare(&book, &options, settings, folders);
    let Some(desk) = opening.run(stage, inputs, prepare)? else {
        return Ok(None);
    };
    let desk = desk?;
    let projects = Projects::new(wiring::projects_folder()?);
    let project = match projects.open(&desk.id) {
        Err(StoreError::Locked { holder }) => {
            let asked = busy::ask(&projects, &desk.id, desk.book.title(), opening.themes, stage, inputs)?;
            let Some(project) = asked else {
                tracing::info!("{holder} was asked about, and nothing is opened here");
                return Ok(None);
            };
            project
        }
        project => project?,
    };
    let id = desk.id.clone();
    let studio = desk.studio(path, project)?;
    Ok(Some(Opened { studio, id }))
}

/// Opens a book that another lector has just let go of.
pub(super) fn without_screen(path: &Path, global: &Global) -> eyre::Result<Studio> {
    let settings = settings::load(global, &VoiceArgs::default())?;
    let desk = Desk::prepare(path, global, settings, Folders::find()?)?;
    let projects = Projects::new(wiring::projects_folder()?);
    let start = Instant::now();
    let project = loop {
        match projects.open(&desk.id) {
            Err(StoreError::Locked { .. }) if start.elapsed() < PATIENCE => {
                std::thread::sleep(Duration::from_millis(50));
            }
            project => break project?,
        }
    };
    desk.studio(path, project)
}

/// The kinds of audio file there are, as the command line and the settings name them, and what they are.
fn formats() -> Vec<(String, String)> {
    let named = Format::value_variants().iter().filter_map(Format::to_possible_value);
    let what = |value: &PossibleValue| value.get_help().map(ToString::to_string).unwrap_or_default();
    named.map(|value| (value.get_name().to_owned(), what(&value))).collect()
}

/// A place, found again by the letters before it if the chapter is parted into sentences otherwise than it was then.
fn again(book: &Manuscript, place: Place, letters_before: Option<usize>) -> Place {
    let Some(letters) = letters_before else {
        return place;
    };
    let ends = book.sentences(place.chapter).into_iter().scan(0, |end, sentence| {
        *end += sentence.text.chars().count();
        Some((sentence.id.sentence, *end))
    });
    let mut after = ends.skip_while(|(_, end)| *end <= letters);
    let sentence = after.next().map_or(place.sentence, |(sentence, _)| sentence);
    Place { sentence, ..place }
}

/// What the studio is made of, as far as it needs no project.
struct Desk {
    settings: Settings,
    folders: Folders,
    book: Manuscript,
    narration: Narration,
    id: BookId,
}

impl Desk {
    fn prepare(path: &Path, global: &Global, settings: Settings, folders: Folders) -> eyre::Result<Self> {
        let book = wiring::open_book(path, global, &VoiceArgs::default())?;
        Ok(Self {
            id: BookId::of(book.title(), path)?,
            folders,
            narration: wiring::narration(global, &VoiceArgs::default(), Some(&book))?,
            settings,
            book,
        })
    }

    /// The voices of the model and the user's blends; one that names no voice is an error where it is used.
    fn voices(&self) -> Vec<VoiceName> {
        let model = &self.narration.voices;
        let blends = self.settings.blends.keys();
        let known = blends.filter_map(|name| voice_setting::known_voice(&self.settings, "blends", name, model).ok());
        model.iter().cloned().chain(known).collect()
    }

    fn studio(mut self, path: &Path, mut project: Project) -> eyre::Result<Studio> {
        let voices = self.voices();
        let mut narration = self.narration;
        let mut choices = project.choices().clone();
        self.book.title().clone_into(&mut choices.title);
        choices.source = std::path::absolute(path).ok();
        self.book.cast_as(&choices.cast);
        choices.place = choices
            .place
            .map(|place| again(&self.book, place, choices.letters_before));
        let choice = voice::choose(
            self.book.language(),
            choices.voice.as_ref(),
            &narration.voice,
            &narration.voices,
            true,
        )?;
        narration.config.gives_way = true;
        narration.voice = choice.voice;
        let manner = &mut narration.manner;
        manner.speed = choices.speed.unwrap_or(manner.speed);
        manner.pitch = choices.pitch.unwrap_or(manner.pitch);
        project.save(choices)?;
        let mut notices: Vec<String> = choice.remark.into_iter().collect();
        let keys = looks::keys(&self.folders, &mut notices)?;
        let themes = looks::themes(&self.settings, &self.folders, &mut notices)?;
        let usual_files = render::usual_files(&self.settings, &self.book, path);
        Ok(Studio {
            voices,
            voice: narration.voice.clone(),
            speed: narration.manner.speed,
            pitch: narration.manner.pitch,
            engine: narration.for_book(&project).start(Some(project.clips().clone()))?,
            script: Arc::new(self.book),
            project,
            sound: match self.settings.studio.sound {
                Sound::Device => OutputChoice::Device,
                Sound::None => OutputChoice::Silent,
            },
            keys,
            themes,
            configured_theme: self.settings.studio.theme.clone(),
            formats: formats(),
            usual_files,
            notices,
            data: self.folders.data,
        })
    }
}
