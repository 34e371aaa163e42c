//! The headers of answers, each described once: which answers have them follows from their status, and from
//! what the operation declares.
//!
//! Left out are those that every answer has alike: of the connection and the body (`Date`, `Content-Type`,
//! `Content-Length`, `Content-Encoding`), of cross-origin reading (`Access-Control-*`), and for browsers.

use std::collections::BTreeSet;

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::Operation;
use utoipa::openapi::schema::Schema;
use utoipa::openapi::{ObjectBuilder, OpenApi, Ref, RefOr, Type};

use crate::spatial::Crs;

const ACCEPT_RANGES: &str = "Accept-Ranges";
const CACHE_CONTROL: &str = "Cache-Control";
const CONTENT_CRS: &str = "Content-Crs";
const CONTENT_DISPOSITION: &str = "Content-Disposition";
const CONTENT_LANGUAGE: &str = "Content-Language";
const CONTENT_RANGE: &str = "Content-Range";
const ETAG: &str = "ETag";
const LAST_MODIFIED: &str = "Last-Modified";
const LINK: &str = "Link";
const LOCATION: &str = "Location";
const RETRY_AFTER: &str = "Retry-After";
const VARY: &str = "Vary";

/// Each header with what it says and an example.
const HEADERS: [(&str, &str, &str); 12] = [
    (
        ACCEPT_RANGES,
        "`Range` may ask for a part of the file",
        "bytes",
    ),
    (
        CACHE_CONTROL,
        "`public, no-cache`: may be kept, and is asked about with its tag each time; `immutable`: never \
            changes under this address; `no-store`: not to be kept",
        "public, no-cache",
    ),
    (
        CONTENT_CRS,
        "Coordinate reference system of the coordinates, in angle brackets",
        "<http://www.opengis.net/def/crs/OGC/1.3/CRS84>",
    ),
    (
        CONTENT_DISPOSITION,
        "The name under which to save the file, in Korean as well (RFC 6266)",
        "attachment; filename=\"cameras.csv\"",
    ),
    (
        CONTENT_LANGUAGE,
        "Language of a page or of the words of an error",
        "ko",
    ),
    (
        CONTENT_RANGE,
        "Which bytes these are and how many the file has; after `*/`, only how many",
        "bytes 0-99/71204",
    ),
    (
        ETAG,
        "Strong tag of the representation, for `If-None-Match` and `If-Match`; changes with what is published",
        "\"9f2c51d0c9a1e3b7-0f41c2d3e4a5b697\"",
    ),
    (
        LAST_MODIFIED,
        "When the file was made",
        "Fri, 01 May 2026 03:00:00 GMT",
    ),
    (
        LINK,
        "`self` and `alternate` (RFC 8288), of a page of features `next` and `prev` as well; not where their addresses are longer than 4 kB",
        "<https://siya.example/api/collections/cameras/queryables>; rel=\"self\"; type=\"application/schema+json\"",
    ),
    (
        LOCATION,
        "Where it is",
        "https://siya.example/api/collections/cameras/items/1",
    ),
    (
        RETRY_AFTER,
        "After how many seconds to ask again, where that helps",
        "5",
    ),
    (
        VARY,
        "Headers of the request that the answer depends on",
        "accept, accept-encoding",
    ),
];

/// What an operation declares that its headers follow from.
struct Declared {
    /// There is a tag, and conditions on it.
    conditional: bool,
    /// A file, of which parts can be asked for.
    file: bool,
    /// A page for people is among its forms.
    page: bool,
    /// Headers of its answer that stand there by name.
    own: BTreeSet<String>,
}

impl Declared {
    fn of(operation: &Operation) -> Self {
        let responses = &operation.responses.responses;
        let answer = match responses.get("200") {
            Some(RefOr::T(answer)) => Some(answer),
            _ => None,
        };
        Self {
            conditional: responses.contains_key("304"),
            file: responses.contains_key("206"),
            page: answer.is_some_and(|answer| answer.content.contains_key("text/html")),
            own: answer.map_or_else(BTreeSet::new, |answer| {
                answer.headers.keys().cloned().collect()
            }),
        }
    }

    /// The headers of the answer of a status.
    fn sent(&self, status: &str) -> Vec<&str> {
        let mut names = match status {
            "301" | "307" => vec![CACHE_CONTROL, LOCATION],
            // Answered before anything of the request is known.
            "414" => return Vec::new(),
            _ if status.starts_with(['4', '5']) => return of_failure(status),
            _ => vec![CACHE_CONTROL],
        };
        let is_answer = matches!(status, "200" | "206");
        if is_answer || status == "304" {
            if self.conditional {
                names.push(ETAG);
            }
            if self.file {
                names.extend([ACCEPT_RANGES, LAST_MODIFIED]);
            } else {
                names.push(VARY);
            }
            let own = self.own.iter().map(String::as_str);
            names.extend(own.filter(|&name| is_answer || name != LINK));
        }
        if is_answer && self.file {
            names.push(CONTENT_DISPOSITION);
        }
        if is_answer && self.page {
            names.push(CONTENT_LANGUAGE);
        }
        if status == "206" {
            names.push(CONTENT_RANGE);
        }
        names
    }
}

/// The headers of a failure.
pub(super) fn of_failure(status: &str) -> Vec<&'static str> {
    let mut names = vec![CACHE_CONTROL, CONTENT_LANGUAGE, VARY];
    match status {
        "416" => names.push(CONTENT_RANGE),
        "503" => names.push(RETRY_AFTER),
        _ => {}
    }
    names
}

/// A header of the table, by its name.
pub(super) fn reference(name: &str) -> RefOr<Header> {
    RefOr::Ref(Ref::new(format!("#/components/headers/{name}")))
}

/// Names the headers of each answer of an operation.
pub(super) fn operation(operation: &mut Operation) {
    let declared = Declared::of(operation);
    for (status, response) in &mut operation.responses.responses {
        if let RefOr::T(response) = response {
            let sent = declared.sent(status);
            response.headers = sent
                .into_iter()
                .map(|name| (name.to_owned(), reference(name)))
                .collect();
        }
    }
}

/// Adds the headers to the components.
pub(super) fn describe(document: &mut OpenApi) {
    let components = document.components.get_or_insert_default();
    for (name, description, example) in HEADERS {
        let mut schema = ObjectBuilder::new().schema_type(Type::String);
        let mut example = serde_json::Value::from(example);
        match name {
            CONTENT_CRS => {
                let systems = Crs::ALL.map(|crs| format!("<{}>", crs.uri()));
                schema = schema.enum_values(Some(systems));
            }
            CONTENT_LANGUAGE => schema = schema.enum_values(Some(["ko", "en"])),
            RETRY_AFTER => {
                schema = schema.schema_type(Type::Integer).minimum(Some(0));
                example = 5.into();
            }
            _ => {}
        }
        let header = HeaderBuilder::new()
            .schema(Some(Schema::Object(schema.build())))
            .description(Some(description))
            .example(Some(example))
            .build();
        components.headers.insert(name.to_owned(), header.into());
    }
}
