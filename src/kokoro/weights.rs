//! Weights by name, from the checkpoint to the backend.

use super::KokoroError;
use crate::checkpoint::Checkpoint;
use crate::tensor::{Backend, ConvShape, LstmWeights, Precision, TensorError, Weight};

type Result<T> = std::result::Result<T, KokoroError>;

/// A module's weights: a path into the checkpoint, and the backend that takes them.
pub(super) struct Weights<'a, B> {
    pub backend: &'a B,
    pub checkpoint: &'a Checkpoint,
    path: String,
    precision: Precision,
}

impl<'a, B: Backend> Weights<'a, B> {
    pub(super) fn new(backend: &'a B, checkpoint: &'a Checkpoint) -> Self {
        Self {
            backend,
            checkpoint,
            path: String::new(),
            precision: Precision::Exact,
        }
    }

    /// The weights of a part: `of("decoder").of("encode")`.
    pub(super) fn of(&self, part: impl std::fmt::Display) -> Self {
        let path = if self.path.is_empty() {
            part.to_string()
        } else {
            format!("{}.{part}", self.path)
        };
        Self {
            backend: self.backend,
            checkpoint: self.checkpoint,
            path,
            precision: self.precision,
        }
    }

    /// The same weights for layers that may be computed in a faster, slightly rougher way.
    pub(super) fn fast(self) -> Self {
        Self {
            precision: Precision::Fast,
            ..self
        }
    }

    /// A tensor's full name.
    pub(super) fn name(&self, leaf: &str) -> String {
        format!("{}.{leaf}", self.path)
    }

    /// Whether the checkpoint has this part's tensor.
    pub(super) fn has(&self, leaf: &str) -> bool {
        self.checkpoint.contains(&self.name(leaf))
    }

    /// A tensor as it is.
    pub(super) fn host(&self, leaf: &str) -> Result<crate::tensor::HostTensor> {
        Ok(self.checkpoint.tensor(&self.name(leaf))?)
    }

    /// A weight in as few bits as the checkpoint has it.
    fn stored(&self, leaf: &str) -> Result<Weight> {
        Ok(self.checkpoint.weight(&self.name(leaf))?)
    }

    pub(super) fn channels(&self, leaf: &str) -> Result<B::Channels> {
        self.blame(self.backend.channels(self.host(leaf)?))
    }

    pub(super) fn embedding(&self) -> Result<B::Embedding> {
        self.blame(self.backend.embedding(self.stored("weight")?))
    }

    pub(super) fn linear(&self) -> Result<B::Linear> {
        let weight = self.stored("weight")?;
        self.blame(self.backend.linear(weight, self.host("bias")?))
    }

    /// A convolution; `shape` is made from the length of the kernel.
    pub(super) fn conv(&self, shape: impl FnOnce(usize) -> ConvShape) -> Result<B::Conv> {
        let weight = self.stored("weight")?;
        let kernel = weight.shape().last().copied().unwrap_or(1);
        let bias = if self.has("bias") {
            Some(self.host("bias")?)
        } else {
            None
        };
        self.blame(self.backend.conv(weight, bias, shape(kernel), self.precision))
    }

    pub(super) fn conv_transpose(&self, stride: usize) -> Result<B::ConvTranspose> {
        self.blame(
            self.backend
                .conv_transpose(self.host("weight")?, self.host("bias")?, stride),
        )
    }

    pub(super) fn pool(&self) -> Result<B::Pool> {
        self.blame(self.backend.pool(self.host("weight")?, self.host("bias")?))
    }

    pub(super) fn bilstm(&self) -> Result<B::BiLstm> {
        let direction = |suffix: &str| -> Result<LstmWeights> {
            Ok(LstmWeights {
                weight_ih: self.stored(&format!("weight_ih_l0{suffix}"))?,
                weight_hh: self.stored(&format!("weight_hh_l0{suffix}"))?,
                bias_ih: self.host(&format!("bias_ih_l0{suffix}"))?,
                bias_hh: self.host(&format!("bias_hh_l0{suffix}"))?,
            })
        };
        self.blame(self.backend.bilstm(direction("")?, direction("_reverse")?))
    }

    /// Says which part of the checkpoint a backend would not take.
    fn blame<T>(&self, result: std::result::Result<T, TensorError>) -> Result<T> {
        result.map_err(|source| KokoroError::Weight {
            name: self.path.clone(),
            source,
        })
    }
}
