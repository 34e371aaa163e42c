//! Workbooks: XLSX, XLS and ODS by their content.

#![no_main]

use libfuzzer_sys::fuzz_target;
use siya::import::{Options, read_bytes};

/// Readers of others' making may panic; the importer catches that, and so it is no finding. Only what is not
/// caught ends the run.
fn let_the_importer_catch() {
    static ONCE: std::sync::Once = std::sync::Once::new();
    ONCE.call_once(|| std::panic::set_hook(Box::new(|_| {})));
}

fuzz_target!(|bytes: &[u8]| {
    let_the_importer_catch();
    let _ = read_bytes("fuzz.xlsx", bytes, &Options::default());
});
