//! Starts the program: reads the command line, runs the command, reports failure.

use std::process::ExitCode;

/// Answers are short-lived buffers of some ten kilobytes, which the system's allocator gives back and
/// takes again for every request.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    siya::cli::main()
}
