use super::*;
use crate::dataset::DatasetBuilder;

fn ask(body: &str) -> Result<CaptureQuery, ApiError> {
    let now = parse_time("2026-11-22T10:00").unwrap();
    parse(body.as_bytes(), now, &DatasetBuilder::new().build())
}

fn with_point(rest: &str) -> String {
    format!(r#"{{"geometry":{{"type":"Point","coordinates":[127.0847,37.5385]}}{rest}}}"#)
}

fn fault(body: &str) -> String {
    match ask(body) {
        Err(ApiError::Parameter { parameter, .. }) => parameter,
        other => format!("{other:?}"),
    }
}

#[test]
fn a_whole_question_is_read() {
    let query = ask(&with_point(
        r#","accuracy_m":20,"from":"2026-11-20T21:00","to":"2026-11-20T21:30","purposes":["crime"],"institutions":["3040000"]"#,
    ))
    .unwrap();
    assert_eq!(
        (query.accuracy_m, query.institutions.as_slice()),
        (20.0, ["3040000".to_owned()].as_slice())
    );
    let interval = query.interval.unwrap();
    assert_eq!(
        (interval.to().as_second() - interval.from().as_second()),
        1800
    );
    assert!(query.purposes.admits(Purpose::Crime) && !query.purposes.admits(Purpose::Child));
}

#[test]
fn every_fault_names_its_member() {
    for (rest, name) in [
        (r#","radius":5"#, "radius"),
        (r#","accuracy_m":-1"#, "accuracy_m"),
        (r#","accuracy_m":"20""#, "accuracy_m"),
        (r#","accuracy_m":1e300"#, "accuracy_m"),
        (r#","from":"yesterday""#, "from"),
        (r#","from":5"#, "from"),
        (
            r#","from":"2026-11-20T21:00","to":"2026-11-20T20:00""#,
            "to",
        ),
        (
            r#","from":"2026-11-23T21:00","to":"2026-11-23T22:00""#,
            "from",
        ),
        (
            r#","from":"2026-11-22T09:00","to":"2026-11-22T11:00""#,
            "to",
        ),
        (r#","to":"2026-11-22T11:00""#, "to"),
        (r#","purposes":["spying"]"#, "purposes"),
        (r#","purposes":"crime""#, "purposes"),
        (r#","institutions":["0000000"]"#, "institutions"),
        (r#","as_of":"soon""#, "as_of"),
        (r#","accuracy_m":NaN"#, "accuracy_m"),
        (r#","accuracy_m":1e999"#, "accuracy_m"),
        (r#","from":inf,"to":"2026-11-20T21:00""#, "from"),
    ] {
        assert_eq!(fault(&with_point(rest)), name, "{rest}");
    }
}

#[test]
fn places_that_are_no_point_in_korea_are_refused() {
    for (geometry, name) in [
        (
            r#"{"type":"Point","coordinates":[37.5385,127.0847]}"#,
            "geometry.coordinates",
        ),
        (r#"{"type":"Point","coordinates":[127.0]}"#, "geometry"),
        (
            r#"{"type":"Point","coordinates":[127.0,91]}"#,
            "geometry.coordinates",
        ),
        (
            r#"{"type":"Point","coordinates":[2.35,48.85]}"#,
            "geometry.coordinates",
        ),
        (r#"{"type":"Point","coordinates":["127","37"]}"#, "geometry"),
        (
            r#"{"type":"LineString","coordinates":[[127,37],[127.1,37]]}"#,
            "geometry",
        ),
        (
            r#"{"type":"Point","coordinates":[127,37],"colour":1}"#,
            "geometry.colour",
        ),
        ("null", "geometry"),
        ("5", "geometry"),
    ] {
        let found = fault(&format!(r#"{{"geometry":{geometry}}}"#));
        assert!(found.starts_with(name), "{geometry}: {found}");
    }
    assert_eq!(fault("{}"), "geometry");
}

#[test]
fn every_fault_is_told_in_both_languages() {
    let hangul = |text: &str| text.chars().any(|c| ('가'..='힣').contains(&c));
    for body in [
        "[]".to_owned(),
        "{".to_owned(),
        r#"{"accuracy_m":NaN}"#.to_owned(),
        "{}".to_owned(),
        r#"{"geometry":5}"#.to_owned(),
        r#"{"geometry":{"type":"LineString","coordinates":[[127,37],[127.1,37]]}}"#.to_owned(),
        r#"{"geometry":{"type":"Point","coordinates":[37.5,127]}}"#.to_owned(),
        r#"{"geometry":{"type":"Point","coordinates":[127,91]}}"#.to_owned(),
        r#"{"geometry":{"type":"Point","coordinates":[2,48]}}"#.to_owned(),
        r#"{"geometry":{"type":"Point","coordinates":["a","b"]}}"#.to_owned(),
        r#"{"geometry":{"type":"Point","coordinates":[127,37],"colour":1}}"#.to_owned(),
        with_point(r#","radius":5"#),
        with_point(r#","accuracy_m":-1"#),
        with_point(r#","from":"yesterday""#),
        with_point(r#","from":5"#),
        with_point(r#","from":"2026-11-20T21:00","to":"2026-11-20T20:00""#),
        with_point(r#","from":"2026-11-23T21:00","to":"2026-11-23T22:00""#),
        with_point(r#","to":"2026-11-23T22:00""#),
        with_point(r#","purposes":["spying"]"#),
        with_point(r#","purposes":"crime""#),
        with_point(r#","institutions":["0000000"]"#),
    ] {
        let detail = ask(&body).unwrap_err().detail();
        assert!(
            hangul(&detail.ko) && !hangul(&detail.en),
            "{body}: {detail:?}"
        );
    }
}

#[test]
fn what_is_no_json_object_is_refused_as_a_body() {
    for body in ["", "{", "[]", "NaN", "\u{0}"] {
        assert!(matches!(ask(body), Err(ApiError::Body(_))), "{body}");
    }
}
