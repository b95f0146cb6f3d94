//! LeanCloud: a user for a TapTap token (spec 2.9 and 3.5).

use http::header::LOCATION;
use md5::{Digest as _, Md5};
use serde_json::Value;

use super::errors::leancloud;
use super::hosts::{Part, Region};
use super::{Player, TapTap};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::random::Random;
use crate::reply::{header, reply};
use crate::scenario::{TapTapLacks, TapTapPlayer, TapTapSession};
use crate::service::Cx;

impl TapTap {
    /// `POST /1.1/users`: logs in with a TapTap token, and creates the user unless the request
    /// forbids it.
    pub(super) fn log_in(
        &mut self,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Response {
        if !authorized(incoming, region, cx) {
            return leancloud(401);
        }
        let Some(kid) = self.verified_kid(incoming, region, cx) else {
            return leancloud(251);
        };
        let exists = self.exists(region, cx);
        let may_create = incoming.query("failOnNotExist").as_deref() != Some("true");
        let forced = match cx.scenario.taptap.session {
            TapTapSession::NoUser => Some(211),
            TapTapSession::Locked => Some(219),
            TapTapSession::Unauthorized => Some(401),
            TapTapSession::Forbidden => Some(403),
            TapTapSession::ServerError => Some(500),
            _ if !exists && !may_create => Some(211),
            _ => None,
        };
        if let Some(code) = forced {
            return leancloud(code);
        }
        self.users.insert(region);
        self.record(&kid, region, cx);
        let mut response = User::of(region, cx).response(if exists { 200 } else { 201 }, cx);
        if !exists {
            let id = User::of(region, cx).object_id;
            let location = incoming.url(region.host(Part::Session), &format!("/1.1/users/{id}"));
            header(&mut response, LOCATION, &location);
        }
        response
    }

    /// `GET /1.1/users/me`: the user of the session token.
    pub(super) fn me(&self, incoming: &Incoming, region: Region, cx: &mut Cx<'_>) -> Response {
        if !authorized(incoming, region, cx) {
            return leancloud(401);
        }
        match self.user(incoming, region, cx) {
            None => leancloud(211),
            Some(_) if cx.scenario.taptap.session == TapTapSession::Forbidden => leancloud(403),
            Some(user) => user.named(cx).response(200, cx),
        }
    }

    /// The user of a request's session token.
    pub(super) fn user(
        &self,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Option<User> {
        let user = User::of(region, cx);
        let known =
            self.exists(region, cx) && incoming.header("X-LC-Session") == user.session_token;
        if !known {
            cx.note("unknown session token");
        }
        known.then_some(user)
    }

    fn exists(&self, region: Region, cx: &Cx<'_>) -> bool {
        cx.scenario.taptap.player == TapTapPlayer::Existing || self.users.contains(&region)
    }

    /// The kid of the `authData`, if all of it is as TapTap issued it.
    fn verified_kid(&self, incoming: &Incoming, region: Region, cx: &mut Cx<'_>) -> Option<String> {
        let body: Value = match incoming.media_type().as_str() {
            "application/json" => serde_json::from_slice(&incoming.body).unwrap_or_default(),
            _ => Value::Null,
        };
        let Some(data) = body.pointer("/authData/taptap") else {
            cx.note("no authData");
            return None;
        };
        let text = |name: &str| data.get(name).and_then(Value::as_str);
        let granted = text("kid").and_then(|kid| self.tokens.get(kid));
        let Some(granted) = granted.filter(|granted| granted.client == region) else {
            cx.note("unknown kid");
            return None;
        };
        let player = Player::of(region, cx);
        let right = |name: &str, wanted: &str| text(name) == Some(wanted);
        let absent = |name: &str| data.get(name).is_none_or(Value::is_null);
        let checks = [
            (right("mac_key", &granted.mac_key), "wrong mac_key"),
            (
                right("mac_algorithm", granted.algorithm.name()),
                "wrong mac_algorithm",
            ),
            (right("token_type", "mac"), "wrong token_type"),
            (right("openid", &player.openid), "wrong openid"),
            (
                absent("access_token") || text("access_token") == text("kid"),
                "wrong access_token",
            ),
            (
                absent("unionid") || right("unionid", &player.unionid),
                "wrong unionid",
            ),
        ];
        if let Some((_, note)) = checks.into_iter().find(|(right, _)| !right) {
            cx.note(note);
            return None;
        }
        text("kid").map(str::to_owned)
    }

    /// Records the login's credentials.
    fn record(&self, kid: &str, region: Region, cx: &mut Cx<'_>) {
        if let Some(granted) = self.tokens.get(kid) {
            let session_token = User::of(region, cx).session_token;
            cx.grant_also(&granted.device_code, vec![("sessionToken", session_token)]);
        }
    }
}

/// The player's user, which differs by region.
pub(super) struct User {
    pub(super) object_id: String,
    username: String,
    session_token: String,
    /// Only in responses to the session token.
    nickname: Option<String>,
}

impl User {
    fn of(region: Region, cx: &Cx<'_>) -> Self {
        let random = |label: &str| {
            let label = format!("leancloud/{region:?}{label}");
            Random::new(cx.scenario.account.seed(cx.scenario.seed), &label)
        };
        Self {
            object_id: random("/object").hex(24),
            username: random("/username").lower_alnum(25),
            session_token: random("").lower_alnum(25),
            nickname: None,
        }
    }

    fn named(self, cx: &Cx<'_>) -> Self {
        let name = cx.scenario.account.name_or(Player::NAME);
        Self {
            nickname: Some(name.to_owned()),
            ..self
        }
    }

    fn response(mut self, status: u16, cx: &Cx<'_>) -> Response {
        let settings = &cx.scenario.taptap;
        match settings.session {
            TapTapSession::Empty => self.session_token.clear(),
            TapTapSession::Short => drop(self.session_token.pop()),
            _ => {}
        }
        let mut members = vec![
            ("sessionToken", self.session_token.into()),
            ("objectId", self.object_id.into()),
            ("username", self.username.into()),
            ("createdAt", "2025-01-01T00:00:00.000Z".into()),
            ("updatedAt", "2025-01-01T00:00:00.000Z".into()),
            ("authData", Json::Object(Vec::new())),
            ("emailVerified", false.into()),
        ];
        members.extend(self.nickname.map(|name| ("nickname", name.into())));
        members.retain(|(name, _)| {
            settings.lacks != TapTapLacks::SessionToken || *name != "sessionToken"
        });
        reply(
            status,
            "application/json; charset=utf-8",
            Json::Object(members).write(Escapes::Plain),
        )
    }
}

/// Whether the app is this region's and knows its key: `X-LC-Key`, or `X-LC-Sign` over a time in
/// seconds or milliseconds.
pub(super) fn authorized(incoming: &Incoming, region: Region, cx: &mut Cx<'_>) -> bool {
    if incoming.header("X-LC-Id") != region.client_id() {
        cx.note("wrong X-LC-Id");
        return false;
    }
    let key = incoming.header("X-LC-Key");
    if !key.is_empty() {
        if key != region.app_key() {
            cx.note("wrong X-LC-Key");
        }
        return key == region.app_key();
    }
    let Some((hash, time)) = incoming.header("X-LC-Sign").split_once(',') else {
        cx.note("no X-LC-Key and no X-LC-Sign");
        return false;
    };
    let known_form = matches!(time.len(), 10 | 13) && time.bytes().all(|b| b.is_ascii_digit());
    let right = known_form && hash == sign(time, region.app_key());
    if !right {
        cx.note("wrong X-LC-Sign");
    }
    right
}

/// The hash of `X-LC-Sign`.
pub(in crate::services) fn sign(time: &str, key: &str) -> String {
    Md5::digest(format!("{time}{key}"))
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::sign;

    /// Vectors of spec 7.2 whose keys are not Phigros' own.
    #[test]
    fn the_sign_is_the_published_one() {
        for (time, key, hash) in [
            (
                "1453014943466",
                "UtOCzqb67d3sN12Kts4URwy8",
                "d5bcbb897e19b2f6633c716dfdfaf9be",
            ),
            (
                "1700000000000",
                "FAKEappkey",
                "09b680f6a15a0d7d20e06ed672c498bc",
            ),
        ] {
            assert_eq!(sign(time, key), hash);
        }
    }
}
