//! What lies over the screen and has the keys.

use tui_input::Input;

use crate::audio::Tempo;
use crate::kokoro::{Pitch, Speed};
use crate::speech::VoiceName;
use crate::store::Speaker;

use super::action::Action;
use super::editor::Editor;

/// What lies over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys, from this line on.
    Help(usize),
    /// What was said in the last line, from this line on.
    Messages(usize),
    /// What becomes of the render that is under way.
    Leave(Leaving),
    /// Whether to write the audiobook's files, which takes the screen away for as long.
    Write,
    /// What to look for.
    Find(Input),
    /// The folder for files.
    Folder(Input),
    /// A word to be said otherwise.
    Edit(Editor),
    /// A list to choose from.
    Picker(Picker),
}

/// Why the screen of a book is left.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Leaving {
    /// The user wants the terminal back.
    Quit,
    /// The user wants another book.
    Library,
}

/// What a list is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Commands,
    Voices,
    Themes,
    Speeds,
    Pitches,
    Tempos,
    Chapters,
    Speakers,
    /// The voice of whoever speaks under the cursor.
    Cast,
    Formats,
    Settings,
}

impl Subject {
    pub fn title(self) -> &'static str {
        match self {
            Self::Commands => "Commands",
            Self::Voices => "Voice",
            Self::Themes => "Colours",
            Self::Speeds => "Speed",
            Self::Pitches => "Pitch",
            Self::Tempos => "Listening speed",
            Self::Chapters => "Chapter",
            Self::Speakers => "Who says this?",
            Self::Cast => "Voice for direct speech",
            Self::Formats => "Kind of file",
            Self::Settings => "Settings",
        }
    }

    /// The keys that work here, besides the arrows.
    pub fn hint(self) -> &'static str {
        match self {
            Self::Commands => "⇥ complete  ↵ do",
            Self::Voices | Self::Cast => "⇥ hear  ⇧⇥ compare  ↵ choose",
            Self::Settings => "↵ change",
            _ => "↵ choose",
        }
    }
}

/// A list to choose from.
#[derive(Clone, Debug)]
pub struct Picker {
    pub subject: Subject,
    pub title: String,
    pub items: Vec<Item>,
    /// What has been typed: items without it are not shown.
    pub filter: Input,
    /// What had been typed before it was completed, as long as what completes it may still be another.
    pub stem: Option<String>,
    /// The chosen one of those shown.
    pub at: usize,
}

/// A line of a picker.
#[derive(Clone, Debug)]
pub struct Item {
    pub label: String,
    pub detail: String,
    pub choice: Choice,
}

/// What a line of a picker stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Choice {
    Voice(VoiceName),
    Theme(usize),
    Speed(Speed),
    Pitch(Pitch),
    Tempo(Tempo),
    /// None lets the rules decide.
    Speaker(Option<Speaker>),
    /// Of whoever speaks under the cursor; none takes it from them.
    Cast(Option<VoiceName>),
    /// None lets the settings decide.
    Format(Option<String>),
    /// The position of a chapter.
    Chapter(usize),
    Action(Action),
    /// Another list.
    List(Subject),
}

impl Choice {
    /// The voice that would be chosen, for whomever.
    pub fn voice(&self) -> Option<&VoiceName> {
        match self {
            Self::Voice(voice) | Self::Cast(Some(voice)) => Some(voice),
            _ => None,
        }
    }
}

impl Picker {
    /// The items that hold every word that has been typed, anywhere; those first whose names have words that begin so.
    pub fn shown(&self) -> impl Iterator<Item = &Item> {
        let plain = |text: &str| text.to_lowercase().replace('_', " ");
        let filter = plain(self.stem.as_deref().unwrap_or(self.filter.value()));
        let wanted: Vec<&str> = filter.split_whitespace().collect();
        let rank = |item: &Item| {
            let name = plain(&item.label);
            let begins = |word: &&str| name.split_whitespace().any(|own| own.starts_with(word));
            let holds = |word: &&str| name.contains(word) || plain(&item.detail).contains(word);
            let fits = wanted.iter().all(holds);
            fits.then(|| !wanted.iter().all(begins))
        };
        let mut ranked: Vec<(bool, &Item)> = self.items.iter().filter_map(|item| Some((rank(item)?, item))).collect();
        ranked.sort_by_key(|(rank, _)| *rank);
        ranked.into_iter().map(|(_, item)| item)
    }

    /// The chosen item.
    pub fn chosen(&self) -> Option<&Item> {
        self.shown().nth(self.at)
    }

    /// What to say where nothing fits.
    pub fn nothing(&self) -> &'static str {
        let (command, rest) = self.filter.value().split_once(' ').unwrap_or_default();
        match (self.subject, command) {
            (Subject::Commands, "speed") => "a speed is a number from 0.5 to 2",
            (Subject::Commands, "pitch") => "a pitch is a number of semitones, from -6 to 6",
            (Subject::Commands, "listen") => "a listening speed is a number from 0.5 to 3",
            (Subject::Commands, "chapter") if !rest.is_empty() => "there is no such chapter",
            _ => "nothing fits",
        }
    }

    /// Moves the choice, and from one end of the list to the other.
    pub fn step_round(&mut self, by: isize) {
        let count = self.shown().count().max(1) as isize;
        self.at = (self.at as isize + by).rem_euclid(count) as usize;
    }

    /// Moves the choice, as far as there are items.
    pub fn step(&mut self, by: isize) {
        let last = self.shown().count().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}
