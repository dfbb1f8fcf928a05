//! The backend for Apple Silicon, on MLX through `mlx-rs`: every operation is a handful of nodes in MLX's lazy graph, and
//! nothing is computed until numbers are asked for. It runs on Linux too, on the processor, for developers.
//!
//! MLX's arrays belong to the thread that made them, so a backend and all of its tensors stay on one thread.
//! Shapes are checked here before MLX sees them: it would not notice each that does not fit.

#![allow(clippy::many_single_char_names, reason = "the formulas of the papers have them")]

mod conv;
mod device;
mod fft20;
mod fused;
mod graph;
mod linear;
mod lstm;
mod norm;
mod resample;
mod source;
mod stft;

use std::num::NonZeroUsize;

use mlx_rs::{Array, fast, memory};

pub use conv::Conv;
pub use linear::{Embedding, Linear};
pub use lstm::BiLstm;
pub use norm::Channels;
pub use resample::{ConvTranspose, Pool};
pub use source::Source;

use super::check::{expect, expect_rank};
use super::window::rounded_hann;
use super::{
    Activation, After, Backend, Before, ConvShape, HostTensor, LstmWeights, Matrix, Precision, SourceWeights,
    TensorError,
};
use device::Device;
use fused::Fused;
use graph::{self as g, Result};
use norm::Entry;

/// Bytes that MLX may keep for the next array when an array ends.
const CACHE: usize = 128 << 20;

/// How the backend is to compute.
#[derive(Clone, Copy, Debug, Default)]
pub struct MlxOptions {
    /// Threads where the device is a processor; one a core if none is given.
    pub threads: Option<NonZeroUsize>,
    /// Lays everything out as for a graphics processor, whatever the device is: MLX's own convolutions, whole operations,
    /// packed weights. On a processor it is slow and gives the same numbers but for rounding.
    pub as_on_gpu: bool,
}

/// The MLX backend, of one thread.
pub struct Mlx {
    device: Device,
    fused: Fused,
    window: [f32; fft20::SIZE],
}

impl Mlx {
    /// Starts MLX on this thread.
    ///
    /// # Errors
    /// When MLX has no device here.
    pub fn new(options: MlxOptions) -> Result<Self> {
        memory::set_cache_limit(CACHE).map_err(|error| g::failed("start", &error))?;
        Ok(Self {
            device: if options.as_on_gpu {
                Device::Gpu
            } else {
                Device::start(options.threads)?
            },
            fused: Fused::new(),
            window: rounded_hann(),
        })
    }

    /// `gpu` or `cpu`.
    #[must_use]
    pub fn device(&self) -> &'static str {
        self.device.name()
    }
}

impl Backend for Mlx {
    type Tensor = Array;
    type Channels = Channels;
    type Embedding = Embedding;
    type Linear = Linear;
    type Conv = Conv;
    type ConvTranspose = ConvTranspose;
    type Pool = Pool;
    type BiLstm = BiLstm;
    type Source = Source;

    fn name(&self) -> &'static str {
        "mlx"
    }

    fn channels(&self, values: HostTensor) -> Result<Channels> {
        Ok(Channels::new(values.data()))
    }

    fn embedding(&self, table: Matrix) -> Result<Embedding> {
        Embedding::new(&self.device, table)
    }

    fn linear(&self, weight: Matrix, bias: HostTensor) -> Result<Linear> {
        let [out, _] = weight.shape()?;
        expect("linear bias", &[out], bias.shape())?;
        let linear = Linear::new(matches!(self.device, Device::Gpu), weight, &bias)?;
        g::evaluate(linear.arrays())?;
        Ok(linear)
    }

    fn conv(&self, weight: HostTensor, bias: Option<HostTensor>, shape: ConvShape, _: Precision) -> Result<Conv> {
        let [out, _, _] = expect_rank("convolution weight", &weight)?;
        if let Some(bias) = &bias {
            expect("convolution bias", &[out], bias.shape())?;
        }
        let conv = Conv::new(&self.device, &weight, bias.as_ref(), shape)?;
        g::evaluate(conv.arrays())?;
        Ok(conv)
    }

    fn conv_transpose(&self, weight: HostTensor, bias: HostTensor, stride: usize) -> Result<ConvTranspose> {
        let [input, out, _] = expect_rank("transposed convolution weight", &weight)?;
        expect(
            "transposed convolution weight",
            &[input, out, 2 * stride],
            weight.shape(),
        )?;
        expect("transposed convolution bias", &[out], bias.shape())?;
        let conv = ConvTranspose::new(&weight, &bias, stride)?;
        g::evaluate(conv.arrays())?;
        Ok(conv)
    }

    fn pool(&self, weight: HostTensor, bias: HostTensor) -> Result<Pool> {
        let [channels, _, _] = expect_rank("pool weight", &weight)?;
        expect("pool weight", &[channels, 1, 3], weight.shape())?;
        expect("pool bias", &[channels], bias.shape())?;
        Ok(Pool::new(&weight, &bias))
    }

    fn bilstm(&self, forward: LstmWeights, backward: LstmWeights) -> Result<BiLstm> {
        let [gates, hidden] = expect_rank("LSTM weight_hh", &forward.weight_hh)?;
        let [_, input] = expect_rank("LSTM weight_ih", &forward.weight_ih)?;
        for direction in [&forward, &backward] {
            expect("LSTM weight_hh", &[4 * hidden, hidden], direction.weight_hh.shape())?;
            expect("LSTM weight_ih", &[gates, input], direction.weight_ih.shape())?;
            expect("LSTM bias_ih", &[gates], direction.bias_ih.shape())?;
            expect("LSTM bias_hh", &[gates], direction.bias_hh.shape())?;
        }
        let lstm = BiLstm::new(&forward, &backward)?;
        g::evaluate(lstm.arrays())?;
        Ok(lstm)
    }

    fn source(&self, weights: SourceWeights) -> Result<Source> {
        Ok(Source::new(&weights))
    }

    fn tensor(&self, values: HostTensor) -> Result<Array> {
        let [rows, cols] = expect_rank("tensor", &values)?;
        Ok(g::array(values.data(), &[rows, cols]))
    }

    fn to_host(&self, x: &Array) -> Result<Vec<f32>> {
        g::to_host(x)
    }

    fn shape(&self, x: &Array) -> [usize; 2] {
        [g::rows(x), g::cols(x)]
    }

    fn embed(&self, table: &Embedding, rows: &[u32]) -> Result<Array> {
        let count = table.count();
        if let Some(row) = rows.iter().find(|row| **row as usize >= count) {
            return Err(TensorError::Shape {
                what: "embedding".to_owned(),
                expected: format!("a row below {count}"),
                got: format!("row {row}"),
            });
        }
        table.rows(rows)
    }

    fn apply_linear(&self, x: &Array, linear: &Linear, activation: Activation<'_, Channels>) -> Result<Array> {
        expect("linear input", &[linear.inputs], &[g::cols(x)])?;
        linear.apply(self, x, &Entry::plain(activation))
    }

    fn layer_norm(&self, x: &Array, gamma: &Channels, beta: &Channels, eps: f32) -> Result<Array> {
        expect("layer norm", &[g::cols(x)], &g::shape(&gamma.values))?;
        expect("layer norm", &[g::cols(x)], &g::shape(&beta.values))?;
        let normed = fast::layer_norm(x, Some(&gamma.values), Some(&beta.values), eps);
        g::node("layer_norm", normed)
    }

    fn ada_layer_norm(&self, x: &Array, gamma_beta: &Array) -> Result<Array> {
        let width = g::cols(x);
        expect("adaptive layer norm", &[1, 2 * width], &g::shape(gamma_beta))?;
        let normed = g::node("layer_norm", fast::layer_norm(x, None, None, 1e-5))?;
        let gamma = g::plus(&g::slice_last(gamma_beta, 0, width)?, 1.0)?;
        self.fused
            .affine(&normed, &gamma, &g::slice_last(gamma_beta, width, 2 * width)?)
    }

    fn attention(&self, q: &Array, k: &Array, v: &Array, heads: usize) -> Result<Array> {
        let [n, width] = self.shape(q);
        expect("attention keys", &[n, width], &g::shape(k))?;
        expect("attention values", &[n, width], &g::shape(v))?;
        expect("attention heads", &[0], &[width % heads.max(1)])?;
        let head = width / heads.max(1);
        let by_head = |x: &Array| g::transpose(&g::reshape(x, &[1, n, heads, head])?, &[0, 2, 1, 3]);
        let scale = (head as f32).sqrt().recip();
        let attended = fast::scaled_dot_product_attention(by_head(q)?, by_head(k)?, by_head(v)?, scale, None, None);
        let attended = g::node("attention", attended)?;
        g::reshape(&g::transpose(&attended, &[0, 2, 1, 3])?, &[n, width])
    }

    fn apply_bilstm(&self, x: &Array, lstm: &BiLstm) -> Result<Array> {
        expect("LSTM input", &[lstm.input], &[g::cols(x)])?;
        lstm.apply(self, x)
    }

    fn add(&self, a: Array, b: &Array) -> Result<Array> {
        expect("sum", &g::shape(&a), &g::shape(b))?;
        g::add(&a, b)
    }

    fn scale(&self, x: Array, factor: f32) -> Result<Array> {
        g::times(&x, factor)
    }

    fn concat(&self, parts: &[&Array]) -> Result<Array> {
        let rows = parts.iter().map(|part| g::rows(part)).max().unwrap_or(0);
        let as_long = |part: &&Array| match g::rows(part) {
            1 if rows != 1 => g::broadcast(part, &[rows, g::cols(part)]),
            own => {
                expect("concatenation", &[rows], &[own])?;
                Ok((*part).clone())
            }
        };
        g::concat(&parts.iter().map(as_long).collect::<Result<Vec<_>>>()?, 1)
    }

    fn repeat(&self, x: &Array, counts: &[u32]) -> Result<Array> {
        expect("repetition", &[g::rows(x)], &[counts.len()])?;
        let rows = (0..)
            .zip(counts)
            .flat_map(|(i, count)| std::iter::repeat_n(i, *count as usize));
        g::take(x, &g::indices(rows))
    }

    fn activate(&self, x: &Array, activation: Activation<'_, Channels>) -> Result<Array> {
        Entry::new(self, x, &Before { norm: None, activation })?.over(self, x)
    }

    fn apply_conv(
        &self,
        x: &Array,
        conv: &Conv,
        before: Before<'_, Array, Channels>,
        after: After<Array>,
    ) -> Result<Array> {
        expect("convolution input", &[conv.inputs], &[g::cols(x)])?;
        let steps = conv.steps(g::rows(x));
        if let Some(add) = &after.add {
            expect("convolution sum", &[steps, conv.outputs], &g::shape(add))?;
        }
        expect("convolution output", &[steps.max(1)], &[steps])?;
        conv.apply(self, x, &Entry::new(self, x, &before)?, &after)
    }

    fn apply_conv_transpose(
        &self,
        x: &Array,
        conv: &ConvTranspose,
        before: Before<'_, Array, Channels>,
    ) -> Result<Array> {
        expect("transposed convolution input", &[conv.inputs], &[g::cols(x)])?;
        conv.apply(self, x, &Entry::new(self, x, &before)?)
    }

    fn apply_pool(&self, x: &Array, pool: &Pool, before: Before<'_, Array, Channels>) -> Result<Array> {
        expect("pool input", &[pool.channels], &[g::cols(x)])?;
        pool.apply(&Entry::new(self, x, &before)?.over(self, x)?)
    }

    fn double(&self, x: &Array) -> Result<Array> {
        let [rows, cols] = self.shape(x);
        let twice = g::broadcast(&g::reshape(x, &[rows, 1, cols])?, &[rows, 2, cols])?;
        g::reshape(&twice, &[2 * rows, cols])
    }

    fn reflect_left(&self, x: &Array) -> Result<Array> {
        if g::rows(x) < 2 {
            return Err(too_short("reflection", 2, x));
        }
        g::concat(&[g::slice(x, 1, 2)?, x.clone()], 0)
    }

    fn excite(&self, f0: &Array, source: &Source, noise: Option<u64>) -> Result<Array> {
        expect("F0", &[1], &[g::cols(f0)])?;
        if g::rows(f0) == 0 {
            return Err(too_short("F0", 1, f0));
        }
        source.excite(self, f0, noise)
    }

    fn stft(&self, x: &Array, fft: usize, hop: usize) -> Result<Array> {
        expect("signal", &[1], &[g::cols(x)])?;
        expect("Fourier transform", &[fft20::SIZE], &[fft])?;
        if g::rows(x) <= fft / 2 {
            return Err(too_short("signal", fft / 2 + 1, x));
        }
        stft::forward(x, &self.window, hop)
    }

    fn inverse_stft(&self, x: &Array, fft: usize, hop: usize) -> Result<Array> {
        expect("spectrum", &[fft + 2], &[g::cols(x)])?;
        expect("Fourier transform over hops", &[0], &[fft % hop.max(1)])?;
        if g::rows(x) == 0 {
            return Err(too_short("spectrum", 1, x));
        }
        stft::inverse(self, x, fft, hop)
    }
}

/// A sequence that cannot be worked on.
fn too_short(what: &str, least: usize, x: &Array) -> TensorError {
    TensorError::Shape {
        what: what.to_owned(),
        expected: format!("{least} steps or more"),
        got: g::rows(x).to_string(),
    }
}
