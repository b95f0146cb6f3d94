//! The bot of WeChat's iLink API, answer by answer.

mod code;
mod credentials;
mod number;
mod poll;
mod redirect;
mod settings;

use qrlogin::ilink::Bot;
use qrlogin::{Call, Login};
use qrlogin_test_support::{Rig, seed};
use serde_json::json;

const KEY: &str = "c0dec0dec0dec0dec0dec0dec0dec0de";

/// The reply with a code.
fn started() -> String {
    let text = format!("https://liteapp.weixin.qq.com/q/7Fake1?qrcode={KEY}&bot_type=3");
    json!({"ret": 0, "qrcode": KEY, "qrcode_img_content": text}).to_string()
}

/// A login whose code is on show.
fn shown() -> Rig<Login<Bot>> {
    shown_of(Bot::new())
}

fn shown_of(bot: Bot) -> Rig<Login<Bot>> {
    let mut rig = Rig::new(Login::new(bot, seed()));
    rig.ok(started());
    rig
}

/// The reply with this state.
fn status(status: &str) -> String {
    json!({"ret": 0, "status": status}).to_string()
}

fn confirmed() -> serde_json::Value {
    json!({
        "ret": 0, "status": "confirmed", "bot_token": "aa@im.bot:bb", "ilink_bot_id": "aa@im.bot",
        "baseurl": "https://ilinkai.weixin.qq.com", "ilink_user_id": "cc@im.wechat",
    })
}

fn query(call: &Call) -> &str {
    call.request.uri().query().unwrap_or_default()
}

fn host(call: &Call) -> &str {
    call.request.uri().host().unwrap()
}
