//! Where a suite's files come from: the program itself, or a folder.

use std::collections::HashSet;
use std::fmt::Write as _;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest as _, Sha256};

use crate::diagnostic::{Diagnostic, DiagnosticCode, Diagnostics, SourceText};
use crate::parallel;
use crate::yaml::MAX_FILE_BYTES;

/// The files of the suite that this program carries, by their names with forward slashes.
static EMBEDDED: &[(&str, &str)] = include!(concat!(env!("OUT_DIR"), "/suite.rs"));

/// At most this many files are read from a suite folder.
const MAX_FILES: usize = 200_000;

/// Hardly a file of a suite is larger.
const USUAL_FILE_BYTES: usize = 8 * 1024;

/// Where a suite is read from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The suite that this program carries.
    Embedded,
    /// A folder with `cases/` and `snapshots/` in it.
    Folder(PathBuf),
}

/// The files of a suite, sorted by name.
#[derive(Debug, Clone, Default)]
pub struct SuiteFiles {
    /// `cases/**/*.yaml`.
    pub cases: Vec<SuiteFile>,
    /// `snapshots/**/*.snap`.
    pub snapshots: Vec<SuiteFile>,
    /// What is there but cannot be read.
    pub unread: Unread,
}

/// Files of a suite that are there but cannot be read.
#[derive(Debug, Clone, Default)]
pub struct Unread {
    /// The names of those below `cases/`.
    pub cases: Vec<String>,
    /// The names of those below `snapshots/`.
    pub snapshots: Vec<String>,
    /// Why not.
    pub problems: Vec<Diagnostic>,
}

/// One file of a suite.
#[derive(Debug, Clone)]
pub struct SuiteFile {
    /// The name below `cases/` or `snapshots/`, without its ending, such as `visit-cancel/operation`.
    pub name: String,
    /// The content, under the path that messages show.
    pub source: SourceText,
}

impl SuiteFiles {
    /// SHA-256 (FIPS 180-4) over the names, lengths and contents of all files, in hexadecimal: two runs with the same
    /// digest asked the same questions.
    pub fn digest(&self) -> String {
        let mut hash = Sha256::new();
        let mut head = String::new();
        for (kind, files) in [("cases", &self.cases), ("snapshots", &self.snapshots)] {
            for file in files {
                head.clear();
                // Writing to a String cannot fail.
                let _ = writeln!(head, "{kind}/{} {}", file.name, file.source.text.len());
                hash.update(head.as_bytes());
                hash.update(file.source.text.as_bytes());
            }
        }
        hash.finalize()
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect()
    }
}

impl Source {
    /// Reads all files.
    ///
    /// What cannot be read beside others is kept in [`SuiteFiles::unread`]: files that are too large or no UTF-8, and
    /// symbolic links (a suite stays inside its folder).
    ///
    /// # Errors
    /// There is no folder `cases/` that could be read.
    pub fn load(&self) -> Result<SuiteFiles, Diagnostics> {
        match self {
            Self::Embedded => Ok(embedded()),
            Self::Folder(root) => folder(root),
        }
    }
}

fn embedded() -> SuiteFiles {
    let mut files = SuiteFiles::default();
    for (path, text) in EMBEDDED {
        let source = SourceText::new(*path, *text);
        if let Some(name) = strip(path, "cases/", ".yaml") {
            files.cases.push(SuiteFile { name, source });
        } else if let Some(name) = strip(path, "snapshots/", ".snap") {
            files.snapshots.push(SuiteFile { name, source });
        }
    }
    files
}

fn strip(path: &str, folder: &str, ending: &str) -> Option<String> {
    Some(path.strip_prefix(folder)?.strip_suffix(ending)?.to_owned())
}

fn folder(root: &Path) -> Result<SuiteFiles, Diagnostics> {
    let mut problems = Vec::new();
    let cases = Folder::read(root, "cases", "yaml", &mut problems);
    if cases.files.is_empty() && !problems.is_empty() {
        return Err(Diagnostics(problems));
    }
    let snapshots = Folder::read(root, "snapshots", "snap", &mut problems);
    Ok(SuiteFiles {
        cases: cases.files,
        snapshots: snapshots.files,
        unread: Unread {
            cases: cases.unread,
            snapshots: snapshots.unread,
            problems,
        },
    })
}

/// A file that is to be read.
struct Found {
    name: String,
    path: PathBuf,
}

/// What was found below one of the two folders of a suite.
#[derive(Default)]
struct Folder {
    files: Vec<SuiteFile>,
    /// The names of files that are there but cannot be read.
    unread: Vec<String>,
}

impl Folder {
    /// Reads all files below a folder, on all cores.
    fn read(root: &Path, top: &str, ending: &str, problems: &mut Vec<Diagnostic>) -> Self {
        let mut folder = Self::default();
        let mut found = Vec::new();
        folder.find(root, top, ending, &mut found, problems);
        found.sort_unstable_by(|a, b| a.name.cmp(&b.name));
        folder.files.reserve_exact(found.len());
        let read = |file: &Found| (file.name.clone(), read_file(&file.path));
        let mut texts: HashSet<Arc<str>> = HashSet::new();
        parallel::each(&found, read, |(name, source)| match source {
            Ok(mut source) => {
                // All refusals for one reason have the same snapshot.
                match texts.get(&source.text) {
                    Some(known) => source.text = Arc::clone(known),
                    None if ending == "snap" => {
                        texts.insert(Arc::clone(&source.text));
                    }
                    None => {}
                }
                folder.files.push(SuiteFile { name, source });
            }
            Err(problem) => {
                folder.unread.push(name);
                problems.push(problem);
            }
        });
        folder
    }

    /// The files that are to be read.
    fn find(
        &mut self,
        root: &Path,
        top: &str,
        ending: &str,
        found: &mut Vec<Found>,
        problems: &mut Vec<Diagnostic>,
    ) {
        let first = root.join(top);
        if fs::symlink_metadata(&first).is_ok_and(|found| found.is_symlink()) {
            problems.push(link(&first));
            return;
        }
        let dotted = format!(".{ending}");
        let mut folders = vec![(first, String::new())];
        while let Some((folder, name)) = folders.pop() {
            let entries = match fs::read_dir(&folder) {
                Ok(entries) => entries,
                // A suite whose snapshots are still to be made has no such folder; what is missing is said case by case.
                Err(error) if error.kind() == std::io::ErrorKind::NotFound && ending == "snap" => {
                    continue;
                }
                Err(error) => {
                    problems.push(
                        unreadable(&folder, &error).help(
                            "a suite is a folder with the folders cases/ and snapshots/ in it",
                        ),
                    );
                    continue;
                }
            };
            for entry in entries {
                let entry = match entry {
                    Ok(entry) => entry,
                    Err(error) => {
                        problems.push(unreadable(&folder, &error));
                        continue;
                    }
                };
                let file_name = entry.file_name();
                let file_name = file_name.to_string_lossy();
                let below = if name.is_empty() {
                    file_name.into_owned()
                } else {
                    format!("{name}/{file_name}")
                };
                match entry.file_type() {
                    Ok(kind) if kind.is_symlink() => {
                        self.unread
                            .extend(below.strip_suffix(&dotted).map(str::to_owned));
                        problems.push(link(&entry.path()));
                    }
                    Ok(kind) if kind.is_file() && below.ends_with(".yml") => problems.push(
                        Diagnostic::in_file(
                            DiagnosticCode::FileName,
                            show(&entry.path()),
                            "files of a suite end in .yaml, so this one would not be read",
                        )
                        .help("rename it to .yaml"),
                    ),
                    Ok(kind) if kind.is_dir() && below.split('/').count() < 3 => {
                        folders.push((entry.path(), below));
                    }
                    Ok(kind) if kind.is_file() => {
                        let Some(name) = below.strip_suffix(&dotted) else {
                            continue;
                        };
                        if found.len() == MAX_FILES {
                            problems.push(Diagnostic::in_file(
                                DiagnosticCode::Unreadable,
                                show(root),
                                format!("more than {MAX_FILES} files"),
                            ));
                            return;
                        }
                        found.push(Found {
                            name: name.to_owned(),
                            path: entry.path(),
                        });
                    }
                    Ok(_) => {}
                    Err(error) => problems.push(unreadable(&entry.path(), &error)),
                }
            }
        }
    }
}

fn link(path: &Path) -> Diagnostic {
    Diagnostic::in_file(
        DiagnosticCode::Unreadable,
        show(path),
        "a suite must not hold symbolic links",
    )
    .help("put the file itself here")
}

/// Reads a text file that is not larger than [`MAX_FILE_BYTES`].
///
/// # Errors
/// The file cannot be opened, is too large, or is no UTF-8.
pub(crate) fn read_file(path: &Path) -> Result<SourceText, Diagnostic> {
    let limit = MAX_FILE_BYTES as u64 + 1;
    // Room for most files: one read for what is in it, and one that finds its end.
    let mut bytes = Vec::with_capacity(USUAL_FILE_BYTES);
    fs::File::open(path)
        .and_then(|file| file.take(limit).read_to_end(&mut bytes))
        .map_err(|error| unreadable(path, &error))?;
    if bytes.len() > MAX_FILE_BYTES {
        return Err(Diagnostic::in_file(
            DiagnosticCode::Unreadable,
            show(path),
            format!("the file is larger than {MAX_FILE_BYTES} bytes"),
        )
        .help("split it into several files"));
    }
    let text = String::from_utf8(bytes).map_err(|error| {
        Diagnostic::in_file(
            DiagnosticCode::Unreadable,
            show(path),
            format!(
                "the file is no UTF-8 from byte {} on",
                error.utf8_error().valid_up_to()
            ),
        )
        .help("save it as UTF-8")
    })?;
    Ok(SourceText::new(show(path), text))
}

fn unreadable(path: &Path, error: &std::io::Error) -> Diagnostic {
    Diagnostic::in_file(
        DiagnosticCode::Unreadable,
        show(path),
        format!("cannot be read: {error}"),
    )
}

fn show(path: &Path) -> String {
    path.to_string_lossy().replace('\\', "/")
}
