//! The poll, and the credentials of a confirmed login.

use super::{member, refused, success};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::Phase;
use crate::reply::{PLAIN_PAGE, html};
use crate::scenario::{DingTalkLacks, DingTalkNews, DingTalkSpelling};
use crate::service::Cx;

/// By how much a poll may be too early, in ms.
const TOLERANCE: u64 = 250;

pub(super) fn poll(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.dingtalk;
    let code = member(incoming, "device_code");
    let gap = (u64::from(settings.interval) * 1000).saturating_sub(TOLERANCE);
    let (news, reason) = (settings.bad_news, settings.fail_reason.as_str());
    let (from, lasts) = (settings.bad_news_from.0, settings.bad_news_for.0);
    let now = cx.now;
    let Some(login) = cx.polled_login(&code, gap) else {
        cx.note("unknown device code");
        return state("EXPIRED", Vec::new(), cx);
    };
    let (spent, phase, number) = (login.spent, login.phase(now), login.number);
    let age = now.saturating_sub(login.issued_at);
    if age >= from
        && age < from.saturating_add(lasts)
        && let Some(response) = bad_news(news, cx)
    {
        return response;
    }
    match phase {
        _ if spent => {
            cx.note("device code already used");
            state("EXPIRED", Vec::new(), cx)
        }
        Phase::Expired => state("EXPIRED", Vec::new(), cx),
        Phase::Denied { .. } => state("FAIL", vec![("fail_reason", reason.into())], cx),
        Phase::Waiting | Phase::Scanned { .. } => state("WAITING", Vec::new(), cx),
        Phase::Confirmed { .. } => {
            if let Some(login) = cx.login(&code) {
                login.spent = true;
            }
            confirmed(&code, number, cx)
        }
    }
}

/// What polls get in place of the real state.
fn bad_news(news: DingTalkNews, cx: &Cx<'_>) -> Option<Response> {
    Some(match news {
        DingTalkNews::None => return None,
        DingTalkNews::Fail => {
            let reason = ("fail_reason", "system busy".into());
            state("FAIL", vec![reason], cx)
        }
        DingTalkNews::Expired => state("EXPIRED", Vec::new(), cx),
        DingTalkNews::Unknown => state("PAUSED", Vec::new(), cx),
        DingTalkNews::Absent => success(Vec::new(), cx),
        DingTalkNews::Refused => refused(-1),
        DingTalkNews::Down => html(502, PLAIN_PAGE),
        DingTalkNews::Missing => html(404, PLAIN_PAGE),
        DingTalkNews::Empty => state("SUCCESS", Vec::new(), cx),
    })
}

fn state(state: &str, more: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    let written = match cx.scenario.dingtalk.spelling {
        DingTalkSpelling::Upper => state.to_owned(),
        DingTalkSpelling::Lower => state.to_ascii_lowercase(),
        DingTalkSpelling::Blanks => format!(" {state} "),
    };
    let mut members = vec![("status", written.into())];
    members.extend(more);
    success(members, cx)
}

/// A success with credentials, which are recorded as issued.
fn confirmed(code: &str, number: usize, cx: &mut Cx<'_>) -> Response {
    let lacks: DingTalkLacks = cx.scenario.dingtalk.lacks;
    let mut random = cx.random(number, "app");
    let id = format!("ding{}", random.lower_alnum(16));
    let secret = random.base64_url(64);
    let mut issued = vec![("client_id", id), ("client_secret", secret)];
    issued.retain(|(name, _)| *name != lacks.name());
    let own = issued.iter();
    let members = own.map(|(name, value)| (*name, value.as_str().into()));
    let response = state("SUCCESS", members.collect(), cx);
    cx.grant(code, issued);
    response
}
