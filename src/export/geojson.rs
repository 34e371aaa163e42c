//! GeoJSON (RFC 7946) and GeoJSON text sequences (RFC 8142), features as `/items` gives them.

use std::io::Write;

use super::row::Renderer;
use super::{Contents, Error, report};

/// Begins each feature of a sequence (RFC 7464).
const RECORD_SEPARATOR: u8 = 0x1e;

/// Writes one collection, with the provenance as a foreign member before the features.
pub(super) fn write(
    contents: &Contents,
    out: &mut dyn Write,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    out.write_all(b"{\"type\":\"FeatureCollection\",\"name\":\"cameras\",\"provenance\":")?;
    serde_json::to_writer(&mut *out, &contents.provenance)?;
    if let Some(bbox) = contents.provenance.bbox {
        out.write_all(b",\"bbox\":")?;
        serde_json::to_writer(&mut *out, &bbox)?;
    }
    out.write_all(b",\"features\":[\n")?;
    let mut renderer = Renderer::default();
    for (done, &site) in contents.sites.iter().enumerate() {
        if done > 0 {
            out.write_all(b",\n")?;
        }
        out.write_all(renderer.text(contents.dataset, site))?;
        report(done, progress);
    }
    out.write_all(b"\n]}\n")?;
    Ok(())
}

/// Writes a sequence of features; the form has no place for provenance, which each feature has of its own.
pub(super) fn write_sequence(
    contents: &Contents,
    out: &mut dyn Write,
    progress: &dyn Fn(u64),
) -> Result<(), Error> {
    let mut renderer = Renderer::default();
    for (done, &site) in contents.sites.iter().enumerate() {
        out.write_all(&[RECORD_SEPARATOR])?;
        out.write_all(renderer.text(contents.dataset, site))?;
        out.write_all(b"\n")?;
        report(done, progress);
    }
    Ok(())
}
