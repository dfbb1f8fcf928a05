//! Compact weights back as f32, a stretch at a time.

use rten_simd::ops::{BitOps, Extend, IntOps, NumOps, ToFloat};
use rten_simd::{Isa, Simd, SimdOp};

use super::compact::{BEYOND_BF16, Panel};
use super::kernel::VECTORS;

/// Bytes of the widest vectors.
const MOST_BYTES: usize = 64;

/// Writes the first rows of a panel as f32, `[depth][width]`.
pub(super) struct Expand<'a> {
    pub panel: Panel<'a>,
    pub out: &'a mut [f32],
}

impl SimdOp for Expand<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        match self.panel {
            Panel::Float(weights) => self.out.copy_from_slice(&weights[..self.out.len()]),
            Panel::Bf16(halves) => expand_bf16(isa, halves, self.out),
            Panel::Int8 { numbers, zeros, scales } => expand_int8(isa, numbers, zeros, scales, self.out),
        }
    }
}

#[inline(always)]
fn expand_bf16<I: Isa>(isa: I, halves: &[i16], out: &mut [f32]) {
    let (narrow, ops) = (isa.i16(), isa.i32());
    let lanes = ops.len();
    for (out, halves) in out.chunks_exact_mut(2 * lanes).zip(halves.chunks_exact(2 * lanes)) {
        let halves = narrow.load(halves);
        let wide = [narrow.extend_low(halves), narrow.extend_high(halves)];
        for (out, bits) in out.chunks_exact_mut(lanes).zip(wide) {
            let bits = ops.shift_left::<{ BEYOND_BF16 as i32 }>(bits);
            isa.f32().store(bits.reinterpret_cast(), out);
        }
    }
}

#[inline(always)]
fn expand_int8<I: Isa>(isa: I, numbers: &[i8], zeros: &[f32], scales: &[f32], out: &mut [f32]) {
    let ops = isa.f32();
    let lanes = ops.len();
    let zeros: [I::F32; VECTORS] = std::array::from_fn(
        #[inline(always)]
        |v| ops.load(&zeros[v * lanes..]),
    );
    let scales: [I::F32; VECTORS] = std::array::from_fn(
        #[inline(always)]
        |v| ops.load(&scales[v * lanes..]),
    );
    let length = 4 * lanes;
    let whole = out.len() / length * length;
    let (pairs, last) = out.split_at_mut(whole);
    for (out, numbers) in pairs.chunks_exact_mut(length).zip(numbers.chunks_exact(length)) {
        expand_bytes(isa, numbers, zeros, scales, out);
    }
    if !last.is_empty() {
        let (mut padded, mut values) = ([0_i8; MOST_BYTES], [0.0; MOST_BYTES]);
        padded[..last.len()].copy_from_slice(&numbers[whole..][..last.len()]);
        expand_bytes(isa, &padded[..length], zeros, scales, &mut values[..length]);
        last.copy_from_slice(&values[..last.len()]);
    }
}

/// Expands a vector of bytes, which are four vectors of f32: two rows.
#[inline(always)]
fn expand_bytes<I: Isa>(isa: I, numbers: &[i8], zeros: [I::F32; VECTORS], scales: [I::F32; VECTORS], out: &mut [f32]) {
    let (ops, bytes, words, wide) = (isa.f32(), isa.i8(), isa.i16(), isa.i32());
    let numbers = bytes.load(numbers);
    let (low, high) = (bytes.extend_low(numbers), bytes.extend_high(numbers));
    let wider = [
        words.extend_low(low),
        words.extend_high(low),
        words.extend_low(high),
        words.extend_high(high),
    ];
    for (v, (out, number)) in out.chunks_exact_mut(ops.len()).zip(wider).enumerate() {
        let steps = ops.sub(wide.to_float(number), zeros[v % VECTORS]);
        ops.store(ops.mul(steps, scales[v % VECTORS]), out);
    }
}
