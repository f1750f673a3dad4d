//! What each code of a mistake in a file means.

use super::code::CodeExplanation;
use crate::diagnostic::DiagnosticCode;

/// A code of `check`, explained.
pub(super) fn explain(code: DiagnosticCode) -> CodeExplanation {
    let [meaning, why, mend] = texts(code);
    CodeExplanation {
        code: code.as_str(),
        meaning: meaning.to_owned(),
        why: why.to_owned(),
        mend: mend.to_owned(),
    }
}

/// What it says, why it matters, and what to do.
fn texts(code: DiagnosticCode) -> [&'static str; 3] {
    match code {
        DiagnosticCode::Unreadable => [
            "a file or folder is not there, cannot be opened, is too large, is a symbolic link, or is no UTF-8",
            "a suite stays inside of its folder, and every file of it must be known",
            "put the file where the message says, as UTF-8; a suite is a folder with cases/ and snapshots/ in it",
        ],
        DiagnosticCode::Yaml => [
            "the text is no YAML, or uses a part of YAML that is refused: anchors, aliases, tags, merge keys, a second document",
            "a file should mean what it shows, to every reader",
            "mend the place that is underlined; write out values that an alias would repeat; quote texts with `: ` or `#` in them",
        ],
        DiagnosticCode::UnknownField => [
            "a field that does not exist at this place",
            "a misspelt field would be left out without a word",
            "the message names the nearest field; schemas/ lists all, and editors complete them by the first line of each file",
        ],
        DiagnosticCode::MissingField => [
            "a field that is required is missing, or holds nothing",
            "nothing is guessed",
            "add it",
        ],
        DiagnosticCode::InvalidValue => [
            "a value of another type or form than the field needs",
            "YAML reads 415 as a number and \"415\" as a text; nothing is converted in silence",
            "write it as the message says; texts that look like numbers need quotes",
        ],
        DiagnosticCode::DuplicateKey => [
            "the same key stands in one mapping twice",
            "readers differ in which of the two they take",
            "remove one of the two",
        ],
        DiagnosticCode::Template => [
            "`{{` without `}}`, or a name between them that means nothing here",
            "there is nothing to send in its place",
            "requests may use the operation's identifier (`{{ visit }}` where its state is visit.…), `{{ token.<name> }}` of suite.yaml, and `{{ guid }}`",
        ],
        DiagnosticCode::UnknownName => [
            "a state, token, ruling, case or outcome that nothing declares",
            "a misspelt name would ask for something else than was meant",
            "tokens, states and rulings are declared in cases/suite.yaml, outcomes in operation.yaml; cases are named after their files",
        ],
        DiagnosticCode::SecondChange => [
            "a case changes two things of its control",
            "the order of a target's checks is not documented (R11): with two faults in a request, no answer shows which one was refused",
            "make two cases; or make one of the changes a success case, and start from it with `control:`",
        ],
        DiagnosticCode::NoChange => [
            "a case sends just what its control sends",
            "it would ask the control's question again and expect another answer",
            "change something with `change:`, or give another state with `given:`",
        ],
        DiagnosticCode::Contradiction => [
            "fields that exclude each other, or a field that makes no sense for this outcome",
            "no target could answer both ways",
            "the message names the two sides: remove one",
        ],
        DiagnosticCode::FileName => [
            "a file whose name or place does not fit what stands in it",
            "a case is named after its file, and the name starts with its outcome: <status>-<message code>-<what>.yaml",
            "rename the file and its snapshot, or mend the outcome in it",
        ],
        DiagnosticCode::SameRequest => [
            "two cases of one operation send the same request in the same state",
            "if both expect the same one is idle; if not, no target passes both",
            "remove one of the two, or change something else; the order of header fields and of members makes no difference",
        ],
        DiagnosticCode::TitleRepeated => [
            "two cases of one operation have the same title",
            "readers of a report cannot tell them apart",
            "say in the title what this case asks that the other does not",
        ],
        DiagnosticCode::CaseWithoutOutcome => [
            "a case expects an outcome that its operation does not document",
            "the documents do not promise it, so no target owes it",
            "mend the outcome; or add the row to operation.yaml, if the documents have it; 4xx stands for a refusal without a documented code",
        ],
        DiagnosticCode::OutcomeWithoutCase => [
            "operation.yaml documents an outcome that no case provokes",
            "it would be a promise that nobody checks",
            "add a case: `rpgu-conformance new case <operation>/<status>-<message code>-<what>`; or remove the row",
        ],
        DiagnosticCode::SnapshotMissing => [
            "a case has no snapshot",
            "the contract is written twice, so that neither entry can be changed unseen",
            "`run --accept` against a target that you name writes it once the target answers so; or `cargo insta test --accept`; then read it",
        ],
        DiagnosticCode::SnapshotExtra => [
            "a snapshot has no case",
            "a case was renamed or removed, or a snapshot of something else was put here",
            "remove the snapshot, or bring the case back",
        ],
        DiagnosticCode::SnapshotDisagrees => [
            "a snapshot says something else than the outcome that its case names",
            "one of the two entries was changed, or both were never the same",
            "look into the documents: mend the snapshot or the row in operation.yaml, whichever is wrong",
        ],
        DiagnosticCode::UnsetVariable => [
            "a profile names an environment variable that is not set",
            "a request with an empty credential would be another request",
            "set the variable, or give it a default: ${NAME:-text}",
        ],
        DiagnosticCode::Unusable => [
            "something beside a profile cannot be used: a key, a certificate, a command",
            "better said now than in the middle of a run",
            "the message says what is wrong with it",
        ],
    }
}
