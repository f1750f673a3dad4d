//! One child process: how long it takes and how much memory it needs.

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// Whatever ends a benchmark.
pub(super) type Problem = Box<dyn std::error::Error + Send + Sync>;

/// What one process took.
#[derive(Debug, Clone, Copy)]
pub(super) struct Took {
    pub(super) time: Duration,
    /// The most memory that was resident, in KiB.
    pub(super) memory: u64,
}

/// Runs a command to its end.
///
/// # Errors
/// Where it cannot be started, or exits with anything but 0: a wrong run is no measurement.
pub(super) fn run(command: &mut Command) -> Result<Took, Problem> {
    command.stdin(Stdio::null()).stdout(Stdio::null());
    let errors = tempfile::tempfile()?;
    command.stderr(errors.try_clone()?);
    let clock = Instant::now();
    let mut child = command.spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let watched = std::thread::spawn(move || {
        let mut most = 0;
        // The high-water mark only grows, so the last reading misses at most the very end.
        while let Some(now) = high_water_mark(&status) {
            most = now.max(most);
            std::thread::sleep(Duration::from_millis(5));
        }
        most
    });
    let exit = child.wait()?;
    let time = clock.elapsed();
    let memory = watched.join().map_err(|_| "the watcher panicked")?;
    if exit.success() {
        return Ok(Took { time, memory });
    }
    use std::io::{Read as _, Seek as _};
    let mut errors = errors;
    errors.rewind()?;
    let mut text = String::new();
    errors.read_to_string(&mut text)?;
    Err(format!("{command:?} ended with {exit}\n{text}").into())
}

fn high_water_mark(path: &str) -> Option<u64> {
    let status = fs::read_to_string(path).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

/// The medians of several runs.
pub(super) fn median(mut runs: Vec<Took>) -> Took {
    runs.sort_by_key(|took| took.time);
    let time = runs[runs.len() / 2].time;
    runs.sort_by_key(|took| took.memory);
    Took {
        time,
        memory: runs[runs.len() / 2].memory,
    }
}
