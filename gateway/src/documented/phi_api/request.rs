//! What a request to phiApi says: its call, its region, its body (spec 2.1, 3.2).

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, Method};
use qrlogin::Secret;
use qrlogin::taptap::{Region, TapTapToken};
use serde_json::{Map, Value};

use super::reply::Failure;

/// The calls of phiApi.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum CallName {
    GetNewQrCode,
    CheckQrCode,
    GetTapTapProfile,
    GetPhigrosToken,
}

/// The document writes all three.
const PREFIXES: [&str; 3] = ["/phiapi/loginqrcode/", "/api/loginqrcode/", "/loginqrcode/"];

impl CallName {
    /// The call of this path, in any case.
    pub(super) fn of(path: &str) -> Option<Self> {
        let path = path.to_ascii_lowercase();
        let mut prefixes = PREFIXES.iter();
        match prefixes.find_map(|prefix| path.strip_prefix(prefix))? {
            "getnewqrcode" => Some(Self::GetNewQrCode),
            "checkqrcode" => Some(Self::CheckQrCode),
            "gettaptapprofile" => Some(Self::GetTapTapProfile),
            "getphigrostoken" => Some(Self::GetPhigrosToken),
            _ => None,
        }
    }

    /// Its only method.
    pub(super) fn method(self) -> Method {
        match self {
            Self::GetNewQrCode => Method::GET,
            _ => Method::POST,
        }
    }
}

/// The region that a query names in the document's spelling, else in the server's; else the
/// international one.
pub(super) fn region(query: &str) -> Region {
    let flag = |wanted: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        let value = pairs.find(|(name, _)| name.eq_ignore_ascii_case(wanted));
        value.map(|(_, value)| value.eq_ignore_ascii_case("true"))
    };
    let is_china = match flag("isInternational") {
        Some(is_international) => !is_international,
        None => flag("useChinaEndpoint").unwrap_or(false),
    };
    match is_china {
        true => Region::China,
        false => Region::International,
    }
}

/// Whether the body claims to be JSON.
pub(super) fn is_json(headers: &HeaderMap) -> bool {
    let value = headers
        .get(CONTENT_TYPE)
        .and_then(|value| value.to_str().ok());
    let kind = value.unwrap_or_default().split(';').next();
    let kind = kind.unwrap_or_default().trim().to_ascii_lowercase();
    matches!(kind.as_str(), "application/json" | "text/json") || kind.ends_with("+json")
}

/// What a poll is for.
pub(super) struct Device {
    pub(super) id: String,
    pub(super) code: Secret,
}

impl Device {
    /// Reads the body of `CheckQRCode`: the `data` of `GetNewQRCode`.
    pub(super) fn read(body: &[u8]) -> Result<Self, Failure> {
        let body = object(body)?;
        let id = text(&body, "$", &["deviceID"])?;
        let code = text(&body, "$", &["deviceCode"])?;
        text(&body, "$", &["url"])?;
        for name in ["expiresInSeconds", "interval"] {
            let is_int = |value: &Value| {
                let number = value.as_i64();
                number.is_some_and(|number| i32::try_from(number).is_ok())
            };
            if member(&body, name).is_some_and(|value| !is_int(value)) {
                return Err(wrong_type("System.Int32", &format!("$.{name}")));
            }
        }
        match (id, code) {
            (Some(id), Some(code)) => Ok(Self {
                id: id.to_owned(),
                code: code.into(),
            }),
            // `{}`, or the whole answer in place of its `data`.
            _ => {
                let what = "Object reference not set to an instance of an object.";
                Err(Failure::poll(what))
            }
        }
    }
}

/// Both spellings of each key of a token, that of TapTap first.
const TOKEN_KEYS: [&[&str]; 6] = [
    &["kid"],
    &["access_token", "token"],
    &["token_type", "tokenType"],
    &["mac_key", "macKey"],
    &["mac_algorithm", "macAlgorithm"],
    &["scope"],
];

/// Reads the body of the last two calls: the `data` of `CheckQRCode`, which is `{"data":…}` again.
pub(super) fn token(body: &[u8]) -> Result<TapTapToken, Failure> {
    let body = object(body)?;
    let inner = match member(&body, "data") {
        Some(Value::Object(inner)) => inner,
        None | Some(Value::Null) => return Err(no_token()),
        Some(_) => return Err(wrong_type("TapTapTokenData", "$.data")),
    };
    let mut fields = Map::new();
    for names in TOKEN_KEYS {
        if let (Some(value), Some(name)) = (text(inner, "$.data", names)?, names.first()) {
            fields.insert((*name).to_owned(), value.into());
        }
    }
    if !fields.contains_key("kid") || !fields.contains_key("mac_key") {
        return Err(no_token());
    }
    TapTapToken::from_json(&Value::Object(fields).to_string())
        .map_err(|_| Failure::profile("Unsupported MAC algorithm"))
}

fn no_token() -> Failure {
    Failure::profile("Value cannot be null. (Parameter 'token')")
}

/// The object that a body is.
fn object(body: &[u8]) -> Result<Map<String, Value>, Failure> {
    if body.iter().all(u8::is_ascii_whitespace) {
        let what = "The input does not contain any JSON tokens. Path: $";
        return Err(Failure::request(what));
    }
    match serde_json::from_slice(body) {
        Ok(Value::Object(members)) => Ok(members),
        Ok(Value::Null) => Err(Failure::request("Body is empty")),
        Ok(_) => Err(wrong_type("an object", "$")),
        Err(error) => {
            let (line, column) = (error.line().saturating_sub(1), error.column());
            let at = format!("LineNumber: {line} | BytePositionInLine: {column}");
            let what = format!("The input is not valid JSON. Path: $ | {at}.");
            Err(Failure::request(what))
        }
    }
}

/// The member of this name: in any case, as old servers read it.
fn member<'a>(body: &'a Map<String, Value>, name: &str) -> Option<&'a Value> {
    let in_any_case = || {
        let mut members = body.iter();
        members.find(|(key, _)| key.eq_ignore_ascii_case(name))
    };
    let exact = body.get(name);
    exact.or_else(|| in_any_case().map(|(_, value)| value))
}

/// The text under the first of these names that has one; an empty one is none.
fn text<'a>(
    body: &'a Map<String, Value>,
    path: &str,
    names: &[&str],
) -> Result<Option<&'a str>, Failure> {
    for name in names {
        match member(body, name) {
            None | Some(Value::Null) => {}
            Some(Value::String(text)) if text.is_empty() => {}
            Some(Value::String(text)) => return Ok(Some(text)),
            Some(_) => return Err(wrong_type("System.String", &format!("{path}.{name}"))),
        }
    }
    Ok(None)
}

fn wrong_type(expected: &str, path: &str) -> Failure {
    let what = format!("The JSON value could not be converted to {expected}. Path: {path}.");
    Failure::request(what)
}
