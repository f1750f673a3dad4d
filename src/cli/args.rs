//! What may be typed. What it means is decided by the commands.

mod manual;
mod new;

use std::num::NonZeroU32;
use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Parser, Subcommand, ValueEnum};

pub(super) use manual::{CompletionsArguments, ManArguments};
pub(super) use new::{New, NewArguments, NewCase, NewOperation, OneChange};

use crate::certificate::Label;
use crate::plan::Part;
use crate::profile::parse_duration;
use crate::report::{Language, ReportRequest};
use crate::suite::Level;

/// Tells whether a server implements the documented operations as documented, and proves what it says.
///
/// Exit codes: 0 conforming; 1 a must case failed; 2 usage, or a suite or profile that cannot be read;
/// 3 inconclusive (a must case blocked, unproven or error; a filtered run); 4 target unreachable;
/// 5 a known-failing entry that passes, matches nothing or has expired; 70 a fault of this program;
/// 130 interrupted.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, disable_help_subcommand = true)]
pub(super) struct Arguments {
    #[command(flatten)]
    pub(super) shared: Shared,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Flags of every command.
#[derive(Debug, Args)]
pub(super) struct Shared {
    /// Read the suite from a folder with cases/ and snapshots/ in it, instead of the one in this program
    #[arg(long, value_name = "DIR", global = true)]
    pub(super) suite: Option<PathBuf>,
    /// How results are printed
    #[arg(
        long = "format",
        value_name = "FORMAT",
        global = true,
        default_value = "human"
    )]
    pub(super) asked_format: AskedFormat,
    /// What `asked_format` means to every command but `check`.
    #[arg(skip)]
    pub(super) format: Format,
    /// When to use colours
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub(super) color: Color,
    /// The language of console, HTML and Markdown; without it, what LC_ALL, LC_MESSAGES or LANG says
    #[arg(long, value_name = "LANGUAGE", global = true)]
    pub(super) lang: Option<Language>,
    /// Print the conclusion only
    #[arg(long, short, global = true)]
    pub(super) quiet: bool,
}

impl Shared {
    /// The language that was asked for, or that the environment asks for.
    pub(super) fn language(&self) -> Language {
        self.lang
            .unwrap_or_else(|| Language::of_environment(|name| std::env::var(name).ok()))
    }
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Run the suite; with no target, against the embedded reference server
    Run(RunArguments),
    /// List the cases
    List(Selection),
    /// Read the suite and report every mistake in it
    Check,
    /// Say what a case, an outcome, a message code, a ruling, or the code of a finding or mistake means
    Explain(ExplainArguments),
    /// Write the files of a new case or operation
    New(NewArguments),
    /// Write a commented profile to fill in
    Init(InitArguments),
    /// Merge the reports of a run that was split with --partition
    Merge(MergeArguments),
    /// Make a key that signs certificates
    Keygen(KeygenArguments),
    /// Run the whole suite and sign the result
    Certify(CertifyArguments),
    /// Check a certificate, offline: signature, digests, and every verdict once more
    Verify(VerifyArguments),
    /// Say which cases changed between two JSON reports; exit code 1 on a regression
    Compare(CompareArguments),
    /// Put many targets side by side: what each showed of each documented outcome
    Matrix(MatrixArguments),
    /// Compare a documentation page, saved as text, with an operation of the suite; exit code 1 if they differ
    Drift(DriftArguments),
    /// Write the operations and cases for other tools: an OpenAPI document, a curl script, a Hurl file
    #[command(subcommand)]
    Export(ExportCommand),
    /// Run the reference server alone and print a profile for it
    Serve(ServeArguments),
    /// Prove that the suite catches: run it against every fault of the reference server, every freedom that is none,
    /// and servers that answer everything alike
    ///
    /// A fault survives unless, on every operation that it breaks, a case goes from pass to fail, or to quirk where a
    /// ruling allows the deviation. A fault caught with the wrong verdict, or by a case of another operation, counts as
    /// a survivor. A case is idle if it catches no fault. A false alarm is a verdict that a freedom changes, or one of
    /// the literal server that is no pass. A canned pass is a case that a server passes which does not look at the
    /// request. Exit code 0 if there is none of these, else 1.
    Faults(FaultsArguments),
    /// Print the script by which a shell completes what is typed
    Completions(CompletionsArguments),
    /// Print the manual page of the program, or of one of its commands
    Man(ManArguments),
}

/// Which cases.
#[derive(Debug, Args)]
pub(super) struct Selection {
    /// Only cases whose id matches, such as 'visit-cancel/403-*'; may be given several times
    #[arg(long, value_name = "GLOB")]
    pub(super) select: Vec<String>,
}

#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// The address of the target, the documents' {{url}}; over the profile's
    #[arg(long, value_name = "URL", env = "RPGU_TARGET")]
    pub(super) target: Option<String>,
    /// The profile of the target: its address, tokens and states
    #[arg(long, value_name = "FILE", env = "RPGU_PROFILE")]
    pub(super) profile: Option<PathBuf>,
    /// Write a report: json=PATH, junit=PATH, html=PATH, markdown=PATH or ctrf=PATH; may be given several times
    #[arg(long, value_name = "KIND=PATH")]
    pub(super) report: Vec<ReportRequest>,
    /// How many identifiers may be in use at the same time
    #[arg(long, value_name = "N", default_value = "16", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: u16,
    /// Send at most so many requests a second
    #[arg(long, value_name = "N")]
    pub(super) rate: Option<NonZeroU32>,
    /// How long to wait for a whole answer, such as 5s or 300ms; over the profile's
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(super) timeout: Option<Duration>,
    /// Cases of this level and above decide
    #[arg(long, value_name = "LEVEL", default_value = "must")]
    pub(super) level: Level,
    /// Turn quirks into failures
    #[arg(long, value_name = "WHAT")]
    pub(super) deny: Option<Denied>,
    /// A list of known failures: YAML entries with case, finding, reason, link and expires
    #[arg(long, value_name = "FILE")]
    pub(super) known_failing: Option<PathBuf>,
    /// Run one part of the suite, such as 1/4; `merge` puts the JSON reports of all parts together
    #[arg(long, value_name = "I/N")]
    pub(super) partition: Option<Part>,
    /// Show what would be sent and what is blocked, and send nothing
    #[arg(long, conflicts_with_all = ["report", "known_failing"])]
    pub(super) dry_run: bool,
    /// Write the snapshots of cases that the target answers as their outcomes say, and show each change; needs --suite,
    /// and --target or --profile on the command line
    #[arg(long, conflicts_with_all = ["dry_run", "partition"])]
    pub(super) accept: bool,
    /// How the target was named.
    #[arg(skip)]
    pub(super) named: Named,
}

#[derive(Debug, Args)]
pub(super) struct ExplainArguments {
    /// A case id, an outcome such as 403/5010, a message code such as 4021, a ruling such as R9, or a code such as
    /// second_change or no_effect
    #[arg(value_name = "CASE|CODE|RULING")]
    pub(super) name: String,
    /// Say also what blocks the case under this profile
    #[arg(long, value_name = "FILE", env = "RPGU_PROFILE")]
    pub(super) profile: Option<PathBuf>,
    /// The address of the target, over the profile's
    #[arg(long, value_name = "URL", env = "RPGU_TARGET")]
    pub(super) target: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct MergeArguments {
    /// The JSON report of each part
    #[arg(value_name = "PART.json", required = true)]
    pub(super) parts: Vec<PathBuf>,
    /// Write a report: json=PATH, junit=PATH, html=PATH, markdown=PATH or ctrf=PATH; may be given several times
    #[arg(long, value_name = "KIND=PATH")]
    pub(super) report: Vec<ReportRequest>,
}

#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Where to write the profile; without it, to standard output
    #[arg(value_name = "FILE")]
    pub(super) file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct KeygenArguments {
    /// Where to write the private key; the public key goes beside it, as KEY.pub.pem
    #[arg(long, value_name = "KEY.pem")]
    pub(super) out: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CertifyArguments {
    /// The profile of the target: its address, tokens and states
    #[arg(long, value_name = "FILE", env = "RPGU_PROFILE")]
    pub(super) profile: PathBuf,
    /// Who makes the product
    #[arg(long, value_name = "NAME")]
    pub(super) vendor: Label,
    /// The product
    #[arg(long, value_name = "NAME")]
    pub(super) product: Label,
    /// Its version
    #[arg(long = "version", value_name = "V")]
    pub(super) product_version: Label,
    /// The private key that signs, as `keygen` makes it
    #[arg(long, value_name = "KEY.pem")]
    pub(super) key: PathBuf,
    /// A new or empty folder for the certificate and what it rests on
    #[arg(long, value_name = "DIR")]
    pub(super) out: PathBuf,
    /// For how many days the certificate holds
    #[arg(long, value_name = "N", default_value = "365", value_parser = clap::value_parser!(u16).range(1..=3650))]
    pub(super) valid_days: u16,
    /// How many identifiers may be in use at the same time
    #[arg(long, value_name = "N", default_value = "16", value_parser = clap::value_parser!(u16).range(1..=1024))]
    pub(super) jobs: u16,
    /// Send at most so many requests a second
    #[arg(long, value_name = "N")]
    pub(super) rate: Option<NonZeroU32>,
    /// How long to wait for a whole answer, such as 5s or 300ms; over the profile's
    #[arg(long, value_name = "TIME", value_parser = parse_duration)]
    pub(super) timeout: Option<Duration>,
}

#[derive(Debug, Args)]
pub(super) struct VerifyArguments {
    /// The folder that certify wrote
    #[arg(value_name = "DIR")]
    pub(super) folder: PathBuf,
    /// The public key of whoever certified, had by another way than the folder
    #[arg(long, value_name = "PUB.pem")]
    pub(super) key: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// The earlier JSON report
    #[arg(value_name = "OLD.json")]
    pub(super) old: PathBuf,
    /// The later JSON report
    #[arg(value_name = "NEW.json")]
    pub(super) new: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct MatrixArguments {
    /// Folders that certify wrote, or JSON reports
    #[arg(value_name = "DIR", required = true)]
    pub(super) reports: Vec<PathBuf>,
    /// Write the table as one HTML page, too
    #[arg(long, value_name = "PATH")]
    pub(super) html: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct DriftArguments {
    /// The page as a text file: headings, tab-separated tables, JSON examples between ``` fences
    #[arg(value_name = "PAGE")]
    pub(super) page: PathBuf,
    /// The operation to compare with; without it, the one with the page's path, or else the nearest with its method
    #[arg(long, value_name = "NAME")]
    pub(super) operation: Option<String>,
}

#[derive(Debug, Subcommand)]
pub(super) enum ExportCommand {
    /// An OpenAPI 3.1 document, as JSON: parameters, bodies, and every documented outcome with an example
    Openapi(OpenapiArguments),
    /// A POSIX shell script that asks each case once with curl and compares status and codes
    ///
    /// It takes the target from RPGU_TARGET, tokens from RPGU_TOKEN and the like, and identifiers from the hook in
    /// RPGU_PROVIDER_STATES or from lists such as RPGU_VISIT_ACTIVE='id id'. It binds no answer to its reason: verdicts
    /// are what `run` is for.
    Curl(RequestsArguments),
    /// A Hurl file (hurl.dev, version 6 or later) that asks each case once and asserts status and codes
    ///
    /// It takes target, tokens and the provider-state hook from Hurl's variables, which its first lines name. It binds no
    /// answer to its reason: verdicts are what `run` is for.
    Hurl(RequestsArguments),
}

#[derive(Debug, Args)]
pub(super) struct OpenapiArguments {
    /// Where to write it; without it, to standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct RequestsArguments {
    #[command(flatten)]
    pub(super) selection: Selection,
    /// Where to write it; without it, to standard output
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub(super) struct ServeArguments {
    /// The port on 127.0.0.1; 0 lets the system pick one
    #[arg(long, value_name = "PORT", default_value = "0")]
    pub(super) port: u16,
    #[command(flatten)]
    pub(super) deviation: Deviation,
}

/// What the reference server does otherwise.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(super) struct Deviation {
    /// Do this one thing wrong; `rpgu-conformance faults --list` shows the names
    #[arg(long, value_name = "NAME")]
    pub(super) fault: Option<String>,
    /// Do this one thing otherwise, as a correct server may; `faults --list` shows the names
    #[arg(long, value_name = "NAME")]
    pub(super) freedom: Option<String>,
    /// Answer every request of both operations alike; `faults --list` shows the names
    #[arg(long, value_name = "NAME")]
    pub(super) canned: Option<String>,
}

#[derive(Debug, Args)]
pub(super) struct FaultsArguments {
    /// Only this fault, freedom or canned server; may be given several times
    #[arg(long, value_name = "NAME")]
    pub(super) only: Vec<String>,
    /// Print the names and what each server does, and run nothing
    #[arg(long)]
    pub(super) list: bool,
}

/// How a target was named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Named {
    /// In the command itself.
    OnTheCommandLine,
    /// By the environment, or not at all.
    #[default]
    Elsewhere,
}

/// What may be denied.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Denied {
    /// Deviations that a ruling allows.
    Quirk,
}

/// How results are printed, as typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum AskedFormat {
    /// For people
    Human,
    /// For programs
    Json,
    /// Annotations for GitHub Actions; for `check` and `drift`
    Github,
}

/// How results are printed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) enum Format {
    /// For people.
    #[default]
    Human,
    /// For programs.
    Json,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    pub(super) fn apply(self) {
        match self {
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}
