//! The program as people run it: exit codes, words, and what stays after a failure.

use std::fmt::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

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
    assert_eq!(published(&data), 20);
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
        register(3) + "1,서울특별시 광진구청,,생활방범,1,30,\"37,5665\",127.08\n",
    );
    let output = siya(&["check", "--data", &data, &bad]);
    assert_eq!(code(&output), 1);
    let text = stdout(&output);
    assert!(
        text.contains("row 5") && text.contains("37,5665") && text.contains("WGS84위도"),
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

#[test]
fn an_import_that_is_killed_leaves_the_old_or_the_new_register_whole() {
    let folder = TempDir::new().unwrap();
    let data = data(&folder);
    let (old, new) = (
        write(&folder, "old.csv", register(100)),
        write(&folder, "new.csv", register(20_000)),
    );
    siya(&["import", "--data", &data, &old]);
    for round in 0..12u64 {
        let mut import = Command::new(env!("CARGO_BIN_EXE_siya"))
            .args(["import", "--data", &data, &new])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(30 + round * 137));
        let _ = import.kill();
        import.wait().unwrap();
        let sites = published(&data);
        assert!(
            sites == 100 || sites == 20_000,
            "{sites} sites after being killed in round {round}"
        );
    }
}
