//! TapTap's device code flow, and LeanCloud where Phigros keeps its sessions, in both regions.
//!
//! ```text
//! code -> token (polled) -> profile (signed with the token's MAC key) -> users -> sessionToken
//! ```

mod accounts;
pub(crate) mod calls;
pub(super) mod errors;
pub(in crate::services) mod form;
mod hosts;
pub(super) mod mac;
mod open;
mod page;
mod saves;
pub(crate) mod scenario;
pub(super) mod session;
mod token;

pub(crate) use hosts::{Part, Region};

use std::collections::BTreeSet;

use http::Method;

use crate::directory::Example;
use crate::exchange::Response;
use crate::image::avatar_jpeg;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::random::Random;
use crate::reply::{header, reply};
use crate::scenario::MacAlgorithm;
use crate::service::{Cx, Handler, Outcome, Service};
use crate::services::UNKNOWN;
use hosts::place;

/// TapTap and LeanCloud.
#[derive(Default)]
pub(crate) struct TapTap {
    codes: Newest<String, DeviceCode>,
    /// Tokens by kid.
    tokens: Newest<String, Granted>,
    /// The nonces of valid MACs, with their kids.
    nonces: Newest<(String, String), ()>,
    /// The regions in which a new player has a user by now.
    users: BTreeSet<Region>,
}

/// The request for a code.
struct DeviceCode {
    /// The region of the client id.
    client: Region,
    scopes: Vec<String>,
    device_id: Option<String>,
}

/// A token.
struct Granted {
    mac_key: String,
    algorithm: MacAlgorithm,
    client: Region,
    scopes: Vec<String>,
    device_code: String,
}

impl Service for TapTap {
    const HOSTS: &'static [&'static str] = hosts::HOSTS;
    const EXAMPLE: Option<Example> = Some(Example {
        hosts: "accounts.tapapis.cn, …",
        path: "/accounts.tapapis.cn/oauth2/v1/device/code",
    });

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        Some(calls::call(&incoming.host, &incoming.path))
    }
}

impl Handler for TapTap {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let Some((region, _)) = place(&incoming.host).filter(|_| call != UNKNOWN) else {
            return reply(404, "text/plain; charset=utf-8", "404 page not found").into();
        };
        let wanted = match call {
            "code" | "token" | "users" => Method::POST,
            _ => Method::GET,
        };
        if incoming.method != wanted {
            let mut response = reply(405, "", "");
            header(&mut response, http::header::ALLOW, wanted.as_str());
            return response.into();
        }
        match call {
            "code" => self.code(incoming, region, cx),
            "token" => self.token(incoming, region, cx),
            "users" => self.log_in(incoming, region, cx),
            "me" => self.me(incoming, region, cx),
            "saves-class" | "saves" => self.saves(call, incoming, region, cx),
            "save-file" => saves::file(),
            "picture" => reply(200, "image/jpeg", avatar_jpeg()),
            "page" => page::respond(incoming, cx),
            _ => self.profile(call, incoming, region, cx),
        }
        .into()
    }

    fn refuse(&self, what: &str, cx: &Cx<'_>) -> Response {
        match what.parse() {
            Ok(code) => errors::leancloud(code),
            Err(_) => errors::refusal(what, cx),
        }
    }
}

/// The player in one app.
struct Player {
    openid: String,
    unionid: String,
}

impl Player {
    const NAME: &'static str = "player";
    const AVATAR: &'static str = "/default_avatars/simulated.jpg?imageMogr2/auto-orient/strip";

    /// The openid differs by app, the unionid does not.
    fn of(client: Region, cx: &Cx<'_>) -> Self {
        let seed = cx.scenario.account.seed(cx.scenario.seed);
        let id = |label: &str| {
            let mut random = Random::new(seed, &format!("taptap/{label}"));
            format!("{}==", random.base64(22))
        };
        Self {
            openid: id(&format!("{client:?}/openid")),
            unionid: id("unionid"),
        }
    }
}

/// A success of TapTap.
fn success(data: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    let body = Json::object([
        ("data", Json::Object(data)),
        ("now", (cx.clock() / 1000).into()),
        ("success", true.into()),
    ]);
    reply(
        200,
        "application/json; charset=utf-8",
        body.write(Escapes::Plain),
    )
}

/// The counts only: codes can be exchanged for credentials, tokens are credentials.
impl std::fmt::Debug for TapTap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (codes, tokens) = (self.codes.len(), self.tokens.len());
        write!(f, "TapTap({codes} codes, {tokens} tokens)")
    }
}
