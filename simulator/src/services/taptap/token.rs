//! The token poll (spec 2.7).

use super::errors::{refusal, region_mismatch};
use super::form::Form;
use super::hosts::Region;
use super::{Granted, TapTap, success};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::person::Phase;
use crate::reply::reply;
use crate::scenario::{ScopeSeparator, TapTapLacks, Upstream};
use crate::service::Cx;

impl TapTap {
    /// The token poll.
    pub(super) fn token(
        &mut self,
        incoming: &Incoming,
        region: Region,
        cx: &mut Cx<'_>,
    ) -> Response {
        let Some(form) = Form::of(incoming) else {
            cx.note("no form");
            return refusal("invalid_request", cx);
        };
        let (Some(grant), Some(client_id), Some(secret), Some(code)) = (
            form.get("grant_type"),
            form.get("client_id"),
            form.get("secret_type"),
            form.get("code"),
        ) else {
            cx.note("a parameter is missing");
            return refusal("invalid_request", cx);
        };
        if grant != "device_token" {
            return refusal("unsupported_grant_type", cx);
        }
        if !matches!(secret, "hmac-sha-1" | "hmac-sha-256") {
            return refusal("unsupported_secret_type", cx);
        }
        let Some(client) = Region::of_client(client_id) else {
            cx.note("unknown client_id");
            return refusal("invalid_client", cx);
        };
        if client != region {
            cx.note("another region");
            return region_mismatch(cx);
        }
        match self.state(code, client, &form, cx) {
            Ok(number) => self.grant(code, number, cx),
            Err(response) => *response,
        }
    }

    /// The number of a confirmed login, else the error.
    fn state(
        &self,
        code: &str,
        client: Region,
        form: &Form,
        cx: &mut Cx<'_>,
    ) -> Result<usize, Box<Response>> {
        let settings = &cx.scenario.taptap;
        let pace = settings.pace.0.max(u64::from(settings.interval) * 1000);
        let gap = pace.saturating_sub(settings.tolerance.0);
        let now = cx.now;
        let refuse = |error: &str, cx: &Cx<'_>| Err(Box::new(refusal(error, cx)));
        let known = self.codes.get(code);
        let Some(login) = cx.login(code) else {
            cx.note("unknown device code");
            return refuse("invalid_grant_code", cx);
        };
        let (spent, number) = (login.spent, login.number);
        if known.is_none_or(|known| known.client != client) {
            cx.note("another client's device code");
            return refuse("invalid_grant_code", cx);
        }
        // Optional, and not known to be checked (spec 8, item 5).
        let device = form.device_id();
        if device.is_some() && known.is_some_and(|known| known.device_id != device) {
            cx.note("another device id");
        }
        // A refused poll does not restart the interval.
        let slow_down = cx.is_too_fast(code, gap) && settings.enforces_interval;
        if !slow_down {
            cx.count_poll(code);
        }
        match settings.token {
            Upstream::Real => {}
            Upstream::InvalidRequest => return Err(Box::new(region_mismatch(cx))),
            Upstream::Text => {
                let text = "upstream connect error or disconnect/reset before headers";
                return Err(Box::new(reply(400, "text/plain", text)));
            }
            error => return refuse(error.name(), cx),
        }
        if spent {
            cx.note("device code already used");
            return refuse("invalid_grant_code", cx);
        }
        if slow_down {
            return refuse("slow_down", cx);
        }
        let phase = cx
            .login(code)
            .map_or(Phase::Expired, |login| login.phase(now));
        match phase {
            Phase::Waiting => refuse("authorization_pending", cx),
            Phase::Scanned { .. } => refuse("authorization_waiting", cx),
            Phase::Denied { .. } => refuse("access_denied", cx),
            Phase::Expired => refuse(settings.expired.name(), cx),
            Phase::Confirmed { .. } => Ok(number),
        }
    }

    fn grant(&mut self, code: &str, number: usize, cx: &mut Cx<'_>) -> Response {
        let settings = &cx.scenario.taptap;
        if let Some(login) = cx.login(code) {
            login.spent = true;
        }
        let Some(known) = self.codes.get(code) else {
            return refusal("server_error", cx);
        };
        let mut random = cx.random(number, "token");
        let fixed = |setting: &str, random: String| match setting {
            "" => random,
            setting => setting.to_owned(),
        };
        let kid = fixed(&settings.kid, format!("1/{}", random.base64_url(340)));
        let mac_key = fixed(&settings.mac_key, random.alnum(40));
        let mut scopes = known.scopes.clone();
        if !settings.extra_scope.is_empty() {
            scopes.push(settings.extra_scope.clone());
        }
        let separator = match settings.scope_separator {
            ScopeSeparator::Space => " ",
            ScopeSeparator::Comma => ",",
        };
        let mut data = vec![
            ("kid", kid.as_str().into()),
            ("access_token", kid.as_str().into()),
            ("token_type", "mac".into()),
            ("mac_key", mac_key.as_str().into()),
            ("mac_algorithm", settings.mac_algorithm.name().into()),
            ("scope", scopes.join(separator).into()),
        ];
        data.retain(|(name, _)| {
            let lacking = settings.lacks != TapTapLacks::None && *name == settings.lacks.name();
            !lacking && (settings.access_token || *name != "access_token")
        });
        let granted = Granted {
            mac_key,
            algorithm: settings.mac_algorithm,
            client: known.client,
            scopes,
            device_code: code.to_owned(),
        };
        let values = vec![
            ("kid", kid.clone()),
            ("mac_key", granted.mac_key.clone()),
            ("mac_algorithm", granted.algorithm.name().to_owned()),
        ];
        let response = success(data, cx);
        cx.grant_also(code, values);
        self.tokens.insert(kid, granted, cx.scenario.remember);
        response
    }
}
