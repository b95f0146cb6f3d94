//! How the gateway reads a body: Echo's binder over Go's JSON, then the validator's rules.

use http::header::CONTENT_TYPE;
use serde_json::Value;

use super::responses::{json, message_only, observed};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::service::Cx;

const APPS: [&str; 7] = [
    "web",
    "android",
    "ios",
    "tv",
    "alipaymini",
    "wechatmini",
    "qandroid",
];

/// The four calls.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Call {
    Start,
    Image,
    Status,
    Login,
}

/// The fields of all calls; those that were not sent are empty.
#[derive(Default)]
pub(super) struct Fields {
    pub(super) uid: String,
    pub(super) sign: String,
    pub(super) time: i64,
    pub(super) app: String,
}

/// Reads and checks a body.
pub(super) fn bind(incoming: &Incoming, call: Call, cx: &Cx<'_>) -> Result<Fields, Box<Response>> {
    let fields = read(incoming, call).map_err(|details| Box::new(unreadable(&details, cx)))?;
    let broken = broken_rules(call, &fields);
    if broken.is_empty() {
        Ok(fields)
    } else {
        Err(Box::new(refused(broken, cx)))
    }
}

/// The fields of a body, or the text of Echo's error.
fn read(incoming: &Incoming, call: Call) -> Result<Fields, String> {
    if incoming.body.is_empty() {
        return Ok(Fields::default());
    }
    let content_type = incoming.header(CONTENT_TYPE);
    if !content_type.starts_with("application/json") {
        let binds_nothing = [
            "application/x-www-form-urlencoded",
            "multipart/form-data",
            "application/xml",
            "text/xml",
        ];
        return if binds_nothing
            .iter()
            .any(|known| content_type.starts_with(known))
        {
            Ok(Fields::default())
        } else {
            Err("code=415, message=Unsupported Media Type".to_owned())
        };
    }
    // Bytes after the first value are ignored.
    let mut values = serde_json::Deserializer::from_slice(&incoming.body).into_iter::<Value>();
    match values.next() {
        Some(Ok(Value::Object(members))) => {
            let mut fields = Fields::default();
            for (name, value) in &members {
                set(&mut fields, call, &name.to_lowercase(), value)?;
            }
            Ok(fields)
        }
        Some(Ok(Value::Null)) => Ok(Fields::default()),
        Some(Ok(other)) => Err(wrong_type(&struct_name(call), &kind(&other), "", call)),
        Some(Err(error)) => Err(syntax_error(&incoming.body, error.column())),
        // Only white space: Go meets the end of the input.
        None => Err("code=400, message=EOF, internal=EOF".to_owned()),
    }
}

/// Go matches names without regard to case, ignores unknown ones, and leaves a field alone for
/// null.
fn set(fields: &mut Fields, call: Call, name: &str, value: &Value) -> Result<(), String> {
    let known = match call {
        Call::Start => false,
        Call::Image => name == "uid",
        Call::Status => matches!(name, "uid" | "sign" | "time"),
        Call::Login => matches!(name, "uid" | "sign" | "time" | "app"),
    };
    if !known || value.is_null() {
        return Ok(());
    }
    if name == "time" {
        fields.time = value
            .as_i64()
            .ok_or_else(|| wrong_type("int64", &kind(value), "time", call))?;
        return Ok(());
    }
    let text = value
        .as_str()
        .ok_or_else(|| wrong_type("string", &kind(value), name, call))?
        .to_owned();
    match name {
        "uid" => fields.uid = text,
        "sign" => fields.sign = text,
        _ => fields.app = text,
    }
    Ok(())
}

/// One violated rule: field, tag, value, message.
type Broken = (&'static str, &'static str, String, String);

fn broken_rules(call: Call, fields: &Fields) -> Vec<Broken> {
    let mut broken = Vec::new();
    let mut required = |field: &'static str, empty: bool, value: &str| {
        if empty {
            broken.push((
                field,
                "required",
                value.to_owned(),
                format!("{field} is required"),
            ));
        }
    };
    if call != Call::Start {
        required("uid", fields.uid.is_empty(), "");
    }
    if matches!(call, Call::Status | Call::Login) {
        required("sign", fields.sign.is_empty(), "");
        required("time", fields.time == 0, "0");
    }
    if call == Call::Login && !fields.app.is_empty() && !APPS.contains(&fields.app.as_str()) {
        let message = format!("app must be one of: {}", APPS.join(" "));
        broken.push(("app", "oneof", fields.app.clone(), message));
    }
    broken
}

fn refused(broken: Vec<Broken>, cx: &Cx<'_>) -> Response {
    if !observed(cx) {
        let messages: Vec<String> = broken.into_iter().map(|(.., message)| message).collect();
        return message_only(400, &messages.join("; "), cx);
    }
    let details = broken.into_iter().map(|(field, tag, value, message)| {
        Json::object([
            ("field", field.into()),
            ("tag", tag.into()),
            ("value", value.into()),
            ("message", message.into()),
        ])
    });
    let body = Json::object([
        ("details", Json::array(details)),
        ("error", "Validation failed".into()),
    ]);
    json(400, &body, cx)
}

fn unreadable(details: &str, cx: &Cx<'_>) -> Response {
    if !observed(cx) {
        return message_only(400, "Invalid request format", cx);
    }
    let body = Json::object([
        ("details", details.into()),
        ("error", "Invalid request format".into()),
    ]);
    json(400, &body, cx)
}

/// Offsets and wording approximate Go's; clients may only rely on the shape.
fn syntax_error(body: &[u8], column: usize) -> String {
    let offending = column
        .checked_sub(1)
        .and_then(|at| body.get(at))
        .copied()
        .unwrap_or(b'x');
    let cause = format!(
        "invalid character '{}' looking for beginning of value",
        char::from(offending)
    );
    format!("code=400, message=Syntax error: offset={column}, error={cause}, internal={cause}")
}

fn wrong_type(expected: &str, got: &str, field: &str, call: Call) -> String {
    let place = if field.is_empty() {
        format!("Go value of type models.{}", struct_name(call))
    } else {
        format!(
            "Go struct field {}.{field} of type {expected}",
            struct_name(call)
        )
    };
    format!(
        "code=400, message=Unmarshal type error: expected={expected}, got={got}, field={field}, offset=0, \
         internal=json: cannot unmarshal {got} into {place}"
    )
}

fn struct_name(call: Call) -> String {
    let name = match call {
        Call::Start => "Start",
        Call::Image => "Image",
        Call::Status => "Status",
        Call::Login => "Login",
    };
    format!("QRCode{name}Request")
}

/// What Go calls a JSON value in its messages.
fn kind(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(_) => "bool".to_owned(),
        Value::Number(number) if number.is_i64() || number.is_u64() => "number".to_owned(),
        Value::Number(number) => format!("number {number}"),
        Value::String(_) => "string".to_owned(),
        Value::Array(_) => "array".to_owned(),
        Value::Object(_) => "object".to_owned(),
    }
}
