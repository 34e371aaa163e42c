//! `/api/tileMatrixSets`: the grid of the tiles, as it is registered with the OGC.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Serialize;
use serde_json::json;
use utoipa::ToSchema;

use super::{WEB_MERCATOR_QUAD, known_set};
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::ogc::entry::Entry;
use crate::http::ogc::links::{JSON, Link, Links};
use crate::http::ogc::reader::Reader;
use crate::http::openapi::shared::{Conditional, FormAndLanguage, NotAcceptable, UnknownParameter};
use crate::quality::Said;
use crate::spatial::Crs;
use crate::spatial::tile::EQUATOR_M;

/// Address of the list.
pub const PATH: &str = "/api/tileMatrixSets";
/// Where the tile matrix set is registered.
pub const WEB_MERCATOR_QUAD_URI: &str =
    "http://www.opengis.net/def/tilematrixset/OGC/1.0/WebMercatorQuad";
/// The link relation of a tileset to its tile matrix set.
pub const TILING_SCHEME: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-scheme";
/// The link relation of a service to its tile matrix sets.
pub const TILING_SCHEMES: &str = "http://www.opengis.net/def/rel/ogc/1.0/tiling-schemes";

/// Levels of the registered set: more than tiles are made for.
const LEVELS: u32 = 25;
/// Cells along a side of a tile.
const TILE_CELLS: u32 = 256;
/// A cell as large as the standard says, metres on a screen.
const CELL_M: f64 = 0.000_28;

/// The tile matrix sets.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileMatrixSets {
    /// Each of them.
    #[serde(rename = "tileMatrixSets")]
    pub tile_matrix_sets: Vec<TileMatrixSetItem>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A tile matrix set in the list.
#[derive(Debug, Serialize, ToSchema)]
pub struct TileMatrixSetItem {
    /// Name in addresses.
    #[schema(example = "WebMercatorQuad")]
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Where it is registered.
    pub uri: &'static str,
    /// Coordinate reference system.
    pub crs: &'static str,
    /// `self`: its definition.
    pub links: Vec<Link>,
}

/// A tile matrix set (OGC 17-083r4).
#[derive(Debug, Serialize, ToSchema)]
pub struct TileMatrixSet {
    /// Name in addresses.
    #[schema(example = "WebMercatorQuad")]
    pub id: &'static str,
    /// What it is called.
    pub title: &'static str,
    /// Where it is registered.
    pub uri: &'static str,
    /// Coordinate reference system.
    pub crs: &'static str,
    /// Its axes.
    #[serde(rename = "orderedAxes")]
    pub ordered_axes: [&'static str; 2],
    /// The scales, by their registered name.
    #[serde(rename = "wellKnownScaleSet")]
    pub well_known_scale_set: &'static str,
    /// The levels.
    #[serde(rename = "tileMatrices")]
    pub tile_matrices: Vec<TileMatrix>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A level of a tile matrix set.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TileMatrix {
    /// The level.
    #[schema(example = "12")]
    pub id: String,
    /// One to so many, with cells of 0.28 mm, at the equator.
    pub scale_denominator: f64,
    /// Length of the side of a cell, metres of the projection.
    pub cell_size: f64,
    /// From which corner rows and columns are counted.
    pub corner_of_origin: &'static str,
    /// That corner, metres of the projection.
    pub point_of_origin: [f64; 2],
    /// Columns of cells in a tile.
    pub tile_width: u32,
    /// Rows of cells in a tile.
    pub tile_height: u32,
    /// Columns of tiles.
    pub matrix_width: u32,
    /// Rows of tiles.
    pub matrix_height: u32,
}

const TITLE: &str = "Web Mercator, levels 0 to 24 (as Google Maps and OpenStreetMap)";

fn item(links: &Links) -> TileMatrixSetItem {
    TileMatrixSetItem {
        id: WEB_MERCATOR_QUAD,
        title: TITLE,
        uri: WEB_MERCATOR_QUAD_URI,
        crs: Crs::Epsg3857.uri(),
        links: vec![links.to(&path(), "self", JSON, "The definition")],
    }
}

fn set(links: Vec<Link>) -> TileMatrixSet {
    TileMatrixSet {
        id: WEB_MERCATOR_QUAD,
        title: TITLE,
        uri: WEB_MERCATOR_QUAD_URI,
        crs: Crs::Epsg3857.uri(),
        ordered_axes: ["X", "Y"],
        well_known_scale_set: "http://www.opengis.net/def/wkss/OGC/1.0/GoogleMapsCompatible",
        tile_matrices: (0..LEVELS).map(matrix).collect(),
        links,
    }
}

fn matrix(level: u32) -> TileMatrix {
    let side = 1 << level;
    let cell_size = EQUATOR_M / f64::from(TILE_CELLS) / f64::from(side);
    TileMatrix {
        id: level.to_string(),
        scale_denominator: cell_size / CELL_M,
        cell_size,
        corner_of_origin: "topLeft",
        point_of_origin: [-EQUATOR_M / 2.0, EQUATOR_M / 2.0],
        tile_width: TILE_CELLS,
        tile_height: TILE_CELLS,
        matrix_width: side,
        matrix_height: side,
    }
}

/// Address of the tile matrix set below the service.
pub(super) fn path() -> String {
    format!("{PATH}/{WEB_MERCATOR_QUAD}")
}

/// The grids in which tiles are offered.
#[utoipa::path(get, path = "/api/tileMatrixSets", tag = "Tiles", operation_id = "getTileMatrixSets",
    params(FormAndLanguage),
    responses((status = 200, description = "The tile matrix sets", content((TileMatrixSets = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter, NotAcceptable))]
pub async fn matrix_sets(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let document = TileMatrixSets {
        tile_matrix_sets: vec![item(&reader.links)],
        links: reader.self_links(PATH),
    };
    let entry = Entry {
        href: format!("{}{}", reader.links.base(), path()),
        title: Said::new(WEB_MERCATOR_QUAD, WEB_MERCATOR_QUAD),
        text: Some(Said::new(
            "웹 지도의 격자: 0단계의 한 타일에서 시작하여 단계마다 넷으로 나뉩니다.",
            "The grid of web maps: one tile at level 0, each parted into four on the next.",
        )),
    };
    let page = json!({
        "title": Said::new("타일 매트릭스 세트", "Tile matrix sets"),
        "crumbs": Entry::crumbs(&reader.links, &[]),
        "entries": [entry],
    });
    let tag = reader.tag(env!("CARGO_PKG_VERSION"), "tile matrix sets");
    reader.answer(&headers, &tag, &document, page)
}

/// The definition of a grid.
#[utoipa::path(get, path = "/api/tileMatrixSets/{tileMatrixSetId}", tag = "Tiles", operation_id = "getTileMatrixSet",
    params(("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`", example = "WebMercatorQuad"),
        FormAndLanguage),
    responses((status = 200, description = "The tile matrix set", content((TileMatrixSet = "application/json"), (String = "text/html"))),
        Conditional, UnknownParameter,
        (status = 404, description = "No such tile matrix set", body = Problem, content_type = "application/problem+json"),
        NotAcceptable))]
pub async fn matrix_set(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    known_set(&id)?;
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let document = set(reader.self_links(&path()));
    let mut facts = vec![
        ("uri".to_owned(), document.uri.to_owned()),
        ("crs".to_owned(), document.crs.to_owned()),
    ];
    facts.extend(document.tile_matrices.iter().map(|matrix| {
        let value = format!(
            "{0} × {0}, 1 : {1:.0}",
            matrix.matrix_width, matrix.scale_denominator
        );
        (matrix.id.clone(), value)
    }));
    let page = json!({
        "title": Said::new(WEB_MERCATOR_QUAD, WEB_MERCATOR_QUAD),
        "lead": Said::new(
            "단계마다 타일의 수와, 적도에서 0.28 mm 칸으로 그린 축척입니다.",
            "For each level, the number of tiles and the scale at the equator with cells of 0.28 mm.",
        ),
        "crumbs": Entry::crumbs(&reader.links, &[(PATH, Said::new("타일 매트릭스 세트", "Tile matrix sets"))]),
        "facts": facts,
    });
    let tag = reader.tag(env!("CARGO_PKG_VERSION"), "tile matrix set");
    reader.answer(&headers, &tag, &document, page)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_those_of_the_register() {
        // OGC 17-083r4, annex D.1.
        for (level, scale, cell) in [
            (0, 559_082_264.028_717, 156_543.033_928_041),
            (10, 545_978.773_465_544, 152.874_056_570_353),
            (24, 33.323_899_747_652_9, 0.009_330_691_929_342_8),
        ] {
            let matrix = matrix(level);
            assert!((matrix.scale_denominator / scale - 1.0).abs() < 1e-12);
            assert!((matrix.cell_size / cell - 1.0).abs() < 1e-12);
            assert_eq!(matrix.matrix_width, 1 << level);
        }
        assert!((matrix(0).point_of_origin[1] - 20_037_508.342_789_2).abs() < 1e-6);
    }
}
