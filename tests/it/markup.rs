//! Registers that come as web pages, most of them named `.xls`, and as XML Spreadsheet 2003: through the
//! program, as an office would.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use calamine::{Data, Reader, Xlsx, open_workbook};
use encoding_rs::EUC_KR;
use serde_json::Value;
use siya::import::{Error, Form, Import, IssueKind, NoteKind, Options, read_bytes};
use tempfile::TempDir;

/// As a common framework for such exports writes them: a title, a date, a header of two lines, `<br>`
/// and `&nbsp;` in the cells, and the styles of Excel.
fn page() -> String {
    let row = |number: u32, lat: &str, lon: &str| {
        format!(
            "<tr>\r\n<td style='mso-number-format:\"\\@\";'>20233040000080{number:04}</td>\r\n\
             <td class=xl65>서울특별시<br style='mso-data-placement:same-cell;'>광진구청</td>\
             <td>생활방범</td><td align=right>{number}</td><td>{lat}</td><td>{lon}&nbsp;</td><td>&nbsp;</td></tr>\r\n"
        )
    };
    format!(
        "\r\n\r\n<html xmlns:x=\"urn:schemas-microsoft-com:office:excel\">\r\n<head>\r\n\
         <meta http-equiv=\"Content-Type\" content=\"text/html; charset=euc-kr\">\r\n\
         <!--[if gte mso 9]><xml><x:ExcelWorkbook><x:ExcelWorksheets></x:ExcelWorksheets></x:ExcelWorkbook></xml><![endif]-->\r\n\
         <style>.xl65 {{ mso-number-format:\"\\@\" }} td, th {{ border: 1px solid }}</style></head>\r\n<body>\r\n\
         <table border=\"0\"><tr><td colspan=\"7\"><h2>CCTV 설치 현황</h2></td></tr></table>\r\n\
         <table border=\"1\">\r\n<tr><td colspan=7>기준일: 2026-05-02</td></tr>\
         <thead><tr><th rowspan=\"2\">관리번호</th><th rowspan=\"2\">관리<br>기관명</th><th rowspan=\"2\">설치목적구분</th>\
         <th rowspan=\"2\">카메라&nbsp;대수</th><th colspan=\"2\">WGS84 좌표</th><th rowspan=\"2\">비고</th></tr>\r\n\
         <tr><th>위도</th><th>경도</th></tr></thead>\r\n<tbody>{}{}{}</tbody></table>\r\n</body></html>",
        row(1, "37.53851", "127.08472"),
        row(2, "37.53862", "127.08483"),
        row(3, "0", "127.08494"),
    )
}

fn check(name: &str, bytes: &[u8]) -> Result<Import, Error> {
    read_bytes(name, bytes, &Options::default())
}

/// Number, cameras and position of each site.
fn sites(import: &Import) -> Vec<(u32, Option<u16>, String)> {
    let sites = import.registers.iter().flat_map(|register| &register.sites);
    sites
        .map(|site| {
            let at = site.position;
            (
                site.source_row,
                site.unit_count,
                format!("{:.5} {:.5}", at.lat(), at.lon()),
            )
        })
        .collect()
}

fn expected() -> Vec<(u32, Option<u16>, String)> {
    vec![
        (4, Some(1), "37.53851 127.08472".to_owned()),
        (5, Some(2), "37.53862 127.08483".to_owned()),
    ]
}

#[test]
fn a_web_page_named_xls_is_read_like_a_workbook_in_any_encoding_and_container() {
    let page = page();
    let cp949 = EUC_KR.encode(&page).0.into_owned();
    let gzip = {
        let mut out = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut out, &cp949).unwrap();
        out.finish().unwrap()
    };
    let mut tar = tar::Builder::new(Vec::new());
    let mut header = tar::Header::new_gnu();
    header.set_size(cp949.len() as u64);
    tar.append_data(&mut header, "내보내기/목록.xls", cp949.as_slice())
        .unwrap();
    let tar = tar.into_inner().unwrap();
    for bytes in [page.clone().into_bytes(), cp949.clone(), gzip, tar] {
        let import = check("목록.xls", &bytes).unwrap();
        assert_eq!(sites(&import), expected());
        assert_eq!(import.files[0].form, Form::Html);
        let report = &import.report;
        assert_eq!((report.rows, report.refused), (3, 1));
        let zero = report
            .issues
            .iter()
            .find(|issue| issue.kind == IssueKind::CoordinatesZero);
        assert_eq!(zero.unwrap().row, Some(6));
        assert_eq!(report.tables[0].header_row, Some(3));
    }
    assert_eq!(check("a.xls", &cp949).unwrap().files[0].encoding, "CP949");
}

#[test]
fn tables_of_a_page_are_its_sheets() {
    let one = page();
    let body = &one[one.find("<table border=\"1\"").unwrap()..one.find("</body>").unwrap()];
    let second = body
        .replace("20233040000080", "20233040000090")
        .replace("37.53", "37.54");
    let page =
        format!("<html><body><table><tr><td>번호<td>이름<tr><td>1<td>가</table>{body}{second}");
    let import = check("목록.html", page.as_bytes()).unwrap();
    assert_eq!(import.report.accepted, 4);
    let members: Vec<_> = import.registers[0]
        .members
        .iter()
        .map(|(_, name)| &**name)
        .collect();
    assert_eq!(members, ["table 2", "table 3"]);
    let left_out = import.files[0]
        .notes
        .iter()
        .filter(|note| note.kind() == NoteKind::SheetLeftOut);
    assert_eq!(left_out.count(), 1);
}

#[test]
fn pages_in_one_file_are_read_as_excel_saves_them() {
    let page = page();
    let quoted: String = EUC_KR
        .encode(&page)
        .0
        .iter()
        .map(|byte| match byte {
            b'=' | 0x80.. => format!("={byte:02X}"),
            _ => char::from(*byte).to_string(),
        })
        .collect();
    let part = |name: &str, form: &str, body: &str| {
        format!(
            "------=_NextPart_1\r\nContent-Location: file:///C:/1/{name}\r\n\
             Content-Transfer-Encoding: quoted-printable\r\nContent-Type: {form}\r\n\r\n{body}\r\n\r\n"
        )
    };
    let archive = format!(
        "MIME-Version: 1.0\r\nX-Document-Type: Workbook\r\nContent-Type: multipart/related; boundary=\"----=_NextPart_1\"\r\n\r\n\
         This document is a Single File Web Page.\r\n\r\n{}{}{}------=_NextPart_1--\r\n",
        part(
            "book.htm",
            "text/html; charset=\"us-ascii\"",
            "<html><frameset></frameset></html>"
        ),
        part(
            "sheet001.htm",
            "text/html; charset=\"ks_c_5601-1987\"",
            &quoted
        ),
        part("style.css", "text/css", "td {{}}"),
    );
    let import = check("목록.xls", archive.as_bytes()).unwrap();
    assert_eq!(sites(&import), expected());
    assert_eq!(import.files[0].form, Form::Html);
}

/// XML Spreadsheet 2003 of the same rows.
fn spreadsheet_xml() -> String {
    let cell =
        |kind: &str, value: &str| format!("<Cell><Data ss:Type=\"{kind}\">{value}</Data></Cell>");
    let names = [
        "관리번호",
        "관리기관명",
        "설치목적구분",
        "카메라대수",
        "설치연월",
        "위도",
        "경도",
    ];
    let names: String = names.iter().map(|name| cell("String", name)).collect();
    let row = |number: u32, lat: &str, lon: &str| {
        format!(
            "<Row>{}{}{}{}{}{}{}</Row>",
            cell("String", &format!("20233040000080{number:04}")),
            cell("String", "서울특별시 광진구청"),
            cell("String", "생활방범"),
            cell("Number", &number.to_string()),
            cell("DateTime", "2020-05-01T00:00:00.000"),
            cell("Number", lat),
            cell("Number", lon),
        )
    };
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<?mso-application progid=\"Excel.Sheet\"?>\n\
         <Workbook xmlns=\"urn:schemas-microsoft-com:office:spreadsheet\" xmlns:ss=\"urn:schemas-microsoft-com:office:spreadsheet\">\
         <Worksheet ss:Name=\"목록\"><Table><Row><Cell ss:MergeAcross=\"6\"><Data ss:Type=\"String\">CCTV 현황</Data></Cell></Row>\
         <Row ss:Index=\"3\">{names}</Row>{}{}</Table></Worksheet></Workbook>",
        row(1, "37.53851", "127.08472"),
        row(2, "37.538620000000002", "127.08483"),
    )
}

#[test]
fn xml_spreadsheets_are_read_like_workbooks() {
    let text = spreadsheet_xml();
    let import = check("목록.xls", text.as_bytes()).unwrap();
    assert_eq!(sites(&import), expected());
    assert_eq!(import.files[0].form, Form::SpreadsheetXml);
    assert!(
        import.registers[0]
            .sites
            .iter()
            .all(|site| site.installed.is_some())
    );
    let formula = text.replace(
        "<Cell><Data ss:Type=\"Number\">127.08483</Data></Cell>",
        "<Cell ss:Formula=\"=RC[-1]+90\"/>",
    );
    let import = check("목록.xls", formula.as_bytes()).unwrap();
    let kinds: Vec<_> = import
        .report
        .issues
        .iter()
        .filter(|issue| issue.row == Some(5))
        .map(|issue| issue.kind)
        .collect();
    assert!(
        kinds.contains(&IssueKind::FormulaWithoutValue)
            && kinds.contains(&IssueKind::CoordinatesMissing)
    );
}

#[test]
fn pages_for_people_are_refused_as_such() {
    let login = "<!DOCTYPE html><html><head><title>통합로그인</title></head><body><form><table>\
                 <tr><th>아이디</th><td><input name=id></td><td>찾기</td></tr>\
                 <tr><th>비밀번호</th><td><input type='password'></td><td>로그인</td></tr></table></form></body></html>";
    let script = "<script>alert('세션이 만료되었습니다.');location.href='/login.do';</script>";
    let error = "<html><head><title>500</title></head><body><h1>서비스 이용에 불편을 드려 죄송합니다</h1></body></html>";
    for page in [login, script, error] {
        let refused = check("목록.xls", page.as_bytes());
        assert!(matches!(refused, Err(Error::WebPage { .. })), "{refused:?}");
    }
    let Err(refused) = check("목록.xls", login.as_bytes()) else {
        panic!()
    };
    assert!(refused.to_string().contains("통합로그인"), "{refused}");
    // A list of something else is refused for what it is.
    let other = "<table><tr><td>번호<td>부서<tr><td>1<td>총무과<tr><td>2<td>회계과</table>";
    assert!(matches!(
        check("a.xls", other.as_bytes()),
        Err(Error::NoLocation { .. })
    ));
    // What failed under the name of an export is not passed over beside others.
    let zip = |name: &str| {
        let mut writer = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
        for (name, text) in [("가.xls", page().as_str()), (name, error)] {
            writer
                .start_file(name, zip::write::SimpleFileOptions::default())
                .unwrap();
            std::io::Write::write_all(&mut writer, text.as_bytes()).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    assert!(matches!(
        check("a.zip", &zip("나.xls")),
        Err(Error::WebPage { .. })
    ));
    assert_eq!(
        sites(&check("a.zip", &zip("index.html")).unwrap()),
        expected()
    );
}

fn siya(arguments: &[&str], folder: &TempDir) -> Output {
    Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .current_dir(folder.path())
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

fn write(folder: &TempDir, name: &str, text: &str) -> PathBuf {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path
}

fn cells(path: &Path, sheet: usize) -> Vec<Vec<Data>> {
    let mut book: Xlsx<_> = open_workbook(path).unwrap();
    let range = book.worksheet_range_at(sheet).unwrap().unwrap();
    range.rows().map(<[Data]>::to_vec).collect()
}

#[test]
fn the_annotated_copy_has_the_same_rows_and_is_read_again() {
    let folder = tempfile::tempdir().unwrap();
    write(&folder, "목록.xls", &page());
    write(&folder, "목록.xml", &spreadsheet_xml());
    for (name, sheet, row, accepted) in [("목록.xls", 1, 3, 2), ("목록.xml", 0, 3, 2)] {
        let output = siya(&["check", name, "--annotated", "copy.xlsx"], &folder);
        let copy = folder.path().join("copy.xlsx");
        assert!(copy.exists(), "{}", String::from_utf8_lossy(&output.stderr));
        let rows = cells(&copy, sheet);
        assert_eq!(rows[row][0].to_string(), "202330400000800001", "{name}");
        let output = siya(&["check", "copy.xlsx", "--format", "json"], &folder);
        let again: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert_eq!(again["report"]["accepted"], accepted, "{name}");
    }
}
