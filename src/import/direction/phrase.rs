//! From words to what they say: distances, angles, directions.

use super::BareNumber;
use super::token::Token;
use crate::model::site::RowRange;

/// Farther than any public camera sees.
const FARTHEST_M: f64 = 20_000.0;
/// More directions than one pole has cameras; beyond it the number is a spreadsheet's fill-down series.
const MOST_DIRECTIONS: f64 = 16.0;
/// An angle alone is an opening angle from here on, for a lens of a few degrees is no fact of a
/// register and a bearing may be anything; with words about the view, from [`LEAST_WIDTH_DEG`].
const LEAST_WIDTH_ALONE_DEG: f64 = 60.0;
const LEAST_WIDTH_DEG: f64 = 10.0;

/// What tokens say.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Said {
    /// What could be taken.
    pub(super) range: RowRange,
    /// A number stands there of which nobody says what it is.
    pub(super) ambiguous: bool,
    /// An angle beyond the full circle, which was not taken.
    pub(super) beyond_circle: bool,
}

/// Reads a text that was understood word for word; `None` when its compass points are part of
/// something else.
pub(super) fn read(tokens: &[Token], bare: BareNumber) -> Option<Said> {
    if let Some(numbers) = only_numbers(tokens) {
        return Some(bare_numbers(tokens, &numbers, bare));
    }
    let mut said = Said::default();
    (said.range.min_m, said.range.max_m) = distances(tokens);
    let states_metres = tokens.iter().any(|token| matches!(token, Token::Metres(_)));
    // A distance that is no distance of a camera, or a span that runs backwards.
    said.ambiguous |= states_metres && said.range.min_m.or(said.range.max_m).is_none();
    angles(tokens, &mut said);
    directions(tokens, &mut said)?;
    if is_one_of_two(tokens) {
        // "동 30도": east and 30 degrees wide, or the bearing of 30 degrees.
        said.range.bearing_deg = None;
        said.range.width_deg = said.range.width_deg.filter(|&width| is_full(width));
        said.ambiguous = true;
    }
    Some(said)
}

/// Whether degrees of which nothing says what they are stand beside a point of the compass.
fn is_one_of_two(tokens: &[Token]) -> bool {
    let has = |what: fn(&Token) -> bool| tokens.iter().any(what);
    has(|token| matches!(token, Token::Compass(_)))
        && has(|token| matches!(token, Token::Degrees(value) if !is_full(*value)))
        && !has(|token| {
            matches!(
                token,
                Token::WidthCue | Token::BearingCue | Token::View | Token::Directions(_)
            )
        })
}

fn is_full(degrees: f64) -> bool {
    degrees >= 360.0
}

/// The numbers of a text that holds nothing else.
fn only_numbers(tokens: &[Token]) -> Option<Vec<f64>> {
    let mut numbers = Vec::new();
    for token in tokens {
        match token {
            Token::Bare(value) => numbers.push(*value),
            Token::To | Token::Separator => {}
            _ => return None,
        }
    }
    (!numbers.is_empty()).then_some(numbers)
}

/// Numbers alone: what they are, the mapping says.
fn bare_numbers(tokens: &[Token], numbers: &[f64], bare: BareNumber) -> Said {
    let mut said = Said::default();
    let span = matches!(tokens, [Token::Bare(_), Token::To, Token::Bare(_)]);
    let negative = matches!(tokens, [Token::To, Token::Bare(_)]);
    let beyond = numbers.iter().any(|&value| value > 360.0);
    match (bare, numbers) {
        (BareNumber::Azimuth | BareNumber::FieldOfView, _) if beyond => said.beyond_circle = true,
        (BareNumber::Azimuth, [only]) => {
            let bearing = if negative { 360.0 - only } else { *only };
            said.range.bearing_deg = Some(bearing % 360.0);
        }
        (BareNumber::Azimuth, [from, to]) if span => {
            let width = (to - from).rem_euclid(360.0);
            said.range.bearing_deg = Some((from + width / 2.0) % 360.0);
            said.range.width_deg = Some(width);
        }
        (BareNumber::Azimuth, several) => said.range.directions = count(several),
        (BareNumber::FieldOfView, [only]) if *only > 0.0 && !negative => {
            said.range.width_deg = Some(*only);
        }
        (BareNumber::Directions, [only]) if !negative => said.range.directions = whole(*only),
        (BareNumber::RangeM, [only]) if !negative && plausible(*only) => {
            said.range.min_m = Some(*only);
            said.range.max_m = Some(*only);
        }
        (BareNumber::RangeM, [low, high])
            if span && plausible(*low) && plausible(*high) && low <= high =>
        {
            said.range.min_m = Some(*low);
            said.range.max_m = Some(*high);
        }
        // With `Ambiguous`, and with a form that does not fit the meaning.
        _ => said.ambiguous = true,
    }
    said
}

fn plausible(metres: f64) -> bool {
    metres > 0.0 && metres <= FARTHEST_M
}

/// A number of directions that a pole can have.
fn whole(value: f64) -> Option<u8> {
    let fits = value.fract() == 0.0 && (1.0..=MOST_DIRECTIONS).contains(&value);
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a whole number from 1 to 16"
    )]
    fits.then_some(value as u8)
}

/// How many different values there are.
fn count(values: &[f64]) -> Option<u8> {
    let mut bits: Vec<u64> = values.iter().map(|value| value.to_bits()).collect();
    bits.sort_unstable();
    bits.dedup();
    u8::try_from(bits.len())
        .ok()
        .filter(|&count| f64::from(count) <= MOST_DIRECTIONS)
}

/// Smallest and largest distance; nothing when the text names several distances that are no span.
fn distances(tokens: &[Token]) -> (Option<f64>, Option<f64>) {
    let none = (None, None);
    let found: Vec<usize> = (0..tokens.len())
        .filter(|&at| matches!(tokens[at], Token::Metres(_)))
        .collect();
    let metres = |at: usize| match tokens.get(at) {
        Some(Token::Metres(value) | Token::Bare(value)) => Some(*value).filter(|&m| plausible(m)),
        _ => None,
    };
    match found.as_slice() {
        [only] => {
            let Some(value) = metres(*only) else {
                return none;
            };
            let before = only.checked_sub(1).map(|at| tokens[at]);
            let spans = *only >= 2
                && tokens[only - 1] == Token::To
                && matches!(tokens[only - 2], Token::Bare(_));
            let low = if spans { metres(only - 2) } else { None };
            let says_most = tokens.contains(&Token::Most);
            match (low, spans, before, tokens.get(only + 1)) {
                (Some(low), ..) if low <= value => (Some(low), Some(value)),
                (_, true, ..) => none,
                // "100m ~" and "at night 50 m" say nothing of what lies beyond.
                (.., Some(Token::AtLeast | Token::To)) | (_, _, Some(Token::Least), _) => {
                    (Some(value), None)
                }
                _ if tokens.contains(&Token::Time) => (Some(value), None),
                // "~ 200m" and "최대 200m" say what is not passed, not what is covered in any case.
                (_, _, Some(Token::To), _) | (.., Some(Token::AtMost)) => (None, Some(value)),
                _ if says_most => (None, Some(value)),
                _ => (Some(value), Some(value)),
            }
        }
        [first, second] if *second == first + 2 && tokens[first + 1] == Token::To => {
            match (metres(*first), metres(*second)) {
                (Some(low), Some(high)) if low <= high => (Some(low), Some(high)),
                _ => none,
            }
        }
        [first, second] => {
            let (Some(one), Some(other)) = (metres(*first), metres(*second)) else {
                return none;
            };
            let (low, high) = (one.min(other), one.max(other));
            let behind = |at: usize| tokens.get(at + 1).copied();
            let before = |at: usize| at.checked_sub(1).map(|at| tokens[at]);
            let from =
                behind(*first) == Some(Token::AtLeast) || before(*first) == Some(Token::Least);
            let to = behind(*second) == Some(Token::AtMost) || before(*second) == Some(Token::Most);
            // "50m 이상 100m 이하", and "200m 이내(야간 50m)": what is covered at any hour is the smaller one.
            let is_span = from && to && one <= other;
            if is_span || tokens.contains(&Token::Time) {
                (Some(low), Some(high))
            } else {
                several(tokens)
            }
        }
        [] => none,
        _ => several(tokens),
    }
}

/// The nearest and the farthest of several distances, as of cameras that look to different sides: "전방 50m,
/// 후방 30m". What only bounds one of them says nothing of the others.
fn several(tokens: &[Token]) -> (Option<f64>, Option<f64>) {
    let is_bound = |token: &Token| matches!(token, Token::AtLeast | Token::Least);
    if tokens.iter().any(is_bound) {
        return (None, None);
    }
    let value = |at: usize| match tokens.get(at) {
        Some(Token::Metres(value) | Token::Bare(value)) => Some(*value),
        _ => None,
    };
    let (mut low, mut high) = (f64::INFINITY, 0.0_f64);
    for (at, token) in tokens.iter().enumerate() {
        let found = match token {
            Token::Metres(value) => Some(*value),
            Token::To => {
                let from = at.checked_sub(1).and_then(value);
                match (from, value(at + 1)) {
                    (Some(from), Some(to)) if from <= to => Some(from),
                    _ => return (None, None),
                }
            }
            _ => None,
        };
        let Some(found) = found else { continue };
        if !plausible(found) {
            return (None, None);
        }
        (low, high) = (low.min(found), high.max(found));
    }
    let says_most = tokens
        .iter()
        .any(|token| matches!(token, Token::AtMost | Token::Most));
    ((!says_most).then_some(low), Some(high))
}

/// Opening angle and bearing, from degrees and from numbers that a word gives a meaning.
fn angles(tokens: &[Token], said: &mut Said) {
    let (mut widths, mut bearings) = (Vec::new(), Vec::new());
    let spans = tokens.windows(2).any(|pair| {
        matches!(pair, [Token::Degrees(_) | Token::Bare(_), Token::To])
            || matches!(pair, [Token::To, Token::Degrees(_)])
    });
    for (at, token) in tokens.iter().enumerate() {
        let before = tokens[..at]
            .iter()
            .rev()
            .find(|token| !matches!(token, Token::Separator));
        let after = tokens.get(at + 1);
        let (value, has_unit) = match token {
            Token::Degrees(value) => (*value, true),
            Token::Bare(value) => (*value, false),
            _ => continue,
        };
        let cue = before.filter(|cue| matches!(cue, Token::BearingCue | Token::WidthCue));
        // "2~50m" and "100~120도": a part of a span, not a number by itself.
        let in_span = matches!(after, Some(Token::To)) || (at > 0 && tokens[at - 1] == Token::To);
        // 360 before a word for the view is the full circle, even without its unit.
        #[expect(clippy::float_cmp, reason = "as it is written")]
        let full = value == 360.0 && matches!(after, Some(Token::View));
        if !has_unit && cue.is_none() && !full {
            said.ambiguous |= !in_span;
        } else if in_span {
        } else if value > 360.0 {
            said.beyond_circle = true;
        } else if cue == Some(&Token::BearingCue) {
            bearings.push(value % 360.0);
        } else if cue == Some(&Token::WidthCue) {
            if value > 0.0 {
                widths.push(value);
            }
        } else {
            let alone = tokens.len() == 1;
            // "45도 방향" may be a bearing.
            let sided = matches!(after, Some(Token::Side)) && value < 180.0;
            let least = if alone {
                LEAST_WIDTH_ALONE_DEG
            } else {
                LEAST_WIDTH_DEG
            };
            if value >= least && !sided {
                widths.push(value);
            } else {
                said.ambiguous = true;
            }
        }
    }
    if spans {
        return;
    }
    said.range.width_deg = match widths.as_slice() {
        [only] => Some(*only),
        // One that sees all around makes the others no matter.
        several if several.contains(&360.0) => Some(360.0),
        _ => None,
    };
    match bearings.as_slice() {
        [] => {}
        [only] => said.range.bearing_deg = Some(*only),
        several => said.range.directions = count(several),
    }
}

/// Compass points and numbers of directions; `None` when a point is no direction: 남도로 is a road.
fn directions(tokens: &[Token], said: &mut Said) -> Option<()> {
    let (mut points, mut counts) = (Vec::new(), Vec::new());
    let mut at = 0;
    while at < tokens.len() {
        let token = tokens[at];
        at += 1;
        match token {
            Token::Compass(bearing) => {
                // 109동 is a building, 내서 a town.
                if at >= 2 && matches!(tokens[at - 2], Token::Bare(_) | Token::Particle) {
                    return None;
                }
                let next = tokens.get(at);
                let ends = matches!(
                    next,
                    None | Some(
                        Token::Side
                            | Token::Separator
                            | Token::Metres(_)
                            | Token::Degrees(_)
                            | Token::To
                            | Token::WidthCue
                    )
                );
                if !ends {
                    return None;
                }
                points.push(bearing);
            }
            Token::CompassSet(count) => counts.push(f64::from(count)),
            Token::Directions(count) => counts.push(count),
            _ => {}
        }
    }
    match (points.as_slice(), counts.as_slice()) {
        ([only], _) if said.range.bearing_deg.is_none() => said.range.bearing_deg = Some(*only),
        ([_, _, ..], []) => said.range.directions = count(&points),
        _ => {}
    }
    if let [only] = counts.as_slice() {
        said.range.directions = whole(*only);
    }
    Some(())
}
