//! Particles of Korean behind words that are put into a sentence: 이 or 가, 은 or 는, by the sound before them.

/// How the sound before a particle ends.
#[derive(Clone, Copy, PartialEq, Eq)]
enum End {
    Vowel,
    /// ㄹ, behind which 로 stands.
    Liquid,
    Consonant,
}

/// A particle as it is written where both can be, behind a consonant, and behind a vowel.
const PARTICLES: [[&str; 3]; 5] = [
    ["이(가)", "이", "가"],
    ["은(는)", "은", "는"],
    ["을(를)", "을", "를"],
    ["와(과)", "과", "와"],
    ["(으)로", "으로", "로"],
];

/// The text with the particle that fits, behind Hangul and digits. Behind other letters, whose reading nobody
/// knows, both stay.
pub(super) fn chosen(text: String) -> String {
    if !text.contains('(') {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text.as_str();
    while let Some(next) = rest.chars().next() {
        let particle = PARTICLES.iter().find(|[both, ..]| rest.starts_with(both));
        if let Some([both, behind_consonant, behind_vowel]) = particle {
            out.push_str(match end_of(&out) {
                None => both,
                Some(End::Vowel) => behind_vowel,
                Some(End::Liquid) if *behind_vowel == "로" => behind_vowel,
                Some(_) => behind_consonant,
            });
            rest = &rest[both.len()..];
        } else {
            out.push(next);
            rest = &rest[next.len_utf8()..];
        }
    }
    out
}

/// How the last sound of a text ends, quotation marks left aside.
fn end_of(text: &str) -> Option<End> {
    let last = text.trim_end_matches(['"', '\'', '`']).chars().last()?;
    match last {
        '가'..='힣' => Some(match (u32::from(last) - u32::from('가')) % 28 {
            0 => End::Vowel,
            8 => End::Liquid,
            _ => End::Consonant,
        }),
        // 이, 사, 오, 구.
        '2' | '4' | '5' | '9' => Some(End::Vowel),
        // 일, 칠, 팔.
        '1' | '7' | '8' => Some(End::Liquid),
        // 영, 십, 백, 천, 만, 삼, 육.
        '0' | '3' | '6' => Some(End::Consonant),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sound_before_it_chooses_the_particle() {
        for (text, expected) in [
            (
                "날짜이(가) 와야 하는데 글이(가) 있습니다",
                "날짜가 와야 하는데 글이 있습니다",
            ),
            ("\"기관\"은(는) 없습니다", "\"기관\"은 없습니다"),
            ("'도로'을(를)", "'도로'를"),
            ("카메라 지점 12은(는)", "카메라 지점 12는"),
            ("카메라 지점 10은(는)", "카메라 지점 10은"),
            (
                "서울(으)로, 부산(으)로, 제주(으)로, 8(으)로",
                "서울로, 부산으로, 제주로, 8로",
            ),
            ("수와(과) 글와(과)", "수와 글과"),
            ("purpose이(가)", "purpose이(가)"),
            ("은(는)", "은(는)"),
            ("설치(예정)", "설치(예정)"),
        ] {
            assert_eq!(chosen(text.to_owned()), expected);
        }
    }
}
