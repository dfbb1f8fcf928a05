//! Says sentences, several at once where nobody waits for one of them and the narrator likes that.

use std::time::{Duration, Instant};

use super::narrator::Narrator;
use super::plausible::Unsound;
use super::sentence::{Fault, SpokenPiece, Task, say, say_halves};
use crate::kokoro::Speech;
use crate::speech::MAX_PHONEMES;

/// Hears what became of a sentence, by its place, and how much of the time went into it.
pub(super) type Report<'a> = dyn FnMut(usize, Result<Vec<SpokenPiece>, Fault>, Duration) + 'a;

/// A sentence that is being put together.
struct Open {
    /// What was said of each piece.
    pieces: Vec<Option<Result<Speech, Unsound>>>,
    took: Duration,
    reported: bool,
}

/// Says `tasks`, which are interrupted together; each is reported once, as soon as it is said.
pub(super) fn say_all(narrator: &mut dyn Narrator, tasks: &[Task], report: &mut Report<'_>) {
    let mut since = Instant::now();
    let mut open: Vec<Open> = tasks.iter().map(Open::new).collect();
    let several = tasks.len() > 1;
    let together = || tasks.iter().enumerate().filter(|(_, task)| several && fits(task));
    let places: Vec<_> = together()
        .flat_map(|(i, task)| (0..task.pieces.len()).map(move |piece| (i, piece)))
        .collect();
    let utterances: Vec<_> = together()
        .flat_map(|(_, task)| task.pieces.iter().map(|piece| task.utterance(piece)))
        .collect();
    let fault = match tasks.first() {
        Some(Task { interrupt, .. }) if !utterances.is_empty() => {
            let mut done = |said: Vec<(usize, Speech)>| {
                let took = since.elapsed();
                since = Instant::now();
                let all: usize = said.iter().map(|(_, speech)| speech.samples.len()).sum();
                for (place, speech) in said {
                    let (i, piece) = places[place];
                    open[i].took += took.mul_f64(speech.samples.len() as f64 / all.max(1) as f64);
                    open[i].pieces[piece] = Some(tasks[i].accept(&tasks[i].pieces[piece], speech));
                    if let Some(spoken) = open[i].close(&tasks[i]) {
                        report(i, Ok(spoken), open[i].took);
                    }
                }
            };
            narrator
                .speak_all(&utterances, interrupt, &mut done)
                .err()
                .map(Fault::from)
        }
        _ => None,
    };
    for ((i, task), open) in tasks.iter().enumerate().zip(open).filter(|(_, open)| !open.reported) {
        let begun = Instant::now();
        let outcome = match &fault {
            Some(fault) => Err(fault.clone()),
            None => open.mend(narrator, task),
        };
        report(i, outcome, open.took + begun.elapsed());
    }
}

/// Whether the model takes each piece.
fn fits(task: &Task) -> bool {
    task.pieces.iter().all(|piece| piece.len() <= MAX_PHONEMES)
}

impl Open {
    fn new(task: &Task) -> Self {
        Self {
            pieces: vec![None; task.pieces.len()],
            took: Duration::ZERO,
            reported: false,
        }
    }

    /// The sentence, once each piece is said and fit to be heard.
    fn close(&mut self, task: &Task) -> Option<Vec<SpokenPiece>> {
        let fit = |piece: &Option<Result<Speech, Unsound>>| matches!(piece, Some(Ok(_)));
        if !self.pieces.iter().all(fit) {
            return None;
        }
        self.reported = true;
        let said = self.pieces.drain(..).flatten().flatten();
        Some(task.pieces.iter().cloned().zip(said).collect())
    }

    /// The sentence, when pieces that are not fit to be heard have been said again, or all of it if nothing was said.
    fn mend(&self, narrator: &mut dyn Narrator, task: &Task) -> Result<Vec<SpokenPiece>, Fault> {
        let mut spoken = Vec::new();
        for (piece, said) in task.pieces.iter().zip(&self.pieces) {
            match said {
                None => return say(narrator, task),
                Some(Ok(speech)) => spoken.push((piece.clone(), speech.clone())),
                Some(Err(first)) => spoken.extend(say_halves(narrator, task, piece, *first)?),
            }
        }
        Ok(spoken)
    }
}
