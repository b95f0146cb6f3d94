//! The page at the address in the QR code.

use crate::exchange::Response;
use crate::incoming::Incoming;
use crate::person::Phase;
use crate::reply::html;
use crate::service::Cx;

/// The page. Opening it is not a scan.
pub(super) fn respond(incoming: &Incoming, cx: &mut Cx<'_>) -> Response {
    let code = incoming.query("user_code").unwrap_or_default();
    let end = format!("&user_code={code}");
    let (service, now) = (cx.service, cx.now);
    let login = cx
        .logins
        .iter_mut()
        .find(|login| login.service == service && login.payload.ends_with(&end));
    let Some(login) = login.filter(|_| !code.is_empty()) else {
        cx.note("unknown user code");
        return page(404, "This code does not exist.");
    };
    login.advance(now);
    page(
        200,
        match login.phase(now) {
            Phase::Waiting => "Scan the code with the TapTap app.",
            Phase::Scanned { .. } => "Confirm the login in the TapTap app.",
            Phase::Confirmed { .. } => "The login is confirmed.",
            Phase::Denied { .. } => "The login was refused.",
            Phase::Expired => "This code has expired.",
        },
    )
}

fn page(status: u16, text: &str) -> Response {
    html(
        status,
        &format!(
            "<!DOCTYPE html>\n<html><head><title>TapTap (simulated)</title></head><body><p>{text}</p></body></html>\n"
        ),
    )
}
