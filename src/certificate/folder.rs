//! The folder of a certificate: filled at once, and read whole.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::bundle::{CERTIFICATE, Files};

/// A folder cannot take a certificate, or cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// There is something in it.
    #[error("{} is not empty ({found}): a certificate gets a folder of its own; name a new one", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
        /// Something that is in it.
        found: String,
    },
    /// It cannot be made or written to.
    #[error("the folder {} cannot be written: {source}; name one that you may make and write to", path.display())]
    Unwritable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It cannot be read.
    #[error("{} cannot be read: {source}; name the folder that certify wrote", path.display())]
    Unreadable {
        /// The folder, or a file in it.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It holds something that cannot be part of a certificate.
    #[error("{} is {what}: a certificate consists of plain files of at most {} MiB", path.display(), MAX_FILE_BYTES >> 20)]
    Unusual {
        /// What it is.
        path: PathBuf,
        /// What is wrong with it.
        what: &'static str,
    },
}

/// Larger files are not read.
const MAX_FILE_BYTES: u64 = 256 << 20;
/// More entries are not looked at.
const MAX_ENTRIES: usize = 64;

/// A folder that is known to be writable, for files that come all together or not at all.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Where files are made; goes away with this, and what is in it.
    staging: Option<tempfile::TempDir>,
    made: bool,
}

impl Folder {
    /// Makes the folder, or takes an empty one, before the first request is sent.
    ///
    /// # Errors
    /// It is not empty, or cannot be written to.
    pub fn prepare(path: &Path) -> Result<Self, FolderError> {
        let unwritable = |source| FolderError::Unwritable {
            path: path.to_owned(),
            source,
        };
        let made = match fs::create_dir(path) {
            Ok(()) => true,
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => false,
            Err(error) => return Err(unwritable(error)),
        };
        if let Some(entry) = fs::read_dir(path).map_err(unwritable)?.next() {
            let entry = entry.map_err(unwritable)?;
            return Err(FolderError::NotEmpty {
                path: path.to_owned(),
                found: entry.file_name().to_string_lossy().into_owned(),
            });
        }
        let staging = tempfile::Builder::new()
            .prefix(".rpgu-conformance-")
            .tempdir_in(path)
            // Only the kind: the text would name the temporary folder.
            .map_err(|error| unwritable(error.kind().into()))?;
        Ok(Self {
            path: path.to_owned(),
            staging: Some(staging),
            made,
        })
    }

    /// Writes all files, and then puts them in place, the certificate last: without it nothing here is one.
    ///
    /// # Errors
    /// The disk is full, or somebody took the folder away.
    pub fn fill(mut self, files: &Files) -> Result<(), FolderError> {
        let unwritable = |source| FolderError::Unwritable {
            path: self.path.clone(),
            source,
        };
        let Some(staging) = self.staging.take() else {
            return Ok(());
        };
        let mut names: Vec<&String> = files.keys().collect();
        names.sort_by_key(|name| *name == CERTIFICATE);
        for name in &names {
            let write = || -> io::Result<()> {
                let mut file = fs::File::create_new(staging.path().join(name))?;
                io::Write::write_all(&mut file, &files[*name])?;
                file.sync_all()
            };
            write().map_err(unwritable)?;
        }
        for name in names {
            fs::rename(staging.path().join(name), self.path.join(name)).map_err(unwritable)?;
        }
        staging.close().map_err(unwritable)?;
        self.made = false;
        Ok(())
    }
}

impl Drop for Folder {
    /// A folder that was made for nothing goes away again.
    fn drop(&mut self) {
        drop(self.staging.take());
        if self.made {
            // If somebody put something into it meanwhile, it stays.
            let _ = fs::remove_dir(&self.path);
        }
    }
}

/// Reads all files of a certificate's folder.
///
/// # Errors
/// The folder cannot be read, or holds folders, links or very large files.
pub fn read_folder(path: &Path) -> Result<Files, FolderError> {
    let unreadable = |path: &Path| {
        let path = path.to_owned();
        move |source| FolderError::Unreadable { path, source }
    };
    let mut files = Files::new();
    for (number, entry) in fs::read_dir(path).map_err(unreadable(path))?.enumerate() {
        let entry = entry.map_err(unreadable(path))?;
        let file = entry.path();
        let unusual = |what| FolderError::Unusual {
            path: file.clone(),
            what,
        };
        if number == MAX_ENTRIES {
            return Err(unusual("one file of too many"));
        }
        // Of the entry itself, not of what a link names: opening a pipe would wait for ever.
        let metadata = entry.metadata().map_err(unreadable(&file))?;
        if !metadata.is_file() {
            return Err(unusual("no plain file"));
        }
        if metadata.len() > MAX_FILE_BYTES {
            return Err(unusual("too large"));
        }
        let name = entry.file_name().to_string_lossy().into_owned();
        files.insert(name, fs::read(&file).map_err(unreadable(&file))?);
    }
    Ok(files)
}
