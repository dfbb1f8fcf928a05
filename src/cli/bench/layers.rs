//! Where the time of a sentence goes, in rows that people who know the model look for.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;

use crate::kokoro::part;
use crate::tensor::{Operation, PartName, Spent};

/// The rows, as they are shown.
const ROWS: [&str; 10] = [
    "ALBERT",
    "LSTMs",
    "prosody",
    "text encoder",
    "decoder",
    "generator convolutions",
    "transposed convolutions",
    "STFT and inverse",
    "source",
    OTHER,
];

/// What is in no other row.
const OTHER: &str = "other";

/// What one kind of layer took in one run of a sentence.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub(super) struct Layer {
    pub name: &'static str,
    pub seconds: f64,
    /// Billions of floating-point operations by the plain formula.
    pub gflop: f64,
}

/// The layers of one run, where `runs` runs were counted in `spent` and took `total`. What is not an operation of the
/// backend is `other`.
pub(super) fn layers(spent: &BTreeMap<(PartName, Operation), Spent>, total: Duration, runs: u32) -> Vec<Layer> {
    let mut rows = ROWS.map(|name| (name, Spent::default()));
    let mut rest = total;
    for ((part, operation), spent) in spent {
        rest = rest.saturating_sub(spent.time);
        let name = row(part, *operation);
        if let Some((_, row)) = rows.iter_mut().find(|(row, _)| *row == name) {
            *row += *spent;
        }
    }
    let layer = |(name, spent): (&'static str, Spent)| {
        let time = if name == OTHER { spent.time + rest } else { spent.time };
        Layer {
            name,
            seconds: (time / runs).as_secs_f64(),
            gflop: 2.0 * spent.multiply_adds as f64 / f64::from(runs) / 1e9,
        }
    };
    rows.map(layer).to_vec()
}

fn row(part: PartName, operation: Operation) -> &'static str {
    match (part, operation) {
        (_, Operation::Lstm) => "LSTMs",
        (_, Operation::Transposed) => "transposed convolutions",
        (_, Operation::Fourier) => "STFT and inverse",
        (_, Operation::Source) => "source",
        (part::ALBERT, _) => "ALBERT",
        (part::PROSODY, _) => "prosody",
        (part::TEXT_ENCODER, _) => "text encoder",
        (part::DECODER, _) => "decoder",
        (part::GENERATOR, Operation::Convolution) => "generator convolutions",
        _ => OTHER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_of_the_time_is_lost() {
        let spent = |milliseconds, multiply_adds| Spent {
            count: 1,
            time: Duration::from_millis(milliseconds),
            multiply_adds,
        };
        let counts = BTreeMap::from([
            ((part::PROSODY, Operation::Lstm), spent(10, 1_000_000_000)),
            ((part::TEXT_ENCODER, Operation::Lstm), spent(10, 1_000_000_000)),
            ((part::GENERATOR, Operation::Convolution), spent(60, 0)),
            ((part::GENERATOR, Operation::Linear), spent(4, 0)),
            ((part::ALBERT, Operation::Attention), spent(6, 0)),
        ]);
        let layers = layers(&counts, Duration::from_millis(100), 2);
        let of = |name: &str| layers.iter().find(|layer| layer.name == name).unwrap();
        let sum: f64 = layers.iter().map(|layer| layer.seconds).sum();
        for (expected, got) in [
            (0.01, of("LSTMs").seconds),
            (2.0, of("LSTMs").gflop),
            (0.03, of("generator convolutions").seconds),
            (0.007, of("other").seconds),
            (0.05, sum),
        ] {
            assert!((expected - got).abs() < 1e-9, "{got} instead of {expected}");
        }
    }

    #[test]
    fn every_operation_has_a_row_that_is_shown() {
        for part in [
            part::ALBERT,
            part::PROSODY,
            part::TEXT_ENCODER,
            part::DECODER,
            part::GENERATOR,
            "",
        ] {
            for operation in [
                Operation::Linear,
                Operation::Convolution,
                Operation::Transposed,
                Operation::Lstm,
                Operation::Attention,
                Operation::Fourier,
                Operation::Source,
                Operation::Other,
            ] {
                assert!(ROWS.contains(&row(part, operation)));
            }
        }
    }
}
