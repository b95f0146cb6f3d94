//! The long poll, and the credentials of a confirmed login.

use super::calls::{BASE, OTHER};
use super::{Detail, Ilink, json, refused, success};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::Phase;
use crate::reply::{PLAIN_PAGE, html};
use crate::scenario::{IlinkBase, IlinkLacks, IlinkPoll, IlinkRedirect, WechatIlink};
use crate::service::{Cx, Outcome};

/// More frequent polls are noted in the log, but for those with a number.
const POLL_GAP: u64 = 900;

impl Ilink {
    pub(super) fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let settings = &cx.scenario.wechat_ilink;
        match settings.poll {
            IlinkPoll::Real => {}
            IlinkPoll::Unknown => return state("paused", Vec::new(), cx).into(),
            IlinkPoll::Number => {
                return json(Json::object([
                    ("ret", 0_i64.into()),
                    ("status", 7_i64.into()),
                ]))
                .into();
            }
            IlinkPoll::None => return success(Vec::new(), cx).into(),
            IlinkPoll::Refused => return refused(-1).into(),
            IlinkPoll::Html => return html(200, PLAIN_PAGE).into(),
        }
        let key = incoming.query("qrcode").unwrap_or_default();
        let number = incoming.query("verify_code");
        let (now, end) = (cx.now, cx.began.saturating_add(settings.hold.0));
        let gap = if number.is_some() { 0 } else { POLL_GAP };
        let (first, at_base) = (cx.first, incoming.host == BASE);
        let (Some(login), Some(detail)) = (cx.polled_login(&key, gap), self.codes.get_mut(&key))
        else {
            cx.note("unknown qrcode");
            return state("expired", Vec::new(), cx).into();
        };
        let (phase, next) = (login.phase(now), login.next_change(now));
        let (login_number, spent) = (login.number, login.spent);
        let is_over = now >= login.expires_at;
        if first && matches!(phase, Phase::Scanned { .. } | Phase::Confirmed { .. }) {
            detail.check(number.as_deref(), settings);
        }
        let status = match phase {
            Phase::Expired => "expired",
            _ if spent => "expired",
            _ if detail.refused >= settings.number_tries => "verify_code_blocked",
            Phase::Waiting => "wait",
            // The phone shows a page that wants an upgrade, so nothing is confirmed there.
            _ if detail.outdated && is_over => "expired",
            _ if detail.outdated => "wait",
            _ if detail.bound => "binded_redirect",
            Phase::Scanned { .. } if at_base && settings.redirect != IlinkRedirect::None => {
                "scaned_but_redirect"
            }
            Phase::Confirmed { .. } if at_base && settings.redirect.is_hostile() => {
                "scaned_but_redirect"
            }
            Phase::Scanned { .. } | Phase::Confirmed { .. }
                if !detail.verified && !settings.number.is_empty() =>
            {
                "need_verifycode"
            }
            Phase::Confirmed { .. } => "confirmed",
            Phase::Scanned { .. } | Phase::Denied { .. } => settings.scanned.name(),
        };
        let is_news = match status {
            "wait" => false,
            "need_verifycode" => {
                let asks = settings.asks_again || !detail.asked || number.is_some();
                detail.asked = true;
                asks
            }
            _ => detail.reported != status || number.is_some(),
        };
        if !is_news && now < end {
            return Outcome::Hold(end.min(next));
        }
        detail.reported = status;
        match status {
            "confirmed" => {
                login.spent = true;
                confirmed(&key, login_number, incoming, cx).into()
            }
            "scaned_but_redirect" => state(status, redirect(settings.redirect), cx).into(),
            // Nothing is said to a poll that gets no question.
            "need_verifycode" if !is_news => state("wait", Vec::new(), cx).into(),
            _ => state(status, Vec::new(), cx).into(),
        }
    }
}

impl Detail {
    /// Checks a number that came with a poll.
    fn check(&mut self, number: Option<&str>, settings: &WechatIlink) {
        let Some(number) = number.filter(|_| !self.verified) else {
            return;
        };
        if number == settings.number && self.refused >= settings.refused_numbers {
            self.verified = true;
        } else {
            self.refused += 1;
        }
    }
}

fn state(status: &'static str, more: Vec<(&'static str, Json)>, cx: &Cx<'_>) -> Response {
    let mut members = vec![("status", status.into())];
    members.extend(more);
    success(members, cx)
}

fn redirect(to: IlinkRedirect) -> Vec<(&'static str, Json)> {
    let host = match to {
        IlinkRedirect::None | IlinkRedirect::Unnamed => return Vec::new(),
        IlinkRedirect::Other => OTHER,
        IlinkRedirect::Port => "sh.ilinkai.weixin.qq.com:8443",
        IlinkRedirect::Evil | IlinkRedirect::Lookalike => to.name(),
    };
    vec![("redirect_host", host.into())]
}

/// Issues the credentials.
fn confirmed(key: &str, number: usize, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.wechat_ilink;
    let bot = format!("{}@im.bot", cx.random(number, "bot").hex(12));
    let token = format!("{bot}:{}", cx.random(number, "token").hex(32));
    let user = format!("{}@im.wechat", cx.random(0, "user").hex(24));
    let base = match settings.base {
        IlinkBase::Base => Some(incoming.url(BASE, "")),
        IlinkBase::Other => Some(incoming.url(OTHER, "")),
        IlinkBase::Evil => Some("https://evil.example".to_owned()),
        IlinkBase::None => None,
    };
    let lacks = settings.lacks;
    let values = [
        ("bot_token", Some(token), IlinkLacks::Token),
        ("ilink_bot_id", Some(bot), IlinkLacks::Bot),
        ("baseurl", base, IlinkLacks::None),
        ("ilink_user_id", Some(user), IlinkLacks::User),
    ];
    let given = values.into_iter().filter_map(|(name, value, lack)| {
        let value = value.filter(|_| lack == IlinkLacks::None || lack != lacks);
        Some((name, value?))
    });
    let given: Vec<_> = given.collect();
    let members = given
        .iter()
        .map(|(name, value)| (*name, value.as_str().into()));
    let response = state("confirmed", members.collect(), cx);
    cx.grant(key, given);
    response
}
