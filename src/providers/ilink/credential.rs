//! What the bot's login yields (spec 5).

use serde::{Deserialize, Serialize};

use crate::registry::Parts;
use crate::{Account, Secret};

/// What the bot's login yields, under the service's own names; the token and the bot's ID are never
/// empty.
///
/// Later calls go to [`baseurl`](BotCredential::baseurl) with the token as `Authorization: Bearer`.
/// A later login of the same account makes the token void, and so does a day without use: calls
/// then have the code -14, and a new login is required. There is no refresh.
#[non_exhaustive]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BotCredential {
    /// The token for messages.
    pub bot_token: Secret,
    /// The bot's ID, such as `aa@im.bot`.
    pub ilink_bot_id: Secret,
    /// Where later calls go, without a final slash.
    pub baseurl: String,
    /// Who scanned, such as `cc@im.wechat`, if the service said.
    pub ilink_user_id: Option<Secret>,
}

impl Parts for BotCredential {
    fn account(&self) -> Option<Account> {
        Account::new(self.ilink_user_id.clone()?)
    }
}
