//! Extra headers that a profile puts on requests.

use http::{HeaderName, HeaderValue};

use crate::secret::Secret;

/// Headers that can be sent, with values that are never printed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Headers(Vec<(HeaderName, Secret)>);

/// A header that cannot be sent. Never quotes the value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum HeaderError {
    /// The name holds characters that no header name has.
    #[error("no header name: letters, digits and `-`")]
    Name,
    /// The value holds a line break or another control character.
    #[error("a value that no header can carry: it holds a line break or another control character")]
    Value,
    /// The same name again, in whatever letter case.
    #[error("the same header twice: letter case makes no difference")]
    Twice,
}

impl Headers {
    /// Adds a header; its value becomes a secret.
    ///
    /// # Errors
    /// Says what cannot be sent.
    pub fn add(&mut self, name: &str, value: &str) -> Result<(), HeaderError> {
        let name = HeaderName::try_from(name).map_err(|_| HeaderError::Name)?;
        HeaderValue::try_from(value).map_err(|_| HeaderError::Value)?;
        if self.contains(&name) {
            return Err(HeaderError::Twice);
        }
        self.0.push((name, Secret::new(value)));
        Ok(())
    }

    /// Adds those of the others whose names are not taken.
    pub(super) fn inherit(&mut self, others: &Self) {
        for (name, value) in others.iter() {
            if !self.contains(name) {
                self.0.push((name.clone(), value.clone()));
            }
        }
    }

    /// Whether a header of that name is among them.
    pub fn contains(&self, name: &HeaderName) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Name and value of each, in the order of the profile.
    pub fn iter(&self) -> impl Iterator<Item = (&HeaderName, &Secret)> {
        self.0.iter().map(|(name, value)| (name, value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}
