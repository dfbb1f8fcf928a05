//! What there is of utterances on their way from phonemes to sound: an outline, a plan, a sound. Each may be of several,
//! where the backend joins them.

use super::pitch::Pitch;
use super::utterance::{Noise, Speed};
use crate::tensor::Backend;

/// Utterances of which the durations are being computed.
pub struct Outline<B: Backend> {
    /// Tokens of each.
    pub(super) tokens: Vec<usize>,
    pub(super) speeds: Vec<Speed>,
    /// Of all of them.
    pub(super) pitch: Pitch,
    pub(super) noise: Vec<Noise>,
    /// `[tokens, 640]`.
    pub(super) encoded: B::Tensor,
    /// `[tokens, 50]`.
    pub(super) logits: B::Tensor,
    /// `[tokens, 512]`.
    pub(super) text: B::Tensor,
    pub(super) decoder_style: B::Tensor,
    pub(super) prosody_style: B::Tensor,
}

/// How utterances are to sound, before there is any sound.
pub struct Plan<B: Backend> {
    /// Frames of each token of each utterance.
    pub durations: Vec<Vec<u32>>,
    /// Frames each utterance would have at normal speed.
    pub(super) natural_frames: Vec<u32>,
    /// F0 in Hz, `[2 · frames, 1]`.
    pub f0: B::Tensor,
    /// Energy, `[2 · frames, 1]`.
    pub energy: B::Tensor,
    /// The random part of each utterance.
    pub noise: Vec<Noise>,
    /// `[frames, 512]`.
    pub(super) text: B::Tensor,
    /// `[1, 128]`.
    pub(super) style: B::Tensor,
}

/// Utterances whose sound is being computed.
pub struct Sound<B: Backend> {
    /// `[600 · frames, 1]`.
    pub(super) samples: B::Tensor,
    /// Frames of each token of each utterance.
    pub(super) durations: Vec<Vec<u32>>,
    pub(super) natural_frames: Vec<u32>,
}
