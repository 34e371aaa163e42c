//! Names the folder of the built page for embedding: `web/dist`, or a one-page notice without it.

use std::path::Path;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=web/dist");
    println!("cargo::rerun-if-changed=build.rs");
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets the folder of the package");
    let dist = Path::new(&root).join("web/dist");
    let folder = if dist.join("index.html").exists() {
        dist
    } else {
        println!(
            "cargo::warning=the page is not built (run `make web`); the binary will say so instead of showing a map"
        );
        let notice =
            Path::new(&env::var("OUT_DIR").expect("cargo sets the output folder")).join("web");
        fs::create_dir_all(&notice).expect("the output folder can be written");
        fs::write(
            notice.join("index.html"),
            include_str!("web/not-built.html"),
        )
        .expect("the output folder can be written");
        notice
    };
    println!("cargo::rustc-env=SIYA_WEB_DIST={}", folder.display());
}
