//! The nearest peer: hurl, with the same requests and assertions.

use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::measure::{Problem, Took, run};
use super::workload::{Lane, Workload};

/// How hurl is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Setting {
    /// All requests in one file.
    OneFile,
    /// The same, with JUnit, JSON and HTML reports.
    OneFileAndReports,
    /// One file for each item, one after another.
    Sequential,
    /// One file for each item, this many at the same time.
    Parallel(usize),
}

impl Setting {
    pub(super) fn label(self) -> String {
        match self {
            Self::OneFile => "hurl, one file".to_owned(),
            Self::OneFileAndReports => "hurl, one file, three reports".to_owned(),
            Self::Sequential => "hurl, a file each, `--jobs 1`".to_owned(),
            Self::Parallel(jobs) => format!("hurl, a file each, `--parallel --jobs {jobs}`"),
        }
    }
}

/// Whether there is a hurl to compare with.
pub(super) fn is_installed() -> bool {
    Command::new("hurl")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

/// Times one run.
pub(super) fn time(
    workload: &Workload,
    url: &str,
    number: usize,
    setting: Setting,
) -> Result<Took, Problem> {
    let folder = workload.folder.join("hurl");
    fs::create_dir_all(&folder)?;
    let files: Vec<PathBuf> = match setting {
        Setting::OneFile | Setting::OneFileAndReports => {
            let path = folder.join("all.hurl");
            fs::write(
                &path,
                workload.lanes.iter().map(entries).collect::<String>(),
            )?;
            vec![path]
        }
        Setting::Sequential | Setting::Parallel(_) => workload
            .lanes
            .iter()
            .map(|lane| {
                let path = folder.join(format!("{}.hurl", lane.item));
                fs::write(&path, entries(lane))?;
                Ok(path)
            })
            .collect::<Result<_, std::io::Error>>()?,
    };
    let mut command = Command::new("hurl");
    command
        .args(["--test", "--no-output"])
        .args(["--variable", &format!("url={url}")])
        .args(["--variable", &format!("run=r{number}")]);
    match setting {
        Setting::OneFile => {}
        Setting::OneFileAndReports => {
            for kind in ["junit", "json", "html"] {
                // hurl adds to reports that are there.
                let path = folder.join(format!("{number}-{kind}"));
                command.arg(format!("--report-{kind}")).arg(path);
            }
        }
        Setting::Sequential => {
            command.args(["--jobs", "1"]);
        }
        Setting::Parallel(jobs) => {
            command.args(["--parallel", "--jobs", &jobs.to_string()]);
        }
    }
    run(command.args(files))
}

fn entries(lane: &Lane) -> String {
    let mut text = String::new();
    for request in &lane.requests {
        // Writing into a string cannot fail.
        let _ = writeln!(
            text,
            "POST {{{{url}}}}/items/{{{{run}}}}-{}\nAuthorization: Bearer a-token-of-the-benchmark\nContent-Type: application/json",
            lane.item
        );
        if let Some(refuse) = &request.refuse {
            let _ = writeln!(text, "X-Refuse: {refuse}");
        }
        let _ = writeln!(
            text,
            "`{}`\nHTTP {}\n[Asserts]\njsonpath \"$.code\" == {}\njsonpath \"$.message_code\" == \"{}\"\njsonpath \"$.message\" == \"text {}\"\n",
            request.body,
            request.status,
            request.status,
            request.message_code,
            request.message_code
        );
    }
    text
}
