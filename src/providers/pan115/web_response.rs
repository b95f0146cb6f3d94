//! The response to the direct login: the cookies, or a refusal (spec 3.4, 5.3).

use serde::Deserialize;
use serde_json::value::RawValue;

use super::advice::CHOOSE_OTHER_APP;
use super::refusal::Refusal;
use super::shown_code::Stage;
use super::{App, WebCredential, credential, envelope};
use crate::provider::Next;
use crate::toolkit::{json_lenient, reply};
use crate::{Error, Secret};

/// The credentials in the data of a success response, if they are complete: with UID, CID and SEID.
pub(super) fn credential(data: &str, app: App, user_agent: &str) -> Result<WebCredential, Error> {
    #[derive(Deserialize)]
    struct LoggedIn<'a> {
        #[serde(borrow, default)]
        cookie: Option<&'a RawValue>,
    }
    let logged_in: LoggedIn<'_> = reply::parse_json(data, "login")?;
    // Some responses are said to have the values in the data itself.
    let beside: Values = reply::parse_json(data, "login")?;
    let inside = envelope::object(logged_in.cookie).map(|json| reply::parse_json(json, "login"));
    let inside: Option<Values> = inside.transpose()?;
    let Values {
        uid,
        cid,
        seid,
        kid,
    } = match inside {
        Some(inside) if beside.uid.is_empty() || !inside.uid.is_empty() => inside,
        _ => beside,
    };
    reply::require(&[
        ("UID", credential::is_usable(&uid)),
        ("CID", credential::is_usable(&cid)),
        ("SEID", credential::is_usable(&seid)),
    ])?;
    Ok(WebCredential {
        uid,
        cid,
        seid,
        // Optional by the specification (spec 3.4); the credentials warn of its absence.
        kid: Some(kid).filter(credential::is_usable),
        app,
        user_agent: user_agent.to_owned(),
    })
}

/// What follows from a refusal. Code 0 is that of a retired app, if the message says so (spec 5.3).
pub(super) fn refused<C>(refusal: Refusal, stage: &Stage) -> Result<Next<Stage, C>, Error> {
    match refusal.code.as_str() {
        "0" if refusal.message.contains("已下架") => Err(refusal.with(CHOOSE_OTHER_APP)),
        _ => refusal.after_confirmation(stage.clone()),
    }
}

/// The four cookies and nothing else: the types of the other fields vary (spec 3.4).
#[derive(Deserialize)]
#[serde(rename_all = "UPPERCASE")]
struct Values {
    #[serde(default, deserialize_with = "json_lenient::secret")]
    uid: Secret,
    #[serde(default, deserialize_with = "json_lenient::secret")]
    cid: Secret,
    #[serde(default, deserialize_with = "json_lenient::secret")]
    seid: Secret,
    #[serde(default, deserialize_with = "json_lenient::secret")]
    kid: Secret,
}
