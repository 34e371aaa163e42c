use super::*;

fn found(text: &str) -> (usize, ListKind, String) {
    let list = find(text, "f").unwrap();
    (list.records.len(), list.kind, list.place)
}

#[test]
fn lists_are_found_in_every_wrapping() {
    for (text, count, place) in [
        ("[1, {}]", 2, ""),
        (
            r#"{"fields":[{"id":"위도"}],"records":[{"a":1},{"a":2}]}"#,
            2,
            "records",
        ),
        (r#"{"page":1,"data":[{"a":1}],"totalCount":1}"#, 1, "data"),
        (
            r#"{"CCTV":[{"head":[{"list_total_count":2},{"RESULT":{"CODE":"INFO-000"}}]},{"row":[{"a":1}]}]}"#,
            1,
            "CCTV[1].row",
        ),
        (
            r#"[{"head":[{"b":1}]},{"row":[{"a":1},{"a":2}]}]"#,
            2,
            "[1].row",
        ),
        // A record may hold nothing but deeper values, yet no list of objects is in them.
        (r#"[{"a":[1,2]},{"a":[3]}]"#, 2, ""),
        (
            r#"{"response":{"header":{"resultCode":"00"},"body":{"items":[{"a":1}]}}}"#,
            1,
            "response.body.items",
        ),
        (
            r#"{"response":{"body":{"items":{"item":[{"a":1},{"a":2}]}}}}"#,
            2,
            "response.body.items.item",
        ),
        (
            r#"{"response":{"body":{"items":{"item":{"a":1,"b":2}}}}}"#,
            1,
            "response.body.items.item",
        ),
        (
            r#"{"safeOpenCCTV":{"list_total_count":9,"RESULT":{"CODE":"INFO-000","MESSAGE":"정상"},"row":[{"a":1}]}}"#,
            1,
            "safeOpenCCTV.row",
        ),
        ("{\"a\":1}\n{\"a\":2}\n", 2, ""),
    ] {
        assert_eq!(
            found(text),
            (count, ListKind::Records, place.to_owned()),
            "{text}"
        );
    }
    let list = find(r#"{"x":{"list_total_count":9,"row":[{"a":1}]}}"#, "f").unwrap();
    assert_eq!(totals(&list), [(9, None, 1)]);
}

fn totals(list: &List) -> Vec<(u64, Option<u64>, usize)> {
    let stated = list.stated.iter();
    stated
        .map(|it| (it.total.unwrap(), it.page, it.held))
        .collect()
}

#[test]
fn lists_with_the_same_keys_are_one_in_their_order() {
    let row = |at: u32| format!(r#"{{"a":{at},"b":1,"c":2,"d":3}}"#);
    for (text, place) in [
        (format!(r#"{{"x":[{}],"y":[{}]}}"#, row(1), row(2)), "x, y"),
        (
            format!(r#"{{"d":{{"x":[{}],"y":[{}]}}}}"#, row(1), row(2)),
            "d.x, d.y",
        ),
        (format!("[[{}],[{}]]", row(1), row(2)), "[0], [1]"),
        (format!("[{}]\n[{}]", row(1), row(2)), "[0], [1]"),
        (
            format!(
                r#"[{{"page":1,"data":[{}]}},{{"page":2,"data":[{}]}}]"#,
                row(1),
                row(2)
            ),
            "[0].data, [1].data",
        ),
        (
            format!(
                r#"{{"page":1,"data":[{}]}} {{"page":2,"data":[{}]}}"#,
                row(1),
                row(2)
            ),
            "[0].data, [1].data",
        ),
        // Keys may be missing from some.
        (
            format!(r#"{{"x":[{}],"y":[{{"a":2,"b":9,"d":4}}]}}"#, row(1)),
            "x, y",
        ),
    ] {
        let list = find(&text, "f").unwrap();
        let first: Vec<_> = list
            .records
            .iter()
            .map(|record| &record.get()[..6])
            .collect();
        assert_eq!(first, [r#"{"a":1"#, r#"{"a":2"#], "{text}");
        assert_eq!(list.place, place, "{text}");
        assert!(list.others.is_empty(), "{text}");
    }
    let text = format!(
        r#"{{"codes":[{{"k":1,"v":2}}],"x":[{}],"y":[{}],"z":[]}}"#,
        row(1),
        row(2)
    );
    let list = find(&text, "f").unwrap();
    assert_eq!((list.place.as_str(), list.records.len()), ("x, y", 2));
    assert_eq!(list.others, [("codes".to_owned(), 1)]);
    let many: Vec<String> = (0..40)
        .map(|at| format!(r#"{{"data":[{}]}}"#, row(at)))
        .collect();
    let many = format!("[{}]", many.join(","));
    let list = find(&many, "f").unwrap();
    assert_eq!(list.records.len(), 40);
    assert!(list.place.ends_with("[3].data, … (40)"), "{}", list.place);
}

#[test]
fn every_page_states_its_total() {
    let national = |page: u32| {
        format!(
            r#"{{"response":{{"header":{{"resultCode":"00"}},"body":{{"items":[{{"a":{page}}}],"pageNo":{page},"totalCount":"2"}}}}}}"#
        )
    };
    let gyeonggi = r#"{"CCTV":[{"head":[{"list_total_count":2},{"RESULT":{"CODE":"INFO-000"}}]},{"row":[{"a":1}]}]}"#;
    for (text, page) in [
        (format!("[{},{}]", national(1), national(2)), true),
        (format!("{}\n{}", national(1), national(2)), true),
        (format!("[{gyeonggi},{gyeonggi}]"), false),
    ] {
        let pages = [1, 2].map(|number| (2, page.then_some(number), 1));
        assert_eq!(totals(&find(&text, "f").unwrap()), pages, "{text}");
    }
    let failed = r#"{"response":{"header":{"resultCode":"22","resultMsg":"LIMITED"}}}"#;
    let error = find(&format!("{}\n{failed}", national(1)), "f").unwrap_err();
    assert!(matches!(error, Error::ServiceError { .. }), "{error}");
}

#[test]
fn a_page_after_the_last_says_so() {
    let page = |items: &str| {
        format!(
            r#"{{"response":{{"header":{{"resultCode":"00","resultMsg":"OK"}},"body":{{"items":{items},"numOfRows":10,"pageNo":5,"totalCount":40}}}}}}"#
        )
    };
    for items in [
        r#""""#,
        "[]",
        "{}",
        r#"{"item":[]}"#,
        r#"{"item":""}"#,
        "null",
    ] {
        let error = find(&page(items), "f").unwrap_err();
        assert!(
            matches!(error, Error::NoneOnPage { total: 40, .. }),
            "{items}: {error}"
        );
    }
    // Records that stand in no list are not nothing.
    for items in [r#"{"7":{"lat":1}}"#, "[1]", r#"[["a"]]"#, r#""7""#] {
        let error = find(&page(items), "f").unwrap_err();
        assert!(matches!(error, Error::NoRecords { .. }), "{items}: {error}");
    }
    let with_others = format!("{}{}", page(r#"[{"a":1}]"#), page(r#""""#));
    assert_eq!(found(&with_others).0, 1);
}

#[test]
fn features_and_elements_are_known_by_their_shape() {
    let feature = r#"{"type":"Feature","geometry":null,"properties":{}}"#;
    for text in [
        format!(r#"{{"type":"FeatureCollection","features":[{feature}]}}"#),
        feature.to_owned(),
        format!("\u{1E}{feature}\n\u{1E}{feature}\n"),
        format!("{feature}\n{feature}"),
        format!(r#"[{{"type":"FeatureCollection","features":[{feature}]}}]"#),
    ] {
        assert_eq!(found(&text).1, ListKind::Features, "{text}");
    }
    let node = r#"{"type":"node","id":1,"lat":37.5,"lon":127}"#;
    assert_eq!(found(&format!("[{node}]")).1, ListKind::Elements);
    assert_eq!(
        found(&format!(r#"{{"version":0.6,"elements":[{node}]}}"#)),
        (1, ListKind::Elements, "elements".into())
    );
}

#[test]
fn an_answer_that_found_nothing_says_so() {
    for text in [
        r#"{"response":{"header":{"resultCode":"00"},"body":{"items":"","totalCount":0}}}"#,
        r#"{"response":{"header":{"resultCode":"00"},"body":{"items":[],"totalCount":"0"}}}"#,
        r#"{"response":{"body":{"items":{},"totalCount":0}}}"#,
        r#"{"page":1,"perPage":10,"totalCount":0,"currentCount":0,"matchCount":0,"data":[]}"#,
    ] {
        let error = find(text, "f").unwrap_err();
        assert!(matches!(error, Error::NoneFound { .. }), "{text}: {error}");
    }
    // A list that nothing is said of is still told as one without rows, later.
    assert!(find(r#"{"data":[]}"#, "f").is_ok());
}

#[test]
fn error_messages_of_services_are_refused_in_their_words() {
    for (text, code, message) in [
        (
            r#"{"response":{"header":{"resultCode":"30","resultMsg":"SERVICE KEY IS NOT REGISTERED ERROR."}}}"#,
            "30",
            "SERVICE KEY IS NOT REGISTERED ERROR.",
        ),
        (
            r#"{"RESULT":{"CODE":"INFO-200","MESSAGE":"해당하는 데이터가 없습니다."}}"#,
            "INFO-200",
            "해당하는 데이터가 없습니다.",
        ),
        (
            r#"{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"errMsg":"SERVICE ERROR","returnAuthMsg":"LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR","returnReasonCode":"22"}}}"#,
            "22",
            "LIMITED_NUMBER_OF_SERVICE_REQUESTS_EXCEEDS_ERROR",
        ),
        (
            r#"{"response":{"status":"ERROR","error":{"level":"1","code":"INVALID_KEY","text":"등록되지 않은 인증키입니다."}}}"#,
            "INVALID_KEY",
            "등록되지 않은 인증키입니다.",
        ),
        (
            r#"{"code":-4,"msg":"등록되지 않은 인증키 입니다."}"#,
            "-4",
            "등록되지 않은 인증키 입니다.",
        ),
    ] {
        let error = find(text, "f").unwrap_err();
        assert!(
            matches!(&error, Error::ServiceError { code: c, message: m, .. } if c == code && m == message),
            "{error}"
        );
    }
}

#[test]
fn a_list_of_millions_of_digits_is_refused_before_it_fills_memory() {
    let digits = format!("[1{}]", ",1".repeat(MOST_ELEMENTS));
    let error = find(&digits, "f").unwrap_err();
    assert!(
        error.to_string().contains("more than 6000000 elements"),
        "{error}"
    );
}

#[test]
fn documents_without_records_are_refused() {
    assert!(matches!(find("{}", "f"), Err(Error::NoRecords { .. })));
    assert!(matches!(
        find(r#"{"a":[1,2]}"#, "f"),
        Err(Error::NoRecords { .. })
    ));
    assert!(matches!(find("[1,", "f"), Err(Error::Json { .. })));
    assert!(matches!(find("{\"a\":", "f"), Err(Error::Json { .. })));
    assert!(matches!(
        find(r#"{"type":"Topology"}"#, "f"),
        Err(Error::NotRead { .. })
    ));
    let deep = format!("{}{}", "{\"a\":".repeat(100_000), "1");
    assert!(find(&deep, "f").is_err());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(text in "(\\{|\\}|\\[|\\]|\"type\"|\"Feature\"|\"items\"|\"a\"|:|,|[0-9]|\u{1E}|null){0,30}") {
        let _ = find(&text, "f");
    }
}

#[test]
fn esri_json_is_named() {
    let text = r#"{"geometryType":"esriGeometryPoint","fields":[{"name":"a","type":"b"}],"features":[{"attributes":{"a":1},"geometry":{"x":1,"y":2}}]}"#;
    assert!(matches!(
        find(text, "f"),
        Err(Error::NotRead {
            form: "Esri JSON",
            ..
        })
    ));
}
