//! The login call: exchanges a confirmed uid for the four values.

use super::binding::Fields;
use super::responses::{self, observed, upstream_failure};
use crate::exchange::Response;
use crate::person::Phase;
use crate::random::Random;
use crate::scenario::GatewayLogin;
use crate::service::Cx;

/// The login call.
pub(super) fn login(fields: &Fields, cx: &mut Cx<'_>) -> Response {
    let settings = &cx.scenario.gateway_115;
    let now = cx.now;
    let app = app(fields, cx);
    let Some(login) = cx.login(&fields.uid) else {
        cx.note("unknown uid");
        return responses::not_confirmed(None, cx);
    };
    let (phase, number) = (login.phase(now), login.number);
    if login.spent {
        cx.note("uid already used");
        return responses::not_confirmed(Some(Phase::Expired), cx);
    }
    let Phase::Confirmed { at, .. } = phase else {
        cx.note("login before confirmation");
        return responses::not_confirmed(Some(phase), cx);
    };
    if !settings
        .apps
        .split(',')
        .any(|allowed| allowed.trim() == app)
    {
        return upstream_failure("complete QR code login", 0, cx);
    }
    match settings.login {
        GatewayLogin::NotReady => return responses::not_confirmed(Some(Phase::Waiting), cx),
        GatewayLogin::Retired => return upstream_failure("complete QR code login", 0, cx),
        GatewayLogin::Waf => return responses::waf("complete QR code login", 405, cx),
        GatewayLogin::Expired
        | GatewayLogin::Flagged
        | GatewayLogin::Failed
        | GatewayLogin::Parameters
        | GatewayLogin::Credential
        | GatewayLogin::TwoStep => {
            let code = settings.login.name().parse().unwrap_or_default();
            return upstream_failure("complete QR code login", code, cx);
        }
        _ => {}
    }
    let values = credentials(number, at, app, cx);
    if let Some(login) = cx.login(&fields.uid) {
        login.spent = true;
    }
    let lacks = match settings.login {
        GatewayLogin::NoUid => "uid",
        GatewayLogin::NoCid => "cid",
        GatewayLogin::NoSeid => "seid",
        GatewayLogin::NoKid => "kid",
        _ => "",
    };
    let empty = settings.login == GatewayLogin::Empty;
    let given: Vec<(&'static str, String)> = values
        .into_iter()
        .map(|(name, value)| {
            (
                name,
                if empty || name == lacks {
                    String::new()
                } else {
                    value
                },
            )
        })
        .collect();
    let response = responses::logged_in(&given, cx);
    cx.grant(&fields.uid, given);
    response
}

/// The app, or its default.
pub(super) fn app<'a>(fields: &'a Fields, cx: &Cx<'_>) -> &'a str {
    match fields.app.as_str() {
        "" if observed(cx) => "tv",
        "" => "web",
        app => app,
    }
}

/// The four values. `uid` holds the account, the app's slot and the second of the confirmation.
fn credentials(
    number: usize,
    confirmed_at: u64,
    app: &str,
    cx: &Cx<'_>,
) -> Vec<(&'static str, String)> {
    let slot = match app {
        "web" => "A1",
        "android" => "F1",
        "ios" => "D1",
        "tv" => "I1",
        "alipaymini" => "R2",
        "wechatmini" => "R1",
        _ => "M1",
    };
    let random = || Random::new(cx.scenario.seed, "115/account").between(100_000_000, 399_999_999);
    let account = cx.scenario.account.id_or(random);
    let mut random = cx.random(number, "cookies");
    vec![
        ("uid", format!("{account}_{slot}_{}", confirmed_at / 1000)),
        ("cid", random.hex(32)),
        ("seid", random.hex(120)),
        ("kid", random.hex(32)),
    ]
}
