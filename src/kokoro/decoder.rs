//! The decoder: what, how long, how high and how loud become the features the generator makes sound of.

use super::KokoroError;
use super::generator::Generator;
use super::plan::Plan;
use super::residual::ResidualBlock;
use super::weights::Weights;
use crate::tensor::{After, Backend, Before, ConvShape};

/// Brings F0 and energy, at two values a frame, to one.
const HALVE: ConvShape = ConvShape {
    stride: 2,
    dilation: 1,
    padding: 1,
};

/// The network.
pub(super) struct Decoder<B: Backend> {
    f0_conv: B::Conv,
    energy_conv: B::Conv,
    encode: ResidualBlock<B>,
    text: B::Conv,
    decode: Vec<ResidualBlock<B>>,
    generator: Generator<B>,
}

impl<B: Backend> Decoder<B> {
    pub(super) fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        Ok(Self {
            f0_conv: w.of("F0_conv").conv(|_| HALVE)?,
            energy_conv: w.of("N_conv").conv(|_| HALVE)?,
            encode: ResidualBlock::load(&w.of("encode"))?,
            text: w.of("asr_res.0").conv(|kernel| ConvShape::same(kernel, 1))?,
            decode: (0..4)
                .map(|i| ResidualBlock::load(&w.of("decode").of(i)))
                .collect::<Result<_, _>>()?,
            generator: Generator::load(&w.of("generator").fast())?,
        })
    }

    /// To samples, `[600 · frames, 1]`.
    pub(super) fn forward(&self, b: &B, plan: &Plan<B>) -> Result<B::Tensor, KokoroError> {
        let Plan { text, style, .. } = plan;
        let bare = |x, conv| b.apply_conv(x, conv, Before::NOTHING, After::NOTHING);
        let (pitch, loudness) = (bare(&plan.f0, &self.f0_conv)?, bare(&plan.energy, &self.energy_conv)?);
        let mut x = self.encode.forward(b, &b.concat(&[text, &pitch, &loudness])?, style)?;
        let residual = bare(text, &self.text)?;
        for block in &self.decode {
            x = block.forward(b, &b.concat(&[&x, &residual, &pitch, &loudness])?, style)?;
        }
        self.generator.forward(b, x, &plan.f0, style, &plan.noise)
    }
}
