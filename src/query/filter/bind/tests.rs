use super::*;
use crate::query::Collection;
use crate::query::filter::text;

/// A list of literals is looked up and costs one condition; beside a property every literal is compared.
#[test]
fn literals_of_a_list_count_where_they_are_compared_one_by_one() {
    let list = |length: usize| vec!["1"; length].join(",");
    let refused = |filter: &str| {
        let expr = text::parse(filter, false).unwrap();
        let bound = bind(
            &expr,
            Collection::Cameras.queryables(),
            Crs::default(),
            false,
        );
        bound.is_err_and(|fault| fault.in_text(filter).said.en.contains("conditions"))
    };
    for (filter, expected) in [
        (format!("id IN ({})", list(2 * MOST_NODES)), false),
        (format!("id IN (units,{})", list(MOST_NODES / 2)), false),
        (format!("id IN (units,{})", list(MOST_NODES)), true),
        (format!("id IN ({},units)", list(MOST_NODES)), true),
    ] {
        assert_eq!(refused(&filter), expected, "{}", &filter[..20]);
    }
}
