//! A login whose stages are kept by others: by the client of a stateless gateway.

use super::clock::ServerClock;
use super::stage::{Stage, Waiting};
use super::{Direct, Goal};
use crate::providers::taptap::TapTapToken;
use crate::providers::taptap::code::interval_secs;
use crate::toolkit::once::Once;
use crate::{Error, Provider, Secret};

impl Direct {
    /// The stage that polls for the token of this device code, which another process has shown.
    ///
    /// ```
    /// use qrlogin::Provider;
    /// use qrlogin::taptap::{Direct, Goal, Region};
    ///
    /// let login = Direct::new(Region::China, Goal::Token);
    /// let stage = login.polling("FAKEdevicecode".into());
    /// assert_eq!(Direct::fetches(&stage), Goal::Token);
    /// assert_eq!(Direct::device_code(&stage).map(|code| code.expose()), Some("FAKEdevicecode"));
    /// assert_eq!(login.policy(&stage).interval.as_secs(), 3);
    /// ```
    pub fn polling(&self, device_code: Secret) -> <Self as Provider>::Stage {
        Stage::Wait(Waiting {
            device_code,
            interval_secs: interval_secs(None),
            clock: ServerClock::default(),
            form: Once::default(),
        })
    }

    /// The stage that fetches the profile with this token. A token without a scope has the
    /// requested one.
    ///
    /// # Errors
    /// [`Error::Incomplete`] if no request can be signed with the token.
    pub fn with_token(&self, token: TapTapToken) -> Result<<Self as Provider>::Stage, Error> {
        let tokens = self.tokens(token, ServerClock::default())?;
        Ok(Stage::Profile(tokens))
    }

    /// The device code that is polled with at this stage, if it is one that polls. Its holder can
    /// fetch the token (spec 5).
    pub fn device_code(stage: &<Self as Provider>::Stage) -> Option<&Secret> {
        match stage {
            Stage::Wait(waiting) => Some(&waiting.device_code),
            _ => None,
        }
    }

    /// What the call of this stage fetches; [`Goal::Token`] also for the code before it.
    pub fn fetches(stage: &<Self as Provider>::Stage) -> Goal {
        match stage {
            Stage::Start | Stage::Wait(_) => Goal::Token,
            Stage::Profile(_) => Goal::Profile,
            Stage::Session(..) => Goal::Session,
        }
    }
}
