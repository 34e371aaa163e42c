//! Starts the program: reads the command line, runs the command, reports failure.

use std::process::ExitCode;

fn main() -> ExitCode {
    siya::cli::main()
}
