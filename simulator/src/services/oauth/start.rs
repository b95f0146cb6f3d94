//! The request for a code, and the metadata of the issuer (spec 2.3, 3).

use super::calls::{self, STANDARD};
use super::responses::Manner;
use super::{Device, DeviceCode};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::person::Terms;
use crate::reply::{PLAIN_PAGE, html, reply};
use crate::scenario::{DeviceIssuer, DeviceStart, DeviceStyle};
use crate::service::Cx;

/// `/.well-known/openid-configuration`.
pub(super) fn metadata(incoming: &Incoming, cx: &Cx<'_>) -> Response {
    let issuer = cx.scenario.device.issuer;
    let at = |path: &str| match issuer {
        DeviceIssuer::Http => format!("http://{STANDARD}{path}"),
        _ => incoming.url(STANDARD, path),
    };
    let host = match issuer {
        DeviceIssuer::Missing => return reply(404, "", ""),
        DeviceIssuer::Other => "other.example",
        _ => STANDARD,
    };
    let mut members = vec![
        ("issuer", format!("https://{host}").into()),
        ("authorization_endpoint", at("/oauth/authorize").into()),
        ("token_endpoint", at("/oauth/token").into()),
    ];
    if issuer != DeviceIssuer::NoDevice {
        let device = at("/oauth/authorize_device");
        members.push(("device_authorization_endpoint", device.into()));
    }
    let body = Json::Object(members).write(Escapes::Plain);
    reply(200, "application/json; charset=utf-8", body)
}

impl Device {
    /// `device`.
    pub(super) fn begin(
        &mut self,
        manner: Manner,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let settings = &cx.scenario.device;
        match settings.start {
            DeviceStart::Ok => {}
            DeviceStart::Empty => return manner.write(200, Vec::new()),
            DeviceStart::Page => return html(200, PLAIN_PAGE),
            refused => {
                return match refused.name().parse() {
                    Ok(status) => reply(status, "", ""),
                    Err(_) => manner.refusal(refused.name(), cx),
                };
            }
        }
        let field = |name: &str| incoming.form_parameter(name);
        let client_id = field("client_id").unwrap_or_default();
        if client_id.is_empty() {
            cx.note("no client id in a form");
            return manner.refusal("invalid_request", cx);
        }
        if !settings.client_id.is_empty() && settings.client_id != client_id {
            return manner.refusal("invalid_client", cx);
        }
        let challenge = field("code_challenge");
        let method = field("code_challenge_method");
        if challenge.is_some() && method.as_deref() != Some("S256")
            || settings.requires_pkce && challenge.is_none()
        {
            cx.note("PKCE");
            return manner.refusal("invalid_request", cx);
        }
        let scope = match manner.style {
            DeviceStyle::Twitch => field("scopes"),
            _ => field("scope"),
        };
        let code = DeviceCode {
            client_id,
            scope: scope.unwrap_or_default(),
            challenge,
            polls: 0,
            slower: 0,
            was_slowed: false,
        };
        self.issue(code, manner, incoming, cx)
    }

    fn issue(
        &mut self,
        code: DeviceCode,
        manner: Manner,
        incoming: &Incoming,
        cx: &mut Cx<'_>,
    ) -> Response {
        let settings = &cx.scenario.device;
        let style = manner.style;
        let mut random = cx.random(cx.next_number(), "device");
        let device_code = random.hex(40);
        let letters = random.alnum(8).to_ascii_uppercase();
        let user_code = match settings.user_code.as_str() {
            "" => format!(
                "{}-{}",
                letters.get(..4).unwrap_or_default(),
                letters.get(4..).unwrap_or_default()
            ),
            fixed => fixed.to_owned(),
        };
        let (host, path) = calls::page(&incoming.host);
        let own = match style {
            DeviceStyle::Camel => format!("{host}{path}"),
            DeviceStyle::Twitch => {
                let page = incoming.url(host, path);
                format!("{page}?public=true&device-code={user_code}")
            }
            _ => incoming.url(host, path),
        };
        let link = match settings.link.as_str() {
            "" => own,
            fixed => fixed.to_owned(),
        };
        let is_complete = settings.complete_link
            && matches!(
                style,
                DeviceStyle::Standard | DeviceStyle::Camel | DeviceStyle::Facebook
            );
        let complete = is_complete.then(|| format!("{link}?user_code={user_code}"));
        let payload = complete.as_ref().unwrap_or(&link);
        let payload = match style {
            DeviceStyle::Camel if settings.link.is_empty() => format!("https://{payload}"),
            _ => payload.clone(),
        };
        let members = fields(style, &device_code, &user_code, link, complete, cx);
        let dies = match settings.dies_early.0 {
            0 => settings.lifetime.0,
            early => early,
        };
        let terms = Terms {
            lifetime: dies,
            collectable: settings.collectable.0,
        };
        let remember = cx.scenario.remember;
        cx.issue(terms, &device_code, &payload);
        if let Some(login) = cx.login(&device_code) {
            login.user_code = user_code;
        }
        self.codes.insert(device_code, code, remember);
        manner.write(200, members)
    }
}

fn fields(
    style: DeviceStyle,
    device_code: &str,
    user_code: &str,
    link: String,
    complete: Option<String>,
    cx: &Cx<'_>,
) -> Vec<(&'static str, Json)> {
    let settings = &cx.scenario.device;
    let is_camel = style == DeviceStyle::Camel;
    let name = |snake, camel| if is_camel { camel } else { snake };
    let message = format!("To sign in, open {link} and enter the code {user_code}");
    let uri = match style {
        DeviceStyle::Google => "verification_url",
        _ => name("verification_uri", "verificationUri"),
    };
    let mut members = vec![
        (name("device_code", "deviceCode"), device_code.into()),
        (name("user_code", "userCode"), user_code.into()),
        (uri, link.into()),
    ];
    if let Some(complete) = complete {
        let complete_name = name("verification_uri_complete", "verificationUriComplete");
        members.push((complete_name, complete.into()));
    }
    let stated = |text: &str, own: u64| match text {
        "" => own.into(),
        text => text.parse::<i64>().map_or_else(|_| text.into(), Json::from),
    };
    if settings.stated_lifetime != "absent" {
        let lifetime = stated(&settings.stated_lifetime, settings.lifetime.0 / 1000);
        members.push((name("expires_in", "expiresIn"), lifetime));
    }
    if settings.interval > 0 || !settings.stated_interval.is_empty() {
        let interval = stated(&settings.stated_interval, settings.interval.into());
        members.push(("interval", interval));
    }
    if style == DeviceStyle::Microsoft {
        members.push(("message", message.into()));
    }
    members
}
