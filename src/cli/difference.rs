//! Differences between releases, for people.

use std::fmt::Write;

use crate::import::Lang;
use crate::model::InstitutionRegistry;
use crate::store::{ChangeKind, Counts, Older, RegisterDifference, SiteChange, Standing};

/// Registers that are listed one by one.
const SHOWN: usize = 10;

/// Name of an institution with its region, or its code.
pub fn institution_name(code: &str, lang: Lang) -> String {
    match (InstitutionRegistry::embedded().by_code(code), lang) {
        (Some(entry), Lang::Ko) => format!("{} {}", entry.region_ko, entry.name_ko)
            .trim()
            .to_owned(),
        (Some(entry), Lang::En) => entry.name_en.clone(),
        (None, Lang::Ko) => "기관 미상".to_owned(),
        (None, Lang::En) => "Unknown institution".to_owned(),
    }
}

/// `추가 3, 변경 2(이동 1), 삭제 1`.
pub fn counts(counts: &Counts, lang: Lang) -> String {
    let Counts {
        added,
        changed,
        moved,
        removed,
    } = counts;
    match lang {
        Lang::Ko => format!("추가 {added}, 변경 {changed}(이동 {moved}), 삭제 {removed}"),
        Lang::En => format!("{added} added, {changed} changed ({moved} moved), {removed} removed"),
    }
}

/// Registers with their counts and first examples, those that differ most first.
pub fn registers(differences: &[RegisterDifference], lang: Lang) -> String {
    let mut out = String::new();
    let mut sorted: Vec<&RegisterDifference> = differences
        .iter()
        .filter(|difference| !difference.first || difference.standing.is_some())
        .collect();
    sorted.sort_by_key(|difference| {
        let counts = &difference.counts;
        (
            std::cmp::Reverse((counts.removed, counts.changed, counts.added)),
            &difference.institution,
        )
    });
    for difference in sorted.iter().take(SHOWN) {
        let _ = writeln!(
            out,
            "  {} {} ({}): {} → {}; {}",
            difference.institution,
            institution_name(&difference.institution, lang),
            difference.source,
            difference.sites_before,
            difference.sites_after,
            counts(&difference.counts, lang)
        );
        if let Some(Standing { source, sites }) = &difference.standing {
            let _ = match lang {
                Lang::Ko => writeln!(
                    out,
                    "    이 가운데 {sites}곳은 자료원 \"{source}\"에 같은 위치와 목적으로 이미 게시되어 있습니다."
                ),
                Lang::En => writeln!(
                    out,
                    "    {sites} of them are published already, at the same place with the same purpose, as the source \"{source}\"."
                ),
            };
        }
        if let Some(Older { published, new }) = difference.older {
            let _ = match lang {
                Lang::Ko => writeln!(
                    out,
                    "    데이터기준일자 {new}: 게시되어 있던 {published}보다 이전입니다."
                ),
                Lang::En => writeln!(
                    out,
                    "    데이터기준일자 {new}, older than the {published} that was published."
                ),
            };
        }
        if difference.ambiguous > 0 {
            let _ = match lang {
                Lang::Ko => writeln!(
                    out,
                    "    추가된 곳 중 {}곳은 이전 지점 여럿과 구별되지 않아 새 지점으로 보았습니다.",
                    difference.ambiguous
                ),
                Lang::En => writeln!(
                    out,
                    "    {} of the added may be former sites: several came into question, so they count as new.",
                    difference.ambiguous
                ),
            };
        }
        for example in &difference.examples {
            let _ = writeln!(out, "    {}", change(example, lang));
        }
    }
    if sorted.len() > SHOWN {
        let _ = match lang {
            Lang::Ko => writeln!(out, "  … 그 밖의 대장 {}개", sorted.len() - SHOWN),
            Lang::En => writeln!(out, "  … {} more registers", sorted.len() - SHOWN),
        };
    }
    out
}

/// One change in one line.
pub fn change(change: &SiteChange, lang: Lang) -> String {
    let kind = match (change.kind, lang) {
        (ChangeKind::Added, Lang::Ko) => "추가",
        (ChangeKind::Added, Lang::En) => "added",
        (ChangeKind::Changed, Lang::Ko) => "변경",
        (ChangeKind::Changed, Lang::En) => "changed",
        (ChangeKind::Removed, Lang::Ko) => "삭제",
        (ChangeKind::Removed, Lang::En) => "removed",
    };
    let mut line = format!("{kind} #{}", change.id);
    for text in [&change.management_no, &change.address]
        .into_iter()
        .flatten()
    {
        let _ = write!(line, " {text}");
    }
    if let Some(metres) = change.moved_m {
        let _ = match lang {
            Lang::Ko => write!(line, ", {metres} m 이동"),
            Lang::En => write!(line, ", moved {metres} m"),
        };
    }
    for field in change
        .fields
        .iter()
        .filter(|field| field.field != "position")
    {
        let _ = write!(line, ", {}: {} → {}", field.field, field.old, field.new);
    }
    line
}
