//! Colours of an annotated copy, and the legend that explains them.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, Worksheet, XlsxError};

use crate::import::issue::{Lang, Severity};

/// The formats of a copy.
pub(super) struct Formats {
    pub(super) header: Format,
    /// A text that begins like a formula.
    pub(super) quoted: Format,
    /// Status, reason and suggestion; the cell at fault.
    pub(super) by_severity: HashMap<Severity, (Format, Format)>,
    pub(super) accepted: Format,
}

/// Background of status columns and of the cell at fault, by severity.
const COLOURS: [(Severity, u32, u32); 5] = [
    (Severity::Refused, 0x00F8_D0CC, 0x00F0_8A80),
    (Severity::Quarantined, 0x00FB_DDC2, 0x00F5_AE6B),
    (Severity::Suspect, 0x00FF_F0C2, 0x00FF_DA66),
    (Severity::Mended, 0x00D9_EFDD, 0x0093_D1A0),
    (Severity::Note, 0x00E3_EAF3, 0x00B4_C7DE),
];

impl Formats {
    pub(super) fn new() -> Self {
        let fill = |colour: u32| Format::new().set_background_color(Color::RGB(colour));
        Self {
            header: Format::new()
                .set_bold()
                .set_background_color(Color::RGB(0x00DB_E0E6)),
            quoted: Format::new().set_quote_prefix(),
            by_severity: COLOURS
                .map(|(severity, status, fault)| {
                    (severity, (fill(status), fill(fault).set_quote_prefix()))
                })
                .into(),
            accepted: fill(0x00FF_FFFF),
        }
    }
}

/// The status of a mobile device, whatever else is to be said of its row.
pub(super) fn mobile(lang: Lang) -> &'static str {
    match lang {
        Lang::Ko => "이동형",
        Lang::En => "mobile unit",
    }
}

/// Writes what the colours mean.
pub(super) fn legend(
    sheet: &mut Worksheet,
    formats: &Formats,
    lang: Lang,
) -> Result<(), XlsxError> {
    let rows = [
        (
            Severity::Refused,
            "반입하지 않은 행. 고쳐야 지도에 나타납니다",
            "the row was not taken; it has to be corrected",
        ),
        (
            Severity::Quarantined,
            "보관만 하고 지도와 답에 쓰지 않는 행",
            "the row is kept, but not on the map and not in answers",
        ),
        (
            Severity::Suspect,
            "지도에 의심으로 표시되는 행. 확실한 답의 근거로 쓰지 않습니다",
            "the row is shown as suspect and never the basis of a certain answer",
        ),
        (
            Severity::Mended,
            "값을 바로잡아 받은 행. 원래 값은 그대로 두었습니다",
            "a value was put right when the row was taken; the cell here is as it was",
        ),
        (
            Severity::Note,
            "받은 행. 비운 값이나 알아 둘 것이 있습니다",
            "the row was taken; something was left out or is worth knowing",
        ),
    ];
    let said = |ko: &'static str, en: &'static str| match lang {
        Lang::Ko => ko,
        Lang::En => en,
    };
    let notes = [
        said(
            "표의 값은 원본 그대로입니다(수식은 계산된 값). 글꼴, 열 너비 같은 서식은 원본에 있습니다.",
            "The values of your table are as they were (of formulas, what they came to). Fonts and widths are in the original.",
        ),
        said(
            "고친 뒤 이 파일을 그대로(또는 CSV로 저장하여) 다시 반입할 수 있습니다. 이름이 (siya)로 끝나는 열과 시트는 반입할 때 무시됩니다.",
            "Once corrected, this file (or the sheet saved as CSV) can be imported as it is: columns and sheets whose names end in (siya) are ignored.",
        ),
    ];
    sheet.set_column_width(0, 14)?;
    sheet.set_column_width(1, 90)?;
    for (column, text) in (0..).zip([said("상태", "Status"), said("뜻", "Meaning")]) {
        sheet.write_string_with_format(0, column, text, &formats.header)?;
    }
    for (row, (severity, ko, en)) in (1..).zip(rows) {
        let format = &formats.by_severity[&severity].0;
        sheet.write_string_with_format(row, 0, severity.label(lang), format)?;
        sheet.write_string(row, 1, said(ko, en))?;
    }
    sheet.write_string_with_format(6, 0, mobile(lang), &formats.by_severity[&Severity::Note].0)?;
    sheet.write_string(
        6,
        1,
        said(
            "이동형 기기. 기관의 이동형 목록에 두며 지도에는 점으로 나타나지 않습니다",
            "a mobile device: listed with those of its institution, no point on the map",
        ),
    )?;
    for (row, note) in (8..).zip(notes) {
        sheet.write_string(row, 0, note)?;
    }
    Ok(())
}
