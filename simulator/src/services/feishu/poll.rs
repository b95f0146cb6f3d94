//! The poll, and the credentials of a confirmed login.

use super::calls::LARK;
use super::{Detail, Feishu, json, refusal};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::Phase;
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::{FeishuBrand, FeishuLacks, FeishuLark, FeishuPending, FeishuPoll};
use crate::service::Cx;

/// What is the interval if none is stated.
const INTERVAL: u64 = 5;

impl Feishu {
    pub(super) fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        match cx.scenario.feishu.poll {
            FeishuPoll::Real => {}
            FeishuPoll::TooMany => return reply(429, "", ""),
            FeishuPoll::Unknown => return refusal(400, "brand_new_error"),
            FeishuPoll::Missing => return reply(404, "", ""),
            FeishuPoll::Html => return html(200, PLAIN_PAGE),
        }
        let code = incoming.form_parameter("device_code").unwrap_or_default();
        let Some(mut detail) = self.codes.get(&code).cloned() else {
            cx.note("unknown device code");
            return refusal(400, "expired_token");
        };
        let is_slowed = detail.count(&code, incoming, cx);
        let response = match is_slowed {
            true => refusal(400, "slow_down"),
            false => detail.state(&code, incoming, cx),
        };
        self.codes.insert(code, detail, cx.scenario.remember);
        response
    }
}

impl Detail {
    /// Counts a poll; whether it is answered with `slow_down`.
    fn count(&mut self, code: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> bool {
        let settings = &cx.scenario.feishu;
        let interval = match settings.interval {
            0 => INTERVAL * 1000,
            interval => u64::from(interval) * 1000,
        };
        if self.host != incoming.host {
            self.host_since = cx.now;
        }
        // The first poll at another host comes at once, and it may have to be repeated.
        let is_new = incoming.host == LARK && cx.now < self.host_since.saturating_add(interval);
        let gap = match is_new {
            true => 0,
            false => interval
                .saturating_add(self.slower)
                .saturating_sub(settings.tolerance.0),
        };
        let is_slowed = cx.is_too_fast(code, gap) || self.polls < settings.slow_polls;
        cx.count_poll(code);
        self.polls = self.polls.saturating_add(1);
        self.host.clone_from(&incoming.host);
        if is_slowed && settings.grows {
            self.slower = self.slower.saturating_add(5_000);
        }
        is_slowed
    }

    /// The response to a poll in time.
    fn state(&mut self, code: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let (brand, lark) = (cx.scenario.feishu.brand, cx.scenario.feishu.lark);
        let (now, is_at_lark) = (cx.now, incoming.host == LARK);
        let Some(login) = cx.login(code) else {
            return refusal(400, "expired_token");
        };
        let (spent, phase, number) = (login.spent, login.phase(now), login.number);
        if is_at_lark && self.is_issued {
            match lark {
                FeishuLark::Same => {}
                FeishuLark::Pending => return refusal(400, "authorization_pending"),
                FeishuLark::Missing => return reply(404, "", ""),
                FeishuLark::Down => return html(502, PLAIN_PAGE),
                other => return refusal(400, other.name()),
            }
        }
        match phase {
            _ if spent => {
                cx.note("device code already used");
                refusal(400, "expired_token")
            }
            Phase::Expired => refusal(400, "expired_token"),
            Phase::Denied { .. } => refusal(400, "access_denied"),
            Phase::Scanned { .. } | Phase::Confirmed { .. }
                if brand == FeishuBrand::Lark && !is_at_lark =>
            {
                json(200, vec![("user_info", user(number, cx))])
            }
            Phase::Waiting | Phase::Scanned { .. } => pending(cx),
            Phase::Confirmed { .. } => {
                let is_last = brand != FeishuBrand::Late || is_at_lark;
                if let Some(login) = cx.login(code) {
                    login.spent = is_last;
                }
                self.is_issued = true;
                credentials(code, number, cx)
            }
        }
    }
}

fn pending(cx: &Cx<'_>) -> Response {
    match cx.scenario.feishu.pending {
        FeishuPending::Usual => refusal(400, "authorization_pending"),
        FeishuPending::Success => refusal(200, "authorization_pending"),
        FeishuPending::Silent => json(200, Vec::new()),
        FeishuPending::SilentError => json(400, Vec::new()),
    }
}

/// `user_info`.
fn user(number: usize, cx: &Cx<'_>) -> Json {
    let settings = &cx.scenario.feishu;
    let mut members = Vec::new();
    if settings.lacks != FeishuLacks::OpenId {
        members.push(("open_id", open_id(number, cx).into()));
    }
    let brand = match settings.brand {
        FeishuBrand::Feishu => Some("feishu"),
        FeishuBrand::Lark | FeishuBrand::Late => Some("lark"),
        FeishuBrand::Absent => None,
        FeishuBrand::Other => Some("moon"),
    };
    members.extend(brand.map(|brand| ("tenant_brand", brand.into())));
    Json::Object(members)
}

/// It belongs to the app, not to the person alone.
fn open_id(number: usize, cx: &Cx<'_>) -> String {
    format!("ou_{}", cx.random(number, "open_id").hex(32))
}

/// A success with credentials, which are recorded as issued.
fn credentials(code: &str, number: usize, cx: &mut Cx<'_>) -> Response {
    let lacks = cx.scenario.feishu.lacks;
    let mut random = cx.random(number, "app");
    let id = format!("cli_{}", random.hex(16));
    let secret = random.alnum(32);
    let mut issued = vec![("client_id", id), ("client_secret", secret)];
    issued.retain(|(name, _)| *name != lacks.name());
    let own = issued.iter();
    let mut members: Vec<(&'static str, Json)> = own
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    if lacks != FeishuLacks::User {
        members.push(("user_info", user(number, cx)));
    }
    if !matches!(lacks, FeishuLacks::OpenId | FeishuLacks::User) {
        issued.push(("open_id", open_id(number, cx)));
    }
    cx.grant(code, issued);
    json(200, members)
}
