//! The control calls: the person, the log and the scenario, over HTTP.

use http::Method;
use url::form_urlencoded;

use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::login::ControlError;
use crate::reply::reply;
use crate::simulator::Simulator;

const HELP: &str = "\
This is a simulator of the services that qrlogin logs in to.

Services, by Host header (on this address by path prefix):
  passport.bilibili.com           /passport.bilibili.com/x/passport-login/web/qrcode/generate
  login.wx.qq.com, wx.qq.com, …   /login.wx.qq.com/jslogin
  qrcodeapi.115.com, …            /qrcodeapi.115.com/api/1.0/web/1.0/token
  proapi.115.com                  /proapi.115.com/open/user/info
  the 115 gateway                 /api/v1/115/qrcode/start
  phiApi                          /phiApi/LoginQrCode/GetNewQRCode
  accounts.tapapis.cn, …          /accounts.tapapis.cn/oauth2/v1/device/code

The person (the latest code, or ?handle=KEY with the key that is polled or the content of the QR code):
  POST /_sim/scan       scans it
  POST /_sim/confirm    confirms the login
  POST /_sim/deny       refuses it
  POST /_sim/cancel     leaves the confirmation page
  POST /_sim/expire     lets the code die

  GET  /_sim/codes      the codes that were issued
  GET  /_sim/log        the requests so far
  GET  /_sim/scenario   every setting
  POST /_sim/set?name=NAME&value=VALUE   changes a setting
";

/// Whether a request is a control call.
pub(super) fn is_control(request: &http::Request<Vec<u8>>) -> bool {
    let path = request.uri().path();
    path == "/_sim" || path.starts_with("/_sim/")
}

/// Answers a control call.
pub(super) fn answer(
    request: &http::Request<Vec<u8>>,
    simulator: &mut Simulator,
    now: u64,
) -> Response {
    let query = request.uri().query().unwrap_or_default();
    let parameter = |wanted: &str| {
        form_urlencoded::parse(query.as_bytes())
            .chain(form_urlencoded::parse(request.body()))
            .find(|(name, _)| name == wanted)
            .map(|(_, value)| value.into_owned())
    };
    let handle = parameter("handle");
    let handle = handle.as_deref();
    let call = request
        .uri()
        .path()
        .trim_start_matches("/_sim")
        .trim_matches('/');
    let get = matches!(*request.method(), Method::GET | Method::HEAD);
    match call {
        "" | "log" | "codes" | "scenario" if !get => wrong_method("GET"),
        "" => text(200, HELP),
        "log" => text(200, &lines(simulator.log().iter().map(ToString::to_string))),
        "codes" => codes(simulator),
        "scenario" => {
            let settings = simulator.scenario().settings();
            text(
                200,
                &lines(
                    settings
                        .iter()
                        .map(|setting| format!("{} = {}", setting.name, setting.value)),
                ),
            )
        }
        "scan" | "confirm" | "deny" | "cancel" | "expire" | "set"
            if *request.method() != Method::POST =>
        {
            wrong_method("POST")
        }
        "scan" => done(simulator.scan(now, handle)),
        "confirm" => done(simulator.confirm(now, handle)),
        "deny" => done(simulator.deny(now, handle)),
        "cancel" => done(simulator.cancel(now, handle)),
        "expire" => done(simulator.expire(now, handle)),
        "set" => {
            let (name, value) = (parameter("name"), parameter("value"));
            match simulator
                .scenario_mut()
                .set(&name.unwrap_or_default(), &value.unwrap_or_default())
            {
                Ok(()) => text(200, "ok\n"),
                Err(error) => text(400, &format!("{error}\n")),
            }
        }
        _ => text(404, HELP),
    }
}

fn done(result: Result<(), ControlError>) -> Response {
    match result {
        Ok(()) => text(200, "ok\n"),
        Err(error @ ControlError::NoSuchLogin) => text(404, &format!("{error}\n")),
        Err(error) => text(409, &format!("{error}\n")),
    }
}

fn codes(simulator: &Simulator) -> Response {
    let codes = simulator.codes().into_iter().map(|code| {
        Json::object([
            ("service", code.service.name().into()),
            ("handle", code.handle.into()),
            ("payload", code.payload.into()),
            ("issued_at_ms", code.issued_at_ms.into()),
            ("expires_at_ms", code.expires_at_ms.into()),
        ])
    });
    reply(
        200,
        "application/json",
        Json::array(codes).write(Escapes::Plain) + "\n",
    )
}

fn wrong_method(right: &str) -> Response {
    text(405, &format!("use {right}\n"))
}

fn text(status: u16, body: &str) -> Response {
    reply(status, "text/plain; charset=utf-8", body)
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}
