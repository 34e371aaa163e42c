//! The register as text, in the form of the national standard data of 2026.

use std::fmt::Write;

use super::ground::Ground;
use super::random::Random;
use super::towns::{AREAS, Area};
use super::{layout, plan, streets};
use crate::model::InstitutionRegistry;
use crate::model::policy::founding_of;
use crate::model::purpose::purposes;
use crate::place::Places;

/// The columns: those of 전국CCTV표준데이터, the department, and the mark.
const HEADER: &str = "개방자치단체코드,관리번호,관리기관명,소재지도로명주소,소재지지번주소,설치목적구분,카메라대수,\
카메라화소수,촬영방면정보,보관일수,설치연월,관리기관전화번호,WGS84위도,WGS84경도,데이터기준일자,데이터갱신구분,\
데이터갱신시점,최종수정시점,부서,표본";
/// 데이터기준일자 of every row.
const REFERENCE_DATE: &str = "2026-11-01";

/// The sample register as CSV: UTF-8 with a byte-order mark, lines ended by CR LF.
///
/// Every call gives the same text, on every platform.
///
/// # Panics
/// Never in a tested build: the embedded areas have room for the counts of the embedded policies.
#[must_use]
pub fn generate() -> String {
    let mut text = format!("\u{FEFF}{HEADER}\r\n");
    for area in &AREAS {
        write_area(&mut text, area);
    }
    text
}

fn write_area(text: &mut String, area: &Area) {
    let institution = InstitutionRegistry::embedded()
        .by_code(area.code)
        .expect("the areas are those of institutions in the table");
    let policy = founding_of(area.code).expect("the areas are those of the founding policies");
    let random = |what: &str| Random::named(&format!("{} {what}", area.code));
    let rows = plan::rows(policy, &mut random("plan"));
    let outlines = Places::embedded().outlines_of(institution).collect();
    let mut ground = Ground::new(area, outlines, &mut random("ground"));
    let lines = streets::draw(&mut ground, &mut random("streets"));
    let spots = streets::spots(&ground, &lines, &mut random("spots"));
    let places = layout::place(&ground, &spots, &rows, &mut random("layout"));
    let name = format!("{} {}", institution.region_ko, institution.name_ko);
    let mut random = random("rows");
    let mut number = 0;
    for (row, places) in rows.iter().zip(&places) {
        for (site, place) in row.sites.iter().zip(places) {
            number += 1;
            let place = place.expect("an area has more spots than its policy has sites");
            let [lon, lat] = ground.degrees(place);
            let code = area.code;
            let purpose = &purposes().entry(site.purpose).name_ko;
            let units = site.units;
            let pixels = [200, 200, 200, 400, 130, 41, 800][random.below(7)];
            let direction = if random.chance(0.2) {
                "360도 전방면"
            } else {
                ""
            };
            let installed = installed(&mut random);
            let department = row.department.unwrap_or_default();
            let _ = write!(
                text,
                "{code},SAMPLE-{code}-{number:05},{name},,\"{name} (표본, 가상 위치)\",{purpose},{units},{pixels},\
                 {direction},,{installed},,{lat:.6},{lon:.6},{REFERENCE_DATE},,,,{department},표본\r\n"
            );
        }
    }
}

/// A month from 2012-01 to 2026-06, for one row in eight none.
fn installed(random: &mut Random) -> String {
    let months = random.below(14 * 12 + 6);
    if random.chance(0.125) {
        return String::new();
    }
    format!("{}-{:02}", 2012 + months / 12, months % 12 + 1)
}
