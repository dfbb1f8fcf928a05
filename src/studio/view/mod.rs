//! `view(state)`: the whole screen. Pure.

mod chapters;
mod edit;
mod engine;
mod leave;
mod over;
mod page;
mod player;

use std::ops::Range;
use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::{Constraint, Layout, Position, Rect};
use ratatui::symbols::merge::MergeStrategy;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph, Wrap};

use super::action::Action;
pub use chapters::tree_top;
pub use over::{lines_beyond, overlay_row};

use super::keys::Keys;
use super::state::State;
use super::theme::Themes;
use super::wrap::{fit, wrap};
use crate::config::Role;
use crate::kokoro::Pitch;
use crate::text::SentenceId;

/// What the last line hints at, the most useful first.
const HINTS: [(Action, &str); 13] = [
    (Action::PlayPause, "play"),
    (Action::Speak, "speak"),
    (Action::Help, "help"),
    (Action::Quit, "quit"),
    (Action::Voices, "voice"),
    (Action::RenderBook, "render"),
    (Action::EditWord, "edit word"),
    (Action::Find, "find"),
    (Action::Commands, "commands"),
    (Action::WriteBook, "write files"),
    (Action::Include, "in/out"),
    (Action::Themes, "colours"),
    (Action::Library, "books"),
];

/// Lines a notice takes at most; all of it is among the messages.
const NOTICE: usize = 3;

/// Columns and rows below which nothing could be read.
const SMALLEST: (u16, u16) = (40, 8);

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
    let left = (columns * 7 / 20).clamp(20, (columns / 4).max(44)).min(columns);
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
    if screen.width < SMALLEST.0 || screen.height < SMALLEST.1 {
        let words = format!("lector needs {} columns and {} rows", SMALLEST.0, SMALLEST.1);
        let words = Paragraph::new(words).wrap(Wrap { trim: true });
        return frame.render_widget(words.style(state.themes.style(Role::Notice)), screen);
    }
    let areas = areas((screen.width, screen.height));
    page::draw(state, frame, areas.page);
    player::draw(state, frame, areas.player);
    engine::draw(state, frame, areas.engine);
    chapters::draw(state, frame, areas.chapters);
    hints(state, frame, areas.hints);
    over::draw(state, frame);
}

/// A line of a help: the keys of an action, and what it does.
pub fn key_row(keys: &Keys, themes: &Themes, action: Action, what: &'static str) -> Line<'static> {
    help_row(themes, &keys.written(action).join("  "), what)
}

/// A line of a help: a sign, and what it means.
fn help_row(themes: &Themes, sign: &str, what: &'static str) -> Line<'static> {
    Line::from(vec![
        Span::styled(format!(" {:<18}", fit(sign, 18)), themes.style(Role::Key)),
        Span::styled(what, themes.style(Role::Text)),
    ])
}

/// A panel with a title, its borders merged with its neighbours'.
fn panel<'a>(state: &State, title: String, focused: bool) -> Block<'a> {
    let border = if focused { Role::BorderFocused } else { Role::Border };
    Block::bordered()
        .border_style(state.themes.style(border))
        .merge_borders(MergeStrategy::Exact)
        .title(Span::styled(title, state.themes.style(Role::Title)))
}

/// The last line: the keys one needs; over it a notice, in as many lines as it takes.
fn hints(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let (key, word) = (state.themes.style(Role::Key), state.themes.style(Role::Muted));
    let spans = hinted(state, area.width).flat_map(|hint| [Span::styled(hint.key, key), Span::styled(hint.word, word)]);
    frame.render_widget(Paragraph::new(Line::from(spans.collect::<Vec<_>>())), area);
    let Some(notice) = state.notice.as_ref().or(state.remark.as_ref()) else {
        return;
    };
    let lines = wrap(&[(notice.as_str(), ())], usize::from(area.width.saturating_sub(2)));
    let rows = lines.len().clamp(1, NOTICE) as u16;
    let area = Rect {
        y: area.bottom().saturating_sub(rows),
        height: rows.min(area.bottom()),
        ..area
    };
    let width = usize::from(area.width.saturating_sub(2));
    let text = lines.iter().enumerate().take(NOTICE).map(|(number, words)| {
        let words: String = words.iter().map(|(word, ())| word.as_str()).collect();
        let cut = number + 1 == NOTICE && lines.len() > NOTICE;
        Line::raw(if cut {
            format!(" {}", fit(&format!("{}…", words.trim_end()), width))
        } else {
            format!(" {words}")
        })
    });
    frame.render_widget(Clear, area);
    frame.render_widget(
        Paragraph::new(text.collect::<Vec<_>>()).style(state.themes.style(Role::Notice)),
        area,
    );
}

/// A key and what it does, in the last line.
struct Hint {
    action: Action,
    key: String,
    word: String,
    columns: Range<u16>,
}

/// As many hints as there is room for.
fn hinted(state: &State, width: u16) -> impl Iterator<Item = Hint> {
    let mut end = 0;
    HINTS.iter().map_while(move |(action, word)| {
        let (key, word) = (format!(" {}", state.keys.hint(*action)), format!(" {word} "));
        let start = end;
        end += (Span::raw(&key).width() + Span::raw(&word).width()) as u16;
        (end <= width).then_some(Hint {
            action: *action,
            key,
            word,
            columns: start..end,
        })
    })
}

/// The action hinted at under a place on the screen.
pub fn hint_at(state: &State, at: Position) -> Option<Action> {
    let mut hints = hinted(state, state.size.0);
    hints.find(|hint| hint.columns.contains(&at.x)).map(|hint| hint.action)
}

/// The sentence under a place on the screen.
pub fn sentence_at(state: &State, at: Position) -> Option<SentenceId> {
    page::sentence_at(state, areas(state.size).page, at)
}

/// `38 min`, `2 h 5 min`, `40 s`, `21 h`.
pub fn rough(time: Duration) -> String {
    match time.as_secs() {
        seconds @ 0..90 => format!("{seconds} s"),
        seconds @ 90..5400 => format!("{} min", (seconds + 30) / 60),
        seconds @ 5400..36_000 => format!("{} h {} min", seconds / 3600, seconds / 60 % 60),
        seconds => format!("{} h", (seconds + 1800) / 3600),
    }
}

/// `12:04`, or `1:02:03`.
fn clock(time: Duration) -> String {
    let seconds = time.as_secs();
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 {
        format!("{hours}:{minutes:02}:{seconds:02}")
    } else {
        format!("{minutes:02}:{seconds:02}")
    }
}

/// `+1.5`, `−2`, `0`.
pub fn written_pitch(pitch: Pitch) -> String {
    let semitones = pitch.semitones();
    let sign = if semitones > 0.0 { "+" } else { "" };
    format!("{sign}{semitones}").replace('-', "−")
}

/// A bar of so many columns, a part of it full: none only if there is nothing, all only if that is all.
pub fn bar(part: f64, width: usize) -> String {
    let full = (part.clamp(0.0, 1.0) * width as f64).round() as usize;
    let full = full
        .clamp(
            usize::from(part > 0.0),
            width.saturating_sub(usize::from(part < 1.0)).max(1),
        )
        .min(width);
    "▓".repeat(full) + &"░".repeat(width - full)
}
