//! Several sequences as one array: beside each other, padded to the longest.
//!
//! How a sentence is said must not depend on those it is said with. So whatever adds up over time (norms, attention, the
//! end of an LSTM) takes each sequence by itself, without its padding, and so do the products that lead to F0, which may
//! not differ in the last bit: of more rows they may be rounded otherwise. The rest, nine tenths of the work, takes all at
//! once, and the padding is blanked where a neighbour in time would see it.

use std::rc::Rc;

use mlx_rs::Array;

use super::graph::{self as g, Result};

/// Sequences, `[sequences, time, channels]`. Cheap to clone.
#[derive(Clone)]
pub struct Sequences {
    pub(super) array: Array,
    pub(super) extent: Rc<Extent>,
    /// Whether `array` is being computed, in the order in which the host will read it.
    begun: bool,
}

/// How long the sequences are.
pub(super) struct Extent {
    /// Steps of each.
    lengths: Vec<usize>,
    /// Where there is something and not padding, `[sequences, time, 1]`; none if there is no padding.
    mask: Option<Array>,
}

impl Extent {
    pub(super) fn new(lengths: Vec<usize>) -> Result<Rc<Self>> {
        let longest = lengths.iter().copied().max().unwrap_or(0);
        let mask = if lengths.iter().all(|length| *length == longest) {
            None
        } else {
            let steps = g::reshape(&g::count_up(longest)?, &[1, longest, 1])?;
            let ends: Vec<f32> = lengths.iter().map(|length| *length as f32).collect();
            Some(g::greater(&g::array(&ends, &[ends.len(), 1, 1]), &steps)?)
        };
        Ok(Rc::new(Self { lengths, mask }))
    }

    /// How many sequences there are.
    pub(super) fn count(&self) -> usize {
        self.lengths.len()
    }

    pub(super) fn lengths(&self) -> &[usize] {
        &self.lengths
    }

    /// Steps of the longest.
    pub(super) fn longest(&self) -> usize {
        self.lengths.iter().copied().max().unwrap_or(0)
    }

    /// The extent after an operation that makes `steps` of so many.
    pub(super) fn map(self: &Rc<Self>, steps: impl Fn(usize) -> usize) -> Result<Rc<Self>> {
        let lengths: Vec<usize> = self.lengths.iter().map(|length| steps(*length)).collect();
        if lengths == self.lengths {
            return Ok(Rc::clone(self));
        }
        Self::new(lengths)
    }

    /// Steps `from` to `to` of all sequences, `x`, with zeros where there is padding.
    pub(super) fn blank(&self, x: &Array, from: usize, to: usize) -> Result<Array> {
        match &self.mask {
            None => Ok(x.clone()),
            Some(mask) => g::select(&super::device::part(mask, from, to)?, x, &g::scalar(0.0)),
        }
    }
}

impl Sequences {
    /// `[sequences, time, channels]`, so long each.
    pub(super) fn new(array: Array, extent: Rc<Extent>) -> Self {
        let begun = false;
        Self { array, extent, begun }
    }

    /// One sequence, `[1, time, channels]`.
    pub(super) fn one(array: Array) -> Result<Self> {
        let extent = Extent::new(vec![g::steps(&array)])?;
        Ok(Self::new(array, extent))
    }

    /// Another array with as many steps of each sequence.
    pub(super) fn with(&self, array: Array) -> Self {
        Self::new(array, Rc::clone(&self.extent))
    }

    /// Puts sequences beside each other, `[1, time, channels]` each.
    pub(super) fn join(sequences: &[Array]) -> Result<Self> {
        let extent = Extent::new(sequences.iter().map(g::steps).collect())?;
        let longest = extent.longest();
        let padded = |x: &Array| g::pad_steps(x, 0, longest - g::steps(x));
        let array = g::concat(&sequences.iter().map(padded).collect::<Result<Vec<_>>>()?, 0)?;
        Ok(Self::new(array, extent))
    }

    /// Each sequence without its padding, `[1, time, channels]`.
    pub(super) fn each(&self) -> Result<Vec<Array>> {
        if self.extent.count() == 1 {
            return Ok(vec![self.array.clone()]);
        }
        let cut = |(i, length): (usize, &usize)| g::slice_steps(&g::slice(&self.array, i, i + 1)?, 0, *length);
        self.extent.lengths.iter().enumerate().map(cut).collect()
    }

    /// The same, as tensors of one sequence.
    pub(super) fn split(&self) -> Result<Vec<Self>> {
        self.each()?.into_iter().map(Self::one).collect()
    }

    /// Does to each sequence by itself what keeps its length.
    pub(super) fn apart(&self, operation: impl Fn(&Array) -> Result<Array>) -> Result<Self> {
        let longest = self.steps();
        let made = self.each()?.into_iter().map(|x| {
            let y = operation(&x)?;
            g::pad_steps(&y, 0, longest - g::steps(&y))
        });
        Ok(self.with(g::concat(&made.collect::<Result<Vec<_>>>()?, 0)?))
    }

    /// Steps of the longest.
    pub(super) fn steps(&self) -> usize {
        g::steps(&self.array)
    }

    pub(super) fn channels(&self) -> usize {
        g::cols(&self.array)
    }

    /// Begins to compute them, and does not wait.
    pub(super) fn begin(self) -> Result<Self> {
        let array = g::contiguous(&self.array)?;
        g::begin(&array)?;
        let (extent, begun) = (self.extent, true);
        Ok(Self { array, extent, begun })
    }

    /// The numbers of all sequences, one after the other, on the host.
    pub(super) fn to_host(&self) -> Result<Vec<f32>> {
        if !self.begun {
            return self.clone().begin()?.to_host();
        }
        if self.array.size() == 0 {
            return Ok(Vec::new());
        }
        let all = g::to_host(&self.array)?;
        if self.extent.mask.is_none() {
            return Ok(all);
        }
        let channels = self.channels();
        let padded = self.steps() * channels;
        let each = all.chunks_exact(padded.max(1)).zip(&self.extent.lengths);
        Ok(each.flat_map(|(x, length)| &x[..length * channels]).copied().collect())
    }
}

#[cfg(test)]
mod tests {
    use crate::tensor::mlx::{BiLstm, Channels, Mlx, MlxOptions, Sequences};
    use crate::tensor::{
        Activation, AdaIn, After, Backend, Before, ConvShape, HostTensor, LstmWeights, Precision, SourceWeights,
        TensorError,
    };

    const CHANNELS: usize = 6;

    /// Numbers without a pattern.
    fn numbers(shape: &[usize], seed: usize) -> HostTensor {
        let count = shape.iter().product();
        let data = (0..count).map(|i| ((i * 7 + seed * 13) as f32 * 0.731).sin()).collect();
        HostTensor::new(shape.to_vec(), data).unwrap()
    }

    fn lstm(mlx: &Mlx) -> BiLstm {
        let direction = |seed| LstmWeights {
            weight_ih: numbers(&[8, CHANNELS], seed).into(),
            weight_hh: numbers(&[8, 2], seed + 1).into(),
            bias_ih: numbers(&[8], seed + 2),
            bias_hh: numbers(&[8], seed + 3),
        };
        mlx.bilstm(direction(1), direction(5)).unwrap()
    }

    type Operation<'a> = Box<dyn Fn(&Sequences, &Sequences) -> Result<Sequences, TensorError> + 'a>;

    fn norm(style: &Sequences) -> Before<'_, Sequences, Channels> {
        Before {
            norm: Some(AdaIn { gamma_beta: style }),
            activation: Activation::LeakyRelu(0.2),
        }
    }

    /// Every operation that looks along time, of a sequence and its style.
    fn operations(mlx: &Mlx) -> Vec<(&'static str, Operation<'_>)> {
        let bias = || numbers(&[4], 3);
        let conv = move |kernel, shape| {
            mlx.conv(
                numbers(&[4, CHANNELS, kernel], 2).into(),
                Some(bias()),
                shape,
                Precision::Fast,
            )
            .unwrap()
        };
        let (dilated, strided) = (
            conv(3, ConvShape::same(3, 5)),
            conv(
                4,
                ConvShape {
                    stride: 2,
                    dilation: 1,
                    padding: 1,
                },
            ),
        );
        let longer = mlx.conv_transpose(numbers(&[CHANNELS, 4, 8], 4), bias(), 4).unwrap();
        let pool = mlx
            .pool(numbers(&[CHANNELS, 1, 3], 5), numbers(&[CHANNELS], 6))
            .unwrap();
        let lstm = lstm(mlx);
        let wide = mlx
            .linear(numbers(&[22, CHANNELS], 8).into(), numbers(&[22], 9))
            .unwrap();
        let source = mlx
            .source(SourceWeights {
                mix: numbers(&[1, 3], 7),
                bias: numbers(&[1], 8),
                upsample: 30,
                sample_rate: 24_000,
            })
            .unwrap();
        let pitch = mlx
            .conv(
                numbers(&[1, CHANNELS, 1], 9).into(),
                None,
                ConvShape::same(1, 1),
                Precision::Exact,
            )
            .unwrap();
        vec![
            (
                "convolution",
                Box::new(move |x, style| mlx.apply_conv(x, &dilated, norm(style), After::NOTHING)),
            ),
            (
                "stride",
                Box::new(move |x, style| mlx.apply_conv(x, &strided, norm(style), After::NOTHING)),
            ),
            (
                "transposed",
                Box::new(move |x, style| mlx.apply_conv_transpose(x, &longer, norm(style))),
            ),
            ("pool", Box::new(move |x, style| mlx.apply_pool(x, &pool, norm(style)))),
            ("LSTM", Box::new(move |x, _| mlx.apply_bilstm(x, &lstm))),
            ("attention", Box::new(|x, _| mlx.attention(x, x, x, 2))),
            ("layer norm", Box::new(|x, style| mlx.ada_layer_norm(x, style))),
            ("concatenation", Box::new(|x, style| mlx.concat(&[x, style]))),
            ("doubling", Box::new(|x, _| mlx.double(x))),
            ("reflection", Box::new(|x, _| mlx.reflect_left(x))),
            (
                "source and spectrum",
                Box::new(move |x, _| {
                    let f0 = mlx.scale(mlx.apply_conv(x, &pitch, Before::NOTHING, After::NOTHING)?, 200.0)?;
                    let seeds = vec![None; f0.extent.count()];
                    mlx.stft(&mlx.excite(&f0, &source, &seeds)?, 20, 5)
                }),
            ),
            (
                "sound",
                Box::new(move |x, _| mlx.inverse_stft(&mlx.apply_linear(x, &wide, Activation::Identity)?, 20, 5)),
            ),
        ]
    }

    #[test]
    fn joined_each_gets_what_it_gets_alone() {
        for as_on_gpu in [false, true] {
            let mlx = Mlx::new(MlxOptions {
                as_on_gpu,
                ..MlxOptions::default()
            })
            .unwrap();
            let tensor = |shape: &[usize], seed| mlx.tensor(numbers(shape, seed)).unwrap();
            let alone: Vec<_> = [(40, 1), (3, 2), (17, 3)]
                .map(|(steps, seed)| (tensor(&[steps, CHANNELS], seed), tensor(&[1, 2 * CHANNELS], seed + 5)))
                .into();
            let together = [
                mlx.join(alone.iter().map(|(x, _)| x.clone()).collect()).unwrap(),
                mlx.join(alone.iter().map(|(_, style)| style.clone()).collect())
                    .unwrap(),
            ];
            for (name, operation) in operations(&mlx) {
                let host = |x: Sequences| mlx.to_host(&x).unwrap();
                let each: Vec<f32> = alone
                    .iter()
                    .flat_map(|(x, style)| host(operation(x, style).unwrap()))
                    .collect();
                let joined = host(operation(&together[0], &together[1]).unwrap());
                assert_eq!(each.len(), joined.len(), "{name}");
                for (a, b) in each.iter().zip(&joined) {
                    assert!(
                        (a - b).abs() <= 1e-5 * a.abs().max(1.0),
                        "{name}: {a} alone, {b} joined"
                    );
                }
            }
        }
    }

    #[test]
    fn rows_are_repeated_sequence_by_sequence() {
        let mlx = Mlx::new(MlxOptions::default()).unwrap();
        let of = |values: &[f32]| {
            let column = HostTensor::new(vec![values.len(), 1], values.to_vec()).unwrap();
            mlx.tensor(column).unwrap()
        };
        let joined = mlx.join(vec![of(&[1.0, 2.0, 3.0]), of(&[4.0])]).unwrap();
        let repeated = mlx.repeat(&joined, &[1, 0, 2, 2]).unwrap();
        assert_eq!(mlx.to_host(&repeated).unwrap(), [1.0, 3.0, 3.0, 4.0, 4.0]);
        assert!(mlx.repeat(&joined, &[1, 0, 2]).is_err());
        assert!(mlx.add(joined, &of(&[1.0])).is_err());
    }
}
