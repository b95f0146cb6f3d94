//! `qrlogin doctor`: what a login needs, each with a verdict and a remedy.

mod folders;
mod network;
mod service;
mod terminal;

use serde_json::{Value, json};
use textwrap::core::display_width;

use super::plain;
use crate::args::DoctorArgs;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::output;
use crate::show::Screen;

/// The version of the JSON object.
const VERSION: u64 = 1;

/// The outcome of a check.
struct Check {
    /// For scripts.
    name: &'static str,
    verdict: Verdict,
    message: Text,
    remedy: Option<Text>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Good,
    /// A login may work.
    Warning,
    Failed,
    /// Not checked, or of no importance here.
    Skipped,
}

impl Check {
    fn good(name: &'static str, message: impl Into<Text>) -> Self {
        Self {
            name,
            verdict: Verdict::Good,
            message: message.into(),
            remedy: None,
        }
    }

    fn skipped(name: &'static str, message: impl Into<Text>) -> Self {
        Self {
            verdict: Verdict::Skipped,
            ..Self::good(name, message)
        }
    }

    fn warning(name: &'static str, message: impl Into<Text>, remedy: Text) -> Self {
        Self {
            verdict: Verdict::Warning,
            remedy: Some(remedy),
            ..Self::good(name, message)
        }
    }

    fn failed(name: &'static str, message: impl Into<Text>, remedy: Text) -> Self {
        Self {
            verdict: Verdict::Failed,
            remedy: Some(remedy),
            ..Self::good(name, message)
        }
    }

    /// The failure that a login would report.
    fn of(name: &'static str, failure: &CliError) -> Self {
        let (message, _, hint) = failure.shown();
        Self {
            remedy: hint.cloned(),
            ..Self::failed(name, message, Text::default())
        }
    }
}

impl Verdict {
    /// For scripts.
    fn name(self) -> &'static str {
        match self {
            Self::Good => "ok",
            Self::Warning => "warning",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Good => messages::verdict_good(),
            Self::Warning => messages::verdict_warning(),
            Self::Failed => messages::verdict_failed(),
            Self::Skipped => messages::verdict_skipped(),
        }
    }
}

pub(crate) fn doctor(args: &DoctorArgs) -> Exit {
    let mut checks = Vec::new();
    let mut failure = None;
    let mut add = |check: Check| {
        if !args.json
            && failure.is_none()
            && let Err(closed) = output::write(&text(&check))
        {
            failure = Some(closed);
        }
        checks.push(check);
    };
    if !args.json {
        add(version());
    }
    folders::check(&mut add);
    add(terminal::check());
    network::check(args, &mut add);
    let is_good = !checks.iter().any(|check| check.verdict == Verdict::Failed);
    let written = match failure {
        Some(closed) => Err(closed),
        None if args.json => output::write_json(&object(args, &checks, is_good)),
        None => Ok(()),
    };
    match plain(written) {
        Exit::Done if !is_good => Exit::Output,
        exit => exit,
    }
}

fn version() -> Check {
    Check::good("version", version_text())
}

/// The version and the system, for a report.
fn version_text() -> String {
    let (os, arch) = (std::env::consts::OS, std::env::consts::ARCH);
    let keyring = if cfg!(feature = "keyring") {
        ", keyring"
    } else {
        ""
    };
    format!(
        "qrlogin {} ({os}, {arch}{keyring})",
        env!("CARGO_PKG_VERSION")
    )
}

/// The columns of the verdicts.
const VERDICT: usize = 8;
/// The columns of the names.
const NAME: usize = 9;

fn text(check: &Check) -> String {
    let verdict = check.verdict.text();
    let room = VERDICT.saturating_sub(display_width(&verdict));
    let name = messages::check_name(check.name);
    let mut text = format!(
        "{verdict}{}  {name}{}  {}\n",
        " ".repeat(room),
        " ".repeat(NAME.saturating_sub(display_width(&name))),
        check.message
    );
    if let Some(remedy) = &check.remedy {
        text.push_str(&format!("{:21}{}\n", "", messages::remedy(remedy)));
    }
    text
}

fn object(args: &DoctorArgs, checks: &[Check], is_good: bool) -> Value {
    let check = |check: &Check| {
        json!({
            "check": check.name,
            "verdict": check.verdict.name(),
            "message": check.message,
            "remedy": check.remedy,
        })
    };
    json!({
        "v": VERSION,
        "version": version_text(),
        "flow": args.flow,
        "ok": is_good,
        "checks": checks.iter().map(check).collect::<Vec<_>>(),
    })
}

/// Says on standard error what is sent.
fn announce(host: &str) {
    Screen::stderr().line(&messages::doctor_contacts(host));
}
