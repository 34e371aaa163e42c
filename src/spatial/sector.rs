//! The part of a circle that a camera with a stated direction sees.

/// A stated viewing direction: bearing of its middle and full opening angle, degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sector {
    bearing_deg: f64,
    width_deg: f64,
}

impl Sector {
    /// A sector from any finite bearing and a width over 0 and up to 360 degrees.
    #[must_use]
    pub fn new(bearing_deg: f64, width_deg: f64) -> Option<Self> {
        (bearing_deg.is_finite() && width_deg > 0.0 && width_deg <= 360.0).then(|| Self {
            bearing_deg: bearing_deg.rem_euclid(360.0),
            width_deg,
        })
    }

    /// Bearing of the middle, degrees clockwise from north, 0..360.
    #[must_use]
    pub fn bearing_deg(self) -> f64 {
        self.bearing_deg
    }

    /// Full opening angle, degrees.
    #[must_use]
    pub fn width_deg(self) -> f64 {
        self.width_deg
    }

    /// Whether a bearing lies in the sector, give or take `slack_deg`; edges belong to it.
    #[must_use]
    pub fn contains_bearing(self, bearing_deg: f64, slack_deg: f64) -> bool {
        let off = (bearing_deg - self.bearing_deg + 180.0).rem_euclid(360.0) - 180.0;
        off.abs() <= self.width_deg / 2.0 + slack_deg
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sector_across_north_contains_both_sides() {
        let sector = Sector::new(0.0, 20.0).unwrap();
        for (bearing, inside) in [
            (350.0, true),
            (10.0, true),
            (0.0, true),
            (11.0, false),
            (349.0, false),
            (180.0, false),
        ] {
            assert_eq!(sector.contains_bearing(bearing, 0.0), inside, "{bearing}");
        }
        assert!(sector.contains_bearing(11.0, 1.0));
    }

    #[test]
    fn a_full_circle_contains_every_bearing() {
        let sector = Sector::new(77.0, 360.0).unwrap();
        assert!((0..360).all(|bearing| sector.contains_bearing(f64::from(bearing), 0.0)));
        assert!(Sector::new(0.0, 0.0).is_none());
        assert!(Sector::new(f64::NAN, 10.0).is_none());
        assert!(Sector::new(0.0, 361.0).is_none());
    }
}
