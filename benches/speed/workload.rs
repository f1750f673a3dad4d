//! Generated suites, and the requests that they come to.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use super::measure::Problem;

/// The argument that makes this program write a suite: folder, cases, URL and run follow.
pub(super) const ARGUMENT: &str = "write";

/// The header by which a request asks to be refused: the code, and after a hyphen the number of the case.
pub(super) const REFUSAL_HEADER: &str = "x-refuse";
/// The code for an item that is taken already.
pub(super) const TAKEN: &str = "5030";
/// The code of success.
const SUCCESS: &str = "2000";
/// Each refusal has one of at most so many codes.
const REFUSALS: usize = 32;
/// One case in so many is a success.
const SUCCESS_EVERY: usize = 5;

/// A suite in a folder, and its requests.
pub(super) struct Workload {
    pub(super) cases: usize,
    pub(super) folder: PathBuf,
    pub(super) lanes: Vec<Lane>,
}

/// The requests for one item, one after another.
pub(super) struct Lane {
    pub(super) item: String,
    pub(super) requests: Vec<Request>,
}

/// One request and what is expected of its answer.
pub(super) struct Request {
    pub(super) refuse: Option<String>,
    pub(super) body: String,
    pub(super) status: u16,
    pub(super) message_code: String,
}

/// What one case asks.
enum Question {
    Control,
    Again,
    Success(usize),
    Refusal(usize),
}

impl Question {
    fn of(number: usize) -> Self {
        match number {
            0 => Self::Control,
            1 => Self::Again,
            _ if number.is_multiple_of(SUCCESS_EVERY) => Self::Success(number),
            _ => Self::Refusal(number),
        }
    }

    fn code(&self) -> String {
        match self {
            Self::Control | Self::Success(_) => SUCCESS.to_owned(),
            Self::Again => TAKEN.to_owned(),
            Self::Refusal(number) => (6000 + number % REFUSALS).to_string(),
        }
    }

    fn name(&self) -> String {
        let code = self.code();
        match self {
            Self::Control => format!("200-{code}-taken"),
            Self::Again => format!("400-{code}-taken-twice"),
            Self::Success(number) => format!("200-{code}-number-{number}"),
            Self::Refusal(number) => format!("400-{code}-reason-{number}"),
        }
    }

    fn yaml(&self) -> String {
        let code = self.code();
        match self {
            Self::Control => format!("title: A free item is taken\noutcome: 200/{code}\n"),
            Self::Again => format!(
                "title: An item is not taken twice\noutcome: 400/{code}\nbefore: [200-2000-taken]\n"
            ),
            Self::Success(number) => format!(
                "title: A free item is taken with the number {number}\noutcome: 200/{code}\n\
                 change:\n  member: {{ number: {number} }}\n"
            ),
            Self::Refusal(number) => format!(
                "title: A request is refused for the reason {number}\noutcome: 400/{code}\n\
                 change:\n  headers: {{ X-Refuse: {code}-{number} }}\n"
            ),
        }
    }

    /// What a run sends for the case if it has an item of its own.
    fn requests(&self) -> Vec<Request> {
        let taken = |number| request(None, number, SUCCESS);
        let again = |number| request(None, number, TAKEN);
        match self {
            Self::Control | Self::Again => vec![taken(0), again(0)],
            Self::Success(number) => vec![taken(*number), again(*number), again(0)],
            Self::Refusal(number) => {
                let code = self.code();
                let refuse = format!("{code}-{number}");
                vec![request(Some(refuse), 0, &code), taken(0)]
            }
        }
    }
}

fn request(refuse: Option<String>, number: usize, code: &str) -> Request {
    Request {
        refuse,
        body: format!(r#"{{"number":{number}}}"#),
        status: status(code),
        message_code: code.to_owned(),
    }
}

fn status(code: &str) -> u16 {
    if code == SUCCESS { 200 } else { 400 }
}

/// All requests of a run.
pub(super) fn lanes(cases: usize) -> Vec<Lane> {
    (0..cases)
        .map(|number| Lane {
            item: format!("{cases}-{number}"),
            requests: Question::of(number).requests(),
        })
        .collect()
}

/// Writes a suite and a profile to stay.
pub(super) fn keep(arguments: &[String]) -> Result<(), Problem> {
    let [folder, cases, url, run] = arguments else {
        return Err("write needs four arguments".into());
    };
    let workload = Workload::write(Path::new(folder), cases.parse()?)?;
    println!("{}", workload.profile(url, run.parse()?)?.display());
    Ok(())
}

impl Workload {
    /// Writes the suite of so many cases, the control included.
    pub(super) fn write(folder: &Path, cases: usize) -> Result<Self, Problem> {
        let folder = folder.join(format!("suite-{cases}"));
        let files = folder.join("cases/item");
        let snapshots = folder.join("snapshots/item");
        fs::create_dir_all(&files)?;
        fs::create_dir_all(&snapshots)?;
        fs::write(folder.join("cases/suite.yaml"), SUITE)?;
        fs::write(files.join("operation.yaml"), operation(cases))?;
        for question in (0..cases).map(Question::of) {
            let name = question.name();
            fs::write(files.join(format!("{name}.yaml")), question.yaml())?;
            fs::write(
                snapshots.join(format!("{name}.snap")),
                snapshot(&question.code()),
            )?;
        }
        Ok(Self {
            cases,
            folder,
            lanes: lanes(cases),
        })
    }

    pub(super) fn exchanges(&self) -> usize {
        self.lanes.iter().map(|lane| lane.requests.len()).sum()
    }

    /// A profile for one run: items that no earlier run took.
    pub(super) fn profile(&self, url: &str, run: usize) -> Result<PathBuf, Problem> {
        let mut yaml = format!(
            "target: {url}\nallow_changes: true\ntokens:\n  valid: a-token-of-the-benchmark\nstates:\n  item.free:\n"
        );
        for lane in &self.lanes {
            writeln!(yaml, "    - r{run}-{}", lane.item)?;
        }
        let path = self.folder.join("profile.yaml");
        fs::write(&path, yaml)?;
        Ok(path)
    }
}

const SUITE: &str = "title: Generated
tokens:
  valid: { title: a token, from: profile }
states:
  item.free: { title: an item that nobody took, from: profile }
rulings: {}
";

const OPERATION: &str = "title: Take an item
request:
  method: POST
  path: /items/{{ item }}
  headers:
    Authorization: Bearer {{ token.valid }}
    Content-Type: application/json
  body:
    json: { number: 0 }
given: item.free
control: 200-2000-taken
effect: 400/5030
outcomes:
  200/2000: { type: success, level: must, text: text 2000 }
  400/5030: { type: error, level: must, text: text 5030 }
";

fn operation(cases: usize) -> String {
    let mut codes: Vec<String> = (0..cases)
        .map(Question::of)
        .filter(|question| matches!(question, Question::Refusal(_)))
        .map(|question| question.code())
        .collect();
    codes.sort_unstable();
    codes.dedup();
    let rows = codes
        .iter()
        .map(|code| format!("  400/{code}: {{ type: error, level: must, text: text {code} }}\n"));
    OPERATION.to_owned() + &rows.collect::<String>()
}

fn snapshot(code: &str) -> String {
    let status = status(code);
    format!(
        "---\nsource: tests/conformance.rs\n---\nstatus: {status}\ncode: {status}\nmessage_code: \"{code}\"\n\
         message: \"text {code}\"\n"
    )
}
