//! The JSON lines of a login: on standard output, and for commands and webhooks.

use qrlogin::Event;
use serde_json::{Value, json};

use super::qr::Matrix;
use super::{Reporter, picture};
use crate::exit::{CliError, Exit};
use crate::lines;
use crate::output;
use crate::relay::Relay;

impl Reporter<'_> {
    /// Prints the JSON line of an event, and hands it on.
    pub(super) fn emit(
        &self,
        event: &Event,
        matrix: Option<&Matrix>,
        pictured: bool,
    ) -> Result<(), CliError> {
        let json = self.args.credentials.json;
        if !json && self.relay.is_none() {
            return Ok(());
        }
        let line = lines::stamped(self.event_line(event, matrix, pictured), self.flow);
        if let Some(relay) = &self.relay {
            let picture = self.picture.as_ref().filter(|_| pictured);
            relay.send(&line, picture.map(|picture| picture.path().to_owned()));
        }
        if json
            && let Err(closed) = output::write_json(&line)
            // After the confirmation a closed standard output is no error: the credentials can
            // still be written elsewhere.
            && !self.confirmed
        {
            return Err(closed);
        }
        Ok(())
    }

    /// Hands on that the login has succeeded, with these fields.
    pub(crate) fn succeeded(&self, fields: Value) {
        if let Some(relay) = &self.relay {
            let mut line = json!({ "event": "credential" });
            self.complete(&mut line, fields);
            relay.send(&lines::stamped(line, self.flow), None);
        }
    }

    /// Hands on a failure, without credentials. After an interrupt the program ends at once.
    pub(super) fn hand_on_failure(&mut self, failure: &CliError) {
        if failure.exit == Exit::Interrupted {
            self.relay = None;
        } else if let Some(relay) = &self.relay {
            relay.send(&lines::stamped(failure.line(), self.flow), None);
        }
    }

    /// Waits for the receivers of the lines.
    pub(crate) fn finish(&mut self) {
        if let Some(relay) = self.relay.take() {
            for warning in relay.finish() {
                self.warn(&warning);
            }
        }
    }

    /// Prints a JSON line.
    pub(super) fn write_line(&self, line: Value) -> Result<(), CliError> {
        output::write_json(&lines::stamped(line, self.flow))
    }

    /// The JSON line of an event: that of a code has its picture, too.
    fn event_line(&self, event: &Event, matrix: Option<&Matrix>, pictured: bool) -> Value {
        let mut line = json!(event);
        if let (Event::Code(_), Some(fields)) = (event, line.as_object_mut()) {
            let picture = self.picture.as_ref().filter(|_| pictured);
            if let Some(picture) = picture {
                let path = picture.path().display().to_string();
                fields.insert("qr_file".to_owned(), path.into());
            }
            let png = matrix.filter(|_| self.args.code.json_png);
            if let Some(Ok(url)) = png.map(picture::data_url) {
                fields.insert("png".to_owned(), url.into());
            }
        }
        line
    }

    /// Warns of receivers that have failed.
    pub(super) fn warn_of_receivers(&mut self) {
        let warnings = self.relay.iter().flat_map(Relay::warnings);
        for warning in warnings.collect::<Vec<_>>() {
            self.screen.clear();
            self.warn(&warning);
        }
    }
}
