//! How each service writes its responses (spec 3, 4).

use url::form_urlencoded::Serializer;

use super::accepts_json;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::reply::reply;
use crate::scenario::{DeviceForm, DeviceStyle};
use crate::service::Cx;

/// Style and form of a response.
#[derive(Clone, Copy)]
pub(super) struct Manner {
    pub(super) style: DeviceStyle,
    form: Body,
}

#[derive(Clone, Copy)]
enum Body {
    Json,
    UntypedJson,
    Form,
    UntypedForm,
}

impl Manner {
    /// That of the response to this request.
    pub(super) fn of(incoming: &Incoming, cx: &Cx<'_>) -> Self {
        let style = match cx.scenario.device.style {
            DeviceStyle::ByHost => by_host(&incoming.host),
            style => style,
        };
        let manner = Self::new(style, cx);
        let is_by_style = cx.scenario.device.form == DeviceForm::ByStyle;
        match is_by_style && style == DeviceStyle::Github && !accepts_json(incoming) {
            true => Self {
                form: Body::Form,
                ..manner
            },
            false => manner,
        }
    }

    pub(super) fn new(style: DeviceStyle, cx: &Cx<'_>) -> Self {
        let form = match cx.scenario.device.form {
            DeviceForm::ByStyle => Body::Json,
            DeviceForm::Form => Body::Form,
            DeviceForm::Untyped => Body::UntypedForm,
            DeviceForm::UntypedJson => Body::UntypedJson,
        };
        Self { style, form }
    }

    /// A response with these members.
    pub(super) fn write(self, status: u16, members: Vec<(&'static str, Json)>) -> Response {
        let json = |media_type: &str, members| {
            reply(
                status,
                media_type,
                Json::Object(members).write(Escapes::Plain),
            )
        };
        match self.form {
            Body::Json => json("application/json; charset=utf-8", members),
            Body::UntypedJson => json("text/plain; charset=utf-8", members),
            Body::Form => {
                let media_type = "application/x-www-form-urlencoded; charset=utf-8";
                reply(status, media_type, form(&members))
            }
            Body::UntypedForm => reply(status, "text/plain; charset=utf-8", form(&members)),
        }
    }

    /// A refusal with this word.
    pub(super) fn refusal(self, word: &str, cx: &Cx<'_>) -> Response {
        self.write(self.status(word, cx), self.error(word))
    }

    /// The members of a refusal.
    fn error(self, word: &str) -> Vec<(&'static str, Json)> {
        let own = self.own_word(word);
        let description = ("error_description", explanation(word).into());
        match self.style {
            DeviceStyle::Twitch => vec![("status", 400_i64.into()), ("message", own.into())],
            DeviceStyle::Facebook => {
                let mut error = vec![("message", explanation(word).into())];
                error.push(("type", "OAuthException".into()));
                error.push(("code", 31_i64.into()));
                match subcode(word) {
                    Some(subcode) => error.push(("error_subcode", subcode.into())),
                    None => {
                        error = vec![("code", own.into()), ("message", explanation(word).into())]
                    }
                }
                vec![("error", Json::Object(error))]
            }
            DeviceStyle::Microsoft => {
                let code: i64 = match word {
                    "authorization_pending" => 70_016,
                    "access_denied" => 70_017,
                    "expired_token" => 70_019,
                    _ => 70_002,
                };
                vec![
                    ("error", own.into()),
                    description,
                    ("error_codes", Json::array([code.into()])),
                ]
            }
            DeviceStyle::Camel => {
                let sub_status: i64 = match word {
                    "authorization_pending" => 1002,
                    "expired_token" => 1003,
                    "invalid_client" => 1005,
                    _ => 1001,
                };
                let status = i64::from(standard_status(word));
                vec![
                    ("status", status.into()),
                    ("error", own.into()),
                    ("sub_status", sub_status.into()),
                    description,
                ]
            }
            _ => vec![("error", own.into()), description],
        }
    }

    /// The service's name for a word of the standard.
    fn own_word(self, word: &str) -> &str {
        match (self.style, word) {
            (DeviceStyle::Microsoft, "access_denied") => "authorization_declined",
            (DeviceStyle::Twitch, "expired_token" | "invalid_grant") => "invalid device code",
            (DeviceStyle::Github, "invalid_client") => "incorrect_client_credentials",
            (_, word) => word,
        }
    }

    fn status(self, word: &str, cx: &Cx<'_>) -> u16 {
        let chosen = cx.scenario.device.pending_status;
        match (self.style, word) {
            (_, "authorization_pending") if chosen > 0 => u16::try_from(chosen).unwrap_or(500),
            (DeviceStyle::Google, "authorization_pending") => 428,
            (DeviceStyle::Google, "slow_down" | "access_denied") => 403,
            (DeviceStyle::Github, _) => 200,
            (DeviceStyle::Twitch, _) => 400,
            (_, word) => standard_status(word),
        }
    }
}

fn by_host(host: &str) -> DeviceStyle {
    match host {
        "github.com" => DeviceStyle::Github,
        "oauth2.googleapis.com" => DeviceStyle::Google,
        "login.microsoftonline.com" => DeviceStyle::Microsoft,
        "id.twitch.tv" => DeviceStyle::Twitch,
        _ => DeviceStyle::Standard,
    }
}

fn standard_status(word: &str) -> u16 {
    match word {
        "invalid_client" => 401,
        "server_error" => 500,
        "temporarily_unavailable" => 503,
        _ => 400,
    }
}

fn subcode(word: &str) -> Option<i64> {
    match word {
        "authorization_pending" => Some(1_349_174),
        "slow_down" => Some(1_349_172),
        "access_denied" => Some(1_349_173),
        "expired_token" => Some(1_349_152),
        _ => None,
    }
}

fn form(members: &[(&'static str, Json)]) -> String {
    let mut form = Serializer::new(String::new());
    for (name, value) in members {
        match value {
            Json::Text(text) => form.append_pair(name, text),
            other => form.append_pair(name, &other.write(Escapes::Plain)),
        };
    }
    form.finish()
}

fn explanation(word: &str) -> &'static str {
    match word {
        "authorization_pending" => "the user has not decided yet",
        "slow_down" => "polls are too frequent",
        "access_denied" => "the user refused",
        "expired_token" | "code_expired" => "the code has expired",
        "invalid_grant" | "incorrect_device_code" | "bad_verification_code" => {
            "the code is not valid"
        }
        "invalid_client" => "no such client",
        "device_flow_disabled" => "the device flow is not enabled for this app",
        _ => "the request was refused",
    }
}
