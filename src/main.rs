//! `rpgu-conformance`: arguments in, exit code out.
#![forbid(unsafe_code)]

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Of the computing of a large run, a quarter was the system allocator's.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// The exit code for a fault of this program, as `EX_SOFTWARE` of sysexits.
const FAULT_OF_THIS_PROGRAM: u8 = 70;

fn main() -> ExitCode {
    match std::panic::catch_unwind(rpgu_conformance::cli::main) {
        Ok(code) => code,
        Err(_) => {
            eprintln!("this is a fault of rpgu-conformance, not of the target");
            ExitCode::from(FAULT_OF_THIS_PROGRAM)
        }
    }
}
