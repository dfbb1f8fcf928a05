//! A word that is to be said otherwise, in its sentence.

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::style::Style;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::over::with_cursor;
use crate::config::Role;
use crate::studio::editor::{Editor, Form};
use crate::studio::state::State;
use crate::studio::wrap::{fit, wrap};

/// Columns of the box.
pub(super) const COLUMNS: u16 = 68;

/// Lines of the sentence that are shown at most.
const SENTENCE: usize = 5;

/// Lines below the sentence: a gap, the word, how it is written, how it sounds.
const BELOW: usize = 4;

/// The keys that work here.
pub(super) const HINT: &str = "← → word  ↑ phonemes  ⇥ hear  ↵ keep  esc leave";

/// Rows inside the box, on a screen of so many columns.
pub(super) fn rows(editor: &Editor, screen: u16) -> usize {
    let width = usize::from(COLUMNS.min(screen)).saturating_sub(4);
    sentence(editor, width).len().min(SENTENCE) + BELOW
}

/// The sentence in lines, the word in it marked.
fn sentence(editor: &Editor, width: usize) -> Vec<Vec<(String, bool)>> {
    let place = editor.place();
    let (before, after) = (&editor.spoken[..place.start], &editor.spoken[place.end..]);
    wrap(&[(before, false), (editor.word(), true), (after, false)], width)
}

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, inside: Rect, editor: &Editor) {
    let style = |role| state.themes.style(role);
    let width = usize::from(inside.width).saturating_sub(2);
    let above = usize::from(inside.height).saturating_sub(BELOW).clamp(1, SENTENCE);
    let lines = sentence(editor, width);
    let marked = |line: &Vec<(String, bool)>| line.iter().any(|(_, marked)| *marked);
    let at = lines.iter().position(marked).unwrap_or_default();
    let first = at.saturating_sub(above / 2).min(lines.len().saturating_sub(above));
    let word =
        |(word, marked): (String, bool)| Span::styled(word, style(if marked { Role::Selected } else { Role::Text }));
    let mut text: Vec<Line<'_>> = lines
        .into_iter()
        .skip(first)
        .take(above)
        .map(|line| {
            std::iter::once(Span::raw(" "))
                .chain(line.into_iter().map(word))
                .collect::<Line<'_>>()
        })
        .collect();
    text.push(Line::default());
    text.extend(below(editor, width, style));
    frame.render_widget(Paragraph::new(text), inside);
}

fn below(editor: &Editor, width: usize, style: impl Fn(Role) -> Style) -> [Line<'static>; 3] {
    let name = fit(editor.word(), width / 3);
    let (form, remark) = match editor.form {
        Form::Letters => ("in letters", "KWEE-kweg: capitals carry the stress"),
        Form::Phonemes => ("in phonemes", "kwˈikwɛɡ: Kokoro’s, or IPA"),
    };
    let typed = with_cursor(&editor.typed, width.saturating_sub(Span::raw(&name).width() + 2));
    let sounds = match &editor.heard {
        Some(phonemes) => fit(phonemes, width),
        None if editor.typed.value().is_empty() => "nothing typed: it is said as usual".to_owned(),
        None => String::new(),
    };
    [
        Line::from(vec![
            Span::styled(format!(" {name}  "), style(Role::Title)),
            Span::styled(typed, style(Role::Text)),
        ]),
        Line::from(vec![
            Span::styled(format!(" {form}"), style(Role::Key)),
            Span::styled(
                format!("  {}", fit(remark, width.saturating_sub(14))),
                style(Role::Muted),
            ),
        ]),
        Line::styled(format!(" {sounds}"), style(Role::Muted)),
    ]
}
