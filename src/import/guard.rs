//! Readers of others' making, which may panic on damaged bytes.

use super::Error;

/// Runs a reader; a panic is a refusal and no crash.
///
/// # Errors
/// Those of the reader, or [`Error::Broken`] when it panics.
pub(super) fn guarded<T>(
    file: &str,
    form: &'static str,
    read: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read))
        .unwrap_or_else(|_| Err(broken(file, form, &"the content contradicts itself")))
}

/// The refusal of a file that its reader does not understand.
pub(super) fn broken(file: &str, form: &'static str, error: &dyn std::fmt::Display) -> Error {
    Error::Broken {
        file: file.to_owned(),
        form,
        detail: error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_of_a_reader_is_a_refusal() {
        let refused = guarded::<()>("f.xls", "XLS", || panic!("index out of bounds"));
        assert!(matches!(refused, Err(Error::Broken { form: "XLS", .. })));
    }
}
