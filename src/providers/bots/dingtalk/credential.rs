//! What the login of a DingTalk bot yields (spec 3.4).

use serde::{Deserialize, Serialize};

use crate::registry::Parts;
use crate::{Account, Secret};

/// What the login of a DingTalk bot yields; neither is ever empty.
///
/// They do not expire. With both, the program requests its access tokens at DingTalk's open
/// platform.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DingTalkCredential {
    /// The app's ID, which the service calls `client_id`, such as `dinga1b2`.
    pub app_id: Secret,
    /// The app's secret.
    pub app_secret: Secret,
}

impl Parts for DingTalkCredential {
    /// The bot.
    fn account(&self) -> Option<Account> {
        Account::new(self.app_id.clone())
    }
}
