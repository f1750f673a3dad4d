//! Codes of mistakes and of differences.

use serde::Serialize;

use crate::judge::FindingCode;
use crate::report::Language;
use crate::suite::{Deviation, Suite};

/// A code, explained.
#[derive(Debug, Serialize)]
pub struct CodeExplanation {
    /// The code.
    pub code: &'static str,
    /// What it says.
    pub meaning: String,
    /// Why it matters.
    pub why: String,
    /// What to do.
    pub mend: String,
}

/// The code of a difference between an answer and the documents.
pub(super) fn finding(suite: &Suite, code: FindingCode) -> CodeExplanation {
    let meaning = Language::En.sentences().finding(code).to_owned();
    if FindingCode::EXCUSABLE.contains(&code) {
        return CodeExplanation {
            code: code.as_str(),
            meaning,
            why: rulings(suite, code),
            mend: "mend the target; until then a list for --known-failing can name the case and this code".to_owned(),
        };
    }
    CodeExplanation {
        code: code.as_str(),
        meaning,
        why: "there is no answer to judge: the verdict is error, and the run is inconclusive"
            .to_owned(),
        mend: format!("{}; no list of known failures excuses this", way_out(code)),
    }
}

/// What to do where there is no answer to judge.
fn way_out(code: FindingCode) -> &'static str {
    match code {
        FindingCode::ConnectTimedOut => {
            "see that the target can be reached, or raise `timeouts.connect` in the profile"
        }
        FindingCode::FirstByteTimedOut => {
            "see why the target is silent, or raise `timeouts.first_byte` in the profile"
        }
        FindingCode::TimedOut => {
            "see why the target is slow, or raise `timeouts.total` in the profile"
        }
        FindingCode::RunTimedOut => "raise `timeouts.run` in the profile, or split the run",
        FindingCode::TooLarge => "mend the target, or raise `limits.body` in the profile",
        FindingCode::HeadersTooLarge => "mend the target, or raise `limits.headers` in the profile",
        FindingCode::TooDeep => "mend the target, or raise `limits.json_depth` in the profile",
        FindingCode::TooManyInformational => {
            "mend the target, or raise `limits.informational` in the profile"
        }
        FindingCode::Interrupted | FindingCode::BytesAfterAnswer | FindingCode::NotHttp => {
            "mend what speaks HTTP for the target: its server, or a proxy before it"
        }
        FindingCode::NotSent => "mend the case: no request can be made of it",
        FindingCode::Stopped => "run it again, to the end",
        _ => "see that the target can be reached",
    }
}

/// How the difference counts in this suite.
fn rulings(suite: &Suite, code: FindingCode) -> String {
    let quirks = suite.operations.iter().flat_map(|operation| {
        let allowed = operation
            .quirks
            .iter()
            .filter(move |quirk| allows(&quirk.allows, code));
        allowed.map(move |quirk| format!("{} on {}", quirk.ruling, operation.id))
    });
    let quirks: Vec<String> = quirks.collect();
    if quirks.is_empty() {
        "it fails the case: no ruling allows it".to_owned()
    } else {
        format!(
            "it fails the case, but where a ruling allows it the verdict is quirk: {}",
            quirks.join(", ")
        )
    }
}

fn allows(deviation: &Deviation, code: FindingCode) -> bool {
    match deviation {
        Deviation::CodeInstead { .. } => code == FindingCode::Code,
        Deviation::MisspeltMessageCode(_) => code == FindingCode::MessageOde,
        Deviation::OtherMessage => code == FindingCode::Message,
        Deviation::AnyRefusal(_) => code == FindingCode::OtherRefusal,
        Deviation::ByteOrderMark => code == FindingCode::ByteOrderMark,
        Deviation::OtherContentType => code == FindingCode::ContentType,
    }
}
