//! The API document, made from the routes, and the reference made from it.

mod refine;
mod sent;
mod shape;
pub mod shared;
mod v30;

use std::sync::LazyLock;

use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use sha2::{Digest, Sha256};
use utoipa::OpenApi;
use utoipa_swagger_ui::{Config, SwaggerUi};

use super::error::ApiError;
use super::etag::{etag, tagged_later};
use super::ogc::links::{Links, OPENAPI, OPENAPI_30};
use super::params::Params;
use super::{AppState, negotiate};
use crate::model::hex::hex;
use shared::{BadParameter, Conditional, NotAcceptable};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Siya API",
        description = "Siya 시야: public cameras of Korean local governments: registers with capture ranges as open data, and the \
            answer to which cameras could have captured a place, until when the footage can exist and whom to ask.\n\n\
            Coordinates are CRS84 (longitude, latitude); distances are metres; errors are RFC 9457 problem documents; \
            unknown parameters are errors. No key, no account, no cookie.",
        contact(name = "Siya"),
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "Capabilities", description = "What this API is and can do"),
        (name = "Features", description = "Camera sites as GeoJSON (OGC API - Features)"),
        (name = "Tiles", description = "Camera sites and capture areas as vector tiles (OGC API - Tiles)"),
        (name = "Capture", description = "Which cameras could have captured a place"),
        (name = "Registers", description = "Institutions, their policies, and purposes"),
        (name = "Downloads", description = "Whole registers as files, and their catalogue (DCAT)"),
        (name = "Operations", description = "For those who run the service")
    )
)]
struct Base;

/// The document without paths.
#[must_use]
pub fn base() -> utoipa::openapi::OpenApi {
    Base::openapi()
}

/// The whole document as it is served and kept in `openapi/openapi.json`.
#[must_use]
pub fn document_text() -> String {
    Document::of_the_routes().current.clone()
}

/// The finished document, in both versions.
struct Document {
    current: String,
    older: String,
    /// Changes whenever either does.
    state: String,
}

impl Document {
    /// The one of this program, made when it is first asked for.
    fn of_the_routes() -> &'static Self {
        static DOCUMENT: LazyLock<Document> =
            LazyLock::new(|| Document::new(super::api().into_openapi()));
        &DOCUMENT
    }

    fn new(document: utoipa::openapi::OpenApi) -> Self {
        let document = shape::shape(document);
        let value = serde_json::to_value(&document).unwrap_or_default();
        // The current one in the order in which its parts are declared.
        let mut current = document.to_pretty_json().unwrap_or_default();
        current.push('\n');
        let mut older = serde_json::to_string_pretty(&v30::from_31(value)).unwrap_or_default();
        older.push('\n');
        let digest = Sha256::new().chain_update(&current).chain_update(&older);
        Self {
            current,
            older,
            state: hex(&digest.finalize()[..8]),
        }
    }
}

/// The API document, in OpenAPI 3.1 or, where `Accept` or `f` names it, in 3.0.
#[utoipa::path(get, path = "/api/openapi.json", tag = "Capabilities", operation_id = "getApiDocument",
    params(("f" = Option<String>, Query, description = "`oas31` (or `json`) for OpenAPI 3.1, `oas30` for 3.0; before `Accept`", example = "oas30")),
    responses((status = 200, description = "This document", content(
            (Object = "application/vnd.oai.openapi+json;version=3.1"),
            (Object = "application/vnd.oai.openapi+json;version=3.0"))),
        Conditional, BadParameter, NotAcceptable))]
pub async fn document(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    let params = Params::parse(query.as_deref(), &["f"])?;
    let version = version(&params, &headers)?;
    let document = Document::of_the_routes();
    let (media_type, text) = match version {
        Version::V31 => (OPENAPI, &document.current),
        Version::V30 => (OPENAPI_30, &document.older),
    };
    let links = Links::new(&state, &headers);
    let tag = etag(&document.state, &[media_type, links.base()]);
    let mut response = tagged_later(&headers, &tag, media_type, move || {
        at_address(text, links.base()).into_bytes()
    });
    response
        .headers_mut()
        .insert(header::VARY, HeaderValue::from_static("accept"));
    Ok(response)
}

/// The document with the whole address in `servers`: a saved copy still leads to the service.
fn at_address(text: &str, base: &str) -> String {
    let here = |address: &str| format!("\"url\": {}", serde_json::Value::from(address));
    let whole = here(&format!("{base}{}", shape::ROOT));
    text.replacen(&here(shape::ROOT), &whole, 1)
}

/// A version of OpenAPI.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Version {
    V31,
    V30,
}

/// The version by `f`, else by `Accept`: 3.0 where it is named and 3.1 is not named as welcome.
fn version(params: &Params, headers: &HeaderMap) -> Result<Version, ApiError> {
    match params.get("f") {
        Some("json" | "oas31") => return Ok(Version::V31),
        Some("oas30") => return Ok(Version::V30),
        Some(other) => {
            return Err(ApiError::parameter(
                "f",
                format!(
                    "\"{other}\"은(는) 없습니다. f=oas31, f=oas30, f=json 가운데 하나를 쓰십시오"
                ),
                format!("\"{other}\" is not offered; use f=oas31, f=oas30 or f=json"),
            ));
        }
        None => {}
    }
    let quality = |names: &[&str]| negotiate::quality(headers, names);
    let newer = quality(&[OPENAPI, "application/openapi+json;version=3.1"]);
    let older = quality(&[OPENAPI_30, "application/openapi+json;version=3.0"]);
    let named = negotiate::names(headers, ";version=3.0");
    let plain = quality(&["application/json", "application/vnd.oai.openapi+json"]);
    match (newer.max(plain), older) {
        (0, 0) => Err(ApiError::NotAcceptable(format!("{OPENAPI}, {OPENAPI_30}"))),
        (newer_or_plain, older) if named && older >= newer_or_plain => Ok(Version::V30),
        (0, _) => Ok(Version::V30),
        _ => Ok(Version::V31),
    }
}

/// The reference at `/api/docs/`, from files inside the binary.
pub fn browsable() -> Router<AppState> {
    SwaggerUi::new("/api/docs")
        .config(Config::from("/api/openapi.json").validator_url("none"))
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gdal_and_whoever_names_it_gets_30() {
        let no_params = || Params::parse(None, &["f"]).unwrap();
        for (accept, expected) in [
            ("*/*", Some(Version::V31)),
            ("application/json", Some(Version::V31)),
            (
                "application/vnd.oai.openapi+json;version=3.0, application/json;q=0.9",
                Some(Version::V30),
            ),
            (
                "application/vnd.oai.openapi+json;version=3.0",
                Some(Version::V30),
            ),
            (
                "application/vnd.oai.openapi+json; version=\"3.0\"",
                Some(Version::V30),
            ),
            // What GDAL 3.6 sends.
            (
                "application/vnd.oai.openapi+json;version=3.0, application/openapi+json;version=3.0, application/json",
                Some(Version::V30),
            ),
            (
                "application/vnd.oai.openapi+json;version=3.1",
                Some(Version::V31),
            ),
            (
                "application/vnd.oai.openapi+json;version=3.0;q=0.5, application/vnd.oai.openapi+json;version=3.1",
                Some(Version::V31),
            ),
            ("image/png", None),
        ] {
            let mut headers = HeaderMap::new();
            headers.insert(header::ACCEPT, accept.parse().unwrap());
            assert_eq!(version(&no_params(), &headers).ok(), expected, "{accept}");
        }
        let asked = Params::parse(Some("f=oas30"), &["f"]).unwrap();
        assert_eq!(version(&asked, &HeaderMap::new()).unwrap(), Version::V30);
    }

    #[test]
    fn the_document_leads_to_the_service_and_has_the_paths_that_gdal_and_qgis_look_for() {
        let text = at_address(&document_text(), "https://siya.example/cctv");
        let document: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(
            document["servers"][0]["url"],
            "https://siya.example/cctv/api"
        );
        let paths = document["paths"].as_object().unwrap();
        for (path, _) in paths {
            assert!(path.starts_with('/') && !path.starts_with("/api"), "{path}");
        }
        for collection in crate::query::Collection::ALL {
            let items = &paths[&format!("/collections/{}/items", collection.id())]["get"];
            let names: Vec<&str> = items["parameters"]
                .as_array()
                .unwrap()
                .iter()
                .map(|parameter| match parameter["$ref"].as_str() {
                    Some(reference) => reference.rsplit('/').next().unwrap(),
                    None => parameter["name"].as_str().unwrap(),
                })
                .collect();
            for (_, queryable) in collection.simple_queryables() {
                assert!(
                    names.contains(&queryable.name),
                    "{} of {collection:?}",
                    queryable.name
                );
            }
            let mut once = names.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), names.len(), "{names:?}");
        }
        assert_eq!(
            document["components"]["parameters"]["limit"]["schema"]["maximum"],
            10_000
        );
    }

    /// Every reference leads to something in the document, and nothing in it is for nobody.
    #[test]
    fn the_document_is_whole() {
        fn references(value: &serde_json::Value, found: &mut std::collections::BTreeSet<String>) {
            match value {
                serde_json::Value::Object(members) => {
                    found.extend(
                        members
                            .get("$ref")
                            .and_then(|to| to.as_str())
                            .map(str::to_owned),
                    );
                    members
                        .values()
                        .for_each(|member| references(member, found));
                }
                serde_json::Value::Array(items) => {
                    for item in items {
                        references(item, found);
                    }
                }
                _ => {}
            }
        }
        let document: serde_json::Value = serde_json::from_str(&document_text()).unwrap();
        let mut found = std::collections::BTreeSet::new();
        references(&document, &mut found);
        for reference in &found {
            let place = reference.strip_prefix('#').unwrap();
            assert!(document.pointer(place).is_some(), "{reference}");
        }
        for (kind, members) in document["components"].as_object().unwrap() {
            for name in members.as_object().unwrap().keys() {
                let reference = format!("#/components/{kind}/{name}");
                assert!(found.contains(&reference), "{reference} is not used");
            }
        }
    }

    #[test]
    fn the_kept_document_is_the_one_that_is_served() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/openapi/openapi.json");
        let kept = std::fs::read_to_string(path).unwrap_or_default();
        assert!(
            kept == document_text(),
            "openapi/openapi.json is stale: run `make bless`"
        );
    }
}
