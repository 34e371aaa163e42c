use super::*;

const TEXT: &str = include_str!("../../../data/purposes.toml");

#[test]
fn a_cell_with_several_labels_is_one_purpose_only_when_all_say_so() {
    for (cell, expected) in [
        ("방범", Labelled::One(Purpose::Crime)),
        ("방범, 방범용", Labelled::One(Purpose::Crime)),
        ("방범, 어린이보호", Labelled::Several),
        ("방범용/재난예방", Labelled::Several),
        ("방범, 어린이보호, 방범", Labelled::Several),
        ("공원, 놀이터", Labelled::One(Purpose::Park)),
        ("방범, 고래 관찰", Labelled::Unknown),
        ("고래 관찰", Labelled::Unknown),
        (",", Labelled::Unknown),
        ("", Labelled::Unknown),
    ] {
        assert_eq!(purposes().read_cell(cell), expected, "{cell}");
    }
}

fn check(label: &str, expected: Option<Purpose>) {
    assert_eq!(purposes().classify(label), expected, "label {label:?}");
}

#[test]
fn embedded_table_parses_and_keeps_the_order_of_the_legend() {
    let table = PurposeTable::parse(TEXT).expect("embedded table");
    let order: Vec<Purpose> = table.entries().iter().map(|entry| entry.purpose).collect();
    assert_eq!(order, Purpose::ALL);
}

#[test]
fn codes_are_those_that_serde_writes_and_lead_back() {
    for (index, purpose) in Purpose::ALL.into_iter().enumerate() {
        assert_eq!(purpose.index(), index);
        assert_eq!(Purpose::from_code(purpose.code()), Some(purpose));
        let json = serde_json::to_string(&purpose).expect("a unit variant");
        assert_eq!(json, format!("\"{purpose}\""));
    }
    assert_eq!(Purpose::from_code("Crime"), None);
}

#[test]
fn every_national_value_means_one_purpose() {
    for value in NATIONAL_VALUES {
        let purpose = purposes().classify(value).expect(value);
        assert_eq!(purposes().entry(purpose).national_value, value);
    }
}

#[test]
fn spellings_found_in_registers_and_policies_are_known() {
    check("방범용", Some(Purpose::Crime));
    check(" 방범용 cctv ", Some(Purpose::Crime));
    check("도로방법", Some(Purpose::Crime));
    check("공원 방범", Some(Purpose::Crime));
    check("어린이안전", Some(Purpose::Child));
    check("불법주정차", Some(Purpose::ParkingEnforcement));
    check("불법 주·정차단속", Some(Purpose::ParkingEnforcement));
    check("시설물 관리", Some(Purpose::Facility));
    check("치수방재", Some(Purpose::Disaster));
    check("공원, 놀이터", Some(Purpose::Park));
    check("쓰레기 무단투기", Some(Purpose::Waste));
    check("미세먼지", Some(Purpose::Other));
}

#[test]
fn label_in_decomposed_hangul_is_the_same_label() {
    let decomposed: String = "생활방범".nfd().collect();
    assert_ne!(decomposed, "생활방범");
    check(&decomposed, Some(Purpose::Crime));
}

#[test]
fn ambiguous_combined_and_unknown_labels_stay_unknown() {
    for label in [
        "교통",
        "방범용, 재난예방",
        "고정식",
        "회전식",
        "방범?",
        "",
        " ",
    ] {
        check(label, None);
    }
}

#[test]
fn only_forest_fire_cameras_are_assumed_to_reach_three_kilometres() {
    for entry in purposes().entries() {
        let expected = if entry.purpose == Purpose::ForestFire {
            3000.0
        } else {
            100.0
        };
        assert_eq!(entry.default_range_m, Some(expected), "{}", entry.purpose);
    }
}

#[test]
fn tables_that_break_a_rule_are_refused() {
    let broken = |from: &str, to: &str| {
        assert!(TEXT.contains(from), "{from}");
        PurposeTable::parse(&TEXT.replacen(from, to, 1)).expect_err("a broken table")
    };
    assert!(matches!(broken("\"child\"", "\"kid\""), Error::Toml(_)));
    assert!(matches!(
        broken("\"child\"", "\"crime\""),
        Error::CodeTwice(Purpose::Crime)
    ));
    assert!(matches!(
        broken("\"방범용\"", "\"다목적\""),
        Error::LabelTwice { .. }
    ));
    assert!(matches!(
        broken("\"방범용\"", "\" \""),
        Error::LabelEmpty(Purpose::Crime)
    ));
    assert!(matches!(
        broken("= 3000", "= 0"),
        Error::DefaultRange { .. }
    ));
    let error = broken("national_value = \"다목적\"", "national_value = \"겸용\"");
    assert!(
        error
            .to_string()
            .starts_with("purpose `multi`: \"겸용\" is not a national value")
    );
    assert!(matches!(
        PurposeTable::parse("purpose = []"),
        Err(Error::CodeMissing(Purpose::Crime))
    ));
}
