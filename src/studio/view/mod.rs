//! `view(state)`: the whole screen. Pure.

mod chapters;
mod engine;
mod over;
mod page;
mod player;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::action::Action;
use super::state::State;
use super::wrap::fit;
use crate::config::Role;

/// Rows of the panels at the bottom, borders included.
const BOTTOM: u16 = 4;

/// Where each panel is. Neighbours share a border.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Areas {
    pub chapters: Rect,
    pub page: Rect,
    pub player: Rect,
    pub engine: Rect,
    pub hints: Rect,
}

/// Where each panel is on a screen of so many columns and rows.
pub fn areas((columns, rows): (u16, u16)) -> Areas {
    let screen = Rect::new(0, 0, columns, rows);
    let [panels, hints] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(screen);
    let left = (columns * 3 / 10).clamp(20, 44).min(columns);
    let columns = Layout::horizontal([Constraint::Length(left), Constraint::Min(0)]).spacing(-1);
    let bottom = BOTTOM.min(panels.height);
    let rows = Layout::vertical([Constraint::Min(0), Constraint::Length(bottom)]).spacing(-1);
    let [top, bottom] = rows.areas(panels);
    let [chapters, page] = columns.areas(top);
    let [player, engine] = columns.areas(bottom);
    Areas {
        chapters,
        page,
        player,
        engine,
        hints,
    }
}

/// The first row of a list to show, so that the chosen one is in sight.
pub fn first_row(chosen: usize, rows: usize, height: usize) -> usize {
    chosen.saturating_sub(height / 2).min(rows.saturating_sub(height))
}

/// Draws the screen.
pub fn view(state: &State, frame: &mut Frame<'_>) {
    let screen = frame.area();
    frame.buffer_mut().set_style(screen, state.themes.style(Role::Screen));
    let areas = areas((screen.width, screen.height));
    page::draw(state, frame, areas.page);
    player::draw(state, frame, areas.player);
    engine::draw(state, frame, areas.engine);
    chapters::draw(state, frame, areas.chapters);
    hints(state, frame, areas.hints);
    over::draw(state, frame);
}

/// A panel with a title, its borders merged with its neighbours'.
fn panel<'a>(state: &State, title: String, focused: bool) -> Block<'a> {
    let border = if focused { Role::BorderFocused } else { Role::Border };
    Block::bordered()
        .border_style(state.themes.style(border))
        .merge_borders(MergeStrategy::Exact)
        .title(Span::styled(title, state.themes.style(Role::Title)))
}

/// The last line: a notice, or the keys one needs.
fn hints(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let width = usize::from(area.width);
    if let Some(notice) = &state.notice {
        let text = fit(&format!(" {notice} "), width);
        frame.render_widget(Paragraph::new(text).style(state.themes.style(Role::Notice)), area);
        return;
    }
    let actions = [
        (Action::PlayPause, "play"),
        (Action::Speak, "speak"),
        (Action::Help, "help"),
        (Action::Quit, "quit"),
        (Action::Voices, "voice"),
        (Action::RenderBook, "render"),
        (Action::Find, "find"),
        (Action::SwitchPanel, "panel"),
        (Action::Include, "in/out"),
        (Action::Themes, "colours"),
        (Action::Commands, "commands"),
    ];
    let mut spans = Vec::new();
    let mut used = 0;
    for (action, word) in actions {
        let key = format!(" {}", state.keys.hint(action));
        let word = format!(" {word} ");
        used += Span::raw(&key).width() + Span::raw(&word).width();
        if used > width {
            break;
        }
        spans.push(Span::styled(key, state.themes.style(Role::Key)));
        spans.push(Span::styled(word, state.themes.style(Role::Muted)));
    }
    frame.render_widget(Paragraph::new(Line::from(spans)), area);
}

/// `12:04`, or `1:02:03`.
fn clock(time: std::time::Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// A bar of so many columns, a part of it full.
fn bar(part: f64, width: usize) -> String {
    let full = ((part.clamp(0.0, 1.0) * width as f64).round() as usize).min(width);
    "▓".repeat(full) + &"░".repeat(width - full)
}
