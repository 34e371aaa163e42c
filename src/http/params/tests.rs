use jiff::civil::Date;

use super::*;
use crate::spatial::Bbox;

const KNOWN: [&str; 6] = ["bbox", "bbox-crs", "datetime", "limit", "offset", "purpose"];

fn fault(query: &str, read: impl Fn(&Params) -> Result<(), ApiError>) -> Option<String> {
    let result = Params::parse(Some(query), &KNOWN).and_then(|params| read(&params));
    match result {
        Err(ApiError::Parameter { parameter, .. }) => Some(parameter),
        _ => None,
    }
}

#[test]
fn every_fault_names_its_parameter() {
    for query in [
        "bbox=1,2,3",
        "bbox=a,b,c,d",
        "bbox=127,38,128,37",
        "bbox=37,127,38,128",
        "bbox=NaN,1,2,3",
        "bbox=inf,1,2,3",
    ] {
        assert_eq!(
            fault(query, |params| params.region().map(drop)).as_deref(),
            Some("bbox"),
            "{query}"
        );
    }
    for query in [
        "limit=0",
        "limit=-1",
        "limit=ten",
        "limit=",
        "limit=1.5",
        "limit=+5",
    ] {
        assert_eq!(
            fault(query, |params| params.limit(10, 100).map(drop)).as_deref(),
            Some("limit"),
            "{query}"
        );
    }
    assert_eq!(
        fault("purpose=spying", |params| params.purposes().map(drop)).as_deref(),
        Some("purpose")
    );
    assert_eq!(fault("colour=red", |_| Ok(())).as_deref(), Some("colour"));
    assert_eq!(
        fault("limit=1&limit=2", |_| Ok(())).as_deref(),
        Some("limit")
    );
    assert_eq!(fault("limit=%zz", |_| Ok(())).as_deref(), Some("limit"));
}

#[test]
fn limits_over_the_maximum_are_reduced_and_boxes_over_the_antimeridian_are_two() {
    let params = Params::parse(Some("limit=99999&bbox=170,-10,-170,10"), &KNOWN).unwrap();
    assert_eq!(params.limit(10, 1000).unwrap(), 1000);
    assert_eq!(params.region().unwrap().unwrap().boxes.len(), 2);
    let six = Params::parse(Some("bbox=126,37,0,127,38,100"), &KNOWN).unwrap();
    assert_eq!(
        six.region().unwrap().unwrap().boxes,
        [Bbox {
            west: 126.0,
            south: 37.0,
            east: 127.0,
            north: 38.0
        }]
    );
}

#[test]
fn boxes_are_read_in_the_axis_order_of_their_system() {
    for (query, west, south) in [
        ("bbox=126,37,127,38", 126.0, 37.0),
        (
            "bbox=37,126,38,127&bbox-crs=http://www.opengis.net/def/crs/EPSG/0/4326",
            126.0,
            37.0,
        ),
        (
            "bbox=500000,200000,600000,300000&bbox-crs=EPSG:5186",
            200_000.0,
            500_000.0,
        ),
        (
            "bbox=14000000,4400000,14100000,4500000&bbox-crs=EPSG:3857",
            14_000_000.0,
            4_400_000.0,
        ),
    ] {
        let region = Params::parse(Some(query), &KNOWN)
            .unwrap()
            .region()
            .unwrap()
            .unwrap();
        assert_eq!(
            (region.boxes[0].west, region.boxes[0].south),
            (west, south),
            "{query}"
        );
    }
    let unknown = "bbox=1,2,3,4&bbox-crs=EPSG:32652";
    assert_eq!(
        fault(unknown, |params| params.region().map(drop)).as_deref(),
        Some("bbox-crs")
    );
}

#[test]
fn a_plus_that_became_a_blank_is_told_how_to_be_written() {
    let known = ["datetime", "as_of", "since"];
    let time = "2024-05-01T00:00:00+09:00";
    for (query, name) in [
        (format!("datetime={time}"), "datetime"),
        (format!("datetime=2024-01-01/{time}"), "datetime"),
        (format!("as_of={time}"), "as_of"),
        (format!("since={time}"), "since"),
    ] {
        let refused = |query: &str| {
            let params = Params::parse(Some(query), &known).unwrap();
            let read = match name {
                "datetime" => params.datetime().map(drop),
                "as_of" => params.as_of(jiff::Timestamp::now()).map(drop),
                _ => params.since().map(drop),
            };
            read.err().map(|error| error.to_string())
        };
        let said = refused(&query).unwrap();
        assert!(said.contains(name) && said.contains("%2B"), "{said}");
        assert_eq!(refused(&query.replace('+', "%2B")), None, "{query}");
    }
}

#[test]
fn times_and_intervals_become_days_in_korea_or_are_refused() {
    let days = |text: &str| {
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("datetime", text)
            .finish();
        let read = Params::parse(Some(&query), &KNOWN).unwrap().datetime();
        read.ok().flatten().map(|days| {
            let text = |day: Option<Date>| day.map_or("..".to_owned(), |day| day.to_string());
            format!("{}/{}", text(days.from), text(days.to))
        })
    };
    for (text, expected) in [
        ("2024-05-01", "2024-05-01/2024-05-01"),
        ("2024-05-01T15:00:00Z", "2024-05-02/2024-05-02"),
        ("2024-05-01T00:00:00.5+09:00", "2024-05-01/2024-05-01"),
        (
            "2024-05-01T00:00:00.5000000000+09:00",
            "2024-05-01/2024-05-01",
        ),
        (
            "0000-01-01T00:00:00Z/9999-12-31T23:59:59Z",
            "0000-01-01/9999-12-31",
        ),
        ("2024-01-01/2024-12-31", "2024-01-01/2024-12-31"),
        ("../2024-12-31", "../2024-12-31"),
        ("2024-01-01/", "2024-01-01/.."),
    ] {
        assert_eq!(days(text).as_deref(), Some(expected), "{text}");
    }
    for text in [
        "",
        "..",
        "/",
        "../..",
        "yesterday",
        "2024",
        "2024-05",
        "20240501",
        "2024-13-01",
        "2024-05-01T00:00:00",
        "2024-05-01 00:00:00Z",
        "2024-05-01T00:00Z",
        "2024-05-01T00:00:00+24:00",
        "2024-05-01T00:00:00+0900",
        "2024-05-01T00:00:00,5Z",
        "2024-05-01T00:00:00 09:00",
        "2024-12-31/2024-01-01",
        "2024-01-01/2024-02-01/..",
    ] {
        assert_eq!(days(text), None, "{text}");
    }
}
