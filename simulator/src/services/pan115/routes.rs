//! Which of 115's two services a request is for.

use super::calls::{self, API_HOST, MY_HOST, SHARED, SITE, VERSION_HOST};
use crate::incoming::Incoming;
use crate::ledger::Logins;
use crate::service_id::ServiceId;

/// The call of 115 itself.
pub(super) fn pan(incoming: &Incoming, logins: &Logins) -> Option<&'static str> {
    let path = incoming.path.as_str();
    Some(match incoming.host.as_str() {
        API_HOST => return None,
        SITE => calls::site(path),
        VERSION_HOST => calls::browser_version(path),
        MY_HOST => {
            let query = |name: &str| incoming.query(name).unwrap_or_default();
            calls::my(path, &query("ct"), &query("ac"))
        }
        _ if path.starts_with("/open/") => return None,
        _ => {
            let call = calls::login(path);
            return (!is_about_open_code(call, incoming, logins)).then_some(call);
        }
    })
}

/// The call of the open platform.
pub(super) fn open(incoming: &Incoming, logins: &Logins) -> Option<&'static str> {
    let path = incoming.path.as_str();
    if incoming.host == API_HOST {
        return Some(calls::api(path));
    }
    if let Some(name) = path.strip_prefix("/open/") {
        return Some(calls::open(name));
    }
    let call = calls::login(path);
    is_about_open_code(call, incoming, logins).then_some(call)
}

/// Whether a call is about a code that the open platform has issued.
fn is_about_open_code(call: &str, incoming: &Incoming, logins: &Logins) -> bool {
    let is_open = |uid: &String| logins.has(ServiceId::Open115, uid);
    SHARED.contains(&call) && incoming.query("uid").as_ref().is_some_and(is_open)
}
