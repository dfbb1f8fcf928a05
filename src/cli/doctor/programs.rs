//! Other programs that lector makes use of when they are there.

use std::process::{Command, Stdio};

use super::Finding;

pub(super) fn checks() -> Vec<Finding> {
    const FETCHING: &str = "only for fetching a model where Hugging Face is out of reach";
    let install = |debian: &str, homebrew: &str| {
        if cfg!(target_os = "macos") {
            format!("brew install {homebrew}")
        } else {
            format!("apt install {debian}")
        }
    };
    vec![
        program(
            "ffmpeg",
            &["ffmpeg", "-version"],
            &install("ffmpeg", "ffmpeg"),
            "only to encode M4B in place of lector itself",
        ),
        program(
            "pip",
            &["python3", "-m", "pip", "--version"],
            &install("python3-pip", "python3"),
            FETCHING,
        ),
        program("npm", &["npm", "--version"], &install("npm", "node"), FETCHING),
    ]
}

/// Whether a program answers when it is asked for its version.
fn program(name: &'static str, asked: &[&str], install: &str, use_for: &str) -> Finding {
    match version(asked) {
        Some(version) => Finding::ok(name, version),
        None => Finding::missing(name, format!("not found; needed {use_for}"), install),
    }
}

/// The first words of what the program answers, up to its version number.
fn version(asked: &[&str]) -> Option<String> {
    let (program, arguments) = asked.split_first()?;
    let answer = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    if !answer.status.success() {
        return None;
    }
    let answer = String::from_utf8_lossy(&answer.stdout);
    answer
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))
        .map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_is_known_by_its_answer() {
        assert!(version(&["cargo", "--version"]).is_some_and(|version| version.starts_with("1.")));
        assert_eq!(version(&["no-such-program-anywhere", "--version"]), None);
        assert_eq!(version(&["false"]), None);
    }
}
