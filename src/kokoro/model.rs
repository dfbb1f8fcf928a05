//! The whole model: phonemes, a style and a speed in, samples and durations out.

use std::ops::Range;

use thiserror::Error;

use super::albert::Albert;
use super::decoder::Decoder;
use super::part;
use super::pitch::Pitch;
use super::plan::{Outline, Plan, Sound};
use super::prosody::{self, Prosody};
use super::text_encoder::TextEncoder;
use super::utterance::{FRAME_SAMPLES, Speech, Speed, Utterance};
use super::voice::STYLE_WIDTH;
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
    /// Joined utterances that are not all of one pitch.
    #[error("utterances of different pitches cannot be said at once")]
    Pitches,
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
        let outline = self.outline(std::slice::from_ref(utterance))?;
        let said = self.finish(self.sound(&self.plan(outline)?)?)?.pop();
        said.ok_or_else(|| KokoroError::Nothing(utterance.phonemes.to_string()))
    }

    /// Begins with utterances, several of one pitch if the backend can join them: to find out how long each phoneme is to be.
    ///
    /// # Errors
    /// As [`Kokoro::speak`].
    pub fn outline(&self, utterances: &[Utterance]) -> Result<Outline<B>, KokoroError> {
        let b = &self.backend;
        let pitch = utterances.first().map_or(Pitch::NORMAL, |first| first.pitch);
        if utterances.iter().any(|utterance| utterance.pitch != pitch) {
            return Err(KokoroError::Pitches);
        }
        let tokens: Vec<_> = utterances
            .iter()
            .map(|utterance| self.tokens(utterance))
            .collect::<Result<_, _>>()?;
        let styles = |part: Range<usize>| -> Result<B::Tensor, TensorError> {
            let style = |utterance: &Utterance| {
                let values = utterance.voice.style(utterance.phonemes.len())[part.clone()].to_vec();
                b.tensor(HostTensor::new(vec![1, values.len()], values)?)
            };
            b.join(utterances.iter().map(style).collect::<Result<_, _>>()?)
        };
        let (decoder_style, prosody_style) = (styles(0..DECODER_STYLE)?, styles(DECODER_STYLE..STYLE_WIDTH)?);

        b.enter(part::ALBERT);
        let bert = self.bert.forward(b, &tokens)?;
        let bert = b.apply_linear(&bert, &self.bert_encoder, Activation::Identity)?;
        b.enter(part::PROSODY);
        let encoded = self.prosody.encode(b, &bert, &prosody_style)?;
        let logits = b.begin(self.prosody.duration_logits(b, &encoded)?)?;
        b.enter(part::TEXT_ENCODER);
        Ok(Outline {
            logits,
            text: self.text_encoder.forward(b, &tokens)?,
            encoded,
            decoder_style,
            prosody_style,
            tokens: tokens.iter().map(Vec::len).collect(),
            speeds: utterances.iter().map(|utterance| utterance.speed).collect(),
            pitch,
            noise: utterances.iter().map(|utterance| utterance.noise).collect(),
        })
    }

    /// Decides how long, how high and how loud each phoneme is to be; waits for the first of these.
    ///
    /// # Errors
    /// [`KokoroError::Tensor`] when the backend fails.
    pub fn plan(&self, outline: Outline<B>) -> Result<Plan<B>, KokoroError> {
        let b = &self.backend;
        b.enter(part::PROSODY);
        let logits = b.to_host(&outline.logits)?;
        let lengths = prosody::lengths(&logits, &outline.tokens);
        let at = |(lengths, speed): (&Vec<f32>, &Speed)| prosody::durations(lengths, *speed);
        let durations: Vec<_> = lengths.iter().zip(&outline.speeds).map(at).collect();
        let natural = lengths.iter().map(|lengths| at((lengths, &Speed::NORMAL)).iter().sum());
        let counts = durations.concat();
        let aligned = b.repeat(&outline.encoded, &counts)?;
        let (mut f0, energy) = self.prosody.curves(b, &aligned, &outline.prosody_style)?;
        if let Some(factor) = outline.pitch.factor() {
            f0 = b.scale(f0, factor)?;
        }
        Ok(Plan {
            text: b.repeat(&outline.text, &counts)?,
            style: outline.decoder_style,
            noise: outline.noise,
            natural_frames: natural.collect(),
            durations,
            f0,
            energy,
        })
    }

    /// Begins to make the sound of a plan.
    ///
    /// # Errors
    /// [`KokoroError::Tensor`] when the backend fails.
    pub fn sound(&self, plan: &Plan<B>) -> Result<Sound<B>, KokoroError> {
        let b = &self.backend;
        b.enter(part::DECODER);
        let samples = self.decoder.forward(b, plan)?;
        Ok(Sound {
            samples: b.begin(samples)?,
            durations: plan.durations.clone(),
            natural_frames: plan.natural_frames.clone(),
        })
    }

    /// Waits for the sound, and parts it between the utterances.
    ///
    /// # Errors
    /// [`KokoroError::Tensor`] when the backend fails.
    pub fn finish(&self, sound: Sound<B>) -> Result<Vec<Speech>, KokoroError> {
        let mut samples = self.backend.to_host(&sound.samples)?;
        let length = |durations: &Vec<u32>| durations.iter().sum::<u32>() as usize * FRAME_SAMPLES;
        let expected: usize = sound.durations.iter().map(length).sum();
        if samples.len() != expected {
            return Err(KokoroError::Tensor(TensorError::Shape {
                what: "sound".to_owned(),
                expected: format!("{expected} samples"),
                got: samples.len().to_string(),
            }));
        }
        let mut said = Vec::new();
        for (durations, natural_frames) in sound.durations.into_iter().zip(sound.natural_frames) {
            // The only one keeps its memory.
            let others = samples.split_off(length(&durations));
            said.push(Speech {
                samples,
                durations,
                natural_frames,
            });
            samples = others;
        }
        Ok(said)
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
