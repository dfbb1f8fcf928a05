//! The books lector has worked on, to take one up again.

use std::path::PathBuf;

use crossbeam_channel::{after, never, select};
use ratatui::Frame;
use ratatui::crossterm::event::{KeyEvent, KeyEventKind, MouseButton, MouseEvent, MouseEventKind};
use ratatui::layout::{Constraint, Layout, Rect};
use ratatui::text::{Line, Span};
use ratatui::widgets::{Block, Paragraph};

use super::action::Action;
use super::event::Event;
use super::inputs::{Inputs, is_control_c};
use super::keys::{Key, Keys};
use super::rest::TELL_EVERY;
use super::run::StudioError;
use super::terminal::Stage;
use super::theme::Themes;
use super::view::{first_row, key_row};
use super::wrap::fit;
use crate::config::Role;
use crate::store::{ProjectSummary, Running, Standing, StoreError, Work};

/// A book that was worked on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shelved {
    /// Its title.
    pub title: String,
    /// Its file, if it is still there.
    pub file: Option<PathBuf>,
    /// How far it has come.
    pub standing: String,
    /// Whether a lector works on it now.
    pub busy: bool,
    /// What was noted of it, where that cannot be read.
    pub damaged: Option<PathBuf>,
}

impl Shelved {
    /// A book of the store, as a line of the library.
    #[must_use]
    pub fn of(project: &ProjectSummary) -> Self {
        let name = project
            .folder
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let choices = project.choices.as_ref();
        let title = choices.map_or("", |choices| choices.title.as_str());
        let source = choices.ok().and_then(|choices| choices.source.clone());
        let file = source.filter(|file| file.is_file());
        Self {
            title: if title.is_empty() { name } else { title.to_owned() },
            standing: standing(project, file.is_some()),
            busy: project.running.is_some(),
            damaged: choices.is_err().then(|| project.folder.clone()),
            file,
        }
    }
}

/// How far a book has come, in a few words.
fn standing(project: &ProjectSummary, there: bool) -> String {
    if project.choices.is_err() {
        return "its project file is damaged".to_owned();
    }
    if !there {
        return "its file is gone".to_owned();
    }
    // Who works on it now knows better than what was noted last.
    let work = project.running.as_ref().and_then(Running::work);
    let noted = project.standing.as_ref().map(Standing::work);
    let told = |work: &Work| work.total > 0;
    let Some(far) = work.filter(told).or(noted.filter(told)) else {
        return format!("{} sentences said", project.clips);
    };
    let share = format!("{} % said", far.done * 100 / far.total);
    let doing = match (&project.running, far.is_rendering()) {
        (Some(_), true) => "rendering, ",
        (Some(_), false) => "open elsewhere, ",
        (None, true) => "render cut short, ",
        (None, false) => "",
    };
    let place = match far.chapter.as_str() {
        "" => String::new(),
        chapter => format!(" · {}", fit(chapter, 24)),
    };
    format!("{doing}{share}{place}")
}

/// The screen of the library.
pub struct Library {
    /// The books, the one worked on last first.
    pub books: Vec<Shelved>,
    /// The chosen one.
    pub at: usize,
    /// The colours.
    pub themes: Themes,
    /// The keys.
    pub keys: Keys,
    /// Keys pressed so far of one that takes several.
    chord: Vec<Key>,
    /// Whether the keys are shown.
    help: bool,
    /// What the last key came to.
    remark: Option<String>,
}

/// What comes of a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Stay,
    Leave,
    Open(PathBuf),
    Suspend,
    Redraw,
}

/// What can be done here, and what it is called here.
const HERE: [(Action, &str); 9] = [
    (Action::Speak, "open"),
    (Action::Down, "next book"),
    (Action::Up, "book before"),
    (Action::PageDown, "a page down"),
    (Action::PageUp, "a page up"),
    (Action::Top, "first book"),
    (Action::Bottom, "last book"),
    (Action::Help, "help"),
    (Action::Quit, "quit"),
];

impl Library {
    /// A library of these books.
    #[must_use]
    pub fn new(books: Vec<Shelved>, themes: Themes, keys: Keys) -> Self {
        Self {
            books,
            at: 0,
            themes,
            keys,
            chord: Vec::new(),
            help: false,
            remark: None,
        }
    }

    /// Shows the books until one is chosen; none if the user leaves. `look` finds them, now and then again.
    ///
    /// # Errors
    /// [`StudioError::Terminal`].
    pub fn run(
        mut self,
        stage: &mut Stage,
        inputs: &Inputs,
        look: impl Fn() -> Result<Vec<Shelved>, StoreError>,
    ) -> Result<Option<PathBuf>, StudioError> {
        let screen = stage.screen()?;
        loop {
            let area = screen.terminal.draw(|frame| self.view(frame))?.area;
            let tick = if self.books.iter().any(|book| book.busy) {
                after(TELL_EVERY)
            } else {
                never()
            };
            let event = select! {
                recv(inputs.events) -> event => event.ok(),
                recv(tick) -> _ => {
                    if let Ok(books) = look() {
                        self.books = books;
                    }
                    continue;
                }
            };
            let outcome = match event {
                Some(Event::Key(key)) => self.press(key, area),
                Some(Event::Mouse(mouse)) => self.point(mouse, area),
                Some(Event::Suspend) => Outcome::Suspend,
                Some(Event::Crashed { thread, why }) => return Err(StudioError::Crashed { thread, why }),
                None | Some(Event::Hangup | Event::Terminate) => Outcome::Leave,
                Some(_) => Outcome::Stay,
            };
            match outcome {
                Outcome::Stay => {}
                Outcome::Suspend => screen.suspend()?,
                Outcome::Redraw => screen.draw_again()?,
                Outcome::Leave => return Ok(None),
                Outcome::Open(file) => return Ok(Some(file)),
            }
        }
    }

    pub(super) fn press(&mut self, key: KeyEvent, screen: Rect) -> Outcome {
        if key.kind == KeyEventKind::Release {
            return Outcome::Stay;
        }
        if is_control_c(key) {
            return Outcome::Leave;
        }
        self.remark = None;
        if std::mem::take(&mut self.help) {
            return Outcome::Stay;
        }
        let last = self.books.len().saturating_sub(1);
        let page = usize::from(screen.height.saturating_sub(4)).max(1);
        match self.keys.follow(&mut self.chord, key) {
            Some(Action::Quit | Action::Close) => return Outcome::Leave,
            Some(Action::Speak | Action::Library) => return self.open(),
            Some(Action::Suspend) => return Outcome::Suspend,
            Some(Action::Redraw) => return Outcome::Redraw,
            Some(Action::Help) => self.help = true,
            Some(Action::Down) => self.at = (self.at + 1).min(last),
            Some(Action::Up) => self.at = self.at.saturating_sub(1),
            Some(Action::PageDown) => self.at = (self.at + page).min(last),
            Some(Action::PageUp) => self.at = self.at.saturating_sub(page),
            Some(Action::Top) => self.at = 0,
            Some(Action::Bottom) => self.at = last,
            _ => {}
        }
        Outcome::Stay
    }

    fn open(&mut self) -> Outcome {
        let Some(book) = self.books.get(self.at) else {
            return Outcome::Stay;
        };
        if let Some(file) = &book.file {
            return Outcome::Open(file.clone());
        }
        self.remark = Some(match &book.damaged {
            Some(folder) => format!("move {} away: `lector FILE` then begins anew", folder.display()),
            None => "its file is gone: `lector FILE` opens it where it is now, and knows it again".to_owned(),
        });
        Outcome::Stay
    }

    fn point(&mut self, mouse: MouseEvent, screen: Rect) -> Outcome {
        let last = self.books.len().saturating_sub(1);
        match mouse.kind {
            MouseEventKind::ScrollDown => self.at = (self.at + 1).min(last),
            MouseEventKind::ScrollUp => self.at = self.at.saturating_sub(1),
            MouseEventKind::Down(MouseButton::Left) => {
                let height = usize::from(screen.height.saturating_sub(3));
                let row = usize::from(mouse.row.saturating_sub(1));
                let clicked = first_row(self.at, self.books.len(), height) + row;
                if clicked == self.at {
                    return self.open();
                }
                self.at = clicked.min(last);
            }
            _ => {}
        }
        Outcome::Stay
    }

    pub(super) fn view(&self, frame: &mut Frame<'_>) {
        let style = |role| self.themes.style(role);
        let screen = frame.area();
        frame.buffer_mut().set_style(screen, style(Role::Screen));
        let [panel, hints] = Layout::vertical([Constraint::Min(0), Constraint::Length(1)]).areas(screen);
        let block = Block::bordered()
            .border_style(style(Role::BorderFocused))
            .title(Span::styled(" Books ", style(Role::Title)));
        let inside = block.inner(panel);
        frame.render_widget(block, panel);
        let hint = |key: &str, word: &str| {
            [
                Span::styled(format!(" {key}"), style(Role::Key)),
                Span::styled(format!(" {word} "), style(Role::Muted)),
            ]
        };
        let key = |action| self.keys.hint(action);
        let arrows = format!("{} {}", key(Action::Down), key(Action::Up));
        let keys = [
            hint(key(Action::Speak), "open"),
            hint(&arrows, "choose"),
            hint(key(Action::Help), "help"),
            hint(key(Action::Quit), "quit"),
        ];
        let last = match &self.remark {
            Some(remark) => Line::styled(format!(" {remark}"), style(Role::Notice)),
            None => Line::from(keys.concat()),
        };
        frame.render_widget(last, hints);
        if self.help {
            return frame.render_widget(Paragraph::new(self.help_lines()), inside);
        }
        if self.books.is_empty() {
            let words = " No book has been opened yet: lector BOOK.epub opens one.";
            return frame.render_widget(Paragraph::new(words).style(style(Role::Muted)), inside);
        }
        let (width, height) = (usize::from(inside.width), usize::from(inside.height));
        let first = first_row(self.at, self.books.len(), height);
        let shown = self.books.iter().enumerate().skip(first).take(height);
        let lines = shown.map(|(number, book)| self.line(book, number == self.at, width));
        frame.render_widget(Paragraph::new(lines.collect::<Vec<_>>()), inside);
    }

    fn help_lines(&self) -> Vec<Line<'static>> {
        let style = |role| self.themes.style(role);
        let mut lines = vec![
            Line::styled(
                " The books lector has worked on; ▶ marks one another lector works on now.",
                style(Role::Text),
            ),
            Line::default(),
        ];
        let row = |(action, what): &(Action, &'static str)| key_row(&self.keys, &self.themes, *action, what);
        lines.extend(HERE.iter().map(row));
        lines
    }

    fn line(&self, book: &Shelved, chosen: bool, width: usize) -> Line<'static> {
        let mark = if book.busy { "▶" } else { " " };
        let room = width.saturating_sub(5);
        let title = fit(
            &book.title,
            room.saturating_sub(Span::raw(&book.standing).width()).max(room / 2),
        );
        let standing = fit(&book.standing, room.saturating_sub(Span::raw(&title).width()));
        let gap = width.saturating_sub(4 + Span::raw(&title).width() + Span::raw(&standing).width());
        let style = |role| self.themes.style(if chosen { Role::Selected } else { role });
        let words = if book.file.is_some() { Role::Text } else { Role::Muted };
        Line::from(vec![
            Span::styled(format!(" {mark} "), style(Role::Bar)),
            Span::styled(format!("{title}{}", " ".repeat(gap)), style(words)),
            Span::styled(format!("{standing} "), style(Role::Muted)),
        ])
    }
}
