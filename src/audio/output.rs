//! Where samples go: a device, or a clock that lets them pass unheard.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use super::device::{Device, DeviceError, Trouble};
use super::tap::Tap;

/// The rate at which the silent clock lets samples pass: the model's own.
const SILENT_RATE: u32 = 24_000;

/// How often the silent clock lets samples pass.
const SILENT_PERIOD: Duration = Duration::from_millis(10);

/// Where the user wants sound to go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OutputChoice {
    /// To the system's default device; where there is none, nowhere.
    #[default]
    Device,
    /// Nowhere: samples pass in their own time.
    Silent,
}

/// Where sound goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// To a device.
    Device {
        /// Its name, as the system has it.
        name: String,
        /// Samples a second.
        rate: u32,
    },
    /// Nowhere.
    Silent {
        /// Why, if a device was wanted.
        why: Option<String>,
    },
}

/// A running output, which ends when dropped.
pub(super) enum Running {
    Device(Device),
    Silent(#[allow(dead_code, reason = "held to be dropped")] SilentClock),
}

impl Running {
    /// Opens the default device; `trouble` hears what goes wrong while it plays.
    pub(super) fn device(
        tap: impl FnMut(u32) -> Tap,
        trouble: impl Fn(Trouble) + Clone + Send + 'static,
    ) -> Result<Self, DeviceError> {
        Device::open(tap, trouble).map(Self::Device)
    }

    /// Starts the silent clock.
    pub(super) fn silent(tap: impl FnOnce(u32) -> Tap) -> io::Result<Self> {
        SilentClock::start(tap(SILENT_RATE)).map(Self::Silent)
    }

    /// The name for people.
    pub(super) fn describe(&self, why: Option<String>) -> Output {
        match self {
            Self::Device(device) => Output::Device {
                name: device.name().to_owned(),
                rate: device.rate(),
            },
            Self::Silent(_) => Output::Silent { why },
        }
    }

    /// Lets the output rest, or wakes it. A resting one takes no CPU.
    pub(super) fn rest(&self, resting: bool) {
        match self {
            Self::Device(device) => device.rest(resting),
            Self::Silent(clock) => {
                clock.resting.store(resting, Ordering::Release);
                clock.thread.iter().for_each(|thread| thread.thread().unpark());
            }
        }
    }
}

/// A thread that takes samples as a device would.
pub(super) struct SilentClock {
    ended: Arc<AtomicBool>,
    resting: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl SilentClock {
    fn start(mut tap: Tap) -> io::Result<Self> {
        let (ended, resting) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicBool::new(true)));
        let (end, rest) = (Arc::clone(&ended), Arc::clone(&resting));
        let run = move || {
            let mut last = Instant::now();
            let mut owed = 0.0;
            let mut unheard = Vec::new();
            while !end.load(Ordering::Acquire) {
                if rest.load(Ordering::Acquire) {
                    thread::park();
                    (last, owed) = (Instant::now(), 0.0);
                    continue;
                }
                thread::sleep(SILENT_PERIOD);
                let now = Instant::now();
                owed += (now - last).as_secs_f64() * f64::from(SILENT_RATE);
                last = now;
                unheard.resize(owed as usize, 0.0);
                tap.fill(&mut unheard);
                owed -= unheard.len() as f64;
            }
        };
        let thread = thread::Builder::new().name("lector-silence".to_owned()).spawn(run)?;
        Ok(Self {
            ended,
            resting,
            thread: Some(thread),
        })
    }
}

impl Drop for SilentClock {
    fn drop(&mut self) {
        self.ended.store(true, Ordering::Release);
        if let Some(thread) = self.thread.take() {
            thread.thread().unpark();
            // It ends within one period; if it panicked there is nobody to tell.
            drop(thread.join());
        }
    }
}
