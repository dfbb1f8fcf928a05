//! A backend that is watched: between operations it looks whether it should give up, and tells who measures what each
//! operation took. It is the same for every backend, and the backends know nothing of it.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use super::tally::{Operation, PartName, Spent, Tally};
use super::{
    Activation, After, Backend, Before, ConvShape, HostTensor, Interrupt, LstmWeights, Precision, SourceWeights,
    TensorError, Weight,
};

type Result<T> = std::result::Result<T, TensorError>;

/// The backend `B`, watched.
pub struct Watched<B> {
    backend: B,
    interrupt: Mutex<Interrupt>,
    tally: Option<Arc<Tally>>,
}

/// Weights, and the multiply-adds of each step they are applied to: of the input for transposed convolutions, of the
/// output for all others.
pub struct Weighed<T> {
    weights: T,
    a_step: usize,
}

impl<T> Weighed<T> {
    fn new(weights: T, shape: &[usize]) -> Self {
        Self {
            weights,
            a_step: shape.iter().product(),
        }
    }
}

impl<B: Backend> Watched<B> {
    /// `tally`, if any, counts what is spent.
    #[must_use]
    pub fn new(backend: B, tally: Option<Arc<Tally>>) -> Self {
        Self {
            backend,
            interrupt: Mutex::default(),
            tally,
        }
    }

    /// The backend itself.
    #[must_use]
    pub fn inner(&self) -> &B {
        &self.backend
    }

    /// Operations from now on end with [`TensorError::Interrupted`] once this is raised.
    pub fn heed(&self, interrupt: &Interrupt) {
        interrupt.clone_into(&mut self.interrupt.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Does `work`, which makes a tensor of so many multiply-adds, unless it should give up.
    fn watch<T>(
        &self,
        operation: Operation,
        work: impl FnOnce(&B) -> Result<T>,
        multiply_adds: impl FnOnce(&T) -> usize,
    ) -> Result<T> {
        if self
            .interrupt
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_raised()
        {
            return Err(TensorError::Interrupted);
        }
        let Some(tally) = &self.tally else {
            return work(&self.backend);
        };
        let start = Instant::now();
        let result = work(&self.backend)?;
        let time = start.elapsed();
        tally.add(
            operation,
            Spent {
                count: 1,
                time,
                multiply_adds: multiply_adds(&result) as u64,
            },
        );
        Ok(result)
    }

    /// Work that multiplies next to nothing.
    fn other<T>(&self, work: impl FnOnce(&B) -> Result<T>) -> Result<T> {
        self.watch(Operation::Other, work, |_| 0)
    }

    fn steps(&self, x: &B::Tensor) -> usize {
        self.backend.shape(x)[0]
    }
}

impl<B: Backend> Backend for Watched<B> {
    type Tensor = B::Tensor;
    type Channels = B::Channels;
    type Embedding = B::Embedding;
    type Linear = Weighed<B::Linear>;
    type Conv = Weighed<B::Conv>;
    type ConvTranspose = Weighed<B::ConvTranspose>;
    type Pool = B::Pool;
    type BiLstm = Weighed<B::BiLstm>;
    type Source = B::Source;

    fn name(&self) -> &'static str {
        self.backend.name()
    }

    fn enter(&self, part: PartName) {
        if let Some(tally) = &self.tally {
            tally.enter(part);
        }
    }

    fn channels(&self, values: HostTensor) -> Result<B::Channels> {
        self.backend.channels(values)
    }

    fn embedding(&self, table: Weight) -> Result<B::Embedding> {
        self.backend.embedding(table)
    }

    fn linear(&self, weight: Weight, bias: HostTensor) -> Result<Self::Linear> {
        let extents = weight.shape().to_vec();
        Ok(Weighed::new(self.backend.linear(weight, bias)?, &extents))
    }

    fn conv(
        &self,
        weight: Weight,
        bias: Option<HostTensor>,
        shape: ConvShape,
        precision: Precision,
    ) -> Result<Self::Conv> {
        let extents = weight.shape().to_vec();
        Ok(Weighed::new(
            self.backend.conv(weight, bias, shape, precision)?,
            &extents,
        ))
    }

    fn conv_transpose(&self, weight: HostTensor, bias: HostTensor, stride: usize) -> Result<Self::ConvTranspose> {
        let extents = weight.shape().to_vec();
        Ok(Weighed::new(
            self.backend.conv_transpose(weight, bias, stride)?,
            &extents,
        ))
    }

    fn pool(&self, weight: HostTensor, bias: HostTensor) -> Result<B::Pool> {
        self.backend.pool(weight, bias)
    }

    fn bilstm(&self, forward: LstmWeights, backward: LstmWeights) -> Result<Self::BiLstm> {
        let elements = |weight: &Weight| weight.shape().iter().product::<usize>();
        let matrices = [&forward, &backward].map(|w| elements(&w.weight_ih) + elements(&w.weight_hh));
        let lstm = self.backend.bilstm(forward, backward)?;
        Ok(Weighed::new(lstm, &[matrices.iter().sum()]))
    }

    fn source(&self, weights: SourceWeights) -> Result<B::Source> {
        self.backend.source(weights)
    }

    fn tensor(&self, values: HostTensor) -> Result<B::Tensor> {
        self.other(|b| b.tensor(values))
    }

    fn join(&self, sequences: Vec<B::Tensor>) -> Result<B::Tensor> {
        self.other(|b| b.join(sequences))
    }

    fn begin(&self, x: B::Tensor) -> Result<B::Tensor> {
        self.other(|b| b.begin(x))
    }

    fn to_host(&self, x: &B::Tensor) -> Result<Vec<f32>> {
        self.other(|b| b.to_host(x))
    }

    fn shape(&self, x: &B::Tensor) -> [usize; 2] {
        self.backend.shape(x)
    }

    fn embed(&self, table: &B::Embedding, rows: &[u32]) -> Result<B::Tensor> {
        self.other(|b| b.embed(table, rows))
    }

    fn apply_linear(
        &self,
        x: &B::Tensor,
        linear: &Self::Linear,
        activation: Activation<'_, B::Channels>,
    ) -> Result<B::Tensor> {
        self.watch(
            Operation::Linear,
            |b| b.apply_linear(x, &linear.weights, activation),
            |y| self.steps(y) * linear.a_step,
        )
    }

    fn layer_norm(&self, x: &B::Tensor, gamma: &B::Channels, beta: &B::Channels, eps: f32) -> Result<B::Tensor> {
        self.other(|b| b.layer_norm(x, gamma, beta, eps))
    }

    fn ada_layer_norm(&self, x: &B::Tensor, gamma_beta: &B::Tensor) -> Result<B::Tensor> {
        self.other(|b| b.ada_layer_norm(x, gamma_beta))
    }

    fn attention(&self, q: &B::Tensor, k: &B::Tensor, v: &B::Tensor, heads: usize) -> Result<B::Tensor> {
        self.watch(
            Operation::Attention,
            |b| b.attention(q, k, v, heads),
            |y| {
                let [steps, channels] = self.backend.shape(y);
                2 * steps * steps * channels
            },
        )
    }

    fn apply_bilstm(&self, x: &B::Tensor, lstm: &Self::BiLstm) -> Result<B::Tensor> {
        self.watch(
            Operation::Lstm,
            |b| b.apply_bilstm(x, &lstm.weights),
            |y| self.steps(y) * lstm.a_step,
        )
    }

    fn add(&self, a: B::Tensor, b: &B::Tensor) -> Result<B::Tensor> {
        self.other(|backend| backend.add(a, b))
    }

    fn scale(&self, x: B::Tensor, factor: f32) -> Result<B::Tensor> {
        self.other(|b| b.scale(x, factor))
    }

    fn concat(&self, parts: &[&B::Tensor]) -> Result<B::Tensor> {
        self.other(|b| b.concat(parts))
    }

    fn repeat(&self, x: &B::Tensor, counts: &[u32]) -> Result<B::Tensor> {
        self.other(|b| b.repeat(x, counts))
    }

    fn activate(&self, x: &B::Tensor, activation: Activation<'_, B::Channels>) -> Result<B::Tensor> {
        self.other(|b| b.activate(x, activation))
    }

    fn apply_conv(
        &self,
        x: &B::Tensor,
        conv: &Self::Conv,
        before: Before<'_, B::Tensor, B::Channels>,
        after: After<B::Tensor>,
    ) -> Result<B::Tensor> {
        self.watch(
            Operation::Convolution,
            |b| b.apply_conv(x, &conv.weights, before, after),
            |y| self.steps(y) * conv.a_step,
        )
    }

    fn apply_conv_transpose(
        &self,
        x: &B::Tensor,
        conv: &Self::ConvTranspose,
        before: Before<'_, B::Tensor, B::Channels>,
    ) -> Result<B::Tensor> {
        self.watch(
            Operation::Transposed,
            |b| b.apply_conv_transpose(x, &conv.weights, before),
            |_| self.steps(x) * conv.a_step,
        )
    }

    fn apply_pool(
        &self,
        x: &B::Tensor,
        pool: &B::Pool,
        before: Before<'_, B::Tensor, B::Channels>,
    ) -> Result<B::Tensor> {
        self.other(|b| b.apply_pool(x, pool, before))
    }

    fn double(&self, x: &B::Tensor) -> Result<B::Tensor> {
        self.other(|b| b.double(x))
    }

    fn reflect_left(&self, x: &B::Tensor) -> Result<B::Tensor> {
        self.other(|b| b.reflect_left(x))
    }

    fn excite(&self, f0: &B::Tensor, source: &B::Source, noise: &[Option<u64>]) -> Result<B::Tensor> {
        self.watch(Operation::Source, |b| b.excite(f0, source, noise), |_| 0)
    }

    fn stft(&self, x: &B::Tensor, fft: usize, hop: usize) -> Result<B::Tensor> {
        self.watch(Operation::Fourier, |b| b.stft(x, fft, hop), |_| 0)
    }

    fn inverse_stft(&self, x: &B::Tensor, fft: usize, hop: usize) -> Result<B::Tensor> {
        self.watch(Operation::Fourier, |b| b.inverse_stft(x, fft, hop), |_| 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::cpu::{Cpu, CpuOptions};

    fn host(shape: &[usize]) -> HostTensor {
        HostTensor::new(shape.to_vec(), vec![0.5; shape.iter().product()]).unwrap()
    }

    fn watched(tally: &Arc<Tally>) -> Watched<Cpu> {
        Watched::new(Cpu::new(CpuOptions::default()).unwrap(), Some(Arc::clone(tally)))
    }

    #[test]
    fn what_a_step_costs_is_counted_by_the_plain_formula() {
        let tally = Arc::default();
        let b = watched(&tally);
        let conv = b
            .conv(host(&[32, 16, 3]).into(), None, ConvShape::same(3, 5), Precision::Fast)
            .unwrap();
        let up = b.conv_transpose(host(&[32, 8, 4]), host(&[8]), 2).unwrap();
        let x = b.tensor(host(&[10, 16])).unwrap();
        tally.take();
        b.enter("first");
        let y = b.apply_conv(&x, &conv, Before::NOTHING, After::NOTHING).unwrap();
        b.enter("second");
        let z = b.apply_conv_transpose(&y, &up, Before::NOTHING).unwrap();
        assert_eq!(b.shape(&z), [20, 8]);
        let spent = tally.take();
        let of = |part, operation| spent[&(part, operation)];
        assert_eq!(of("first", Operation::Convolution).multiply_adds, 10 * 32 * 16 * 3);
        assert_eq!(of("second", Operation::Transposed).multiply_adds, 10 * 32 * 8 * 4);
        assert_eq!(spent.values().map(|spent| spent.count).collect::<Vec<_>>(), [1, 1]);
        assert!(tally.take().is_empty());
    }

    #[test]
    fn an_interrupt_ends_what_comes_after_it() {
        let b = watched(&Arc::default());
        let interrupt = Interrupt::default();
        b.heed(&interrupt);
        let x = b.tensor(host(&[2, 4])).unwrap();
        interrupt.raise();
        assert!(matches!(b.double(&x), Err(TensorError::Interrupted)));
        b.heed(&Interrupt::default());
        assert!(b.double(&x).is_ok());
    }
}
