//! The system's default output device, by `cpal`.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use cpal::traits::{DeviceTrait, HostTrait, StreamTrait};
use cpal::{BufferSize, ErrorKind, FromSample, SampleFormat, SizedSample, StreamConfig};
use thiserror::Error;

use super::tap::Tap;

/// How much sound the device is handed at once. It holds twice that, which is heard before a pause or a jump is: together
/// they must be over in 50 ms.
const PERIOD: Duration = Duration::from_millis(10);

/// What a device tells of itself while it plays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trouble {
    /// It has gone away.
    Lost,
    /// It was not handed sound in time: there was a gap.
    Gap,
}

/// Why there is no sound.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum DeviceError {
    /// The system has no default output device.
    #[error("this machine has no audio device")]
    None,
    /// It has one that cannot be used.
    #[error("the audio device cannot be used: {0}")]
    Unusable(String),
}

impl From<cpal::Error> for DeviceError {
    fn from(error: cpal::Error) -> Self {
        Self::Unusable(error.to_string())
    }
}

/// An open device.
pub(super) struct Device {
    name: String,
    rate: u32,
    stream: cpal::Stream,
}

impl Device {
    /// Opens the default device. `tap` is made for its sample rate, and once more if the device refuses to be quick;
    /// `trouble` hears what goes wrong while it plays.
    pub(super) fn open(
        mut tap: impl FnMut(u32) -> Tap,
        trouble: impl Fn(Trouble) + Clone + Send + 'static,
    ) -> Result<Self, DeviceError> {
        let device = cpal::default_host().default_output_device().ok_or(DeviceError::None)?;
        let name = device
            .description()
            .map_or_else(|_| "audio device".to_owned(), |d| d.name().to_owned());
        let supported = device.default_output_config().map_err(|error| match error.kind() {
            // What the system calls its default is not there.
            ErrorKind::DeviceNotAvailable | ErrorKind::HostUnavailable => DeviceError::None,
            _ => error.into(),
        })?;
        let config = supported.config();
        let rate = config.sample_rate;
        let build = match supported.sample_format() {
            SampleFormat::F32 => build::<f32>,
            SampleFormat::I16 => build::<i16>,
            SampleFormat::I32 => build::<i32>,
            SampleFormat::U8 => build::<u8>,
            SampleFormat::U16 => build::<u16>,
            other => return Err(DeviceError::Unusable(format!("samples of kind {other}"))),
        };
        let quick = StreamConfig {
            buffer_size: BufferSize::Fixed((f64::from(rate) * PERIOD.as_secs_f64()) as u32),
            ..config
        };
        let stream = build(&device, quick, tap(rate), Box::new(trouble.clone())).or_else(|error| {
            tracing::debug!("the audio device has its own idea of a buffer: {error}");
            build(&device, config, tap(rate), Box::new(trouble))
        })?;
        stream.play()?;
        Ok(Self { name, rate, stream })
    }

    pub(super) fn name(&self) -> &str {
        &self.name
    }

    pub(super) fn rate(&self) -> u32 {
        self.rate
    }

    /// Lets the device rest. Some cannot: they then play the silence of a closed tap.
    pub(super) fn rest(&self, resting: bool) {
        let done = if resting {
            self.stream.pause()
        } else {
            self.stream.play()
        };
        if let Err(error) = done {
            tracing::debug!("the audio device does not rest: {error}");
        }
    }
}

/// What an error of a device that plays comes to. One whose kind is not known is the end of it, too: whatever drives the
/// device would say the same about every sound it is handed.
fn trouble_of(error: ErrorKind) -> Option<Trouble> {
    match error {
        ErrorKind::Xrun => Some(Trouble::Gap),
        ErrorKind::DeviceChanged | ErrorKind::RealtimeDenied | ErrorKind::DeviceBusy => None,
        _ => Some(Trouble::Lost),
    }
}

/// Builds a stream that plays what the tap gives on every channel.
fn build<T: SizedSample + FromSample<f32>>(
    device: &cpal::Device,
    config: StreamConfig,
    mut tap: Tap,
    trouble: Box<dyn Fn(Trouble) + Send>,
) -> Result<cpal::Stream, cpal::Error> {
    /// Frames handed over at once.
    const BLOCK: usize = 1024;
    let channels = usize::from(config.channels).max(1);
    let mut mono = [0.0; BLOCK];
    // A broken device may ask for sound on and on, as fast as it can: it must not get what nobody would hear.
    let lost = Arc::new(AtomicBool::new(false));
    let broken = Arc::clone(&lost);
    device.build_output_stream(
        config,
        move |out: &mut [T], _: &cpal::OutputCallbackInfo| {
            if broken.load(Ordering::Acquire) {
                return out.fill(T::EQUILIBRIUM);
            }
            for block in out.chunks_mut(BLOCK * channels) {
                let mono = &mut mono[..block.len() / channels];
                tap.fill(mono);
                for (frame, sample) in block.chunks_mut(channels).zip(mono) {
                    frame.fill(T::from_sample(*sample));
                }
            }
        },
        move |error: cpal::Error| match trouble_of(error.kind()) {
            Some(Trouble::Lost) if lost.swap(true, Ordering::AcqRel) => {}
            Some(told) => {
                tracing::warn!("audio device: {error}");
                trouble(told);
            }
            None => tracing::debug!("audio device: {error}"),
        },
        Some(Duration::from_secs(2)),
    )
}
