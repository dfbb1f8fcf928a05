//! What happens to a layer's output on its way out: bias, sum with another tensor, scale.

use rten_simd::Isa;
use rten_simd::ops::{BitOps, NumOps};

use super::buffer::Buffer;
use super::value::CpuTensor;

/// What is added to an output.
pub(super) enum Addend {
    /// Nothing.
    Nothing,
    /// Another tensor of the same shape.
    Other(CpuTensor),
    /// What the output's memory holds already.
    InPlace,
}

impl Addend {
    /// The tensor's memory, to be written over, if nobody else holds it.
    pub(super) fn claim(tensor: CpuTensor) -> Result<Buffer, CpuTensor> {
        tensor.try_into_buffer()
    }
}

/// `(y + bias + addend) · scale`.
pub(super) struct Exit<'a> {
    pub bias: &'a [f32],
    pub addend: Addend,
    pub scale: f32,
}

impl Exit<'_> {
    /// Finishes the vectors of row `row` that start at `column`, and stores them in `out`, that row of the output.
    #[inline(always)]
    pub(super) fn store<I: Isa, const N: usize>(
        &self,
        isa: I,
        vectors: [I::F32; N],
        row: usize,
        column: usize,
        out: &mut [f32],
    ) {
        let ops = isa.f32();
        let lanes = ops.len();
        let scale = ops.splat(self.scale);
        for (v, y) in vectors.into_iter().enumerate() {
            let c = column + v * lanes;
            if c + lanes <= out.len() {
                let mut y = ops.add(y, ops.load(&self.bias[c..]));
                match &self.addend {
                    Addend::Nothing => {}
                    Addend::Other(other) => y = ops.add(y, ops.load(&other.row(row)[c..])),
                    Addend::InPlace => y = ops.add(y, ops.load(&out[c..])),
                }
                ops.store(ops.mul(y, scale), &mut out[c..]);
            } else if c < out.len() {
                let mut left = [0.0; 16];
                ops.store(y, &mut left);
                for (i, y) in left[..out.len() - c].iter().enumerate() {
                    let addend = match &self.addend {
                        Addend::Nothing => 0.0,
                        Addend::Other(other) => other.row(row)[c + i],
                        Addend::InPlace => out[c + i],
                    };
                    out[c + i] = (y + self.bias[c + i] + addend) * self.scale;
                }
            }
        }
    }
}
