//! What the processor can do at most: multiply-adds between registers, with nothing to wait for.

use std::hint::black_box;
use std::time::Instant;

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, SimdOp};

use super::Cpu;
use super::simd::InstructionSet;

/// Sums that do not wait for each other: enough for two units of a latency of four or five, and few enough for sixteen
/// registers.
const CHAINS: usize = 12;

/// Multiply-adds of each chain in a round: some milliseconds, beside which starting the workers is nothing.
const ROUND: usize = 2_000_000;

/// Rounds, of which the fastest counts: a processor needs a while to wake up, and other programs get in between.
const ROUNDS: usize = 12;

/// Floating-point operations a second, a multiply-add being two.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Peak {
    /// Of one worker alone.
    pub one_thread: f64,
    /// Of all workers at once.
    pub all_threads: f64,
}

impl Peak {
    /// Measures it, for some tenths of a second.
    #[must_use]
    pub fn measure(cpu: &Cpu) -> Self {
        let set = cpu.instructions();
        Self {
            one_thread: cpu.install(|| rate(set, 1, || chains(set))),
            all_threads: rate(set, cpu.threads(), || drop(cpu.workers.broadcast(|_| chains(set)))),
        }
    }
}

/// Operations a second of the fastest of some rounds, in each of which so many workers count their chains.
fn rate(set: InstructionSet, workers: usize, round: impl Fn()) -> f64 {
    let operations = (2 * CHAINS * ROUND * set.lanes() * workers) as f64;
    let fastest = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_secs_f64()
        })
        .fold(f64::INFINITY, f64::min);
    operations / fastest
}

fn chains(set: InstructionSet) {
    black_box(set.run(Chains { factor: black_box(0.5) }));
}

/// `CHAINS · ROUND` multiply-adds.
struct Chains {
    factor: f32,
}

impl SimdOp for Chains {
    type Output = f32;

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) -> f32 {
        let ops = isa.f32();
        let factor = ops.splat(self.factor);
        let mut sums = [ops.one(); CHAINS];
        for _ in 0..ROUND {
            for sum in &mut sums {
                *sum = ops.mul_add(*sum, factor, factor);
            }
        }
        sums.into_iter().fold(0.0, |total, sum| total + ops.sum(sum))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tensor::cpu::CpuOptions;

    #[test]
    fn all_workers_are_measured() {
        let cpu = Cpu::new(CpuOptions::default()).unwrap();
        let peak = Peak::measure(&cpu);
        assert!(peak.one_thread > 0.0 && peak.all_threads > 0.0, "{peak:?}");
    }

    #[test]
    fn the_chains_are_computed_as_written() {
        for set in InstructionSet::available() {
            // x ← x/2 + 1/2 stays at 1.
            let sum = set.run(Chains { factor: 0.5 });
            assert!(
                (sum - (CHAINS * set.lanes()) as f32).abs() < 1e-3,
                "{}: {sum}",
                set.name()
            );
        }
    }
}
