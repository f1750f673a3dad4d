//! Report files: asked for as `KIND=PATH`, opened before the first request, renamed into place when whole.

use std::collections::HashSet;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use tempfile::NamedTempFile;

use super::html::HtmlError;
use super::mask::Mask;
use super::record::Report;
use super::words::Language;

/// The kinds of report file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportKind {
    /// The JSON document.
    Json,
    /// JUnit XML.
    Junit,
    /// One HTML file for people.
    Html,
    /// Markdown, for job summaries and tickets.
    Markdown,
    /// The Common Test Report Format.
    Ctrf,
}

impl ReportKind {
    const ALL: [(&'static str, Self); 5] = [
        ("json", Self::Json),
        ("junit", Self::Junit),
        ("html", Self::Html),
        ("markdown", Self::Markdown),
        ("ctrf", Self::Ctrf),
    ];

    fn render(self, report: &Report, language: Language) -> Result<String, HtmlError> {
        Ok(match self {
            Self::Json => super::json(report),
            Self::Junit => super::junit(report),
            Self::Html => super::html(report, language)?,
            Self::Markdown => super::markdown(report, language),
            Self::Ctrf => super::ctrf(report),
        })
    }
}

/// A report that the user asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRequest {
    /// Its kind.
    pub kind: ReportKind,
    /// Where to write it.
    pub path: PathBuf,
}

/// A text that asks for no report.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{0}` is no report: write KIND=PATH, where KIND is json, junit, html, markdown or ctrf, such as junit=report.xml"
)]
pub struct ReportRequestError(String);

impl FromStr for ReportRequest {
    type Err = ReportRequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ReportRequestError(text.to_owned());
        let (kind, path) = text.split_once('=').ok_or_else(error)?;
        let kind = ReportKind::ALL
            .into_iter()
            .find(|(name, _)| *name == kind)
            .map(|(_, kind)| kind)
            .ok_or_else(error)?;
        if path.is_empty() {
            return Err(error());
        }
        Ok(Self {
            kind,
            path: PathBuf::from(path),
        })
    }
}

/// A report file cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ReportFileError {
    /// The file cannot be written.
    #[error("the report {} cannot be written: {source}; name a file in an existing folder that you may write to", path.display())]
    Write {
        /// The report's path.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// The report cannot be made, which is a fault of this program.
    #[error("the report {} cannot be made: {source}", path.display())]
    Make {
        /// The report's path.
        path: PathBuf,
        /// Why not.
        source: HtmlError,
    },
    /// The report would hold a credential, which is a fault of this program.
    #[error("the report {} was not written: it would have held a credential", .0.display())]
    Leak(PathBuf),
    /// Two reports at one path.
    #[error(
        "--report names {} twice, and the second report would overwrite the first; give each its own path",
        .0.display()
    )]
    Twice(PathBuf),
}

/// A report file that is known to be writable.
pub struct ReportFile {
    request: ReportRequest,
    file: NamedTempFile,
}

impl fmt::Debug for ReportFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.request.fmt(f)
    }
}

impl ReportFile {
    /// Opens all files, each at a path of its own.
    ///
    /// # Errors
    /// One of them cannot be opened, or two have the same path.
    pub fn open_all(requests: &[ReportRequest]) -> Result<Vec<Self>, ReportFileError> {
        let mut places = HashSet::new();
        for request in requests {
            if !places.insert(place(&request.path)) {
                return Err(ReportFileError::Twice(request.path.clone()));
            }
        }
        requests.iter().cloned().map(Self::open).collect()
    }

    /// Opens a temporary file beside the report's path, so that a path that cannot be written is known before the
    /// first request.
    ///
    /// # Errors
    /// The folder does not exist or cannot be written to, or the path is a folder.
    pub fn open(request: ReportRequest) -> Result<Self, ReportFileError> {
        let error = |source| ReportFileError::Write {
            path: request.path.clone(),
            source,
        };
        if request.path.is_dir() {
            return Err(error(std::io::ErrorKind::IsADirectory.into()));
        }
        let folder = folder(&request.path);
        let mut builder = tempfile::Builder::new();
        builder.prefix(".rpgu-conformance-");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            // Readable by others as far as the umask says: a report is there to be read.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        // Only the kind: the text would name the temporary file.
        let file = builder
            .tempfile_in(folder)
            .map_err(|failed| error(failed.kind().into()))?;
        Ok(Self { request, file })
    }

    /// Writes the report and puts it in place.
    ///
    /// # Errors
    /// The disk is full, the path can no longer be written, the report cannot be made, or a credential is in what would
    /// be written.
    pub fn write(
        mut self,
        report: &Report,
        mask: &Mask,
        language: Language,
    ) -> Result<(), ReportFileError> {
        let path = self.request.path;
        let error = |source| ReportFileError::Write {
            path: path.clone(),
            source,
        };
        let text = self
            .request
            .kind
            .render(report, language)
            .map_err(|source| ReportFileError::Make {
                path: path.clone(),
                source,
            })?;
        // The data as well: a form that escapes its text could hide a credential from the search.
        if mask.leaks(&text) || mask.leaks(&super::json(report)) {
            return Err(ReportFileError::Leak(path));
        }
        self.file.write_all(text.as_bytes()).map_err(error)?;
        self.file.flush().map_err(error)?;
        self.file
            .persist(&path)
            .map_err(|failed| error(failed.error))?;
        Ok(())
    }
}

fn folder(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// The one name of a file that has many, such as `a.json` and `./a.json`.
fn place(path: &Path) -> PathBuf {
    let folder = folder(path);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    path.file_name()
        .map_or_else(|| folder.clone(), |name| folder.join(name))
}
