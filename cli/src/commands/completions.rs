//! `qrlogin completions`.

use clap::CommandFactory as _;
use clap_complete::Shell;

use super::plain;
use crate::args::Cli;
use crate::exit::Exit;
use crate::output;

pub(crate) fn completions(shell: Shell) -> Exit {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "qrlogin", &mut script);
    plain(output::write(&String::from_utf8_lossy(&script)))
}
