//! The sessions of the server.

use std::collections::BTreeMap;
use std::net::SocketAddr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::problem::{Kind, Problem};
use super::scenario::{Scalar, settings};
use super::{Answer, Call};
use crate::server::accept::Door;
use crate::server::origin;
use crate::server::sessions::{DEFAULT, MOST, NotOpened, Session, Sessions};

/// All sessions.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Sessions")]
pub(super) struct List {
    sessions: Vec<Described>,
}

/// A session.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub(super) struct Described {
    name: String,
    /// Where its services and its control calls are; with TLS also the address of its proxy.
    origin: String,
    /// The proxy that all sessions share, with the name of this one as the user; null without TLS.
    /// The password is not read: Python's urllib leaves out a user name without one.
    proxy: Option<String>,
}

/// A session to open.
#[derive(Deserialize, JsonSchema)]
#[schemars(rename = "NewSession")]
pub(super) struct Wanted {
    /// Its name: up to 64 letters, digits and `.`, `_`, `-`. Without it, one is made.
    #[schemars(regex(pattern = "^[A-Za-z0-9._-]{1,64}$"))]
    name: Option<String>,
    /// Settings that differ from those that the simulator was started with, by name.
    #[serde(default)]
    #[allow(dead_code, reason = "read with their own errors")]
    settings: BTreeMap<String, Scalar>,
}

impl Described {
    fn new((session, address): (Session, SocketAddr), door: &Door) -> Self {
        let shared = origin(door.shared.sessions.address());
        let proxy = shared.replacen("//", &format!("//{}:x@", session.name), 1);
        Self {
            name: session.name.to_string(),
            origin: origin(address),
            proxy: door.shared.tls.is_some().then_some(proxy),
        }
    }
}

pub(super) fn list(call: &Call<'_>) -> Result<Answer, Problem> {
    let sessions = call.door.shared.sessions.all().into_iter();
    let sessions = sessions.map(|session| Described::new(session, call.door));
    Answer::ok(&List {
        sessions: sessions.collect(),
    })
}

pub(super) fn open(call: &Call<'_>) -> Result<Answer, Problem> {
    let wanted: Wanted = call.input.body()?;
    let given = call.input.members().get("settings");
    let given = given.and_then(serde_json::Value::as_object);
    let given = given.map(settings).transpose()?.unwrap_or_default();
    let name = wanted.name.as_deref();
    let opened = Sessions::open(&call.door.shared, name, &given);
    let opened = opened.map_err(|error| not_opened(error, name.unwrap_or_default()))?;
    Answer::json(201, &Described::new(opened, call.door))
}

fn not_opened(error: NotOpened, name: &str) -> Problem {
    match error {
        NotOpened::Name => Problem::bad_value(
            "name",
            format!("`{name}` is no name: use 1 to 64 letters, digits and `.`, `_`, `-`"),
        ),
        NotOpened::Taken => Problem::new(Kind::Taken, format!("there is a session `{name}`")),
        NotOpened::TooMany => {
            let problem =
                format!("there are {MOST} sessions; end some: DELETE /_sim/v1/sessions/NAME");
            Problem::new(Kind::TooMany, problem)
        }
        NotOpened::Setting(error) => error.into(),
        NotOpened::Port(error) => Problem::new(Kind::Internal, error.to_string()),
    }
}

pub(super) fn get(call: &Call<'_>) -> Result<Answer, Problem> {
    let session = named(call.input.name.unwrap_or_default(), call.door)?;
    Answer::ok(&Described::new(session, call.door))
}

pub(super) fn end(call: &Call<'_>) -> Result<Answer, Problem> {
    let (session, _) = named(call.input.name.unwrap_or_default(), call.door)?;
    if &*session.name == DEFAULT {
        let problem =
            "the session `default` ends with the simulator; POST /_sim/v1/reset empties it";
        return Err(Problem::new(Kind::InUse, problem));
    }
    // Its port, and with it this connection, would close before the answer.
    if session.is(&call.door.session) {
        let address = origin(call.door.shared.sessions.address());
        let problem = format!("a session is ended at another port, such as {address}");
        return Err(Problem::new(Kind::InUse, problem));
    }
    call.door.shared.sessions.end(&session);
    Ok(Answer::empty())
}

/// The session of this name.
///
/// # Errors
/// There is none, with the nearest names.
pub(super) fn named(name: &str, door: &Door) -> Result<(Session, SocketAddr), Problem> {
    let sessions = &door.shared.sessions;
    sessions.get(name).ok_or_else(|| {
        let names: Vec<_> = sessions.all().into_iter().map(|(it, _)| it.name).collect();
        let names = names.iter().map(|name| &**name);
        Problem::unknown(Kind::NoSession, "session", name, names)
    })
}
