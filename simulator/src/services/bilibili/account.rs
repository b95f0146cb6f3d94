//! The calls after a login.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::cookies::{account, mid};
use super::responses::{envelope, message};
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::{Escapes, Json};
use crate::random::Random;
use crate::reply::reply;
use crate::service::Cx;

/// The name of the account.
const NAME: &str = "simulated";
/// The host of pictures.
const PICTURES: &str = "i0.hdslb.com";

/// The login check: the account of this `SESSDATA`.
pub(super) fn nav(known: bool, incoming: &Incoming, cx: &Cx<'_>) -> Response {
    let [img, sub] = wbi(incoming, cx);
    let wbi = Json::object([("img_url", img), ("sub_url", sub)]);
    if !known {
        let data = Json::object([("isLogin", false.into()), ("wbi_img", wbi)]);
        let data = cx.scenario.bilibili_web.nav_data.then_some(data);
        return envelope(-101, message(-101), data, Escapes::Plain);
    }
    let level = Json::object([
        ("current_level", 6_i64.into()),
        ("current_min", 28800_i64.into()),
        ("current_exp", 30000_i64.into()),
        ("next_exp", "--".into()),
    ]);
    let data = Json::object([
        ("isLogin", true.into()),
        ("level_info", level),
        ("mid", mid(account(incoming, cx), cx).into()),
        ("uname", account(incoming, cx).name_or(NAME).into()),
        ("vipStatus", 0_i64.into()),
        ("wbi_img", wbi),
    ]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// Whether the cookies need a refresh (spec 6.2).
pub(super) fn cookie_info(known: bool, cx: &Cx<'_>) -> Response {
    if !known {
        return not_logged_in();
    }
    let data = Json::object([
        ("refresh", cx.scenario.bilibili_web.refresh_due.into()),
        ("timestamp", cx.clock().into()),
    ]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// The account: `space/myinfo` on the web, `account/myinfo` in the app.
pub(super) fn my_info(incoming: &Incoming, cx: &Cx<'_>) -> Response {
    let vip = Json::object([("type", 0_i64.into()), ("status", 0_i64.into())]);
    let data = Json::object([
        ("mid", mid(account(incoming, cx), cx).into()),
        ("name", account(incoming, cx).name_or(NAME).into()),
        ("sex", "保密".into()),
        (
            "face",
            incoming.url(PICTURES, "/bfs/face/simulated.jpg").into(),
        ),
        ("sign", "".into()),
        ("rank", 10_000_i64.into()),
        ("level", 6_i64.into()),
        ("silence", 0_i64.into()),
        ("coins", 0_i64.into()),
        ("following", 0_i64.into()),
        ("follower", 0_i64.into()),
        ("vip", vip),
    ]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// The counts of followed accounts and followers.
pub(super) fn nav_stat(known: bool) -> Response {
    if !known {
        return not_logged_in();
    }
    let none = || 0_i64.into();
    let data = Json::object([
        ("following", none()),
        ("follower", none()),
        ("dynamic_count", none()),
    ]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// The response of a call that requires a login.
pub(super) fn not_logged_in() -> Response {
    envelope(-101, message(-101), None, Escapes::Plain)
}

/// Activates the fingerprints. Clients send it before they request a code, and expect JSON.
pub(super) fn activate() -> Response {
    envelope(0, "0", Some(Json::object([])), Escapes::Plain)
}

/// The ticket that web clients send to pass the firewall. It is not verified here.
pub(super) fn web_ticket(incoming: &Incoming, cx: &Cx<'_>) -> Response {
    const LIVES: u64 = 3 * 86_400;
    let now = cx.clock() / 1000;
    let claims = format!(
        r#"{{"exp":{},"iat":{now},"plt":-1}}"#,
        now.saturating_add(LIVES)
    );
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    let head = part(r#"{"alg":"HS256","kid":"s03","typ":"JWT"}"#);
    let sign = Random::new(cx.scenario.seed, "bilibili/web ticket").base64_url(43);
    let ticket = format!("{head}.{}.{sign}", part(&claims));
    let [img, sub] = wbi(incoming, cx);
    let data = Json::object([
        ("ticket", ticket.into()),
        ("created_at", now.into()),
        ("ttl", LIVES.into()),
        ("context", Json::object([])),
        ("nav", Json::object([("img", img), ("sub", sub)])),
    ]);
    envelope(0, "OK", Some(data), Escapes::Plain)
}

/// Pictures whose names are the keys of other calls' signatures.
fn wbi(incoming: &Incoming, cx: &Cx<'_>) -> [Json; 2] {
    let mut keys = Random::new(cx.scenario.seed, "bilibili/wbi");
    let mut picture = || incoming.url(PICTURES, &format!("/bfs/wbi/{}.png", keys.hex(32)));
    [picture().into(), picture().into()]
}

/// The older call for one of the fingerprints (spec 6.4).
pub(super) fn buvid(cx: &Cx<'_>) -> Response {
    let data = Json::object([("buvid", b_3(&mut fingerprints(cx)).into())]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// Device fingerprints, which some clients request after the login.
pub(super) fn spi(cx: &Cx<'_>) -> Response {
    let mut random = fingerprints(cx);
    let data = Json::object([
        ("b_3", b_3(&mut random).into()),
        ("b_4", format!("{}==", random.base64(54)).into()),
    ]);
    let body = Json::object([
        ("code", 0_i64.into()),
        ("data", data),
        ("message", "ok".into()),
    ]);
    reply(
        200,
        "application/json; charset=utf-8",
        body.write(Escapes::Plain),
    )
}

fn fingerprints(cx: &Cx<'_>) -> Random {
    Random::new(cx.scenario.seed, "bilibili/spi")
}

fn b_3(random: &mut Random) -> String {
    format!("{}infoc", random.hex(32).to_uppercase())
}
