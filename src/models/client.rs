//! The registries' own clients, which know where their registry is and how to get there from this machine.

use std::io::{self, Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use super::ModelsError;
use super::catalogue::Package;
use super::job::Job;

/// How often a running client is looked at.
const POLL: Duration = Duration::from_millis(50);

/// The programs that bring packages.
#[derive(Clone, Copy, Debug)]
pub(super) enum Client {
    /// Python's.
    Pip,
    /// JavaScript's.
    Npm,
}

impl Client {
    fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Npm => "npm",
        }
    }

    /// A package at a version, as the client wants it named.
    pub(super) fn spec(self, package: &Package) -> String {
        let separator = match self {
            Self::Pip => "==",
            Self::Npm => "@",
        };
        format!("{}{separator}{}", package.name, package.version)
    }

    /// The command that brings a package without installing or running anything of it.
    fn command(self, spec: &str, into: &Path) -> Command {
        match self {
            Self::Pip => {
                let mut command = Command::new("python3");
                command
                    .args(["-m", "pip", "download", "--no-deps", "--only-binary=:all:", "--quiet"])
                    .args([
                        "--disable-pip-version-check",
                        "--no-input",
                        "--retries=2",
                        "--timeout=10",
                    ])
                    .arg("--dest")
                    .arg(into)
                    .arg(spec);
                command
            }
            Self::Npm => {
                let mut command = Command::new("npm");
                command
                    .args([
                        "pack",
                        spec,
                        "--silent",
                        "--ignore-scripts",
                        "--fetch-retries=1",
                        "--pack-destination",
                    ])
                    .arg(into);
                command
            }
        }
    }

    /// Has the client bring a package into a folder, or stops it when the job is stopped.
    pub(super) fn run(self, spec: &str, into: &Path, job: &Job<'_>) -> Result<(), ModelsError> {
        // A file takes its words: nobody has to empty it, as one would a pipe.
        let mut words = tempfile::tempfile().map_err(ModelsError::disk("create a file in", &std::env::temp_dir()))?;
        let said = words.try_clone().map_err(|e| self.failed(spec, &e.to_string()))?;
        let spawned = self
            .command(spec, into)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::from(said))
            .spawn();
        let mut child = match spawned {
            Ok(child) => child,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Err(self.missing(spec)),
            Err(e) => return Err(self.failed(spec, &e.to_string())),
        };
        let status = loop {
            if let Err(interrupted) = job.go_on() {
                let _ = child.kill();
                let _ = child.wait();
                return Err(interrupted);
            }
            match child.try_wait() {
                Ok(Some(status)) => break status,
                Ok(None) => std::thread::sleep(POLL),
                Err(e) => return Err(self.failed(spec, &e.to_string())),
            }
        };
        if status.success() {
            return Ok(());
        }
        job.go_on()?;
        let mut said = String::new();
        let _ = words.rewind().and_then(|()| words.read_to_string(&mut said));
        if said.contains("No module named pip") {
            return Err(self.missing(spec));
        }
        Err(self.failed(spec, last_words(&said)))
    }

    fn missing(self, spec: &str) -> ModelsError {
        ModelsError::NoClient {
            client: self.name(),
            package: spec.to_owned(),
            install: match self {
                Self::Pip => "`apt install python3-pip` on Debian, `brew install python` on macOS",
                Self::Npm => "`apt install npm` on Debian, `brew install node` on macOS",
            },
        }
    }

    pub(super) fn failed(self, spec: &str, why: &str) -> ModelsError {
        ModelsError::Client {
            client: self.name(),
            package: spec.to_owned(),
            why: why.to_owned(),
        }
    }
}

/// The line in which a client says what went wrong.
fn last_words(said: &str) -> &str {
    let lines = || said.lines().map(str::trim).filter(|line| !line.is_empty());
    let error = lines().rfind(|line| line.to_ascii_lowercase().contains("error"));
    error.or_else(|| lines().next_back()).unwrap_or("it did not say why")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_line_with_the_error_is_shown() {
        let pip = "WARNING: slow\nERROR: Could not find a version\nERROR: No matching distribution found\n\nnotice\n";
        assert_eq!(last_words(pip), "ERROR: No matching distribution found");
        assert_eq!(last_words("killed\n"), "killed");
        assert_eq!(last_words(""), "it did not say why");
    }
}
