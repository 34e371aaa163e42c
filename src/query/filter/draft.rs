//! What `cql-text`, the draft of CQL2 that GDAL writes, reads otherwise: the literals of days and booleans.
//!
//! GDAL writes a day as `'2026-05-01T'`, a moment as `'2026-05-01T10:00:00Z'` and a boolean as 1 or 0
//! (`OGROAPIFLayer::BuildFilterCQLText` in its driver OAPIF). Without this it would send days as
//! `datetime`, whichever property they were compared with.

use super::literal;
use super::tree::{Literal, Scalar};
use super::value::Kind;
use crate::model::day::plain_date;

/// Reads the literals of a comparison as values of the type of the other operands.
pub(super) fn align(operands: &mut [((Scalar, Kind), usize)]) {
    let kinds: Vec<Kind> = operands
        .iter()
        .filter(|((scalar, _), _)| !matches!(scalar, Scalar::Literal(_)))
        .map(|((_, kind), _)| *kind)
        .collect();
    let Some(&wanted) = kinds.first() else {
        return;
    };
    for ((scalar, kind), _) in operands {
        let Scalar::Literal(literal) = scalar else {
            continue;
        };
        if let Some(read) = read(literal, wanted) {
            *literal = read;
            *kind = wanted;
        }
    }
}

fn read(literal: &Literal, wanted: Kind) -> Option<Literal> {
    match (literal, wanted) {
        (Literal::Text(text), Kind::Date) => plain_date(day(text)).map(Literal::Date),
        (Literal::Text(text), Kind::Timestamp) => literal::timestamp(text).map(Literal::Timestamp),
        (Literal::Text(text), Kind::Text) => Some(Literal::Text(day(text).into())),
        (Literal::Number(number), Kind::Boolean) => match *number {
            0.0 => Some(Literal::Boolean(false)),
            1.0 => Some(Literal::Boolean(true)),
            _ => None,
        },
        _ => None,
    }
}

/// The day of a text that is a day and its first moment; any other text as it is.
fn day(text: &str) -> &str {
    match text.split_at_checked(10) {
        Some((day, "T" | "T00Z" | "T00:00Z" | "T00:00:00Z")) if plain_date(day).is_some() => day,
        _ => text,
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Filter, Language};
    use crate::query::Collection;
    use crate::spatial::Crs;

    /// What GDAL 3.6 sends for `-where`, and what means the same in CQL2.
    #[test]
    fn what_gdal_writes_is_read_as_it_is_meant() {
        let queryables = Collection::Cameras.queryables();
        let parse = |text, language| Filter::parse(text, language, queryables, Crs::default());
        for (draft, standard) in [
            (
                "reference_date >= '2026-05-01T'",
                "reference_date >= DATE('2026-05-01')",
            ),
            (
                "(reference_date > '2026-05-01T00:00:00Z') AND (purpose = 'child')",
                "reference_date > DATE('2026-05-01') AND purpose = 'child'",
            ),
            (
                "reference_date = '2026-05-01'",
                "reference_date = DATE('2026-05-01')",
            ),
            ("sample = 1", "sample = TRUE"),
            ("NOT (turns = 0)", "NOT (turns = FALSE)"),
            ("unit_count = 1", "unit_count = 1"),
            ("installed < '2020-01-01T'", "installed < '2020-01-01'"),
            (
                "camera_kind ILIKE 'ptz'",
                "CASEI(camera_kind) LIKE CASEI('ptz')",
            ),
            ("(department IS NULL)", "department IS NULL"),
            (
                r"road_address LIKE '%a\\b%'",
                r"road_address LIKE '%a\\\\\\\\b%'",
            ),
            ("unit_count >= 3", "unit_count >= 3"),
        ] {
            let read =
                parse(draft, Language::Draft).unwrap_or_else(|error| panic!("{draft}: {error}"));
            assert_eq!(read, parse(standard, Language::Text).unwrap(), "{draft}");
        }
        for refused in [
            "reference_date > '2026-05-01T10:00:00Z'",
            "reference_date > 'yesterday'",
            "sample = 2",
            "unit_count = '3'",
        ] {
            assert!(parse(refused, Language::Draft).is_err(), "{refused}");
        }
        for only_draft in [
            "sample = 1",
            "camera_kind ILIKE 'ptz'",
            "reference_date = '2026-05-01'",
        ] {
            assert!(parse(only_draft, Language::Text).is_err(), "{only_draft}");
        }
    }
}
