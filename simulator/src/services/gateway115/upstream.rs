//! The gateway as it really is: it asks 115 and rewords the answers.

use http::header::USER_AGENT;
use serde_json::Value;
use url::form_urlencoded::Serializer;

use super::answers::{self, json, mapped, message_only, upstream_text};
use super::binding::Fields;
use super::{Gateway, admit, observed, picture};
use crate::ask::Ask;
use crate::exchange::{Request, Response};
use crate::json::Json;
use crate::record::ServiceId;
use crate::service::{Cx, Service, Verdict};

const CODES: &str = "https://qrcodeapi.115.com";
const LOGINS: &str = "https://passportapi.115.com";

impl Gateway {
    /// Answers a call by asking 115 itself.
    pub(crate) fn relay(
        &mut self,
        call: &'static str,
        ask: &Ask,
        upstream: &mut dyn Service,
        cx: &mut Cx<'_>,
    ) -> Verdict {
        let fields = match admit(call, ask, cx) {
            Ok(fields) => fields,
            Err(response) => return (*response).into(),
        };
        match call {
            "start" => start(upstream, cx).into(),
            "image" => image(&fields, upstream, cx).into(),
            "status" => self.relayed_status(&fields, upstream, cx),
            _ => self.relayed_login(&fields, upstream, cx),
        }
    }

    /// The long poll is passed through.
    fn relayed_status(
        &mut self,
        fields: &Fields,
        upstream: &mut dyn Service,
        cx: &mut Cx<'_>,
    ) -> Verdict {
        const WHAT: &str = "check QR code status";
        let reply = match asked(upstream, "status", status_request(fields), cx) {
            Ok(Verdict::Hold(until)) => return Verdict::Hold(until),
            Ok(Verdict::Reply(response)) => Reply::read(&response),
            Err(error) => return failed(WHAT, &error, cx).into(),
        };
        let status = match reply {
            Ok(reply) => reply,
            Err(cause) if cause.expired && !observed(cx) => return answers::expired(cx).into(),
            Err(cause) => return failed(WHAT, &cause.text, cx).into(),
        };
        let value = status.data.get("status").and_then(Value::as_i64);
        let version = status.data.get("version").and_then(Value::as_str);
        // The document's server always has a version.
        let version = match version {
            Some(version) => version,
            None if observed(cx) => "",
            None => "1.0",
        };
        let value = self.tell(&fields.uid, value.unwrap_or_default(), cx);
        answers::status_with_version(value, version, cx).into()
    }

    /// The status to tell. The document's server does not take an answer without news for a step back.
    fn tell(&mut self, uid: &str, value: i64, cx: &Cx<'_>) -> i64 {
        if value != 0 {
            self.told.insert(uid.to_owned(), value);
        } else if !observed(cx) {
            return self.told.get(uid).copied().unwrap_or_default();
        }
        value
    }

    /// The document wants a confirmation first; the real server leaves that to 115.
    fn relayed_login(
        &mut self,
        fields: &Fields,
        upstream: &mut dyn Service,
        cx: &mut Cx<'_>,
    ) -> Verdict {
        const WHAT: &str = "complete QR code login";
        if !observed(cx)
            && let Some(status) = self.unconfirmed(fields, upstream, cx)
        {
            return answers::not_ready(status, cx).into();
        }
        let reply = match asked(upstream, "login", login_request(fields, cx), cx) {
            Ok(Verdict::Hold(until)) => return Verdict::Hold(until),
            Ok(Verdict::Reply(response)) => Reply::read(&response),
            Err(error) => return failed(WHAT, &error, cx).into(),
        };
        let data = match reply {
            Ok(reply) => reply.data,
            Err(cause) => return failed(WHAT, &cause.text, cx).into(),
        };
        let cookie = |name: &str| {
            let value = data.get("cookie").and_then(|cookies| cookies.get(name));
            value.and_then(Value::as_str).unwrap_or_default().to_owned()
        };
        // What 115 does not send is empty, and the answer is a success all the same.
        let values = vec![
            ("uid", cookie("UID")),
            ("cid", cookie("CID")),
            ("seid", cookie("SEID")),
            ("kid", cookie("KID")),
        ];
        let response = answers::logged_in(&values, cx);
        cx.grant(&fields.uid, values);
        response.into()
    }

    /// The state of a code in words, unless it is confirmed. A poll that 115 holds means that nothing is new.
    fn unconfirmed(
        &mut self,
        fields: &Fields,
        upstream: &mut dyn Service,
        cx: &mut Cx<'_>,
    ) -> Option<&'static str> {
        let status = match asked(upstream, "status", status_request(fields), cx) {
            Ok(Verdict::Reply(response)) => match Reply::read(&response) {
                Ok(reply) => reply.data.get("status").and_then(Value::as_i64),
                Err(cause) if cause.expired => Some(-1),
                // Let the login call meet the same trouble.
                Err(_) => return None,
            },
            _ => None,
        };
        match self.tell(&fields.uid, status.unwrap_or_default(), cx) {
            2 => None,
            1 => Some("scanned, waiting for confirmation"),
            -1 => Some("expired"),
            -2 => Some("canceled"),
            _ => Some("waiting for scan"),
        }
    }
}

fn start(upstream: &mut dyn Service, cx: &mut Cx<'_>) -> Response {
    const WHAT: &str = "start QR code session";
    let request = get(format!("{CODES}/api/1.0/web/1.0/token"));
    let data = match answered(upstream, "token", request, cx) {
        Ok(reply) => reply.data,
        Err(text) => return failed(WHAT, &text, cx),
    };
    let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
    let time = data.get("time").and_then(Value::as_i64).unwrap_or_default();
    let body = Json::object([
        ("uid", text("uid").into()),
        ("sign", text("sign").into()),
        ("time", time.into()),
        ("qrcode_content", text("qrcode").into()),
    ]);
    json(200, &body, cx)
}

/// Neither status nor type of 115's answer is looked at.
fn image(fields: &Fields, upstream: &mut dyn Service, cx: &mut Cx<'_>) -> Response {
    // The uid is not escaped: one that makes no address fails here.
    let request = http::Request::get(format!("{CODES}/api/1.0/mac/1.0/qrcode?uid={}", fields.uid))
        .header(USER_AGENT, "Go-http-client/1.1")
        .body(Vec::new())
        .map_err(|error| error.to_string());
    match asked(upstream, "image", request, cx) {
        Ok(Verdict::Reply(response)) => picture(response.into_body(), cx),
        Ok(Verdict::Hold(_)) => failed("generate QR code image", "timeout", cx),
        Err(error) => failed("generate QR code image", &error, cx),
    }
}

/// 115's answer with a success in it.
struct Reply {
    data: Value,
}

/// Why there is none.
struct Cause {
    expired: bool,
    text: String,
}

impl Reply {
    /// Reads an answer as the gateway's client library does: only with a good HTTP status, and by `state`.
    fn read(response: &Response) -> Result<Self, Cause> {
        let raw = upstream_text(&String::from_utf8_lossy(response.body()));
        let failed = |text: String| Cause {
            expired: false,
            text,
        };
        if !response.status().is_success() {
            return Err(failed(format!("{raw}: {}", mapped(0))));
        }
        let body: Value = serde_json::from_slice(response.body()).map_err(|_| {
            failed(match raw.chars().next() {
                Some(first) => {
                    format!("invalid character '{first}' looking for beginning of value")
                }
                None => "unexpected end of JSON input".to_owned(),
            })
        })?;
        let good = match body.get("state") {
            Some(Value::Bool(state)) => *state,
            Some(state) => state.as_i64() == Some(1),
            None => false,
        };
        if !good {
            let code = body.get("code").and_then(Value::as_i64).unwrap_or_default();
            return Err(Cause {
                expired: code == 40_199_002,
                text: format!("{raw}: {}", mapped(code)),
            });
        }
        let data = body.get("data").cloned().unwrap_or_default();
        Ok(Self { data })
    }
}

/// An answer that is not held, or the text of the trouble.
fn answered(
    upstream: &mut dyn Service,
    call: &'static str,
    request: Result<Request, String>,
    cx: &mut Cx<'_>,
) -> Result<Reply, String> {
    match asked(upstream, call, request, cx)? {
        Verdict::Reply(response) => Reply::read(&response).map_err(|cause| cause.text),
        Verdict::Hold(_) => Err("timeout".to_owned()),
    }
}

fn asked(
    upstream: &mut dyn Service,
    call: &'static str,
    request: Result<Request, String>,
    cx: &mut Cx<'_>,
) -> Result<Verdict, String> {
    let ask = Ask::new(request?);
    Ok(upstream.answer(call, &ask, &mut cx.of(ServiceId::Pan115)))
}

fn failed(what: &str, cause: &str, cx: &Cx<'_>) -> Response {
    let text = format!("Failed to {what}: failed to {what}: {cause}");
    message_only(500, &text, cx)
}

fn status_request(fields: &Fields) -> Result<Request, String> {
    let query = Serializer::new(String::new())
        .append_pair("uid", &fields.uid)
        .append_pair("time", &fields.time.to_string())
        .append_pair("sign", &fields.sign)
        .finish();
    get(format!("{CODES}/get/status/?{query}"))
}

fn login_request(fields: &Fields, cx: &Cx<'_>) -> Result<Request, String> {
    let app = super::login::app(fields, cx);
    let form = Serializer::new(String::new())
        .append_pair("account", &fields.uid)
        .append_pair("app", app)
        .finish();
    http::Request::post(format!("{LOGINS}/app/1.0/{app}/1.0/login/qrcode"))
        .header(USER_AGENT, "Mozilla/5.0")
        .header("content-type", "application/x-www-form-urlencoded")
        .body(form.into_bytes())
        .map_err(|error| error.to_string())
}

fn get(url: String) -> Result<Request, String> {
    http::Request::get(url)
        .header(USER_AGENT, "Mozilla/5.0")
        .body(Vec::new())
        .map_err(|error| error.to_string())
}
