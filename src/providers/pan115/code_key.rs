//! What identifies a code outside of a login.

use super::Web;
use super::shown_code::{ShownCode, Stage};
use crate::Secret;
use crate::provider::Provider;

/// What identifies a code at 115: the three values that the service gave with it, unchanged.
///
/// A server that keeps no state gives them to its client, and goes on with what comes back:
///
/// ```
/// use qrlogin::pan115::{CodeKey, Web};
/// use qrlogin::{Context, Provider, Seed, Timestamp};
///
/// let key = CodeKey {
///     uid: "testuid123".into(),
///     sign: "0123456789abcdef".into(),
///     time: "1791102171".into(),
/// };
/// let stage = Web::shown(&key);
/// assert_eq!(Web::key_of(&stage), Some(key));
///
/// let seed = Seed::new([7; 16]);
/// let call = Web::new().request(&stage, &Context::new(Timestamp::from_secs(0), &seed))?;
/// assert_eq!(call.name, "status");
/// # Ok::<(), qrlogin::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CodeKey {
    /// The code's number. It alone redeems a confirmed login (spec 7).
    pub uid: Secret,
    /// The signature of the code; its status needs it.
    pub sign: Secret,
    /// When the code was issued, as the service wrote it: an integer, usually Unix seconds.
    pub time: String,
}

impl Web {
    /// The stage of a login whose code is shown: its call is the one for the status. A confirmed
    /// status leads to the stage that redeems the login ([`Next::Go`](crate::Next::Go)).
    pub fn shown(key: &CodeKey) -> <Self as Provider>::Stage {
        Stage::Wait(ShownCode::of(key))
    }

    /// What identifies the code of this stage; `None` before there is one.
    pub fn key_of(stage: &<Self as Provider>::Stage) -> Option<CodeKey> {
        match stage {
            Stage::Start => None,
            Stage::Wait(shown) | Stage::Redeem(shown) => Some(shown.key()),
        }
    }
}
