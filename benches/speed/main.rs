//! How fast the program is, beside a bare reqwest loop and hurl in the same run.
//!
//! `cargo bench --bench speed` measures everything and writes `benches/README.md`; with a word behind `--`, only the
//! tables whose names contain it, to the console. For a profiler, this program keeps a suite (`write FOLDER CASES URL
//! RUN`), is its target (`serve MILLISECONDS`, until its input ends) and the floor (`floor URL CASES RUN JOBS`).

mod floor;
mod hurl;
mod measure;
mod server;
mod tables;
mod workload;

use std::time::Duration;

use measure::Problem;

fn main() -> Result<(), Problem> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match arguments.first().map(String::as_str) {
        Some(server::ARGUMENT) => {
            let wait = arguments.get(1).ok_or("serve needs a time")?.parse()?;
            server::serve(Duration::from_millis(wait))
        }
        Some(floor::ARGUMENT) => floor::send(&arguments[1..]),
        Some(workload::ARGUMENT) => workload::keep(&arguments[1..]),
        _ => {
            // Cargo adds a flag of its own.
            let word = arguments.iter().find(|word| !word.starts_with("--"));
            tables::measure(word.map(String::as_str))
        }
    }
}
