//! What to write instead: the likely reading or the expected form, for the person who corrects a row.

use super::issue::{Issue, IssueKind, Lang};

/// The suggestion for an issue; `None` when nothing can be suggested without knowing the place.
pub(super) fn suggestion(issue: &Issue, lang: Lang) -> Option<String> {
    let (ko, en) = match issue.kind {
        IssueKind::CoordinatesMissing
        | IssueKind::CoordinatesZero
        | IssueKind::PositionUnreadable => (
            "위도와 경도를 도 단위 소수 5자리 이상으로 적습니다(예: 37.538512, 127.084719)",
            "latitude and longitude in degrees with five decimals or more, such as 37.538512, 127.084719",
        ),
        IssueKind::CoordinatesNotNumbers => (
            "숫자와 소수점 하나로만 적습니다(예: 37.538512)",
            "digits and one decimal point, such as 37.538512",
        ),
        IssueKind::CoordinatePartMissing | IssueKind::CoordinatePartInvalid => (
            "도, 분, 초를 모두 적습니다(예: 37, 32, 18.6)",
            "degrees, minutes and seconds, such as 37, 32, 18.6",
        ),
        IssueKind::MergedPosition | IssueKind::MergedFilled | IssueKind::MergedCount => (
            "병합을 풀고 행마다 값을 적습니다",
            "split the merged cell and write the value in each row",
        ),
        IssueKind::NotAPlaceInKorea => (
            "좌표계(EPSG 번호)와 x, y 열의 순서를 확인합니다",
            "check the coordinate system (EPSG number) and which column is x",
        ),
        IssueKind::FieldCount => (
            "쉼표가 든 칸은 큰따옴표로 묶고, 칸 수를 머리글과 맞춥니다",
            "put cells with a comma in quotation marks, so that the row has as many cells as the header",
        ),
        IssueKind::CellTooLong => (
            "이 칸에는 항목의 값만 짧게 적습니다. CSV 파일이면 열린 큰따옴표가 없는지도 확인합니다",
            "the value alone, in short; in a CSV file see also whether a quotation mark is left open",
        ),
        IssueKind::QuotationOpen => (
            "열린 큰따옴표를 닫습니다",
            "close the quotation mark that is open",
        ),
        IssueKind::LatitudeEqualsLongitude => (
            "경도를 다시 적습니다(한국의 경도는 124~132)",
            "write the longitude again: in Korea it is 124 to 132",
        ),
        IssueKind::OutsideKorea => (
            "위도는 33~38.7, 경도는 124~132 사이로 적습니다",
            "a latitude from 33 to 38.7 and a longitude from 124 to 132",
        ),
        IssueKind::TooCoarse | IssueKind::DecimalsFew => (
            "소수 5자리 이상으로 적습니다(5자리는 약 1 m)",
            "five decimals or more: five are about 1 m",
        ),
        IssueKind::UnitCountZero => (
            "1 이상의 대수를 적습니다. 철거했으면 행을 지웁니다",
            "a number from 1; delete the row if the cameras are gone",
        ),
        IssueKind::CameraDismantled | IssueKind::CameraPlanned => (
            "카메라가 있으면 운영상태를 고치고, 없으면 행을 지웁니다",
            "correct the state if the camera stands; delete the row if it does not",
        ),
        IssueKind::UnitCountAbsurd | IssueKind::UnitCountUnreadable => (
            "이 지점의 카메라 대수를 숫자로 적습니다(예: 3)",
            "the number of cameras at this site in digits, such as 3",
        ),
        IssueKind::SwappedMended => (
            "위도 칸과 경도 칸의 값을 서로 바꿔 적습니다",
            "exchange the values of latitude and longitude",
        ),
        IssueKind::RetentionUnreadable => (
            "보관일수를 1~3650의 숫자로 적습니다(예: 30). 저장하지 않으면 '미보관', 상한이면 '30일 이내'로 적습니다",
            "the number of days from 1 to 3650, such as 30; 미보관 where nothing is stored, 30일 이내 for an upper bound",
        ),
        IssueKind::InstalledUnreadable => (
            "연-월로 적습니다(예: 2024-05)",
            "year and month, such as 2024-05",
        ),
        IssueKind::ReferenceDateUnreadable => (
            "연-월-일로 적습니다(예: 2024-05-31)",
            "year, month and day, such as 2024-05-31",
        ),
        IssueKind::PurposeUnknown => (
            "표준 목적 하나를 적습니다: 생활방범, 어린이보호, 다목적, 교통단속, 교통정보수집, 시설물관리, 쓰레기단속, 재난재해, 차량방범, 기타",
            "one of the standard purposes: 생활방범, 어린이보호, 다목적, 교통단속, 교통정보수집, 시설물관리, 쓰레기단속, 재난재해, 차량방범, 기타",
        ),
        IssueKind::InstitutionUnknown
        | IssueKind::InstitutionMissing
        | IssueKind::InstitutionConflict => (
            "관리기관명을 시도와 시군구까지 적습니다(예: 서울특별시 광진구청)",
            "the institution with its province, such as 서울특별시 광진구청",
        ),
        IssueKind::OutsideInstitution | IssueKind::OutsideAddress | IssueKind::AtSea => (
            "주소로 좌표를 다시 찾아 적습니다",
            "look the coordinates up again by the address",
        ),
        IssueKind::SharedPoint | IssueKind::FillDown | IssueKind::PlacesDisagree => (
            "이 지점의 좌표를 주소로 다시 찾아 적습니다",
            "look up the coordinates of this very site by its address",
        ),
        IssueKind::BytesReplaced => (
            "깨진 글자를 다시 적고 UTF-8이나 CP949로 저장합니다",
            "write the damaged characters again and save as UTF-8 or CP949",
        ),
        // The likely reading stands in the detail and is all that can be said.
        IssueKind::DecimalPointLost | IssueKind::LikelySlip => {
            let likely = issue.detail.as_deref()?;
            return Some(match lang {
                Lang::Ko => format!("{likely}(으)로 보입니다. 맞으면 그 값을 적습니다"),
                Lang::En => format!("likely {likely}: write that, if it is right"),
            });
        }
        _ => return None,
    };
    Some(match lang {
        Lang::Ko => ko.to_owned(),
        Lang::En => en.to_owned(),
    })
}
