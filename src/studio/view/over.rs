//! What lies over the screen: help, questions, lists.

use ratatui::Frame;
use ratatui::layout::{Constraint, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Clear, Paragraph};

use super::first_row;
use crate::config::Role;
use crate::studio::action::Action;
use crate::studio::overlay::{Overlay, Picker};
use crate::studio::state::State;
use crate::studio::wrap::fit;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>) {
    match &state.overlay {
        None => {}
        Some(Overlay::Help(line)) => help(state, frame, *line),
        Some(Overlay::Quit) => question(state, frame),
        Some(Overlay::Find(text)) => find(state, frame, text),
        Some(Overlay::Picker(picker)) => list(state, frame, picker),
    }
}

/// Opens a box in the middle of the screen and returns its inside.
fn open(state: &State, frame: &mut Frame<'_>, title: &str, width: u16, height: u16) -> Rect {
    let screen = frame.area();
    let (width, height) = (width.min(screen.width), (height + 2).min(screen.height));
    let area = screen.centered(Constraint::Length(width), Constraint::Length(height));
    frame.render_widget(Clear, area);
    let block = Block::bordered()
        .style(state.themes.style(Role::Screen))
        .border_style(state.themes.style(Role::BorderFocused))
        .title(Span::styled(format!(" {title} "), state.themes.style(Role::Title)));
    let inside = block.inner(area);
    frame.render_widget(block, area);
    inside
}

fn help(state: &State, frame: &mut Frame<'_>, first: usize) {
    let row = |action: &Action| {
        let keys = state.keys.written(*action).join("  ");
        Line::from(vec![
            Span::styled(format!(" {:<18}", fit(&keys, 18)), state.themes.style(Role::Key)),
            Span::styled(action.what(), state.themes.style(Role::Text)),
        ])
    };
    let lines: Vec<Line<'_>> = Action::ALL.iter().map(row).collect();
    let inside = open(state, frame, "Keys", 56, lines.len() as u16);
    let last = lines.len().saturating_sub(usize::from(inside.height));
    let shown = lines.into_iter().skip(first.min(last));
    frame.render_widget(Paragraph::new(shown.collect::<Vec<_>>()), inside);
}

fn question(state: &State, frame: &mut Frame<'_>) {
    let (key, text) = (state.themes.style(Role::Key), state.themes.style(Role::Text));
    let answer = |name: &'static str, what: &'static str| {
        Line::from(vec![Span::styled(format!(" {name:<4}"), key), Span::styled(what, text)])
    };
    let lines = vec![
        answer("s", "stop and quit; what is done is kept"),
        answer("b", "leave the screen, finish the render"),
        answer("esc", "stay"),
    ];
    let inside = open(state, frame, "A render is under way", 44, lines.len() as u16);
    frame.render_widget(Paragraph::new(lines), inside);
}

fn find(state: &State, frame: &mut Frame<'_>, text: &str) {
    let inside = open(state, frame, "Find", 50, 1);
    let line = Line::from(vec![
        Span::styled(format!(" {text}"), state.themes.style(Role::Text)),
        Span::styled("▏", state.themes.style(Role::Bar)),
    ]);
    frame.render_widget(Paragraph::new(line), inside);
}

fn list(state: &State, frame: &mut Frame<'_>, picker: &Picker) {
    let rows = picker.items.len().min(16) as u16;
    let title = match picker.filter.as_str() {
        "" => picker.title.to_owned(),
        typed => format!("{}: {typed}", picker.title),
    };
    let inside = open(state, frame, &title, 46, rows);
    let (width, height) = (usize::from(inside.width), usize::from(inside.height));
    let first = first_row(picker.at, picker.shown().count(), height);
    let row = |(number, item): (usize, &crate::studio::overlay::Item)| {
        let detail = format!("{} ", item.detail);
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
