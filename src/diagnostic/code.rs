//! The kinds of mistake, by their stable names.

use std::fmt;

/// What kind of mistake a [`Diagnostic`](super::Diagnostic) reports. The names are stable: scripts may depend on them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum DiagnosticCode {
    /// The file cannot be read, or is no UTF-8.
    Unreadable,
    /// The text is no YAML, or uses a part of YAML that is refused here (anchors, tags, merge keys).
    Yaml,
    /// A field that does not exist here.
    UnknownField,
    /// A required field is missing, or holds nothing.
    MissingField,
    /// A value of the wrong type or form.
    InvalidValue,
    /// The same key twice in one mapping.
    DuplicateKey,
    /// A name between `{{` and `}}` that does not exist here, or braces that do not close.
    Template,
    /// A name of a state, token, ruling, case or outcome that is not declared.
    UnknownName,
    /// More than one change of the control request (ruling R11).
    SecondChange,
    /// A case that sends just what its control sends.
    NoChange,
    /// Fields that exclude each other, or lack each other.
    Contradiction,
    /// A file whose name or place is not what its content asks for.
    FileName,
    /// A case that sends what another case sends, in the same state.
    SameRequest,
    /// A title that another case of the operation has, too.
    TitleRepeated,
    /// A case that names an outcome which its operation does not document.
    CaseWithoutOutcome,
    /// A documented outcome that no case provokes.
    OutcomeWithoutCase,
    /// A case file without its snapshot.
    SnapshotMissing,
    /// A snapshot without its case file.
    SnapshotExtra,
    /// A snapshot that says something else than the outcome that its case names.
    SnapshotDisagrees,
    /// An environment variable that is not set.
    UnsetVariable,
    /// Something beside the file that it names and that cannot be used: a key, a certificate, a command.
    Unusable,
}

impl DiagnosticCode {
    /// All kinds.
    pub const ALL: [Self; 21] = [
        Self::Unreadable,
        Self::Yaml,
        Self::UnknownField,
        Self::MissingField,
        Self::InvalidValue,
        Self::DuplicateKey,
        Self::Template,
        Self::UnknownName,
        Self::SecondChange,
        Self::NoChange,
        Self::Contradiction,
        Self::FileName,
        Self::SameRequest,
        Self::TitleRepeated,
        Self::CaseWithoutOutcome,
        Self::OutcomeWithoutCase,
        Self::SnapshotMissing,
        Self::SnapshotExtra,
        Self::SnapshotDisagrees,
        Self::UnsetVariable,
        Self::Unusable,
    ];

    /// The stable name of the code.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Unreadable => "unreadable",
            Self::Yaml => "yaml",
            Self::UnknownField => "unknown_field",
            Self::MissingField => "missing_field",
            Self::InvalidValue => "invalid_value",
            Self::DuplicateKey => "duplicate_key",
            Self::Template => "template",
            Self::UnknownName => "unknown_name",
            Self::SecondChange => "second_change",
            Self::NoChange => "no_change",
            Self::Contradiction => "contradiction",
            Self::FileName => "file_name",
            Self::SameRequest => "same_request",
            Self::TitleRepeated => "title_repeated",
            Self::CaseWithoutOutcome => "case_without_outcome",
            Self::OutcomeWithoutCase => "outcome_without_case",
            Self::SnapshotMissing => "snapshot_missing",
            Self::SnapshotExtra => "snapshot_extra",
            Self::SnapshotDisagrees => "snapshot_disagrees",
            Self::UnsetVariable => "unset_variable",
            Self::Unusable => "unusable",
        }
    }

    /// The code of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }
}

impl fmt::Display for DiagnosticCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
