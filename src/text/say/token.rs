//! The second step: tokens, and the cursor with which the rules read them.

use super::SayOptions;
use super::{Dialect, Urls};

/// What a token is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters of any script with their accents, and apostrophes between letters.
    Word,
    /// Figures, 0 to 9.
    Digits,
    /// Superscript figures, written here as plain ones.
    Raised,
    /// White space, however much.
    Space,
    /// Any other single character.
    Mark,
}

/// A piece of the plain text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub kind: Kind,
    /// What the rules see; quotation marks are already told from apostrophes.
    pub text: &'t str,
    /// First byte in the plain text.
    pub start: usize,
}

/// Cuts plain text into tokens, which cover it without a gap.
pub(super) fn tokenize(text: &str) -> Vec<Token<'_>> {
    let mut tokens: Vec<Token<'_>> = Vec::with_capacity(text.len() / 3);
    for (start, c) in text.char_indices() {
        let kind = kind_of(c);
        let piece = &text[start..start + c.len_utf8()];
        match tokens.last_mut() {
            Some(last) if joins(last.kind, kind, piece, &text[start + c.len_utf8()..]) => {
                last.text = &text[last.start..start + c.len_utf8()];
            }
            _ => tokens.push(Token {
                kind,
                text: piece,
                start,
            }),
        }
    }
    tokens
}

/// Whether a character of kind `next` goes on with a token of kind `last`.
fn joins(last: Kind, next: Kind, piece: &str, rest: &str) -> bool {
    match (last, next) {
        (Kind::Mark, _) => false,
        (Kind::Word, Kind::Mark) => piece == "'" && rest.starts_with(char::is_alphabetic),
        _ => last == next,
    }
}

fn kind_of(c: char) -> Kind {
    if c.is_ascii_digit() {
        Kind::Digits
    } else if superscript(c).is_some() {
        Kind::Raised
    } else if c.is_whitespace() {
        Kind::Space
    } else if is_letter(c) {
        Kind::Word
    } else {
        Kind::Mark
    }
}

/// Whether `c` is a letter, or an accent on one.
pub(super) fn is_letter(c: char) -> bool {
    c.is_alphabetic() || !c.is_ascii() && unicode_normalization::char::is_combining_mark(c)
}

/// The figure a superscript figure stands for.
pub(super) fn superscript(c: char) -> Option<char> {
    match c {
        '⁻' => Some('-'),
        '¹' => Some('1'),
        '²' => Some('2'),
        '³' => Some('3'),
        '⁰' | '⁴'..='⁹' => char::from_digit(u32::from(c) - u32::from('⁰'), 10),
        _ => None,
    }
}

/// The tokens of a text, and what every rule wants to know about the whole of it.
pub(super) struct Page<'t> {
    pub tokens: Vec<Token<'t>>,
    pub dialect: Dialect,
    pub urls: Urls,
    pub heading: bool,
    /// Everything is in capitals, so capitals mean nothing.
    pub shouting: bool,
}

impl<'t> Page<'t> {
    pub fn new(tokens: Vec<Token<'t>>, options: SayOptions) -> Self {
        let words = || tokens.iter().filter(|t| t.kind == Kind::Word).map(|t| t.text);
        let loud = words().filter(|w| w.chars().count() > 1);
        let enough = if options.heading { 0 } else { 3 };
        let shouting = !words().any(|w| w.contains(char::is_lowercase)) && loud.map(str::len).sum::<usize>() > enough;
        Self {
            shouting,
            dialect: options.dialect,
            urls: options.urls,
            heading: options.heading,
            tokens,
        }
    }

    /// A cursor at the first token.
    pub fn start(&'t self) -> Cursor<'t> {
        Cursor { page: self, at: 0 }
    }
}

/// A place between two tokens. Rules read forward from it and may look back.
#[derive(Clone, Copy)]
pub(super) struct Cursor<'p> {
    pub page: &'p Page<'p>,
    /// Index of the next token.
    pub at: usize,
}

impl<'p> Cursor<'p> {
    pub fn dialect(&self) -> Dialect {
        self.page.dialect
    }

    pub fn token(&self) -> Option<Token<'p>> {
        self.page.tokens.get(self.at).copied()
    }

    /// Kind of the next token.
    pub fn kind(&self) -> Option<Kind> {
        self.token().map(|t| t.kind)
    }

    /// The next token's text; empty at the end.
    pub fn text(&self) -> &'p str {
        self.token().map_or("", |t| t.text)
    }

    /// The text of the token `n` further on; empty beyond the end.
    pub fn ahead(&self, n: usize) -> &'p str {
        self.page.tokens.get(self.at + n).map_or("", |t| t.text)
    }

    /// The text of the token `n` before the next one (1 is the nearest); empty before the beginning.
    pub fn behind(&self, n: usize) -> &'p str {
        self.token_behind(n).map_or("", |t| t.text)
    }

    /// The token `n` further on.
    pub fn token_ahead(&self, n: usize) -> Option<Token<'p>> {
        self.page.tokens.get(self.at + n).copied()
    }

    pub fn token_behind(&self, n: usize) -> Option<Token<'p>> {
        self.at.checked_sub(n).and_then(|at| self.page.tokens.get(at)).copied()
    }

    /// The tokens before and from here on, at most `n` of each.
    pub fn near(&self, n: usize) -> (&'p [Token<'p>], &'p [Token<'p>]) {
        let (behind, ahead) = self
            .page
            .tokens
            .split_at_checked(self.at)
            .unwrap_or((&self.page.tokens, &[]));
        (&behind[behind.len().saturating_sub(n)..], &ahead[..ahead.len().min(n)])
    }

    pub fn step(&mut self) {
        self.at += 1;
    }

    fn take_kind(&mut self, kind: Kind) -> Option<&'p str> {
        let token = self.token().filter(|t| t.kind == kind)?;
        self.step();
        Some(token.text)
    }

    pub fn word(&mut self) -> Option<&'p str> {
        self.take_kind(Kind::Word)
    }

    pub fn digits(&mut self) -> Option<&'p str> {
        self.take_kind(Kind::Digits)
    }

    /// Takes white space, if there is any; says whether there was.
    pub fn space(&mut self) -> bool {
        self.take_kind(Kind::Space).is_some()
    }

    /// Takes the next token if it is exactly `text`.
    pub fn eat(&mut self, text: &str) -> bool {
        let found = !text.is_empty() && self.text() == text;
        self.at += usize::from(found);
        found
    }

    /// Takes the next token if it is one of `texts`.
    pub fn eat_one_of(&mut self, texts: &[&str]) -> Option<&'p str> {
        let token = self.token().filter(|t| texts.contains(&t.text))?;
        self.step();
        Some(token.text)
    }

    /// Reads with `read`, and stays where it was if that fails.
    pub fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let mut ahead = *self;
        let found = read(&mut ahead)?;
        *self = ahead;
        Some(found)
    }

    /// Whether `read` would succeed from here.
    pub fn sees<T>(&self, read: impl FnOnce(&mut Self) -> Option<T>) -> bool {
        read(&mut { *self }).is_some()
    }

    /// The word after the next white space; empty if something else comes.
    pub fn next_word(&self) -> &'p str {
        let mut ahead = *self;
        if ahead.space() { ahead.word().unwrap_or("") } else { "" }
    }

    /// The word before, at most one white space, an abbreviation's full stop and marks of emphasis away; empty if there
    /// is none.
    pub fn word_before(&self) -> &'p str {
        let slant = |n: usize| usize::from(matches!(self.behind(n), "_" | "*"));
        let mut n = 1 + slant(1);
        n += usize::from(self.token_behind(n).is_some_and(|t| t.kind == Kind::Space));
        n += slant(n);
        n += usize::from(self.behind(n) == ".");
        self.token_behind(n)
            .filter(|t| t.kind == Kind::Word)
            .map_or("", |t| t.text)
    }

    /// Whether nothing stands directly before: the beginning, white space, or an opening mark.
    pub fn at_word_start(&self) -> bool {
        let apart = |n| self.token_behind(n).is_none_or(|t| t.kind == Kind::Space);
        self.token_behind(1).is_none_or(|t| match t.kind {
            Kind::Space => true,
            Kind::Mark if matches!(t.text, "_" | "*") => apart(2),
            Kind::Mark => !matches!(t.text, "." | "'" | "/" | "@" | "&" | "-" | ":"),
            Kind::Word | Kind::Digits | Kind::Raised => false,
        })
    }

    /// Whether this is where a sentence begins: only spaces and opening marks since the beginning or a full stop.
    pub fn starts_sentence(&self) -> bool {
        let before = self.page.tokens.get(..self.at).unwrap_or(&[]);
        let last = before
            .iter()
            .rev()
            .find(|t| t.kind != Kind::Space && !is_opening(t.text));
        last.is_none_or(|t| matches!(t.text, "." | "!" | "?" | "”" | "…"))
    }

    /// Whether only spaces and closing marks are left.
    pub fn ends_text(&self) -> bool {
        let rest = self.page.tokens.get(self.at..).unwrap_or(&[]);
        rest.iter()
            .all(|t| t.kind == Kind::Space || matches!(t.text, "”" | ")" | "'" | "]" | "*" | "_"))
    }

    /// Takes the full stop of an abbreviation, but leaves it for the sentence where it ends that too. Says whether
    /// there was one.
    pub fn abbreviation_dot(&mut self) -> bool {
        self.dot(Self::begins_sentence)
    }

    /// As [`Cursor::abbreviation_dot`], behind what does not stand before a title or “I”: initials, a.m., etc.
    pub fn letters_dot(&mut self) -> bool {
        self.dot(|after| after.begins_sentence() || after.opens_sentence())
    }

    fn dot(&mut self, ends_sentence: fn(&Self) -> bool) -> bool {
        if self.text() != "." {
            return false;
        }
        let mut after = *self;
        after.step();
        if !after.ends_text() && !ends_sentence(&after) {
            *self = after;
        }
        true
    }

    /// Whether white space and a word come next that mostly begins a sentence, and has a capital; behind a closing quote
    /// any word with a capital does.
    pub fn begins_sentence(&self) -> bool {
        const STARTERS: &str = "The He She It But And They We In This That There His Her What When Then You My If At On \
            For Their These Those Its Our Your After As How";
        let mut behind_quote = *self;
        self.sees_one_of(STARTERS) || behind_quote.eat("”") && behind_quote.sees_capital_word()
    }

    /// Whether a sentence comes next that begins with a title, “I”, or a word that may also stand behind a title: Dr. Who.
    fn opens_sentence(&self) -> bool {
        const OPENERS: &str = "Mr Mrs Miss Ms Dr Sir Lady mister missus doctor Everyone Everybody Everything Nobody Nothing Someone Somebody Something \
            Anyone Anything Each Every Some Many Most All Both Once Soon Perhaps Maybe Yes Not Now Only Here Why Who Where \
            So Such Since While Because Although Though Until Before Later Meanwhile Finally However Yet Nor Or With From \
            By To Of";
        let speaker = self.sees(|c| {
            let word = c.space().then(|| c.word()).flatten()?;
            (word == "I" && c.next_word().starts_with(char::is_lowercase) || word.starts_with("I'")).then_some(())
        });
        speaker || self.sees_one_of(OPENERS)
    }

    /// Whether white space and one of `words`, in just these letters, come next.
    fn sees_one_of(&self, words: &str) -> bool {
        let next = self.next_word().split('\'').next().unwrap_or("");
        words.split_ascii_whitespace().any(|word| word == next)
    }

    /// The word after the next token, which is a word itself; empty if something else comes.
    pub fn next_after(&self) -> &'p str {
        let mut ahead = *self;
        ahead.step();
        ahead.next_word()
    }

    /// Whether the next token begins with a capital letter.
    pub fn sees_capital(&self) -> bool {
        self.text().starts_with(char::is_uppercase)
    }

    /// Whether a name comes behind the full stop that is next.
    pub fn sees_name(&self) -> bool {
        self.next_after().starts_with(char::is_uppercase)
    }

    /// Whether white space and a word with a capital come next.
    pub fn sees_capital_word(&self) -> bool {
        self.next_word().starts_with(char::is_uppercase)
    }
}

fn is_opening(text: &str) -> bool {
    matches!(text, "“" | "(" | "[" | "'" | "_" | "*" | "—")
}

/// Whether two words are the same but for capitals.
pub(super) fn same(a: &str, b: &str) -> bool {
    a.eq_ignore_ascii_case(b)
}

/// Whether `word` is one of `words`, which are parted by single spaces, whatever its capitals.
///
/// Every rule asks this of nearly every word, and the answer is mostly no: the length tells that first.
pub(super) fn one_of(word: &str, words: &str) -> bool {
    let mut words = words.as_bytes().split(|byte| *byte == b' ');
    !word.is_empty() && words.any(|w| w.len() == word.len() && w.eq_ignore_ascii_case(word.as_bytes()))
}
