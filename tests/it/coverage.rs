//! Covered areas over the real router, against rows added up along parallels and against each other.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use siya::coverage::{Certainty, Coverage};
use siya::dataset::{Dataset, DatasetBuilder};
use siya::feature::schema::CoverageFeature;
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::import::{self, Options};
use siya::model::{PositionQuality, Purpose};
use siya::spatial::LonLat;
use tower::ServiceExt;

use super::import::real;
use super::scanlines::covered_m2;
use super::synthetic::{Country, Random, release, site, usual_radius};

const CODES: [&str; 3] = ["3040000", "4140000", "3020000"];

/// Sites of several institutions and purposes, a few kilometres around their towns: what they state and
/// what is assumed of them overlap. `moved` puts the first site of the last institution elsewhere.
fn dataset(moved: bool) -> Dataset {
    let mut random = Random(20_261_122);
    let country = Country::new(&mut random, 12);
    let mut builder = DatasetBuilder::new();
    let releases = CODES.map(|code| builder.add_release(release(code)));
    for id in 1..=900_u32 {
        let owner = (id % 3) as usize;
        let radius = match id % 10 {
            0 => None,
            _ if id % 300 == 7 => Some(3000.0),
            _ => Some(usual_radius(&mut random).min(200.0)),
        };
        let mut position = country.position(&mut random);
        if id % 4 == 0 {
            // In one neighbourhood, so that ranges meet.
            let (east, north) = (random.between(0.0, 0.02), random.between(0.0, 0.02));
            position = LonLat::new(127.08 + east, 37.53 + north).unwrap();
        }
        if moved && id == 2 {
            position = LonLat::new(128.0, 36.0).unwrap();
        }
        let mut record = site(position, radius, radius, 0.7);
        record.purpose = match id % 5 {
            0 => Purpose::Other,
            1 => Purpose::Child,
            _ => Purpose::Crime,
        };
        if id % 13 == 0 {
            record.quality = PositionQuality::Suspect;
        }
        builder.add_site(releases[owner], id, &record);
    }
    builder.build()
}

static STATE: LazyLock<AppState> =
    LazyLock::new(|| AppState::new(dataset(false), Settings::default()));

static APP: LazyLock<Router> = LazyLock::new(|| router(STATE.clone()));

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

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }

    fn header(&self, name: &str) -> &str {
        let value = self.headers.get(name);
        value.map_or("", |value| value.to_str().unwrap())
    }
}

async fn ask(app: &Router, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get(path).header(header::HOST, "siya.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let request = request.body(Body::empty()).unwrap();
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes().to_vec(),
    }
}

/// Asks again while the areas are being computed.
async fn get(path: &str) -> Answer {
    loop {
        let answer = ask(&APP, path, &[]).await;
        if answer.status != StatusCode::SERVICE_UNAVAILABLE {
            return answer;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn who_comes_too_early_is_told_when_to_ask_again() {
    for path in [
        "/api/coverage",
        "/api/collections/coverage/items",
        "/api/collections/coverage/items/1",
    ] {
        let app = router(AppState::new(dataset(false), Settings::default()));
        for (lang, word) in [("en", "ask again"), ("ko", "잠시 뒤에")] {
            // The second request may come when the areas are there.
            let app = if lang == "en" {
                app.clone()
            } else {
                router(AppState::new(dataset(false), Settings::default()))
            };
            let answer = ask(&app, path, &[("accept-language", lang)]).await;
            assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{path}");
            assert_eq!(answer.header("retry-after"), "5");
            assert_eq!(answer.header("content-type"), "application/problem+json");
            assert!(answer.json()["detail"].as_str().unwrap().contains(word));
        }
    }
    let app = router(AppState::new(dataset(false), Settings::default()));
    let page = ask(&app, "/api/coverage?lang=en", &[("accept", "text/html")]).await;
    assert_eq!(page.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(page.header("retry-after"), "5");
    assert!(page.text().contains("ask again shortly"));
    // So is who has a tile already: what has no answer has no conditions (RFC 9110, section 13.2.1).
    let app = router(AppState::new(dataset(false), Settings::default()));
    let tile = "/api/collections/coverage/tiles/WebMercatorQuad/6/24/54";
    let answer = ask(&app, tile, &[("if-none-match", "*")]).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
    // A mistake is told at once.
    let app = router(AppState::new(dataset(false), Settings::default()));
    let answer = ask(&app, "/api/coverage?purpose=x", &[]).await;
    assert_eq!(answer.status, StatusCode::BAD_REQUEST);
}

/// The circles of some sites.
fn circles(dataset: &Dataset, wanted: impl Fn(u32) -> bool) -> Vec<(LonLat, f64)> {
    dataset
        .in_id_order()
        .filter(|&site| wanted(site))
        .filter_map(|site| Some((dataset.lonlat(site), dataset.class(site).range.max_m?)))
        .collect()
}

fn assert_area(km2: &Value, circles: &[(LonLat, f64)], what: &str) {
    let expected = if circles.is_empty() {
        0.0
    } else {
        covered_m2(circles, 150.0)
    };
    let ours = km2.as_f64().unwrap() * 1e6;
    assert!(
        (ours - expected).abs() <= 2e-4 * expected + 1.0,
        "{what}: {ours} {expected}"
    );
}

#[tokio::test]
async fn areas_are_what_rows_along_parallels_add_up_to() {
    let report = get("/api/coverage").await.json();
    let snapshot = STATE.snapshot();
    let dataset = &snapshot.dataset;
    let of = |institution: usize, site: u32| {
        dataset.institutions()[dataset.class(site).institution as usize].code == CODES[institution]
    };
    let is = |certainty: Certainty, site: u32| Certainty::of(dataset, site) == certainty;
    for (index, code) in CODES.iter().enumerate() {
        let all = report["institutions"].as_array().unwrap();
        let own = all.iter().find(|one| one["institution"] == *code).unwrap();
        for entry in own["by_purpose"].as_array().unwrap() {
            let purpose = Purpose::from_code(entry["purpose"].as_str().unwrap()).unwrap();
            let has = |site: u32| of(index, site) && dataset.class(site).purpose == purpose;
            let mut sites = entry["sites_left_out"].as_u64().unwrap();
            for certainty in Certainty::ALL {
                let figure = &entry[certainty.code()];
                let own = circles(dataset, |site| has(site) && is(certainty, site));
                assert_eq!(figure["sites"], own.len());
                assert_area(
                    &figure["area_km2"],
                    &own,
                    &format!("{code} {}", purpose.code()),
                );
                sites += own.len() as u64;
            }
            assert_area(&entry["combined"]["area_km2"], &circles(dataset, has), code);
            let expected = dataset.in_id_order().filter(|&site| has(site)).count();
            assert_eq!(sites, expected as u64);
        }
        let ground = &own["all_purposes"];
        let own_sites = circles(dataset, |site| of(index, site));
        assert_area(&ground["combined"]["area_km2"], &own_sites, code);
        // What lies inside is no more than there is, and no more than the outline.
        for figure in [&ground["certain"], &ground["assumed"], &ground["combined"]] {
            let inside = figure["inside_outline_km2"].as_f64().unwrap();
            assert!(inside <= figure["area_km2"].as_f64().unwrap() + 1e-6);
            let share = figure["outline_share"].as_f64().unwrap();
            let outline = own["outline_km2"].as_f64().unwrap();
            assert!(
                (share * outline - inside).abs() < 1e-4,
                "{share} {outline} {inside}"
            );
        }
    }
    for certainty in Certainty::ALL {
        let sites = circles(dataset, |site| is(certainty, site));
        let figure = &report["nationwide"][certainty.code()];
        assert_area(&figure["area_km2"], &sites, certainty.code());
        for entry in report["by_purpose"].as_array().unwrap() {
            let purpose = Purpose::from_code(entry["purpose"].as_str().unwrap()).unwrap();
            let sites = circles(dataset, |site| {
                is(certainty, site) && dataset.class(site).purpose == purpose
            });
            assert_area(&entry[certainty.code()]["area_km2"], &sites, purpose.code());
        }
    }
    let all = circles(dataset, |_| true);
    assert_area(&report["nationwide"]["combined"]["area_km2"], &all, "all");
}

#[tokio::test]
async fn the_collection_says_what_the_report_says() {
    let report = get("/api/coverage").await.json();
    let items = get("/api/collections/coverage/items?limit=10000")
        .await
        .json();
    let features = items["features"].as_array().unwrap();
    assert_eq!(items["numberMatched"], features.len());
    let mut ids = Vec::new();
    for feature in features {
        let read: CoverageFeature = serde_json::from_value(feature.clone()).unwrap();
        let properties = &read.properties;
        let all = report["institutions"].as_array().unwrap();
        let own = all
            .iter()
            .find(|one| one["institution"] == *properties.institution)
            .unwrap();
        let purposes = own["by_purpose"].as_array().unwrap();
        let entry = purposes
            .iter()
            .find(|entry| entry["purpose"] == properties.purpose.code())
            .unwrap();
        let figure = &entry[properties.certainty.code()];
        assert_eq!(figure["area_km2"], properties.area_km2);
        assert_eq!(figure["sites"], properties.site_count);
        assert_eq!(properties.release, Some(1));
        ids.push(read.id);
        let single = get(&format!("/api/collections/coverage/items/{}", read.id)).await;
        assert_eq!(single.json()["properties"], feature["properties"]);
        assert_eq!(single.json()["geometry"], feature["geometry"]);
    }
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]), "{ids:?}");
    // Code, place in the legend, certainty: the same after every import.
    assert!(ids.contains(&304_000_000) && ids.contains(&414_000_004));
    let missing = get("/api/collections/coverage/items/304000099").await;
    assert_eq!(missing.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn areas_are_found_by_box_purpose_institution_and_order() {
    let count = |answer: &Answer| answer.json()["numberMatched"].as_u64().unwrap();
    let path = "/api/collections/coverage/items";
    let all = count(&get(path).await);
    let child = get(&format!("{path}?purpose=child&institution=3040000")).await;
    assert!(count(&child) < all && count(&child) > 0);
    for feature in child.json()["features"].as_array().unwrap() {
        assert_eq!(feature["properties"]["purpose"], "child");
        assert_eq!(feature["properties"]["institution"], "3040000");
    }
    let sea = get(&format!("{path}?bbox=130.5,36.5,130.6,36.6")).await;
    assert_eq!(count(&sea), 0);
    let town = get(&format!("{path}?bbox=127.08,37.53,127.1,37.55")).await;
    assert!(count(&town) > 0);
    let sorted = get(&format!("{path}?sortby=-area_km2")).await.json();
    let areas: Vec<f64> = sorted["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["properties"]["area_km2"].as_f64().unwrap())
        .collect();
    assert!(areas.windows(2).all(|pair| pair[0] >= pair[1]), "{areas:?}");
    let projected = get(&format!("{path}?limit=1&crs=EPSG:5186")).await;
    assert!(projected.header("content-crs").contains("5186"));
    let first = &projected.json()["features"][0]["geometry"]["coordinates"][0][0][0];
    assert!(first[0].as_f64().unwrap() > 10_000.0, "{first}");
    // None of the registers has a reference date, and what has none passes any.
    let dated = get(&format!("{path}?datetime=2020-01-01/..")).await;
    assert_eq!(count(&dated), count(&get(path).await));
    // Before anything was published there is nothing, and nothing to wait for.
    let before = ask(&APP, &format!("{path}?as_of=2000-01-01"), &[]).await;
    assert_eq!(before.status, StatusCode::OK);
    assert_eq!(count(&before), 0);
    for (address, word) in [
        (format!("{path}?f=html&lang=ko"), "촬영 가능 범위"),
        (format!("{path}/304000000?f=html&lang=en"), "Coverage"),
        (
            "/api/collections/coverage?f=html&lang=en".to_owned(),
            "Coverage",
        ),
    ] {
        let page = get(&address).await;
        assert_eq!(page.status, StatusCode::OK, "{address}");
        assert!(page.text().contains(word) && page.text().contains("<svg"));
    }
}

#[tokio::test]
async fn the_report_is_chosen_from_tagged_and_a_page() {
    let whole = get("/api/coverage").await;
    let some = get("/api/coverage?institution=3040000&purpose=child")
        .await
        .json();
    assert_eq!(some["institutions"].as_array().unwrap().len(), 1);
    assert_eq!(
        some["institutions"][0]["by_purpose"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    assert_eq!(some["by_purpose"].as_array().unwrap().len(), 1);
    // Totals stay what they are called.
    assert_eq!(some["nationwide"], whole.json()["nationwide"]);
    let tag = whole.header("etag").to_owned();
    let again = ask(&APP, "/api/coverage", &[("if-none-match", &tag)]).await;
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
    let page = get("/api/coverage?f=html&lang=en").await;
    assert!(page.header("content-type").starts_with("text/html"));
    assert_ne!(page.header("etag"), tag);
    assert!(page.text().contains("Ground that cameras may capture"));
    assert!(
        get("/api/coverage?f=html")
            .await
            .text()
            .contains("촬영 가능 범위의 넓이")
    );
    for wrong in [
        "x=1",
        "purpose=x",
        "f=pdf",
        "lang=fr",
        "purpose=crime&purpose=child",
    ] {
        let answer = get(&format!("/api/coverage?{wrong}")).await;
        assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{wrong}");
    }
    // Known, but nothing of it is loaded: no entry. Not known: an error.
    let none = get("/api/coverage?institution=3000000").await.json();
    assert!(none["institutions"].as_array().unwrap().is_empty());
    let unknown = get("/api/coverage?institution=99").await;
    assert_eq!(unknown.status, StatusCode::BAD_REQUEST);
}

#[test]
fn institutions_without_a_change_keep_what_was_computed() {
    let first = Coverage::compute(&dataset(false), None);
    let second = Coverage::compute(&dataset(true), Some(&first));
    let kept: Vec<bool> = first
        .institutions()
        .iter()
        .zip(second.institutions())
        .map(|(a, b)| Arc::ptr_eq(a, b))
        .collect();
    assert_eq!(kept, [true, true, false]);
    assert_ne!(first.nationwide(), second.nationwide());
    let same = Coverage::compute(&dataset(false), Some(&second));
    assert_eq!(same.nationwide(), first.nationwide());
}

#[test]
fn a_real_register_covers_what_its_circles_do() {
    let Some(path) = real("standard-csv/세종특별자치시_CCTV_20210101.csv") else {
        return;
    };
    let import = import::read(&[path], &Options::default(), &|_| {}).unwrap();
    let mut builder = DatasetBuilder::new();
    let mut id = 0;
    for register in &import.registers {
        let release = builder.add_release(release(&register.institution));
        for site in &register.sites {
            id += 1;
            builder.add_site(release, id, site);
        }
    }
    let dataset = builder.build();
    let coverage = Coverage::compute(&dataset, None);
    // A scan of all sites tells which areas there must be; each is then measured.
    let mut expected = BTreeMap::<_, Vec<_>>::new();
    for site in dataset.in_id_order() {
        let class = dataset.class(site);
        assert!(class.range.sector.is_none());
        if let Some(radius) = class.range.max_m {
            let key = (
                class.institution as usize,
                class.purpose.code(),
                Certainty::of(&dataset, site).code(),
            );
            let circle = (dataset.lonlat(site), radius);
            expected.entry(key).or_default().push(circle);
        }
    }
    assert!(!expected.is_empty());
    assert_eq!(coverage.shapes().len(), expected.len());
    for (institution, area) in coverage.shapes() {
        let own = &expected[&(institution, area.purpose.code(), area.certainty.code())];
        assert_eq!(area.sites as usize, own.len());
        let km2 = Value::from(area.area_m2 / 1e6);
        assert_area(&km2, own, area.purpose.code());
    }
}
