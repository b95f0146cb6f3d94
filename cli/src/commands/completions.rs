//! `qrlogin completions`, and the completions that the shells ask for.

use clap::{Arg, Command, CommandFactory as _};
use clap_complete::engine::{ArgValueCandidates, CompletionCandidate};
use clap_complete::env::{CompleteEnv, Shells};

use super::plain;
use crate::args::{Cli, CompletionsArgs};
use crate::exit::{CliError, Exit};
use crate::output;
use crate::profiles::{Store, account_text};

/// The program's name.
const NAME: &str = "qrlogin";
/// The variable with which a shell asks for completions.
const VARIABLE: &str = "_QRLOGIN_COMPLETE";

pub(crate) fn completions(args: &CompletionsArgs) -> Exit {
    let mut script = Vec::new();
    if !args.dynamic {
        clap_complete::generate(args.shell, &mut Cli::command(), NAME, &mut script);
    } else if register(&args.shell.to_string(), &mut script).is_none() {
        return plain(Err(CliError::internal()));
    }
    plain(output::write(&String::from_utf8_lossy(&script)))
}

/// The script that asks this program; `None` if there is none for this shell.
fn register(shell: &str, script: &mut Vec<u8>) -> Option<()> {
    let shells = Shells::builtins();
    let shell = shells.completer(shell)?;
    shell
        .write_registration(VARIABLE, NAME, NAME, NAME, script)
        .ok()
}

/// Answers a shell that asks for completions, and ends the program then.
pub(crate) fn answer_shell() {
    if std::env::var_os(VARIABLE).is_some() {
        CompleteEnv::with_factory(command).var(VARIABLE).complete();
    }
}

/// The command line with the names of profiles as candidates.
fn command() -> Command {
    let subcommands = |command: Command| {
        if command.get_name() == "gateway-key" {
            return command;
        }
        command.mut_args(|argument| match takes_profile(&argument) {
            true => argument.add(ArgValueCandidates::new(profiles)),
            false => argument,
        })
    };
    Cli::command().mut_subcommands(subcommands)
}

/// Whether the argument is the name of a profile that may exist.
fn takes_profile(argument: &Arg) -> bool {
    matches!(
        argument.get_id().as_str(),
        "name" | "names" | "old" | "profile"
    )
}

/// The names of the profiles, with what they hold. The keyring is not read.
fn profiles() -> Vec<CompletionCandidate> {
    let entries = Store::of_user().and_then(|store| store.all());
    let candidate = |entry: crate::profiles::Entry| {
        let about = match &entry.profile {
            Ok(profile) => match &profile.account {
                Some(account) => format!("{} ({})", account_text(account), profile.flow),
                None => profile.flow.clone(),
            },
            Err(problem) => problem.message().into(),
        };
        CompletionCandidate::new(entry.name).help(Some(about.into()))
    };
    entries
        .unwrap_or_default()
        .into_iter()
        .map(candidate)
        .collect()
}
