//! Report files: asked for as `KIND=PATH`, opened before the first request, renamed into place when whole.

use std::collections::HashSet;
use std::fmt;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::str::FromStr;

use tempfile::NamedTempFile;

use super::guard::{Guard, Refusal};
use super::html::HtmlError;
use super::json::Scan;
use super::mask::Mask;
use super::record::Report;
use super::words::Language;
use crate::parallel;

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

    fn write(
        self,
        report: &Report,
        language: Language,
        out: &mut impl Write,
    ) -> Result<(), Unwritten> {
        match self {
            Self::Json => super::json::write_json(report, out)?,
            Self::Junit => super::junit::write_junit(report, out)?,
            Self::Html => super::html::write_html(report, language, out)?,
            Self::Markdown => out.write_all(super::markdown(report, language).as_bytes())?,
            Self::Ctrf => super::ctrf::write_ctrf(report, out)?,
        }
        Ok(())
    }
}

/// Why a report could not be written to a writer.
enum Unwritten {
    Write(std::io::Error),
    Make(HtmlError),
}

impl From<std::io::Error> for Unwritten {
    fn from(error: std::io::Error) -> Self {
        Self::Write(error)
    }
}

impl From<HtmlError> for Unwritten {
    fn from(error: HtmlError) -> Self {
        Self::Make(error)
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
pub enum ReportRequestError {
    /// It is no kind and a path.
    #[error(
        "`{0}` is no report: write KIND=PATH, where KIND is json, junit, html, markdown or ctrf, such as junit=report.xml"
    )]
    NoReport(String),
    /// What elsewhere means the standard output.
    #[error(
        "`{0}`: a report is a file; --format json prints the JSON report, and ./- is a file named `-`"
    )]
    StandardOutput(String),
}

impl FromStr for ReportRequest {
    type Err = ReportRequestError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let error = || ReportRequestError::NoReport(text.to_owned());
        let (kind, path) = text.split_once('=').ok_or_else(error)?;
        let kind = ReportKind::ALL
            .into_iter()
            .find(|(name, _)| *name == kind)
            .map(|(_, kind)| kind)
            .ok_or_else(error)?;
        match path {
            "" => return Err(error()),
            "-" => return Err(ReportRequestError::StandardOutput(text.to_owned())),
            _ => {}
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
    /// Something stands there that is no file.
    #[error("the report {} cannot be written: a device or a pipe stands there, which it would replace; name a file", .0.display())]
    NoFile(PathBuf),
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
    /// The folder does not exist or cannot be written to, or the path is a folder, a device or a pipe.
    pub fn open(mut request: ReportRequest) -> Result<Self, ReportFileError> {
        // What stands there is replaced: a link leads to what is meant, and a device would be lost.
        if let Ok(path) = request.path.canonicalize() {
            if !path.is_dir() && !path.is_file() {
                return Err(ReportFileError::NoFile(request.path));
            }
            request.path = path;
        }
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

    /// Writes a report to all files, side by side, and puts those that are whole in place.
    ///
    /// # Errors
    /// The disk is full, a path can no longer be written, or a report cannot be made: the first of these in the order of
    /// the files, and only the files that have such an error are missing. A credential is in what would be written, or in
    /// the report's data, which a form that escapes its text could hide: then there is no file at all.
    pub fn write_all(
        files: Vec<Self>,
        report: &Report,
        mask: &Mask,
        language: Language,
    ) -> Result<(), ReportFileError> {
        let Some(first) = files.first().map(|file| file.request.path.clone()) else {
            return Ok(());
        };
        let has_json = files
            .iter()
            .any(|file| file.request.kind == ReportKind::Json);
        // The JSON report is the data. It takes longest, and so does the look through them.
        let mut tasks: Vec<Task> = Vec::new();
        if !has_json {
            tasks.push(Task::Scan);
        }
        tasks.extend(
            files
                .into_iter()
                .enumerate()
                .map(|(place, file)| Task::Write(place, file)),
        );
        tasks.sort_by_key(|task| match task {
            Task::Write(_, file) if file.request.kind != ReportKind::Json => 1,
            Task::Scan | Task::Write(..) => 0,
        });
        let done = parallel::side_by_side(tasks, |task| match task {
            Task::Scan => Done::Scanned(super::json::scan(report, mask)),
            Task::Write(place, file) => Done::Written(place, file.write(report, mask, language)),
        });
        let (mut written, mut data) = (Vec::new(), None);
        for done in done {
            match done {
                Done::Scanned(scan) => data = Some(scan),
                Done::Written(place, file) => written.push((place, file)),
            }
        }
        written.sort_by_key(|(place, _)| *place);
        let written: Vec<_> = written.into_iter().map(|(_, file)| file).collect();
        let mut leak = None;
        let mut data_are_clean = data == Some(Scan::Clean);
        for file in &written {
            match file {
                Ok(file) => data_are_clean |= file.request.kind == ReportKind::Json,
                Err(ReportFileError::Leak(path)) => leak = leak.or(Some(path.clone())),
                Err(_) => {}
            }
        }
        if leak.is_none() && !data_are_clean {
            // A JSON report that could not be written says nothing of the data.
            let data = data.unwrap_or_else(|| super::json::scan(report, mask));
            leak = (data == Scan::Leaks).then_some(first);
        }
        if let Some(path) = leak {
            return Err(ReportFileError::Leak(path));
        }
        let mut put = Ok(());
        for file in written {
            put = put.and(file.and_then(Self::put));
        }
        put
    }

    /// Writes the report to the temporary file.
    fn write(
        mut self,
        report: &Report,
        mask: &Mask,
        language: Language,
    ) -> Result<Self, ReportFileError> {
        let mut guard = Guard::new(mask, self.file.as_file_mut());
        let written = self.request.kind.write(report, language, &mut guard);
        let path = || self.request.path.clone();
        let write_error = |source| ReportFileError::Write {
            path: path(),
            source,
        };
        match (guard.finish(), written) {
            (Err(Refusal::Credential), _) => Err(ReportFileError::Leak(path())),
            (Err(Refusal::Write(source)), _) | (Ok(_), Err(Unwritten::Write(source))) => {
                Err(write_error(source))
            }
            (Ok(_), Err(Unwritten::Make(source))) => Err(ReportFileError::Make {
                path: path(),
                source,
            }),
            (Ok(_), Ok(())) => Ok(self),
        }
    }

    /// Renames the temporary file, which is whole.
    fn put(self) -> Result<(), ReportFileError> {
        let path = self.request.path;
        match self.file.persist(&path) {
            Ok(_) => Ok(()),
            Err(failed) => Err(ReportFileError::Write {
                path,
                source: failed.error,
            }),
        }
    }
}

/// What is done side by side before files are put in place.
enum Task {
    /// A look through the report's data.
    Scan,
    /// The writing of the file at that place among those that are asked for.
    Write(usize, ReportFile),
}

/// What came out of a [`Task`].
enum Done {
    Scanned(Scan),
    Written(usize, Result<ReportFile, ReportFileError>),
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
