//! The credentials of all flows as one type.

use serde::{Deserialize, Serialize};

use super::account::Account;
use super::export::{ExportError, Format};
use super::warning::Warning;
use crate::providers::{bilibili, bots, ilink, oauth, pan115, steam, taptap, wechat};
use crate::{Cookie, Secret, Timestamp};

/// Defines [`Credential`] and what is the same for all of its variants: one line a flow, with its
/// name and the type of its credentials.
macro_rules! credentials {
    ($($(#[$attribute:meta])* $variant:ident = $flow:literal, $credential:ty;)*) => {
        /// What a finished login of any flow of this crate yields. For flows of your own besides,
        /// an enum of your own takes its place: see [`FlowInfo`](crate::flows::FlowInfo) and
        /// [`BoxFlow`](crate::BoxFlow).
        ///
        /// Serialised, it is the flow's own credential with one more field `flow`, such as
        /// `{"flow":"bilibili-web","cookies":[…],"refresh_token":"…"}`.
        #[non_exhaustive]
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[serde(tag = "flow")]
        pub enum Credential {
            $(
                $(#[$attribute])*
                #[doc = concat!("Of `", $flow, "`.")]
                #[serde(rename = $flow)]
                $variant($credential),
            )*
        }

        impl Credential {
            /// The name of the flow that yielded it.
            pub fn flow(&self) -> &'static str {
                match self {
                    $(
                        $(#[$attribute])*
                        Self::$variant(_) => $flow,
                    )*
                }
            }

            /// Credentials of this flow in a JSON object; `None` for an unknown flow.
            pub(crate) fn read(flow: &str, json: &str) -> Option<serde_json::Result<Self>> {
                match flow {
                    $(
                        $(#[$attribute])*
                        $flow => Some(serde_json::from_str::<$credential>(json).map(Self::from)),
                    )*
                    _ => None,
                }
            }

            fn parts(&self) -> &dyn Parts {
                match self {
                    $(
                        $(#[$attribute])*
                        Self::$variant(credential) => credential,
                    )*
                }
            }
        }

        $(
            $(#[$attribute])*
            impl From<$credential> for Credential {
                fn from(credential: $credential) -> Self {
                    Self::$variant(credential)
                }
            }

            $(#[$attribute])*
            impl TryFrom<Credential> for $credential {
                type Error = Credential;

                /// Credentials of another flow are returned unchanged as the error.
                fn try_from(credential: Credential) -> Result<Self, Credential> {
                    match credential {
                        Credential::$variant(credential) => Ok(credential),
                        other => Err(other),
                    }
                }
            }

            $(#[$attribute])*
            impl $credential {
                /// As [`Credential::export`].
                ///
                /// # Errors
                /// [`ExportError`] if these credentials cannot have this format.
                pub fn export(&self, format: Format) -> Result<Secret, ExportError> {
                    Credential::from(self.clone()).export(format)
                }

                /// As [`Credential::left_out`].
                pub fn left_out(&self, format: Format) -> Vec<String> {
                    Credential::from(self.clone()).left_out(format)
                }

                /// As [`Credential::warnings`].
                pub fn warnings(&self) -> Vec<Warning> {
                    Parts::warnings(self)
                }

                /// As [`Credential::account`].
                pub fn account(&self) -> Option<Account> {
                    Parts::account(self)
                }
            }
        )*
    };
}

credentials! {
    BilibiliWeb = "bilibili-web", bilibili::WebCredential;
    BilibiliTv = "bilibili-tv", bilibili::TvCredential;
    WechatWeb = "wechat-web", wechat::WebCredential;
    Pan115 = "115", pan115::WebCredential;
    Pan115Open = "115-open", pan115::OpenCredential;
    Pan115Gateway = "115-gateway", pan115::GatewayCredential;
    PhiApi = "phi-api", taptap::PhiApiCredential;
    TapTap = "taptap", taptap::DirectCredential;
    Steam = "steam", steam::QrCredential;
    WechatIlink = "wechat-ilink", ilink::BotCredential;
    Device = "device", oauth::DeviceCredential;
    Feishu = "feishu", bots::FeishuCredential;
    DingTalk = "dingtalk", bots::DingTalkCredential;
    WeCom = "wecom", bots::WeComCredential;
    #[cfg(feature = "qq-bot")]
    QqBot = "qq-bot", bots::QqBotCredential;
}

/// What each kind of credentials says for itself, beside its fields.
pub(crate) trait Parts {
    /// The cookies among them.
    fn cookies(&self) -> Vec<Cookie> {
        Vec::new()
    }

    /// Which optional things are missing.
    fn warnings(&self) -> Vec<Warning> {
        Vec::new()
    }

    /// When the access token ends, if the service said.
    fn expires_at(&self) -> Option<Timestamp> {
        None
    }

    /// Whether it is time for a refresh, if that follows from the end.
    fn is_due(&self, now: Timestamp) -> Option<bool> {
        let _ = now;
        None
    }

    /// The account that they are for, without a secret.
    fn account(&self) -> Option<Account> {
        None
    }
}

impl Credential {
    /// The cookies among the credentials; empty for a flow that yields tokens only.
    pub fn cookies(&self) -> Vec<Cookie> {
        self.parts().cookies()
    }

    /// What these credentials lack that will be missed later. They are complete all the same:
    /// without what a flow requires, it is an [`Error`](crate::Error).
    pub fn warnings(&self) -> Vec<Warning> {
        self.parts().warnings()
    }

    /// When the access token among the credentials ends, if the service said: its own statement,
    /// which it may take back earlier. For cookies see [`Credential::cookies`].
    pub fn expires_at(&self) -> Option<Timestamp> {
        self.parts().expires_at()
    }

    /// Whether it is time for a [refresh](crate::tasks::refresh). `None` where the refresh itself
    /// asks the service, and where there is none.
    pub fn is_due(&self, now: Timestamp) -> Option<bool> {
        self.parts().is_due(now)
    }

    /// The account that these credentials are for, as far as they say: those of `115-open` and
    /// `device` do not, and those of `taptap` and `phi-api` only with a profile.
    pub fn account(&self) -> Option<Account> {
        self.parts().account()
    }
}
