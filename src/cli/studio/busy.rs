//! A book another lector works on: watched, taken over, or stopped.

use std::time::{Duration, Instant};

use color_eyre::eyre::{self, WrapErr, eyre};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use crate::cli::folders::Folders;
use crate::cli::log;
use crate::store::{BookId, Project, Projects, Standing};
use crate::studio::{Inputs, Themes, Watch, Watched};

/// How long the other lector may take to end: it finishes its sentence first.
const PATIENCE: Duration = Duration::from_secs(30);

/// Shows how far the other lector is and asks what to do; none if nothing.
pub(super) fn ask(
    projects: &Projects,
    id: &BookId,
    title: &str,
    themes: Themes,
    inputs: &Inputs,
    folders: &Folders,
) -> eyre::Result<Option<Project>> {
    let Some(folder) = projects.folder_of(id)? else {
        return Ok(Some(projects.open(id)?));
    };
    let look = || projects.look_in(&folder);
    let (Some(holder), standing) = look() else {
        return Ok(Some(projects.open(id)?));
    };
    let watch = Watch {
        title: title.to_owned(),
        holder,
        standing,
        themes,
    };
    match watch.run(inputs, &folders.state.join(log::FILE), look)? {
        Watched::Leave => Ok(None),
        Watched::Ended => Ok(Some(projects.open(id)?)),
        Watched::TakeOver => {
            end(&look)?;
            Ok(Some(projects.open(id)?))
        }
        Watched::Stop => {
            end(&look)?;
            let mut project = projects.open(id)?;
            // Whoever opens the book next finds no render to go on with.
            let standing = project.standing().cloned().unwrap_or_default();
            project.stand(Standing {
                render: None,
                ..standing
            })?;
            Ok(None)
        }
    }
}

/// Ends the lector that works on the book, and waits until it has.
fn end(look: &dyn Fn() -> (Option<u32>, Option<Standing>)) -> eyre::Result<()> {
    let start = Instant::now();
    let mut asked = None;
    while let (Some(holder), _) = look() {
        if asked != Some(holder) {
            let process = Pid::from_raw(i32::try_from(holder).wrap_err("there is no such process")?);
            kill(process, Signal::SIGTERM).wrap_err_with(|| format!("cannot end process {holder}"))?;
            asked = Some(holder);
        }
        if start.elapsed() > PATIENCE {
            return Err(eyre!("process {holder} does not end; end it by hand and try again"));
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}
