//! The servers that the matrix is made of, by name.

use crate::diagnostic::suggestion;
use crate::reference::{Behaviour, CANNED, Canned, FAULTS, FREEDOMS, Fault, Freedom};

/// Every server but the literal one: canned servers, freedoms, faults. The slow freedoms come before the many faults,
/// so that nobody waits for them at the end.
pub fn servers() -> Vec<Behaviour> {
    let canned = CANNED.iter().map(|canned| Behaviour::Canned(*canned));
    let freedoms = FREEDOMS.iter().map(Behaviour::Freedom);
    let faults = FAULTS.iter().map(Behaviour::Fault);
    canned.chain(freedoms).chain(faults).collect()
}

/// The name of a server. No two servers share one.
pub fn name(server: Behaviour) -> String {
    match server {
        Behaviour::Literal => "literal".to_owned(),
        Behaviour::Fault(fault) => fault.name.to_owned(),
        Behaviour::Freedom(freedom) => freedom.name.to_owned(),
        Behaviour::Canned(canned) => canned.name(),
    }
}

/// The names of all servers but the literal one.
pub fn names() -> Vec<String> {
    servers().into_iter().map(name).collect()
}

/// A name that no server has.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no {kind} `{name}`; {hint}")]
pub struct UnknownServer {
    kind: &'static str,
    name: String,
    hint: String,
}

impl UnknownServer {
    /// The error for a name that none of the known ones is, with the nearest of them.
    pub fn new<'a>(
        kind: &'static str,
        name: &str,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let list = "`rpgu-conformance faults --list` shows all names";
        Self {
            kind,
            name: name.to_owned(),
            hint: match suggestion(name, known) {
                Some(near) => format!("did you mean `{near}`? {list}"),
                None => list.to_owned(),
            },
        }
    }
}

/// The fault, freedom or canned server of a name.
///
/// # Errors
/// A name that none of them has, with the nearest one.
pub fn named(name: &str) -> Result<Behaviour, UnknownServer> {
    let fault = Fault::named(name).map(Behaviour::Fault);
    fault
        .or_else(|| Freedom::named(name).map(Behaviour::Freedom))
        .or_else(|| Canned::named(name).map(Behaviour::Canned))
        .ok_or_else(|| {
            let names = names();
            let known = names.iter().map(String::as_str);
            UnknownServer::new("fault, freedom or canned server", name, known)
        })
}
