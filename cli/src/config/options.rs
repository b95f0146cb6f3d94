//! The options that can have a default, from the command line itself.

use clap::builder::{ArgPredicate, OsStr, Resettable};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command};
use qrlogin::Secret;

use super::Key;
use crate::messages::{self, Text};

/// The table of the options of `qrlogin login`, and that of the network options.
pub(super) const LOGIN: &str = "login";
pub(super) const NETWORK: &str = "network";

/// The network options, by their IDs: those of every command that calls a service.
const OF_NETWORK: [&str; 2] = ["proxy", "ca_file"];
/// Options of a single run, and settings of flows, which have tables of their own.
const OF_ONE_RUN: [&str; 20] = [
    "app",
    "base_url",
    "config",
    "demo",
    "flow",
    "force",
    "help",
    "json",
    "json_png",
    "out",
    "qr_file",
    "record",
    "region",
    "reroute",
    "resume",
    "save_session",
    "set",
    "version",
    "webhook_credential",
    "transport",
];
/// Options whose default does not hold beside other options: ID, the other one, and its value if
/// it is a flag.
const UNLESS: [(&str, &str, Option<&str>); 6] = [
    ("proxy", "demo", Some("true")),
    ("proxy", "reroute", None),
    ("ca_file", "demo", Some("true")),
    ("ca_file", "reroute", None),
    ("profile", "demo", Some("true")),
    ("profile", "out", None),
];
/// Options with a secret in them, by their IDs.
const SECRETS: [&str; 3] = ["on", "proxy", "webhook"];

/// An option that can have a default.
pub(super) struct Configurable {
    table: &'static str,
    id: String,
    long: String,
    is_flag: bool,
    is_list: bool,
    pub(super) is_secret: bool,
    /// The built-in default.
    pub(super) default: Option<String>,
}

/// Whether a command has such options. The gateway has a file and variables of its own.
pub(super) fn has(command: &Command) -> bool {
    let calls = |arg: &Arg| OF_NETWORK.contains(&arg.get_id().as_str());
    command.get_name() != "serve" && command.get_arguments().any(calls)
}

/// All of them, in the order of the help.
pub(super) fn configurable(command: &Command) -> Vec<Configurable> {
    let of_all = command.get_arguments().map(|arg| Configurable::of("", arg));
    let login = command.find_subcommand(LOGIN);
    let of_login = login.into_iter().flat_map(Command::get_arguments);
    let of_login = of_login.map(|arg| {
        let is_network = OF_NETWORK.contains(&arg.get_id().as_str());
        Configurable::of(if is_network { NETWORK } else { LOGIN }, arg)
    });
    of_all.chain(of_login).flatten().collect()
}

impl Configurable {
    /// `None` if it is the option of a single run.
    fn of(table: &'static str, arg: &Arg) -> Option<Self> {
        let id = arg.get_id().as_str();
        let long = arg.get_long()?;
        if OF_ONE_RUN.contains(&id) || arg.is_hide_set() {
            return None;
        }
        let is_flag = matches!(arg.get_action(), ArgAction::SetTrue);
        let default = arg.get_default_values().first();
        Some(Self {
            table,
            id: id.to_owned(),
            long: long.to_owned(),
            is_flag,
            is_list: matches!(arg.get_action(), ArgAction::Append),
            is_secret: SECRETS.contains(&id),
            default: default
                .and_then(|text| text.to_str())
                .filter(|_| !is_flag)
                .map(str::to_owned),
        })
    }

    pub(super) fn key(&self) -> Key {
        Key::Option(self.table, self.long.clone())
    }

    /// The command line with these texts as the default of the option.
    pub(super) fn apply(&self, command: Command, texts: &[&str]) -> Command {
        if self.table.is_empty() {
            return self.with_default(command, texts);
        }
        let names: Vec<_> = command
            .get_subcommands()
            .filter(|one| has(one) && (self.table == NETWORK || one.get_name() == LOGIN))
            .filter(|one| {
                one.get_arguments()
                    .any(|arg| arg.get_id() == self.id.as_str())
            })
            .map(|one| one.get_name().to_owned())
            .collect();
        names.into_iter().fold(command, |command, name| {
            command.mut_subcommand(name, |one| self.with_default(one, texts))
        })
    }

    fn with_default(&self, command: Command, texts: &[&str]) -> Command {
        let others: Vec<_> = UNLESS
            .iter()
            .filter(|(id, other, _)| {
                *id == self.id && command.get_arguments().any(|arg| arg.get_id() == *other)
            })
            .map(|(_, other, value)| {
                let predicate = match value {
                    // A flag is always present for the parser.
                    Some(value) => ArgPredicate::Equals(OsStr::from(*value)),
                    None => ArgPredicate::IsPresent,
                };
                (*other, predicate, Resettable::<OsStr>::Reset)
            })
            .collect();
        let texts: Vec<_> = texts
            .iter()
            .map(|text| OsStr::from((*text).to_owned()))
            .collect();
        command.mut_arg(&self.id, |arg| {
            arg.default_values(texts).default_value_ifs(others)
        })
    }

    /// Why these texts cannot be values of the option; the reason does not repeat them.
    pub(super) fn problem(&self, command: &Command, texts: &[Secret]) -> Option<Text> {
        if self.is_flag {
            let is_bool = |text: &Secret| matches!(text.expose(), "true" | "false");
            return (!texts.iter().all(is_bool)).then(|| messages::must_be_one_of("true, false"));
        }
        if !self.is_list && texts.len() != 1 {
            return Some(messages::one_value());
        }
        let command = match self.table {
            "" => command.clone(),
            _ => command.find_subcommand(LOGIN)?.clone(),
        };
        let words = texts
            .iter()
            .map(|text| format!("--{}={}", self.long, text.expose()));
        let parsed = command.no_binary_name(true).try_get_matches_from(words);
        let error = parsed.err()?;
        match error.kind() {
            ErrorKind::InvalidValue => Some(match error.get(ContextKind::ValidValue) {
                Some(ContextValue::Strings(values)) => messages::must_be_one_of(values.join(", ")),
                _ => messages::value_unusable(),
            }),
            ErrorKind::ValueValidation => {
                let reason = std::error::Error::source(&error).filter(|_| !self.is_secret);
                Some(reason.map_or_else(messages::value_unusable, messages::of_error))
            }
            // Options that belong to it are checked with the whole command line.
            _ => None,
        }
    }
}
