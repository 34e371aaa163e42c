use super::*;

fn range(text: &str) -> RowRange {
    read(text, BareNumber::Ambiguous).range
}

fn distance(text: &str, min: Option<f64>, max: Option<f64>) {
    let range = range(text);
    assert_eq!((range.min_m, range.max_m), (min, max), "{text}");
}

#[test]
fn one_distance_is_both_smallest_and_largest() {
    for text in [
        "CCTV 반경 100m 이내",
        "주변100m이내",
        "주변 100Ｍ",
        "반경 100미터",
        "전방 0.1㎞",
        "CCTV 설치지역100M 전방향180도 촬영",
        "360도 회전 100미터 이내지역",
        "100m",
    ] {
        distance(text, Some(100.0), Some(100.0));
    }
    distance("전방 50M 및 360도", Some(50.0), Some(50.0));
}

#[test]
fn spans_and_lower_bounds_keep_their_meaning() {
    distance("반경50m~100m", Some(50.0), Some(100.0));
    distance("2~50M 전방", Some(2.0), Some(50.0));
    distance("전방 10m ~ 20m", Some(10.0), Some(20.0));
    distance(
        "반경 30~150미터 이내(기종따라 다름)",
        Some(30.0),
        Some(150.0),
    );
    for text in ["120M이상", "최소 120m", "120m~", "야간 120m"] {
        distance(text, Some(120.0), None);
    }
    for text in [
        "최대 200m",
        "~200m",
        "200m미만",
        "200m 이하",
        "반경 최대 200m",
    ] {
        distance(text, None, Some(200.0));
    }
    for text in [
        "50m 이상 100m 이하",
        "50m초과 ~ 100m미만",
        "최소 50m 최대 100m",
    ] {
        distance(text, Some(50.0), Some(100.0));
    }
    for text in ["200m 이내(야간 50m)", "주간 200m, 야간 50m"] {
        distance(text, Some(50.0), Some(200.0));
    }
    distance("반경 3km", Some(3000.0), Some(3000.0));
}

#[test]
fn of_several_distances_the_nearest_and_the_farthest_are_read() {
    for (text, low, high) in [
        ("전방 50M, 후방 30M", Some(30.0), Some(50.0)),
        ("30m,50m", Some(30.0), Some(50.0)),
        ("30m/50m/100m", Some(30.0), Some(100.0)),
        ("전방 30~50m, 후방 100m", Some(30.0), Some(100.0)),
        ("최대 50m, 최대 100m", None, Some(100.0)),
        ("50m 이상, 100m", None, None),
        ("30m, 0m", None, None),
        ("R=50m", Some(50.0), Some(50.0)),
        ("R : 50m", Some(50.0), Some(50.0)),
        ("좌우 30m", Some(30.0), Some(30.0)),
    ] {
        distance(text, low, high);
    }
    for text in ["전방 0m", "반경 50000m", "반경 100m~50m", "50m 이상, 100m"] {
        assert!(read(text, BareNumber::Ambiguous).ambiguous, "{text}");
    }
    assert!(!read("동신교 상류 400m 지점", BareNumber::Ambiguous).ambiguous);
}

#[test]
fn degrees_beside_a_point_of_the_compass_may_be_either() {
    for text in ["동 30도", "동쪽 30도", "북동 120도"] {
        let said = read(text, BareNumber::Ambiguous);
        assert!(said.ambiguous, "{text}");
        assert_eq!(
            (said.range.bearing_deg, said.range.width_deg),
            (None, None),
            "{text}"
        );
    }
    let said = read("동 화각 30도", BareNumber::Ambiguous);
    assert_eq!(
        (said.range.bearing_deg, said.range.width_deg),
        (Some(90.0), Some(30.0))
    );
}

#[test]
fn numbers_that_are_no_range_of_the_camera_are_left_out() {
    for text in [
        "",
        "90",
        "360",
        "120도",
        "0",
        "-1",
        ".5m",
        "전방.50m",
        "욕지_도동_500mm",
        "500mm",
        "100m도로",
        "동신교 상류 400m 지점",
        "3M썬팅전문점 도로변",
        "양덕사거리 200M 전방",
        "MBC앞",
        "장명5길 20 M무인호텔 앞 고정1",
        "대강면 대강초교정면 농협방향으로 0M지점",
        "30km구간",
        "전방 0m",
        "반경 50000m",
        "반경 100m~50m",
        "4거리",
        "칠포교 100M 남단",
        "200만화소",
    ] {
        distance(text, None, None);
    }
}

#[test]
fn opening_angles_are_read_where_they_cannot_be_bearings() {
    for (text, width) in [
        ("360도 전방면", Some(360.0)),
        ("전방향(360도)", Some(360.0)),
        ("놀이터 360° 회전", Some(360.0)),
        ("120도 전방면", Some(120.0)),
        ("60도 단방향", Some(60.0)),
        ("180도", Some(180.0)),
        ("45°", None),
        ("120도, 180도 전방면", None),
        ("100~120도 전방면 (고정형카메라)", None),
        ("360", None),
        ("180도로변", None),
    ] {
        assert_eq!(range(text).width_deg, width, "{text}");
    }
}

#[test]
fn compass_words_are_bearings_only_when_they_are_the_whole_text() {
    for (text, bearing) in [
        ("정북", Some(0.0)),
        ("북동", Some(45.0)),
        ("남서향", Some(225.0)),
        ("남 방향", Some(180.0)),
        ("북북서", Some(337.5)),
        ("서쪽", Some(270.0)),
        ("정면", None),
        ("북,남", None),
        ("서문", None),
        ("동사무소 방향", None),
        ("남부", None),
    ] {
        assert_eq!(range(text).bearing_deg, bearing, "{text}");
    }
}

#[test]
fn turning_and_fixed_cameras_are_told_from_roundabouts_and_gates() {
    for (text, turns) in [
        ("회전", Some(true)),
        ("회전형 카메라", Some(true)),
        ("주변회전감시", Some(true)),
        ("사량_돈지마을_PTZ", Some(true)),
        ("욕지_도동_회전2", Some(true)),
        ("고정", Some(false)),
        ("고정형(북편)", Some(false)),
        ("삼거리고정1", Some(false)),
        ("고정1 (회전가능)", Some(true)),
        ("오곡마을 입구 고정1, 회전2", Some(true)),
        ("가곡양우 회전2", Some(true)),
        ("회전 교차로", None),
        ("회전교차로 방면", None),
        ("회전로타리", None),
        ("현관(회전문)", None),
        ("좌회전", None),
        ("남대전고정문 진입로", None),
    ] {
        assert_eq!(range(text).turns, turns, "{text}");
    }
}

#[test]
fn numbers_of_directions_and_lists_of_bearings_are_counted_and_name_no_sector() {
    for (text, directions) in [
        ("4방면", Some(4)),
        ("2방향", Some(2)),
        ("1방면", Some(1)),
        ("단방향", Some(1)),
        ("60도 단방향", Some(1)),
        ("도로 양방향", Some(2)),
        ("180도 두방면", Some(2)),
        ("270도 세방면", Some(3)),
        ("동,서,남", Some(3)),
        ("북동,남서", Some(2)),
        ("북남", Some(2)),
        ("동서남북", Some(4)),
        ("N;S", Some(2)),
        ("동,동", Some(1)),
        ("360도 다방면", None),
        ("사거리", None),
        ("45방면", None),
        ("L30 옥과 시장안길(119방향)", None),
        ("택배보관함 주위 3방향", None),
    ] {
        assert_eq!(range(text).directions, directions, "{text}");
        if directions.is_some_and(|count| count > 1) {
            assert_eq!(range(text).bearing_deg, None, "{text}");
        }
    }
}

#[test]
fn bearings_are_read_in_words_and_in_degrees_that_say_so() {
    for (text, bearing, width) in [
        ("방위각 45도", Some(45.0), None),
        ("방위각: 45", Some(45.0), None),
        ("방위각 360도", Some(0.0), None),
        ("방위각 45도, 화각 90도", Some(45.0), Some(90.0)),
        ("화각 30도", None, Some(30.0)),
        ("북동 방향 50m", Some(45.0), None),
        ("NW", Some(315.0), None),
        ("south", Some(180.0), None),
        ("north-east", Some(45.0), None),
        ("동측", Some(90.0), None),
        ("360 전방면", None, Some(360.0)),
        ("entrance", None, None),
        ("남도로", None, None),
        ("북면", None, None),
        ("동내", None, None),
        ("109동", None, None),
        ("내서 방면", None, None),
    ] {
        let range = range(text);
        assert_eq!(
            (range.bearing_deg, range.width_deg),
            (bearing, width),
            "{text}"
        );
    }
}

#[test]
fn kinds_of_camera_are_told_apart() {
    for (text, kind) in [
        ("고정", Some(CameraKind::Fixed)),
        ("카메라 전면(고정)", Some(CameraKind::Fixed)),
        ("회전형 카메라", Some(CameraKind::Turning)),
        (
            "(금남면)방-남해대교앞(남해방향)[ptz]",
            Some(CameraKind::Ptz),
        ),
        ("스피드돔", Some(CameraKind::SpeedDome)),
        ("돔형", Some(CameraKind::Dome)),
        ("고정+회전", Some(CameraKind::FixedAndTurning)),
        (
            "월등면 신성마을 입구 고정1, 회전2",
            Some(CameraKind::FixedAndTurning),
        ),
        ("돔구장 앞", None),
        ("미회전", None),
        ("360도 전방면", None),
    ] {
        assert_eq!(range(text).kind, kind, "{text}");
    }
}

#[test]
fn a_number_alone_means_what_the_mapping_says() {
    for text in [
        "90",
        "360",
        "0",
        "90;160;270",
        "180, 270",
        "-140",
        "190-100",
        "45°",
        "90 160",
    ] {
        let direction = read(text, BareNumber::Ambiguous);
        assert_eq!(
            (direction.range, direction.ambiguous),
            (RowRange::default(), true),
            "{text}"
        );
    }
    let bearing = |text| read(text, BareNumber::Azimuth).range.bearing_deg;
    assert_eq!(
        ["90", "0", "360", "-140", "412"].map(bearing),
        [Some(90.0), Some(0.0), Some(0.0), Some(220.0), None]
    );
    let list = read("90;160;270", BareNumber::Azimuth).range;
    assert_eq!((list.bearing_deg, list.directions), (None, Some(3)));
    let sector = read("190-100", BareNumber::Azimuth).range;
    assert_eq!(
        (sector.bearing_deg, sector.width_deg),
        (Some(325.0), Some(270.0))
    );
    assert_eq!(
        read("120", BareNumber::FieldOfView).range.width_deg,
        Some(120.0)
    );
    assert_eq!(read("4", BareNumber::Directions).range.directions, Some(4));
    let metres = read("50~100", BareNumber::RangeM).range;
    assert_eq!((metres.min_m, metres.max_m), (Some(50.0), Some(100.0)));
    assert!(read("412", BareNumber::Azimuth).beyond_circle);
}

#[test]
fn angles_beyond_the_circle_are_an_error_and_nothing_is_nothing() {
    for text in ["412도 전방면", "361도", "방위각 400도"] {
        let direction = read(text, BareNumber::Ambiguous);
        assert!(
            direction.beyond_circle && direction.range.width_deg.is_none(),
            "{text}"
        );
    }
    for text in ["-1", "", " - ", "없음", "해당 없음", "N/A"] {
        assert_eq!(
            read(text, BareNumber::Azimuth),
            Direction::default(),
            "{text}"
        );
    }
}

/// Every number that is read stands in the text, as digits or as a word.
fn is_in_the_text(text: &str, value: f64) -> bool {
    let plain = normalise(text).replace(',', "");
    let mut digits = String::new();
    let mut numbers: Vec<f64> = Vec::new();
    for c in plain.chars().chain([' ']) {
        if c.is_ascii_digit() || c == '.' {
            digits.push(c);
        } else {
            numbers.extend(digits.trim_end_matches('.').parse::<f64>());
            digits.clear();
        }
    }
    numbers.iter().any(|&number| {
        [number, number * 1000.0]
            .iter()
            .any(|n| (n - value).abs() < 1e-9)
    })
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic_or_invent_a_number(
        text in "\\PC{0,40}",
        near in "[0-9mM~도°km.,() 반경전방면이내이상향북동-]{0,24}",
        span in "(전방|반경|주변)? ?[0-9]{1,4}(m|M|미터| km)?[~-][0-9]{1,4}(m|미터)( 이내| 이상)?",
    ) {
        for text in [&text, &near, &span] {
            let said = read(text, BareNumber::Ambiguous);
            let range = said.range;
            if let (Some(min), Some(max)) = (range.min_m, range.max_m) {
                proptest::prop_assert!(0.0 < min && min <= max && max <= 20_000.0);
            }
            for value in [range.min_m, range.max_m, range.width_deg].into_iter().flatten() {
                proptest::prop_assert!(is_in_the_text(text, value), "{} from {}", value, text);
            }
            // Reading the normalised text again says the same.
            proptest::prop_assert_eq!(said, read(&normalise(text), BareNumber::Ambiguous));
        }
    }
}
