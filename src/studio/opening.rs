//! While a book is opened: a heavy one takes seconds.

use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, select};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyCode, KeyEvent, KeyEventKind};
use ratatui::layout::Constraint;
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::event::Event;
use super::inputs::{Inputs, is_control_c};
use super::run::StudioError;
use super::terminal::Stage;
use super::theme::Themes;
use super::wrap::fit;
use crate::config::Role;

/// The thread that opens a book.
pub(super) const THREAD: &str = "lector-opening";

/// What is over sooner needs no screen of its own.
const NOTICED: Duration = Duration::from_millis(200);

/// The widest the box may be.
const WIDTH: u16 = 60;

/// A book that is being opened.
pub struct Opening {
    /// Its file's name.
    pub name: String,
    /// The colours.
    pub themes: Themes,
}

impl Opening {
    /// Opens a book on a thread of its own, and shows that it is being opened until it is; none if the user does not wait
    /// for it. Keys pressed meanwhile are for nobody.
    ///
    /// # Errors
    /// [`StudioError::Terminal`], or a panic of what opens the book.
    pub fn run<T: Send + 'static>(
        &self,
        stage: &mut Stage,
        inputs: &Inputs,
        open: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>, StudioError> {
        let (tell, opened) = crossbeam_channel::bounded(1);
        // Who does not wait for the book does not take it either.
        let run = move || drop(tell.send(open()));
        std::thread::Builder::new().name(THREAD.to_owned()).spawn(run)?;
        let start = Instant::now();
        let screen = stage.screen()?;
        loop {
            if start.elapsed() >= NOTICED {
                screen.terminal.draw(|frame| self.view(frame, start.elapsed()))?;
            }
            match next(inputs, &opened, NOTICED)? {
                Next::Opened(book) => return Ok(Some(book)),
                Next::Leave => return Ok(None),
                Next::Suspend => screen.suspend()?,
                Next::Look => {}
            }
        }
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>, so_far: Duration) {
        let style = |role| self.themes.style(role);
        let screen = frame.area();
        frame.buffer_mut().set_style(screen, style(Role::Screen));
        let area = screen.centered(Constraint::Length(WIDTH.min(screen.width)), Constraint::Length(3));
        let title = format!(" {} ", fit(&self.name, usize::from(area.width).saturating_sub(4)));
        let block = Block::bordered()
            .border_style(style(Role::BorderFocused))
            .title(Line::styled(title, style(Role::Title)))
            .title_bottom(
                Line::from(vec![
                    Span::styled(" q", style(Role::Key)),
                    Span::styled(" leave ", style(Role::Muted)),
                ])
                .right_aligned(),
            );
        let seconds = match so_far.as_secs() {
            0 => String::new(),
            seconds => format!(" {seconds} s"),
        };
        let inside = block.inner(area);
        frame.render_widget(block, area);
        frame.render_widget(
            Paragraph::new(format!(" opening …{seconds}")).style(style(Role::Text)),
            inside,
        );
    }
}

/// What happens while a book is opened.
enum Next<T> {
    Opened(T),
    Leave,
    Suspend,
    Look,
}

fn next<T>(inputs: &Inputs, opened: &Receiver<T>, at_most: Duration) -> Result<Next<T>, StudioError> {
    let event = select! {
        recv(opened) -> book => {
            return book.map(Next::Opened).map_err(|_| StudioError::Crashed {
                thread: THREAD.to_owned(),
                why: "the log has what it said".to_owned(),
            });
        }
        recv(inputs.events) -> event => event.ok(),
        recv(after(at_most)) -> _ => return Ok(Next::Look),
    };
    Ok(match event {
        Some(Event::Key(key)) if leaves(key) => Next::Leave,
        None | Some(Event::Hangup | Event::Terminate) => Next::Leave,
        Some(Event::Suspend) => Next::Suspend,
        Some(Event::Crashed { thread, why }) => return Err(StudioError::Crashed { thread, why }),
        Some(_) => Next::Look,
    })
}

fn leaves(key: KeyEvent) -> bool {
    key.kind != KeyEventKind::Release && (is_control_c(key) || matches!(key.code, KeyCode::Char('q') | KeyCode::Esc))
}
