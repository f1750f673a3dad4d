//! `init`: a commented profile for a target's owner to fill in.

use std::process::ExitCode;

use super::args::{InitArguments, Shared};
use super::error::CliError;
use super::{output, suite};
use crate::pipeline;
use crate::scaffold::create;
use crate::schema::{SchemaOf, schema_line};
use crate::target::{reference_supply, supplied};

use crate::suite::{StateName, TokenName};

/// A token that the suite lets a profile give.
#[derive(Debug, Clone, Copy)]
pub struct TokenNeed<'a> {
    /// Its name.
    pub name: &'a TokenName,
    /// What it is, from the suite.
    pub title: &'a str,
    /// The environment variable that it is taken from.
    pub variable: &'a str,
}

/// A state whose identifiers the suite lets a profile list.
#[derive(Debug, Clone, Copy)]
pub struct StateNeed<'a> {
    /// Its name.
    pub name: &'a StateName,
    /// What it is, from the suite.
    pub title: &'a str,
    /// How many identifiers judge every case.
    pub ids: usize,
}

/// The schema that is written beside a profile, for editors.
const SCHEMA_FILE: &str = "rpgu-profile.schema.json";

/// Writes the profile; never over a file that is there.
pub(super) fn init(shared: &Shared, arguments: &InitArguments) -> Result<ExitCode, CliError> {
    let suite = suite::load(shared)?;
    let all = suite.indexed_cases().map(|(index, _)| index).collect();
    let needs = pipeline::plan(&suite, all, &reference_supply(&suite), None)
        .plan
        .needs;
    let supplied = supplied(&suite);
    let tokens: Vec<TokenNeed<'_>> = supplied
        .tokens
        .iter()
        .filter_map(|name| {
            let token = suite.tokens.get(*name)?;
            Some(TokenNeed {
                name,
                title: &token.title,
                variable: &token.variable,
            })
        })
        .collect();
    let states: Vec<StateNeed<'_>> = supplied
        .states
        .iter()
        .filter_map(|name| {
            let title = suite.states.get(*name)?.title.as_str();
            let ids = needs.get(*name).copied().unwrap_or_default();
            Some(StateNeed { name, title, ids })
        })
        .collect();
    let text = profile_text(&tokens, &states);
    let Some(path) = &arguments.file else {
        output::print(&text)?;
        return Ok(ExitCode::SUCCESS);
    };
    let text = schema_line(SCHEMA_FILE) + &text;
    create(path, &text)?;
    let schema = path.with_file_name(SCHEMA_FILE);
    if !schema.exists() {
        create(&schema, &SchemaOf::Profile.text())?;
    }
    output::print(&format!(
        "{} is written: fill it in, then `rpgu-conformance run --profile {}`\n",
        path.display(),
        path.display()
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// A commented profile with every key that there is. It can be read as soon as its variables are
/// set: `RPGU_TARGET`, and the [variable](TokenNeed::variable) of each token.
///
/// Examples are lines that start with a `#` directly before a key, or before the indentation of
/// one; explanations start with a `#` and one space.
pub fn profile_text(tokens: &[TokenNeed<'_>], states: &[StateNeed<'_>]) -> String {
    let mut text = HEAD.to_owned();
    if !tokens.is_empty() {
        text.push_str(TOKENS);
        for TokenNeed {
            name,
            title,
            variable,
        } in tokens
        {
            text.push_str(&format!(
                "  # {}\n  {name}: ${{{variable}}}\n",
                one_line(title)
            ));
        }
        text.push_str(TOKEN_WAYS);
    }
    if !states.is_empty() {
        text.push_str(STATES);
        for StateNeed { name, title, ids } in states {
            text.push_str(&format!(
                "  # {} ({ids} for every case)\n  {name}: []\n",
                one_line(title)
            ));
        }
    }
    text.push_str(TAIL);
    text
}

/// Titles come from a suite's files, and a line break would end the comment.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

const HEAD: &str = r#"# What rpgu-conformance has to know about your server. Give what you have: a case whose token or
# state is missing is reported as blocked, with the line that would unblock it.
#
# ${NAME} is an environment variable, ${NAME:-text} one with a default, $$ a dollar sign. Inside of
# [ ] and { } a ${NAME} must stand in quotes. Keep secrets in variables, not in this file.
# Files are named relative to this one. Lines such as `#proxy: …` are examples: remove the `#`.

# The base URL, which the documents call {{url}}.
target: ${RPGU_TARGET}

# Whether requests may be sent that could change something. Without this line they are sent to this
# very machine only. Nothing but the identifiers given here, or made by the hook, is ever touched.
#allow_changes: true
"#;

const TOKENS: &str = r#"
# The tokens, without `Bearer`.
tokens:
"#;

const TOKEN_WAYS: &str = r#"
# Tokens can also be fetched or printed. In the place of the ones above:
#tokens:
#  valid:
#    # Ask an authorisation service. `path` is below the target; `url` would be any other service.
#    request:
#      path: /auth/rpgu/token
#      # GET, or POST where there is a body.
#      method: GET
#      query: { Birthday: "1990-01-02", s_pol: "${RPGU_S_POL}", n_pol: "${RPGU_N_POL}" }
#      headers: { X-Client: conformance }
#      # Where the token stands in the JSON answer (RFC 6901). Without it the answer is the token.
#      pointer: /token
#  expired:
#    # Run a program, without a shell, that prints the token alone on one line.
#    command: [./print-token, --expired]

# A body of such a request is one of `json`, `form` and `text`:
#tokens:
#  valid:
#    request:
#      url: https://login.example/token
#      body:
#        form: { grant_type: client_credentials, client_secret: "${RPGU_CLIENT_SECRET}" }
#      pointer: /access_token

# Or both tokens can be signed here, with the key that the target checks signatures by.
#tokens:
#  mint:
#    # HS256, RS256, ES256 or EdDSA.
#    algorithm: ES256
#    # A private key in PEM. For HS256 the secret itself, { file: … } or { base64: … }.
#    key: signing-key.pem
#    # Your own header members and claims; alg and exp are added, and iat where you give none.
#    header: { kid: staging }
#    claims: { sub: "1", card: "7700000000000001" }
#    # How long the valid one is valid.
#    lifetime: 1h
"#;

const STATES: &str = r#"
# Identifiers by the state that they are in. One of each judges every documented outcome; as many as
# the comment says judge every case. Each is used up by at most one success. Write them as
# [id, id], or one a line after a dash; numbers in quotes.
states:
"#;

const TAIL: &str = r#"
# A hook that makes states on demand, by Pact's protocol: POST {"consumer", "state", "params",
# "action": "setup"}, answered 200 with {"id": "…"}; then the same with "teardown".
#provider_states: http://127.0.0.1:9000/_pact/provider_states

# Headers that each request to the target carries in addition, such as a gateway's key.
#headers:
#  X-Api-Key: ${RPGU_API_KEY}

# Certificates and keys are PEM files, or the PEM text itself from a variable.
#tls:
#  # The only authorities to be trusted. Without it those of the operating system are.
#  ca: ca.pem
#  # Who the client is, for servers that require a certificate.
#  certificate: client.pem
#  key: client-key.pem

# Trusts any certificate of any host. Reports say so, and prove nothing about the target.
#tls:
#  insecure: true

# The HTTP proxy to go through; those of the environment are never used. The hook is asked directly.
#proxy: http://proxy.example:3128

# Whether a connection may carry more than one request: `reused`, once the target has shown that it keeps
# connections, or `one_per_request`.
#connections: reused

# How long to wait: until a connection stands, then for the first byte of an answer (without it as
# long as for all of it), for a whole answer, for the whole run, and for a token's command.
#timeouts:
#  connect: 5s
#  first_byte: 10s
#  total: 10s
#  run: 1h
#  command: 60s

# How much of an answer is taken: its body, its header fields, how deep its JSON is nested, and how
# many interim responses (1xx) come before it. What is over a limit is an error.
#limits:
#  body: 128KiB
#  headers: 32KiB
#  json_depth: 32
#  informational: 8
"#;
