//! What is measured, and the tables that it is written to.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::floor;
use super::hurl::{self, Setting};
use super::measure::{Problem, Took, median, run};
use super::server::Server;
use super::workload::Workload;

/// Every figure is the median of so many runs, of large suites of fewer.
const RUNS: usize = 11;
const RUNS_OF_LARGE: usize = 5;
/// So many tell which of hurl's settings is the best one.
const TRIES: usize = 3;
/// More cases than this are many.
const LARGE: usize = 2_000;
/// The sizes of the generated suites; that of 909 cases comes to 2,000 exchanges.
const SIZES: [usize; 5] = [50, 500, 909, 2_000, 20_000];
/// The times that the target takes to answer, in milliseconds.
const ANSWER_TIMES: [u64; 3] = [0, 5, 50];
/// Requests at the same time.
const JOBS: [usize; 4] = [1, 8, 32, 128];
/// Combinations that even an ideal client would need longer for are left out.
const PATIENCE: Duration = Duration::from_secs(4);

const PROGRAM: &str = env!("CARGO_BIN_EXE_rpgu-conformance");
const README: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/README.md");
/// What the tables are put between.
const MARKS: [&str; 2] = ["<!-- measured -->", "<!-- end -->"];

/// Measures the tables whose names contain a word, or all.
pub(super) fn measure(word: Option<&str>) -> Result<(), Problem> {
    let folder = tempfile::tempdir()?;
    let mut bench = Bench {
        folder: folder.path().to_owned(),
        runs: 0,
    };
    type Table = fn(&mut Bench) -> Result<String, Problem>;
    let tables: [(&str, Table); 5] = [
        ("Start-up", Bench::start),
        ("Exchanges", Bench::exchanges),
        ("Reports", Bench::reports),
        ("Answer time", Bench::answer_times),
        ("Reading", Bench::reading),
    ];
    let mut text = String::new();
    for (name, table) in tables {
        if word.is_none_or(|word| name.to_lowercase().contains(&word.to_lowercase())) {
            let table = format!("### {name}\n\n{}\n", table(&mut bench)?);
            println!("{table}");
            text += &table;
        }
    }
    if word.is_none() {
        let readme = fs::read_to_string(README)?;
        let [start, end] = MARKS;
        let (before, rest) = readme.split_once(start).ok_or("README has no marks")?;
        let (_, after) = rest.split_once(end).ok_or("README has no marks")?;
        let size = fs::metadata(PROGRAM)?.len() as f64 / 1024.0 / 1024.0;
        fs::write(
            README,
            format!("{before}{start}\n\nThe program is {size:.1} MiB large.\n\n{text}{end}{after}"),
        )?;
    }
    Ok(())
}

struct Bench {
    folder: PathBuf,
    /// Runs so far: each takes items of its own.
    runs: usize,
}

/// Which reports a run writes.
#[derive(Debug, Clone, Copy)]
enum Reports {
    None,
    All,
}

impl Bench {
    fn start(&mut self) -> Result<String, Problem> {
        let mut text = "| command | median | peak memory |\n| --- | --- | --- |\n".to_owned();
        let server = Server::start(Duration::ZERO)?;
        let one = Workload::write(&self.folder, 2)?;
        let mut row = |label: &str, took: Took| {
            writeln!(
                text,
                "| {label} | {} | {} |",
                ms(took.time),
                mib(took.memory)
            )
        };
        let took = repeat(|| run(Command::new(PROGRAM).args(["list", "--quiet"])))?;
        row("`list`", took)?;
        let took = repeat(|| run(Command::new(PROGRAM).arg("check")))?;
        row("`check`", took)?;
        let took = repeat(|| run(Command::new(PROGRAM).args(["run", "--quiet"])))?;
        row("`run`: the embedded server, all cases", took)?;
        let folder = self.folder.clone();
        let took = repeat(|| {
            let mut command = Command::new(PROGRAM);
            command.args(["run", "--quiet"]);
            with_reports(&mut command, &folder, &["junit", "json"]);
            run(&mut command)
        })?;
        row("the same with JUnit and JSON", took)?;
        let took = repeat(|| self.run_once(&one, &server, 1, Reports::None))?;
        row("`run`: a suite of two cases, an `http:` target", took)?;
        if hurl::is_installed() {
            let took = repeat(|| self.hurl_once(&one, &server, Setting::OneFile))?;
            row("hurl with the same requests", took)?;
        }
        Ok(text)
    }

    fn exchanges(&mut self) -> Result<String, Problem> {
        let mut text = "Answers at once. The floor is the bare loop with as many requests at the same time.\n\n\
            | cases | exchanges | jobs | time | exchanges/s | of the floor's rate | hurl's best | times hurl | peak memory |\n\
            | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
        for cases in SIZES {
            let server = Server::start(Duration::ZERO)?;
            let workload = Workload::write(&self.folder, cases)?;
            let best = self.best_of_hurl(&workload, &server)?;
            for jobs in JOBS {
                let (mine, floor, hurl) = self.beside(&workload, &server, jobs, best)?;
                let (hurl, times) = match hurl {
                    Some(hurl) => (ms(hurl.time), ratio(hurl.time, mine.time)),
                    None => ("not installed".to_owned(), "-".to_owned()),
                };
                writeln!(
                    text,
                    "| {cases} | {} | {jobs} | {} | {:.0} | {} | {hurl} | {times} | {} |",
                    workload.exchanges(),
                    ms(mine.time),
                    workload.exchanges() as f64 / mine.time.as_secs_f64(),
                    ratio(floor.time, mine.time),
                    mib(mine.memory),
                )?;
            }
        }
        Ok(text)
    }

    fn reports(&mut self) -> Result<String, Problem> {
        let mut text =
            "JSON, JUnit, HTML, CTRF and Markdown beside a run without reports, 32 jobs; hurl writes JUnit, JSON and \
            HTML.\n\n\
            | cases | without | all reports | times | peak memory without | with | hurl with reports | times hurl |\n\
            | --- | --- | --- | --- | --- | --- | --- | --- |\n"
                .to_owned();
        for cases in SIZES {
            let server = Server::start(Duration::ZERO)?;
            let workload = Workload::write(&self.folder, cases)?;
            let (mut without, mut with, mut hurl) = (Vec::new(), Vec::new(), Vec::new());
            let reports_of_hurl = hurl::is_installed() && cases <= LARGE;
            for _ in 0..runs(cases) {
                without.push(self.run_once(&workload, &server, 32, Reports::None)?);
                with.push(self.run_once(&workload, &server, 32, Reports::All)?);
                if reports_of_hurl {
                    let setting = Setting::OneFileAndReports;
                    hurl.push(self.hurl_once(&workload, &server, setting)?);
                }
            }
            let (without, with) = (median(without), median(with));
            let (hurl, times) = if reports_of_hurl {
                let hurl = median(hurl);
                (ms(hurl.time), ratio(hurl.time, with.time))
            } else if hurl::is_installed() {
                // It would take minutes.
                ("not measured".to_owned(), "-".to_owned())
            } else {
                ("not installed".to_owned(), "-".to_owned())
            };
            writeln!(
                text,
                "| {cases} | {} | {} | {} | {} | {} | {hurl} | {times} |",
                ms(without.time),
                ms(with.time),
                ratio(with.time, without.time),
                mib(without.memory),
                mib(with.memory),
            )?;
        }
        Ok(text)
    }

    fn answer_times(&mut self) -> Result<String, Problem> {
        let mut text = "Ideal is exchanges ÷ jobs × answer time.\n\n\
            | cases | answer time | jobs | time | of the ideal | the floor's |\n\
            | --- | --- | --- | --- | --- | --- |\n"
            .to_owned();
        for answer_time in ANSWER_TIMES.into_iter().filter(|time| *time > 0) {
            let answer_time = Duration::from_millis(answer_time);
            let server = Server::start(answer_time)?;
            for cases in SIZES {
                let workload = Workload::write(&self.folder, cases)?;
                for jobs in JOBS {
                    let ideal = answer_time.mul_f64(workload.exchanges() as f64 / jobs as f64);
                    if ideal > PATIENCE {
                        continue;
                    }
                    let (mine, floor, _) = self.beside(&workload, &server, jobs, None)?;
                    writeln!(
                        text,
                        "| {cases} | {} | {jobs} | {} | {} | {} |",
                        ms(answer_time),
                        ms(mine.time),
                        ratio(mine.time, ideal),
                        ratio(floor.time, ideal),
                    )?;
                }
            }
        }
        Ok(text)
    }

    fn reading(&mut self) -> Result<String, Problem> {
        let mut text = "| cases | `check` | peak memory | `list` | peak memory |\n\
            | --- | --- | --- | --- | --- |\n"
            .to_owned();
        for cases in SIZES {
            let workload = Workload::write(&self.folder, cases)?;
            let suite = |command: &str| {
                repeat(|| {
                    let mut called = Command::new(PROGRAM);
                    called.arg(command).arg("--suite").arg(&workload.folder);
                    run(&mut called)
                })
            };
            let (check, list) = (suite("check")?, suite("list")?);
            writeln!(
                text,
                "| {cases} | {} | {} | {} | {} |",
                ms(check.time),
                mib(check.memory),
                ms(list.time),
                mib(list.memory),
            )?;
        }
        Ok(text)
    }

    /// The program, the floor and hurl, one after the other each time, so that a slow moment hits all.
    fn beside(
        &mut self,
        workload: &Workload,
        server: &Server,
        jobs: usize,
        hurl: Option<Setting>,
    ) -> Result<(Took, Took, Option<Took>), Problem> {
        let (mut mine, mut floor, mut hurls) = (Vec::new(), Vec::new(), Vec::new());
        for _ in 0..runs(workload.cases) {
            mine.push(self.run_once(workload, server, jobs, Reports::None)?);
            floor.push(self.floor_once(workload, server, jobs)?);
            if let Some(setting) = hurl {
                hurls.push(self.hurl_once(workload, server, setting)?);
            }
        }
        let hurl = hurl.map(|_| median(hurls));
        Ok((median(mine), median(floor), hurl))
    }

    fn hurl_once(
        &mut self,
        workload: &Workload,
        server: &Server,
        setting: Setting,
    ) -> Result<Took, Problem> {
        self.runs += 1;
        hurl::time(workload, &server.url, self.runs, setting)
    }

    fn run_once(
        &mut self,
        workload: &Workload,
        server: &Server,
        jobs: usize,
        reports: Reports,
    ) -> Result<Took, Problem> {
        self.runs += 1;
        let profile = workload.profile(&server.url, self.runs)?;
        let mut command = Command::new(PROGRAM);
        command
            .args(["run", "--quiet"])
            .args(["--jobs", &jobs.to_string()])
            .arg("--suite")
            .arg(&workload.folder)
            .arg("--profile")
            .arg(profile);
        if let Reports::All = reports {
            let kinds = ["json", "junit", "html", "ctrf", "markdown"];
            with_reports(&mut command, &workload.folder, &kinds);
        }
        run(&mut command)
    }

    fn floor_once(
        &mut self,
        workload: &Workload,
        server: &Server,
        jobs: usize,
    ) -> Result<Took, Problem> {
        self.runs += 1;
        run(Command::new(std::env::current_exe()?).args([
            floor::ARGUMENT,
            &server.url,
            &workload.cases.to_string(),
            &self.runs.to_string(),
            &jobs.to_string(),
        ]))
    }

    /// hurl's setting that takes the least time.
    fn best_of_hurl(
        &mut self,
        workload: &Workload,
        server: &Server,
    ) -> Result<Option<Setting>, Problem> {
        if !hurl::is_installed() {
            return Ok(None);
        }
        let all = [
            Setting::OneFile,
            Setting::Parallel(8),
            Setting::Parallel(2),
            Setting::Sequential,
        ];
        // The last two were never the best, and take long.
        let settings = if workload.cases > LARGE {
            &all[..2]
        } else {
            &all[..]
        };
        let mut best: Option<(Setting, Took)> = None;
        for setting in settings.iter().copied() {
            let tries = (0..TRIES).map(|_| self.hurl_once(workload, server, setting));
            let took = median(tries.collect::<Result<_, _>>()?);
            println!(
                "{} cases: {}: {}",
                workload.cases,
                setting.label(),
                ms(took.time)
            );
            if best.is_none_or(|(_, best)| took.time < best.time) {
                best = Some((setting, took));
            }
        }
        Ok(best.map(|(setting, _)| setting))
    }
}

fn with_reports(command: &mut Command, folder: &Path, kinds: &[&str]) {
    for kind in kinds {
        let path = folder.join(format!("report.{kind}"));
        command
            .arg("--report")
            .arg(format!("{kind}={}", path.display()));
    }
}

fn runs(cases: usize) -> usize {
    if cases > LARGE { RUNS_OF_LARGE } else { RUNS }
}

fn repeat(mut once: impl FnMut() -> Result<Took, Problem>) -> Result<Took, Problem> {
    let runs = (0..RUNS).map(|_| once()).collect::<Result<_, _>>()?;
    Ok(median(runs))
}

fn ms(time: Duration) -> String {
    let ms = time.as_secs_f64() * 1000.0;
    if ms < 100.0 {
        format!("{ms:.1} ms")
    } else {
        format!("{ms:.0} ms")
    }
}

fn mib(kib: u64) -> String {
    format!("{:.0} MiB", kib as f64 / 1024.0)
}

fn ratio(one: Duration, other: Duration) -> String {
    format!("{:.2}", one.as_secs_f64() / other.as_secs_f64())
}
