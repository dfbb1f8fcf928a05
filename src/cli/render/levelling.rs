//! Brings a render to its loudness: levels are tried on all of it until one fits.

use color_eyre::eyre;

use super::files::{Order, Walk};
use super::renderer::Work;
use crate::cli::progress::{Levels, Report, Stage};
use crate::export::{Aim, Level, Leveller, Loudness, Meter};
use crate::kokoro::SAMPLE_RATE;

impl Work<'_> {
    /// How loud all files together shall be before they are encoded: a codec changes peaks.
    pub(super) fn target(&self) -> Option<Loudness> {
        let target = self.renderer.loudness?;
        Some(Loudness {
            true_peak: target.true_peak - self.renderer.format.overshoot(),
            ..target
        })
    }

    /// Tries levels until one fits. The sound is `samples` long.
    pub(super) fn aim(&mut self, orders: &[Order], mut aim: Aim, samples: u64) -> eyre::Result<Aim> {
        while let Some(level) = aim.next_trial() {
            let Some(loudness) = self.try_level(orders, level, samples)? else {
                break;
            };
            aim.heard(level, loudness);
        }
        Ok(aim)
    }

    /// How loud all files would be at a level.
    fn try_level(&mut self, orders: &[Order], level: Level, samples: u64) -> eyre::Result<Option<f64>> {
        let (clips, breath) = (self.renderer.project.clips().clone(), self.renderer.breath);
        let mut meter = Meter::without_peaks(SAMPLE_RATE)?;
        let mut walk = Walk::new(Stage::Levelling, Some(samples));
        for order in orders {
            let mut leveller = Leveller::new(level, SAMPLE_RATE);
            for sound in &order.sounds {
                sound.play(&clips, breath, |pcm| -> eyre::Result<()> {
                    meter.hear(&leveller.push(&pcm.samples))?;
                    self.step(&mut walk, &pcm)
                })?;
            }
            meter.hear(&leveller.flush())?;
        }
        Ok(meter.integrated()?)
    }

    pub(super) fn tell_loudness(&mut self, aim: &Aim, before: Loudness, after: Loudness) -> eyre::Result<()> {
        let levels = |loudness: Loudness| Levels {
            integrated_lufs: loudness.integrated,
            true_peak_dbtp: loudness.true_peak,
        };
        let Some(wanted) = self.renderer.loudness else {
            return Ok(());
        };
        self.tell(&Report::Loudness {
            said: levels(before),
            gain_db: aim.level().gain,
            written: levels(after),
            wanted: levels(wanted),
            reached: aim.is_reached(),
        })
    }
}
