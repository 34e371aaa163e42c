//! The shapes of pages of features and of single ones, for the API document: they are written by hand in
//! [`super::items`].

use std::borrow::Cow;

use utoipa::ToSchema;

use super::links::Link;
use crate::feature::schema::{
    CameraFeature, CameraProperties, CaptureAreaFeature, CaptureAreaProperties, CoverageFeature,
    CoverageProperties, InstitutionFeature, InstitutionProperties, MemberRow, MultiPolygonGeometry,
    PointGeometry, PolygonGeometry,
};
use crate::query::Collection;

/// A page of features of one collection.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum FeaturePage {
    /// Of `cameras`.
    Cameras(CameraPage),
    /// Of `capture-areas`.
    CaptureAreas(CaptureAreaPage),
    /// Of `institutions`.
    Institutions(InstitutionPage),
    /// Of `coverage`.
    Coverage(CoveragePage),
}

/// A single feature.
#[derive(Debug, ToSchema)]
#[serde(untagged)]
pub enum FeatureItem {
    /// Of `cameras`.
    Camera(CameraItem),
    /// Of `capture-areas`.
    CaptureArea(CaptureAreaItem),
    /// Of `institutions`.
    Institution(InstitutionItem),
    /// Of `coverage`.
    Coverage(CoverageItem),
}

/// The names of the shapes of a page and of a single feature of a collection.
#[must_use]
pub fn names(collection: Collection) -> (Cow<'static, str>, Cow<'static, str>) {
    match collection {
        Collection::Cameras => (CameraPage::name(), CameraItem::name()),
        Collection::CaptureAreas => (CaptureAreaPage::name(), CaptureAreaItem::name()),
        Collection::Institutions => (InstitutionPage::name(), InstitutionItem::name()),
        Collection::Coverage => (CoveragePage::name(), CoverageItem::name()),
    }
}

/// The names of the shapes of any collection, in whose place those of one stand in the document.
#[must_use]
pub fn generic() -> [Cow<'static, str>; 2] {
    [FeaturePage::name(), FeatureItem::name()]
}

/// Declares a page of features and a single feature, which differ from collection to collection in what
/// the features are.
macro_rules! shapes {
    ($page:ident of $feature:ident, $item:ident: $geometry:ty, $properties:ident $(, $(#[$doc:meta])* $more:ident: $type:ty)?) => {
        /// A page of features.
        #[derive(Debug, ToSchema)]
        #[expect(dead_code, reason = "describes what is written by hand")]
        pub struct $page {
            /// Always `FeatureCollection`.
            r#type: String,
            /// The features of this page, ordered by id.
            features: Vec<$feature>,
            /// Features that match in all.
            #[schema(rename = "numberMatched")]
            number_matched: usize,
            /// Features on this page.
            #[schema(rename = "numberReturned")]
            number_returned: usize,
            /// When this page was written; a page with the same tag is not written again.
            #[schema(rename = "timeStamp", format = DateTime)]
            time_stamp: String,
            /// True when any served register is a sample.
            sample: bool,
            /// The moment asked for with `as_of`.
            #[schema(format = DateTime)]
            as_of: Option<String>,
            /// Said when nothing was published at that moment.
            note: Option<String>,
            /// `self`, `collection`, `prev` unless this is the first page, and `next` unless it is the last.
            links: Vec<Link>,
        }

        /// A single feature.
        #[derive(Debug, ToSchema)]
        #[expect(dead_code, reason = "describes what is written by hand")]
        pub struct $item {
            /// Always `Feature`.
            r#type: String,
            /// Id of the feature.
            id: u32,
            /// Where it is, in CRS84 (longitude, latitude) or the system of `crs`.
            geometry: $geometry,
            /// What is known of it.
            properties: $properties,
            $($(#[$doc])* $more: $type,)?
            /// The moment asked for with `as_of`.
            #[schema(format = DateTime)]
            as_of: Option<String>,
            /// `self` and `collection`.
            links: Vec<Link>,
        }
    };
}

shapes!(CameraPage of CameraFeature, CameraItem: PointGeometry, CameraProperties,
    /// The rows of the register that say the same, by 관리번호; the first gives the site its id.
    member_rows: Vec<MemberRow>);
shapes!(CaptureAreaPage of CaptureAreaFeature, CaptureAreaItem: PolygonGeometry, CaptureAreaProperties);
shapes!(InstitutionPage of InstitutionFeature, InstitutionItem: Option<MultiPolygonGeometry>, InstitutionProperties);
shapes!(CoveragePage of CoverageFeature, CoverageItem: Option<MultiPolygonGeometry>, CoverageProperties);
