//! The nodes of MLX's graph that the backend makes: each counted, each failing with this backend's error, none
//! panicking. Arrays are `[sequences, time, channels]` unless a function says otherwise.

use mlx_rs::error::Exception;
use mlx_rs::ops::indexing::TryIndexOp;
use mlx_rs::{Array, Axes, Dtype, ops, transforms};

use crate::tensor::TensorError;
use crate::tensor::work::Work;

pub(super) type Result<T> = std::result::Result<T, TensorError>;

/// MLX's own words, with the operation they are about.
pub(super) fn failed(operation: &'static str, error: &impl ToString) -> TensorError {
    TensorError::Backend {
        backend: "mlx",
        operation,
        message: error.to_string(),
    }
}

/// Counts a node.
pub(super) fn node<T>(operation: &'static str, made: std::result::Result<T, Exception>) -> Result<T> {
    Work {
        operations: 1,
        ..Work::default()
    }
    .count();
    made.map_err(|error| failed(operation, &error))
}

/// Numbers from the host.
pub(super) fn array(values: &[f32], shape: &[usize]) -> Array {
    Array::from_slice(values, &dims(shape))
}

/// Whole numbers from the host.
pub(super) fn indices(values: impl IntoIterator<Item = u32>) -> Array {
    let values: Vec<u32> = values.into_iter().collect();
    Array::from_slice(&values, &[values.len() as i32])
}

/// A shape as MLX wants it.
pub(super) fn dims(shape: &[usize]) -> Vec<i32> {
    shape.iter().map(|n| *n as i32).collect()
}

/// A shape as we want it.
pub(super) fn shape(x: &Array) -> Vec<usize> {
    x.shape().iter().map(|n| *n as usize).collect()
}

/// The length of the first axis.
pub(super) fn rows(x: &Array) -> usize {
    x.shape().first().map_or(0, |n| *n as usize)
}

/// Steps of `[sequences, time, channels]`.
pub(super) fn steps(x: &Array) -> usize {
    x.shape().get(1).map_or(0, |n| *n as usize)
}

/// The length of the last axis.
pub(super) fn cols(x: &Array) -> usize {
    x.shape().last().map_or(0, |n| *n as usize)
}

macro_rules! two {
    ($($(#[$doc:meta])* $name:ident = $method:ident;)*) => {
        $($(#[$doc])* pub(super) fn $name(a: &Array, b: &Array) -> Result<Array> {
            node(stringify!($name), a.$method(b))
        })*
    };
}

macro_rules! one {
    ($($(#[$doc:meta])* $name:ident = $function:path;)*) => {
        $($(#[$doc])* pub(super) fn $name(a: &Array) -> Result<Array> {
            node(stringify!($name), $function(a))
        })*
    };
}

two! {
    /// `a + b`.
    add = add;
    /// `a − b`.
    sub = subtract;
    /// `a · b`, elementwise.
    mul = multiply;
    /// `a / b`.
    div = divide;
    /// The remainder of `a / b`, with the sign of `b`.
    remainder = remainder;
    /// The product of two matrices.
    matmul = matmul;
    /// Where `a > b`.
    greater = gt;
}

one! {
    /// `√a`.
    sqrt = ops::sqrt;
    /// `1 / √a`.
    rsqrt = ops::rsqrt;
    /// `a²`.
    square = ops::square;
    /// `sin a`.
    sin = ops::sin;
    /// `cos a`.
    cos = ops::cos;
    /// `eᵃ`.
    exp = ops::exp;
    /// `tanh a`.
    tanh = ops::tanh;
}

/// A number as an array.
pub(super) fn scalar(value: f32) -> Array {
    Array::from_f32(value)
}

/// `a · factor`.
pub(super) fn times(a: &Array, factor: f32) -> Result<Array> {
    mul(a, &scalar(factor))
}

/// `a + term`.
pub(super) fn plus(a: &Array, term: f32) -> Result<Array> {
    add(a, &scalar(term))
}

/// The nearest whole number.
pub(super) fn round(a: &Array) -> Result<Array> {
    node("round", ops::round(a, 0))
}

/// `atan2(y, x)`.
pub(super) fn atan2(y: &Array, x: &Array) -> Result<Array> {
    node("atan2", ops::atan2(y, x))
}

/// `c + a · b`, matrices.
pub(super) fn addmm(c: &Array, a: &Array, b: &Array) -> Result<Array> {
    node("addmm", ops::addmm(c, a, b, None, None))
}

/// `a` where `condition`, else `b`.
pub(super) fn select(condition: &Array, a: &Array, b: &Array) -> Result<Array> {
    node("select", ops::select(condition, a, b))
}

/// Another shape.
pub(super) fn reshape(x: &Array, to: &[usize]) -> Result<Array> {
    node("reshape", x.reshape(&dims(to)))
}

/// Another order of axes.
pub(super) fn transpose(x: &Array, axes: &[i32]) -> Result<Array> {
    node("transpose", x.transpose_axes(axes))
}

/// Repeats axes of length one.
pub(super) fn broadcast(x: &Array, to: &[usize]) -> Result<Array> {
    node("broadcast", ops::broadcast_to(x, &dims(to)))
}

/// From `from` up to `to` along the first axis.
pub(super) fn slice(x: &Array, from: usize, to: usize) -> Result<Array> {
    node("slice", x.try_index(from as i32..to as i32))
}

/// From step `from` up to step `to` of `[sequences, time, channels]`.
pub(super) fn slice_steps(x: &Array, from: usize, to: usize) -> Result<Array> {
    node("slice", x.try_index((.., from as i32..to as i32)))
}

/// From `from` up to `to` along the last axis.
pub(super) fn slice_last(x: &Array, from: usize, to: usize) -> Result<Array> {
    node(
        "slice",
        x.try_index((mlx_rs::ops::indexing::Ellipsis, from as i32..to as i32)),
    )
}

/// Rows by number; the caller has made sure that there are as many.
pub(super) fn take(x: &Array, rows: &Array) -> Result<Array> {
    node("take", x.take_axis(rows, 0))
}

/// Steps by number; the caller has made sure that there are as many.
pub(super) fn take_steps(x: &Array, steps: &Array) -> Result<Array> {
    node("take", x.take_axis(steps, 1))
}

/// One after the other along an axis.
pub(super) fn concat(parts: &[Array], axis: i32) -> Result<Array> {
    match parts {
        [only] => Ok(only.clone()),
        parts => node("concatenate", ops::concatenate(parts, axis)),
    }
}

/// So many equal parts of the last axis.
pub(super) fn split_last<const N: usize>(x: &Array) -> Result<[Array; N]> {
    let parts = node("split", x.split_equal(N as i32, -1))?;
    parts
        .try_into()
        .map_err(|_| failed("split", &"not as many parts as asked for"))
}

/// Steps of zeros before and after.
pub(super) fn pad_steps(x: &Array, before: usize, after: usize) -> Result<Array> {
    if before + after == 0 {
        return Ok(x.clone());
    }
    let width = [(0, 0), (before as i32, after as i32), (0, 0)];
    node("pad", ops::pad(x, &width[..], None, None))
}

/// The same numbers seen with other strides.
pub(super) fn strided(x: &Array, shape: &[usize], strides: &[usize]) -> Result<Array> {
    let strides: Vec<i64> = strides.iter().map(|n| *n as i64).collect();
    node("as_strided", ops::as_strided(x, &dims(shape)[..], &strides[..], 0))
}

/// An axis backwards.
pub(super) fn reverse(x: &Array, axis: i32) -> Result<Array> {
    node("flip", x.flip(Axes::Axis(axis)))
}

/// The sum over an axis, which stays with length one.
pub(super) fn sum(x: &Array, axis: i32) -> Result<Array> {
    node("sum", x.sum_axis(axis, true))
}

/// Sums of all numbers so far, over time.
pub(super) fn running_sum(x: &Array) -> Result<Array> {
    node("cumsum", x.cumsum(1, None, None))
}

/// Another kind of number.
pub(super) fn cast(x: &Array, to: Dtype) -> Result<Array> {
    if x.dtype() == to {
        return Ok(x.clone());
    }
    node("cast", x.as_dtype(to))
}

/// In row-major order.
pub(super) fn contiguous(x: &Array) -> Result<Array> {
    node("contiguous", x.contiguous())
}

/// 0, 1, 2, … `count − 1` as f32.
pub(super) fn count_up(count: usize) -> Result<Array> {
    node("arange", ops::arange::<i32, f32>(0, count as i32, 1))
}

/// Computes arrays now, such as weights that are to be ready.
pub(super) fn evaluate<'a>(arrays: impl IntoIterator<Item = &'a Array>) -> Result<()> {
    count_evaluation();
    transforms::eval(arrays).map_err(|error| failed("evaluate", &error))
}

/// Begins to compute arrays, and does not wait for them.
pub(super) fn begin(x: &Array) -> Result<()> {
    count_evaluation();
    transforms::async_eval([x]).map_err(|error| failed("evaluate", &error))
}

fn count_evaluation() {
    Work {
        evaluations: 1,
        ..Work::default()
    }
    .count();
}

/// Brings numbers that are in row-major order to the host, and waits for them.
pub(super) fn to_host(x: &Array) -> Result<Vec<f32>> {
    Work {
        host_copies: 1,
        ..Work::default()
    }
    .count();
    x.to_vec_exact().map_err(|error| failed("to_host", &error))
}
