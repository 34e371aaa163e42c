//! Files for download over the real router, as clients ask for them.

use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, Request, StatusCode, header};
use http_body_util::BodyExt;
use serde_json::Value;
use sha2::{Digest, Sha256};
use siya::dataset::{Dataset, DatasetBuilder};
use siya::export::{Contents, Format, Part, write};
use siya::http::state::Settings;
use siya::http::{AppState, router};
use siya::sample;
use tower::ServiceExt;

fn dataset() -> Dataset {
    let mut builder = DatasetBuilder::new();
    sample::add_missing(&mut builder).unwrap();
    builder.build()
}

struct Service(AppState);

impl Service {
    fn new() -> Self {
        Self(AppState::new(dataset(), Settings::default()))
    }

    async fn ask(
        &self,
        method: &str,
        path: &str,
        headers: &[(&str, &str)],
    ) -> (StatusCode, HeaderMap, Bytes) {
        let mut request = Request::builder()
            .method(method)
            .uri(path)
            .header("host", "siya.test");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let request = request.body(Body::empty()).unwrap();
        let response = router(self.0.clone()).oneshot(request).await.unwrap();
        let (status, headers) = (response.status(), response.headers().clone());
        let body = response.into_body().collect().await.unwrap().to_bytes();
        (status, headers, body)
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> (StatusCode, HeaderMap, Bytes) {
        self.ask("GET", path, headers).await
    }

    async fn json(&self, path: &str) -> Value {
        let (status, _, body) = self.get(path, &[]).await;
        assert_eq!(status, StatusCode::OK, "{path}");
        serde_json::from_slice(&body).unwrap()
    }

    /// The list once every file is there.
    async fn complete(&self) -> Value {
        loop {
            let list = self.json("/api/downloads").await;
            if list["complete"] == true {
                return list;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}

fn path_of(href: &Value) -> &str {
    href.as_str()
        .unwrap()
        .strip_prefix("http://siya.test")
        .unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::new();
    for byte in Sha256::digest(bytes) {
        write!(text, "{byte:02x}").unwrap();
    }
    text
}

#[tokio::test]
async fn every_listed_file_is_what_the_list_says_and_what_export_writes() {
    let service = Service::new();
    let (status, headers, _) = service.get("/api/downloads/cameras.csv", &[]).await;
    assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
    let present = headers[header::LOCATION].to_str().unwrap().to_owned();
    let list = service.complete().await;
    assert_eq!(list["provenance"]["sample_only"], true);
    let files = list["files"].as_array().unwrap();
    assert_eq!(files.len(), Format::ALL.len());
    assert_eq!(files[0]["href"], present.as_str());
    let dataset = dataset();
    for (file, format) in files.iter().zip(Format::ALL) {
        let path = path_of(&file["href"]);
        let (status, headers, body) = service.get(path, &[("accept-encoding", "gzip")]).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(
            headers[header::CONTENT_TYPE],
            file["type"].as_str().unwrap()
        );
        assert_eq!(
            headers[header::CONTENT_LENGTH],
            file["bytes"].to_string().as_str()
        );
        assert!(!headers.contains_key(header::CONTENT_ENCODING));
        assert_eq!(headers["x-content-type-options"], "nosniff");
        assert!(
            headers[header::CONTENT_DISPOSITION]
                .to_str()
                .unwrap()
                .starts_with("attachment; filename=\"cameras-")
        );
        assert_eq!(sha256(&body), file["sha256"].as_str().unwrap());
        let mut written = Vec::new();
        write(
            format,
            &Contents::new(&dataset, Part::All),
            &mut written,
            &|_| (),
        )
        .unwrap();
        assert!(written == body, "{format:?}");
        let (status, head, nothing) = service.ask("HEAD", path, &[]).await;
        assert_eq!((status, nothing.len()), (StatusCode::OK, 0));
        for name in [
            header::CONTENT_LENGTH,
            header::ETAG,
            header::LAST_MODIFIED,
            header::CONTENT_DISPOSITION,
        ] {
            assert_eq!(head[&name], headers[&name], "{name}");
        }
    }
}

#[tokio::test]
async fn parts_and_conditions_are_honoured() {
    let service = Service::new();
    let list = service.complete().await;
    let path = path_of(&list["files"][0]["href"]);
    let (_, headers, whole) = service.get(path, &[]).await;
    let tag = headers[header::ETAG].to_str().unwrap();
    let date = headers[header::LAST_MODIFIED].to_str().unwrap();
    assert!(tag.starts_with('"'));
    let part = service.get(path, &[("range", "bytes=10-29")]).await;
    assert_eq!(part.0, StatusCode::PARTIAL_CONTENT);
    assert_eq!(
        part.1[header::CONTENT_RANGE],
        format!("bytes 10-29/{}", whole.len()).as_str()
    );
    assert_eq!(part.2, whole[10..30]);
    let end = service.get(path, &[("range", "bytes=-7")]).await;
    assert_eq!(end.2, whole[whole.len() - 7..]);
    let longer = service.get(path, &[("range", "bytes=-99999999")]).await;
    assert_eq!(longer.0, StatusCode::PARTIAL_CONTENT);
    assert_eq!(longer.2, whole);
    for (condition, status) in [
        (tag, StatusCode::PARTIAL_CONTENT),
        (date, StatusCode::PARTIAL_CONTENT),
        ("\"other\"", StatusCode::OK),
    ] {
        let answer = service
            .get(path, &[("range", "bytes=0-9"), ("if-range", condition)])
            .await;
        assert_eq!(answer.0, status, "{condition}");
    }
    let beyond = service.get(path, &[("range", "bytes=99999999999-")]).await;
    assert_eq!(beyond.0, StatusCode::RANGE_NOT_SATISFIABLE);
    assert_eq!(
        beyond.1[header::CONTENT_RANGE],
        format!("bytes */{}", whole.len()).as_str()
    );
    assert_eq!(beyond.1[header::CONTENT_TYPE], "application/problem+json");
    for (name, value) in [("if-none-match", tag), ("if-modified-since", date)] {
        let answer = service.get(path, &[(name, value)]).await;
        assert_eq!(
            (answer.0, answer.2.len()),
            (StatusCode::NOT_MODIFIED, 0),
            "{name}"
        );
        assert_eq!(answer.1[header::ETAG], tag);
    }
    let other = service.get(path, &[("if-match", "\"other\"")]).await;
    assert_eq!(other.0, StatusCode::PRECONDITION_FAILED);
}

#[tokio::test]
async fn an_institution_has_files_of_its_own() {
    let service = Service::new();
    let list = service.json("/api/downloads?institution=3040000").await;
    assert_eq!(
        (list["complete"].clone(), list["institution"].clone()),
        (true.into(), "3040000".into())
    );
    let loaded = service.0.snapshot();
    let sites = loaded.dataset.institution("3040000").unwrap().1.sites;
    for file in list["files"].as_array().unwrap() {
        assert_eq!(file["sites"], sites);
        let (status, _, body) = service.get(path_of(&file["href"]), &[]).await;
        assert_eq!(status, StatusCode::OK);
        assert_eq!(sha256(&body), file["sha256"].as_str().unwrap());
        let (status, headers, _) = service.get(path_of(&file["latest"]), &[]).await;
        assert_eq!(status, StatusCode::TEMPORARY_REDIRECT);
        assert_eq!(headers[header::LOCATION], file["href"].as_str().unwrap());
    }
    let (status, headers, page) = service
        .get(
            "/api/downloads?institution=3040000&lang=en",
            &[("accept", "text/html")],
        )
        .await;
    assert_eq!(
        (status, headers[header::CONTENT_TYPE].to_str().unwrap()),
        (StatusCode::OK, "text/html; charset=utf-8")
    );
    let page = String::from_utf8(page.to_vec()).unwrap();
    assert!(page.contains("no real cameras"), "{page}");
}

#[tokio::test]
async fn what_is_not_there_says_what_is() {
    let service = Service::new();
    for path in [
        "/api/downloads/cameras.exe",
        "/api/downloads/x",
        "/api/downloads?institution=9999999",
    ] {
        assert_eq!(
            service.get(path, &[]).await.0,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    assert_eq!(
        service.get("/api/downloads?x=1", &[]).await.0,
        StatusCode::BAD_REQUEST
    );
    let list = service.complete().await;
    let former = service
        .get("/api/downloads/cameras-0123456789abcdef.csv", &[])
        .await;
    assert_eq!(former.0, StatusCode::GONE);
    let problem: Value = serde_json::from_slice(&former.2).unwrap();
    assert_eq!(problem["href"], list["files"][0]["href"]);
}

#[tokio::test]
async fn a_new_state_has_new_files_and_the_former_ones_are_removed() {
    let folder = tempfile::tempdir().unwrap();
    let state = AppState::with_history(dataset(), Settings::default(), folder.path().to_owned());
    let service = Service(state.clone());
    let before = service.complete().await;
    let mut builder = DatasetBuilder::new();
    builder.set_sequence(1);
    sample::add_missing(&mut builder).unwrap();
    state.replace(builder.build());
    let after = service.complete().await;
    assert_ne!(before["files"][0]["href"], after["files"][0]["href"]);
    let gone = service.get(path_of(&before["files"][0]["href"]), &[]).await;
    assert_eq!(gone.0, StatusCode::GONE);
    let present: Vec<&str> = after["files"]
        .as_array()
        .unwrap()
        .iter()
        .map(|file| file["name"].as_str().unwrap())
        .collect();
    // They are removed behind the answer.
    loop {
        let names: Vec<String> = std::fs::read_dir(folder.path().join("downloads"))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .collect();
        assert!(
            present
                .iter()
                .all(|name| names.iter().any(|other| other == name))
        );
        if names.len() == 2 * present.len() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn the_collection_links_its_files_and_the_catalogue_describes_them() {
    let service = Service::new();
    let list = service.complete().await;
    let collection = service.json("/api/collections/cameras").await;
    let enclosures: Vec<&Value> = collection["links"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|link| link["rel"] == "enclosure")
        .collect();
    assert_eq!(enclosures.len(), Format::ALL.len());
    let catalogue = service.json("/api/dcat.jsonld").await;
    let all = &catalogue["dcat:dataset"][0];
    let distributions = all["dcat:distribution"].as_array().unwrap();
    for ((file, link), distribution) in list["files"]
        .as_array()
        .unwrap()
        .iter()
        .zip(enclosures)
        .zip(distributions)
    {
        assert_eq!(link["href"], file["href"]);
        assert_eq!(
            (&link["type"], &link["length"]),
            (&file["type"], &file["bytes"])
        );
        assert_eq!(distribution["dcat:downloadURL"]["@id"], file["href"]);
        assert_eq!(
            distribution["dcat:byteSize"]["@value"],
            file["bytes"].to_string()
        );
        assert_eq!(
            distribution["spdx:checksum"]["spdx:checksumValue"]["@value"],
            file["sha256"]
        );
    }
    assert_eq!(distributions.len(), Format::ALL.len());
    let datasets = catalogue["dcat:dataset"].as_array().unwrap();
    assert_eq!(
        datasets.len(),
        1 + service.0.snapshot().dataset.institutions().len()
    );
    // It is the same until a file comes, which is then in it.
    assert_eq!(service.json("/api/dcat.jsonld").await, catalogue);
    let of_one = "/api/downloads?institution=3040000";
    let files = service.json(of_one).await["files"].clone();
    let later = service.json("/api/dcat.jsonld").await;
    let described = later["dcat:dataset"].as_array().unwrap().iter();
    let described = described
        .filter(|dataset| dataset["@id"].as_str().unwrap().ends_with("=3040000"))
        .flat_map(|dataset| dataset["dcat:distribution"].as_array().unwrap())
        .map(|distribution| &distribution["dcat:downloadURL"]["@id"]);
    let listed = files.as_array().unwrap().iter().map(|file| &file["href"]);
    assert!(described.eq(listed), "{later}");
    for dataset in datasets {
        for member in [
            "dct:title",
            "dct:publisher",
            "dct:spatial",
            "dct:temporal",
            "dcat:distribution",
        ] {
            assert!(!dataset[member].is_null(), "{member}");
        }
    }
}
