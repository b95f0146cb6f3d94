//! `qrlogin`: log in by QR code at the terminal or from a script.
//!
//! Standard output has data only; all messages go to standard error. The exit codes are in
//! [`exit`].

mod args;
mod ca;
mod commands;
mod config;
mod demo;
mod exit;
mod help;
mod input;
mod language;
mod lines;
mod menu;
mod messages;
mod nearest;
mod output;
mod private_file;
mod profiles;
mod read_file;
mod record;
mod relay;
mod run;
mod save;
mod schema;
mod session;
mod show;
mod shutdown;
mod text;
mod usage;
mod version;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use clap::{ArgMatches, CommandFactory as _, FromArgMatches as _};

use args::{Cli, Command};
use config::Config;
use exit::{CliError, Exit};
use show::Screen;

fn main() -> ExitCode {
    commands::answer_shell();
    let json = usage::wants_json(std::env::args_os());
    let arguments: Vec<_> = std::env::args_os().collect();
    let variable = |name: &str| std::env::var(name).ok();
    language::of(&arguments, config::language(&arguments, variable)).choose();
    let config = match Config::load(&arguments, &Cli::command(), variable) {
        Ok(config) => config,
        Err(failure) => return report(&failure, json).into(),
    };
    let matches = help::matches(|| config.apply(Cli::command()), &arguments);
    match matches.and_then(|matches| parsed(&matches, &config)) {
        Ok(cli) => guarded(|| run(cli.command, &config), json).into(),
        Err(error) => usage::report(&error, json),
    }
}

fn parsed(matches: &ArgMatches, config: &Config) -> Result<Cli, clap::Error> {
    let mut cli = Cli::from_arg_matches(matches)?;
    if let (Some(network), Some(origin)) =
        (cli.command.network_mut(), config.origin_of_proxy(matches))
    {
        network.proxy_from = origin;
    }
    Ok(cli)
}

/// Reports a failure before a command runs.
fn report(failure: &CliError, json: bool) -> Exit {
    if json {
        // If standard output is closed, the error is on standard error alone.
        let _ = output::write_json(&failure.line());
    }
    Screen::stderr().failure(failure);
    failure.exit
}

fn run(command: Command, config: &Config) -> Exit {
    match command {
        Command::Login(args) => commands::login(&args, config),
        Command::List(args) => commands::list(&args),
        Command::Show(args) => commands::show(&args),
        Command::Export(args) => commands::export(&args),
        Command::Import(args) => commands::import(&args),
        Command::Rename(args) => commands::rename(&args),
        Command::Remove(args) => commands::remove(&args),
        Command::Refresh(args) => commands::refresh(&args),
        Command::Status(args) => commands::status(&args),
        Command::Logout(args) => commands::logout(&args),
        Command::Replay(args) => commands::replay(&args),
        Command::Flows(args) => commands::flows(&args),
        Command::Doctor(args) => commands::doctor(&args),
        Command::Qr(args) => commands::qr(&args),
        Command::Serve(args) => commands::serve(*args),
        Command::GatewayKey(args) => commands::gateway_key(&args),
        Command::Simulate(args) => commands::simulate(&args),
        Command::Config(args) => commands::config(&args, config, &Cli::command()),
        Command::Schema(args) => commands::schema(&args),
        Command::Completions(args) => commands::completions(&args),
        Command::Man(args) => commands::man(&args),
    }
}

/// Reports a panic, which is a bug, like any other failure; its message is already printed.
fn guarded(run: impl FnOnce() -> Exit, json: bool) -> Exit {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| report(&CliError::internal(), json))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_is_an_internal_error() {
        assert_eq!(guarded(|| panic!("a bug"), false), Exit::Output);
        assert_eq!(guarded(|| Exit::Denied, false), Exit::Denied);
    }
}
