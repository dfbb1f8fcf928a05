//! A long short-term memory in both directions (Hochreiter & Schmidhuber 1997), gates in PyTorch's order i f g o.
//!
//! `mlx_rs::nn::Lstm` does not carry its state from step to step. Here the inputs' part of all steps is one product, and
//! both directions of all sequences take their steps together: four nodes a step, however many there are.

use mlx_rs::Array;

use super::Mlx;
use super::graph::{self as g, Result};
use super::sequences::{Extent, Sequences};
use crate::tensor::{LstmWeights, Weight};

/// Both directions.
pub struct BiLstm {
    /// `[input, 8 · hidden]`: forward's gates, then backward's.
    inputs: Array,
    /// `[8 · hidden]`, the sum of both biases.
    bias: Array,
    /// `[1, 2, 1, hidden, 4 · hidden]`.
    recurrent: Array,
    pub(super) input: usize,
    hidden: usize,
}

impl BiLstm {
    pub(super) fn new(forward: LstmWeights, backward: LstmWeights) -> Result<Self> {
        let [hidden, input] = [forward.weight_hh.shape()[1], forward.weight_ih.shape()[1]];
        let bias: Vec<f32> = [&forward, &backward]
            .iter()
            .flat_map(|direction| direction.bias_ih.data().iter().zip(direction.bias_hh.data()))
            .map(|(a, b)| a + b)
            .collect();
        let transposed = |weight: Weight| {
            let weight = weight.into_plain()?;
            g::transpose(&g::array(weight.data(), weight.shape()), &[1, 0])
        };
        let [forward_inputs, backward_inputs] = [forward.weight_ih, backward.weight_ih].map(transposed);
        let recurrent = [forward.weight_hh, backward.weight_hh]
            .map(|weight| g::reshape(&transposed(weight)?, &[1, 1, 1, hidden, 4 * hidden]));
        let [forward_recurrent, backward_recurrent] = recurrent;
        Ok(Self {
            inputs: g::contiguous(&g::concat(&[forward_inputs?, backward_inputs?], 1)?)?,
            bias: g::array(&bias, &[8 * hidden]),
            recurrent: g::contiguous(&g::concat(&[forward_recurrent?, backward_recurrent?], 1)?)?,
            input,
            hidden,
        })
    }

    /// What has to be computed before the weights can be used.
    pub(super) fn arrays(&self) -> [&Array; 3] {
        [&self.inputs, &self.bias, &self.recurrent]
    }

    /// `[sequences, n, input]` to `[sequences, n, 2 · hidden]`.
    pub(super) fn apply(&self, mlx: &Mlx, x: &Sequences) -> Result<Sequences> {
        let (sequences, n, hidden) = (x.extent.count(), x.steps(), self.hidden);
        let gates = x.apart(|x| g::addmm(&self.bias, x, &self.inputs))?.array;
        // Step `t` is forward's step t and, of each sequence, backward's last but t.
        let [forward, backward] = g::split_last(&gates)?;
        let gates = g::concat(&[forward, turn(&backward, &x.extent)?], 2)?;
        let gates = g::reshape(&gates, &[sequences, n, 2, 1, 4 * hidden])?;
        let gates = g::transpose(&gates, &[1, 2, 0, 3, 4])?;
        let mut output = None;
        let mut cell = g::array(&vec![0.0; 2 * sequences * hidden], &[1, 2, sequences, 1, hidden]);
        let mut outputs = Vec::with_capacity(n);
        for t in 0..n {
            let gates = g::slice(&gates, t, t + 1)?;
            let gates = match &output {
                None => gates,
                Some(output) => g::addmm(&gates, output, &self.recurrent)?,
            };
            let next;
            [next, cell] = mlx.fused.lstm_cell(&g::split_last(&gates)?, &cell)?;
            outputs.push(next.clone());
            output = Some(next);
        }
        // `[n, direction, sequences, 1, hidden]`.
        let both = g::transpose(&g::concat(&outputs, 0)?, &[1, 2, 0, 3, 4])?;
        let direction = |i: usize| g::reshape(&g::slice(&both, i, i + 1)?, &[sequences, n, hidden]);
        let backward = turn(&direction(1)?, &x.extent)?;
        Ok(x.with(g::concat(&[direction(0)?, backward], 2)?))
    }
}

/// Each sequence backwards, its padding where it was.
fn turn(x: &Array, extent: &Extent) -> Result<Array> {
    if extent.count() == 1 {
        return g::reverse(x, 1);
    }
    let steps = g::steps(x);
    let from = extent.lengths().iter().enumerate().flat_map(|(i, length)| {
        let turned = move |t: usize| if t < *length { length - 1 - t } else { t };
        (0..steps).map(move |t| (i * steps + turned(t)) as u32)
    });
    let shape = g::shape(x);
    let rows = g::reshape(x, &[extent.count() * steps, g::cols(x)])?;
    g::reshape(&g::take(&rows, &g::indices(from))?, &shape)
}
