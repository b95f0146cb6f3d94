//! The calls of a new session: `webwxinit`, the notification of its state, contacts, `synccheck`
//! and `webwxsync`.
//!
//! An account without messages, whose only contact is the file helper.

use serde_json::Value;

use super::hosts::push_host;
use super::{Web, script};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::journal::Issued;
use crate::json::{Escapes, Json};
use crate::random::Random;
use crate::reply::{redirect, reply};
use crate::scenario::SkeyCheck;
use crate::service::{Cx, Outcome};
use crate::service_id::ServiceId;

/// `BaseResponse.Ret` of a malformed request (spec 3).
const PARAMETER: i64 = 1;
/// Of credentials that were not issued.
const NOT_LOGGED_IN: i64 = 1100;
/// Of cookies that do not belong to them.
const COOKIE: i64 = 1102;

impl Web {
    /// A call that names the session in its body: `BaseRequest{Uin,Sid,Skey,DeviceID}` (spec 2.4).
    pub(super) fn session_call(
        &mut self,
        call: &str,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let given = match Given::of_body(incoming) {
            Some(given) => given,
            // The list of contacts is requested without a body.
            None if call == "contacts" => Given::of_query(incoming),
            None => return response(PARAMETER, []),
        };
        if call == "report" {
            // The page reports on itself before and after a login.
            return response(0, []);
        }
        match self.check(&given, incoming, cx) {
            Ok(known) => {
                let known = known.clone();
                match call {
                    "init" => init(&known, cx),
                    "contacts" => contacts(),
                    "batch-contacts" => batch(incoming),
                    "sync" => sync(cx),
                    "send" => sent(incoming, cx),
                    "oplog" => response(0, []),
                    _ => response(0, [("MsgID", message_id(cx))]),
                }
            }
            Err(ret) => {
                cx.note("session refused");
                response(ret, [])
            }
        }
    }

    /// Whether there are new messages: there are none, so it is held as long as a poll (spec 4,
    /// `synccheck`).
    pub(super) fn sync_check(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let reported = |retcode: i64| {
            script(format!(
                "window.synccheck={{retcode:\"{retcode}\",selector:\"0\"}}"
            ))
        };
        if let Err(ret) = self.check(&Given::of_query(incoming), incoming, cx) {
            cx.note("session refused");
            return reported(ret).into();
        }
        let until = cx.began.saturating_add(cx.scenario.wechat_web.hold.0);
        match cx.now < until {
            true => Outcome::Hold(until),
            false => reported(0).into(),
        }
    }

    /// Ends a session. Its `sid` and `uin` are in a form, or in the cookies of a client that sends
    /// a GET or no body; the response leads to a page, also without a session (spec 2.7).
    pub(super) fn log_out(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
        let mut given = Given::of_query(incoming);
        let field = |name: &str| incoming.form_parameter(name);
        given.sid = field("sid").unwrap_or(given.sid);
        given.uin = field("uin").unwrap_or(given.uin);
        match self.check(&given, incoming, cx) {
            Ok(_) => drop(self.ended.insert(given.sid, (), cx.scenario.remember)),
            Err(_) => cx.note("session refused"),
        }
        // No source names the target. This one is the page with the QR code of the same host.
        redirect(301, &incoming.url(&incoming.host, "/"))
    }

    /// The login of the credentials, if its cookies and its host are right, too. `Skey` may be
    /// empty: clients that receive it from `webwxinit` send it so.
    fn check<'a>(
        &self,
        given: &Given,
        incoming: &Incoming,
        cx: &'a Cx<'_>,
    ) -> Result<&'a Issued, i64> {
        let settings = &cx.scenario.wechat_web;
        let may_lack_skey = settings.skey == SkeyCheck::IfSent && given.skey.is_empty();
        let known = with_sid(&given.sid, cx)
            .filter(|_| self.ended.get(&given.sid).is_none())
            .filter(|known| may_lack_skey || known.get("skey") == Some(&given.skey))
            .filter(|known| known.get("wxuin") == Some(&given.uin))
            .ok_or(NOT_LOGGED_IN)?;
        let host = known.get("host").unwrap_or_default();
        if incoming.host != host && incoming.host != push_host(host) {
            return Err(settings.wrong_host.name().parse().unwrap_or(NOT_LOGGED_IN));
        }
        let ticket = incoming.cookie("webwx_data_ticket");
        if ticket.is_none() || ticket.as_deref() != known.get("webwx_data_ticket") {
            return Err(COOKIE);
        }
        Ok(known)
    }

    /// The page, which shows whether there is a login (spec 2.5).
    pub(super) fn page(&self, incoming: &Incoming, cx: &Cx<'_>) -> Response {
        let known = with_sid(&incoming.cookie("wxsid").unwrap_or_default(), cx);
        let known = known.filter(|known| known.get("host") == Some(&incoming.host));
        let known = known.is_some_and(|known| {
            let sid = known.get("wxsid").unwrap_or_default();
            self.ended.get(sid).is_none()
        });
        let flag = if known { "1" } else { "" };
        let body = format!(
            "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"UTF-8\">\n<title>微信网页版</title>\n\
             <script>window.MMCgi = {{ isLogin : (!!\"{flag}\") }};</script>\n</head>\n<body></body>\n</html>\n"
        );
        crate::reply::html(200, &body)
    }
}

/// The credentials in a request.
struct Given {
    uin: String,
    sid: String,
    skey: String,
}

impl Given {
    fn of_body(incoming: &Incoming) -> Option<Self> {
        let body: Value = serde_json::from_slice(&incoming.body).ok()?;
        let base = body.get("BaseRequest")?;
        let text = |name: &str| match base.get(name) {
            Some(Value::String(text)) => text.clone(),
            Some(Value::Number(number)) => number.to_string(),
            _ => String::new(),
        };
        Some(Self {
            uin: text("Uin"),
            sid: text("Sid"),
            skey: text("Skey"),
        })
    }

    /// As parameters; those that a call does not have are taken from the cookies.
    fn of_query(incoming: &Incoming) -> Self {
        let text =
            |name: &str, cookie: &str| incoming.query(name).or_else(|| incoming.cookie(cookie));
        Self {
            uin: text("uin", "wxuin").unwrap_or_default(),
            sid: text("sid", "wxsid").unwrap_or_default(),
            skey: incoming.query("skey").unwrap_or_default(),
        }
    }
}

fn with_sid<'a>(sid: &str, cx: &'a Cx<'_>) -> Option<&'a Issued> {
    let issued = cx.issued.with("wxsid", sid).filter(|_| !sid.is_empty())?;
    (issued.service == ServiceId::WechatWeb).then_some(issued)
}

fn init(known: &Issued, cx: &Cx<'_>) -> Response {
    let uin = known.get("wxuin").and_then(|uin| uin.parse::<i64>().ok());
    let name = Random::new(known.account.seed(cx.scenario.seed), "wechat/user name").hex(64);
    let mut user = vec![("Uin", uin.unwrap_or_default().into())];
    user.extend(contact(
        &format!("@{name}"),
        known.account.name_or("simulated"),
    ));
    response(
        0,
        [
            ("Count", 1_i64.into()),
            ("ContactList", Json::array([Json::Object(file_helper())])),
            ("SyncKey", sync_key(cx)),
            ("User", Json::Object(user)),
            ("ChatSet", "filehelper,".into()),
            ("SKey", known.get("skey").unwrap_or_default().into()),
            ("ClientVersion", 369_297_683_i64.into()),
            ("SystemTime", (cx.clock() / 1000).into()),
            ("GrayScale", 1_i64.into()),
            ("InviteStartCount", 40_i64.into()),
            ("MPSubscribeMsgCount", 0_i64.into()),
            ("MPSubscribeMsgList", Json::array([])),
            ("ClickReportInterval", 600_000_i64.into()),
        ],
    )
}

fn contacts() -> Response {
    response(
        0,
        [
            ("MemberCount", 1_i64.into()),
            ("MemberList", Json::array([Json::Object(file_helper())])),
            ("Seq", 0_i64.into()),
        ],
    )
}

/// The contacts that are requested by name.
fn batch(incoming: &Incoming) -> Response {
    let body: Value = serde_json::from_slice(&incoming.body).unwrap_or_default();
    let requested = body.get("List").and_then(Value::as_array);
    let names = requested.into_iter().flatten();
    let names = names.filter_map(|item| item.get("UserName").and_then(Value::as_str));
    let found: Vec<Json> = names
        .map(|name| match name {
            "filehelper" => Json::Object(file_helper()),
            name => Json::Object(contact(name, "simulated")),
        })
        .collect();
    response(
        0,
        [
            ("Count", (found.len() as u64).into()),
            ("ContactList", Json::Array(found)),
        ],
    )
}

/// A message was accepted; its number is returned.
fn sent(incoming: &Incoming, cx: &Cx<'_>) -> Response {
    let body: Value = serde_json::from_slice(&incoming.body).unwrap_or_default();
    let local = match body.pointer("/Msg/LocalID") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) => number.to_string(),
        _ => return response(PARAMETER, []),
    };
    response(0, [("MsgID", message_id(cx)), ("LocalID", local.into())])
}

fn message_id(cx: &Cx<'_>) -> Json {
    (cx.clock() / 1000).to_string().into()
}

fn sync(cx: &Cx<'_>) -> Response {
    let none = || (0_i64.into(), Json::array([]));
    let (messages, message_list) = none();
    let (changed, changed_list) = none();
    let (deleted, deleted_list) = none();
    let (members, member_list) = none();
    response(
        0,
        [
            ("AddMsgCount", messages),
            ("AddMsgList", message_list),
            ("ModContactCount", changed),
            ("ModContactList", changed_list),
            ("DelContactCount", deleted),
            ("DelContactList", deleted_list),
            ("ModChatRoomMemberCount", members),
            ("ModChatRoomMemberList", member_list),
            ("ContinueFlag", 0_i64.into()),
            ("SyncKey", sync_key(cx)),
            ("SKey", "".into()),
            ("SyncCheckKey", sync_key(cx)),
        ],
    )
}

/// The position in the account's messages.
fn sync_key(cx: &Cx<'_>) -> Json {
    let mut random = Random::new(cx.scenario.seed, "wechat/sync key");
    let keys = [1_i64, 2, 3, 1000].map(|key| {
        let value = random.between(600_000_000, 700_000_000);
        Json::object([("Key", key.into()), ("Val", value.into())])
    });
    Json::object([("Count", 4_i64.into()), ("List", Json::array(keys))])
}

fn file_helper() -> Vec<(&'static str, Json)> {
    contact("filehelper", "文件传输助手")
}

fn contact(name: &str, nick: &str) -> Vec<(&'static str, Json)> {
    let icon = format!("/cgi-bin/mmwebwx-bin/webwxgeticon?seq=0&username={name}");
    vec![
        ("UserName", name.into()),
        ("NickName", nick.into()),
        ("HeadImgUrl", icon.into()),
        ("RemarkName", "".into()),
        ("Sex", 0_i64.into()),
        ("Signature", "".into()),
        ("VerifyFlag", 0_i64.into()),
        ("ContactFlag", 2_i64.into()),
        ("MemberCount", 0_i64.into()),
        ("MemberList", Json::array([])),
        ("StarFriend", 0_i64.into()),
    ]
}

/// `BaseResponse` and what belongs to the call.
fn response<const N: usize>(ret: i64, members: [(&'static str, Json); N]) -> Response {
    let base = Json::object([("Ret", ret.into()), ("ErrMsg", "".into())]);
    let mut all = vec![("BaseResponse", base)];
    all.extend(members);
    reply(200, "text/plain", Json::Object(all).write(Escapes::Plain))
}
