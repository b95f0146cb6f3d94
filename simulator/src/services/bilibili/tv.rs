//! The TV login: signed `auth_code` and `poll`.

use http::Method;

use super::account::{my_info, not_logged_in};
use super::calls;
use super::cookies::{Cookies, account, mid};
use super::responses::{
    envelope, escapes, firewall, message, not_found, refusal, scan_page, verification, wrong_method,
};
use super::sign;
use super::tokens::{self, DAYS, Tokens};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::journal::Issued;
use crate::json::{Escapes, Json};
use crate::ledger::Logins;
use crate::memory::Newest;
use crate::person::{Phase, Terms};
use crate::random::Random;
use crate::scenario::{Act, TvEra};
use crate::service::{Cx, Handler, Outcome, Service};
use crate::service_id::ServiceId;

/// More frequent polls are noted in the log. The service has no known limit.
const POLL_GAP: u64 = 900;

/// The TV login.
#[derive(Debug, Default)]
pub(crate) struct Tv {
    /// The appkey of each access token.
    appkeys: Newest<String, String>,
    /// How many refreshes were made.
    refreshes: u64,
}

impl Service for Tv {
    const HOSTS: &'static [&'static str] = calls::TV_HOSTS;

    fn route(incoming: &Incoming, _: &Logins) -> Option<&'static str> {
        calls::tv(&incoming.host, &incoming.path)
    }
}

impl Handler for Tv {
    fn respond(&mut self, call: &'static str, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if let Some(blocked) = firewall(
            incoming.has_user_agent(),
            cx.scenario.bilibili_tv.wants_user_agent,
        ) {
            cx.note("no user agent");
            return blocked.into();
        }
        let method = match call {
            "token-info" | "account" | "scan-page" => Method::GET,
            _ => Method::POST,
        };
        if incoming.method != method {
            return wrong_method().into();
        }
        match call {
            "confirm" => return confirm(incoming, cx).into(),
            "scan-page" => return scan_page().into(),
            _ => {}
        }
        match (call, check(call, incoming, cx)) {
            (_, Err(code)) => {
                let data = cx.scenario.bilibili_tv.null_data.then_some(Json::Null);
                envelope(code, message(code), data, Escapes::Plain)
            }
            ("auth_code", Ok(())) => auth_code(incoming, cx),
            ("poll", Ok(())) => self.poll(incoming, cx),
            ("token-info", Ok(())) => token_info(incoming, cx),
            ("token-refresh", Ok(())) => self.refresh(incoming, cx),
            ("account", Ok(())) if token(incoming, cx).is_some() => my_info(incoming, cx),
            ("account", Ok(())) => not_logged_in(),
            _ => not_found(),
        }
        .into()
    }

    fn refuse(&self, what: &str, _: &Cx<'_>) -> Response {
        refusal(what)
    }
}

/// The checks of all calls, in this order: presence, the key, the signature, the app.
fn check(call: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> Result<(), i64> {
    let settings = &cx.scenario.bilibili_tv;
    let mut required = vec!["appkey", "ts", "sign"];
    required.extend(match call {
        "poll" => &["local_id", "auth_code"][..],
        "token-info" => &["access_key", "actionKey"],
        "token-refresh" => &["access_key", "actionKey", "refresh_token"],
        "account" => &["access_key"],
        _ => &["local_id"],
    });
    let missing = |name: &&str| {
        incoming
            .parameter(name)
            .is_none_or(|value| value.is_empty())
    };
    if required.iter().any(missing) {
        cx.note("parameter missing");
        return Err(-400);
    }
    if incoming
        .parameter("ts")
        .is_none_or(|ts| ts.parse::<u64>().is_err())
    {
        cx.note("ts is no number");
        return Err(-400);
    }
    let appkey = incoming.parameter("appkey").unwrap_or_default();
    if sign::barred(&appkey) {
        cx.note("appkey not allowed");
        return Err(-404);
    }
    let given = incoming.parameter("sign").unwrap_or_default();
    let right = sign::secret(&appkey, settings)
        .is_some_and(|secret| sign::verifies(&incoming.raw_parameters(), secret, &given));
    if !right {
        cx.note("wrong sign");
        return Err(-3);
    }
    let app = incoming.parameter("mobi_app");
    if settings.checks_mobi_app
        && let (Some(app), Some(fitting)) = (app, sign::app(&appkey))
        && app != fitting
    {
        cx.note("mobi_app does not fit the appkey");
        return Err(86853);
    }
    Ok(())
}

fn auth_code(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.bilibili_tv;
    let code = cx.random(cx.next_number(), "auth_code").hex(32);
    let mut url = format!(
        "https://passport.bilibili.com/x/passport-tv-login/h5/qrcode/auth?auth_code={code}"
    );
    if let Some(app) = incoming.parameter("mobi_app").filter(|app| !app.is_empty()) {
        url += &format!("&mobi_app={app}");
    }
    let terms = Terms {
        lifetime: settings.lifetime.0,
        collectable: settings.collectable.0,
    };
    let data = Json::object([
        ("url", url.as_str().into()),
        ("auth_code", code.as_str().into()),
    ]);
    cx.issue(terms, &code, &url);
    envelope(0, "0", Some(data), escapes(settings.escape_ampersand))
}

/// The phone's calls, for clients that confirm with the cookies of a web login. Any `SESSDATA` is
/// accepted. The refusals are assumptions.
fn confirm(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let refused = |code: i64| envelope(code, message(code), None, Escapes::Plain);
    if incoming
        .cookie("SESSDATA")
        .is_none_or(|value| value.is_empty())
    {
        cx.note("phone without a login");
        return refused(-101);
    }
    if incoming.parameter("csrf") != incoming.cookie("bili_jct") {
        cx.note("csrf is not bili_jct");
        return refused(-111);
    }
    let code = incoming.parameter("auth_code").unwrap_or_default();
    let now = cx.now;
    let Some(login) = cx.login(&code) else {
        cx.note("unknown auth_code");
        return refused(86038);
    };
    match login.act(now, Act::Confirm) {
        Ok(()) => envelope(0, "0", Some(Json::object([])), Escapes::Plain),
        Err(_) => refused(86038),
    }
}

/// The login of a request's access token.
fn token<'a>(incoming: &Incoming, cx: &'a Cx<'_>) -> Option<&'a Issued> {
    let given = incoming.parameter("access_key").unwrap_or_default();
    let known = cx.issued.with("access_token", &given)?;
    (known.service == ServiceId::BilibiliTv).then_some(known)
}

/// The owner and the remaining lifetime of a token, and whether it needs a refresh (spec 6.3).
fn token_info(incoming: &Incoming, cx: &Cx<'_>) -> Response {
    let Some(known) = token(incoming, cx) else {
        return not_logged_in();
    };
    let given = known.get("access_token").unwrap_or_default();
    let expires = known
        .get("Expires")
        .and_then(|text| text.parse::<u64>().ok());
    let left = expires
        .unwrap_or_default()
        .saturating_sub(cx.clock() / 1000);
    let data = Json::object([
        ("mid", mid(account(incoming, cx), cx).into()),
        ("access_token", given.into()),
        ("expires_in", left.into()),
        ("refresh", cx.scenario.bilibili_tv.refresh_due.into()),
    ]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

impl Tv {
    fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let code = incoming.parameter("auth_code").unwrap_or_default();
        let (now, era) = (cx.now, cx.scenario.bilibili_tv.era);
        let waiting = if era == TvEra::Documents2022 {
            86101
        } else {
            86039
        };
        let scanned = if era == TvEra::Silent { waiting } else { 86090 };
        let shown = match cx.polled_login(&code, POLL_GAP) {
            Some(login) => match login.phase(now) {
                Phase::Confirmed { at, .. } if !login.spent => {
                    login.spent = true;
                    let number = login.number;
                    if cx.scenario.bilibili_tv.verification {
                        let data = Json::Object(verification(number, incoming, cx));
                        return envelope(0, "0", Some(data), Escapes::Plain);
                    }
                    return self.succeed(&code, (number, at), incoming, cx);
                }
                Phase::Confirmed { .. } | Phase::Expired => 86038,
                Phase::Scanned { .. } | Phase::Denied { .. } => scanned,
                Phase::Waiting => waiting,
            },
            None => {
                cx.note("unknown auth_code");
                86038
            }
        };
        envelope(shown, message(shown), Some(Json::Null), Escapes::Plain)
    }

    fn succeed(
        &mut self,
        code: &str,
        (number, confirmed_at): (usize, u64),
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let lacks = cx.scenario.bilibili_tv.lacks;
        let cookies = Cookies::new(cx, number, confirmed_at, DAYS, lacks);
        let tokens = Tokens {
            access: cx.random(number, "access_token").hex(32),
            refresh: cx.random(number, "refresh_token").hex(32),
        };
        self.deliver(code, cookies, tokens, incoming, cx)
    }

    /// New tokens and cookies (spec 6.3). They need the key pair of the login. That the old ones
    /// end at once is an assumption.
    fn refresh(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let refused = |code: i64| envelope(code, message(code), None, Escapes::Plain);
        let Some(known) = token(incoming, cx) else {
            return refused(-101);
        };
        let handle = known.handle.clone();
        let access = known.get("access_token").unwrap_or_default();
        let refresh = known.get("refresh_token").unwrap_or_default();
        let appkey = incoming.parameter("appkey").unwrap_or_default();
        if self.appkeys.get(access).is_some_and(|own| *own != appkey) {
            cx.note("key pair of another login");
            return refused(-663);
        }
        if incoming.parameter("refresh_token").as_deref() != Some(refresh) {
            cx.note("unknown refresh_token");
            return refused(-101);
        }
        self.refreshes += 1;
        let label = format!("bilibili/tv refresh/{}", self.refreshes);
        let random = |what: &str| Random::new(cx.scenario.seed, &format!("{label}/{what}"));
        let lacks = cx.scenario.bilibili_tv.lacks;
        let cookies = Cookies::of(
            cx,
            account(incoming, cx),
            random("cookies"),
            cx.now,
            DAYS,
            lacks,
        );
        let tokens = Tokens {
            access: random("access_token").hex(32),
            refresh: random("refresh_token").hex(32),
        };
        self.deliver(&handle, cookies, tokens, incoming, cx)
    }

    /// Delivers and records new credentials.
    fn deliver(
        &mut self,
        handle: &str,
        cookies: Cookies,
        tokens: Tokens,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let appkey = incoming.parameter("appkey").unwrap_or_default();
        let access = tokens.access.clone();
        self.appkeys.insert(access, appkey, cx.scenario.remember);
        let response = tokens::response(&cookies, &tokens, incoming, cx);
        let mut values = cookies.pairs;
        values.push(("access_token", tokens.access));
        values.push(("refresh_token", tokens.refresh));
        values.push(("mid", mid(account(incoming, cx), cx).to_string()));
        values.push(("Expires", cookies.expires.to_string()));
        cx.grant(handle, values);
        response
    }
}
