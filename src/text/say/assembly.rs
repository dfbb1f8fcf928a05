//! The last step: what was said, piece by piece, becomes one string with tidy spaces, and the spans that lead back.

use std::borrow::Cow;
use std::ops::Range;

use super::{Said, Span};

/// Collects the pieces in order.
#[derive(Default)]
pub(super) struct Assembly {
    pieces: Vec<Piece>,
    /// Spaces, opening marks and hyphens that are said only if a word follows.
    pending: Vec<usize>,
    /// The last character said.
    last: Option<char>,
    /// Whether the next word goes on where the last one stopped.
    glued: bool,
}

struct Piece {
    shown: Range<usize>,
    spoken: Cow<'static, str>,
    /// What `spoken` becomes once a word follows.
    waiting: &'static str,
}

impl Assembly {
    /// Words said for a part of the page. Empty words leave the part out.
    pub fn words(&mut self, words: impl Into<Cow<'static, str>>, shown: Range<usize>) {
        let words = words.into();
        if words.is_empty() {
            return self.silence(shown);
        }
        self.settle();
        let glued = std::mem::take(&mut self.glued);
        if !glued && self.last.is_some_and(needs_gap) && words.starts_with(is_spelled) {
            self.push(" ".into(), shown.start..shown.start);
        }
        self.push(words, shown);
    }

    /// A word said instead of a mark, with a space on both sides: “to” for a dash.
    pub fn words_apart(&mut self, words: &'static str, shown: Range<usize>) {
        self.words(words, shown.clone());
        self.space(shown.end..shown.end);
    }

    /// Something inside a word that isn't said and doesn't part it.
    pub fn glue(&mut self, shown: Range<usize>) {
        self.silence(shown);
        self.glued = true;
    }

    /// A piece that belongs to the same word as the piece before.
    pub fn continued(&mut self, words: impl Into<Cow<'static, str>>, shown: Range<usize>) {
        self.settle();
        self.push(words.into(), shown);
    }

    /// A part of the page that isn't said.
    pub fn silence(&mut self, shown: Range<usize>) {
        self.pieces.push(Piece {
            shown,
            spoken: "".into(),
            waiting: "",
        });
    }

    /// White space between words.
    pub fn space(&mut self, shown: Range<usize>) {
        // A hyphen or apostrophe that stands alone is not said.
        self.pending
            .retain(|at| self.pieces.get(*at).is_some_and(|p| !matches!(p.waiting, "-" | "'")));
        let waits = self.pending.last().and_then(|at| self.pieces.get(*at));
        let needed = waits.map_or(self.last.is_some_and(|c| c != ' '), |p| p.waiting != " ");
        let after_opening = waits.is_some_and(|p| p.waiting == "(" || p.waiting == "“");
        self.wait(if needed && !after_opening { " " } else { "" }, shown);
    }

    /// An opening mark, `(` or `“`.
    pub fn opening(&mut self, mark: &'static str, shown: Range<usize>) {
        if self.pending.is_empty() && self.last.is_some_and(needs_gap) {
            self.wait(" ", shown.start..shown.start);
        }
        self.wait(mark, shown);
    }

    /// A hyphen: said between two words, else not.
    pub fn hyphen(&mut self, shown: Range<usize>) {
        let inside = self.pending.is_empty() && self.last.is_some_and(is_spelled);
        self.wait(if inside { "-" } else { "" }, shown);
    }

    /// An apostrophe before a word, or after one.
    pub fn apostrophe(&mut self, shown: Range<usize>) {
        if self.pending.is_empty() && self.last.is_some_and(char::is_alphabetic) {
            self.push("'".into(), shown);
        } else {
            self.wait("'", shown);
        }
    }

    /// A closing or pausing mark, which stands directly after a word: `, . ; : ! ? … ) ”`.
    pub fn closing(&mut self, mark: &'static str, shown: Range<usize>) {
        if self.pending.iter().any(|at| matches!(self.waiting(*at), "(" | "“")) {
            // Nothing was said since the opening mark: an empty pair goes whole.
            match mark {
                ")" => self.cancel_last("("),
                "”" => self.cancel_last("“"),
                _ => {}
            }
            return self.silence(shown);
        }
        self.pending.clear();
        if self.last.is_some_and(|last| adds_to(last, mark)) || (self.last.is_none() && mark == "…") {
            self.push(mark.into(), shown);
        } else {
            self.silence(shown);
        }
    }

    /// A dash, which keeps the spaces it has.
    pub fn dash(&mut self, shown: Range<usize>) {
        let repeats = self.last == Some('—') && self.pending.iter().all(|at| matches!(self.waiting(*at), "" | " "));
        if repeats {
            self.silence(shown);
        } else {
            self.settle();
            self.push("—".into(), shown);
        }
    }

    /// The whole, with the spans.
    pub fn finish(mut self, shown_len: usize) -> Said {
        self.pending.clear();
        let mut said = Said {
            spoken: String::new(),
            spans: Vec::with_capacity(self.pieces.len()),
        };
        for piece in &self.pieces {
            let start = said.spoken.len();
            said.spoken.push_str(&piece.spoken);
            let spoken = start..said.spoken.len();
            match said.spans.last_mut() {
                // What isn't said belongs to the silence before it.
                Some(last) if spoken.is_empty() && last.spoken.is_empty() => last.shown.end = piece.shown.end,
                _ => said.spans.push(Span {
                    shown: piece.shown.clone(),
                    spoken,
                }),
            }
        }
        match said.spans.last_mut() {
            Some(last) => last.shown.end = shown_len,
            None if shown_len > 0 => said.spans.push(Span {
                shown: 0..shown_len,
                spoken: 0..0,
            }),
            None => {}
        }
        said
    }

    fn push(&mut self, spoken: Cow<'static, str>, shown: Range<usize>) {
        self.last = spoken.chars().next_back().or(self.last);
        self.pieces.push(Piece {
            shown,
            spoken,
            waiting: "",
        });
    }

    fn wait(&mut self, mark: &'static str, shown: Range<usize>) {
        if !mark.is_empty() {
            self.pending.push(self.pieces.len());
        }
        self.pieces.push(Piece {
            shown,
            spoken: "".into(),
            waiting: mark,
        });
    }

    fn waiting(&self, at: usize) -> &'static str {
        self.pieces.get(at).map_or("", |p| p.waiting)
    }

    /// A word has come: everything that waited for one is said.
    fn settle(&mut self) {
        for at in std::mem::take(&mut self.pending) {
            if let Some(piece) = self.pieces.get_mut(at) {
                piece.spoken = piece.waiting.into();
                self.last = piece.waiting.chars().next_back().or(self.last);
            }
        }
    }

    /// Forgets the last waiting `mark` and what waited after it.
    fn cancel_last(&mut self, mark: &str) {
        if let Some(at) = self.pending.iter().rposition(|at| self.waiting(*at) == mark) {
            self.pending.truncate(at);
        }
    }
}

/// Whether `mark` still says something after `last`: of two pauses in a row the first is enough.
fn adds_to(last: char, mark: &str) -> bool {
    match mark {
        ")" | "”" => true,
        "." | "," | ";" | ":" => !matches!(last, '.' | '!' | '?' | '…' | ',' | ';' | ':' | '—'),
        "…" => !matches!(last, '.' | '…' | '—'),
        _ => !mark.starts_with(last),
    }
}

/// Whether a word can't follow this directly.
fn needs_gap(last: char) -> bool {
    super::token::is_letter(last) || matches!(last, '.' | ',' | ';' | ':' | '!' | '?' | ')' | '”')
}

/// Whether a letter or a word's apostrophe, which another word must not touch.
fn is_spelled(c: char) -> bool {
    super::token::is_letter(c) || c == '\''
}
