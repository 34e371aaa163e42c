//! Whether a file is one of those that a mapping names.

use std::iter::once;

use unicode_normalization::UnicodeNormalization;

/// What a table is called: its file, with the members of archives that it stands in.
#[derive(Debug, Clone, Default)]
pub(in crate::import) struct Called {
    /// As reports and errors call it: "archive: member: sheet".
    pub(in crate::import) label: String,
    /// Members that stand alone in their archive or folder, which the label leaves out.
    pub(in crate::import) alone: Vec<String>,
}

impl From<&str> for Called {
    fn from(label: &str) -> Self {
        Self {
            label: label.to_owned(),
            alone: Vec::new(),
        }
    }
}

/// Whether any of its names fits one of some patterns: with its folders or without, packed or not, and
/// however Korean syllables are written (macOS takes them apart).
pub(super) fn is_named(patterns: &[String], called: &Called) -> bool {
    let label = called.label.as_str();
    let alone = called.alone.iter().map(String::as_str);
    let parts = once(label).chain(label.split(": ")).chain(alone);
    let names: Vec<String> = parts
        .flat_map(|part| {
            let last = part.rsplit('/').next().unwrap_or(part);
            [part, last]
        })
        .flat_map(|name| [name, name.strip_suffix(".gz").unwrap_or(name)])
        .map(composed)
        .collect();
    patterns
        .iter()
        .map(|pattern| composed(pattern))
        .any(|pattern| names.iter().any(|name| matches(&pattern, name)))
}

fn composed(name: &str) -> String {
    name.nfc().collect()
}

/// Whether a name fits a pattern in which `*` stands for any characters.
fn matches(pattern: &str, name: &str) -> bool {
    let Some((start, rest)) = pattern.split_once('*') else {
        return pattern == name;
    };
    let Some(name) = name.strip_prefix(start) else {
        return false;
    };
    name.char_indices()
        .map(|(at, _)| at)
        .chain([name.len()])
        .any(|at| matches(rest, &name[at..]))
}
