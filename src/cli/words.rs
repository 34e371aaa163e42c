//! The words of `siya capture` in both languages.

use crate::import::Lang;
use crate::model::policy::PoliceRule;
use crate::query::footage::FootageState;
use crate::query::verdict::RangeVerdict;

/// The words of one language.
pub struct Words {
    lang: Lang,
    pub place: &'static str,
    pub time: &'static str,
    pub no_time: &'static str,
    pub sample: &'static str,
    pub policy: &'static str,
    pub old_policy: &'static str,
    pub long_range: &'static str,
    pub mobile: &'static str,
    pub lies_in: &'static str,
    pub searched: &'static str,
    pub not_loaded: &'static str,
    pub limits: &'static str,
    pub columns: [&'static str; 9],
}

const KO: Words = Words {
    lang: Lang::Ko,
    place: "위치",
    time: "시간",
    no_time: "지정하지 않음",
    sample: "표본 대장입니다. 실제 카메라가 아닙니다.",
    policy: "운영·관리 방침",
    old_policy: ", 1년 넘게 지난 방침",
    long_range: "원거리 카메라(1 km 이상)",
    mobile: "이동형(위치 없음, 촬영했을 수 있음)",
    lies_in: "이 위치의 관할",
    searched: "찾아본 대장 / 전체",
    not_loaded: "주변 기관 중 대장이 없는 곳",
    limits: "직선거리 기준이며 건물과 지형은 고려하지 않았습니다. 범위 안이라고 해서 촬영되었다는 뜻은 아닙니다.",
    columns: [
        "거리",
        "범위",
        "영상",
        "보관 기한",
        "남은 날",
        "목적",
        "주소",
        "이유",
        "id",
    ],
};

const EN: Words = Words {
    lang: Lang::En,
    place: "Place",
    time: "Time",
    no_time: "not given",
    sample: "SAMPLE REGISTER: no real cameras",
    policy: "Policy",
    old_policy: ", more than a year old",
    long_range: "long-range cameras (1 km or more)",
    mobile: "Mobile units (no position, possible)",
    lies_in: "The place lies in",
    searched: "Registers searched / in all",
    not_loaded: "Institutions around it without a register",
    limits: "Straight-line distances; buildings and terrain are not considered. In range does not mean captured.",
    columns: [
        "Distance",
        "Range",
        "Footage",
        "Kept until",
        "Days",
        "Purpose",
        "Address",
        "Why",
        "id",
    ],
};

/// The words of a language.
pub fn words(lang: Lang) -> &'static Words {
    match lang {
        Lang::Ko => &KO,
        Lang::En => &EN,
    }
}

impl Words {
    /// The text in this language.
    pub fn pick<'a>(&self, ko: &'a str, en: &'a str) -> &'a str {
        match self.lang {
            Lang::Ko => ko,
            Lang::En => en,
        }
    }

    pub fn summary(&self, cameras: usize, holders: usize) -> String {
        match self.lang {
            Lang::Ko => {
                format!("촬영 가능 범위 안의 카메라 지점 {cameras}곳, 보유 부서 {holders}곳")
            }
            Lang::En => {
                format!("{cameras} camera sites have the place in their range, {holders} holders")
            }
        }
    }

    pub fn police(&self, rule: PoliceRule) -> &'static str {
        match rule {
            PoliceRule::None => {
                self.pick("경찰 신고 조건 없음", "no police report asked for first")
            }
            PoliceRule::Recommended => self.pick(
                "경찰 신고 우선 권장(기관 방침)",
                "police report recommended first (stated)",
            ),
            PoliceRule::Required => self.pick(
                "경찰 신고 먼저(기관 방침)",
                "police report required first (stated)",
            ),
        }
    }

    pub fn verdict(&self, verdict: RangeVerdict) -> &'static str {
        match verdict {
            RangeVerdict::Within => self.pick("범위 안", "within"),
            RangeVerdict::Possible => self.pick("가능", "possible"),
        }
    }

    pub fn footage(&self, state: FootageState) -> &'static str {
        match state {
            FootageState::Stored => self.pick("보관 중", "stored"),
            FootageState::LastDay => self.pick("오늘까지", "last day"),
            FootageState::Unknown => self.pick("알 수 없음", "unknown"),
            FootageState::ProbablyGone => self.pick("파기 추정", "probably gone"),
            FootageState::NotStored => self.pick("저장 안 함", "not stored"),
            FootageState::NotInstalledYet => self.pick("설치 전", "not installed yet"),
        }
    }

    pub fn reason(&self, code: &'static str) -> &'static str {
        let (ko, en) = match code {
            "inside_worst_case" => ("오차를 더해도 범위 안", "inside even in the worst case"),
            "near_edge" => ("오차 안에서 경계", "edge within the accuracy"),
            "between_min_and_max" => (
                "최소와 최대 범위 사이",
                "between smallest and largest range",
            ),
            "range_varies_by_site" => ("설치 장소에 따라 다름", "range varies by site"),
            "range_assumed" => ("범위 추정", "range assumed"),
            "position_suspect" => ("좌표 의심", "position suspect"),
            "sector_elsewhere_but_turns" => ("다른 방향이나 회전형", "points elsewhere but turns"),
            "near_sector_edge" => ("촬영 방향의 경계", "edge of its direction"),
            "moved_since" => (
                "그 뒤에 위치가 바뀜, 당시 위치로 판단",
                "moved since, judged where it stood then",
            ),
            "view_changed_since" => (
                "그 뒤에 범위나 방향이 바뀜, 당시 내용으로 판단",
                "range or direction changed since, judged by what was stated then",
            ),
            "changed_meanwhile" => (
                "그 사이에 대장의 내용이 바뀜",
                "the register changed within that time",
            ),
            "within_stated_period" => ("보관기간 안", "within the stated period"),
            "last_day_of_stated_period" => ("보관기간 마지막 날", "last day of the stated period"),
            "upper_bound_may_be_sooner" => ("더 일찍 지워질 수 있음", "may be gone sooner"),
            "part_already_gone" => ("일부는 이미 지남", "part is past the period"),
            "past_stated_period" => ("보관기간 지남", "past the stated period"),
            "not_stored_by_policy" => ("방침상 저장 안 함", "policy: not stored"),
            "not_stored_by_register" => ("대장에 저장 안 함으로 기재", "register: not stored"),
            "retention_unreadable" => (
                "대장의 보관기간을 읽을 수 없음",
                "retention in the register cannot be read",
            ),
            "retention_not_stated" => ("보관기간 미기재", "retention not stated"),
            "retention_differs_by_department" => {
                ("부서마다 보관기간 다름", "retention differs by department")
            }
            "no_time_given" => ("시간 미지정", "no time given"),
            "installed_after" => ("이후에 설치", "installed later"),
            "installed_within_same_month_or_year" => {
                ("설치 시점 불분명", "installed in the same period")
            }
            "first_registered_after" => ("그 뒤에 대장에 처음 실림", "first registered later"),
            "removed_since" => ("그 뒤에 대장에서 빠짐", "removed from the register since"),
            other => (other, other),
        };
        self.pick(ko, en)
    }
}
