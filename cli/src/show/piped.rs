//! `--qr-file -`: the code as a picture on standard output, for another program.

use std::io::{self, IsTerminal as _};
use std::path::Path;

use super::picture::{SCALE, png};
use super::qr::Matrix;
use crate::args::LoginArgs;
use crate::exit::CliError;
use crate::messages;
use crate::output;

/// Standard output, for pictures only.
#[derive(Debug)]
pub(crate) struct PipedPicture {
    /// How many pictures may follow.
    renewals: u32,
    is_open: bool,
}

impl PipedPicture {
    /// `None` if the picture is not to go to standard output.
    ///
    /// # Errors
    /// Standard output is for something else, or is a terminal.
    pub(crate) fn of(args: &LoginArgs) -> Result<Option<Self>, CliError> {
        if args.code.qr_file.as_deref() != Some(Path::new("-")) {
            return Ok(None);
        }
        let own = &args.credentials;
        if own.json || own.file().is_none() && own.profile.is_none() {
            let message = messages::picture_without_out();
            return Err(CliError::usage(message, messages::add_out_to_picture()));
        }
        if io::stdout().is_terminal() {
            let message = messages::picture_to_terminal();
            return Err(CliError::usage(message, messages::pipe_picture()));
        }
        Ok(Some(Self {
            renewals: args.code.renew,
            is_open: true,
        }))
    }

    /// Writes the picture. After the last one that there can be, standard output ends, so that the
    /// other program sees the end.
    ///
    /// # Errors
    /// Those of the system; reported once.
    pub(super) fn draw(&mut self, code: &Matrix) -> io::Result<()> {
        if !self.is_open {
            return Ok(());
        }
        let written = png(code, SCALE).and_then(|picture| output::write_raw(&picture));
        if written.is_err() || self.renewals == 0 {
            self.end();
        }
        self.renewals = self.renewals.saturating_sub(1);
        written
    }

    /// Ends standard output: nothing but pictures goes there.
    pub(super) fn end(&mut self) {
        self.is_open = false;
        output::end();
    }
}
