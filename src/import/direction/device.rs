//! What kind of camera a text speaks of; unlike distances, it may stand beside the name of a place.

use crate::model::site::CameraKind;

/// The kind of camera: 고정, 회전, PTZ, 돔, 스피드돔, or fixed and turning ones together.
pub(super) fn kind(text: &str) -> Option<CameraKind> {
    let says = |words: &[&str]| words.iter().any(|word| stands_alone(text, word));
    // Nearly all texts are names of places: a look at the letters spares the search.
    if !text.contains(['정', '전', '돔', 'z', '틸', 'f', 'r', 'd']) {
        return None;
    }
    let fixed = says(&["고정", "fixed"]);
    let turning = says(&["회전", "팬틸트", "팬/틸트", "rotating"]);
    let ptz = says(&["ptz"]);
    let speed_dome = says(&["스피드돔"]);
    let kind = match (fixed, turning || ptz || speed_dome) {
        (true, true) => CameraKind::FixedAndTurning,
        (true, false) => CameraKind::Fixed,
        (false, true) if speed_dome => CameraKind::SpeedDome,
        (false, true) if ptz => CameraKind::Ptz,
        (false, true) => CameraKind::Turning,
        (false, false) if says(&["돔", "dome"]) => CameraKind::Dome,
        (false, false) => return None,
    };
    Some(kind)
}

/// Whether a word about the device occurs that is not part of another: 회전교차로 is a roundabout,
/// 좌회전 a left turn, 고정문 the gate of a high school, 고정리 a village, 돔구장 a stadium.
fn stands_alone(text: &str, word: &str) -> bool {
    const ENDINGS: &[&str] = &[
        "형",
        "식",
        "카메라",
        "감시",
        "가능",
        "및",
        "cctv",
        "촬영",
        "돔",
    ];
    const ROUNDABOUTS: &[&str] = &["교차로", "로터리", "로타리", "문", "초밥"];
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = &text[at + word.len()..];
        let apart = !after.starts_with(char::is_alphabetic)
            && !ROUNDABOUTS
                .iter()
                .any(|word| after.trim_start().starts_with(word));
        // A dome is only a camera when the word stands by itself; a Latin word begins where it begins.
        let begins = match word {
            "돔" | "dome" | "fixed" | "rotating" => !before.is_some_and(char::is_alphabetic),
            _ => true,
        };
        begins
            && !matches!(before, Some('좌' | '우' | '비' | '미'))
            && (apart || ENDINGS.iter().any(|ending| after.starts_with(ending)))
    })
}
