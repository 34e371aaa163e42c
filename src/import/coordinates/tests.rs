use super::*;

fn kinds(reading: &Reading) -> Vec<IssueKind> {
    reading.remarks.iter().map(|&(_, kind, _)| kind).collect()
}

fn check(lat: &str, lon: &str, expected: &[IssueKind], taken: bool) {
    let reading = read_degrees(lat, lon);
    assert_eq!(
        (kinds(&reading).as_slice(), reading.position.is_some()),
        (expected, taken),
        "{lat} {lon}"
    );
}

#[test]
fn good_coordinates_pass_in_every_writing() {
    check("37.5665", "126.9780", &[], true);
    check(" 37.5665 ", "126.9780\t", &[], true);
    check("３７．５６６５", "１２６.９７８０", &[], true);
    check("+37.5665", "1.269780e2", &[], true);
    check("37.2412", "131.8667", &[], true);
}

#[test]
fn missing_and_unreadable_coordinates_are_refused() {
    check("", "126.9780", &[IssueKind::CoordinatesMissing], false);
    check("37.5", "  ", &[IssueKind::CoordinatesMissing], false);
    check("0", "0.0", &[IssueKind::CoordinatesZero], false);
    check("35.1", "0", &[IssueKind::CoordinatesZero], false);
    for bad in ["NaN", "inf", "-", "1e999", "０x10", ".", "37 32"] {
        check(bad, "126.9780", &[IssueKind::CoordinatesNotNumbers], false);
    }
}

#[test]
fn other_writings_are_read_and_recorded() {
    let notes = [IssueKind::CoordinateNotation, IssueKind::CoordinateNotation];
    check("37°32'18.6\"N", "127°05'04.9\"E", &notes, true);
    check("37.5665N", "126.9780", &notes[..1], true);
    check(
        "37,5665",
        "126.9780",
        &[IssueKind::CoordinateCommasMended],
        true,
    );
    assert_eq!(
        read_degrees("37,5665", "126.97").remarks[0].2.as_deref(),
        Some("37.5665")
    );
    for (lat, lon) in [
        ("37.5385, 127.0847", ""),
        ("", "127.0847, 37.5385"),
        ("37.5385 127.0847", "37.5385 127.0847"),
    ] {
        check(lat, lon, &[IssueKind::CoordinatesInOneCell], true);
    }
    // Tenths of a second: half a unit is 1.5 m north and 1.2 m east.
    let (_, uncertainty) = read_degrees("37°32'18.6\"", "127°05'04.9\"")
        .position
        .unwrap();
    assert!((uncertainty - 1.97).abs() < 0.02, "{uncertainty}");
    check(
        "37°32'",
        "127°05'",
        &[notes[0], notes[1], IssueKind::DecimalsFew],
        true,
    );
}

#[test]
fn destroyed_coordinates_have_a_reason_of_their_own() {
    check(
        "461.993.881",
        "126.9780",
        &[IssueKind::CoordinatesDestroyed],
        false,
    );
    check(
        "37.5665",
        "1.269.780",
        &[IssueKind::CoordinatesDestroyed],
        false,
    );
}

#[test]
fn a_position_outside_korea_is_kept_for_finding_the_slip() {
    assert_eq!(read_degrees("32.2", "127.08").slip, Some((32.2, 127.08)));
    assert_eq!(read_degrees("37.2", "127.08").slip, None);
}

#[test]
fn swapped_coordinates_are_mended_and_say_so() {
    let reading = read_degrees("126.9780", "37.5665");
    assert_eq!(kinds(&reading), [IssueKind::SwappedMended]);
    let (at, _) = reading.position.unwrap();
    assert!((at.lon() - 126.978).abs() < 1e-12 && (at.lat() - 37.5665).abs() < 1e-12);
    assert_eq!(
        reading.reasons.iter().collect::<Vec<_>>(),
        [PositionReason::SwappedMended]
    );
}

#[test]
fn coordinates_that_cannot_be_right_are_quarantined() {
    check(
        "35.831891",
        "35.831891",
        &[IssueKind::LatitudeEqualsLongitude],
        false,
    );
    check("36.9518", "136.8424", &[IssueKind::OutsideKorea], false);
    check("53.361921", "128.412043", &[IssueKind::OutsideKorea], false);
    check("137.5", "226.9", &[IssueKind::OutsideKorea], false);
    check("-37.5665", "126.9780", &[IssueKind::OutsideKorea], false);
    check("375665", "126.9780", &[IssueKind::DecimalPointLost], false);
    check(
        "375665",
        "1269780",
        &[IssueKind::DecimalPointLost, IssueKind::DecimalPointLost],
        false,
    );
    check(
        "35.2747369",
        "1126.4930363",
        &[IssueKind::OutsideKorea],
        false,
    );
    check("37.5", "127", &[IssueKind::TooCoarse], false);
    assert_eq!(
        read_degrees("37566.5", "126.9780").remarks[0].2.as_deref(),
        Some("37.5665")
    );
}

#[test]
fn decimals_give_the_uncertainty_and_two_are_noted() {
    let metres = |lat, lon| read_degrees(lat, lon).position.unwrap().1;
    assert!(
        (metres("37.56", "126.97") - 709.0).abs() < 2.0,
        "{}",
        metres("37.56", "126.97")
    );
    assert!((metres("37.566", "126.978") - 70.9).abs() < 0.2);
    // The longer of the two tells: JSON drops trailing zeros.
    assert!((metres("37.565", "126.97801") - 0.709).abs() < 0.002);
    assert!((metres("37.5665123456789", "126.97801") - 0.01).abs() < 1e-9);
    check("37.56", "126.97", &[IssueKind::DecimalsFew], true);
}

#[test]
fn projected_coordinates_become_degrees_with_the_uncertainty_of_their_digits() {
    let code = "EPSG:5174".parse().unwrap();
    let reading = read_projected("200000", "450000", code);
    let (at, uncertainty) = reading.position.unwrap();
    assert!(
        // Half of the last place that is kept.
        (at.lon() - 127.000_788_027_712).abs() < 5.1e-9
            && (at.lat() - 37.552_268_004_389).abs() < 5.1e-9
    );
    assert!((uncertainty - 0.707).abs() < 0.001);
    assert!(
        (read_projected("200000.12", "450000.5", code)
            .position
            .unwrap()
            .1
            - 0.01)
            .abs()
            < 1e-9
    );
}

#[test]
fn projected_coordinates_that_give_no_place_in_korea_are_refused() {
    let code = "EPSG:5186".parse().unwrap();
    for (x, y) in [("1e12", "1e12"), ("9999999", "9999999"), ("127.1", "37.5")] {
        assert_eq!(
            kinds(&read_projected(x, y, code)),
            [IssueKind::NotAPlaceInKorea],
            "{x} {y}"
        );
    }
    assert_eq!(
        kinds(&read_projected("inf", "1", code)),
        [IssueKind::CoordinatesNotNumbers]
    );
    assert_eq!(
        kinds(&read_projected("0", "0", code)),
        [IssueKind::CoordinatesZero]
    );
}

#[test]
fn a_coordinate_that_is_much_shorter_than_its_partner_counts_as_it_is_written() {
    let uncertainty = |lat, lon| read_degrees(lat, lon).position.map(|(_, metres)| metres);
    // Zeros that a spreadsheet dropped: the longer one tells.
    assert_eq!(
        uncertainty("35.15007", "128.351"),
        uncertainty("35.15007", "128.35100")
    );
    for (lat, lon, metres) in [("35.15007", "128.35", 700.0), ("35.15007", "128.4", 7000.0)] {
        let found = uncertainty(lat, lon).unwrap();
        assert!((found - metres).abs() < metres / 5.0, "{lat} {lon} {found}");
        assert_eq!(kinds(&read_degrees(lat, lon)), [IssueKind::DecimalsFew]);
    }
    for (lat, lon) in [("35.15007", "128"), ("35", "128.35123"), ("35.1", "128.3")] {
        assert_eq!(
            kinds(&read_degrees(lat, lon)),
            [IssueKind::TooCoarse],
            "{lat} {lon}"
        );
    }
}

proptest::proptest! {
    #[test]
    fn no_text_makes_the_reader_panic(lat in ".{0,24}", lon in "[0-9eE.+-]{0,24}") {
        let _ = read_degrees(&lat, &lon);
        let _ = read_degrees(&lon, &lat);
    }
}

#[test]
fn transformed_degrees_are_those_that_were_written() {
    for (code, lon, lat) in [
        (5186, 128.490_536, 35.171_517),
        (5179, 127.084_712_3, 37.538_512_34),
        (5187, 129.123_456_78, 35.876_543_21),
    ] {
        let code = EpsgCode::new(code);
        let at = LonLat::new(lon, lat).unwrap();
        let (x, y) = Transformation::from_lonlat(code)
            .unwrap()
            .project(at)
            .unwrap();
        let read = read_projected(&x.to_string(), &y.to_string(), code);
        assert_eq!(read.position.map(|(at, _)| at), Some(at), "{code}");
    }
}
