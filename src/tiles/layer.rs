//! What the tiles of each collection hold: the levels, the attributes, and what is left out where.

use std::sync::LazyLock;

use crate::model::Purpose;
use crate::quality::Said;
use crate::query::Collection;
use crate::spatial::tile::MAX_ZOOM;

/// From this level on every camera site is a point of its own.
pub const FIRST_POINT_ZOOM: u8 = 12;
/// From this level on there are capture areas.
pub const FIRST_AREA_ZOOM: u8 = 12;
/// From this level on covered ground is drawn.
pub const FIRST_COVERAGE_ZOOM: u8 = 6;

/// The layer of a collection's tiles.
#[derive(Debug, Clone)]
pub struct Layer {
    /// Its collection, whose name it has.
    pub collection: Collection,
    /// The first level with tiles; the last one is [`MAX_ZOOM`].
    pub min_zoom: u8,
    /// What it shows on which level, and what is left out.
    pub description: Said,
    /// 0 for points, 2 for areas, as tileset metadata count.
    pub geometry_dimension: u8,
    /// The attributes of its features.
    pub fields: Vec<Field>,
}

/// An attribute of a layer.
#[derive(Debug, Clone)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Its type.
    pub kind: Kind,
    /// What it says, with the unit.
    pub description: String,
}

/// The type of an attribute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A code.
    Text,
    /// A length.
    Number,
    /// A count.
    Count,
    /// A mark that is only there when it is true.
    Mark,
}

impl Kind {
    /// As `TileJSON` and `PMTiles` name it.
    #[must_use]
    pub fn in_tile_json(self) -> &'static str {
        match self {
            Self::Text => "String",
            Self::Number | Self::Count => "Number",
            Self::Mark => "Boolean",
        }
    }

    /// As JSON Schema names it.
    #[must_use]
    pub fn in_json_schema(self) -> &'static str {
        match self {
            Self::Text => "string",
            Self::Number => "number",
            Self::Count => "integer",
            Self::Mark => "boolean",
        }
    }
}

impl Layer {
    /// The layer of a collection; `None` for one without tiles.
    #[must_use]
    pub fn of(collection: Collection) -> Option<&'static Self> {
        static CAMERAS: LazyLock<Layer> = LazyLock::new(cameras);
        static CAPTURE_AREAS: LazyLock<Layer> = LazyLock::new(capture_areas);
        static COVERAGE: LazyLock<Layer> = LazyLock::new(coverage);
        match collection {
            Collection::Cameras => Some(&CAMERAS),
            Collection::CaptureAreas => Some(&CAPTURE_AREAS),
            Collection::Coverage => Some(&COVERAGE),
            Collection::Institutions => None,
        }
    }

    /// The levels that have tiles.
    #[must_use]
    pub fn levels(&self) -> std::ops::RangeInclusive<u8> {
        self.min_zoom..=MAX_ZOOM
    }
}

fn cameras() -> Layer {
    let mut fields = vec![
        field("purpose", Kind::Text, "Code of the purpose"),
        field(
            "range_max_m",
            Kind::Number,
            "Distance that may be captured, metres",
        ),
        field("range_basis", Kind::Text, "Where the range comes from"),
        field("units", Kind::Count, "Cameras of the site, or of the cell"),
        field(
            "position_quality",
            Kind::Text,
            "Whether the position is trusted: ok or suspect",
        ),
        field(
            "sample",
            Kind::Mark,
            "Made by the product: no real camera stands there",
        ),
        field("count", Kind::Count, "Sites in the cell"),
    ];
    fields.extend(Purpose::ALL.map(|purpose| {
        field(
            &count_key(purpose),
            Kind::Count,
            "Sites of this purpose in the cell",
        )
    }));
    Layer {
        collection: Collection::Cameras,
        min_zoom: 0,
        description: Said::new(
            format!(
                "{FIRST_POINT_ZOOM}단계부터 모든 지점이 점이며, 그 위에서는 격자 칸마다 지점 수를 셉니다. \
                 50만 바이트에 이르는 타일은 속성을 설치목적만 남기고, 그래도 크면 같은 목적의 지점을 id 없이 묶습니다. 점은 빠지지 않습니다."
            ),
            format!(
                "From level {FIRST_POINT_ZOOM} on every site is a point; on those above, sites are counted in the cells of a grid. \
                 A tile that would reach 500,000 bytes keeps the purpose alone as attribute, and if need be joins the sites of a purpose \
                 without ids. No point is left out."
            ),
        ),
        geometry_dimension: 0,
        fields,
    }
}

fn capture_areas() -> Layer {
    Layer {
        collection: Collection::CaptureAreas,
        min_zoom: FIRST_AREA_ZOOM,
        description: Said::new(
            format!(
                "{FIRST_AREA_ZOOM}단계부터 모든 촬영범위가 다각형이며, 원의 꼭짓점은 단계에 따라 8개에서 64개입니다. 그 위 단계에는 타일이 없습니다. \
                 50만 바이트에 이르는 타일은 꼭짓점을 줄이고, 다음으로 속성을 설치목적만 남기고, 마지막으로 작은 것부터 빼며 \
                 그 수를 left_out에 적습니다."
            ),
            format!(
                "From level {FIRST_AREA_ZOOM} on every capture area is a polygon; a circle has 8 to 64 corners by level. There are no tiles \
                 above. A tile that would reach 500,000 bytes has fewer corners, then the purpose alone as attribute, and at last leaves \
                 out the smallest areas and says how many in left_out."
            ),
        ),
        geometry_dimension: 2,
        fields: vec![
            field("purpose", Kind::Text, "Code of the purpose"),
            field("institution", Kind::Text, "Code of the institution"),
            field("range_max_m", Kind::Number, "Radius of the area, metres"),
            field("range_basis", Kind::Text, "Where the range comes from"),
            field(
                "certainty",
                Kind::Text,
                "Whether the whole area is certain: certain, possible or assumed",
            ),
            field(
                "sample",
                Kind::Mark,
                "Made by the product: no real camera stands there",
            ),
            field(
                "left_out",
                Kind::Count,
                "Areas that the tile has no room for",
            ),
        ],
    }
}

fn coverage() -> Layer {
    Layer {
        collection: Collection::Coverage,
        min_zoom: FIRST_COVERAGE_ZOOM,
        description: Said::new(
            format!(
                "{FIRST_COVERAGE_ZOOM}단계부터 기관과 목적마다 덮인 땅이 다각형이며, 꼭짓점은 타일의 정수 칸에 있고 한 칸보다 작은 조각은 빠집니다. \
                 그 위 단계에는 타일이 없습니다. 50만 바이트에 이르는 타일은 꼭짓점을 2, 4, 8…칸마다 두어, 더 큰 조각까지 빠집니다. \
                 면적(area_km2)은 언제나 정확한 원의 것입니다."
            ),
            format!(
                "From level {FIRST_COVERAGE_ZOOM} on the covered ground of each institution and purpose is drawn, with corners on whole units of the tile; \
                 parts smaller than that are left out. There are no tiles above. A tile that would reach 500,000 bytes has corners on every \
                 2, 4, 8 … units and leaves out larger parts. The area (area_km2) is always that of the exact circles."
            ),
        ),
        geometry_dimension: 2,
        fields: vec![
            field("purpose", Kind::Text, "Code of the purpose"),
            field("institution", Kind::Text, "Code of the institution"),
            field(
                "certainty",
                Kind::Text,
                "Whether the office states the ranges: certain or assumed",
            ),
            field(
                "area_km2",
                Kind::Number,
                "Area of the whole, beyond the tile too, square kilometres",
            ),
            field(
                "site_count",
                Kind::Count,
                "Sites whose ranges it is made of",
            ),
        ],
    }
}

fn field(name: &str, kind: Kind, description: &str) -> Field {
    Field {
        name: name.to_owned(),
        kind,
        description: description.to_owned(),
    }
}

/// Attribute that counts a purpose's sites in a cell.
#[must_use]
pub fn count_key(purpose: Purpose) -> String {
    format!("n_{}", purpose.code())
}
