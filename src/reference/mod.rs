//! The reference server: both operations literally as the documents print them, in memory.
//!
//! Read it in this order: [`Row`] and the table in `reply.rs` (every answer there is), `check.rs` (what
//! provokes which), `token.rs`, `body.rs` and `domain.rs` (the checks themselves), `router.rs` (the way
//! of a request through them).
//!
//! Everything else makes it deviate on purpose: [`FAULTS`] lists what a server may get wrong, [`FREEDOMS`]
//! what it may do otherwise without being wrong, [`CANNED`] servers that do not look at the request.
//! `deviation.rs` has the four places where the literal server asks whether it is one of those.

mod authorisation;
mod body;
mod canned;
mod change;
mod check;
mod deviation;
mod domain;
mod fault;
mod freedom;
mod front;
mod gzip;
mod reply;
mod request;
mod router;
mod shape;
mod states;
mod token;

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use axum::Router;
use tokio::net::TcpListener;
use tokio::sync::watch;

pub use self::canned::{CANNED, Canned};
pub use self::change::{Change, Demand, Edit, LetterCase, When, Writing};
pub use self::check::{Check, Field, Operation, Payload, Rating, Status};
pub use self::fault::{FAULTS, Fault, Kill};
pub use self::freedom::{FREEDOMS, Freedom, Liberty};
pub use self::front::Form;
pub use self::reply::{Row, Spelling};
pub use self::shape::{Agreement, BytesShape, HeaderShape, JsonShape, Member, Naming, Shape};
pub use self::states::CARD;

use self::deviation::Deviation;
use self::router::Server;
use self::token::Term;

/// Path of the hook that makes preconditions.
const PROVIDER_STATES_PATH: &str = "/_pact/provider_states";

/// How to start the server.
#[derive(Debug, Default, Clone, Copy)]
pub struct Options {
    /// The port on 127.0.0.1; 0 lets the system pick one.
    pub port: u16,
    /// What the server does.
    pub behaviour: Behaviour,
}

/// What the server does with a request.
#[derive(Debug, Default, Clone, Copy)]
pub enum Behaviour {
    /// What the documents say.
    #[default]
    Literal,
    /// What the documents say, but for one thing that is wrong.
    Fault(&'static Fault),
    /// What the documents say, but for one thing that they leave open.
    Freedom(&'static Freedom),
    /// The same answer to every request of an operation.
    Canned(Canned),
}

impl Behaviour {
    fn deviation(self, operation: Operation) -> Deviation {
        match self {
            Self::Fault(fault) if fault.operations.contains(&operation) => {
                Deviation::by(&fault.change)
            }
            Self::Freedom(freedom) if freedom.operations.contains(&operation) => {
                match &freedom.liberty {
                    Liberty::Change(change) => Deviation::by(change),
                    Liberty::Front(_) => Deviation::none(),
                }
            }
            Self::Literal | Self::Fault(_) | Self::Freedom(_) | Self::Canned(_) => {
                Deviation::none()
            }
        }
    }

    fn front(self) -> Option<Form> {
        match self {
            Self::Freedom(freedom) => match freedom.liberty {
                Liberty::Front(form) => Some(form),
                Liberty::Change(_) => None,
            },
            Self::Literal | Self::Fault(_) | Self::Canned(_) => None,
        }
    }
}

/// A running reference server. Dropping it shuts it down.
pub struct Reference {
    server: Arc<Server>,
    address: SocketAddr,
    valid_token: String,
    expired_token: String,
    /// Whoever listens stops once this is gone.
    _running: watch::Sender<()>,
}

impl fmt::Debug for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reference")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl Reference {
    /// Binds a port on 127.0.0.1 and serves on the current tokio runtime.
    ///
    /// # Errors
    /// When the port cannot be bound.
    pub async fn start(options: Options) -> io::Result<Self> {
        let server = Arc::new(Server::new(options.behaviour));
        let token = |term| {
            let token = server.tokens.issue(&states::own_card(), term);
            token.map_err(io::Error::other)
        };
        let valid_token = token(Term::Ahead)?;
        let expired_token = token(Term::Past)?;

        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).await?;
        let address = listener.local_addr()?;
        let (running, stopped) = watch::channel(());
        let router = router::router(Arc::clone(&server));
        match options.behaviour.front() {
            None => serve(listener, router, stopped),
            Some(form) => {
                let hidden = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
                let front = front::serve(listener, hidden.local_addr()?, form, stopped.clone());
                tokio::spawn(front);
                serve(hidden, front::one_answer_per_connection(router), stopped);
            }
        }
        Ok(Self {
            server,
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

    /// Makes a fresh precondition, as the hook does, and returns its identifier.
    ///
    /// # Errors
    /// A state that the server does not know, with those that it knows.
    pub fn given(&self, state: &str) -> Result<String, String> {
        let state = states::State::named(state)?;
        Ok(states::set_up(&mut self.server.records(), state))
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

fn serve(listener: TcpListener, router: Router, mut stopped: watch::Receiver<()>) {
    let serve = axum::serve(listener, router).with_graceful_shutdown(async move {
        // Nothing is ever sent: the sender goes away.
        let _ = stopped.changed().await;
    });
    tokio::spawn(async move { serve.await });
}
