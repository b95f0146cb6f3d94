//! The gateway's requests to 115; an error if the fields do not form a valid address.

use http::header::{CONTENT_TYPE, USER_AGENT};
use url::form_urlencoded::Serializer;

use crate::exchange::Request;
use crate::service::Cx;
use crate::services::gateway115::binding::Fields;
use crate::services::gateway115::login::app;

const CODES: &str = "https://qrcodeapi.115.com";
const LOGINS: &str = "https://passportapi.115.com";
const AGENT: &str = "Mozilla/5.0";

pub(super) fn token() -> Result<Request, String> {
    get(&format!("{CODES}/api/1.0/web/1.0/token"), AGENT)
}

/// The uid is not escaped.
pub(super) fn image(fields: &Fields) -> Result<Request, String> {
    let url = format!("{CODES}/api/1.0/mac/1.0/qrcode?uid={}", fields.uid);
    get(&url, "Go-http-client/1.1")
}

pub(super) fn status(fields: &Fields) -> Result<Request, String> {
    let query = Serializer::new(String::new())
        .append_pair("uid", &fields.uid)
        .append_pair("time", &fields.time.to_string())
        .append_pair("sign", &fields.sign)
        .finish();
    get(&format!("{CODES}/get/status/?{query}"), AGENT)
}

pub(super) fn login(fields: &Fields, cx: &Cx<'_>) -> Result<Request, String> {
    let app = app(fields, cx);
    let form = Serializer::new(String::new())
        .append_pair("account", &fields.uid)
        .append_pair("app", app)
        .finish();
    http::Request::post(format!("{LOGINS}/app/1.0/{app}/1.0/login/qrcode"))
        .header(USER_AGENT, AGENT)
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(form.into_bytes())
        .map_err(|error| error.to_string())
}

fn get(url: &str, user_agent: &str) -> Result<Request, String> {
    http::Request::get(url)
        .header(USER_AGENT, user_agent)
        .body(Vec::new())
        .map_err(|error| error.to_string())
}
