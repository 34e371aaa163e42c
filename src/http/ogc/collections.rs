//! `/api/collections` and `/api/collections/{id}`.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::links::{GEO_JSON, JSON, Link, Links, MVT};
use crate::dataset::Dataset;
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::params::Params;

/// The coordinate system of all coordinates.
const CRS84: &str = "http://www.opengis.net/def/crs/OGC/1.3/CRS84";

/// The collections.
#[derive(Debug, Serialize, ToSchema)]
pub struct Collections {
    /// Each collection.
    pub collections: Vec<Collection>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A collection of features.
#[derive(Debug, Serialize, ToSchema)]
pub struct Collection {
    /// Name in addresses.
    pub id: &'static str,
    /// Title.
    pub title: &'static str,
    /// What it holds.
    pub description: &'static str,
    /// What its items are.
    #[serde(rename = "itemType")]
    pub item_type: &'static str,
    /// Where they lie.
    pub extent: Extent,
    /// Coordinate systems in which it is offered.
    pub crs: [&'static str; 1],
    /// Credit line.
    pub attribution: &'static str,
    /// True while any of its registers is a sample made by the product.
    pub sample: bool,
    /// Related resources.
    pub links: Vec<Link>,
}

/// Extent of a collection.
#[derive(Debug, Serialize, ToSchema)]
pub struct Extent {
    /// In space.
    pub spatial: SpatialExtent,
}

/// Extent in space.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpatialExtent {
    /// West, south, east and north, degrees.
    pub bbox: Vec<[f64; 4]>,
    /// Coordinate system of the box.
    pub crs: &'static str,
}

fn cameras(dataset: &Dataset, links: &Links) -> Collection {
    let korea = crate::spatial::Bbox::KOREA;
    let bbox =
        dataset
            .bbox()
            .to_array()
            .unwrap_or([korea.west, korea.south, korea.east, korea.north]);
    let tile = Link {
        templated: Some(true),
        ..links.to(
            "/api/collections/cameras/tiles/WebMercatorQuad/{tileMatrix}/{tileRow}/{tileCol}",
            "item",
            MVT,
            "Vector tiles",
        )
    };
    Collection {
        id: "cameras",
        title: "Camera sites 설치 지점",
        description: "Poles and walls with fixed cameras, from the registers that institutions publish. Every site has \
            a capture range and a retention period with the source that states them.",
        item_type: "feature",
        extent: Extent {
            spatial: SpatialExtent {
                bbox: vec![bbox],
                crs: CRS84,
            },
        },
        crs: [CRS84],
        attribution: "각 지방자치단체(공공데이터포털 전국CCTV표준데이터)",
        sample: dataset.has_sample(),
        links: vec![
            links.to("/api/collections/cameras", "self", JSON, "This collection"),
            links.to(
                "/api/collections/cameras/items",
                "items",
                GEO_JSON,
                "Camera sites as GeoJSON",
            ),
            tile,
        ],
    }
}

/// The collections.
#[utoipa::path(get, path = "/api/collections", tag = "Features", operation_id = "getCollections",
    responses((status = 200, description = "The collections", body = Collections),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json")),
    params(("f" = Option<String>, Query, description = "Only `json` is offered")))]
pub async fn collections(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Collections>, ApiError> {
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    let links = Links::new(&state, &headers);
    Ok(Json(Collections {
        collections: vec![cameras(&state.snapshot().dataset, &links)],
        links: vec![links.to("/api/collections", "self", JSON, "This document")],
    }))
}

/// One collection.
#[utoipa::path(get, path = "/api/collections/{collectionId}", tag = "Features", operation_id = "getCollection",
    params(("collectionId" = String, Path, description = "`cameras`", example = "cameras"),
        ("f" = Option<String>, Query, description = "Only `json` is offered")),
    responses((status = 200, description = "The collection", body = Collection),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such collection", body = Problem, content_type = "application/problem+json")))]
pub async fn collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<Collection>, ApiError> {
    check_id(&id)?;
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    Ok(Json(cameras(
        &state.snapshot().dataset,
        &Links::new(&state, &headers),
    )))
}

/// Refuses collections that do not exist.
pub(super) fn check_id(id: &str) -> Result<(), ApiError> {
    if id == "cameras" {
        Ok(())
    } else {
        Err(ApiError::not_found(
            format!("컬렉션 \"{id}\"은(는) 없습니다. /api/collections를 보십시오"),
            format!("there is no collection \"{id}\"; see /api/collections"),
        ))
    }
}
