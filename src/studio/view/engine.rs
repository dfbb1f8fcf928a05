//! The engine: what the model does, how fast, how far.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{panel, rough};
use crate::config::Role;
use crate::studio::gauge::Model;
use crate::studio::state::State;

/// The heights of a sparkline.
const HEIGHTS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Columns of the sparkline, at most.
const SPARKS: usize = 16;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let title = if state.is_rendering() {
        " Engine · rendering "
    } else {
        " Engine "
    };
    let block = panel(state, title.to_owned(), false);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inside.width).saturating_sub(2);
    let style = |role| state.themes.style(role);
    let first = shortest(width, |short| now(state, short));
    let second = shortest(width, |short| progress(state, short));
    let room = width.saturating_sub(Span::raw(&first).width() + 1).min(SPARKS);
    let sparks = sparkline(state, room);
    let gap = width.saturating_sub(Span::raw(&first).width() + Span::raw(&sparks).width());
    let lines = vec![
        Line::from(vec![
            Span::styled(format!(" {first}"), style(Role::Text)),
            Span::raw(" ".repeat(gap)),
            Span::styled(sparks, style(Role::Bar)),
        ]),
        Line::from(Span::styled(format!(" {second}"), style(Role::Text))),
    ];
    frame.render_widget(Paragraph::new(lines), inside);
}

/// What the model does now, in fewer letters if that is wanted.
fn now(state: &State, short: bool) -> Vec<String> {
    let gauge = &state.gauge;
    let mut parts = vec![match &gauge.model {
        Model::Unknown => "starting".to_owned(),
        Model::Loading(backend) => format!("{backend} · loading the model …"),
        Model::Ready(backend) => backend.to_string(),
        Model::Missing(_) => "no model".to_owned(),
    }];
    let real_time = if short { "" } else { " real time" };
    parts.extend(gauge.speed().map(|speed| format!("{speed:.1}×{real_time}")));
    let seconds = |time: Duration| format!("{:.2} s", time.as_secs_f64());
    let sound = if short { "" } else { " sound" };
    parts.extend(gauge.first_sound.map(|time| format!("first{sound} {}", seconds(time))));
    if state.playback.underruns > 0 {
        let gaps = if state.playback.underruns == 1 { "gap" } else { "gaps" };
        parts.push(format!("{} {gaps}", state.playback.underruns));
    }
    parts
}

/// How far the book has come, in fewer letters if that is wanted.
fn progress(state: &State, short: bool) -> Vec<String> {
    let tally = state.outline.tally();
    let more = if state.outline.is_read() { "" } else { "+" };
    let sentences = if short { "" } else { " sentences" };
    let mut parts = vec![format!("{}/{}{more}{sentences}", tally.done, tally.total)];
    if tally.failed > 0 || !short {
        parts.push(format!("{} failed", tally.failed));
    }
    // Of a part of the book, with how much that is: the numbers before are the whole book's.
    let part = Some(state.rendering.len()).filter(|part| *part > 0 && *part < tally.total - tally.done);
    let of = part.map(|part| format!(" for {part}")).unwrap_or_default();
    parts.extend(state.eta().map(|eta| format!("ETA {}{of}", rough(eta))));
    if state.gauge.memory > 0 {
        parts.push(format!("{} MB", state.gauge.memory / 1_000_000));
    }
    parts
}

/// All parts in the longest form there is room for, or as many of the short ones as there is.
fn shortest(width: usize, parts: impl Fn(bool) -> Vec<String>) -> String {
    let long = parts(false);
    let line = join(&long, width);
    if line == join(&long, usize::MAX) {
        line
    } else {
        join(&parts(true), width)
    }
}

/// As many parts as there is room for.
fn join(parts: &[String], width: usize) -> String {
    let mut line = String::new();
    for part in parts {
        let longer = if line.is_empty() {
            part.clone()
        } else {
            format!("{line} · {part}")
        };
        if Span::raw(&longer).width() > width {
            break;
        }
        line = longer;
    }
    line
}

/// How fast the last sentences were said, beside the fastest.
fn sparkline(state: &State, width: usize) -> String {
    let speeds: Vec<f64> = state.gauge.speeds().collect();
    let fastest = speeds.iter().copied().fold(f64::MIN_POSITIVE, f64::max);
    let last = &speeds[speeds.len().saturating_sub(width)..];
    let height = |speed: &f64| HEIGHTS[((speed / fastest * 7.0).round() as usize).min(7)];
    last.iter().map(height).collect()
}
