//! A long short-term memory in both directions (Hochreiter & Schmidhuber 1997), gates in PyTorch's order i f g o.
//!
//! `mlx_rs::nn::Lstm` does not carry its state from step to step. Here the inputs' part of all steps is one product, and
//! both directions take their steps together, as a batch of two: four nodes and a slice for each gate.

use mlx_rs::Array;

use super::Mlx;
use super::graph::{self as g, Result};
use crate::tensor::LstmWeights;

/// Both directions.
pub struct BiLstm {
    /// `[input, 8 · hidden]`: forward's gates, then backward's.
    inputs: Array,
    /// `[8 · hidden]`, the sum of both biases.
    bias: Array,
    /// `[2, hidden, 4 · hidden]`.
    recurrent: Array,
    /// `[2, 1, hidden]` of zeros.
    start: Array,
    pub(super) input: usize,
    hidden: usize,
}

impl BiLstm {
    pub(super) fn new(forward: &LstmWeights, backward: &LstmWeights) -> Result<Self> {
        let [hidden, input] = [forward.weight_hh.shape()[1], forward.weight_ih.shape()[1]];
        let both = [forward, backward];
        let transposed =
            |weights: &crate::tensor::HostTensor| g::transpose(&g::array(weights.data(), weights.shape()), &[1, 0]);
        let inputs = both.map(|direction| transposed(&direction.weight_ih));
        let [forward_inputs, backward_inputs] = inputs;
        let recurrent = both.map(|direction| {
            let turned = transposed(&direction.weight_hh)?;
            g::reshape(&turned, &[1, hidden, 4 * hidden])
        });
        let [forward_recurrent, backward_recurrent] = recurrent;
        let bias: Vec<f32> = both
            .iter()
            .flat_map(|direction| direction.bias_ih.data().iter().zip(direction.bias_hh.data()))
            .map(|(a, b)| a + b)
            .collect();
        Ok(Self {
            inputs: g::contiguous(&g::concat(&[forward_inputs?, backward_inputs?], 1)?)?,
            bias: g::array(&bias, &[8 * hidden]),
            recurrent: g::contiguous(&g::concat(&[forward_recurrent?, backward_recurrent?], 0)?)?,
            start: g::array(&vec![0.0; 2 * hidden], &[2, 1, hidden]),
            input,
            hidden,
        })
    }

    /// What has to be computed before the weights can be used.
    pub(super) fn arrays(&self) -> [&Array; 4] {
        [&self.inputs, &self.bias, &self.recurrent, &self.start]
    }

    /// `[n, input]` to `[n, 2 · hidden]`.
    pub(super) fn apply(&self, mlx: &Mlx, x: &Array) -> Result<Array> {
        let (n, hidden) = (g::rows(x), self.hidden);
        let gates = g::addmm(&self.bias, x, &self.inputs)?;
        // Step `t` of the batch is forward's step t and backward's last but t.
        let forward = g::slice_last(&gates, 0, 4 * hidden)?;
        let backward = g::reverse(&g::slice_last(&gates, 4 * hidden, 8 * hidden)?, 0)?;
        let gates = g::reshape(&g::concat(&[forward, backward], 1)?, &[n, 2, 1, 4 * hidden])?;
        let (mut output, mut cell) = (self.start.clone(), self.start.clone());
        let mut outputs = Vec::with_capacity(n);
        for t in 0..n {
            let gates = g::reshape(&g::slice(&gates, t, t + 1)?, &[2, 1, 4 * hidden])?;
            let gates = if t == 0 {
                gates
            } else {
                g::addmm(&gates, &output, &self.recurrent)?
            };
            let [i, f, c, o] = [0, 1, 2, 3].map(|gate| g::slice_last(&gates, gate * hidden, (gate + 1) * hidden));
            [output, cell] = mlx.fused.lstm_cell([&i?, &f?, &c?, &o?], &cell)?;
            outputs.push(output.clone());
        }
        let both = g::concat(&outputs, 1)?;
        let direction = |i: usize| g::reshape(&g::slice(&both, i, i + 1)?, &[n, hidden]);
        g::concat(&[direction(0)?, g::reverse(&direction(1)?, 0)?], 1)
    }
}
