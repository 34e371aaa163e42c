//! Opening the file.

use super::*;

#[test]
fn a_new_database_is_opened_by_many_at_once() {
    for _ in 0..20 {
        let folder = TempDir::new().unwrap();
        let start = std::sync::Barrier::new(8);
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| {
                    start.wait();
                    Store::open(folder.path()).map(drop).unwrap();
                });
            }
        });
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_is_named_as_the_reason() {
    // Nobody, not even root, makes files there.
    let folder = Path::new("/proc/self");
    let error = Store::open(folder).err().unwrap();
    assert!(
        matches!(&error, Error::Directory { path, .. } if path == folder),
        "{error}"
    );
    // Where files can be made, the database is the reason.
    let folder = TempDir::new().unwrap();
    std::fs::create_dir(folder.path().join(FILE_NAME)).unwrap();
    let error = Store::open(folder.path()).err().unwrap();
    assert!(matches!(error, Error::Open { .. }), "{error}");
}
