//! `lector doctor`: what works on this machine, what is missing, and how to mend it.

mod machine;
mod model;
mod places;
mod programs;

use std::io::Write;

use color_eyre::eyre;
use serde::Serialize;

use super::args::{Global, JsonArgs};
use super::folders::Folders;
use super::stdout::{print_styled, stdout};

/// How well a thing is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    /// It works.
    Ok,
    /// It is not there, and books can be rendered without it.
    Missing,
    /// No book can be rendered until it is mended.
    Broken,
}

/// One thing that was looked at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
struct Finding {
    name: &'static str,
    status: Status,
    found: String,
    /// What to do, where there is something to do.
    mend: Option<String>,
}

impl Finding {
    fn ok(name: &'static str, found: impl Into<String>) -> Self {
        Self {
            name,
            status: Status::Ok,
            found: found.into(),
            mend: None,
        }
    }

    fn missing(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            name,
            status: Status::Missing,
            found: found.into(),
            mend: Some(mend.into()),
        }
    }

    fn broken(name: &'static str, found: impl Into<String>, mend: impl Into<String>) -> Self {
        Self {
            name,
            status: Status::Broken,
            found: found.into(),
            mend: Some(mend.into()),
        }
    }
}

/// The form of `--json`.
#[derive(Debug, Serialize)]
struct Diagnosis {
    /// Whether books can be rendered.
    ok: bool,
    checks: Vec<Finding>,
}

/// Looks at everything and prints it, as a table or as JSON.
///
/// # Errors
/// When no book can be rendered here, or stdout cannot be written.
pub fn run(args: &JsonArgs, global: &Global) -> eyre::Result<()> {
    let checks = examine(global)?;
    let ok = checks.iter().all(|finding| finding.status != Status::Broken);
    let diagnosis = Diagnosis { ok, checks };
    if args.json {
        writeln!(stdout(), "{}", serde_json::to_string_pretty(&diagnosis)?)?;
    } else {
        print_styled(&table(&diagnosis.checks))?;
    }
    eyre::ensure!(ok, "books cannot be rendered here until what is broken is mended");
    Ok(())
}

fn examine(global: &Global) -> eyre::Result<Vec<Finding>> {
    let folders = Folders::find()?;
    let (settings, finding) = places::settings(global)?;
    let mut checks = vec![finding];
    checks.extend(model::checks(&settings, global));
    checks.extend(machine::checks(&settings, global));
    checks.extend(places::checks(&folders));
    checks.extend(programs::checks());
    Ok(checks)
}

/// A line for each finding, and one more for what to do about it.
fn table(checks: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let (mark, colour) = match finding.status {
            Status::Ok => ("ok", 32),
            Status::Missing => ("missing", 33),
            Status::Broken => ("broken", 31),
        };
        let mend = finding.mend.as_ref().map(|mend| format!("{:23}→ {mend}\n", ""));
        let Finding { name, found, .. } = finding;
        format!(
            "{name:<14}\x1b[{colour}m{mark:<9}\x1b[0m{found}\n{}",
            mend.unwrap_or_default()
        )
    };
    checks.iter().map(line).collect()
}
