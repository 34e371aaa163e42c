//! The collections of features that are served, and what a feature of each is.

use std::borrow::Cow;

use super::covered::Covered;
use super::municipality::Municipality;
use crate::dataset::{Dataset, SiteIndex};
use crate::model::PositionQuality;
use crate::place::Places;
use crate::quality::Said;
use crate::spatial::range_area::{self, range_area};
use crate::spatial::{Bbox, Geometry};

/// A collection of features (OGC API - Features).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Collection {
    /// The camera sites (설치 지점) as points.
    Cameras,
    /// The capture ranges (촬영범위) of the sites as polygons.
    CaptureAreas,
    /// The municipalities and other institutions (관리기관) with the outlines of their areas.
    Institutions,
    /// The ground that the cameras of an institution with one purpose cover together.
    Coverage,
}

/// One feature of a collection.
#[derive(Debug, Clone, Copy)]
pub enum Feature<'a> {
    /// A camera site.
    Camera(SiteIndex),
    /// The capture range of a site that has one.
    CaptureArea(SiteIndex),
    /// An institution.
    Institution(Municipality<'a>),
    /// A covered area.
    Coverage(Covered<'a>),
}

impl Collection {
    /// All of them.
    pub const ALL: [Self; 4] = [
        Self::Cameras,
        Self::CaptureAreas,
        Self::Institutions,
        Self::Coverage,
    ];

    /// Name in addresses.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Cameras => "cameras",
            Self::CaptureAreas => "capture-areas",
            Self::Institutions => "institutions",
            Self::Coverage => "coverage",
        }
    }

    /// The collection of a name.
    #[must_use]
    pub fn from_id(id: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|collection| collection.id() == id)
    }

    /// What it is called.
    #[must_use]
    pub fn title(self) -> Said {
        match self {
            Self::Cameras => Said::new("설치 지점", "Camera sites"),
            Self::CaptureAreas => Said::new("촬영범위", "Capture areas"),
            Self::Institutions => Said::new("관리기관", "Institutions"),
            Self::Coverage => Said::new("촬영 가능 범위", "Coverage"),
        }
    }

    /// What it holds, and what `datetime` means in it.
    #[must_use]
    pub fn description(self) -> Said {
        match self {
            Self::Cameras => Said::new(
                "기관이 공개한 대장에 있는 고정형 카메라의 기둥과 벽. 지점마다 촬영범위와 보관기간, 그리고 그것을 적은 곳이 있습니다. \
                 datetime은 데이터기준일자(reference_date)를 봅니다. 기준일자를 적지 않은 지점도 나옵니다.",
                "Poles and walls with fixed cameras, from the registers that institutions publish. Every site has a capture \
                 range and a retention period with the source that states them. datetime looks at reference_date, the day for \
                 which the register states the site; sites that state none are kept.",
            ),
            Self::CaptureAreas => Said::new(
                "설치 지점마다 찍을 수 있는 가장 먼 거리까지의 땅. 같은 넓이의 64각형이며, 방향과 화각이 적혀 있고 회전하지 않으면 부채꼴입니다. \
                 id는 설치 지점의 id와 같습니다. 촬영범위를 알 수 없는 지점은 없습니다. datetime은 데이터기준일자(reference_date)를 봅니다.",
                "The ground of each camera site as far as it may capture: a polygon of 64 sides and the circle's area, or a \
                 sector where bearing and width are stated and the camera does not turn. The id is that of the camera \
                 site. Sites whose range is unknown are left out. datetime looks at reference_date.",
            ),
            Self::Institutions => Said::new(
                "시·군·구의 경계와, 읽어 들인 대장의 지점 수, 방침의 날짜. 경계가 없는 기관은 도형이 없습니다. \
                 datetime은 대장의 가장 늦은 데이터기준일자(reference_date)를 봅니다. 없는 기관도 나옵니다.",
                "Outlines of the municipalities with the counts of their loaded registers and the dates of their policies. \
                 Institutions without an outline have no geometry. datetime looks at reference_date, the latest one of the \
                 registers; institutions without one are kept.",
            ),
            Self::Coverage => Said::new(
                "한 기관의 같은 목적 카메라들이 함께 찍을 수 있는 땅. 촬영범위를 합쳐 겹친 곳은 한 번만 셉니다. 대장이나 방침에 적힌 \
                 범위(certain)와 목적별 통상 범위로 가정한 것(assumed)을 나눕니다. 넓이는 원 그대로의 넓이이고, 그린 변은 호보다 0.5 m까지 \
                 안쪽에 있습니다. 범위를 알 수 없는 지점은 세기만 합니다. datetime은 대장의 가장 늦은 데이터기준일자(reference_date)를 봅니다.",
                "The ground that the cameras of an institution with the same purpose may capture together: their capture \
                 ranges dissolved, so that each place counts once. What the register or the policy states (certain) and what is \
                 assumed from the usual range of the purpose (assumed) are apart. Areas are those of the exact circles; drawn \
                 sides lie up to 0.5 m inside of the arcs. Sites whose range is unknown are only counted. datetime looks at \
                 reference_date, the latest one of the registers.",
            ),
        }
    }

    /// Whether its features are sites, or belong to them one to one.
    #[must_use]
    pub fn is_of_sites(self) -> bool {
        matches!(self, Self::Cameras | Self::CaptureAreas)
    }

    /// Whether its features have a purpose.
    #[must_use]
    pub fn has_purposes(self) -> bool {
        self != Self::Institutions
    }

    /// The feature of a site, where the collection has one.
    #[must_use]
    pub fn of_site<'a>(self, dataset: &Dataset, site: SiteIndex) -> Option<Feature<'a>> {
        match self {
            Self::Cameras => Some(Feature::Camera(site)),
            Self::CaptureAreas => {
                (dataset.class(site).range.max_m.is_some()).then_some(Feature::CaptureArea(site))
            }
            Self::Institutions | Self::Coverage => None,
        }
    }

    /// The feature with an id.
    #[must_use]
    pub fn find(self, dataset: &Dataset, id: u32) -> Option<Feature<'_>> {
        match self {
            Self::Cameras | Self::CaptureAreas => self.of_site(dataset, dataset.find_by_id(id)?),
            Self::Institutions => Municipality::all(dataset)
                .into_iter()
                .find(|municipality| municipality.id() == id)
                .map(Feature::Institution),
            Self::Coverage => Covered::find(dataset.coverage()?, id).map(Feature::Coverage),
        }
    }
}

/// How sure the whole of a capture area is.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize, utoipa::ToSchema,
)]
#[serde(rename_all = "snake_case")]
pub enum AreaCertainty {
    /// The office states the distance and guarantees it at this site, whose position is trusted.
    Certain,
    /// The office states the distance as the farthest, or the position is not trusted.
    Possible,
    /// Nobody stated the distance: it is the usual one of the purpose.
    Assumed,
}

impl AreaCertainty {
    /// The code used in every output.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Certain => "certain",
            Self::Possible => "possible",
            Self::Assumed => "assumed",
        }
    }

    /// Of the capture area of a site.
    #[must_use]
    pub fn of(dataset: &Dataset, site: SiteIndex) -> Self {
        let range = &dataset.class(site).range;
        let trusted = dataset.spot(site).quality == PositionQuality::Ok;
        if !range.basis.is_stated() {
            Self::Assumed
        } else if trusted && range.min_m.is_some() && range.min_m == range.max_m {
            Self::Certain
        } else {
            Self::Possible
        }
    }
}

/// A box around the capture area of a site; `None` where its range is not known.
#[must_use]
pub fn around_area(dataset: &Dataset, site: SiteIndex) -> Option<Bbox> {
    let range_m = dataset.class(site).range.max_m?;
    Some(Bbox::around(
        dataset.lonlat(site),
        range_m * range_area::CORNER,
    ))
}

impl Feature<'_> {
    /// Its id in the collection: stable, and the same for a site and its capture area.
    #[must_use]
    pub fn id(&self, dataset: &Dataset) -> u32 {
        match self {
            Self::Camera(site) | Self::CaptureArea(site) => dataset.site(*site).id,
            Self::Institution(municipality) => municipality.id(),
            Self::Coverage(covered) => covered.area.id,
        }
    }

    /// The site that it is or belongs to.
    #[must_use]
    pub fn site(&self) -> Option<SiteIndex> {
        match self {
            Self::Camera(site) | Self::CaptureArea(site) => Some(*site),
            Self::Institution(_) | Self::Coverage(_) => None,
        }
    }

    /// Its shape, in CRS84; `None` for an institution without an outline.
    #[must_use]
    pub fn geometry(&self, dataset: &Dataset) -> Option<Geometry<'static>> {
        match self {
            Self::Camera(site) => {
                let (lon, lat) = dataset.position(*site);
                Some(Geometry::Point([lon, lat]))
            }
            Self::CaptureArea(site) => {
                let range = &dataset.class(*site).range;
                let area = range_area(dataset.lonlat(*site), range.max_m?, range.drawn_sector());
                Some(Geometry::Polygon(area))
            }
            Self::Institution(municipality) => {
                let area = Places::embedded().area_of(municipality.entry?);
                (!area.is_empty()).then_some(Geometry::MultiPolygon(Cow::Borrowed(area)))
            }
            Self::Coverage(covered) => {
                let polygons = covered.area.shape.polygons();
                (!polygons.is_empty()).then_some(Geometry::MultiPolygon(Cow::Owned(polygons)))
            }
        }
    }

    /// First and last day that `datetime` is compared with, those of `reference_date`; `None` when nothing
    /// is stated.
    ///
    /// It is the one property of each collection that is always a date. Clients that know no CQL2 send
    /// comparisons of any such property as `datetime`, so it must not mean another one.
    #[must_use]
    pub fn days(&self, dataset: &Dataset) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        let day = match self {
            Self::Camera(site) | Self::CaptureArea(site) => dataset.class(*site).reference_date,
            Self::Institution(municipality) => municipality.reference_date(dataset),
            Self::Coverage(covered) => covered.loaded(dataset).reference_date(dataset),
        }?;
        Some((day, day))
    }
}
