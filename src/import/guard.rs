//! Readers of others' making, which may panic on damaged bytes.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::Error;

thread_local! {
    /// Whether this thread runs a reader: what it panics with is said in a sentence, not as a panic.
    static GUARDED: Cell<bool> = const { Cell::new(false) };
}

/// Runs a reader; a panic is a refusal, no crash, and nothing of it is printed.
///
/// # Errors
/// Those of the reader, or [`Error::Broken`] when it panics.
pub(super) fn guarded<T>(
    file: &str,
    form: &'static str,
    read: impl FnOnce() -> Result<T, Error>,
) -> Result<T, Error> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let before = take_hook();
        set_hook(Box::new(move |panic| {
            if !GUARDED.get() {
                before(panic);
            }
        }));
    });
    let outer = GUARDED.replace(true);
    let result = catch_unwind(AssertUnwindSafe(read));
    GUARDED.set(outer);
    result.unwrap_or_else(|_| Err(broken(file, form, &"the content contradicts itself")))
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
