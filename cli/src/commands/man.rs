//! `qrlogin man`.

use clap::CommandFactory as _;
use clap_mangen::Man;

use super::plain;
use crate::args::{Cli, ManArgs};
use crate::exit::{CliError, Exit};
use crate::messages;
use crate::output;
use crate::profiles::shown;

pub(crate) fn man(args: &ManArgs) -> Exit {
    plain(run(args))
}

fn run(args: &ManArgs) -> Result<(), CliError> {
    let Some(folder) = &args.folder else {
        let mut page = Vec::new();
        Man::new(Cli::command())
            .render(&mut page)
            .map_err(|_| CliError::internal())?;
        return output::write_bytes(&page);
    };
    clap_mangen::generate_to(Cli::command(), folder).map_err(|error| {
        let message = messages::not_written(shown(folder));
        CliError::output(message, messages::writable_directory()).because(Some(&error))
    })
}
