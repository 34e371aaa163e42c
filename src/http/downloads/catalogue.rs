//! The list of what can be downloaded.

use std::sync::Arc;

use serde::Serialize;
use utoipa::ToSchema;

use super::shelf::{Facts, Shelf, file_name};
use crate::dataset::Dataset;
use crate::export::{Format, Part, Provenance};
use crate::http::ogc::links::{JSON, Link};
use crate::http::ogc::reader::Reader;

/// What can be downloaded of all registers or of one institution.
#[derive(Debug, Serialize, ToSchema)]
pub struct Catalogue {
    /// Where the contents of the files come from, and under which conditions they may be used.
    pub provenance: Provenance,
    /// Code of the institution; null for all.
    pub institution: Option<String>,
    /// Whether all files of the present state are there; while they are being made, those that are.
    pub complete: bool,
    /// The files.
    pub files: Vec<File>,
    /// In the list of all registers, the institutions with files of their own.
    pub institutions: Vec<InstitutionFiles>,
    /// Related resources.
    pub links: Vec<Link>,
}

/// A file. Its address holds the state of its contents: what it gives never changes.
#[derive(Debug, Serialize, ToSchema)]
pub struct File {
    /// Address of this very file.
    pub href: String,
    /// Address that leads to the newest one.
    pub latest: String,
    /// Name of the file.
    pub name: String,
    /// Name of the format.
    pub format: &'static str,
    /// Media type.
    #[serde(rename = "type")]
    pub media_type: &'static str,
    /// Length, bytes.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Camera sites in it.
    pub sites: u64,
    /// Records in it: sites, or in CSV rows of the registers, of which several may be one site.
    pub records: u64,
    /// When the newest of its registers was imported.
    #[schema(format = DateTime)]
    pub modified: String,
}

/// An institution with files of its own.
#[derive(Debug, Serialize, ToSchema)]
pub struct InstitutionFiles {
    /// Code.
    pub code: String,
    /// Korean name.
    pub name_ko: String,
    /// English name.
    pub name_en: String,
    /// Camera sites.
    pub sites: usize,
    /// Its list of files.
    pub href: String,
}

/// A file of a part, when it is there.
pub(super) fn file(
    shelf: &Shelf,
    dataset: &Dataset,
    (part, format): (Part, Format),
    base: &str,
) -> Option<File> {
    let name = file_name(dataset, part, format);
    let facts: Arc<Facts> = shelf.facts(&name)?;
    Some(File {
        href: format!("{base}/api/downloads/{name}"),
        latest: latest(dataset, part, format, base),
        format: format.name(),
        media_type: format.media_type(),
        bytes: facts.bytes,
        sha256: facts.sha256.clone(),
        sites: facts.sites,
        records: facts.records,
        modified: facts.modified.to_string(),
        name,
    })
}

/// The address that leads to the present file.
pub(super) fn latest(dataset: &Dataset, part: Part, format: Format, base: &str) -> String {
    let stem = part.stem(dataset);
    format!("{base}/api/downloads/{stem}.{}", format.extension())
}

impl Catalogue {
    /// The list for a part.
    pub(super) fn of(shelf: &Shelf, dataset: &Dataset, part: Part, reader: &Reader) -> Self {
        let links = &reader.links;
        let files: Vec<File> = Format::ALL
            .into_iter()
            .filter_map(|format| file(shelf, dataset, (part, format), links.base()))
            .collect();
        let institution = part.institution(dataset).map(ToOwned::to_owned);
        let all = dataset.institutions().iter();
        let institutions = all
            .filter(|_| part == Part::All)
            .map(|loaded| InstitutionFiles {
                code: loaded.code.clone(),
                name_ko: loaded.name_ko().to_owned(),
                name_en: loaded.name_en().to_owned(),
                sites: loaded.sites,
                href: format!("{}/api/downloads?institution={}", links.base(), loaded.code),
            })
            .collect();
        let mut own = reader.self_links("/api/downloads");
        own.push(links.to(
            "/api/dcat.jsonld",
            "related",
            super::dcat::JSON_LD,
            "Catalogue (DCAT 3)",
        ));
        own.push(links.to(
            "/api/collections/cameras",
            "collection",
            JSON,
            "The collection",
        ));
        Self {
            provenance: Provenance::of(dataset, part),
            complete: files.len() == Format::ALL.len(),
            files,
            institutions,
            links: own,
            institution,
        }
    }
}
