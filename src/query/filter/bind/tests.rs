use super::*;
use crate::query::Collection;
use crate::query::filter::text;

/// What is asked and calculated counts, and nothing else. A list of literals is looked up and costs one
/// condition; beside a property every literal is compared.
#[test]
fn conditions_and_calculations_count_and_what_they_name_does_not() {
    let list = |length: usize| vec!["1"; length].join(",");
    let joined = |condition: &str, times: usize| vec![condition; times].join(" OR ");
    let sum = |length: usize| format!("id = {}", vec!["1"; length].join("+"));
    let refused = |filter: &str| {
        let expr = text::parse(filter, false).unwrap();
        let bound = bind(
            &expr,
            Collection::Cameras.queryables(),
            Crs::default(),
            false,
        );
        bound.is_err_and(|fault| {
            fault
                .in_text(filter)
                .said
                .en
                .contains("conditions and calculations")
        })
    };
    for (filter, expected) in [
        (format!("id IN ({})", list(2 * MOST_STEPS)), false),
        (format!("id IN (units,{})", list(MOST_STEPS - 2)), false),
        (format!("id IN (units,{})", list(MOST_STEPS - 1)), true),
        (format!("id IN ({},units)", list(MOST_STEPS)), true),
        (joined("id = 1", MOST_STEPS), false),
        (joined("NOT id = 1", MOST_STEPS), false),
        (joined("id = 1", MOST_STEPS + 1), true),
        (joined("id BETWEEN 1 AND 2", MOST_STEPS), false),
        (joined("id + 1 = 2", MOST_STEPS / 2), false),
        (joined("id + 1 = 2", MOST_STEPS / 2 + 1), true),
        (joined("CASEI(department) = 'x'", MOST_STEPS / 2 + 1), true),
        (sum(MOST_STEPS), false),
        (sum(MOST_STEPS + 1), true),
    ] {
        assert_eq!(refused(&filter), expected, "{}", &filter[..20]);
    }
}
