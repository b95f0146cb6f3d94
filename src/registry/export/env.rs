//! Environment lines: `NAME=value`, for shells, containers, systemd and dotenv.
//!
//! A value of plain characters stands as it is, so that `docker run --env-file`, which knows no
//! quotes, reads it too; any other is in single quotes, or in double quotes if it has a single one.

use std::fmt::Write as _;

use serde_json::Value;

use super::{ExportError, Format, cookie_header};
use crate::{Credential, Secret};

/// A variable of a flow.
#[derive(Clone, Copy)]
pub(in super::super) struct Variable {
    pub(in super::super) name: &'static str,
    /// The field, or the field of an object after a `.`: `token.kid`.
    pub(in super::super) field: &'static str,
    pub(in super::super) kind: Kind,
}

/// What a variable holds.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Kind {
    /// A text.
    Text,
    /// A whole number.
    Number,
    /// A time, in seconds.
    Time,
    /// A list of words with spaces between them.
    Words,
    /// The value of a `Cookie` header.
    Cookies,
}

use Kind::{Cookies, Number, Text, Time, Words};

const fn var(name: &'static str, field: &'static str, kind: Kind) -> Variable {
    Variable { name, field, kind }
}

const BILIBILI_WEB: &[Variable] = &[
    var("BILIBILI_COOKIE", "cookies", Cookies),
    var("BILIBILI_REFRESH_TOKEN", "refresh_token", Text),
];
const BILIBILI_TV: &[Variable] = &[
    var("BILIBILI_COOKIE", "cookies", Cookies),
    var("BILIBILI_ACCESS_TOKEN", "access_token", Text),
    var("BILIBILI_REFRESH_TOKEN", "refresh_token", Text),
    var("BILIBILI_EXPIRES_AT", "expires_at", Time),
    var("BILIBILI_MID", "mid", Number),
    var("BILIBILI_APPKEY", "appkey", Text),
];
const WECHAT_WEB: &[Variable] = &[
    var("WECHAT_COOKIE", "cookies", Cookies),
    var("WECHAT_HOST", "host", Text),
    var("WECHAT_UIN", "uin", Number),
    var("WECHAT_SID", "sid", Text),
    var("WECHAT_SKEY", "skey", Text),
    var("WECHAT_PASS_TICKET", "pass_ticket", Text),
];
const PAN115: &[Variable] = &[
    var("PAN115_COOKIE", "cookies", Cookies),
    var("PAN115_APP", "app", Text),
    var("PAN115_USER_AGENT", "user_agent", Text),
];
const PAN115_OPEN: &[Variable] = &[
    var("PAN115_ACCESS_TOKEN", "access_token", Text),
    var("PAN115_REFRESH_TOKEN", "refresh_token", Text),
    var("PAN115_EXPIRES_AT", "expires_at", Time),
    var("PAN115_USER_AGENT", "user_agent", Text),
];
const PAN115_GATEWAY: &[Variable] = &[
    var("PAN115_COOKIE", "cookies", Cookies),
    var("PAN115_APP", "app", Text),
];
const TAPTAP: &[Variable] = &[
    var("PHIGROS_SESSION_TOKEN", "session_token", Text),
    var("TAPTAP_REGION", "region", Text),
    var("TAPTAP_KID", "token.kid", Text),
    var("TAPTAP_ACCESS_TOKEN", "token.access_token", Text),
    var("TAPTAP_MAC_KEY", "token.mac_key", Text),
    var("TAPTAP_MAC_ALGORITHM", "token.mac_algorithm", Text),
    var("TAPTAP_TOKEN_TYPE", "token.token_type", Text),
    var("TAPTAP_SCOPE", "token.scope", Text),
];
const STEAM: &[Variable] = &[
    var("STEAM_PLATFORM", "platform", Text),
    var("STEAM_ID", "steam_id", Text),
    var("STEAM_ACCOUNT_NAME", "account_name", Text),
    var("STEAM_REFRESH_TOKEN", "refresh_token", Text),
    var("STEAM_EXPIRES_AT", "expires_at", Time),
    var("STEAM_ACCESS_TOKEN", "access_token", Text),
    var("STEAM_GUARD_DATA", "guard_data", Text),
];
/// The names that hermes-agent reads for WeChat's iLink bots; the user's ID is a name of ours.
const WECHAT_ILINK: &[Variable] = &[
    var("WEIXIN_TOKEN", "bot_token", Text),
    var("WEIXIN_ACCOUNT_ID", "ilink_bot_id", Text),
    var("WEIXIN_BASE_URL", "baseurl", Text),
    var("WEIXIN_USER_ID", "ilink_user_id", Text),
];
const DEVICE: &[Variable] = &[
    var("OAUTH_ACCESS_TOKEN", "access_token", Text),
    var("OAUTH_TOKEN_TYPE", "token_type", Text),
    var("OAUTH_EXPIRES_AT", "expires_at", Time),
    var("OAUTH_REFRESH_TOKEN", "refresh_token", Text),
    var("OAUTH_ID_TOKEN", "unverified_id_token", Text),
    var("OAUTH_SCOPE", "scope", Words),
    var("OAUTH_TOKEN_ENDPOINT", "token_endpoint", Text),
    var("OAUTH_CLIENT_ID", "client_id", Text),
    var("OAUTH_CLIENT_SECRET", "client_secret", Text),
];
/// The names of the vendor's and of independent agents; the open ID is a name of ours.
const FEISHU: &[Variable] = &[
    var("FEISHU_APP_ID", "app_id", Text),
    var("FEISHU_APP_SECRET", "app_secret", Text),
    var("FEISHU_DOMAIN", "brand", Text),
    var("FEISHU_OPEN_ID", "open_id", Text),
];
const DINGTALK: &[Variable] = &[
    var("DINGTALK_CLIENT_ID", "app_id", Text),
    var("DINGTALK_CLIENT_SECRET", "app_secret", Text),
];
const WECOM: &[Variable] = &[
    var("WECOM_BOT_ID", "app_id", Text),
    var("WECOM_SECRET", "app_secret", Text),
];
const QQ_BOT: &[Variable] = &[
    var("QQ_APP_ID", "app_id", Text),
    var("QQ_CLIENT_SECRET", "app_secret", Text),
    var("QQ_OWNER_OPENID", "owner", Text),
];

/// The variables of each flow.
const TABLES: [(&str, &[Variable]); 15] = [
    ("bilibili-web", BILIBILI_WEB),
    ("bilibili-tv", BILIBILI_TV),
    ("wechat-web", WECHAT_WEB),
    ("115", PAN115),
    ("115-open", PAN115_OPEN),
    ("115-gateway", PAN115_GATEWAY),
    ("phi-api", TAPTAP),
    ("taptap", TAPTAP),
    ("steam", STEAM),
    ("wechat-ilink", WECHAT_ILINK),
    ("device", DEVICE),
    ("feishu", FEISHU),
    ("dingtalk", DINGTALK),
    ("wecom", WECOM),
    ("qq-bot", QQ_BOT),
];

/// The variables of this flow.
pub(in super::super) fn table(flow: &str) -> Option<&'static [Variable]> {
    let found = TABLES.iter().find(|(of, _)| *of == flow);
    found.map(|(_, variables)| *variables)
}

/// Which cookies and which fields the variables hold.
pub(super) fn held(flow: &str) -> (Option<&'static [&'static str]>, Vec<&'static str>) {
    let variables = table(flow).unwrap_or_default();
    let has_cookies = variables.iter().any(|it| it.kind == Cookies);
    let fields = variables.iter().map(|it| {
        it.field
            .split_once('.')
            .map_or(it.field, |(outer, _)| outer)
    });
    let none: &[&str] = &[];
    ((!has_cookies).then_some(none), fields.collect())
}

pub(super) fn write(credential: &Credential) -> Result<Secret, ExportError> {
    let object = serde_json::to_value(credential).unwrap_or_default();
    let mut text = String::new();
    for variable in table(credential.flow()).unwrap_or_default() {
        let path = variable.field.split('.');
        let value = path.fold(&object, |value, key| value.get(key).unwrap_or(&Value::Null));
        let value = match (variable.kind, value) {
            (Cookies, _) => cookie_header(&credential.cookies()).expose().to_owned(),
            (Time, Value::Number(ms)) => (ms.as_u64().unwrap_or(0) / 1000).to_string(),
            (_, Value::Number(number)) => number.to_string(),
            (_, Value::String(text)) => text.clone(),
            (Words, Value::Array(words)) => {
                let words: Vec<_> = words.iter().filter_map(Value::as_str).collect();
                words.join(" ")
            }
            _ => continue,
        };
        // An empty value says the same as none.
        if !value.is_empty() {
            let quoted = quoted(variable.name, &value)?;
            // Writing to a string cannot fail.
            let _ = writeln!(text, "{}={quoted}", variable.name);
        }
    }
    Ok(text.into())
}

/// The value as the readers of such files take it.
///
/// # Errors
/// They have no common form for it.
fn quoted(name: &str, value: &str) -> Result<String, ExportError> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.,:/@%+=".contains(c);
    let refuse = |problem| ExportError::Value {
        format: Format::Env,
        part: name.to_owned(),
        problem,
    };
    if value.chars().all(is_plain) {
        Ok(value.to_owned())
    } else if value.chars().any(char::is_control) {
        Err(refuse("it has a line feed or another control character"))
    } else if !value.contains('\'') {
        Ok(format!("'{value}'"))
    } else if !value.contains(['"', '$', '`', '\\']) {
        Ok(format!("\"{value}\""))
    } else {
        Err(refuse(
            "it has a single quote beside `\"`, `$`, `\\` or a backtick",
        ))
    }
}

/// Whether a flow has a variable of this name.
pub(in super::super) fn is_known(name: &str) -> bool {
    let mut all = TABLES.iter().flat_map(|(_, variables)| *variables);
    all.any(|variable| variable.name == name)
}

/// The flows and their variables.
pub(in super::super) fn tables() -> impl Iterator<Item = (&'static str, &'static [Variable])> {
    TABLES.into_iter()
}
