//! Profiles: what they say, what is wrong with them, and that what they say happens.

mod bad;
mod connection;
mod init;
mod model;
mod servers;
pub(crate) mod support;
mod tokens;
