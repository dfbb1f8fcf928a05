//! The grid of an eight-bit quantisation, found again in the values that were made by it.

/// Values that are looked at together.
const AT_ONCE: usize = 64;

/// Numbers −128 to 127 as values at equal distances: number n is `(n − zero) · scale`, rounded once.
#[derive(Clone, Copy)]
pub(super) struct Grid {
    pub zero: f32,
    pub scale: f32,
}

impl Grid {
    /// On which zero is zero.
    pub(super) const ZERO: Self = Self { zero: 0.0, scale: 1.0 };

    /// A grid on which all values lie, to the bit.
    pub(super) fn of(values: &[f32]) -> Option<Self> {
        let (mut low, mut high, mut least) = (0.0_f32, 0.0_f32, f32::INFINITY);
        for x in values {
            low = if *x < low { *x } else { low };
            high = if *x > high { *x } else { high };
            let magnitude = if *x == 0.0 { f32::INFINITY } else { x.abs() };
            least = if magnitude < least { magnitude } else { least };
        }
        if least.is_infinite() {
            return Some(Self::ZERO).filter(|grid| grid.has(values));
        }
        let farthest = if high > -low { high } else { low };
        // What is next to zero is some steps from it, mostly one; what is farthest tells best how long they are, but
        // for a rounding up or down.
        (1..=u8::MAX)
            .map(|steps| least / f32::from(steps))
            .take_while(|step| (high - low) / step < f32::from(u8::MAX) + 0.5)
            .map(|step| farthest / rounded(farthest / step))
            .flat_map(|scale| [scale, scale.next_up(), scale.next_down()])
            .map(|scale| Self {
                zero: f32::from(i8::MIN) - rounded(low / scale),
                scale,
            })
            .find(|grid| grid.has(values))
    }

    /// Whether the values are those of their numbers, to the bit.
    fn has(self, values: &[f32]) -> bool {
        let is_it = |x: &f32| {
            let steps = self.steps(*x);
            let number = steps + self.zero;
            let within = f32::from(i8::MIN) <= number && number <= f32::from(i8::MAX);
            within & ((steps * self.scale).to_bits() == x.to_bits())
        };
        // All of a few, which is quicker than each by itself.
        values
            .chunks(AT_ONCE)
            .all(|values| values.iter().fold(true, |all, x| all & is_it(x)))
    }

    /// How many steps a value on the grid is from zero.
    fn steps(self, value: f32) -> f32 {
        rounded(value / self.scale)
    }

    /// The number of a value on the grid.
    pub(super) fn number(self, value: f32) -> i8 {
        (self.steps(value) + self.zero) as i8
    }
}

/// The whole number next to a small one. By the processor's own rounding at this magnitude: `round` is a call on many.
fn rounded(x: f32) -> f32 {
    const WHOLE: f32 = 1.5 / f32::EPSILON;
    (x + WHOLE) - WHOLE
}
