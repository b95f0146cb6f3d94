//! `qrlogin`: log in by QR code at the terminal or from a script.
//!
//! Standard output carries data only; everything for the person goes to standard error. The exit codes are
//! in [`exit`].

mod args;
mod ca;
mod commands;
mod demo;
mod exit;
mod help;
mod interrupt;
mod output;
mod read_file;
mod record;
mod run;
mod save;
mod show;

use std::process::ExitCode;

use clap::Parser;

use args::{Cli, Command};

fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help goes to standard output; nothing is left to do if that is closed.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let exit = match cli.command {
        Command::Login(args) => commands::login(&args),
        Command::Refresh(args) => commands::refresh(&args),
        Command::Replay(args) => commands::replay(&args),
        Command::Flows(args) => commands::flows(&args),
        Command::Simulate(args) => commands::simulate(&args),
        Command::Completions { shell } => commands::completions(shell),
    };
    exit.into()
}
