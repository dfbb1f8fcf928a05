//! The text encoder (StyleTTS 2, Li et al. 2023, arXiv:2306.07691): what the sounds are, apart from how long and how
//! high.

use super::KokoroError;
use super::weights::Weights;
use crate::tensor::{Activation, After, Backend, Before, ConvShape};

/// A convolution and the norm over channels behind it; a leaky rectifier follows.
struct Layer<B: Backend> {
    conv: B::Conv,
    gamma: B::Channels,
    beta: B::Channels,
}

/// The network.
pub(super) struct TextEncoder<B: Backend> {
    embedding: B::Embedding,
    layers: Vec<Layer<B>>,
    lstm: B::BiLstm,
}

impl<B: Backend> TextEncoder<B> {
    pub(super) fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        let layers = (0..w.checkpoint.config().n_layer)
            .map(|i| {
                let layer = w.of("cnn").of(i);
                let norm = layer.of(1);
                Ok(Layer {
                    conv: layer.of(0).conv(|kernel| ConvShape::same(kernel, 1))?,
                    gamma: norm.channels("gamma")?,
                    beta: norm.channels("beta")?,
                })
            })
            .collect::<Result<_, KokoroError>>()?;
        Ok(Self {
            embedding: w.of("embedding").embedding()?,
            layers,
            lstm: w.of("lstm").bilstm()?,
        })
    }

    /// The tokens of each utterance to `[tokens, 512]`.
    pub(super) fn forward(&self, b: &B, tokens: &[Vec<u32>]) -> Result<B::Tensor, KokoroError> {
        let embedded = tokens.iter().map(|tokens| b.embed(&self.embedding, tokens));
        let mut x = b.join(embedded.collect::<Result<_, _>>()?)?;
        for layer in &self.layers {
            x = b.apply_conv(&x, &layer.conv, Before::NOTHING, After::NOTHING)?;
            x = b.layer_norm(&x, &layer.gamma, &layer.beta, 1e-5)?;
            x = b.activate(&x, Activation::LeakyRelu(0.2))?;
        }
        Ok(b.apply_bilstm(&x, &self.lstm)?)
    }
}
