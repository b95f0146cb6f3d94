//! A service's refusal as the `message` of a failure: its own JSON, from which a client reads what
//! to do (spec 3.3 to 3.5).

use qrlogin::{Error, Response, Secret};
use serde::{Deserialize, Serialize};

/// TapTap's refusal, with the members that are known: others may hold anything.
#[derive(Serialize, Deserialize)]
struct TapTap {
    data: TapTapData,
    #[serde(skip_serializing_if = "Option::is_none")]
    now: Option<u64>,
    #[serde(default)]
    success: bool,
}

#[derive(Serialize, Deserialize)]
struct TapTapData {
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<i64>,
    #[serde(default)]
    msg: String,
    error: String,
    #[serde(default)]
    error_description: String,
}

/// LeanCloud's refusal.
#[derive(Serialize, Deserialize)]
struct LeanCloud {
    code: i64,
    error: String,
}

/// Which service a reply is of.
#[derive(Clone, Copy)]
pub(super) enum Service {
    TapTap,
    LeanCloud,
}

impl Service {
    /// The refusal in this reply, if it is one.
    fn refusal(self, reply: &Response) -> Option<String> {
        fn written<'a, T: Deserialize<'a> + Serialize>(
            body: &'a [u8],
            is_refusal: impl FnOnce(&T) -> bool,
        ) -> Option<String> {
            let refusal: T = serde_json::from_slice(body).ok()?;
            let refusal = is_refusal(&refusal).then_some(refusal)?;
            serde_json::to_string(&refusal).ok()
        }
        let body = reply.body();
        match self {
            Self::TapTap => written::<TapTap>(body, |it| !it.success && !it.data.error.is_empty()),
            Self::LeanCloud => written::<LeanCloud>(body, |_| true),
        }
    }

    /// The message for a failure with this error and reply: the service's refusal, else the error's
    /// text. Neither if it holds one of these secrets, as a refusal that repeats the request would.
    pub(super) fn message(
        self,
        error: &Error,
        reply: Option<&Response>,
        secrets: &[&Secret],
    ) -> String {
        let is_safe = |text: &String| !secrets.iter().any(|secret| holds(text, secret));
        let refusal = reply.and_then(|reply| self.refusal(reply));
        let texts = refusal.into_iter().chain([error.to_string()]);
        let mut safe = texts.filter(is_safe);
        safe.next()
            .unwrap_or_else(|| "the service refuses, and its words hold a secret".to_owned())
    }
}

/// Whether a text holds a secret, as it is or as a part of JSON.
fn holds(text: &str, secret: &Secret) -> bool {
    let bare = secret.expose();
    let in_json = serde_json::to_string(bare).unwrap_or_default();
    let in_json = in_json.trim_matches('"');
    !bare.is_empty() && (text.contains(bare) || text.contains(in_json))
}
