//! The thread that owns the model.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::backend::BackendName;
use super::narrator::NarratorFactory;
use super::sentence::{Fault, SpokenPiece, Task};
use super::together::say_all;

/// How far the model gives way: enough that a thread that wakes is served at once, and not so far that other programs
/// starve it.
#[cfg(target_os = "linux")]
const NICENESS: i32 = 5;

/// What the thread answers.
pub(super) enum Reply {
    Loaded {
        took: Duration,
        /// How many tasks it likes at once.
        appetite: usize,
    },
    LoadFailed(String),
    /// What became of one of the tasks it was given, by its place among them.
    Spoke {
        place: usize,
        outcome: Result<Vec<SpokenPiece>, Fault>,
        took: Duration,
    },
    /// The narrator panicked; the thread ends.
    Died(String),
}

/// The handle of the thread: it loads the model, then says what it is given, until the handle is dropped.
pub(super) struct Synthesis {
    tasks: Sender<Vec<Task>>,
    pub replies: Receiver<Reply>,
    thread: JoinHandle<()>,
}

impl Synthesis {
    /// With `gives_way`, all other threads go before this one and those it starts.
    pub(super) fn start(
        factory: Arc<dyn NarratorFactory>,
        backend: BackendName,
        gives_way: bool,
    ) -> std::io::Result<Self> {
        let (tasks, inbox) = bounded(1);
        let (outbox, replies) = unbounded();
        let thread = thread::Builder::new().name("lector-synth".to_owned()).spawn(move || {
            if gives_way {
                give_way();
            }
            run(&*factory, backend, &inbox, &outbox);
        })?;
        Ok(Self { tasks, replies, thread })
    }

    /// Hands tasks over. If the thread has ended, its replies end too.
    pub(super) fn give(&self, tasks: Vec<Task>) {
        drop(self.tasks.send(tasks));
    }

    /// Waits until the thread has ended, and the model with it.
    pub(super) fn join(self) {
        drop(self.tasks);
        // A thread that panicked has said so in its last reply.
        let _ = self.thread.join();
    }
}

fn run(factory: &dyn NarratorFactory, backend: BackendName, inbox: &Receiver<Vec<Task>>, outbox: &Sender<Reply>) {
    // A receiver that has gone away means that nobody wants this thread any more: it runs out of tasks at once.
    let reply = |reply| drop(outbox.send(reply));
    let start = Instant::now();
    let mut narrator = match catch_unwind(AssertUnwindSafe(|| factory.load(backend))) {
        Ok(Ok(narrator)) => narrator,
        Ok(Err(error)) => return reply(Reply::LoadFailed(error.to_string())),
        Err(panic) => return reply(Reply::LoadFailed(panic_message(&*panic))),
    };
    reply(Reply::Loaded {
        took: start.elapsed(),
        appetite: narrator.appetite(),
    });
    for tasks in inbox {
        let mut report = |place, outcome, took| reply(Reply::Spoke { place, outcome, took });
        let said = catch_unwind(AssertUnwindSafe(|| say_all(&mut *narrator, &tasks, &mut report)));
        if let Err(panic) = said {
            return reply(Reply::Died(panic_message(&*panic)));
        }
    }
}

/// Lets the system prefer other threads to this one; those it starts inherit that. Elsewhere than on Linux niceness is a
/// process's, not a thread's.
fn give_way() {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::debug!("the model does not give way: {error}");
    }
}

/// What a panic said.
pub(super) fn panic_message(panic: &(dyn Any + Send)) -> String {
    panic
        .downcast_ref::<String>()
        .cloned()
        .or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned()))
        .unwrap_or_else(|| "it crashed without a word".to_owned())
}
