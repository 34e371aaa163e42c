//! Remarks on a file as a whole: what was chosen inside it, and what was left aside.

use serde::{Serialize, Serializer, ser::SerializeStruct};

use super::issue::Lang;
use super::mapping::Overlap;
use super::screen::label;

/// How many names a note lists.
const SHOWN: usize = 8;

/// A remark on a file as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    kind: NoteKind,
    en: String,
    ko: String,
}

/// What a note is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NoteKind {
    /// Files inside an archive or folder that are of no form that is read.
    OtherFiles,
    /// A file inside that could be read but holds no register, or a list of a document beside the one read.
    MemberLeftOut,
    /// A sheet that holds no register.
    SheetLeftOut,
    /// Which file or sheet was read.
    Chosen,
    /// Where in a JSON or XML document the records stand.
    RecordsFound,
    /// The document says that there are more records than it holds.
    PartOfMore,
    /// The coordinate system that was used and where it is stated.
    CoordinateSystem,
    /// Names of fields that a DBF has cut, and what they were read as.
    FieldsCut,
    /// The encoding is another than the file says.
    Encoding,
    /// A kept mapping that was made for another header, or does not fit.
    Mapping,
    /// Terms of the data.
    Licence,
}

impl Note {
    fn new(kind: NoteKind, en: String, ko: String) -> Self {
        Self { kind, en, ko }
    }

    /// The note without personal data: it may name files, sheets and columns.
    pub(super) fn screened(self) -> Self {
        Self {
            kind: self.kind,
            en: label(&self.en).0.into_owned(),
            ko: label(&self.ko).0.into_owned(),
        }
    }

    pub(super) fn other_files(names: &[String]) -> Self {
        let list = shortened(names);
        Self::new(
            NoteKind::OtherFiles,
            format!("{} other files inside were not read: {list}", names.len()),
            format!(
                "안에 있는 다른 파일 {}개는 읽지 않았습니다: {list}",
                names.len()
            ),
        )
    }

    pub(super) fn member_left_out(why: &super::Error) -> Self {
        Self::new(
            NoteKind::MemberLeftOut,
            format!("not read: {why}"),
            format!("읽지 않음: {}", why.sentence(Lang::Ko)),
        )
    }

    pub(super) fn sheet_left_out(sheet: &str, hidden: bool, why: &super::Error) -> Self {
        let (en, ko) = if hidden {
            (" (hidden)", " (숨김)")
        } else {
            ("", "")
        };
        Self::new(
            NoteKind::SheetLeftOut,
            format!("sheet \"{sheet}\"{en} was not read: {why}"),
            format!(
                "시트 \"{sheet}\"{ko}은(는) 읽지 않았습니다: {}",
                why.sentence(Lang::Ko)
            ),
        )
    }

    pub(super) fn hidden_sheet_left_out(sheet: &str, rows: usize) -> Self {
        Self::new(
            NoteKind::SheetLeftOut,
            format!(
                "sheet \"{sheet}\" is hidden and was not read ({rows} rows with its header): show it in the workbook, \
                 or name it in a mapping (sheet under [read]), to have it read"
            ),
            format!(
                "시트 \"{sheet}\"은(는) 숨겨져 있어 읽지 않았습니다(머리글을 포함해 {rows}행): 읽으려면 숨김을 풀거나 매핑의 \
                 [read]에 sheet로 적으세요"
            ),
        )
    }

    pub(super) fn chosen(names: &[String]) -> Self {
        let list = shortened(names);
        let (en, ko) = match names.len() {
            ..=SHOWN => (String::new(), String::new()),
            all => (format!(" ({all} in all)"), format!(" (모두 {all}개)")),
        };
        Self::new(
            NoteKind::Chosen,
            format!("read: {list}{en}"),
            format!("읽은 것: {list}{ko}"),
        )
    }

    pub(super) fn records_found(place: &str) -> Self {
        Self::new(
            NoteKind::RecordsFound,
            format!("the records stand at {place}"),
            format!("레코드 위치: {place}"),
        )
    }

    /// `pages` is how many state this total and hold so many records together.
    pub(super) fn part_of_more(stated: u64, held: usize, pages: usize) -> Self {
        let (en, ko) = match pages {
            ..=1 => ("and holds".to_owned(), String::new()),
            pages => (
                format!("and the {pages} pages that do so hold"),
                format!("이 전체 수를 적은 {pages}쪽에 "),
            ),
        };
        Self::new(
            NoteKind::PartOfMore,
            format!("it states {stated} records in all {en} {held}: get the other pages as well"),
            format!("전체 {stated}건 가운데 {ko}{held}건만 들어 있습니다: 나머지 쪽도 받으세요"),
        )
    }

    /// Of pages that state no total.
    pub(super) fn next_page_missing() -> Self {
        Self::new(
            NoteKind::PartOfMore,
            "it says that another page follows: get the other pages as well".to_owned(),
            "다음 쪽이 더 있다고 적혀 있습니다: 나머지 쪽도 받으세요".to_owned(),
        )
    }

    /// Lists of a document with other columns than those that were read.
    pub(super) fn lists_left_out(lists: &[(String, usize)]) -> Self {
        let named = |unit: &str| -> Vec<String> {
            let named = lists.iter();
            named
                .map(|(place, records)| format!("{place} ({records}{unit})"))
                .collect()
        };
        let (en, ko) = (shortened(&named(" records")), shortened(&named("건")));
        Self::new(
            NoteKind::MemberLeftOut,
            format!(
                "lists with other columns were not read: {en}; give those with cameras as files of their own"
            ),
            format!(
                "열이 다른 목록은 읽지 않았습니다: {ko}; 카메라가 들어 있으면 따로 파일로 만들어 주세요"
            ),
        )
    }

    pub(super) fn coordinate_system(system: &str, source: &str) -> Self {
        Self::new(
            NoteKind::CoordinateSystem,
            format!("coordinates are read as {system} ({source})"),
            format!("좌표를 {system}(으)로 읽었습니다 ({source})"),
        )
    }

    pub(super) fn fields_cut(fields: &[(String, &'static str)]) -> Self {
        let named: Vec<String> = fields
            .iter()
            .map(|(written, read)| format!("{written}… → {read}"))
            .collect();
        let list = named.join(", ");
        Self::new(
            NoteKind::FieldsCut,
            format!("names of fields that are cut after ten bytes are read as: {list}"),
            format!("10바이트에서 잘린 필드 이름을 이렇게 읽었습니다: {list}"),
        )
    }

    pub(super) fn encoding_not_as_stated(stated: &str, read: &str) -> Self {
        Self::new(
            NoteKind::Encoding,
            format!("the .cpg says {stated}, which the text is not: it is read as {read}"),
            format!(".cpg에는 {stated}(으)로 적혀 있으나 실제와 달라 {read}(으)로 읽었습니다"),
        )
    }

    pub(super) fn other_header(mapping: &str, overlap: &Overlap) -> Self {
        Self::new(
            NoteKind::Mapping,
            format!(
                "{} is read by the mapping {mapping}, which is for another header: {}; what it does not name is read by its name",
                overlap.file,
                overlap.sentence(Lang::En)
            ),
            format!(
                "{}을(를) 다른 머리글의 매핑 {mapping}(으)로 읽었습니다: {}; 매핑에 없는 열은 이름으로 읽습니다",
                overlap.file,
                overlap.sentence(Lang::Ko)
            ),
        )
    }

    pub(super) fn mapping_not_used(why: &super::mapping::Error) -> Self {
        Self::new(
            NoteKind::Mapping,
            format!("read by names alone: {why}"),
            format!("이름만으로 읽었습니다: {}", why.sentence(Lang::Ko)),
        )
    }

    pub(super) fn open_street_map() -> Self {
        Self::new(
            NoteKind::Licence,
            "© OpenStreetMap contributors, ODbL 1.0: name them wherever the data is shown"
                .to_owned(),
            "© OpenStreetMap 기여자, ODbL 1.0: 자료를 보이는 곳에 출처를 밝히세요".to_owned(),
        )
    }

    /// What it is about.
    #[must_use]
    pub fn kind(&self) -> NoteKind {
        self.kind
    }

    /// The remark for people.
    #[must_use]
    pub fn message(&self, lang: Lang) -> &str {
        match lang {
            Lang::Ko => &self.ko,
            Lang::En => &self.en,
        }
    }
}

impl Serialize for Note {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Note", 3)?;
        out.serialize_field("kind", &self.kind)?;
        out.serialize_field("message", &self.en)?;
        out.serialize_field("message_ko", &self.ko)?;
        out.end()
    }
}

fn shortened(names: &[String]) -> String {
    let mut list = names
        .iter()
        .take(SHOWN)
        .cloned()
        .collect::<Vec<_>>()
        .join(", ");
    if names.len() > SHOWN {
        list.push_str(", …");
    }
    list
}
