//! The operations in pure Rust, on every processor: channels-last tensors, packed weights, vectors by `rten-simd`,
//! threads by `rayon`. Work is cut by shape alone, so results are the same bytes on any number of threads.
//!
//! Functions on vectors are `inline(always)`: they must be compiled into the one function that has the instruction set.
//!
//! Operations run on the rayon pool they are called from; [`Cpu::install`] brings a caller into this backend's own.

#![allow(
    clippy::inline_always,
    reason = "vector code must land in the function that has the instruction set"
)]
#![allow(clippy::many_single_char_names, reason = "the formulas of the papers have them")]

mod activation;
mod attention;
mod buffer;
mod compact;
mod conv;
mod direct;
mod elementwise;
mod entry;
mod exit;
mod expand;
mod fft20;
mod grid;
mod kernel;
mod lstm;
mod moments;
mod norm;
mod peak;
mod resample;
mod simd;
mod source;
mod stft;
mod tiles;
mod toom_cook;
mod value;

use std::num::NonZeroUsize;
use std::sync::Arc;

use rayon::prelude::*;

pub use activation::Alpha;
pub use conv::Conv;
pub use lstm::BiLstm;
pub use peak::Peak;
pub use resample::Pool as LearnedDoubling;
pub use simd::InstructionSet;
pub use source::Source;
pub use value::CpuTensor;
#[cfg(has_mlx)]
pub(super) use {activation::SIN_SQUARE, toom_cook::ToomCook};

use super::check::{expect, expect_rank};
use super::{
    Activation, After, Backend, Before, ConvShape, HostTensor, LstmWeights, Precision, SourceWeights, TensorError,
    Weight,
};
use buffer::Pool;
use entry::Entry;
use moments::Moments;
use resample::ConvTranspose;

type Result<T> = std::result::Result<T, TensorError>;

/// How the backend is to compute.
#[derive(Clone, Copy, Debug)]
pub struct CpuOptions {
    /// Workers; one a core if none is given.
    pub threads: Option<NonZeroUsize>,
    /// Convolutions directly, without Toom–Cook: three times slower, rounding errors a hundred times smaller.
    pub exact: bool,
    /// Vector instructions.
    pub instructions: InstructionSet,
}

impl Default for CpuOptions {
    fn default() -> Self {
        Self {
            threads: None,
            exact: false,
            instructions: InstructionSet::best(),
        }
    }
}

/// The pure-Rust backend.
#[derive(Clone)]
pub struct Cpu {
    set: InstructionSet,
    exact: bool,
    pool: Pool,
    workers: Arc<rayon::ThreadPool>,
}

impl Cpu {
    /// Starts the workers.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(options: CpuOptions) -> Result<Self> {
        let threads = options.threads.map_or_else(
            || std::thread::available_parallelism().map_or(1, NonZeroUsize::get),
            NonZeroUsize::get,
        );
        let workers = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .thread_name(|i| format!("kokoro-{i}"))
            .build()
            .map_err(|e| TensorError::Backend {
                backend: "cpu",
                operation: "start",
                message: e.to_string(),
            })?;
        Ok(Self {
            set: options.instructions,
            exact: options.exact,
            pool: Pool::default(),
            workers: Arc::new(workers),
        })
    }

    /// Runs `work` on this backend's workers: one change of threads for all the operations inside.
    pub fn install<R: Send>(&self, work: impl FnOnce() -> R + Send) -> R {
        self.workers.install(work)
    }

    /// The vector instructions in use.
    #[must_use]
    pub fn instructions(&self) -> InstructionSet {
        self.set
    }

    /// Workers.
    #[must_use]
    pub fn threads(&self) -> usize {
        self.workers.current_num_threads()
    }

    fn entry<'a>(&self, x: &CpuTensor, before: &Before<'a, CpuTensor, Alpha>) -> Result<Entry<'a>> {
        match &before.norm {
            None => Ok(Entry::plain(before.activation)),
            Some(norm) => {
                expect(
                    "adaptive norm",
                    &[1, 2 * x.cols()],
                    &[norm.gamma_beta.rows(), norm.gamma_beta.cols()],
                )?;
                let (gamma_beta, activation) = (norm.gamma_beta.data(), before.activation);
                let moments = x
                    .moments()
                    .cloned()
                    .unwrap_or_else(|| Arc::new(Moments::of(&self.pool, self.set, x.data(), x.cols())));
                Ok(Entry::adain(&moments, gamma_beta, activation))
            }
        }
    }
}

impl Backend for Cpu {
    type Tensor = CpuTensor;
    type Channels = Alpha;
    type Embedding = HostTensor;
    type Linear = Conv;
    type Conv = Conv;
    type ConvTranspose = ConvTranspose;
    type Pool = LearnedDoubling;
    type BiLstm = BiLstm;
    type Source = Source;

    fn name(&self) -> &'static str {
        "cpu"
    }

    fn channels(&self, values: HostTensor) -> Result<Alpha> {
        Ok(Alpha::new(values.into_data()))
    }

    fn embedding(&self, table: Weight) -> Result<HostTensor> {
        let table = table.into_plain()?;
        expect_rank::<2>("embedding", table.shape())?;
        Ok(table)
    }

    fn linear(&self, weight: Weight, bias: HostTensor) -> Result<Conv> {
        let [out, input] = expect_rank("linear weight", weight.shape())?;
        expect("linear bias", &[out], bias.shape())?;
        let weight = weight.reshape(vec![out, input, 1])?;
        Conv::new(&self.pool, self.set, weight, Some(&bias), ConvShape::same(1, 1), true)
    }

    fn conv(&self, weight: Weight, bias: Option<HostTensor>, shape: ConvShape, precision: Precision) -> Result<Conv> {
        let [out, _, _] = expect_rank("convolution weight", weight.shape())?;
        if let Some(bias) = &bias {
            expect("convolution bias", &[out], bias.shape())?;
        }
        let exact = self.exact || precision == Precision::Exact;
        Conv::new(&self.pool, self.set, weight, bias.as_ref(), shape, exact)
    }

    fn conv_transpose(&self, weight: HostTensor, bias: HostTensor, stride: usize) -> Result<ConvTranspose> {
        let [input, out, _] = expect_rank("transposed convolution weight", weight.shape())?;
        expect(
            "transposed convolution weight",
            &[input, out, 2 * stride],
            weight.shape(),
        )?;
        expect("transposed convolution bias", &[out], bias.shape())?;
        Ok(ConvTranspose::new(&self.pool, self.set, &weight, &bias, stride))
    }

    fn pool(&self, weight: HostTensor, bias: HostTensor) -> Result<LearnedDoubling> {
        let [channels, _, _] = expect_rank("pool weight", weight.shape())?;
        expect("pool weight", &[channels, 1, 3], weight.shape())?;
        expect("pool bias", &[channels], bias.shape())?;
        Ok(LearnedDoubling::new(&weight, bias))
    }

    fn bilstm(&self, forward: LstmWeights, backward: LstmWeights) -> Result<BiLstm> {
        let [gates, hidden] = expect_rank("LSTM weight_hh", forward.weight_hh.shape())?;
        let [_, input] = expect_rank("LSTM weight_ih", forward.weight_ih.shape())?;
        // The steps know only whole vectors of the widest kind.
        expect("LSTM outputs beyond a multiple of 16", &[0], &[hidden % 16])?;
        for direction in [&forward, &backward] {
            expect("LSTM weight_hh", &[4 * hidden, hidden], direction.weight_hh.shape())?;
            expect("LSTM weight_ih", &[gates, input], direction.weight_ih.shape())?;
            expect("LSTM bias_ih", &[gates], direction.bias_ih.shape())?;
            expect("LSTM bias_hh", &[gates], direction.bias_hh.shape())?;
        }
        BiLstm::new(self, forward, backward)
    }

    fn source(&self, weights: SourceWeights) -> Result<Source> {
        Ok(Source::new(&weights))
    }

    fn tensor(&self, values: HostTensor) -> Result<CpuTensor> {
        let [rows, cols] = expect_rank("tensor", values.shape())?;
        let mut buffer = self.pool.take(rows * cols);
        buffer.copy_from_slice(values.data());
        Ok(CpuTensor::new(buffer, rows, cols))
    }

    fn join(&self, mut sequences: Vec<CpuTensor>) -> Result<CpuTensor> {
        expect("sequences at once", &[1], &[sequences.len()])?;
        Ok(sequences.remove(0))
    }

    fn begin(&self, x: CpuTensor) -> Result<CpuTensor> {
        Ok(x)
    }

    fn to_host(&self, x: &CpuTensor) -> Result<Vec<f32>> {
        Ok(x.data().to_vec())
    }

    fn shape(&self, x: &CpuTensor) -> [usize; 2] {
        [x.rows(), x.cols()]
    }

    fn embed(&self, table: &HostTensor, rows: &[u32]) -> Result<CpuTensor> {
        let [count, width] = expect_rank("embedding", table.shape())?;
        let mut out = self.pool.take(rows.len() * width);
        for (out, row) in out.chunks_exact_mut(width).zip(rows) {
            let row = *row as usize;
            let from = table
                .data()
                .get(row * width..(row + 1) * width)
                .ok_or_else(|| TensorError::Shape {
                    what: "embedding".to_owned(),
                    expected: format!("a row below {count}"),
                    got: format!("row {row}"),
                })?;
            out.copy_from_slice(from);
        }
        Ok(CpuTensor::new(out, rows.len(), width))
    }

    fn apply_linear(&self, x: &CpuTensor, linear: &Conv, before: Activation<'_, Alpha>) -> Result<CpuTensor> {
        self.apply_conv(
            x,
            linear,
            Before {
                norm: None,
                activation: before,
            },
            After::NOTHING,
        )
    }

    fn layer_norm(&self, x: &CpuTensor, gamma: &Alpha, beta: &Alpha, eps: f32) -> Result<CpuTensor> {
        expect(
            "layer norm",
            &[x.cols(), x.cols()],
            &[gamma.values.len(), beta.values.len()],
        )?;
        Ok(norm::layer_norm(self, x, eps, |c, x| {
            x * gamma.values[c] + beta.values[c]
        }))
    }

    fn ada_layer_norm(&self, x: &CpuTensor, gamma_beta: &CpuTensor) -> Result<CpuTensor> {
        expect(
            "adaptive layer norm",
            &[1, 2 * x.cols()],
            &[gamma_beta.rows(), gamma_beta.cols()],
        )?;
        let (gamma, beta) = gamma_beta.data().split_at(x.cols());
        Ok(norm::layer_norm(self, x, 1e-5, |c, x| x * (1.0 + gamma[c]) + beta[c]))
    }

    fn attention(&self, q: &CpuTensor, k: &CpuTensor, v: &CpuTensor, heads: usize) -> Result<CpuTensor> {
        expect("attention keys", &self.shape(q), &self.shape(k))?;
        expect("attention values", &self.shape(q), &self.shape(v))?;
        expect("attention heads", &[0], &[q.cols() % heads.max(1)])?;
        Ok(attention::attention(self, q, k, v, heads))
    }

    fn apply_bilstm(&self, x: &CpuTensor, lstm: &BiLstm) -> Result<CpuTensor> {
        expect("LSTM input", &[lstm.input()], &[x.cols()])?;
        Ok(lstm.apply(self, x))
    }

    fn add(&self, a: CpuTensor, b: &CpuTensor) -> Result<CpuTensor> {
        expect("sum", &self.shape(&a), &self.shape(b))?;
        Ok(elementwise::with_other(self, a, b, |x, y| x + y))
    }

    fn scale(&self, x: CpuTensor, factor: f32) -> Result<CpuTensor> {
        Ok(elementwise::each(self, x, |x| x * factor))
    }

    fn concat(&self, parts: &[&CpuTensor]) -> Result<CpuTensor> {
        let rows = parts.iter().map(|p| p.rows()).max().unwrap_or(0);
        let cols = parts.iter().map(|p| p.cols()).sum();
        for part in parts.iter().filter(|p| p.rows() != 1) {
            expect("concatenation", &[rows], &[part.rows()])?;
        }
        let mut out = self.pool.take(rows * cols);
        for (r, mut row) in out.chunks_exact_mut(cols).enumerate() {
            for part in parts {
                let (here, rest) = row.split_at_mut(part.cols());
                here.copy_from_slice(part.row(if part.rows() == 1 { 0 } else { r }));
                row = rest;
            }
        }
        Ok(CpuTensor::new(out, rows, cols))
    }

    fn repeat(&self, x: &CpuTensor, counts: &[u32]) -> Result<CpuTensor> {
        expect("repetition", &[x.rows()], &[counts.len()])?;
        let rows = counts.iter().map(|c| *c as usize).sum();
        let mut out = self.pool.take(rows * x.cols());
        let source = counts
            .iter()
            .enumerate()
            .flat_map(|(i, count)| std::iter::repeat_n(i, *count as usize));
        for (out, i) in out.chunks_exact_mut(x.cols()).zip(source) {
            out.copy_from_slice(x.row(i));
        }
        Ok(CpuTensor::new(out, rows, x.cols()))
    }

    fn activate(&self, x: &CpuTensor, activation: Activation<'_, Alpha>) -> Result<CpuTensor> {
        let entry = Entry::plain(activation);
        let mut out = self.pool.take(x.rows() * x.cols());
        out.par_chunks_mut(64 * x.cols())
            .enumerate()
            .for_each(|(block, out)| self.set.run(entry.over(x, (block * 64) as isize, out)));
        Ok(CpuTensor::new(out, x.rows(), x.cols()))
    }

    fn apply_conv(
        &self,
        x: &CpuTensor,
        conv: &Conv,
        before: Before<'_, CpuTensor, Alpha>,
        after: After<CpuTensor>,
    ) -> Result<CpuTensor> {
        expect("convolution input", &[conv.inputs], &[x.cols()])?;
        if let Some(add) = &after.add {
            expect(
                "convolution sum",
                &[conv.steps(x.rows()), conv.outputs],
                &self.shape(add),
            )?;
        }
        Ok(conv.apply(
            &self.pool,
            self.set,
            x,
            &self.entry(x, &before)?,
            after.add,
            after.scale,
        ))
    }

    fn apply_conv_transpose(
        &self,
        x: &CpuTensor,
        conv: &ConvTranspose,
        before: Before<'_, CpuTensor, Alpha>,
    ) -> Result<CpuTensor> {
        expect("transposed convolution input", &[conv.inputs()], &[x.cols()])?;
        Ok(conv.apply(self, x, &self.entry(x, &before)?))
    }

    fn apply_pool(
        &self,
        x: &CpuTensor,
        pool: &LearnedDoubling,
        before: Before<'_, CpuTensor, Alpha>,
    ) -> Result<CpuTensor> {
        expect("pool input", &[pool.channels()], &[x.cols()])?;
        Ok(pool.apply(self, x, &self.entry(x, &before)?))
    }

    fn double(&self, x: &CpuTensor) -> Result<CpuTensor> {
        self.repeat(x, &vec![2; x.rows()])
    }

    fn reflect_left(&self, x: &CpuTensor) -> Result<CpuTensor> {
        if x.rows() < 2 {
            return Err(TensorError::Shape {
                what: "reflection".to_owned(),
                expected: "two steps or more".to_owned(),
                got: x.rows().to_string(),
            });
        }
        let mut out = self.pool.take((x.rows() + 1) * x.cols());
        let (first, rest) = out.split_at_mut(x.cols());
        first.copy_from_slice(x.row(1));
        elementwise::copy(x.data(), rest);
        Ok(CpuTensor::new(out, x.rows() + 1, x.cols()))
    }

    fn excite(&self, f0: &CpuTensor, source: &Source, noise: &[Option<u64>]) -> Result<CpuTensor> {
        expect("F0", &[1], &[f0.cols()])?;
        expect("noise", &[1], &[noise.len()])?;
        Ok(source.excite(self, f0, noise[0]))
    }

    fn stft(&self, x: &CpuTensor, fft: usize, hop: usize) -> Result<CpuTensor> {
        expect("signal", &[1], &[x.cols()])?;
        expect("Fourier transform", &[fft20::SIZE], &[fft])?;
        Ok(stft::forward(self, x, hop))
    }

    fn inverse_stft(&self, x: &CpuTensor, fft: usize, hop: usize) -> Result<CpuTensor> {
        expect("spectrum", &[fft + 2], &[x.cols()])?;
        Ok(stft::inverse(self, x, fft, hop))
    }
}
