use super::*;
use crate::spatial::LonLat;

/// `code` is what the code gave before, the expectation is "code department".
fn check(name: &str, code: &str, expected: (&str, Option<&str>)) {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let known = matcher.by_code(code);
    let reading = matcher.read_name(name, known);
    let found = reading
        .named
        .map_or("", |index| matcher.institution(index).code.as_str());
    assert_eq!((found, reading.department.as_deref()), expected, "{name}");
}

#[test]
fn full_names_are_found_in_every_writing_of_the_region() {
    for name in [
        "서울특별시 광진구청",
        "서울특별시 광진구",
        "서울시 광진구",
        "서울 광진구청",
        "서울특별시_광진구",
        "서울특별시광진구청장",
        "광진구청",
        "광진구",
    ] {
        check(name, "", ("3040000", None));
    }
    for name in [
        "강원특별자치도 삼척시청",
        "강원도 삼척시",
        "강원도삼척시",
        "강원 삼척시",
        "삼척시",
    ] {
        check(name, "", ("4241000", None));
    }
    check("대구광역시동구청", "", ("3420000", None));
    check("경기도 광주시청", "", ("5540000", None));
    check("광주광역시 북구청", "", ("3620000", None));
    check("광주 북구", "", ("3620000", None));
    check("부산진구청", "", ("3290000", None));
    check("세종특별자치시", "", ("5690000", None));
}

#[test]
fn a_list_of_institutions_is_none_of_them() {
    for name in [
        "김해시청,양산시청",
        "양산시청, 김해시청",
        "경상남도 김해시/양산시",
        "김해시청·양산시청",
    ] {
        check(name, "", ("", None));
    }
    check(
        "김해시청, 안전도시과",
        "5350000",
        ("5350000", Some("안전도시과")),
    );
}

#[test]
fn a_body_that_bears_the_name_of_a_municipality_is_none() {
    for name in [
        "서울시설공단",
        "창원시설공단",
        "대전시설관리공단",
        "광주시설관리공단",
        "경기도시공사",
        "경상남도경찰청",
        "경상남도 김해교육지원청",
        "부산광역시 남부경찰서",
    ] {
        check(name, "", ("", Some(name)));
    }
    check(
        "서울시설공단 교통처",
        "3040000",
        ("", Some("서울시설공단 교통처")),
    );
    // Of a library no more is known than its region's beginning, which is none.
    check("경기도서관", "", ("", None));
    check(
        "경상남도청 교육청소년과",
        "",
        ("6480000", Some("교육청소년과")),
    );
    check("경기도시흥시", "", ("4010000", None));
    check("서울시공원녹지과", "", ("6110000", Some("공원녹지과")));
    check("서울시 시설관리과", "", ("6110000", Some("시설관리과")));
}

#[test]
fn names_without_blanks_are_those_of_the_city() {
    for (name, code) in [
        ("청주시상당구청", "5710000"),
        ("안산시단원구", "3930000"),
        ("용인시수지구", "4050000"),
        ("포항시남구청", "5020000"),
    ] {
        let matcher = Matcher::new(InstitutionRegistry::embedded());
        let reading = matcher.read_name(name, None);
        let found = reading
            .named
            .map(|index| matcher.institution(index).code.as_str());
        assert_eq!(found, Some(code), "{name}");
    }
}

#[test]
fn former_names_and_regions_lead_to_the_present_institution() {
    check("인천광역시 남구", "", ("3510500", None));
    check("인천광역시 미추홀구청", "", ("3510500", None));
    check("경상북도 군위군", "", ("5141000", None));
    check("경상북도 군위군청", "", ("5141000", None));
    check("대구광역시 군위군청", "", ("5141000", None));
    check("전라북도 전주시", "", ("4641000", None));
    check("전북특별자치도 전주시청", "", ("4641000", None));
}

#[test]
fn names_that_several_institutions_bear_need_their_region() {
    for name in ["중구", "남구", "고성군", "동구청", "서구 교통과"] {
        check(name, "", ("", None));
    }
    check("강원특별자치도 고성군", "", ("4341000", None));
    check("남구(40111, 40654, 40655)", "3440000", ("3440000", None));
}

#[test]
fn heads_branches_councils_and_short_names_are_those_of_their_municipality() {
    check("김해시장", "", ("5350000", None));
    check("광진구청장", "", ("3040000", None));
    check("서울특별시장", "", ("6110000", None));
    check("경상남도지사", "", ("6480000", None));
    check("경남도지사", "", ("6480000", None));
    check("화성시동탄출장소", "", ("5530000", Some("동탄출장소")));
    check("김해시의회", "", ("5350000", Some("의회")));
    check("경남 김해", "", ("5350000", None));
    check("강원 고성", "", ("4341000", None));
    check("김해시청 [정보통신과]", "", ("5350000", Some("정보통신과")));
    for name in ["김해", "고성", "광주시장길", "경남 김해평야", "서울 중"] {
        check(name, "", ("", None));
    }
}

#[test]
fn a_name_that_several_bear_is_that_of_the_one_in_which_the_row_stands() {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let at = |lon, lat| LonLat::new(lon, lat).ok();
    // The city halls of 부산 중구 and 강원 고성군, and 광진구.
    let (busan, goseong, seoul) = (
        at(129.0323, 35.1062),
        at(128.4679, 38.3806),
        at(127.0847, 37.5385),
    );
    for (name, at, expected) in [
        ("중구청", busan, Some(("3250000", None))),
        ("중구청 교통과", busan, Some(("3250000", Some("교통과")))),
        ("고성군", goseong, Some(("4341000", None))),
        ("고성군", seoul, None),
        ("중구청", None, None),
        ("분당구청", None, Some(("3780000", Some("분당구청")))),
        ("남구청", seoul, None),
        ("한전", busan, None),
    ] {
        let found = matcher.bearer_at(name, at);
        let found = found.as_ref().map(|(index, department)| {
            (
                matcher.institution(*index).code.as_str(),
                department.as_deref(),
            )
        });
        assert_eq!(found, expected, "{name}");
    }
}

#[test]
fn the_department_is_what_follows_the_institution() {
    check("연천군 안전총괄과", "", ("4140000", Some("안전총괄과")));
    check("하남시청 정보통신과", "", ("4040000", Some("정보통신과")));
    check(
        "경기도 하남시청 정보통신과",
        "4040000",
        ("4040000", Some("정보통신과")),
    );
    check(
        "경기도 안양시청(스마트도시정보과)",
        "",
        ("3830000", Some("스마트도시정보과")),
    );
    check("대구광역시 남구청(40478)", "", ("3440000", None));
    check("대구광역시 남구(40539~40541)", "", ("3440000", None));
    check(
        "경남 양산시청 정보통신과",
        "",
        ("5380000", Some("정보통신과")),
    );
    check("양산시자원순환과", "", ("5380000", Some("자원순환과")));
    check(
        "여수시 공원과 소공원관리팀",
        "",
        ("4810000", Some("공원과 소공원관리팀")),
    );
    check("서초구 청소행정과", "", ("3210000", Some("청소행정과")));
    check(
        "서초구청소행정과",
        "3210000",
        ("3210000", Some("청소행정과")),
    );
    check(
        "청주시립도서관",
        "5710000",
        ("5710000", Some("청주시립도서관")),
    );
    check(
        "동대문구민체육센터",
        "",
        ("3050000", Some("동대문구민체육센터")),
    );
    check(
        "동대문구답십리도서관",
        "",
        ("3050000", Some("답십리도서관")),
    );
    check(
        "대구광역시 북구 민원여권과",
        "",
        ("3450000", Some("민원여권과")),
    );
    check("광주시민공원", "", ("", None));
    check(
        "연천군 연천군보건의료원(의료지원과)",
        "",
        ("4140000", Some("연천군보건의료원(의료지원과)")),
    );
}

#[test]
fn with_the_code_known_a_bare_department_is_one_and_a_place_is_not() {
    check("시민안전과", "5700000", ("", Some("시민안전과")));
    check(
        "도시안전정보센터",
        "4090000",
        ("", Some("도시안전정보센터")),
    );
    check("시민안전과", "", ("", None));
    check("완도군청 앞", "4990000", ("4990000", None));
    check("노화초등학교 정문", "4990000", ("", None));
    check("전라남도 교육청", "4980000", ("", Some("전라남도 교육청")));
}

#[test]
fn a_name_of_another_municipality_contradicts_its_code_and_that_of_the_province_does_not() {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let code = |code| matcher.by_code(code).unwrap();
    assert!(matcher.contradicts(code("3040000"), code("3030000")));
    assert!(!matcher.contradicts(code("3040000"), code("6110000")));
    assert!(!matcher.contradicts(code("3040000"), code("3040000")));
}

proptest::proptest! {
    #[test]
    fn no_name_makes_it_panic(name in "\\PC{0,30}", near in "[서울경기도광주남구시청과 ()_]{0,16}") {
        let matcher = Matcher::new(InstitutionRegistry::embedded());
        let known = matcher.by_code("3040000");
        for text in [&name, &near] {
            let _ = matcher.read_new_name(text, None);
            let _ = matcher.read_new_name(text, known);
        }
    }
}
