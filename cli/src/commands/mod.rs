//! The commands.

mod completions;
mod config;
mod credential_text;
mod deliver;
mod destination;
mod doctor;
mod flows;
mod gateway_key;
mod login;
mod man;
mod network;
mod profiles;
mod qr;
mod recording;
mod refresh;
mod replay;
mod schema;
mod serve;
mod settings;
mod simulate;
mod tasks;
mod watch;

pub(crate) use completions::{answer_shell, completions};
pub(crate) use config::config;
pub(crate) use doctor::doctor;
pub(crate) use flows::flows;
pub(crate) use gateway_key::gateway_key;
pub(crate) use login::login;
pub(crate) use man::man;
pub(crate) use network::plain_transport;
pub(crate) use profiles::{export, import, list, remove, rename, show};
pub(crate) use qr::qr;
pub(crate) use refresh::refresh;
pub(crate) use replay::replay;
pub(crate) use schema::schema;
pub(crate) use serve::serve;
pub(crate) use simulate::simulate;
pub(crate) use tasks::{logout, status};
pub(crate) use watch::no_thread;

use crate::exit::{CliError, Exit};
use crate::show::Screen;

/// Reports the outcome of a command without messages other than an error.
fn plain(outcome: Result<(), CliError>) -> Exit {
    let Err(failure) = outcome else {
        return Exit::Done;
    };
    if !failure.quiet {
        Screen::stderr().failure(&failure);
    }
    failure.exit
}
