//! How many sites lack something, or are marked.

use serde::Serialize;
use utoipa::ToSchema;

use super::sites::Sites;
use crate::model::site::PositionReason;
use crate::model::{PositionQuality, RangeBasis, RetentionRule};
use crate::quality::Said;

/// Uncertainty from which a position is called coarse: three decimals leave some 50 m open.
const COARSE_M: f32 = 50.0;

/// How many of the loaded sites have a property.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Figure {
    /// Stable code.
    pub code: &'static str,
    /// The property.
    pub name: Said,
    /// Sites that have it.
    pub count: u64,
    /// Sites that were looked at.
    pub of: u64,
    /// What the figure is computed from.
    pub computed_from: Said,
}

pub(super) fn figures(sites: &Sites) -> Vec<Figure> {
    let (dataset, of) = (sites.dataset, sites.all.sites);
    let mut figures = Vec::new();
    let mut figure = |code, name: (&str, &str), from: (&str, &str), count| {
        figures.push(Figure {
            code,
            name: Said::new(name.0, name.1),
            count,
            of,
            computed_from: Said::new(from.0, from.1),
        });
    };
    figure(
        "range_not_stated",
        (
            "촬영범위를 행도 방침도 밝히지 않은 지점",
            "capture range stated neither by the row nor by the policy",
        ),
        (
            "촬영방면정보의 거리, 방침의 촬영범위",
            "distances in 촬영방면정보, ranges of the policy",
        ),
        sites.count(|_, class| !class.range.basis.is_stated()),
    );
    figure(
        "range_in_row",
        ("촬영 거리가 행에 적힌 지점", "distance stated by the row"),
        ("촬영방면정보", "촬영방면정보"),
        sites.count(|_, class| class.range.basis == RangeBasis::Row),
    );
    figure(
        "retention_not_stated",
        ("보관기간을 알 수 없는 지점", "retention period not known"),
        (
            "보관일수, 방침의 보관기간",
            "보관일수, retention of the policy",
        ),
        sites.count(|_, class| class.retention.rule == RetentionRule::Unknown),
    );
    figure(
        "department_not_in_row",
        ("행에 부서가 없는 지점", "no department in the row"),
        ("관리기관명, 부서 열", "관리기관명, columns of departments"),
        sites.count(|_, class| !class.department_in_row),
    );
    figure(
        "department_unknown",
        (
            "방침으로도 부서를 정할 수 없는 지점",
            "department not known from the policy either",
        ),
        (
            "위와 같음, 방침의 담당부서와 접근권한자",
            "the same, and the departments and officers of the policy",
        ),
        sites.count(|_, class| dataset.holder(class.holder).department.is_none()),
    );
    figure(
        "unit_count_missing",
        ("카메라대수가 없는 지점", "no number of cameras"),
        ("카메라대수", "카메라대수"),
        sites.all.without_count,
    );
    figure(
        "installed_unknown",
        ("설치연월이 없는 지점", "no installation date"),
        ("설치연월", "설치연월"),
        sites.count(|site, _| dataset.spot(site).installed.is_none()),
    );
    figure(
        "phone_not_in_row",
        (
            "행에 사무실 전화번호가 없는 지점",
            "no office telephone in the row",
        ),
        (
            "관리기관전화번호(휴대전화 제외)",
            "관리기관전화번호 without mobile numbers",
        ),
        sites.count(|_, class| class.phone_in_row.is_none()),
    );
    figure(
        "position_coarse",
        (
            "좌표 오차가 50 m 이상인 지점",
            "position uncertain by 50 m or more",
        ),
        (
            "위도와 경도의 소수 자릿수",
            "decimals of latitude and longitude",
        ),
        sites.count(|site, _| dataset.spot(site).uncertainty_m >= COARSE_M),
    );
    figure(
        "position_suspect",
        ("좌표가 의심되는 지점", "suspect position"),
        ("반입 때의 점검", "the checks at import"),
        sites.count(|site, _| dataset.spot(site).quality == PositionQuality::Suspect),
    );
    figure(
        "outside_institution",
        (
            "기관의 경계 밖에 있는 지점",
            "outside the institution's outline",
        ),
        (
            "시군구 경계, 허용 거리와 좌표 오차",
            "outlines of the municipalities, with tolerance and uncertainty",
        ),
        sites.count(|site, _| {
            dataset
                .site(site)
                .reasons
                .iter()
                .any(|reason| reason == PositionReason::OutsideInstitution)
        }),
    );
    figure(
        "management_no_missing",
        ("관리번호가 없는 지점", "no management number"),
        ("관리번호", "관리번호"),
        sites.count(|site, _| dataset.text(site).management_no.is_none()),
    );
    figures
}
