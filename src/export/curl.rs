//! A POSIX shell script that asks cases with curl.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::members::{any_of, pattern, spellings};
use super::pieces::{Piece, comment, pieces};
use crate::shell;
use crate::suite::{
    Body, Case, CaseIndex, Expectation, Expected, ExpectedContent, ExpectedMessageCode,
    ExpectedStatus, RequestTemplate, StateName, StateOrigin, Suite, TokenName, TokenOrigin,
};

/// The script. Tokens come from the environment and are not in it.
pub fn curl(suite: &Suite, cases: &[CaseIndex]) -> String {
    let cases: Vec<&Case> = cases.iter().map(|index| &suite[*index]).collect();
    let mut script = head(suite, &cases);
    for case in cases {
        script.push('\n');
        script.push_str(&asked(suite, case));
    }
    script.push_str(TAIL);
    script
}

/// The functions that all cases use. `$id` is the identifier at hand.
const FUNCTIONS: &str = r#"
answers=$(mktemp -d) || exit 2
trap 'rm -rf "$answers"' EXIT
failed=0
missing=0

# identifier STATE VARIABLE: sets id, from the hook or from the list in the variable.
identifier() {
  if [ -n "${RPGU_PROVIDER_STATES:-}" ]; then
    id=$(curl -sS --fail --max-time 30 --noproxy '*' -H 'Content-Type: application/json' \
      --data-raw "{\"consumer\":\"rpgu-conformance\",\"state\":\"$1\",\"params\":{},\"action\":\"setup\"}" \
      "$RPGU_PROVIDER_STATES" | sed -n 's/.*"id"[[:space:]]*:[[:space:]]*"\{0,1\}\([^",}]*\).*/\1/p')
  else
    variable=$2
    eval "list=\${$variable:-}"
    set -f
    # The list is meant to be split.
    # shellcheck disable=SC2086
    set -- $list
    set +f
    id=${1:-}
    [ $# -eq 0 ] || shift
    eval "$variable=\$*"
  fi
  [ -n "$id" ]
}

guid() {
  cat /proc/sys/kernel/random/uuid 2>/dev/null || uuidgen
}

# encoded TEXT: as one segment of a path.
encoded() {
  case $1 in
    *[!A-Za-z0-9._~-]*) printf '%s' "$1" | od -An -v -tx1 | tr -d ' \n' | sed 's/../%&/g' ;;
    *) printf '%s' "$1" ;;
  esac
}

request() {
  curl -sS --path-as-is --max-time 30 --noproxy '*' -w '%{http_code}' "$@"
}

# ask CASE STATUS MEMBER CODE OPTION...: STATUS is a pattern; MEMBER and CODE are regular expressions, empty if no body is
# documented.
ask() {
  name=$1 status=$2 member=$3 code=$4
  shift 4
  got=$(request -o "$answers/body" "$@") || got="no answer"
  said=as_documented
  # STATUS is meant as a pattern.
  # shellcheck disable=SC2254
  case $got in
    $status) ;;
    *) said="status $got" ;;
  esac
  if [ -n "$member" ] && [ "$said" = as_documented ]; then
    body=$(tr -d '\r\n' <"$answers/body")
    printf '%s' "$body" | grep -Eq "\"code\"[[:space:]]*:[[:space:]]*$got([^0-9]|\$)" || said="status $got, another code"
    printf '%s' "$body" | grep -Eq "\"$member\"[[:space:]]*:[[:space:]]*\"$code\"" || said="status $got, another message code"
  fi
  report
}

# race CASE REQUESTS WINNER REST OPTION...: so many requests at once, one of them with the winner's status.
race() {
  name=$1 requests=$2 status="1 of $3, else $4" winner=$3 rest=$4
  shift 4
  one=0
  while [ "$one" -lt "$requests" ]; do
    one=$((one + 1))
    { request -o /dev/null "$@" && echo; } >"$answers/race.$one" &
  done
  wait
  won=$(cat "$answers"/race.* | grep -c "^$winner\$")
  lost=$(cat "$answers"/race.* | grep -c "^$rest\$")
  rm -f "$answers"/race.*
  said=as_documented
  [ "$won" -eq 1 ] && [ "$lost" -eq $((requests - 1)) ] || said="$won of $winner, $lost of $rest"
  report
}

report() {
  if [ "$said" = as_documented ]; then
    printf 'ok       %s\n' "$name"
  else
    printf 'differs  %s: documented %s, answered %s\n' "$name" "$status" "$said"
    failed=1
  fi
}

lacking() {
  printf 'not asked  %s: no identifier in the state %s\n' "$1" "$2"
  missing=1
}
"#;

const TAIL: &str = r#"
[ "$failed" -eq 0 ] || exit 1
[ "$missing" -eq 0 ] || exit 2
"#;

fn head(suite: &Suite, cases: &[&Case]) -> String {
    let mut states = BTreeSet::new();
    let mut tokens = BTreeSet::new();
    let mut tampered = BTreeSet::new();
    for case in cases {
        states.extend(
            case.needed_state()
                .filter(|state| supplied(suite, state))
                .cloned(),
        );
        tokens.extend(suite.needed_tokens(case));
        for piece in all_pieces(&case.request) {
            if let Piece::Token(name) = piece
                && let Some(TokenOrigin::Tampered(original)) = origin(suite, &name)
            {
                tampered.insert((name, original.clone()));
            }
        }
    }
    let mut head = format!(
        "#!/bin/sh\n\
         # Asks {} cases of \"{}\" once each, and compares status and codes with what is documented.\n\
         # Made by `rpgu-conformance export curl` from the suite {}. It binds no answer to its reason: a server that\n\
         # refuses everything alike gets many an ok here. Verdicts are what `rpgu-conformance run` is for.\n\
         #\n\
         # Exit code 0: all as documented. 1: something differs. 2: something is missing.\n\
         #\n\
         # RPGU_TARGET: the address of the target\n",
        cases.len(),
        comment(&suite.title),
        suite.digest.get(..12).unwrap_or_default(),
    );
    // Writing to a String cannot fail.
    for name in &tokens {
        let title = suite.tokens.get(name).map_or("", |token| &token.title);
        let _ = writeln!(head, "# {}: {}", suite.token_variable(name), comment(title));
    }
    head.push_str("# RPGU_PROVIDER_STATES: a provider-state hook (Pact's protocol) that makes identifiers; or else lists:\n");
    for name in &states {
        let title = suite.states.get(name).map_or("", |state| &state.title);
        let _ = writeln!(
            head,
            "# {}: identifiers, with spaces between them: {}",
            state_variable(name),
            comment(title)
        );
    }
    head.push_str("set -u\n\n: \"${RPGU_TARGET:?the address of the target}\"\n");
    for name in &tokens {
        let _ = writeln!(head, ": \"${{{}:?a token}}\"", suite.token_variable(name));
    }
    for (name, original) in &tampered {
        let _ = writeln!(
            head,
            "\n# The first character of the signature: all of its bits count.\n\
             signature=${{{original}##*.}}\n\
             case $signature in\n  A*) first=B ;;\n  *) first=A ;;\nesac\n\
             {}=${{{original}%.*}}.$first${{signature#?}}",
            tampered_variable(name),
            original = suite.token_variable(original),
        );
    }
    head.push_str(FUNCTIONS);
    head
}

fn asked(suite: &Suite, case: &Case) -> String {
    let mut text = format!("# {}\n", comment(&case.title));
    let mut calls = String::new();
    for before in &case.before {
        let first = &suite[*before];
        let name = format!("{} (before: {})", case.id, first.id.within_operation());
        calls.push_str(&call(suite, first, &name));
    }
    calls.push_str(&call(suite, case, case.id.as_str()));
    match case.needed_state() {
        Some(state) => match suite.states.get(state).map(|state| &state.origin) {
            Some(StateOrigin::MadeUp(template)) => {
                let id = word(suite, &pieces(&template.to_string()), Place::Plain);
                let _ = write!(text, "id={id}\n{calls}");
            }
            Some(StateOrigin::Profile) | None => {
                let _ = write!(
                    text,
                    "if identifier {state} {}; then\n{calls}else\nlacking {} {state}\nfi\n",
                    state_variable(state),
                    case.id
                );
            }
        },
        None => text.push_str(&calls),
    }
    text
}

fn call(suite: &Suite, case: &Case, name: &str) -> String {
    let name = shell::word(name);
    let options = options(suite, &case.request);
    match &*case.expected {
        Expected::Answer(expectation) => {
            let (member, code) = body_pattern(suite, case, expectation);
            format!(
                "ask {name} {} {} {} {options}\n",
                shell::word(&status_pattern(expectation)),
                shell::word(&member),
                shell::word(&code),
            )
        }
        Expected::Race {
            requests,
            winner,
            rest,
        } => format!(
            "race {name} {requests} {} {} {options}\n",
            status_pattern(winner),
            status_pattern(rest),
        ),
    }
}

fn status_pattern(expectation: &Expectation) -> String {
    match expectation.status {
        ExpectedStatus::Exactly(status) => status.to_string(),
        ExpectedStatus::AnyClientError => "4??".to_owned(),
    }
}

/// Regular expressions for the member of the internal code, and for its value.
fn body_pattern(suite: &Suite, case: &Case, expectation: &Expectation) -> (String, String) {
    let ExpectedContent::Model {
        member,
        message_code,
        ..
    } = &expectation.content
    else {
        return (String::new(), String::new());
    };
    let names = spellings(suite, case, member, message_code);
    let code = match message_code {
        ExpectedMessageCode::Exactly(code) => pattern(code),
        ExpectedMessageCode::AnyString => "[^\"]*".to_owned(),
    };
    (any_of(&names), code)
}

fn options(suite: &Suite, request: &RequestTemplate) -> String {
    let mut words = Vec::new();
    if request.method != http::Method::GET {
        words.push(format!("-X {}", shell::word(request.method.as_str())));
    }
    let mut has_content_type = false;
    for (name, value) in &request.headers {
        has_content_type |= *name == http::header::CONTENT_TYPE;
        let value = value.to_string();
        let header = if value.is_empty() {
            format!("{name};")
        } else {
            format!("{name}: {value}")
        };
        words.push(format!(
            "-H {}",
            word(suite, &pieces(&header), Place::Plain)
        ));
    }
    let body = match &*request.body {
        Body::None => None,
        Body::Json(json) => Some(json.to_string()),
        Body::Text(text) => Some(text.to_string()),
    };
    if let Some(body) = body {
        if !has_content_type {
            // Else curl adds one of its own.
            words.push("-H 'Content-Type:'".to_owned());
        }
        words.push(format!(
            "--data-raw {}",
            word(suite, &pieces(&body), Place::Plain)
        ));
    }
    let path = word(suite, &pieces(&request.path_pattern()), Place::Path);
    words.push(format!("\"$RPGU_TARGET\"{path}"));
    words.join(" ")
}

/// Where a word stands.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Plain,
    /// In a path, where an identifier is one segment whatever it holds.
    Path,
}

/// One word for the shell: everything in it is inert but what is filled in.
fn word(suite: &Suite, pieces: &[Piece], place: Place) -> String {
    let filled = |value: String| match place {
        Place::Plain => format!("\"{value}\""),
        Place::Path => format!("\"$(encoded \"{value}\")\""),
    };
    let word: String = pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => shell::word(text),
            Piece::Subject => filled("$id".to_owned()),
            Piece::Guid => filled("$(guid)".to_owned()),
            Piece::Token(name) => match origin(suite, name) {
                Some(TokenOrigin::Literal(text)) => shell::word(text),
                Some(TokenOrigin::Tampered(_)) => filled(format!("${}", tampered_variable(name))),
                Some(TokenOrigin::Profile) | None => {
                    filled(format!("${}", suite.token_variable(name)))
                }
            },
        })
        .collect();
    if word.is_empty() {
        "''".to_owned()
    } else {
        word
    }
}

fn all_pieces(request: &RequestTemplate) -> Vec<Piece> {
    let headers = request.headers.iter();
    let mut all = pieces(&request.path_pattern());
    all.extend(headers.flat_map(|(_, value)| pieces(&value.to_string())));
    match &*request.body {
        Body::None => {}
        Body::Json(json) => all.extend(pieces(&json.to_string())),
        Body::Text(text) => all.extend(pieces(&text.to_string())),
    }
    all
}

fn origin<'a>(suite: &'a Suite, name: &TokenName) -> Option<&'a TokenOrigin> {
    suite.tokens.get(name).map(|token| &token.origin)
}

fn supplied(suite: &Suite, state: &StateName) -> bool {
    let origin = suite.states.get(state).map(|state| &state.origin);
    matches!(origin, Some(StateOrigin::Profile))
}

/// The variable that the script keeps a tampered token in.
fn tampered_variable(name: &TokenName) -> String {
    format!("token_{}", name.as_str().replace('-', "_"))
}

/// The environment variable of a state's identifiers.
fn state_variable(name: &StateName) -> String {
    let name: String = name
        .as_str()
        .chars()
        .map(|c| match c {
            c if c.is_ascii_alphanumeric() => c.to_ascii_uppercase(),
            _ => '_',
        })
        .collect();
    format!("RPGU_{name}")
}
