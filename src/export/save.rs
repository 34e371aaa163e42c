//! A file on disk: whole or not there.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::Path;

use sha2::{Digest, Sha256};

use super::{Contents, Error, Format, write};
use crate::model::hex::hex;

/// What was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    /// Length, bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal digits.
    pub sha256: String,
}

/// Writes to a name of its own beside `path` and gives the file its name when it is whole; what stood
/// there before stays until then.
pub fn save(
    format: Format,
    contents: &Contents,
    path: &Path,
    progress: &dyn Fn(u64),
) -> Result<Written, Error> {
    let mut partial = path.as_os_str().to_owned();
    partial.push(format!(".{}.part", std::process::id()));
    let partial = Path::new(&partial);
    let saved = write_to(format, contents, partial, progress).and_then(|written| {
        fs::rename(partial, path)?;
        Ok(written)
    });
    if saved.is_err() {
        // The first error is the one to tell.
        let _ = fs::remove_file(partial);
    }
    saved
}

fn write_to(
    format: Format,
    contents: &Contents,
    path: &Path,
    progress: &dyn Fn(u64),
) -> Result<Written, Error> {
    let file = File::create(path)?;
    let mut out = BufWriter::with_capacity(
        1 << 18,
        Hashing {
            file,
            hash: Sha256::new(),
            bytes: 0,
        },
    );
    write(format, contents, &mut out, progress)?;
    let Hashing { file, hash, bytes } = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.sync_all()?;
    Ok(Written {
        bytes,
        sha256: hex(&hash.finalize()),
    })
}

/// A file that is hashed and measured while it is written.
struct Hashing {
    file: File,
    hash: Sha256,
    bytes: u64,
}

impl Write for Hashing {
    fn write(&mut self, part: &[u8]) -> io::Result<usize> {
        let written = self.file.write(part)?;
        self.hash.update(&part[..written]);
        self.bytes += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}
