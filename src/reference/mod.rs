//! The reference server: both operations literally as the documents print them, in memory.
//!
//! Read it in this order: [`Row`] and the table in `reply.rs` (every answer there is), `check.rs` (what
//! provokes which), `token.rs`, `body.rs` and `domain.rs` (the checks themselves), `router.rs` (the way
//! of a request through them).

mod authorisation;
mod body;
mod check;
mod domain;
mod reply;
mod request;
mod router;
mod states;
mod token;

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::sync::oneshot;

pub use self::check::{Check, Field, Operation, Status};
pub use self::reply::Row;
pub use self::states::CARD;

use self::router::Server;
use self::token::Term;

/// Path of the hook that makes preconditions.
const PROVIDER_STATES_PATH: &str = "/_pact/provider_states";

/// How to start the server.
#[derive(Debug, Default, Clone)]
pub struct Options {
    /// The port on 127.0.0.1; 0 lets the system pick one.
    pub port: u16,
    /// What the server does.
    pub behaviour: Behaviour,
}

/// What the server does with a request.
#[derive(Debug, Default, Clone)]
pub enum Behaviour {
    /// What the documents say.
    #[default]
    Literal,
}

/// A running reference server. Dropping it shuts it down.
#[derive(Debug)]
pub struct Reference {
    address: SocketAddr,
    valid_token: String,
    expired_token: String,
    /// The server stops accepting once the other end sees this gone.
    _running: oneshot::Sender<()>,
}

impl Reference {
    /// Binds a port on 127.0.0.1 and serves on the current tokio runtime.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(options: Options) -> io::Result<Self> {
        let Behaviour::Literal = options.behaviour;
        let server = Arc::new(Server::new());
        let token = |term| {
            let token = server.tokens.issue(&states::own_card(), term);
            token.map_err(io::Error::other)
        };
        let valid_token = token(Term::Ahead)?;
        let expired_token = token(Term::Past)?;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let (running, stopped) = oneshot::channel();
        let serve = axum::serve(listener, router::router(server)).with_graceful_shutdown(async {
            // Nothing is ever sent: the sender goes away.
            let _ = stopped.await;
        });
        tokio::spawn(async move { serve.await });
        Ok(Self {
            address,
            valid_token,
            expired_token,
            _running: running,
        })
    }

    /// The base URL, the documents' `{{url}}`, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Where preconditions are asked for, in Pact's provider-state protocol.
    pub fn provider_states_url(&self) -> String {
        self.url() + PROVIDER_STATES_PATH
    }

    /// A token of the card that all visits made on demand belong to (number [`CARD`]).
    pub fn valid_token(&self) -> String {
        self.valid_token.clone()
    }

    /// The same, but its time has run out; its signature is right.
    pub fn expired_token(&self) -> String {
        self.expired_token.clone()
    }
}
