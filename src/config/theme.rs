//! Colours of the studio: `themes/*.yaml`, each a palette of names and a style for each role, perhaps over another theme.

use std::collections::BTreeMap;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::error::{ConfigError, problem};
use super::key::KeyPath;
use super::nearest::nearest;
use super::place::{Place, locate};

/// The shipped themes.
const SHIPPED: [(&str, &str); 8] = [
    ("dark", include_str!("../../themes/dark.yaml")),
    ("light", include_str!("../../themes/light.yaml")),
    ("contrast", include_str!("../../themes/contrast.yaml")),
    ("paper", include_str!("../../themes/paper.yaml")),
    ("candle", include_str!("../../themes/candle.yaml")),
    ("harbour", include_str!("../../themes/harbour.yaml")),
    ("moss", include_str!("../../themes/moss.yaml")),
    ("ansi", include_str!("../../themes/ansi.yaml")),
];

/// A chain of themes longer than this goes in a circle.
const LONGEST_CHAIN: usize = 8;

/// What a style is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// The screen behind everything.
    Screen,
    /// Lines around the panels.
    Border,
    /// Lines around the panel that has the keys.
    BorderFocused,
    /// Titles of panels.
    Title,
    /// Text that is said and kept.
    Text,
    /// Text that waits to be said.
    Waiting,
    /// Text that could not be said.
    Failed,
    /// Text of which a word is said otherwise by the user's wish.
    Edited,
    /// Headings in the text.
    Heading,
    /// The sentence that is heard.
    Spoken,
    /// The sentence the cursor is on.
    Cursor,
    /// The chosen line of a list.
    Selected,
    /// Things that are done.
    Done,
    /// Bars and sparklines.
    Bar,
    /// Remarks, hints, what is left out.
    Muted,
    /// Names of keys.
    Key,
    /// Notices.
    Notice,
}

/// A colour as the terminal is told it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// The terminal's own.
    Default,
    /// One of the terminal's 16.
    Ansi(u8),
    /// 24 bits.
    Rgb(u8, u8, u8),
}

/// How a role looks. What is not set is as the screen is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a terminal's attributes are independent of each other"
)]
pub struct Look {
    /// The letters.
    pub fg: Option<Colour>,
    /// Behind them.
    pub bg: Option<Colour>,
    /// Bold.
    pub bold: bool,
    /// Italic.
    pub italic: bool,
    /// Underlined.
    pub underlined: bool,
    /// Letters and background changed for each other.
    pub reversed: bool,
    /// Fainter.
    pub dim: bool,
}

/// A theme, whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    roles: BTreeMap<Role, Look>,
}

/// A theme as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    inherits: Option<String>,
    #[serde(default)]
    palette: BTreeMap<String, String>,
    #[serde(default)]
    roles: BTreeMap<Role, Written>,
}

#[derive(Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "a terminal's attributes are independent of each other"
)]
struct Written {
    fg: Option<String>,
    bg: Option<String>,
    #[serde(default)]
    bold: bool,
    #[serde(default)]
    italic: bool,
    #[serde(default)]
    underlined: bool,
    #[serde(default)]
    reversed: bool,
    #[serde(default)]
    dim: bool,
}

impl Theme {
    /// Reads a theme: `NAME.yaml` of the first of `folders` that has it, else the shipped one of this name.
    ///
    /// # Errors
    /// [`ConfigError`] with file and line: no such theme, an unknown role, a colour that is none.
    pub fn load(name: &str, folders: &[PathBuf]) -> Result<Self, ConfigError> {
        let mut chain: Vec<(Source, File)> = Vec::new();
        let mut next = Some(name.to_owned());
        while let Some(name) = next.take() {
            let (source, file) = match (read(&name, folders), chain.last()) {
                (
                    Err(ConfigError::Setting {
                        problem, place: None, ..
                    }),
                    Some((heir, _)),
                ) => {
                    return Err(heir.trouble("inherits", &problem));
                }
                (read, _) => read?,
            };
            next.clone_from(&file.inherits);
            chain.push((source, file));
            if chain.len() > LONGEST_CHAIN {
                return Err(chain[0]
                    .0
                    .trouble("inherits", "these themes inherit from each other in a circle"));
            }
        }
        let mut palette = BTreeMap::new();
        let mut roles = BTreeMap::new();
        for (source, file) in chain.iter().rev() {
            // Told where it is written, not where it is used, which may be in another theme.
            for (name, value) in &file.palette {
                colour(value, &BTreeMap::new()).map_err(|why| source.trouble(&format!("palette.{name}"), &why))?;
            }
            palette.extend(file.palette.clone());
            let written = file.roles.iter();
            roles.extend(written.map(|(role, look)| (*role, (source, look))));
        }
        let looks = roles.into_iter().map(|(role, (source, written))| {
            let look =
                look(written, &palette).map_err(|why| source.trouble(&format!("roles.{}", role.name()), &why))?;
            Ok((role, look))
        });
        Ok(Self {
            name: name.to_owned(),
            roles: looks.collect::<Result<_, ConfigError>>()?,
        })
    }

    /// How a role looks.
    #[must_use]
    pub fn look(&self, role: Role) -> Look {
        self.roles.get(&role).cloned().unwrap_or_default()
    }

    /// The names of all themes there are: the shipped ones, and the files in `folders`.
    #[must_use]
    pub fn names(folders: &[PathBuf]) -> Vec<String> {
        let shipped = SHIPPED.iter().map(|(name, _)| (*name).to_owned());
        let files = folders
            .iter()
            .filter_map(|folder| std::fs::read_dir(folder).ok())
            .flatten();
        let own = files.filter_map(|entry| {
            let path = entry.ok()?.path();
            let yaml = path.extension().is_some_and(|extension| extension == "yaml");
            yaml.then(|| path.file_stem()?.to_str().map(str::to_owned)).flatten()
        });
        let mut names: Vec<String> = shipped.collect();
        let mut own: Vec<String> = own.filter(|name| !names.contains(name)).collect();
        own.sort();
        own.dedup();
        names.extend(own);
        names
    }
}

/// The text of a theme, and where it is from.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// What is wrong with the theme, at this key of it.
    fn trouble(&self, key: &str, why: &str) -> ConfigError {
        let place = match locate(&self.text, &KeyPath::of_keys(key).0) {
            Some((line, column)) => Place::Line {
                file: self.path.clone(),
                line,
                column,
            },
            None => Place::File(self.path.clone()),
        };
        ConfigError::Setting {
            place: Some(place),
            key: "theme".to_owned(),
            problem: why.to_owned(),
        }
    }
}

impl Role {
    /// Its name, as a theme writes it.
    fn name(self) -> String {
        match serde_yaml::to_value(self) {
            Ok(serde_yaml::Value::String(name)) => name,
            _ => String::new(),
        }
    }
}

fn read(name: &str, folders: &[PathBuf]) -> Result<(Source, File), ConfigError> {
    let mut candidates = folders.iter().map(|folder| folder.join(format!("{name}.yaml")));
    if let Some(path) = candidates.find(|path| path.is_file()) {
        return match std::fs::read_to_string(&path) {
            Ok(text) => parse(path, text),
            Err(source) => Err(ConfigError::Read { path, source }),
        };
    }
    if let Some((_, text)) = SHIPPED.iter().find(|(shipped, _)| *shipped == name) {
        return parse(PathBuf::from(format!("themes/{name}.yaml")), (*text).to_owned());
    }
    let names = Theme::names(folders);
    let hint = nearest(name, names.iter().map(String::as_str))
        .map_or_else(|| names.join(", "), |name| format!("did you mean {name}?"));
    Err(ConfigError::Setting {
        place: None,
        key: "studio.theme".to_owned(),
        problem: format!("there is no theme '{name}'; {hint}"),
    })
}

fn parse(path: PathBuf, text: String) -> Result<(Source, File), ConfigError> {
    match serde_yaml::from_str(&text) {
        Ok(file) => Ok((Source { path, text }, file)),
        Err(error) => Err(unreadable(path, &error)),
    }
}

/// What is wrong with a theme, and where: serde's message holds the key before it, and the place after it.
fn unreadable(path: PathBuf, error: &serde_yaml::Error) -> ConfigError {
    let message = error.to_string();
    let message = message
        .rsplit_once(" at line ")
        .map_or(message.as_str(), |(message, _)| message);
    let wrong = ["unknown ", "missing ", "invalid "];
    let start = wrong
        .iter()
        .filter_map(|wrong| message.find(wrong))
        .min()
        .unwrap_or_default();
    let key = message[..start].trim_end_matches(": ");
    ConfigError::Setting {
        place: Some(match error.location() {
            Some(at) => Place::Line {
                file: path,
                line: at.line(),
                column: at.column(),
            },
            None => Place::File(path),
        }),
        key: if key.is_empty() { "theme" } else { key }.to_owned(),
        problem: problem(&message[start..]),
    }
}

fn look(written: &Written, palette: &BTreeMap<String, String>) -> Result<Look, String> {
    let colour = |name: &Option<String>| name.as_deref().map(|name| colour(name, palette)).transpose();
    Ok(Look {
        fg: colour(&written.fg)?,
        bg: colour(&written.bg)?,
        bold: written.bold,
        italic: written.italic,
        underlined: written.underlined,
        reversed: written.reversed,
        dim: written.dim,
    })
}

/// A colour by its name in the palette, as `#rrggbb`, as a number from 0 to 15, or `default`.
fn colour(name: &str, palette: &BTreeMap<String, String>) -> Result<Colour, String> {
    let value = palette.get(name).map_or(name, String::as_str);
    if value == "default" {
        return Ok(Colour::Default);
    }
    if let Ok(number @ 0..=15) = value.parse() {
        return Ok(Colour::Ansi(number));
    }
    let hex = value.strip_prefix('#').filter(|hex| hex.len() == 6);
    let number = hex.and_then(|hex| u32::from_str_radix(hex, 16).ok());
    let [_, red, green, blue] = number
        .ok_or_else(|| {
            format!("'{value}' is no colour: write a name of the palette, #rrggbb, a number from 0 to 15, or default")
        })?
        .to_be_bytes();
    Ok(Colour::Rgb(red, green, blue))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shipped_theme_loads_and_marks_the_spoken_sentence() {
        for (name, _) in SHIPPED {
            let theme = Theme::load(name, &[]).unwrap();
            assert_ne!(theme.look(Role::Spoken), theme.look(Role::Text), "{name}");
            assert_ne!(theme.look(Role::Waiting), theme.look(Role::Text), "{name}");
        }
    }

    /// How bright a colour is, from 0 to 1, as WCAG 2 has it.
    fn luminance(colour: Colour) -> f64 {
        let Colour::Rgb(red, green, blue) = colour else {
            panic!("{colour:?} is the terminal's")
        };
        let linear = |channel: u8| match f64::from(channel) / 255.0 {
            dark if dark <= 0.04045 => dark / 12.92,
            bright => ((bright + 0.055) / 1.055).powf(2.4),
        };
        0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
    }

    #[test]
    fn everything_that_is_read_stands_out_from_what_is_behind_it() {
        use Role::{Bar, Done, Failed, Key, Muted, Notice, Selected, Spoken, Text, Title, Waiting};
        for (name, _) in SHIPPED.iter().filter(|(name, _)| *name != "ansi") {
            let theme = Theme::load(name, &[]).unwrap();
            let page = theme.look(Role::Screen).bg.unwrap();
            for role in [
                Text, Waiting, Failed, Title, Muted, Key, Done, Bar, Spoken, Selected, Notice,
            ] {
                let look = theme.look(role);
                let (letters, behind) = (luminance(look.fg.unwrap()), luminance(look.bg.unwrap_or(page)));
                let contrast = (letters.max(behind) + 0.05) / (letters.min(behind) + 0.05);
                assert!(contrast >= 4.5, "{name}: {role:?} {contrast:.2}");
            }
        }
    }

    #[test]
    fn a_users_theme_inherits_and_its_mistakes_have_a_place() {
        let folder = tempfile::tempdir().unwrap();
        let folders = [folder.path().to_owned()];
        let write = |text: &str| std::fs::write(folder.path().join("mine.yaml"), text).unwrap();
        write("inherits: dark\nroles:\n  text: {fg: '#010203'}\n");
        let mine = Theme::load("mine", &folders).unwrap();
        assert_eq!(mine.look(Role::Text).fg, Some(Colour::Rgb(1, 2, 3)));
        assert_eq!(
            mine.look(Role::Spoken),
            Theme::load("dark", &[]).unwrap().look(Role::Spoken)
        );
        write("roles:\n  txet: {fg: red}\n");
        let error = Theme::load("mine", &folders).unwrap_err().to_string();
        assert!(
            error.ends_with("mine.yaml:2:3: roles: there is no value 'txet'; did you mean text?"),
            "{error}"
        );
        write("roles:\n  text: {fg: crimson}\n");
        let error = Theme::load("mine", &folders).unwrap_err().to_string();
        assert!(
            error.contains("mine.yaml:2:3") && error.contains("'crimson' is no colour"),
            "{error}"
        );
        write("inherits: dark\npalette:\n  ink: '#zzzzzz'\n");
        let error = Theme::load("mine", &folders).unwrap_err().to_string();
        assert!(error.contains("mine.yaml:3:3"), "not where dark uses it: {error}");
        write("inherits: mine\n");
        let error = Theme::load("mine", &folders).unwrap_err().to_string();
        assert!(error.contains("mine.yaml:1:1") && error.contains("circle"), "{error}");
        write("palette: {}\ninherits: drak\n");
        let error = Theme::load("mine", &folders).unwrap_err().to_string();
        assert!(
            error.contains("mine.yaml:2:1") && error.contains("did you mean dark?"),
            "{error}"
        );
        let error = Theme::load("drak", &folders).unwrap_err().to_string();
        assert!(error.contains("did you mean dark?"), "{error}");
    }
}
