//! The program as people run it: exit codes, words, and what stays after a failure.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;
use siya::dataset::DatasetBuilder;
use siya::store::{Store, load_dataset};
use tempfile::TempDir;

const HEADER: &str =
    "관리번호,관리기관명,소재지도로명주소,설치목적구분,카메라대수,보관일수,WGS84위도,WGS84경도\n";

fn siya(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(arguments)
        .env("LC_ALL", "C.UTF-8")
        .output()
        .unwrap()
}

fn code(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn stderr(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// A register of `rows` sites of Gwangjin, some metres apart.
fn register(rows: u32) -> String {
    (0..rows).fold(HEADER.to_owned(), |mut text, row| {
        let latitude = 37.53 + f64::from(row % 1000) * 0.00001;
        let longitude = 127.08 + f64::from(row / 1000) * 0.00001;
        let _ = writeln!(
            text,
            "2026304000008{row:05},서울특별시 광진구청,서울특별시 광진구 능동로 {row},생활방범,2,30,{latitude:.6},{longitude:.6}"
        );
        text
    })
}

fn write(folder: &TempDir, name: &str, text: impl AsRef<[u8]>) -> String {
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    path.to_str().unwrap().to_owned()
}

fn data(folder: &TempDir) -> String {
    folder.path().join("data").to_str().unwrap().to_owned()
}

/// Number of sites that are published.
fn published(directory: &str) -> usize {
    let Some(mut store) = Store::open_existing(Path::new(directory)).unwrap() else {
        return 0;
    };
    let mut builder = DatasetBuilder::new();
    load_dataset(&mut store, &mut builder).unwrap();
    builder.build().len()
}

#[test]
fn a_register_goes_in_and_the_answer_comes_out() {
    let folder = TempDir::new().unwrap();
    let (file, data) = (write(&folder, "register.csv", register(50)), data(&folder));
    let import = siya(&["import", "--data", &data, &file]);
    assert_eq!(code(&import), 0, "{}", stderr(&import));
    assert!(stdout(&import).contains("Published"), "{}", stdout(&import));
    let question = [
        "--point",
        "127.08,37.53",
        "--from",
        "2026-11-20T21:00",
        "--to",
        "2026-11-20T21:30",
        "--as-of",
        "2026-11-22T10:00",
    ];
    let mut arguments = vec!["capture", "--data", &data];
    arguments.extend(question);
    let table = stdout(&siya(&arguments));
    assert!(
        table.contains("Gwangjin-gu") && table.contains("2026-12-20"),
        "{table}"
    );
    arguments.extend(["--format", "json"]);
    let answer: Value = serde_json::from_slice(&siya(&arguments).stdout).unwrap();
    let first = &answer["features"][0]["properties"];
    assert_eq!(first["institution"], "3040000");
    assert_eq!(first["retention_basis"], "row");
    assert_eq!(first["capture"]["days_left"], 28);
}

#[test]
fn what_a_row_says_of_its_footage_holds_whatever_the_policy_says() {
    let folder = TempDir::new().unwrap();
    // Samcheok's policy says 30 days.
    let rows = [
        ("", "stored", "within_stated_period"),
        ("30일 이내", "stored", "upper_bound_may_be_sooner"),
        ("미보관", "not_stored", "not_stored_by_register"),
        ("30일 또는 용량만료시", "unknown", "retention_unreadable"),
    ];
    let mut text = HEADER.to_owned();
    for (row, (retention, ..)) in rows.iter().enumerate() {
        let _ = writeln!(
            text,
            "{row},강원특별자치도 삼척시청,강원특별자치도 삼척시 중앙로 {row},생활방범,1,{retention},37.44990{row},129.165200"
        );
    }
    let (file, data) = (write(&folder, "register.csv", text), data(&folder));
    let import = siya(&["import", "--data", &data, &file]);
    assert_eq!(code(&import), 0, "{}", stderr(&import));
    let output = siya(&[
        "capture",
        "--data",
        &data,
        "--point",
        "129.1652,37.4499",
        "--from",
        "2026-11-20T21:00",
        "--to",
        "2026-11-20T21:30",
        "--as-of",
        "2026-11-22T10:00",
        "--format",
        "json",
    ]);
    let answer: Value = serde_json::from_str(&stdout(&output)).unwrap();
    for (number, state, reason) in rows
        .iter()
        .enumerate()
        .map(|(row, said)| (row, said.1, said.2))
    {
        let camera = answer["features"]
            .as_array()
            .unwrap()
            .iter()
            .map(|feature| &feature["properties"])
            .find(|camera| camera["source_row"] == number + 2)
            .unwrap();
        let unread = (state == "unknown").then_some(rows[number].0);
        assert_eq!(camera["retention_raw"].as_str(), unread, "{number}");
        let capture = &camera["capture"];
        assert_eq!(capture["footage"], state, "{number}");
        let reasons = capture["footage_reasons"].as_array().unwrap();
        assert!(reasons.contains(&reason.into()), "{reasons:?}");
    }
}

#[test]
fn korean_locales_get_korean_words() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "register.csv", register(3));
    let output = Command::new(env!("CARGO_BIN_EXE_siya"))
        .args(["check", &file])
        .env("LC_ALL", "ko_KR.UTF-8")
        .output()
        .unwrap();
    assert!(stdout(&output).contains("수용"), "{}", stdout(&output));
}

#[test]
fn importing_the_same_content_again_changes_nothing() {
    let folder = TempDir::new().unwrap();
    let (file, data) = (write(&folder, "register.csv", register(20)), data(&folder));
    siya(&["import", "--data", &data, &file]);
    let again = siya(&["import", "--data", &data, &file, "--format", "json"]);
    let report: Value = serde_json::from_slice(&again.stdout).unwrap();
    assert_eq!(
        (code(&again), &report["outcome"]),
        (0, &Value::from("unchanged"))
    );
    assert_eq!(report["import"], 1);
    assert_eq!(published(&data), 20);
    let told = siya(&["import", "--data", &data, &file]);
    let told = stdout(&told);
    assert!(
        told.contains("Nothing changed") && told.contains("(import 1)"),
        "{told}"
    );
    assert!(told.contains("/institutions/3040000/quality"), "{told}");
}

#[test]
fn a_new_release_replaces_the_former_one_and_keeps_the_ids() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "may.csv", register(20)),
    ]);
    let june = siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "june.csv", register(30)),
    ]);
    assert!(
        stdout(&june).contains("20 sites before, 30 now"),
        "{}",
        stdout(&june)
    );
    assert_eq!(published(&data), 30);
    let answer: Value = serde_json::from_slice(
        &siya(&[
            "capture",
            "--data",
            &data,
            "--point",
            "127.08,37.53",
            "--format",
            "json",
        ])
        .stdout,
    )
    .unwrap();
    let ids: Vec<u64> = answer["features"]
        .as_array()
        .unwrap()
        .iter()
        .map(|feature| feature["id"].as_u64().unwrap())
        .collect();
    assert_eq!(
        ids.iter().filter(|&&id| id <= 20).count(),
        20,
        "rows of May keep their ids"
    );
}

#[test]
fn check_writes_nothing_and_tells_refused_rows_by_its_exit_code() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    let good = write(&folder, "good.csv", register(3));
    assert_eq!(code(&siya(&["check", "--data", &data, &good])), 0);
    let bad = write(
        &folder,
        "bad.csv",
        register(3) + "1,서울특별시 광진구청,,생활방범,1,30,\"37,56,65\",127.08\n",
    );
    let output = siya(&["check", "--data", &data, &bad]);
    assert_eq!(code(&output), 1);
    let text = stdout(&output);
    assert!(
        text.contains("row 5") && text.contains("37,56,65") && text.contains("WGS84위도"),
        "{text}"
    );
    assert!(!Path::new(&data).exists());
}

#[test]
fn files_that_cannot_be_read_are_refused_and_change_nothing() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "register.csv", register(5)),
    ]);
    let cases: [(&str, Vec<u8>); 6] = [
        ("empty.csv", Vec::new()),
        ("binary.csv", vec![0, 1, 2, 3, 0, 255, 254]),
        ("no-location.csv", "구분,총계\n종로구,1715\n".into()),
        ("truncated.json", "[{\"lat\": 37.5, \"lng\"".into()),
        (
            "truncated.csv.gz",
            vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3, 75],
        ),
        ("latin.csv", [0x80, 0xff, 0xfe, 0xfd].repeat(100)),
    ];
    for (name, bytes) in cases {
        let file = write(&folder, name, bytes);
        let output = siya(&["import", "--data", &data, &file]);
        assert_eq!(code(&output), 2, "{name}");
        let words = stderr(&output);
        assert!(
            words.starts_with("siya: ") && words.contains(name) && words.lines().count() == 1,
            "{name}: {words}"
        );
    }
    let missing = siya(&["import", "--data", &data, "nowhere.csv"]);
    assert_eq!(
        (code(&missing), stderr(&missing).contains("nowhere.csv")),
        (2, true)
    );
    assert_eq!(published(&data), 5);
}

#[test]
fn a_register_without_any_usable_row_is_not_published() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    let file = write(
        &folder,
        "register.csv",
        HEADER.to_owned() + "1,서울특별시 광진구청,,생활방범,1,30,,\n",
    );
    let output = siya(&["import", "--data", &data, &file]);
    assert_eq!(code(&output), 2);
    assert_eq!(published(&data), 0);
}

#[test]
fn a_data_directory_that_cannot_be_used_is_told_in_one_sentence() {
    let folder = TempDir::new().unwrap();
    let file = write(&folder, "register.csv", register(2));
    // A file stands where the directory should be.
    let blocked = siya(&["import", "--data", &file, &file]);
    assert_eq!(
        (code(&blocked), stderr(&blocked).lines().count()),
        (2, 1),
        "{}",
        stderr(&blocked)
    );
    // A database of something else, and one of a newer version.
    for (name, sql, words) in [
        (
            "foreign",
            "CREATE TABLE poems (text TEXT);",
            "not a database of Siya",
        ),
        (
            "newer",
            "PRAGMA application_id = 1397315905; PRAGMA user_version = 99;",
            "newer",
        ),
    ] {
        let directory = folder.path().join(name);
        std::fs::create_dir(&directory).unwrap();
        rusqlite::Connection::open(directory.join("siya.sqlite3"))
            .unwrap()
            .execute_batch(sql)
            .unwrap();
        let directory = directory.to_str().unwrap();
        for arguments in [
            vec!["import", "--data", directory, &file],
            vec!["serve", "--data", directory, "--listen", "127.0.0.1:0"],
            vec!["capture", "--data", directory, "--point", "127,37"],
        ] {
            let output = siya(&arguments);
            assert_eq!(
                (code(&output), stderr(&output).lines().count()),
                (2, 1),
                "{name}: {}",
                stderr(&output)
            );
            assert!(stderr(&output).contains(words), "{}", stderr(&output));
        }
    }
}

#[test]
fn a_busy_port_is_told_in_one_sentence() {
    let folder = TempDir::new().unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let output = siya(&["serve", "--data", &data(&folder), "--listen", &address]);
    assert_eq!(code(&output), 2);
    assert!(
        stderr(&output).contains(&address) && stderr(&output).lines().count() == 1,
        "{}",
        stderr(&output)
    );
}

#[test]
fn bad_questions_are_refused() {
    for arguments in [
        ["--point", "37.53,127.08"],
        ["--point", "127.08"],
        ["--point", "NaN,37.5"],
        ["--point", "2.35,48.85"],
    ] {
        let output = siya(&["capture", arguments[0], arguments[1]]);
        assert_eq!(code(&output), 2, "{arguments:?}");
    }
    let ends_first = siya(&[
        "capture",
        "--point",
        "127,37",
        "--from",
        "2026-11-20T21:00",
        "--to",
        "2026-11-20T20:00",
        "--as-of",
        "2026-11-22T10:00",
    ]);
    assert_eq!(code(&ends_first), 2);
}

#[test]
fn a_foreign_proj_database_is_not_believed() {
    let folder = TempDir::new().unwrap();
    let foreign = folder.path().join("proj");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(foreign.join("proj.db"), b"not a database").unwrap();
    let file = write(
        &folder,
        "projected.csv",
        "관리기관명,설치목적구분,X,Y\n서울특별시 광진구청,생활방범,207481.5,548788.25\n",
    );
    let output = Command::new(env!("CARGO_BIN_EXE_siya"))
        .args([
            "check",
            "--crs",
            "EPSG:5186",
            "--x-column",
            "X",
            "--y-column",
            "Y",
            "--format",
            "json",
            &file,
        ])
        .env("PROJ_DATA", &foreign)
        .env("PROJ_LIB", &foreign)
        .output()
        .unwrap();
    let report: Value =
        serde_json::from_slice(&output.stdout).unwrap_or_else(|_| panic!("{}", stderr(&output)));
    assert_eq!(report["report"]["accepted"], 1);
}

/// Number, position and row of every published site: the register as a whole.
fn content(directory: &Path) -> Vec<String> {
    let Some(mut store) = Store::open_existing(directory).unwrap() else {
        return Vec::new();
    };
    let mut builder = DatasetBuilder::new();
    load_dataset(&mut store, &mut builder).unwrap();
    let dataset = builder.build();
    dataset
        .in_id_order()
        .map(|site| {
            let (record, (lon, lat)) = (dataset.site(site), dataset.position(site));
            let number = dataset.text(site).management_no.unwrap_or_default();
            format!(
                "{number} {lon} {lat} {} {}",
                record.source_row, record.unit_count
            )
        })
        .collect()
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        std::fs::copy(entry.path(), to.join(entry.file_name())).unwrap();
    }
}

#[test]
fn an_import_that_is_killed_leaves_the_old_or_the_new_register_whole() {
    const SEED: u64 = 20_261_122;
    let folder = TempDir::new().unwrap();
    let old_text = register(100);
    // The new register keeps some rows, changes some, removes some and adds many.
    let new_text = register(2500)
        .replace("능동로 7", "자양로 7")
        .replace("202630400000800003,", "X-3,");
    let (old, new) = (
        write(&folder, "old.csv", old_text),
        write(&folder, "new.csv", new_text),
    );
    let start = folder.path().join("start");
    let directory = |path: &Path| path.to_str().unwrap().to_owned();
    assert_eq!(
        code(&siya(&["import", "--data", &directory(&start), &old])),
        0
    );
    let finished = folder.path().join("finished");
    copy(&start, &finished);
    let began = std::time::Instant::now();
    assert_eq!(
        code(&siya(&["import", "--data", &directory(&finished), &new])),
        0
    );
    let whole = began.elapsed();
    let (before, after) = (content(&start), content(&finished));
    assert_eq!((before.len(), after.len()), (100, 2500));

    let mut random = super::synthetic::Random(SEED);
    let mut outcomes = [0, 0];
    for round in 0..50 {
        let work = folder.path().join(format!("round-{round}"));
        copy(&start, &work);
        let mut import = Command::new(env!("CARGO_BIN_EXE_siya"))
            .args(["import", "--data", &directory(&work), &new])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(whole.mul_f64(random.unit() * 1.1));
        let _ = import.kill();
        import.wait().unwrap();
        let found = content(&work);
        assert!(
            found == before || found == after,
            "{} sites after being killed in round {round} (seed {SEED})",
            found.len()
        );
        outcomes[usize::from(found == after)] += 1;
        // What was interrupted can be done again.
        if round % 10 == 0 {
            assert_eq!(
                code(&siya(&["import", "--data", &directory(&work), &new])),
                0
            );
            assert_eq!(content(&work), after);
        }
    }
    println!(
        "seed {SEED}: {} times the old register, {} times the new one",
        outcomes[0], outcomes[1]
    );
}

#[test]
fn an_import_waits_for_another_and_says_so() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "may.csv", register(20)),
    ]);
    let other = rusqlite::Connection::open(Path::new(&data).join("siya.sqlite3")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut waiting = Command::new(env!("CARGO_BIN_EXE_siya"))
        .args([
            "import",
            "--data",
            &data,
            &write(&folder, "june.csv", register(30)),
        ])
        .env("LC_ALL", "C.UTF-8")
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    let mut words = std::io::BufReader::new(waiting.stderr.take().unwrap());
    std::io::BufRead::read_line(&mut words, &mut line).unwrap();
    assert!(line.contains("waiting"), "{line}");
    assert_eq!(
        published(&data),
        20,
        "what is published can be read meanwhile"
    );
    other.execute_batch("COMMIT").unwrap();
    assert!(waiting.wait().unwrap().success());
    assert_eq!(published(&data), 30);
}

#[test]
fn two_imports_at_once_are_both_done_whole() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    let files = [
        write(&folder, "a.csv", register(1500)),
        write(&folder, "b.csv", register(1700)),
    ];
    let started: Vec<_> = files
        .iter()
        .map(|file| {
            Command::new(env!("CARGO_BIN_EXE_siya"))
                .args(["import", "--data", &data, file])
                .stdout(Stdio::null())
                .stderr(Stdio::null())
                .spawn()
                .unwrap()
        })
        .collect();
    for mut import in started {
        assert!(import.wait().unwrap().success());
    }
    let releases = stdout(&siya(&["releases", "--data", &data, "--format", "json"]));
    let releases: Value = serde_json::from_str(&releases).unwrap();
    let sites: Vec<u64> = releases
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["sites"].as_u64().unwrap())
        .collect();
    assert!(sites == [1500, 1700] || sites == [1700, 1500], "{sites:?}");
    assert_eq!(
        published(&data) as u64,
        sites[1],
        "the later one is published"
    );
}

#[test]
fn a_register_that_loses_much_is_published_only_when_confirmed() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "may.csv", register(20)),
    ]);
    let june = write(&folder, "june.csv", register(15));
    let refused = siya(&["import", "--data", &data, &june]);
    assert_eq!((code(&refused), published(&data)), (2, 20));
    let words = stdout(&refused);
    assert!(
        words.contains("5 removed") && words.contains("--confirm") && words.contains("removed #16"),
        "{words}"
    );
    let refused = siya(&["import", "--data", &data, &june, "--format", "json"]);
    let report: Value = serde_json::from_slice(&refused.stdout).unwrap();
    assert_eq!(
        (code(&refused), &report["outcome"]),
        (2, &Value::from("unconfirmed"))
    );
    assert_eq!(report["differences"][0]["removed"], 5);
    assert_eq!(report["differences"][0]["institution"], "3040000");
    let confirmed = siya(&["import", "--data", &data, &june, "--confirm"]);
    assert_eq!(
        (code(&confirmed), published(&data)),
        (0, 15),
        "{}",
        stderr(&confirmed)
    );
    // A fifth exactly is not more than a fifth.
    let fewer = siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "july.csv", register(12)),
    ]);
    assert_eq!((code(&fewer), published(&data)), (0, 12));
}

#[test]
fn an_older_register_is_published_over_a_newer_one_only_when_confirmed() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    let dated = |rows: u32, date: &str| {
        let text = register(rows);
        let mut lines = text.lines();
        let header = format!("{},데이터기준일자\n", lines.next().unwrap());
        lines.fold(header, |mut text, line| {
            let _ = writeln!(text, "{line},{date}");
            text
        })
    };
    let new = write(&folder, "new.csv", dated(20, "2025-05-18"));
    assert_eq!(code(&siya(&["import", "--data", &data, &new])), 0);
    let old = write(&folder, "old.csv", dated(21, "2019-01-01"));
    let waiting = siya(&["import", "--data", &data, &old]);
    assert_eq!((code(&waiting), published(&data)), (2, 20));
    let words = stdout(&waiting);
    for part in ["2019-01-01", "2025-05-18", "--confirm", "siya rollback"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    assert!(!words.contains("a fifth"), "{words}");
    let waiting = siya(&["import", "--data", &data, &old, "--format", "json"]);
    let report: Value = serde_json::from_slice(&waiting.stdout).unwrap();
    assert_eq!(report["differences"][0]["older"]["published"], "2025-05-18");
    let confirmed = siya(&["import", "--data", &data, &old, "--confirm"]);
    assert_eq!((code(&confirmed), published(&data)), (0, 21));
    assert!(stdout(&confirmed).contains("older than the 2025-05-18"));
}

#[test]
fn the_same_file_in_another_coordinate_system_or_by_another_mapping_is_another_import() {
    let folder = TempDir::new().unwrap();
    let place = |data: &str| {
        let out = siya(&[
            "export",
            "--data",
            data,
            "--no-sample",
            "--format",
            "geojson",
        ]);
        let text = String::from_utf8(out.stdout).unwrap();
        let value: Value = serde_json::from_str(&text).unwrap();
        value["features"][0]["geometry"]["coordinates"][1]
            .as_f64()
            .unwrap()
    };
    let row = "2026535000080000001,경상남도 김해시청,경상남도 김해시 무계동 1";
    let head = "관리번호,관리기관명,소재지지번주소";
    let points = format!("{head},geometry\n{row},POINT (366334.6 190610.9)\n");
    let points = write(&folder, "points.csv", points);
    let columns = format!("{head},가,나\n{row},366334.6,190610.9\n");
    let columns = write(&folder, "columns.csv", columns);
    let mapping = |code: &str| {
        let text = format!("[read]\ncrs = \"{code}\"\n[columns]\n\"가\" = \"x\"\n\"나\" = \"y\"\n");
        write(&folder, &format!("{}.toml", &code[5..]), text)
    };
    let (wrong, right) = ("EPSG:5186", "EPSG:5181");
    let by_option = [wrong, right].map(|code| ["--crs".to_owned(), code.to_owned()]);
    let by_mapping = [wrong, right].map(|code| ["--mapping".to_owned(), mapping(code)]);
    for (name, file, said) in [("a", points, by_option), ("b", columns, by_mapping)] {
        let data = folder.path().join(name).to_str().unwrap().to_owned();
        for ([option, value], latitude) in said.into_iter().zip([34.297, 35.198]) {
            let arguments = ["import", "--data", &data, &file, &option, &value];
            assert_eq!(code(&siya(&arguments)), 0);
            let at = place(&data);
            assert!((at - latitude).abs() < 0.001, "{option} {value}: {at}");
            assert!(stdout(&siya(&arguments)).contains("Nothing changed"));
        }
    }
}

#[test]
fn releases_are_listed_compared_and_rolled_back() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    assert_eq!(
        stdout(&siya(&["releases", "--data", &data, "--format", "json"])),
        "[]\n"
    );
    siya(&[
        "import",
        "--data",
        &data,
        &write(&folder, "may.csv", register(20)),
    ]);
    let june = register(21).replace("능동로 5,", "자양로 5,");
    siya(&["import", "--data", &data, &write(&folder, "june.csv", june)]);
    let table = stdout(&siya(&[
        "releases",
        "--data",
        &data,
        "--institution",
        "3040000",
    ]));
    assert!(
        table.contains("may.csv") && table.contains("june.csv") && table.contains("now"),
        "{table}"
    );
    let compared = siya(&["diff", "--data", &data, "1", "2", "--format", "json"]);
    let difference: Value = serde_json::from_slice(&compared.stdout).unwrap();
    assert_eq!(
        (
            &difference["added"],
            &difference["changed"],
            &difference["removed"]
        ),
        (&Value::from(1), &Value::from(1), &Value::from(0))
    );
    assert_eq!(
        difference["changes"][0]["fields"][0]["field"],
        "road_address"
    );
    let text = stdout(&siya(&["diff", "--data", &data, "2", "1"]));
    assert!(text.contains("removed #21"), "{text}");

    let back = siya(&["rollback", "--data", &data, "--institution", "3040000"]);
    assert_eq!(
        (code(&back), published(&data)),
        (0, 20),
        "{}",
        stderr(&back)
    );
    let again = siya(&["rollback", "--data", &data, "--institution", "3040000"]);
    assert_eq!(code(&again), 2, "nothing is before the first release");
    let releases: Value =
        serde_json::from_slice(&siya(&["releases", "--data", &data, "--format", "json"]).stdout)
            .unwrap();
    assert_eq!(
        releases
            .as_array()
            .unwrap()
            .iter()
            .map(|one| one["published"].as_bool().unwrap())
            .collect::<Vec<_>>(),
        [true, false]
    );
    let forward = siya(&[
        "rollback",
        "--data",
        &data,
        "--institution",
        "3040000",
        "--to",
        "2",
    ]);
    assert_eq!((code(&forward), published(&data)), (0, 21));
    for arguments in [
        vec![
            "rollback",
            "--data",
            &data,
            "--institution",
            "3040000",
            "--to",
            "99",
        ],
        vec![
            "rollback",
            "--data",
            &data,
            "--institution",
            "3040000",
            "--to",
            "2",
        ],
        vec!["rollback", "--data", &data, "--institution", "4070000"],
        vec!["diff", "--data", &data, "1", "99"],
        vec!["diff", "--data", &data, "may", "june"],
        vec![
            "diff",
            "--data",
            &data,
            "--institution",
            "3040000",
            "2020-01-01",
            "2020-02-01",
        ],
    ] {
        let output = siya(&arguments);
        assert_eq!(
            (code(&output), stderr(&output).lines().count()),
            (2, 1),
            "{arguments:?}: {}",
            stderr(&output)
        );
    }
}

/// Three plain English words in a row: a sentence, not a name or a path.
fn english(text: &str) -> bool {
    let plain = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_lowercase());
    let words: Vec<&str> = text.split_whitespace().collect();
    words.windows(3).any(|three| three.iter().all(plain))
}

#[test]
fn every_failure_is_told_in_the_language_of_the_user() {
    let folder = TempDir::new().unwrap();
    let (file, data) = (write(&folder, "register.csv", register(30)), data(&folder));
    let none = folder.path().join("none").to_str().unwrap().to_owned();
    let foreign = folder.path().join("foreign");
    std::fs::create_dir(&foreign).unwrap();
    std::fs::write(
        foreign.join("siya.sqlite3"),
        "no database at all".repeat(100),
    )
    .unwrap();
    let foreign = foreign.to_str().unwrap();
    assert_eq!(code(&siya(&["import", "--data", &data, &file])), 0);
    let bad = write(
        &folder,
        "bad.csv",
        format!("{HEADER}1,서울특별시 광진구청,,생활방범,1,30,999,999\n"),
    );
    let half = write(&folder, "half.json", "{\"a\":");
    let cut = write(&folder, "cut.gz", b"\x1f\x8b\x08\x00aaaa");
    let annotated = format!("{file}.xlsx");
    let busy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = busy.local_addr().unwrap().to_string();
    let commands: Vec<Vec<&str>> = vec![
        vec!["import", "--data", &data, "no-such-file.csv"],
        vec!["import", "--data", &data, &bad],
        vec!["import", "--data", &file, &file],
        vec!["import", "--data", &data, "--institution", "1", &file],
        vec!["import", "--data", &data, "--crs", "5186", &file],
        vec!["import", "--data", &data, "--row", "house", &file],
        vec!["import", "--data", &data, "--x-column", "x", &file],
        vec!["import", "--data", &data],
        vec![
            "import",
            "--data",
            &data,
            "--mapping",
            "no-such.toml",
            &file,
        ],
        vec!["check", "--annotated", &annotated, &file, &bad],
        vec!["check", "--annotated", "copy.csv", &file],
        vec!["check", "--report", "/no/such/folder/report.html", &file],
        vec!["check", "--report", &file, &file],
        vec!["capture", "--data", &data],
        vec!["capture", "--data", &data, "--point", "127"],
        vec!["capture", "--data", &data, "--point", "37.5,127"],
        vec!["capture", "--data", &data, "--point", "127,95"],
        vec![
            "capture",
            "--data",
            &data,
            "--point",
            "127.08,37.53",
            "--accuracy",
            "-1",
        ],
        vec![
            "capture",
            "--data",
            &data,
            "--point",
            "127.08,37.53",
            "--from",
            "soon",
        ],
        vec![
            "capture",
            "--data",
            &data,
            "--point",
            "127.08,37.53",
            "--from",
            "2999-01-01T00:00",
        ],
        vec![
            "capture",
            "--data",
            &data,
            "--point",
            "127.08,37.53",
            "--purpose",
            "spying",
        ],
        vec![
            "capture",
            "--data",
            &data,
            "--point",
            "127.08,37.53",
            "--institution",
            "1",
        ],
        vec!["capture", "--data", foreign, "--point", "127.08,37.53"],
        vec!["releases", "--data", &data, "--institution", "x"],
        vec!["rollback", "--data", &data, "--institution", "3040000"],
        vec!["rollback", "--data", &none, "--institution", "3040000"],
        vec![
            "rollback",
            "--data",
            &data,
            "--institution",
            "3040000",
            "--to",
            "1",
        ],
        vec![
            "rollback",
            "--data",
            &data,
            "--institution",
            "3040000",
            "--to",
            "9",
            "--source",
            "standard",
        ],
        vec!["diff", "--data", &none, "1", "2"],
        vec!["diff", "--data", &data, "x", "2"],
        vec!["diff", "--data", &data, "1", "2"],
        vec![
            "diff",
            "--data",
            &data,
            "--institution",
            "3040000",
            "x",
            "2026-01-01",
        ],
        vec![
            "diff",
            "--data",
            &data,
            "--institution",
            "3040000",
            "2020-01-01",
            "2026-01-01",
        ],
        vec![
            "diff",
            "--data",
            &data,
            "--institution",
            "4070000",
            "2020-01-01",
            "2026-01-01",
        ],
        vec!["sample", "--output", "/no/such/folder/sample.csv"],
        vec!["serve", "--data", &data, "--listen", &address],
        vec!["serve", "--data", &data, "--listen", "somewhere"],
        vec!["serve", "--data", &data, "--basemap", "vworld:"],
        vec!["serve", "--data", &data, "--public-url", "example"],
        vec!["serve", "--data", &file],
        vec!["mapping", "suggest", "no-such-file.csv"],
        vec!["check", &cut],
        vec!["check", &half],
        vec!["check", "--mapping", &half, &file],
        vec!["rollback", "--institution", "3040000", "--to", "x"],
        vec!["nonsense"],
        vec!["capture", "--colour", "red"],
    ];
    for arguments in commands {
        for (locale, korean) in [("ko_KR.UTF-8", true), ("C.UTF-8", false)] {
            let output = Command::new(env!("CARGO_BIN_EXE_siya"))
                .args(&arguments)
                .env("LC_ALL", locale)
                .env_remove("SIYA_DATA")
                .output()
                .unwrap();
            let told = stderr(&output);
            assert_eq!(code(&output), 2, "{arguments:?}: {told}");
            let hangul = told.chars().any(|c| ('가'..='힣').contains(&c));
            assert_eq!(hangul, korean, "{arguments:?}: {told}");
            assert!(!(korean && english(&told)), "{arguments:?}: {told}");
            assert!(!told.trim().is_empty(), "{arguments:?}");
        }
    }
}
