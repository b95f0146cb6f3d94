//! The login call: exchanges a confirmed uid for the four cookies.

use http::header::{SET_COOKIE, USER_AGENT};

use super::calls::SITE;
use super::sessions::{Cookies, account, user_name};
use super::{Pan, apps, envelope, firewall};
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::Phase;
use crate::reply::header;
use crate::scenario::{PanEarly, PanLogin};
use crate::service::{Cx, Outcome};

/// The longest hold of a login call before the confirmation, in ms.
const EARLY_HOLD: u64 = 20_000;

impl Pan {
    pub(super) fn login(&mut self, incoming: &Incoming, cx: &mut Cx<'_>) -> Outcome {
        let app = incoming.path.split('/').nth(3).unwrap_or_default();
        let sent = incoming.form_parameter("app");
        let Some(uid) = incoming
            .form_parameter("account")
            .filter(|uid| !uid.is_empty())
        else {
            cx.note("no account in the form");
            return envelope::failure(envelope::PARAMETERS, cx).into();
        };
        if sent.is_some_and(|sent| sent != app) {
            cx.note("app is not that of the path");
            return envelope::failure(envelope::PARAMETERS, cx).into();
        }
        let now = cx.now;
        let Some(login) = cx.login(&uid) else {
            cx.note("unknown uid");
            return envelope::failure(envelope::EXPIRED, cx).into();
        };
        let (phase, number, next) = (login.phase(now), login.number, login.next_change(now));
        if login.spent {
            cx.note("uid already used");
            return envelope::failure(envelope::EXPIRED, cx).into();
        }
        let confirmed_at = match phase {
            Phase::Confirmed { at, .. } => at,
            phase => return not_confirmed(phase, next, cx),
        };
        let Some(slot) = apps::slot(
            app,
            incoming.header(USER_AGENT),
            &cx.scenario.pan_115.retired,
        ) else {
            return envelope::failure(0, cx).into();
        };
        let choice = cx.scenario.pan_115.login;
        match choice {
            PanLogin::Waf => return firewall::page(cx).into(),
            PanLogin::Retired => return envelope::failure(0, cx).into(),
            _ => {}
        }
        if let Ok(code) = choice.name().parse() {
            return envelope::failure(code, cx).into();
        }
        let cookies = given(choice, cookies(number, confirmed_at, slot, cx));
        if let Some(login) = cx.login(&uid) {
            login.spent = true;
        }
        let mut response = envelope::success(Some(data(&cookies, incoming, cx)), cx);
        if app == "web" {
            let id = cx.random(number, "USERSESSIONID").hex(64);
            let line = format!("USERSESSIONID={id}; path=/; domain=115.com; HttpOnly");
            header(&mut response, SET_COOKIE, &line);
        }
        self.sessions.open(slot, cookies.clone());
        cx.grant(&uid, cookies);
        response.into()
    }
}

/// 115's response here is not known. Assumed: verification failed, or expired; at once, or after a
/// hold.
fn not_confirmed(phase: Phase, next: u64, cx: &mut Cx<'_>) -> Outcome {
    let code = match phase {
        Phase::Expired => envelope::EXPIRED,
        _ => envelope::UNVERIFIED,
    };
    let end = cx.began.saturating_add(EARLY_HOLD);
    let undecided = matches!(phase, Phase::Waiting | Phase::Scanned { .. });
    if cx.first {
        cx.note("login before confirmation");
    }
    if cx.scenario.pan_115.early_login == PanEarly::Held && undecided && cx.now < end {
        return Outcome::Hold(end.min(next));
    }
    envelope::failure(code, cx).into()
}

/// The four cookies. UID holds the account, the app's slot and the second of the confirmation.
fn cookies(number: usize, confirmed_at: u64, slot: &str, cx: &Cx<'_>) -> Cookies {
    let mut random = cx.random(number, "cookies");
    let uid = format!(
        "{}_{slot}_{}",
        account(&cx.scenario.account, cx),
        confirmed_at / 1000
    );
    vec![
        ("UID", uid),
        ("CID", random.hex(32)),
        ("SEID", random.hex(120)),
        ("KID", random.hex(32)),
    ]
}

/// The cookies that the scenario gives; the others are empty.
fn given(choice: PanLogin, mut cookies: Cookies) -> Cookies {
    let lacks = match choice {
        PanLogin::NoUid => "UID",
        PanLogin::NoCid => "CID",
        PanLogin::NoSeid => "SEID",
        PanLogin::NoKid => "KID",
        _ => "",
    };
    let none = matches!(choice, PanLogin::NoCookies | PanLogin::Empty);
    for (name, value) in &mut cookies {
        if none || *name == lacks {
            value.clear();
        }
    }
    cookies
}

fn data(cookies: &Cookies, incoming: &Incoming, cx: &Cx<'_>) -> Json {
    let settings = &cx.scenario.pan_115;
    let mut members = account_data(incoming, cx);
    let mut pairs: Vec<(&'static str, Json)> = cookies
        .iter()
        .filter(|(_, value)| !value.is_empty() || settings.login == PanLogin::Empty)
        .map(|(name, value)| (*name, value.as_str().into()))
        .collect();
    match settings.login {
        PanLogin::NoCookies => {}
        PanLogin::InData => members.extend(pairs),
        _ => {
            if settings.wobble {
                pairs.push(("acw_tc", "0a0b0c".into()));
            }
            members.push(("cookie", Json::Object(pairs)));
        }
    }
    Json::Object(members)
}

fn account_data(incoming: &Incoming, cx: &Cx<'_>) -> Vec<(&'static str, Json)> {
    let wobble = cx.scenario.pan_115.wobble;
    let user_id = if wobble {
        account(&cx.scenario.account, cx).to_string().into()
    } else {
        account(&cx.scenario.account, cx).into()
    };
    let is_vip = if wobble {
        4_294_967_295_i64
    } else {
        1_700_000_000
    };
    let face = |size: &str| Json::from(incoming.url(SITE, &format!("/simulated_{size}.jpg")));
    vec![
        ("user_id", user_id),
        ("user_name", user_name(&cx.scenario.account).into()),
        ("email", "".into()),
        ("mobile", "138****0000".into()),
        ("country", "CN".into()),
        ("is_vip", is_vip.into()),
        ("mark", 0_i64.into()),
        ("alert", "".into()),
        ("is_chang_passwd", 0_i64.into()),
        ("is_first_login", 0_i64.into()),
        ("bind_mobile", 1_i64.into()),
        ("from", "".into()),
        ("is_trusted", if wobble { Json::Null } else { "".into() }),
        (
            "face",
            Json::object([
                ("face_l", face("l")),
                ("face_m", face("m")),
                ("face_s", face("s")),
            ]),
        ),
    ]
}
