//! Ed25519 keys (RFC 8032) as PEM files: PKCS#8 (RFC 8410, section 7) and SubjectPublicKeyInfo (section 4).

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{
    DecodePrivateKey as _, DecodePublicKey as _, EncodePrivateKey as _, EncodePublicKey as _,
    KeypairBytes,
};
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha256};

/// Larger files are no keys.
const MAX_KEY_BYTES: u64 = 16 * 1024;

/// What signs certificates. Printing it shows no secret.
pub struct PrivateKey(SigningKey);

impl std::fmt::Debug for PrivateKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PrivateKey({})", self.public().id())
    }
}

/// What signatures are checked with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(VerifyingKey);

/// Why a key cannot be made, written or read. Never quotes a key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// There is something at the path already.
    #[error(
        "{} exists already and is left as it is: a key that is overwritten is lost; name another file, or move that one away",
        .0.display()
    )]
    Exists(PathBuf),
    /// The file cannot be written.
    #[error("the key {} cannot be written: {source}; name a file in a folder that you may write to", path.display())]
    Unwritable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file cannot be read.
    #[error("the key {} cannot be read: {source}; `keygen` makes one", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// The file holds something else.
    #[error(
        "{} holds no Ed25519 private key: --key wants the PKCS#8 PEM file (`-----BEGIN PRIVATE KEY-----`) that `keygen` makes",
        .0.display()
    )]
    NoPrivateKey(PathBuf),
    /// The file holds something else.
    #[error(
        "{} holds no Ed25519 public key: --key wants the PEM file (`-----BEGIN PUBLIC KEY-----`) that `keygen` writes beside the private key",
        .0.display()
    )]
    NoPublicKey(PathBuf),
    /// The system gives no random numbers.
    #[error("the system gives no random numbers: {0}")]
    NoRandomness(String),
    /// The key cannot be written as PEM; a fault of this program.
    #[error("the key cannot be written as PEM")]
    Encoding,
}

impl PrivateKey {
    /// Makes a new key from the system's random numbers.
    ///
    /// # Errors
    /// The system gives none.
    pub fn generate() -> Result<Self, KeyError> {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).map_err(|error| KeyError::NoRandomness(error.to_string()))?;
        Ok(Self(SigningKey::from_bytes(&seed)))
    }

    /// Reads a PKCS#8 PEM file.
    ///
    /// # Errors
    /// The file cannot be read, or holds no Ed25519 private key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        SigningKey::from_pkcs8_pem(&read(path)?)
            .map(Self)
            .map_err(|_| KeyError::NoPrivateKey(path.to_owned()))
    }

    /// Writes the key for its owner only, and its public half beside it. Returns the path of the latter.
    ///
    /// # Errors
    /// Either file exists already, or cannot be written. Nothing is left behind then.
    pub fn write(&self, path: &Path) -> Result<PathBuf, KeyError> {
        // Without the public half inside (version 1 of PKCS#8): not every OpenSSL reads the other form.
        let pair = KeypairBytes {
            secret_key: self.0.to_bytes(),
            public_key: None,
        };
        let private = pair
            .to_pkcs8_pem(LineEnding::LF)
            .map_err(|_| KeyError::Encoding)?;
        let public = self.public().to_pem()?;
        let beside = public_path(path);
        create(path, Readers::Owner, private.as_bytes())?;
        if let Err(error) = create(&beside, Readers::Everybody, public.as_bytes()) {
            // This very call has made it, so nobody's key is lost; if it stays, the next try names it.
            let _ = fs::remove_file(path);
            return Err(error);
        }
        Ok(beside)
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    pub(super) fn sign(&self, message: &[u8]) -> [u8; Signature::BYTE_SIZE] {
        self.0.sign(message).to_bytes()
    }
}

impl PublicKey {
    /// Reads a PEM file.
    ///
    /// # Errors
    /// The file cannot be read, or holds no Ed25519 public key.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        VerifyingKey::from_public_key_pem(&read(path)?)
            .map(Self)
            .map_err(|_| KeyError::NoPublicKey(path.to_owned()))
    }

    /// The name of the key in envelopes: SHA-256 of its DER form, in hexadecimal.
    pub fn id(&self) -> String {
        // Encoding 32 bytes with a fixed prefix cannot fail.
        let der = self.0.to_public_key_der().map(|der| der.to_vec());
        sha256(&der.unwrap_or_default())
    }

    fn to_pem(&self) -> Result<String, KeyError> {
        self.0
            .to_public_key_pem(LineEnding::LF)
            .map_err(|_| KeyError::Encoding)
    }

    /// Checks a signature. Strictly: keys of small order and signatures that can be altered are refused.
    pub(super) fn signed(&self, message: &[u8], signature: &[u8]) -> bool {
        Signature::from_slice(signature)
            .is_ok_and(|signature| self.0.verify_strict(message, &signature).is_ok())
    }
}

/// SHA-256 (FIPS 180-4) in hexadecimal.
pub(super) fn sha256(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        // Writing to a text cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// `KEY.pub.pem` beside `KEY.pem`.
fn public_path(path: &Path) -> PathBuf {
    let mut name = path.file_stem().unwrap_or_default().to_owned();
    if path.extension().is_none_or(|ending| ending != "pem") {
        name = path.file_name().unwrap_or_default().to_owned();
    }
    name.push(".pub.pem");
    path.with_file_name(name)
}

/// Who may read a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Readers {
    Owner,
    Everybody,
}

fn create(path: &Path, readers: Readers, text: &[u8]) -> Result<(), KeyError> {
    let mut options = OpenOptions::new();
    // Made by this call or not at all: no file is overwritten, and no link is followed.
    options.write(true).create_new(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt as _;
        options.mode(match readers {
            Readers::Owner => 0o600,
            Readers::Everybody => 0o644,
        });
    }
    #[cfg(not(unix))]
    let _ = readers;
    let unwritable = |source: io::Error| KeyError::Unwritable {
        path: path.to_owned(),
        source,
    };
    let mut file = options.open(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => KeyError::Exists(path.to_owned()),
        _ => unwritable(error),
    })?;
    file.write_all(text)
        .and_then(|()| file.sync_all())
        .map_err(|error| {
            let _ = fs::remove_file(path);
            unwritable(error)
        })
}

fn read(path: &Path) -> Result<String, KeyError> {
    use std::io::Read as _;

    let mut text = String::new();
    fs::File::open(path)
        .and_then(|file| file.take(MAX_KEY_BYTES).read_to_string(&mut text))
        .map_err(|source| KeyError::Unreadable {
            path: path.to_owned(),
            source,
        })?;
    Ok(text)
}
