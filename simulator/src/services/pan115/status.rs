//! The two status calls: the long poll, and the one that responds at once.

use super::codes::Codes;
use super::envelope::{self, observed};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::Phase;
use crate::scenario::{ExpiredAs, PanWaiting};
use crate::service::{Cx, Outcome};

/// More frequent polls are noted in the log.
const POLL_GAP: u64 = 450;

/// The state of a code, if `sign` and `time` are right.
struct Seen {
    phase: Phase,
    /// When it can next change, in Unix milliseconds.
    next: u64,
}

impl Codes {
    /// The long poll: responds on a change, or at the end of the hold.
    pub(super) fn status(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let settings = &cx.scenario.pan_115;
        let Some(seen) = self.look(incoming, cx) else {
            return expired(cx).into();
        };
        let scanned = match seen.phase {
            Phase::Expired => return expired(cx).into(),
            Phase::Confirmed { .. } => return status(2, "confirmed", cx).into(),
            Phase::Denied { .. } => return status(-2, "canceled", cx).into(),
            Phase::Scanned { at } if settings.report_scanned => Some(at),
            Phase::Scanned { .. } | Phase::Waiting => None,
        };
        let code = self
            .by_uid
            .get_mut(&incoming.query("uid").unwrap_or_default());
        if let Some(code) = code
            && scanned.is_some()
            && (settings.scanned_at_once || code.reported_scan != scanned)
        {
            code.reported_scan = scanned;
            return status(1, "scanned", cx).into();
        }
        let end = cx.began.saturating_add(hold(cx));
        if cx.now < end {
            return Outcome::Hold(end.min(seen.next));
        }
        match scanned {
            Some(_) if !observed(cx) => status(1, "scanned", cx),
            _ => nothing_new(cx),
        }
        .into()
    }

    /// The second endpoint, where `state` false is no failure. Its report of expired and refused
    /// codes is an assumption.
    pub(super) fn quick_status(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let phase = self
            .look(incoming, cx)
            .map_or(Phase::Expired, |seen| seen.phase);
        let (good, code, message) = match phase {
            Phase::Waiting => (false, 90_038_i64, "请扫描二维码"),
            Phase::Confirmed { .. } if cx.scenario.pan_115.quick_status_confirms => (true, 0, ""),
            Phase::Scanned { .. } | Phase::Confirmed { .. } => (false, 90_039, "请确认登录"),
            Phase::Denied { .. } | Phase::Expired => (false, envelope::EXPIRED, "key invalid"),
        };
        let mut members = vec![
            ("state", good.into()),
            ("code", code.into()),
            ("message", message.into()),
        ];
        if good {
            members.push(("key", incoming.query("uid").unwrap_or_default().into()));
        }
        envelope::json(&Json::Object(members), cx)
    }

    /// Counts a poll; `None` if there is no such code, or `sign` or `time` are wrong.
    fn look(&self, incoming: &Incoming, cx: &mut Cx<'_>) -> Option<Seen> {
        let uid = incoming.query("uid").unwrap_or_default();
        let now = cx.now;
        let Some(code) = self.by_uid.get(&uid).filter(|_| cx.login(&uid).is_some()) else {
            cx.note("unknown uid");
            return None;
        };
        let same = |name: &str, value: &str| incoming.query(name).as_deref() == Some(value);
        if !same("sign", &code.sign) || !same("time", &code.time.to_string()) {
            cx.note("wrong sign or time");
            return None;
        }
        let login = cx.polled_login(&uid, POLL_GAP)?;
        let phase = if login.spent {
            Phase::Expired
        } else {
            login.phase(now)
        };
        let next = login.next_change(now);
        Some(Seen { phase, next })
    }
}

fn status(status: i64, message: &str, cx: &Cx<'_>) -> Response {
    let data = Json::object([
        ("msg", message.into()),
        ("status", status.into()),
        ("version", "1.0".into()),
    ]);
    envelope::success(Some(data), cx)
}

fn nothing_new(cx: &Cx<'_>) -> Response {
    let data = match cx.scenario.pan_115.waiting {
        PanWaiting::Zero => return status(0, "", cx),
        PanWaiting::Unknown99 => return status(99, "", cx),
        PanWaiting::Variant if !observed(cx) => return status(0, "", cx),
        PanWaiting::Variant | PanWaiting::Empty => Some(Json::object([])),
        PanWaiting::Null => Some(Json::Null),
        PanWaiting::List => Some(Json::array([])),
        PanWaiting::Absent => None,
    };
    envelope::success(data, cx)
}

fn expired(cx: &Cx<'_>) -> Response {
    let as_failure = match cx.scenario.pan_115.expired {
        ExpiredAs::Variant => observed(cx),
        shape => shape == ExpiredAs::Code40199002,
    };
    if as_failure {
        envelope::failure(envelope::EXPIRED, cx)
    } else {
        status(-1, "expired", cx)
    }
}

/// How long a status call is held, in milliseconds.
fn hold(cx: &Cx<'_>) -> u64 {
    let of_variant = if observed(cx) { 30_000 } else { 0 };
    cx.scenario.pan_115.hold.map_or(of_variant, |time| time.0)
}
