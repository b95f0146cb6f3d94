//! The calls of the phone app, which act as the person.

use super::calls::SITE;
use super::envelope;
use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::json::Json;
use crate::person::ControlError;
use crate::scenario::Act;
use crate::service::Cx;

/// `prompt.php` scans, `slogin.php` confirms, `cancel.php` refuses. The refusals are assumptions.
pub(super) fn act(call: &str, incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    if !is_logged_in(incoming) {
        cx.note("phone without a login");
        return envelope::failure(envelope::CREDENTIAL, cx);
    }
    let uid = incoming.query("uid").unwrap_or_default();
    let act = match call {
        "prompt" => Act::Scan,
        "slogin" => Act::Confirm,
        _ => Act::Deny,
    };
    if act != Act::Scan && incoming.query("key").as_deref() != Some(&uid) {
        cx.note("key is not uid");
        return envelope::failure(envelope::PARAMETERS, cx);
    }
    let now = cx.now;
    let Some(login) = cx.login(&uid) else {
        cx.note("unknown uid");
        return envelope::failure(envelope::EXPIRED, cx);
    };
    match login.act(now, act) {
        Ok(()) if act == Act::Scan => {
            let data = Json::object([
                ("tip_txt", "确认登录115？".into()),
                ("icon", incoming.url(SITE, "/simulated.png").into()),
            ]);
            envelope::success(Some(data), cx)
        }
        Ok(()) => envelope::success(Some(Json::object([])), cx),
        Err(ControlError::Decided) => envelope::failure(envelope::UNVERIFIED, cx),
        Err(_) => envelope::failure(envelope::EXPIRED, cx),
    }
}

/// Any cookies of the right form are accepted as the phone's own login.
fn is_logged_in(incoming: &Incoming) -> bool {
    let filled = |name: &str| incoming.cookie(name).is_some_and(|value| !value.is_empty());
    let uid = incoming.cookie("UID").unwrap_or_default();
    let parts: Vec<&str> = uid.split('_').collect();
    let number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let formed = match parts.as_slice() {
        [user, slot, time] => number(user) && !slot.is_empty() && number(time),
        _ => false,
    };
    formed && filled("CID") && filled("SEID")
}
