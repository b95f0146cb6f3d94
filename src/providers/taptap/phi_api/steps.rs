//! What follows from the responses of a phiApi server.

use std::borrow::Cow;

use serde::Deserialize;
use serde_json::{Map, Value};

use super::envelope;
use super::stage::{PhiApiCredential, Stage, Tokens, Waiting};
use super::{PhiApi, SCAN_WITH};
use crate::providers::taptap::Profile;
use crate::providers::taptap::code::{self, interval_secs, lifetime};
use crate::providers::taptap::token::{self, TapTapToken};
use crate::providers::taptap::upstream::Meaning;
use crate::toolkit::{json_lenient, reply};
use crate::{Context, Error, Next, QrCode};

impl PhiApi {
    pub(super) fn show(
        &self,
        payload: &str,
        cx: &Context<'_>,
    ) -> Result<Next<Stage, PhiApiCredential>, Error> {
        #[derive(Deserialize)]
        struct Code<'a> {
            #[serde(borrow, rename = "deviceCode")]
            device_code: Cow<'a, str>,
            #[serde(borrow)]
            url: Cow<'a, str>,
            #[serde(
                default,
                rename = "expiresInSeconds",
                deserialize_with = "json_lenient::number"
            )]
            expires_in: Option<u64>,
            #[serde(default, deserialize_with = "json_lenient::number")]
            interval: Option<u64>,
        }
        let code: Code<'_> = reply::parse_json(payload, "GetNewQRCode")?;
        if code.device_code.is_empty() {
            return Err(Error::malformed("GetNewQRCode: empty deviceCode"));
        }
        let host = reply::plain_https_host(&code.url)?;
        let expires_at = cx.now() + lifetime(code.expires_in);
        let mut shown = QrCode::new(code.url.as_ref().into(), SCAN_WITH, expires_at);
        shown.notice = self.notice(&host);
        let waiting = Waiting {
            code: payload.into(),
            interval_secs: interval_secs(code.interval),
            failure: None,
        };
        Ok(Next::Show(shown, Stage::Wait(waiting)))
    }

    /// The token is passed on as it came, with the other spelling of its keys added.
    pub(super) fn confirmed(&self, payload: &str) -> Result<Next<Stage, PhiApiCredential>, Error> {
        #[derive(Deserialize)]
        struct Payload {
            data: Map<String, Value>,
        }
        let Payload { mut data } = reply::parse_json(payload, "CheckQRCode")?;
        let token = TapTapToken::read(&data)?;
        token::spell_both(&mut data);
        let body = serde_json::json!({ "data": data }).to_string();
        let tokens = Tokens {
            body: body.into(),
            token,
        };
        Ok(Next::Go(if self.fetch_profile {
            Stage::Profile(tokens)
        } else {
            Stage::Session(tokens, None)
        }))
    }

    /// The session token, as bare text or as a JSON string.
    pub(super) fn done(
        &self,
        payload: &str,
        tokens: &Tokens,
        profile: Option<&Profile>,
    ) -> Result<Next<Stage, PhiApiCredential>, Error> {
        let token = payload.trim();
        let bare = token
            .strip_prefix('"')
            .and_then(|text| text.strip_suffix('"'));
        let token = bare.unwrap_or(token);
        reply::require(&[("session token", !matches!(token, "" | "null"))])?;
        if !token::is_session_token(token) {
            let what = "GetPhigrosToken: a session token is 25 lower-case letters and digits";
            return Err(Error::malformed(what));
        }
        Ok(Next::Done(PhiApiCredential {
            session_token: token.into(),
            token: tokens.token.clone(),
            profile: profile.cloned(),
            region: self.region,
        }))
    }

    /// What the user should know before scanning.
    fn notice(&self, host: &str) -> Option<String> {
        let mut notices: Vec<_> = code::notice(host, self.region, "the server")
            .into_iter()
            .collect();
        let server = self.base_url.operator();
        notices.extend(server.map(|server| format!("the operator of {server} sees your tokens")));
        (!notices.is_empty()).then(|| notices.join("; "))
    }
}

pub(super) fn refused(
    waiting: &Waiting,
    code: i64,
    message: &str,
) -> Result<Next<Stage, PhiApiCredential>, Error> {
    let stage = |failure| {
        let waiting = Waiting {
            failure,
            ..waiting.clone()
        };
        Stage::Wait(waiting)
    };
    match envelope::of_poll(code, message) {
        Meaning::Busy(error) => Ok(Next::Busy(stage(waiting.failure.clone()), error)),
        // The server does not reach TapTap, or cannot read its response.
        Meaning::Passing(error) if code == 11 => Ok(Next::Busy(stage(Some(error.clone())), error)),
        Meaning::Passing(error) => Ok(Next::Retry(stage(Some(error.clone())), error)),
        meaning => match (meaning.next(|| stage(None))?, &waiting.failure) {
            (Next::Unchanged(scanner), Some(_)) => Ok(Next::Pending(stage(None), scanner)),
            (next, _) => Ok(next),
        },
    }
}

pub(super) fn again_or_end(
    stage: &Stage,
    (passing, error): (bool, Error),
) -> Result<Next<Stage, PhiApiCredential>, Error> {
    if passing {
        Ok(Next::Retry(stage.clone(), error))
    } else {
        Err(error)
    }
}
