//! Wrong usage that the command line's parser reports.

mod chinese;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use qrlogin::flows::FLOWS;

use crate::args::flow_named;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Language, Text};
use crate::output;
use crate::show::Screen;
use crate::text::printable;

/// Commands of similar programs, for which the parser's suggestion would be misleading.
const NO_COMMANDS: [&str; 3] = ["logout", "status", "whoami"];

/// Names of services that are no aliases, in lower case, and the flow that is most often meant.
const NAMES: [(&str, &str); 5] = [
    ("bili", "bilibili-web"),
    ("哔哩哔哩", "bilibili-web"),
    ("web", "bilibili-web"),
    ("115网盘", "115"),
    ("phi", "taptap"),
];

/// Whether `--json` is among the arguments, before they are parsed.
pub(crate) fn wants_json(arguments: impl Iterator<Item = OsString>) -> bool {
    arguments
        .skip(1)
        .take_while(|argument| argument != "--")
        .any(|argument| argument == "--json")
}

/// Prints the result of the parser: help and version unchanged, wrong usage like any other failure.
pub(crate) fn report(error: &clap::Error, json: bool) -> ExitCode {
    if matches!(
        error.kind(),
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion
    ) {
        // Fails if standard output is closed; the program ends in any case.
        let _ = error.print();
        return Exit::Done.into();
    }
    let own = explain(error);
    let wrong = own.clone().unwrap_or_else(|| of_parser(error));
    if json {
        // If standard output is closed, the error is on standard error alone.
        let _ = output::write_json(&wrong.failure().line());
    }
    let is_help = error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
    if own.is_none() && (is_help || Language::current() == Language::English) {
        // Includes the usage of the command.
        let _ = error.print();
    } else {
        Screen::stderr().failure_with(&wrong.failure(), &wrong.choices);
    }
    Exit::Usage.into()
}

/// Reports that no flow was given, with the list of them.
pub(crate) fn report_missing_flow(json: bool) -> Exit {
    let wrong = no_flow_given();
    if json {
        // If standard output is closed, the error is on standard error alone.
        let _ = output::write_json(&wrong.failure().line());
    }
    Screen::stderr().failure_with(&wrong.failure(), &wrong.choices);
    Exit::Usage
}

/// A wrong argument, with the valid choices.
#[derive(Clone)]
struct Wrong {
    message: Text,
    choices: Vec<Text>,
    hint: Text,
}

impl Wrong {
    fn failure(&self) -> CliError {
        CliError::usage(&self.message, &self.hint)
    }
}

/// A message from the table in place of the parser's, where that would mislead.
fn explain(error: &clap::Error) -> Option<Wrong> {
    let value = |kind| match error.get(kind)? {
        ContextValue::String(text) => Some(text.as_str()),
        ContextValue::Strings(texts) => texts.first().map(String::as_str),
        _ => None,
    };
    let is_flow = || {
        let arg = value(ContextKind::InvalidArg);
        arg.is_some_and(|arg| arg.contains("<FLOW>") || arg.contains("[FLOW]"))
    };
    match error.kind() {
        ErrorKind::InvalidSubcommand => {
            let name = value(ContextKind::InvalidSubcommand)?;
            let similar = value(ContextKind::SuggestedSubcommand);
            let similar = similar.filter(|_| !NO_COMMANDS.contains(&name));
            Some(no_command(name, similar))
        }
        ErrorKind::InvalidValue if is_flow() => {
            let name = value(ContextKind::InvalidValue)?;
            Some(match name {
                "" => no_flow_given(),
                name => no_flow(name, value(ContextKind::SuggestedValue)),
            })
        }
        _ => None,
    }
}

fn no_command(name: &str, similar: Option<&str>) -> Wrong {
    use clap::CommandFactory as _;
    let command = crate::args::Cli::command();
    let names: Vec<_> = command
        .get_subcommands()
        .map(clap::Command::get_name)
        .collect();
    let commands = messages::list_commands(names.join(", "));
    Wrong {
        message: messages::no_command(printable(name)),
        choices: Vec::new(),
        hint: match similar {
            Some(similar) => messages::did_you_mean(similar, commands),
            None => commands,
        },
    }
}

fn no_flow(name: &str, similar: Option<&str>) -> Wrong {
    let meant = meant(name).or(similar);
    Wrong {
        message: messages::no_flow(printable(name)),
        choices: choices(),
        hint: match meant {
            Some(meant) => messages::did_you_mean(meant, messages::list_flows()),
            None => messages::list_flows(),
        },
    }
}

fn no_flow_given() -> Wrong {
    Wrong {
        message: messages::no_flow_given(),
        choices: choices(),
        hint: messages::list_flows(),
    }
}

/// The flow for a name, in any case and with `_` for `-`.
fn meant(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase().replace('_', "-");
    let by_name = || NAMES.iter().find(|(known, _)| *known == name);
    let flow = flow_named(&name).map(|info| info.id);
    flow.or_else(|| by_name().map(|(_, flow)| *flow))
}

/// A line for each flow.
fn choices() -> Vec<Text> {
    let flow = |info: &qrlogin::flows::FlowInfo| {
        let (app, yields) = (
            messages::of_core(info.scan_with),
            messages::of_core(info.yields),
        );
        messages::flow_is(format_args!("{:<12}", info.id), app, yields)
    };
    FLOWS.iter().map(flow).collect()
}

/// The parser's message in one line, the usage, and its suggestion.
fn of_parser(error: &clap::Error) -> Wrong {
    let text = Language::English.within(|| error.render().to_string());
    let mut lines = text.lines().map(str::trim);
    let message: Vec<_> = lines.by_ref().take_while(|line| !line.is_empty()).collect();
    let message = printable(&message.join(" "));
    let tip = lines.find_map(|line| line.strip_prefix("tip: "));
    let message = message.strip_prefix("error: ").unwrap_or(&message);
    let hint = messages::see_help(command());
    Wrong {
        message: Text::of(
            || message.to_owned(),
            || chinese::message(error).unwrap_or_else(|| message.to_owned()),
        ),
        choices: chinese::usage(error).into_iter().map(Text::from).collect(),
        hint: Text::of(
            || tip.map_or_else(|| hint.to_string(), printable),
            || chinese::tip(error).unwrap_or_else(|| hint.to_string()),
        ),
    }
}

/// The command in the arguments, if there is one.
fn command() -> String {
    use clap::CommandFactory as _;
    let called = std::env::args_os().nth(1).unwrap_or_default();
    match crate::args::Cli::command().find_subcommand(&called) {
        Some(command) => format!("qrlogin {}", command.get_name()),
        None => "qrlogin".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_services_mean_their_most_used_flow() {
        for (name, flow) in [
            ("bilibili", "bilibili-web"),
            ("Bilibili", "bilibili-web"),
            ("bili", "bilibili-web"),
            ("web", "bilibili-web"),
            ("wx", "wechat-web"),
            ("WeChat", "wechat-web"),
            ("weixin", "wechat-web"),
            ("微信", "wechat-web"),
            ("phigros", "taptap"),
            ("TapTap", "taptap"),
            ("Bilibili_TV", "bilibili-tv"),
        ] {
            assert_eq!(meant(name), Some(flow), "{name}");
        }
        assert_eq!(meant("nonsense"), None);
    }

    #[test]
    fn every_name_leads_to_an_existing_flow() {
        for (_, flow) in NAMES {
            assert!(qrlogin::flows::find(flow).is_some(), "{flow}");
        }
    }

    #[test]
    fn only_the_option_requests_json() {
        let wants = |arguments: &[&str]| wants_json(arguments.iter().map(OsString::from));
        assert!(wants(&["qrlogin", "login", "--json"]));
        assert!(!wants(&["qrlogin", "login", "--", "--json"]));
        assert!(!wants(&["--json", "login", "json", "--jsonx"]));
    }
}
