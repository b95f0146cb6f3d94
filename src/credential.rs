//! The credentials of all flows as one type.

use serde::{Deserialize, Serialize};

use crate::export::Format;
use crate::providers::{bilibili, pan115, taptap, wechat};
use crate::{Cookie, Error, Provider, Secret, Warning};

/// What a finished login yields, whichever flow of this crate it was. For flows of your own
/// besides, an enum of your own takes its place: see [`FlowInfo`](crate::flows::FlowInfo) and
/// [`BoxFlow`](crate::BoxFlow).
///
/// Serialised, it is the flow's own credential with one more field `flow`, such as
/// `{"flow":"bilibili-web","cookies":[…],"refresh_token":"…"}`.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "flow")]
pub enum Credential {
    /// Of `bilibili-web`.
    #[serde(rename = "bilibili-web")]
    BilibiliWeb(bilibili::WebCredential),
    /// Of `bilibili-tv`.
    #[serde(rename = "bilibili-tv")]
    BilibiliTv(bilibili::TvCredential),
    /// Of `wechat-web`.
    #[serde(rename = "wechat-web")]
    WechatWeb(wechat::WebCredential),
    /// Of `115`.
    #[serde(rename = "115")]
    Pan115(pan115::WebCredential),
    /// Of `115-open`.
    #[serde(rename = "115-open")]
    Pan115Open(pan115::OpenCredential),
    /// Of `115-gateway`.
    #[serde(rename = "115-gateway")]
    Pan115Gateway(pan115::GatewayCredential),
    /// Of `phi-api`.
    #[serde(rename = "phi-api")]
    PhiApi(taptap::PhiApiCredential),
    /// Of `taptap`.
    #[serde(rename = "taptap")]
    TapTap(taptap::DirectCredential),
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
}

/// One line a variant, and what is the same for all of them.
macro_rules! variants {
    ($($variant:ident($credential:ty) of $flow:ty;)*) => {
        impl Credential {
            /// The name of the flow that yielded it.
            pub fn flow(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => <$flow>::ID,)*
                }
            }

            fn parts(&self) -> &dyn Parts {
                match self {
                    $(Self::$variant(credential) => credential,)*
                }
            }
        }

        $(
            impl From<$credential> for Credential {
                fn from(credential: $credential) -> Self {
                    Self::$variant(credential)
                }
            }

            impl TryFrom<Credential> for $credential {
                type Error = Credential;

                /// Credentials of another flow come back as they were.
                fn try_from(credential: Credential) -> Result<Self, Credential> {
                    match credential {
                        Credential::$variant(credential) => Ok(credential),
                        other => Err(other),
                    }
                }
            }

            impl $credential {
                /// As [`Credential::export`].
                ///
                /// # Errors
                /// [`Error::Setting`] if the form wants cookies and these credentials are none.
                pub fn export(&self, format: Format) -> Result<Secret, Error> {
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
            }
        )*
    };
}

variants! {
    BilibiliWeb(bilibili::WebCredential) of bilibili::Web;
    BilibiliTv(bilibili::TvCredential) of bilibili::Tv;
    WechatWeb(wechat::WebCredential) of wechat::Web;
    Pan115(pan115::WebCredential) of pan115::Web;
    Pan115Open(pan115::OpenCredential) of pan115::Open;
    Pan115Gateway(pan115::GatewayCredential) of pan115::Gateway;
    PhiApi(taptap::PhiApiCredential) of taptap::PhiApi;
    TapTap(taptap::DirectCredential) of taptap::Direct;
}
