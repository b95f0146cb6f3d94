//! What the gateway's responses mean (spec 2.3, 2.5, 2.6): those of the document and those of the
//! real server.

use std::borrow::Cow;

use serde::Deserialize;

use super::gateway_error::{GatewayError, wrong_server};
use super::gateway_stage::{GatewayCode, Stage};
use super::{App, GatewayCredential, LIFETIME, credential};
use crate::provider::{Context, Next};
use crate::toolkit::{json_lenient, reply};
use crate::{Advice, Error, Response, Scanner, Secret};

type Outcome = Result<Next<Stage, GatewayCredential>, Error>;

/// How often the server may say "confirmed" and then "not ready".
const NOT_READY: u8 = 5;

/// The response to `start`; `then` goes on with the code.
pub(super) fn started(
    reply: &Response,
    cx: &Context<'_>,
    then: impl FnOnce(GatewayCode) -> Next<Stage, GatewayCredential>,
) -> Outcome {
    #[derive(Deserialize)]
    struct Started<'a> {
        #[serde(borrow)]
        uid: Cow<'a, str>,
        #[serde(borrow)]
        sign: Cow<'a, str>,
        time: i64,
        #[serde(borrow)]
        qrcode_content: Cow<'a, str>,
    }
    if reply.status() != 200 {
        return refused(reply, Stage::Start);
    }
    if reply::is_html(reply) {
        let error = wrong_server(200, "a web page answers in place of a gateway");
        return Ok(Next::Retry(Stage::Start, error));
    }
    let started: Started<'_> = reply::json(reply, "start")?;
    if started.uid.is_empty() || started.sign.is_empty() || started.qrcode_content.is_empty() {
        return Err(Error::malformed("start: empty uid, sign or qrcode_content"));
    }
    Ok(then(GatewayCode {
        uid: started.uid.as_ref().into(),
        sign: started.sign.as_ref().into(),
        time: started.time,
        content: started.qrcode_content.as_ref().into(),
        expires_at: cx.now() + LIFETIME,
        not_ready: 0,
    }))
}

/// The response to `status`.
pub(super) fn status(code: &GatewayCode, reply: &Response) -> Outcome {
    #[derive(Deserialize)]
    struct Status {
        #[serde(deserialize_with = "json_lenient::integer")]
        status: i64,
    }
    let wait = || Stage::Wait(code.clone());
    if reply.status() != 200 {
        return refused(reply, wait());
    }
    if reply::is_html(reply) {
        return Ok(Next::Retry(wait(), reply::status_error(reply)));
    }
    let Status { status } = reply::json(reply, "status")?;
    match status {
        1 => Ok(Next::Pending(wait(), Some(Scanner::default()))),
        2 => Ok(Next::Go(Stage::Redeem(code.clone()))),
        -1 => Err(Error::Expired),
        -2 => Err(Error::Denied),
        // 0 is waiting; any other value may be a new kind of waiting (spec 5.1).
        _ => Ok(Next::Pending(wait(), None)),
    }
}

/// The response to `login`.
pub(super) fn redeemed(code: &GatewayCode, reply: &Response, app: App) -> Outcome {
    let answer: Option<Redeemed<'_>> = serde_json::from_slice(reply.body()).ok();
    let is_refused = answer.as_ref().and_then(|answer| answer.success) == Some(false);
    let status = reply.status().as_u16();
    match (status, answer) {
        (200, Some(answer)) if !is_refused => answer.credential(app).map(Next::Done),
        (200 | 400, Some(answer)) if is_refused => {
            if code.not_ready >= NOT_READY {
                return Err(Error::rejected(
                    status,
                    &answer.message,
                    Advice::SEE_MESSAGE,
                ));
            }
            let mut code = code.clone();
            code.not_ready += 1;
            Ok(Next::Pending(Stage::Wait(code), None))
        }
        (200, _) if reply::is_html(reply) => Err(reply::status_error(reply)),
        (200, _) => Err(Error::malformed("login: not the documented JSON")),
        // The code is spent after the first attempt, so a retry cannot succeed (spec 2.6).
        _ => match GatewayError::read(reply) {
            GatewayError::Expired => Err(Error::Expired),
            GatewayError::Final(error) | GatewayError::Passing(error) => Err(error),
        },
    }
}

/// A refusal before the confirmation; what may pass is retried at this stage.
fn refused(reply: &Response, stage: Stage) -> Outcome {
    match GatewayError::read(reply) {
        GatewayError::Expired => Err(Error::Expired),
        GatewayError::Final(error) => Err(error),
        GatewayError::Passing(error) => Ok(Next::Retry(stage, error)),
    }
}

#[derive(Deserialize)]
struct Redeemed<'a> {
    success: Option<bool>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    message: Cow<'a, str>,
    #[serde(default, deserialize_with = "json_lenient::object")]
    credentials: Values,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Values {
    #[serde(deserialize_with = "json_lenient::secret")]
    uid: Secret,
    #[serde(deserialize_with = "json_lenient::secret")]
    cid: Secret,
    #[serde(deserialize_with = "json_lenient::secret")]
    seid: Secret,
    #[serde(deserialize_with = "json_lenient::secret")]
    kid: Secret,
}

impl Redeemed<'_> {
    fn credential(self, app: App) -> Result<GatewayCredential, Error> {
        let Values {
            uid,
            cid,
            seid,
            kid,
        } = self.credentials;
        reply::require(&[
            ("uid", credential::is_usable(&uid)),
            ("cid", credential::is_usable(&cid)),
            ("seid", credential::is_usable(&seid)),
        ])?;
        if self.success != Some(true) {
            return Err(Error::malformed("login: `success` is missing"));
        }
        Ok(GatewayCredential {
            uid,
            cid,
            seid,
            kid: Some(kid).filter(credential::is_usable),
            app,
        })
    }
}
