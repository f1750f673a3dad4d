//! Headers that cannot be sent, and what their messages hide.

use insta::assert_snapshot;

use super::super::support::refused;

#[test]
fn a_header_of_the_cases() {
    let profile = "headers: { authorization: Bearer s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: the header `authorization` belongs to the cases
     --> tests/fixtures/profiles/staging.yaml:1:12
      |
    1 | headers: { authorization: ****** ****** }
      |            ^^^^^^^^^^^^^ cases change and leave out this header
      |
      = help: remove it; tokens are given under `tokens`
    ");
}

#[test]
fn a_header_of_the_connection() {
    let profile = "headers: { Content-Length: \"5\" }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: the header `Content-Length` is the HTTP client's own
     --> tests/fixtures/profiles/staging.yaml:1:12
      |
    1 | headers: { Content-Length: "*" }
      |            ^^^^^^^^^^^^^^ not settable
      |
      = help: remove it
    "#);
}

#[test]
fn a_header_name() {
    let profile = "headers: { \"X Key\": s3cret }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: no header name: letters, digits and `-`
     --> tests/fixtures/profiles/staging.yaml:1:12
      |
    1 | headers: { "X Key": ****** }
      |            ^^^^^^^ this header
      |
      = help: write a name such as X-Api-Key
    "#);
}

#[test]
fn a_header_twice() {
    let profile = "headers:\n  X-Key: s3cret\n  x-key: s3cret";
    assert_snapshot!(refused(profile), @r"
    error[duplicate_key]: the same header twice: letter case makes no difference
     --> tests/fixtures/profiles/staging.yaml:3:3
      |
    3 |   x-key: ******
      |   ^^^^^ this header
      |
      = help: remove one of the two
    ");
}

#[test]
fn a_header_value_with_a_line_break() {
    let profile = "headers:\n  X-Key: ${BROKEN}";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a value that no header can carry: it holds a line break or another control character
     --> tests/fixtures/profiles/staging.yaml:2:10
      |
    2 |   X-Key: ${BROKEN}
      |          ^^^^^^^^^ this header
      |
      = help: check where the value comes from; a line break at its end is a common cause
    ");
}

#[test]
fn a_header_from_an_empty_variable() {
    let profile = "headers:\n  X-Key: ${EMPTY}";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: the header `X-Key` is empty
     --> tests/fixtures/profiles/staging.yaml:2:10
      |
    2 |   X-Key: ${EMPTY}
      |          ^^^^^^^^ nothing is left of it
      |
      = help: its variable is set, but to nothing; CI services do so where a secret does not exist
    ");
}

#[test]
fn letters_of_any_width_hide_as_well() {
    let profile = "headers: { X-Key: \"s3cretпароль密碼🔑\", X-Пароль: s3cret }";
    assert_snapshot!(refused(profile), @r#"
    error[invalid_value]: no header name: letters, digits and `-`
     --> tests/fixtures/profiles/staging.yaml:1:38
      |
    1 | headers: { X-Key: "******······••🞄", X-Пароль: ****** }
      |                                      ^^^^^^^^ this header
      |
      = help: write a name such as X-Api-Key
    "#);
}

#[test]
fn what_looks_like_a_key_within_quotes_hides() {
    let profile =
        "headers: { X-Key: \"a, s3cret: b\", X-Other: \"${UNSET}\", 'X-Third': 's3cret' }";
    assert_snapshot!(refused(profile), @r#"
    error[unset_variable]: the environment variable `UNSET` is not set
     --> tests/fixtures/profiles/staging.yaml:1:45
      |
    1 | headers: { X-Key: "*, ******: *", X-Other: "${UNSET}", '*******': '******' }
      |                                             ^^^^^^^^ needed here
      |
      = help: set it, or give a default: ${UNSET:-…}
    "#);
}
