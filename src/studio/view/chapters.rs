//! The tree of chapters, each with what has become of it.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{bar, clock, first_row, panel};
use crate::book::Reason;
use crate::config::Role;
use crate::studio::outline::Chapter;
use crate::studio::state::{Focus, State};
use crate::studio::wrap::fit;

/// Columns of the bar of a chapter partly done.
const BAR: usize = 5;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let block = panel(state, " Chapters ".to_owned(), state.focus == Focus::Chapters);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let visible = state.visible();
    let height = usize::from(inside.height);
    let chosen = visible.iter().position(|at| *at == state.chapter).unwrap_or_default();
    let first = tree_top(state, chosen, visible.len(), height);
    let rows = visible.iter().skip(first).take(height);
    let lines: Vec<Line<'_>> = rows.map(|at| row(state, *at, usize::from(inside.width))).collect();
    frame.render_widget(Paragraph::new(lines), inside);
}

/// The first row of the tree to show.
pub fn tree_top(state: &State, chosen: usize, rows: usize, height: usize) -> usize {
    let kept = state.tree_top.filter(|top| {
        let in_sight = *top <= chosen && chosen < top + height;
        in_sight && *top <= rows.saturating_sub(height)
    });
    kept.unwrap_or_else(|| first_row(chosen, rows, height))
}

fn row(state: &State, position: usize, width: usize) -> Line<'static> {
    let chapter = &state.outline.chapters[position];
    let tally = chapter.tally();
    let done = tally.total > 0 && tally.done == tally.total;
    let heard = state.playback.is_on()
        && state
            .playback
            .heard_id()
            .is_some_and(|id| id.chapter == chapter.heading.index);
    let (mark, role) = match () {
        () if heard => ("▶", Role::Bar),
        () if is_part(state, position) => (" ", Role::Text),
        () if !chapter.included => ("–", Role::Muted),
        () if tally.failed > 0 => ("!", Role::Failed),
        () if done => ("✓", Role::Done),
        () => (" ", Role::Text),
    };
    let fold = match () {
        () if !state.outline.is_parent(position) => "",
        () if state.folded.contains(&chapter.heading.index) => "▸",
        () => "▾",
    };
    let indent = " ".repeat(chapter.heading.depth.min(6));
    let number = numbered(state, chapter);
    let title = format!("{number}{indent}{fold}{}", chapter.heading.title);
    let state_text = if is_part(state, position) {
        String::new()
    } else {
        standing(
            state,
            chapter,
            width,
            width.saturating_sub(Span::raw(&title).width() + 2),
        )
    };
    let room = width.saturating_sub(Span::raw(&state_text).width() + 2);
    let title = fit(&title, room);
    let gap = width.saturating_sub(2 + Span::raw(&title).width() + Span::raw(&state_text).width());
    let style = |role| state.themes.style(role);
    if position == state.chapter {
        let text = format!("{mark} {title}{}{state_text}", " ".repeat(gap));
        return Line::styled(text, style(Role::Selected));
    }
    let words = if chapter.included { Role::Text } else { Role::Muted };
    let standing_role = if done { Role::Muted } else { Role::Bar };
    Line::from(vec![
        Span::styled(format!("{mark} "), style(role)),
        Span::styled(title, style(words)),
        Span::raw(" ".repeat(gap)),
        Span::styled(
            state_text,
            style(if chapter.included { standing_role } else { Role::Muted }),
        ),
    ])
}

/// A chapter's number, as `--chapters` takes it, in as many columns as the last one needs.
fn numbered(state: &State, chapter: &Chapter) -> String {
    let last = state.outline.chapters.last().map_or(0, |chapter| chapter.heading.index);
    let width = last.to_string().len();
    format!("{:>width$} ", chapter.heading.index)
}

/// Whether this is only the title over other chapters.
fn is_part(state: &State, position: usize) -> bool {
    let chapter = &state.outline.chapters[position];
    chapter.heading.reason == Some(Reason::NoText) && state.outline.is_parent(position)
}

/// How far a chapter has come: its length, a bar, why it is left out, or nothing; in a row so wide, of which `beside` the
/// title is free.
fn standing(state: &State, chapter: &Chapter, width: usize, beside: usize) -> String {
    let tally = chapter.tally();
    if !chapter.included {
        let reason = chapter
            .heading
            .reason
            .map_or_else(|| "by you".to_owned(), |reason| reason.to_string());
        // The last part says what it is: “front matter: title page”.
        let short = reason.rsplit(": ").next().unwrap_or_default().to_owned();
        return format!(" {}", fit(&short, beside.saturating_sub(1).max(width * 2 / 5)));
    }
    match tally.done {
        0 => String::new(),
        done if done == tally.total => format!(" {}", clock(chapter.length(state.speed))),
        done => format!(" {}", bar(done as f64 / tally.total as f64, BAR)),
    }
}
