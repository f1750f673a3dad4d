//! How much of an answer is taken.

/// What an answer may have. More of it is not read, and is no answer that could be judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The content (RFC 9110, section 6.4), in bytes.
    pub body: usize,
    /// The status line and the header fields of one response, interim or final, and the trailer fields, in bytes.
    pub headers: usize,
    /// How deep JSON may be nested.
    pub json_depth: usize,
    /// Interim responses (status 1xx; RFC 9110, section 15.2) before the final one.
    pub informational: usize,
}

impl Limits {
    /// The most bytes that `body` may allow: every answer under way is held in memory.
    pub const MOST_BODY: usize = 64 * 1024 * 1024;
    /// The most bytes that `headers` may allow.
    pub const MOST_HEADERS: usize = 1024 * 1024;
    /// The deepest nesting that `json_depth` may allow: what is deeper is not read by any JSON reader here.
    pub const MOST_JSON_DEPTH: usize = 100;
    /// The most interim responses that `informational` may allow.
    pub const MOST_INFORMATIONAL: usize = 1000;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            body: 128 * 1024,
            headers: 32 * 1024,
            json_depth: 32,
            informational: 8,
        }
    }
}
