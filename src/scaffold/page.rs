//! A new operation from the page that documents it.

use super::case::declare_state;
use super::operation::{TOKEN, declare_token};
use super::{Draft, Scaffold, ScaffoldError};
use crate::drift::{self, Page};
use crate::schema::SchemaOf;
use crate::suite::{
    OperationId, Snapshots, Suite, SuiteFiles, Token, TokenName, TokenOrigin, Validity, read,
};
use crate::yaml::text;

/// The files of the operation that a page documents; a folder without a suite gets one.
///
/// # Errors
/// The page documents too little; the suite has mistakes, or would have some; the operation is there already.
pub fn operation_of_page(
    files: &SuiteFiles,
    id: &OperationId,
    page: &Page,
) -> Result<Scaffold, ScaffoldError> {
    let impossible = |error: &dyn std::error::Error| ScaffoldError::Impossible(error.to_string());
    let mut draft = Draft::of(files);
    let suite = if files.cases.is_empty() {
        // The page's requests carry a token of the suite.
        let token = TokenName::new("valid").map_err(|error| impossible(&error))?;
        draft.create("suite", SchemaOf::Suite, &format!("title: {id}\n"))?;
        declare_token(&mut draft, &Suite::default(), &token)?;
        let mut suite = Suite::default();
        let declared = Token {
            title: TOKEN.to_owned(),
            origin: TokenOrigin::Profile,
            validity: Validity::default(),
            variable: token.default_variable(),
        };
        suite.tokens.insert(token, declared);
        suite
    } else {
        read(files, Snapshots::Unchecked)?
    };
    let of_page = drift::scaffold(page, &suite).map_err(|error| impossible(&error))?;
    for state in &of_page.states {
        declare_state(&mut draft, &suite, &state.name, &state.title)?;
    }
    for ruling in &of_page.rulings {
        let entry = format!(
            "  {}:\n    title: {}\n    text: {}\n",
            ruling.id,
            text(&ruling.title),
            text(&ruling.text)
        );
        draft.add("suite", "rulings", &entry)?;
    }
    let name = |file: &str| format!("{id}/{file}");
    draft.create(&name("operation"), SchemaOf::Operation, &of_page.operation)?;
    for case in &of_page.cases {
        draft.create(&name(&case.name), SchemaOf::Case, &case.text)?;
    }
    draft.finish()
}
