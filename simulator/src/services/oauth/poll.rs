//! The poll, and the tokens (spec 4, 5).

use super::refresh::Grant;
use super::responses::Manner;
use super::{Device, DeviceCode};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::Phase;
use crate::reply::reply;
use crate::scenario::{DeviceEnd, DeviceLacks, DeviceScope, DeviceStyle, DeviceToken};
use crate::service::Cx;

const GRANT: &str = "urn:ietf:params:oauth:grant-type:device_code";
/// Google's before the standard, with the parameter `code`.
const OLD_GRANT: &str = "http://oauth.net/grant_type/device/1.0";
/// What is the interval if none is stated.
const INTERVAL: u64 = 5;

impl Device {
    /// `token`: a poll or a refresh.
    pub(super) fn token(
        &mut self,
        manner: Manner,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let field = |name: &str| incoming.form_parameter(name);
        let settings = &cx.scenario.device;
        let needs_secret =
            manner.style == DeviceStyle::Google || !settings.client_secret.is_empty();
        let secret = field("client_secret").unwrap_or_default();
        let is_wrong = !settings.client_secret.is_empty() && settings.client_secret != secret;
        if needs_secret && (secret.is_empty() || is_wrong) {
            cx.note("client secret");
            return manner.refusal("invalid_client", cx);
        }
        let code = match field("grant_type").as_deref() {
            Some(GRANT) => field("device_code"),
            Some(OLD_GRANT) => field("code"),
            Some("refresh_token") => return self.renew(manner, incoming, cx),
            _ => return manner.refusal("unsupported_grant_type", cx),
        };
        let (Some(code), Some(client_id)) = (code, field("client_id")) else {
            cx.note("a parameter is missing");
            return manner.refusal("invalid_request", cx);
        };
        if manner.style == DeviceStyle::Twitch && field("scopes").is_none() {
            cx.note("no scopes");
        }
        match self.state(&code, &client_id, field("code_verifier"), manner, cx) {
            Ok(known) => self.grant(&code, &known, manner, cx),
            Err(response) => *response,
        }
    }

    /// The request of a code that was confirmed, else the response.
    fn state(
        &mut self,
        code: &str,
        client_id: &str,
        verifier: Option<String>,
        manner: Manner,
        cx: &mut Cx<'_>,
    ) -> Result<DeviceCode, Box<Response>> {
        let refuse = |word: &str, cx: &Cx<'_>| Err(Box::new(manner.refusal(word, cx)));
        let settings = &cx.scenario.device;
        let Some(mut known) = self.codes.get(code).cloned() else {
            cx.note("unknown device code");
            return refuse("invalid_grant", cx);
        };
        if known.client_id != client_id {
            cx.note("another client's device code");
            return refuse("invalid_grant", cx);
        }
        if !known.is_met_by(verifier) {
            cx.note("verifier mismatch");
            return refuse("invalid_grant", cx);
        }
        let interval = match settings.interval {
            0 => INTERVAL * 1000,
            interval => u64::from(interval) * 1000,
        };
        let gap = interval
            .saturating_add(known.slower)
            .saturating_sub(settings.tolerance.0);
        let is_too_fast = cx.is_too_fast(code, gap);
        let is_slowed = is_too_fast
            || known.polls < settings.slow_polls
            || settings.endless_slow_down && known.was_slowed;
        cx.count_poll(code);
        known.polls = known.polls.saturating_add(1);
        if is_slowed {
            known.was_slowed = true;
            known.slower = match settings.grows {
                true => known.slower.saturating_add(5_000),
                false => known.slower,
            };
        }
        self.codes
            .insert(code.to_owned(), known.clone(), cx.scenario.remember);
        if let Some(response) = chosen(&known, manner, cx) {
            return Err(Box::new(response));
        }
        let now = cx.now;
        let Some(login) = cx.login(code) else {
            return refuse("invalid_grant", cx);
        };
        let (spent, phase) = (login.spent, login.phase(now));
        match phase {
            _ if spent => {
                cx.note("device code already used");
                refuse("invalid_grant", cx)
            }
            Phase::Expired => {
                let word = match settings.expired {
                    DeviceEnd::ByStyle => "expired_token",
                    end => end.name(),
                };
                refuse(word, cx)
            }
            _ if is_slowed => Err(Box::new(slow_down(&known, interval, manner, cx))),
            Phase::Waiting | Phase::Scanned { .. } => refuse("authorization_pending", cx),
            Phase::Denied { .. } => refuse("access_denied", cx),
            Phase::Confirmed { .. } => Ok(known),
        }
    }

    fn grant(
        &mut self,
        code: &str,
        known: &DeviceCode,
        manner: Manner,
        cx: &mut Cx<'_>,
    ) -> Response {
        let mut number = 0;
        if let Some(login) = cx.login(code) {
            login.spent = true;
            number = login.number;
        }
        let grant = Grant {
            code: code.to_owned(),
            client_id: known.client_id.clone(),
            scope: known.scope.clone(),
            number,
            renewals: 0,
        };
        self.tokens(grant, manner, cx)
    }

    /// A success with new tokens, which are recorded as issued.
    pub(super) fn tokens(&mut self, grant: Grant, manner: Manner, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.device;
        let mut random = cx.random(grant.number, &format!("tokens/{}", grant.renewals));
        let (access, refresh) = (random.alnum(40), random.alnum(48));
        let id_token = format!(
            "eyJ{}.eyJ{}.{}",
            random.alnum(24),
            random.alnum(48),
            random.base64_url(43)
        );
        let is_github = manner.style == DeviceStyle::Github;
        let mut secrets = vec![("access_token", access)];
        if !is_github {
            secrets.push(("refresh_token", refresh.clone()));
        }
        if grant.scope.split(' ').any(|scope| scope == "openid") && grant.renewals == 0 {
            secrets.push(("id_token", id_token));
        }
        secrets.retain(|(name, _)| *name != settings.lacks.name());
        let mut members: Vec<(&'static str, Json)> = secrets
            .iter()
            .map(|(name, value)| (*name, value.as_str().into()))
            .collect();
        members.push(("token_type", "bearer".into()));
        if !is_github {
            members.push(("expires_in", u64::from(settings.expires_in).into()));
        }
        members.extend(scope(&grant.scope, manner.style, settings.scope));
        members.retain(|(name, _)| *name != settings.lacks.name());
        if settings.token == DeviceToken::Both {
            members.push(("error", "server_is_confused".into()));
            return manner.write(200, members);
        }
        if settings.lacks != DeviceLacks::RefreshToken && !is_github {
            self.refresh
                .insert(refresh, grant.clone(), cx.scenario.remember);
        }
        cx.grant(&grant.code, secrets);
        manner.write(200, members)
    }
}

/// The response that the scenario wants in any state.
fn chosen(known: &DeviceCode, manner: Manner, cx: &Cx<'_>) -> Option<Response> {
    let settings = &cx.scenario.device;
    if known.polls <= settings.grace {
        return Some(manner.refusal("incorrect_device_code", cx));
    }
    match settings.token {
        DeviceToken::Real | DeviceToken::Both => None,
        DeviceToken::TooMany => Some(reply(429, "", "")),
        DeviceToken::Empty => Some(manner.write(200, Vec::new())),
        refused => Some(manner.refusal(refused.name(), cx)),
    }
}

/// GitHub states the new interval.
fn slow_down(known: &DeviceCode, interval: u64, manner: Manner, cx: &Cx<'_>) -> Response {
    if manner.style != DeviceStyle::Github {
        return manner.refusal("slow_down", cx);
    }
    let interval = interval.saturating_add(known.slower) / 1000;
    let members = vec![
        ("error", "slow_down".into()),
        ("error_description", "polls are too frequent".into()),
        ("interval", interval.into()),
    ];
    manner.write(200, members)
}

fn scope(granted: &str, style: DeviceStyle, written: DeviceScope) -> Option<(&'static str, Json)> {
    let scopes: Vec<_> = granted
        .split(' ')
        .filter(|scope| !scope.is_empty())
        .collect();
    let written = match (written, style) {
        (DeviceScope::ByStyle, DeviceStyle::Github) => DeviceScope::Comma,
        (DeviceScope::ByStyle, DeviceStyle::Twitch) => DeviceScope::List,
        (DeviceScope::ByStyle, _) => DeviceScope::Blank,
        (written, _) => written,
    };
    let json = match written {
        DeviceScope::Absent => return None,
        DeviceScope::Comma => scopes.join(",").into(),
        DeviceScope::List => Json::array(scopes.into_iter().map(Json::from)),
        DeviceScope::Blank | DeviceScope::ByStyle => scopes.join(" ").into(),
    };
    Some(("scope", json))
}
