//! Samples as files hold them.

/// Full scale is 32 767 on both sides; a cast saturates, and makes 0 of what is not a number.
pub(super) fn to_i16(sample: f32) -> i16 {
    (sample * f32::from(i16::MAX)).round() as i16
}
