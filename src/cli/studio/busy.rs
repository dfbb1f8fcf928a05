//! A book another lector works on: watched, taken over, or stopped.

use std::time::Duration;

use color_eyre::eyre::{self, eyre};

use crate::store::{BookId, Project, Projects, RenderOrder, Running, Standing};
use crate::studio::{Inputs, Stage, Themes, Watch, Watched};

/// How long the other lector may take to end: it finishes its sentence first.
const PATIENCE: Duration = Duration::from_secs(30);

/// Shows how far the other lector is and asks what to do; none if nothing.
pub(super) fn ask(
    projects: &Projects,
    id: &BookId,
    title: &str,
    themes: Themes,
    stage: &mut Stage,
    inputs: &Inputs,
) -> eyre::Result<Option<Project>> {
    let Some(running) = projects.running(id)? else {
        return Ok(Some(projects.open(id)?));
    };
    let watch = Watch {
        title: title.to_owned(),
        process: running.process(),
        work: running.work(),
        themes,
    };
    match watch.run(stage, inputs, || projects.running(id))? {
        Watched::Leave => Ok(None),
        Watched::Ended => Ok(Some(projects.open(id)?)),
        Watched::TakeOver => {
            let running = projects.running(id)?;
            let chapters = running.as_ref().and_then(Running::work).map(|work| work.chapters);
            end(running)?;
            let mut project = projects.open(id)?;
            // `lector render` notes nothing to go on with.
            if let Some(chapters) = chapters.filter(|chapters| !chapters.is_empty()) {
                let standing = project.standing().cloned().unwrap_or_default();
                project.stand(Standing {
                    render: Some(RenderOrder::of_chapters(&chapters)),
                    ..standing
                })?;
            }
            Ok(Some(project))
        }
        Watched::Stop => {
            end(projects.running(id)?)?;
            let mut project = projects.open(id)?;
            // Neither who opens the book now nor who does next goes on with that render.
            let standing = project.standing().cloned().unwrap_or_default();
            project.stand(Standing {
                render: None,
                ..standing
            })?;
            Ok(Some(project))
        }
    }
}

/// Ends the lector that works on the book, if one still does, and waits until it has.
fn end(running: Option<Running>) -> eyre::Result<()> {
    let Some(running) = running else { return Ok(()) };
    running.stop()?;
    if running.wait(PATIENCE) {
        return Ok(());
    }
    Err(eyre!(
        "process {} does not end; end it by hand and try again",
        running.process()
    ))
}
