//! Keys while something lies over the screen.

use std::path::{Path, PathBuf};
use std::time::Instant;

use ratatui::crossterm;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use tui_input::Input;
use tui_input::backend::crossterm::EventHandler;

use super::lists::{self, list};
use super::{act, cast, edit, find, leave, sample, save, speakers, voice};
use crate::studio::action::Action;
use crate::studio::effect::Effect;
use crate::studio::inputs::is_control_c;
use crate::studio::overlay::{Choice, Leaving, Overlay, Picker, Subject};
use crate::studio::state::State;
use crate::studio::view::lines_beyond;

/// Lays something over the screen.
pub(super) fn open(state: &mut State, action: Action) {
    state.overlay = Some(match action {
        Action::Find => Overlay::Find(Input::default()),
        Action::Folder => {
            let folder = state.choices.output.as_ref();
            let folder = folder.map(|folder| folder.display().to_string());
            Overlay::Folder(folder.unwrap_or_default().into())
        }
        Action::Messages => Overlay::Messages(0),
        Action::Voices => list(state, Subject::Voices),
        Action::Themes => list(state, Subject::Themes),
        Action::Format => list(state, Subject::Formats),
        Action::Settings => list(state, Subject::Settings),
        Action::Commands => list(state, Subject::Commands),
        _ => Overlay::Help(0),
    });
}

/// Follows a key.
pub(super) fn press(state: &mut State, event: KeyEvent, now: Instant) -> Vec<Effect> {
    let control_c = is_control_c(event);
    let closing = event.code == KeyCode::Esc || control_c;
    let overlay = state.overlay.take();
    // Who hammers on it wants to get out, and loses nothing by it.
    if let (Some(Overlay::Leave(Leaving::Quit)), true) = (&overlay, control_c) {
        return leave::answer(state, Leaving::Quit, KeyCode::Char('b'));
    }
    if closing {
        return close(state, overlay);
    }
    match overlay {
        None => Vec::new(),
        Some(mut overlay @ (Overlay::Help(_) | Overlay::Messages(_))) => {
            if !matches!(event.code, KeyCode::Char('q' | '?') | KeyCode::Enter) {
                turn(state, &mut overlay, event);
                state.overlay = Some(overlay);
            }
            Vec::new()
        }
        Some(Overlay::Leave(leaving)) => leave::answer(state, leaving, event.code),
        Some(Overlay::Write) => leave::answer_write(state, event, now),
        Some(Overlay::Find(line)) => type_query(state, line, event),
        Some(Overlay::Folder(line)) => type_folder(state, line, event),
        Some(Overlay::Edit(editor)) => edit::press(state, editor, event, now),
        Some(Overlay::Picker(picker)) => pick(state, picker, event, now),
    }
}

fn close(state: &mut State, overlay: Option<Overlay>) -> Vec<Effect> {
    state.themes.forget_preview();
    match overlay {
        Some(Overlay::Edit(editor)) => edit::close(state, &editor),
        _ => sample::end(state),
    }
}

/// Follows a key in something that is read.
fn turn(state: &State, overlay: &mut Overlay, event: KeyEvent) {
    let control = event.modifiers.contains(KeyModifiers::CONTROL);
    let by = match event.code {
        KeyCode::Char('d') if control => 10,
        KeyCode::Char('u') if control => -10,
        KeyCode::Down | KeyCode::Char('j') => 1,
        KeyCode::Up | KeyCode::Char('k') => -1,
        KeyCode::PageDown | KeyCode::Char(' ') => 10,
        KeyCode::PageUp => -10,
        KeyCode::Home | KeyCode::Char('g') => isize::MIN,
        KeyCode::End | KeyCode::Char('G') => isize::MAX,
        _ => return,
    };
    scroll_by(state, overlay, by);
}

/// Shows other lines of something that is read, as far as there are any.
fn scroll_by(state: &State, overlay: &mut Overlay, by: isize) {
    let last = lines_beyond(state, overlay);
    if let Overlay::Help(line) | Overlay::Messages(line) = overlay {
        *line = line.saturating_add_signed(by).min(last);
    }
}

/// The wheel was turned.
pub(super) fn scroll(state: &mut State, by: isize) -> Vec<Effect> {
    let mut overlay = state.overlay.take();
    match &mut overlay {
        Some(overlay @ (Overlay::Help(_) | Overlay::Messages(_))) => scroll_by(state, overlay, by),
        Some(Overlay::Picker(picker)) => picker.step(by.signum()),
        _ => {}
    }
    state.overlay = overlay;
    preview(state);
    Vec::new()
}

/// A line was clicked, counted from the first that is shown; none is beside everything, which closes.
pub(super) fn click(state: &mut State, line: Option<usize>, now: Instant) -> Vec<Effect> {
    match (state.overlay.take(), line) {
        (Some(Overlay::Picker(mut picker)), Some(line)) => {
            picker.at = line;
            let choice = picker.chosen().map(|item| item.choice.clone());
            choice.map_or_else(Vec::new, |choice| choose(state, choice, now))
        }
        (Some(Overlay::Leave(leaving)), Some(0)) => leave::answer(state, leaving, KeyCode::Char('s')),
        (Some(Overlay::Leave(leaving)), Some(1)) => leave::answer(state, leaving, KeyCode::Char('b')),
        (Some(Overlay::Leave(_)), Some(_)) => Vec::new(),
        (kept, Some(_)) => {
            state.overlay = kept;
            Vec::new()
        }
        (left, None) => close(state, left),
    }
}

/// Follows a key in a line that is typed; whether that changed what stands in it.
pub(super) fn type_into(line: &mut Input, event: KeyEvent) -> bool {
    let changed = line.handle_event(&crossterm::event::Event::Key(event));
    changed.is_some_and(|changed| changed.value)
}

fn type_query(state: &mut State, mut line: Input, event: KeyEvent) -> Vec<Effect> {
    if event.code == KeyCode::Enter {
        if !line.value().is_empty() {
            line.value().clone_into(&mut state.sought);
        }
        return find::find(state, true);
    }
    type_into(&mut line, event);
    state.overlay = Some(Overlay::Find(line));
    Vec::new()
}

fn type_folder(state: &mut State, mut line: Input, event: KeyEvent) -> Vec<Effect> {
    if event.code == KeyCode::Enter {
        let text = line.value().trim();
        state.choices.output = (!text.is_empty()).then(|| without_tilde(text, state.home.as_deref()));
        return vec![save(state)];
    }
    type_into(&mut line, event);
    state.overlay = Some(Overlay::Folder(line));
    Vec::new()
}

/// A path, as a shell would understand it.
fn without_tilde(text: &str, home: Option<&Path>) -> PathBuf {
    match (text.strip_prefix('~'), home) {
        (Some(""), Some(home)) => home.to_owned(),
        (Some(rest), Some(home)) if rest.starts_with('/') => home.join(rest.trim_start_matches('/')),
        _ => PathBuf::from(text),
    }
}

fn pick(state: &mut State, mut picker: Picker, event: KeyEvent, now: Instant) -> Vec<Effect> {
    let mut effects = Vec::new();
    match event.code {
        KeyCode::Enter => {
            if let Some(item) = picker.chosen() {
                return choose(state, item.choice.clone(), now);
            }
            state.notice = Some(format!("“{}”: {}", picker.filter.value(), picker.nothing()));
        }
        KeyCode::Tab if picker.subject == Subject::Commands => lists::complete(state, &mut picker, 1),
        KeyCode::BackTab if picker.subject == Subject::Commands => lists::complete(state, &mut picker, -1),
        KeyCode::Tab if matches!(picker.subject, Subject::Voices | Subject::Cast) => {
            if let Some(voice) = picker.chosen().and_then(|item| item.choice.voice().cloned()) {
                effects.extend(sample::hear(state, voice));
            }
        }
        KeyCode::BackTab if matches!(picker.subject, Subject::Voices | Subject::Cast) => {
            effects.extend(sample::compare(state, &mut picker));
        }
        KeyCode::Down | KeyCode::Tab => picker.step(1),
        KeyCode::Up | KeyCode::BackTab => picker.step(-1),
        KeyCode::PageDown => picker.step(10),
        KeyCode::PageUp => picker.step(-10),
        KeyCode::Home => picker.at = 0,
        KeyCode::End => picker.step(isize::MAX),
        _ if type_into(&mut picker.filter, event) => {
            picker.stem = None;
            lists::refill(state, &mut picker);
            picker.at = 0;
        }
        _ => {}
    }
    state.overlay = Some(Overlay::Picker(picker));
    preview(state);
    effects
}

/// Shows the theme that would be chosen.
fn preview(state: &mut State) {
    if let Some(Overlay::Picker(picker)) = &state.overlay
        && let Some(Choice::Theme(at)) = picker.chosen().map(|item| &item.choice)
    {
        state.themes.preview(*at);
    }
}

/// Follows a choice.
pub(super) fn choose(state: &mut State, choice: Choice, now: Instant) -> Vec<Effect> {
    let mut effects = sample::end(state);
    match choice {
        Choice::Voice(voice) => effects.extend(voice::set_voice(state, voice, now)),
        Choice::Speed(speed) => effects.extend(voice::set_speed(state, speed, now)),
        Choice::Pitch(pitch) => effects.extend(voice::set_pitch(state, pitch, now)),
        Choice::Tempo(tempo) => effects.extend(voice::set_tempo(state, tempo)),
        Choice::Speaker(speaker) => effects.extend(speakers::choose(state, speaker.as_ref(), now)),
        Choice::Cast(voice) => effects.extend(cast::choose(state, voice, now)),
        Choice::Theme(at) => {
            state.themes.keep(at);
            let name = state.themes.names().nth(at).unwrap_or_default().to_owned();
            effects.push(Effect::RememberTheme(name));
        }
        Choice::Format(format) => {
            state.choices.format = format;
            effects.push(save(state));
        }
        Choice::Chapter(position) => effects.extend(act::go_to_chapter(state, position)),
        Choice::Action(action) => effects.extend(act::act(state, action, now)),
        Choice::List(subject) => state.overlay = Some(list(state, subject)),
    }
    effects
}
