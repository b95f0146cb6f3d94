//! Profiles, behind the MAC authorization (spec 2.8 and 3.4).

use http::header::AUTHORIZATION;

use super::errors::{body, refusal};
use super::hosts::{PICTURES, Region};
use super::mac::Claim;
use super::{Player, TapTap, success};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::reply::reply;
use crate::scenario::{TapTapLacks, TapTapProfile};
use crate::service::Cx;

impl TapTap {
    /// `profile` and `basic-info`.
    pub(super) fn profile(
        &mut self,
        call: &str,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Response {
        let (code, scopes) = match self.authorize(incoming, region, cx) {
            Ok(granted) => granted,
            Err("access_denied") => return access_denied(cx),
            Err(error) => return refusal(error, cx),
        };
        let public = scopes.iter().any(|scope| scope == "public_profile");
        if call == "profile" && !public {
            cx.note("the scope does not cover the profile");
            return refusal("forbidden", cx);
        }
        match cx.scenario.taptap.profile {
            TapTapProfile::Ok => {}
            TapTapProfile::AccessDenied => return access_denied(cx),
            failing => return refusal(failing.name(), cx),
        }
        let player = Player::of(region, cx);
        let mut given = vec![
            ("openid", player.openid.clone()),
            ("unionid", player.unionid.clone()),
        ];
        let mut data = vec![
            ("openid", player.openid.into()),
            ("unionid", player.unionid.into()),
        ];
        let settings = &cx.scenario.taptap;
        data.retain(|(name, _)| {
            settings.lacks == TapTapLacks::None || *name != settings.lacks.name()
        });
        if call == "profile" {
            let name = cx.scenario.account.name_or(Player::NAME);
            data.push(("name", name.into()));
            if settings.gender {
                data.push(("gender", "".into()));
            }
            let avatar = incoming.url(PICTURES, Player::AVATAR);
            data.push(("avatar", avatar.as_str().into()));
            given.push(("name", name.to_owned()));
            given.push(("avatar", avatar));
        }
        given.retain(|(name, _)| data.iter().any(|(reported, _)| reported == name));
        cx.grant_also(&code, given);
        success(data, cx)
    }

    /// The device code and the scopes of the token that signed a request; else the name of the
    /// error.
    fn authorize(
        &mut self,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Result<(String, Vec<String>), &'static str> {
        let Some(client_id) = incoming.query("client_id") else {
            cx.note("a parameter is missing");
            return Err("invalid_request");
        };
        let Some(claim) = Claim::read(incoming.header(AUTHORIZATION)) else {
            cx.note("no MAC authorization");
            return Err("access_denied");
        };
        let token = self.tokens.get(&claim.kid);
        let Some(token) = token.filter(|token| token.client == region) else {
            cx.note("unknown kid");
            return Err("access_denied");
        };
        if client_id != region.client_id() {
            cx.note("another client_id");
            return Err("invalid_client");
        }
        if !claim.verifies(incoming, &token.mac_key, token.algorithm) {
            cx.note("wrong MAC");
            return Err("access_denied");
        }
        let reported = claim.ts.parse::<u64>().unwrap_or_default();
        let off = reported.abs_diff(cx.clock() / 1000).saturating_mul(1000);
        if off > cx.scenario.taptap.clock_tolerance.0 {
            cx.note("clock off");
            return Err("invalid_time");
        }
        let granted = (token.device_code.clone(), token.scopes.clone());
        let nonce = (claim.kid, claim.nonce);
        if !self.nonces.insert(nonce, (), cx.scenario.remember) {
            cx.note("nonce used again");
            return Err("replay_attacks");
        }
        Ok(granted)
    }
}

/// For a profile call it is 401, regardless of the status of a refused login (spec 3.4).
fn access_denied(cx: &Cx<'_>) -> Response {
    reply(
        401,
        "application/json; charset=utf-8",
        body("access_denied", cx.scenario.taptap.error_style, cx),
    )
}
