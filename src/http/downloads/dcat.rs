//! `/api/dcat.jsonld`: everything that can be had here, in the words of open-data portals (DCAT 3,
//! <https://www.w3.org/TR/vocab-dcat-3/>).

use std::sync::Arc;

use axum::body::{Body, Bytes};
use axum::extract::{RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use moka::sync::Cache;
use serde_json::{Value, json};

use super::catalogue::{self, File};
use super::shelf::Shelf;
use crate::dataset::Dataset;
use crate::export::{Format, Part, Provenance};
use crate::http::AppState;
use crate::http::error::ApiError;
use crate::http::etag::{etag, tagged};
use crate::http::ogc::links::Links;
use crate::http::openapi::shared::{Conditional, UnknownParameter};
use crate::http::params::Params;

/// Media type of JSON-LD.
pub const JSON_LD: &str = "application/ld+json";
/// The algorithm of the checksums in the vocabulary of SPDX.
const SHA256: &str = "http://spdx.org/rdf/terms#checksumAlgorithm_sha256";
/// Names of media types as resources.
const IANA: &str = "https://www.iana.org/assignments/media-types/";
/// Tables of the EU, whose names DCAT-AP demands for languages and for who may have the data.
const EU: &str = "http://publications.europa.eu/resource/authority/";

/// Addresses under which the catalogue of a state is remembered: by how many names a service is known.
const KEPT: u64 = 4;

/// The catalogue of a state as it was written last, by the address in its links and by what is on the shelf.
pub struct Catalogues(Cache<(String, u64), Arc<Written>>);

/// A catalogue as it is sent.
struct Written {
    tag: String,
    text: Bytes,
}

impl Default for Catalogues {
    /// None yet.
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

impl Catalogues {
    /// The catalogue, which is only written when it was not, or files came or went since.
    fn written(&self, files: &Shelf, dataset: &Dataset, base: &str) -> Arc<Written> {
        self.0.get_with((base.to_owned(), files.changes()), || {
            let text = catalog(files, dataset, base).to_string();
            // What is on the shelf is another thing after a restart: the tag is of the text itself.
            let tag = etag(dataset.token(), &["dcat", &text]);
            Arc::new(Written {
                tag,
                text: text.into(),
            })
        })
    }
}

/// The catalogue of the data (DCAT 3 as JSON-LD): a dataset of all registers and one of each institution,
/// with their files, checksums, dates, places, conditions of use and publishers, and the API as a service.
#[utoipa::path(get, path = "/api/dcat.jsonld", tag = "Downloads", operation_id = "getDcatCatalogue",
    responses((status = 200, description = "The catalogue", body = Object, content_type = "application/ld+json"),
        Conditional, UnknownParameter))]
pub async fn dcat(
    State(state): State<AppState>,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, ApiError> {
    Params::parse(query.as_deref(), &[])?;
    let snapshot = state.snapshot();
    state.prepare_downloads();
    let links = Links::new(&state, &headers);
    let catalogues = &snapshot.catalogues;
    let written = catalogues.written(state.shelf(), &snapshot.dataset, links.base());
    let text = || Body::from(written.text.clone());
    Ok(tagged(&headers, &written.tag, JSON_LD, text))
}

fn catalog(shelf: &Shelf, dataset: &Dataset, base: &str) -> Value {
    let institutions = (0..dataset.institutions().len()).map(Part::Institution);
    let parts = std::iter::once(Part::All).chain(institutions);
    let datasets: Vec<Value> = parts
        .map(|part| of_part(shelf, dataset, part, base))
        .collect();
    let provenance = Provenance::of(dataset, Part::All);
    json!({
        "@context": {
            "dcat": "http://www.w3.org/ns/dcat#",
            "dct": "http://purl.org/dc/terms/",
            "foaf": "http://xmlns.com/foaf/0.1/",
            "locn": "http://www.w3.org/ns/locn#",
            "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
            "spdx": "http://spdx.org/rdf/terms#",
            "xsd": "http://www.w3.org/2001/XMLSchema#",
            "geo": "http://www.opengis.net/ont/geosparql#",
        },
        "@id": format!("{base}/api/dcat.jsonld"),
        "@type": "dcat:Catalog",
        "dct:title": titles(&provenance),
        "dct:description": [
            text("지방자치단체가 공개한 고정형 CCTV 대장: 전체와 기관마다의 파일, 그리고 API", "ko"),
            text("Registers of fixed CCTV cameras that Korean local governments publish: files of all and of each institution, and the API", "en"),
        ],
        "dct:publisher": publisher(&provenance),
        "dct:language": [of_eu("language/KOR"), of_eu("language/ENG")],
        "dct:modified": moment(&provenance),
        "foaf:homepage": { "@id": format!("{base}/") },
        "dcat:dataset": datasets,
        "dcat:service": {
            "@id": format!("{base}/api/"),
            "@type": "dcat:DataService",
            "dct:title": [text("Siya 시야 API", "ko"), text("Siya 시야 API", "en")],
            "dcat:endpointURL": { "@id": format!("{base}/api/") },
            "dcat:endpointDescription": { "@id": format!("{base}/api/openapi.json") },
            "dcat:servesDataset": { "@id": format!("{base}/api/downloads") },
        },
    })
}

fn of_part(shelf: &Shelf, dataset: &Dataset, part: Part, base: &str) -> Value {
    let provenance = Provenance::of(dataset, part);
    let id = match part.institution(dataset) {
        None => format!("{base}/api/downloads"),
        Some(code) => format!("{base}/api/downloads?institution={code}"),
    };
    let distributions: Vec<Value> = Format::ALL
        .into_iter()
        .map(|format| distribution(shelf, dataset, (part, format), &provenance, base))
        .collect();
    let mut described = json!({
        "@id": id,
        "@type": "dcat:Dataset",
        "dct:identifier": part.stem(dataset),
        "dct:title": titles(&provenance),
        "dct:description": [
            text("고정형 CCTV 설치 지점: 위치, 설치목적, 촬영범위, 보관기간과 그 근거 (개인정보 보호법 제25조)", "ko"),
            text("Sites of fixed cameras with position, purpose, capture range and retention, and the source that states each", "en"),
        ],
        "dcat:keyword": [text("CCTV", "ko"), text("영상정보처리기기", "ko"), text("CCTV", "en"), text("surveillance cameras", "en")],
        "dct:publisher": publisher(&provenance),
        "dct:language": of_eu("language/KOR"),
        "dct:modified": moment(&provenance),
        "dct:accessRights": of_eu("access-right/PUBLIC"),
        "dcat:version": provenance.state,
        "dcat:landingPage": { "@id": format!("{id}{}f=html", if id.contains('?') { '&' } else { '?' }) },
        "dcat:distribution": distributions,
    });
    if let Some([west, south, east, north]) = provenance.bbox {
        described["dct:spatial"] = json!({
            "@type": "dct:Location",
            "dcat:bbox": {
                "@type": "geo:wktLiteral",
                "@value": format!(
                    "POLYGON(({west} {south},{east} {south},{east} {north},{west} {north},{west} {south}))"
                ),
            },
        });
    }
    if let Some([first, last]) = &provenance.reference_dates {
        described["dct:temporal"] = json!({
            "@type": "dct:PeriodOfTime",
            "dcat:startDate": { "@type": "xsd:date", "@value": first },
            "dcat:endDate": { "@type": "xsd:date", "@value": last },
        });
    }
    described
}

/// A file; one that is made when it is first asked for has no length and checksum yet.
fn distribution(
    shelf: &Shelf,
    dataset: &Dataset,
    (part, format): (Part, Format),
    provenance: &Provenance,
    base: &str,
) -> Value {
    let latest = catalogue::latest(dataset, part, format, base);
    let media_type = format.media_type().split(';').next().unwrap_or_default();
    let mut described = json!({
        "@id": latest,
        "@type": "dcat:Distribution",
        "dct:title": format.name(),
        "dcat:accessURL": { "@id": latest },
        "dcat:downloadURL": { "@id": latest },
        "dcat:mediaType": { "@id": format!("{IANA}{media_type}") },
        "dct:format": { "@type": "dct:MediaTypeOrExtent", "rdfs:label": format.name() },
        "dct:license": provenance.licence.iter().map(|licence| json!({
            "@type": "dct:LicenseDocument",
            "rdfs:label": licence,
        })).collect::<Vec<_>>(),
        "dct:rights": rights(&provenance.attribution),
        "dct:modified": moment(provenance),
    });
    if let Some(File {
        href,
        bytes,
        sha256,
        ..
    }) = catalogue::file(shelf, dataset, (part, format), base)
    {
        described["dcat:downloadURL"] = json!({ "@id": href });
        described["dcat:byteSize"] =
            json!({ "@type": "xsd:nonNegativeInteger", "@value": bytes.to_string() });
        described["spdx:checksum"] = json!({
            "@type": "spdx:Checksum",
            "spdx:algorithm": { "@id": SHA256 },
            "spdx:checksumValue": { "@type": "xsd:hexBinary", "@value": sha256 },
        });
    }
    described
}

fn titles(provenance: &Provenance) -> Value {
    json!([
        text(&provenance.title_ko, "ko"),
        text(&provenance.title_en, "en")
    ])
}

fn publisher(provenance: &Provenance) -> Value {
    json!({ "@type": "foaf:Agent", "foaf:name": provenance.publisher })
}

fn of_eu(name: &str) -> Value {
    json!({ "@id": format!("{EU}{name}") })
}

fn rights(words: &str) -> Value {
    json!({ "@type": "dct:RightsStatement", "rdfs:label": words })
}

fn moment(provenance: &Provenance) -> Value {
    provenance.modified.map_or(
        Value::Null,
        |at| json!({ "@type": "xsd:dateTime", "@value": at.to_string() }),
    )
}

fn text(words: &str, language: &str) -> Value {
    json!({ "@value": words, "@language": language })
}
