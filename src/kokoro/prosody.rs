//! How long, how high, how loud: the duration encoder and the prosody predictor (StyleTTS 2, arXiv:2306.07691).

use super::KokoroError;
use super::residual::ResidualBlock;
use super::utterance::Speed;
use super::weights::Weights;
use crate::speech::MAX_PHONEMES;
use crate::tensor::{Activation, After, Backend, Before, ConvShape};

/// The network.
pub(super) struct Prosody<B: Backend> {
    /// LSTMs, each with the projection of its adaptive layer norm.
    encoder: Vec<(B::BiLstm, B::Linear)>,
    lstm: B::BiLstm,
    duration: B::Linear,
    shared: B::BiLstm,
    f0: Curve<B>,
    energy: Curve<B>,
}

/// A curve over time: F0, or energy.
struct Curve<B: Backend> {
    blocks: Vec<ResidualBlock<B>>,
    project: B::Conv,
}

impl<B: Backend> Curve<B> {
    fn load(w: &Weights<B>, name: &str) -> Result<Self, KokoroError> {
        let blocks = (0..3)
            .map(|i| ResidualBlock::load(&w.of(name).of(i)))
            .collect::<Result<_, _>>()?;
        let project = w.of(format!("{name}_proj")).conv(|kernel| ConvShape::same(kernel, 1))?;
        Ok(Self { blocks, project })
    }

    fn forward(&self, b: &B, x: &B::Tensor, style: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        let mut x = x.clone();
        for block in &self.blocks {
            x = block.forward(b, &x, style)?;
        }
        Ok(b.apply_conv(&x, &self.project, Before::NOTHING, After::NOTHING)?)
    }
}

impl<B: Backend> Prosody<B> {
    pub(super) fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        let encoder = w.of("text_encoder.lstms");
        let encoder = (0..w.checkpoint.config().n_layer)
            .map(|i| Ok((encoder.of(2 * i).bilstm()?, encoder.of(2 * i + 1).of("fc").linear()?)))
            .collect::<Result<_, KokoroError>>()?;
        Ok(Self {
            encoder,
            lstm: w.of("lstm").bilstm()?,
            duration: w.of("duration_proj.linear_layer").linear()?,
            shared: w.of("shared").bilstm()?,
            f0: Curve::load(w, "F0")?,
            energy: Curve::load(w, "N")?,
        })
    }

    /// ALBERT's `[tokens, 512]` with the style: `[tokens, 640]`.
    pub(super) fn encode(&self, b: &B, bert: &B::Tensor, style: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        let mut x = b.concat(&[bert, style])?;
        for (lstm, norm) in &self.encoder {
            let gamma_beta = b.apply_linear(style, norm, Activation::Identity)?;
            let normed = b.ada_layer_norm(&b.apply_bilstm(&x, lstm)?, &gamma_beta)?;
            x = b.concat(&[&normed, style])?;
        }
        Ok(x)
    }

    /// `[tokens, 50]`: for each frame a token may last, how likely it does.
    pub(super) fn duration_logits(&self, b: &B, encoded: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        Ok(b.apply_linear(
            &b.apply_bilstm(encoded, &self.lstm)?,
            &self.duration,
            Activation::Identity,
        )?)
    }

    /// `[frames, 640]` to F0 in Hz and energy, both `[2 · frames, 1]`.
    pub(super) fn curves(
        &self,
        b: &B,
        aligned: &B::Tensor,
        style: &B::Tensor,
    ) -> Result<(B::Tensor, B::Tensor), KokoroError> {
        let shared = b.apply_bilstm(aligned, &self.shared)?;
        Ok((
            self.f0.forward(b, &shared, style)?,
            self.energy.forward(b, &shared, style)?,
        ))
    }
}

/// How long each token of each utterance lasts at normal speed, in frames and parts of them: the sum of its probabilities.
/// `logits` is `[tokens, 50]`, row by row, utterance by utterance.
pub(super) fn lengths(logits: &[f32], tokens: &[usize]) -> Vec<Vec<f32>> {
    debug_assert!(tokens.iter().all(|count| *count <= MAX_PHONEMES + 2));
    let width = logits.len() / tokens.iter().sum::<usize>().max(1);
    let sigmoid = |x: &f32| 1.0 / (1.0 + (-x).exp());
    let length = |row: &[f32]| row.iter().map(sigmoid).sum();
    let mut rows = logits.chunks_exact(width.max(1));
    let own = |count: &usize| rows.by_ref().take(*count).map(length).collect();
    tokens.iter().map(own).collect()
}

/// Frames of each token of an utterance: its length over `speed`, rounded half to even as the reference does, at least 1.
pub(super) fn durations(lengths: &[f32], speed: Speed) -> Vec<u32> {
    let frames = |length: &f32| ((length / speed.get()).round_ties_even() as u32).max(1);
    lengths.iter().map(frames).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn durations(logits: &[f32], tokens: &[usize], speeds: &[Speed]) -> Vec<Vec<u32>> {
        let lengths = lengths(logits, tokens);
        let own = |(lengths, speed): (&Vec<f32>, &Speed)| super::durations(lengths, *speed);
        lengths.iter().zip(speeds).map(own).collect()
    }

    #[test]
    fn a_token_lasts_a_frame_at_least() {
        let one = |logits: &[f32], tokens, speed| durations(logits, &[tokens], &[Speed::new(speed).unwrap()]);
        assert_eq!(one(&[-9.0, -9.0, 9.0, 9.0], 2, 1.0), [[1, 2]]);
        assert_eq!(one(&[9.0; 4], 1, 2.0), [[2]]);
        assert_eq!(one(&[f32::NAN; 2], 1, 1.0), [[1]]);
    }

    #[test]
    fn each_utterance_has_its_own_speed() {
        let speeds = [Speed::new(2.0).unwrap(), Speed::NORMAL];
        assert_eq!(durations(&[9.0; 12], &[1, 2], &speeds), [vec![2], vec![4, 4]]);
    }
}
