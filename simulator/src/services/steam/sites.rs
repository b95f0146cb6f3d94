//! The calls after the poll: access tokens, the list of transfers, the cookies (spec 6).

use std::time::{Duration, UNIX_EPOCH};

use http::header::SET_COOKIE;

use super::Steam;
use super::calls::{EVIL_HOST, SITES};
use super::responses::{Token, failure, plain, steam_id, success, text, token};
use super::sessions::{Platform, access_token};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::reply::header;
use crate::scenario::{SteamLacks, SteamTransfers};
use crate::service::Cx;
use crate::service_id::ServiceId;
use crate::services::taptap::form::Form;

const DAY: u64 = 86_400;

impl Steam {
    /// `GenerateAccessTokenForApp`. A refresh token that is unknown gets nothing.
    pub(super) fn access(&self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let given = incoming.form_parameter("refresh_token").unwrap_or_default();
        let Some((request, login)) = self.owner(&given, cx) else {
            cx.note("unknown refresh token");
            return success(&[], cx);
        };
        if incoming.form_parameter("steamid") != Some(steam_id(cx)) {
            cx.note("another steamid");
            return failure(15);
        }
        let platform = self.sessions.get(&request).map(|it| it.platform);
        let platform = platform.filter(|platform| *platform != Platform::Web);
        let Some(platform) = platform else {
            cx.note("a token of the web sites");
            return failure(15);
        };
        if cx.scenario.steam.lacks == SteamLacks::AccessToken {
            return success(&[], cx);
        }
        let access = access_token(login, platform, cx);
        let response = success(&[("access_token", text(&access))], cx);
        cx.grant_also(&request, vec![("access_token", access)]);
        response
    }

    /// `finalizelogin`.
    pub(super) fn finalize(&self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let nonce = field(incoming, "nonce").unwrap_or_default();
        let session = field(incoming, "sessionid").unwrap_or_default();
        let is_session = session.len() == 24 && session.bytes().all(|b| b.is_ascii_hexdigit());
        if !is_session {
            cx.note("no sessionid");
            return refused(8);
        }
        let Some((request, login)) = self.owner(&nonce, cx) else {
            cx.note("unknown refresh token");
            return refused(26);
        };
        let platform = self.sessions.get(&request).map(|it| it.platform);
        if platform != Some(Platform::Web) {
            cx.note("a token of another platform");
            return refused(15);
        }
        if cx.scenario.steam.lacks == SteamLacks::TransferInfo {
            return refused(15);
        }
        let mode = cx.scenario.steam.transfers;
        let mut transfers = Vec::new();
        for (index, (site, _)) in SITES.iter().enumerate() {
            let is_foreign = match mode {
                SteamTransfers::Foreign => index == 0,
                SteamTransfers::AllForeign => true,
                _ => false,
            };
            let url = match is_foreign {
                true => format!("https://{EVIL_HOST}/login/settoken"),
                false => incoming.url(site, "/login/settoken"),
            };
            let [nonce, auth] = transfer(site, login, cx);
            let params = Json::object([("nonce", nonce.into()), ("auth", auth.into())]);
            transfers.push(Json::object([("url", url.into()), ("params", params)]));
        }
        let body = Json::object([
            ("steamID", steam_id(cx).into()),
            (
                "redir",
                "https://steamcommunity.com/login/home/?goto=".into(),
            ),
            ("transfer_info", Json::array(transfers)),
        ]);
        plain(200, &body)
    }

    /// A site's cookie, for the values of the list.
    pub(super) fn set_token(&self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let given = |name: &str| field(incoming, name).unwrap_or_default();
        let site = SITES.iter().position(|(site, _)| *site == incoming.host);
        let Some((index, (site, name))) = site.and_then(|at| Some((at, SITES.get(at)?))) else {
            return plain(404, &result(9));
        };
        let (nonce, auth) = (given("nonce"), given("auth"));
        let owner = self.nonces(&nonce, site, cx);
        let Some((request, login)) = owner.filter(|(_, login)| {
            let [_, right] = transfer(site, *login, cx);
            right == auth && given("steamID") == steam_id(cx)
        }) else {
            cx.note("unknown transfer");
            return plain(400, &result(8));
        };
        let is_refused = match cx.scenario.steam.transfers {
            SteamTransfers::None => true,
            SteamTransfers::Half => index % 2 == 1,
            _ => false,
        };
        if is_refused {
            return plain(200, &result(15));
        }
        let audience = [name.replace("steamLoginSecure/", "web:")];
        let access = Token {
            label: name,
            audience: &audience.each_ref().map(String::as_str),
            days: 1,
        };
        let value = format!("{}%7C%7C{}", steam_id(cx), token(login, &access, cx));
        let end = (cx.clock() / 1000).saturating_add(200 * DAY);
        // Times after the year 9999 have no HTTP form.
        let end = UNIX_EPOCH + Duration::from_secs(end.min(253_402_300_799));
        let end = httpdate::fmt_http_date(end);
        let mut response = plain(200, &result(1));
        let line = format!(
            "steamLoginSecure={value}; expires={end}; path=/; secure; HttpOnly; SameSite=None"
        );
        header(&mut response, SET_COOKIE, &line);
        cx.grant_also(&request, vec![(name, value)]);
        response
    }

    /// The login of a refresh token: its `request_id` and its number.
    fn owner(&self, token: &str, cx: &mut Cx<'_>) -> Option<(String, usize)> {
        let issued = cx.issued.with("refresh_token", token)?;
        let request = issued.handle.clone();
        let is_own = issued.service == ServiceId::Steam && !token.is_empty();
        let login = cx.login(&request).filter(|_| is_own)?;
        Some((request, login.number))
    }

    /// The login of a transfer's nonce.
    fn nonces(&self, nonce: &str, site: &str, cx: &mut Cx<'_>) -> Option<(String, usize)> {
        let service = ServiceId::Steam;
        let logins = cx.logins.as_slice().iter();
        let mut logins = logins.filter(|login| login.service == service);
        let login = logins.find(|login| {
            let [own, _] = transfer(site, login.number, cx);
            own == nonce && cx.issued.of(service, &login.handle).is_some()
        })?;
        Some((login.handle.clone(), login.number))
    }
}

/// The values of a transfer to this site.
fn transfer(site: &str, login: usize, cx: &Cx<'_>) -> [String; 2] {
    let mut random = cx.random(login, &format!("transfer/{site}"));
    [random.hex(32), random.hex(64)]
}

/// A field of a form, in either of its two encodings.
fn field(incoming: &Incoming, name: &str) -> Option<String> {
    let form = Form::of(incoming)?;
    form.get(name).map(str::to_owned)
}

fn result(result: i64) -> Json {
    Json::object([("result", result.into())])
}

/// A refusal of `finalizelogin`.
fn refused(error: i64) -> Response {
    let body = Json::object([("success", false.into()), ("error", error.into())]);
    plain(200, &body)
}
