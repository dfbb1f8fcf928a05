//! Holds the source to `ARCHITECTURE.md`: which room may import which, how long a file may be, what a dependency is for.

#![allow(clippy::unwrap_used, reason = "a test ends where something is not as it should be")]

use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Which names of another room may be imported.
enum May {
    /// Any.
    All(&'static str),
    /// Only these: value types that carry no behaviour of the room they live in.
    Only(&'static str, &'static [&'static str]),
}

use May::{All, Only};

/// What each room may import from the others. `cli`, the edge, may import everything.
const ROOMS: [(&str, &[May]); 13] = [
    ("book", &[]),
    ("text", &[All("book")]),
    ("speech", &[]),
    ("tensor", &[]),
    (
        "checkpoint",
        &[
            All("tensor"),
            Only("kokoro", VALUES_OF_KOKORO),
            Only("speech", &["VoiceName"]),
        ],
    ),
    (
        "models",
        &[
            All("tensor"),
            All("checkpoint"),
            All("speech"),
            Only("kokoro", VALUES_OF_KOKORO),
        ],
    ),
    ("kokoro", &[All("tensor"), All("checkpoint"), All("speech")]),
    ("audio", &[]),
    (
        "store",
        &[All("audio"), All("speech"), Only("kokoro", VALUES_OF_KOKORO)],
    ),
    (
        "engine",
        &[
            All("text"),
            All("speech"),
            All("kokoro"),
            All("tensor"),
            All("checkpoint"),
            All("store"),
            All("audio"),
        ],
    ),
    (
        "export",
        &[
            All("audio"),
            All("store"),
            Only("book", &["Cover", "Metadata", "Series"]),
        ],
    ),
    ("config", &[]),
    (
        "studio",
        &[
            All("engine"),
            All("book"),
            All("text"),
            Only(
                "speech",
                &[
                    "Entry",
                    "Gender",
                    "Language",
                    "Lexicon",
                    "Phonemes",
                    "Said",
                    "VoiceName",
                ],
            ),
            Only("kokoro", VALUES_OF_KOKORO),
            All("audio"),
            All("store"),
            All("config"),
        ],
    ),
];

/// The model's inputs and outputs, as opposed to the model.
const VALUES_OF_KOKORO: &[&str] = &[
    "FRAME_SAMPLES",
    "Noise",
    "Pitch",
    "PitchError",
    "SAMPLE_RATE",
    "STYLE_ROWS",
    "STYLE_WIDTH",
    "Speech",
    "Speed",
    "SpeedError",
    "Utterance",
    "Voice",
    "VoiceError",
];

/// The room that may import everything.
const EDGE: &str = "cli";

/// A file with more lines than this has more than one thing in it.
const LONGEST_FILE: usize = 500;

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Every Rust file under a folder of the repository.
fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<_> = entries
        .flat_map(|path| if path.is_dir() { rust_files(&path) } else { vec![path] })
        .filter(|path| path.extension().is_some_and(|extension| extension == "rs"))
        .collect();
    files.sort();
    files
}

/// The modules on the way to a file of `src`: `book/toc.rs` is `["book", "toc"]`, `book/mod.rs` is `["book"]`.
fn modules(file: &Path) -> Vec<String> {
    let relative = file.strip_prefix(root().join("src")).unwrap().with_extension("");
    let parts = relative.iter().map(|part| part.to_str().unwrap().to_owned());
    parts
        .filter(|part| !["mod", "lib", "main"].contains(&part.as_str()))
        .collect()
}

/// A path from the crate's root, as some file imports it: `["speech", "Phonemes"]`.
type Import = Vec<String>;

/// Every path from the crate's root in some source, through `crate::`, `lector::` or enough `super::`s, `depth` modules
/// below the root. Comments and strings are not looked at; what macros are given is.
fn imports(source: TokenStream, depth: usize) -> Vec<Import> {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let mut found = Vec::new();
    let mut position = 0;
    while let Some(token) = tokens.get(position) {
        let follows_path = position > 0 && is_punctuation(tokens.get(position - 1), ':');
        match token {
            TokenTree::Group(group) => {
                let is_module = group.delimiter() == Delimiter::Brace && declares_module(&tokens[..position]);
                found.extend(imports(group.stream(), depth + usize::from(is_module)));
            }
            TokenTree::Ident(name) if !follows_path => {
                let supers = leading_supers(&tokens[position..]);
                let after = if name == "crate" || name == "lector" {
                    Some(position + 1)
                } else {
                    (supers > 0 && supers == depth).then(|| position + 1 + (supers - 1) * 3)
                };
                if let Some(after) = after {
                    found.extend(paths(&tokens[after..]));
                }
            }
            _ => {}
        }
        position += 1;
    }
    found
}

fn is_punctuation(token: Option<&TokenTree>, wanted: char) -> bool {
    matches!(token, Some(TokenTree::Punct(punctuation)) if punctuation.as_char() == wanted)
}

/// Whether these tokens end with `mod name`.
fn declares_module(tokens: &[TokenTree]) -> bool {
    matches!(tokens, [.., TokenTree::Ident(word), TokenTree::Ident(_)] if word == "mod")
}

/// How many `super` there are in `super::super::…`.
fn leading_supers(tokens: &[TokenTree]) -> usize {
    let names = tokens.iter().step_by(3);
    names
        .take_while(|token| matches!(token, TokenTree::Ident(name) if name == "super"))
        .count()
}

/// The paths that go on with `::` here, all of them where there is a group: `::{book::Book, text}`.
fn paths(tokens: &[TokenTree]) -> Vec<Import> {
    if !(is_punctuation(tokens.first(), ':') && is_punctuation(tokens.get(1), ':')) {
        return vec![Vec::new()];
    }
    match tokens.get(2) {
        Some(TokenTree::Ident(name)) => {
            let rest = paths(&tokens[3..]).into_iter();
            rest.map(|rest| [vec![name.to_string()], rest].concat()).collect()
        }
        Some(TokenTree::Group(group)) => {
            let inside: Vec<TokenTree> = group.stream().into_iter().collect();
            let branches = inside.split(|token| is_punctuation(Some(token), ','));
            let branches = branches.filter(|branch| !branch.is_empty());
            branches
                .flat_map(|branch| paths(&[&tokens[..2], branch].concat()))
                .collect()
        }
        Some(TokenTree::Punct(star)) if star.as_char() == '*' => vec![vec!["*".to_owned()]],
        _ => vec![Vec::new()],
    }
}

/// Why a room may not import this, if it may not.
fn refusal(room: &str, import: &Import) -> Option<String> {
    let (target, names) = import.split_first()?;
    let is_room = target == EDGE || ROOMS.iter().any(|(name, _)| name == target);
    if target == "*" {
        return Some("takes in every room at once".to_owned());
    }
    if !is_room || target == room {
        return None;
    }
    let (_, allowed) = ROOMS.iter().find(|(name, _)| *name == room)?;
    let rule = allowed.iter().find(|may| match may {
        All(name) | Only(name, _) => name == target,
    });
    match rule {
        None => Some(format!("imports {target}, which it may not know of")),
        Some(Only(_, values)) if !names.iter().any(|name| values.contains(&name.as_str())) => Some(format!(
            "imports {}, but of {target} it may know only {}",
            import.join("::"),
            values.join(", ")
        )),
        Some(_) => None,
    }
}

#[test]
fn no_import_runs_against_the_table() {
    let mut refused = Vec::new();
    for file in rust_files(&root().join("src")) {
        let modules = modules(&file);
        let Some(room) = modules.first().filter(|room| *room != EDGE) else {
            continue;
        };
        assert!(
            ROOMS.iter().any(|(name, _)| name == room),
            "{room} is not in the table of rooms"
        );
        let source: TokenStream = fs::read_to_string(&file).unwrap().parse().unwrap();
        let reasons = imports(source, modules.len())
            .iter()
            .filter_map(|import| refusal(room, import))
            .collect::<Vec<_>>();
        refused.extend(
            reasons
                .into_iter()
                .map(|reason| format!("{}: {reason}", file.display())),
        );
    }
    assert!(
        refused.is_empty(),
        "imports that run against ARCHITECTURE.md:\n{}",
        refused.join("\n")
    );
}

#[test]
fn every_way_to_import_is_seen() {
    let seen = |source: &str, depth: usize| -> Vec<String> {
        imports(source.parse().unwrap(), depth)
            .iter()
            .map(|import| import.join("::"))
            .collect()
    };
    assert_eq!(seen("use crate::book::Book;", 1), ["book::Book"]);
    assert_eq!(
        seen("use crate::{book::{Book, toc::Entry}, text};", 1),
        ["book::Book", "book::toc::Entry", "text"]
    );
    assert_eq!(
        seen("fn f() { let x = crate::engine::start(&y); }", 1),
        ["engine::start"]
    );
    assert_eq!(seen("use super::super::audio::Pcm;", 2), ["audio::Pcm"]);
    assert_eq!(seen("use super::super::audio::Pcm;", 3), [""; 0]);
    assert_eq!(
        seen("mod tests { use super::super::store; use super::audio; }", 1),
        ["store"]
    );
    assert_eq!(
        seen("println!(\"{}\", crate::config::nearest(a, b));", 1),
        ["config::nearest"]
    );
    assert_eq!(seen("use crate::*;", 1), ["*"]);
    assert_eq!(
        seen("// crate::book\n/// crate::book\nconst A: &str = \"crate::book\";", 1),
        [""; 0]
    );

    assert!(refusal("text", &vec!["studio".to_owned()]).is_some());
    assert!(refusal("book", &vec!["cli".to_owned()]).is_some());
    assert!(refusal("export", &vec!["book".to_owned(), "Chapter".to_owned()]).is_some());
    assert_eq!(refusal("export", &vec!["book".to_owned(), "Metadata".to_owned()]), None);
    assert_eq!(refusal("text", &vec!["book".to_owned(), "Block".to_owned()]), None);
}

#[test]
fn main_only_hands_over() {
    let main = fs::read_to_string(root().join("src/main.rs")).unwrap();
    let found = imports(main.parse().unwrap(), 0);
    assert!(
        found
            .iter()
            .all(|import| import.first().is_some_and(|room| room == EDGE)),
        "{found:?}"
    );
}

#[test]
fn no_file_is_two_things() {
    for file in rust_files(&root().join("src")) {
        let lines = fs::read_to_string(&file).unwrap().lines().count();
        assert!(lines <= LONGEST_FILE, "{} has {lines} lines; split it", file.display());
    }
}

#[test]
fn nothing_is_left_unfinished() {
    for file in rust_files(&root().join("src")) {
        let source: TokenStream = fs::read_to_string(&file).unwrap().parse().unwrap();
        let loose = loose_ends(source);
        assert!(loose.is_empty(), "{}: {loose:?}", file.display());
    }
    assert_eq!(loose_ends("fn f() { todo!() }".parse().unwrap()), ["todo"]);
}

/// The macros that stand for work not done.
fn loose_ends(source: TokenStream) -> Vec<String> {
    let tokens: Vec<TokenTree> = source.into_iter().collect();
    let here = tokens
        .windows(2)
        .filter(|pair| is_punctuation(pair.last(), '!'))
        .filter_map(|pair| match &pair[0] {
            TokenTree::Ident(name) if ["todo", "unimplemented", "dbg"].iter().any(|loose| name == loose) => {
                Some(name.to_string())
            }
            _ => None,
        });
    let inside = tokens.iter().filter_map(|token| match token {
        TokenTree::Group(group) => Some(loose_ends(group.stream())),
        _ => None,
    });
    here.chain(inside.flatten()).collect()
}

/// The names under the `[…dependencies]` headings of `Cargo.toml`.
fn dependencies() -> Vec<String> {
    let manifest = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let mut inside = false;
    let mut names = Vec::new();
    for line in manifest.lines() {
        if let Some(heading) = line.strip_prefix('[') {
            inside = heading.trim_end().ends_with("dependencies]");
        } else if let Some((name, _)) = line.split_once('=').filter(|_| inside && !line.starts_with('#')) {
            names.push(name.trim().to_owned());
        }
    }
    names
}

/// The first cells of a Markdown table's rows, without their backticks, under a heading.
fn first_cells(document: &str, heading: &str) -> Vec<String> {
    let section = document
        .split("\n## ")
        .find(|section| section.starts_with(heading))
        .unwrap_or_default();
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    rows.filter_map(|row| row.split_once('`'))
        .map(|(cell, _)| cell.to_owned())
        .collect()
}

#[test]
fn every_dependency_and_every_room_is_accounted_for_in_architecture_md() {
    let document = fs::read_to_string(root().join("ARCHITECTURE.md")).unwrap();
    let (described, used) = (first_cells(&document, "Dependencies"), dependencies());
    let missing: Vec<_> = used.iter().filter(|name| !described.contains(name)).collect();
    assert!(
        missing.is_empty(),
        "ARCHITECTURE.md does not say what these are for: {missing:?}"
    );
    let gone: Vec<_> = described.iter().filter(|name| !used.contains(name)).collect();
    assert!(
        gone.is_empty(),
        "ARCHITECTURE.md describes what Cargo.toml does not have: {gone:?}"
    );

    let described = first_cells(&document, "Rooms");
    let rooms = ROOMS.iter().map(|(name, _)| *name).chain([EDGE]);
    let missing: Vec<_> = rooms
        .filter(|room| !described.contains(&format!("src/{room}/")))
        .collect();
    assert!(
        missing.is_empty(),
        "rooms that ARCHITECTURE.md does not describe: {missing:?}"
    );
}
