//! Where a misplaced position would lie without a slip of the finger: a hint for the office, never taken.

use super::coordinates::slips;
use crate::model::Institution;
use crate::place::{Outline, Places};
use crate::spatial::LonLat;

/// The one reading, with a single slip in its whole degrees undone, that lies in the institution; where
/// none is known, the one that lies in Korea. As `lat, lon`.
pub(super) fn likely_position(
    lat: f64,
    lon: f64,
    institution: Option<&Institution>,
) -> Option<String> {
    let mut candidates = slips(lat, lon);
    if let Some(institution) = institution {
        let outlines: Vec<&Outline> = Places::embedded().outlines_of(institution).collect();
        if !outlines.is_empty() {
            candidates.retain(|&at| outlines.iter().any(|outline| outline.contains(at)));
        }
    }
    match candidates.as_slice() {
        [only] => Some(text(*only)),
        _ => None,
    }
}

fn text(at: LonLat) -> String {
    let short = |value: f64| {
        let text = format!("{value:.7}");
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    };
    format!("{}, {}", short(at.lat()), short(at.lon()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::InstitutionRegistry;

    #[test]
    fn the_outline_of_the_institution_tells_which_slip_it_was() {
        let gwangjin = InstitutionRegistry::embedded().by_code("3040000");
        for (lat, lon) in [
            (32.5385, 127.0847),
            (35.5385, 127.0847),
            (37.5385, 217.0847),
            (37.5385, 128.0847),
            (37.5385, 1127.0847),
            (73.5385, 127.0847),
        ] {
            assert_eq!(
                likely_position(lat, lon, gwangjin).as_deref(),
                Some("37.5385, 127.0847"),
                "{lat} {lon}"
            );
        }
        assert_eq!(likely_position(12.3, 12.3, gwangjin), None);
        // Without the institution, several degrees of latitude are as likely.
        assert_eq!(likely_position(32.5385, 127.0847, None), None);
    }
}
