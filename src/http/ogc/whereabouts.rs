//! What becomes of a feature id that is not published at a moment: another address, or why there is none.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use jiff::{Timestamp, ToSpan};

use super::asked::Asked;
use super::links::with_query;
use crate::dataset::Dataset;
use crate::http::AppState;
use crate::http::error::{ApiError, Gone};
use crate::quality::Said;
use crate::query::Collection;
use crate::query::interval::seoul_date;

/// 404, with what there is none of.
pub(super) fn no_such_feature(collection: Collection, id: &str) -> ApiError {
    match collection {
        Collection::Cameras => ApiError::not_found(
            format!("id가 \"{id}\"인 카메라 지점이 없습니다"),
            format!("there is no camera site with the id \"{id}\""),
        ),
        Collection::CaptureAreas => ApiError::not_found(
            format!("id가 \"{id}\"인 카메라 지점이 없거나 촬영범위를 알 수 없습니다"),
            format!("there is no camera site with the id \"{id}\", or its range is unknown"),
        ),
        Collection::Institutions => ApiError::not_found(
            format!("id가 \"{id}\"인 기관이 없습니다"),
            format!("there is no institution with the id \"{id}\""),
        ),
        Collection::Coverage => ApiError::not_found(
            format!("id가 \"{id}\"인 기관과 목적의 촬영 가능 범위가 없습니다"),
            format!("there is no covered area with the id \"{id}\""),
        ),
    }
}

/// What to answer for a site that is not published at a moment: where its group is, since when it is
/// gone, from when on it is there, or that there never was one.
pub(super) async fn whereabouts(
    state: &AppState,
    dataset: &Dataset,
    asked: &Asked,
    (id, at): (u32, Timestamp),
) -> Result<Response, ApiError> {
    let none = || no_such_feature(asked.collection, &id.to_string());
    if !asked.collection.is_of_sites() || dataset.find_by_id(id).is_some() {
        return Err(none());
    }
    let past = state.ask_history(move |store| store.site_past(id, at));
    let Some(past) = past.await?.flatten() else {
        return Err(none());
    };
    let Some((record, until)) = past.last else {
        return Err(past.next.map_or_else(none, |next| not_yet(id, next)));
    };
    let base = asked.reader.links.base();
    if let Some(group) = dataset.group_of((&past.institution, &past.source), &record) {
        let path = asked.item_path(dataset.site(group).id);
        let path = with_query(&path, &asked.reader.params.with(&[]));
        return to_group(&format!("{base}{path}"));
    }
    // A publication ends with the moment at which the next one begins.
    let last_moment = until
        .checked_sub(1.microsecond())
        .unwrap_or(until)
        .to_string();
    let with_as_of = asked.reader.params.with(&[("as_of", last_moment.clone())]);
    let day = seoul_date(until);
    Err(ApiError::Gone(Box::new(Gone {
        detail: Said::new(
            format!(
                "카메라 지점 {id}은(는) {day}부터 대장에 없습니다. as_of={last_moment}로 마지막 내용을 볼 수 있습니다"
            ),
            format!(
                "camera site {id} has not been in its register since {day}; as_of={last_moment} shows it as it was published last"
            ),
        ),
        since: until,
        href: format!("{base}{}?{with_as_of}", asked.item_path(id)),
    })))
}

fn not_yet(id: u32, next: Timestamp) -> ApiError {
    ApiError::not_found(
        format!(
            "카메라 지점 {id}은(는) 그때 게시되어 있지 않았습니다. {next}에 처음 게시되었습니다"
        ),
        format!(
            "camera site {id} was not published at that time; it was first published at {next}"
        ),
    )
}

/// 301 rather than 308: the two differ only for methods that this resource does not answer, and older
/// clients follow only the first. Asked about again each time, as a group may be parted again.
fn to_group(address: &str) -> Result<Response, ApiError> {
    let location = HeaderValue::from_str(address)
        .map_err(|_| ApiError::Internal("the address of a group is no header".to_owned()))?;
    let headers = [
        (header::LOCATION, location),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
    ];
    Ok((StatusCode::MOVED_PERMANENTLY, headers).into_response())
}
