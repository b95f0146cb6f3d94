//! The commands for scripts.

use std::path::PathBuf;

use clap::{Args, ValueHint};
use qrlogin::Secret;

use super::secret;
use crate::help::CONFIG_HELP;
use crate::relay::Hook;
use crate::schema::SchemaOf;

/// Where the events of a login are handed on to.
#[derive(Debug, Args)]
pub(crate) struct RelayArgs {
    /// Run this command at an event, such as --on 'code=notify.sh'; repeatable
    ///
    /// Events are code, scanned, input_wanted, confirmed, retrying, credential and error. The shell
    /// gets the command, with the JSON line on its standard input, and in its environment
    /// QRLOGIN_EVENT, QRLOGIN_FLOW and for a code QRLOGIN_QR_FILE, a picture of the code. What it
    /// prints goes to standard error. A failure is a warning. Only the line of `credential` has
    /// the credentials.
    #[arg(long, value_name = "EVENT=COMMAND", value_parser = Hook::parse)]
    pub(crate) on: Vec<Hook>,

    /// Send each JSON line to this address by POST; without the credentials
    ///
    /// The server has 5 s to answer; a failure is a warning. The address begins with https://, or
    /// with http:// on this machine. --proxy and --ca-file apply.
    #[arg(long, value_name = "URL", value_parser = secret(), value_hint = ValueHint::Url)]
    pub(crate) webhook: Option<Secret>,

    /// Sign the requests of --webhook with the secret in this file: whsec_ and base64, mode 0600
    ///
    /// As `qrlogin serve` does, by the Standard Webhooks: HMAC-SHA256 in webhook-signature, with
    /// webhook-id and webhook-timestamp.
    #[arg(long, value_name = "@FILE", value_parser = secret(), requires = "webhook")]
    pub(crate) webhook_secret: Option<Secret>,

    /// Send the credentials to --webhook as well
    #[arg(long, requires = "webhook")]
    pub(crate) webhook_credential: bool,
}

/// A login that is continued in another process.
#[derive(Debug, Args)]
pub(crate) struct SessionArgs {
    /// Save the state of the login to this file, so that --resume can continue it
    ///
    /// It is written with mode 0600 after every response, and removed when the login has ended.
    /// After Ctrl-C or a crash it stays. It is as secret as the credentials.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = ["demo", "resume"])]
    pub(crate) save_session: Option<PathBuf>,

    /// Continue the login in this file of --save-session: its flow, settings, --renew and --timeout
    ///
    /// The code is shown again. If it has expired, the login ends with exit code 10. Where the
    /// credentials go and the network options are those of this run.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    #[arg(conflicts_with_all = [
        "demo", "set", "base_url", "app", "region", "renew", "timeout", "record",
    ])]
    pub(crate) resume: Option<PathBuf>,
}

/// Show the defaults of options that are in force, and where they are from
#[derive(Debug, Args)]
#[command(after_help = CONFIG_HELP)]
pub(crate) struct ConfigArgs {
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print the JSON Schema (draft 2020-12) of what the command prints
#[derive(Debug, Args)]
pub(crate) struct SchemaArgs {
    /// What to describe
    #[arg(value_name = "WHAT", default_value = "events")]
    pub(crate) of: SchemaOf,
}
