//! TapTap's device code flow, and LeanCloud where Phigros keeps its sessions, in both regions.
//!
//! ```text
//! code -> token (polled) -> profile (signed with the token's MAC key) -> users -> sessionToken
//! ```

mod accounts;
pub(super) mod errors;
mod form;
mod hosts;
pub(super) mod mac;
mod open;
mod page;
mod saves;
mod session;
mod token;

pub(crate) use hosts::{Part, Region, call, hosts, is_host};
pub(super) use session::sign;

use std::collections::BTreeSet;

use http::Method;

use crate::ask::Ask;
use crate::exchange::Response;
use crate::image::avatar_jpeg;
use crate::json::{Escapes, Json};
use crate::memory::Newest;
use crate::random::Random;
use crate::reply::{header, reply};
use crate::route::UNKNOWN;
use crate::scenario::MacAlgorithm;
use crate::service::{Cx, Service, Verdict};
use hosts::place;

/// TapTap and LeanCloud.
#[derive(Default)]
pub(crate) struct TapTap {
    codes: Newest<String, DeviceCode>,
    /// Tokens by kid.
    tokens: Newest<String, Granted>,
    /// The nonces of good MACs, with their kids.
    nonces: Newest<(String, String), ()>,
    /// Where a new player has got a user by now.
    users: BTreeSet<Region>,
}

/// What a code was asked for with.
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
    fn answer(&mut self, call: &'static str, ask: &Ask, cx: &mut Cx<'_>) -> Verdict {
        let Some((region, _)) = place(&ask.host).filter(|_| call != UNKNOWN) else {
            return reply(404, "text/plain; charset=utf-8", "404 page not found").into();
        };
        let wanted = match call {
            "code" | "token" | "users" => Method::POST,
            _ => Method::GET,
        };
        if ask.method != wanted {
            let mut response = reply(405, "", "");
            header(&mut response, http::header::ALLOW, wanted.as_str());
            return response.into();
        }
        match call {
            "code" => self.code(ask, region, cx),
            "token" => self.token(ask, region, cx),
            "users" => self.log_in(ask, region, cx),
            "me" => self.me(ask, region, cx),
            "saves-class" | "saves" => self.saves(call, ask, region, cx),
            "save-file" => saves::file(),
            "picture" => reply(200, "image/jpeg", avatar_jpeg()),
            "page" => page::answer(ask, cx),
            _ => self.profile(call, ask, region, cx),
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

/// The player, as each app sees them.
struct Player {
    openid: String,
    unionid: String,
}

impl Player {
    const NAME: &'static str = "player";
    const AVATAR: &'static str = "/default_avatars/simulated.jpg?imageMogr2/auto-orient/strip";

    /// The openid differs by app, the unionid does not.
    fn of(client: Region, cx: &Cx<'_>) -> Self {
        let id = |label: &str| {
            let mut random = Random::new(cx.scenario.seed, &format!("taptap/{label}"));
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

/// How many only: codes and tokens are as good as credentials.
impl std::fmt::Debug for TapTap {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (codes, tokens) = (self.codes.len(), self.tokens.len());
        write!(f, "TapTap({codes} codes, {tokens} tokens)")
    }
}
