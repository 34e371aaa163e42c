//! Where the municipalities lie: outlines of the 시군구, and which institutions are at or around a
//! point.
//!
//! The outlines are simplified (see `data/boundaries/README.md`), so a point within
//! [`BORDER_TOLERANCE_M`] of a border belongs to both sides.

mod dissolve;
mod grid;
pub mod outline;
mod topojson;

use std::sync::{LazyLock, OnceLock};

pub use outline::Outline;

use crate::model::{Institution, InstitutionRegistry};
use crate::spatial::LonLat;
use crate::spatial::geometry::Polygon;
use grid::Grid;

/// A point this near to a border is told to lie in the municipalities of both sides, metres.
pub const BORDER_TOLERANCE_M: f64 = 100.0;

/// The embedded outlines as they stand in `data/boundaries/`, for the page.
pub const SIGUNGU_TOPOJSON: &str = include_str!("../../data/boundaries/sigungu.topojson");

/// Credit line that the licence of the outlines asks for.
pub const ATTRIBUTION: &str = "시군구 경계: 국토지리정보원(2023-09-15 기준, 단순화)";

/// All outlines with the institutions that they belong to.
pub struct Places {
    registry: &'static InstitutionRegistry,
    outlines: Vec<Outline>,
    /// For each outline, the index of its institution in the registry.
    owners: Vec<usize>,
    /// For each institution of the registry, its area; made when one is first asked for.
    areas: OnceLock<Vec<Vec<Polygon>>>,
    grid: Grid,
}

/// Why the outlines cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Not TopoJSON of the expected shape.
    #[error("the outlines cannot be read: {0}")]
    Syntax(#[from] serde_json::Error),
    /// An arc is named that does not exist.
    #[error("the outline of {0} names an arc that does not exist")]
    MissingArc(String),
    /// The table of institutions does not know the outline.
    #[error("the outline {0} belongs to no institution of the table")]
    NoOwner(String),
}

impl Places {
    /// The outlines that ship with the product.
    ///
    /// # Panics
    /// Never in a released binary: a test loads the embedded outlines.
    #[must_use]
    pub fn embedded() -> &'static Self {
        static PLACES: LazyLock<Places> = LazyLock::new(|| {
            Places::parse(SIGUNGU_TOPOJSON, InstitutionRegistry::embedded())
                .expect("the embedded outlines are checked by a test")
        });
        &PLACES
    }

    fn parse(text: &str, registry: &'static InstitutionRegistry) -> Result<Self, Error> {
        let outlines = topojson::parse(text)?;
        let owners = outlines
            .iter()
            .map(|outline| {
                registry
                    .index_by_sigungu(&outline.code)
                    .ok_or_else(|| Error::NoOwner(outline.code.clone()))
            })
            .collect::<Result<Vec<_>, _>>()?;
        let grid = Grid::new(&outlines);
        Ok(Self {
            registry,
            outlines,
            owners,
            areas: OnceLock::new(),
            grid,
        })
    }

    /// Every outline.
    #[must_use]
    pub fn outlines(&self) -> &[Outline] {
        &self.outlines
    }

    /// The outlines of an institution.
    pub fn outlines_of<'a>(
        &'a self,
        institution: &'a Institution,
    ) -> impl Iterator<Item = &'a Outline> {
        self.outlines
            .iter()
            .filter(|outline| institution.sigungu.contains(&outline.code))
    }

    /// The area of an institution, without the borders between its general districts; empty for
    /// provinces.
    #[must_use]
    pub fn area_of(&self, institution: &Institution) -> &[Polygon] {
        let index = institution
            .sigungu
            .first()
            .and_then(|code| self.registry.index_by_sigungu(code));
        index.map_or(&[], |index| &self.areas()[index])
    }

    fn areas(&self) -> &[Vec<Polygon>] {
        let area = |institution| {
            let covered = self.outlines.iter().zip(&self.owners);
            dissolve::dissolve(
                covered
                    .filter(|&(_, &owner)| owner == institution)
                    .flat_map(|(outline, _)| &outline.rings),
            )
        };
        self.areas
            .get_or_init(|| (0..self.registry.all().len()).map(area).collect())
    }

    /// The institutions in whose area the point lies: one, several within the tolerance of a border,
    /// none at sea. The one that contains the point comes first.
    #[must_use]
    pub fn at(&self, point: LonLat) -> Vec<&'static Institution> {
        let near = self.grid.near(point, 0.0);
        let mut found: Vec<(bool, usize)> = near
            .iter()
            .filter_map(|&index| {
                let outline = &self.outlines[usize::from(index)];
                let inside = outline.contains(point);
                (inside || outline.is_border_within(point, BORDER_TOLERANCE_M))
                    .then(|| (!inside, self.owners[usize::from(index)]))
            })
            .collect();
        found.sort_unstable();
        self.institutions(found.into_iter().map(|(_, owner)| owner))
    }

    /// The institutions whose area comes within some kilometres of the point, or within `radius_m`
    /// where that is more: a generous list, for saying what was and was not searched.
    #[must_use]
    pub fn around(&self, point: LonLat, radius_m: f64) -> Vec<&'static Institution> {
        self.institutions(
            self.grid
                .near(point, radius_m)
                .iter()
                .map(|&index| self.owners[usize::from(index)]),
        )
    }

    fn institutions(&self, owners: impl Iterator<Item = usize>) -> Vec<&'static Institution> {
        let mut unique: Vec<usize> = Vec::new();
        for owner in owners {
            if !unique.contains(&owner) {
                unique.push(owner);
            }
        }
        unique
            .into_iter()
            .map(|owner| &self.registry.all()[owner])
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names_at(lon: f64, lat: f64) -> Vec<&'static str> {
        let found = Places::embedded().at(LonLat::new(lon, lat).unwrap());
        found
            .iter()
            .map(|institution| institution.name_ko.as_str())
            .collect()
    }

    #[test]
    fn well_known_places_lie_in_their_municipality() {
        for (lon, lat, name) in [
            (127.0847, 37.5385, "광진구"),
            (129.1651, 37.4499, "삼척시"),
            (127.0750, 38.0965, "연천군"),
            (126.6502, 37.4635, "미추홀구"),
            (127.2148, 37.5393, "하남시"),
            (131.8670, 37.2413, "울릉군"),
            (126.5312, 33.4996, "제주시"),
            (128.5728, 36.2428, "군위군"),
        ] {
            assert_eq!(names_at(lon, lat).first(), Some(&name), "{lon},{lat}");
        }
    }

    #[test]
    fn the_open_sea_lies_in_no_municipality() {
        assert!(names_at(130.5, 36.5).is_empty());
        assert!(
            Places::embedded()
                .around(LonLat::new(130.5, 36.5).unwrap(), 0.0)
                .is_empty()
        );
    }

    #[test]
    fn neighbours_are_around_a_point_and_the_place_itself_too() {
        let around = Places::embedded().around(LonLat::new(127.0847, 37.5385).unwrap(), 3000.0);
        let names: Vec<_> = around
            .iter()
            .map(|institution| institution.name_ko.as_str())
            .collect();
        for name in ["광진구", "송파구", "강동구"] {
            assert!(names.contains(&name), "{names:?}");
        }
        assert!(!names.contains(&"삼척시"));
    }

    #[test]
    fn what_lies_at_a_point_is_what_a_scan_of_all_outlines_finds() {
        let places = Places::embedded();
        for step in 0..4000 {
            let (lon, lat) = (
                124.6 + f64::from(step % 80) * 0.09,
                33.05 + f64::from(step / 80) * 0.11,
            );
            let point = LonLat::new(lon, lat).unwrap();
            let mut scanned: Vec<&str> = places
                .outlines()
                .iter()
                .zip(&places.owners)
                .filter(|(outline, _)| {
                    outline.contains(point) || outline.is_border_within(point, BORDER_TOLERANCE_M)
                })
                .map(|(_, &owner)| places.registry.all()[owner].code.as_str())
                .collect();
            scanned.sort_unstable();
            scanned.dedup();
            let mut found: Vec<&str> = places
                .at(point)
                .iter()
                .map(|institution| institution.code.as_str())
                .collect();
            found.sort_unstable();
            assert_eq!(found, scanned, "{lon},{lat}");
        }
    }
}
