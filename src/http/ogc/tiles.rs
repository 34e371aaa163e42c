//! `/api/collections/cameras/tiles/WebMercatorQuad/{z}/{y}/{x}`: row before column, as the standard
//! has it.

use axum::body::Body;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::collections::named;
use super::links::MVT;
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::etag::{etag, tagged};
use crate::http::params::Params;
use crate::query::Collection;
use crate::query::items::ItemsQuery;
use crate::spatial::tile::{MAX_ZOOM, TileId};
use crate::tiles::camera_tile;

/// A vector tile of the camera sites.
///
/// From zoom level 12 on every site is a point with its id as feature id and `purpose`, `range_m`,
/// `basis`, `units`, `suspect`, `sample`; above, sites are counted in the cells of a grid (`count`,
/// `units`, and `n_<purpose>` for each purpose).
#[utoipa::path(get, path = "/api/collections/{collectionId}/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
    tag = "Tiles", operation_id = "getTile",
    params(("collectionId" = String, Path, description = "`cameras`", example = "cameras"),
        ("tileMatrix" = u8, Path, description = "Zoom level, 0 to 14", maximum = 14, example = 12),
        ("tileRow" = u32, Path, description = "Row, from the north", example = 1586),
        ("tileCol" = u32, Path, description = "Column, from the west", example = 3494),
        ("purpose" = Option<String>, Query, description = "Codes of purposes, parted by commas"),
        ("institution" = Option<String>, Query, description = "Codes of institutions, parted by commas")),
    responses((status = 200, description = "Mapbox vector tile, version 2, with the layer `cameras`; empty where no camera stands",
            content_type = "application/vnd.mapbox-vector-tile", body = Vec<u8>),
        (status = 304, description = "Not changed since the tag of If-None-Match"),
        (status = 400, description = "A parameter is not known or malformed", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such tile", body = Problem, content_type = "application/problem+json")))]
pub async fn tile(
    State(state): State<AppState>,
    Path((id, z, row, column)): Path<(String, String, String, String)>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    if named(&id)? != Collection::Cameras {
        return Err(ApiError::not_found(
            format!("컬렉션 \"{id}\"에는 타일이 없습니다"),
            format!("the collection \"{id}\" has no tiles"),
        ));
    }
    let tile = z
        .parse()
        .ok()
        .zip(row.parse().ok())
        .zip(column.parse().ok())
        .and_then(|((z, row), column)| TileId::new(z, row, column))
        .ok_or_else(|| {
            ApiError::not_found(
                format!(
                    "타일 {z}/{row}/{column}은(는) 없습니다. 단계는 0부터 {MAX_ZOOM}까지입니다"
                ),
                format!("there is no tile {z}/{row}/{column}; levels are 0 to {MAX_ZOOM}"),
            )
        })?;
    let params = Params::parse(query.as_deref(), &["purpose", "institution"])?;
    let snapshot = state.snapshot();
    let dataset = &snapshot.dataset;
    let filter = ItemsQuery {
        purposes: params.purposes()?,
        institutions: params.institutions(dataset)?,
        ..ItemsQuery::default()
    };
    let tag = etag(
        dataset.token(),
        &["tile", &z, &row, &column, &params.with(&[])],
    );
    Ok(tagged(&headers, &tag, MVT, || {
        // An empty list of institutions matches nothing; it must not share a tile with "all".
        let institutions = filter
            .institutions
            .clone()
            .map_or(vec![u32::MAX], |list| list);
        let key = (tile, filter.purposes, institutions);
        Body::from(
            snapshot
                .tiles
                .get_with(key, || camera_tile(dataset, tile, &filter).into()),
        )
    }))
}
