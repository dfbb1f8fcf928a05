//! Kokoro as the engine's narrator, on the backends this program was built with.

use std::sync::Arc;

use super::backend::BackendName;
use super::batch;
use super::narrator::{Narrator, NarratorError, NarratorFactory};
use crate::checkpoint::Checkpoint;
use crate::kokoro::{Kokoro, KokoroError, Speech, Utterance, Voice};
use crate::speech::VoiceName;
use crate::store::ModelId;
use crate::tensor::cpu::{Cpu, CpuOptions, InstructionSet};
#[cfg(has_mlx)]
use crate::tensor::mlx::{Mlx, MlxOptions};
use crate::tensor::{Backend, Interrupt, Tally, TensorError, Watched};

/// Loads Kokoro from a checkpoint.
pub struct KokoroFactory {
    checkpoint: Checkpoint,
    model: ModelId,
    cpu: CpuOptions,
    tally: Option<Arc<Tally>>,
    #[cfg_attr(not(has_mlx), allow(dead_code, reason = "the cpu backend has no use for it"))]
    half_precision: bool,
}

impl KokoroFactory {
    /// `model` names the checkpoint's weights and no others.
    #[must_use]
    pub fn new(checkpoint: Checkpoint, model: ModelId, cpu: CpuOptions) -> Self {
        Self {
            checkpoint,
            model,
            cpu,
            tally: None,
            half_precision: false,
        }
    }

    /// With what counts where the time of its narrators goes.
    #[must_use]
    pub fn tallied(self, tally: Arc<Tally>) -> Self {
        Self {
            tally: Some(tally),
            ..self
        }
    }

    /// On the cpu backend, by these vector instructions.
    #[must_use]
    pub fn by(self, instructions: InstructionSet) -> Self {
        let cpu = CpuOptions {
            instructions,
            ..self.cpu
        };
        Self { cpu, ..self }
    }

    /// Whether MLX multiplies in half precision where nobody hears it.
    #[must_use]
    pub fn in_half_precision(self, half_precision: bool) -> Self {
        Self { half_precision, ..self }
    }
}

/// The engine shows the user what went wrong in the error's own words.
fn failed(error: impl std::error::Error) -> NarratorError {
    NarratorError::Failed(error.to_string())
}

impl From<KokoroError> for NarratorError {
    fn from(error: KokoroError) -> Self {
        match error {
            KokoroError::Tensor(TensorError::Interrupted) => Self::Interrupted,
            other => failed(other),
        }
    }
}

impl NarratorFactory for KokoroFactory {
    fn backends(&self) -> Vec<BackendName> {
        BackendName::built_in()
    }

    fn model(&self) -> ModelId {
        self.model.clone()
    }

    fn voice(&self, name: &VoiceName) -> Result<Voice, NarratorError> {
        self.checkpoint.voice(name).map_err(failed)
    }

    fn load(&self, backend: BackendName) -> Result<Box<dyn Narrator>, NarratorError> {
        match backend {
            BackendName::Cpu => {
                let cpu = Cpu::new(self.cpu).map_err(failed)?;
                let workers = cpu.clone();
                let model = workers.install(|| Kokoro::load(self.watched(cpu), &self.checkpoint))?;
                Ok(Box::new(CpuNarrator(model)))
            }
            BackendName::Mlx => self.load_mlx(),
        }
    }
}

impl KokoroFactory {
    fn watched<B: Backend>(&self, backend: B) -> Watched<B> {
        Watched::new(backend, self.tally.clone())
    }

    #[cfg(has_mlx)]
    fn load_mlx(&self) -> Result<Box<dyn Narrator>, NarratorError> {
        let options = MlxOptions {
            threads: self.cpu.threads,
            half: self.half_precision,
            ..MlxOptions::default()
        };
        let mlx = Mlx::new(options).map_err(failed)?;
        let model = Kokoro::load(self.watched(mlx), &self.checkpoint)?;
        Ok(Box::new(MlxNarrator(model)))
    }

    #[cfg(not(has_mlx))]
    #[allow(clippy::unused_self, reason = "as the one of a build with MLX")]
    fn load_mlx(&self) -> Result<Box<dyn Narrator>, NarratorError> {
        Err(NarratorError::Failed("this program was built without MLX".to_owned()))
    }
}

/// What MLX computes on here.
///
/// # Errors
/// Why it cannot, in its own words.
pub fn mlx_device() -> Result<&'static str, String> {
    #[cfg(has_mlx)]
    return Mlx::new(MlxOptions::default())
        .map(|mlx| mlx.device())
        .map_err(|error| error.to_string());
    #[cfg(not(has_mlx))]
    return Err("this program was built without MLX".to_owned());
}

/// Kokoro on the processor, which one sentence keeps busy.
struct CpuNarrator(Kokoro<Watched<Cpu>>);

impl Narrator for CpuNarrator {
    fn speak(&mut self, utterance: &Utterance<'_>, interrupt: &Interrupt) -> Result<Speech, NarratorError> {
        let model = &self.0;
        model.backend().inner().install(|| say(model, utterance, interrupt))
    }
}

/// Kokoro on MLX.
#[cfg(has_mlx)]
struct MlxNarrator(Kokoro<Watched<Mlx>>);

#[cfg(has_mlx)]
impl Narrator for MlxNarrator {
    fn speak(&mut self, utterance: &Utterance<'_>, interrupt: &Interrupt) -> Result<Speech, NarratorError> {
        say(&self.0, utterance, interrupt)
    }

    fn appetite(&self) -> usize {
        batch::SENTENCES
    }

    fn speak_all(
        &mut self,
        utterances: &[Utterance<'_>],
        interrupt: &Interrupt,
        done: &mut dyn FnMut(Vec<(usize, Speech)>),
    ) -> Result<(), NarratorError> {
        batch::say(&self.0, utterances, interrupt, done)
    }
}

fn say<B: Backend>(
    model: &Kokoro<Watched<B>>,
    utterance: &Utterance<'_>,
    interrupt: &Interrupt,
) -> Result<Speech, NarratorError> {
    let mut said = Vec::new();
    batch::say(model, std::slice::from_ref(utterance), interrupt, &mut |speech| {
        said.extend(speech);
    })?;
    said.pop().map(|(_, speech)| speech).ok_or(NarratorError::Interrupted)
}
