//! Source coordinate systems to CRS84 through PROJ, always easting-northing (x, y) in and
//! longitude-latitude out.

use proj::Proj;

use super::LonLat;

/// A transformation from one EPSG system to CRS84.
///
/// PROJ objects belong to one thread and cost tens of milliseconds to make: make one per import.
pub struct Transformation {
    code: EpsgCode,
    proj: Proj,
}

/// A coordinate reference system of the EPSG register, by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EpsgCode(u32);

/// Why a system or a coordinate could not be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not of the form `EPSG:5186`.
    #[error("\"{0}\" is not a coordinate system; write it as EPSG:5186")]
    Syntax(String),
    /// PROJ does not know the number, or knows no way from it to WGS 84.
    #[error("EPSG:{0} is not a coordinate system that can be transformed to WGS 84")]
    Unknown(u32),
    /// PROJ refused the point or gave something that is no position.
    #[error("x {x}, y {y} in EPSG:{code} is not a place on earth")]
    NoPosition {
        /// EPSG number of the source.
        code: u32,
        /// Easting or longitude as given.
        x: f64,
        /// Northing or latitude as given.
        y: f64,
    },
}

impl EpsgCode {
    /// WGS 84 in degrees, always taken with longitude first.
    pub const WGS84: Self = Self(4326);

    /// The system of this number; whether it exists is known when it is used.
    #[must_use]
    pub fn new(number: u32) -> Self {
        Self(number)
    }

    /// Its number in the register.
    #[must_use]
    pub fn number(self) -> u32 {
        self.0
    }
}

impl std::str::FromStr for EpsgCode {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let digits = text
            .trim()
            .get(..5)
            .filter(|prefix| prefix.eq_ignore_ascii_case("epsg:"))
            .and(text.trim().get(5..));
        digits
            .and_then(|digits| digits.parse().ok())
            .map(Self)
            .ok_or_else(|| Error::Syntax(text.to_owned()))
    }
}

impl std::fmt::Display for EpsgCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "EPSG:{}", self.0)
    }
}

impl Transformation {
    /// Looks the system up in PROJ's own database.
    ///
    /// # Errors
    /// When the number is not in the EPSG register or has no transformation to WGS 84.
    pub fn new(code: EpsgCode) -> Result<Self, Error> {
        let proj = Proj::new_known_crs(&code.to_string(), "EPSG:4326", None)
            .map_err(|_| Error::Unknown(code.0))?;
        Ok(Self { code, proj })
    }

    /// The way back: from CRS84 to the system, for [`Transformation::project`].
    ///
    /// # Errors
    /// As [`Transformation::new`].
    pub fn from_lonlat(code: EpsgCode) -> Result<Self, Error> {
        let proj = Proj::new_known_crs("EPSG:4326", &code.to_string(), None)
            .map_err(|_| Error::Unknown(code.0))?;
        Ok(Self { code, proj })
    }

    /// Easting and northing of a position, of a transformation made by
    /// [`Transformation::from_lonlat`].
    ///
    /// # Errors
    /// When PROJ finds none.
    pub fn project(&self, at: LonLat) -> Result<(f64, f64), Error> {
        let (x, y) = (at.lon(), at.lat());
        let nowhere = || Error::NoPosition {
            code: self.code.0,
            x,
            y,
        };
        let (x, y) = self.proj.convert((x, y)).map_err(|_| nowhere())?;
        if x.is_finite() && y.is_finite() {
            Ok((x, y))
        } else {
            Err(nowhere())
        }
    }

    /// Takes a system as well-known text, such as the content of a `.prj`, for systems without a number.
    ///
    /// # Errors
    /// When PROJ does not understand the text, or knows no way from it to WGS 84.
    pub fn from_definition(wkt: &str) -> Result<Self, Error> {
        let shown = || wkt.chars().take(60).collect();
        // Local systems lie nowhere on earth; the bindings panic where PROJ gives no reason.
        let known = [
            "PROJCS", "GEOGCS", "PROJCRS", "GEOGCRS", "GEODCRS", "BOUNDCRS", "COMPD",
        ];
        if wkt.contains('\0') || !known.iter().any(|word| wkt.starts_with(word)) {
            return Err(Error::Syntax(shown()));
        }
        let made = std::panic::catch_unwind(|| Proj::new_known_crs(wkt, "EPSG:4326", None));
        let Ok(Ok(proj)) = made else {
            return Err(Error::Syntax(shown()));
        };
        Ok(Self {
            code: EpsgCode(0),
            proj,
        })
    }

    /// Transforms easting and northing to a position.
    ///
    /// # Errors
    /// When the point is not finite or PROJ finds no position for it. PROJ answers infinity with
    /// infinity, so the result is checked as well.
    pub fn to_lonlat(&self, x: f64, y: f64) -> Result<LonLat, Error> {
        let nowhere = || Error::NoPosition {
            code: self.code.0,
            x,
            y,
        };
        if !x.is_finite() || !y.is_finite() {
            return Err(nowhere());
        }
        let (lon, lat) = self.proj.convert((x, y)).map_err(|_| nowhere())?;
        LonLat::new(lon, lat).map_err(|_| nowhere())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Control points computed with PROJ 9.5 and 9.6 by two other programs.
    const CONTROL: [(&str, f64, f64, f64, f64); 8] = [
        (
            "EPSG:5174",
            200_000.0,
            450_000.0,
            127.000_788_027_712,
            37.552_268_004_389,
        ),
        (
            "EPSG:2097",
            200_000.0,
            450_000.0,
            126.997_898_011_496,
            37.552_267_986_522,
        ),
        (
            "EPSG:5175",
            200_000.0,
            450_000.0,
            127.000_792_327_535,
            37.101_755_345_422,
        ),
        (
            "EPSG:5178",
            955_000.0,
            1_950_000.0,
            126.988_405_119_563,
            37.550_988_595_746,
        ),
        (
            "EPSG:5179",
            955_000.0,
            1_950_000.0,
            126.990_566_902_971,
            37.548_238_762_372,
        ),
        ("EPSG:5181", 200_000.0, 450_000.0, 127.0, 37.549_517_975_967),
        ("EPSG:5186", 200_000.0, 550_000.0, 127.0, 37.549_517_975_967),
        ("EPSG:4737", 127.0, 37.5, 127.0, 37.5),
    ];

    #[test]
    fn korean_systems_agree_with_the_control_points_to_a_millimetre() {
        for (code, x, y, lon, lat) in CONTROL {
            let to = Transformation::new(code.parse().unwrap())
                .unwrap()
                .to_lonlat(x, y)
                .unwrap();
            let expected = LonLat::new(lon, lat).unwrap();
            let off = crate::spatial::geodesic::geodesic_distance_m(to, expected);
            assert!(off < 0.001, "{code}: {off} m");
        }
    }

    #[test]
    fn infinity_and_nan_are_no_positions() {
        let transformation = Transformation::new("epsg:5186".parse().unwrap()).unwrap();
        for (x, y) in [(f64::INFINITY, 0.0), (0.0, f64::NAN), (1e12, 1e12)] {
            assert!(
                matches!(
                    transformation.to_lonlat(x, y),
                    Err(Error::NoPosition { .. })
                ),
                "{x} {y}"
            );
        }
    }

    #[test]
    fn systems_that_do_not_exist_are_named() {
        assert!(matches!("5186".parse::<EpsgCode>(), Err(Error::Syntax(_))));
        let unknown = Transformation::new("EPSG:999999".parse().unwrap());
        assert!(matches!(unknown, Err(Error::Unknown(999_999))));
    }
}
