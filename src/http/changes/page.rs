//! The log of changes for people: the same document, with the words for its codes.

use std::collections::BTreeMap;

use minijinja::context;
use minijinja::value::{Serde, Value};

use super::Changes;
use crate::http::ogc::entry::Entry;
use crate::http::ogc::links::Links;
use crate::model::purpose::purposes;
use crate::model::{InstitutionRegistry, Purpose};
use crate::quality::Said;
use crate::query::Collection;

/// What the template says beside the document: who, for what, and which property.
pub(super) fn context(document: &Changes, links: &Links) -> Value {
    let registry = InstitutionRegistry::embedded();
    let institutions: BTreeMap<&str, Said> = document
        .changes
        .iter()
        .filter_map(|change| registry.by_code(&change.institution))
        .map(|entry| {
            let name = Said::new(
                format!("{} {}", entry.region_ko, entry.name_ko).trim(),
                entry.name_en.as_str(),
            );
            (entry.code.as_str(), name)
        })
        .collect();
    let purposes: BTreeMap<&str, Said> = Purpose::ALL
        .into_iter()
        .map(|purpose| {
            let entry = purposes().entry(purpose);
            let name = Said::new(entry.name_ko.as_str(), entry.name_en.as_str());
            (purpose.code(), name)
        })
        .collect();
    context! {
        crumbs => Value::from(Serde(Entry::crumbs(links, &[]))),
        institutions => Value::from(Serde(institutions)),
        purposes => Value::from(Serde(purposes)),
        fields => Value::from(Serde(fields())),
        base => links.base(),
        doc => Value::from(Serde(document)),
    }
}

/// What the properties are called that can differ: their Korean titles, and in English their names.
fn fields() -> BTreeMap<&'static str, Said> {
    let further = [
        ("position", Said::new("경도, 위도", "longitude, latitude")),
        (
            "member_rows",
            Said::new("같은 내용의 행", "rows that say the same"),
        ),
    ];
    let queryables = Collection::Cameras.queryables().iter();
    queryables
        .map(|queryable| {
            let name = Said::new(queryable.title, queryable.name.replace('_', " "));
            (queryable.name, name)
        })
        .chain(further)
        .collect()
}
