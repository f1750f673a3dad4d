//! Certificates and keys that cannot be used.

use insta::assert_snapshot;

use super::super::servers::Authority;
use super::super::support::refused;

#[test]
fn a_missing_certificate_file() {
    let profile = "tls: { ca: missing.pem }";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: the certificate in `ca` cannot be read: No such file or directory (os error 2)
     --> tests/fixtures/profiles/staging.yaml:1:12
      |
    1 | tls: { ca: missing.pem }
      |            ^^^^^^^^^^^ this file
      |
      = help: file names are relative to the profile; the PEM text itself may stand here as well
    ");
}

#[test]
fn a_file_that_is_no_certificate() {
    let profile = "tls: { ca: garbage.pem }";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: `ca` holds no certificate that can be trusted
     --> tests/fixtures/profiles/staging.yaml:1:12
      |
    1 | tls: { ca: garbage.pem }
      |            ^^^^^^^^^^^ no usable certificate
      |
      = help: give a PEM file with one or more `BEGIN CERTIFICATE` blocks
    ");
}

#[test]
fn a_client_certificate_that_is_none() {
    let profile = "tls:\n  certificate: garbage.pem\n  key: garbage.pem";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: the client certificate and its key cannot be used
     --> tests/fixtures/profiles/staging.yaml:2:16
      |
    2 |   certificate: garbage.pem
      |                ^^^^^^^^^^^ given here
      |
      = help: `certificate` is a PEM file with the certificate and its chain, `key` one with its key (PKCS#8, PKCS#1 or SEC1, not encrypted)
    ");
}

#[test]
fn a_key_without_a_certificate() {
    let profile = "tls: { key: missing.pem }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: `key` without the `certificate` that it belongs to
     --> tests/fixtures/profiles/staging.yaml:1:13
      |
    1 | tls: { key: missing.pem }
      |             ^^^^^^^^^^^ whose key?
      |
      = help: add `certificate: client.pem`
    ");
}

#[test]
fn a_folder_is_no_file() {
    let profile = "tls: { ca: . }";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: the certificate in `ca` cannot be read: Is a directory (os error 21)
     --> tests/fixtures/profiles/staging.yaml:1:12
      |
    1 | tls: { ca: . }
      |            ^ this file
      |
      = help: file names are relative to the profile; the PEM text itself may stand here as well
    ");
}

#[test]
fn insecure_with_an_authority() {
    let profile = "tls: { insecure: true, ca: ca.pem }";
    assert_snapshot!(refused(profile), @r"
    error[contradiction]: `ca` has no meaning beside `insecure: true`, which trusts every server
     --> tests/fixtures/profiles/staging.yaml:1:28
      |
    1 | tls: { insecure: ****, ca: ca.pem }
      |                            ^^^^^^ not looked at
      |
      = help: remove `insecure`, or `ca`
    ");
}

#[test]
fn a_key_in_the_place_of_a_file_name() {
    let profile = "tls:\n  certificate: garbage.pem\n  key: MIIEs3cret+/AAAA";
    assert_snapshot!(refused(profile), @r"
    error[unusable]: the client certificate's key cannot be read: No such file or directory (os error 2)
     --> tests/fixtures/profiles/staging.yaml:3:8
      |
    3 |   key: ****************
      |        ^^^^^^^^^^^^^^^^ this file
      |
      = help: file names are relative to the profile; the PEM text itself may stand here as well
    ");
}

/// The key of another certificate is only noticed by putting the two together.
#[test]
fn a_key_that_does_not_belong_to_its_certificate() {
    let folder = tempfile::tempdir().unwrap();
    let authority = Authority::new("conformance test");
    let (certificate, _) = authority.client();
    let (_, key) = authority.client();
    let write = |name: &str, content: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        path.display().to_string()
    };
    let certificate = write("client.pem", certificate);
    let key = write("key.pem", key.serialize_pem());
    let text = refused(&format!("tls:\n  certificate: {certificate}\n  key: {key}"))
        .replace(&*folder.path().to_string_lossy(), "@");
    assert!(
        text.contains("the key does not belong to the client certificate"),
        "{text}"
    );
    assert!(text.contains("staging.yaml:3:8"), "{text}");
}
