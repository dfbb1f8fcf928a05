//! The operations Kokoro needs. A backend may be as clever as it likes inside one; between them there is only this.
//!
//! Every tensor is `[time, channels]`: channels last, so that a dilation is a row stride and a style is a row. Or it is
//! several of them, of different lengths, joined by a backend for which many at once are less work than one by one; an
//! operation does to each what it would do to it alone.

#![allow(clippy::missing_errors_doc, reason = "all fail alike, as the trait says once")]

use super::{HostTensor, PartName, TensorError, Weight};

type Result<T> = std::result::Result<T, TensorError>;

/// Stride, dilation and zero padding of a convolution, in steps of its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvShape {
    /// Steps between outputs.
    pub stride: usize,
    /// Steps between taps.
    pub dilation: usize,
    /// Zeros put before and after the input.
    pub padding: usize,
}

impl ConvShape {
    /// Stride 1 and as much padding as keeps the length, for an odd `kernel`.
    #[must_use]
    pub fn same(kernel: usize, dilation: usize) -> Self {
        Self {
            stride: 1,
            dilation,
            padding: dilation * (kernel - 1) / 2,
        }
    }
}

/// How much rounding a layer may add to what f32 must.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Precision {
    /// No more: F0's errors add up in the phase of the harmonic source from the first frame to the last.
    Exact,
    /// As much as nobody hears.
    Fast,
}

/// A function of one number, applied to each.
#[derive(Debug)]
pub enum Activation<'a, Channels> {
    /// The number itself.
    Identity,
    /// `x` above zero, `slope · x` below.
    LeakyRelu(f32),
    /// `x + sin²(αx) / α` with an α for each channel (Ziyin et al. 2020, arXiv:2006.08195).
    Snake(&'a Channels),
    /// The Gaussian error linear unit in its tanh form (Hendrycks & Gimpel 2016, arXiv:1606.08415).
    Gelu,
}

// By hand, for a derived `Copy` would ask it of `Channels`, which is only borrowed.
impl<Channels> Clone for Activation<'_, Channels> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Channels> Copy for Activation<'_, Channels> {}

/// Adaptive instance normalisation (Huang & Belongie 2017, arXiv:1703.06868): each channel brought to mean 0 and
/// variance 1 over time, times `1 + γ`, plus `β`; `γβ` is `[1, 2 · channels]`, all γ before all β.
#[derive(Debug)]
pub struct AdaIn<'a, Tensor> {
    /// γ, then β.
    pub gamma_beta: &'a Tensor,
}

/// What is done to a layer's input on its way in.
#[derive(Debug)]
pub struct Before<'a, Tensor, Channels> {
    /// First this, if any,
    pub norm: Option<AdaIn<'a, Tensor>>,
    /// then this.
    pub activation: Activation<'a, Channels>,
}

impl<Tensor, Channels> Before<'_, Tensor, Channels> {
    /// Nothing.
    pub const NOTHING: Self = Self {
        norm: None,
        activation: Activation::Identity,
    };

    /// A leaky rectifier alone.
    #[must_use]
    pub fn leaky(slope: f32) -> Self {
        Self {
            norm: None,
            activation: Activation::LeakyRelu(slope),
        }
    }
}

/// What is done to a layer's output on its way out: `(y + add) · scale`.
#[derive(Clone, Debug)]
pub struct After<Tensor> {
    /// Taken by value: a backend may write into it when nobody else holds it.
    pub add: Option<Tensor>,
    /// 1 for nothing.
    pub scale: f32,
}

impl<Tensor> After<Tensor> {
    /// Nothing.
    pub const NOTHING: Self = Self { add: None, scale: 1.0 };

    /// `y + add`.
    pub fn add(add: Tensor) -> Self {
        Self {
            add: Some(add),
            scale: 1.0,
        }
    }
}

/// The weights of one direction of an LSTM in PyTorch's form: gates in the order input, forget, cell, output.
#[derive(Clone, Debug)]
pub struct LstmWeights {
    /// `[4 · hidden, input]`.
    pub weight_ih: Weight,
    /// `[4 · hidden, hidden]`.
    pub weight_hh: Weight,
    /// `[4 · hidden]`.
    pub bias_ih: HostTensor,
    /// `[4 · hidden]`.
    pub bias_hh: HostTensor,
}

/// The harmonic-plus-noise source of the generator (Wang et al. 2019, NSF, arXiv:1904.12088), its constants.
#[derive(Clone, Debug)]
pub struct SourceWeights {
    /// `[1, harmonics]`: how the harmonics are mixed.
    pub mix: HostTensor,
    /// `[1]`.
    pub bias: HostTensor,
    /// Samples for each value of F0.
    pub upsample: usize,
    /// Samples a second.
    pub sample_rate: u32,
}

/// The operations. Weights are given once, at load, and come back in whatever form the backend likes.
///
/// Each fails with a shape that does not fit, or with the backend's own failure.
pub trait Backend {
    /// `[time, channels]`; cheap to clone.
    type Tensor: Clone;
    /// A number for each channel.
    type Channels;
    /// A table of rows.
    type Embedding;
    /// A matrix and a bias.
    type Linear;
    /// A convolution over time.
    type Conv;
    /// A transposed convolution over time.
    type ConvTranspose;
    /// A transposed convolution of each channel by itself, kernel 3, stride 2: twice the length.
    type Pool;
    /// An LSTM in both directions.
    type BiLstm;
    /// The harmonic source.
    type Source;

    /// `cpu` or `mlx`.
    fn name(&self) -> &'static str;

    /// Says which part of the model the operations from now on are of. Only a backend that measures listens.
    fn enter(&self, _part: PartName) {}

    /// Takes a vector.
    fn channels(&self, values: HostTensor) -> Result<Self::Channels>;
    /// Takes a table `[rows, width]`.
    fn embedding(&self, table: Weight) -> Result<Self::Embedding>;
    /// Takes a weight `[out, in]` and a bias `[out]`.
    fn linear(&self, weight: Weight, bias: HostTensor) -> Result<Self::Linear>;
    /// Takes a weight `[out, in, kernel]` and a bias `[out]`.
    fn conv(
        &self,
        weight: Weight,
        bias: Option<HostTensor>,
        shape: ConvShape,
        precision: Precision,
    ) -> Result<Self::Conv>;
    /// Takes a weight `[in, out, 2 · stride]` and a bias `[out]`; pads by `stride / 2`, so that `n` steps become `n · stride`.
    fn conv_transpose(&self, weight: HostTensor, bias: HostTensor, stride: usize) -> Result<Self::ConvTranspose>;
    /// Takes a weight `[channels, 1, 3]` and a bias `[channels]`.
    fn pool(&self, weight: HostTensor, bias: HostTensor) -> Result<Self::Pool>;
    /// Takes both directions.
    fn bilstm(&self, forward: LstmWeights, backward: LstmWeights) -> Result<Self::BiLstm>;
    /// Takes the mix of the harmonics.
    fn source(&self, weights: SourceWeights) -> Result<Self::Source>;

    /// Brings numbers in, `[time, channels]`.
    fn tensor(&self, values: HostTensor) -> Result<Self::Tensor>;
    /// Several sequences as one tensor. A backend may take one at a time, and refuse more.
    fn join(&self, sequences: Vec<Self::Tensor>) -> Result<Self::Tensor>;
    /// Begins to compute `x`, where operations are only noted down until then, and does not wait.
    fn begin(&self, x: Self::Tensor) -> Result<Self::Tensor>;
    /// Brings numbers out, row by row, sequence by sequence. The one operation that waits for all before it.
    fn to_host(&self, x: &Self::Tensor) -> Result<Vec<f32>>;
    /// Steps and channels.
    fn shape(&self, x: &Self::Tensor) -> [usize; 2];

    /// The rows of a table.
    fn embed(&self, table: &Self::Embedding, rows: &[u32]) -> Result<Self::Tensor>;
    /// `activation(x) · Wᵀ + b`.
    fn apply_linear(
        &self,
        x: &Self::Tensor,
        linear: &Self::Linear,
        activation: Activation<'_, Self::Channels>,
    ) -> Result<Self::Tensor>;
    /// Each row brought to mean 0 and variance 1, times `gamma`, plus `beta`.
    fn layer_norm(
        &self,
        x: &Self::Tensor,
        gamma: &Self::Channels,
        beta: &Self::Channels,
        eps: f32,
    ) -> Result<Self::Tensor>;
    /// Each row brought to mean 0 and variance 1 (ε 1e-5), times `1 + γ`, plus `β`; `gamma_beta` is `[1, 2 · channels]`.
    fn ada_layer_norm(&self, x: &Self::Tensor, gamma_beta: &Self::Tensor) -> Result<Self::Tensor>;
    /// Softmax attention of `heads` heads over the whole sequence.
    fn attention(&self, q: &Self::Tensor, k: &Self::Tensor, v: &Self::Tensor, heads: usize) -> Result<Self::Tensor>;
    /// Both directions side by side, forward first.
    fn apply_bilstm(&self, x: &Self::Tensor, lstm: &Self::BiLstm) -> Result<Self::Tensor>;
    /// Elementwise sum, in the memory of `a` where nobody else holds it.
    fn add(&self, a: Self::Tensor, b: &Self::Tensor) -> Result<Self::Tensor>;
    /// Each number times `factor`, in the memory of `x` where nobody else holds it.
    fn scale(&self, x: Self::Tensor, factor: f32) -> Result<Self::Tensor>;
    /// Channels side by side; a tensor of one step is repeated along the others.
    fn concat(&self, parts: &[&Self::Tensor]) -> Result<Self::Tensor>;
    /// Row `i` repeated `counts[i]` times; of joined sequences, the rows of the first, then those of the next.
    fn repeat(&self, x: &Self::Tensor, counts: &[u32]) -> Result<Self::Tensor>;
    /// An activation alone.
    fn activate(&self, x: &Self::Tensor, activation: Activation<'_, Self::Channels>) -> Result<Self::Tensor>;
    /// A convolution, with what comes before and after it.
    fn apply_conv(
        &self,
        x: &Self::Tensor,
        conv: &Self::Conv,
        before: Before<'_, Self::Tensor, Self::Channels>,
        after: After<Self::Tensor>,
    ) -> Result<Self::Tensor>;
    /// A transposed convolution, with what comes before it.
    fn apply_conv_transpose(
        &self,
        x: &Self::Tensor,
        conv: &Self::ConvTranspose,
        before: Before<'_, Self::Tensor, Self::Channels>,
    ) -> Result<Self::Tensor>;
    /// The learned doubling of the length, with what comes before it.
    fn apply_pool(
        &self,
        x: &Self::Tensor,
        pool: &Self::Pool,
        before: Before<'_, Self::Tensor, Self::Channels>,
    ) -> Result<Self::Tensor>;
    /// Each row twice.
    fn double(&self, x: &Self::Tensor) -> Result<Self::Tensor>;
    /// One step more at the front: a copy of the second.
    fn reflect_left(&self, x: &Self::Tensor) -> Result<Self::Tensor>;
    /// F0 in Hz `[n, 1]` to the excitation `[n · upsample, 1]`: sines at F0 and its harmonics where voiced, noise where
    /// not. `noise` seeds the random part of each sequence; without it there is none.
    fn excite(&self, f0: &Self::Tensor, source: &Self::Source, noise: &[Option<u64>]) -> Result<Self::Tensor>;
    /// Short-time Fourier transform (periodic Hann window, centred, reflected at the ends): `[n, 1]` to
    /// `[n / hop + 1, fft + 2]`, magnitudes before phases.
    fn stft(&self, x: &Self::Tensor, fft: usize, hop: usize) -> Result<Self::Tensor>;
    /// The inverse, from log magnitudes and the phases' arguments of a sine, as the generator predicts them:
    /// `[m, fft + 2]` to `[(m − 1) · hop, 1]`.
    fn inverse_stft(&self, x: &Self::Tensor, fft: usize, hop: usize) -> Result<Self::Tensor>;
}
