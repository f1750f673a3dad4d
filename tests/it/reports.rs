//! Reports for people and for other programs: what each says, and that foreign text stays text.

mod files;
mod formats;
mod hostile;
pub(crate) mod languages;
mod large;
mod page;
mod runs;
mod schema;
