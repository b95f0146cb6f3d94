//! The gateway's error responses (spec 2.1, 2.2, 2.5, 2.6).

use serde::Deserialize;
use serde_json::Value;

use super::advice::CHOOSE_OTHER_APP;
use super::refusal::Refusal;
use crate::toolkit::reply;
use crate::{Advice, Error, Response};

/// A failure that the gateway reports.
pub(super) enum GatewayError {
    /// The upstream code of an expired QR code.
    Expired,
    /// A failure that will not pass.
    Final(Error),
    /// A failure that may pass.
    Passing(Error),
}

impl GatewayError {
    /// Reads a response whose status is not 200.
    pub(super) fn read(reply: &Response) -> Self {
        let status = reply.status().as_u16();
        let text = message(reply);
        match (status, text) {
            (300..=399, _) => Self::Final(wrong_server(status, "the server sends elsewhere")),
            (400, None) => Self::Final(wrong_server(status, "the server refuses to answer")),
            (400, Some(text)) => Self::Final(Error::rejected(
                status,
                reply::before_quotation(&text),
                Advice::SEE_MESSAGE,
            )),
            // Another kind of server, another version, or a wrong password.
            (401 | 403 | 404 | 405 | 415, text) => {
                let text = text.unwrap_or_default();
                Self::Final(Error::rejected(
                    status,
                    reply::before_quotation(&text),
                    Advice::CHECK_SERVER,
                ))
            }
            (400..=499, _) => Self::Final(reply::status_error(reply)),
            (_, Some(text)) => upstream(status, &text),
            (_, None) => Self::Passing(reply::status_error(reply)),
        }
    }
}

/// The server at this address is no gateway.
pub(super) fn wrong_server(status: u16, what: &str) -> Error {
    Error::rejected(status, what, Advice::CHECK_SERVER)
}

/// The text of an error body: `message`, else `error` with `details` (spec 2.2).
fn message(reply: &Response) -> Option<String> {
    #[derive(Deserialize)]
    struct Body {
        message: Option<String>,
        error: Option<String>,
        details: Option<Value>,
    }
    let body: Body = serde_json::from_slice(reply.body()).ok()?;
    let details = || match body.details {
        Some(Value::String(text)) => Some(text),
        Some(Value::Array(items)) => {
            let texts = items
                .iter()
                .filter_map(|item| item.get("message")?.as_str());
            Some(texts.collect::<Vec<_>>().join(", "))
        }
        _ => None,
    };
    body.message.or_else(|| {
        let error = body.error?;
        Some(match details() {
            Some(details) => format!("{error}: {details}"),
            None => error,
        })
    })
}

/// A text that quotes the body of 115 between the gateway's own text, such as
/// `failed to …: {"state":0,"code":40199002,…}: qrcode expired`. The quotation may be damaged, so
/// it is searched before it is read, and it is never passed on whole.
fn upstream(status: u16, text: &str) -> GatewayError {
    if text.contains("40199002") || text.trim_end().ends_with("qrcode expired") {
        return GatewayError::Expired;
    }
    if text.contains("40101004") {
        let message = "115 has flagged the server's address for too many logins";
        return GatewayError::Final(Error::rejected(40101004, message, Advice::WAIT_FOR_UNBLOCK));
    }
    if let Some(refusal) = quoted_refusal(text) {
        return match refusal.may_pass() {
            true => GatewayError::Passing(refusal.into_error()),
            false => GatewayError::Final(refusal.into_error()),
        };
    }
    if text.contains("已下架") {
        let message = quoted(text).map_or_else(String::new, |body| body.message);
        return GatewayError::Final(Error::rejected(0, &message, CHOOSE_OTHER_APP));
    }
    if text.contains('<') {
        let message = "the firewall of 115 answered in place of the service";
        return GatewayError::Passing(Error::rejected(status, message, Advice::WAIT_FOR_UNBLOCK));
    }
    match quoted(text) {
        Some(Quoted { code, message }) if !message.is_empty() => {
            GatewayError::Passing(Error::rejected(code, &message, Advice::SEE_MESSAGE))
        }
        _ => GatewayError::Passing(Error::rejected(
            status,
            reply::before_quotation(text),
            Advice::TRY_LATER,
        )),
    }
}

/// The refusal of 115 that the text quotes: by its code if it is still JSON, else by one of the
/// codes that no other number is. The server's own message for a code adds nothing to that of 115.
fn quoted_refusal(text: &str) -> Option<Refusal> {
    let quoted = quoted(text);
    let code = match &quoted {
        Some(Quoted { code, .. }) if *code != 0 => code.to_string(),
        _ => (*LONG.iter().find(|code| text.contains(**code))?).to_owned(),
    };
    let message = quoted.map_or_else(String::new, |body| body.message);
    Some(Refusal { code, message })
}

/// Codes of 115 that are found in a damaged quotation, too (spec 2.6, 5.3).
const LONG: [&str; 10] = [
    "40101017", "40100000", "40101032", "40101025", "40101010", "40101033", "40101035", "40101037",
    "40101038", "50199004",
];

struct Quoted {
    code: i64,
    message: String,
}

/// The quoted body of 115, if it is still JSON.
fn quoted(text: &str) -> Option<Quoted> {
    #[derive(Deserialize)]
    struct Body {
        #[serde(default)]
        code: i64,
        #[serde(default)]
        message: String,
        #[serde(default)]
        error: String,
    }
    let body = text.get(text.find('{')?..=text.rfind('}')?)?;
    let body: Body = serde_json::from_str(body).ok()?;
    Some(Quoted {
        code: body.code,
        message: if body.message.is_empty() {
            body.error
        } else {
            body.message
        },
    })
}
