//! Convolution weights as the model wants them: weight norm fused, axes in PyTorch's order.

/// Fuses weight norm in place: each row becomes `gain · row / ‖row‖`.
///
/// A row of zeros stays one: the quotient would be 0/0, and such rows exist in quantised exports.
pub(super) fn fuse_weight_norm(rows: &mut [f32], gains: &[f32]) {
    let Some(width) = rows.len().checked_div(gains.len()).filter(|&width| width > 0) else {
        return;
    };
    for (row, &gain) in rows.chunks_exact_mut(width).zip(gains) {
        let norm = norm(row);
        let factor = if norm > 0.0 { f64::from(gain) / norm } else { 0.0 };
        for x in row {
            *x = (f64::from(*x) * factor) as f32;
        }
    }
}

/// The Euclidean norm, summed in f64 and in eight lanes so that it vectorises.
fn norm(row: &[f32]) -> f64 {
    let mut lanes = [0.0_f64; 8];
    let (chunks, rest) = row.as_chunks::<8>();
    for chunk in chunks {
        for (lane, &x) in lanes.iter_mut().zip(chunk) {
            *lane += f64::from(x) * f64::from(x);
        }
    }
    let rest: f64 = rest.iter().map(|&x| f64::from(x) * f64::from(x)).sum();
    (lanes.iter().sum::<f64>() + rest).sqrt()
}

/// `[a, b, c]` to `[a, c, b]`.
pub(super) fn swap_last_axes(data: &[f32], [a, b, c]: [usize; 3]) -> Vec<f32> {
    let mut swapped = Vec::with_capacity(data.len());
    for plane in 0..a {
        let plane = &data[plane * b * c..(plane + 1) * b * c];
        for column in 0..c {
            swapped.extend((0..b).map(|row| plane[row * c + column]));
        }
    }
    swapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_get_the_length_of_their_gain() {
        let mut rows = vec![3.0, 4.0, 0.0, 0.0, 1.0, 0.0];
        fuse_weight_norm(&mut rows, &[10.0, 7.0, -2.0]);
        assert_eq!(rows, [6.0, 8.0, 0.0, 0.0, -2.0, 0.0]);
    }

    #[test]
    fn a_long_row_is_normed_as_exactly_as_f32_can_say() {
        let row: Vec<f32> = (0..1543).map(|i| ((i * 37) % 101) as f32 * 0.01 - 0.5).collect();
        let exact: f64 = row.iter().map(|&x| f64::from(x).powi(2)).sum::<f64>().sqrt();
        assert!((norm(&row) - exact).abs() < 1e-12);
    }

    #[test]
    fn axes_swap() {
        let data: Vec<f32> = (0_u8..12).map(f32::from).collect();
        let swapped = swap_last_axes(&data, [2, 3, 2]);
        assert_eq!(swapped, [0., 2., 4., 1., 3., 5., 6., 8., 10., 7., 9., 11.]);
        assert_eq!(swap_last_axes(&swapped, [2, 2, 3]), data);
    }
}
