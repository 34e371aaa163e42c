//! The likely reading of a coordinate with a slip of the finger in its whole degrees.
//!
//! It is said, never taken: 32.2 may stand for 37.2 or for 35.2, and only the outline of the institution
//! tells which of them lies in it.

use crate::spatial::{Bbox, LonLat};

/// Positions that differ from a pair by one slip in the whole degrees of one of the two: a wrong digit,
/// two digits exchanged, one too many or one missing; only those in Korea.
pub(in crate::import) fn candidates(lat: f64, lon: f64) -> Vec<LonLat> {
    let mut found = Vec::new();
    let mut push = |lon: f64, lat: f64| {
        if let Ok(at) = LonLat::new(lon, lat)
            && Bbox::KOREA.contains(at)
            && !found.contains(&at)
        {
            found.push(at);
        }
    };
    for lat in slips(lat) {
        push(lon, lat);
    }
    for lon in slips(lon) {
        push(lon, lat);
    }
    found
}

/// All numbers that are one slip in the whole part away.
fn slips(value: f64) -> Vec<f64> {
    if !(0.0..10_000.0).contains(&value) {
        return Vec::new();
    }
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number below 10,000"
    )]
    let whole = value.trunc() as u32;
    let fraction = value.fract();
    let digits: Vec<u8> = whole.to_string().bytes().map(|byte| byte - b'0').collect();
    let mut variants: Vec<Vec<u8>> = Vec::new();
    for at in 0..digits.len() {
        for digit in 0..10 {
            let mut wrong = digits.clone();
            wrong[at] = digit;
            variants.push(wrong);
        }
        let mut shorter = digits.clone();
        shorter.remove(at);
        variants.push(shorter);
        if at > 0 {
            let mut exchanged = digits.clone();
            exchanged.swap(at - 1, at);
            variants.push(exchanged);
        }
    }
    for at in 0..=digits.len() {
        for digit in 0..10 {
            let mut longer = digits.clone();
            longer.insert(at, digit);
            variants.push(longer);
        }
    }
    variants
        .into_iter()
        .map(|variant| {
            variant
                .iter()
                .fold(0_u32, |sum, &digit| sum * 10 + u32::from(digit))
        })
        .filter(|&variant| variant != whole)
        .map(|variant| f64::from(variant) + fraction)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slip_in_the_whole_degrees_is_undone() {
        let has = |lat: f64, lon: f64, right: (f64, f64)| {
            candidates(lat, lon)
                .iter()
                .any(|at| (at.lat() - right.0).abs() < 1e-9 && (at.lon() - right.1).abs() < 1e-9)
        };
        assert!(has(32.2, 127.08, (37.2, 127.08)));
        assert!(has(37.2, 217.08, (37.2, 127.08)));
        assert!(has(35.27, 1126.49, (35.27, 126.49)));
        assert!(has(37.2, 12.08, (37.2, 128.08)));
        assert!(has(73.2, 127.08, (37.2, 127.08)));
        assert!(!has(37.2, 127.08, (37.2, 127.08)));
        assert!(candidates(-37.2, f64::NAN).is_empty());
    }
}
