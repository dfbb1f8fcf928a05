//! The text of a chapter, with the sentence that is heard.

use std::ops::{Range, RangeInclusive};

use ratatui::Frame;
use ratatui::layout::{Margin, Position, Rect};
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::panel;
use crate::book::BlockKind;
use crate::config::Role;
use crate::studio::outline::{Sound, Spoken};
use crate::studio::state::{Focus, State};
use crate::studio::wrap::{fit, wrap};
use crate::text::SentenceId;

/// Lines longer than this are hard to read.
const WIDEST: u16 = 76;

/// Columns below which a title says nothing.
const SHORTEST_TITLE: usize = 12;

/// Columns before the text, at least: a mark and a gap.
const MARGIN: u16 = 2;

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let title = title(state, area.width);
    let room = usize::from(area.width).saturating_sub(Span::raw(&title).width() + 6);
    let mut block = panel(state, title, state.focus == Focus::Page);
    if room >= SHORTEST_TITLE.min(Span::raw(state.script.title()).width()) {
        let book = format!(" {} ", fit(state.script.title(), room));
        let book = Span::styled(book, state.themes.style(Role::Muted));
        block = block.title(Line::from(book).right_aligned());
    }
    frame.render_widget(block, area);
    let column = column(area);
    let Some(chapter) = state.current() else {
        return remark(state, frame, column, "this book has no chapters");
    };
    match &chapter.sentences {
        None => remark(state, frame, column, "reading the chapter …"),
        Some(sentences) if sentences.is_empty() => remark(state, frame, column, "there is nothing to read here"),
        Some(sentences) => text(state, frame, column, sentences),
    }
}

/// Where the text is: in the middle of the panel, with a margin, in which there is room for marks.
fn column(panel: Rect) -> Rect {
    let inside = panel.inner(Margin::new(1, 1));
    let width = inside.width.saturating_sub(MARGIN + 1).min(WIDEST);
    Rect {
        x: inside.x + (inside.width - width).div_ceil(2),
        width,
        ..inside
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
        (done, total) => format!(" · {} % said", done * 100 / total),
    };
    let room = usize::from(width).saturating_sub(share.chars().count() + 4);
    format!(" {}{share} ", fit(&chapter.heading.title, room))
}

/// A sentence's number in the chapter, or nothing between paragraphs.
type Tag = Option<usize>;

/// The lines of the text that are in sight: those around the cursor. Only paragraphs that may be in sight are broken into
/// lines: a chapter can be a whole book.
fn lines(state: &State, sentences: &[Spoken], area: Rect) -> Vec<Vec<(String, Tag)>> {
    let (width, height) = (usize::from(area.width), usize::from(area.height));
    let blocks = blocks(sentences);
    let cursor = state.cursor().map_or(0, |id| id.sentence as usize - 1);
    let own = blocks
        .iter()
        .position(|block| block.contains(&cursor))
        .unwrap_or_default();
    let broken = |at: usize| {
        let block = blocks.get(at).cloned().unwrap_or_default();
        let mut runs: Vec<(&str, Tag)> = Vec::new();
        for number in block {
            let text = sentences[number].sentence.text.as_str();
            // What was cut at a quotation mark has kept its space.
            let parted = runs.last().is_none_or(|(before, _)| {
                before.ends_with(char::is_whitespace) || text.starts_with(char::is_whitespace)
            });
            runs.extend((!parted).then_some((" ", None)));
            runs.push((text, Some(number)));
        }
        wrap(&runs, width)
    };
    let mut lines = broken(own);
    let holds = |line: &Vec<(String, Tag)>| line.iter().any(|(_, tag)| *tag == Some(cursor));
    let (mut start, mut end) = (
        lines.iter().position(holds).unwrap_or_default(),
        lines.iter().rposition(holds).unwrap_or_default(),
    );
    let mut before = own;
    while before > 0 && start < height {
        before -= 1;
        let mut block = broken(before);
        block.push(Vec::new());
        (start, end) = (start + block.len(), end + block.len());
        block.append(&mut lines);
        lines = block;
    }
    let mut after = own + 1;
    while after < blocks.len() && lines.len() <= end + height {
        lines.push(Vec::new());
        lines.extend(broken(after));
        after += 1;
    }
    // A third of the page above the sentence, but all of it in sight; of one that is longer, what is heard.
    let above = (height / 3).min(height.saturating_sub(end - start + 1));
    let below = ((end - start + 1) as f64 * heard_part(state)) as usize;
    let below = below
        .saturating_sub(height / 2)
        .min((end + 1 - start).saturating_sub(height));
    let first = (start + below)
        .saturating_sub(above)
        .min(lines.len().saturating_sub(height));
    lines.into_iter().skip(first).take(height).collect()
}

/// How much of the sentence under the cursor has been heard, from 0 to 1.
fn heard_part(state: &State) -> f64 {
    let heard = state
        .playback
        .heard
        .filter(|(id, _)| state.playback.is_on() && state.cursor() == Some(*id));
    let length = heard.and_then(|(id, at)| match state.outline.sentence(id)?.sound {
        Sound::Done(length) => Some(at.as_secs_f64() / length.as_secs_f64()),
        _ => None,
    });
    length.filter(|part| part.is_finite()).unwrap_or_default().min(1.0)
}

/// The paragraphs, by the numbers of their sentences.
fn blocks(sentences: &[Spoken]) -> Vec<Range<usize>> {
    let opens = |number: &usize| *number > 0 && sentences[*number].sentence.opens_block;
    let starts = std::iter::once(0).chain((0..sentences.len()).filter(opens));
    let ends = (0..sentences.len()).filter(opens).chain([sentences.len()]);
    starts.zip(ends).map(|(start, end)| start..end).collect()
}

/// The sentence at a place on the screen, in this panel.
pub(super) fn sentence_at(state: &State, panel: Rect, at: Position) -> Option<SentenceId> {
    let column = column(panel);
    let sentences = state.current()?.sentences.as_ref()?;
    let line = lines(state, sentences, column)
        .into_iter()
        .nth(usize::from(at.y.checked_sub(column.y)?))?;
    let wanted = usize::from(at.x.saturating_sub(column.x));
    let mut end = 0;
    let under = line.iter().find(|(word, _)| {
        end += Span::raw(word).width();
        wanted < end
    });
    // Beside the text the nearest sentence is meant.
    let tag = under
        .and_then(|(_, tag)| *tag)
        .or_else(|| line.iter().rev().find_map(|(_, tag)| *tag))?;
    sentences.get(tag).map(|spoken| spoken.sentence.id)
}

fn text(state: &State, frame: &mut Frame<'_>, area: Rect, sentences: &[Spoken]) {
    let selection = state.selection();
    let styles: Vec<Style> = sentences
        .iter()
        .map(|spoken| style(state, spoken, selection.as_ref()))
        .collect();
    let line = |words: Vec<(String, Tag)>| {
        let span = |(word, tag): (String, Tag)| match tag {
            Some(number) => Span::styled(word, styles[number]),
            None => Span::raw(word),
        };
        Line::from(words.into_iter().map(span).collect::<Vec<_>>())
    };
    let lines = lines(state, sentences, area);
    marks(state, frame, area, sentences, &lines);
    let shown = lines.into_iter().map(line);
    frame.render_widget(Paragraph::new(shown.collect::<Vec<_>>()), area);
}

/// Beside the lines: what of them could not be said, and what is said otherwise.
fn marks(state: &State, frame: &mut Frame<'_>, area: Rect, sentences: &[Spoken], lines: &[Vec<(String, Tag)>]) {
    if area.x < MARGIN {
        return;
    }
    for (row, line) in (area.y..area.bottom()).zip(lines) {
        let held = || line.iter().filter_map(|(_, tag)| sentences.get((*tag)?));
        let (sign, role) = if held().any(|spoken| matches!(spoken.sound, Sound::Failed(_))) {
            ("!", Role::Failed)
        } else if held().any(|spoken| spoken.edited) {
            ("✎", Role::Edited)
        } else {
            continue;
        };
        let place = Rect::new(area.x - MARGIN, row, 1, 1);
        frame.render_widget(Span::styled(sign, state.themes.style(role)), place);
    }
}

fn style(state: &State, spoken: &Spoken, selection: Option<&RangeInclusive<u32>>) -> Style {
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
    } else if selection.is_some_and(|selection| selection.contains(&spoken.sentence.id.sentence)) {
        style = style.patch(state.themes.style(Role::Selected));
    } else if state.cursor() == id {
        style = style.patch(state.themes.style(Role::Cursor));
    }
    style
}
