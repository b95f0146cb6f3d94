//! What follows from the responses.

use std::borrow::Cow;

use http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::clock::ServerClock;
use super::envelope::{self, Content};
use super::stage::{DirectCredential, Stage, Tokens, Waiting};
use super::{Direct, Goal, leancloud, mac};
use crate::providers::taptap::code::{self, SCAN_WITH, interval_secs, lifetime};
use crate::providers::taptap::upstream::Refusal;
use crate::providers::taptap::{Profile, TapTapToken};
use crate::toolkit::once::Once;
use crate::toolkit::{json_lenient, reply};
use crate::{Context, Error, Next, QrCode, Response, Secret};

type Then = Result<Next<Stage, DirectCredential>, Error>;

impl Direct {
    pub(super) fn started(&self, reply: &Response, cx: &Context<'_>) -> Then {
        match envelope::open(reply, "code")? {
            Content::Data(data, now) => self.show(data, ServerClock::default().learn(now, cx), cx),
            Content::Refused(refusal) => match refusal.of_start() {
                (true, error) => Ok(Next::Retry(Stage::Start, error)),
                (false, error) => Err(error),
            },
            Content::Foreign(error) => Err(error),
        }
    }

    fn show(&self, data: &str, clock: ServerClock, cx: &Context<'_>) -> Then {
        let code: Code<'_> = reply::parse_json(data, "code")?;
        let payload = code.payload()?;
        if code.device_code.is_empty() {
            return Err(Error::malformed("code: empty device_code"));
        }
        let host = reply::plain_https_host(&payload)?;
        let expires_at = cx.now() + lifetime(code.expires_in);
        let mut shown = QrCode::new(payload.as_ref().into(), SCAN_WITH, expires_at);
        shown.notice = code::notice(&host, self.app.region, "TapTap");
        let waiting = Waiting {
            device_code: code.device_code.as_ref().into(),
            interval_secs: interval_secs(code.interval),
            clock,
            form: Once::default(),
        };
        Ok(Next::Show(shown, Stage::Wait(waiting)))
    }

    pub(super) fn polled(&self, waiting: &Waiting, reply: &Response, cx: &Context<'_>) -> Then {
        if reply::text(reply, "poll").is_ok_and(Refusal::is_pending) {
            return Ok(Next::Unchanged(None));
        }
        let stage = || Stage::Wait(waiting.clone());
        match envelope::open(reply, "poll")? {
            Content::Data(data, now) => self.confirmed(data, waiting.clock.learn(now, cx)),
            Content::Refused(refusal) => refusal.of_poll().next(stage),
            Content::Foreign(error) => Ok(Next::Retry(stage(), error)),
        }
    }

    /// The token comes once: a defect of it ends the login at once, since another poll would only
    /// return "expired".
    fn confirmed(&self, data: &str, clock: ServerClock) -> Then {
        let fields: Map<String, Value> = serde_json::from_str(data).unwrap_or_default();
        let tokens = self.tokens(TapTapToken::read(&fields)?, clock)?;
        Ok(match self.goal {
            Goal::Token => self.done(tokens.token, None, None),
            Goal::Profile | Goal::Session => Next::Go(Stage::Profile(tokens)),
        })
    }

    /// This token, checked to be one that signs.
    pub(super) fn tokens(
        &self,
        mut token: TapTapToken,
        clock: ServerClock,
    ) -> Result<Tokens, Error> {
        if !mac::fits(token.kid.expose()) {
            return Err(Error::incomplete(["kid"]));
        }
        if token.scope.is_empty() {
            // Without a scope it is the requested one (RFC 6749, 5.1).
            token.scope = self.scope.as_str().to_owned();
        }
        Ok(Tokens {
            token,
            clock,
            mended: false,
        })
    }

    pub(super) fn profiled(&self, tokens: &Tokens, reply: &Response, cx: &Context<'_>) -> Then {
        let mut tokens = tokens.clone();
        match envelope::open(reply, "profile")? {
            Content::Data(data, now) => {
                let profile = Profile::read_data(data, "profile")?;
                tokens.clock = tokens.clock.learn(now, cx);
                tokens.mended = false;
                Ok(match self.goal {
                    Goal::Session => Next::Go(Stage::Session(tokens, profile)),
                    Goal::Profile | Goal::Token => self.done(tokens.token, Some(profile), None),
                })
            }
            // Repeated with another time and nonce: at once, and after a second refusal with a
            // pause.
            Content::Refused(refusal) if refusal.is_about_signing_time() => {
                tokens.clock = tokens.clock.learn(refusal.now, cx);
                let again = std::mem::replace(&mut tokens.mended, true);
                let (_, error) = refusal.of_profile();
                let stage = Stage::Profile(tokens);
                Ok(match again {
                    false => Next::Go(stage),
                    true => Next::Retry(stage, error),
                })
            }
            Content::Refused(refusal) => {
                let (_, error) = refusal.of_profile();
                match refusal.is_overload() {
                    true => Ok(Next::Busy(Stage::Profile(tokens), error)),
                    false => Err(error),
                }
            }
            Content::Foreign(error) => Ok(Next::Retry(Stage::Profile(tokens), error)),
        }
    }

    pub(super) fn entered(&self, tokens: &Tokens, profile: &Profile, reply: &Response) -> Then {
        let again = || Stage::Session(tokens.clone(), profile.clone());
        if reply.status() == StatusCode::UNAUTHORIZED && !tokens.mended {
            let tokens = Tokens {
                mended: true,
                ..tokens.clone()
            };
            return Ok(Next::Go(Stage::Session(tokens, profile.clone())));
        }
        Ok(match leancloud::read(reply, "session", &self.app)? {
            leancloud::Content::Session(session) => {
                self.done(tokens.token.clone(), Some(profile.clone()), Some(session))
            }
            leancloud::Content::Busy(error) => Next::Busy(again(), error),
            leancloud::Content::Foreign(error) => Next::Retry(again(), error),
        })
    }

    fn done(
        &self,
        token: TapTapToken,
        profile: Option<Profile>,
        session_token: Option<Secret>,
    ) -> Next<Stage, DirectCredential> {
        Next::Done(DirectCredential {
            token,
            profile,
            session_token,
            region: self.app.region,
        })
    }
}

/// The data that describe a code.
#[derive(Deserialize)]
struct Code<'a> {
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    device_code: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    qrcode_url: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    verification_url: Cow<'a, str>,
    #[serde(borrow, default, deserialize_with = "json_lenient::text")]
    user_code: Cow<'a, str>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    expires_in: Option<u64>,
    #[serde(default, deserialize_with = "json_lenient::number")]
    interval: Option<u64>,
}

impl Code<'_> {
    /// The text for the QR code: as it came, or composed of its parts.
    fn payload(&self) -> Result<Cow<'_, str>, Error> {
        if !self.qrcode_url.is_empty() {
            return Ok(Cow::Borrowed(&self.qrcode_url));
        }
        let mut url = Url::parse(&self.verification_url)
            .ok()
            .filter(|_| !self.user_code.is_empty())
            .ok_or_else(|| Error::malformed("code: no qrcode_url, and no parts of one"))?;
        url.query_pairs_mut()
            .append_pair("qrcode", "1")
            .append_pair("user_code", &self.user_code);
        Ok(Cow::Owned(url.into()))
    }
}
