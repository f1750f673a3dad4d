//! What several tests need: a suite folder to spoil, and the program to run.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use tempfile::TempDir;

/// A copy of the suite in a folder of its own.
pub(crate) struct SuiteFolder {
    folder: TempDir,
}

impl SuiteFolder {
    /// The suite of this repository.
    pub(crate) fn new() -> Self {
        let folder = TempDir::new().unwrap();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        for part in ["cases", "snapshots"] {
            copy(&root.join(part), &folder.path().join(part));
        }
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Replaces a text in a file, where it must stand exactly once.
    pub(crate) fn replace(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.file(name)).unwrap();
        assert_eq!(text.matches(from).count(), 1, "`{from}` in {name}");
        fs::write(self.file(name), text.replace(from, to)).unwrap();
    }

    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::create_dir_all(self.file(name).parent().unwrap()).unwrap();
        fs::write(self.file(name), text).unwrap();
    }

    pub(crate) fn remove(&self, name: &str) {
        fs::remove_file(self.file(name)).unwrap();
    }

    pub(crate) fn rename(&self, from: &str, to: &str) {
        fs::rename(self.file(from), self.file(to)).unwrap();
    }

    pub(crate) fn copy_file(&self, from: &str, to: &str) {
        fs::copy(self.file(from), self.file(to)).unwrap();
    }

    /// Runs the program on this suite.
    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        let mut command = program();
        command.arg("--suite").arg(self.path()).args(arguments);
        Ran::of(&mut command, self.path())
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// A definition that somebody else has published; `README.md` beside it says who.
pub(crate) fn published(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/fixtures/published")
        .join(name)
}

/// A committed schema.
pub(crate) fn schema_path(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("schemas")
        .join(name)
}

/// Where a document is not as a committed schema says.
pub(crate) fn schema_errors(name: &str, document: &serde_json::Value) -> Vec<String> {
    let schema = fs::read_to_string(schema_path(name)).unwrap();
    let schema = jsonschema::options()
        .should_validate_formats(true)
        .build(&serde_json::from_str(&schema).unwrap())
        .unwrap();
    let errors = schema.iter_errors(document);
    errors
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect()
}

/// The program, with nothing of the surroundings that could change what it does.
pub(crate) fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_rpgu-conformance"));
    command.env_clear();
    for kept in ["PATH", "TMPDIR", "SystemRoot", "LLVM_PROFILE_FILE"] {
        if let Some(value) = std::env::var_os(kept) {
            command.env(kept, value);
        }
    }
    command
}

/// Asks a run for a report of each kind, in the working directory.
pub(crate) fn with_all_reports(command: &mut Command) {
    for report in [
        "json=r.json",
        "junit=r.xml",
        "html=r.html",
        "markdown=r.md",
        "ctrf=r.ctrf.json",
    ] {
        command.args(["--report", report]);
    }
}

/// Runs the program on its own suite.
pub(crate) fn run(arguments: &[&str]) -> Ran {
    Ran::of(
        program().args(arguments),
        Path::new("/a folder that no output names"),
    )
}

/// What the program printed, and its exit code.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Runs a command; the folder's name is taken out of what it prints.
    pub(crate) fn of(command: &mut Command, folder: &Path) -> Self {
        let Output {
            status,
            stdout,
            stderr,
        } = command.output().unwrap();
        let text = |bytes: Vec<u8>| {
            let text = String::from_utf8(bytes).unwrap();
            text.replace(&format!("{}/", folder.display()), "")
                .replace(&folder.display().to_string(), "DIR")
        };
        Self {
            code: status.code(),
            out: text(stdout),
            err: text(stderr),
        }
    }

    /// All of it, for snapshots.
    pub(crate) fn show(&self) -> String {
        format!(
            "exit {}\n----- out\n{}----- err\n{}",
            self.code.unwrap(),
            self.out,
            self.err
        )
    }
}
