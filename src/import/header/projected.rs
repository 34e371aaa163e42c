//! Metres whose system nobody stated: which of the systems used for Korea they fit, and how well.

use std::collections::BTreeMap;
use std::fmt::Write;

use super::values::{are_korean_metres, example};
use crate::import::columns::Column;
use crate::import::institution_match::Matcher;
use crate::import::issue::Lang;
use crate::import::systems::COMMONEST;
use crate::import::table::TableRow;
use crate::model::{Institution, InstitutionRegistry};
use crate::place::Places;
use crate::spatial::crs::{EpsgCode, Transformation};

/// A system is listed when it explains nearly as many rows as the best one, in percent.
const NEARLY: usize = 90;
/// It is as good as the best one when it explains this many of its rows, in percent.
const AS_GOOD: usize = 97;
/// Systems that a message lists.
const LISTED: usize = 6;

/// A system that the numbers fit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fit {
    /// The system.
    pub code: EpsgCode,
    /// Whether the columns stand the other way round than their names say.
    pub swapped: bool,
    /// Rows that lie in the municipality that they name, or on land where none is named.
    pub rows: usize,
}

/// What speaks for which system.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectedEvidence {
    /// File name.
    pub file: String,
    /// Name of the column of eastings.
    pub x: String,
    /// Name of the column of northings.
    pub y: String,
    /// A pair of values as written, that of `x` first.
    pub example: String,
    /// Rows that were tried.
    pub tried: usize,
    /// Whether the rows name municipalities, so that a fit means more than land.
    pub by_municipality: bool,
    /// The systems that fit, the best first.
    pub fits: Vec<Fit>,
}

/// Tries the systems on some rows.
pub(in crate::import) fn evidence_of(
    file: &str,
    fields: &[Option<Column>],
    rows: &[TableRow],
    (north, east): (usize, usize),
    (y, x): (String, String),
) -> ProjectedEvidence {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let points: Vec<(f64, f64, Option<&Institution>)> = rows
        .iter()
        .filter_map(|row| {
            let number = |at: usize| {
                row.cells
                    .get(at)?
                    .trim()
                    .replace(',', "")
                    .parse::<f64>()
                    .ok()
            };
            Some((
                number(east)?,
                number(north)?,
                municipality(row, fields, &matcher),
            ))
        })
        .collect();
    let named: Vec<_> = points
        .iter()
        .copied()
        .filter(|(.., institution)| institution.is_some_and(|named| !named.sigungu.is_empty()))
        .collect();
    let by_municipality = !named.is_empty();
    let points = if by_municipality { named } else { points };
    let mut fits: Vec<Fit> = COMMONEST
        .into_iter()
        .map(EpsgCode::new)
        .filter_map(|code| Transformation::new(code).ok().map(|to| (code, to)))
        .flat_map(|(code, to)| {
            [false, true].map(|swapped| Fit {
                code,
                swapped,
                rows: count(&points, &to, swapped),
            })
        })
        .filter(|fit| fit.rows > 0)
        .collect();
    let best = fits.iter().map(|fit| fit.rows).max().unwrap_or(0);
    fits.retain(|fit| fit.rows * 100 >= best * NEARLY);
    // A few rows at a border of the simplified outlines do not tell two systems apart: those nearly as
    // good as the best stay in the order of how common they are, as the columns are named before exchanged.
    fits.sort_by_key(|fit| (fit.rows * 100 < best * AS_GOOD, fit.swapped));
    ProjectedEvidence {
        file: file.to_owned(),
        x,
        y,
        example: example(rows, east, north),
        tried: points.len(),
        by_municipality,
        fits,
    }
}

/// The code of the institution that most of the rows name.
pub(super) fn institution_of(rows: &[TableRow], fields: &[Option<Column>]) -> Option<String> {
    let matcher = Matcher::new(InstitutionRegistry::embedded());
    let mut named: BTreeMap<&str, usize> = BTreeMap::new();
    for row in rows {
        if let Some(institution) = municipality(row, fields, &matcher) {
            *named.entry(&institution.code).or_default() += 1;
        }
    }
    let (code, count) = named.into_iter().max_by_key(|&(_, count)| count)?;
    (count * 2 > rows.len()).then(|| code.to_owned())
}

/// The municipality that a row names: by code, by 시도명 and 시군구명, in an address, or as manager.
fn municipality(
    row: &TableRow,
    fields: &[Option<Column>],
    matcher: &Matcher,
) -> Option<&'static Institution> {
    let cell = |column: Column| {
        let field = fields.iter().position(|field| *field == Some(column))?;
        row.cells
            .get(field)
            .map(|cell| cell.trim())
            .filter(|cell| !cell.is_empty())
    };
    let district = cell(Column::District).map(|district| match cell(Column::Region) {
        Some(region) => format!("{region} {district}"),
        None => district.to_owned(),
    });
    let names = [
        cell(Column::LotAddress).map(ToOwned::to_owned),
        cell(Column::RoadAddress).map(ToOwned::to_owned),
        cell(Column::Address).map(ToOwned::to_owned),
        district,
        cell(Column::Manager).map(ToOwned::to_owned),
    ];
    let code = cell(Column::ManagementNo)
        .filter(|number| number.len() == 18)
        .and_then(|number| number.get(4..11))
        .and_then(|code| matcher.by_code(code));
    names
        .into_iter()
        .flatten()
        .find_map(|name| matcher.read_name(&name, None).named)
        .or(code)
        .map(|index| &InstitutionRegistry::embedded().all()[index])
}

/// Rows that a system puts where they belong.
fn count(points: &[(f64, f64, Option<&Institution>)], to: &Transformation, swapped: bool) -> usize {
    let places = Places::embedded();
    points
        .iter()
        .filter(|(east, north, named)| {
            let (x, y) = if swapped {
                (*north, *east)
            } else {
                (*east, *north)
            };
            let Some(at) = are_korean_metres(x, y)
                .then(|| to.to_lonlat(x, y).ok())
                .flatten()
            else {
                return false;
            };
            match named {
                Some(named) => places
                    .outlines_of(named)
                    .any(|outline| outline.contains(at)),
                None => !places.at(at).is_empty(),
            }
        })
        .count()
}

impl Fit {
    /// What to say on the command line.
    fn options(&self, evidence: &ProjectedEvidence) -> String {
        let (x, y) = if self.swapped {
            (&evidence.y, &evidence.x)
        } else {
            (&evidence.x, &evidence.y)
        };
        format!("--crs {} --x-column \"{x}\" --y-column \"{y}\"", self.code)
    }
}

impl ProjectedEvidence {
    /// Whether the numbers only fit, or fit far better, with the two columns in each other's place.
    #[must_use]
    pub fn is_swapped(&self) -> bool {
        // Sorted so that an exchanged fit is only first where none of the others is nearly as good.
        self.fits.first().is_some_and(|fit| fit.swapped)
    }

    /// The same with the two columns in each other's place.
    #[must_use]
    pub(in crate::import) fn exchanged(mut self) -> Self {
        std::mem::swap(&mut self.x, &mut self.y);
        if let Some((first, second)) = self.example.split_once(", ") {
            self.example = format!("{second}, {first}");
        }
        for fit in &mut self.fits {
            fit.swapped = !fit.swapped;
        }
        self
    }

    /// What was found and what to say, as a sentence or several.
    #[must_use]
    pub fn sentence(&self, lang: Lang) -> String {
        let Self {
            file,
            x,
            y,
            example,
            tried,
            ..
        } = self;
        let mut out = match lang {
            Lang::En => format!(
                "{file} has projected metres in \"{x}\" and \"{y}\" ({example}) and does not say in which coordinate system"
            ),
            Lang::Ko => format!(
                "{file}의 \"{x}\"·\"{y}\" 열은 투영 좌표(m)인데({example}) 어떤 좌표계인지 적혀 있지 않습니다"
            ),
        };
        let Some(best) = self.fits.first() else {
            out.push_str(match lang {
                Lang::En => "; they fit none of the systems used for Korea: ask the office, then say --crs EPSG:n --x-column NAME --y-column NAME",
                Lang::Ko => "; 국내에서 쓰는 좌표계 어느 것과도 맞지 않습니다: 제공 기관에 확인한 뒤 --crs EPSG:n --x-column 열 --y-column 열로 지정하세요",
            });
            return out;
        };
        let listed: Vec<String> = self
            .fits
            .iter()
            .take(LISTED)
            .map(|fit| {
                let sign = if fit.swapped { " (x↔y)" } else { "" };
                format!("{}{sign} ({}/{tried})", fit.code, fit.rows)
            })
            .collect();
        let listed = listed.join(", ");
        let what = match (lang, self.by_municipality) {
            (Lang::En, true) => "rows that then lie in the municipality that they name",
            (Lang::En, false) => "rows that then lie on land",
            (Lang::Ko, true) => "행에 적힌 시군구 안에 놓이는 행",
            (Lang::Ko, false) => "육지에 놓이는 행",
        };
        let options = best.options(self);
        let _ = match (lang, self.fits.len()) {
            (Lang::En, 1) => write!(
                out,
                "; they fit {listed}, counted: {what}. If that is right, add {options}"
            ),
            (Lang::Ko, 1) => write!(
                out,
                "; 맞는 좌표계: {listed} — {what}. 맞다면 {options} 를 더하세요"
            ),
            (Lang::En, _) => write!(
                out,
                "; they fit {listed}, counted: {what}. Those lie some 250 m or more apart, so compare one camera with a map or ask the office; then add for example {options}"
            ),
            (Lang::Ko, _) => write!(
                out,
                "; 맞는 좌표계: {listed} — {what}. 서로 250 m 이상 다르므로 카메라 하나를 지도와 비교하거나 제공 기관에 확인한 뒤, 예를 들어 {options} 를 더하세요"
            ),
        };
        out
    }
}
