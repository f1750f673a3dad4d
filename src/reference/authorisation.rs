//! The authorisation service's request for a token.

use axum::http::Uri;
use jiff::civil::Date;

use super::domain::Card;

/// `Birthday=YYYY-MM-DD&n_pol=…`, both required; `s_pol`, `login` and more may come along.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct TokenRequest {
    pub(super) card: Card,
}

impl TokenRequest {
    /// Reads the query; nothing if a required parameter is missing or malformed.
    pub(super) fn read(uri: &Uri) -> Option<Self> {
        // The host does not matter, but an URL has one.
        let url = reqwest::Url::parse(&format!("http://localhost{uri}")).ok()?;
        let parameter = |wanted: &str| {
            url.query_pairs()
                .find(|(name, _)| name == wanted)
                .map(|(_, value)| value.trim().to_owned())
        };
        let birthday = parameter("Birthday")?;
        // `Date` alone would also take a year without dashes, or a time after the day.
        if birthday.len() != "YYYY-MM-DD".len() || birthday.parse::<Date>().is_err() {
            return None;
        }
        let number = parameter("n_pol").filter(|number| !number.is_empty())?;
        Some(Self {
            card: Card::new(number),
        })
    }
}
