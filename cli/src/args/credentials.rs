//! Where the credentials of a login go, and in which form.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::{Args, ValueHint};
use qrlogin::export::{self, Format};

use super::choices::{NetscapeForm, StoreKind, formats};
use crate::profiles::Name;

#[derive(Debug, Args)]
pub(crate) struct CredentialArgs {
    /// Save the credentials to this profile, a file in your data folder
    ///
    /// At a terminal this is the default: without --out, --profile, --json and --demo, the profile
    /// has the name of the flow. A login of the same account replaces it. Credentials of another
    /// account are saved beside it (as NAME-2), with exit code 3; those of another flow are refused
    /// before the code is shown.
    #[arg(long, value_name = "NAME", value_parser = Name::parse, conflicts_with = "out")]
    pub(crate) profile: Option<Name>,

    /// Log in only if the service refuses the credentials of --profile, or there are none
    ///
    /// For cron: while the service accepts them, nothing is done, with exit code 0. If it cannot be
    /// asked (no network, a firewall), no login is begun, with exit code 22. FLOW may be left out
    /// if the profile exists.
    #[arg(long, requires = "profile")]
    pub(crate) if_invalid: bool,

    /// Save the credentials to a file of your own; `-` prints them, also at a terminal
    ///
    /// Only you can read the file (mode 0600). It is written atomically, and the path is checked
    /// before the code is shown.
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) out: Option<PathBuf>,

    /// Where the secrets of the profile are kept [default: that of the profile, or file]
    #[arg(long, value_name = "STORE", conflicts_with = "out")]
    pub(crate) store: Option<StoreKind>,

    /// Let --out replace an existing file, or --profile credentials of another account
    #[arg(long)]
    pub(crate) force: bool,

    #[command(flatten)]
    pub(crate) form: FormArgs,

    /// Print JSON lines: one JSON object per event; the last one is the credentials or the error
    ///
    /// After the event `input_wanted`, a line with the answer is read from standard input.
    #[arg(long)]
    pub(crate) json: bool,

    /// Record the requests and responses to a HAR file, without secrets
    ///
    /// Every secret is replaced by a fake of the same form, so that the file can be attached to a
    /// report and replayed with `qrlogin replay`. Messages of the service stay: review them first.
    /// The file is written when the login ends, in success or failure, and never replaces another.
    /// Failing to write it is a warning.
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(crate) record: Option<PathBuf>,

    /// Suppress all messages except the code, warnings and errors; with --json the code too
    #[arg(short, long)]
    pub(crate) quiet: bool,
}

/// The form of credentials.
#[derive(Debug, Args)]
pub(crate) struct FormArgs {
    /// Format of the credentials
    #[arg(long, value_name = "FORMAT", default_value = "json", value_parser = formats())]
    pub(crate) format: Format,

    /// Write cookies.txt in another form than most programs read: a list with commas
    #[arg(long, value_name = "FORM", value_delimiter = ',')]
    pub(crate) netscape: Vec<NetscapeForm>,
}

impl FormArgs {
    /// The form of a cookies.txt, and the time now.
    pub(crate) fn options(&self) -> export::Options {
        let has = |form| self.netscape.contains(&form);
        export::Options::new()
            .httponly_prefix(has(NetscapeForm::HttponlyPrefix))
            .session_zero(has(NetscapeForm::SessionZero))
            .bare_domain(has(NetscapeForm::BareDomain))
            .at(SystemTime::now().into())
    }
}

impl CredentialArgs {
    /// The file of `--out`, unless it is `-`.
    pub(crate) fn file(&self) -> Option<&Path> {
        self.out.as_deref().filter(|path| *path != Path::new("-"))
    }
}
