//! The commands that ask the service about the credentials of profiles.

mod if_invalid;
mod logout;
mod status;

pub(super) use if_invalid::{if_invalid, profile as profile_of_if_invalid};
pub(crate) use logout::logout;
pub(crate) use status::status;

use qrlogin::tasks::{self, Checked};
use qrlogin::{Account, Credential, Seed};

use super::network;
use crate::args::NetworkArgs;
use crate::exit::CliError;
use crate::messages::{self, Text};

/// What is known of credentials after the attempt of a check.
enum Status {
    /// The service accepts them.
    Valid(Option<Account>),
    /// The service refuses them, with its code and message.
    Refused(String, String),
    /// The service said nothing.
    Unknown(Box<CliError>),
    /// There is no check, for this reason.
    NotAsked(Text),
}

/// Asks the service.
fn check(credential: &Credential, network: &NetworkArgs) -> Result<Status, CliError> {
    let task = match tasks::check(credential, seed()?) {
        Ok(task) => task,
        Err(why) => return Ok(Status::NotAsked(messages::of_core(&why.to_string()))),
    };
    let transport = network::transport(network, None, None)?;
    Ok(match transport.run(task) {
        Ok(Checked::Valid { account, .. }) => Status::Valid(account),
        Ok(Checked::Refused { code, message, .. }) => Status::Refused(code, message),
        // A newer version of the core.
        Ok(_) => Status::NotAsked(messages::not_queried()),
        Err(failure) => Status::Unknown(Box::new(failure)),
    })
}

/// The random bytes of a task.
pub(super) fn seed() -> Result<Seed, CliError> {
    qrlogin_ureq::seed().map_err(|error| {
        CliError::output(messages::no_random(), messages::check_limits()).because(Some(&error))
    })
}
