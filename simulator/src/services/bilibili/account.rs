//! What a client asks after a login.

use super::cookies::mid;
use super::{envelope, message};
use crate::ask::Ask;
use crate::exchange::Response;
use crate::json::{Escapes, Json};
use crate::random::Random;
use crate::record::ServiceId;
use crate::reply::reply;
use crate::service::Cx;

/// The login check: who is logged in with this `SESSDATA`.
pub(super) fn nav(ask: &Ask, cx: &Cx<'_>) -> Response {
    let sessdata = ask.cookie("SESSDATA").unwrap_or_default();
    let known = cx.issued.iter().any(|issued| {
        matches!(
            issued.service,
            ServiceId::BilibiliWeb | ServiceId::BilibiliTv
        ) && !sessdata.is_empty()
            && issued.get("SESSDATA") == Some(&sessdata)
    });
    let mut keys = Random::new(cx.scenario.seed, "bilibili/wbi");
    let mut picture = || format!("https://i0.hdslb.com/bfs/wbi/{}.png", keys.hex(32));
    let wbi = Json::object([("img_url", picture().into()), ("sub_url", picture().into())]);
    if !known {
        let data = Json::object([("isLogin", false.into()), ("wbi_img", wbi)]);
        return envelope(-101, message(-101), Some(data), Escapes::Plain);
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

/// Device fingerprints, which some clients ask for after the login.
pub(super) fn spi(cx: &Cx<'_>) -> Response {
    let mut random = Random::new(cx.scenario.seed, "bilibili/spi");
    let data = Json::object([
        (
            "b_3",
            format!("{}infoc", random.hex(32).to_uppercase()).into(),
        ),
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
