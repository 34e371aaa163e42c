//! What is refused: each fault points at its place, and size is bounded.

use super::{Error, Filter, Language};
use crate::query::Collection;
use crate::spatial::Crs;

fn parse(filter: &str, language: Language) -> Result<Filter, Error> {
    let queryables = Collection::Cameras.queryables();
    Filter::parse(filter, language, queryables, Crs::default())
}

/// A filter is refused at a character, with these words in what is said.
fn check(filter: &str, language: Language, character: usize, word: &str) {
    let error = parse(filter, language).expect_err(filter);
    assert_eq!(error.character, character, "{filter}: {error}");
    assert!(error.said.en.contains(word), "{filter}: {error}");
    assert!(!error.said.ko.is_empty() && error.said.ko != error.said.en);
}

#[test]
fn faults_point_at_their_place() {
    for (filter, character, word) in [
        ("", 1, "expected a property"),
        ("purpose", 1, "expected a condition"),
        ("purpose =", 10, "the filter ends"),
        ("목적 = 'crime'", 1, "is not a property"),
        ("sample = TRUE AND 목적 = 'crime'", 19, "is not a property"),
        (
            "road_address = '서울' AND unit_count = 'three'",
            38,
            "expected a number",
        ),
        (
            "unit_count = 1 unit_count = 2",
            16,
            "expected AND, OR or the end",
        ),
        ("purpose = 'crime", 11, "no closing"),
        ("purpose = \"crime", 11, "no closing"),
        ("purpose ~ 'crime'", 9, "has no meaning"),
        (
            "(purpose = 'crime'",
            19,
            "expected AND, OR, an operator or )",
        ),
        ("purpose = 'crime')", 18, "expected AND, OR or the end"),
        ("purpose IN ()", 1, "list of IN is empty"),
        ("purpose LIKE 5", 14, "pattern of LIKE"),
        ("unit_count BETWEEN 1 OR 2", 22, "the AND of BETWEEN"),
        ("reference_date > '2025-01-01'", 18, "DATE('2026-05-01')"),
        ("reference_date > DATE('2025-02-30')", 18, "is not a date"),
        (
            "reference_date > TIMESTAMP('2025-02-03T00:00:00Z')",
            18,
            "T_BEFORE",
        ),
        ("T_AFTER(purpose, DATE('2025-01-01'))", 9, "here is a text"),
        (
            "T_AFTER(reference_date, INTERVAL('2025-01-02','2025-01-01'))",
            25,
            "ends before",
        ),
        (
            "S_INTERSECTS(geometry, POINT(37 127))",
            24,
            "longitude, latitude",
        ),
        (
            "S_INTERSECTS(geometry, POLYGON((1 1, 2 2, 3 1)))",
            24,
            "end with their first",
        ),
        (
            "S_INTERSECTS(purpose, POINT(127 37))",
            14,
            "expected a geometry",
        ),
        ("S_INTERSECTS(geometry)", 1, "takes 2 arguments"),
        ("geometry = POINT(127 37)", 12, "S_INTERSECTS"),
        ("S_NEAR(geometry, POINT(127 37))", 1, "no function s_near"),
        (
            "ACCENTI(purpose) = ACCENTI('é')",
            1,
            "ACCENTI is not offered",
        ),
        ("A_CONTAINS(purpose, ('a'))", 12, "expected a list"),
        ("unit_count = 1e999", 14, "too large"),
        ("unit_count = 2 ^ 3 ^ 4", 20, "in parentheses"),
    ] {
        check(filter, Language::Text, character, word);
    }
}

#[test]
fn faults_of_json_point_at_their_place() {
    for (filter, character, word) in [
        ("{", 1, "is not JSON"),
        (
            "{\"op\":\"=\",\"op\":\"<>\",\"args\":[{\"property\":\"unit_count\"},1]}",
            16,
            "second value",
        ),
        (
            "{\"op\":\"=\",\"args\":[{\"property\":\"unit_count\"},1],\"crs\":5}",
            54,
            "expected op and args",
        ),
        (
            "{\"op\":\"=\",\"args\":[{\"property\":\"목적\"},1]}",
            19,
            "is not a property",
        ),
        (
            "{\"op\":\"=\",\"args\":[{\"property\":\"purpose\"},null]}",
            42,
            "use isNull",
        ),
        ("{\"op\":\"=\",\"args\":[1]}", 1, "takes 2 arguments"),
        ("{\"op\":\"=\",\"args\":{}}", 18, "expected an array"),
        ("{\"operator\":\"=\"}", 1, "expected op and args"),
        (
            "{\"op\":\"s_within\",\"args\":[{\"property\":\"geometry\"},{\"type\":\"Point\",\"coordinates\":[[1,2]]}]}",
            80,
            "coordinates",
        ),
        ("[]", 1, "expected a condition"),
        ("purpose = 'crime'", 1, "is not JSON"),
    ] {
        check(filter, Language::Json, character, word);
    }
}

/// What would take too long or too deep is refused; what is only long is not.
#[test]
fn size_is_bounded_before_anything_is_parsed() {
    let nested = |depth: usize| format!("{}sample = TRUE{}", "(".repeat(depth), ")".repeat(depth));
    let json = |depth: usize| {
        let (open, close) = ("{\"op\":\"not\",\"args\":[", "]}");
        format!("{}true{}", open.repeat(depth), close.repeat(depth))
    };
    let or = |count: usize| vec!["unit_count = 1"; count].join(" OR ");
    let list: Vec<String> = (0..5_000).map(|id| id.to_string()).collect();
    let many = format!("id IN ({})", list.join(","));
    for (filter, language, expected) in [
        (nested(50), Language::Text, None),
        (nested(51), Language::Text, Some("nested")),
        (nested(2_000), Language::Text, Some("nested")),
        ("(".repeat(40_000), Language::Text, Some("nested")),
        (
            "NOT ".repeat(10_000),
            Language::Text,
            Some("expected a property"),
        ),
        (
            "-".repeat(40_000),
            Language::Text,
            Some("expected a property"),
        ),
        (json(50), Language::Json, None),
        (json(51), Language::Json, Some("nested")),
        (json(2_000), Language::Json, Some("nested")),
        ("[".repeat(40_000), Language::Json, Some("nested")),
        (
            format!("purpose = '{}'", "가".repeat(40_000)),
            Language::Text,
            Some("longer"),
        ),
        (or(100), Language::Text, None),
        (or(1_000), Language::Text, Some("conditions")),
        (
            format!("unit_count = 1{}", " + 1".repeat(10_000)),
            Language::Text,
            Some("conditions"),
        ),
        (many, Language::Text, None),
    ] {
        let result = parse(&filter, language);
        let start: String = filter.chars().take(30).collect();
        match (result, expected) {
            (Ok(_), None) => {}
            (Err(error), Some(word)) => assert!(error.said.en.contains(word), "{start}: {error}"),
            (result, _) => panic!("{start}: {result:?}"),
        }
    }
}
