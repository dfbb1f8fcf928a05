//! Breaks text into lines of a width, in which wide characters count twice.

use std::ops::Range;

use unicode_width::UnicodeWidthChar;

/// Runs of text, one after the other, each with a tag, broken into lines of at most `width` columns: at spaces, at the
/// ends of lines, beside wide characters, or, in a word longer than a line, anywhere.
pub fn wrap<T: Copy>(runs: &[(&str, T)], width: usize) -> Vec<Vec<(String, T)>> {
    let mut page = Page {
        width: width.max(1),
        lines: vec![Vec::new()],
        column: 0,
    };
    for (text, tag) in runs {
        for word in words(text) {
            page.put(&text[word], *tag);
        }
    }
    page.lines
}

struct Page<T> {
    width: usize,
    lines: Vec<Vec<(String, T)>>,
    column: usize,
}

impl<T: Copy> Page<T> {
    fn put(&mut self, word: &str, tag: T) {
        if word == "\n" {
            return self.break_line();
        }
        let width = columns(word);
        if self.column + width > self.width && self.column > 0 {
            if word == " " {
                return self.break_line();
            }
            self.break_line();
        }
        if word == " " && self.column == 0 {
            return;
        }
        if width <= self.width {
            return self.push(word, width, tag);
        }
        for letter in word.chars() {
            let width = letter.width().unwrap_or(0);
            if self.column + width > self.width {
                self.break_line();
            }
            self.push(letter.encode_utf8(&mut [0; 4]), width, tag);
        }
    }

    fn push(&mut self, word: &str, width: usize, tag: T) {
        if let Some(line) = self.lines.last_mut() {
            line.push((word.to_owned(), tag));
        }
        self.column += width;
    }

    fn break_line(&mut self) {
        self.lines.push(Vec::new());
        self.column = 0;
    }
}

fn columns(text: &str) -> usize {
    text.chars().map(|letter| letter.width().unwrap_or(0)).sum()
}

/// Marks that no line begins with.
const CLOSING: &str = "、。，．：；！？」』）】〉》〕ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々…";

/// Words, single spaces, line ends, and wide characters each by themselves, with what closes them.
fn words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut letters = text.char_indices().peekable();
    std::iter::from_fn(move || {
        let (start, first) = letters.next()?;
        let mut end = start + first.len_utf8();
        if first.width() == Some(2) {
            while let Some((at, letter)) = letters.next_if(|(_, letter)| CLOSING.contains(*letter)) {
                end = at + letter.len_utf8();
            }
        } else if !alone(first) {
            while let Some((at, letter)) = letters.next_if(|(_, letter)| !alone(*letter)) {
                end = at + letter.len_utf8();
            }
        }
        Some(start..end)
    })
}

fn alone(letter: char) -> bool {
    letter.is_whitespace() || letter.width() == Some(2)
}

/// Cuts text to a width, with an ellipsis where something is missing.
pub fn fit(text: &str, width: usize) -> String {
    if columns(text) <= width {
        return text.to_owned();
    }
    let mut room = width.saturating_sub(1);
    let mut cut = String::new();
    for letter in text.chars() {
        let width = letter.width().unwrap_or(0);
        if width > room {
            break;
        }
        room -= width;
        cut.push(letter);
    }
    if width > 0 {
        cut.push('…');
    }
    cut
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lines(text: &str, width: usize) -> Vec<String> {
        let line = |line: Vec<(String, ())>| line.into_iter().map(|(word, ())| word).collect();
        wrap(&[(text, ())], width).into_iter().map(line).collect()
    }

    #[test]
    fn breaks_at_words_and_wide_characters() {
        assert_eq!(lines("the quick brown fox", 10), ["the quick ", "brown fox"]);
        assert_eq!(lines("吾輩は猫である", 6), ["吾輩は", "猫であ", "る"]);
        assert_eq!(
            lines("猫である。名", 8),
            ["猫であ", "る。名"],
            "no line begins with a full stop"
        );
        assert_eq!(lines("abcdefgh", 3), ["abc", "def", "gh"]);
        assert_eq!(lines("a\nb", 9), ["a", "b"]);
        assert_eq!(fit("Frankenstein", 6), "Frank…");
        assert_eq!(fit("猫である", 5), "猫で…");
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(text in "[a-z 猫あ—]{0,80}", width in 2usize..20) {
            let lines = lines(&text, width);
            for line in &lines {
                prop_assert!(columns(line) <= width, "{line:?}");
            }
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&lines.concat()), squeeze(&text));
        }
    }
}
