//! Shapes looked at before an operation begins.

use super::TensorError;

/// An error unless two shapes are the same.
pub(super) fn expect(what: &str, expected: &[usize], got: &[usize]) -> Result<(), TensorError> {
    if expected == got {
        return Ok(());
    }
    Err(TensorError::Shape {
        what: what.to_owned(),
        expected: format!("{expected:?}"),
        got: format!("{got:?}"),
    })
}

/// An error unless a weight has as many axes.
pub(super) fn expect_rank<const N: usize>(what: &str, shape: &[usize]) -> Result<[usize; N], TensorError> {
    shape.try_into().map_err(|_| TensorError::Shape {
        what: what.to_owned(),
        expected: format!("{N} axes"),
        got: format!("{shape:?}"),
    })
}
