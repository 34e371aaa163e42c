//! Filters over HTTP, as a client sends them: the parameters, the links, and what is said of faults.

use axum::http::{StatusCode, header};
use serde_json::Value;

use super::api::get;

const ITEMS: &str = "/api/collections/cameras/items";

fn query(parameters: &[(&str, &str)]) -> String {
    let query = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(parameters)
        .finish();
    format!("{ITEMS}?{query}")
}

/// The ids that the parameters lead to, in the order of the answer.
async fn ids(parameters: &[(&str, &str)]) -> Vec<u64> {
    let answer = get(&query(parameters)).await;
    assert_eq!(
        answer.status,
        StatusCode::OK,
        "{parameters:?}: {}",
        answer.json()
    );
    let page = answer.json();
    let ids: Vec<u64> = page["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["id"].as_u64().unwrap())
        .collect();
    assert_eq!(page["numberMatched"], ids.len());
    ids
}

/// Sites 1 and 3 are for crime, 2 for waste, 4 for forest fires with 3 km; 2,000,000,000 is a sample elsewhere.
#[tokio::test]
async fn filters_in_either_language_and_parameters_select_the_same_sites() {
    let crime = [1, 3];
    assert_eq!(ids(&[("filter", "purpose = 'crime'")]).await, crime);
    assert_eq!(
        ids(&[("filter", "purpose='crime'"), ("filter-lang", "cql2-text")]).await,
        crime
    );
    let json = r#"{"op":"=","args":[{"property":"purpose"},"crime"]}"#;
    assert_eq!(
        ids(&[("filter", json), ("filter-lang", "cql2-json")]).await,
        crime
    );
    assert_eq!(ids(&[("purpose", "crime")]).await, crime);
    assert_eq!(ids(&[("range_max_m", "3000")]).await, [4]);
    assert_eq!(
        ids(&[("sample", "true"), ("id", "2000000000")]).await,
        [2_000_000_000]
    );
    assert_eq!(ids(&[("department", "축산과")]).await, [2_000_000_000]);
    assert_eq!(
        ids(&[("filter", "department LIKE '축%'")]).await,
        [2_000_000_000]
    );
    assert_eq!(
        ids(&[("filter", "department <> '축산과'")]).await,
        [0u64; 0],
        "null is not known"
    );
}

#[tokio::test]
async fn a_filter_narrows_what_the_other_parameters_leave() {
    let box_around = "127.08,37.53,127.09,37.54";
    assert_eq!(ids(&[("bbox", box_around)]).await, [1, 2, 3]);
    assert_eq!(
        ids(&[("bbox", box_around), ("filter", "purpose <> 'crime'")]).await,
        [2]
    );
    assert_eq!(
        ids(&[
            ("purpose", "crime"),
            ("filter", "id > 1"),
            ("institution", "3040000")
        ])
        .await,
        [3]
    );
    let spatial = "S_INTERSECTS(geometry, BBOX(127.08,37.53,127.09,37.54))";
    assert_eq!(ids(&[("filter", spatial)]).await, [1, 2, 3]);
    let elsewhere = [("bbox", "126,33,127,34"), ("filter", spatial)];
    assert_eq!(
        ids(&elsewhere).await,
        [0u64; 0],
        "two boxes that do not meet hold nothing"
    );
    let latitude_first = "S_INTERSECTS(geometry, BBOX(37.53,127.08,37.54,127.09))";
    let crs = "http://www.opengis.net/def/crs/EPSG/0/4326";
    assert_eq!(
        ids(&[("filter", latitude_first), ("filter-crs", crs)]).await,
        [1, 2, 3]
    );
}

#[tokio::test]
async fn pages_of_a_filter_hold_each_site_once_and_next_keeps_every_parameter() {
    let mut path = query(&[
        (
            "filter",
            "purpose IN ('crime','waste','forest_fire') AND road_address IS NULL OR id > 0",
        ),
        ("filter-crs", "http://www.opengis.net/def/crs/OGC/1.3/CRS84"),
        ("sample", "false"),
        ("limit", "1"),
    ]);
    let mut seen = Vec::new();
    loop {
        let page = get(&path).await.json();
        assert_eq!(page["numberMatched"], 4);
        seen.push(page["features"][0]["id"].as_u64().unwrap());
        let next = page["links"]
            .as_array()
            .unwrap()
            .iter()
            .find(|link| link["rel"] == "next");
        let Some(next) = next else { break };
        path = next["href"]
            .as_str()
            .unwrap()
            .replace("http://siya.example", "");
        for kept in ["filter=", "filter-crs=", "sample=false", "limit=1"] {
            assert!(path.contains(kept), "{path}");
        }
    }
    assert_eq!(seen, [1, 2, 3, 4]);
}

#[tokio::test]
async fn faults_name_the_parameter_and_the_character() {
    let deep = format!("{}id = 1{}", "(".repeat(2_000), ")".repeat(2_000));
    let long = format!("purpose = '{}'", "a".repeat(50_001));
    for (parameters, fault, words) in [
        (vec![("filter", "purpose = ")], "filter", "at character 11"),
        (
            vec![("filter", "colour = 'red'")],
            "filter",
            "at character 1: \"colour\" is not a property",
        ),
        (
            vec![("filter", deep.as_str())],
            "filter",
            "nested more than",
        ),
        (vec![("filter", long.as_str())], "filter", "is longer than"),
        (
            vec![
                ("filter", "purpose = 'crime'"),
                ("filter-lang", "cql2-json"),
            ],
            "filter",
            "not JSON",
        ),
        (
            vec![("filter", "id = 1"), ("filter-lang", "sql")],
            "filter-lang",
            "cql2-json",
        ),
        (
            vec![("filter", "id = 1"), ("filter-crs", "EPSG:1")],
            "filter-crs",
            "EPSG/0/5186",
        ),
        (
            vec![("unit_count", "three")],
            "unit_count",
            "must be a whole number",
        ),
        (vec![("sample", "yes")], "sample", "true or false"),
        (
            vec![("reference_date", "yesterday")],
            "reference_date",
            "must be a date",
        ),
        (
            vec![("geometry", "POINT(1 1)")],
            "geometry",
            "not a parameter",
        ),
    ] {
        let answer = get(&query(&parameters)).await;
        assert_eq!(answer.problem(), (400, Some(fault.to_owned())), "{words}");
        // Without a wish of the reader the words are Korean; those of the test are the English ones.
        let english = super::api::get_in("en", &query(&parameters)).await.json();
        let detail = english["detail"].as_str().unwrap();
        assert!(detail.contains(words), "{detail}");
        assert_ne!(answer.json()["detail"], english["detail"]);
    }
}

#[tokio::test]
async fn queryables_are_a_schema_of_which_every_feature_is_an_instance() {
    let collection = get("/api/collections/cameras").await.json();
    let link = collection["links"]
        .as_array()
        .unwrap()
        .iter()
        .find(|link| link["rel"] == "http://www.opengis.net/def/rel/ogc/1.0/queryables");
    let href = link.unwrap()["href"].as_str().unwrap().to_owned();
    let answer = get(&href.replace("http://siya.example", "")).await;
    assert_eq!(
        answer.header(&header::CONTENT_TYPE),
        "application/schema+json"
    );
    let schema = answer.json();
    assert_eq!(
        schema["$schema"],
        "https://json-schema.org/draft/2020-12/schema"
    );
    assert_eq!(schema["$id"], href.as_str());
    assert_eq!(schema["properties"]["geometry"]["format"], "geometry-point");
    assert!(schema["properties"]["geometry"].get("type").is_none());

    let page = get(&format!("{ITEMS}?limit=10")).await.json();
    assert_eq!(page["numberReturned"], 5);
    for feature in page["features"].as_array().unwrap() {
        for (name, value) in feature["properties"].as_object().unwrap() {
            let property = &schema["properties"][name];
            let fits = match property["type"].as_str() {
                Some("string") => value.is_string(),
                Some("integer") => value.is_i64(),
                Some("number") => value.is_number(),
                Some("boolean") => value.is_boolean(),
                Some("array") => value.is_array(),
                other => panic!("{name} is {other:?} in the schema"),
            };
            assert!(fits || value.is_null(), "{name}: {value}");
            if let Some(codes) = property["enum"].as_array().filter(|_| !value.is_null()) {
                assert!(codes.contains(value), "{name}: {value}");
            }
        }
    }
    assert_eq!(
        get("/api/collections/roads/queryables").await.problem().0,
        404
    );
    assert_eq!(
        get("/api/collections/cameras/queryables?x=1")
            .await
            .problem()
            .0,
        400
    );
}

/// By the link that GDAL looks for, and in both of the ways in which a `$ref` is looked up.
#[tokio::test]
async fn the_schema_of_a_collection_tells_the_type_of_each_property() {
    for collection in ["cameras", "capture-areas", "institutions", "coverage"] {
        let path = format!("/api/collections/{collection}");
        let info = get(&path).await.json();
        let mut links = info["links"].as_array().unwrap().iter();
        let link = links.find(|link| link["rel"] == "describedBy").unwrap();
        let href = link["href"].as_str().unwrap();
        let answer = get(&href.replace("http://siya.example", "")).await;
        assert_eq!(
            answer.header(&header::CONTENT_TYPE),
            link["type"].as_str().unwrap()
        );
        let schema = answer.json();
        assert_eq!(schema["$id"], href);
        let inner = &schema["properties"]["properties"];
        let types = inner["properties"].as_object().unwrap();
        let page = get(&format!("{path}/items?limit=10")).await.json();
        let features = page["features"].as_array().unwrap();
        assert!(!features.is_empty(), "{collection}");
        for feature in features {
            let properties = feature["properties"].as_object().unwrap();
            assert!(properties.keys().eq(types.keys()), "{collection}");
            for (name, value) in properties {
                let found = &types[name];
                let (plain, admitted) = match found["$ref"].as_str() {
                    Some(reference) => {
                        let place = &reference[1..];
                        let (outer, inner) = (schema.pointer(place), inner.pointer(place));
                        (outer.unwrap(), inner.unwrap())
                    }
                    None => (found, found),
                };
                let kind = plain["type"].as_str().unwrap();
                let fits = match kind {
                    "string" => value.is_string(),
                    "integer" => value.is_i64(),
                    // Written with a decimal, for readers that know no schema.
                    "number" => value.is_f64(),
                    "boolean" => value.is_boolean(),
                    "array" => value.is_array(),
                    other => panic!("{name} is {other}"),
                };
                let may_be_null = admitted["type"] == serde_json::json!([kind, "null"]);
                assert!(fits || value.is_null() && may_be_null, "{name}: {value}");
                assert!(may_be_null || plain == admitted, "{name}");
                if let Some(codes) = found["enum"].as_array() {
                    assert!(codes.contains(value), "{name}: {value}");
                }
            }
        }
    }
    assert_eq!(get("/api/collections/roads/schema").await.problem().0, 404);
    let page = get("/api/collections/cameras/schema?f=html").await;
    assert!(String::from_utf8_lossy(&page.body).contains("bearing_deg"));
}

#[tokio::test]
async fn every_collection_says_what_can_be_asked_and_answers_it() {
    for collection in ["cameras", "capture-areas", "institutions"] {
        let path = format!("/api/collections/{collection}");
        let items = get(&format!("{path}/items?limit=3")).await.json();
        let feature = &items["features"][2];
        for list in ["queryables", "sortables"] {
            let schema = get(&format!("{path}/{list}")).await.json();
            let named = schema["properties"].as_object().unwrap();
            let of_feature = feature["properties"].as_object().unwrap();
            for (name, value) in of_feature {
                let single = !value.is_array();
                assert!(
                    named.contains_key(name) || !single,
                    "{name} in {collection} {list}"
                );
            }
            let page = get(&format!("{path}/{list}?f=html")).await;
            assert!(page.header(&header::CONTENT_TYPE).starts_with("text/html"));
            let info = get(&path).await.json();
            let rel = format!("http://www.opengis.net/def/rel/ogc/1.0/{list}");
            let links = info["links"].as_array().unwrap();
            assert!(
                links.iter().any(|link| link["rel"] == rel.as_str()),
                "{rel}"
            );
        }
        // Each property of a feature finds it, as a parameter and in a filter; and sorts.
        for (name, value) in feature["properties"].as_object().unwrap() {
            let text = match value {
                Value::String(text) => text.clone(),
                Value::Number(_) | Value::Bool(_) => value.to_string(),
                _ => continue,
            };
            let query = form_urlencoded::Serializer::new(String::new())
                .append_pair(name, &text)
                .append_pair("sortby", &format!("-{name}"))
                .append_pair("limit", "10000")
                .finish();
            let found = get(&format!("{path}/items?{query}")).await.json();
            let found = found["features"].as_array().unwrap();
            assert!(
                found.iter().any(|one| one["id"] == feature["id"]),
                "{collection} {name}={text}"
            );
            assert!(found.iter().all(|one| one["properties"][name] == *value));
        }
    }
}

/// Shapes of areas: the filter against a box is the parameter, which is tested against a plain scan.
#[tokio::test]
async fn shapes_of_areas_and_outlines_are_filtered_as_by_a_box() {
    for (collection, place) in [
        ("capture-areas", "127.08,37.53,127.09,37.54"),
        ("institutions", "127.0,37.5,127.2,37.6"),
    ] {
        let path = format!("/api/collections/{collection}/items?limit=10000");
        let matched = async |query: &str| {
            let page = get(&format!("{path}&{query}")).await.json();
            page["numberMatched"].as_u64().unwrap()
        };
        let all = matched("").await;
        let by_box = matched(&format!("bbox={place}")).await;
        assert!(by_box > 0 && by_box < all);
        let filter = format!("filter=S_INTERSECTS(geometry,BBOX({place}))");
        assert_eq!(matched(&filter).await, by_box, "{collection}");
        assert_eq!(
            matched(&format!("bbox={place}&{filter}")).await,
            by_box,
            "{collection}"
        );
        let apart = format!("filter=S_DISJOINT(geometry,BBOX({place}))");
        let nowhere = matched("filter=geometry%20IS%20NULL").await;
        assert_eq!(
            matched(&apart).await,
            all - by_box - nowhere,
            "{collection}"
        );
    }
}

#[tokio::test]
async fn an_institution_is_found_by_its_code_whether_loaded_or_not() {
    for code in ["3040000", "3000000"] {
        let page = get(&format!(
            "/api/collections/institutions/items?institution={code}"
        ))
        .await
        .json();
        assert_eq!(page["numberMatched"], 1, "{code}");
        assert_eq!(page["features"][0]["properties"]["institution"], code);
    }
}

/// What GDAL sends (`OAPIF`, version 3.6) and the sites that it means.
#[tokio::test]
async fn the_draft_that_gdal_writes_is_answered() {
    for (draft, standard) in [
        (
            "(purpose = 'crime') AND (sample = 0)",
            "purpose = 'crime' AND sample = FALSE",
        ),
        (
            "reference_date >= '2026-01-01T'",
            "reference_date >= DATE('2026-01-01')",
        ),
        ("purpose ILIKE 'CRIME'", "purpose = 'crime'"),
    ] {
        let expected = ids(&[("filter", standard)]).await;
        assert!(!expected.is_empty(), "{standard}");
        let found = ids(&[("filter", draft), ("filter-lang", "cql-text")]).await;
        assert_eq!(found, expected, "{draft}");
    }
}

#[tokio::test]
async fn what_is_claimed_is_claimed_by_its_name() {
    let claimed = get("/api/conformance").await.json();
    let claimed: Vec<&str> = claimed["conformsTo"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(Value::as_str)
        .collect();
    for class in [
        "ogcapi-features-3/1.0/conf/queryables",
        "ogcapi-features-3/1.0/conf/queryables-query-parameters",
        "ogcapi-features-3/1.0/conf/filter",
        "ogcapi-features-3/1.0/conf/features-filter",
        "cql2/1.0/conf/cql2-text",
        "cql2/1.0/conf/cql2-json",
        "cql2/1.0/conf/basic-cql2",
    ] {
        let name = format!("http://www.opengis.net/spec/{class}");
        assert!(claimed.contains(&name.as_str()), "{name}");
    }
}
