//! The API over its real router: every route with success and failure, as a client sees it.

use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::{Value, json};
use siya::dataset::{Dataset, DatasetBuilder, Release};
use siya::feature::schema::{CameraFeature, CameraProperties};
use siya::http::capture::schema::{CaptureAnswer, Verdict};
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::model::site::Member;
use siya::model::{Purpose, RowUnit};
use siya::spatial::LonLat;
use siya::spatial::geodesic::destination;
use tower::ServiceExt;

use super::synthetic::{covered, release, site};

/// Gwangjin: three sites near one place, a 3 km one, and one that another department stores nothing of.
fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new();
    let gwangjin = builder.add_release(release("3040000"));
    for (id, (bearing, distance, purpose)) in (1..).zip([
        (10.0, 20.0, Purpose::Crime),
        (90.0, 60.0, Purpose::Waste),
        (200.0, 95.0, Purpose::Crime),
    ]) {
        let mut record = site(destination(place(), bearing, distance), None, None, 0.7);
        record.purpose = purpose;
        record.management_no = Some("202630400000800001".into());
        builder.add_site(gwangjin, id, &record);
    }
    let mut far = site(
        destination(place(), 45.0, 2500.0),
        Some(3000.0),
        Some(3000.0),
        0.7,
    );
    far.purpose = Purpose::ForestFire;
    far.retention = None;
    far.reference_date = "2026-11-01".parse().ok();
    builder.add_site(gwangjin, 4, &far);
    let yeoncheon = builder.add_release(Release {
        sample: true,
        id: 0,
        source: "sample".into(),
        ..release("4140000")
    });
    let mut record = site(LonLat::new(127.0750, 38.0965).unwrap(), None, None, 0.7);
    record.purpose = Purpose::Facility;
    record.retention = None;
    record.department = Some("축산과".into());
    builder.add_site(yeoncheon, 2_000_000_000, &record);
    covered(builder.build())
}

fn place() -> LonLat {
    LonLat::new(127.0847, 37.5385).unwrap()
}

pub(super) struct Answer {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl Answer {
    pub(super) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }

    pub(super) fn header(&self, name: &header::HeaderName) -> &str {
        self.headers
            .get(name)
            .map_or("", |value| value.to_str().unwrap())
    }

    /// The problem's status and parameter, after checking that it is a problem document.
    pub(super) fn problem(&self) -> (u16, Option<String>) {
        assert_eq!(
            self.header(&header::CONTENT_TYPE),
            "application/problem+json"
        );
        let problem = self.json();
        assert_eq!(problem["status"], self.status.as_u16());
        assert!(
            problem["detail"]
                .as_str()
                .is_some_and(|detail| !detail.is_empty())
        );
        assert!(
            problem["type"]
                .as_str()
                .is_some_and(|kind| kind.starts_with("urn:siya:problem:"))
        );
        (
            self.status.as_u16(),
            problem["parameter"].as_str().map(ToOwned::to_owned),
        )
    }
}

async fn send(request: Request<Body>) -> Answer {
    send_to(dataset(), request).await
}

async fn send_to(dataset: Dataset, request: Request<Body>) -> Answer {
    let app = router(AppState::new(dataset, Settings::default()));
    let response = app.oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes().to_vec();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body,
    }
}

pub(super) async fn get(path: &str) -> Answer {
    send(
        Request::get(path)
            .header(header::HOST, "siya.example")
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

/// [`get`] for a reader of a language.
pub(super) async fn get_in(language: &str, path: &str) -> Answer {
    send(
        Request::get(path)
            .header(header::ACCEPT_LANGUAGE, language)
            .body(Body::empty())
            .unwrap(),
    )
    .await
}

async fn ask(body: impl Into<Body>) -> Answer {
    send(
        Request::post("/api/capture")
            .header(header::CONTENT_TYPE, "application/json")
            .body(body.into())
            .unwrap(),
    )
    .await
}

fn question() -> Value {
    json!({
        "geometry": { "type": "Point", "coordinates": [127.0847, 37.5385] },
        "accuracy_m": 20,
        "from": "2026-11-20T21:00",
        "to": "2026-11-20T21:30",
        "as_of": "2026-11-22T10:00",
    })
}

/// Two rows that say the same, in a register whose rows are cameras.
fn grouped_dataset() -> Dataset {
    let mut builder = DatasetBuilder::new();
    let gwangjin = builder.add_release(Release {
        row_is: RowUnit::Camera,
        ..release("3040000")
    });
    let mut record = site(place(), Some(100.0), Some(100.0), 0.7);
    record.management_no = Some("202330400000800001".into());
    record.members = Box::new([Member {
        source_row: 9,
        management_no: Some("202330400000800002".into()),
    }]);
    builder.add_site(gwangjin, 1, &record);
    builder.build()
}

#[tokio::test]
async fn rows_that_say_the_same_are_one_site_with_its_members_and_units_by_what_a_row_is() {
    let get = |path: &str| {
        let request = Request::get(path)
            .header(header::HOST, "siya.example")
            .body(Body::empty())
            .unwrap();
        send_to(grouped_dataset(), request)
    };
    let item = get("/api/collections/cameras/items/1").await.json();
    let properties = &item["properties"];
    assert_eq!(
        json!([
            properties["unit_count"],
            properties["units"],
            properties["members"],
            properties["row_is"]
        ]),
        json!([1, 2, 2, "camera"])
    );
    assert_eq!(
        item["member_rows"],
        json!([
            {"source_row": 2, "management_no": "202330400000800001"},
            {"source_row": 9, "management_no": "202330400000800002"}
        ])
    );
    let all = get("/api/institutions").await.json();
    let gwangjin = all["institutions"]
        .as_array()
        .unwrap()
        .iter()
        .find(|institution| institution["code"] == "3040000")
        .unwrap();
    assert_eq!(
        json!([
            gwangjin["sites"],
            gwangjin["rows"],
            gwangjin["units"],
            gwangjin["registers"][0]["row_is"]
        ]),
        json!([1, 2, 2, "camera"])
    );
    // The answer lists the pole once.
    let request = Request::post("/api/capture")
        .header(header::CONTENT_TYPE, "application/json")
        .body(question().to_string().into())
        .unwrap();
    let answer = send_to(grouped_dataset(), request).await.json();
    assert_eq!(answer["features"].as_array().unwrap().len(), 1);
    assert_eq!(answer["groups"][0]["units"], 2);
}

#[tokio::test]
async fn every_resource_answers_and_every_link_leads_somewhere() {
    for path in [
        "/api/",
        "/api/collections",
        "/api/collections/cameras",
        "/api/collections/cameras/items",
    ] {
        let answer = get(path).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}");
        let body = answer.json();
        let links = body["links"].as_array().unwrap();
        assert!(links.iter().any(|link| link["rel"] == "self"));
        for link in links.iter().filter(|link| link["templated"] != true) {
            let href = link["href"].as_str().unwrap();
            let target = href
                .strip_prefix("http://siya.example")
                .unwrap_or_else(|| panic!("{href} is not absolute"));
            let linked = get(target).await;
            assert_eq!(linked.status, StatusCode::OK, "{href}");
            let media_type = link["type"].as_str().unwrap();
            assert!(
                linked.header(&header::CONTENT_TYPE).starts_with(media_type),
                "{href}"
            );
        }
    }
}

#[tokio::test]
async fn items_page_through_each_site_once() {
    let mut path = "/api/collections/cameras/items?limit=2".to_owned();
    let mut ids = Vec::new();
    loop {
        let page = get(&path).await.json();
        assert_eq!(page["numberMatched"], 5);
        let features: Vec<CameraFeature> =
            serde_json::from_value(page["features"].clone()).unwrap();
        assert_eq!(page["numberReturned"], features.len());
        ids.extend(features.iter().map(|feature| feature.id));
        let next = page["links"]
            .as_array()
            .unwrap()
            .iter()
            .find(|link| link["rel"] == "next");
        let Some(next) = next else { break };
        path = next["href"]
            .as_str()
            .unwrap()
            .strip_prefix("http://siya.example")
            .unwrap()
            .to_owned();
    }
    assert_eq!(ids, [1, 2, 3, 4, 2_000_000_000]);
}

#[tokio::test]
async fn items_are_filtered_by_box_purpose_and_institution() {
    let count = async |query: &str| {
        get(&format!("/api/collections/cameras/items?{query}"))
            .await
            .json()["numberMatched"]
            .clone()
    };
    assert_eq!(count("purpose=waste").await, 1);
    assert_eq!(count("purpose=crime,waste").await, 3);
    assert_eq!(count("institution=4140000").await, 1);
    assert_eq!(count("institution=3050000").await, 0);
    assert_eq!(count("bbox=127.08,37.53,127.09,37.54").await, 3);
    assert_eq!(
        count("bbox=127.08,37.53,127.09,37.54&purpose=crime&institution=3040000").await,
        2
    );
    assert_eq!(count("bbox=0,0,1,1").await, 0);
}

#[tokio::test]
async fn faulty_parameters_are_named() {
    for (query, name) in [
        ("bbox=1,2,3", "bbox"),
        ("bbox=127,38,128,37", "bbox"),
        ("limit=0", "limit"),
        ("limit=many", "limit"),
        ("offset=-1", "offset"),
        ("purpose=spying", "purpose"),
        ("institution=0000000", "institution"),
        ("f=xml", "f"),
        ("colour=red", "colour"),
        ("limit=%f", "limit"),
    ] {
        let answer = get(&format!("/api/collections/cameras/items?{query}")).await;
        assert_eq!(answer.problem(), (400, Some(name.to_owned())), "{query}");
    }
}

#[tokio::test]
async fn a_feature_has_the_documented_members_and_no_others() {
    let answer = get("/api/collections/cameras/items/1").await;
    assert_eq!(answer.header(&header::CONTENT_TYPE), "application/geo+json");
    let mut body = answer.json();
    for member in ["links", "member_rows"] {
        body.as_object_mut().unwrap().remove(member).unwrap();
    }
    let feature: CameraFeature = serde_json::from_value(body).unwrap();
    assert_eq!(
        feature.properties.management_no.as_deref(),
        Some("202630400000800001")
    );
    assert_eq!(
        (
            feature.properties.range_min_m,
            feature.properties.range_max_m
        ),
        (None, Some(100.0))
    );
    assert!(feature.properties.range_varies_by_site);
    // A well-kept reader of GeoJSON agrees that it is GeoJSON.
    let parsed: geojson::GeoJson = String::from_utf8(answer.body).unwrap().parse().unwrap();
    assert!(matches!(parsed, geojson::GeoJson::Feature(_)));
}

#[tokio::test]
async fn what_does_not_exist_is_a_problem_document() {
    for path in [
        "/nowhere",
        "/api/nowhere",
        "/api/collections/streets",
        "/api/collections/streets/items",
        "/api/collections/cameras/items/99",
        "/api/collections/cameras/items/-1",
        "/api/collections/cameras/items/abc",
        "/api/collections/cameras/tiles/WebMercatorQuad/15/0/0",
        "/api/collections/cameras/tiles/WebMercatorQuad/1/2/0",
        "/api/collections/cameras/tiles/WebMercatorQuad/a/0/0",
        "/api/collections/cameras/tiles/WorldCRS84Quad/1/0/0",
        "/api/institutions/9999999/policy",
        "/api/institutions/3050000/policy",
        "/assets/nothing.js",
    ] {
        assert_eq!(get(path).await.problem().0, 404, "{path}");
    }
}

#[tokio::test]
async fn wrong_methods_are_told_the_right_ones() {
    let answer = send(
        Request::delete("/api/collections/cameras/items")
            .body(Body::empty())
            .unwrap(),
    )
    .await;
    assert_eq!(answer.problem().0, 405);
    assert!(answer.header(&header::ALLOW).contains("GET"));
    let answer = send(Request::get("/api/capture").body(Body::empty()).unwrap()).await;
    assert_eq!(answer.problem().0, 405);
    assert!(answer.header(&header::ALLOW).contains("POST"));
    let request = Request::builder()
        .method(Method::OPTIONS)
        .uri("/api/")
        .body(Body::empty())
        .unwrap();
    assert!(send(request).await.status.is_success());
}

#[tokio::test]
async fn heads_are_answered_without_a_body_and_every_answer_may_be_read_from_anywhere() {
    let request = Request::head("/api/collections/cameras/items")
        .body(Body::empty())
        .unwrap();
    let answer = send(request).await;
    assert_eq!((answer.status, answer.body.len()), (StatusCode::OK, 0));
    for path in ["/api/", "/nowhere"] {
        let request = Request::get(path)
            .header(header::ORIGIN, "https://elsewhere.example")
            .body(Body::empty())
            .unwrap();
        assert_eq!(
            send(request)
                .await
                .header(&header::ACCESS_CONTROL_ALLOW_ORIGIN),
            "*",
            "{path}"
        );
    }
}

#[tokio::test]
async fn unchanged_representations_are_not_sent_again() {
    for path in [
        "/api/collections/cameras/items",
        "/api/collections/cameras/items/1",
        "/api/collections/cameras/tiles/WebMercatorQuad/14/6345/13976",
        "/api/openapi.json",
        "/boundaries.topojson",
    ] {
        for encoding in ["identity", "gzip", "br"] {
            let request = |tag: &str| {
                Request::get(path)
                    .header(header::ACCEPT_ENCODING, encoding)
                    .header(header::IF_NONE_MATCH, tag)
                    .body(Body::empty())
                    .unwrap()
            };
            let first = send(request("\"other\"")).await;
            assert_eq!(first.status, StatusCode::OK, "{path}");
            let tag = first.header(&header::ETAG).to_owned();
            assert!(tag.starts_with('"') && tag.ends_with('"'), "{path}: {tag}");
            let second = send(request(&tag)).await;
            assert_eq!(
                (second.status, second.body.len()),
                (StatusCode::NOT_MODIFIED, 0),
                "{path} {encoding}"
            );
            assert_eq!(second.header(&header::ETAG), tag);
        }
    }
    let plain = get("/api/collections/cameras/items")
        .await
        .header(&header::ETAG)
        .to_owned();
    let other = get("/api/collections/cameras/items?limit=1")
        .await
        .header(&header::ETAG)
        .to_owned();
    assert_ne!(plain, other);
}

#[tokio::test]
async fn a_capture_answer_has_the_documented_members_and_no_others() {
    let answer = ask(question().to_string()).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.header(&header::CONTENT_TYPE), "application/geo+json");
    assert_eq!(answer.header(&header::CACHE_CONTROL), "no-store");
    let body: CaptureAnswer = serde_json::from_slice(&answer.body).unwrap();
    assert_eq!(body.features.len(), 4);
    for feature in &body.features {
        let mut properties = feature.properties.clone();
        let verdict = properties
            .as_object_mut()
            .unwrap()
            .remove("capture")
            .unwrap();
        serde_json::from_value::<Verdict>(verdict).unwrap();
        serde_json::from_value::<CameraProperties>(properties).unwrap();
    }
    assert!(matches!(
        String::from_utf8(answer.body).unwrap().parse(),
        Ok(geojson::GeoJson::FeatureCollection(_))
    ));
}

#[tokio::test]
async fn a_capture_answer_ranks_cameras_and_groups_them_by_holder() {
    let answer = ask(question().to_string()).await.json();
    let features = answer["features"].as_array().unwrap();
    let ids: Vec<u64> = features
        .iter()
        .map(|feature| feature["id"].as_u64().unwrap())
        .collect();
    // All are lost on one day, so the nearest comes first; the 3 km camera comes last.
    assert_eq!(ids, [1, 2, 3, 4]);
    let first = &features[0]["properties"]["capture"];
    assert_eq!(first["distance_m"], 20.0);
    assert_eq!(first["range_verdict"], "possible");
    assert_eq!(first["range_reasons"], json!(["range_varies_by_site"]));
    assert_eq!(
        (
            &first["footage"],
            &first["stored_until"],
            &first["days_left"]
        ),
        (&json!("stored"), &json!("2026-12-20"), &json!(28))
    );
    let groups = answer["groups"].as_array().unwrap();
    let summary: Vec<(bool, &Value)> = groups
        .iter()
        .map(|group| (group["long_range"].as_bool().unwrap(), &group["features"]))
        .collect();
    assert_eq!(
        summary,
        [
            (false, &json!([1, 3])),
            (false, &json!([2])),
            (true, &json!([4]))
        ]
    );
    // Waste cameras are the cleaning division's, as the policy says.
    assert_eq!(
        (&groups[1]["department"], &groups[1]["phone"]),
        (&json!("청소과"), &json!("02-450-7612"))
    );
    let procedure = &groups[0]["procedure"];
    assert_eq!(procedure["police_report_first"]["rule"], "required");
    assert_eq!(procedure["visit_in_person"], true);
    assert_eq!(groups[0]["law"]["deadline_days"], 10);
    assert_eq!(groups[0]["policy"]["version_date"], "2025-02-04");
    assert_eq!(groups[0]["policy"]["over_a_year_old"], true);
    assert_eq!(answer["mobile_units"].as_array().unwrap().len(), 2);
    assert_eq!(answer["searched"]["place"][0]["code"], "3040000");
    assert_eq!(answer["sample"], false);
}

#[tokio::test]
async fn a_department_that_stores_nothing_is_said_to() {
    let mut question = question();
    question["geometry"]["coordinates"] = json!([127.0751, 38.0965]);
    let answer = ask(question.to_string()).await.json();
    let capture = &answer["features"][0]["properties"]["capture"];
    assert_eq!(
        (&capture["footage"], &capture["footage_reasons"]),
        (&json!("not_stored"), &json!(["not_stored_by_policy"]))
    );
    assert_eq!(answer["groups"][0]["department"], "축산과");
    assert_eq!(answer["groups"][0]["sample"], true);
    assert_eq!(answer["sample"], true);
}

#[tokio::test]
async fn an_empty_answer_says_what_was_searched_and_what_is_not_loaded() {
    let mut question = question();
    question["geometry"]["coordinates"] = json!([129.1651, 37.4499]);
    let answer = ask(question.to_string()).await.json();
    assert_eq!(answer["numberMatched"], 0);
    assert_eq!(answer["searched"]["registers_total"], 2);
    let missing = answer["searched"]["not_loaded"].as_array().unwrap();
    let samcheok = missing
        .iter()
        .find(|institution| institution["code"] == "4241000")
        .unwrap();
    assert_eq!(samcheok["at_point"], true);
}

#[tokio::test]
async fn filters_narrow_the_answer() {
    let count = async |name: &str, value: Value| {
        let mut question = question();
        question[name] = value;
        ask(question.to_string()).await.json()["numberMatched"].clone()
    };
    assert_eq!(count("purposes", json!(["waste"])).await, 1);
    assert_eq!(count("institutions", json!(["3040000"])).await, 4);
    assert_eq!(count("institutions", json!(["4140000"])).await, 0);
}

#[tokio::test]
async fn an_answer_is_a_table_where_that_is_asked_for() {
    let accepting = |accept: &'static str| {
        Request::post("/api/capture")
            .header(header::CONTENT_TYPE, "application/json")
            .header(header::ACCEPT, accept)
            .body(Body::from(question().to_string()))
            .unwrap()
    };
    let answer = ask(question().to_string()).await.json();
    let table = send(accepting("text/csv, application/json;q=0.5")).await;
    let media_type = table.headers[header::CONTENT_TYPE].to_str().unwrap();
    assert!(media_type.starts_with("text/csv"));
    let text = String::from_utf8(table.body).unwrap();
    let text = text.strip_prefix('\u{FEFF}').unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let columns = reader.headers().unwrap().clone();
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    let features = answer["features"].as_array().unwrap();
    assert_eq!(rows.len(), features.len());
    let shown = |value: &Value| match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    for (row, feature) in rows.iter().zip(features) {
        let (properties, capture) = (&feature["properties"], &feature["properties"]["capture"]);
        let group = answer["groups"].as_array().unwrap().iter();
        let group = group.clone().find(|group| group["id"] == capture["group"]);
        for (name, cell) in columns.iter().zip(row) {
            let wanted = match name {
                "id" => &feature["id"],
                "longitude" => &feature["geometry"]["coordinates"][0],
                "latitude" => &feature["geometry"]["coordinates"][1],
                "as_of" => &answer["question"]["as_of"],
                "range_reasons" | "footage_reasons" => {
                    let codes = capture[name].as_array().unwrap();
                    let codes: Vec<&str> =
                        codes.iter().map(|code| code.as_str().unwrap()).collect();
                    assert_eq!(cell, codes.join(" "), "{name}");
                    continue;
                }
                "phone"
                | "department"
                | "institution_name_ko"
                | "institution_name_en"
                | "long_range" => &group.unwrap()[name],
                _ if !capture[name].is_null() || capture.get(name).is_some() => &capture[name],
                _ => properties.get(name).unwrap_or_else(|| panic!("{name}")),
            };
            match wanted {
                Value::Number(number) => {
                    let cell: f64 = cell.parse().unwrap();
                    assert!((cell - number.as_f64().unwrap()).abs() < 1e-9, "{name}");
                }
                other => assert_eq!(cell, shown(other), "{name}"),
            }
        }
    }
    assert_eq!(send(accepting("image/png")).await.problem().0, 406);
}

#[tokio::test]
async fn bad_questions_are_refused_with_the_name_of_the_member() {
    let with = |name: &str, value: Value| {
        let mut question = question();
        question[name] = value;
        question.to_string()
    };
    for (body, name) in [
        (with("accuracy_m", json!(-1)), Some("accuracy_m")),
        (with("to", json!("2026-11-20T20:00")), Some("to")),
        (with("from", json!("2026-12-20T20:00")), Some("to")),
        (with("radius", json!(5)), Some("radius")),
        (
            with(
                "geometry",
                json!({ "type": "Point", "coordinates": [37.5385, 127.0847] }),
            ),
            Some("geometry.coordinates"),
        ),
        (
            with(
                "geometry",
                json!({ "type": "Point", "coordinates": [127, 91] }),
            ),
            Some("geometry.coordinates"),
        ),
        ("{".to_owned(), None),
        ("{\"accuracy_m\": NaN}".to_owned(), Some("accuracy_m")),
        (String::new(), None),
        (
            question()
                .to_string()
                .replacen('{', "{\"accuracy_m\":5,", 1),
            None,
        ),
    ] {
        let answer = ask(body.clone()).await;
        assert_eq!(
            answer.problem(),
            (400, name.map(ToOwned::to_owned)),
            "{body}"
        );
    }
    let answer = ask(vec![b' '; 70_000]).await;
    assert_eq!(answer.problem().0, 413);
    let request = Request::post("/api/capture")
        .body(Body::from(question().to_string()))
        .unwrap();
    assert_eq!(send(request).await.problem().0, 415);
    let request = Request::post("/api/capture")
        .header(header::CONTENT_TYPE, "application/json")
        .header(header::CONTENT_ENCODING, "gzip")
        .body(Body::from(question().to_string()))
        .unwrap();
    assert_eq!(send(request).await.problem().0, 415);
    let request = Request::post("/api/capture?at=127,37")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(question().to_string()))
        .unwrap();
    assert_eq!(send(request).await.problem(), (400, Some("at".to_owned())));
}

#[tokio::test]
async fn institutions_tell_what_is_loaded_and_policies_are_the_kept_ones() {
    let body = get("/api/institutions").await.json();
    let all = body["institutions"].as_array().unwrap();
    assert_eq!(body["numberMatched"], all.len());
    assert!(all.len() >= 229, "{}", all.len());
    let by_code = |code: &str| {
        all.iter()
            .find(|institution| institution["code"] == code)
            .unwrap()
    };
    assert_eq!(
        (&by_code("3040000")["loaded"], &by_code("3040000")["sites"]),
        (&json!(true), &json!(4))
    );
    assert_eq!(
        (&by_code("4140000")["sample"], &by_code("3050000")["loaded"]),
        (&json!(true), &json!(false))
    );
    let policy = get("/api/institutions/3040000/policy").await.json();
    let kept: Value =
        serde_json::from_str(include_str!("../../data/policies/gwangjin.json")).unwrap();
    assert_eq!(policy, kept);
}

#[tokio::test]
async fn purposes_are_counted() {
    let body = get("/api/purposes").await.json();
    let purposes = body["purposes"].as_array().unwrap();
    assert_eq!(purposes.len(), 15);
    assert_eq!(
        (&purposes[0]["code"], &purposes[0]["sites"]),
        (&json!("crime"), &json!(2))
    );
}

#[tokio::test]
async fn tiles_hold_the_cameras_and_stay_empty_elsewhere() {
    let tile = get("/api/collections/cameras/tiles/WebMercatorQuad/14/6345/13976").await;
    assert_eq!(
        (tile.status, tile.header(&header::CONTENT_TYPE)),
        (StatusCode::OK, "application/vnd.mapbox-vector-tile")
    );
    assert!(tile.body.windows(7).any(|part| part == b"cameras"));
    let filtered =
        get("/api/collections/cameras/tiles/WebMercatorQuad/14/6345/13976?purpose=waste").await;
    assert!(filtered.body.len() < tile.body.len());
    let sea = get("/api/collections/cameras/tiles/WebMercatorQuad/14/0/0").await;
    assert_eq!((sea.status, sea.body.len()), (StatusCode::OK, 0));
    let problem = get("/api/collections/cameras/tiles/WebMercatorQuad/14/0/0?colour=red").await;
    assert_eq!(problem.problem(), (400, Some("colour".to_owned())));
}

#[tokio::test]
async fn the_page_may_load_nothing_from_elsewhere() {
    let answer = get("/").await;
    assert_eq!(answer.status, StatusCode::OK);
    let policy = answer.header(&header::CONTENT_SECURITY_POLICY);
    assert!(
        policy.contains("default-src 'self'")
            && policy.contains("script-src 'self'")
            && !policy.contains("http")
    );
    assert_eq!(answer.header(&header::REFERRER_POLICY), "no-referrer");
    assert_eq!(answer.header(&header::X_CONTENT_TYPE_OPTIONS), "nosniff");
    let reference = get("/api/docs/").await;
    assert_eq!(reference.status, StatusCode::OK);
    assert!(!String::from_utf8(reference.body).unwrap().contains("//cdn"));
}

#[tokio::test]
async fn operations_see_health_and_readiness() {
    assert_eq!(get("/healthz").await.json()["status"], "ok");
    assert_eq!(get("/readyz").await.json()["sites"], 5);
}
