//! Where people live in the five institutions: centres, valleys, roads, hills and what is not built on.
//!
//! Written down by hand from general knowledge of the places, to about 100 m: nothing here comes from a
//! register of cameras.

/// A position, longitude and latitude in degrees.
pub(super) type Degrees = [f64; 2];

/// The lie of the land of one institution.
#[derive(Debug)]
pub(super) struct Area {
    /// 7-digit code of the institution.
    pub(super) code: &'static str,
    /// Its towns; in a city without gaps they only give the streets their directions.
    pub(super) towns: &'static [Town],
    /// Country roads between towns, by their names.
    pub(super) roads: &'static [(&'static str, &'static str)],
    /// Hills with a view over the forest.
    pub(super) hills: &'static [Degrees],
    /// Rivers, mountains and large parks: no streets there.
    pub(super) unbuilt: &'static [&'static [Degrees]],
    /// Whether the whole outline is built on, not only the towns.
    pub(super) is_urban: bool,
    /// Usual distance between parallel streets, metres.
    pub(super) block_m: f64,
}

/// A built-up place.
#[derive(Debug)]
pub(super) struct Town {
    /// Name; that of a department when it is run by one (연천읍).
    pub(super) name: &'static str,
    /// Its centre.
    pub(super) at: Degrees,
    /// Direction of its main street, east and north, of any length.
    pub(super) along: [f64; 2],
    /// How far it reaches along the main street and across, metres.
    pub(super) reach_m: [f64; 2],
}

const fn town(name: &'static str, at: Degrees, along: [f64; 2], reach_m: [f64; 2]) -> Town {
    Town {
        name,
        at,
        along,
        reach_m,
    }
}

/// The five institutions, in the order of the register.
pub(super) const AREAS: [Area; 5] = [SAMCHEOK, YEONCHEON, MICHUHOL, GWANGJIN, HANAM];

const SAMCHEOK: Area = Area {
    code: "4241000",
    towns: &[
        town("교동", [129.165, 37.450], [1.0, 3.0], [950.0, 600.0]),
        town("성내동", [129.167, 37.441], [3.0, 1.0], [850.0, 420.0]),
        town("정라동", [129.185, 37.436], [3.0, -1.0], [650.0, 380.0]),
        town("증산동", [129.157, 37.469], [1.0, -1.0], [350.0, 220.0]),
        town("마평동", [129.136, 37.428], [2.0, 1.0], [300.0, 180.0]),
        town("도계읍", [129.046, 37.229], [1.0, 5.0], [1100.0, 330.0]),
        town("원덕읍", [129.319, 37.171], [1.0, 1.0], [650.0, 300.0]),
        town("임원리", [129.341, 37.230], [1.0, 2.0], [420.0, 220.0]),
        town("근덕면", [129.224, 37.372], [1.0, 2.0], [550.0, 280.0]),
        town("맹방리", [129.216, 37.395], [-1.0, 2.0], [350.0, 160.0]),
        town("궁촌리", [129.266, 37.328], [2.0, -1.0], [300.0, 160.0]),
        town("용화리", [129.299, 37.290], [1.0, -1.0], [240.0, 140.0]),
        town("장호리", [129.311, 37.284], [1.0, -2.0], [300.0, 160.0]),
        town("하장면", [128.915, 37.371], [1.0, 3.0], [330.0, 170.0]),
        town("노곡면", [129.150, 37.330], [2.0, 1.0], [250.0, 130.0]),
        town("미로면", [129.110, 37.400], [1.0, 2.0], [330.0, 170.0]),
        town("신기면", [129.086, 37.349], [1.0, 4.0], [330.0, 160.0]),
        town("가곡면", [129.225, 37.150], [4.0, 1.0], [330.0, 150.0]),
    ],
    roads: &[
        ("성내동", "마평동"),
        ("마평동", "미로면"),
        ("미로면", "신기면"),
        ("신기면", "도계읍"),
        ("교동", "증산동"),
        ("정라동", "맹방리"),
        ("맹방리", "근덕면"),
        ("근덕면", "궁촌리"),
        ("궁촌리", "용화리"),
        ("장호리", "임원리"),
        ("임원리", "원덕읍"),
        ("원덕읍", "가곡면"),
        ("신기면", "하장면"),
        ("근덕면", "노곡면"),
    ],
    hills: &[
        [129.010, 37.420],
        [129.020, 37.310],
        [129.225, 37.095],
        [129.115, 37.195],
        [129.190, 37.200],
        [129.145, 37.405],
        [129.160, 37.372],
        [129.275, 37.243],
        [128.945, 37.420],
        [129.090, 37.160],
        [129.180, 37.285],
        [128.930, 37.300],
    ],
    unbuilt: &[],
    is_urban: false,
    block_m: 138.0,
};

const YEONCHEON: Area = Area {
    code: "4140000",
    towns: &[
        town("연천읍", [127.075, 38.096], [1.0, 5.0], [900.0, 380.0]),
        town("전곡읍", [127.065, 38.026], [1.0, 4.0], [1100.0, 560.0]),
        town("군남면", [127.020, 38.083], [2.0, 1.0], [380.0, 200.0]),
        town("청산면", [127.070, 37.989], [1.0, 5.0], [480.0, 210.0]),
        town("백학면", [126.915, 38.020], [3.0, 1.0], [420.0, 210.0]),
        town("미산면", [126.975, 38.051], [1.0, 1.0], [260.0, 140.0]),
        town("왕징면", [126.996, 38.079], [2.0, -1.0], [280.0, 140.0]),
        town("신서면", [127.110, 38.188], [1.0, 3.0], [520.0, 230.0]),
        town("중면", [127.024, 38.131], [1.0, 2.0], [240.0, 130.0]),
        town("장남면", [126.872, 38.000], [3.0, 1.0], [280.0, 150.0]),
    ],
    roads: &[
        ("연천읍", "전곡읍"),
        ("전곡읍", "청산면"),
        ("연천읍", "신서면"),
        ("연천읍", "군남면"),
        ("군남면", "왕징면"),
        ("왕징면", "미산면"),
        ("미산면", "백학면"),
        ("백학면", "장남면"),
        ("군남면", "중면"),
        ("전곡읍", "군남면"),
    ],
    hills: &[[127.125, 38.205], [127.050, 38.112], [127.105, 38.000]],
    unbuilt: &[],
    is_urban: false,
    block_m: 140.0,
};

const MICHUHOL: Area = Area {
    code: "3510500",
    towns: &[
        town("숭의동", [126.648, 37.463], [2.0, 1.0], [900.0, 700.0]),
        town("용현동", [126.645, 37.453], [1.0, -1.0], [900.0, 700.0]),
        town("학익동", [126.664, 37.443], [4.0, 1.0], [900.0, 600.0]),
        town("도화동", [126.664, 37.472], [3.0, -1.0], [900.0, 600.0]),
        town("주안동", [126.680, 37.463], [1.0, 6.0], [1000.0, 900.0]),
        town("주안북동", [126.680, 37.470], [3.0, 1.0], [700.0, 500.0]),
        town("관교동", [126.695, 37.444], [1.0, 2.0], [700.0, 600.0]),
        town("문학동", [126.686, 37.438], [5.0, -1.0], [600.0, 400.0]),
    ],
    roads: &[],
    hills: &[[126.680, 37.4335]],
    unbuilt: &[
        // 문학산
        &[
            [126.655, 37.425],
            [126.657, 37.4345],
            [126.665, 37.4358],
            [126.675, 37.4345],
            [126.685, 37.4345],
            [126.692, 37.4365],
            [126.700, 37.4370],
            [126.710, 37.430],
            [126.700, 37.420],
        ],
        // 수봉산
        &[
            [126.6605, 37.4575],
            [126.6602, 37.4608],
            [126.6638, 37.4622],
            [126.6668, 37.4600],
            [126.6652, 37.4570],
        ],
        // 인하대학교
        &[
            [126.6515, 37.4485],
            [126.6535, 37.4525],
            [126.6580, 37.4510],
            [126.6575, 37.4475],
        ],
    ],
    is_urban: true,
    block_m: 238.0,
};

const GWANGJIN: Area = Area {
    code: "3040000",
    towns: &[
        town("중곡동", [127.083, 37.564], [1.0, 6.0], [900.0, 800.0]),
        town("군자동", [127.073, 37.553], [1.0, 3.0], [600.0, 500.0]),
        town("능동", [127.081, 37.556], [5.0, 1.0], [500.0, 400.0]),
        town("화양동", [127.071, 37.545], [3.0, -2.0], [600.0, 500.0]),
        town("구의동", [127.088, 37.541], [3.0, 1.0], [800.0, 600.0]),
        town("광장동", [127.103, 37.547], [2.0, 1.0], [600.0, 400.0]),
        town("자양동", [127.072, 37.534], [5.0, -1.0], [900.0, 500.0]),
    ],
    roads: &[],
    hills: &[
        [127.1020, 37.5580],
        [127.0985, 37.5680],
        [127.0990, 37.5630],
    ],
    unbuilt: &[
        // 한강
        &[
            [127.050, 37.5370],
            [127.0588, 37.5338],
            [127.066, 37.5302],
            [127.076, 37.5285],
            [127.088, 37.5290],
            [127.0955, 37.5328],
            [127.101, 37.5375],
            [127.108, 37.5428],
            [127.113, 37.5468],
            [127.125, 37.5550],
            [127.125, 37.500],
            [127.050, 37.500],
        ],
        // 아차산
        &[
            [127.094, 37.580],
            [127.0935, 37.567],
            [127.0965, 37.560],
            [127.0975, 37.5545],
            [127.101, 37.5512],
            [127.106, 37.5515],
            [127.112, 37.5530],
            [127.120, 37.553],
            [127.120, 37.580],
        ],
        // 어린이대공원
        &[
            [127.0765, 37.5480],
            [127.0775, 37.5520],
            [127.0840, 37.5528],
            [127.0868, 37.5490],
            [127.0845, 37.5455],
            [127.0790, 37.5462],
        ],
        // 건국대학교
        &[
            [127.0725, 37.5405],
            [127.0735, 37.5440],
            [127.0790, 37.5438],
            [127.0800, 37.5400],
        ],
    ],
    is_urban: true,
    block_m: 165.0,
};

const HANAM: Area = Area {
    code: "4040000",
    towns: &[
        town("신장동", [127.210, 37.540], [3.0, 1.0], [330.0, 200.0]),
        town("망월동", [127.189, 37.564], [1.0, 2.0], [330.0, 200.0]),
        town("감일동", [127.152, 37.511], [1.0, 3.0], [260.0, 160.0]),
    ],
    roads: &[],
    hills: &[],
    unbuilt: &[],
    is_urban: false,
    block_m: 120.0,
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::founding;
    use crate::place::Places;
    use crate::spatial::LonLat;

    #[test]
    fn every_founding_institution_has_its_area_in_their_order() {
        let codes: Vec<_> = founding()
            .iter()
            .map(|policy| policy.institution_code().unwrap())
            .collect();
        assert_eq!(AREAS.map(|area| area.code).as_slice(), codes);
    }

    #[test]
    fn towns_and_hills_lie_in_their_institution_and_roads_name_towns() {
        for area in &AREAS {
            let is_inside = |[lon, lat]: Degrees| {
                let found = Places::embedded().at(LonLat::new(lon, lat).unwrap());
                found
                    .first()
                    .is_some_and(|institution| institution.code == area.code)
            };
            for town in area.towns {
                assert!(is_inside(town.at), "{}", town.name);
            }
            for &hill in area.hills {
                assert!(is_inside(hill), "{hill:?}");
            }
            for name in area.roads.iter().flat_map(|&(from, to)| [from, to]) {
                assert!(area.towns.iter().any(|town| town.name == name), "{name}");
            }
        }
    }

    #[test]
    fn departments_named_after_a_town_have_it_on_the_map() {
        let yeoncheon = &founding()[1];
        for department in yeoncheon
            .installations
            .iter()
            .filter_map(|row| row.department_ko.as_deref())
            .filter(|name| name.ends_with(['읍', '면']))
        {
            assert!(
                YEONCHEON.towns.iter().any(|town| town.name == department),
                "{department}"
            );
        }
    }
}
