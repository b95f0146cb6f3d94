//! What the login at the open platform yields, and how it is kept alive (spec 4).

use std::time::Duration;

use http::header::{ACCEPT, CONTENT_TYPE, HeaderValue, USER_AGENT};
use http::{Method, Uri};
use serde::{Deserialize, Serialize};

use super::envelope::{self, Content, Data};
use super::user_agent::UserAgent;
use super::{STATUS_TIMEOUT, app};
use crate::registry::Parts;
use crate::toolkit::{reply, request};
use crate::{Advice, Call, Error, Request, Response, Secret, Timestamp, Warning};

/// How long before its end an access token should be refreshed (spec 4).
const EARLY: Duration = Duration::from_secs(300);

/// What the login at the open platform yields.
///
/// # Refreshing
///
/// A refresh replaces both tokens, and with it the old refresh token is void: save the new
/// credentials, in one piece, before anything is done with them. Refresh when
/// [`OpenCredential::is_due`] says so and not more often (the service refuses that), and never
/// twice at a time. If no response comes, the call can be repeated; if the old token was spent on
/// the lost response, the repeat is refused with that reason.
///
/// ```
/// use qrlogin::pan115::OpenCredential;
/// use qrlogin::{Advice, Call, Error, Failure, Response, Timestamp};
///
/// fn keep_alive(
///     credential: OpenCredential,
///     now: Timestamp,
///     http: impl Fn(Call) -> Result<Response, Failure>,
/// ) -> Result<OpenCredential, Error> {
///     if !credential.is_due(now) {
///         return Ok(credential);
///     }
///     let reply = http(credential.refresh())?;
///     match credential.refreshed(&reply, now) {
///         Err(error) if error.advice() == Advice::TRY_LATER => Ok(credential), // still the old ones
///         Err(error) => Err(error), // Advice::START_AGAIN: the user has to scan again
///         Ok(refreshed) => Ok(refreshed), // to be saved at once
///     }
/// }
/// # let stored = r#"{"access_token":"a","refresh_token":"r","expires_at":null}"#;
/// # let credential: OpenCredential = serde_json::from_str(stored).unwrap();
/// # let answer = r#"{"state":1,"code":0,"data":{"access_token":"b","refresh_token":"s","expires_in":2592000}}"#;
/// # let http = |_| Ok(Response::new(answer.as_bytes().to_vec()));
/// # let credential = keep_alive(credential, Timestamp::from_secs(1_700_000_000), http).unwrap();
/// # assert_eq!(credential.access_token.expose(), "b");
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenCredential {
    /// The access token: the `Bearer` of the calls to `proapi.115.com`.
    pub access_token: Secret,
    /// The refresh token, which is for [`OpenCredential::refresh`] only. It lives for a year from
    /// the login on; refreshing does not prolong that.
    pub refresh_token: Secret,
    /// When the access token ends, if the service said.
    pub expires_at: Option<Timestamp>,
    /// The `user-agent` of the login, which [`OpenCredential::refresh`] sends again (spec 3.6).
    #[serde(default = "plain")]
    pub user_agent: String,
}

/// That of credentials which were saved without one.
fn plain() -> String {
    app::PLAIN.to_owned()
}

impl Parts for OpenCredential {
    fn warnings(&self) -> Vec<Warning> {
        Warning::of_end(self.expires_at)
    }

    fn expires_at(&self) -> Option<Timestamp> {
        self.expires_at
    }

    fn is_due(&self, now: Timestamp) -> Option<bool> {
        Some(Self::is_due(self, now))
    }
}

impl OpenCredential {
    /// Whether it is time for a refresh: 300 s before the end of the access token, or if that is
    /// not known.
    pub fn is_due(&self, now: Timestamp) -> bool {
        self.expires_at.is_none_or(|end| now + EARLY >= end)
    }

    /// The call that requests new tokens. It holds the refresh token, and neither the access token
    /// nor an AppID.
    pub fn refresh(&self) -> Call {
        let form = request::query([("refresh_token", self.refresh_token.expose())]);
        let mut request = Request::new(form.into_bytes());
        *request.method_mut() = Method::POST;
        *request.uri_mut() = Uri::from_static("https://passportapi.115.com/open/refreshToken");
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        let headers = request.headers_mut();
        headers.insert(CONTENT_TYPE, form);
        let user_agent = UserAgent::parse(&self.user_agent).ok();
        let user_agent = user_agent.and_then(|own| HeaderValue::from_str(own.as_str()).ok());
        let plain = HeaderValue::from_static(app::PLAIN);
        headers.insert(USER_AGENT, user_agent.unwrap_or(plain));
        headers.insert(ACCEPT, HeaderValue::from_static("*/*"));
        Call::new("refreshToken", request, STATUS_TIMEOUT)
    }

    /// The new credentials in the response to [`OpenCredential::refresh`], which came at `now`.
    /// They replace these ones altogether.
    ///
    /// # Errors
    /// With the advice [`Advice::START_AGAIN`]: the refresh token is void or at its end, the user
    /// has to scan again. With [`Advice::TRY_LATER`]: these credentials still hold, but it was too
    /// early or the service is overloaded. [`Error::Blocked`] if the response is not the service's
    /// own, [`Error::Incomplete`] if its response lacks a token.
    pub fn refreshed(&self, reply: &Response, now: Timestamp) -> Result<Self, Error> {
        match envelope::open(reply, "refreshToken")? {
            Content::Yes(data) => Self::read(data, "refreshToken", &self.user_agent, now),
            Content::No(refusal) => Err(refusal.into_error()),
            Content::Blocked(error) => Err(error),
        }
    }

    /// The tokens in the data of a success response, if they are complete.
    pub(super) fn read(
        data: Data<'_>,
        call: &str,
        user_agent: &str,
        now: Timestamp,
    ) -> Result<Self, Error> {
        let tokens: reply::Tokens<'_> = reply::parse_json(data.json, call)?;
        // A refusal can come with code 0 and a word in `error` alone (spec 5.5).
        tokens.require().map_err(|error| {
            reply::explain_incomplete(error, 0, &data.complaint, Advice::SEE_MESSAGE)
        })?;
        Ok(Self {
            access_token: tokens.access_token.as_ref().into(),
            refresh_token: tokens.refresh_token.as_ref().into(),
            expires_at: tokens.expires_at(now),
            user_agent: user_agent.to_owned(),
        })
    }
}
