//! Could a camera have had the place in its range? (DESIGN section 3, range verdict)

use super::reasons::{RangeReason, Reasons};
use crate::model::{CaptureRange, PositionQuality};
use crate::spatial::geodesic::bearing_deg;
use crate::spatial::{LocalMetric, LonLat, Sector};

/// Whether the place is in range, never whether it was captured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RangeVerdict {
    /// Inside even in the worst case.
    Within,
    /// May be inside.
    Possible,
}

impl RangeVerdict {
    /// The code used in every output.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Within => "within",
            Self::Possible => "possible",
        }
    }
}

/// What is asked about a site: where it is seen from the place, and how sure both are.
#[derive(Debug, Clone, Copy)]
pub struct Sighting<'a> {
    /// Metric centred on the place.
    pub metric: &'a LocalMetric,
    /// How sure the asker is of the place, metres.
    pub accuracy_m: f64,
    /// Where the site stands.
    pub position: LonLat,
    /// How sure its position is, metres.
    pub uncertainty_m: f64,
    /// Whether its position is trusted.
    pub quality: PositionQuality,
    /// Distance between place and site as the metric gives it, metres.
    pub distance_m: f64,
}

/// The verdict with its reasons, or `None` when the place is out of range.
///
/// `within` when distance + accuracy + uncertainty stay within the smallest distance that the row or
/// the policy states; `possible` when distance - accuracy - uncertainty stay within the largest. On
/// the edge counts as inside.
#[must_use]
pub fn range_verdict(
    sighting: &Sighting<'_>,
    range: &CaptureRange,
) -> Option<(RangeVerdict, Reasons<RangeReason>)> {
    let slack = sighting.accuracy_m + sighting.uncertainty_m;
    let max = range.max_m?;
    let is_within = |limit: f64| {
        sighting
            .metric
            .is_within(sighting.position, sighting.distance_m, limit)
    };
    if !is_within(max + slack) {
        return None;
    }
    let direction = direction(sighting, range, slack)?;
    let certain_distance = range.min_m.is_some_and(|min| is_within(min - slack));
    let suspect = sighting.quality == PositionQuality::Suspect;
    if certain_distance && range.basis.is_stated() && !suspect && direction == Direction::Inside {
        return Some((
            RangeVerdict::Within,
            Reasons::default().with(RangeReason::InsideWorstCase),
        ));
    }
    let beyond_min = range.min_m.is_some_and(|min| min < max && !is_within(min));
    let near_edge =
        !certain_distance && !beyond_min && (range.min_m.is_some() || !is_within(max - slack));
    let reasons = Reasons::default()
        .with_if(beyond_min, RangeReason::BetweenMinAndMax)
        .with_if(near_edge, RangeReason::NearEdge)
        .with_if(range.varies_by_site, RangeReason::RangeVariesBySite)
        .with_if(!range.basis.is_stated(), RangeReason::RangeAssumed)
        .with_if(suspect, RangeReason::PositionSuspect)
        .with_if(
            direction == Direction::ElsewhereButTurns,
            RangeReason::SectorElsewhereButTurns,
        )
        .with_if(
            direction == Direction::NearEdge,
            RangeReason::NearSectorEdge,
        );
    Some((RangeVerdict::Possible, reasons))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Direction {
    Inside,
    NearEdge,
    ElsewhereButTurns,
}

/// How the place lies to the stated view; `None` when a camera that does not turn looks elsewhere.
fn direction(sighting: &Sighting<'_>, range: &CaptureRange, slack: f64) -> Option<Direction> {
    let Some(sector) = range
        .sector
        .filter(|sector: &Sector| sector.width_deg() < 360.0)
    else {
        return Some(Direction::Inside);
    };
    // Within the slack of the pole, every bearing is possible.
    if sighting.distance_m <= slack {
        return Some(Direction::NearEdge);
    }
    let bearing = bearing_deg(sighting.position, sighting.metric.centre());
    let slack_deg = (slack / sighting.distance_m).asin().to_degrees();
    if sector.contains_bearing(bearing, -slack_deg) {
        return Some(Direction::Inside);
    }
    if sector.contains_bearing(bearing, slack_deg) {
        return Some(Direction::NearEdge);
    }
    (range.turns == Some(true)).then_some(Direction::ElsewhereButTurns)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RangeBasis;
    use crate::spatial::geodesic::destination;

    const STATED_200: CaptureRange = CaptureRange {
        min_m: Some(200.0),
        max_m: Some(200.0),
        basis: RangeBasis::PolicyPurpose,
        ..CaptureRange::UNKNOWN
    };

    struct Case {
        range: CaptureRange,
        bearing: f64,
        distance: f64,
        accuracy: f64,
        uncertainty: f64,
        quality: PositionQuality,
    }

    impl Case {
        fn stated(distance: f64) -> Self {
            Self {
                range: STATED_200,
                bearing: 45.0,
                distance,
                accuracy: 0.0,
                uncertainty: 0.0,
                quality: PositionQuality::Ok,
            }
        }

        fn check(self, expected: Option<(RangeVerdict, &[RangeReason])>) {
            let position = LonLat::new(127.0847, 37.5385).unwrap();
            let place = destination(position, self.bearing, self.distance);
            let metric = LocalMetric::new(place);
            let sighting = Sighting {
                metric: &metric,
                accuracy_m: self.accuracy,
                position,
                uncertainty_m: self.uncertainty,
                quality: self.quality,
                distance_m: metric.distance_m(position),
            };
            let verdict = range_verdict(&sighting, &self.range);
            let expected =
                expected.map(|(verdict, reasons)| (verdict, reasons.iter().copied().collect()));
            assert_eq!(verdict, expected);
        }
    }

    use RangeReason as R;
    use RangeVerdict::{Possible, Within};

    #[test]
    fn a_millimetre_decides_and_the_edge_is_inside() {
        Case::stated(199.999).check(Some((Within, &[R::InsideWorstCase])));
        Case::stated(200.001).check(None);
    }

    #[test]
    fn accuracy_and_uncertainty_count_against_within_and_for_possible() {
        Case {
            accuracy: 20.0,
            uncertainty: 7.0,
            ..Case::stated(172.9)
        }
        .check(Some((Within, &[R::InsideWorstCase])));
        Case {
            accuracy: 20.0,
            uncertainty: 7.0,
            ..Case::stated(173.1)
        }
        .check(Some((Possible, &[R::NearEdge])));
        Case {
            accuracy: 20.0,
            uncertainty: 7.0,
            ..Case::stated(226.9)
        }
        .check(Some((Possible, &[R::NearEdge])));
        Case {
            accuracy: 20.0,
            uncertainty: 7.0,
            ..Case::stated(227.1)
        }
        .check(None);
    }

    #[test]
    fn assumed_varying_and_suspect_are_never_within() {
        let assumed = CaptureRange {
            min_m: None,
            basis: RangeBasis::Assumed,
            ..STATED_200
        };
        Case {
            range: assumed,
            ..Case::stated(10.0)
        }
        .check(Some((Possible, &[R::RangeAssumed])));
        let varies = CaptureRange {
            min_m: None,
            varies_by_site: true,
            ..STATED_200
        };
        Case {
            range: varies,
            ..Case::stated(10.0)
        }
        .check(Some((Possible, &[R::RangeVariesBySite])));
        Case {
            quality: PositionQuality::Suspect,
            ..Case::stated(10.0)
        }
        .check(Some((Possible, &[R::PositionSuspect])));
    }

    #[test]
    fn between_the_smallest_and_the_largest_distance_is_possible() {
        let range = CaptureRange {
            min_m: Some(50.0),
            max_m: Some(100.0),
            ..STATED_200
        };
        Case {
            range,
            ..Case::stated(49.9)
        }
        .check(Some((Within, &[R::InsideWorstCase])));
        Case {
            range,
            ..Case::stated(75.0)
        }
        .check(Some((Possible, &[R::BetweenMinAndMax])));
    }

    #[test]
    fn a_fixed_view_elsewhere_is_out_of_range_but_a_turning_camera_is_possible() {
        let sector = Sector::new(45.0, 60.0);
        let range = CaptureRange {
            sector,
            ..STATED_200
        };
        Case {
            range,
            ..Case::stated(100.0)
        }
        .check(Some((Within, &[R::InsideWorstCase])));
        Case {
            range,
            bearing: 180.0,
            ..Case::stated(100.0)
        }
        .check(None);
        let turning = CaptureRange {
            turns: Some(true),
            ..range
        };
        Case {
            range: turning,
            bearing: 180.0,
            ..Case::stated(100.0)
        }
        .check(Some((Possible, &[R::SectorElsewhereButTurns])));
        Case {
            range,
            bearing: 78.0,
            accuracy: 10.0,
            ..Case::stated(100.0)
        }
        .check(Some((Possible, &[R::NearSectorEdge])));
    }

    #[test]
    fn an_unknown_range_is_not_listed() {
        Case {
            range: CaptureRange::UNKNOWN,
            ..Case::stated(1.0)
        }
        .check(None);
    }
}
