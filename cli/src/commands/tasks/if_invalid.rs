//! `qrlogin login --if-invalid`: no login while the service accepts the credentials of the profile.

use qrlogin::Account;
use serde_json::json;

use super::{Status, check};
use crate::args::LoginArgs;
use crate::exit::CliError;
use crate::messages;
use crate::output;
use crate::profiles::{Profile, Store, account_text};
use crate::show::Screen;

/// A profile whose credentials the service accepts.
pub(crate) struct StillValid {
    profile: Profile,
    account: Option<Account>,
}

/// Checks the credentials of the profile, with `--if-invalid`. `None` if a login is needed: there
/// is no such profile, it is of another flow, or the service refuses its credentials.
///
/// # Errors
/// The service did not say: then no login is begun.
pub(crate) fn if_invalid(args: &LoginArgs) -> Result<Option<StillValid>, CliError> {
    let Some(profile) = profile(args)? else {
        return Ok(None);
    };
    if args.flow.as_ref().is_some_and(|flow| *flow != profile.flow) {
        return Ok(None);
    }
    match check(&profile.credential, &args.network)? {
        Status::Valid(account) => Ok(Some(StillValid { profile, account })),
        Status::Refused(..) => Ok(None),
        Status::Unknown(failure) => Err(failure.unchecked()),
        Status::NotAsked(why) => {
            let message = messages::if_invalid_has_no_check(&profile.flow, why);
            Err(CliError::usage(message, messages::leave_out_if_invalid()))
        }
    }
}

/// The profile of `--if-invalid`, if there is one that can be used. Another one is refused later.
pub(crate) fn profile(args: &LoginArgs) -> Result<Option<Profile>, CliError> {
    let Some(name) = args
        .credentials
        .profile
        .as_ref()
        .filter(|_| args.credentials.if_invalid)
    else {
        return Ok(None);
    };
    let entry = Store::of_user()?.find(name).ok();
    Ok(entry.and_then(|entry| entry.read().ok()))
}

impl StillValid {
    /// Says so, and that there is nothing to do.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn say(&self, args: &LoginArgs) -> Result<(), CliError> {
        let own = &args.credentials;
        let name = own.profile.as_ref().map(ToString::to_string);
        let name = name.unwrap_or_default();
        let account = self.account.as_ref().or(self.profile.account.as_ref());
        if own.json {
            return output::write_json(&json!({
                "event": "still_valid",
                "flow": self.profile.flow,
                "profile": name,
                "account": account,
            }));
        }
        if !own.quiet {
            let account = account.map_or_else(|| "-".to_owned(), account_text);
            Screen::stderr().line(&messages::still_logged_in(
                account,
                &self.profile.flow,
                name,
            ));
        }
        Ok(())
    }
}
