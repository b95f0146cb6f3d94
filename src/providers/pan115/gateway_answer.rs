//! What the gateway's answers say when they do not say yes (spec 2.1, 2.2, 2.5, 2.6).

use serde::Deserialize;
use serde_json::Value;

use crate::{Advice, Error, Response, reply};

/// A failure that the gateway told.
pub(super) enum Trouble {
    /// The upstream code of an expired QR code.
    Expired,
    /// Something that will not pass.
    Final(Error),
    /// Something that may pass.
    Passing(Error),
}

/// Reads an answer whose status is not 200.
pub(super) fn trouble(reply: &Response) -> Trouble {
    let status = reply.status().as_u16();
    if reply::is_html(reply) {
        return Trouble::Final(reply::blocked(reply));
    }
    let Some(text) = message(reply) else {
        return match status {
            400..=499 => Trouble::Final(Error::rejected(status, "", Advice::CheckServer)),
            _ => Trouble::Passing(reply::blocked(reply)),
        };
    };
    match status {
        400 => Trouble::Final(Error::rejected(status, &text, Advice::SeeMessage)),
        401..=499 => Trouble::Final(Error::rejected(status, &text, Advice::CheckServer)),
        _ => upstream(status, &text),
    }
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

/// A text that quotes the body of 115 between the gateway's own words, such as
/// `failed to …: {"state":0,"code":40199002,…}: qrcode expired`. The quotation may be damaged, so it is
/// searched before it is read, and it is never passed on whole.
fn upstream(status: u16, text: &str) -> Trouble {
    if text.contains("40199002") || text.trim_end().ends_with("qrcode expired") {
        return Trouble::Expired;
    }
    if text.contains("40101004") {
        let message = "115 has flagged the server's address for too many logins";
        return Trouble::Final(Error::rejected(40101004, message, Advice::WaitForUnblock));
    }
    if text.contains("已下架") {
        let message = quoted(text).map_or_else(String::new, |body| body.message);
        return Trouble::Final(Error::rejected(0, &message, Advice::ChooseOtherApp));
    }
    if text.contains('<') {
        let message = "the firewall of 115 answered in place of the service";
        return Trouble::Passing(Error::rejected(status, message, Advice::WaitForUnblock));
    }
    match quoted(text) {
        Some(Quoted { code, message }) if !message.is_empty() => {
            Trouble::Passing(Error::rejected(code, &message, Advice::SeeMessage))
        }
        _ => {
            let own = text.split('{').next().unwrap_or_default();
            let end = text.rsplit('}').next().unwrap_or_default();
            let words = if own.len() == text.len() {
                own.to_owned()
            } else {
                format!("{}{end}", own.trim_end_matches([' ', ':']))
            };
            Trouble::Passing(Error::rejected(status, &words, Advice::TryLater))
        }
    }
}

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
