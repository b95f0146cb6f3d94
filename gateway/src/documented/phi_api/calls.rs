//! The four calls.

use std::time::Duration;

use axum::response::Response;
use qrlogin::taptap::{Direct, DirectCredential, Goal, Profile, Region, TapTapToken};
use qrlogin::{Error, Next, Provider, Seed};
use serde::Serialize;

use super::quote::Service;
use super::reply::{self, Failure, Inner, Texts};
use super::request::{self, Device};
use super::{PhiApi, PhiApiStyle, device};
use crate::upstream::Refusal;

/// How often a call is made that may pass (spec 3.4).
const TRIES: u32 = 3;
/// The pause before it is made again.
const PAUSE: Duration = Duration::from_millis(100);
/// Added before seconds are cut off.
const HALF_A_SECOND: Duration = Duration::from_millis(500);
/// More calls than any way to a session has: two that may each be mended once, and their tries.
const MAX_CALLS: u32 = 10;

impl PhiApi {
    pub(super) async fn new_code(&self, region: Region) -> Response {
        let shown = self.show(region).await;
        shown.unwrap_or_else(axum::response::IntoResponse::into_response)
    }

    async fn show(&self, region: Region) -> Result<Response, Failure> {
        let failed = |refusal: Refusal| {
            let reply = refusal.reply.as_ref();
            let message = Service::TapTap.message(&refusal.error, reply, &[]);
            Failure::no_code(&message)
        };
        let id = device::new_id(&fresh_seed().map_err(Refusal::from).map_err(failed)?);
        let login = Direct::new(region, Goal::Token);
        let (stage, seed) = (login.start(), device::seed(&id));
        let exchange = self.upstream.exchange_in_full(&login, &stage, &seed);
        let (next, reply) = exchange.await.map_err(failed)?;
        let error = match next {
            Next::Show(code, stage) => match Direct::device_code(&stage) {
                Some(device_code) => {
                    let life = code.expires_at - self.upstream.now();
                    return Ok(reply::success(Code {
                        device_id: &id,
                        device_code: device_code.expose(),
                        // The time since the reply is less than half a second.
                        expires_in_seconds: (life + HALF_A_SECOND).as_secs(),
                        url: code.payload.expose(),
                        // Not as short as TapTap's own: it refuses that pace (spec 2.2).
                        interval: login.policy(&stage).interval.as_secs(),
                    }));
                }
                None => Error::malformed("code: no device_code"),
            },
            Next::Retry(_, error) | Next::Busy(_, error) => error,
            _ => Error::malformed("code: neither code nor refusal"),
        };
        Err(failed(Refusal { error, reply }))
    }

    pub(super) async fn check(&self, region: Region, body: &[u8]) -> Result<Response, Failure> {
        let Device { id, code } = Device::read(body)?;
        let login = Direct::new(region, Goal::Token);
        let stage = login.polling(code.clone());
        let seed = device::seed(&id);
        let exchange = self.upstream.exchange_in_full(&login, &stage, &seed);
        let (error, reply) = match exchange.await {
            Ok((Next::Done(done), _)) => {
                return Ok(self.token(&done.token));
            }
            Ok((Next::Pending(..) | Next::Unchanged(_), _)) => return Err(Failure::not_done()),
            Ok((Next::Retry(_, error) | Next::Busy(_, error), reply)) => (error, reply),
            Ok((Next::SlowDown(..), reply)) => (Error::blocked(429), reply),
            Ok((_, reply)) => (Error::malformed("poll: an unknown state"), reply),
            Err(Refusal {
                error: Error::Denied,
                ..
            }) => return Err(Failure::not_done()),
            Err(Refusal { error, reply }) => (error, reply),
        };
        let message = Service::TapTap.message(&error, reply.as_ref(), &[&code]);
        Err(Failure::poll(message))
    }

    pub(super) async fn profile(&self, region: Region, body: &[u8]) -> Result<Response, Failure> {
        let done = self.fetch(region, Goal::Profile, body).await?;
        let profile = done.profile.ok_or_else(|| lacks("profile"))?;
        Ok(self.person(&profile))
    }

    pub(super) async fn session_token(
        &self,
        region: Region,
        body: &[u8],
    ) -> Result<Response, Failure> {
        let done = self.fetch(region, Goal::Session, body).await?;
        let token = done.session_token.ok_or_else(|| lacks("sessionToken"))?;
        Ok(match self.style {
            PhiApiStyle::Documented => reply::plain_text(token.expose()),
            PhiApiStyle::Current => reply::success(token.expose()),
        })
    }

    /// Makes the calls to this goal with the token in the body.
    async fn fetch(
        &self,
        region: Region,
        goal: Goal,
        body: &[u8],
    ) -> Result<DirectCredential, Failure> {
        let token = request::token(body)?;
        let login = Direct::new(region, goal);
        let unfit = |error: Error| Failure::profile(error.to_string());
        let mut stage = login.with_token(token.clone()).map_err(unfit)?;
        let mut tries = 0;
        for _ in 0..MAX_CALLS {
            let at = Direct::fetches(&stage);
            let failed = |refusal| failure(at, &token, refusal);
            // Another one for each call: its nonce must not have been there before.
            let seed = fresh_seed().map_err(Refusal::from).map_err(failed)?;
            let exchange = self.upstream.exchange_in_full(&login, &stage, &seed);
            match exchange.await.map_err(failed)? {
                (Next::Done(credential), _) => return Ok(credential),
                (Next::Go(then), _) => {
                    if Direct::fetches(&then) != at {
                        tries = 0;
                    }
                    stage = then;
                }
                (Next::Retry(again, error) | Next::Busy(again, error), reply) => {
                    tries += 1;
                    if tries >= TRIES {
                        return Err(failed(Refusal { error, reply }));
                    }
                    stage = again;
                    tokio::time::sleep(PAUSE).await;
                }
                _ => return Err(failed(Error::malformed("an unknown state").into())),
            }
        }
        Err(failure(
            Direct::fetches(&stage),
            &token,
            Error::malformed("calls without an end").into(),
        ))
    }

    /// A token in the style's spelling.
    fn token(&self, token: &TapTapToken) -> Response {
        let [access_token, token_type, mac_key, mac_algorithm] = match self.style {
            PhiApiStyle::Documented => ["token", "tokenType", "macKey", "macAlgorithm"],
            PhiApiStyle::Current => ["access_token", "token_type", "mac_key", "mac_algorithm"],
        };
        let data = Texts([
            ("kid", token.kid.expose()),
            (access_token, token.access_token.expose()),
            (token_type, &token.token_type),
            (mac_key, token.mac_key.expose()),
            (mac_algorithm, &token.mac_algorithm),
            ("scope", &token.scope),
        ]);
        reply::success(Inner { data })
    }

    /// A profile in the style's spelling.
    fn person(&self, profile: &Profile) -> Response {
        let [openid, unionid] = match self.style {
            PhiApiStyle::Documented => ["openId", "unionId"],
            PhiApiStyle::Current => ["openid", "unionid"],
        };
        let data = Texts([
            (openid, profile.openid.expose()),
            (unionid, profile.unionid.expose()),
            ("name", profile.name.expose()),
            ("gender", profile.gender.expose()),
            ("avatar", profile.avatar.expose()),
        ]);
        reply::success(Inner { data })
    }
}

/// The payload of `GetNewQRCode`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Code<'a> {
    #[serde(rename = "deviceID")]
    device_id: &'a str,
    device_code: &'a str,
    expires_in_seconds: u64,
    url: &'a str,
    interval: u64,
}

/// The failure of the step that fetches this.
fn failure(at: Goal, token: &TapTapToken, refusal: Refusal) -> Failure {
    let secrets = [&token.kid, &token.access_token, &token.mac_key];
    let message = |service: Service| {
        let reply = refusal.reply.as_ref();
        service.message(&refusal.error, reply, &secrets)
    };
    match at {
        Goal::Session => Failure::session(message(Service::LeanCloud)),
        _ => Failure::profile(message(Service::TapTap)),
    }
}

/// The goal was reached without this.
fn lacks(what: &str) -> Failure {
    Failure::profile(Error::incomplete([what]).to_string())
}

/// A seed from the system.
fn fresh_seed() -> Result<Seed, Error> {
    qrlogin_tokio::seed().map_err(|_| Error::Transport(qrlogin::Failure::Other))
}
