//! What a client asks after a login.

use super::cookies::mid;
use super::{envelope, message};
use crate::ask::Ask;
use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::random::Random;
use crate::reply::reply;
use crate::service::Cx;

/// The login check: who is logged in with this `SESSDATA`.
pub(super) fn nav(ask: &Ask, cx: &Cx<'_>) -> Response {
    let known = is_logged_in(ask, cx);
    let mut keys = Random::new(cx.scenario.seed, "bilibili/wbi");
    let mut picture = || format!("https://i0.hdslb.com/bfs/wbi/{}.png", keys.hex(32));
    let wbi = Json::object([("img_url", picture().into()), ("sub_url", picture().into())]);
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
        ("mid", mid(cx.scenario.seed).into()),
        ("uname", "simulated".into()),
        ("vipStatus", 0_i64.into()),
        ("wbi_img", wbi),
    ]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// Whether the cookies ought to be renewed: never, so fresh are they (spec 6.2).
pub(super) fn cookie_info(ask: &Ask, cx: &Cx<'_>) -> Response {
    if !is_logged_in(ask, cx) {
        return envelope(-101, message(-101), None, Escapes::Plain);
    }
    let data = Json::object([("refresh", false.into()), ("timestamp", cx.clock().into())]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// Whether the `SESSDATA` was issued, by either login.
fn is_logged_in(ask: &Ask, cx: &Cx<'_>) -> bool {
    let sessdata = ask.cookie("SESSDATA").unwrap_or_default();
    !sessdata.is_empty() && cx.issued.with("SESSDATA", &sessdata).is_some()
}

/// The older way to one of the fingerprints (spec 6.4).
pub(super) fn buvid(cx: &Cx<'_>) -> Response {
    let data = Json::object([("buvid", b_3(&mut fingerprints(cx)).into())]);
    envelope(0, "0", Some(data), Escapes::Plain)
}

/// Device fingerprints, which some clients ask for after the login.
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
