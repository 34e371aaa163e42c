//! The coordinate reference systems in which features are served and asked for (OGC API - Features
//! Part 2).
//!
//! Here a coordinate pair is always x and y: easting and northing, longitude and latitude. The order in
//! which a system's authority writes its axes is applied where numbers are read or written, by
//! [`Crs::in_axis_order`].

use std::cell::RefCell;
use std::collections::HashMap;

use super::crs::{EpsgCode, Error, Transformation};
use super::geometry::Position;
use super::{Bbox, LonLat};

/// Decimals of degrees that are served: a centimetre.
pub const DEGREE_DECIMALS: u32 = 7;
/// Decimals of metres that are served.
pub const METRE_DECIMALS: u32 = 3;

/// A served coordinate reference system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Crs {
    /// WGS 84, longitude before latitude: what everything is kept in.
    #[default]
    Crs84,
    /// WGS 84, latitude before longitude.
    Epsg4326,
    /// Web Mercator.
    Epsg3857,
    /// UTM-K on Korea 2000 (KGD2002).
    Epsg5179,
    /// Central belt on Korea 2000, false northing 500,000 m.
    Epsg5181,
    /// Central belt on Korea 2000, false northing 600,000 m (중부원점), of most official maps.
    Epsg5186,
    /// Central belt on the Bessel ellipsoid, origin moved by 10.405 seconds.
    Epsg5174,
    /// Central belt on the Bessel ellipsoid.
    Epsg2097,
}

thread_local! {
    /// PROJ objects belong to one thread and take milliseconds to make.
    static TRANSFORMATIONS: RefCell<HashMap<(u32, bool), Transformation>> = RefCell::default();
}

impl Crs {
    /// All of them, the one of storage first.
    pub const ALL: [Self; 8] = [
        Self::Crs84,
        Self::Epsg4326,
        Self::Epsg3857,
        Self::Epsg5179,
        Self::Epsg5181,
        Self::Epsg5186,
        Self::Epsg5174,
        Self::Epsg2097,
    ];

    /// The system's name in the register of the OGC.
    #[must_use]
    pub fn uri(self) -> &'static str {
        match self {
            Self::Crs84 => "http://www.opengis.net/def/crs/OGC/1.3/CRS84",
            Self::Epsg4326 => "http://www.opengis.net/def/crs/EPSG/0/4326",
            Self::Epsg3857 => "http://www.opengis.net/def/crs/EPSG/0/3857",
            Self::Epsg5179 => "http://www.opengis.net/def/crs/EPSG/0/5179",
            Self::Epsg5181 => "http://www.opengis.net/def/crs/EPSG/0/5181",
            Self::Epsg5186 => "http://www.opengis.net/def/crs/EPSG/0/5186",
            Self::Epsg5174 => "http://www.opengis.net/def/crs/EPSG/0/5174",
            Self::Epsg2097 => "http://www.opengis.net/def/crs/EPSG/0/2097",
        }
    }

    /// The system of a name: its URI, or as a CURIE `[EPSG:5186]`, with or without brackets.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        let bare = name
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(name);
        Self::ALL.into_iter().find(|crs| {
            name == crs.uri()
                || match crs.epsg() {
                    None => bare == "OGC:CRS84",
                    Some(code) => bare == code.to_string(),
                }
        })
    }

    /// Its number in the EPSG register; CRS84 stands in that of the OGC.
    #[must_use]
    pub fn epsg(self) -> Option<EpsgCode> {
        let number = match self {
            Self::Crs84 => return None,
            Self::Epsg4326 => 4326,
            Self::Epsg3857 => 3857,
            Self::Epsg5179 => 5179,
            Self::Epsg5181 => 5181,
            Self::Epsg5186 => 5186,
            Self::Epsg5174 => 5174,
            Self::Epsg2097 => 2097,
        };
        Some(EpsgCode::new(number))
    }

    /// Whether coordinates are degrees of WGS 84; else they are metres.
    #[must_use]
    pub fn is_degrees(self) -> bool {
        matches!(self, Self::Crs84 | Self::Epsg4326)
    }

    /// Decimals with which coordinates are served: centimetres as degrees, millimetres as metres.
    #[must_use]
    pub fn decimals(self) -> u32 {
        if self.is_degrees() {
            DEGREE_DECIMALS
        } else {
            METRE_DECIMALS
        }
    }

    /// Whether the authority writes y (latitude, northing) before x.
    #[must_use]
    pub fn is_y_first(self) -> bool {
        !matches!(self, Self::Crs84 | Self::Epsg3857)
    }

    /// x and y as the authority orders them, and back.
    #[must_use]
    pub fn in_axis_order(self, [x, y]: Position) -> Position {
        if self.is_y_first() { [y, x] } else { [x, y] }
    }

    /// x and y of a position.
    ///
    /// # Errors
    /// When PROJ has no place for it.
    pub fn project(self, [lon, lat]: Position) -> Result<Position, Error> {
        if self.is_degrees() {
            return Ok([lon, lat]);
        }
        let nowhere = || Error::NoPosition {
            code: EpsgCode::WGS84.number(),
            x: lon,
            y: lat,
        };
        let at = LonLat::new(lon, lat).map_err(|_| nowhere())?;
        let (x, y) = self.through(true, |transformation| transformation.project(at))?;
        Ok([x, y])
    }

    /// The position of x and y.
    ///
    /// # Errors
    /// When it is no place on earth.
    pub fn to_lonlat(self, [x, y]: Position) -> Result<LonLat, Error> {
        if self.is_degrees() {
            return LonLat::new(x, y).map_err(|_| Error::NoPosition {
                code: EpsgCode::WGS84.number(),
                x,
                y,
            });
        }
        self.through(false, |transformation| transformation.to_lonlat(x, y))
    }

    fn through<T>(
        self,
        forward: bool,
        work: impl FnOnce(&Transformation) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let code = self.epsg().unwrap_or(EpsgCode::WGS84);
        TRANSFORMATIONS.with_borrow_mut(|kept| {
            if let Some(transformation) = kept.get(&(code.number(), forward)) {
                return work(transformation);
            }
            let made = if forward {
                Transformation::from_lonlat(code)?
            } else {
                Transformation::new(code)?
            };
            work(kept.entry((code.number(), forward)).or_insert(made))
        })
    }

    /// A box in degrees around everything that lies in a box of this system: its outline is walked in
    /// many steps, for straight sides are curves on the ground. The whole earth where a part of the
    /// outline is nowhere.
    #[must_use]
    pub fn around_in_degrees(self, area: &Bbox) -> Bbox {
        /// Pieces of a side.
        const STEPS: u32 = 64;
        if self.is_degrees() {
            return *area;
        }
        let mut around = Bbox::EMPTY;
        for step in 0..=STEPS {
            let part = f64::from(step) / f64::from(STEPS);
            let x = area.west + (area.east - area.west) * part;
            let y = area.south + (area.north - area.south) * part;
            for corner in [
                [x, area.south],
                [x, area.north],
                [area.west, y],
                [area.east, y],
            ] {
                match self.to_lonlat(corner) {
                    Ok(at) => around.include(at.lon(), at.lat()),
                    Err(_) => return Bbox::WORLD,
                }
            }
        }
        // Between two steps a curve bulges by far less than a hundredth of the whole.
        let (dlon, dlat) = (
            (around.east - around.west) / 100.0 + 1e-6,
            (around.north - around.south) / 100.0 + 1e-6,
        );
        // A box so wide may hold a pole or the antimeridian, around which degrees are no plane.
        if around.east - around.west > 90.0 || around.north - around.south > 90.0 {
            return Bbox::WORLD;
        }
        Bbox {
            west: around.west - dlon,
            south: around.south - dlat,
            east: around.east + dlon,
            north: around.north + dlat,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_uris_or_curies() {
        for crs in Crs::ALL {
            assert_eq!(Crs::from_name(crs.uri()), Some(crs));
        }
        assert_eq!(Crs::from_name("EPSG:5186"), Some(Crs::Epsg5186));
        assert_eq!(Crs::from_name("[OGC:CRS84]"), Some(Crs::Crs84));
        for name in [
            "",
            "5186",
            "EPSG:5187",
            "http://www.opengis.net/def/crs/EPSG/0/5187",
            "[EPSG:5186",
        ] {
            assert_eq!(Crs::from_name(name), None, "{name}");
        }
    }

    #[test]
    fn there_and_back_is_the_same_place() {
        for crs in Crs::ALL {
            for (lon, lat) in [
                (126.1, 33.0),
                (127.0847, 37.5385),
                (131.87, 37.24),
                (124.6, 38.3),
            ] {
                let back = crs.to_lonlat(crs.project([lon, lat]).unwrap()).unwrap();
                let off = crate::spatial::geodesic::geodesic_distance_m(
                    back,
                    LonLat::new(lon, lat).unwrap(),
                );
                assert!(off < 0.01, "{crs:?}: {off} m");
            }
        }
    }

    #[test]
    fn what_lies_in_a_box_lies_in_the_box_around_it() {
        for crs in Crs::ALL {
            let [x, y] = crs.project([127.5, 36.5]).unwrap();
            let half = if crs.is_degrees() { 1.5 } else { 150_000.0 };
            let area = Bbox {
                west: x - half,
                south: y - half,
                east: x + half,
                north: y + half,
            };
            let around = crs.around_in_degrees(&area);
            for step in 0..10_000_u32 {
                let part = |index: u32| f64::from(index) / 99.0;
                let at = [
                    area.west + 2.0 * half * part(step % 100),
                    area.south + 2.0 * half * part(step / 100),
                ];
                assert!(
                    around.contains(crs.to_lonlat(at).unwrap()),
                    "{crs:?} {at:?}"
                );
            }
        }
        let everywhere = Bbox {
            west: -1e12,
            south: -1e12,
            east: 1e12,
            north: 1e12,
        };
        assert_eq!(Crs::Epsg5186.around_in_degrees(&everywhere), Bbox::WORLD);
    }
}
