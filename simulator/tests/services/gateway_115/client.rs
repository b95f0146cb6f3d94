//! The calls of a client of the 115 gateway.

use serde_json::Value;

use crate::support::{Client, Reply};

pub(crate) const BASE: &str = "http://127.0.0.1:8080/api/v1/115/qrcode";

pub(crate) const DOCUMENTED: (&str, &str) = ("115-gateway.variant", "documented");

pub(crate) fn call(client: &mut Client, name: &str, body: &str) -> Reply {
    client.post_json(&format!("{BASE}/{name}"), body)
}

/// The session for `status` and `login`.
pub(crate) fn start(client: &mut Client) -> Value {
    let mut session = call(client, "start", "{}").json();
    session.as_object_mut().unwrap().remove("qrcode_content");
    session
}

pub(crate) fn status(client: &mut Client, session: &Value) -> Reply {
    call(client, "status", &session.to_string())
}

pub(crate) fn login(client: &mut Client, session: &Value, app: &str) -> Reply {
    let mut body = session.clone();
    body["app"] = app.into();
    call(client, "login", &body.to_string())
}
