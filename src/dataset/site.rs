//! How a site is kept in memory: its own facts in some forty bytes, shared facts in a class, texts in
//! one arena.

use jiff::civil::Date;

use super::intern::{Interner, Symbol};
use crate::model::site::{PositionReasons, RowRange};
use crate::model::{CaptureRange, InstalledDate, Pixels, PositionQuality, Purpose, Retention};

/// Position of a site in the dataset's arrays.
pub type SiteIndex = u32;

/// Facts that many sites share: one per distinct combination.
#[derive(Debug)]
pub struct SiteClass {
    /// Index of the institution.
    pub institution: u32,
    /// Index of the release; of a former site, of the one that its register has now.
    pub release: u32,
    /// Index of the holder of the footage.
    pub holder: u32,
    /// Normalised purpose.
    pub purpose: Purpose,
    /// Resolved range.
    pub range: CaptureRange,
    /// Resolved retention.
    pub retention: Retention,
    /// Whether the rows name a department themselves.
    pub department_in_row: bool,
    /// 관리기관전화번호 of the rows, never a mobile number.
    pub phone_in_row: Option<Box<str>>,
    /// What the rows say of the view and of the camera.
    pub row_range: RowRange,
    /// 데이터기준일자 of the rows.
    pub reference_date: Option<Date>,
    pub(super) department: Symbol,
    pub(super) manager_raw: Symbol,
    pub(super) purpose_raw: Symbol,
    /// These facts as JSON members, `"institution":…` to `"reference_date":…`, without braces:
    /// written into each feature as they stand.
    pub json: Box<str>,
}

/// What decides whether a site is in range, together in half a cache line: a question reads these for
/// every candidate, and the rest only for what it lists.
#[derive(Debug, Clone, Copy)]
pub struct Spot {
    /// Longitude, degrees.
    pub lon: f64,
    /// Latitude, degrees.
    pub lat: f64,
    /// Index of its class.
    pub class: u32,
    /// Radius that the coordinates leave open, metres.
    pub uncertainty_m: f32,
    /// When it was installed.
    pub installed: Option<InstalledDate>,
    /// Whether the position is trusted.
    pub quality: PositionQuality,
    /// Whether the dataset has a [`SiteHistory`] of it.
    pub has_history: bool,
}

/// What the releases of a register tell about when a site was listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SiteHistory {
    /// Known for sites that an earlier release of the register did not list.
    pub first_registered: Option<FirstRegistered>,
    /// Day in Seoul on which the site ceased to be published; `None` while it is.
    pub removed_on: Option<Date>,
    /// Day in Seoul from which this statement holds, after one about another position or view: its
    /// reference date, or the day of its publication when that is earlier; `None` for the first that is
    /// known.
    pub stated_from: Option<Date>,
    /// What took its place; `None` for the latest statement.
    pub replaced: Option<Replaced>,
}

impl SiteHistory {
    /// Whether the statement held on any of these days. From the reference date of a change to the day
    /// of its publication both do: when the camera was moved is not known.
    #[must_use]
    pub fn holds_within(&self, from: Date, to: Date) -> bool {
        self.stated_from.is_none_or(|since| since <= to)
            && self.replaced.is_none_or(|replaced| from <= replaced.on)
    }
}

/// Another statement about the same site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replaced {
    /// Day in Seoul on which it was published.
    pub on: Date,
    /// Whether it states another position; else another range, direction or purpose.
    pub moved: bool,
}

/// When a register stated what it does not state any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Past {
    /// Day in Seoul from which it holds after another statement about the site, if there was one.
    pub from: Option<Date>,
    /// Day in Seoul on which it ceased to be published.
    pub until: Date,
    /// What came then.
    pub end: PastEnd,
}

/// Why something is not stated any more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PastEnd {
    /// The site was removed.
    Removed,
    /// The site is stated otherwise: `moved` to another position, else with another range, direction or
    /// purpose.
    Replaced {
        /// It states another position.
        moved: bool,
    },
}

/// When a register began to list a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FirstRegistered {
    /// The last day of which the register is known not to list it: the reference date of the release
    /// before, or the day on which that was published.
    pub absent_on: Date,
    /// The day as of which it was first listed: the reference date of its row, or the day of its
    /// publication when that is earlier.
    pub on: Date,
}

/// Facts of one site.
#[derive(Debug)]
pub struct Site {
    /// Feature id.
    pub id: u32,
    /// Row number in its source.
    pub source_row: u32,
    /// 카메라대수 as one row states it; 0 when not stated.
    pub unit_count: u16,
    /// Number of cameras by what a row of the register is; 0 when not known.
    pub units: u16,
    /// How many rows say the same, at least 1.
    pub rows: u32,
    pub(super) member_start: u32,
    /// Resolution of its cameras.
    pub pixels: Option<Pixels>,
    /// Why the position is not trusted, or what was mended.
    pub reasons: PositionReasons,
    pub(super) direction: Symbol,
    pub(super) pixels_raw: Symbol,
    pub(super) retention_raw: Symbol,
    pub(super) text_start: u32,
    pub(super) text_len: [u16; 3],
}

/// The texts of one site, borrowed from the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SiteText<'a> {
    /// 관리번호.
    pub management_no: Option<&'a str>,
    /// 소재지도로명주소.
    pub road_address: Option<&'a str>,
    /// 소재지지번주소.
    pub lot_address: Option<&'a str>,
    /// 촬영방면정보 as written.
    pub direction_raw: Option<&'a str>,
    /// 카메라화소수 as written.
    pub pixels_raw: Option<&'a str>,
    /// 보관일수 as written, where it cannot be read.
    pub retention_raw: Option<&'a str>,
}

/// The texts that the rows of a class share, borrowed from the dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ClassText<'a> {
    /// Department that the rows name.
    pub department: Option<&'a str>,
    /// 관리기관명 as written.
    pub manager_raw: Option<&'a str>,
    /// 설치목적구분 as written.
    pub purpose_raw: Option<&'a str>,
}

/// Length that stands for "no text".
pub(super) const ABSENT: u16 = u16::MAX;

impl Site {
    /// The site with its texts copied from one arena to the end of another.
    pub(super) fn with_text_moved(mut self, from: &str, to: &mut String) -> Self {
        let start = self.text_start as usize;
        let length: usize = self
            .text_len
            .iter()
            .filter(|&&length| length != ABSENT)
            .map(|&length| usize::from(length))
            .sum();
        self.text_start = u32::try_from(to.len()).unwrap_or(u32::MAX);
        to.push_str(&from[start..start + length]);
        self
    }

    pub(super) fn text<'a>(&self, arena: &'a str, strings: &'a Interner) -> SiteText<'a> {
        let mut start = self.text_start as usize;
        let mut next = |length: u16| {
            (length != ABSENT).then(|| {
                let end = start + usize::from(length);
                let text = &arena[start..end];
                start = end;
                text
            })
        };
        let [management_no, road_address, lot_address] = self.text_len.map(&mut next);
        SiteText {
            management_no,
            road_address,
            lot_address,
            direction_raw: strings.get(self.direction),
            pixels_raw: strings.get(self.pixels_raw),
            retention_raw: strings.get(self.retention_raw),
        }
    }
}

/// Appends texts to the arena and returns their lengths; texts past 65,534 bytes are cut at a
/// character, which no cell of an accepted row reaches.
pub(super) fn push_texts<const N: usize>(arena: &mut String, texts: [Option<&str>; N]) -> [u16; N] {
    texts.map(|text| {
        let Some(text) = text else { return ABSENT };
        let mut end = text.len().min(usize::from(ABSENT) - 1);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        arena.push_str(&text[..end]);
        u16::try_from(end).unwrap_or(ABSENT)
    })
}
