//! ALBERT (Lan et al. 2019, arXiv:1909.11942) over phonemes, as PL-BERT trained it (Li et al. 2023, arXiv:2301.08810):
//! one transformer layer, applied twelve times.

use super::KokoroError;
use super::weights::Weights;
use crate::tensor::{Activation, Backend};

/// Added to a variance in this network's norms.
const EPSILON: f32 = 1e-12;

/// A layer norm's scale and shift.
struct Norm<B: Backend> {
    gamma: B::Channels,
    beta: B::Channels,
}

impl<B: Backend> Norm<B> {
    fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        Ok(Self {
            gamma: w.channels("weight")?,
            beta: w.channels("bias")?,
        })
    }

    fn apply(&self, backend: &B, x: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        Ok(backend.layer_norm(x, &self.gamma, &self.beta, EPSILON)?)
    }
}

/// The network.
pub(super) struct Albert<B: Backend> {
    words: B::Embedding,
    positions: B::Embedding,
    kinds: B::Embedding,
    norm: Norm<B>,
    widen: B::Linear,
    query: B::Linear,
    key: B::Linear,
    value: B::Linear,
    dense: B::Linear,
    attention_norm: Norm<B>,
    ffn: B::Linear,
    ffn_output: B::Linear,
    layer_norm: Norm<B>,
    heads: usize,
    layers: usize,
}

impl<B: Backend> Albert<B> {
    pub(super) fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        let config = &w.checkpoint.config().plbert;
        let embeddings = w.of("embeddings");
        let layer = w.of("encoder.albert_layer_groups.0.albert_layers.0");
        let attention = layer.of("attention");
        Ok(Self {
            words: embeddings.of("word_embeddings").embedding()?,
            positions: embeddings.of("position_embeddings").embedding()?,
            kinds: embeddings.of("token_type_embeddings").embedding()?,
            norm: Norm::load(&embeddings.of("LayerNorm"))?,
            widen: w.of("encoder.embedding_hidden_mapping_in").linear()?,
            query: attention.of("query").linear()?,
            key: attention.of("key").linear()?,
            value: attention.of("value").linear()?,
            dense: attention.of("dense").linear()?,
            attention_norm: Norm::load(&attention.of("LayerNorm"))?,
            ffn: layer.of("ffn").linear()?,
            ffn_output: layer.of("ffn_output").linear()?,
            layer_norm: Norm::load(&layer.of("full_layer_layer_norm"))?,
            heads: config.num_attention_heads,
            layers: config.num_hidden_layers,
        })
    }

    /// The tokens of each utterance to `[tokens, 768]`.
    pub(super) fn forward(&self, b: &B, tokens: &[Vec<u32>]) -> Result<B::Tensor, KokoroError> {
        let embed = |tokens: &Vec<u32>| {
            let positions: Vec<u32> = (0..tokens.len() as u32).collect();
            let x = b.add(b.embed(&self.words, tokens)?, &b.embed(&self.positions, &positions)?)?;
            b.add(x, &b.embed(&self.kinds, &vec![0; tokens.len()])?)
        };
        let x = b.join(tokens.iter().map(embed).collect::<Result<_, _>>()?)?;
        let x = self.norm.apply(b, &x)?;
        let mut x = b.apply_linear(&x, &self.widen, Activation::Identity)?;
        for _ in 0..self.layers {
            x = self.layer(b, &x)?;
        }
        Ok(x)
    }

    fn layer(&self, b: &B, x: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        let project = |linear| b.apply_linear(x, linear, Activation::Identity);
        let attended = b.attention(
            &project(&self.query)?,
            &project(&self.key)?,
            &project(&self.value)?,
            self.heads,
        )?;
        let attended = b.add(b.apply_linear(&attended, &self.dense, Activation::Identity)?, x)?;
        let attended = self.attention_norm.apply(b, &attended)?;
        let inner = b.apply_linear(&attended, &self.ffn, Activation::Identity)?;
        let out = b.add(b.apply_linear(&inner, &self.ffn_output, Activation::Gelu)?, &attended)?;
        self.layer_norm.apply(b, &out)
    }
}
