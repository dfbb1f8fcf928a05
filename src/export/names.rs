//! Names for files and folders that every file system takes.

use std::collections::HashSet;

use sanitize_filename::{Options, sanitize_with_options};

/// The longest name without its extension, in bytes: file systems take 255, and other programs add to it.
const LONGEST: usize = 200;

/// What a file's name is made of.
#[derive(Clone, Copy, Debug)]
pub struct NameParts<'a> {
    /// The chapter's number.
    pub number: u32,
    /// The chapter's title.
    pub chapter: &'a str,
    /// The book's title.
    pub title: &'a str,
    /// The book's author.
    pub author: &'a str,
}

/// Names the files of a book by a template such as `{number} {chapter}`, no two the same.
#[derive(Clone, Debug)]
pub struct FileNames {
    template: String,
    /// Digits of a chapter's number, so that files sort as chapters do.
    digits: usize,
    given: HashSet<String>,
}

impl FileNames {
    /// For a book whose last chapter has the number `last`.
    #[must_use]
    pub fn new(template: &str, last: u32) -> Self {
        Self {
            template: template.to_owned(),
            digits: last.to_string().len().max(2),
            given: HashSet::new(),
        }
    }

    /// The name of a file, without its extension.
    pub fn next(&mut self, parts: NameParts<'_>) -> String {
        let number = format!("{:0digits$}", parts.number, digits = self.digits);
        let name = self
            .template
            .replace("{number}", &number)
            .replace("{chapter}", parts.chapter)
            .replace("{title}", parts.title)
            .replace("{author}", parts.author);
        let name = safe(&name, &number);
        let mut unique = name.clone();
        let mut copy = 1;
        // On macOS names that differ in case only are the same.
        while !self.given.insert(unique.to_lowercase()) {
            copy += 1;
            unique = format!("{name} ({copy})");
        }
        unique
    }
}

/// A folder named after a book.
#[must_use]
pub fn folder_name(title: &str) -> String {
    safe(title, "audiobook")
}

/// Takes out what a file system may refuse or hide; `fallback` if nothing is left.
fn safe(name: &str, fallback: &str) -> String {
    let options = Options {
        windows: true,
        truncate: false,
        replacement: " ",
    };
    let visible: String = name.chars().filter(|letter| !is_invisible(*letter)).collect();
    let clean = sanitize_with_options(visible, options);
    let mut name = clean.split_whitespace().collect::<Vec<_>>().join(" ");
    while name.len() > LONGEST {
        name.pop();
    }
    let name = name.trim_matches(['.', ' ']);
    if name.is_empty() { fallback } else { name }.to_owned()
}

/// Characters that only say how those beside them are laid out: in a name they hide what it is.
fn is_invisible(letter: char) -> bool {
    matches!(letter,
        '\u{AD}' | '\u{61C}' | '\u{180E}' | '\u{200B}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{FEFF}' | '\u{FFF9}'..='\u{FFFB}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(number: u32, chapter: &str) -> NameParts<'_> {
        NameParts {
            number,
            chapter,
            title: "Moby-Dick; or, The Whale",
            author: "Herman Melville",
        }
    }

    #[test]
    fn names_sort_as_chapters_do_and_are_safe() {
        let mut names = FileNames::new("{number} {chapter}", 144);
        assert_eq!(names.next(parts(3, "The Spouter-Inn")), "003 The Spouter-Inn");
        assert_eq!(names.next(parts(4, "1/2: What? A \"Whale\"\n")), "004 1 2 What A Whale");
        assert_eq!(names.next(parts(5, "../../etc/passwd")), "005 .. .. etc passwd");
        assert_eq!(folder_name("Whale \u{202E}3pm.exe\u{202C}\u{FEFF}"), "Whale 3pm.exe");
        assert_eq!(folder_name("\u{200F}..."), "audiobook");
        assert_eq!(folder_name("..."), "audiobook");
        assert_eq!(folder_name(".hidden"), "hidden");
        assert_eq!(folder_name("CON"), "audiobook");
    }

    #[test]
    fn no_two_files_have_one_name() {
        let mut names = FileNames::new("{title}", 9);
        let given: Vec<_> = (1..4).map(|number| names.next(parts(number, "I"))).collect();
        assert_eq!(given[0], "Moby-Dick; or, The Whale");
        assert_eq!(given[2], "Moby-Dick; or, The Whale (3)");
    }

    proptest! {
        #[test]
        fn any_title_makes_a_name(title in "\\PC{0,300}|[\\x00-\\x7f]{0,300}") {
            let name = folder_name(&title);
            prop_assert!(!name.is_empty() && name.len() <= LONGEST);
            prop_assert!(!name.contains(['/', '\\', '\0', ':']) && !name.starts_with('.'));
            prop_assert_eq!(folder_name(&name), name);
        }
    }
}
