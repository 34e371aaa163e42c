use std::io::Write;

use super::xls::claimed;
use super::*;

fn ods(rows: &str) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer
        .start_file("content.xml", zip::write::SimpleFileOptions::default())
        .unwrap();
    write!(writer, "<a><table:table>{rows}</table:table></a>").unwrap();
    writer.finish().unwrap().into_inner()
}

#[test]
fn a_billion_columns_are_refused_and_the_usual_empty_rest_of_a_sheet_is_not() {
    let cell =
        r#"<table:table-cell office:value-type="string"><text:p>x</text:p></table:table-cell>"#;
    let usual = format!(
        r#"<table:table-row>{cell}<table:table-cell table:number-columns-repeated="16383"/></table:table-row>
        <table:table-row table:number-rows-repeated="1048575"><table:table-cell table:number-columns-repeated="16384"/></table:table-row>"#
    );
    assert!(check_ods(&ods(&usual), "f").is_ok());
    for rows in [
        r#"<table:table-row><table:table-cell office:value-type="float" table:number-columns-repeated="1000000000"/></table:table-row>"#.to_owned(),
        format!(r#"<table:table-row table:number-rows-repeated="1048576"><table:table-cell table:number-columns-repeated="500"/>{cell}</table:table-row>"#),
        r#"<table:table-row><table:table-cell><text:s text:c="4000000000"/></table:table-cell></table:table-row>"#.to_owned(),
    ] {
        assert!(matches!(check_ods(&ods(&rows), "f"), Err(Error::TooManyCells { .. })), "{rows}");
    }
}

#[test]
fn claims_are_not_believed() {
    let dimensions = |first: u32, last: u32, right: u16| {
        [
            &first.to_le_bytes()[..],
            &last.to_le_bytes(),
            &[0, 0],
            &right.to_le_bytes(),
            &[0, 0],
        ]
        .concat()
    };
    assert_eq!(claimed(&dimensions(0, 3, 8)), 24);
    for body in [dimensions(0, 0x5500_0005, 8), dimensions(9, 3, 8)] {
        assert!(claimed(&body) > MOST_CELLS);
    }
    let strings = |count: &str| {
        format!("<?xml version=\"1.0\"?><!-- x --><sst uniqueCount=\"{count}\"><si/></sst>")
    };
    assert!(check_strings(strings("61543").as_bytes(), "f").is_ok());
    for count in ["1000000000000", "99999999999999999999999"] {
        assert!(check_strings(strings(count).as_bytes(), "f").is_err());
    }
}

#[test]
fn a_cell_beyond_the_last_column_of_an_xls_is_counted_where_it_claims_to_stand() {
    // The number of a cell in the fixture moves to column 60,000: the reader would span all before it.
    let whole = include_bytes!("../../../tests/fixtures/import/register.xls");
    assert!(check_xls(whole, "f").is_ok());
    let number = [0x03, 0x02, 0x0E, 0x00];
    let shared = [0xFD, 0x00, 0x0A, 0x00];
    let mut moved = whole.to_vec();
    let mut places = 0;
    for at in 0..moved.len() - 8 {
        if moved[at..at + 4] == number || moved[at..at + 4] == shared {
            moved[at + 4..at + 8].copy_from_slice(&[0x00, 0x40, 0x60, 0xEA]);
            places += 1;
        }
    }
    assert!(places > 0);
    assert!(matches!(
        check_xls(&moved, "f"),
        Err(Error::TooManyCells { .. })
    ));
}

#[test]
fn a_list_of_sheets_that_points_between_records_is_measured_from_there() {
    // Where the user's name stands a cell at row 16,384 and column 60,000 is written, and an end: a text to whoever
    // reads record by record.
    let whole = include_bytes!("../../../tests/fixtures/import/register.xls");
    let find = |record: &[u8]| {
        let mut found = whole.windows(record.len()).enumerate();
        let at = found.find(|(_, window)| *window == record);
        at.map(|(at, _)| at).unwrap()
    };
    let stream = find(&[0x09, 0x08, 0x10, 0x00, 0x00, 0x06, 0x05, 0x00]);
    let name = find(&[0x5C, 0x00, 0x70, 0x00]) + 4;
    let list = find(&[0x85, 0x00, 0x10, 0x00]) + 4;
    let mut hidden = whole.to_vec();
    hidden[name..name + 18].fill(0);
    hidden[name..name + 8].copy_from_slice(&[0x03, 0x02, 0x0E, 0x00, 0x00, 0x40, 0x60, 0xEA]);
    hidden[name + 18..name + 22].copy_from_slice(&[0x0A, 0x00, 0x00, 0x00]);
    assert!(check_xls(&hidden, "f").is_ok(), "nothing points there");
    let offset = u32::try_from(name - stream).unwrap();
    hidden[list..list + 4].copy_from_slice(&offset.to_le_bytes());
    assert!(matches!(
        check_xls(&hidden, "f"),
        Err(Error::TooManyCells { .. })
    ));
}

#[test]
fn a_cell_that_does_not_end_is_refused() {
    let endless = |length: usize| [b"<v>".as_slice(), &vec![b'x'; length], b"</v>"].concat();
    let limit = 1 << 30;
    assert!(
        measure(
            &mut endless(100_000).repeat(30).as_slice(),
            limit,
            "f",
            |_| Ok(())
        )
        .is_ok()
    );
    let refused = measure(&mut endless(2 << 20).as_slice(), limit, "f", |_| Ok(()));
    assert!(matches!(refused, Err(Error::CellTooLong { .. })));
}

#[test]
fn parts_that_unpack_beyond_the_limit_are_refused() {
    let mut part = std::io::repeat(b' ').take(10_000);
    assert!(matches!(
        measure(&mut part, 5_000, "f", |_| Ok(())),
        Err(Error::TooLarge { .. })
    ));
}

#[test]
fn words_are_counted_wherever_the_pieces_are_cut() {
    let text = b"<si/><si><t/></si><s<si";
    for piece in 1..text.len() {
        let mut word = Word::new(b"<si");
        text.chunks(piece).for_each(|bytes| word.look(bytes));
        assert_eq!(word.found, 3, "{piece}");
    }
}

#[test]
fn merged_cells_belong_to_the_sheet_that_the_book_names() {
    let sheet = |area: &str| {
        format!(
            "<x:worksheet><x:sheetData/><x:mergeCells><x:mergeCell ref=\"{area}\"/></x:mergeCells></x:worksheet>"
        )
    };
    let relationships = |targets: &[(&str, &str, &str)]| {
        let one = |(id, kind, target): &(&str, &str, &str)| {
            format!("<Relationship Id=\"{id}\" Type=\"http://x/{kind}\" Target=\"{target}\"/>")
        };
        let all: String = targets.iter().map(one).collect();
        format!("<Relationships>{all}</Relationships>")
    };
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, text) in [
        ("_rels/.rels", relationships(&[("r", "officeDocument", "/xl/Book.xml")])),
        (
            "xl/_rels/book.xml.rels",
            relationships(&[
                ("a", "styles", "styles.xml"),
                ("b", "worksheet", "worksheets/Sheet2.xml"),
                ("c", "worksheet", "/xl/worksheets/sheet1.xml"),
                ("d", "worksheet", "worksheets/sheet3.xml"),
            ]),
        ),
        (
            "xl/book.xml",
            "<x:workbook><x:sheets><x:sheet name=\"가 &amp; 나\" sheetId=\"1\" r:id=\"b\"/><x:sheet name=\"다\" r:id=\"c\"/>\
             <x:sheet name=\"라\" r:id=\"d\"/></x:sheets></x:workbook>"
                .to_owned(),
        ),
        ("xl/worksheets/sheet1.xml", sheet("A1:A2")),
        ("xl/worksheets/sheet2.xml", sheet("B3:C3")),
        ("xl/worksheets/sheet3.xml", "<worksheet/>".to_owned()),
    ] {
        let options = zip::write::SimpleFileOptions::default();
        writer.start_file(name, options).unwrap();
        write!(writer, "{text}").unwrap();
    }
    let bytes = writer.finish().unwrap().into_inner();
    let seen = check_xlsx(&bytes, "f").unwrap();
    let of = |name: &str| {
        seen.merged
            .get(name)
            .map(|found| (found[0].first, found[0].last))
    };
    assert_eq!(of("다"), Some(((0, 0), (1, 0))));
    assert_eq!(of("가 & 나"), Some(((2, 1), (2, 2))));
    assert_eq!((of("라"), seen.merged.len()), (None, 2));
}
