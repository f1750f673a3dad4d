//! The suite for other tools: an OpenAPI document, a curl script, a Hurl file.

mod curl;
mod hurl;
mod members;
mod openapi;
mod pieces;
mod schema;

pub use curl::curl;
pub use hurl::hurl;
pub use openapi::{OpenapiError, openapi};
