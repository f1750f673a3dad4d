//! DSSE v1.0: a text, its type, and the signature over both.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};

use super::key::{PrivateKey, PublicKey};

/// The type of in-toto statements in envelopes (in-toto attestation v1, envelope layer).
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// An envelope of the form that this program writes: one signature, and nothing that is not signed but the key's name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Envelope {
    /// The signed text in base64.
    pub payload: String,
    /// What it is.
    pub payload_type: String,
    /// Its signatures; here always one.
    pub signatures: Vec<EnvelopeSignature>,
}

/// One signature of an envelope.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnvelopeSignature {
    /// [`PublicKey::id`] of the signer.
    pub keyid: String,
    /// The signature over [`pre_authentication_encoding`], in base64.
    pub sig: String,
}

/// Why an envelope is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvelopeError {
    /// It is no JSON of that form.
    #[error("is no DSSE envelope: {0}")]
    Form(String),
    /// It says the same in other bytes than this program writes.
    #[error("has other bytes than certify wrote: the same envelope is written differently")]
    Bytes,
    /// It holds something else than a statement.
    #[error("holds `{0}`, not `{PAYLOAD_TYPE}`")]
    PayloadType(String),
    /// Base64 that is none, or not the only way to write those bytes (RFC 4648, section 3.5).
    #[error("`{0}` is no canonical base64")]
    Base64(&'static str),
    /// No signature, or several.
    #[error("has {0} signatures, not one")]
    Signatures(usize),
    /// Somebody else has signed it.
    #[error("is signed with the key {found}, not with the given key {wanted}")]
    OtherKey {
        /// The named key.
        found: String,
        /// The given key.
        wanted: String,
    },
    /// The text, its type or the signature was changed.
    #[error(
        "the signature does not fit: the statement or the signature was changed, or another key made it"
    )]
    Signature,
}

/// An envelope that was read, with all that is wrong with it.
#[derive(Debug)]
pub(super) struct Opened {
    /// The text, signed or not, if there is one.
    pub(super) payload: Option<Vec<u8>>,
    /// What is wrong.
    pub(super) problems: Vec<EnvelopeError>,
}

/// What is signed: `DSSEv1`, type and text with their lengths (DSSE, section "Signature Definition").
pub fn pre_authentication_encoding(payload_type: &str, payload: &[u8]) -> Vec<u8> {
    let mut encoded = format!(
        "DSSEv1 {} {payload_type} {} ",
        payload_type.len(),
        payload.len()
    )
    .into_bytes();
    encoded.extend_from_slice(payload);
    encoded
}

impl Envelope {
    /// Signs a text.
    pub fn seal(payload: &[u8], key: &PrivateKey) -> Self {
        let signature = key.sign(&pre_authentication_encoding(PAYLOAD_TYPE, payload));
        Self {
            payload: STANDARD.encode(payload),
            payload_type: PAYLOAD_TYPE.to_owned(),
            signatures: vec![EnvelopeSignature {
                keyid: key.public().id(),
                sig: STANDARD.encode(signature),
            }],
        }
    }

    /// The envelope's only form.
    pub fn to_bytes(&self) -> Vec<u8> {
        // Texts under fixed names: this cannot fail.
        let mut bytes = serde_json::to_vec(self).unwrap_or_default();
        bytes.push(b'\n');
        bytes
    }
}

/// Reads an envelope and checks its signature. What can be read is given back even if something is wrong with it, so
/// that everything else can be looked at, too.
pub(super) fn open(bytes: &[u8], key: &PublicKey) -> Opened {
    let mut problems = Vec::new();
    let envelope: Envelope = match serde_json::from_slice(bytes) {
        Ok(envelope) => envelope,
        Err(error) => {
            return Opened {
                payload: None,
                problems: vec![EnvelopeError::Form(error.to_string())],
            };
        }
    };
    if envelope.to_bytes() != bytes {
        problems.push(EnvelopeError::Bytes);
    }
    if envelope.payload_type != PAYLOAD_TYPE {
        problems.push(EnvelopeError::PayloadType(envelope.payload_type.clone()));
    }
    // The engine takes no other padding and no set bits behind the end.
    let payload = STANDARD.decode(&envelope.payload).ok();
    if payload.is_none() {
        problems.push(EnvelopeError::Base64("payload"));
    }
    if let [signature] = envelope.signatures.as_slice() {
        let wanted = key.id();
        if signature.keyid != wanted {
            problems.push(EnvelopeError::OtherKey {
                found: signature.keyid.clone(),
                wanted,
            });
        }
        let message = payload
            .as_ref()
            .map(|payload| pre_authentication_encoding(&envelope.payload_type, payload));
        match (STANDARD.decode(&signature.sig), message) {
            (Err(_), _) => problems.push(EnvelopeError::Base64("sig")),
            (Ok(sig), Some(message)) if !key.signed(&message, &sig) => {
                problems.push(EnvelopeError::Signature);
            }
            (Ok(_), _) => {}
        }
    } else {
        problems.push(EnvelopeError::Signatures(envelope.signatures.len()));
    }
    Opened { payload, problems }
}
