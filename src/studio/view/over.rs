//! What lies over the screen: help, questions, lists.

use ratatui::Frame;
use ratatui::layout::{Constraint, Position, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};
use tui_input::Input;
use unicode_width::UnicodeWidthChar;

use super::{edit, first_row, help_row, key_row, leave};
use crate::config::Role;
use crate::studio::action::Action;
use crate::studio::overlay::{Item, Overlay, Picker, Subject};
use crate::studio::state::State;
use crate::studio::wrap::{fit, wrap};

/// Rows of a list, at most.
const LONGEST_LIST: usize = 16;

/// What the signs on the screen mean.
const LEGEND: [(&str, &str); 8] = [
    ("✓", "all of the chapter is said and kept"),
    ("▶", "the chapter that is heard"),
    ("–", "a chapter that is left out, and why"),
    ("!", "a sentence could not be said"),
    ("✎", "a word is said otherwise than usual"),
    ("ahead", "sound that is ready and not heard yet"),
    ("first sound", "from a key to the first sound after it"),
    ("gaps", "moments in which sound was late"),
];

/// Columns of the messages.
const MESSAGES: u16 = 70;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>) {
    match &state.overlay {
        None => {}
        Some(overlay @ Overlay::Help(line)) => help(state, frame, overlay, *line),
        Some(overlay @ Overlay::Messages(line)) => messages(state, frame, overlay, *line),
        Some(overlay @ Overlay::Leave(leaving)) => leave::question(state, frame, overlay, *leaving),
        Some(overlay @ Overlay::Write) => leave::write(state, frame, overlay),
        Some(overlay @ (Overlay::Find(line) | Overlay::Folder(line))) => input(state, frame, overlay, line),
        Some(overlay @ Overlay::Edit(editor)) => {
            let inside = open(state, frame, overlay, "Say a word otherwise", edit::HINT);
            edit::draw(state, frame, inside, editor);
        }
        Some(overlay @ Overlay::Picker(picker)) => list(state, frame, overlay, picker),
    }
}

/// Columns and rows inside the box of an overlay, where there is room for them.
fn wanted(state: &State, overlay: &Overlay) -> (u16, usize) {
    match overlay {
        Overlay::Help(_) => (60, Action::ALL.len() + LEGEND.len() + 1),
        Overlay::Messages(_) => (MESSAGES, told(state).len().max(1)),
        Overlay::Leave(_) => (56, leave::ANSWERS),
        Overlay::Write => (64, leave::LINES),
        Overlay::Find(_) => (50, 1),
        Overlay::Folder(_) => (60, 2),
        Overlay::Edit(editor) => (edit::COLUMNS, edit::rows(editor, state.size.0)),
        Overlay::Picker(picker) if picker.subject == Subject::Commands => (52, LONGEST_LIST),
        Overlay::Picker(picker) if picker.subject == Subject::Formats => (76, picker.items.len()),
        Overlay::Picker(picker) if picker.subject == Subject::Themes => (60, picker.items.len().min(LONGEST_LIST)),
        Overlay::Picker(picker) => (52, picker.items.len().clamp(1, LONGEST_LIST)),
    }
}

/// Where an overlay is: in the middle of the screen.
fn place(state: &State, overlay: &Overlay, screen: Rect) -> Rect {
    let (width, rows) = wanted(state, overlay);
    let most = match overlay {
        // What a list is about stays in sight around it.
        Overlay::Picker(_) => screen.height.saturating_sub(4),
        _ => screen.height,
    };
    let (width, height) = (width.min(screen.width), (rows as u16).saturating_add(2).min(most));
    screen.centered(Constraint::Length(width), Constraint::Length(height))
}

/// The line of the overlay under a place on the screen, counted over all its lines; none outside of it.
pub fn overlay_row(state: &State, at: Position) -> Option<usize> {
    let overlay = state.overlay.as_ref()?;
    let area = place(state, overlay, Rect::new(0, 0, state.size.0, state.size.1));
    if !area.contains(at) {
        return None;
    }
    let row = usize::from(at.y.checked_sub(area.y + 1)?);
    let height = usize::from(area.height.saturating_sub(2));
    let first = match overlay {
        Overlay::Picker(picker) => first_row(picker.at, picker.shown().count(), height),
        _ => 0,
    };
    Some(first + row)
}

/// Opens the box of an overlay and returns its inside.
pub(super) fn open(state: &State, frame: &mut Frame<'_>, overlay: &Overlay, title: &str, hint: &str) -> Rect {
    let area = place(state, overlay, frame.area());
    frame.render_widget(Clear, area);
    let block = Block::bordered()
        .style(state.themes.style(Role::Screen))
        .border_style(state.themes.style(Role::BorderFocused))
        .title(Span::styled(format!(" {title} "), state.themes.style(Role::Title)))
        .title_bottom(Line::styled(format!(" {hint} "), state.themes.style(Role::Muted)).right_aligned());
    let inside = block.inner(area);
    frame.render_widget(block, area);
    inside
}

/// Lines of an overlay for which it has no room.
pub fn lines_beyond(state: &State, overlay: &Overlay) -> usize {
    let area = place(state, overlay, Rect::new(0, 0, state.size.0, state.size.1));
    wanted(state, overlay)
        .1
        .saturating_sub(usize::from(area.height.saturating_sub(2)))
}

/// The keys that work in something that is read.
fn to_read(state: &State, overlay: &Overlay) -> &'static str {
    match lines_beyond(state, overlay) {
        0 => "esc close",
        _ => "↑ ↓ more  esc close",
    }
}

fn help(state: &State, frame: &mut Frame<'_>, overlay: &Overlay, first: usize) {
    let row = |action: &Action| key_row(&state.keys, &state.themes, *action, action.what());
    let mut lines: Vec<Line<'_>> = Action::ALL.iter().map(row).collect();
    lines.push(Line::default());
    lines.extend(LEGEND.map(|(sign, meaning)| help_row(&state.themes, sign, meaning)));
    let inside = open(state, frame, overlay, "Keys", to_read(state, overlay));
    let shown = lines.into_iter().skip(first.min(lines_beyond(state, overlay)));
    frame.render_widget(Paragraph::new(shown.collect::<Vec<_>>()), inside);
}

/// All messages, the last one first, broken into lines.
fn told(state: &State) -> Vec<String> {
    // Borders, the mark before each, and a margin.
    let width = usize::from(MESSAGES.min(state.size.0)).saturating_sub(6);
    let broken = |message: &String| wrap(&[(message.as_str(), ())], width);
    let lines = state.messages.iter().rev().flat_map(|message| {
        let lines = broken(message).into_iter().enumerate();
        lines.map(|(number, words)| {
            let words: String = words.into_iter().map(|(word, ())| word).collect();
            format!(" {} {words}", if number == 0 { "·" } else { " " })
        })
    });
    lines.collect()
}

fn messages(state: &State, frame: &mut Frame<'_>, overlay: &Overlay, first: usize) {
    let lines = told(state);
    let inside = open(state, frame, overlay, "Messages", to_read(state, overlay));
    if lines.is_empty() {
        let nothing = Paragraph::new(" nothing has been said yet").style(state.themes.style(Role::Muted));
        return frame.render_widget(nothing, inside);
    }
    let beyond = lines_beyond(state, overlay);
    let shown = lines.into_iter().skip(first.min(beyond)).map(Line::raw);
    let text = Paragraph::new(shown.collect::<Vec<_>>()).style(state.themes.style(Role::Text));
    frame.render_widget(text, inside);
}

fn input(state: &State, frame: &mut Frame<'_>, overlay: &Overlay, line: &Input) {
    let (title, remark) = match overlay {
        Overlay::Folder(_) => ("Folder for files", Some(" empty: as the settings say")),
        _ => ("Find", None),
    };
    let inside = open(state, frame, overlay, title, "↵ ok  esc close");
    let shown = with_cursor(line, usize::from(inside.width).saturating_sub(2));
    let mut lines = vec![Line::styled(format!(" {shown}"), state.themes.style(Role::Text))];
    lines.extend(remark.map(|remark| Line::styled(remark, state.themes.style(Role::Muted))));
    frame.render_widget(Paragraph::new(lines), inside);
}

/// What is typed, with a mark for the cursor; of a long line the columns around it.
pub(super) fn with_cursor(line: &Input, width: usize) -> String {
    let at = line.value().char_indices().nth(line.cursor()).map(|(at, _)| at);
    let (before, after) = line.value().split_at(at.unwrap_or(line.value().len()));
    let room = width.saturating_sub(1);
    let skipped = line.visual_scroll(room);
    let mut column = 0;
    let mut shown = String::new();
    for letter in before.chars() {
        if column >= skipped {
            shown.push(letter);
        }
        column += letter.width().unwrap_or_default();
    }
    shown.push('▏');
    fit(&(shown + after), width)
}

fn list(state: &State, frame: &mut Frame<'_>, overlay: &Overlay, picker: &Picker) {
    let title = match (picker.subject, picker.filter.value()) {
        (Subject::Commands, _) => format!(":{}", with_cursor(&picker.filter, usize::MAX)),
        (_, "") => picker.title.clone(),
        (_, _) => format!("{}: {}", picker.title, with_cursor(&picker.filter, usize::MAX)),
    };
    let inside = open(state, frame, overlay, &title, picker.subject.hint());
    let (width, height) = (usize::from(inside.width), usize::from(inside.height));
    let count = picker.shown().count();
    if count == 0 {
        let nothing = Paragraph::new(format!(" {}", picker.nothing())).style(state.themes.style(Role::Muted));
        return frame.render_widget(nothing, inside);
    }
    let first = first_row(picker.at, count, height);
    let row = |(number, item): (usize, &Item)| {
        let beside = width.saturating_sub(Span::raw(&item.label).width() + 4);
        let detail = format!("{} ", fit(&item.detail, beside.max(width / 2)));
        let label = fit(&item.label, width.saturating_sub(Span::raw(&detail).width() + 2));
        let gap = width.saturating_sub(1 + Span::raw(&label).width() + Span::raw(&detail).width());
        let chosen = number == picker.at;
        let style = |role| state.themes.style(if chosen { Role::Selected } else { role });
        Line::from(vec![
            Span::styled(format!(" {label}{}", " ".repeat(gap)), style(Role::Text)),
            Span::styled(detail, style(Role::Muted)),
        ])
    };
    let lines = picker.shown().enumerate().skip(first).take(height).map(row);
    frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inside);
}
