//! What the user has to type.

use qrlogin::{InputWanted, Secret};

use super::status::Waiting;
use super::{Reporter, now};
use crate::exit::CliError;
use crate::input;
use crate::messages;
use crate::text::printable;

impl Reporter<'_> {
    /// Asks the user to type something. Until then the status is not rewritten, nor is the code
    /// drawn again: what is typed stands there.
    pub(super) fn ask(&mut self, wanted: &InputWanted) {
        self.waiting = Waiting::Input;
        let args = &self.args.credentials;
        if args.json && args.quiet {
            return;
        }
        self.screen.leave();
        if wanted.again {
            self.screen.line(&messages::input_refused());
        }
        let left = self.deadline.left(now());
        let text = messages::input_wanted(messages::of_core(&wanted.what).map(printable), left);
        self.screen.prompt(&text);
        self.question = Some(text);
    }

    /// Takes a line that the user has typed, and returns what the login has to get: nothing if no
    /// input is wanted, or if the line is blank.
    ///
    /// # Errors
    /// There will be no more lines, and the login needs one.
    pub(crate) fn typed(&mut self, line: Option<Secret>) -> Result<Option<Secret>, CliError> {
        self.input_ended |= line.is_none();
        if self.waiting != Waiting::Input {
            return Ok(None);
        }
        let line = line.ok_or_else(CliError::no_input)?;
        self.screen.typed(input::is_echoed());
        if line.expose().trim().is_empty() {
            if let Some(text) = &self.question {
                self.screen.prompt(text);
            }
            return Ok(None);
        }
        self.question = None;
        self.waiting = Waiting::Confirmation;
        Ok(Some(line))
    }
}
