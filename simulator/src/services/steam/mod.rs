//! Steam: logins by QR code, access tokens, and the cookies of the web sites.

pub(crate) mod calls;
mod responses;
pub(crate) mod scenario;
mod sessions;
mod sites;

use http::Method;

use crate::directory::Example;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::reply::{header, html, reply};
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;
use sessions::Session;

/// Steam.
#[derive(Default)]
pub(crate) struct Steam {
    /// By `request_id`.
    sessions: Newest<String, Session>,
}

impl Service for Steam {
    const HOSTS: &'static [&'static str] = calls::HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "api.steampowered.com, …",
        path: "/api.steampowered.com/IAuthenticationService/BeginAuthSessionViaQR/v1/",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.host, &incoming.path))
    }
}

impl Handler for Steam {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if call == UNKNOWN {
            return html(
                404,
                "<html><head><title>404 Not Found</title></head></html>",
            )
            .into();
        }
        if call == "scan-page" {
            return html(200, "<!DOCTYPE html><html><title>Steam</title></html>\n").into();
        }
        if incoming.method != Method::POST {
            let mut response = reply(405, "", "");
            header(&mut response, http::header::ALLOW, "POST");
            return response.into();
        }
        match call {
            "begin" => self.begin(incoming, cx),
            "poll" => self.poll(incoming, cx),
            "access" => self.access(incoming, cx),
            "finalize" => self.finalize(incoming, cx),
            _ => self.set_token(incoming, cx),
        }
        .into()
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        match what.parse() {
            Ok(result) => responses::failure(result),
            Err(_) => reply(503, "", ""),
        }
    }
}

/// The count only: a `request_id` can be exchanged for credentials.
impl std::fmt::Debug for Steam {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Steam({} logins)", self.sessions.len())
    }
}
