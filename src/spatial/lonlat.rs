//! A position that is valid by construction.

/// A point in CRS84: longitude and latitude in degrees, both finite and in range.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LonLat {
    lon: f64,
    lat: f64,
}

/// Why a pair of numbers is not a position.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
pub enum Error {
    /// NaN or infinity.
    #[error("{0} is not a finite number")]
    NotFinite(&'static str),
    /// Outside -180 to 180.
    #[error("longitude {0} is not between -180 and 180")]
    Longitude(f64),
    /// Outside -90 to 90.
    #[error("latitude {0} is not between -90 and 90")]
    Latitude(f64),
}

impl LonLat {
    /// Makes a position from longitude and latitude in degrees.
    ///
    /// # Errors
    /// Names the coordinate that is not finite or out of range.
    pub fn new(lon: f64, lat: f64) -> Result<Self, Error> {
        if !lon.is_finite() {
            return Err(Error::NotFinite("longitude"));
        }
        if !lat.is_finite() {
            return Err(Error::NotFinite("latitude"));
        }
        if !(-180.0..=180.0).contains(&lon) {
            return Err(Error::Longitude(lon));
        }
        if !(-90.0..=90.0).contains(&lat) {
            return Err(Error::Latitude(lat));
        }
        Ok(Self { lon, lat })
    }

    /// Longitude in degrees.
    #[must_use]
    pub fn lon(self) -> f64 {
        self.lon
    }

    /// Latitude in degrees.
    #[must_use]
    pub fn lat(self) -> f64 {
        self.lat
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_finite_coordinates_in_range_are_positions() {
        assert!(LonLat::new(127.0, 37.5).is_ok());
        assert_eq!(
            LonLat::new(f64::NAN, 0.0),
            Err(Error::NotFinite("longitude"))
        );
        assert_eq!(
            LonLat::new(0.0, f64::INFINITY),
            Err(Error::NotFinite("latitude"))
        );
        assert_eq!(LonLat::new(37.5, 127.0), Err(Error::Latitude(127.0)));
        assert_eq!(LonLat::new(181.0, 1.0), Err(Error::Longitude(181.0)));
    }
}
