//! A config file of curl.

use std::fmt::Write as _;

use super::{ExportError, Format, cookie_header};
use crate::{Credential, Secret};

/// The fields that have a line.
pub(super) fn fields(flow: &str) -> Vec<&'static str> {
    match flow {
        "115" => vec!["user_agent"],
        "115-open" => vec!["access_token", "user_agent"],
        "device" => vec!["access_token", "token_type"],
        "wechat-ilink" => vec!["bot_token"],
        _ => Vec::new(),
    }
}

pub(super) fn write(credential: &Credential) -> Result<Secret, ExportError> {
    let bearer = |token: &Secret| format!("Authorization: Bearer {}", token.expose());
    let lines = match credential {
        Credential::Pan115(web) => vec![
            ("cookie", cookies(credential)),
            // 115 ties the cookies to it.
            ("user-agent", web.user_agent.clone()),
        ],
        Credential::Pan115Open(open) => vec![
            ("header", bearer(&open.access_token)),
            ("user-agent", open.user_agent.clone()),
        ],
        Credential::Device(device) if device.token_type.eq_ignore_ascii_case("bearer") => {
            vec![("header", bearer(&device.access_token))]
        }
        Credential::Device(_) => {
            return Err(ExportError::Value {
                format: Format::Curl,
                part: "token_type".to_owned(),
                problem: "only a bearer token has a header",
            });
        }
        Credential::WechatIlink(bot) => vec![
            ("header", "AuthorizationType: ilink_bot_token".to_owned()),
            ("header", bearer(&bot.bot_token)),
        ],
        _ => vec![("cookie", cookies(credential))],
    };
    let mut text = String::new();
    for (option, value) in lines {
        if value.chars().any(char::is_control) {
            return Err(ExportError::Value {
                format: Format::Curl,
                part: option.to_owned(),
                problem: "it has a control character",
            });
        }
        let value = value.replace('\\', "\\\\").replace('"', "\\\"");
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{option} = \"{value}\"");
    }
    Ok(text.into())
}

fn cookies(credential: &Credential) -> String {
    cookie_header(&credential.cookies()).expose().to_owned()
}
