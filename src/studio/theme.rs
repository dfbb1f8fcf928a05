//! Themes as the terminal can show them.

use ratatui::style::{Color, Modifier, Style};

use crate::config::{Colour, Look, Role, Theme};

/// How many colours the terminal has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// None: `NO_COLOR`, or a terminal without.
    None,
    /// 16.
    Sixteen,
    /// 256.
    Indexed,
    /// All.
    #[default]
    True,
}

impl Depth {
    /// What the environment says of the terminal.
    #[must_use]
    pub fn of_environment() -> Self {
        let variable = |name| std::env::var(name).unwrap_or_default();
        let (term, colours) = (variable("TERM"), variable("COLORTERM"));
        if !variable("NO_COLOR").is_empty() || term == "dumb" {
            Self::None
        } else if colours.contains("truecolor") || colours.contains("24bit") || term.contains("direct") {
            Self::True
        } else if term.contains("256color") {
            Self::Indexed
        } else {
            Self::Sixteen
        }
    }
}

/// The themes there are, and the one that is shown.
#[derive(Clone, Debug)]
pub struct Themes {
    all: Vec<Theme>,
    kept: usize,
    shown: usize,
    depth: Depth,
}

impl Themes {
    /// Shows the theme of this name, or the first. On a terminal of 16 colours all look as `ansi` does.
    #[must_use]
    pub fn new(themes: Vec<Theme>, name: &str, depth: Depth) -> Self {
        let at = themes.iter().position(|theme| theme.name == name).unwrap_or_default();
        Self {
            all: themes,
            kept: at,
            shown: at,
            depth,
        }
    }

    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(|theme| theme.name.as_str())
    }

    /// Why they all look alike on this terminal, if they do.
    pub(super) fn why_alike(&self) -> Option<&'static str> {
        match self.depth {
            Depth::None => Some("none here: NO_COLOR, or a terminal without"),
            Depth::Sixteen => Some("16 here: all look like ansi"),
            Depth::Indexed | Depth::True => None,
        }
    }

    pub(super) fn at(&self) -> usize {
        self.kept
    }

    pub(super) fn preview(&mut self, at: usize) {
        self.shown = at;
    }

    pub(super) fn forget_preview(&mut self) {
        self.shown = self.kept;
    }

    pub(super) fn keep(&mut self, at: usize) {
        (self.kept, self.shown) = (at, at);
    }

    /// How a role looks on this terminal.
    pub(super) fn style(&self, role: Role) -> Style {
        let sixteen = || self.all.iter().find(|theme| theme.name == "ansi");
        let theme = match self.depth {
            Depth::None | Depth::Sixteen => sixteen(),
            Depth::Indexed | Depth::True => None,
        };
        let Some(theme) = theme.or_else(|| self.all.get(self.shown)) else {
            return Style::default();
        };
        self.dress(&theme.look(role), role)
    }

    fn dress(&self, look: &Look, role: Role) -> Style {
        let mut style = Style::default();
        if self.depth == Depth::None {
            // What colour would tell apart, brightness does.
            if matches!(role, Role::Waiting | Role::Muted | Role::Border) {
                style = style.add_modifier(Modifier::DIM);
            }
            if matches!(role, Role::Notice) {
                style = style.add_modifier(Modifier::REVERSED);
            }
        } else {
            style.fg = look.fg.map(|colour| self.colour(colour));
            style.bg = look.bg.map(|colour| self.colour(colour));
        }
        let modifiers = [
            (look.bold, Modifier::BOLD),
            (look.italic, Modifier::ITALIC),
            (look.underlined, Modifier::UNDERLINED),
            (look.reversed, Modifier::REVERSED),
            (look.dim, Modifier::DIM),
        ];
        modifiers
            .into_iter()
            .filter(|(wanted, _)| *wanted)
            .fold(style, |style, (_, modifier)| style.add_modifier(modifier))
    }

    fn colour(&self, colour: Colour) -> Color {
        match colour {
            Colour::Default => Color::Reset,
            Colour::Ansi(number) => Color::Indexed(number),
            Colour::Rgb(red, green, blue) if self.depth == Depth::True => Color::Rgb(red, green, blue),
            Colour::Rgb(red, green, blue) => Color::Indexed(nearest_indexed(red, green, blue)),
        }
    }
}

/// The nearest colour of the 6×6×6 cube, or of the 24 greys where all three are close.
fn nearest_indexed(red: u8, green: u8, blue: u8) -> u8 {
    let (low, high) = (red.min(green).min(blue), red.max(green).max(blue));
    if high - low < 12 && (8..=238).contains(&high) {
        return 232 + u8::midpoint(low, high).saturating_sub(3).min(230) / 10;
    }
    let step = |channel: u8| match channel {
        0..=47 => 0,
        48..=114 => 1,
        _ => (channel - 35) / 40,
    };
    16 + 36 * step(red) + 6 * step(green) + step(blue)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_fit_the_terminal() {
        assert_eq!(nearest_indexed(255, 255, 255), 231);
        assert_eq!(nearest_indexed(0, 0, 0), 16);
        assert_eq!(nearest_indexed(128, 128, 128), 244);
        assert_eq!(nearest_indexed(255, 0, 0), 196);
    }
}
