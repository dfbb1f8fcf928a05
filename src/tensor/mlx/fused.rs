//! Chains of elementwise operations that MLX compiles into one kernel each, whatever the shapes.

use std::cell::RefCell;
use std::f32::consts::FRAC_1_PI;

use mlx_rs::error::Exception;
use mlx_rs::transforms::compile::compile;
use mlx_rs::{Array, ops};

use super::device::Device;
use super::graph::{Result, node};
use crate::tensor::cpu::SIN_SQUARE;

type Made = std::result::Result<Vec<Array>, Exception>;
type Chain = fn(&[Array]) -> Made;
type Compiled = RefCell<Box<dyn FnMut(&[Array]) -> Made>>;

/// The kernels.
pub(super) struct Fused {
    affine: Compiled,
    affine_leaky: Compiled,
    affine_snake: Compiled,
    leaky: Compiled,
    snake: Compiled,
    gelu: Compiled,
    finish: Compiled,
    finish_add: Compiled,
    lstm_cell: Compiled,
}

/// Compiles for any shape.
fn kernel(chain: Chain) -> Compiled {
    RefCell::new(Box::new(compile(chain, true)))
}

fn leaky_relu(x: &Array, slope: &Array) -> std::result::Result<Array, Exception> {
    ops::maximum(x, x.multiply(slope)?)
}

/// `x + sin²(αx) / α`, with α and its inverse.
fn snake(x: &Array, alpha: &Array, inverse: &Array) -> std::result::Result<Array, Exception> {
    x.add(x.multiply(alpha)?.sin()?.square()?.multiply(inverse)?)
}

/// The same for a processor: there MLX's sine calls the C library for every number, which took about a seventh of a
/// sentence's time (`perf record`), and keeps the compiler from using vectors.
fn snake_on_processor(x: &Array, alpha: &Array, inverse: &Array) -> std::result::Result<Array, Exception> {
    // Adding this and taking it away again leaves the nearest whole number.
    let whole = Array::from_f32(1.5 / f32::EPSILON);
    let c = SIN_SQUARE.map(Array::from_f32);
    // sin² has the period π: what is left of αx / π after its nearest whole number is all it needs.
    let turns = x.multiply(alpha)?.multiply(Array::from_f32(FRAC_1_PI))?;
    let square = turns.subtract(turns.add(&whole)?.subtract(&whole)?)?.square()?;
    let pair = |i: usize| c[i].add(c[i + 1].multiply(&square)?);
    let fourth = square.square()?;
    let polynomial = pair(0)?.add(fourth.multiply(pair(2)?.add(fourth.multiply(pair(4)?)?)?)?)?;
    x.add(polynomial.multiply(&square)?.multiply(inverse)?)
}

impl Fused {
    pub(super) fn on(device: &Device) -> Self {
        let affine_snake: Chain = match device {
            Device::Gpu => |a| Ok(vec![snake(&a[0].multiply(&a[1])?.add(&a[2])?, &a[3], &a[4])?]),
            Device::Cpu(_) => |a| {
                Ok(vec![snake_on_processor(
                    &a[0].multiply(&a[1])?.add(&a[2])?,
                    &a[3],
                    &a[4],
                )?])
            },
        };
        let snake: Chain = match device {
            Device::Gpu => |a| Ok(vec![snake(&a[0], &a[1], &a[2])?]),
            Device::Cpu(_) => |a| Ok(vec![snake_on_processor(&a[0], &a[1], &a[2])?]),
        };
        Self {
            affine: kernel(|a| Ok(vec![a[0].multiply(&a[1])?.add(&a[2])?])),
            affine_leaky: kernel(|a| Ok(vec![leaky_relu(&a[0].multiply(&a[1])?.add(&a[2])?, &a[3])?])),
            affine_snake: kernel(affine_snake),
            leaky: kernel(|a| Ok(vec![leaky_relu(&a[0], &a[1])?])),
            snake: kernel(snake),
            gelu: kernel(|a| {
                let x = &a[0];
                let cubed = x.multiply(x)?.multiply(x)?.multiply(Array::from_f32(0.044_715))?;
                let inner = x.add(cubed)?.multiply(Array::from_f32(0.797_884_6))?;
                let half = x.multiply(Array::from_f32(0.5))?;
                Ok(vec![half.multiply(ops::tanh(inner)?.add(Array::from_f32(1.0))?)?])
            }),
            finish: kernel(|a| Ok(vec![a[0].add(&a[1])?.multiply(&a[2])?])),
            finish_add: kernel(|a| Ok(vec![a[0].add(&a[1])?.add(&a[2])?.multiply(&a[3])?])),
            lstm_cell: kernel(|a| {
                let (i, f, g, o) = (
                    ops::sigmoid(&a[0])?,
                    ops::sigmoid(&a[1])?,
                    ops::tanh(&a[2])?,
                    ops::sigmoid(&a[3])?,
                );
                let cell = f.multiply(&a[4])?.add(i.multiply(g)?)?;
                Ok(vec![o.multiply(ops::tanh(&cell)?)?, cell])
            }),
        }
    }

    /// `x · scale + shift`.
    pub(super) fn affine(&self, x: &Array, scale: &Array, shift: &Array) -> Result<Array> {
        one(&self.affine, &[x, scale, shift])
    }

    /// The same, then a leaky rectifier.
    pub(super) fn affine_leaky(&self, x: &Array, scale: &Array, shift: &Array, slope: f32) -> Result<Array> {
        one(&self.affine_leaky, &[x, scale, shift, &Array::from_f32(slope)])
    }

    /// The same, then a Snake.
    pub(super) fn affine_snake(
        &self,
        x: &Array,
        [scale, shift]: [&Array; 2],
        [alpha, inverse]: [&Array; 2],
    ) -> Result<Array> {
        one(&self.affine_snake, &[x, scale, shift, alpha, inverse])
    }

    /// A leaky rectifier, for a slope under 1.
    pub(super) fn leaky(&self, x: &Array, slope: f32) -> Result<Array> {
        one(&self.leaky, &[x, &Array::from_f32(slope)])
    }

    /// A Snake, with α and its inverse.
    pub(super) fn snake(&self, x: &Array, alpha: &Array, inverse: &Array) -> Result<Array> {
        one(&self.snake, &[x, alpha, inverse])
    }

    /// The tanh form of GELU.
    pub(super) fn gelu(&self, x: &Array) -> Result<Array> {
        one(&self.gelu, &[x])
    }

    /// `(y + bias) · scale`, or `(y + bias + add) · scale`.
    pub(super) fn finish(&self, y: &Array, bias: &Array, add: Option<&Array>, scale: f32) -> Result<Array> {
        let scale = Array::from_f32(scale);
        match add {
            None => one(&self.finish, &[y, bias, &scale]),
            Some(add) => one(&self.finish_add, &[y, bias, add, &scale]),
        }
    }

    /// The gates i, f, g, o before their sigmoids and tanh, and the cell: the next output and the next cell.
    pub(super) fn lstm_cell(&self, gates: &[Array; 4], cell: &Array) -> Result<[Array; 2]> {
        let [i, f, g, o] = gates;
        let made = run(&self.lstm_cell, &[i, f, g, o, cell])?;
        made.try_into()
            .map_err(|_| super::graph::failed("LSTM cell", &"the kernel gave other than two arrays"))
    }
}

fn run(kernel: &Compiled, arguments: &[&Array]) -> Result<Vec<Array>> {
    let arguments: Vec<Array> = arguments.iter().map(|a| (*a).clone()).collect();
    node("fused kernel", (kernel.borrow_mut())(&arguments))
}

fn one(kernel: &Compiled, arguments: &[&Array]) -> Result<Array> {
    let mut made = run(kernel, arguments)?;
    made.pop()
        .ok_or_else(|| super::graph::failed("fused kernel", &"the kernel gave nothing"))
}
