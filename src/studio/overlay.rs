//! What lies over the screen and has the keys.

use crate::speech::VoiceName;

use super::action::Action;

/// What lies over the screen.
#[derive(Clone, Debug)]
pub enum Overlay {
    /// The keys, from this line on.
    Help(usize),
    /// Whether to end although a render is under way.
    Quit,
    /// What to look for.
    Find(String),
    /// A list to choose from.
    Picker(Picker),
}

/// A list to choose from.
#[derive(Clone, Debug)]
pub struct Picker {
    pub title: &'static str,
    pub items: Vec<Item>,
    /// What has been typed: items without it are not shown.
    pub filter: String,
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
    Action(Action),
}

impl Picker {
    /// The items that hold what has been typed.
    pub fn shown(&self) -> impl Iterator<Item = &Item> {
        let filter = self.filter.to_lowercase();
        let holds = move |item: &&Item| {
            item.label.to_lowercase().contains(&filter) || item.detail.to_lowercase().contains(&filter)
        };
        self.items.iter().filter(holds)
    }

    /// The chosen item.
    pub fn chosen(&self) -> Option<&Item> {
        self.shown().nth(self.at)
    }

    /// Moves the choice, as far as there are items.
    pub fn step(&mut self, by: isize) {
        let last = self.shown().count().saturating_sub(1);
        self.at = self.at.saturating_add_signed(by).min(last);
    }
}
