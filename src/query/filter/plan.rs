//! The order in which a filter asks, and what that costs at most.
//!
//! Nothing here changes what a filter says: conditions are pure and their logic does not depend on their
//! order, so the cheap ones may come first, and what is the same for all items of a class is asked once.

use super::spatial::Relation;
use super::tree::{Scalar, Test};
use super::value::{Kind, Queryable};

// What operations cost, in nanoseconds of one core as far as orders of magnitude go.
const LOOK_UP: u64 = 15;
const COMPARE: u64 = 5;
const SEARCH_TEXT: u64 = 60;
const FOLD: u64 = 250;
const TEMPORAL: u64 = 60;
const ARRAY: u64 = 300;
/// A geometry is made, and compared side by side with another.
const MEET: u64 = 5_000;
/// What the matrix of intersections costs for each position of the other geometry.
const RELATE: u64 = 1_000;

/// A condition with its parts in a better order. Parts that only ask for shared properties become one
/// [`Test::Shared`]; `slots` counts these.
pub(super) fn plan(test: Test, queryables: &[Queryable], slots: &mut usize) -> Test {
    if is_shared(&test, queryables) {
        let slot = *slots;
        *slots += 1;
        return Test::Shared(slot, Box::new(in_order(test, queryables)));
    }
    match test {
        Test::All(tests) => Test::All(parts(tests, Test::All, queryables, slots)),
        Test::Any(tests) => Test::Any(parts(tests, Test::Any, queryables, slots)),
        Test::Not(test) => Test::Not(Box::new(plan(*test, queryables, slots))),
        other => other,
    }
}

/// The parts of a conjunction or disjunction: the shared ones together, then by what they cost.
fn parts(
    tests: Vec<Test>,
    join: fn(Vec<Test>) -> Test,
    queryables: &[Queryable],
    slots: &mut usize,
) -> Vec<Test> {
    let (shared, own): (Vec<Test>, Vec<Test>) = tests
        .into_iter()
        .partition(|test| is_shared(test, queryables));
    let mut all: Vec<Test> = own
        .into_iter()
        .map(|test| plan(test, queryables, slots))
        .collect();
    if !shared.is_empty() {
        all.push(plan(join(shared), queryables, slots));
    }
    all.sort_by_key(|test| cost(test, queryables));
    all
}

/// The parts in the order of what they cost.
fn in_order(test: Test, queryables: &[Queryable]) -> Test {
    let sorted = |tests: Vec<Test>| {
        let mut tests: Vec<Test> = tests
            .into_iter()
            .map(|test| in_order(test, queryables))
            .collect();
        tests.sort_by_key(|test| cost(test, queryables));
        tests
    };
    match test {
        Test::All(tests) => Test::All(sorted(tests)),
        Test::Any(tests) => Test::Any(sorted(tests)),
        Test::Not(test) => Test::Not(Box::new(in_order(*test, queryables))),
        other => other,
    }
}

/// Whether it asks for shared properties and for no others.
fn is_shared(test: &Test, queryables: &[Queryable]) -> bool {
    let (mut any, mut all) = (false, true);
    for_each_property(test, &mut |property| {
        any = true;
        all &= queryables[property].shared;
    });
    any && all
}

fn for_each_property(test: &Test, visit: &mut impl FnMut(usize)) {
    match test {
        Test::Constant(_) => {}
        Test::All(tests) | Test::Any(tests) => {
            for test in tests {
                for_each_property(test, visit);
            }
        }
        Test::Not(test) | Test::Shared(_, test) => for_each_property(test, visit),
        Test::Compare(_, left, right) => {
            for_each_of(left, visit);
            for_each_of(right, visit);
        }
        Test::Like(value, _) | Test::InLiterals(value, _) | Test::IsNull(value) => {
            for_each_of(value, visit);
        }
        Test::Between(operands) => operands.iter().for_each(|value| for_each_of(value, visit)),
        Test::In(value, list) => {
            for_each_of(value, visit);
            for value in list {
                for_each_of(value, visit);
            }
        }
        Test::Spatial(_, property, _) => visit(*property),
        Test::SpatialOfTwo(_, left, right) => [*left, *right].into_iter().for_each(visit),
        Test::Temporal(_, periods, _) => {
            for period in periods.iter() {
                period.properties().for_each(&mut *visit);
            }
        }
        Test::Array(_, operands) => operands.iter().for_each(|value| for_each_of(value, visit)),
    }
}

fn for_each_of(value: &Scalar, visit: &mut impl FnMut(usize)) {
    match value {
        Scalar::Literal(_) => {}
        Scalar::Property(property) => visit(*property),
        Scalar::Folded(value) => for_each_of(value, visit),
        Scalar::Chain(first, rest) => {
            for_each_of(first, visit);
            for (_, value) in rest {
                for_each_of(value, visit);
            }
        }
        Scalar::Test(test) => for_each_property(test, visit),
        Scalar::List(values) => values.iter().for_each(|value| for_each_of(value, visit)),
    }
}

/// What it costs to ask one item, nanoseconds.
pub(super) fn cost(test: &Test, queryables: &[Queryable]) -> u64 {
    let of = |value: &Scalar| value_cost(value, queryables);
    let all = |tests: &[Test]| tests.iter().map(|test| cost(test, queryables)).sum();
    match test {
        Test::Constant(_) => 1,
        Test::All(tests) | Test::Any(tests) => all(tests),
        Test::Not(test) => cost(test, queryables),
        // Once for each class, of which there are few.
        Test::Shared(..) => LOOK_UP,
        Test::Compare(_, left, right) => of(left) + of(right) + COMPARE,
        Test::Like(value, pattern) => of(value) + SEARCH_TEXT * pattern.searches(),
        Test::Between(operands) => operands.iter().map(of).sum::<u64>() + 2 * COMPARE,
        Test::InLiterals(value, literals) => {
            of(value) + COMPARE * u64::from(literals.len().max(1).ilog2() + 1)
        }
        Test::In(value, list) => {
            of(value) + list.iter().map(|value| of(value) + COMPARE).sum::<u64>()
        }
        Test::IsNull(value) => of(value),
        Test::Spatial(relation, property, shape) => match (queryables[*property].kind, relation) {
            (Kind::Point, _) => LOOK_UP + shape.steps(),
            (_, Relation::Intersects | Relation::Disjoint) => MEET + 10 * shape.steps(),
            _ => MEET + RELATE * shape.positions(),
        },
        Test::SpatialOfTwo(..) => 100 * RELATE,
        Test::Temporal(..) => TEMPORAL,
        Test::Array(_, operands) => operands.iter().map(of).sum::<u64>() + ARRAY,
    }
}

fn value_cost(value: &Scalar, queryables: &[Queryable]) -> u64 {
    let all = |values: &[Scalar]| {
        let costs = values.iter().map(|value| value_cost(value, queryables));
        costs.sum::<u64>()
    };
    match value {
        Scalar::Literal(_) => 1,
        Scalar::Property(_) => LOOK_UP,
        Scalar::Folded(value) => value_cost(value, queryables) + FOLD,
        Scalar::Chain(first, rest) => {
            let rest = rest
                .iter()
                .map(|(_, value)| value_cost(value, queryables) + COMPARE);
            value_cost(first, queryables) + rest.sum::<u64>()
        }
        Scalar::Test(test) => cost(test, queryables),
        Scalar::List(values) => ARRAY + all(values),
    }
}
