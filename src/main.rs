//! Starts the program: reads the command line, runs the command, reports failure.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// An import makes and drops millions of small texts on all threads: a quarter of its time goes into the
/// system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    siya::cli::main()
}
