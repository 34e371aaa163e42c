//! Numbers with the decimals with which they are served.

/// A number in units of 1 / `scale`, a power of ten; halves away from zero.
///
/// For numbers below 2^53 / `scale` in size, which all lengths and coordinates here are.
#[must_use]
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "10^7 at most, and see above"
)]
pub fn scaled(value: f64, scale: u64) -> i64 {
    (value * scale as f64 + 0.5f64.copysign(value)) as i64
}

/// The number that a reader gets of one that is served with so many decimals.
#[must_use]
#[expect(clippy::cast_precision_loss, reason = "as above")]
pub fn rounded(value: f64, decimals: u32) -> f64 {
    let scale = 10u64.pow(decimals);
    scaled(value, scale) as f64 / scale as f64
}

/// Digits behind the point of the shortest text that reads back as the number.
#[must_use]
pub fn decimals_of(value: f64) -> usize {
    let text = value.to_string();
    text.split_once('.').map_or(0, |(_, digits)| digits.len())
}
