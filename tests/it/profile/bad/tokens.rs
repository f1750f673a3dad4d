//! Sources of tokens that cannot be read.

use insta::assert_snapshot;

use super::super::support::refused;

#[test]
fn a_valid_token_that_is_no_jwt() {
    let profile = "tokens: { valid: s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: the token `valid` cannot be used: it is no JWT: three base64url parts joined by dots, the last one a signature
     --> tests/fixtures/profiles/staging.yaml:1:18
      |
    1 | tokens: { valid: ****** }
      |                  ^^^^^^ this token
      |
      = help: a case sends this token with another signature, so it must be a signed JWT
    ");
}

#[test]
fn a_token_with_its_scheme() {
    let profile = "tokens: { expired: Bearer s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: the token `expired` cannot be used: it is empty, or holds a space or another character that no token has
     --> tests/fixtures/profiles/staging.yaml:1:20
      |
    1 | tokens: { expired: ****** ****** }
      |                    ^^^^^^^^^^^^^ this token
      |
      = help: it must be the token alone, without `Bearer` and without quotes
    ");
}

#[test]
fn an_empty_token() {
    let profile = "tokens: { valid: \"${EMPTY}\" }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: the token `valid` is empty
     --> tests/fixtures/profiles/staging.yaml:1:18
      |
    1 | tokens: { valid: "${EMPTY}" }
      |                  ^^^^^^^^^^ nothing is left of it
      |
      = help: its variable is set, but to nothing; CI services do so where a secret does not exist
    "#);
}

#[test]
fn a_token_from_nowhere() {
    let profile = "tokens: { valid: {} }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: the token `valid` comes from nothing
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { valid: {} }
      |           ^^^^^ one source is needed
      |
      = help: give `request` or `command`
    ");
}

#[test]
fn a_token_from_two_places() {
    let profile = "tokens: { valid: { request: { path: /x }, command: s3cret } }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: the token `valid` comes from a request and a command
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { valid: { request: { path: ** }, command: ****** } }
      |           ^^^^^ one source is needed
      |
      = help: keep `request` or `command`
    ");
}

#[test]
fn a_token_given_and_minted() {
    let profile = "tokens:\n  valid: ${TOKEN}\n  mint: { algorithm: HS256, key: s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: the token `valid` is given and minted
     --> tests/fixtures/profiles/staging.yaml:2:3
      |
    2 |   valid: ${TOKEN}
      |   ^^^^^ `mint` makes this one
      |
      = help: remove `valid`, or `mint`
    ");
}

#[test]
fn a_request_to_nowhere() {
    let profile = "tokens: { valid: { request: { method: GET } } }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: the request for `valid` has no address, or two
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { valid: { request: { method: *** } } }
      |           ^^^^^ none or two are given
      |
      = help: give either `url`, or `path` for one below the target
    ");
}

#[test]
fn a_request_to_two_places() {
    let profile = "tokens: { valid: { request: { path: /x, url: \"http://s3cret\" } } }";
    assert_snapshot!(refused(profile), @r#"
    error[contradiction]: the request for `valid` has no address, or two
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { valid: { request: { path: **, url: "****:********" } } }
      |           ^^^^^ none or two are given
      |
      = help: give either `url`, or `path` for one below the target
    "#);
}

#[test]
fn a_request_with_a_query_in_its_url() {
    let profile = "tokens: { valid: { request: { url: \"http://h.example/?key=s3cret\" } } }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: `url` has a query or a fragment
     --> tests/fixtures/profiles/staging.yaml:1:36
      |
    1 | tokens: { valid: { request: { url: "****:***********************" } } }
      |                                    ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ more than scheme, host and path
      |
      = help: write the parameters under `query`, where their values are kept secret
    "#);
}

#[test]
fn a_request_to_a_relative_path() {
    let profile = "tokens: { valid: { request: { path: s3cret } } }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `path` is no path below the target
     --> tests/fixtures/profiles/staging.yaml:1:37
      |
    1 | tokens: { valid: { request: { path: ****** } } }
      |                                     ^^^^^^ not a path
      |
      = help: write one such as /auth/rpgu/token; parameters stand under `query`
    ");
}

#[test]
fn a_method_in_small_letters() {
    let profile = "tokens: { valid: { request: { path: /x, method: post } } }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: no HTTP method
     --> tests/fixtures/profiles/staging.yaml:1:49
      |
    1 | tokens: { valid: { request: { path: **, method: post } } }
      |                                                 ^^^^ not this
      |
      = help: write GET or POST, in capitals
    ");
}

#[test]
fn a_pointer_without_a_slash() {
    let profile = "tokens: { valid: { request: { path: /x, pointer: token } } }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `pointer` is no JSON pointer
     --> tests/fixtures/profiles/staging.yaml:1:50
      |
    1 | tokens: { valid: { request: { path: **, pointer: token } } }
      |                                                  ^^^^^ does not start with a slash
      |
      = help: write one such as /token or /data/0/token (RFC 6901)
    ");
}

#[test]
fn a_body_of_two_kinds() {
    let profile =
        "tokens: { valid: { request: { path: /x, body: { text: s3cret, json: s3cret } } } }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: the request for `valid` has a body of no kind, or of several
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { valid: { request: { path: **, body: { text: ******, json: ****** } } } }
      |           ^^^^^ none or several are given
      |
      = help: give one of `json`, `form` and `text`
    ");
}

#[test]
fn an_empty_command() {
    let profile = "tokens: { valid: { command: [] } }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a command without a program
     --> tests/fixtures/profiles/staging.yaml:1:29
      |
    1 | tokens: { valid: { command: [] } }
      |                             ^ empty
      |
      = help: write a list: [program, argument, …]
    ");
}

#[test]
fn a_command_for_a_shell() {
    let profile = "tokens: { valid: { command: \"s3cret | s3cret\" } }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: a command in one line that looks as if a shell should read it
     --> tests/fixtures/profiles/staging.yaml:1:29
      |
    1 | tokens: { valid: { command: "****** * ******" } }
      |                             ^^^^^^^^^^^^^^^^^ no shell reads this
      |
      = help: write a list: [program, argument, …], or [sh, -c, …] for a shell
    "#);
}

#[test]
fn an_unknown_algorithm() {
    let profile = "tokens: { mint: { algorithm: HS512, key: s3cret } }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: an algorithm that cannot be signed with here
     --> tests/fixtures/profiles/staging.yaml:1:30
      |
    1 | tokens: { mint: { algorithm: HS512, key: ****** } }
      |                              ^^^^^ not one of the algorithms
      |
      = help: did you mean `HS256`?
    ");
}

#[test]
fn a_key_of_another_algorithm() {
    let profile = "tokens:\n  mint:\n    algorithm: EdDSA\n    key: garbage.pem";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: `mint` cannot sign: no private key for EdDSA
     --> tests/fixtures/profiles/staging.yaml:4:10
      |
    4 |     key: garbage.pem
      |          ^^^^^^^^^^^ this key
      |
      = help: give an Ed25519 key in PEM, as `openssl genpkey -algorithm ED25519` writes it
    ");
}

#[test]
fn a_missing_key_file() {
    let profile = "tokens:\n  mint:\n    algorithm: RS256\n    key: keys/missing.pem";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: the key cannot be read: No such file or directory (os error 2)
     --> tests/fixtures/profiles/staging.yaml:4:10
      |
    4 |     key: keys/missing.pem
      |          ^^^^^^^^^^^^^^^^ this file
      |
      = help: file names are relative to the profile; the PEM text itself may stand here as well
    ");
}

#[test]
fn a_file_as_a_shared_secret() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: hs256.secret";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: `key` is the secret itself for HS256, but here it names a file
     --> tests/fixtures/profiles/staging.yaml:4:10
      |
    4 |     key: ************
      |          ^^^^^^^^^^^^ a file of this name exists
      |
      = help: write `key: { file: … }` to use what is in the file
    ");
}

#[test]
fn an_empty_shared_secret() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: ${EMPTY}";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: `mint` cannot sign: the secret for HS256 is empty
     --> tests/fixtures/profiles/staging.yaml:4:10
      |
    4 |     key: ${EMPTY}
      |          ^^^^^^^^ this key
      |
      = help: give the secret that the target checks signatures with
    ");
}

#[test]
fn a_key_that_is_no_base64() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: { base64: \"s3cret!\" }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: the key is no base64
     --> tests/fixtures/profiles/staging.yaml:4:20
      |
    4 |     key: { base64: "*******" }
      |                    ^^^^^^^^^ not base64
      |
      = help: give standard base64 (RFC 4648, section 4) with its padding, or the key itself as `key: …`
    "#);
}

#[test]
fn a_key_from_two_places() {
    let profile =
        "tokens:\n  mint:\n    algorithm: HS256\n    key: { base64: s3cret, file: s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: a key that comes from nowhere, or from two places
     --> tests/fixtures/profiles/staging.yaml:4:10
      |
    4 |     key: { base64: ******, file: ****** }
      |          ^ none or two are given
      |
      = help: give either `file` or `base64`
    ");
}

#[test]
fn a_claim_that_the_mint_writes() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: s3cret\n    claims: { exp: 5 }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: `exp` is written by `mint` itself
     --> tests/fixtures/profiles/staging.yaml:5:13
      |
    5 |     claims: { exp: * }
      |             ^ gives `exp`
      |
      = help: remove it; `lifetime` says it, and the expired token needs another one
    ");
}

#[test]
fn a_lifetime_without_its_unit() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: s3cret\n    lifetime: 5";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `lifetime` is no usable duration
     --> tests/fixtures/profiles/staging.yaml:5:15
      |
    5 |     lifetime: 5
      |               ^ no duration
      |
      = help: a duration is a whole number and ms, s, m or h, such as 300ms or 5s
    ");
}

#[test]
fn a_lifetime_below_a_second() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: s3cret\n    lifetime: 10ms";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `lifetime` is shorter than a second
     --> tests/fixtures/profiles/staging.yaml:5:15
      |
    5 |     lifetime: 10ms
      |               ^^^^ too short
      |
      = help: `exp` counts in seconds; write 1h, for instance
    ");
}

#[test]
fn a_text_over_several_lines() {
    let profile = "tokens:\n  valid: |\n    s3cret\n    valid: s3cret\n";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: the token `valid` cannot be used: it is empty, or holds a space or another character that no token has
     --> tests/fixtures/profiles/staging.yaml:3:5
      |
    3 | /     ******
    4 | |     valid: ******
      | |__________________^ this token
      |
      = help: it must be the token alone, without `Bearer` and without quotes
    ");
}
