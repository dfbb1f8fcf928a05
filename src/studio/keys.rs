//! Keys as they are pressed, and as `config/keymap.yaml` writes them.

use std::collections::{BTreeMap, HashMap};

use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::action::Action;
use crate::config::{ConfigError, Keymap};

/// A key with what is held beside it. Shift is part of the character.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Key {
    code: KeyCode,
    control: bool,
    alt: bool,
}

impl Key {
    pub(super) fn of(event: KeyEvent) -> Self {
        Self {
            code: event.code,
            control: event.modifiers.contains(KeyModifiers::CONTROL),
            alt: event.modifiers.contains(KeyModifiers::ALT),
        }
    }

    /// Reads `space`, `ctrl-d`, `G`.
    fn parse(text: &str) -> Option<Self> {
        let (mut rest, mut control, mut alt) = (text, false, false);
        loop {
            if let Some(after) = rest.strip_prefix("ctrl-").filter(|after| !after.is_empty()) {
                (rest, control) = (after, true);
            } else if let Some(after) = rest.strip_prefix("alt-").filter(|after| !after.is_empty()) {
                (rest, alt) = (after, true);
            } else {
                break;
            }
        }
        let code = match rest {
            "space" => KeyCode::Char(' '),
            "enter" => KeyCode::Enter,
            "esc" => KeyCode::Esc,
            "tab" => KeyCode::Tab,
            "backtab" => KeyCode::BackTab,
            "backspace" => KeyCode::Backspace,
            "delete" => KeyCode::Delete,
            "up" => KeyCode::Up,
            "down" => KeyCode::Down,
            "left" => KeyCode::Left,
            "right" => KeyCode::Right,
            "home" => KeyCode::Home,
            "end" => KeyCode::End,
            "pageup" => KeyCode::PageUp,
            "pagedown" => KeyCode::PageDown,
            name => {
                let mut letters = name.chars();
                match (letters.next()?, letters.as_str()) {
                    (letter, "") => KeyCode::Char(letter),
                    ('f', number) => KeyCode::F(number.parse().ok().filter(|n| (1..=12).contains(n))?),
                    _ => return None,
                }
            }
        };
        Some(Self { code, control, alt })
    }
}

/// Which keys, pressed one after the other, do what.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    bindings: HashMap<Vec<Key>, Action>,
    /// How the keys of an action are written, for help and hints.
    written: BTreeMap<Action, Vec<String>>,
}

/// What pressed keys come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pressed {
    /// An action.
    Action(Action),
    /// Perhaps one, with another key.
    Begun,
    /// Nothing.
    Nothing,
}

impl Keys {
    /// Understands a keymap.
    ///
    /// # Errors
    /// [`ConfigError`] for a key there is none of, or one that hides the beginning of another.
    pub fn new(keymap: &Keymap) -> Result<Self, ConfigError> {
        let mut keys = Self::default();
        for (name, written) in keymap.actions() {
            let Some(action) = Action::named(name) else {
                return Err(keymap.error_at(name, format!("there is no action '{name}'")));
            };
            keys.written.insert(action, written.to_vec());
            for text in written {
                let chord: Option<Vec<Key>> = text.split(' ').map(Key::parse).collect();
                let chord = chord.ok_or_else(|| keymap.error_at(name, format!("there is no key '{text}'")))?;
                if let Some(other) = keys.bindings.insert(chord, action) {
                    let problem = format!("the key '{text}' is taken by {}", other.name());
                    return Err(keymap.error_at(name, problem));
                }
            }
        }
        for (chord, action) in &keys.bindings {
            let hidden = (1..chord.len()).find_map(|length| keys.bindings.get(&chord[..length]));
            if let Some(other) = hidden {
                let problem = format!("its first key already does {}", other.name());
                return Err(keymap.error_at(action.name(), problem));
            }
        }
        Ok(keys)
    }

    /// What comes of one more key after those pressed so far, which are forgotten once they come to something.
    pub(super) fn follow(&self, chord: &mut Vec<Key>, event: KeyEvent) -> Option<Action> {
        chord.push(Key::of(event));
        let mut pressed = self.pressed(chord);
        if pressed == Pressed::Nothing && chord.len() > 1 {
            // What was begun comes to nothing; the key may mean something by itself.
            chord.drain(..chord.len() - 1);
            pressed = self.pressed(chord);
        }
        if pressed != Pressed::Begun {
            chord.clear();
        }
        match pressed {
            Pressed::Action(action) => Some(action),
            Pressed::Begun | Pressed::Nothing => None,
        }
    }

    /// What these keys come to.
    fn pressed(&self, chord: &[Key]) -> Pressed {
        match self.bindings.get(chord) {
            Some(action) => Pressed::Action(*action),
            None if self.bindings.keys().any(|longer| longer.starts_with(chord)) => Pressed::Begun,
            None => Pressed::Nothing,
        }
    }

    /// The keys of an action, as they are written.
    pub(super) fn written(&self, action: Action) -> &[String] {
        self.written.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action, short: signs for arrows and the like.
    pub(super) fn hint(&self, action: Action) -> &str {
        match self.written(action).first().map(String::as_str) {
            Some("enter") => "↵",
            Some("up") => "↑",
            Some("down") => "↓",
            Some("left") => "←",
            Some("right") => "→",
            Some(other) => other,
            None => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_key_means_something() {
        let keys = Keys::new(&Keymap::shipped().unwrap()).unwrap();
        for action in Action::ALL {
            assert!(!keys.written(*action).is_empty(), "{action:?} has no key");
        }
        let g = Key::parse("g").unwrap();
        assert_eq!(keys.pressed(&[g]), Pressed::Begun);
        assert_eq!(keys.pressed(&[g, g]), Pressed::Action(Action::Top));
        let control_d = KeyEvent::new(KeyCode::Char('d'), KeyModifiers::CONTROL);
        assert_eq!(keys.pressed(&[Key::of(control_d)]), Pressed::Action(Action::PageDown));
    }

    #[test]
    fn nonsense_is_no_key() {
        for text in ["", "spacebar", "f13", "ctrl-"] {
            assert_eq!(Key::parse(text), None, "{text}");
        }
        assert!(Key::parse("ctrl--").is_some());
    }
}
