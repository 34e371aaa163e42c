//! Names of a closed list: `purpose`, `institution`, and the properties of `sortby`.

use super::Params;
use crate::dataset::Dataset;
use crate::http::error::ApiError;
use crate::model::institution::UNKNOWN_CODE;
use crate::model::{InstitutionRegistry, Purpose};
use crate::query::sort::SortKey;
use crate::query::{Collection, PurposeSet};

impl Params {
    /// `purpose`: one or more codes, parted by commas.
    pub fn purposes(&self) -> Result<PurposeSet, ApiError> {
        let Some(text) = self.get("purpose") else {
            return Ok(PurposeSet::default());
        };
        text.split(',')
            .map(|code| {
                Purpose::from_code(code.trim()).ok_or_else(|| {
                    let known: Vec<&str> =
                        Purpose::ALL.iter().map(|purpose| purpose.code()).collect();
                    ApiError::parameter(
                        "purpose",
                        format!(
                            "\"{code}\"은(는) 설치목적 코드가 아닙니다. 쓸 수 있는 것: {}",
                            known.join(", ")
                        ),
                        format!(
                            "\"{code}\" is not a purpose; known are: {}",
                            known.join(", ")
                        ),
                    )
                })
            })
            .collect()
    }

    /// `institution`: one or more codes, parted by commas, as indexes of the dataset.
    ///
    /// A code of the table that has no register loaded matches nothing.
    pub fn institutions(&self, dataset: &Dataset) -> Result<Option<Vec<u32>>, ApiError> {
        let Some(text) = self.get("institution") else {
            return Ok(None);
        };
        let mut found = Vec::new();
        for code in text.split(',').map(str::trim) {
            match dataset.institution(code) {
                Some((index, _)) => found.extend(u32::try_from(index).ok()),
                None if code == UNKNOWN_CODE => {}
                None if InstitutionRegistry::embedded().by_code(code).is_some() => {}
                None => {
                    return Err(no_such_institution(code));
                }
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(Some(found))
    }

    /// `institution` as codes, with the further codes of each institution; `None` for all.
    pub fn institution_codes(&self) -> Result<Option<Vec<String>>, ApiError> {
        let Some(text) = self.get("institution") else {
            return Ok(None);
        };
        let mut codes = Vec::new();
        for code in text.split(',').map(str::trim) {
            match InstitutionRegistry::embedded().by_code(code) {
                Some(entry) => {
                    codes.push(entry.code.clone());
                    codes.extend(entry.other_codes.iter().cloned());
                }
                None if code == UNKNOWN_CODE => codes.push(code.to_owned()),
                None => {
                    return Err(no_such_institution(code));
                }
            }
        }
        Ok(Some(codes))
    }

    /// `sortby`: properties, parted by commas, each with `+` (or nothing) or `-` before it. A plus that
    /// was not escaped arrives as a blank. A property that stands again decides nothing and is passed over.
    pub fn sort(&self, collection: Collection) -> Result<Vec<SortKey>, ApiError> {
        let mut keys: Vec<SortKey> = Vec::new();
        for part in self
            .get("sortby")
            .into_iter()
            .flat_map(|all| all.split(','))
        {
            let (descending, name) = match part.strip_prefix('-') {
                Some(name) => (true, name),
                None => (false, part.trim_start_matches(['+', ' '])),
            };
            let key = SortKey::new(collection, name, descending)
                .ok_or_else(|| nothing_to_sort_by(collection, name))?;
            if !key.repeats(&keys) {
                keys.push(key);
            }
        }
        Ok(keys)
    }
}

fn nothing_to_sort_by(collection: Collection, name: &str) -> ApiError {
    let known: Vec<&str> = collection
        .simple_queryables()
        .map(|(_, known)| known.name)
        .collect();
    let known = known.join(", ");
    ApiError::parameter(
        "sortby",
        format!("\"{name}\"(으)로 정렬할 수 없습니다. 쓸 수 있는 것: {known}"),
        format!("\"{name}\" is nothing to sort by; known are: {known}"),
    )
}

fn no_such_institution(code: &str) -> ApiError {
    ApiError::parameter(
        "institution",
        format!("\"{code}\"은(는) 기관 코드가 아닙니다. /api/institutions를 보십시오"),
        format!("\"{code}\" is not the code of an institution; see /api/institutions"),
    )
}
