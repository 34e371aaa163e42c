use super::*;

const BOOK: &str = r#"<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:o="o" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet" xmlns:x="x" xmlns:html="h">
 <Styles><Style ss:ID="s1"><NumberFormat ss:Format="@"/></Style></Styles>
 <Worksheet ss:Name="방범"><Table ss:ExpandedColumnCount="99999999" ss:ExpandedRowCount="99999999">
  <Column ss:Width="80" ss:Span="3"/>
  <Row><Cell ss:MergeAcross="3" ss:StyleID="s1"><Data ss:Type="String">현황 &amp; 목록</Data></Cell><Cell><Data ss:Type="String">뒤</Data></Cell></Row>
  <Row ss:Index="4" ss:Span="1"><Cell ss:Index="2"><Data ss:Type="Number">37.538510000000002</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>
  <Row><Cell><Data ss:Type="DateTime">2022-06-01T00:00:00.000</Data></Cell>
   <Cell><ss:Data ss:Type="String" xmlns="h"><B>굵</B><Font html:Color="x">은</Font> 글&#10;자</ss:Data><Comment ss:Author="누구"><ss:Data>비고</ss:Data></Comment></Cell>
   <Cell ss:Formula="=RC[-1]*2"/><Cell ss:Formula="=1"><Data ss:Type="Number">1</Data></Cell><Cell><Data ss:Type="Error">#N/A</Data></Cell></Row>
 </Table><WorksheetOptions><Visible>SheetHidden</Visible></WorksheetOptions></Worksheet>
 <Worksheet ss:Name="방범"><Table/></Worksheet>
</Workbook>"#;

fn broken(text: &str) -> bool {
    matches!(
        read(text, "f"),
        Err(Error::Broken { .. } | Error::Entities { .. } | Error::TooManyCells { .. })
    )
}

#[test]
fn cells_stand_where_they_say_in_the_type_that_they_state() {
    let sheets = read(BOOK, "f").unwrap();
    let names: Vec<_> = sheets
        .iter()
        .map(|sheet| (sheet.name.as_str(), sheet.hidden))
        .collect();
    assert_eq!(names, [("방범", true), ("방범 (2)", false)]);
    let text = |text: &str| Data::String(text.to_owned());
    let rows: Vec<_> = sheets[0]
        .rows
        .iter()
        .map(|row| (row.number, row.cells.clone()))
        .collect();
    assert_eq!(
        rows,
        [
            (1, vec![(0, text("현황 & 목록")), (4, text("뒤"))]),
            (4, vec![(1, Data::Float(37.538_51)), (2, Data::Bool(true))]),
            (
                6,
                vec![
                    (0, Data::DateTimeIso("2022-06-01T00:00:00".to_owned())),
                    (1, text("굵은 글\n자")),
                    (3, Data::Float(1.0)),
                    (4, Data::Error(CellErrorType::NA)),
                ]
            ),
        ]
    );
    let remark = &sheets[0].rows[2].remarks[0];
    assert_eq!(
        (remark.cell, remark.kind, remark.value.as_str()),
        (Some(2), IssueKind::FormulaWithoutValue, "=RC[-1]*2")
    );
    assert_eq!(sheets[0].merged[0].last, (0, 3));
}

#[test]
fn what_is_damaged_or_without_end_is_refused() {
    for cut in [60, 400, BOOK.len() - 5] {
        let end = BOOK.floor_char_boundary(cut);
        assert!(broken(&BOOK[..end]), "{cut}");
    }
    let book = |inside: &str| {
        format!("<Workbook><Worksheet><Table>{inside}</Table></Worksheet></Workbook>")
    };
    assert!(broken(&format!(
        "<!DOCTYPE x [<!ENTITY a 'b'>]>{}",
        book("<Row/>")
    )));
    assert!(broken(&book(
        "<Row><Cell><Data>&secret;</Data></Cell></Row>"
    )));
    assert!(broken(&book(
        "<Row><Cell ss:Index=\"99999\"><Data>1</Data></Cell></Row>"
    )));
    assert!(broken(&book("<Row ss:Index=\"4000000000\"/>")));
    assert!(broken(&book(&"<a>".repeat(100))));
    let sheets = "<Worksheet/>".repeat(300);
    assert!(broken(&format!("<Workbook>{sheets}</Workbook>")));
    assert!(read(&book("<Row ss:Span=\"4294967295\"/>"), "f").is_ok());
}

proptest::proptest! {
    #[test]
    fn no_text_makes_it_panic(
        text in "(<Worksheet ss:Name='a'>|</Worksheet>|<Row ss:Index='3'>|<Row/>|</Row>|<Cell ss:Index='2'>|<Cell>|</Cell>|<Data ss:Type='Number'>|</Data>|1|가|&amp;|&x;|<Comment>|</Comment>|<){0,24}"
    ) {
        let _ = read(&text, "f");
    }
}
