//! A case's request as HTTP text, with names where a target's owner fills something in.

use crate::suite::{Case, StateName, Suite, TokenOrigin, Values, Variable};

/// The request as HTTP/1.1 writes it, but for what the connection adds.
pub(super) fn text(suite: &Suite, case: &Case) -> String {
    let request = case.request.render(&Names { suite });
    let shown = |text: &str| shown(text, &case.given);
    let mut text = format!("{} {} HTTP/1.1\n", request.method, shown(&request.path));
    for (name, value) in &request.headers {
        text.push_str(&format!("{name}: {}\n", shown(value)));
    }
    if let Some(body) = &request.body {
        text.push_str(&format!("\n{}\n", shown(&String::from_utf8_lossy(body))));
    }
    text
}

/// Of characters that a path leaves as they are (RFC 3986, section 2.3), to be found again afterwards.
const SUBJECT: &str = "~subject~";
const GUID: &str = "~guid~";

fn shown(text: &str, state: &StateName) -> String {
    text.replace(SUBJECT, &format!("{{{state}}}"))
        .replace(GUID, "{guid}")
}

struct Names<'a> {
    suite: &'a Suite,
}

impl Values for Names<'_> {
    fn value(&self, variable: &Variable) -> String {
        match variable {
            Variable::Subject => SUBJECT.to_owned(),
            Variable::Guid => GUID.to_owned(),
            Variable::Token(name) => match self.suite.tokens.get(name).map(|token| &token.origin) {
                Some(TokenOrigin::Literal(text)) => text.clone(),
                Some(TokenOrigin::Tampered(original)) => {
                    let variable = self.suite.token_variable(original);
                    format!("${variable} (with another signature)")
                }
                Some(TokenOrigin::Profile) | None => {
                    format!("${}", self.suite.token_variable(name))
                }
            },
        }
    }
}
