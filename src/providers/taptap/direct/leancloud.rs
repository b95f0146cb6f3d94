//! The game's LeanCloud: its request, its signature and its response (spec 2.9, 3.5).

use std::borrow::Cow;

use md5::{Digest, Md5};
use serde::{Deserialize, Serialize};

use super::App;
use crate::providers::taptap::advice::CHECK_REGION;
use crate::providers::taptap::token::is_session_token;
use crate::providers::taptap::upstream::CloudRefusal;
use crate::providers::taptap::{Profile, TapTapToken};
use crate::toolkit::reply;
use crate::{Advice, Error, Response, Secret, Timestamp};

/// What a response contains.
pub(super) enum Content {
    Session(Secret),
    /// LeanCloud reports an overload.
    Busy(Error),
    /// Not LeanCloud's own response.
    Foreign(Error),
}

/// The header `X-LC-Sign`: the MD5 of time and key, and the time in ms.
pub(super) fn signature(at: Timestamp, app_key: &str) -> String {
    let ms = at.as_millis();
    let digest: [u8; 16] = Md5::digest(format!("{ms}{app_key}")).into();
    format!("{:032x},{ms}", u128::from_be_bytes(digest))
}

/// The body of the request: token and profile, which LeanCloud verifies with TapTap.
pub(super) fn body(token: &TapTapToken, profile: &Profile) -> String {
    #[derive(Serialize)]
    struct TapTap<'a> {
        kid: &'a Secret,
        access_token: &'a Secret,
        token_type: &'a str,
        mac_key: &'a Secret,
        mac_algorithm: &'a str,
        openid: &'a Secret,
        #[serde(skip_serializing_if = "Secret::is_empty")]
        name: &'a Secret,
        #[serde(skip_serializing_if = "Secret::is_empty")]
        avatar: &'a Secret,
        #[serde(skip_serializing_if = "Secret::is_empty")]
        unionid: &'a Secret,
    }
    let taptap = TapTap {
        kid: &token.kid,
        access_token: &token.access_token,
        token_type: &token.token_type,
        mac_key: &token.mac_key,
        mac_algorithm: &token.mac_algorithm,
        openid: &profile.openid,
        name: &profile.name,
        avatar: &profile.avatar,
        unionid: &profile.unionid,
    };
    serde_json::json!({ "authData": { "taptap": taptap } }).to_string()
}

/// Reads the response to a request of this app; an error is final.
pub(super) fn read(reply: &Response, call: &str, app: &App) -> Result<Content, Error> {
    #[derive(Deserialize)]
    struct User<'a> {
        #[serde(
            borrow,
            default,
            rename = "sessionToken",
            deserialize_with = "crate::toolkit::json_lenient::text"
        )]
        session_token: Cow<'a, str>,
    }
    let status = reply.status();
    let user = reply::json::<User<'_>>(reply, call).map(|user| user.session_token);
    match (user, refusal(reply)) {
        (Ok(token), _) if status.is_success() && is_session_token(&token) => {
            Ok(Content::Session(token.into_owned().into()))
        }
        (_, Some(refusal)) => refused(&refusal, reply, app),
        (Ok(token), None) if status.is_success() => {
            reply::require(&[("sessionToken", !token.is_empty())])?;
            let what = "a session token is 25 lower-case letters and digits";
            Err(Error::malformed(format!("{call}: {what}")))
        }
        (Err(error), None) if status.is_success() => Err(error),
        _ if matches!(status.as_u16(), 404 | 410) => Err(Error::rejected(
            status.as_u16(),
            "no LeanCloud answers here for this app; the service was announced to end on 2027-01-12",
            Advice::CHECK_SERVER,
        )),
        _ => Ok(Content::Foreign(reply::status_error(reply))),
    }
}

/// LeanCloud's refusal, if the response is one.
pub(super) fn refusal(reply: &Response) -> Option<CloudRefusal> {
    CloudRefusal::parse(std::str::from_utf8(reply.body()).ok()?)
}

fn refused(refusal: &CloudRefusal, reply: &Response, app: &App) -> Result<Content, Error> {
    let with = |advice| Error::rejected(refusal.code, &refusal.text, advice);
    match reply.status().as_u16() {
        408 | 429 | 500.. => Ok(Content::Busy(with(Advice::TRY_LATER))),
        401 if app.names_its_cloud() => Err(with(Advice::CHECK_KEY_PAIR)),
        // The game's key pair is built in, and no longer accepted.
        401 => Err(with(Advice::REPORT_CHANGE)),
        _ if refusal.code == CloudRefusal::NO_SUCH_USER => {
            let text = format!(
                "{} (another region, or this account has never played)",
                refusal.text
            );
            Err(Error::rejected(refusal.code, &text, CHECK_REGION))
        }
        _ => Err(refusal.error()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::providers::taptap::Region;

    #[test]
    fn the_signature_is_that_of_the_vectors() {
        for (ms, key, md5) in [
            (
                1_453_014_943_466,
                "UtOCzqb67d3sN12Kts4URwy8",
                "d5bcbb897e19b2f6633c716dfdfaf9be",
            ),
            (
                1_700_000_000_000,
                Region::China.hosts().app_key,
                "aac8dfe7879d3967caf54e9b940f1120",
            ),
            (
                1_700_000_000_000,
                Region::International.hosts().app_key,
                "0d8eaadc75f6f873015af1d1e52945fa",
            ),
            (
                1_700_000_000_000,
                "FAKEappkey",
                "09b680f6a15a0d7d20e06ed672c498bc",
            ),
        ] {
            let signature = signature(Timestamp::from_millis(ms), key);
            assert_eq!(signature, format!("{md5},{ms}"));
        }
    }
}
