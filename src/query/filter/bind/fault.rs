//! What is said of operands that do not fit.

use crate::model::day::plain_date;
use crate::query::filter::error::{Fault, Result};
use crate::query::filter::literal;
use crate::query::filter::syntax::Expr;
use crate::query::filter::value::Kind;
use crate::query::rfc3339::lost_its_plus;

pub(super) fn date(at: usize, text: &str) -> Result<jiff::civil::Date> {
    plain_date(text).ok_or_else(|| {
        Fault::new(
            at,
            format!("'{text}'은(는) 2026-05-01과 같은 날짜가 아닙니다"),
            format!("'{text}' is not a date such as 2026-05-01"),
        )
    })
}

pub(super) fn timestamp(at: usize, text: &str) -> Result<jiff::Timestamp> {
    literal::timestamp(text).ok_or_else(|| {
        if lost_its_plus(text) {
            return Fault::new(
                at,
                format!("'{text}'에 +가 없습니다. 주소에서는 +를 %2B로 적어야 합니다"),
                format!("'{text}' has lost its +, which has to be written %2B in an address"),
            );
        }
        Fault::new(
            at,
            format!("'{text}'은(는) 2026-05-01T00:00:00Z나 2026-05-01T09:00:00+09:00과 같은 시각(RFC 3339)이 아닙니다"),
            format!("'{text}' is not a time of RFC 3339 such as 2026-05-01T00:00:00Z or 2026-05-01T09:00:00+09:00"),
        )
    })
}

pub(super) fn no_condition(at: usize) -> Fault {
    Fault::new(
        at,
        "조건이 와야 합니다. 예: purpose = 'crime'",
        "expected a condition such as purpose = 'crime'",
    )
}

pub(super) fn no_function(at: usize, name: &str) -> Fault {
    Fault::new(
        at,
        format!("함수 {name}은(는) 없습니다"),
        format!("there is no function {name}"),
    )
}

pub(super) fn one<'a>(at: usize, name: &str, args: &'a [Expr]) -> Result<&'a Expr> {
    match args {
        [only] => Ok(only),
        _ => Err(count(at, name, 1, args.len())),
    }
}

pub(super) fn two<'a>(at: usize, name: &str, args: &'a [Expr]) -> Result<[&'a Expr; 2]> {
    match args {
        [left, right] => Ok([left, right]),
        _ => Err(count(at, &name.to_uppercase(), 2, args.len())),
    }
}

fn count(at: usize, name: &str, wanted: usize, found: usize) -> Fault {
    Fault::new(
        at,
        format!("{name}에는 값이 {wanted}개 있어야 하는데 {found}개 있습니다"),
        format!("{name} takes {wanted} arguments, here are {found}"),
    )
}

pub(super) fn unlike(at: usize, wanted: Kind, found: Kind) -> Fault {
    let ((wanted_ko, wanted_en), (found_ko, found_en)) = (words(wanted), words(found));
    let (hint_ko, hint_en) = match (wanted, found) {
        (Kind::Date, Kind::Text) | (Kind::Text, Kind::Date) => (
            ". 날짜는 DATE('2026-05-01')로 씁니다",
            "; dates are written DATE('2026-05-01')",
        ),
        (Kind::Timestamp, Kind::Text) | (Kind::Text, Kind::Timestamp) => (
            ". 시각은 TIMESTAMP('2026-05-01T00:00:00Z')로 씁니다",
            "; times are written TIMESTAMP('2026-05-01T00:00:00Z')",
        ),
        (Kind::Date, Kind::Timestamp) | (Kind::Timestamp, Kind::Date) => (
            ". 날짜와 시각은 T_BEFORE, T_AFTER, T_INTERSECTS로 견줍니다",
            "; days and times are compared with T_BEFORE, T_AFTER or T_INTERSECTS",
        ),
        (Kind::Text, Kind::Number) => (
            ". 글은 작은따옴표로 묶습니다",
            "; texts stand in single quotation marks",
        ),
        _ => ("", ""),
    };
    Fault::new(
        at,
        format!("{wanted_ko}이(가) 와야 하는데 {found_ko}이(가) 있습니다{hint_ko}"),
        format!("expected {wanted_en}, but here is {found_en}{hint_en}"),
    )
}

pub(super) fn words(kind: Kind) -> (&'static str, &'static str) {
    match kind {
        Kind::Text => ("글", "a text"),
        Kind::Number | Kind::Integer => ("수", "a number"),
        Kind::Boolean => ("참 거짓", "a boolean"),
        Kind::Date => ("날짜", "a date"),
        Kind::Timestamp => ("시각", "a time"),
        Kind::Point | Kind::Geometry => ("도형", "a geometry"),
        Kind::Texts => ("목록", "a list"),
    }
}
