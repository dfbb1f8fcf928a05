//! What is asked before the screen of a book is left.

use std::path::Path;

use ratatui::Frame;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::over::open;
use super::rough;
use crate::config::Role;
use crate::studio::action::Action;
use crate::studio::overlay::{Leaving, Overlay};
use crate::studio::state::State;
use crate::studio::wrap::fit;

/// Lines of the question what becomes of a render.
pub(super) const ANSWERS: usize = 3;

/// Lines of the question whether to write the files.
pub(super) const LINES: usize = 8;

/// What is said of files where nobody knows better.
const UNKNOWN: &str = "as the settings say";

/// Columns of the keys.
const KEYS: usize = 5;

fn answer(state: &State, key: &str, what: &str) -> Line<'static> {
    let width = usize::from(state.size.0).saturating_sub(KEYS + 4);
    Line::from(vec![
        Span::styled(format!(" {key:<KEYS$}"), state.themes.style(Role::Key)),
        Span::styled(fit(what, width), state.themes.style(Role::Text)),
    ])
}

/// What becomes of the render that is under way?
pub(super) fn question(state: &State, frame: &mut Frame<'_>, overlay: &Overlay, leaving: Leaving) {
    let (stop, background) = match leaving {
        Leaving::Quit => (
            "stop it and quit; what is done is kept",
            "quit; it goes on in the background",
        ),
        Leaving::Library => (
            "stop it and show the books; what is done is kept",
            "show the books; it goes on in the background",
        ),
    };
    let lines = vec![
        answer(state, "s", stop),
        answer(state, if leaving == Leaving::Quit { "b ^C" } else { "b" }, background),
        answer(state, "esc", "stay"),
    ];
    let inside = open(state, frame, overlay, "A render is under way", "s b esc");
    frame.render_widget(Paragraph::new(lines), inside);
}

/// Shall the files be written? With what they are, where they go, and what is to be done before.
pub(super) fn write(state: &State, frame: &mut Frame<'_>, overlay: &Overlay) {
    let inside = open(state, frame, overlay, "Write the audiobook", "↵ write  esc close");
    let width = usize::from(inside.width).saturating_sub(2);
    let plain = |text: String| Line::styled(format!(" {}", fit(&text, width)), state.themes.style(Role::Text));
    let muted = |text: &str| Line::styled(format!(" {}", fit(text, width)), state.themes.style(Role::Muted));
    let (usual_kind, usual_folder) = match &state.usual_files {
        Some(usual) => (usual.kind.as_str(), usual.folder.as_path()),
        None => (UNKNOWN, Path::new(UNKNOWN)),
    };
    let kind = state.choices.format.as_deref().unwrap_or(usual_kind);
    let folder = state.choices.output.as_deref().unwrap_or(usual_folder).display();
    let lines = vec![
        plain(format!("kind of file  {kind}")),
        plain(format!("folder        {folder}")),
        Line::styled(
            format!(" {}", fit(&to_be_said(state), width)),
            state
                .themes
                .style(if state.outline.tally().done < state.outline.tally().total {
                    Role::Notice
                } else {
                    Role::Text
                }),
        ),
        muted("The studio closes while they are written; ↵ opens it again."),
        answer(state, "↵", "write the files"),
        answer(state, state.keys.hint(Action::Format), Action::Format.what()),
        answer(state, state.keys.hint(Action::Folder), Action::Folder.what()),
        answer(state, "esc", "stay"),
    ];
    frame.render_widget(Paragraph::new(lines), inside);
}

/// What is to be said before the files can be written.
fn to_be_said(state: &State) -> String {
    let tally = state.outline.tally();
    if !state.outline.is_read() {
        return "the book is still being read; what is not said yet is said first".to_owned();
    }
    match tally.total - tally.done {
        0 => format!("all {} sentences are said", tally.total),
        left => {
            let eta = state.gauge.eta(state.letters_unsaid());
            let time = eta.map(|eta| format!(", some {}", rough(eta))).unwrap_or_default();
            let are = if left == 1 { "sentence is" } else { "sentences are" };
            format!("{left} of {} {are} to be said first{time}", tally.total)
        }
    }
}
