//! A block's text as it is read, and apart from it what is not.

use super::options::{Footnotes, TextOptions};
use super::reader::LeftOut;
use super::sentence::{Mark, MarkKind};
use crate::book::{Block, NoteId, Reason, Role, Run, is_counted};

/// The readable text of a block.
#[derive(Debug, Default)]
pub struct Passage {
    /// The text: single spaces, `\n` at the ends of lines, `\t` at the ends of cells.
    pub text: String,
    /// What the book says of parts of it.
    pub marks: Vec<Mark>,
    /// Where in it which footnote is marked.
    pub notes: Vec<(usize, NoteId)>,
    /// What of the block is not read.
    pub left_out: Vec<LeftOut>,
}

impl Passage {
    /// Takes a block apart.
    pub fn of(block: &Block, options: &TextOptions) -> Self {
        let mut passage = Self::default();
        for run in &block.runs {
            if let Role::NoteMark(Some(note)) = run.role {
                passage.notes.push((passage.text.len(), note));
            }
            match silence(run.role, options) {
                Some(reason) => {
                    passage.leave_out(&run.text, reason);
                    if matches!(run.role, Role::NoteMark(_)) && run.text.ends_with(is_space) {
                        passage.part();
                    }
                }
                None => passage.read(run),
            }
        }
        passage.text.truncate(passage.text.trim_end().len());
        passage.marks.retain_mut(|mark| {
            mark.shown.end = mark.shown.end.min(passage.text.len());
            !mark.shown.is_empty()
        });
        passage
    }

    /// Whether there is a word in it.
    pub fn is_speakable(&self) -> bool {
        self.text.chars().any(char::is_alphanumeric)
    }

    /// Leaves all of it out.
    pub fn silenced(mut self, reason: Reason) -> Vec<LeftOut> {
        let text = std::mem::take(&mut self.text);
        self.leave_out(&text, reason);
        self.left_out
    }

    /// All text of a block, what is read and what is not, in reading order.
    pub fn whole(block: &Block) -> String {
        let runs = block.runs.iter().map(|run| match run.role {
            Role::LineBreak => "\n",
            Role::CellBreak => "\t",
            _ => &run.text,
        });
        runs.collect()
    }

    fn leave_out(&mut self, text: &str, reason: Reason) {
        if text.chars().any(is_counted) {
            self.left_out.push(LeftOut {
                text: text.trim().to_owned(),
                reason,
            });
        }
    }

    /// Parts what comes from what has been, where the only space between them is in what is not read.
    fn part(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(is_space) {
            self.text.push(' ');
        }
    }

    fn read(&mut self, run: &Run) {
        let start = self.text.len();
        match run.role {
            Role::LineBreak => self.end_with('\n'),
            Role::CellBreak => self.end_with('\t'),
            _ if self.text.is_empty() || self.text.ends_with([' ', '\n', '\t']) => {
                self.text.push_str(run.text.trim_start_matches(' '));
            }
            _ => self.text.push_str(&run.text),
        }
        let shown = start..self.text.len();
        let mut mark = |kind| {
            self.marks.push(Mark {
                shown: shown.clone(),
                kind,
            });
        };
        match run.role {
            Role::Emphasis => mark(MarkKind::Emphasis),
            Role::Raised => mark(MarkKind::Raised),
            _ => {}
        }
        if let Some(language) = &run.language {
            mark(MarkKind::Language(language.clone()));
        }
        if let Some(pronunciation) = &run.pronunciation {
            mark(MarkKind::Pronunciation(pronunciation.clone()));
        }
    }

    fn end_with(&mut self, end: char) {
        self.text.truncate(self.text.trim_end_matches(' ').len());
        if !self.text.is_empty() {
            self.text.push(end);
        }
    }
}

fn is_space(character: char) -> bool {
    matches!(character, ' ' | '\n' | '\t')
}

fn silence(role: Role, options: &TextOptions) -> Option<Reason> {
    match role {
        Role::AltText if options.alt_text => None,
        Role::NoteText if options.footnotes != Footnotes::Skip => None,
        role => role.reason(),
    }
}
