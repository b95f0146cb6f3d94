//! What an exporter left out of all entries of a foreign recording.

use std::fmt;

use http::header::SET_COOKIE;
use qrlogin::flows;
use qrlogin::{Flow, Snapshot};
use serde::Serialize;

use crate::har::Har;

/// What the exporter of a foreign recording has left out, though the login needs it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Lack {
    /// No response sets a cookie, and the login yields cookies. Chrome leaves them out by default.
    Cookies,
    /// The response that the login needs has no body.
    Bodies,
}

impl Lack {
    /// What to do about it, as the end of a sentence.
    pub fn advice(self) -> &'static str {
        match self {
            Self::Cookies => {
                "export the recording with its cookies (Chrome: \"Export HAR \
                 (with sensitive data)\") and replay that"
            }
            Self::Bodies => {
                "record with bodies (Playwright: content: 'embed') or keep the files of \
                 the bodies beside the recording"
            }
        }
    }

    /// [`Lack::Cookies`], if the recording has none and this flow yields some.
    pub(super) fn of<F: Flow>(har: &Har, flow: &F) -> Option<Self> {
        let snapshot = flow.snapshot();
        let info = flows::find(snapshot.as_ref().map_or("", Snapshot::flow));
        let mut answers = har.entries.iter().filter_map(|it| it.outcome.as_ref().ok());
        let is_lacking = har.metadata.is_none()
            && info.is_some_and(|info| info.cookies)
            && !answers.any(|answer| answer.headers().contains_key(SET_COOKIE));
        is_lacking.then_some(Self::Cookies)
    }
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Cookies => "cookies: no answer has a Set-Cookie header",
            Self::Bodies => "bodies: the exporter left them out",
        })
    }
}
