//! The grid of an eight-bit quantisation, found again in the values that were made by it: of several columns side by side,
//! so that the compiler makes vector instructions of each step.

use std::array::from_fn;

/// Columns that are looked at together: no more than have room in the nearest cache where all begin at like places.
pub(super) const BESIDE: usize = 8;

/// Values of the columns, one below the other, that are looked at before it is asked whether to go on.
const AT_ONCE: usize = 64;

/// A value of each column.
pub(super) type Row = [f32; BESIDE];

/// For each column numbers −128 to 127 as values at equal distances: number n is `(n − zero) · scale`, rounded once.
#[derive(Clone, Copy)]
pub(super) struct Grids {
    pub zeros: Row,
    pub scales: Row,
}

/// What is to be known of each column to guess its grid.
struct Extremes {
    low: Row,
    high: Row,
    /// The smallest magnitude but zero; infinite where all are zero.
    least: Row,
}

impl Grids {
    /// Grids on which all values of the columns lie, to the bit.
    #[inline(always)]
    pub(super) fn of(rows: &[Row]) -> Option<Self> {
        let extremes = Extremes::of(rows);
        let mut candidates: [_; BESIDE] = from_fn(|c| extremes.candidates(c));
        let mut grids = Self {
            zeros: [0.0; _],
            scales: [1.0; _],
        };
        let mut doubtful = [true; BESIDE];
        loop {
            for c in (0..BESIDE).filter(|c| doubtful[*c]) {
                (grids.zeros[c], grids.scales[c]) = candidates[c].next()?;
            }
            doubtful = grids.misfits(rows);
            if doubtful == [false; BESIDE] {
                return Some(grids);
            }
        }
    }

    /// Which columns have been found not to lie on their grids, to the bit, before the search was given up; none if all do.
    #[inline(always)]
    fn misfits(&self, rows: &[Row]) -> [bool; BESIDE] {
        let mut misfits = [0_u32; BESIDE];
        for rows in rows.chunks(AT_ONCE) {
            for row in rows {
                for c in 0..BESIDE {
                    let steps = self.steps(c, row[c]);
                    let number = steps + self.zeros[c];
                    let within = f32::from(i8::MIN) <= number && number <= f32::from(i8::MAX);
                    let same = (steps * self.scales[c]).to_bits() == row[c].to_bits();
                    misfits[c] |= u32::from(!(within & same));
                }
            }
            if misfits != [0; BESIDE] {
                break;
            }
        }
        misfits.map(|misfit| misfit != 0)
    }

    /// How many steps a value of a column is from zero, on its grid.
    #[inline(always)]
    fn steps(&self, column: usize, value: f32) -> f32 {
        rounded(value / self.scales[column])
    }

    /// The numbers of values on the grids.
    #[inline(always)]
    pub(super) fn numbers(&self, row: &Row) -> [i8; BESIDE] {
        // By way of a wider number, which processors convert many at a time.
        from_fn(|c| (self.steps(c, row[c]) + self.zeros[c]) as i32 as i8)
    }
}

impl Extremes {
    #[inline(always)]
    fn of(rows: &[Row]) -> Self {
        let (mut low, mut high, mut least) = ([0.0_f32; BESIDE], [0.0_f32; BESIDE], [f32::INFINITY; BESIDE]);
        for row in rows {
            for (c, x) in row.iter().enumerate() {
                low[c] = if *x < low[c] { *x } else { low[c] };
                high[c] = if *x > high[c] { *x } else { high[c] };
                let magnitude = if *x == 0.0 { f32::INFINITY } else { x.abs() };
                least[c] = if magnitude < least[c] { magnitude } else { least[c] };
            }
        }
        Self { low, high, least }
    }

    /// The zeros and scales a column may have, the likeliest first.
    fn candidates(&self, column: usize) -> impl Iterator<Item = (f32, f32)> + use<> {
        let (low, high, least) = (self.low[column], self.high[column], self.least[column]);
        let farthest = if high > -low { high } else { low };
        let only_zeros = least.is_infinite().then_some((0.0, 1.0));
        // What is next to zero is some steps from it, mostly one; what is farthest tells best how long they are, but
        // for a rounding up or down.
        let steps = 1..=if only_zeros.is_some() { 0 } else { u8::MAX };
        let guesses = steps
            .map(move |steps| least / f32::from(steps))
            .take_while(move |step| (high - low) / step < f32::from(u8::MAX) + 0.5)
            .map(move |step| farthest / rounded(farthest / step))
            .flat_map(|scale| [scale, scale.next_up(), scale.next_down()])
            .map(move |scale| (f32::from(i8::MIN) - rounded(low / scale), scale));
        only_zeros.into_iter().chain(guesses)
    }
}

/// The whole number next to a small one. By the processor's own rounding at this magnitude: `round` is a call on many.
#[inline(always)]
fn rounded(x: f32) -> f32 {
    const WHOLE: f32 = 1.5 / f32::EPSILON;
    (x + WHOLE) - WHOLE
}
