//! A book another lector works on: how far it has come there, and what to do about it.

use std::time::Duration;

use crossbeam_channel::{after, select};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEventKind};
use ratatui::layout::{Constraint, Layout};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::event::Event;
use super::inputs::{Inputs, is_control_c};
use super::rest::TELL_EVERY;
use super::run::StudioError;
use super::terminal::Stage;
use super::theme::Themes;
use super::view::{bar, rough};
use super::wrap::fit;
use crate::config::Role;
use crate::store::{Running, StoreError, Work};

/// A book another lector works on.
pub struct Watch {
    /// Its title.
    pub title: String,
    /// The process that works on it.
    pub process: u32,
    /// How far it says it is.
    pub work: Option<Work>,
    /// The colours.
    pub themes: Themes,
}

/// What the user wants done about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Watched {
    /// Nothing.
    Leave,
    /// That it ends there and goes on here.
    TakeOver,
    /// That its render ends, and the book is opened here.
    Stop,
    /// It has ended by itself.
    Ended,
}

impl Watch {
    /// Shows how far the book comes, until the user decides something or the other lector ends; `look` finds that one.
    ///
    /// # Errors
    /// [`StudioError::Terminal`].
    pub fn run(
        mut self,
        stage: &mut Stage,
        inputs: &Inputs,
        look: impl Fn() -> Result<Option<Running>, StoreError>,
    ) -> Result<Watched, StudioError> {
        let screen = stage.screen()?;
        loop {
            screen.terminal.draw(|frame| self.view(frame))?;
            let event = select! {
                recv(inputs.events) -> event => event.ok(),
                recv(after(TELL_EVERY)) -> _ => {
                    // What cannot be looked at now may be in a second.
                    match look() {
                        Ok(None) => return Ok(Watched::Ended),
                        Ok(Some(running)) => (self.process, self.work) = (running.process(), running.work()),
                        Err(error) => tracing::debug!("{error}"),
                    }
                    continue;
                }
            };
            match event {
                Some(Event::Key(key)) if key.kind != KeyEventKind::Release => match key.code {
                    _ if is_control_c(key) => return Ok(Watched::Leave),
                    KeyCode::Char('q') | KeyCode::Esc => return Ok(Watched::Leave),
                    KeyCode::Char('t') | KeyCode::Enter => return Ok(Watched::TakeOver),
                    KeyCode::Char('s') => return Ok(Watched::Stop),
                    _ => {}
                },
                Some(Event::Suspend) => screen.suspend()?,
                Some(Event::Crashed { thread, why }) => return Err(StudioError::Crashed { thread, why }),
                None | Some(Event::Hangup | Event::Terminate) => return Ok(Watched::Leave),
                Some(_) => {}
            }
        }
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>) {
        let style = |role| self.themes.style(role);
        let screen = frame.area();
        frame.buffer_mut().set_style(screen, style(Role::Screen));
        let lines = self.lines(usize::from(screen.width.min(66)).saturating_sub(4));
        let [area] = Layout::horizontal([Constraint::Length(66.min(screen.width))])
            .flex(ratatui::layout::Flex::Center)
            .areas(screen);
        let height = (lines.len() as u16 + 2).min(screen.height);
        let area = area.centered_vertically(Constraint::Length(height));
        let block = Block::bordered()
            .border_style(style(Role::BorderFocused))
            .title(Span::styled(
                format!(" {} ", fit(&self.title, usize::from(area.width).saturating_sub(4))),
                style(Role::Title),
            ));
        let inside = block.inner(area);
        frame.render_widget(block, area);
        frame.render_widget(Paragraph::new(lines), inside);
    }

    fn lines(&self, width: usize) -> Vec<Line<'static>> {
        let style = |role| self.themes.style(role);
        let renders = self.work.as_ref().is_some_and(Work::is_rendering);
        let doing = if renders {
            "is rendering this book"
        } else {
            "has this book open"
        };
        let mut lines = vec![
            Line::styled(
                format!(" Another lector (process {}) {doing}.", self.process),
                style(Role::Text),
            ),
            Line::default(),
        ];
        if let Some(work) = self.work.as_ref().filter(|work| work.total > 0) {
            let part = work.done as f64 / work.total as f64;
            lines.push(Line::styled(format!(" {}", bar(part, width)), style(Role::Bar)));
            let mut words = vec![format!("{}/{} sentences", work.done, work.total)];
            words.extend((work.failed > 0).then(|| format!("{} failed", work.failed)));
            words.extend(work.speed.map(|speed| format!("{speed:.1}× real time")));
            let eta = work
                .eta_seconds
                .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            words.extend(eta.map(|eta| format!("ETA {}", rough(eta))));
            lines.push(Line::styled(
                format!(" {}", fit(&words.join(" · "), width)),
                style(Role::Muted),
            ));
            lines.push(Line::default());
        }
        let answer = |key: &'static str, what: &'static str| {
            Line::from(vec![
                Span::styled(format!(" {key:<4}"), style(Role::Key)),
                Span::styled(what, style(Role::Text)),
            ])
        };
        lines.extend([
            answer("t", "take it over: it ends there and goes on here"),
            answer("q", "leave it alone"),
        ]);
        if renders {
            let stop = answer("s", "stop it and open the book here; nothing is lost");
            lines.insert(lines.len() - 1, stop);
        }
        lines
    }
}
