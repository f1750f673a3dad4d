//! Every mistake in a profile is one sentence with its line and the way out, and shows no secret.

mod certificates;
mod headers;
mod shape;
mod tokens;
mod values;
