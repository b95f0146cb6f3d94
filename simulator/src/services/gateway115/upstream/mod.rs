//! The gateway in front of the simulated 115: it forwards requests and rewrites the responses.

mod reply;
mod requests;
mod send;

use serde_json::Value;

use super::binding::Fields;
use super::responses::{self, json, message_only, observed};
use super::{Gateway, admit, picture};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::service::{Cx, Outcome};
use reply::Reply;
pub(super) use send::HeldCall;

impl Gateway {
    /// Responds to a call by forwarding it to 115.
    pub(super) fn forward(
        &mut self,
        call: &'static str,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Outcome {
        let fields = match admit(call, incoming, cx) {
            Ok(fields) => fields,
            Err(response) => return (*response).into(),
        };
        match call {
            "start" => self.forwarded_start(cx),
            "image" => self.forwarded_image(&fields, cx),
            "status" => self.forwarded_status(&fields, cx),
            _ => self.forwarded_login(&fields, cx),
        }
    }

    fn forwarded_start(&mut self, cx: &mut Cx<'_>) -> Outcome {
        const WHAT: &str = "start QR code session";
        let reply = match self.send("token", requests::token(), "", cx) {
            Ok(Outcome::Hold(until)) => return Outcome::Hold(until),
            Ok(Outcome::Respond(response)) => Reply::read(&response).map_err(|cause| cause.text),
            Err(error) => Err(error),
        };
        let data = match reply {
            Ok(reply) => reply.data,
            Err(text) => return failed(WHAT, &text, cx).into(),
        };
        let text = |name: &str| data.get(name).and_then(Value::as_str).unwrap_or_default();
        let time = data.get("time").and_then(Value::as_i64).unwrap_or_default();
        let body = Json::object([
            ("uid", text("uid").into()),
            ("sign", text("sign").into()),
            ("time", time.into()),
            ("qrcode_content", text("qrcode").into()),
        ]);
        json(200, &body, cx).into()
    }

    /// Status and type of 115's response are ignored.
    fn forwarded_image(&mut self, fields: &Fields, cx: &mut Cx<'_>) -> Outcome {
        let request = requests::image(fields);
        match self.send("image", request, &fields.uid, cx) {
            Ok(Outcome::Hold(until)) => Outcome::Hold(until),
            Ok(Outcome::Respond(response)) => picture(response.into_body(), cx).into(),
            Err(error) => failed("generate QR code image", &error, cx).into(),
        }
    }

    /// The long poll is forwarded.
    fn forwarded_status(&mut self, fields: &Fields, cx: &mut Cx<'_>) -> Outcome {
        const WHAT: &str = "check QR code status";
        let reply = match self.send("status", requests::status(fields), &fields.uid, cx) {
            Ok(Outcome::Hold(until)) => return Outcome::Hold(until),
            Ok(Outcome::Respond(response)) => Reply::read(&response),
            Err(error) => return failed(WHAT, &error, cx).into(),
        };
        let status = match reply {
            Ok(reply) => reply,
            Err(cause) if cause.expired && !observed(cx) => return responses::expired(cx).into(),
            Err(cause) => return failed(WHAT, &cause.text, cx).into(),
        };
        let value = status.data.get("status").and_then(Value::as_i64);
        let version = status.data.get("version").and_then(Value::as_str);
        // The documented server always has a version.
        let version = match version {
            Some(version) => version,
            None if observed(cx) => "",
            None => "1.0",
        };
        let value = self.report(&fields.uid, value.unwrap_or_default(), cx);
        responses::status_with_version(value, version, cx).into()
    }

    /// The status to report. The documented server keeps the last status when 115 reports no
    /// change.
    fn report(&mut self, uid: &str, value: i64, cx: &Cx<'_>) -> i64 {
        if value != 0 {
            self.reported
                .insert(uid.to_owned(), value, cx.scenario.remember);
        } else if !observed(cx) {
            return self.reported.get(uid).copied().unwrap_or_default();
        }
        value
    }

    /// The documented server requires a confirmation; the real one leaves that to 115.
    fn forwarded_login(&mut self, fields: &Fields, cx: &mut Cx<'_>) -> Outcome {
        const WHAT: &str = "complete QR code login";
        if !observed(cx)
            && let Some(status) = self.unconfirmed(fields, cx)
        {
            return responses::not_ready(status, cx).into();
        }
        let reply = match self.send("login", requests::login(fields, cx), &fields.uid, cx) {
            Ok(Outcome::Hold(until)) => return Outcome::Hold(until),
            Ok(Outcome::Respond(response)) => Reply::read(&response),
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
        // Cookies that 115 does not send are empty, and the response is a success.
        let values = vec![
            ("uid", cookie("UID")),
            ("cid", cookie("CID")),
            ("seid", cookie("SEID")),
            ("kid", cookie("KID")),
        ];
        let response = responses::logged_in(&values, cx);
        cx.grant(&fields.uid, values);
        response.into()
    }

    /// The state of a code as text, unless it is confirmed. A poll that 115 holds means no change.
    fn unconfirmed(&mut self, fields: &Fields, cx: &mut Cx<'_>) -> Option<&'static str> {
        let status = match self.send("status", requests::status(fields), &fields.uid, cx) {
            Ok(Outcome::Respond(response)) => match Reply::read(&response) {
                Ok(reply) => reply.data.get("status").and_then(Value::as_i64),
                Err(cause) if cause.expired => Some(-1),
                // The login call will meet the same error.
                Err(_) => return None,
            },
            Ok(Outcome::Hold(_)) => {
                self.give_up("status", &fields.uid, cx);
                None
            }
            Err(_) => None,
        };
        match self.report(&fields.uid, status.unwrap_or_default(), cx) {
            2 => None,
            1 => Some("scanned, waiting for confirmation"),
            -1 => Some("expired"),
            -2 => Some("canceled"),
            _ => Some("waiting for scan"),
        }
    }
}

fn failed(what: &str, cause: &str, cx: &Cx<'_>) -> Response {
    let text = format!("Failed to {what}: failed to {what}: {cause}");
    message_only(500, &text, cx)
}
