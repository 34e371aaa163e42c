//! What every answer owes to HTTP, over every route: tags, codings, methods, conditions, errors and headers.

use std::io::Read;
use std::sync::LazyLock;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Method, Request, StatusCode, header};
use flate2::read::GzDecoder;
use http_body_util::BodyExt;
use serde_json::Value;
use siya::dataset::DatasetBuilder;
use siya::http::forwarded::Peer;
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::model::Purpose;
use tower::ServiceExt;

use super::synthetic::{Country, Random, covered, release, site, usual_radius};

/// Sites enough for more than the longest page.
const SITES: u32 = 10_500;

fn state(settings: Settings) -> AppState {
    let mut random = Random(7);
    let country = Country::new(&mut random, 20);
    let mut builder = DatasetBuilder::new();
    let gwangjin = builder.add_release(release("3040000"));
    for id in 1..=SITES {
        let radius = usual_radius(&mut random);
        let mut record = site(
            country.position(&mut random),
            Some(radius),
            Some(radius),
            0.7,
        );
        record.purpose = Purpose::ALL[id as usize % Purpose::ALL.len()];
        builder.add_site(gwangjin, id, &record);
    }
    AppState::new(covered(builder.build()), settings)
}

static APP: LazyLock<Router> = LazyLock::new(|| router(state(Settings::default())));

struct Answer {
    status: StatusCode,
    headers: HeaderMap,
    body: Bytes,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        let mut values = self.headers.get_all(name).iter();
        let value = values.next().map_or("", |value| value.to_str().unwrap());
        assert_eq!(values.next(), None, "{name} stands twice");
        value
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }
}

async fn ask_of(app: &Router, request: Request<Body>) -> Answer {
    let response = app.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    Answer {
        status: parts.status,
        headers: parts.headers,
        body: body.collect().await.unwrap().to_bytes(),
    }
}

async fn ask(method: Method, path: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::builder()
        .method(method)
        .uri(path)
        .header(header::HOST, "siya.example");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    ask_of(&APP, request.body(Body::empty()).unwrap()).await
}

async fn get(path: &str, headers: &[(&str, &str)]) -> Answer {
    ask(Method::GET, path, headers).await
}

/// Waits for the files that are made in the background, for what lists them changes while they come.
async fn files_made() {
    while get("/api/downloads", &[]).await.json()["complete"] != true {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
}

/// A route: an address that answers, its media type, and what its answers depend on beside the coding.
struct Route(&'static str, &'static str, &'static str);

const JSON: &str = "application/json";
const HTML: &str = "text/html; charset=utf-8";
const BOTH: &str = "accept, accept-language";

const ROUTES: [Route; 50] = [
    Route("/", HTML, ""),
    Route("/config.json", JSON, ""),
    Route("/pages.css", "text/css; charset=utf-8", ""),
    Route("/favicon.svg", "image/svg+xml", ""),
    Route("/boundaries.topojson", JSON, ""),
    Route("/institutions/3040000/quality", HTML, BOTH),
    Route("/api/", JSON, "accept"),
    Route("/api/?f=html", HTML, BOTH),
    Route("/api/conformance", JSON, "accept"),
    Route("/api/conformance?f=html", HTML, BOTH),
    Route(
        "/api/openapi.json",
        "application/vnd.oai.openapi+json;version=3.1",
        "accept",
    ),
    Route("/api/docs/", "text/html", ""),
    Route("/api/docs/swagger-ui.css", "text/css", ""),
    Route("/api/collections", JSON, "accept"),
    Route("/api/collections?f=html", HTML, BOTH),
    Route("/api/collections/cameras", JSON, "accept"),
    Route("/api/collections/institutions?f=html", HTML, BOTH),
    Route(
        "/api/collections/cameras/queryables",
        "application/schema+json",
        "accept",
    ),
    Route(
        "/api/collections/institutions/sortables",
        "application/schema+json",
        "accept",
    ),
    Route(
        "/api/collections/capture-areas/queryables?f=html",
        HTML,
        BOTH,
    ),
    Route(
        "/api/collections/cameras/items",
        "application/geo+json",
        "accept",
    ),
    Route(
        "/api/collections/cameras/items?limit=1000",
        "application/geo+json",
        "accept",
    ),
    Route("/api/collections/cameras/items?f=html&limit=3", HTML, BOTH),
    Route(
        "/api/collections/capture-areas/items?limit=300",
        "application/geo+json",
        "accept",
    ),
    Route(
        "/api/collections/institutions/items?limit=300",
        "application/geo+json",
        "accept",
    ),
    Route(
        "/api/collections/cameras/items/1",
        "application/geo+json",
        "accept",
    ),
    Route("/api/collections/capture-areas/items/1?f=html", HTML, BOTH),
    Route("/api/tileMatrixSets", JSON, "accept"),
    Route("/api/tileMatrixSets/WebMercatorQuad", JSON, "accept"),
    Route("/api/tileMatrixSets/WebMercatorQuad?f=html", HTML, BOTH),
    Route("/api/collections/cameras/tiles", JSON, "accept"),
    Route("/api/collections/cameras/tiles?f=html", HTML, BOTH),
    Route(
        "/api/collections/cameras/tiles/WebMercatorQuad",
        JSON,
        "accept",
    ),
    Route(
        "/api/collections/cameras/tiles/WebMercatorQuad?f=html",
        HTML,
        BOTH,
    ),
    Route(
        "/api/collections/capture-areas/tiles/WebMercatorQuad?f=tilejson",
        "application/vnd.mapbox.tile+json",
        "accept",
    ),
    Route(
        "/api/collections/cameras/tiles/WebMercatorQuad/6/24/54",
        "application/vnd.mapbox-vector-tile",
        "",
    ),
    Route(
        "/api/collections/coverage/items?limit=2",
        "application/geo+json",
        "accept",
    ),
    Route("/api/coverage", JSON, "accept"),
    Route("/api/coverage?f=html", HTML, BOTH),
    Route("/api/institutions", JSON, "accept"),
    Route("/api/institutions?f=html", HTML, BOTH),
    Route("/api/institutions/3040000/policy", JSON, "accept"),
    Route("/api/institutions/3040000/policy?f=html", HTML, BOTH),
    Route("/api/institutions/3040000/quality", JSON, "accept"),
    Route("/api/institutions/3040000/quality?f=html", HTML, BOTH),
    Route("/api/purposes", JSON, "accept"),
    Route("/api/purposes?f=html", HTML, BOTH),
    Route("/api/changes", JSON, "accept"),
    Route("/api/changes?f=html", HTML, BOTH),
    Route("/api/dcat.jsonld", "application/ld+json", ""),
];

fn check_common(answer: &Answer, path: &str) {
    let policy = answer.header("content-security-policy");
    assert!(policy.contains("script-src 'self';"), "{path}: {policy}");
    assert!(policy.contains("frame-ancestors 'self'"), "{path}");
    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
    assert_eq!(answer.header("referrer-policy"), "no-referrer", "{path}");
    assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
    for name in ["etag", "link", "content-crs"] {
        let exposed = answer.header("access-control-expose-headers");
        assert!(exposed.contains(name), "{path}");
    }
}

fn check_problem(answer: &Answer, status: StatusCode, path: &str) {
    assert_eq!(answer.status, status, "{path}");
    assert_eq!(
        answer.header("content-type"),
        "application/problem+json",
        "{path}"
    );
    let problem = answer.json();
    assert_eq!(problem["status"], status.as_u16());
    assert!(!problem["detail"].as_str().unwrap().is_empty());
    assert_eq!(answer.header("cache-control"), "no-store", "{path}");
    assert!(answer.header("vary").contains("accept-language"), "{path}");
    check_common(answer, path);
}

fn vary(said: &str) -> String {
    let and = if said.is_empty() { "" } else { ", " };
    format!("{said}{and}accept-encoding")
}

#[tokio::test]
async fn every_route_answers_with_a_strong_tag_and_the_same_headers_to_head() {
    files_made().await;
    for Route(path, media_type, depends) in ROUTES {
        let plain = get(path, &[]).await;
        assert_eq!(plain.status, StatusCode::OK, "{path}");
        assert!(
            plain.header("content-type").starts_with(media_type),
            "{path}: {}",
            plain.header("content-type")
        );
        assert_eq!(plain.header("vary"), vary(depends), "{path}");
        let is_page = plain.header("content-type").starts_with("text/html");
        let is_of_the_api = path.contains("f=html");
        assert!(is_page || !is_of_the_api, "{path}");
        if is_of_the_api {
            assert_eq!(plain.header("content-language"), "ko", "{path}");
            let english = get(path, &[("accept-language", "en, ko;q=0.5")]).await;
            assert_eq!(english.header("content-language"), "en", "{path}");
            assert_eq!(english.header("vary"), plain.header("vary"), "{path}");
            let named = get(&format!("{path}&lang=en"), &[("accept-language", "ko")]).await;
            assert_eq!(named.header("content-language"), "en", "{path}");
        } else if !is_page {
            assert_eq!(plain.header("content-language"), "", "{path}");
        }
        assert!(plain.header("cache-control").contains("no-cache"), "{path}");
        assert_eq!(plain.header("content-encoding"), "", "{path}");
        check_common(&plain, path);
        let tag = plain.header("etag");
        assert!(
            tag.starts_with('"') && tag.ends_with('"') && tag.len() > 10,
            "{path}: {tag}"
        );
        for coding in ["identity", "gzip", "br"] {
            let coded = get(path, &[("accept-encoding", coding)]).await;
            let again = get(path, &[("accept-encoding", coding)]).await;
            assert_eq!(coded.body, again.body, "{path}");
            let head = ask(Method::HEAD, path, &[("accept-encoding", coding)]).await;
            assert_eq!(
                (head.status, head.body.len()),
                (StatusCode::OK, 0),
                "{path}"
            );
            for name in [
                "etag",
                "content-type",
                "vary",
                "cache-control",
                "content-encoding",
                "content-crs",
            ] {
                assert_eq!(
                    head.header(name),
                    coded.header(name),
                    "{path}: {name} {coding}"
                );
            }
            let named = coded.header("content-encoding");
            assert_eq!(
                coded.header("etag") == tag,
                named.is_empty(),
                "{path} {coding}"
            );
            if named == "gzip" {
                let mut unpacked = Vec::new();
                GzDecoder::new(&*coded.body)
                    .read_to_end(&mut unpacked)
                    .unwrap();
                assert_eq!(unpacked, plain.body, "{path}");
            }
            if coding != "identity" && plain.body.len() > 400 {
                assert_eq!(named, coding, "{path}");
                assert!(coded.body.len() < plain.body.len(), "{path}");
            }
        }
    }
}

#[tokio::test]
async fn every_route_settles_conditions_by_the_tag_of_the_coding_that_is_asked_for_and_no_other() {
    files_made().await;
    for Route(path, ..) in ROUTES {
        let mut tags = Vec::new();
        for coding in ["identity", "gzip", "br"] {
            let first = get(path, &[("accept-encoding", coding)]).await;
            let tag = first.header("etag").to_owned();
            let list = format!("\"other\", W/{tag}");
            for condition in [tag.as_str(), list.as_str(), "*"] {
                let headers = [("accept-encoding", coding), ("if-none-match", condition)];
                let second = get(path, &headers).await;
                assert_eq!(
                    second.status,
                    StatusCode::NOT_MODIFIED,
                    "{path} {condition}"
                );
                assert!(second.body.is_empty());
                if condition != "*" {
                    assert_eq!(second.header("etag"), tag, "{path}");
                }
                for name in ["vary", "cache-control", "content-crs"] {
                    assert_eq!(second.header(name), first.header(name), "{path}: {name}");
                }
                check_common(&second, path);
            }
            for (condition, status) in [
                (list.replace("W/", ""), StatusCode::OK),
                ("*".to_owned(), StatusCode::OK),
                (list, StatusCode::PRECONDITION_FAILED),
                (tag.replacen('"', "\"0", 1), StatusCode::PRECONDITION_FAILED),
            ] {
                let headers = [("accept-encoding", coding), ("if-match", &condition)];
                let second = get(path, &headers).await;
                assert_eq!(second.status, status, "{path} {coding} {condition}");
                if status != StatusCode::OK && !path.contains("f=html") {
                    check_problem(&second, status, path);
                } else if status == StatusCode::OK {
                    assert_eq!(second.header("etag"), tag, "{path}");
                    assert_eq!(second.body, first.body, "{path}");
                }
            }
            tags.push((coding, tag));
        }
        for (coding, tag) in &tags {
            // A copy as it is can be used by everybody.
            for (other, _) in tags
                .iter()
                .filter(|(other, _)| other != coding && *coding != "identity")
            {
                if tags.iter().filter(|(_, same)| same == tag).count() > 1 {
                    continue;
                }
                let headers = [("accept-encoding", *other), ("if-none-match", tag.as_str())];
                assert_eq!(
                    get(path, &headers).await.status,
                    StatusCode::OK,
                    "{path} {other} {tag}"
                );
            }
        }
    }
}

#[tokio::test]
async fn other_spellings_of_an_address_lead_to_the_same() {
    for spelt in [
        "/api/%63ollections/cameras",
        "/api/collections/%63%61meras",
        "/%61pi/collections/cameras",
    ] {
        let answer = get(spelt, &[]).await;
        assert_eq!(answer.status, StatusCode::OK, "{spelt}");
        assert_eq!(answer.json()["id"], "cameras");
    }
    for (spelt, location) in [
        ("/api/collections/", "/api/collections"),
        (
            "/api/collections/cameras/items/?limit=1",
            "/api/collections/cameras/items?limit=1",
        ),
        (
            "/api/collections/cameras/items/1//",
            "/api/collections/cameras/items/1",
        ),
    ] {
        let answer = get(spelt, &[]).await;
        assert_eq!(answer.status, StatusCode::PERMANENT_REDIRECT, "{spelt}");
        assert!(answer.header("location").ends_with(location), "{spelt}");
    }
    // Nor to another host, nor what is not a slash.
    for spelt in [
        "//siya.example/",
        "/api/collections%2F",
        "/api/collections%2Fcameras",
    ] {
        assert_eq!(
            get(spelt, &[]).await.status,
            StatusCode::NOT_FOUND,
            "{spelt}"
        );
    }
}

#[tokio::test]
async fn every_route_tells_its_methods() {
    let post = Route("/api/capture", "", "");
    let others = [
        "/healthz",
        "/readyz",
        "/api/downloads",
        "/api/downloads/cameras.csv",
        "/api/institutions/3040000/changes.atom",
    ];
    let others = others.map(|path| Route(path, "", ""));
    for Route(path, ..) in ROUTES.into_iter().chain(others).chain([post]) {
        let methods = if path == "/api/capture" {
            "POST, OPTIONS"
        } else {
            "GET, HEAD, OPTIONS"
        };
        let options = ask(Method::OPTIONS, path, &[]).await;
        assert_eq!(options.status, StatusCode::NO_CONTENT, "{path}");
        assert_eq!(options.header("allow"), methods, "{path}");
        check_common(&options, path);
        let preflight = [
            ("origin", "https://elsewhere.example"),
            ("access-control-request-method", "GET"),
            ("access-control-request-headers", "if-none-match"),
        ];
        let preflight = ask(Method::OPTIONS, path, &preflight).await;
        assert!(preflight.status.is_success());
        assert_eq!(preflight.header("access-control-allow-methods"), methods);
        let sendable = preflight.header("access-control-allow-headers");
        assert!(sendable.starts_with("*, ") && sendable.contains("if-none-match"));
        for method in [Method::DELETE, Method::PUT, Method::PATCH, Method::TRACE] {
            let refused = ask(method, path, &[]).await;
            check_problem(&refused, StatusCode::METHOD_NOT_ALLOWED, path);
            assert_eq!(refused.header("allow"), methods, "{path}");
        }
    }
    check_problem(
        &ask(Method::OPTIONS, "/nowhere", &[]).await,
        StatusCode::NOT_FOUND,
        "/nowhere",
    );
    let head = ask(Method::HEAD, "/nowhere", &[]).await;
    assert_eq!((head.status, head.body.len()), (StatusCode::NOT_FOUND, 0));
    assert_eq!(head.header("content-type"), "application/problem+json");
}

#[tokio::test]
async fn every_route_refuses_what_it_does_not_know_or_cannot_read() {
    for Route(path, ..) in ROUTES {
        let sign = if path.contains('?') { '&' } else { '?' };
        for query in ["colour=red", "colour=%f", "%zz=1"] {
            let of_page = !path.starts_with("/api/") || path.starts_with("/api/docs");
            if of_page && query == "colour=red" && !path.contains("quality") {
                continue;
            }
            let answer = get(&format!("{path}{sign}{query}"), &[]).await;
            if path.contains("f=html") {
                // Who asks for a page is told on a page.
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path} {query}");
                assert_eq!(answer.header("content-type"), HTML, "{path} {query}");
                continue;
            }
            check_problem(
                &answer,
                StatusCode::BAD_REQUEST,
                &format!("{path}{sign}{query}"),
            );
        }
        let bare = path.split('?').next().unwrap().trim_end_matches('/');
        for bad in ["/%", "/%f", "/%zz", "/%ff", "/%c3%28"] {
            let answer = get(&format!("{bare}{bad}"), &[]).await;
            check_problem(&answer, StatusCode::BAD_REQUEST, &format!("{bare}{bad}"));
        }
    }
    check_problem(
        &get("/nowhere", &[]).await,
        StatusCode::NOT_FOUND,
        "/nowhere",
    );
    let korean = get("/nowhere", &[("accept-language", "ko")]).await;
    assert_eq!(korean.header("content-language"), "ko");
}

#[tokio::test]
async fn pages_run_no_inline_script_and_load_nothing_from_elsewhere() {
    for Route(path, media_type, _) in ROUTES {
        if !media_type.starts_with("text/html") {
            continue;
        }
        let page = get(path, &[]).await;
        let text = String::from_utf8(page.body.to_vec()).unwrap();
        for script in text.split("<script").skip(1) {
            let (open, rest) = script.split_once('>').unwrap();
            let inside = rest.split("</script>").next().unwrap();
            assert!(
                open.contains("src=") && inside.trim().is_empty(),
                "{path}: {open}"
            );
        }
        for loaded in ["src=\"http", "src=\"//", "@import"] {
            assert!(!text.contains(loaded), "{path}: {loaded}");
        }
        for link in text.split("<link").skip(1) {
            let link = link.split('>').next().unwrap();
            assert!(
                !link.contains("href=\"http") && !link.contains("href=\"//"),
                "{path}: {link}"
            );
        }
        let handlers = [" onclick=", " onload=", " onerror=", "javascript:"];
        assert!(
            handlers.iter().all(|handler| !text.contains(handler)),
            "{path}"
        );
    }
}

#[tokio::test]
async fn what_changes_is_not_kept() {
    for path in ["/healthz", "/readyz"] {
        let answer = get(path, &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        assert_eq!(answer.header("cache-control"), "no-store");
        check_common(&answer, path);
    }
    let to_landing = get("/api", &[]).await;
    assert_eq!(to_landing.status, StatusCode::PERMANENT_REDIRECT);
    assert_eq!(to_landing.header("location"), "http://siya.example/api/");
}

/// The pieces in which a body comes.
async fn pieces(path: &str) -> Vec<Bytes> {
    let request = Request::get(path)
        .header(header::HOST, "siya.example")
        .body(Body::empty())
        .unwrap();
    let response = APP.clone().oneshot(request).await.unwrap();
    assert_eq!(response.status(), StatusCode::OK);
    let mut body = response.into_body();
    let mut pieces = Vec::new();
    while let Some(frame) = body.frame().await {
        pieces.push(frame.unwrap().into_data().unwrap());
    }
    pieces
}

#[tokio::test]
async fn long_pages_come_in_pieces_and_say_what_short_pages_say() {
    let before = jiff::Timestamp::now();
    for (collection, crs) in [
        ("cameras", "CRS84"),
        ("capture-areas", "CRS84"),
        ("capture-areas", "EPSG:5186"),
    ] {
        let crs = if crs == "CRS84" {
            String::new()
        } else {
            format!("&crs={crs}")
        };
        let base = format!("/api/collections/{collection}/items");
        let long = pieces(&format!("{base}?limit=20000&sortby=-purpose{crs}")).await;
        assert!(long.len() > 100, "{}", long.len());
        assert!(long.iter().all(|piece| piece.len() < 64 * 1024));
        let page: Value = serde_json::from_slice(&long.concat()).unwrap();
        let features = page["features"].as_array().unwrap();
        // More than the maximum is reduced to it.
        assert_eq!(features.len(), 10_000);
        assert_eq!(
            (&page["numberReturned"], &page["numberMatched"]),
            (&10_000.into(), &SITES.into())
        );
        for offset in [0, 5_000, 9_900] {
            let query = format!("{base}?limit=100&offset={offset}&sortby=-purpose{crs}");
            let short = pieces(&query).await;
            assert_eq!(short.len(), 1);
            let short: Value = serde_json::from_slice(&short[0]).unwrap();
            assert_eq!(
                short["features"].as_array().unwrap()[..],
                features[offset..offset + 100]
            );
            for name in ["numberMatched", "sample"] {
                assert_eq!(short[name], page[name]);
            }
            let written: jiff::Timestamp = short["timeStamp"].as_str().unwrap().parse().unwrap();
            assert!(before <= written && written <= jiff::Timestamp::now());
        }
        let links = page["links"].as_array().unwrap();
        let next = links.iter().find(|link| link["rel"] == "next").unwrap();
        let next = next["href"]
            .as_str()
            .unwrap()
            .strip_prefix("http://siya.example")
            .unwrap();
        let rest: Value = serde_json::from_slice(&pieces(next).await.concat()).unwrap();
        assert_eq!(rest["numberReturned"], SITES - 10_000);
        let none: Value = serde_json::from_slice(
            &pieces(&format!("{base}?limit=5000&offset=99999"))
                .await
                .concat(),
        )
        .unwrap();
        assert_eq!(
            (&none["features"], &none["numberReturned"]),
            (&serde_json::json!([]), &0.into())
        );
    }
}

#[tokio::test]
async fn links_begin_with_what_may_be_believed() {
    let trusting = router(state(Settings {
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    }));
    let named = router(state(Settings {
        public_url: Some("https://cctv.example".into()),
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..Settings::default()
    }));
    let landing = async |app: &Router, peer: &str, headers: &[(&str, &str)]| {
        let mut request = Request::get("/api/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let mut request = request.body(Body::empty()).unwrap();
        request.extensions_mut().insert(Peer(peer.parse().unwrap()));
        ask_of(app, request).await
    };
    let base = |answer: &Answer| {
        let page = answer.json();
        let href = page["links"][0]["href"].as_str().unwrap();
        href.strip_suffix("/api/").unwrap().to_owned()
    };
    let host = ("host", "inside:8080");
    let forwarded = ("forwarded", "proto=https;host=data.example");
    for (app, peer, expected) in [
        (&trusting, "10.1.2.3", "https://data.example"),
        (&trusting, "192.0.2.1", "http://inside:8080"),
        (&named, "10.1.2.3", "https://cctv.example"),
        (&APP, "10.1.2.3", "http://inside:8080"),
    ] {
        assert_eq!(
            base(&landing(app, peer, &[host, forwarded]).await),
            expected,
            "{peer}"
        );
    }
    // Two addresses are two representations.
    let tags = [
        landing(&trusting, "10.1.2.3", &[host, forwarded]).await,
        landing(&trusting, "192.0.2.1", &[host, forwarded]).await,
    ];
    assert_ne!(tags[0].header("etag"), tags[1].header("etag"));
    check_problem(
        &landing(
            &trusting,
            "192.0.2.1",
            &[("host", "a@b"), ("accept", "*/*")],
        )
        .await,
        StatusCode::BAD_REQUEST,
        "host",
    );
    let evil = [
        ("host", "evil.example/\"><script>"),
        ("accept", "text/html"),
    ];
    let page = landing(&trusting, "192.0.2.1", &evil).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(!String::from_utf8_lossy(&page.body).contains("<script"));
    check_common(&page, "host");
    let odd = [host, ("forwarded", "host=\"a/b\"")];
    check_problem(
        &landing(&trusting, "10.1.2.3", &odd).await,
        StatusCode::BAD_REQUEST,
        "forwarded",
    );
}
