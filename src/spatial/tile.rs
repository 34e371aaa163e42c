//! The WebMercatorQuad tile matrix set (OGC Two Dimensional Tile Matrix Set, annex D.1).

use std::f64::consts::PI;

use super::Bbox;

/// Deepest zoom level that tiles are made for; clients draw deeper views from it.
pub const MAX_ZOOM: u8 = 14;

/// Length of the equator of the projection's sphere, metres.
pub const EQUATOR_M: f64 = 2.0 * PI * 6_378_137.0;

/// One tile of the quad tree: zoom level, row from the north, column from the west.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TileId {
    z: u8,
    row: u32,
    column: u32,
}

impl TileId {
    /// A tile of the matrix set, or `None` when the level, the row or the column does not exist.
    #[must_use]
    pub fn new(z: u8, row: u32, column: u32) -> Option<Self> {
        (z <= MAX_ZOOM && row < 1 << z && column < 1 << z).then_some(Self { z, row, column })
    }

    /// Zoom level.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// Row, from the north.
    #[must_use]
    pub fn row(self) -> u32 {
        self.row
    }

    /// Column, from the west.
    #[must_use]
    pub fn column(self) -> u32 {
        self.column
    }

    /// The tile of a level in which a place lies, the nearest one for a place beyond the matrix.
    #[must_use]
    pub fn at(z: u8, lon: f64, lat: f64) -> Option<Self> {
        let whole = Self::new(0, 0, 0)?;
        let side = f64::from(1u32.checked_shl(z.into())?);
        let (x, y) = whole.project(lon, lat, side);
        let cell = |value: f64| {
            #[expect(
                clippy::cast_possible_truncation,
                clippy::cast_sign_loss,
                reason = "clamped to the matrix just before"
            )]
            let cell = value.clamp(0.0, side - 1.0) as u32;
            cell
        };
        Self::new(z, cell(y), cell(x))
    }

    /// How many of `extent` units a metre on the ground is long at a latitude, for finding how fine
    /// something is drawn: of the sphere of the projection.
    #[must_use]
    pub fn units_per_metre(self, lat: f64, extent: f64) -> f64 {
        let side_m = EQUATOR_M / f64::from(1u32 << self.z) * lat.to_radians().cos();
        extent / side_m
    }

    /// The tile's box in degrees.
    #[must_use]
    pub fn bbox(self) -> Bbox {
        let n = f64::from(1u32 << self.z);
        let lon = |column: f64| column / n * 360.0 - 180.0;
        let lat = |row: f64| (PI * (1.0 - 2.0 * row / n)).sinh().atan().to_degrees();
        let (row, column) = (f64::from(self.row), f64::from(self.column));
        Bbox {
            west: lon(column),
            south: lat(row + 1.0),
            east: lon(column + 1.0),
            north: lat(row),
        }
    }

    /// Position inside the tile in units of `extent` (0 at the north-west corner); outside the tile
    /// the numbers leave 0..extent.
    #[must_use]
    pub fn project(self, lon: f64, lat: f64, extent: f64) -> (f64, f64) {
        let n = f64::from(1u32 << self.z);
        let x = (lon + 180.0) / 360.0 * n - f64::from(self.column);
        // asinh(tan) of a latitude, by the functions that take the least time.
        let sin = lat.to_radians().sin();
        let stretched = ((1.0 + sin) / (1.0 - sin)).ln() / 2.0;
        let y = (1.0 - stretched / PI) / 2.0 * n - f64::from(self.row);
        (x * extent, y * extent)
    }

    /// [`TileId::project`] for many places in or near the tile, without a function to evaluate for each.
    #[must_use]
    pub fn projection(self, extent: f64) -> TileProjection {
        let bbox = self.bbox();
        let (lon, lat) = (bbox.west, f64::midpoint(bbox.south, bbox.north));
        let (_, y) = self.project(lon, lat, extent);
        let units = f64::from(1u32 << self.z) * extent;
        let (tan, sec) = (lat.to_radians().tan(), 1.0 / lat.to_radians().cos());
        // The integral of the secant and its derivatives, for degrees.
        let radian = 1f64.to_radians();
        let scale = -units / (2.0 * PI);
        TileProjection {
            lon,
            lat,
            x_per_deg: units / 360.0,
            y,
            y1: scale * sec * radian,
            y2: scale * sec * tan * radian.powi(2) / 2.0,
            y3: scale * sec * (1.0 + 2.0 * tan * tan) * radian.powi(3) / 6.0,
        }
    }
}

/// The projection near one tile: the terms up to the third of its series around the middle latitude.
///
/// From level 10 on it differs from the whole projection by less than a ten-thousandth of 4096 units.
#[derive(Debug, Clone, Copy)]
pub struct TileProjection {
    lon: f64,
    lat: f64,
    x_per_deg: f64,
    y: f64,
    y1: f64,
    y2: f64,
    y3: f64,
}

impl TileProjection {
    /// Position inside the tile, as [`TileId::project`] gives it.
    #[inline]
    #[must_use]
    pub fn project(&self, lon: f64, lat: f64) -> (f64, f64) {
        let north = lat - self.lat;
        let y = self.y + north * (self.y1 + north * (self.y2 + north * self.y3));
        ((lon - self.lon) * self.x_per_deg, y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_of_a_tile_project_to_its_corners() {
        let tile = TileId::new(10, 396, 873).unwrap();
        let bbox = tile.bbox();
        let (x, y) = tile.project(bbox.west, bbox.north, 4096.0);
        assert!(x.abs() < 1e-6 && y.abs() < 1e-6);
        let (x, y) = tile.project(bbox.east, bbox.south, 4096.0);
        assert!((x - 4096.0).abs() < 1e-6 && (y - 4096.0).abs() < 1e-6);
    }

    #[test]
    fn seoul_city_hall_is_in_the_known_tile() {
        // z/x/y 10/873/396 on every web map.
        assert!(
            TileId::new(10, 396, 873)
                .unwrap()
                .bbox()
                .contains_xy(126.978, 37.5665)
        );
    }

    #[test]
    fn a_place_lies_in_its_tile() {
        for z in 0..=MAX_ZOOM {
            for (lon, lat) in [
                (126.978, 37.5665),
                (-180.0, 85.05),
                (180.0, -85.05),
                (0.0, 0.0),
            ] {
                let tile = TileId::at(z, lon, lat).unwrap();
                assert!(tile.bbox().contains_xy(lon, lat), "{z} {lon} {lat}");
            }
        }
        let pole = TileId::at(3, 500.0, 90.0).unwrap();
        assert_eq!((pole.row(), pole.column()), (0, 7));
        assert!(TileId::at(15, 0.0, 0.0).is_none());
    }

    #[test]
    fn a_metre_is_as_long_as_the_projection_draws_it() {
        let tile = TileId::at(14, 127.0, 37.5).unwrap();
        let (x, _) = tile.project(127.0, 37.5, 4096.0);
        // A metre to the east on the projection's sphere.
        let step = 360.0 / (EQUATOR_M * 37.5f64.to_radians().cos());
        let (moved, _) = tile.project(127.0 + step, 37.5, 4096.0);
        assert!((moved - x - tile.units_per_metre(37.5, 4096.0)).abs() < 1e-6);
    }

    #[test]
    fn rows_and_columns_outside_the_matrix_are_no_tiles() {
        assert!(TileId::new(0, 0, 1).is_none());
        assert!(TileId::new(15, 0, 0).is_none());
        assert!(TileId::new(14, 16383, 16383).is_some());
    }

    #[test]
    fn the_projection_near_a_tile_is_the_whole_one() {
        for z in 10..=MAX_ZOOM {
            for (lon, lat) in [(124.6, 33.1), (127.08, 37.54), (131.87, 38.6)] {
                let tile = TileId::at(z, lon, lat).unwrap();
                let near = tile.projection(4096.0);
                let bbox = tile.bbox();
                for step in 0..=20 {
                    let part = f64::from(step) / 20.0;
                    let lon = bbox.west + part * (bbox.east - bbox.west);
                    let lat = bbox.south + part * (bbox.north - bbox.south);
                    let ((x, y), (exact_x, exact_y)) =
                        (near.project(lon, lat), tile.project(lon, lat, 4096.0));
                    assert!(
                        (x - exact_x).abs() < 1e-4 && (y - exact_y).abs() < 1e-4,
                        "{z} {x},{y} {exact_x},{exact_y}"
                    );
                }
            }
        }
    }
}
