//! The whole model: phonemes, a style and a speed in, samples and durations out.

use thiserror::Error;

use super::albert::Albert;
use super::decoder::Decoder;
use super::part;
use super::prosody::{Prosody, durations};
use super::text_encoder::TextEncoder;
use super::utterance::{Noise, Speech, Utterance};
use super::weights::Weights;
use crate::checkpoint::{Checkpoint, CheckpointError};
use crate::speech::MAX_PHONEMES;
use crate::tensor::{Activation, Backend, HostTensor, TensorError};

/// Width of the half of a style that drives the decoder; the other half drives the prosody predictor.
const DECODER_STYLE: usize = 128;

/// What can go wrong in loading the model or speaking with it.
#[derive(Debug, Error)]
pub enum KokoroError {
    /// The checkpoint lacks something or can't be read.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoint has a weight of another shape than the model's.
    #[error("the model's {name} does not fit: {source}; check it with `lector models verify`")]
    Weight {
        /// The part's path in the checkpoint.
        name: String,
        /// What the backend said.
        source: TensorError,
    },
    /// The configuration describes a generator that makes nothing.
    #[error("the model's config.json has a generator without residual blocks; check it with `lector models verify`")]
    NoBlocks,
    /// Too much at once.
    #[error("{0} phonemes are too many for one utterance: the model takes {MAX_PHONEMES} at most")]
    TooLong(usize),
    /// Nothing the model has a sound for.
    #[error("'{0}' holds no phoneme the model knows")]
    Nothing(String),
    /// An operation failed.
    #[error(transparent)]
    Tensor(#[from] TensorError),
}

/// Kokoro-82M on a backend.
pub struct Kokoro<B: Backend> {
    backend: B,
    vocabulary: crate::checkpoint::Vocabulary,
    bert: Albert<B>,
    bert_encoder: B::Linear,
    prosody: Prosody<B>,
    text_encoder: TextEncoder<B>,
    decoder: Decoder<B>,
}

/// How an utterance is to sound, before there is any sound.
pub struct Plan<B: Backend> {
    /// Frames of each token.
    pub durations: Vec<u32>,
    /// F0 in Hz, `[2 · frames, 1]`.
    pub f0: B::Tensor,
    /// Energy, `[2 · frames, 1]`.
    pub energy: B::Tensor,
    text: B::Tensor,
    style: B::Tensor,
}

impl<B: Backend> Kokoro<B> {
    /// Reads the weights and gives them to the backend.
    ///
    /// # Errors
    /// [`KokoroError`] when the checkpoint is not a Kokoro's.
    pub fn load(backend: B, checkpoint: &Checkpoint) -> Result<Self, KokoroError> {
        let weights = Weights::new(&backend, checkpoint);
        let bert = Albert::load(&weights.of("bert"))?;
        let bert_encoder = weights.of("bert_encoder").linear()?;
        let prosody = Prosody::load(&weights.of("predictor"))?;
        let text_encoder = TextEncoder::load(&weights.of("text_encoder"))?;
        let decoder = Decoder::load(&weights.of("decoder"))?;
        let vocabulary = checkpoint.config().vocabulary.clone();
        Ok(Self {
            backend,
            vocabulary,
            bert,
            bert_encoder,
            prosody,
            text_encoder,
            decoder,
        })
    }

    /// What it computes on.
    pub fn backend(&self) -> &B {
        &self.backend
    }

    /// Speaks.
    ///
    /// # Errors
    /// [`KokoroError`] when there is nothing to say, or too much, or the backend fails.
    pub fn speak(&self, utterance: &Utterance) -> Result<Speech, KokoroError> {
        let plan = self.plan(utterance)?;
        let samples = self.sound(&plan, utterance.noise)?;
        Ok(Speech {
            samples,
            durations: plan.durations,
        })
    }

    /// Decides how long, how high and how loud each phoneme is to be.
    ///
    /// # Errors
    /// As [`Kokoro::speak`].
    pub fn plan(&self, utterance: &Utterance) -> Result<Plan<B>, KokoroError> {
        let tokens = self.tokens(utterance)?;
        let style = utterance.voice.style(utterance.phonemes.len());
        let (decoder_style, prosody_style) = style.split_at(DECODER_STYLE);
        let b = &self.backend;
        let row = |values: &[f32]| b.tensor(HostTensor::new(vec![1, values.len()], values.to_vec())?);
        let (decoder_style, prosody_style) = (row(decoder_style)?, row(prosody_style)?);

        b.enter(part::ALBERT);
        let bert = self.bert.forward(b, &tokens)?;
        let bert = b.apply_linear(&bert, &self.bert_encoder, Activation::Identity)?;
        b.enter(part::PROSODY);
        let encoded = self.prosody.encode(b, &bert, &prosody_style)?;
        let logits = b.to_host(&self.prosody.duration_logits(b, &encoded)?)?;
        let durations = durations(&logits, tokens.len(), utterance.speed.get());

        let aligned = b.repeat(&encoded, &durations)?;
        let (mut f0, energy) = self.prosody.curves(b, &aligned, &prosody_style)?;
        if let Some(factor) = utterance.pitch.factor() {
            f0 = b.scale(f0, factor)?;
        }
        b.enter(part::TEXT_ENCODER);
        let text = b.repeat(&self.text_encoder.forward(b, &tokens)?, &durations)?;
        Ok(Plan {
            durations,
            f0,
            energy,
            text,
            style: decoder_style,
        })
    }

    /// Makes the sound of a plan.
    ///
    /// # Errors
    /// [`KokoroError::Tensor`] when the backend fails.
    pub fn sound(&self, plan: &Plan<B>, noise: Noise) -> Result<Vec<f32>, KokoroError> {
        let noise = match noise {
            Noise::Seeded(seed) => Some(seed),
            Noise::Off => None,
        };
        let b = &self.backend;
        b.enter(part::DECODER);
        Ok(b.to_host(
            &self
                .decoder
                .forward(b, &plan.text, &plan.f0, &plan.energy, &plan.style, noise)?,
        )?)
    }

    /// Zero, the token of each phoneme the model knows, zero.
    fn tokens(&self, utterance: &Utterance) -> Result<Vec<u32>, KokoroError> {
        let phonemes = utterance.phonemes.as_str();
        let mut tokens = vec![0];
        tokens.extend(phonemes.chars().filter_map(|phoneme| self.vocabulary.id(phoneme)));
        tokens.push(0);
        match tokens.len() - 2 {
            0 => Err(KokoroError::Nothing(phonemes.to_owned())),
            1..=MAX_PHONEMES => Ok(tokens),
            more => Err(KokoroError::TooLong(more)),
        }
    }
}
