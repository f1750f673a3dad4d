//! Values that mean nothing: variables, names, identifiers, URLs, durations.

use insta::assert_snapshot;

use super::super::support::refused;

#[test]
fn an_unset_variable() {
    let profile = "tokens:\n  valid: ${UNSET}   # or s3cret";
    assert_snapshot!(refused(profile), @r"
    error[unset_variable]: the environment variable `UNSET` is not set
     --> tests/fixtures/profiles/staging.yaml:2:10
      |
    2 |   valid: ${UNSET}   # ** ******
      |          ^^^^^^^^ needed here
      |
      = help: set it, or give a default: ${UNSET:-…}
    ");
}

#[test]
fn an_unset_variable_within_a_text() {
    let profile = "headers:\n  X-Key: \"s3cret ${API_KEY} ${UNSET} s3cret\"";
    assert_snapshot!(refused(profile), @r#"
    error[unset_variable]: the environment variable `UNSET` is not set
     --> tests/fixtures/profiles/staging.yaml:2:29
      |
    2 |   X-Key: "****** ${API_KEY} ${UNSET} ******"
      |                             ^^^^^^^^ needed here
      |
      = help: set it, or give a default: ${UNSET:-…}
    "#);
}

#[test]
fn an_unset_variable_in_claims() {
    let profile = "tokens:\n  mint:\n    algorithm: HS256\n    key: s3cret-key\n    claims:\n      sub: s3cret\n      card: ${UNSET}";
    assert_snapshot!(refused(profile), @r"
    error[unset_variable]: the environment variable `UNSET` is not set
     --> tests/fixtures/profiles/staging.yaml:7:13
      |
    7 |       card: ${UNSET}
      |             ^^^^^^^^ needed here
      |
      = help: set it, or give a default: ${UNSET:-…}
    ");
}

#[test]
fn a_dollar_that_is_no_variable() {
    let profile = "headers: { X-Key: s3cret$s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[template]: a `$` that starts no variable
     --> tests/fixtures/profiles/staging.yaml:1:25
      |
    1 | headers: { X-Key: ************* }
      |                         ^^^^^^^ here
      |
      = help: write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar sign
    ");
}

#[test]
fn a_variable_that_does_not_close() {
    let profile = "headers: { X-Key: \"s3cret${API_KEY\" }";
    assert_snapshot!(refused(profile), @r#"
    error[template]: a `$` that starts no variable
     --> tests/fixtures/profiles/staging.yaml:1:26
      |
    1 | headers: { X-Key: "******${API_KEY" }
      |                          ^ here
      |
      = help: write ${NAME} or ${NAME:-default} for a variable, $$ for a dollar sign
    "#);
}

#[test]
fn a_default_is_no_secret_to_be_shown() {
    let profile = "target: ${UNSET:-https://user:s3cret@h.example}";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `target` is a URL with credentials in it
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: ${UNSET:******:******:****************}
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a user name or a password
      |
      = help: remove them, since reports name URLs; a value under `headers` from ${NAME} stays secret
    ");
}

#[test]
fn an_unknown_state() {
    let profile = "states: { visit.activ: [s3cret] }";
    assert_snapshot!(refused(profile), @r"
    error[unknown_name]: the suite asks for no state `visit.activ`
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | states: { visit.activ: [******] }
      |           ^^^^^^^^^^^ no such state
      |
      = help: did you mean `visit.active`?
    ");
}

#[test]
fn an_unknown_token() {
    let profile = "tokens: { expird: s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[unknown_name]: the suite asks for no token `expird`
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { expird: ****** }
      |           ^^^^^^ no such token
      |
      = help: did you mean `expired`?
    ");
}

#[test]
fn an_identifier_twice_in_a_state() {
    let profile = "states:\n  visit.active: [x-1, s3cret-2]\n  visit.past: [s3cret, x-1]";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: this identifier is given already, in line 2
     --> tests/fixtures/profiles/staging.yaml:3:24
      |
    3 |   visit.past: [******, x-1]
      |                        ^^^ again
      |
      = help: each is in one state and is used once; remove one of the two
    ");
}

/// GUIDs are the same in either letter case; other identifiers are the target's own affair.
#[test]
fn a_guid_twice_in_other_letter_case() {
    let profile = "states:\n  visit.active: [1f0c8f0e-1111-4222-8333-abcdefabcdef, A, a]\n  visit.past: [1F0C8F0E-1111-4222-8333-ABCDEFABCDEF]";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: this identifier is given already, in line 2
     --> tests/fixtures/profiles/staging.yaml:3:16
      |
    3 |   visit.past: [1F0C8F0E-1111-4222-8333-ABCDEFABCDEF]
      |                ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ again
      |
      = help: letter case makes no difference in a GUID; each is in one state and is used once; remove one of the two
    ");
}

#[test]
fn an_identifier_twice_in_a_list() {
    let profile = "states: { visit.active: [x, x] }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: this identifier is given already, in line 1
     --> tests/fixtures/profiles/staging.yaml:1:29
      |
    1 | states: { visit.active: [*, x] }
      |                             ^ again
      |
      = help: each is in one state and is used once; remove one of the two
    ");
}

#[test]
fn an_empty_identifier() {
    let profile = "states: { visit.active: [\"\"] }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: an identifier is empty
     --> tests/fixtures/profiles/staging.yaml:1:26
      |
    1 | states: { visit.active: [""] }
      |                          ^^ this one
      |
      = help: give the identifier, or remove the entry
    "#);
}

#[test]
fn an_identifier_from_an_empty_variable() {
    let profile = "states: { visit.active: [\"${EMPTY}\"] }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: an identifier is empty
     --> tests/fixtures/profiles/staging.yaml:1:26
      |
    1 | states: { visit.active: ["${EMPTY}"] }
      |                          ^^^^^^^^^^ this one
      |
      = help: its variable is set, but to nothing; set it, or remove the entry
    "#);
}

#[test]
fn an_identifier_with_a_line_break() {
    let profile = "states: { visit.active: [\"x\\n\"] }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: an identifier has white space at its ends or a control character in it
     --> tests/fixtures/profiles/staging.yaml:1:26
      |
    1 | states: { visit.active: ["x\n"] }
      |                          ^^^^^ this one
      |
      = help: write the identifier alone, without line breaks
    "#);
}

#[test]
fn a_target_that_is_no_url() {
    let profile = "target: staging.example/rpgu";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `target` is no URL
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: staging.example/rpgu
      |         ^^^^^^^^^^^^^^^^^^^^ not a URL
      |
      = help: write a whole one such as https://staging.example/rpgu
    ");
}

#[test]
fn a_target_of_another_scheme() {
    let profile = "target: ftp://staging.example";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `target` is a URL that cannot be asked
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: ftp://staging.example
      |         ^^^^^^^^^^^^^^^^^^^^^ another scheme
      |
      = help: write http:// or https://
    ");
}

#[test]
fn a_target_with_credentials() {
    let profile = "target: https://user:s3cret@staging.example";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `target` is a URL with credentials in it
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: *****:******:**********************
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ a user name or a password
      |
      = help: remove them, since reports name URLs; a value under `headers` from ${NAME} stays secret
    ");
}

#[test]
fn a_target_with_a_query() {
    let profile = "target: https://staging.example?key=s3cret";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `target` is no base URL
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: *****:****************************
      |         ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ has a query or a fragment
      |
      = help: remove what starts with `?` or `#`; the paths of the cases are put behind the rest
    ");
}

#[test]
fn an_empty_target() {
    let profile = "target: \"${EMPTY}\"";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: `target` is empty
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: "${EMPTY}"
      |         ^^^^^^^^^^ nothing is left of it
      |
      = help: its variable is set, but to nothing; CI services do so where a secret does not exist
    "#);
}

#[test]
fn a_hook_that_is_no_url() {
    let profile = "provider_states: localhost:9000";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `provider_states` is a URL that cannot be asked
     --> tests/fixtures/profiles/staging.yaml:1:18
      |
    1 | provider_states: localhost:9000
      |                  ^^^^^^^^^^^^^^ another scheme
      |
      = help: write http:// or https://
    ");
}

#[test]
fn a_proxy_that_is_no_url() {
    let profile = "proxy: user:s3cret@proxy.example";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `proxy` is no URL of an HTTP proxy
     --> tests/fixtures/profiles/staging.yaml:1:8
      |
    1 | proxy: ****:********************
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^ no such URL
      |
      = help: write scheme, host and port alone, such as http://proxy.example:3128
    ");
}

#[test]
fn a_proxy_with_a_path() {
    let profile = "proxy: http://proxy.example/s3cret";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `proxy` is no URL of an HTTP proxy
     --> tests/fixtures/profiles/staging.yaml:1:8
      |
    1 | proxy: ****:**********************
      |        ^^^^^^^^^^^^^^^^^^^^^^^^^^^ no such URL
      |
      = help: write scheme, host and port alone, such as http://proxy.example:3128
    ");
}

#[test]
fn a_bad_duration() {
    let profile = "timeouts: { total: 5 minutes }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `total` is no usable duration
     --> tests/fixtures/profiles/staging.yaml:1:20
      |
    1 | timeouts: { total: 5 minutes }
      |                    ^^^^^^^^^ no duration
      |
      = help: a duration is a whole number and ms, s, m or h, such as 300ms or 5s
    ");
}

#[test]
fn a_duration_without_its_unit() {
    let profile = "timeouts: { total: 5 }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `total` is no usable duration
     --> tests/fixtures/profiles/staging.yaml:1:20
      |
    1 | timeouts: { total: 5 }
      |                    ^ no duration
      |
      = help: a duration is a whole number and ms, s, m or h, such as 300ms or 5s
    ");
}

#[test]
fn a_size_without_its_unit() {
    let profile = "limits: { body: 128, headers: 1.5 }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `body` is no usable size
     --> tests/fixtures/profiles/staging.yaml:1:17
      |
    1 | limits: { body: 128, headers: *** }
      |                 ^^^ no such size
      |
      = help: a size is a whole number and B, KiB or MiB, such as 64KiB or 1MiB

    error[invalid_value]: `headers` is no usable size
     --> tests/fixtures/profiles/staging.yaml:1:31
      |
    1 | limits: { body: ***, headers: 1.5 }
      |                               ^^^ no such size
      |
      = help: a size is a whole number and B, KiB or MiB, such as 64KiB or 1MiB
    ");
}

#[test]
fn a_duration_of_nothing() {
    let profile = "timeouts: { connect: 0s }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: `connect` is no usable duration
     --> tests/fixtures/profiles/staging.yaml:1:22
      |
    1 | timeouts: { connect: 0s }
      |                      ^^ no duration
      |
      = help: a duration of nothing leaves no time at all; the shortest is 1ms
    ");
}
