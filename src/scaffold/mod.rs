//! Writes what is always alike: the files of a new case or operation. Nothing is written unless the suite with it can
//! be read, and no file that is there is written over.

mod case;
mod edit;
mod operation;
mod page;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

pub use case::{CaseDraft, ChangeDraft, case};
pub use operation::{OperationDraft, RowDraft, operation};
pub use page::operation_of_page;

use crate::diagnostic::{Diagnostics, SourceText};
use crate::schema::SchemaOf;
use crate::suite::{Snapshots, Suite, SuiteFile, SuiteFiles, read, snapshot};

/// Files that are to be written into a suite's folder.
#[derive(Debug, Clone, Default)]
pub struct Scaffold {
    /// New files: path below the suite's folder, and content.
    pub new: Vec<(String, String)>,
    /// Lines for files that are there.
    pub added: Vec<Addition>,
}

/// Lines that are added to a file.
#[derive(Debug, Clone)]
pub struct Addition {
    /// The file, below the suite's folder.
    pub path: String,
    /// The lines.
    pub lines: String,
    /// The whole content with them.
    pub content: String,
}

/// Why nothing is written.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    /// The suite would have mistakes in it, or has some already.
    #[error(transparent)]
    Mistakes(#[from] Diagnostics),
    /// A file is there already.
    #[error("{0} is there already, and nothing is written over it; choose another name")]
    Exists(String),
    /// What was asked for cannot be written.
    #[error("{0}")]
    Impossible(String),
    /// Writing failed.
    #[error("{path} cannot be written: {error}")]
    Write {
        /// The file.
        path: PathBuf,
        /// Why.
        error: std::io::Error,
    },
}

/// A suite's files with changes that are not written yet.
struct Draft {
    files: SuiteFiles,
    scaffold: Scaffold,
}

impl Draft {
    fn of(files: &SuiteFiles) -> Self {
        Self {
            files: files.clone(),
            scaffold: Scaffold::default(),
        }
    }

    fn find(&self, name: &str) -> Option<&SourceText> {
        let file = self.files.cases.iter().find(|file| file.name == name);
        file.map(|file| &file.source)
    }

    /// A new file below `cases/`, by its name without `.yaml`.
    fn create(&mut self, name: &str, kind: SchemaOf, text: &str) -> Result<(), ScaffoldError> {
        let path = format!("cases/{name}.yaml");
        if self.find(name).is_some() {
            return Err(ScaffoldError::Exists(path));
        }
        let way = if name.contains('/') { "../../" } else { "../" };
        let line = crate::schema::schema_line(&format!("{way}schemas/{}", kind.file_name()));
        let text = format!("{line}{text}");
        self.files.cases.push(SuiteFile {
            name: name.to_owned(),
            source: SourceText::new(path.as_str(), text.as_str()),
        });
        self.files.cases.sort_by(|a, b| a.name.cmp(&b.name));
        self.scaffold.new.push((path, text));
        Ok(())
    }

    /// Adds an entry to a mapping of a file below `cases/`, which may be one that is new itself.
    fn add(&mut self, name: &str, key: &str, lines: &str) -> Result<(), ScaffoldError> {
        let path = format!("cases/{name}.yaml");
        let file = self.files.cases.iter_mut().find(|file| file.name == name);
        let file = file.ok_or_else(|| ScaffoldError::Impossible(format!("there is no {path}")))?;
        let content = edit::added(&file.source.text, key, lines).ok_or_else(|| {
            ScaffoldError::Impossible(format!(
                "`{key}` in {path} is written in braces; write one entry a line, or add this yourself:\n{lines}"
            ))
        })?;
        file.source.text = content.as_str().into();
        if let Some((_, text)) = self.scaffold.new.iter_mut().find(|(new, _)| *new == path) {
            *text = content;
        } else if let Some(known) = self
            .scaffold
            .added
            .iter_mut()
            .find(|known| known.path == path)
        {
            known.lines.push_str(lines);
            known.content = content;
        } else {
            self.scaffold.added.push(Addition {
                path,
                lines: lines.to_owned(),
                content,
            });
        }
        Ok(())
    }

    /// Reads the suite as it would be, and adds the snapshots of its new cases, which their outcomes determine.
    fn finish(mut self) -> Result<Scaffold, ScaffoldError> {
        let suite: Suite = read(&self.files, Snapshots::Unchecked)?;
        let new = self.scaffold.new.clone();
        for (path, _) in &new {
            let case = suite.cases.iter().find(|case| {
                format!("cases/{}/{}.yaml", case.id.operation(), case.id.file_stem()) == *path
            });
            let Some(case) = case else {
                continue;
            };
            let name = format!("{}/{}", case.id.operation(), case.id.file_stem());
            // One that is there is compared by `check`, like any other.
            if !self.files.snapshots.iter().any(|file| file.name == name) {
                let path = format!("snapshots/{name}.snap");
                let text = snapshot::file(&case.snapshot);
                self.scaffold.new.push((path, text));
            }
        }
        Ok(self.scaffold)
    }
}

impl Scaffold {
    /// Writes all files, the new ones first: a file that is there stops everything. The schemas that the files' first
    /// lines name are written beside them, where they are missing.
    ///
    /// # Errors
    /// A file is there already, or cannot be written.
    pub fn write(&self, folder: &Path) -> Result<(), ScaffoldError> {
        for (path, _) in &self.new {
            if folder.join(path).exists() {
                return Err(ScaffoldError::Exists(path.clone()));
            }
        }
        for (path, text) in &self.new {
            create(&folder.join(path), text)?;
        }
        for addition in &self.added {
            replace(&folder.join(&addition.path), &addition.content)?;
        }
        for kind in SchemaOf::OF_SUITES {
            let path = folder.join("schemas").join(kind.file_name());
            if !path.exists() {
                create(&path, &kind.text())?;
            }
        }
        Ok(())
    }
}

/// Writes a file that is not there yet, whole or not at all.
///
/// # Errors
/// It is there, or cannot be written.
pub fn create(path: &Path, text: &str) -> Result<(), ScaffoldError> {
    let file = whole(path, text)?;
    file.persist_noclobber(path)
        .map(drop)
        .map_err(|error| match error.error.kind() {
            std::io::ErrorKind::AlreadyExists => ScaffoldError::Exists(path.display().to_string()),
            _ => write_error(path, error.error),
        })
}

/// Puts another content into the place of a file's, whole or not at all.
///
/// # Errors
/// It cannot be written.
pub fn replace(path: &Path, text: &str) -> Result<(), ScaffoldError> {
    let file = whole(path, text)?;
    file.persist(path)
        .map(drop)
        .map_err(|error| write_error(path, error.error))
}

fn whole(path: &Path, text: &str) -> Result<NamedTempFile, ScaffoldError> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let write = || {
        std::fs::create_dir_all(folder)?;
        let mut builder = tempfile::Builder::new();
        readable_by_all(&mut builder);
        let mut file = builder.tempfile_in(folder)?;
        file.write_all(text.as_bytes())?;
        Ok(file)
    };
    write().map_err(|error| write_error(path, error))
}

/// Temporary files are their owner's alone, but these are to stay.
#[cfg(unix)]
fn readable_by_all(builder: &mut tempfile::Builder<'_, '_>) {
    use std::os::unix::fs::PermissionsExt as _;
    builder.permissions(std::fs::Permissions::from_mode(0o644));
}

#[cfg(not(unix))]
fn readable_by_all(_: &mut tempfile::Builder<'_, '_>) {}

fn write_error(path: &Path, error: std::io::Error) -> ScaffoldError {
    ScaffoldError::Write {
        path: path.to_owned(),
        error,
    }
}
