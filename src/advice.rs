//! What to do about an error.

use serde::{Deserialize, Serialize};

/// What to do about an error; its `Display` is one sentence for a person.
#[non_exhaustive]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    /// The code is dead.
    #[error("start again and scan the new code before it expires")]
    NewCode,
    /// The login is over.
    #[error("start a new login")]
    StartAgain,
    /// Earlier credentials stay valid.
    #[error("use the credentials of the earlier login")]
    KeepCredentials,
    /// The service is overloaded or down.
    #[error("the service is having problems: try again in a few minutes")]
    TryLater,
    /// A firewall or a rate limit has flagged this address.
    #[error("wait an hour or use another network: repeated attempts prolong the block")]
    WaitForUnblock,
    /// The service answers differently from what is known.
    #[error(
        "the service may have changed: check for a newer version of this program, or report it"
    )]
    ReportChange,
    /// TLS failed.
    #[error("check the system clock; behind a proxy that inspects TLS, add its CA certificate")]
    CheckCertificates,
    /// The server does not know the address.
    #[error("check the address of the server, or for a newer version of this program")]
    CheckAddress,
    /// The network or a firewall answers in the service's place.
    #[error(
        "open any web page in a browser: the network may require a sign-in first; if not, \
         a firewall blocks the service: wait an hour or use another network"
    )]
    CheckPortal,
    /// The proxy failed.
    #[error("check the proxy and its settings")]
    CheckProxy,
    /// The network failed.
    #[error("check the network and the proxy settings, then try again")]
    CheckNetwork,
    /// A setting is wrong.
    #[error("correct the setting")]
    FixSetting,
    /// The app is not approved by the service, or is stopped or expired there: no setting can
    /// change that.
    #[error("check the state of this app in the service's developer console")]
    CheckApp,
    /// The request's signature was rejected.
    #[error("the request signature was rejected: check the key and its secret")]
    CheckKeyPair,
    /// The phone's app is too old.
    #[error("update the app on the phone, then scan again")]
    UpdateApp,
    /// The account or its environment is not allowed to log in this way.
    #[error("this account cannot use this kind of login; the service's message says why")]
    AccountRestricted,
    /// The chosen app is retired.
    #[error("the service has retired this app: choose another")]
    ChooseOtherApp,
    /// The region does not fit the account.
    #[error(
        "check the region: a game from TapTap.cn or the Chinese App Store is `china`, \
         one from Google Play or TapTap.io `international`"
    )]
    CheckRegion,
    /// The address of a gateway is wrong or its version is not supported.
    #[error("check the base URL and the version of that server")]
    CheckServer,
    /// The service wants the account's owner to be verified first.
    #[error("verify the account in the service's own app or site, then start a new login")]
    VerifyAccount,
    /// Nothing better is known.
    #[error("see the service's message")]
    SeeMessage,
}

impl Advice {
    /// The variant's name in snake case, such as `new_code`, as in its JSON. Stable, for logs,
    /// scripts and tables of translated texts.
    ///
    /// ```
    /// use qrlogin::Error;
    ///
    /// assert_eq!(Error::Expired.advice().key(), "new_code");
    /// ```
    pub fn key(self) -> &'static str {
        match self {
            Self::NewCode => "new_code",
            Self::StartAgain => "start_again",
            Self::KeepCredentials => "keep_credentials",
            Self::TryLater => "try_later",
            Self::WaitForUnblock => "wait_for_unblock",
            Self::ReportChange => "report_change",
            Self::CheckCertificates => "check_certificates",
            Self::CheckAddress => "check_address",
            Self::CheckPortal => "check_portal",
            Self::CheckProxy => "check_proxy",
            Self::CheckNetwork => "check_network",
            Self::FixSetting => "fix_setting",
            Self::CheckApp => "check_app",
            Self::CheckKeyPair => "check_key_pair",
            Self::UpdateApp => "update_app",
            Self::AccountRestricted => "account_restricted",
            Self::ChooseOtherApp => "choose_other_app",
            Self::CheckRegion => "check_region",
            Self::CheckServer => "check_server",
            Self::VerifyAccount => "verify_account",
            Self::SeeMessage => "see_message",
        }
    }
}
