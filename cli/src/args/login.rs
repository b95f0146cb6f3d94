//! `qrlogin login`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, ValueHint};

use super::flow_name::flow_names;
use super::{
    CredentialArgs, FlowSettings, ImageProtocol, NetworkArgs, Opened, QrMode, RelayArgs,
    SessionArgs,
};
use crate::help::{self, LOGIN_SHORT_HELP};
use crate::messages::{self, Text};
use crate::text::printable;

/// Log in and save or print the credentials
#[derive(Debug, Args)]
#[command(after_help = LOGIN_SHORT_HELP, after_long_help = help::login())]
pub(crate) struct LoginArgs {
    /// The service to log in to: see `qrlogin flows`; without it, a terminal shows a menu
    #[arg(value_name = "FLOW", value_parser = flow_names(), ignore_case = true)]
    pub(crate) flow: Option<String>,

    /// Try it out: a simulated service and phone, which scans and confirms within seconds
    ///
    /// Nothing leaves this machine, and the credentials are fake.
    #[arg(long, conflicts_with_all = ["reroute", "proxy", "ca_file", "base_url", "profile"])]
    pub(crate) demo: bool,

    #[command(flatten, next_help_heading = "Settings of the flow")]
    pub(crate) flow_settings: FlowSettings,

    #[command(flatten, next_help_heading = "Credentials")]
    pub(crate) credentials: CredentialArgs,

    #[command(flatten, next_help_heading = "The code")]
    pub(crate) code: CodeArgs,

    #[command(flatten, next_help_heading = "Scripts")]
    pub(crate) relay: RelayArgs,

    #[command(flatten, next_help_heading = "Scripts")]
    pub(crate) session: SessionArgs,

    #[command(flatten, next_help_heading = "Network")]
    pub(crate) network: NetworkArgs,
}

#[derive(Debug, Args)]
pub(crate) struct CodeArgs {
    /// How to draw the code
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(crate) qr: QrMode,

    /// Swap dark and light, for `--qr utf8` and `--qr ascii` on a light background
    #[arg(long)]
    pub(crate) invert: bool,

    /// Also write the code to a file (.png or .svg), which is removed at the end; `-` is standard
    /// output
    ///
    /// On standard output it is a PNG, and with --renew one for each code. Then --out FILE or
    /// --profile is required, since nothing else is printed. Without --renew the output ends with
    /// the picture: qrlogin login 115 --out 115.json --qr-file - | feh -
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) qr_file: Option<PathBuf>,

    /// Draw the code as a picture in the terminal; where that is not possible, as --qr says
    ///
    /// Name a protocol that your terminal supports: one that does not may show the bytes as text.
    #[arg(long, value_name = "PROTOCOL")]
    pub(crate) image: Option<ImageProtocol>,

    /// Also open the link in the browser, or the picture of the code in a viewer
    ///
    /// Without a value, the link of a login that has a page to open (device), else the picture.
    /// Other users of this machine may see the link in the list of processes.
    #[arg(long, value_name = "WHAT", require_equals = true, num_args = 0..=1)]
    #[allow(clippy::option_option, reason = "the option, and its value")]
    pub(crate) open: Option<Option<Opened>>,

    /// Also send the link to the clipboard of your terminal, over SSH too (OSC 52)
    ///
    /// Not every terminal accepts it, and none says so. In tmux: `set -g set-clipboard on`.
    #[arg(long)]
    pub(crate) copy_link: bool,

    /// Also put the code into its JSON line as a PNG: png, a `data:` URL
    #[arg(long)]
    pub(crate) json_png: bool,

    /// Give up if not confirmed within this time, such as 90, 90s or 3m [default: the code's
    /// lifetime]
    ///
    /// The service is queried once more at the end, which can take some seconds.
    #[arg(long, value_name = "TIME", value_parser = timeout)]
    pub(crate) timeout: Option<Duration>,

    /// How many times to show a new code after one expires
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) renew: u32,
}

/// Parses a time: seconds, or with units such as `3m`.
///
/// # Errors
/// The problem, for the parser's message.
fn timeout(text: &str) -> Result<Duration, Text> {
    let seconds = text.parse().map(Duration::from_secs).ok();
    let time = seconds.or_else(|| humantime::parse_duration(text).ok());
    match time.ok_or_else(|| messages::not_a_time(printable(text)))? {
        time if time < Duration::from_secs(1) => Err(messages::no_time()),
        time => Ok(time),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::args::{Cli, Command};
    use clap::Parser as _;

    #[test]
    fn a_time_is_in_seconds_or_has_a_unit() {
        for (text, seconds) in [("90", 90), ("90s", 90), ("3m", 180), ("1h 30m", 5400)] {
            assert_eq!(timeout(text), Ok(Duration::from_secs(seconds)), "{text}");
        }
    }

    #[test]
    fn an_invalid_time_is_refused() {
        for text in ["", "x", "1x", "-1", "1.5", "99999999999999999999"] {
            assert_eq!(timeout(text), Err(messages::not_a_time(text)), "{text}");
        }
        for text in ["0", "0s", "999ms"] {
            assert_eq!(timeout(text), Err(messages::no_time()), "{text}");
        }
    }

    fn args(arguments: &[&str]) -> LoginArgs {
        match Cli::parse_from([&["qrlogin", "login"], arguments].concat()).command {
            Command::Login(args) => *args,
            _ => panic!("no login"),
        }
    }

    #[test]
    fn debug_output_of_the_arguments_has_no_secrets() {
        let args = args(&[
            "phi-api",
            "--base-url",
            "http://hunter2@h",
            "--set",
            "x=hunter2",
            "--proxy",
            "hunter2",
        ]);
        assert!(!format!("{args:?}").contains("hunter2"));
    }
}
