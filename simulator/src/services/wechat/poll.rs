//! The long poll. `tip=1` requests the state (level), `tip=0` changes (edge).

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;

use super::{PAGE, Web, script};
use crate::exchange::Response;
use crate::image::{avatar_jpeg, avatar_png};
use crate::incoming::Incoming;
use crate::person::Phase;
use crate::reply::{html, reply};
use crate::scenario::{Avatar, CancelAs, PollAnswer, Separator};
use crate::service::{Cx, Outcome};

/// More frequent polls are noted in the log.
const POLL_GAP: u64 = 100;
/// The length of the largest avatar in base64.
const LARGE: usize = 192 * 1024;

impl Web {
    pub(super) fn poll(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        if incoming.method != Method::GET {
            return reply(405, "", "").into();
        }
        let settings = &cx.scenario.wechat_web;
        match settings.poll {
            PollAnswer::Real => {}
            PollAnswer::Code500 => return code(500).into(),
            PollAnswer::Code202 => return code(202).into(),
            PollAnswer::Unknown => return code(999).into(),
            PollAnswer::Empty => return script("").into(),
            PollAnswer::Html => return html(200, PAGE).into(),
            PollAnswer::NoRedirect => return code(200).into(),
        }
        let uuid = incoming.query("uuid").unwrap_or_default();
        let (now, began) = (cx.now, cx.began);
        let (Some(login), Some(detail)) =
            (cx.polled_login(&uuid, POLL_GAP), self.codes.get_mut(&uuid))
        else {
            cx.note("unknown uuid");
            return code(400).into();
        };
        let (phase, next) = (login.phase(now), login.next_change(now));
        let cancelled = login.cancelled(now).is_some();
        let ticket_number = login.number;
        if detail.dead {
            return code(400).into();
        }
        if cancelled && settings.cancel == CancelAs::Code202 {
            detail.dead = true;
            return code(202).into();
        }
        match phase {
            Phase::Expired => return code(400).into(),
            Phase::Confirmed { scanned_at, .. } => {
                let ticket = super::session::ticket(cx, ticket_number);
                let clock =
                    scanned_at.saturating_add_signed(cx.scenario.clock_skew.saturating_mul(1000));
                let path = format!(
                    "/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket={ticket}&uuid={uuid}&lang={}&scan={}",
                    detail.lang,
                    clock / 1000,
                );
                return confirmed(&incoming.url(&detail.page_host, &path), settings.separator)
                    .into();
            }
            Phase::Scanned { at } if settings.report_scanned && !detail.push => {
                let level = incoming.query("tip").as_deref() != Some("0");
                if level || detail.reported_scan != Some(at) {
                    detail.reported_scan = Some(at);
                    let icon = incoming.query("loginicon").as_deref() == Some("true");
                    return scanned(if icon { settings.avatar } else { Avatar::None }).into();
                }
            }
            Phase::Scanned { .. } | Phase::Waiting | Phase::Denied { .. } => {}
        }
        let end = began.saturating_add(settings.hold.0);
        if now < end {
            Outcome::Hold(end.min(next))
        } else {
            code(408).into()
        }
    }
}

fn code(code: u16) -> Response {
    script(format!("window.code={code};"))
}

fn confirmed(uri: &str, separator: Separator) -> Response {
    let between = match separator {
        Separator::Lf => "\n",
        Separator::None => "",
        Separator::Space => " ",
    };
    script(format!(
        "window.code=200;{between}window.redirect_uri=\"{uri}\";"
    ))
}

fn scanned(avatar: Avatar) -> Response {
    let value = match avatar {
        Avatar::None => return code(201),
        Avatar::Jpeg => data(&avatar_jpeg()),
        Avatar::PngUnderJpg => data(&avatar_png()),
        Avatar::Large => {
            // Bytes after the end marker of a JPEG are ignored.
            let mut picture = avatar_jpeg();
            picture.resize(LARGE / 4 * 3, 0);
            data(&picture)
        }
        Avatar::Hostile => "https://tracker.example/a.jpg".to_owned(),
        Avatar::Empty => String::new(),
    };
    script(format!("window.code=201;window.userAvatar = '{value}';"))
}

fn data(picture: &[u8]) -> String {
    format!("data:img/jpg;base64,{}", STANDARD.encode(picture))
}
