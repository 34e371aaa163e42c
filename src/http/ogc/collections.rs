//! `/api/collections` and `/api/collections/{id}`.

use axum::Json;
use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use serde::Serialize;
use utoipa::ToSchema;

use super::filter::queryables_of;
use super::links::{GEO_JSON, JSON, JSON_SCHEMA, Link, Links, MVT};
use crate::http::AppState;
use crate::http::error::{ApiError, Problem};
use crate::http::params::Params;
use crate::http::state::Snapshot;
use crate::query::Collection;
use crate::spatial::{Bbox, Crs};

/// The time that dates are counted in (Gregorian calendar).
const GREGORIAN: &str = "http://www.opengis.net/def/uom/ISO-8601/0/Gregorian";

/// The collections.
#[derive(Debug, Serialize, ToSchema)]
pub struct Collections {
    /// Each collection.
    pub collections: Vec<CollectionInfo>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A collection of features.
#[derive(Debug, Serialize, ToSchema)]
pub struct CollectionInfo {
    /// Name in addresses.
    #[schema(example = "cameras")]
    pub id: &'static str,
    /// Title, in English and Korean.
    pub title: String,
    /// What it holds, in English and Korean.
    pub description: String,
    /// What its items are.
    #[serde(rename = "itemType")]
    pub item_type: &'static str,
    /// Where and when they are.
    pub extent: Extent,
    /// Coordinate reference systems in which it is offered.
    pub crs: Vec<&'static str>,
    /// The one in which it is kept.
    #[serde(rename = "storageCrs")]
    pub storage_crs: &'static str,
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
    /// In time: first and last of the days that `datetime` looks at.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub temporal: Option<TemporalExtent>,
}

/// Extent in space.
#[derive(Debug, Serialize, ToSchema)]
pub struct SpatialExtent {
    /// West, south, east and north, degrees.
    pub bbox: Vec<[f64; 4]>,
    /// Coordinate system of the box.
    pub crs: &'static str,
}

/// Extent in time.
#[derive(Debug, Serialize, ToSchema)]
pub struct TemporalExtent {
    /// First and last moment.
    pub interval: Vec<[String; 2]>,
    /// How time is counted.
    pub trs: &'static str,
}

/// Address of a collection below the service.
pub(super) fn path_of(collection: Collection) -> String {
    format!("/api/collections/{}", collection.id())
}

pub(super) fn info(collection: Collection, snapshot: &Snapshot, links: &Links) -> CollectionInfo {
    let reach = snapshot.reach(collection);
    let path = path_of(collection);
    let (title, description) = (collection.title(), collection.description());
    let mut all = vec![
        links.to(&path, "self", JSON, "This collection"),
        links.to(
            &format!("{path}/items"),
            "items",
            GEO_JSON,
            "Features as GeoJSON",
        ),
    ];
    if !queryables_of(collection).is_empty() {
        all.push(links.to(
            &format!("{path}/queryables"),
            "http://www.opengis.net/def/rel/ogc/1.0/queryables",
            JSON_SCHEMA,
            "Properties that filters can name",
        ));
    }
    if collection == Collection::Cameras {
        all.push(Link {
            templated: Some(true),
            ..links.to(
                &format!("{path}/tiles/WebMercatorQuad/{{tileMatrix}}/{{tileRow}}/{{tileCol}}"),
                "item",
                MVT,
                "Vector tiles",
            )
        });
    }
    CollectionInfo {
        id: collection.id(),
        title: format!("{} {}", title.en, title.ko),
        description: format!("{}\n\n{}", description.en, description.ko),
        item_type: "feature",
        extent: Extent {
            spatial: SpatialExtent {
                bbox: vec![
                    reach
                        .bbox
                        .to_array()
                        .or(Bbox::KOREA.to_array())
                        .unwrap_or_default(),
                ],
                crs: Crs::Crs84.uri(),
            },
            temporal: reach.days.map(|(first, last)| TemporalExtent {
                interval: vec![[
                    format!("{first}T00:00:00+09:00"),
                    format!("{last}T23:59:59+09:00"),
                ]],
                trs: GREGORIAN,
            }),
        },
        crs: Crs::ALL.map(Crs::uri).to_vec(),
        storage_crs: Crs::Crs84.uri(),
        attribution: match collection {
            Collection::Cameras | Collection::CaptureAreas => {
                "각 지방자치단체(공공데이터포털 전국CCTV표준데이터)"
            }
            Collection::Institutions => crate::place::ATTRIBUTION,
        },
        sample: snapshot.dataset.has_sample(),
        links: all,
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
    let snapshot = state.snapshot();
    Ok(Json(Collections {
        collections: Collection::ALL
            .map(|collection| info(collection, &snapshot, &links))
            .into(),
        links: vec![links.to("/api/collections", "self", JSON, "This document")],
    }))
}

/// One collection.
#[utoipa::path(get, path = "/api/collections/{collectionId}", tag = "Features", operation_id = "getCollection",
    params(("collectionId" = String, Path, description = "`cameras`, `capture-areas` or `institutions`", example = "cameras"),
        ("f" = Option<String>, Query, description = "Only `json` is offered")),
    responses((status = 200, description = "The collection", body = CollectionInfo),
        (status = 400, description = "Unknown parameter", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such collection", body = Problem, content_type = "application/problem+json")))]
pub async fn collection(
    State(state): State<AppState>,
    Path(id): Path<String>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Json<CollectionInfo>, ApiError> {
    let collection = named(&id)?;
    Params::parse(query.as_deref(), &["f"])?.json_only()?;
    let links = Links::new(&state, &headers);
    Ok(Json(info(collection, &state.snapshot(), &links)))
}

/// The collection of a name, or 404.
pub(super) fn named(id: &str) -> Result<Collection, ApiError> {
    Collection::from_id(id).ok_or_else(|| {
        ApiError::not_found(
            format!("컬렉션 \"{id}\"은(는) 없습니다. /api/collections를 보십시오"),
            format!("there is no collection \"{id}\"; see /api/collections"),
        )
    })
}
