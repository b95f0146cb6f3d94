//! How the server reads queries and bodies.

use serde_json::{Map, Value};

use super::responses::failure;
use super::rules::Rules;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::reply::reply;
use crate::scenario::RegionQuery;
use crate::services::taptap::Region;

/// The region that a call is for, by the query; anything but `true` is false.
pub(super) fn region(incoming: &Incoming, query: RegionQuery) -> Region {
    let flag = |name: &str| {
        incoming
            .query_ignoring_case(name)
            .is_some_and(|value| value.trim().eq_ignore_ascii_case("true"))
    };
    let china = match query {
        RegionQuery::None => true,
        RegionQuery::Document => !flag("isInternational"),
        _ => flag("useChinaEndpoint"),
    };
    if china {
        Region::China
    } else {
        Region::International
    }
}

/// What `CheckQRCode` reads of its body.
pub(super) struct DeviceCode {
    pub(super) device_code: Option<String>,
    pub(super) device_id: Option<String>,
}

impl DeviceCode {
    pub(super) fn read(incoming: &Incoming, rules: &Rules) -> Result<Self, Box<Response>> {
        let body = object(incoming, rules)?;
        let device_code = text(&body, &["deviceCode"], rules)?;
        let device_id = text(&body, &["deviceID"], rules)?;
        text(&body, &["url"], rules)?;
        for name in ["expiresInSeconds", "interval"] {
            integer(&body, name, rules)?;
        }
        Ok(Self {
            device_code,
            device_id,
        })
    }
}

/// What the last two calls read of their body.
pub(super) struct TokenBody {
    pub(super) token: Option<Token>,
}

/// A TapTap token as the client sends it back.
pub(super) struct Token {
    pub(super) kid: Option<String>,
    pub(super) access_token: Option<String>,
    pub(super) token_type: Option<String>,
    pub(super) mac_key: Option<String>,
    pub(super) mac_algorithm: Option<String>,
    pub(super) scope: Option<String>,
}

impl TokenBody {
    pub(super) fn read(incoming: &Incoming, rules: &Rules) -> Result<Self, Box<Response>> {
        let body = object(incoming, rules)?;
        let inner = match find(&body, "data", rules) {
            None | Some(Value::Null) => return Ok(Self { token: None }),
            Some(Value::Object(inner)) => inner,
            Some(_) => return Err(wrong_type("TapTapTokenData", "data", rules)),
        };
        // The current server ignores the old names.
        let alias = |new: &'static str, old: &'static str| {
            if rules.exact {
                vec![new]
            } else {
                vec![new, old]
            }
        };
        Ok(Self {
            token: Some(Token {
                kid: text(inner, &["kid"], rules)?,
                access_token: text(inner, &alias("access_token", "token"), rules)?,
                token_type: text(inner, &alias("token_type", "tokenType"), rules)?,
                mac_key: text(inner, &alias("mac_key", "macKey"), rules)?,
                mac_algorithm: text(inner, &alias("mac_algorithm", "macAlgorithm"), rules)?,
                scope: text(inner, &["scope"], rules)?,
            }),
        })
    }
}

/// The JSON object of a body.
fn object(incoming: &Incoming, rules: &Rules) -> Result<Map<String, Value>, Box<Response>> {
    let media_type = incoming.media_type();
    if media_type != "application/json"
        && media_type != "text/json"
        && !media_type.ends_with("+json")
    {
        return Err(Box::new(reply(415, "", "")));
    }
    let bad = |message: &str| Box::new(failure(400, -1, message, rules));
    if incoming.body.iter().all(u8::is_ascii_whitespace) {
        return Err(bad(
            "The input does not contain any JSON tokens. Expected the input to start with a valid JSON token, \
             when isFinalBlock is true. Path: $ | LineNumber: 0 | BytePositionInLine: 0.",
        ));
    }
    match serde_json::from_slice(&incoming.body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(Value::Null) => Err(bad("Body is empty")),
        Ok(_) => Err(wrong_type("CompleteQRCodeData", "", rules)),
        Err(error) => {
            let at = error.column().saturating_sub(1);
            let offending = char::from(incoming.body.get(at).copied().unwrap_or(b'x'));
            Err(bad(&format!(
                "'{offending}' is an invalid start of a value. Path: $ | LineNumber: {} | BytePositionInLine: {at}.",
                error.line().saturating_sub(1),
            )))
        }
    }
}

/// The member of this name: exactly, or in any case.
fn find<'a>(body: &'a Map<String, Value>, name: &str, rules: &Rules) -> Option<&'a Value> {
    body.get(name).or_else(|| {
        let same = |(key, _): &(&String, &Value)| !rules.exact && key.eq_ignore_ascii_case(name);
        body.iter().find(same).map(|(_, value)| value)
    })
}

/// A string under the first of these names that is there.
fn text(
    body: &Map<String, Value>,
    names: &[&str],
    rules: &Rules,
) -> Result<Option<String>, Box<Response>> {
    for name in names {
        match find(body, name, rules) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) => return Ok(Some(text.clone())),
            Some(_) => return Err(wrong_type("String", name, rules)),
        }
    }
    Ok(None)
}

fn integer(body: &Map<String, Value>, name: &str, rules: &Rules) -> Result<(), Box<Response>> {
    match find(body, name, rules) {
        None => Ok(()),
        Some(value)
            if value
                .as_i64()
                .is_some_and(|number| i32::try_from(number).is_ok()) =>
        {
            Ok(())
        }
        Some(_) => Err(wrong_type("Int32", name, rules)),
    }
}

fn wrong_type(expected: &str, name: &str, rules: &Rules) -> Box<Response> {
    let path = if name.is_empty() {
        "$".to_owned()
    } else {
        format!("$.{name}")
    };
    let message = format!(
        "The JSON value could not be converted to System.{expected}. Path: {path} | LineNumber: 0 | BytePositionInLine: 0."
    );
    Box::new(failure(400, -1, &message, rules))
}
