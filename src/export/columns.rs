//! The properties of a camera feature as typed columns.

/// What a column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Text or a code.
    Text,
    /// A count or a number given out.
    Integer,
    /// A measure.
    Number,
    /// Yes or no.
    Boolean,
    /// A calendar day.
    Date,
    /// A list of codes.
    Texts,
}

/// A property of a feature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its name, that of the feature's property.
    pub name: &'static str,
    /// What it holds; every column may be null.
    pub kind: Kind,
}

const fn column(name: &'static str, kind: Kind) -> Column {
    Column { name, kind }
}

/// The properties of [`crate::feature::schema::CameraProperties`], in the order of a feature.
pub const COLUMNS: [Column; 40] = [
    column("management_no", Kind::Text),
    column("unit_count", Kind::Integer),
    column("units", Kind::Integer),
    column("members", Kind::Integer),
    column("road_address", Kind::Text),
    column("lot_address", Kind::Text),
    column("direction_raw", Kind::Text),
    column("pixels_raw", Kind::Text),
    column("retention_raw", Kind::Text),
    column("pixels_min_10k", Kind::Integer),
    column("pixels_max_10k", Kind::Integer),
    // A year, a month or a day, as stated: no calendar day.
    column("installed", Kind::Text),
    column("position_quality", Kind::Text),
    column("position_uncertainty_m", Kind::Number),
    column("position_reasons", Kind::Texts),
    column("source_row", Kind::Integer),
    column("institution", Kind::Text),
    column("institution_name", Kind::Text),
    column("department", Kind::Text),
    column("manager_raw", Kind::Text),
    column("purpose", Kind::Text),
    column("purpose_raw", Kind::Text),
    column("range_min_m", Kind::Number),
    column("range_max_m", Kind::Number),
    column("range_basis", Kind::Text),
    column("range_varies_by_site", Kind::Boolean),
    column("bearing_deg", Kind::Number),
    column("width_deg", Kind::Number),
    column("turns", Kind::Boolean),
    column("directions", Kind::Integer),
    column("camera_kind", Kind::Text),
    column("retention_days", Kind::Integer),
    column("retention_rule", Kind::Text),
    column("retention_basis", Kind::Text),
    column("phone", Kind::Text),
    column("row_is", Kind::Text),
    column("sample", Kind::Boolean),
    column("source", Kind::Text),
    column("release", Kind::Integer),
    column("reference_date", Kind::Date),
];

/// The place of a column in [`COLUMNS`].
#[must_use]
pub fn index_of(name: &str) -> Option<usize> {
    COLUMNS.iter().position(|column| column.name == name)
}
