//! The bot of Feishu and Lark, answer by answer (specification section 2).

mod brand;
mod code;
mod poll;
mod settings;

use qrlogin::bots::{Feishu, FeishuCredential};
use qrlogin::{Advice, Call, Error, Login};
use qrlogin_test_support::{Came, Rig, reply, seed};

/// The reply with a code.
const CODE: &str = r#"{"device_code":"d","user_code":"ABCD-EFGH","verification_uri":"https://open.feishu.cn/page/launcher","verification_uri_complete":"https://open.feishu.cn/page/launcher?user_code=ABCD-EFGH","interval":5,"expires_in":600}"#;
const PENDING: &str = r#"{"code":20094,"error":"authorization_pending"}"#;
const DONE: &str = r#"{"client_id":"cli_1","client_secret":"s","user_info":{"open_id":"ou_1","tenant_brand":"feishu"}}"#;
/// The user has an account of Lark.
const LARK: &str = r#"{"user_info":{"open_id":"ou_1","tenant_brand":"lark"}}"#;
const LARK_DONE: &str = r#"{"client_id":"cli_1","client_secret":"s","user_info":{"open_id":"ou_1","tenant_brand":"lark"}}"#;

const FEISHU_HOST: &str = "accounts.feishu.cn";
const LARK_HOST: &str = "accounts.larksuite.com";

fn begin() -> Rig<Login<Feishu>> {
    Rig::new(Login::new(Feishu::new(), seed()))
}

/// A login whose code is on show.
fn shown() -> Rig<Login<Feishu>> {
    let mut rig = begin();
    rig.ok(CODE);
    rig
}

/// A poll that is answered with HTTP 400.
fn refuse(rig: &mut Rig<Login<Feishu>>, body: &str) -> Call {
    rig.answer(Ok(reply(400, body)))
}

fn body(call: &Call) -> &str {
    std::str::from_utf8(call.request.body()).unwrap()
}

fn host(call: &Call) -> &str {
    call.request.uri().host().unwrap()
}
