//! Files that have not the shape of a profile.

use insta::assert_snapshot;

use super::super::support::refused;

#[test]
fn an_unknown_key_suggests_the_right_one() {
    let profile = "target: https://h.example\nallow_change: true";
    assert_snapshot!(refused(profile), @r"
    error[unknown_field]: unknown field `allow_change`
     --> tests/fixtures/profiles/staging.yaml:2:1
      |
    2 | allow_change: ****
      | ^^^^^^^^^^^^ no such field here
      |
      = help: did you mean `allow_changes`?
    ");
}

#[test]
fn a_key_twice() {
    let profile = "proxy: http://s3cret.example\nproxy: http://s3cret.example";
    assert_snapshot!(refused(profile), @r"
    error[duplicate_key]: the key `proxy` stands here twice
     --> tests/fixtures/profiles/staging.yaml:2:1
      |
    2 | proxy: ****:****************
      | ^^^^^ again
      |
      = help: remove one of the two
    ");
}

#[test]
fn an_unknown_key_beside_a_secret() {
    let profile = "tokens: { valid: { comand: [s3cret] } }";
    assert_snapshot!(refused(profile), @r"
    error[unknown_field]: unknown field `comand`
     --> tests/fixtures/profiles/staging.yaml:1:20
      |
    1 | tokens: { valid: { comand: [******] } }
      |                    ^^^^^^ no such field here
      |
      = help: did you mean `command`?
    ");
}

#[test]
fn an_unknown_key_of_tls() {
    let profile = "tls:\n  ca: s3cret.pem\n  cert: s3cret.pem";
    assert_snapshot!(refused(profile), @r"
    error[unknown_field]: unknown field `cert`
     --> tests/fixtures/profiles/staging.yaml:3:3
      |
    3 |   cert: **********
      |   ^^^^ no such field here
      |
      = help: did you mean `certificate`?
    ");
}

#[test]
fn text_where_a_mapping_belongs() {
    let profile = "tokens: s3cret";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a mapping is expected here
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | tokens: ******
      |         ^^^^^^ something else
    ");
}

#[test]
fn a_mapping_where_text_belongs() {
    let profile = "target: { url: s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a text is expected here
     --> tests/fixtures/profiles/staging.yaml:1:9
      |
    1 | target: { url: ****** }
      |         ^ something else
    ");
}

#[test]
fn a_number_where_text_belongs() {
    let profile = "headers:\n  X-Api-Key: 1234567890";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a text is expected here and must be quoted
     --> tests/fixtures/profiles/staging.yaml:2:14
      |
    2 |   X-Api-Key: **********
      |              ^^^^^^^^^^ put it in quotes
    ");
}

#[test]
fn a_number_as_a_token() {
    let profile = "tokens: { valid: 1234567890 }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: integer where a token in quotes, or a mapping with `request` or `command` is expected
     --> tests/fixtures/profiles/staging.yaml:1:11
      |
    1 | tokens: { valid: ********** }
      |           ^^^^^ expected a token in quotes, or a mapping with `request` or `command`
    ");
}

#[test]
fn a_number_as_an_identifier() {
    let profile = "states: { visit.past: [17] }";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a text is expected here and must be quoted
     --> tests/fixtures/profiles/staging.yaml:1:24
      |
    1 | states: { visit.past: [**] }
      |                        ^^ put it in quotes
    ");
}

#[test]
fn an_identifier_alone_is_no_list() {
    let profile = "states:\n  visit.past: s3cret";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: a list is expected here
     --> tests/fixtures/profiles/staging.yaml:2:15
      |
    2 |   visit.past: ******
      |               ^^^^^^ something else
    ");
}

#[test]
fn a_switch_that_is_no_boolean() {
    let profile = "allow_changes: s3cret";
    assert_snapshot!(refused(profile), @r"
    error[invalid_value]: true or false is expected here
     --> tests/fixtures/profiles/staging.yaml:1:16
      |
    1 | allow_changes: ******
      |                ^^^^^^ neither of them
    ");
}

#[test]
fn a_missing_field() {
    let profile = "tokens:\n  mint:\n    key: s3cret";
    assert_snapshot!(refused(profile), @r"
    error[missing_field]: the field `algorithm` is missing
     --> tests/fixtures/profiles/staging.yaml:3:5
      |
    3 |     key: ******
      |     ^^^ lacks `algorithm`
      |
      = help: add `algorithm: …`
    ");
}

#[test]
fn no_yaml() {
    let profile = "tokens:\n  valid: \"s3cret\n  expired: s3cret";
    assert_snapshot!(refused(profile), @r"
    error[yaml]: invalid indentation in multiline quoted scalar
     --> tests/fixtures/profiles/staging.yaml:3:3
      |
    3 |   expired: ******
      |   ^^^^^^^ here
    ");
}

#[test]
fn an_alias() {
    let profile = "tokens: { valid: *s3cret }";
    assert_snapshot!(refused(profile), @r"
    error[yaml]: alias references unknown anchor
     --> tests/fixtures/profiles/staging.yaml:1:18
      |
    1 | tokens: { valid: ******* }
      |                  ^^^^^^^ here
    ");
}

#[test]
fn a_variable_in_brackets_without_quotes() {
    let profile = "states: { visit.past: [${N_POL}] }";
    assert_snapshot!(refused(profile), @r#"
    error[yaml]: while parsing a flow sequence, expected ',' or ']'
     --> tests/fixtures/profiles/staging.yaml:1:25
      |
    1 | states: { visit.past: [${N_POL}] }
      |                         ^ here
      |
      = help: inside of [ ] and { } a ${NAME} must stand in quotes: ["${NAME}"]
    "#);
}
