//! The requests of the bot's login (spec 2.2, 3, 4.1).

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{HeaderName, HeaderValue};
use serde::Serialize;

use super::bot::Waiting;
use super::hosts;
use super::settings::{self, Bot};
use crate::toolkit::request;
use crate::{Call, Context, Error, Request, Secret};

/// The first call may be slow (spec 3).
const START_TIMEOUT: Duration = Duration::from_secs(60);
/// The time-out of a poll that is held (spec 4.1).
const POLL_TIMEOUT: Duration = Duration::from_secs(35);

impl Bot {
    pub(super) fn code_call(&self, cx: &Context<'_>) -> Result<Call, Error> {
        #[derive(Serialize)]
        struct Body<'a> {
            local_token_list: &'a [Secret],
        }
        let body = Body {
            local_token_list: &self.tokens,
        };
        let body = serde_json::to_string(&body).map_err(|_| Error::malformed("no JSON"))?;
        let query = request::query([("bot_type", self.bot_type.as_str())]);
        let url = self.at_base(&format!("/ilink/bot/get_bot_qrcode?{query}"));
        let request = self.with_headers(request::post_json(&url, body)?)?;
        let kind = HeaderValue::from_static("ilink_bot_token");
        let request = request::with_header(request, name("authorizationtype"), kind);
        let uin = settings::header("x-wechat-uin", &uin(cx))?;
        let request = request::with_header(request, name("x-wechat-uin"), uin);
        let call = Call::new("get_bot_qrcode", self.authorized(request), START_TIMEOUT);
        Ok(call.volatile(&["x-wechat-uin"]))
    }

    pub(super) fn poll_call(&self, waiting: &Waiting) -> Result<Call, Error> {
        let code = ("qrcode", waiting.qrcode.expose());
        let number = waiting.number.as_ref();
        let number = number.map(|number| ("verify_code", number.expose()));
        let query = request::query([code].into_iter().chain(number));
        let path = format!("/ilink/bot/get_qrcode_status?{query}");
        let request = match &waiting.host {
            Some(host) => {
                hosts::check(host)?;
                self.with_headers(request::get(&format!("https://{host}{path}"))?)?
            }
            None => self.authorized(self.with_headers(request::get(&self.at_base(&path))?)?),
        };
        Ok(Call::new("get_qrcode_status", request, POLL_TIMEOUT))
    }

    pub(super) fn at_base(&self, path: &str) -> String {
        match &self.base_url {
            Some(own) => own.join(path),
            None => format!("{}{path}", hosts::BASE),
        }
    }

    /// With the user name and password of the own server.
    fn authorized(&self, request: Request) -> Request {
        match &self.base_url {
            Some(own) => own.authorize(request),
            None => request,
        }
    }

    /// With the headers of every request.
    fn with_headers(&self, request: Request) -> Result<Request, Error> {
        let app = HeaderValue::from_static("bot");
        let request = request::with_header(request, name("ilink-app-id"), app);
        let version = name("ilink-app-clientversion");
        let request = request::with_header(request, version, self.version);
        let Some(tag) = &self.route_tag else {
            return Ok(request);
        };
        let tag = settings::header("route_tag", tag)?;
        Ok(request::with_header(request, name("skroutetag"), tag))
    }
}

/// A number that is new in each call, as base64 of its decimal digits (spec 2.2).
fn uin(cx: &Context<'_>) -> String {
    let (now, attempt) = (cx.now().as_millis(), cx.attempt());
    let [a, b, c, d, ..] = cx.random(&format!("ilink uin {now} {attempt}"));
    encoded_uin(u32::from_be_bytes([a, b, c, d]))
}

fn encoded_uin(number: u32) -> String {
    STANDARD.encode(number.to_string())
}

fn name(name: &'static str) -> HeaderName {
    HeaderName::from_static(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of spec 7.
    #[test]
    fn the_number_of_a_call_is_its_digits_in_base64() {
        for (number, encoded) in [
            (0, "MA=="),
            (1, "MQ=="),
            (305_419_896, "MzA1NDE5ODk2"),
            (2_864_434_397, "Mjg2NDQzNDM5Nw=="),
            (4_294_967_295, "NDI5NDk2NzI5NQ=="),
        ] {
            assert_eq!(encoded_uin(number), encoded, "{number}");
        }
    }
}
