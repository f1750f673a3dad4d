//! The outer form of a JWT (RFC 7519 in JWS compact serialisation, RFC 7515).

use crate::secret::Secret;

/// A token that has no signature to tamper with. Never quotes the token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the token is no JWT: three base64url parts joined by dots, the last one a signature")]
pub struct NotAJwt;

/// Checks that a token is three base64url parts (RFC 7515, section 7.1), none of them empty.
///
/// # Errors
/// [`NotAJwt`].
pub fn check_jwt(token: &Secret) -> Result<(), NotAJwt> {
    parts(token.expose()).map(|_| ())
}

/// The same token with another signature: header and claims stay as they are.
///
/// # Errors
/// [`NotAJwt`] where the token has no signature.
pub fn tampered(token: &Secret) -> Result<Secret, NotAJwt> {
    let [header, claims, signature] = parts(token.expose())?;
    // All six bits of the first character belong to the signature. The last one's lowest bits may
    // belong to nothing, so that changing it may change nothing.
    let first = if signature.starts_with('A') { 'B' } else { 'A' };
    let rest = signature.get(1..).unwrap_or_default();
    Ok(Secret::new(format!("{header}.{claims}.{first}{rest}")))
}

fn parts(token: &str) -> Result<[&str; 3], NotAJwt> {
    let mut parts = token.split('.');
    match (parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some(header), Some(claims), Some(signature), None)
            if [header, claims, signature].into_iter().all(is_base64url) =>
        {
            Ok([header, claims, signature])
        }
        _ => Err(NotAJwt),
    }
}

/// Unpadded base64url of at least one byte: no such text leaves a remainder of one character.
fn is_base64url(text: &str) -> bool {
    !text.is_empty()
        && text.len() % 4 != 1
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
}
