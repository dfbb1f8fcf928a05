//! The generator, iSTFTNet (Kaneko et al. 2022, arXiv:2203.02395) with a harmonic source: features become a
//! spectrum, and that samples.

use super::KokoroError;
use super::part;
use super::residual::SnakeBlock;
use super::utterance::{Noise, SAMPLE_RATE};
use super::weights::Weights;
use crate::tensor::{After, Backend, Before, ConvShape, SourceWeights};

/// Slope of the rectifier before each upsampling.
const SLOPE: f32 = 0.1;

/// Slope of the one before the last convolution.
const LAST_SLOPE: f32 = 0.01;

/// One upsampling and the blocks behind it.
struct Stage<B: Backend> {
    upsample: B::ConvTranspose,
    noise_conv: B::Conv,
    noise_block: SnakeBlock<B>,
    blocks: Vec<SnakeBlock<B>>,
}

/// The network.
pub(super) struct Generator<B: Backend> {
    source: B::Source,
    stages: Vec<Stage<B>>,
    last: B::Conv,
    fft: usize,
    hop: usize,
}

/// Dilations of the blocks that shape the source's spectrum.
const NOISE_DILATIONS: [usize; 3] = [1, 3, 5];

impl<B: Backend> Generator<B> {
    pub(super) fn load(w: &Weights<B>) -> Result<Self, KokoroError> {
        let config = &w.checkpoint.config().istftnet;
        let kernels = config.resblock_kernel_sizes.len();
        let rates = &config.upsample_rates;
        let stage = |(i, rate): (usize, &usize)| {
            // The source's spectrum has a step a hop; this stage has `left` hops a step.
            let left: usize = rates[i + 1..].iter().product();
            let shape = move |_| ConvShape {
                stride: left,
                dilation: 1,
                padding: if left == 1 { 0 } else { left.div_ceil(2) },
            };
            let blocks = config.resblock_dilation_sizes.iter().enumerate();
            Ok(Stage {
                upsample: w.of("ups").of(i).conv_transpose(*rate)?,
                noise_conv: w.of("noise_convs").of(i).conv(shape)?,
                noise_block: SnakeBlock::load(&w.of("noise_res").of(i), &NOISE_DILATIONS)?,
                blocks: blocks
                    .map(|(j, dilations)| SnakeBlock::load(&w.of("resblocks").of(i * kernels + j), dilations))
                    .collect::<Result<_, _>>()?,
            })
        };
        let mix = w.of("m_source.l_linear");
        let upsample = rates.iter().product::<usize>() * config.gen_istft_hop_size;
        let source = SourceWeights {
            mix: mix.host("weight")?,
            bias: mix.host("bias")?,
            upsample,
            sample_rate: SAMPLE_RATE,
        };
        Ok(Self {
            source: w.backend.source(source)?,
            stages: rates
                .iter()
                .enumerate()
                .map(stage)
                .collect::<Result<_, KokoroError>>()?,
            last: w.of("conv_post").conv(|kernel| ConvShape::same(kernel, 1))?,
            fft: config.gen_istft_n_fft,
            hop: config.gen_istft_hop_size,
        })
    }

    /// `x [2 · frames, 512]` and F0 `[2 · frames, 1]` to samples `[600 · frames, 1]`.
    pub(super) fn forward(
        &self,
        b: &B,
        mut x: B::Tensor,
        f0: &B::Tensor,
        style: &B::Tensor,
        noise: &[Noise],
    ) -> Result<B::Tensor, KokoroError> {
        b.enter(part::GENERATOR);
        let seeds: Vec<_> = noise.iter().map(|noise| noise.seed()).collect();
        let excitation = b.excite(f0, &self.source, &seeds)?;
        let spectrum = b.stft(&excitation, self.fft, self.hop)?;
        for (i, stage) in self.stages.iter().enumerate() {
            let source = b.apply_conv(&spectrum, &stage.noise_conv, Before::NOTHING, After::NOTHING)?;
            let source = stage.noise_block.forward(b, source, style)?;
            x = b.apply_conv_transpose(&x, &stage.upsample, Before::leaky(SLOPE))?;
            if i + 1 == self.stages.len() {
                x = b.reflect_left(&x)?;
            }
            x = b.add(source, &x)?;
            x = Self::blocks(b, stage, x, style)?;
        }
        let spectrum = b.apply_conv(&x, &self.last, Before::leaky(LAST_SLOPE), After::NOTHING)?;
        Ok(b.inverse_stft(&spectrum, self.fft, self.hop)?)
    }

    /// The mean of a stage's blocks.
    fn blocks(b: &B, stage: &Stage<B>, x: B::Tensor, style: &B::Tensor) -> Result<B::Tensor, KokoroError> {
        let mut sum = None;
        let mut x = Some(x);
        for (i, block) in stage.blocks.iter().enumerate() {
            // The last block may have the input itself, and so its memory.
            let input = if i + 1 == stage.blocks.len() {
                x.take()
            } else {
                x.clone()
            };
            let Some(input) = input else { break };
            let out = block.forward(b, input, style)?;
            sum = Some(match sum {
                Some(sum) => b.add(sum, &out)?,
                None => out,
            });
        }
        let Some(sum) = sum else {
            return Err(KokoroError::NoBlocks);
        };
        Ok(b.scale(sum, 1.0 / stage.blocks.len() as f32)?)
    }
}
