//! The report as the JSON document that [`SCHEMA_VERSION`](super::SCHEMA_VERSION) numbers.

use std::io::{self, BufWriter, Write};

use serde::Serialize;

use super::guard::{Guard, Refusal};
use super::mask::Mask;
use super::record::Report;
use crate::inert::InertJson;

/// So many bytes go from one writer to the next.
const BLOCK: usize = 32 * 1024;

/// The report as JSON.
pub fn json(report: &Report) -> String {
    in_memory(|out| write_json(report, out))
}

pub(super) fn write_json(report: &Report, out: &mut impl Write) -> io::Result<()> {
    write_document(report, out)
}

/// What a look through a report's data has found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scan {
    Clean,
    /// There is a credential in them.
    Leaks,
}

/// Looks for credentials in the report's data.
pub(super) fn scan(report: &Report, mask: &Mask) -> Scan {
    if mask.longest() == 0 {
        return Scan::Clean;
    }
    let mut guard = Guard::new(mask, io::sink());
    let written = write_json(report, &mut guard);
    // What cannot be looked through is not clean.
    match (guard.finish(), written) {
        (Ok(_), Ok(())) => Scan::Clean,
        _ => Scan::Leaks,
    }
}

/// Why a report was not printed.
#[derive(Debug, thiserror::Error)]
pub enum PrintError {
    /// It would have held a credential, which is a fault of this program.
    #[error("nothing was printed: it would have held a credential")]
    Leak,
    /// It could not be written.
    #[error(transparent)]
    Write(#[from] io::Error),
}

/// Writes the report as JSON, once it is known that it holds no credential.
///
/// # Errors
/// It holds one, or the writer has failed.
pub fn print_json(report: &Report, mask: &Mask, out: impl Write) -> Result<(), PrintError> {
    if scan(report, mask) == Scan::Leaks {
        return Err(PrintError::Leak);
    }
    let mut guard = Guard::new(mask, out);
    let written = write_json(report, &mut guard);
    match guard.finish() {
        Err(Refusal::Credential) => Err(PrintError::Leak),
        Err(Refusal::Write(error)) => Err(error.into()),
        Ok(_) => Ok(written?),
    }
}

/// Writes a document that reaches a terminal as text only.
pub(super) fn write_document(document: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(BLOCK, InertJson::new(out));
    serde_json::to_writer_pretty(&mut out, document)?;
    out.write_all(b"\n")?;
    let inert = out.into_inner().map_err(|error| error.into_error())?;
    inert.finish()?;
    Ok(())
}

/// What a writer of text writes, as text. Memory takes all of it, and only text is written.
pub(super) fn in_memory(write: impl FnOnce(&mut Vec<u8>) -> io::Result<()>) -> String {
    let mut bytes = Vec::new();
    match write(&mut bytes) {
        Ok(()) => String::from_utf8(bytes).unwrap_or_default(),
        Err(_) => String::new(),
    }
}
