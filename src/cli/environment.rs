//! What the environment says: the language, and what must not be believed.

use std::env;
use std::process::{Command, ExitCode};

use crate::import::Lang;

/// Variables by which PROJ finds its database.
const PROJ_VARIABLES: [&str; 2] = ["PROJ_DATA", "PROJ_LIB"];

/// The language of messages: Korean in a Korean locale, else English.
pub fn language() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .find_map(|name| env::var(name).ok().filter(|value| !value.is_empty()))
        .unwrap_or_default();
    if locale.starts_with("ko") {
        Lang::Ko
    } else {
        Lang::En
    }
}

/// Starts the program again without the variables that point PROJ to another database.
///
/// The database inside the binary is the one that fits; PROJ would prefer the one named by the
/// environment and refuse it when it is older. A running program must not change its own environment,
/// so it is started anew, once.
pub fn without_foreign_proj_database() -> Option<ExitCode> {
    if PROJ_VARIABLES
        .iter()
        .all(|name| env::var_os(name).is_none())
    {
        return None;
    }
    let mut again = Command::new(env::current_exe().ok()?);
    again.args(env::args_os().skip(1));
    for name in PROJ_VARIABLES {
        again.env_remove(name);
    }
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        // Only returns when it fails; then the program goes on as it is.
        let _ = again.exec();
        None
    }
    #[cfg(not(unix))]
    {
        let status = again.status().ok()?;
        Some(ExitCode::from(
            status
                .code()
                .and_then(|code| u8::try_from(code).ok())
                .unwrap_or(super::FAILED),
        ))
    }
}
