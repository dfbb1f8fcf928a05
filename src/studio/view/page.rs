//! The text of a chapter, with the sentence that is heard.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::panel;
use crate::book::BlockKind;
use crate::config::Role;
use crate::studio::outline::{Sound, Spoken};
use crate::studio::state::{Focus, State};
use crate::studio::wrap::{fit, wrap};

/// Lines longer than this are hard to read.
const WIDEST: u16 = 76;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let block = panel(state, title(state, area.width), state.focus == Focus::Page);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let width = inside.width.saturating_sub(2).min(WIDEST);
    let margin = (inside.width - width) / 2;
    let column = Rect {
        x: inside.x + margin,
        width,
        ..inside
    };
    let Some(chapter) = state.current() else {
        return remark(state, frame, column, "this book has no chapters");
    };
    match &chapter.sentences {
        None => remark(state, frame, column, "reading the chapter …"),
        Some(sentences) if sentences.is_empty() => remark(state, frame, column, "there is nothing to read here"),
        Some(sentences) => text(state, frame, column, sentences),
    }
}

fn remark(state: &State, frame: &mut Frame<'_>, area: Rect, words: &str) {
    frame.render_widget(Paragraph::new(words).style(state.themes.style(Role::Muted)), area);
}

fn title(state: &State, width: u16) -> String {
    let Some(chapter) = state.current() else {
        return format!(" {} ", state.script.title());
    };
    let tally = chapter.tally();
    let share = match (tally.done, tally.total) {
        (0, _) | (_, 0) => String::new(),
        (done, total) => format!(" · {} %", done * 100 / total),
    };
    let room = usize::from(width).saturating_sub(share.chars().count() + 4);
    format!(" {}{share} ", fit(&chapter.heading.title, room))
}

/// A sentence's number in the chapter, or nothing between paragraphs.
type Tag = Option<usize>;

fn text(state: &State, frame: &mut Frame<'_>, area: Rect, sentences: &[Spoken]) {
    let mut runs: Vec<(&str, Tag)> = Vec::new();
    for (number, spoken) in sentences.iter().enumerate() {
        if number > 0 {
            runs.push((if spoken.sentence.opens_block { "\n\n" } else { " " }, None));
        }
        runs.push((&spoken.sentence.text, Some(number)));
    }
    let lines = wrap(&runs, usize::from(area.width));
    let cursor = state.cursor().map_or(0, |id| id.sentence as usize - 1);
    let holds = |line: &Vec<(String, Tag)>| line.iter().any(|(_, tag)| *tag == Some(cursor));
    let height = usize::from(area.height);
    let (start, end) = (lines.iter().position(holds), lines.iter().rposition(holds));
    let (start, end) = (start.unwrap_or_default(), end.unwrap_or_default());
    // A third of the page above the sentence, but all of it in sight.
    let above = (height / 3).min(height.saturating_sub(end - start + 1));
    let first = start.saturating_sub(above).min(lines.len().saturating_sub(height));
    let styles: Vec<Style> = sentences.iter().map(|spoken| style(state, spoken)).collect();
    let shown = lines.into_iter().skip(first).take(height);
    let line = |words: Vec<(String, Tag)>| {
        let span = |(word, tag): (String, Tag)| match tag {
            Some(number) => Span::styled(word, styles[number]),
            None => Span::raw(word),
        };
        Line::from(words.into_iter().map(span).collect::<Vec<_>>())
    };
    frame.render_widget(Paragraph::new(shown.map(line).collect::<Vec<_>>()), area);
}

fn style(state: &State, spoken: &Spoken) -> Style {
    let role = match spoken.sound {
        Sound::Done(_) => Role::Text,
        Sound::Failed(_) => Role::Failed,
        Sound::Waiting | Sound::Speaking => Role::Waiting,
    };
    let mut style = state.themes.style(role);
    if matches!(spoken.sentence.block, BlockKind::Heading(_)) {
        style = style.patch(state.themes.style(Role::Heading));
    }
    let id = Some(spoken.sentence.id);
    if state.playback.is_on() && state.playback.heard_id() == id {
        style = style.patch(state.themes.style(Role::Spoken));
    } else if state.cursor() == id {
        style = style.patch(state.themes.style(Role::Cursor));
    }
    style
}
