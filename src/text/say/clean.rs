//! The first step: characters. What is only there for the page goes, what is the same in other clothes becomes plain,
//! and every byte remembers where on the page it came from.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{compose, is_combining_mark};

/// The page's text in plain characters.
pub(super) struct Clean {
    /// The plain text.
    pub text: String,
    /// For each byte of `text`, the byte of the page it came from.
    origin: Vec<usize>,
    /// Length of the page's text in bytes.
    shown_len: usize,
}

impl Clean {
    /// Cleans `shown`.
    pub fn new(shown: &str) -> Self {
        let mut clean = Self {
            text: String::with_capacity(shown.len()),
            origin: Vec::with_capacity(shown.len()),
            shown_len: shown.len(),
        };
        let mut skip_spaces = false;
        for (at, c) in shown.char_indices() {
            if skip_spaces && c.is_whitespace() {
                continue;
            }
            skip_spaces = false;
            let rest = &shown[at + c.len_utf8()..];
            if is_line_end_hyphen(c) {
                // A soft hyphen at the end of a printed line is followed by the line's end, which is no word's end.
                skip_spaces = clean.ends_with_letter() && rest.trim_start().starts_with(char::is_lowercase);
            } else if !is_invisible(c) {
                clean.push(c, at, rest);
            }
        }
        clean
    }

    /// The part of the page that `range` of the plain text came from.
    ///
    /// The ranges of a partition of the plain text are a partition of the page.
    pub fn shown(&self, range: &Range<usize>) -> Range<usize> {
        self.shown_at(range.start)..self.shown_at(range.end)
    }

    fn shown_at(&self, at: usize) -> usize {
        match at {
            0 => 0,
            _ => self.origin.get(at).copied().unwrap_or(self.shown_len),
        }
    }

    fn ends_with_letter(&self) -> bool {
        self.text.ends_with(char::is_alphabetic)
    }

    fn push(&mut self, c: char, at: usize, rest: &str) {
        if c.is_ascii_alphanumeric() || c == ' ' {
            self.push_char(c, at);
        } else if is_combining_mark(c) {
            self.push_mark(c, at);
        } else if is_apostrophe(c) && self.ends_with_letter() && rest.starts_with(char::is_alphabetic) {
            self.push_char('\'', at);
        } else if let Some(plain) = plain_mark(c) {
            self.push_str(plain, at);
        } else if let Some(digit) = foreign_digit(c) {
            self.push_char(digit, at);
        } else if c == 'ſ' {
            self.push_char('s', at);
        } else if let Some(plain) = self.parted(c) {
            self.push_char(plain, at);
        } else if is_dressed(c) {
            std::iter::once(c)
                .nfkc()
                .filter(|c| !is_combining_mark(*c))
                .for_each(|c| self.push_char(c, at));
        } else {
            self.push_char(c, at);
        }
    }

    /// The vowel under the dots that part it from the same one before: coöperate, reëlect.
    fn parted(&self, c: char) -> Option<char> {
        let plain = match c {
            'ö' => 'o',
            'ë' => 'e',
            _ => return None,
        };
        self.text
            .ends_with([plain, plain.to_ascii_uppercase()])
            .then_some(plain)
    }

    /// An accent joins the letter before it, as one character where there is one; without a letter it goes.
    fn push_mark(&mut self, mark: char, at: usize) {
        let Some(letter) = self
            .text
            .chars()
            .next_back()
            .filter(|c| c.is_alphabetic() || is_combining_mark(*c))
        else {
            return;
        };
        if let Some(whole) = compose(letter, mark) {
            let start = self.text.len() - letter.len_utf8();
            let origin = self.origin.get(start).copied().unwrap_or(at);
            self.text.truncate(start);
            self.origin.truncate(start);
            self.push_char(whole, origin);
        } else {
            self.push_char(mark, at);
        }
    }

    fn push_str(&mut self, text: &str, at: usize) {
        text.chars().for_each(|c| self.push_char(c, at));
    }

    fn push_char(&mut self, c: char, at: usize) {
        self.text.push(c);
        self.origin.resize(self.text.len(), at);
    }
}

/// Soft hyphen, and the sign that some scanning programs write for it.
fn is_line_end_hyphen(c: char) -> bool {
    matches!(c, '\u{ad}' | '¬')
}

/// Zero-width characters, direction marks, variation selectors, controls, private use.
fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{34f}'
        | '\u{180e}' | '\u{20dd}'..='\u{20e0}' | '\u{20e2}'..='\u{20e4}' | '\u{fe00}'..='\u{fe0f}' | '\u{e000}'..='\u{f8ff}'
        | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{10ffff}')
        || (c.is_control() && !c.is_whitespace())
}

/// Every character that is used as an apostrophe inside words, rightly or not.
fn is_apostrophe(c: char) -> bool {
    matches!(
        c,
        '\'' | '’' | '‘' | 'ʼ' | 'ʻ' | '‛' | '`' | '´' | '′' | '＇' | '׳' | '״'
    )
}

/// Letters and digits in other clothes: ligatures, full-width forms, mathematical alphabets, ① and Ⅳ.
fn is_dressed(c: char) -> bool {
    matches!(c,
        '\u{fb00}'..='\u{fb06}' | '\u{ff01}'..='\u{ff5e}' | '\u{1d400}'..='\u{1d7ff}' | '\u{2460}'..='\u{24ff}'
        | '\u{2080}'..='\u{2089}' | '\u{2100}'..='\u{2101}' | '\u{2105}'..='\u{2106}' | '\u{210a}'..='\u{2113}' | '\u{2115}'
        | '\u{2119}'..='\u{211d}' | '\u{2124}' | '\u{2128}' | '\u{212a}'..='\u{212d}' | '\u{212f}'..='\u{2139}'
        | '\u{2145}'..='\u{2149}' | '\u{2160}'..='\u{217f}' | '\u{1d2c}'..='\u{1d6a}' | '\u{1f130}'..='\u{1f149}'
        | 'ʰ' | 'ʳ' | 'ˢ' | 'ⁿ' | 'ª' | '\u{3200}'..='\u{33ff}')
}

/// Punctuation of other scripts and presses, as the marks this room works with.
fn plain_mark(c: char) -> Option<&'static str> {
    Some(match c {
        '‐' | '‑' | '־' | '﹣' => "-",
        '‒' | '﹘' => "–",
        '―' => "—",
        '⸺' => "——",
        '⸻' => "———",
        '‥' | '⋯' => "…",
        '⁄' | '∕' => "/",
        '‧' | '∙' | '⋅' => "·",
        '。' | '۔' | '।' | '॥' | '｡' => ".",
        '、' | '،' | '､' => ",",
        '؛' | '\u{37e}' => ";",
        '؟' => "?",
        '‽' => "?!",
        '「' | '『' | '《' | '〈' | '｢' | '„' | '‟' | '〝' => "“",
        '」' | '』' | '》' | '〉' | '｣' | '〞' | '〟' => "”",
        // Which of the two opens differs from country to country; where they stand tells.
        '‹' | '›' => "\"",
        '【' | '〔' | '〖' => "(",
        '】' | '〕' | '〗' => ")",
        'ʼ' | '＇' | '׳' => "’",
        'ʻ' | '‛' => "‘",
        '℃' => "°C",
        '℉' => "°F",
        'Å' => "Å",
        'µ' => "μ",
        '٪' | '﹪' => "%",
        '•' | '‣' | '◦' | '・' | '･' | '|' => " ",
        _ => return None,
    })
}

/// A decimal digit of another script, as ours.
fn foreign_digit(c: char) -> Option<char> {
    /// The zero of each script whose digits are likely in a book.
    const ZEROS: [u32; 13] = [
        0x660, 0x6f0, 0x7c0, 0x966, 0x9e6, 0xa66, 0xae6, 0xb66, 0xbe6, 0xc66, 0xce6, 0xd66, 0xe50,
    ];
    let code = u32::from(c);
    let zero = ZEROS.into_iter().find(|zero| (*zero..zero + 10).contains(&code))?;
    char::from_digit(code - zero, 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clean(shown: &str) -> String {
        Clean::new(shown).text
    }

    #[test]
    fn what_is_only_for_the_page_goes() {
        assert_eq!(clean("con\u{ad}ver\u{200b}sion"), "conversion");
        assert_eq!(clean("conver\u{ad}\n sion"), "conversion");
        assert_eq!(clean("conver¬ sion"), "conversion");
        assert_eq!(clean("\u{feff}Begin"), "Begin");
    }

    #[test]
    fn letters_in_other_clothes_become_plain() {
        assert_eq!(clean("ﬁnd the ﬂoor"), "find the floor");
        assert_eq!(clean("Congreſs aﬅonished"), "Congress astonished");
        assert_eq!(clean("Ⅳ ①"), "IV 1");
        assert_eq!(clean("٣٤"), "34");
        assert_eq!(clean("wasn’t don`t"), "wasn't don't");
    }

    #[test]
    fn accents_survive_as_one_character() {
        assert_eq!(clean("cafe\u{301}"), "café");
        assert_eq!(clean("naïve Ångström Čapek"), "naïve Ångström Čapek");
    }

    #[test]
    fn bytes_know_where_they_came_from() {
        let clean = Clean::new("a\u{ad}ﬁe\u{301}!");
        assert_eq!(clean.text, "afié!");
        assert_eq!(clean.shown(&(0..1)), 0..3);
        assert_eq!(clean.shown(&(1..3)), 3..6);
        assert_eq!(clean.shown(&(3..5)), 6..9);
        assert_eq!(clean.shown(&(5..6)), 9..10);
    }
}
