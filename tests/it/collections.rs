//! The collections as a GIS reads them: shapes, coordinate reference systems, boxes and times, over the
//! real router.

use std::sync::LazyLock;

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use siya::dataset::DatasetBuilder;
use siya::feature::schema::{CameraFeature, CaptureAreaFeature, InstitutionFeature};
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::model::Purpose;
use siya::query::collection::AreaCertainty;
use siya::spatial::crs::Transformation;
use siya::spatial::{Crs, LonLat};
use tower::ServiceExt;

use super::synthetic::{Country, Random, covered, release, site, usual_radius};

/// Sites of all kinds over the whole country, of three institutions.
static APP: LazyLock<Router> = LazyLock::new(|| {
    let mut random = Random(20_261_122);
    let country = Country::new(&mut random, 60);
    let mut builder = DatasetBuilder::new();
    // The third has no policy that would state a range for all its cameras.
    let releases = ["3040000", "4140000", "3020000"].map(|code| {
        builder.add_release(siya::dataset::Release {
            reference_date: "2026-11-01".parse().ok(),
            ..release(code)
        })
    });
    for id in 1..=2000_u32 {
        let radius = (id % 7 != 0).then(|| usual_radius(&mut random));
        let mut record = site(country.position(&mut random), radius, radius, 0.7);
        if id % 5 == 0 {
            record.row_range.bearing_deg = Some(f64::from(id % 360));
            record.row_range.width_deg = Some(60.0);
        }
        if radius.is_none() {
            record.purpose = Purpose::Park;
        }
        record.installed = (id % 3 != 0).then(|| format!("20{:02}-06", id % 25).parse().unwrap());
        record.reference_date = (id % 4 != 0).then(|| {
            format!("2026-{}-01", if id % 4 == 1 { 11 } else { 12 })
                .parse()
                .unwrap()
        });
        let owner = if radius.is_none() { 2 } else { id % 2 };
        builder.add_site(releases[owner as usize], id, &record);
    }
    router(AppState::new(covered(builder.build()), Settings::default()))
});

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

async fn get(path: &str) -> Answer {
    let request = Request::get(path)
        .header(header::HOST, "siya.example")
        .body(Body::empty())
        .unwrap();
    send(request).await
}

async fn send(request: Request<Body>) -> Answer {
    let response = APP.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

async fn get_as(path: &str, accept: &str) -> Answer {
    let request = Request::get(path)
        .header(header::HOST, "siya.example")
        .header(header::ACCEPT, accept)
        .body(Body::empty())
        .unwrap();
    send(request).await
}

async fn features(path: &str) -> Vec<Value> {
    let page = get(path).await;
    assert_eq!(page.status, StatusCode::OK, "{path}");
    let page = page.json();
    assert_eq!(page["numberMatched"], page["numberReturned"], "{path}");
    page["features"].as_array().unwrap().clone()
}

fn ids(features: &[Value]) -> Vec<u64> {
    features
        .iter()
        .map(|feature| feature["id"].as_u64().unwrap())
        .collect()
}

#[tokio::test]
async fn every_feature_has_exactly_the_members_that_the_schema_names() {
    let all = |id: &str| {
        let path = format!("/api/collections/{id}/items?limit=10000");
        async move { features(&path).await }
    };
    let cameras = all("cameras").await;
    assert_eq!(cameras.len(), 2000);
    let _: Vec<CameraFeature> = serde_json::from_value(json!(cameras)).unwrap();
    let areas = all("capture-areas").await;
    let areas: Vec<CaptureAreaFeature> = serde_json::from_value(json!(areas)).unwrap();
    let with_range: Vec<&Value> = cameras
        .iter()
        .filter(|camera| !camera["properties"]["range_max_m"].is_null())
        .collect();
    assert_eq!(areas.len(), with_range.len());
    for (area, camera) in areas.iter().zip(with_range) {
        assert_eq!(u64::from(area.id), camera["id"]);
        let is_sector = !camera["properties"]["width_deg"].is_null();
        assert_eq!(area.properties.shape == "sector", is_sector);
        let stated = camera["properties"]["range_basis"] == "row";
        let certain = area.properties.certainty == AreaCertainty::Certain;
        assert_eq!(certain, stated);
    }
    let institutions = all("institutions").await;
    let institutions: Vec<InstitutionFeature> =
        serde_json::from_value(json!(institutions)).unwrap();
    let gwangjin = institutions
        .iter()
        .find(|institution| institution.id == 3_040_000)
        .unwrap();
    let own = |camera: &&Value| camera["properties"]["institution"] == "3040000";
    let sites = cameras.iter().filter(own).count() as u64;
    assert_eq!(gwangjin.properties.sites, Some(sites));
    assert!(gwangjin.properties.has_policy && gwangjin.geometry.is_some());
    let unloaded = institutions
        .iter()
        .find(|one| !one.properties.loaded)
        .unwrap();
    assert_eq!(unloaded.properties.sites, None);
}

/// First coordinates of every geometry, as they are written.
fn first_coordinates(feature: &Value) -> [f64; 2] {
    let mut coordinates = &feature["geometry"]["coordinates"];
    while coordinates[0].is_array() {
        coordinates = &coordinates[0];
    }
    [0, 1].map(|axis| coordinates[axis].as_f64().unwrap())
}

#[tokio::test]
async fn coordinates_are_those_of_proj_in_the_order_of_the_authority() {
    for collection in ["cameras", "capture-areas", "institutions", "coverage"] {
        let path = format!("/api/collections/{collection}/items?limit=10000");
        let plain = features(&path).await;
        for crs in Crs::ALL {
            let answer = get(&format!("{path}&crs={}", crs.uri())).await;
            assert_eq!(answer.header("content-crs"), format!("<{}>", crs.uri()));
            let page = answer.json();
            let page = page["features"].as_array().unwrap();
            assert!(!plain.is_empty() && page.len() == plain.len());
            let there = crs
                .epsg()
                .filter(|_| !crs.is_degrees())
                .map(|code| Transformation::from_lonlat(code).unwrap());
            for (plain, projected) in plain.iter().zip(page) {
                if plain["geometry"].is_null() {
                    continue;
                }
                let [lon, lat] = first_coordinates(plain);
                let (x, y) = there.as_ref().map_or((lon, lat), |there| {
                    there.project(LonLat::new(lon, lat).unwrap()).unwrap()
                });
                let expected = match crs {
                    Crs::Crs84 | Crs::Epsg3857 => [x, y],
                    _ => [y, x],
                };
                let [a, b] = first_coordinates(projected);
                let limit = if crs.is_degrees() { 1e-9 } else { 0.02 };
                let off = (a - expected[0]).hypot(b - expected[1]);
                assert!(off < limit, "{crs:?}: {off}");
            }
        }
    }
}

#[tokio::test]
async fn a_box_of_a_projected_system_is_straight_in_that_system() {
    let cameras = features("/api/collections/cameras/items?limit=10000").await;
    for crs in Crs::ALL {
        let [x, y] = crs.project([127.6, 36.4]).unwrap();
        let half = if crs.is_degrees() { 1.0 } else { 110_000.0 };
        let corner = |x: f64, y: f64| {
            let [a, b] = crs.in_axis_order([x, y]);
            format!("{a},{b}")
        };
        let area = format!(
            "bbox={},{}&bbox-crs={}&limit=10000",
            corner(x - half, y - half),
            corner(x + half, y + half),
            crs.uri()
        );
        // The oracle projects what is served, one site after the other.
        let inside = |position: [f64; 2]| {
            let [px, py] = crs.project(position).unwrap();
            (px - x).abs() <= half && (py - y).abs() <= half
        };
        let expected: Vec<u64> = cameras
            .iter()
            .filter(|camera| inside(first_coordinates(camera)))
            .map(|camera| camera["id"].as_u64().unwrap())
            .collect();
        let found = features(&format!("/api/collections/cameras/items?{area}")).await;
        assert!(expected.len() > 100 && expected.len() < 1900, "{crs:?}");
        assert_eq!(ids(&found), expected, "{crs:?}");
        // Whose site is in the box reaches into it; of the others a few do.
        let areas = ids(&features(&format!("/api/collections/capture-areas/items?{area}")).await);
        let known = ids(&features("/api/collections/capture-areas/items?limit=10000").await);
        assert!(
            expected
                .iter()
                .filter(|id| known.contains(id))
                .all(|id| areas.contains(id))
        );
        assert!(areas.len() < known.len());
    }
}

/// Boxes are inclusive of what is served: the coordinates of an answer, asked for as a box, find it.
#[tokio::test]
async fn a_box_that_is_only_a_served_position_holds_it() {
    for crs in Crs::ALL {
        let served = format!(
            "/api/collections/cameras/items?limit=10000&crs={}",
            crs.uri()
        );
        for camera in features(&served).await.iter().step_by(41) {
            let at = camera["geometry"]["coordinates"].to_string();
            let at = at.trim_matches(['[', ']']);
            for more in ["", "&filter=id%3E0"] {
                let path = format!(
                    "/api/collections/cameras/items?bbox={at},{at}&bbox-crs={}{more}",
                    crs.uri()
                );
                let found = ids(&features(&path).await);
                assert!(found.contains(&camera["id"].as_u64().unwrap()), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn what_has_no_geometry_is_in_every_box() {
    let mut builder = DatasetBuilder::new();
    let unknown = builder.add_release(release("unknown"));
    let at = LonLat::new(127.0, 37.5).unwrap();
    builder.add_site(unknown, 1, &site(at, Some(100.0), Some(100.0), 0.7));
    let app = router(AppState::new(builder.build(), Settings::default()));
    // The sea: of institutions, what is known there is the one without an outline.
    let path = "/api/collections/institutions/items?bbox=125,35.9,125.01,36";
    let answer = app
        .oneshot(Request::get(path).body(Body::empty()).unwrap())
        .await
        .unwrap();
    let page = answer.into_body().collect().await.unwrap().to_bytes();
    let page: Value = serde_json::from_slice(&page).unwrap();
    assert_eq!(page["numberMatched"], 1);
    assert_eq!(page["features"][0]["geometry"], Value::Null);
}

#[tokio::test]
async fn an_area_is_found_by_a_box_that_only_its_edge_touches() {
    let areas = features("/api/collections/capture-areas/items?limit=10000").await;
    assert!(areas.len() > 1000);
    for area in areas.iter().step_by(97) {
        let [lon, lat] = first_coordinates(area);
        let path = format!(
            "/api/collections/capture-areas/items?limit=10000&bbox={},{},{},{}",
            lon - 1e-6,
            lat - 1e-6,
            lon + 1e-6,
            lat + 1e-6
        );
        let found = ids(&features(&path).await);
        assert!(found.contains(&area["id"].as_u64().unwrap()));
    }
}

#[tokio::test]
async fn the_extent_of_a_collection_is_the_box_around_its_features() {
    for collection in ["cameras", "capture-areas"] {
        let path = format!("/api/collections/{collection}");
        let told = get(&path).await.json()["extent"]["spatial"]["bbox"][0].clone();
        let mut around = siya::spatial::Bbox::EMPTY;
        for feature in features(&format!("{path}/items?limit=10000")).await {
            let coordinates = &feature["geometry"]["coordinates"];
            let number = |value: &Value| value.as_f64().unwrap();
            match coordinates[0].as_array() {
                Some(ring) => ring
                    .iter()
                    .for_each(|at| around.include(number(&at[0]), number(&at[1]))),
                None => around.include(number(&coordinates[0]), number(&coordinates[1])),
            }
        }
        let told = told.as_array().unwrap();
        assert_eq!(told.len(), 4, "{collection}");
        for (edge, expected) in told.iter().zip(around.to_array().unwrap()) {
            let off = (edge.as_f64().unwrap() - expected).abs();
            assert!(off < 1e-7, "{collection}: {off}");
        }
    }
}

/// Programs that know no CQL2 send comparisons of any date as `datetime`: it has to mean the one property
/// that is always a date, in every collection.
#[tokio::test]
async fn datetime_looks_at_the_reference_date() {
    for collection in ["cameras", "capture-areas", "institutions"] {
        let items = format!("/api/collections/{collection}/items?limit=10000");
        let all = features(&items).await;
        for (datetime, from, to) in [
            ("2026-11-01", "2026-11-01", "2026-11-01"),
            ("2026-10-31T23:30:00Z", "2026-11-01", "2026-11-01"),
            (
                "2026-11-01T00:00:00%2B09:00/2026-12-31",
                "2026-11-01",
                "2026-12-31",
            ),
            ("2026-07-01/..", "2026-07-01", "9999"),
            ("/2026-11-01", "0000", "2026-11-01"),
            // The open ends of QGIS.
            (
                "2026-11-01%2F9999-12-31T00:00:00Z",
                "2026-11-01",
                "9999-12-31",
            ),
            (
                "0000-01-01T00:00:00Z%2F2026-11-01",
                "0000-01-01",
                "2026-11-01",
            ),
        ] {
            let expected: Vec<u64> = all
                .iter()
                .filter(|feature| {
                    let day = feature["properties"]["reference_date"].as_str();
                    // What has no date passes any (OGC 17-069r4, /req/core/fc-time-response).
                    day.is_none_or(|day| day >= from && day <= to)
                })
                .map(|feature| feature["id"].as_u64().unwrap())
                .collect();
            let found = ids(&features(&format!("{items}&datetime={datetime}")).await);
            assert!(!found.is_empty(), "{datetime}");
            assert_eq!(found, expected, "{datetime}");
        }
        let dated = |feature: &Value| !feature["properties"]["reference_date"].is_null();
        assert!(all.iter().any(dated) && !all.iter().all(dated));
        let none = features(&format!("{items}&datetime=../2026-10-31")).await;
        assert!(!none.iter().any(dated));
    }
}

#[tokio::test]
async fn pages_lead_forth_and_back_over_each_feature_once_with_every_parameter() {
    for collection in ["cameras", "capture-areas", "institutions"] {
        let query = "limit=97&crs=http://www.opengis.net/def/crs/EPSG/0/5186&bbox=124,33,132,39";
        let mut path = format!("/api/collections/{collection}/items?{query}");
        let mut seen: Vec<u64> = Vec::new();
        let mut back = Vec::new();
        loop {
            let page = get(&path).await.json();
            let found = ids(page["features"].as_array().unwrap());
            assert!(!found.is_empty());
            seen.extend(&found);
            let link = |rel: &str| {
                let links = page["links"].as_array().unwrap();
                let link = links.iter().find(|link| link["rel"] == rel)?;
                link["href"]
                    .as_str()?
                    .strip_prefix("http://siya.example")
                    .map(ToOwned::to_owned)
            };
            let before = link("prev");
            assert_eq!(before.is_some(), !back.is_empty(), "{path}");
            if let Some(before) = before {
                let page = get(&before).await.json();
                assert_eq!(ids(page["features"].as_array().unwrap()), back);
            }
            back = found;
            if let Some(next) = link("next") {
                assert!(next.contains("bbox=") && next.contains("crs="), "{next}");
                path = next;
            } else {
                assert_eq!(page["numberMatched"], seen.len());
                break;
            }
        }
        assert!(
            seen.windows(2).all(|pair| pair[0] < pair[1]),
            "{collection}"
        );
    }
}

#[tokio::test]
async fn wrong_parameters_are_named() {
    for (query, parameter) in [
        ("crs=EPSG:4737", "crs"),
        ("crs=", "crs"),
        (
            "bbox-crs=http://www.opengis.net/def/crs/EPSG/0/9999&bbox=1,2,3,4",
            "bbox-crs",
        ),
        (
            "bbox=500000,200000,400000,300000&bbox-crs=EPSG:5186",
            "bbox",
        ),
        ("bbox=1,2,3,4,5", "bbox"),
        ("datetime=2024-13-01", "datetime"),
        ("limit=0", "limit"),
    ] {
        let answer = get(&format!("/api/collections/capture-areas/items?{query}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{query}");
        assert_eq!(answer.json()["parameter"], parameter, "{query}");
    }
    // Institutions have no purpose.
    let answer = get("/api/collections/institutions/items?purpose=crime").await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

/// What a link promises: its address below the service, and its media type.
fn links_of(document: &Value) -> Vec<(String, String)> {
    let mut found = Vec::new();
    match document {
        Value::Object(members) => {
            if let (Some(href), Some(kind)) = (members.get("href"), members.get("type"))
                && members.get("templated") != Some(&json!(true))
            {
                found.push((href.as_str().unwrap().into(), kind.as_str().unwrap().into()));
            }
            found.extend(members.values().flat_map(links_of));
        }
        Value::Array(items) => found.extend(items.iter().flat_map(links_of)),
        _ => {}
    }
    found
}

#[tokio::test]
async fn every_link_from_the_landing_page_on_is_absolute_and_leads_to_its_type() {
    let mut waiting = vec![(
        "http://siya.example/api/".to_owned(),
        "application/json".to_owned(),
    )];
    let mut seen = std::collections::BTreeSet::new();
    let mut pages = 0;
    while let Some((href, kind)) = waiting.pop() {
        // Pages lead on to many more of their kind: a few of them are enough.
        let is_page = href.contains("offset=");
        pages += u32::from(is_page);
        if !seen.insert((href.clone(), kind.clone())) || (is_page && pages > 8) {
            continue;
        }
        let path = href
            .strip_prefix("http://siya.example")
            .unwrap_or_else(|| panic!("{href} is not absolute"));
        // As a client does that knows the type of the link.
        let answer = get_as(path, &kind).await;
        assert_eq!(answer.status, StatusCode::OK, "{href}");
        let content_type = answer.header("content-type");
        assert!(
            content_type.starts_with(&kind),
            "{href}: {content_type} instead of {kind}"
        );
        // A text sequence is many documents, none of which has links.
        let is_document = content_type.contains("json") && !content_type.contains("json-seq");
        if is_document && !href.contains("openapi.json") {
            waiting.extend(links_of(&answer.json()));
        }
    }
    assert!(seen.len() > 30, "{seen:?}");
}

/// The address of the page that data link to, among their members or, where they have none, in a header.
fn page_of(data: &Answer) -> Option<String> {
    let document = data.json();
    let Some(links) = document["links"].as_array() else {
        let mut links = data.headers.get_all(header::LINK).iter();
        let link = links.find_map(|link| {
            let link = link.to_str().unwrap().strip_prefix('<')?;
            link.strip_suffix(">; rel=\"alternate\"; type=\"text/html\"")
        });
        return link.map(ToOwned::to_owned);
    };
    let mut links = links.iter();
    let link = links.find(|link| link["rel"] == "alternate" && link["type"] == "text/html")?;
    link["href"].as_str().map(ToOwned::to_owned)
}

#[tokio::test]
async fn every_resource_has_a_page_for_people_without_scripts() {
    for path in [
        "/api/",
        "/api/conformance",
        "/api/collections",
        "/api/collections/cameras",
        "/api/collections/capture-areas",
        "/api/collections/institutions",
        "/api/collections/cameras/items?limit=5",
        "/api/collections/capture-areas/items?limit=5&offset=5",
        "/api/collections/institutions/items?limit=5&bbox=1,1,2,2",
        "/api/collections/cameras/items/1",
        "/api/collections/capture-areas/items/5",
        "/api/collections/institutions/items/3040000?lang=en",
        "/api/collections/cameras/tiles",
        "/api/institutions",
        "/api/institutions/3040000/quality",
        "/api/institutions/3040000/policy",
        "/api/collections/cameras/queryables",
        "/api/purposes?lang=en",
        "/api/changes?limit=5",
        "/api/downloads",
        "/api/downloads?institution=3040000",
    ] {
        let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
        let page = get_as(path, browser).await;
        let text = String::from_utf8(page.body.clone()).unwrap();
        assert_eq!(page.status, StatusCode::OK, "{path}: {text}");
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        assert!(page.header("vary").to_lowercase().contains("accept"));
        assert!(
            !text.contains("<script") && !text.contains("style="),
            "{path}"
        );
        let mark = if path.contains("/items") {
            "<svg"
        } else {
            "<h1>"
        };
        assert!(text.contains(mark), "{path}");
        // `f` comes before `Accept`, and so it does the other way round.
        let with = |form: &str| {
            let sign = if path.contains('?') { '&' } else { '?' };
            format!("{path}{sign}f={form}")
        };
        let data = get_as(&with("json"), browser).await;
        assert!(data.header("content-type").contains("json"), "{path}");
        let address = page_of(&data).unwrap_or_else(|| panic!("{path}"));
        let address = address.strip_prefix("http://siya.example").unwrap();
        let same = get(address).await;
        assert_eq!(same.header("content-type"), "text/html; charset=utf-8");
        assert_ne!(data.header("etag"), page.header("etag"));
        let page = get_as(&with("html"), "application/json").await;
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
        let nothing = get_as(path, "image/png, text/html;q=0").await;
        assert_eq!(nothing.status, StatusCode::NOT_ACCEPTABLE, "{path}");
        assert_eq!(nothing.header("content-type"), "application/problem+json");
        let wrong = get(&with("xml")).await;
        assert_eq!(wrong.status, StatusCode::BAD_REQUEST, "{path}");
    }
}

/// What the API document describes is a page as well, but for files, feeds, tiles and what asks a service how
/// it is. `/api/docs/` is the page of the document itself.
#[test]
fn every_resource_of_the_document_has_a_page_or_is_none_for_people() {
    let document = include_str!("../../openapi/openapi.json");
    let document: Value = serde_json::from_str(document).unwrap();
    let mut without = Vec::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        let Some(content) = methods
            .get("get")
            .map(|get| &get["responses"]["200"]["content"])
        else {
            continue;
        };
        if content.get("text/html").is_none() {
            without.push(path.as_str());
        }
    }
    assert_eq!(
        without,
        [
            "/collections/{collectionId}/tiles/{tileMatrixSetId}/{tileMatrix}/{tileRow}/{tileCol}",
            "/dcat.jsonld",
            "/downloads/{file}",
            "/healthz",
            "/institutions/{code}/changes.atom",
            "/openapi.json",
            "/readyz",
        ]
    );
}

#[tokio::test]
async fn features_are_sorted_by_properties_with_the_unknown_last() {
    let path = "/api/collections/cameras/items?limit=10000";
    let key =
        |camera: &Value, name: &str| camera["properties"][name].as_str().map(ToOwned::to_owned);
    let found = features(&format!("{path}&sortby=-installed")).await;
    let months: Vec<Option<String>> = found
        .iter()
        .map(|camera| key(camera, "installed"))
        .collect();
    let known = months.iter().take_while(|month| month.is_some()).count();
    assert!(months[..known].windows(2).all(|pair| pair[0] >= pair[1]));
    assert!(months[known..].iter().all(Option::is_none) && known > 1000);
    let twice = features(&format!("{path}&sortby=institution,-id")).await;
    let pairs: Vec<(String, i64)> = twice
        .iter()
        .map(|camera| {
            (
                key(camera, "institution").unwrap(),
                -camera["id"].as_i64().unwrap(),
            )
        })
        .collect();
    assert!(pairs.windows(2).all(|pair| pair[0] < pair[1]));
    let again = features(&format!("{path}&sortby=institution,-id,institution,id")).await;
    assert_eq!(
        ids(&again),
        ids(&twice),
        "what stands again decides nothing"
    );
    let wrong = get(&format!("{path}&sortby=colour")).await;
    assert_eq!(wrong.json()["parameter"], "sortby");
}

/// Pages are cut from one order, which the next state of the registers does not see.
#[tokio::test]
async fn pages_of_an_order_hold_each_feature_once_and_a_new_state_has_its_own_order() {
    let path = "/api/collections/cameras/items";
    for parameters in [
        "sortby=-installed,institution",
        "sortby=purpose&filter=id%20%3E%20500",
        "sortby=-id&bbox=126,33,128,38",
        "sortby=id&f=json",
    ] {
        let whole = ids(&features(&format!("{path}?{parameters}&limit=10000")).await);
        let mut paged = Vec::new();
        let mut next = Some(format!("{path}?{parameters}&limit=333"));
        while let Some(address) = next {
            let answer = get(&address).await;
            let page = answer.json();
            assert_eq!(page["numberMatched"], whole.len(), "{parameters}");
            paged.extend(ids(page["features"].as_array().unwrap()));
            let links = page["links"].as_array().unwrap();
            let link = links.iter().find(|link| link["rel"] == "next");
            // The header says the same as the page.
            for rel in ["self", "alternate", "next", "prev"] {
                let stated = links.iter().filter(|link| link["rel"] == rel);
                let stated: Vec<String> = stated
                    .map(|link| {
                        let text = |name: &str| link[name].as_str().unwrap().to_owned();
                        format!(
                            "<{}>; rel=\"{rel}\"; type=\"{}\"",
                            text("href"),
                            text("type")
                        )
                    })
                    .collect();
                let sent = answer.headers.get_all(header::LINK).iter();
                let sent = sent.map(|link| link.to_str().unwrap().to_owned());
                let sent: Vec<String> = sent
                    .filter(|link| link.contains(&format!("rel=\"{rel}\"")))
                    .collect();
                assert_eq!(sent, stated, "{address}");
            }
            next = link.map(|link| {
                link["href"]
                    .as_str()
                    .unwrap()
                    .replace("http://siya.example", "")
            });
        }
        assert_eq!(paged, whole, "{parameters}");
    }

    let state_of = |sequence, counts: [u16; 3]| {
        let mut builder = DatasetBuilder::new();
        builder.set_sequence(sequence);
        let gwangjin = builder.add_release(release("3040000"));
        for (id, count) in (1..).zip(counts) {
            let at = LonLat::new(127.08 + f64::from(id) / 1000.0, 37.54).unwrap();
            let mut record = site(at, None, None, 0.7);
            record.unit_count = Some(count);
            builder.add_site(gwangjin, id, &record);
        }
        builder.build()
    };
    let state = AppState::new(state_of(1, [3, 1, 2]), Settings::default());
    let order = async || {
        let request = Request::get(format!("{path}?sortby=unit_count")).body(Body::empty());
        let response = router(state.clone())
            .oneshot(request.unwrap())
            .await
            .unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let page: Value = serde_json::from_slice(&body).unwrap();
        ids(page["features"].as_array().unwrap())
    };
    assert_eq!(order().await, [2, 3, 1]);
    assert_eq!(order().await, [2, 3, 1]);
    state.replace(state_of(2, [1, 2, 3]));
    assert_eq!(order().await, [1, 2, 3]);
}

/// Whoever reads pages gets errors as pages, with the status and the words of the problem document.
#[tokio::test]
async fn errors_are_pages_for_whoever_reads_pages() {
    let browser = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";
    for (path, status) in [
        ("/api/collections/roads", 404),
        ("/api/collections/cameras/items?offset=-1", 400),
        (
            "/api/collections/cameras/items?filter=colour%20%3D%20'red'",
            400,
        ),
        ("/api/collections/cameras/items/4000000000", 404),
        ("/api/collections/roads/queryables", 404),
        ("/api/conformance?x=1", 400),
        ("/api/nothing", 404),
    ] {
        let ask = async |path: &str, accept: &str| {
            let request = Request::get(path)
                .header(header::HOST, "siya.example")
                .header(header::ACCEPT, accept)
                .header(header::ACCEPT_LANGUAGE, "en")
                .body(Body::empty())
                .unwrap();
            send(request).await
        };
        let (page, problem) = (ask(path, browser).await, ask(path, "*/*").await);
        assert_eq!(page.status, status, "{path}");
        assert_eq!(problem.status, status, "{path}");
        assert!(
            page.header("content-type").starts_with("text/html"),
            "{path}"
        );
        assert_eq!(
            problem.header("content-type"),
            "application/problem+json",
            "{path}"
        );
        let words = problem.json()["detail"].as_str().unwrap().to_owned();
        let shown = String::from_utf8_lossy(&page.body)
            .replace("&quot;", "\"")
            .replace("&#x27;", "'")
            .replace("&#x2f;", "/");
        assert!(shown.contains(&words), "{path}: {words}");
        let joint = if path.contains('?') { '&' } else { '?' };
        let data = ask(&format!("{path}{joint}f=json"), browser).await;
        assert_eq!(
            data.header("content-type"),
            "application/problem+json",
            "{path}"
        );
    }
}
