//! Where a row that was a site of its own is found since it was grouped with others that say the same.

use super::{Dataset, SiteIndex};
use crate::model::SiteRecord;
use crate::spatial::{Bbox, LocalMetric};

/// Metres by which two positions of one place may differ beyond what their decimals leave open, as in
/// `store::identity`.
const SLACK_M: f64 = 10.0;
/// Farthest distance at which two positions can be one place.
const NEAR_M: f64 = 40.0;
/// Degrees that reach beyond [`NEAR_M`] in both directions everywhere in Korea.
const NEAR_DEG: f64 = 0.0005;

impl Dataset {
    /// The group that holds a row of its register which was a site of its own before: the one that
    /// lists its 관리번호 among its rows and stands at its place. A row without a number is in the group
    /// at exactly its position with its purpose and addresses. `None` when no group, or more than one,
    /// comes into question.
    #[must_use]
    pub fn group_of(&self, register: (&str, &str), row: &SiteRecord) -> Option<SiteIndex> {
        let (lon, lat) = (row.position.lon(), row.position.lat());
        let around = Bbox {
            west: lon - NEAR_DEG,
            south: lat - NEAR_DEG,
            east: lon + NEAR_DEG,
            north: lat + NEAR_DEG,
        };
        let metric = LocalMetric::new(row.position);
        let mut found = Vec::new();
        self.index.for_each_in_bbox(&around, &self.spots, |site| {
            if self.sites[site as usize].rows > 1
                && self.is_of_register(site, register)
                && self.holds(site, row, &metric)
            {
                found.push(site);
            }
        });
        match found.as_slice() {
            [only] => Some(*only),
            _ => None,
        }
    }

    fn is_of_register(&self, site: SiteIndex, (institution, source): (&str, &str)) -> bool {
        let release = &self.releases[self.class(site).release as usize];
        release.institution == institution && release.source == source
    }

    fn holds(&self, site: SiteIndex, row: &SiteRecord, metric: &LocalMetric) -> bool {
        let spot = self.spot(site);
        let text = self.text(site);
        let Some(number) = row.management_no.as_deref() else {
            return (spot.lon, spot.lat) == (row.position.lon(), row.position.lat())
                && self.class(site).purpose == row.purpose
                && text.road_address == row.road_address.as_deref()
                && text.lot_address == row.lot_address.as_deref();
        };
        let uncertainty = row.uncertainty_m + f64::from(spot.uncertainty_m);
        metric.distance_m(self.lonlat(site)) <= (uncertainty + SLACK_M).min(NEAR_M)
            && (text.management_no == Some(number)
                || self
                    .members(site)
                    .any(|member| member.management_no == Some(number)))
    }
}
