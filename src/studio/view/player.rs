//! The player: voice, speed, where in the chapter the listener is, how much sound is ready.

use std::time::Duration;

use ratatui::Frame;
use ratatui::layout::Rect;
use ratatui::text::{Line, Span};
use ratatui::widgets::Paragraph;

use super::{bar, clock, panel, written_pitch};
use crate::audio::{Output, Tempo};
use crate::config::Role;
use crate::kokoro::{Pitch, Speed};
use crate::studio::outline::Sound;
use crate::studio::playback::Status;
use crate::studio::state::State;
use crate::studio::wrap::fit;

/// Columns below which a bar says nothing.
const SHORTEST_BAR: usize = 6;

/// Columns with room for all that is said of a voice.
const NARROW: usize = 24;

/// Columns that a name has at least.
const SHORTEST_NAME: usize = 7;

/// Sound ahead that fills the bar.
const PLENTY: Duration = Duration::from_mins(1);

pub(super) fn draw(state: &State, frame: &mut Frame<'_>, area: Rect) {
    let title = manner(state, usize::from(area.width).saturating_sub(2));
    let block = panel(state, title, false);
    let inside = block.inner(area);
    frame.render_widget(block, area);
    let width = usize::from(inside.width);
    let style = |role| state.themes.style(role);
    let sign = match state.playback.status {
        Status::Stopped => "■",
        Status::Waiting => "…",
        Status::Playing => "▶",
        Status::Paused => "Ⅱ",
    };
    let at = fit(&format!(" {}", place(state)), width.saturating_sub(2));
    let (label, role) = standing(state);
    let label = format!(" {label} ");
    // In whole seconds, as they are shown.
    let ahead = state.ahead().as_secs_f64().round();
    let seconds = if state.playback.is_on() {
        format!(" {ahead:.0} s")
    } else {
        String::new()
    };
    let beside = |label: &str| width.saturating_sub(Span::raw(label).width() + seconds.len() + 1);
    // Where there is no room for both, the bar says more than the second word.
    let label = match label.split_once(" · ") {
        Some((first, _)) if beside(&label) < SHORTEST_BAR => format!("{first} "),
        _ => label,
    };
    let label = fit(&label, width);
    let room = beside(&label);
    let lines = vec![
        Line::from(vec![
            Span::styled(format!(" {sign}"), style(Role::Bar)),
            Span::styled(at, style(Role::Text)),
        ]),
        Line::from(vec![
            Span::styled(label, style(role)),
            Span::styled(bar(ahead / PLENTY.as_secs_f64(), room), style(Role::Bar)),
            Span::styled(seconds, style(Role::Text)),
        ]),
    ];
    frame.render_widget(Paragraph::new(lines), inside);
}

/// `bf_lily ×1.05 +1.5`, and `▶×2.0` where it is heard at another speed than it was said; of a long name what there is
/// room for.
fn manner(state: &State, width: usize) -> String {
    let mut manner = vec![];
    let usual = state.pitch == Pitch::NORMAL && state.tempo == Tempo::NORMAL;
    // Beside others, in little room, a speed that is the usual one is left out.
    if width > NARROW || usual || state.speed != Speed::NORMAL {
        manner.push(format!("×{:.2}", state.speed.get()));
    }
    if state.pitch != Pitch::NORMAL {
        manner.push(written_pitch(state.pitch));
    }
    if state.tempo != Tempo::NORMAL {
        manner.push(format!("▶×{:.1}", state.tempo.get()));
    }
    let name = state.voice.as_str();
    let room = |manner: &[String]| width.saturating_sub(Span::raw(manner.join(" ")).width() + 3);
    // Who speaks says more than how.
    while manner.len() > 1 && room(&manner) < Span::raw(name).width().min(SHORTEST_NAME) {
        manner.pop();
    }
    fit(&format!(" {} {} ", fit(name, room(&manner)), manner.join(" ")), width)
}

/// What there is to say beside the bar: what keeps the listener from hearing something, else what the bar shows.
fn standing(state: &State) -> (&'static str, Role) {
    let silent = matches!(state.playback.output, Some(Output::Silent { .. }));
    match (state.playback.status, silent) {
        (Status::Paused, true) => ("paused · no sound", Role::Title),
        (Status::Paused, false) => ("paused", Role::Title),
        (Status::Waiting, true) => ("waiting · no sound", Role::Title),
        (Status::Waiting, false) => ("waiting", Role::Title),
        (Status::Playing, true) => ("no sound · ahead", Role::Title),
        (Status::Playing, false) | (Status::Stopped, _) => ("ahead", Role::Muted),
    }
}

/// `00:41 / 12:04`; with a ~ while the length is partly estimated.
fn place(state: &State) -> String {
    let heard = state.playback.heard.filter(|_| state.playback.is_on());
    let chapter = match heard {
        Some((id, _)) => state
            .outline
            .position(id.chapter)
            .and_then(|at| state.outline.chapters.get(at)),
        None => state.current(),
    };
    let Some(chapter) = chapter else { return String::new() };
    let estimated = chapter
        .spoken()
        .iter()
        .any(|spoken| !matches!(spoken.sound, Sound::Done(_)));
    let total = clock(chapter.length(state.speed));
    let tilde = if estimated { "~" } else { "" };
    let (until, into) = match heard {
        Some((id, at)) => (Some(id), at),
        None => (state.cursor(), Duration::ZERO),
    };
    let before = chapter
        .spoken()
        .iter()
        .take_while(|spoken| Some(spoken.sentence.id) < until);
    let position = before.map(|spoken| spoken.length(state.speed)).sum::<Duration>() + into;
    format!("{} / {tilde}{total}", clock(position))
}
