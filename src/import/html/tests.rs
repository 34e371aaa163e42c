use std::fmt::Write;

use proptest::prelude::*;

use super::*;

/// The texts of each table by row, gaps filled; the number of its first row in front.
fn tables(text: &str) -> Vec<Vec<(u32, Vec<String>)>> {
    let page = read(text, "f").unwrap();
    let row = |row: &crate::import::workbook::MarkupRow| {
        let mut cells = Vec::new();
        for (column, cell) in &row.cells {
            cells.resize(*column as usize, String::new());
            cells.push(cell.to_string());
        }
        (row.number, cells)
    };
    let sheets = page.sheets.iter();
    sheets
        .map(|sheet| sheet.rows.iter().map(row).collect())
        .collect()
}

fn one(text: &str) -> Vec<(u32, Vec<String>)> {
    let mut tables = tables(text);
    assert_eq!(tables.len(), 1, "{text}");
    tables.remove(0)
}

fn row(number: u32, cells: &[&str]) -> (u32, Vec<String>) {
    (number, cells.iter().map(ToString::to_string).collect())
}

#[test]
fn a_table_is_its_tags_whether_they_are_closed_or_not() {
    let closed = "<table><thead><tr><th>위도</th><th>경도</th></tr></thead>\
                  <tbody><tr><td>37.5</td><td>127.1</td></tr></tbody></table>";
    let open = "<TABLE border=1><TR><TH>위도<TH>경도<TR><TD>37.5<TD>127.1";
    let expected = [row(1, &["위도", "경도"]), row(2, &["37.5", "127.1"])];
    assert_eq!(one(closed), expected);
    assert_eq!(one(open), expected);
}

#[test]
fn texts_are_what_a_page_shows() {
    let text = "<table><tr><td style='mso-number-format:\"\\@\"'>&nbsp;가 \n  나<br>다&amp;&#xB77C;</td>\
                <td><!-- x --><script>var a = '<td>';</script><b>1</b>2<p>3</p></td><td>&nbsp;</td>\
                <td><a href=x>링크</a></td></tr></table>";
    assert_eq!(one(text), [row(1, &["가 나\n다&라", "12\n3", "", "링크"])]);
}

#[test]
fn pages_that_are_xml_may_end_a_script_where_it_begins() {
    let page = |head: &str, script: &str| {
        format!(
            "{head}<html><head><title/>{script}</head><table><tr><td>1</td><td/><td>2</td></tr></table></html>"
        )
    };
    let xml = page(
        "<?xml version='1.0'?>",
        "<script src='x'/><script>a('<td>'); //</script>",
    );
    assert_eq!(one(&xml), [row(1, &["1", "", "2"])]);
    assert!(tables(&page("", "<script src='x'/>")).is_empty());
}

#[test]
fn spans_leave_the_places_free_that_they_reach() {
    let text = "<table><tr><td colspan=3>제목</td></tr>\
                <tr><td rowspan=2>번호</td><td colspan=2>좌표</td></tr>\
                <tr><td>위도</td><td>경도</td></tr>\
                <tr><td>1</td><td>37.5</td><td>127.1</td></tr></table>";
    assert_eq!(
        one(text),
        [
            row(1, &["제목"]),
            row(2, &["번호", "좌표"]),
            row(3, &["", "위도", "경도"]),
            row(4, &["1", "37.5", "127.1"]),
        ]
    );
    // To the end of its group, and no further.
    let groups = "<table><tbody><tr><td rowspan=0>가<td>1<tr><td>2</tbody><tr><td>3</table>";
    let expected = [row(1, &["가", "1"]), row(2, &["", "2"]), row(3, &["3"])];
    assert_eq!(one(groups), expected);
    let sheet = &read(text, "f").unwrap().sheets[0];
    let merged: Vec<_> = sheet
        .merged
        .iter()
        .map(|merged| (merged.first, merged.last))
        .collect();
    assert_eq!(
        merged,
        [((0, 0), (0, 2)), ((1, 0), (2, 0)), ((1, 1), (1, 2))]
    );
}

#[test]
fn each_table_that_holds_anything_is_one() {
    let text = "<table></table><table><caption>현황</caption><tr><td>a<td>b<tr><td>c<td>d</table>\
                <table><tr><td><table><tr><td>e<td>f<tr><td>g</table></table>";
    let found = tables(text);
    assert_eq!(
        found,
        [
            vec![row(1, &["현황"]), row(2, &["a", "b"]), row(3, &["c", "d"])],
            vec![row(1, &["e", "f"]), row(2, &["g"])],
        ]
    );
    // A table of one row is part of its cell; one that follows outside of a cell ends the one before.
    assert_eq!(
        one("<table><tr><td>a<table><tr><td>b<td>c</table>d<td>e"),
        [row(1, &["a\nb cd", "e"])]
    );
    assert_eq!(
        tables("<table><tr><td>a</td></tr><table><tr><td>b").len(),
        2
    );
}

#[test]
fn a_header_in_a_table_of_its_own_belongs_to_the_next_one() {
    let text = "<table><tr><th>위도<th>경도</table><div><table><tr><td>37.5<td>127.1</table></div>\
                <table><tr><td>3<td>4</table>";
    assert_eq!(
        tables(text),
        [
            vec![row(1, &["위도", "경도"]), row(2, &["37.5", "127.1"])],
            vec![row(1, &["3", "4"])],
        ]
    );
}

#[test]
fn the_number_behind_a_rounded_one_is_taken() {
    for (text, shown, number) in [
        ("37.54", "37.54", "37.538512"),
        ("1,234", "1,234", "1234"),
        ("2022-06-01", "2022-06-01", "44713"),
        ("38.1", "38.1", "37.538512"),
    ] {
        let cell = one(&format!("<table><tr><td x:num=\"{number}\">{text}</table>"));
        let expected = match text {
            "37.54" | "1,234" => number,
            _ => shown,
        };
        assert_eq!(cell, [row(1, &[expected])], "{text}");
    }
    assert_eq!(
        one("<table><tr><td sdval=\"12.34\">12.3</table>"),
        [row(1, &["12.34"])]
    );
    assert_eq!(one("<table><tr><td x:num>12</table>"), [row(1, &["12"])]);
}

#[test]
fn pages_for_people_are_told_from_data() {
    let login =
        "<html><head><title>로그인</title></head><body><form><input type=\"PASSWORD\"></form>";
    let page = read(login, "f").unwrap();
    assert!(page.is_login && !page.has_data() && page.says == "로그인");
    let error = read("<h1>세션이 만료되었습니다</h1><p>다시", "f").unwrap();
    assert!(!error.is_login && !error.has_data());
    assert_eq!(error.says, "세션이 만료되었습니다\n다시");
    assert!(
        !read("<table><tr><td>오류<tr><td>관리자", "f")
            .unwrap()
            .has_data()
    );
    assert!(read("<table><tr><td>1<td>2", "f").unwrap().has_data());
}

#[test]
fn what_would_not_end_is_refused() {
    let broken = |text: String| {
        let refused = read(&text, "f").map(|_| ());
        assert!(
            matches!(
                refused,
                Err(Error::Broken { .. } | Error::TooManyCells { .. } | Error::CellTooLong { .. })
            ),
            "{refused:?}"
        );
    };
    broken("<table><tr><td>".repeat(DEPTH + 1));
    broken(format!(
        "<table><tr>{}",
        "<td colspan=1000000000>1".repeat(18)
    ));
    broken(format!("<table><tr>{}", "<td>".repeat(20_000)));
    broken(format!(
        "<table>{}",
        "<tr><td rowspan=99999 colspan=1000>".repeat(9000)
    ));
    broken("<table><tr><td>1<td>2</table>".repeat(300));
    broken(format!("<table><tr><td>{}", "가".repeat(1 << 20)));
    // Long and harmless.
    assert!(
        read(&"<tr>".repeat(100_000), "f")
            .unwrap()
            .sheets
            .is_empty()
    );
    let rows = format!("<table>{}", "<tr><tbody>".repeat(100_000));
    assert!(read(&rows, "f").unwrap().sheets.is_empty());
    let attributes = format!("<table><tr><td {}>1", "a=1 ".repeat(100_000));
    assert_eq!(one(&attributes), [row(1, &["1"])]);
}

/// The places of cells by the words of the standard: a sheet of slots, filled one by one.
fn slots(rows: &[Vec<(u32, u32)>]) -> Vec<(u32, u32)> {
    let mut taken = std::collections::HashSet::new();
    let mut places = Vec::new();
    for (row, cells) in (0..).zip(rows) {
        let mut column = 0;
        for &(columns, down) in cells {
            while taken.contains(&(row, column)) {
                column += 1;
            }
            places.push((row, column));
            for x in column..column + columns {
                for y in row..row + down {
                    taken.insert((y, x));
                }
            }
            column += columns;
        }
    }
    places
}

proptest! {
    #[test]
    fn cells_stand_where_the_standard_puts_them(
        rows in prop::collection::vec(prop::collection::vec((1..5_u32, 1..5_u32), 1..6), 1..8)
    ) {
        let mut text = "<table>".to_owned();
        for cells in &rows {
            text.push_str("<tr>");
            for (columns, down) in cells {
                write!(text, "<td colspan={columns} rowspan='{down}'>x</td>").unwrap();
            }
        }
        let sheets = read(&text, "f").unwrap().sheets;
        let found: Vec<(u32, u32)> = sheets[0]
            .rows
            .iter()
            .flat_map(|row| row.cells.iter().map(|(column, _)| (row.number - 1, *column)))
            .collect();
        prop_assert_eq!(found, slots(&rows));
    }

    #[test]
    fn no_text_makes_it_panic(
        text in "(<table>|</table>|<tr>|</tr>|<td rowspan=3>|<th colspan=0>|</td>|<tbody>|<caption>|<br>|가|&nbsp;|<|<!--|-->|<script>|<title>|\u{FEFF}| ){0,40}"
    ) {
        let _ = read(&text, "f");
    }
}
