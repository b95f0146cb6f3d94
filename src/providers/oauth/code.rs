//! The response with the code (spec 3).

use std::time::Duration;

use super::advice::CHECK_CLIENT;
use super::fields::Fields;
use super::link;
use super::stage::{Stage, Waiting};
use super::word::{Meaning, Word};
use super::{Device, DeviceCredential, Endpoint, SCAN_WITH};
use crate::text::is_unprintable;
use crate::toolkit::reply;
use crate::{Context, Error, Next, QrCode, Response, Timestamp};

/// RFC 8628, 5.4: the one defence against a code that an attacker has requested.
pub(super) const WARNING: &str = "Approve only if you started this login yourself.";
/// The lifetime and the interval of a code, in s, where the service states none.
const LIFETIME: u64 = 900;
const INTERVAL: u64 = 5;
/// The longest that are believed.
const LONGEST_LIFETIME: u64 = 86_400;
const LONGEST_INTERVAL: u64 = 60;
/// The longest in use have some hundred characters.
const LONGEST_DEVICE_CODE: usize = 8_192;
/// A person types it.
const LONGEST_USER_CODE: usize = 64;
const LONGEST_MESSAGE: usize = 300;

type Then = Result<Next<Stage, DeviceCredential>, Error>;

impl Device {
    pub(super) fn started(
        &self,
        stage: &Stage,
        token: &Endpoint,
        reply: &Response,
        cx: &Context<'_>,
    ) -> Then {
        let status = reply.status();
        let Some(fields) = Fields::read(reply) else {
            return Err(unreadable(reply));
        };
        if let Some(word) = Word::of(&fields, !status.is_success()) {
            let error = word.rejected(&self.secrets());
            return match word.meaning() {
                Meaning::Busy | Meaning::SlowDown => Ok(Next::Busy(stage.clone(), error)),
                _ => Err(error),
            };
        }
        if !status.is_success() {
            return Err(unreadable(reply));
        }
        let code = Code::read(&fields, self.allow_http)?;
        let expires_at = cx.now() + Duration::from_secs(code.lifetime);
        let waiting = Waiting {
            device_code: code.device_code.as_str().into(),
            interval_secs: u8::try_from(code.interval).unwrap_or(u8::MAX),
            token: token.clone(),
            shown_at: cx.now(),
            expires_at,
            is_accepted: false,
            refusals: 0,
        };
        Ok(Next::Show(code.shown(expires_at), Stage::Wait(waiting)))
    }
}

/// A response that is neither a code nor a word. With these statuses the service says that there is
/// no device flow here, or none for this app.
fn unreadable(reply: &Response) -> Error {
    let status = reply.status().as_u16();
    match status {
        401 | 403 | 404 | 422 if !reply::is_html(reply) => no_device_flow(status),
        200..300 if !reply::is_html(reply) => Error::malformed("device: neither JSON nor a form"),
        _ => reply::status_error(reply),
    }
}

fn no_device_flow(status: u16) -> Error {
    let message = "the service offers no device flow to this app at this address";
    Error::rejected(format!("HTTP {status}"), message, CHECK_CLIENT)
}

struct Code {
    device_code: String,
    user_code: String,
    verification_uri: String,
    complete: Option<String>,
    lifetime: u64,
    interval: u64,
    message: String,
}

impl Code {
    fn read(fields: &Fields, allow_http: bool) -> Result<Self, Error> {
        let uri = fields.text(&["verification_uri", "verification_url", "verificationUri"]);
        // Such a service has answered something else.
        let uri = uri.ok_or_else(|| no_device_flow(200))?;
        let device_code = fields
            .text(&["device_code", "deviceCode"])
            .unwrap_or_default();
        let user_code = fields.text(&["user_code", "userCode"]).unwrap_or_default();
        let is_clean = |text: &str, longest: usize| {
            !text.is_empty() && text.len() <= longest && !text.contains(is_unprintable)
        };
        if !is_clean(device_code, LONGEST_DEVICE_CODE) {
            return Err(Error::malformed("device: no usable device_code"));
        }
        if !is_clean(user_code, LONGEST_USER_CODE) {
            return Err(Error::malformed("device: no usable user_code"));
        }
        let complete = fields.text(&["verification_uri_complete", "verificationUriComplete"]);
        let complete = complete
            .map(|text| link::read(text, allow_http))
            .transpose()?;
        let positive = |names: &[&str]| fields.number(names).filter(|number| *number > 0);
        let lifetime = positive(&["expires_in", "expiresIn"]).unwrap_or(LIFETIME);
        let message = fields.text(&["message"]).unwrap_or_default();
        let printable = |c| if is_unprintable(c) { ' ' } else { c };
        Ok(Self {
            device_code: device_code.to_owned(),
            user_code: user_code.to_owned(),
            verification_uri: link::read(uri, allow_http)?.into_owned(),
            complete: complete.map(|link| link.into_owned()),
            lifetime: lifetime.min(LONGEST_LIFETIME),
            interval: positive(&["interval"])
                .unwrap_or(INTERVAL)
                .min(LONGEST_INTERVAL),
            message: message
                .chars()
                .map(printable)
                .take(LONGEST_MESSAGE)
                .collect(),
        })
    }

    fn shown(self, expires_at: Timestamp) -> QrCode {
        let payload = self
            .complete
            .unwrap_or_else(|| self.verification_uri.clone());
        let mut code = QrCode::new(payload.into(), SCAN_WITH, expires_at);
        code.user_code = Some(self.user_code.into());
        code.verification_uri = Some(self.verification_uri);
        code.notice = Some(match self.message.trim() {
            "" => WARNING.to_owned(),
            message => format!("{WARNING} The service says: {message}"),
        });
        code
    }
}
