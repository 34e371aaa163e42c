//! OGC API - Tiles: tile matrix sets, the tilesets of the collections, and their tiles.
//!
//! <https://docs.ogc.org/is/20-057/20-057.html>, with the metadata of
//! <https://docs.ogc.org/is/17-083r4/17-083r4.html>.

pub mod matrix_sets;
pub mod metadata;
pub mod tile_json;
pub mod tilesets;

use std::str::FromStr;
use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::collections::named;
use super::links::MVT;
use crate::http::AppState;
use crate::http::coverage;
use crate::http::error::{ApiError, Problem};
use crate::http::etag::{etag, settled, tagged};
use crate::http::negotiate;
use crate::http::openapi::shared::{BadParameter, Conditional, CoverageUnready, NotAcceptable};
use crate::http::params::Params;
use crate::http::state::Snapshot;
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::spatial::tile::{MAX_ZOOM, TileId};
use crate::tiles::{self, Layer};

/// The one tile matrix set, by its name in addresses.
pub const WEB_MERCATOR_QUAD: &str = "WebMercatorQuad";
/// As what clients accept tiles beside their media type: some services send them as plain Protocol Buffers,
/// and some programs take any bytes. Libraries of maps send `*/*`.
const ALSO_NAMED: [&str; 3] = [
    "application/x-protobuf",
    "application/protobuf",
    "application/octet-stream",
];
/// Parameters that narrow a tile down.
const FILTERS: [&str; 2] = ["purpose", "institution"];

/// A vector tile of a collection.
///
/// `cameras`: from level 12 on every site is a point with its id as feature id and `purpose`,
/// `range_max_m`, `range_basis`, `units`, `position_quality`, `sample`; above, sites are counted in the
/// cells of a grid (`count`, `units`, and `n_<purpose>` for each purpose). `capture-areas`: from level 12 on
/// every range is a polygon. `coverage`: from level 6 on, the ground that the cameras of an institution with
/// one purpose cover.
/// The tileset's description says what each level shows. Every tile is smaller than 500,000 bytes.
#[utoipa::path(get, path = "/api/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
    tag = "Tiles", operation_id = "getTile",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas` or `coverage`", example = "cameras"),
        ("tileMatrixSetId" = String, Path, description = "`WebMercatorQuad`", example = "WebMercatorQuad"),
        ("tileMatrix" = u8, Path, description = "Zoom level, 0 to 14; the tileset says where it begins", maximum = 14, example = 12),
        ("tileRow" = u32, Path, description = "Row, from the north", example = 1586),
        ("tileCol" = u32, Path, description = "Column, from the west", example = 3494),
        ("purpose" = Option<String>, Query, description = "Codes of purposes, parted by commas", example = "crime,child"),
        ("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas", example = "3040000")),
    responses((status = 200, description = "Mapbox vector tile, version 2, with one layer that has the name of the collection; empty where there is nothing",
            content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        Conditional, BadParameter,
        (status = 404, description = "No such collection, tile matrix set or tile", body = Problem, content_type = "application/problem+json"),
        NotAcceptable, CoverageUnready))]
pub async fn tile(
    State(state): State<AppState>,
    Path((id, set, z, row, column)): Path<(String, String, String, String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let layer = tiled(&id, &set)?;
    let place = plain(&z)
        .filter(|z| layer.levels().contains(z))
        .zip(plain(&row))
        .zip(plain(&column))
        .and_then(|((z, row), column)| TileId::new(z, row, column))
        .ok_or_else(|| {
            let first = layer.min_zoom;
            ApiError::not_found(
                format!(
                    "타일 {z}/{row}/{column}은(는) 없습니다. 단계는 {first}부터 {MAX_ZOOM}까지입니다"
                ),
                format!("there is no tile {z}/{row}/{column}; levels are {first} to {MAX_ZOOM}"),
            )
        })?;
    let params = Params::parse(query.as_deref(), &FILTERS)?;
    if negotiate::quality(&headers, &[MVT]) == 0
        && !ALSO_NAMED
            .iter()
            .any(|name| negotiate::names(&headers, name))
    {
        return Err(ApiError::NotAcceptable(MVT.to_owned()));
    }
    let snapshot = state.snapshot();
    let filter = ItemsQuery {
        purposes: params.purposes()?,
        institutions: params.institutions(&snapshot.dataset)?,
        ..ItemsQuery::default()
    };
    let address = [id.as_str(), &z, &row, &column, &params.with(&[])];
    let tag = etag(snapshot.dataset.token(), &address);
    if layer.collection == Collection::Coverage {
        coverage::ready(&state, &snapshot)?;
    }
    if settled(&headers, &tag).is_some() {
        return Ok(tagged(&headers, &tag, MVT, Body::empty));
    }
    let bytes = made(snapshot, layer.collection, place, filter).await?;
    Ok(tagged(&headers, &tag, MVT, || Body::from(bytes)))
}

/// A number as it is written in the address of a tile, without a sign or leading zeros: a tile has one
/// address.
fn plain<N: FromStr + ToString>(text: &str) -> Option<N> {
    text.parse().ok().filter(|n: &N| n.to_string() == text)
}

/// The tile from memory, or made on a thread that may take its time.
async fn made(
    snapshot: Arc<Snapshot>,
    collection: Collection,
    tile: TileId,
    filter: ItemsQuery,
) -> Result<axum::body::Bytes, ApiError> {
    // An empty list of institutions matches nothing; it must not share a tile with "all".
    let institutions = filter.institutions.clone();
    let institutions = institutions.map_or(vec![u32::MAX], |list| list);
    let key = (collection, tile, filter.purposes, institutions);
    if let Some(known) = snapshot.tiles.get(&key) {
        return Ok(known);
    }
    let make = move || {
        snapshot.tiles.get_with(key, || {
            tiles::tile(collection, &snapshot.dataset, tile, &filter).into()
        })
    };
    tokio::task::spawn_blocking(make)
        .await
        .map_err(|error| ApiError::Internal(error.to_string()))
}

/// The layer of a collection that has tiles in a tile matrix set, or 404.
fn tiled(collection: &str, set: &str) -> Result<&'static Layer, ApiError> {
    let layer = with_tiles(collection)?;
    known_set(set)?;
    Ok(layer)
}

fn with_tiles(id: &str) -> Result<&'static Layer, ApiError> {
    Layer::of(named(id)?).ok_or_else(|| {
        ApiError::not_found(
            format!("컬렉션 \"{id}\"에는 타일이 없습니다"),
            format!("the collection \"{id}\" has no tiles"),
        )
    })
}

fn known_set(id: &str) -> Result<(), ApiError> {
    if id == WEB_MERCATOR_QUAD {
        return Ok(());
    }
    Err(ApiError::not_found(
        format!("타일 매트릭스 세트 \"{id}\"은(는) 없습니다. 있는 것: {WEB_MERCATOR_QUAD}"),
        format!("there is no tile matrix set \"{id}\"; offered is {WEB_MERCATOR_QUAD}"),
    ))
}

/// Address of the tilesets of a collection below the service.
pub(super) fn path_of(collection: Collection) -> String {
    format!("{}/tiles", super::collections::path_of(collection))
}
