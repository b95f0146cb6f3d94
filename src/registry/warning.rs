//! What is no error, but will be missed later.

use serde::{Deserialize, Serialize};

use crate::Timestamp;

/// What finished credentials lack that the specification calls optional. They are valid, but
/// some later call will not work. [`Credential::warnings`](crate::Credential::warnings) has those
/// of a login.
///
/// Serialised, it is an object with the field `kind`. The texts are for users, and hold no secret.
///
/// ```
/// use qrlogin::Warning;
///
/// let warning = Warning::MissingKid;
/// assert_eq!(serde_json::to_string(&warning)?, r#"{"kind":"missing_kid"}"#);
/// assert_eq!(warning.kind(), "missing_kid");
/// # Ok::<(), serde_json::Error>(())
/// ```
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Warning {
    /// 115 gave no cookie `KID`.
    #[error(
        "there is no KID, which 115 has wanted since December 2024: the cookies may be refused"
    )]
    MissingKid,
    /// Bilibili gave no refresh token with its web cookies.
    #[error("there is no refresh token: the cookies cannot be renewed without a new login")]
    MissingRefreshToken,
    /// The service set fewer cookies than its later calls want.
    #[error("there is no cookie {}: some calls will be refused", names.join(", "))]
    #[non_exhaustive]
    MissingCookies {
        /// Their names.
        names: Vec<String>,
    },
    /// The service did not say when the access token ends.
    #[error("the service did not say when the access token ends")]
    UnknownEnd,
}

impl Warning {
    /// A warning about cookies of these names.
    pub fn missing_cookies<N: Into<String>>(names: impl IntoIterator<Item = N>) -> Self {
        Self::MissingCookies {
            names: names.into_iter().map(N::into).collect(),
        }
    }

    /// The variant's name in snake case, such as `missing_kid`. Stable, for logs and scripts.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::MissingKid => "missing_kid",
            Self::MissingRefreshToken => "missing_refresh_token",
            Self::MissingCookies { .. } => "missing_cookies",
            Self::UnknownEnd => "unknown_end",
        }
    }

    /// That of an access token which ends then.
    pub(crate) fn of_end(end: Option<Timestamp>) -> Vec<Self> {
        let unknown = end.is_none().then_some(Self::UnknownEnd);
        unknown.into_iter().collect()
    }
}
