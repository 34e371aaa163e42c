//! Releases as history: earlier states, the log of changes, feeds, and answers about a time at which
//! the register was another.

use std::collections::BTreeMap;
use std::fmt::Write;

use atom_syndication::Feed;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use jiff::Timestamp;
use serde_json::{Value, json};
use siya::dataset::DatasetBuilder;
use siya::http::capture::schema::{CaptureAnswer, Verdict};
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::import::{Options, read_bytes, run_checks};
use siya::place::Places;
use siya::store::{Published, Publishing, Store, load_with_history, publish};
use tempfile::TempDir;

/// Rows of Gwangjin along one street, by number; `installed` may be empty.
fn register(rows: &[(u32, &str, &str)]) -> String {
    let header = "관리번호,관리기관명,소재지도로명주소,설치목적구분,카메라대수,보관일수,설치연월,WGS84위도,WGS84경도\n";
    rows.iter().fold(header.to_owned(), |mut text, (number, count, installed)| {
        let latitude = 37.53 + f64::from(*number) * 0.0002;
        let _ = writeln!(
            text,
            "2026304000008{number:05},서울특별시 광진구청,서울특별시 광진구 능동로 {number},생활방범,{count},30,{installed},{latitude:.6},127.080000"
        );
        text
    })
}

/// A data directory with what was published in May, June and July 2026.
///
/// May: sites 0 to 9. June: 0 is gone, 1 has another count, 20 (no installation date) and 21 (installed
/// in 2020) have come. July: June again with 22.
struct Town {
    folder: TempDir,
}

impl Town {
    fn new() -> Self {
        let town = Self {
            folder: TempDir::new().unwrap(),
        };
        let may: Vec<(u32, &str, &str)> = (0..10).map(|number| (number, "2", "")).collect();
        let mut june = may[1..].to_vec();
        june[0].1 = "5";
        june.extend([(20, "1", ""), (21, "1", "2020-03")]);
        let mut july = june.clone();
        july.push((22, "1", ""));
        town.publish("may.csv", &may, "2026-05-01T03:00:00Z");
        town.publish("june.csv", &june, "2026-06-01T03:00:00Z");
        town.publish("july.csv", &july, "2026-07-01T03:00:00Z");
        town
    }

    fn publish(&self, name: &str, rows: &[(u32, &str, &str)], at: &str) {
        self.publish_text(name, &register(rows), at);
    }

    fn publish_text(&self, name: &str, text: &str, at: &str) {
        self.publish_as(name, text, at, false);
    }

    fn publish_confirmed(&self, name: &str, text: &str, at: &str) {
        self.publish_as(name, text, at, true);
    }

    fn publish_as(&self, name: &str, text: &str, at: &str, confirm: bool) {
        let options = Options {
            source: Some("standard".to_owned()),
            ..Options::default()
        };
        let mut import = read_bytes(name, text.as_bytes(), &options).unwrap();
        run_checks(&mut import, Places::embedded());
        let publishing = Publishing {
            options: &options,
            at: at.parse().unwrap(),
            confirm,
            progress: &|_| {},
            waiting: &|| {},
        };
        let mut store = Store::open(self.folder.path()).unwrap();
        let published = publish(&mut store, &import, &publishing).unwrap();
        assert!(matches!(published, Published::New { .. }), "{published:?}");
    }

    /// The service as it is started on `now`.
    fn service(&self, now: &str) -> AppState {
        let mut builder = DatasetBuilder::new();
        let mut store = Store::open(self.folder.path()).unwrap();
        let now: Timestamp = now.parse().unwrap();
        load_with_history(&mut store, &mut builder, now).unwrap();
        AppState::with_history(
            builder.build(),
            Settings::default(),
            self.folder.path().to_owned(),
        )
    }

    async fn send(&self, request: Request<Body>) -> (StatusCode, HeaderMap, Vec<u8>) {
        let app = router(self.service("2026-07-02T00:00:00Z"));
        let response = tower::ServiceExt::oneshot(app, request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = body.collect().await.unwrap().to_bytes().to_vec();
        (parts.status, parts.headers, body)
    }

    async fn get(&self, path: &str) -> (StatusCode, Value) {
        let request = Request::get(path)
            .header(header::HOST, "siya.example")
            .body(Body::empty())
            .unwrap();
        let (status, _, body) = self.send(request).await;
        (status, serde_json::from_slice(&body).unwrap())
    }

    /// Number and id of every site that an address lists, through all pages.
    async fn sites(&self, path: &str) -> BTreeMap<String, u64> {
        let mut found = BTreeMap::new();
        let mut next = Some(path.to_owned());
        while let Some(path) = next {
            let (status, page) = self.get(&path).await;
            assert_eq!(status, StatusCode::OK, "{page}");
            for feature in page["features"].as_array().unwrap() {
                let number = feature["properties"]["management_no"].as_str().unwrap();
                found.insert(number[13..].to_owned(), feature["id"].as_u64().unwrap());
            }
            next = link(&page, "next");
        }
        found
    }

    /// Footage state, its reasons, and the verdict of every camera in the answer, by number.
    async fn capture(
        &self,
        from: &str,
        to: &str,
    ) -> BTreeMap<String, (String, Vec<String>, Verdict)> {
        let question = json!({
            "geometry": { "type": "Point", "coordinates": [127.08, 37.532] },
            "accuracy_m": 1000, "from": from, "to": to, "as_of": "2026-07-02T09:00",
        });
        let request = Request::post("/api/capture")
            .header(header::CONTENT_TYPE, "application/json")
            .body(question.to_string().into())
            .unwrap();
        let (status, _, body) = self.send(request).await;
        assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
        let answer: CaptureAnswer = serde_json::from_slice(&body).unwrap();
        answer
            .features
            .into_iter()
            .map(|feature| {
                let capture = &feature.properties["capture"];
                let reasons = capture["footage_reasons"].as_array().unwrap();
                let reasons = reasons
                    .iter()
                    .map(|reason| reason.as_str().unwrap().to_owned())
                    .collect();
                let number = feature.properties["management_no"].as_str().unwrap()[13..].to_owned();
                let verdict: Verdict = serde_json::from_value(capture.clone()).unwrap();
                (number, (verdict.footage.clone(), reasons, verdict))
            })
            .collect()
    }
}

fn link(page: &Value, rel: &str) -> Option<String> {
    let links = page["links"].as_array().unwrap();
    let link = links.iter().find(|link| link["rel"] == rel)?;
    let href = link["href"].as_str().unwrap();
    Some(href.strip_prefix("http://siya.example").unwrap().to_owned())
}

fn numbers(sites: &BTreeMap<String, u64>) -> Vec<u32> {
    sites.keys().map(|number| number.parse().unwrap()).collect()
}

const ITEMS: &str = "/api/collections/cameras/items?limit=4";

#[tokio::test]
async fn the_register_of_a_date_is_what_was_published_then() {
    let town = Town::new();
    let now = town.sites(ITEMS).await;
    let june: Vec<u32> = (1..10).chain([20, 21]).collect();
    let july: Vec<u32> = (1..10).chain([20, 21, 22]).collect();
    assert_eq!(numbers(&now), july);
    for (as_of, expected) in [
        ("2026-04-30", Vec::new()),
        ("2026-05-01T11:59:59", Vec::new()),
        ("2026-05-01T12:00:00", (0..10).collect()),
        ("2026-05-01", (0..10).collect()),
        ("2026-05-31", (0..10).collect()),
        ("2026-06-01T03:00:00Z", june.clone()),
        ("2026-06-30", june),
        ("2026-07-01", july),
    ] {
        let then = town.sites(&format!("{ITEMS}&as_of={as_of}")).await;
        assert_eq!(numbers(&then), expected, "{as_of}");
        for (number, id) in &then {
            assert!(
                now.get(number).is_none_or(|now| now == id),
                "ids are the same at all times"
            );
        }
    }
    let (_, empty) = town.get(&format!("{ITEMS}&as_of=2026-04-30")).await;
    assert_eq!(empty["numberMatched"], 0);
    assert!(
        empty["note"]
            .as_str()
            .unwrap()
            .contains("Nothing was published"),
        "{empty}"
    );
    let (status, _) = town.get(&link(&empty, "related").unwrap()).await;
    assert_eq!(status, StatusCode::OK);
    // A site as it was stated then.
    let (_, may) = town
        .get("/api/collections/cameras/items?as_of=2026-05-02")
        .await;
    let one = may["features"]
        .as_array()
        .unwrap()
        .iter()
        .find(|site| site["id"] == 2)
        .unwrap();
    assert_eq!(one["properties"]["unit_count"], 2);
}

const CAMERA: &str = "/api/collections/cameras/items/";

#[tokio::test]
async fn one_site_is_read_as_it_was_published_and_a_removed_one_says_how() {
    let town = Town::new();
    // Number 0 has id 1 and is gone since June; number 20 came with June.
    let (status, then) = town.get(&format!("{CAMERA}1?as_of=2026-05-20")).await;
    assert_eq!((status, &then["id"]), (StatusCode::OK, &json!(1)));
    assert_eq!(then["as_of"], "2026-05-20T14:59:59.999999999Z");
    assert_eq!(then["member_rows"].as_array().unwrap().len(), 1);
    assert_eq!(
        link(&then, "self").unwrap(),
        format!("{CAMERA}1?as_of=2026-05-20")
    );
    let (_, changed) = town.get(&format!("{CAMERA}2?as_of=2026-05-20")).await;
    let (_, now) = town.get(&format!("{CAMERA}2")).await;
    assert_eq!(changed["properties"]["unit_count"], 2);
    assert_eq!(now["properties"]["unit_count"], 5);
    for path in [format!("{CAMERA}1"), format!("{CAMERA}1?as_of=2026-06-20")] {
        let (status, gone) = town.get(&path).await;
        assert_eq!(status, StatusCode::GONE, "{gone}");
        assert_eq!(gone["removed_at"], "2026-06-01T03:00:00Z");
        let detail = gone["detail"].as_str().unwrap();
        assert!(
            detail.contains("2026-06-01") && detail.contains("as_of="),
            "{detail}"
        );
        let href = gone["href"].as_str().unwrap();
        let (status, last) = town
            .get(href.strip_prefix("http://siya.example").unwrap())
            .await;
        assert_eq!((status, &last["id"]), (StatusCode::OK, &json!(1)), "{last}");
    }
    let listed = town.sites(ITEMS).await;
    let came = listed["00020"];
    let (status, problem) = town.get(&format!("{CAMERA}{came}?as_of=2026-05-20")).await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains("2026-06-01T03:00:00Z"), "{detail}");
    for path in [
        format!("{CAMERA}999"),
        format!("{CAMERA}1?as_of=2026-04-30"),
        format!("{CAMERA}x"),
    ] {
        let (status, problem) = town.get(&path).await;
        assert_eq!(status, StatusCode::NOT_FOUND, "{problem}");
        assert!(problem.get("removed_at").is_none());
    }
    for (query, parameter) in [("as_of=soon", "as_of"), ("bbox=1,2,3,4", "bbox")] {
        let (status, problem) = town.get(&format!("{CAMERA}1?{query}")).await;
        assert_eq!(
            (status, &problem["parameter"]),
            (StatusCode::BAD_REQUEST, &json!(parameter))
        );
    }
}

#[tokio::test]
async fn the_id_of_a_row_that_was_grouped_leads_to_its_group() {
    let town = Town {
        folder: TempDir::new().unwrap(),
    };
    // Two rows at one place are two sites while they state other counts, and one when they say the same.
    let rows = |second: &str, third: &str| {
        let one = |number: u32, count: &str, place: &str, latitude: &str| {
            format!(
                "2026304000008{number:05},서울특별시 광진구청,서울특별시 광진구 능동로 {place},생활방범,{count},30,,{latitude},127.080000\n"
            )
        };
        let mut text = register(&[]);
        text += &one(1, "2", "1", "37.530000");
        text += &one(2, second, "1", "37.530000");
        text += &one(3, third, "3", "37.540000");
        text += &one(4, "4", "3", "37.540000");
        (5..20).for_each(|number| text += &one(number, "1", "9", &format!("37.55{number:02}00")));
        text
    };
    let publish_text = |name: &str, text: &str, at: &str| town.publish_text(name, text, at);
    publish_text("may.csv", &rows("3", "3"), "2026-05-01T03:00:00Z");
    publish_text("june.csv", &rows("2", "3"), "2026-06-01T03:00:00Z");
    let ids = town.sites(&format!("{ITEMS}&as_of=2026-05-20")).await;
    let (first, second) = (ids["00001"], ids["00002"]);
    let group = town.sites(ITEMS).await;
    assert_eq!(
        group["00001"], first,
        "the first row gives the group its id"
    );
    assert!(!group.contains_key("00002"));
    for query in ["", "?as_of=2026-06-20"] {
        let request = Request::get(format!("{CAMERA}{second}{query}"))
            .header(header::HOST, "siya.example")
            .body(Body::empty())
            .unwrap();
        let (status, headers, body) = town.send(request).await;
        assert_eq!(
            status,
            StatusCode::MOVED_PERMANENTLY,
            "{}",
            String::from_utf8_lossy(&body)
        );
        let place = headers[header::LOCATION].to_str().unwrap();
        assert_eq!(place, format!("http://siya.example{CAMERA}{first}{query}"));
        assert_eq!(headers[header::CACHE_CONTROL], "no-cache");
        let (status, item) = town
            .get(place.strip_prefix("http://siya.example").unwrap())
            .await;
        assert_eq!(status, StatusCode::OK);
        let numbers: Vec<&str> = item["member_rows"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| &row["management_no"].as_str().unwrap()[13..])
            .collect();
        assert_eq!(numbers, ["00001", "00002"]);
    }
    let (status, then) = town
        .get(&format!("{CAMERA}{second}?as_of=2026-05-20"))
        .await;
    assert_eq!((status, &then["id"]), (StatusCode::OK, &json!(second)));
    // A group that is parted again gives the row its own address back.
    publish_text("july.csv", &rows("3", "3"), "2026-07-01T03:00:00Z");
    let (status, item) = town.get(&format!("{CAMERA}{second}")).await;
    assert_eq!((status, &item["id"]), (StatusCode::OK, &json!(second)));
    // One that states something else beside a group is none of its rows.
    publish_text("later.csv", &rows("3", "4"), "2026-07-01T04:00:00Z");
    let listed = town.sites(ITEMS).await;
    assert!(listed.contains_key("00003") && !listed.contains_key("00004"));
    let fourth = ids["00004"];
    let (status, _) = town
        .get(&format!("{CAMERA}{fourth}?as_of=2026-06-30"))
        .await;
    assert_eq!(status, StatusCode::OK);
}

#[tokio::test]
async fn problems_are_told_in_the_language_of_the_reader() {
    let town = Town::new();
    let hangul = |text: &Value| {
        let text = text.as_str().unwrap();
        text.chars().any(|c| ('가'..='힣').contains(&c))
    };
    for path in [
        "/api/nothing".to_owned(),
        "/assets/nothing.js".to_owned(),
        format!("{CAMERA}1"),
        format!("{CAMERA}999"),
        format!("{CAMERA}12?as_of=2026-05-20"),
        format!("{CAMERA}1?as_of=2999-01-01"),
        format!("{ITEMS}&colour=red"),
        format!("{ITEMS}&limit=5"),
        format!("{ITEMS}&offset=x"),
        format!("{ITEMS}&bbox=1,2"),
        format!("{ITEMS}&bbox=a"),
        format!("{ITEMS}&bbox=200,1,2,3"),
        format!("{ITEMS}&bbox=1,100,2,3"),
        format!("{ITEMS}&bbox=1,4,2,3"),
        format!("{ITEMS}&purpose=spying"),
        format!("{ITEMS}&institution=1"),
        format!("{ITEMS}&as_of=soon"),
        format!("{ITEMS}&f=pdf"),
        format!("{ITEMS}&offset=%zz"),
        "/api/collections/roads".to_owned(),
        "/api/collections/cameras/tiles/WebMercatorQuad/99/0/0".to_owned(),
        "/api/changes?since=soon".to_owned(),
        "/api/changes?since=p99".to_owned(),
        "/api/changes?limit=0".to_owned(),
        "/api/institutions/9999999/changes.atom".to_owned(),
        "/api/institutions/9999999/quality".to_owned(),
        "/api/institutions/9999999/policy".to_owned(),
        "/api/institutions/3040000/policy?f=pdf".to_owned(),
        "/api/institutions/3040000/policy?lang=fr".to_owned(),
        "/api/capture".to_owned(),
    ] {
        let ask = |lang: Option<&str>| {
            let mut request = Request::get(&path);
            if let Some(lang) = lang {
                request = request.header(header::ACCEPT_LANGUAGE, lang);
            }
            town.send(request.body(Body::empty()).unwrap())
        };
        let mut told = Vec::new();
        for (lang, expected) in [
            (None, "ko"),
            (Some("ko-KR,ko;q=0.9,en;q=0.8"), "ko"),
            (Some("en-US,en;q=0.9"), "en"),
        ] {
            let (status, headers, body) = ask(lang).await;
            let mut problem: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(headers[header::CONTENT_LANGUAGE], expected, "{path}");
            assert_eq!(headers[header::CONTENT_TYPE], "application/problem+json");
            let vary = headers
                .get_all(header::VARY)
                .iter()
                .any(|vary| vary.to_str().unwrap().contains("accept-language"));
            assert!(vary, "{path}");
            for member in ["title", "detail"] {
                assert_eq!(
                    hangul(&problem[member]),
                    expected == "ko",
                    "{path}: {problem}"
                );
                problem.as_object_mut().unwrap().remove(member);
            }
            assert_eq!(problem["status"], status.as_u16());
            told.push(problem);
        }
        assert!(told.iter().all(|one| *one == told[0]), "{path}: {told:?}");
    }
}

#[tokio::test]
async fn dates_that_are_none_are_refused() {
    let town = Town::new();
    for (path, parameter) in [
        (format!("{ITEMS}&as_of=yesterday"), "as_of"),
        (format!("{ITEMS}&as_of="), "as_of"),
        (format!("{ITEMS}&as_of=2026-13-01"), "as_of"),
        (format!("{ITEMS}&as_of=2999-01-01"), "as_of"),
        (format!("{ITEMS}&as_of=2999-01-01T00:00:00Z"), "as_of"),
        ("/api/changes?since=soon".to_owned(), "since"),
        ("/api/changes?since=".to_owned(), "since"),
        ("/api/changes?since=p".to_owned(), "since"),
        ("/api/changes?since=42".to_owned(), "since"),
        ("/api/changes?since=p99".to_owned(), "since"),
        ("/api/changes?limit=0".to_owned(), "limit"),
        ("/api/changes?institution=1".to_owned(), "institution"),
        ("/api/changes?colour=red".to_owned(), "colour"),
        (
            "/api/institutions/3040000/changes.atom?since=x".to_owned(),
            "since",
        ),
    ] {
        let (status, problem) = town.get(&path).await;
        assert_eq!(
            (status, &problem["parameter"]),
            (StatusCode::BAD_REQUEST, &json!(parameter)),
            "{path}"
        );
    }
}

/// Kind and number of every change, through all pages.
async fn changes(town: &Town, path: &str) -> Vec<(String, u32)> {
    let mut found = Vec::new();
    let mut next = Some(path.to_owned());
    while let Some(path) = next {
        let (status, page) = town.get(&path).await;
        assert_eq!(status, StatusCode::OK, "{page}");
        assert_eq!(
            page["numberReturned"],
            page["changes"].as_array().unwrap().len()
        );
        for change in page["changes"].as_array().unwrap() {
            let number = &change["management_no"].as_str().unwrap()[13..];
            found.push((
                change["kind"].as_str().unwrap().to_owned(),
                number.parse().unwrap(),
            ));
        }
        next = link(&page, "next");
    }
    found
}

#[tokio::test]
async fn the_log_tells_what_came_what_changed_and_what_went() {
    let town = Town::new();
    let of = |kind: &str, numbers: &[u32]| -> Vec<(String, u32)> {
        numbers
            .iter()
            .map(|&number| (kind.to_owned(), number))
            .collect()
    };
    let june = [
        of("removed", &[0]),
        of("changed", &[1]),
        of("added", &[20, 21]),
    ]
    .concat();
    let july = of("added", &[22]);
    let may: Vec<u32> = (0..10).collect();
    assert_eq!(
        changes(&town, "/api/changes?limit=3").await,
        [of("added", &may), june.clone(), july.clone()].concat()
    );
    let since_june = [june, july.clone()].concat();
    assert_eq!(
        changes(&town, "/api/changes?since=2026-05-02&limit=1").await,
        since_june
    );
    assert_eq!(
        changes(&town, "/api/changes?since=2026-06-01T12:00:00&limit=2").await,
        since_june
    );
    assert_eq!(changes(&town, "/api/changes?since=2026-06-02").await, july);
    assert_eq!(
        changes(&town, "/api/changes?institution=3040000&since=p1").await,
        since_june
    );
    assert_eq!(changes(&town, "/api/changes?institution=4070000").await, []);
    let (_, page) = town.get("/api/changes?since=p1&limit=2").await;
    let (gone, changed) = (&page["changes"][0], &page["changes"][1]);
    assert_eq!(gone["kind"], "removed");
    assert_eq!(
        (&gone["id"], &gone["at"]),
        (&json!(1), &json!("2026-06-01T03:00:00Z"))
    );
    assert!(gone.get("href").is_none() && gone["institution"] == "3040000");
    assert_eq!(
        changed["fields"],
        json!([{"field": "unit_count", "old": 2, "new": 5}])
    );
    let (status, item) = town
        .get(
            changed["href"]
                .as_str()
                .unwrap()
                .strip_prefix("http://siya.example")
                .unwrap(),
        )
        .await;
    assert_eq!(
        (status, &item["properties"]["unit_count"]),
        (StatusCode::OK, &json!(5))
    );
    // Whoever asks from the end hears of what comes later, and only of that.
    let (_, all) = town.get("/api/changes").await;
    let end = all["end"].as_str().unwrap();
    assert_eq!(
        changes(&town, &format!("/api/changes?since={end}")).await,
        []
    );
    town.publish(
        "august.csv",
        &[
            (1, "5", ""),
            (2, "2", ""),
            (3, "2", ""),
            (4, "2", ""),
            (5, "2", ""),
            (6, "2", ""),
            (7, "2", ""),
            (8, "2", ""),
            (9, "2", ""),
            (20, "1", ""),
            (21, "1", "2020-03"),
        ],
        "2026-08-01T00:00:00Z",
    );
    assert_eq!(
        changes(&town, &format!("/api/changes?since={end}")).await,
        of("removed", &[22])
    );
}

#[tokio::test]
async fn the_log_is_a_page_for_people_as_well() {
    let town = Town::new();
    let page = async |query: &str| {
        let request = Request::get(format!("/api/changes?{query}"))
            .header(header::HOST, "siya.example")
            .header(header::ACCEPT, "text/html")
            .body(Body::empty())
            .unwrap();
        let (status, _, body) = town.send(request).await;
        assert_eq!(status, StatusCode::OK);
        String::from_utf8(body).unwrap().replace("&#x2f;", "/")
    };
    // A publication has one heading, also where several follow each other.
    let korean = page("limit=12").await;
    assert_eq!(korean.matches("class=\"publication\"").count(), 2);
    assert_eq!(korean.matches("class=\"added\"").count(), 10);
    for shown in [
        "2026.\u{a0}6.\u{a0}1.\u{a0}12:00",
        "광진구</a>",
        "class=\"removed\"",
        "카메라대수",
        "2 → 5",
        "http://siya.example/api/collections/cameras/items/2",
        "rel=\"next\"",
        "f=json",
    ] {
        assert!(korean.contains(shown), "{shown}: {korean}");
    }
    // The next page is one for people, in the language that was asked for.
    let english = page("limit=12&lang=en&f=html").await;
    assert!(english.contains("2026-06-01\u{a0}12:00") && english.contains("unit count"));
    let next = english.split("rel=\"next\" href=\"").nth(1).unwrap();
    let next = next.split('"').next().unwrap();
    for kept in ["f=html", "lang=en", "limit=12", "since=p"] {
        assert!(next.contains(kept), "{next}");
    }
    let empty = page("institution=4070000").await;
    assert!(empty.contains("이 뒤로 바뀐 것이 없습니다"));
}

#[tokio::test]
async fn the_log_has_an_entity_tag() {
    let town = Town::new();
    let ask = |tag: Option<String>| {
        let mut request = Request::get("/api/changes?since=p1");
        if let Some(tag) = tag {
            request = request.header(header::IF_NONE_MATCH, tag);
        }
        town.send(request.body(Body::empty()).unwrap())
    };
    let (_, headers, _) = ask(None).await;
    let tag = headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!(ask(Some(tag.clone())).await.0, StatusCode::NOT_MODIFIED);
    let mut store = Store::open(town.folder.path()).unwrap();
    store
        .rollback("3040000", "standard", None, Timestamp::now(), &|| {})
        .unwrap();
    let (status, _, body) = ask(Some(tag)).await;
    assert_eq!(status, StatusCode::OK);
    let page: Value = serde_json::from_slice(&body).unwrap();
    let last = page["changes"].as_array().unwrap().last().unwrap();
    assert_eq!(
        (&last["publication"], &last["kind"]),
        (&json!("rollback"), &json!("removed"))
    );
}

#[tokio::test]
async fn every_institution_has_a_feed_of_its_publications() {
    let town = Town::new();
    let (_, institutions) = town.get("/api/institutions").await;
    let listed = institutions["institutions"].as_array().unwrap();
    let gwangjin = listed.iter().find(|one| one["code"] == "3040000").unwrap();
    let address = gwangjin["changes_feed"].as_str().unwrap();
    let path = &address[address.find("/api/").unwrap()..];
    let request = Request::get(path)
        .header(header::HOST, "siya.example")
        .body(Body::empty())
        .unwrap();
    let (status, headers, body) = town.send(request).await;
    assert_eq!(status, StatusCode::OK);
    assert_eq!(headers[header::CONTENT_TYPE], "application/atom+xml");
    let feed = Feed::read_from(body.as_slice()).unwrap();
    // What RFC 4287 asks of a feed and its entries.
    assert!(!feed.id.is_empty() && !feed.title.value.is_empty() && !feed.authors.is_empty());
    assert!(
        feed.links
            .iter()
            .any(|link| link.rel == "self" && link.href == format!("http://siya.example{path}"))
    );
    assert_eq!(feed.entries.len(), 3);
    let mut ids: Vec<&str> = feed.entries.iter().map(|entry| entry.id.as_str()).collect();
    ids.dedup();
    assert_eq!(ids.len(), 3);
    assert_eq!(feed.updated, feed.entries[0].updated);
    assert!(
        feed.entries
            .is_sorted_by(|newer, older| newer.updated > older.updated)
    );
    let june = &feed.entries[1];
    let summary = &june.summary.as_ref().unwrap().value;
    assert!(
        summary.contains("2 added, 1 changed (0 moved), 1 removed"),
        "{summary}"
    );
    let of_june = |media_type: &str| {
        let mut links = june.links.iter();
        let link = links.find(|link| link.mime_type.as_deref() == Some(media_type));
        link.unwrap()
            .href
            .strip_prefix("http://siya.example")
            .unwrap()
    };
    let (_, headers, page) = town
        .send(
            Request::get(of_june("text/html"))
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(headers[header::CONTENT_TYPE], "text/html; charset=utf-8");
    assert!(
        String::from_utf8(page)
            .unwrap()
            .contains("class=\"removed\"")
    );
    let changes_of_june = of_june("application/json");
    assert_eq!(
        changes(&town, changes_of_june).await.first(),
        Some(&("removed".to_owned(), 0))
    );
    let (status, _) = town.get("/api/institutions/9999999/changes.atom").await;
    assert_eq!(status, StatusCode::NOT_FOUND);
    let (status, _, body) = town
        .send(
            Request::get("/api/institutions/4070000/changes.atom")
                .body(Body::empty())
                .unwrap(),
        )
        .await;
    assert_eq!(status, StatusCode::OK);
    assert!(Feed::read_from(body.as_slice()).unwrap().entries.is_empty());
}

#[tokio::test]
async fn a_removed_camera_may_have_filmed_before_it_was_removed() {
    let town = Town::new();
    // The day of the removal is the first of June.
    for (day, listed) in [
        ("2026-05-20", true),
        ("2026-06-01", true),
        ("2026-06-02", false),
    ] {
        let found = town
            .capture(&format!("{day}T21:00"), &format!("{day}T21:30"))
            .await;
        assert_eq!(found.contains_key("00000"), listed, "{day}");
    }
    let found = town.capture("2026-06-01T08:00", "2026-06-20T09:00").await;
    let (state, reasons, verdict) = &found["00000"];
    assert_eq!(verdict.removed_on.as_deref(), Some("2026-06-01"));
    assert_eq!(
        state, "unknown",
        "whether footage of a removed camera is kept is not known"
    );
    assert!(reasons.contains(&"removed_since".to_owned()) && verdict.stored_until.is_some());
    let gone = town.capture("2026-05-20T21:00", "2026-05-20T21:30").await;
    assert_eq!(gone["00000"].0, "probably_gone");
    assert!(gone["00001"].2.removed_on.is_none());
}

#[tokio::test]
async fn a_camera_first_registered_later_is_told_apart() {
    let town = Town::new();
    // Before the register of May, which did not list 20 and 21.
    let before = town.capture("2026-04-30T21:00", "2026-04-30T21:30").await;
    let (state, reasons, verdict) = &before["00020"];
    assert_eq!(
        (state.as_str(), reasons.as_slice()),
        (
            "not_installed_yet",
            ["first_registered_after".to_owned()].as_slice()
        )
    );
    assert_eq!(verdict.first_registered.as_deref(), Some("2026-06-01"));
    assert_eq!(
        before["00021"].0, "probably_gone",
        "its row says that it was installed in 2020"
    );
    assert_eq!(
        before["00002"].0, "probably_gone",
        "a first import is not an installation"
    );
    // Between two releases nobody knows.
    let between = town.capture("2026-06-20T21:00", "2026-06-20T21:30").await;
    let (state, reasons, _) = &between["00022"];
    assert_eq!(state, "unknown");
    assert!(reasons.contains(&"first_registered_after".to_owned()));
    assert_eq!(between["00020"].0, "stored");
    // Afterwards nothing is said.
    let after = town.capture("2026-07-01T21:00", "2026-07-01T21:30").await;
    assert_eq!(after["00022"].0, "stored");
}

/// What an answer says of one camera: where it was judged, and the verdict.
async fn judged(
    town: &Town,
    point: [f64; 2],
    accuracy: u32,
    day: Option<&str>,
) -> Vec<(u64, Value, Value)> {
    let mut question = json!({
        "geometry": { "type": "Point", "coordinates": point },
        "accuracy_m": accuracy, "as_of": "2026-07-02T09:00",
    });
    if let Some(day) = day {
        question["from"] = format!("{day}T21:00").into();
        question["to"] = format!("{day}T21:30").into();
    }
    let request = Request::post("/api/capture")
        .header(header::CONTENT_TYPE, "application/json")
        .body(question.to_string().into())
        .unwrap();
    let (status, _, body) = town.send(request).await;
    assert_eq!(status, StatusCode::OK, "{}", String::from_utf8_lossy(&body));
    let answer: Value = serde_json::from_slice(&body).unwrap();
    let _: CaptureAnswer = serde_json::from_slice(&body).unwrap();
    answer["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| {
            let capture = feature["properties"]["capture"].clone();
            let _: Verdict = serde_json::from_value(capture.clone()).unwrap();
            (
                feature["id"].as_u64().unwrap(),
                feature["geometry"]["coordinates"].clone(),
                capture,
            )
        })
        .collect()
}

#[tokio::test]
async fn a_moved_camera_is_judged_where_it_stood_at_the_time() {
    let town = Town {
        folder: TempDir::new().unwrap(),
    };
    // Camera 1 moves by 2.2 km in June and again in July; camera 2 by 4 m, as surveys do; camera 3 turns.
    let rows = |latitude: &str, survey: &str, view: &str| {
        let header = "관리번호,관리기관명,소재지도로명주소,설치목적구분,카메라대수,보관일수,촬영방면정보,WGS84위도,WGS84경도\n";
        let one = |number: u32, view: &str, latitude: &str| {
            format!(
                "2026304000008{number:05},서울특별시 광진구청,,생활방범,1,60,{view},{latitude},127.080000\n"
            )
        };
        let mut text = header.to_owned();
        text += &one(1, "반경 100m", latitude);
        text += &one(2, "반경 100m", survey);
        text += &one(3, view, "37.560000");
        text
    };
    let (may, june, july) = ("37.530000", "37.550000", "37.540000");
    town.publish_text(
        "may.csv",
        &rows(may, "37.570000", "반경 50m"),
        "2026-05-10T03:00:00Z",
    );
    town.publish_text(
        "june.csv",
        &rows(june, "37.570036", "반경 100m"),
        "2026-06-01T03:00:00Z",
    );
    town.publish_text(
        "july.csv",
        &rows(july, "37.570036", "반경 100m"),
        "2026-06-20T03:00:00Z",
    );
    let at = |latitude: &str| [127.08, latitude.parse::<f64>().unwrap()];
    for (day, listed) in [
        (Some("2026-05-20"), [true, false, false]),
        // On the day of the change both hold, and neither is certain.
        (Some("2026-06-01"), [true, true, false]),
        (Some("2026-06-10"), [false, true, false]),
        (Some("2026-06-25"), [false, false, true]),
        (None, [false, false, true]),
    ] {
        for (latitude, expected) in [may, june, july].into_iter().zip(listed) {
            let found = judged(&town, at(latitude), 20, day).await;
            assert_eq!(
                found.len(),
                usize::from(expected),
                "{day:?} {latitude}: {found:?}"
            );
            let Some((id, place, capture)) = found.first() else {
                continue;
            };
            assert_eq!((*id, place), (1, &json!(at(latitude))));
            let since = match latitude {
                "37.530000" => json!("2026-06-01"),
                "37.550000" => json!("2026-06-20"),
                _ => Value::Null,
            };
            assert_eq!(capture["moved_since"], since, "{capture}");
            let reasons = capture["range_reasons"].as_array().unwrap();
            assert_eq!(reasons.contains(&json!("moved_since")), !since.is_null());
            let both_hold = day == Some("2026-06-01");
            assert_eq!(
                reasons.contains(&json!("changed_meanwhile")),
                both_hold,
                "{capture}"
            );
            let verdict = if both_hold { "possible" } else { "within" };
            assert_eq!(capture["range_verdict"], verdict, "{capture}");
            assert_eq!(
                capture["footage"] == "unknown",
                day.is_none(),
                "a move deletes no footage: {capture}"
            );
        }
    }
    // A repeated survey is no move.
    let found = judged(&town, at("37.570000"), 20, Some("2026-05-20")).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].1, json!([127.08, 37.570_036]));
    assert!(found[0].2.get("moved_since").is_none());
    // 80 m away: too far for the range that was stated in May.
    let beside = [127.08, 37.560_72];
    assert_eq!(judged(&town, beside, 0, Some("2026-05-20")).await, []);
    let found = judged(&town, beside, 0, Some("2026-06-10")).await;
    assert_eq!(found.len(), 1);
    assert!(found[0].2.get("view_changed_since").is_none());
    let found = judged(&town, at("37.560000"), 0, Some("2026-05-20")).await;
    assert_eq!(found[0].2["view_changed_since"], "2026-06-01");
    // What was published again is stated again.
    let mut store = Store::open(town.folder.path()).unwrap();
    let back = "2026-07-01T03:00:00Z".parse().unwrap();
    store
        .rollback("3040000", "standard", Some(1), back, &|| {})
        .unwrap();
    for (latitude, day, listed) in [
        (may, Some("2026-05-20"), true),
        (june, Some("2026-06-10"), true),
        (may, Some("2026-06-10"), false),
        (may, None, true),
        (july, None, false),
    ] {
        let found = judged(&town, at(latitude), 20, day).await;
        assert_eq!(
            found.len(),
            usize::from(listed),
            "{day:?} {latitude}: {found:?}"
        );
    }
    // Removed after it was moved: still where it stood then.
    let without = rows(may, "37.570000", "반경 50m");
    let first = without.lines().nth(1).unwrap();
    let without = without.replace(&format!("{first}\n"), "");
    town.publish_confirmed("later.csv", &without, "2026-07-01T09:00:00Z");
    let found = judged(&town, at(june), 20, Some("2026-06-10")).await;
    assert_eq!(found.len(), 1);
    let capture = &found[0].2;
    assert_eq!(
        (
            &capture["moved_since"],
            &capture["removed_on"],
            &capture["footage"]
        ),
        (
            &json!("2026-06-20"),
            &json!("2026-07-01"),
            &json!("unknown")
        )
    );
}

#[tokio::test]
async fn a_register_holds_from_its_reference_date_although_it_is_imported_later() {
    let town = Town {
        folder: TempDir::new().unwrap(),
    };
    let register = |rows: &[(u32, &str)], day: &str| {
        let header = "관리번호,관리기관명,설치목적구분,카메라대수,보관일수,촬영방면정보,WGS84위도,WGS84경도,데이터기준일자\n";
        rows.iter()
            .fold(header.to_owned(), |mut text, (number, latitude)| {
                let _ = writeln!(
                    text,
                    "2026304000008{number:05},서울특별시 광진구청,생활방범,1,60,반경 100m,{latitude},127.080000,{day}"
                );
                text
            })
    };
    // Camera 1 moves and camera 2 comes, in a register of 15 May that is imported in June.
    let (old, new, other) = ("37.530000", "37.550000", "37.560000");
    let first = register(&[(1, old)], "2026-05-01");
    let second = register(&[(1, new), (2, other)], "2026-05-15");
    town.publish_text("may.csv", &first, "2026-05-10T03:00:00Z");
    town.publish_text("june.csv", &second, "2026-06-20T03:00:00Z");
    let at = |latitude: &str| [127.08, latitude.parse::<f64>().unwrap()];
    for (day, at_old, at_new) in [
        ("2026-05-14", Some("within"), None),
        ("2026-05-15", Some("possible"), Some("possible")),
        ("2026-06-10", Some("possible"), Some("possible")),
        ("2026-06-20", Some("possible"), Some("possible")),
        ("2026-06-25", None, Some("within")),
    ] {
        for (latitude, expected) in [(old, at_old), (new, at_new)] {
            let found = judged(&town, at(latitude), 20, Some(day)).await;
            let verdicts: Vec<&str> = found
                .iter()
                .map(|(_, _, capture)| capture["range_verdict"].as_str().unwrap())
                .collect();
            assert_eq!(verdicts, Vec::from_iter(expected), "{day} {latitude}");
        }
    }
    for (day, footage) in [("2026-05-12", "unknown"), ("2026-05-15", "stored")] {
        let found = judged(&town, at(other), 20, Some(day)).await;
        assert_eq!(found[0].2["footage"], footage, "{day} {}", found[0].2);
    }
    // An older register over the newer one: what the newer one did not list may have stood before it.
    let older = register(&[(1, new), (2, other), (3, "37.570000")], "2026-05-14");
    town.publish_confirmed("older.csv", &older, "2026-06-30T09:00:00Z");
    let found = judged(&town, at("37.570000"), 20, Some("2026-05-12")).await;
    assert_eq!(found[0].2["footage"], "stored", "{}", found[0].2);
}
