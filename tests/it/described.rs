//! The headers that the API document describes, compared with those that are sent, both ways.

use std::collections::{BTreeMap, BTreeSet};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Method, Request, header};
use http_body_util::BodyExt;
use serde_json::Value;
use siya::dataset::{Dataset, DatasetBuilder};
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::spatial::LonLat;
use tower::ServiceExt;

use super::synthetic::{covered, release, site};

/// What every answer has alike: of the body, of reading from other sites, and for browsers.
const GENERAL: [&str; 8] = [
    "access-control-allow-origin",
    "access-control-expose-headers",
    "content-length",
    "content-security-policy",
    "content-type",
    "permissions-policy",
    "referrer-policy",
    "x-content-type-options",
];

fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new();
    let gwangjin = builder.add_release(release("3040000"));
    for id in 1..=3 {
        let at = LonLat::new(127.0847 + f64::from(id) / 1000.0, 37.5385).unwrap();
        builder.add_site(gwangjin, id, &site(at, Some(50.0), Some(50.0), 0.7));
    }
    builder.build()
}

/// The headers of each status of each operation: those that were sent, in any answer.
type Sent = BTreeMap<(String, String), BTreeSet<String>>;

struct Described {
    app: Router,
    document: Value,
    sent: Sent,
}

impl Described {
    fn resolved<'v>(&'v self, value: &'v Value) -> &'v Value {
        match value["$ref"].as_str() {
            Some(place) => self.document.pointer(&place[1..]).unwrap(),
            None => value,
        }
    }

    /// The headers that stand at a status of an operation, in small letters.
    fn described(&self, operation: &str, status: &str) -> BTreeSet<String> {
        let (method, path) = operation.split_once(' ').unwrap();
        let response = &self.document["paths"][path][method]["responses"][status];
        assert!(response.is_object(), "{operation} does not say {status}");
        let headers = self.resolved(response)["headers"].as_object();
        let names = headers.into_iter().flatten().map(|(name, header)| {
            assert!(self.resolved(header)["schema"].is_object(), "{name}");
            name.to_lowercase()
        });
        names.collect()
    }

    /// The address of a path with its parameters as in their examples, or with others.
    fn address(&self, path: &str, other: Option<&str>) -> String {
        let mut address = format!("/api{path}");
        let parameters = self.document["paths"][path]["get"]["parameters"].as_array();
        for parameter in parameters.into_iter().flatten() {
            let parameter = self.resolved(parameter);
            if parameter["in"] == "path" {
                let example = match &parameter["example"] {
                    Value::String(text) => text.clone(),
                    number => number.to_string(),
                };
                let name = format!("{{{}}}", parameter["name"].as_str().unwrap());
                address = address.replace(&name, other.unwrap_or(&example));
            }
        }
        address
    }

    /// The address of the first feature of a collection.
    async fn first_of(&self, items: &str) -> String {
        let request = Request::get(format!("/api{items}?limit=1")).body(Body::empty());
        let response = self.app.clone().oneshot(request.unwrap()).await.unwrap();
        let body = response.into_body().collect().await.unwrap().to_bytes();
        let page: Value = serde_json::from_slice(&body).unwrap();
        format!("/api{items}/{}", page["features"][0]["id"])
    }

    /// Asks, and notes which headers came; the status and all of them.
    async fn ask(
        &mut self,
        operation: &str,
        address: &str,
        headers: &[(&str, &str)],
        body: &str,
    ) -> (u16, HeaderMap) {
        let (method, _) = operation.split_once(' ').unwrap();
        let method: Method = method.to_uppercase().parse().unwrap();
        let mut request = Request::builder().method(method).uri(address);
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::from(body.to_owned())).unwrap();
        let response = self.app.clone().oneshot(request).await.unwrap();
        let status = response.status().as_u16();
        let described = self.described(operation, &status.to_string());
        for name in response.headers().keys() {
            let name = name.as_str();
            if !GENERAL.contains(&name) {
                assert!(
                    described.contains(name),
                    "{operation} {address} {headers:?} {status}: {name} is not described"
                );
                let key = (operation.to_owned(), status.to_string());
                self.sent.entry(key).or_default().insert(name.to_owned());
            }
        }
        (status, response.headers().clone())
    }
}

#[tokio::test]
async fn headers_are_sent_as_they_are_described() {
    let document: Value = serde_json::from_str(&siya::http::openapi::document_text()).unwrap();
    let paths: Vec<String> = document["paths"]
        .as_object()
        .unwrap()
        .keys()
        .cloned()
        .collect();
    let mut all = Described {
        app: router(AppState::new(covered(dataset()), Settings::default())),
        document,
        sent: Sent::new(),
    };
    for path in paths.iter().filter(|path| *path != "/capture") {
        let operation = format!("get {path}");
        let mut address = match path.strip_suffix("/{featureId}") {
            Some(items) => all.first_of(items).await,
            None => all.address(path, None),
        };
        let (mut status, mut first) = all.ask(&operation, &address, &[], "").await;
        if status == 307 {
            let target = first[header::LOCATION].to_str().unwrap().to_owned();
            address = target[target.find("/api").unwrap()..].to_owned();
            (status, first) = all.ask(&operation, &address, &[], "").await;
        }
        assert_eq!(status, 200, "{address}");
        all.ask(&operation, &address, &[("accept", "text/html")], "")
            .await;
        all.ask(&operation, &address, &[("accept", "image/png")], "")
            .await;
        all.ask(&operation, &format!("{address}?colour=red"), &[], "")
            .await;
        if path.contains('{') {
            let nowhere = all.address(path, Some("0"));
            let (status, _) = all.ask(&operation, &nowhere, &[], "").await;
            assert_eq!(status, 404, "{nowhere}");
        }
        if first.contains_key(header::ETAG) {
            let (status, _) = all
                .ask(&operation, &address, &[("if-none-match", "*")], "")
                .await;
            assert_eq!(status, 304, "{address}");
            let (status, _) = all
                .ask(&operation, &address, &[("if-match", "\"x\"")], "")
                .await;
            assert_eq!(status, 412, "{address}");
        }
    }
    let (file, mut statuses) = ("get /downloads/{file}", Vec::new());
    let present = all
        .ask(file, "/api/downloads/cameras-3040000.csv", &[], "")
        .await;
    let present = present.1[header::LOCATION].to_str().unwrap().to_owned();
    for (address, range) in [
        (present.as_str(), "bytes=0-9"),
        (present.as_str(), "bytes=99999999-"),
        ("/api/downloads/cameras-0123456789abcdef.csv", ""),
    ] {
        let address = &address[address.find("/api").unwrap()..];
        statuses.push(all.ask(file, address, &[("range", range)], "").await.0);
    }
    assert_eq!(statuses, [206, 416, 410]);
    let question = r#"{"geometry":{"type":"Point","coordinates":[127.0847,37.5385]},"accuracy_m":20,
        "from":"2026-11-20T21:00","to":"2026-11-20T21:30","as_of":"2026-11-22T10:00"}"#;
    let json = ("content-type", "application/json");
    for (headers, body, expected) in [
        (vec![json], question, 200),
        (vec![json], "{}", 400),
        (vec![json, ("accept", "image/png")], question, 406),
        (vec![], question, 415),
    ] {
        let (status, _) = all
            .ask("post /capture", "/api/capture", &headers, body)
            .await;
        assert_eq!(status, expected, "{body}");
    }
    // While covered areas are being computed.
    for path in ["/coverage", "/collections/coverage/items"] {
        all.app = router(AppState::new(dataset(), Settings::default()));
        let answer = all
            .ask(&format!("get {path}"), &format!("/api{path}"), &[], "")
            .await;
        assert_eq!(answer.0, 503);
    }

    let mut seen = BTreeSet::new();
    for ((operation, status), sent) in &all.sent {
        assert_eq!(
            &all.described(operation, status),
            sent,
            "{operation} {status}"
        );
        seen.extend(sent.iter().cloned());
    }
    let known = all.document["components"]["headers"].as_object().unwrap();
    let known: BTreeSet<String> = known.keys().map(|name| name.to_lowercase()).collect();
    assert_eq!(known, seen);
}
