//! `/api/institutions/{code}/policy`: the policy as data and, for people, as a page that the institution
//! can publish as its 운영·관리 방침.

use axum::extract::{Path, RawQuery, State};
use axum::http::HeaderMap;
use axum::response::Response;
use minijinja::context;
use minijinja::value::{Serde, Value};

use super::AppState;
use super::error::{ApiError, Problem};
use super::etag::{etag, tagged_json};
use super::negotiate::Form;
use super::ogc::links::JSON;
use super::ogc::reader::{Reader, varied};
use super::openapi::shared::{Conditional, FormAndLanguage, NotAcceptable};
use super::pages;
use crate::import::Lang;
use crate::model::policy::{OperationPolicy, founding_of};
use crate::model::{Institution, InstitutionRegistry};
use crate::quality::LAW;

/// The policy (운영·관리 방침) of an institution: as data in the shape `cctv-policy/1`, or as a page in the
/// order of 개인정보 보호법 시행령 제25조 제1항 that can be printed and published.
///
/// Values that the policy does not state are null; `notes` tell contradictions and readings. The page
/// says "방침에 명시되지 않음" in their place.
#[utoipa::path(get, path = "/api/institutions/{code}/policy", tag = "Registers", operation_id = "getPolicy",
    params(("code" = String, Path, description = "7-digit code of the institution", example = "3040000"),
        FormAndLanguage),
    responses((status = 200, description = "The policy", content((Object = "application/json"), (String = "text/html")),
            headers(("Link"))),
        Conditional,
        (status = 400, description = "Unknown parameter, or a form or language that is not offered", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such institution, or no policy of it is loaded", body = Problem, content_type = "application/problem+json"),
        NotAcceptable))]
pub async fn policy(
    State(state): State<AppState>,
    Path(code): Path<String>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Result<Response, ApiError> {
    let reader = Reader::new(&state, &headers, query.as_deref(), &[], JSON)?;
    let (entry, policy) = find(&code)?;
    let answer = match reader.form {
        Form::Json => tagged_json(&headers, JSON, policy).map(varied),
        Form::Html => page(entry, policy, reader.lang, &headers),
    }?;
    let path = format!("/api/institutions/{}/policy", entry.code);
    Ok(reader.link_in_header(answer, &path))
}

fn find(code: &str) -> Result<(&'static Institution, &'static OperationPolicy), ApiError> {
    let Some(entry) = InstitutionRegistry::embedded().by_code(code) else {
        return Err(no_such_institution(code));
    };
    let policy = founding_of(&entry.code);
    policy.map(|policy| (entry, policy)).ok_or_else(|| {
        ApiError::not_found(
            format!(
                "{} {}의 운영·관리 방침은 들어 있지 않습니다.",
                entry.region_ko, entry.name_ko
            ),
            format!(
                "no policy of {} {} is loaded",
                entry.region_ko, entry.name_ko
            ),
        )
    })
}

/// The refusal of a code that the table of institutions does not have.
pub fn no_such_institution(code: &str) -> ApiError {
    ApiError::not_found(
        format!(
            "코드가 \"{code}\"인 기관이 없습니다. 기관 코드는 3040000과 같은 일곱 자리 숫자입니다."
        ),
        format!("there is no institution with the code \"{code}\"; see /api/institutions"),
    )
}

fn page(
    entry: &Institution,
    policy: &OperationPolicy,
    lang: Lang,
    headers: &HeaderMap,
) -> Result<Response, ApiError> {
    let context = context! {
        code => &entry.code,
        policy => Value::from(Serde(policy)),
        law => LAW.map(|(ko, en)| context! { ko, en }).to_vec(),
        version => Value::from(Serde(policy.version())),
        stylesheet => false,
    };
    let text = pages::render("policy.html", lang, context)?;
    let tag = etag(env!("CARGO_PKG_VERSION"), &["policy", &text]);
    Ok(pages::page(headers, &tag, lang, text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::policy::founding;

    #[test]
    fn every_policy_becomes_a_page_in_both_languages() {
        for policy in founding() {
            let code = policy.institution_code().unwrap();
            let (entry, _) = find(code).unwrap_or_else(|_| panic!("{code}"));
            for lang in [Lang::Ko, Lang::En] {
                let response = page(entry, policy, lang, &HeaderMap::new());
                assert!(response.is_ok(), "{}: {:?}", policy.slug, response.err());
            }
        }
    }
}
