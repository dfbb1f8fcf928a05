//! A second count of a book's text, made from the pages' bytes by a scanner that knows nothing of elements, blocks
//! or chapters, to be held against what the sentences and the left-out runs add up to.
//!
//! What counts is every character but white space, entities decoded, that stands in a page outside of tags, comments,
//! scripts, style sheets and the page's `title` (its first, pictures apart); and the same in the attributes `alt` (of any element) and `alttext`
//! (of formulas). Soft hyphens and other signs that are not white space count.

use super::markup::leading_entity;

/// Whether a character counts as text: it is not white space.
#[must_use]
pub fn is_counted(character: char) -> bool {
    !character.is_whitespace()
}

/// How many characters of text a page holds.
pub fn count(page: &str) -> usize {
    let mut scanner = Scanner {
        rest: page,
        characters: 0,
        drawings: 0,
        titled: false,
    };
    while !scanner.rest.is_empty() {
        scanner.step();
    }
    scanner.characters
}

struct Scanner<'a> {
    rest: &'a str,
    characters: usize,
    /// How many pictures drawn in the page are open, in which a `title` is text.
    drawings: usize,
    /// Whether the page's own title is behind us.
    titled: bool,
}

impl Scanner<'_> {
    fn step(&mut self) {
        if let Some(comment) = self.rest.strip_prefix("<!--") {
            self.rest = after(comment, "-->");
        } else if let Some((text, rest)) = self.rest.strip_prefix("<![CDATA[").and_then(|s| s.split_once("]]>")) {
            self.characters += text.chars().filter(|&c| is_counted(c)).count();
            self.rest = rest;
        } else if let Some(instruction) = self.rest.strip_prefix("<?") {
            self.rest = after(instruction, "?>");
        } else if let Some(declaration) = self.rest.strip_prefix("<!") {
            self.rest = after_declaration(declaration);
        } else if is_tag(self.rest) {
            self.tag();
        } else {
            // A `<` at the start opens nothing, so it is text itself.
            let end = self
                .rest
                .bytes()
                .skip(1)
                .position(|byte| byte == b'<')
                .map_or(self.rest.len(), |at| at + 1);
            self.characters += counted(&self.rest[..end]);
            self.rest = &self.rest[end..];
        }
    }

    fn tag(&mut self) {
        let end = tag_end(self.rest);
        let tag = &self.rest[1..end];
        self.rest = self.rest.get(end + 1..).unwrap_or_default();
        let name_end = tag.find(|c: char| c.is_whitespace() || c == '>').unwrap_or(tag.len());
        let (name, attributes) = tag.split_at(name_end);
        let empty = tag.ends_with('/');
        let name = name.trim_end_matches('/').to_ascii_lowercase();
        match name.rsplit(':').next().unwrap_or(&name) {
            "svg" if !empty => self.drawings += 1,
            "/svg" => self.drawings = self.drawings.saturating_sub(1),
            "script" | "style" if !empty => self.skip_to(&format!("</{name}")),
            "title" if self.drawings == 0 && !std::mem::replace(&mut self.titled, true) && !empty => {
                self.skip_to(&format!("</{name}"));
            }
            "math" => self.characters += attribute(attributes, "alttext").map_or(0, counted),
            _ => {}
        }
        if !name.starts_with('/') {
            self.characters += attribute(attributes, "alt").map_or(0, counted);
        }
    }

    fn skip_to(&mut self, end: &str) {
        let found = self
            .rest
            .as_bytes()
            .windows(end.len())
            .position(|w| w.eq_ignore_ascii_case(end.as_bytes()));
        self.rest = found.map_or("", |at| &self.rest[at..]);
    }
}

fn is_tag(text: &str) -> bool {
    let mut characters = text.chars().skip(1);
    let second = characters.next();
    let name = if second == Some('/') { characters.next() } else { second };
    text.starts_with('<') && name.is_some_and(|c| c.is_ascii_alphabetic())
}

/// Where in a tag a byte is, in the words of HTML's standard, section "Tokenization".
#[derive(Clone, Copy, PartialEq, Eq)]
enum InTag {
    TagName,
    BeforeName,
    Name,
    AfterName,
    BeforeValue,
    Unquoted,
    Quoted(u8),
}

impl InTag {
    fn after(self, byte: u8) -> Self {
        let blank = byte.is_ascii_whitespace();
        match (self, byte) {
            (Self::Quoted(quote), _) if quote == byte => Self::BeforeName,
            (Self::BeforeValue, b'"' | b'\'') => Self::Quoted(byte),
            (Self::Name | Self::AfterName, b'=') => Self::BeforeValue,
            (Self::TagName | Self::BeforeName | Self::Name | Self::AfterName, b'/') => Self::BeforeName,
            (Self::TagName | Self::Unquoted, _) if blank => Self::BeforeName,
            (Self::Name, _) if blank => Self::AfterName,
            (Self::BeforeName | Self::AfterName, _) if !blank => Self::Name,
            (Self::BeforeValue, _) if !blank => Self::Unquoted,
            _ => self,
        }
    }
}

/// Where a tag's `>` is; one inside a quoted value is not it.
fn tag_end(text: &str) -> usize {
    let mut state = InTag::TagName;
    for (at, byte) in text.bytes().enumerate() {
        if byte == b'>' && !matches!(state, InTag::Quoted(_)) {
            return at;
        }
        // The `/` of an end tag stands before its name.
        if at > 1 {
            state = state.after(byte);
        }
    }
    text.len()
}

/// What follows an end, or the next tag's end where there is none.
fn after<'a>(text: &'a str, end: &str) -> &'a str {
    text.split_once(end)
        .or_else(|| text.split_once('>'))
        .map_or("", |(_, rest)| rest)
}

/// What follows a declaration; that of the document's type may hold others between brackets.
fn after_declaration(text: &str) -> &str {
    let close = text.find('>').unwrap_or(text.len());
    let of_type = text.get(..7).is_some_and(|name| name.eq_ignore_ascii_case("doctype"));
    match text.find('[') {
        Some(bracket) if of_type && bracket < close => after(after(&text[bracket..], "]"), ">"),
        _ => after(text, ">"),
    }
}

/// The first attribute of this name, as it is written.
fn attribute<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        rest = rest.trim_start_matches(|c: char| c.is_whitespace() || c == '/');
        let end = rest.find(|c: char| c.is_whitespace() || c == '=').unwrap_or(rest.len());
        if end == 0 && rest.is_empty() {
            return None;
        }
        let (key, after_key) = rest.split_at(end.max(rest.chars().next()?.len_utf8()).min(rest.len()));
        rest = after_key.trim_start();
        let mut value = None;
        if let Some(given) = rest.strip_prefix('=') {
            let given = given.trim_start();
            let quote = given.chars().next().filter(|c| matches!(c, '"' | '\''));
            let (found, remaining) = match quote {
                Some(quote) => given[1..].split_once(quote).unwrap_or((&given[1..], "")),
                None => given.split_at(given.find(char::is_whitespace).unwrap_or(given.len())),
            };
            (value, rest) = (Some(found), remaining);
        }
        if key.eq_ignore_ascii_case(name) {
            return value;
        }
    }
}

/// How many characters text has, entities decoded, white space apart.
fn counted(text: &str) -> usize {
    let mut characters = 0;
    let mut rest = text;
    while let Some(next) = rest.chars().next() {
        if let Some((decoded, remaining)) = leading_entity(rest) {
            characters += decoded.chars().filter(|&c| is_counted(c)).count();
            rest = remaining;
        } else {
            characters += usize::from(is_counted(next));
            rest = &rest[next.len_utf8()..];
        }
    }
    characters
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_counts() {
        for (page, characters) in [
            ("<p>a b&nbsp;c &amp; d</p>", 5),
            ("<p class='x>y'>ab</p>", 2),
            (
                "<html><head><title>no</title><style>p > a {}</style></head><body>yes</body></html>",
                3,
            ),
            ("<title/>yes<title>yes</title>", 6),
            ("<svg><title>yes</title><text>ja</text></svg>", 5),
            ("<img src='a.png' alt='a &lt; b'/>", 3),
            ("<math alttext=\"x squared\"><mi>x</mi></math>", 9),
            ("<m:math alttext='x'/>", 1),
            ("<p alttext='no'>é</p>", 1),
            ("<!-- no --><![CDATA[a<b]]><?no no?>c", 4),
            ("<!DOCTYPE html [<!ENTITY no \"no\">]>a", 1),
            ("<script>if (a < b) { '<p>' }</SCRIPT>a", 1),
            ("a < b &unknown; &", 13),
            ("soft\u{ad}hyphen\u{3000}", 11),
            ("<p", 0),
            ("<a =\"\"", 0),
        ] {
            assert_eq!(count(page), characters, "{page}");
        }
    }
}
