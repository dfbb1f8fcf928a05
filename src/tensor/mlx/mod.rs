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
mod sequences;
mod source;
mod stft;
mod toom_cook;

use std::num::NonZeroUsize;

use mlx_rs::{Array, fast, memory};

pub use conv::{Conv, Convolutions};
pub use linear::{Embedding, Linear};
pub use lstm::BiLstm;
pub use norm::Channels;
pub use resample::{ConvTranspose, Pool};
pub use sequences::Sequences;
pub use source::Source;

use super::check::{expect, expect_rank};
use super::window::rounded_hann;
use super::{
    Activation, AdaIn, After, Backend, Before, ConvShape, HostTensor, LstmWeights, Precision, SourceWeights,
    TensorError, Weight,
};
use device::Device;
use fused::Fused;
use graph::{self as g, Result};
use norm::Entry;

/// Bytes that MLX may keep for the next array when an array ends, on a graphics processor, where new ones are dear.
const CACHE_OF_GPU: usize = 128 << 20;

/// The same on a processor.
const CACHE_OF_CPU: usize = 32 << 20;

/// How the backend is to compute.
#[derive(Clone, Copy, Debug, Default)]
pub struct MlxOptions {
    /// Threads where the device is a processor; one a core if none is given.
    pub threads: Option<NonZeroUsize>,
    /// Lays everything out as for a graphics processor, whatever the device is: MLX's own convolutions, whole operations,
    /// packed weights. On a processor it is slow and gives the same numbers but for rounding.
    pub as_on_gpu: bool,
    /// How convolutions are computed.
    pub convolutions: Convolutions,
    /// Multiplies in half precision where [`Precision::Fast`] allows it: in the generator's convolutions, and nowhere
    /// else. Fast only where the device has arithmetic for it.
    pub half: bool,
}

/// The MLX backend, of one thread.
pub struct Mlx {
    device: Device,
    options: MlxOptions,
    fused: Fused,
    window: [f32; fft20::SIZE],
}

impl Mlx {
    /// Starts MLX on this thread.
    ///
    /// # Errors
    /// When MLX has no device here.
    pub fn new(options: MlxOptions) -> Result<Self> {
        let device = if options.as_on_gpu {
            Device::Gpu
        } else {
            Device::start(options.threads)?
        };
        let cache = match device {
            Device::Gpu => CACHE_OF_GPU,
            Device::Cpu(_) => CACHE_OF_CPU,
        };
        memory::set_cache_limit(cache).map_err(|error| g::failed("start", &error))?;
        Ok(Self {
            options: MlxOptions {
                convolutions: options.convolutions.on(&device),
                ..options
            },
            fused: Fused::on(&device),
            device,
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
    type Tensor = Sequences;
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

    fn embedding(&self, table: Weight) -> Result<Embedding> {
        expect_rank::<2>("embedding", table.shape())?;
        Embedding::new(&self.device, table)
    }

    fn linear(&self, weight: Weight, bias: HostTensor) -> Result<Linear> {
        let [out, _] = expect_rank("linear weight", weight.shape())?;
        expect("linear bias", &[out], bias.shape())?;
        let linear = Linear::new(matches!(self.device, Device::Gpu), weight, &bias)?;
        g::evaluate(linear.arrays())?;
        Ok(linear)
    }

    fn conv(&self, weight: Weight, bias: Option<HostTensor>, shape: ConvShape, precision: Precision) -> Result<Conv> {
        let [out, _, _] = expect_rank("convolution weight", weight.shape())?;
        if let Some(bias) = &bias {
            expect("convolution bias", &[out], bias.shape())?;
        }
        let conv = Conv::new(&self.options, precision, &weight.into_plain()?, bias.as_ref(), shape)?;
        g::evaluate(conv.arrays())?;
        Ok(conv)
    }

    fn conv_transpose(&self, weight: HostTensor, bias: HostTensor, stride: usize) -> Result<ConvTranspose> {
        let [input, out, _] = expect_rank("transposed convolution weight", weight.shape())?;
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
        let [channels, _, _] = expect_rank("pool weight", weight.shape())?;
        expect("pool weight", &[channels, 1, 3], weight.shape())?;
        expect("pool bias", &[channels], bias.shape())?;
        Ok(Pool::new(&weight, &bias))
    }

    fn bilstm(&self, forward: LstmWeights, backward: LstmWeights) -> Result<BiLstm> {
        let [gates, hidden] = expect_rank("LSTM weight_hh", forward.weight_hh.shape())?;
        let [_, input] = expect_rank("LSTM weight_ih", forward.weight_ih.shape())?;
        for direction in [&forward, &backward] {
            expect("LSTM weight_hh", &[4 * hidden, hidden], direction.weight_hh.shape())?;
            expect("LSTM weight_ih", &[gates, input], direction.weight_ih.shape())?;
            expect("LSTM bias_ih", &[gates], direction.bias_ih.shape())?;
            expect("LSTM bias_hh", &[gates], direction.bias_hh.shape())?;
        }
        let lstm = BiLstm::new(forward, backward)?;
        g::evaluate(lstm.arrays())?;
        Ok(lstm)
    }

    fn source(&self, weights: SourceWeights) -> Result<Source> {
        Ok(Source::new(&weights))
    }

    fn tensor(&self, values: HostTensor) -> Result<Sequences> {
        let [rows, cols] = expect_rank("tensor", values.shape())?;
        Sequences::one(g::array(values.data(), &[1, rows, cols]))
    }

    fn join(&self, sequences: Vec<Sequences>) -> Result<Sequences> {
        if let [only] = &sequences[..] {
            return Ok(only.clone());
        }
        let mut parts = Vec::with_capacity(sequences.len());
        for sequence in &sequences {
            expect("joined sequences", &[sequences[0].channels()], &[sequence.channels()])?;
            parts.extend(sequence.each()?);
        }
        Sequences::join(&parts)
    }

    fn begin(&self, x: Sequences) -> Result<Sequences> {
        x.begin()
    }

    fn to_host(&self, x: &Sequences) -> Result<Vec<f32>> {
        x.to_host()
    }

    fn shape(&self, x: &Sequences) -> [usize; 2] {
        [x.steps(), x.channels()]
    }

    fn embed(&self, table: &Embedding, rows: &[u32]) -> Result<Sequences> {
        let count = table.count();
        if let Some(row) = rows.iter().find(|row| **row as usize >= count) {
            return Err(TensorError::Shape {
                what: "embedding".to_owned(),
                expected: format!("a row below {count}"),
                got: format!("row {row}"),
            });
        }
        Sequences::one(table.rows(rows)?)
    }

    fn apply_linear(&self, x: &Sequences, linear: &Linear, activation: Activation<'_, Channels>) -> Result<Sequences> {
        expect("linear input", &[linear.inputs], &[x.channels()])?;
        x.apart(|x| linear.apply(self, x, &Entry::plain(activation)))
    }

    fn layer_norm(&self, x: &Sequences, gamma: &Channels, beta: &Channels, eps: f32) -> Result<Sequences> {
        expect("layer norm", &[x.channels()], &g::shape(&gamma.values))?;
        expect("layer norm", &[x.channels()], &g::shape(&beta.values))?;
        let normed = fast::layer_norm(&x.array, Some(&gamma.values), Some(&beta.values), eps);
        Ok(x.with(g::node("layer_norm", normed)?))
    }

    fn ada_layer_norm(&self, x: &Sequences, gamma_beta: &Sequences) -> Result<Sequences> {
        let wanted = [x.extent.count(), 1, 2 * x.channels()];
        expect("adaptive layer norm", &wanted, &g::shape(&gamma_beta.array))?;
        let normed = g::node("layer_norm", fast::layer_norm(&x.array, None, None, 1e-5))?;
        let [gamma, beta] = g::split_last(&gamma_beta.array)?;
        Ok(x.with(self.fused.affine(&normed, &g::plus(&gamma, 1.0)?, &beta)?))
    }

    fn attention(&self, q: &Sequences, k: &Sequences, v: &Sequences, heads: usize) -> Result<Sequences> {
        expect_like("attention keys", q, k)?;
        expect_like("attention values", q, v)?;
        expect("attention heads", &[0], &[q.channels() % heads.max(1)])?;
        let each = q.each()?.into_iter().zip(k.each()?).zip(v.each()?);
        let attended = each.map(|((q, k), v)| attend(&q, &k, &v, heads.max(1)));
        Sequences::join(&attended.collect::<Result<Vec<_>>>()?)
    }

    fn apply_bilstm(&self, x: &Sequences, lstm: &BiLstm) -> Result<Sequences> {
        expect("LSTM input", &[lstm.input], &[x.channels()])?;
        lstm.apply(self, x)
    }

    fn add(&self, a: Sequences, b: &Sequences) -> Result<Sequences> {
        expect_like("sum", &a, b)?;
        Ok(a.with(g::add(&a.array, &b.array)?))
    }

    fn scale(&self, x: Sequences, factor: f32) -> Result<Sequences> {
        Ok(x.with(g::times(&x.array, factor)?))
    }

    fn concat(&self, parts: &[&Sequences]) -> Result<Sequences> {
        let Some(longest) = parts.iter().max_by_key(|part| part.steps()) else {
            return Err(g::failed("concatenate", &"there is nothing to put side by side"));
        };
        let (sequences, steps) = (longest.extent.count(), longest.steps());
        let as_long = |part: &&Sequences| {
            if part.steps() == 1 && steps != 1 {
                expect("concatenation", &[sequences], &[part.extent.count()])?;
                return g::broadcast(&part.array, &[sequences, steps, part.channels()]);
            }
            expect("concatenation", longest.extent.lengths(), part.extent.lengths())?;
            Ok(part.array.clone())
        };
        let parts = parts.iter().map(as_long).collect::<Result<Vec<_>>>()?;
        Ok(longest.with(g::concat(&parts, 2)?))
    }

    fn repeat(&self, x: &Sequences, counts: &[u32]) -> Result<Sequences> {
        expect("repetition", &[x.extent.lengths().iter().sum()], &[counts.len()])?;
        let mut rest = counts;
        let repeated = x.each()?.into_iter().map(|x| {
            let (own, others) = rest.split_at(g::steps(&x));
            rest = others;
            let steps = (0..).zip(own);
            let steps = steps.flat_map(|(i, count)| std::iter::repeat_n(i, *count as usize));
            g::take_steps(&x, &g::indices(steps))
        });
        Sequences::join(&repeated.collect::<Result<Vec<_>>>()?)
    }

    fn activate(&self, x: &Sequences, activation: Activation<'_, Channels>) -> Result<Sequences> {
        let entry = Entry::new(self, x, &Before { norm: None, activation })?;
        Ok(x.with(entry.over(self, &x.array)?))
    }

    fn apply_conv(
        &self,
        x: &Sequences,
        conv: &Conv,
        before: Before<'_, Sequences, Channels>,
        after: After<Sequences>,
    ) -> Result<Sequences> {
        expect("convolution input", &[conv.inputs], &[x.channels()])?;
        let extent = conv.extent(x)?;
        if let Some(add) = &after.add {
            expect("convolution sum", extent.lengths(), add.extent.lengths())?;
            expect("convolution sum", &[conv.outputs], &[add.channels()])?;
        }
        if extent.lengths().contains(&0) {
            return Err(too_short("convolution input", 1, x));
        }
        if conv.exact && x.extent.count() > 1 {
            return self.apply_conv_apart(x, conv, before, after);
        }
        conv.apply(self, x, &Entry::new(self, x, &before)?, &after)
    }

    fn apply_conv_transpose(
        &self,
        x: &Sequences,
        conv: &ConvTranspose,
        before: Before<'_, Sequences, Channels>,
    ) -> Result<Sequences> {
        expect("transposed convolution input", &[conv.inputs], &[x.channels()])?;
        conv.apply(self, x, &Entry::new(self, x, &before)?)
    }

    fn apply_pool(&self, x: &Sequences, pool: &Pool, before: Before<'_, Sequences, Channels>) -> Result<Sequences> {
        expect("pool input", &[pool.channels], &[x.channels()])?;
        pool.apply(self, x, &Entry::new(self, x, &before)?)
    }

    fn double(&self, x: &Sequences) -> Result<Sequences> {
        let (sequences, steps, channels) = (x.extent.count(), x.steps(), x.channels());
        let column = g::reshape(&x.array, &[sequences, steps, 1, channels])?;
        let twice = g::broadcast(&column, &[sequences, steps, 2, channels])?;
        Ok(Sequences::new(
            g::reshape(&twice, &[sequences, 2 * steps, channels])?,
            x.extent.map(|length| 2 * length)?,
        ))
    }

    fn reflect_left(&self, x: &Sequences) -> Result<Sequences> {
        at_least("reflection", 2, x)?;
        Ok(Sequences::new(
            g::concat(&[g::slice_steps(&x.array, 1, 2)?, x.array.clone()], 1)?,
            x.extent.map(|length| length + 1)?,
        ))
    }

    fn excite(&self, f0: &Sequences, source: &Source, noise: &[Option<u64>]) -> Result<Sequences> {
        expect("F0", &[1], &[f0.channels()])?;
        expect("noise", &[f0.extent.count()], &[noise.len()])?;
        at_least("F0", 1, f0)?;
        let excited = f0.each()?.into_iter().zip(noise);
        let excited = excited.map(|(f0, noise)| source.excite(self, &f0, *noise));
        Sequences::join(&excited.collect::<Result<Vec<_>>>()?)
    }

    fn stft(&self, x: &Sequences, fft: usize, hop: usize) -> Result<Sequences> {
        expect("signal", &[1], &[x.channels()])?;
        expect("Fourier transform", &[fft20::SIZE], &[fft])?;
        at_least("signal", fft / 2 + 1, x)?;
        stft::forward(x, &self.window, hop)
    }

    fn inverse_stft(&self, x: &Sequences, fft: usize, hop: usize) -> Result<Sequences> {
        expect("spectrum", &[fft + 2], &[x.channels()])?;
        expect("Fourier transform over hops", &[0], &[fft % hop.max(1)])?;
        at_least("spectrum", 1, x)?;
        stft::inverse(self, x, fft, hop)
    }
}

impl Mlx {
    /// A convolution of each sequence by itself.
    fn apply_conv_apart(
        &self,
        x: &Sequences,
        conv: &Conv,
        before: Before<'_, Sequences, Channels>,
        after: After<Sequences>,
    ) -> Result<Sequences> {
        let styles = before.norm.map(|norm| norm.gamma_beta.split()).transpose()?;
        let sums = after.add.map(|add| add.split()).transpose()?;
        let made = x.split()?.into_iter().enumerate().map(|(i, x)| {
            let norm = styles.as_ref().map(|styles| AdaIn { gamma_beta: &styles[i] });
            let add = sums.as_ref().map(|sums| sums[i].clone());
            let (activation, scale) = (before.activation, after.scale);
            self.apply_conv(&x, conv, Before { norm, activation }, After { add, scale })
        });
        self.join(made.collect::<Result<_>>()?)
    }
}

/// Attention of one sequence, `[1, time, channels]`.
fn attend(q: &Array, k: &Array, v: &Array, heads: usize) -> Result<Array> {
    let (n, width) = (g::steps(q), g::cols(q));
    let head = width / heads;
    let by_head = |x: &Array| g::transpose(&g::reshape(x, &[1, n, heads, head])?, &[0, 2, 1, 3]);
    let scale = (head as f32).sqrt().recip();
    let attended = fast::scaled_dot_product_attention(by_head(q)?, by_head(k)?, by_head(v)?, scale, None, None);
    let attended = g::node("attention", attended)?;
    g::reshape(&g::transpose(&attended, &[0, 2, 1, 3])?, &[1, n, width])
}

/// An error unless `b` has as many sequences, steps and channels as `a`.
fn expect_like(what: &str, a: &Sequences, b: &Sequences) -> Result<()> {
    expect(what, a.extent.lengths(), b.extent.lengths())?;
    expect(what, &[a.channels()], &[b.channels()])
}

/// An error unless each sequence has so many steps.
fn at_least(what: &str, least: usize, x: &Sequences) -> Result<()> {
    if x.extent.lengths().iter().all(|length| *length >= least) {
        return Ok(());
    }
    Err(too_short(what, least, x))
}

/// A sequence that cannot be worked on.
fn too_short(what: &str, least: usize, x: &Sequences) -> TensorError {
    TensorError::Shape {
        what: what.to_owned(),
        expected: format!("{least} steps or more"),
        got: format!("{:?}", x.extent.lengths()),
    }
}
