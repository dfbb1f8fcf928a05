//! Which vector instructions to use, chosen at run time.

use rten_simd::isa::GenericIsa;
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp};

/// A set of vector instructions this processor may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionSet {
    /// 512-bit vectors of x86-64.
    #[cfg(target_arch = "x86_64")]
    Avx512,
    /// 256-bit vectors of x86-64, with fused multiply-add.
    #[cfg(target_arch = "x86_64")]
    Avx2,
    /// 128-bit vectors of AArch64.
    #[cfg(target_arch = "aarch64")]
    Neon,
    /// Whatever the compiler makes of plain Rust.
    Portable,
}

impl InstructionSet {
    /// Every set this processor has, the widest first.
    #[must_use]
    pub fn available() -> Vec<Self> {
        let mut sets = Vec::new();
        #[cfg(target_arch = "x86_64")]
        {
            if rten_simd::isa::Avx512Isa::new().is_some() {
                sets.push(Self::Avx512);
            }
            if rten_simd::isa::Avx2Isa::new().is_some() {
                sets.push(Self::Avx2);
            }
        }
        #[cfg(target_arch = "aarch64")]
        if rten_simd::isa::ArmNeonIsa::new().is_some() {
            sets.push(Self::Neon);
        }
        sets.push(Self::Portable);
        sets
    }

    /// The widest this processor has.
    #[must_use]
    pub fn best() -> Self {
        Self::available()[0]
    }

    /// The name people know it by.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => "AVX-512",
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => "AVX2",
            #[cfg(target_arch = "aarch64")]
            Self::Neon => "NEON",
            Self::Portable => "portable",
        }
    }

    /// How many `f32` a vector holds.
    #[must_use]
    pub fn lanes(self) -> usize {
        struct Lanes;
        impl SimdOp for Lanes {
            type Output = usize;
            #[inline(always)]
            fn eval<I: Isa>(self, isa: I) -> usize {
                isa.f32().len()
            }
        }
        self.run(Lanes)
    }

    /// Runs an operation compiled for this set; for the portable one where the processor turns out not to have it.
    pub(super) fn run<Op: SimdOp>(self, op: Op) -> Op::Output {
        #[cfg(target_arch = "x86_64")]
        {
            #[target_feature(enable = "avx512f,avx512vl,avx512bw,avx512dq,f16c,fma,avx2")]
            #[inline(never)]
            unsafe fn avx512<Op: SimdOp>(isa: impl Isa, op: Op) -> Op::Output {
                op.eval(isa)
            }
            #[target_feature(enable = "avx,avx2,fma,f16c")]
            #[inline(never)]
            unsafe fn avx2<Op: SimdOp>(isa: impl Isa, op: Op) -> Op::Output {
                op.eval(isa)
            }
            if self == Self::Avx512
                && let Some(isa) = rten_simd::isa::Avx512Isa::new()
            {
                // SAFETY: the token exists only where the processor has AVX-512 (F, VL, BW, DQ), which implies the rest.
                return unsafe { avx512(isa, op) };
            }
            if self == Self::Avx2
                && let Some(isa) = rten_simd::isa::Avx2Isa::new()
            {
                // SAFETY: the token exists only where the processor has AVX2, FMA and F16C.
                return unsafe { avx2(isa, op) };
            }
        }
        #[cfg(target_arch = "aarch64")]
        if self == Self::Neon
            && let Some(isa) = rten_simd::isa::ArmNeonIsa::new()
        {
            return op.eval(isa);
        }
        op.eval(GenericIsa::new())
    }
}

/// Asks for the cache line at `address`, which need not be readable. Where there is no such instruction, what the
/// processor guesses by itself must do.
#[inline(always)]
pub(super) fn prefetch(address: *const f32) {
    #[cfg(target_arch = "x86_64")]
    // SAFETY: a prefetch never faults, and every x86-64 processor has it.
    unsafe {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        _mm_prefetch::<_MM_HINT_T0>(address.cast());
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = address;
}
