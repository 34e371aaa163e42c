//! The five policies that ship with the program, and the codes of their institutions.

use std::sync::LazyLock;

use super::OperationPolicy;

/// Slug and 7-digit institution code (개방자치단체코드) of each founding policy.
///
/// The policies do not print the code; it is the one inside the management numbers (관리번호) of these
/// institutions' rows in the national register.
const CODES: [(&str, &str); 5] = [
    ("samcheok", "4241000"),
    ("yeoncheon", "4140000"),
    ("michuhol", "3510500"),
    ("gwangjin", "3040000"),
    ("hanam", "4040000"),
];

/// The five founding policies: Samcheok, Yeoncheon, Michuhol, Gwangjin and Hanam, in this order.
///
/// # Panics
/// Never in a tested build: the files are part of the binary and a unit test parses them.
#[must_use]
pub fn founding() -> &'static [OperationPolicy] {
    static POLICIES: LazyLock<Vec<OperationPolicy>> = LazyLock::new(|| {
        [
            include_str!("../../../data/policies/samcheok.json"),
            include_str!("../../../data/policies/yeoncheon.json"),
            include_str!("../../../data/policies/michuhol.json"),
            include_str!("../../../data/policies/gwangjin.json"),
            include_str!("../../../data/policies/hanam.json"),
        ]
        .map(|json| {
            OperationPolicy::parse(json).expect("the embedded policies are checked by a test")
        })
        .into()
    });
    &POLICIES
}

/// The policy of an institution by its 7-digit code, where one is known.
#[must_use]
pub fn founding_of(code: &str) -> Option<&'static OperationPolicy> {
    let mut all = founding().iter();
    all.find(|policy| policy.institution_code() == Some(code))
}

impl OperationPolicy {
    /// The 7-digit code of the institution, for the founding policies; the text itself does not state one.
    #[must_use]
    pub fn institution_code(&self) -> Option<&'static str> {
        CODES
            .iter()
            .find(|(slug, _)| *slug == self.slug)
            .map(|(_, code)| *code)
    }
}

/// The founding policy with this slug.
#[cfg(test)]
pub(super) fn sample(slug: &str) -> &'static OperationPolicy {
    founding()
        .iter()
        .find(|policy| policy.slug == slug)
        .expect("a founding policy")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_founding_policy_has_a_code_of_seven_digits() {
        let slugs: Vec<&str> = founding()
            .iter()
            .map(|policy| policy.slug.as_str())
            .collect();
        assert_eq!(slugs, CODES.map(|(slug, _)| slug));
        for policy in founding() {
            let code = policy.institution_code().expect("a code");
            assert!(
                code.len() == 7 && code.bytes().all(|b| b.is_ascii_digit()),
                "{code}"
            );
        }
    }

    #[test]
    fn policy_of_another_institution_has_no_code() {
        let mut other = sample("hanam").clone();
        other.slug = "elsewhere".to_owned();
        assert_eq!(other.institution_code(), None);
    }
}
