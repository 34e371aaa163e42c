//! `siya sample`: writes the sample register.

use std::path::PathBuf;

use clap::Args;

use super::errors::unwritable;
use super::{DONE, print};
use crate::sample;

/// Writes the sample register.
#[derive(Args)]
pub struct Arguments {
    /// File to write instead of standard output | 저장할 파일
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
}

/// Runs the command.
pub fn run(arguments: &Arguments) -> anyhow::Result<u8> {
    let text = sample::generate();
    match &arguments.output {
        Some(path) => std::fs::write(path, text).map_err(|error| unwritable(path, &error))?,
        None => print(&text)?,
    }
    Ok(DONE)
}
