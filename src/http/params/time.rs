//! When: `datetime`, `as_of` and `since`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::Params;
use crate::http::error::ApiError;
use crate::model::day::plain_date;
use crate::query::interval::{end_of_day, parse_time, seoul_date, start_of_day};
use crate::query::items::Days;
use crate::query::rfc3339::{Rfc3339, lost_its_plus};
use crate::store::Since;

impl Params {
    /// `datetime`: a time or a date, or two of them with a slash between, of which one may be open
    /// (`..` or empty). Times become days in Korea.
    pub fn datetime(&self) -> Result<Option<Days>, ApiError> {
        let Some(text) = self.get("datetime") else {
            return Ok(None);
        };
        let wrong = || {
            ApiError::parameter(
                "datetime",
                "2024-05-01, 2024-05-01T00:00:00Z, 또는 2024-01-01/2024-12-31, 2024-01-01/.., ../2024-12-31과 같아야 합니다",
                "must be like 2024-05-01, 2024-05-01T00:00:00Z, 2024-01-01/2024-12-31, 2024-01-01/.. or ../2024-12-31",
            )
        };
        let day = |text: &str| {
            instant_day(text).ok_or_else(|| without_plus("datetime", text).unwrap_or_else(wrong))
        };
        let Some((from, to)) = text.split_once('/') else {
            let day = day(text)?;
            return Ok(Some(Days {
                from: Some(day),
                to: Some(day),
            }));
        };
        let end = |text: &str| match text {
            "" | ".." => Ok(None),
            _ => day(text).map(Some),
        };
        let days = Days {
            from: end(from)?,
            to: end(to)?,
        };
        match (days.from, days.to) {
            (None, None) => Err(wrong()),
            (Some(from), Some(to)) if from > to => Err(ApiError::parameter(
                "datetime",
                "시작이 끝보다 늦습니다",
                "begins after it ends",
            )),
            _ => Ok(Some(days)),
        }
    }

    /// `as_of`: a date, which means its last moment in Korea (today: now), or a time; not in the future.
    pub fn as_of(&self, now: Timestamp) -> Result<Option<Timestamp>, ApiError> {
        let Some(text) = self.get("as_of") else {
            return Ok(None);
        };
        let future =
            || ApiError::parameter("as_of", "아직 오지 않은 때입니다", "lies in the future");
        if let Some(date) = plain_date(text) {
            if date > seoul_date(now) {
                return Err(future());
            }
            return Ok(Some(end_of_day(date).min(now)));
        }
        let wrong = || {
            ApiError::parameter(
                "as_of",
                "2026-05-01과 같은 날짜도, 2026-05-01T09:00:00+09:00과 같은 시각도 아닙니다",
                "is neither a date such as 2026-05-01 nor a time such as 2026-05-01T09:00:00+09:00",
            )
        };
        let at = parse_time(text).map_err(|_| without_plus("as_of", text).unwrap_or_else(wrong))?;
        if at > now {
            Err(future())
        } else {
            Ok(Some(at))
        }
    }

    /// `since`: a date, which means its first moment in Korea, a time, or a place in the log of changes.
    pub fn since(&self) -> Result<Since, ApiError> {
        let Some(text) = self.get("since") else {
            return Ok(Since::Time(Timestamp::UNIX_EPOCH));
        };
        if let Some(date) = plain_date(text) {
            return Ok(Since::Time(start_of_day(date)));
        }
        if let Ok(cursor) = text.parse() {
            return Ok(Since::Cursor(cursor));
        }
        let wrong = || {
            ApiError::parameter(
                "since",
                "2026-05-01과 같은 날짜도, 2026-05-01T09:00:00+09:00과 같은 시각도, p42.317과 같은 기록의 자리도 아닙니다",
                "is neither a date such as 2026-05-01, nor a time such as 2026-05-01T09:00:00+09:00, \
                 nor a place in the log such as p42.317",
            )
        };
        parse_time(text)
            .map(Since::Time)
            .map_err(|_| without_plus("since", text).unwrap_or_else(wrong))
    }
}

/// The day in Korea of an RFC 3339 date or time.
fn instant_day(text: &str) -> Option<Date> {
    if let Some(day) = plain_date(text) {
        return Some(day);
    }
    let time = Rfc3339::parse(text)?;
    // QGIS writes open ends as the first moment of the year 0 and the last day of 9999, of which the
    // latter is no moment that has a time in Korea.
    Some(time.timestamp().map_or(time.date(), seoul_date))
}

/// Why a time with a blank for the sign of its offset is none, if that is so.
fn without_plus(name: &'static str, text: &str) -> Option<ApiError> {
    lost_its_plus(text).then(|| {
        ApiError::parameter(
            name,
            "+가 없습니다. 주소에서 +는 빈칸이 되므로 2024-05-01T00:00:00%2B09:00처럼 적어야 합니다",
            "has lost its +, which is a blank in an address: write it as 2024-05-01T00:00:00%2B09:00",
        )
    })
}
