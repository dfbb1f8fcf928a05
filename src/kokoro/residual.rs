//! The residual blocks in which a style shapes the sound: those of the decoder and the prosody predictor, and those
//! of the generator.

use super::KokoroError;
use super::weights::Weights;
use crate::tensor::{Activation, AdaIn, After, Backend, Before, ConvShape};

/// Slope of the rectifiers in the decoder's and the predictor's blocks.
const SLOPE: f32 = 0.2;

/// Two convolutions, each behind an adaptive norm and a rectifier, beside a shortcut (`AdainResBlk1d`).
pub(super) struct ResidualBlock<B: Backend> {
    norm1: B::Linear,
    norm2: B::Linear,
    conv1: B::Conv,
    conv2: B::Conv,
    /// The shortcut's own convolution, where the number of channels changes.
    conv1x1: Option<B::Conv>,
    /// The learned doubling, where the length does.
    pool: Option<B::Pool>,
}

impl<B: Backend> ResidualBlock<B> {
    pub(super) fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        let same = |kernel| ConvShape::same(kernel, 1);
        let shortcut = w.of("conv1x1");
        let pool = w.of("pool");
        Ok(Self {
            norm1: w.of("norm1.fc").linear()?,
            norm2: w.of("norm2.fc").linear()?,
            conv1: w.of("conv1").conv(same)?,
            conv2: w.of("conv2").conv(same)?,
            conv1x1: if shortcut.has("weight") {
                Some(shortcut.conv(same)?)
            } else {
                None
            },
            pool: if pool.has("weight") { Some(pool.pool()?) } else { None },
        })
    }

    /// Whether the output is twice as long as the input.
    pub(super) fn doubles(&self) -> bool {
        self.pool.is_some()
    }

    /// `x [n, in]` and `style [1, 128]` to `[n or 2n, out]`.
    pub(super) fn forward(&self, b: &B, x: &B::Tensor, style: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        let first = b.apply_linear(style, &self.norm1, Activation::Identity)?;
        let second = b.apply_linear(style, &self.norm2, Activation::Identity)?;
        let styled = |gamma_beta| Before {
            norm: Some(AdaIn { gamma_beta }),
            activation: Activation::LeakyRelu(SLOPE),
        };
        let inner = match &self.pool {
            Some(pool) => {
                let doubled = b.apply_pool(x, pool, styled(&first))?;
                b.apply_conv(&doubled, &self.conv1, Before::NOTHING, After::NOTHING)?
            }
            None => b.apply_conv(x, &self.conv1, styled(&first), After::NOTHING)?,
        };
        let shortcut = if self.doubles() { b.double(x)? } else { x.clone() };
        let shortcut = match &self.conv1x1 {
            Some(conv) => b.apply_conv(&shortcut, conv, Before::NOTHING, After::NOTHING)?,
            None => shortcut,
        };
        let after = After {
            add: Some(shortcut),
            scale: std::f32::consts::FRAC_1_SQRT_2,
        };
        Ok(b.apply_conv(&inner, &self.conv2, styled(&second), after)?)
    }
}

/// Half a step of a generator block: an adaptive norm, a Snake, a convolution.
struct SnakeConv<B: Backend> {
    norm: B::Linear,
    alpha: B::Channels,
    conv: B::Conv,
}

impl<B: Backend> SnakeConv<B> {
    /// The `i`-th of the block's `half`, 1 or 2.
    fn load(w: &Weights<B>, half: usize, i: usize, dilation: usize) -> Result<Self, KokoroError> {
        Ok(Self {
            norm: w.of(format!("adain{half}.{i}.fc")).linear()?,
            alpha: w.channels(&format!("alpha{half}.{i}"))?,
            conv: w
                .of(format!("convs{half}.{i}"))
                .conv(|kernel| ConvShape::same(kernel, dilation))?,
        })
    }

    fn forward(
        &self,
        b: &B,
        x: &B::Tensor,
        style: &B::Tensor,
        after: After<B::Tensor>,
    ) -> Result<B::Tensor, KokoroError> {
        let gamma_beta = b.apply_linear(style, &self.norm, Activation::Identity)?;
        let before = Before {
            norm: Some(AdaIn {
                gamma_beta: &gamma_beta,
            }),
            activation: Activation::Snake(&self.alpha),
        };
        Ok(b.apply_conv(x, &self.conv, before, after)?)
    }
}

/// Three steps of two convolutions with growing dilation, each step added to what it began with (`AdaINResBlock1`).
pub(super) struct SnakeBlock<B: Backend>(Vec<(SnakeConv<B>, SnakeConv<B>)>);

impl<B: Backend> SnakeBlock<B> {
    pub(super) fn load(w: &Weights<B>, dilations: &[usize]) -> Result<Self, KokoroError> {
        let steps = dilations
            .iter()
            .enumerate()
            .map(|(i, dilation)| Ok((SnakeConv::load(w, 1, i, *dilation)?, SnakeConv::load(w, 2, i, 1)?)));
        Ok(Self(steps.collect::<Result<_, KokoroError>>()?))
    }

    /// `x [n, channels]` to as much.
    pub(super) fn forward(&self, b: &B, mut x: B::Tensor, style: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        for (dilated, plain) in &self.0 {
            let inner = dilated.forward(b, &x, style, After::NOTHING)?;
            x = plain.forward(b, &inner, style, After::add(x))?;
        }
        Ok(x)
    }
}
