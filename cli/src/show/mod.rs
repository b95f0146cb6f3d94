//! The output of a login: messages for the user, and JSON lines for a program.

mod capabilities;
mod code;
mod deadline;
mod drawing;
mod emit;
mod form;
mod image;
mod line;
mod panel;
mod picture;
mod piped;
mod plan;
mod qr;
mod questions;
mod screen;
mod share;
mod standalone;
mod status;
pub(crate) mod terminal;
pub(crate) mod wrap;

use std::io::Stderr;
use std::time::{Duration, SystemTime};

use qrlogin::{Event, QrCode, Timestamp};
use serde_json::{Value, json};

use crate::args::LoginArgs;
use crate::exit::{CliError, Exit};
use crate::messages::{self, Text};
use crate::relay::Relay;
use crate::save::rescued;
use crate::session::Limits;
use crate::text::printable;
pub(crate) use capabilities::{Fit, capabilities};
use code::Shown;
use deadline::Deadline;
use form::Form;
use line::Line;
pub(crate) use picture::Picture;
pub(crate) use piped::PipedPicture;
use qr::Matrix;
pub(crate) use screen::Screen;
use share::Sharing;
pub(crate) use standalone::Standalone;
use status::Waiting;
use terminal::Terminal;

/// Reports the events and the end of a login.
pub(crate) struct Reporter<'a> {
    args: &'a LoginArgs,
    /// The flow, for the JSON lines.
    flow: Option<&'static str>,
    /// The limits of a login that began in another process.
    limits: Option<Limits>,
    screen: Screen<Stderr>,
    picture: Option<Picture>,
    sharing: Sharing,
    piped: Option<PipedPicture>,
    /// The receivers of the JSON lines besides standard output.
    relay: Option<Relay>,
    codes: u32,
    /// How many codes other processes have shown.
    codes_before: u32,
    deadline: Deadline,
    /// What the login waits for.
    waiting: Waiting,
    confirmed: bool,
    /// The lines printed before the first code.
    earlier: Vec<Line>,
    /// The current code, and the terminal and form of its drawing.
    shown: Option<Shown>,
    drawn: (Terminal, Option<Form>),
    /// Whether it is drawn as a picture.
    is_image: bool,
    /// When the status may be rewritten next.
    status_from: Timestamp,
    /// The interval of the status.
    interval: Duration,
    /// A text after the status, since another line would scroll the code away.
    note: Option<Text>,
    /// The question to the user, until it is answered.
    question: Option<Text>,
    /// Whether there will be no more lines of input.
    input_ended: bool,
}

impl<'a> Reporter<'a> {
    pub(crate) fn new(args: &'a LoginArgs) -> Self {
        Self {
            args,
            flow: None,
            limits: None,
            screen: Screen::stderr(),
            picture: None,
            sharing: Sharing::default(),
            piped: None,
            relay: None,
            codes: 0,
            codes_before: 0,
            deadline: Deadline::default(),
            waiting: Waiting::Code,
            confirmed: false,
            earlier: Vec::new(),
            shown: None,
            drawn: (Terminal::stderr(args.credentials.json), None),
            is_image: false,
            status_from: Timestamp::default(),
            interval: Duration::ZERO,
            note: None,
            question: None,
            input_ended: false,
        }
    }

    /// Sets the flow.
    pub(crate) fn of_flow(&mut self, flow: &'static str) {
        self.flow = Some(flow);
    }

    /// Sets the file to which each code is drawn as well.
    pub(crate) fn draw_to(&mut self, picture: Option<Picture>) {
        self.picture = picture;
    }

    /// Sets that each code is a picture on standard output as well.
    pub(crate) fn pipe_to(&mut self, piped: Option<PipedPicture>) {
        self.piped = piped;
    }

    /// Hands the JSON lines on as well.
    pub(crate) fn hand_on(&mut self, relay: Option<Relay>) {
        self.relay = relay;
    }

    /// Sets the limits of a login that began in another process, and how many codes were shown
    /// there.
    pub(crate) fn resumed(&mut self, limits: Limits, codes: u32) {
        self.limits = Some(limits);
        self.codes_before = codes;
    }

    /// Starts the time of `--timeout`.
    pub(crate) fn begin(&mut self) {
        match &self.limits {
            Some(limits) => self.deadline.begin(limits.timeout, limits.began_at),
            None => self.deadline.begin(self.args.code.timeout, now()),
        }
    }

    /// Prints a line, unless `--quiet`.
    pub(crate) fn say(&mut self, text: &str) {
        if !self.args.credentials.quiet {
            self.print(Line::plain(text));
        }
    }

    /// Prints a warning, also with `--quiet`.
    pub(crate) fn warn(&mut self, text: &str) {
        self.print(Line::warning(text));
    }

    /// Ends the display of the code.
    pub(crate) fn end(&mut self) {
        self.shown = None;
        self.waiting = Waiting::Code;
        self.screen.leave();
        if let Some(piped) = &mut self.piped {
            piped.end();
        }
    }

    fn print(&mut self, line: Line) {
        self.screen.print(&line);
        if self.codes == 0 {
            self.earlier.push(line);
        }
    }

    /// Reports an event.
    ///
    /// # Errors
    /// With `--json`, standard output cannot be written; or input is wanted, and there is none.
    pub(crate) fn event(&mut self, event: &Event) -> Result<(), CliError> {
        self.screen.clear();
        self.note = None;
        let matrix = match event {
            Event::Code(code) => Matrix::new(code.payload.expose()),
            _ => None,
        };
        // Written first, so that the file exists when a program reads the line.
        let pictured = matrix.as_ref().is_some_and(|matrix| self.picture(matrix));
        match event {
            Event::Code(_) => self.confirmed = false,
            Event::Confirmed => self.confirmed = true,
            _ => {}
        }
        self.emit(event, matrix.as_ref(), pictured)?;
        match event {
            Event::Code(code) => self.code(code, matrix.as_ref(), pictured),
            Event::Scanned(_) => {
                self.say(&messages::scanned());
                self.waiting = Waiting::Confirmation;
            }
            Event::InputWanted(_) if self.input_ended => return Err(CliError::no_input()),
            Event::InputWanted(wanted) => self.ask(wanted),
            Event::Confirmed => {
                self.end();
                self.say(&messages::confirmed());
                self.waiting = Waiting::Credentials;
            }
            Event::Retrying { cause, attempt, .. } if !self.args.credentials.quiet => {
                let cause = messages::ended(cause).map(printable);
                self.retrying(*attempt, &cause);
            }
            // An event of a newer version of the core.
            _ => {}
        }
        Ok(())
    }

    /// Prints the last JSON line of a success, with these fields.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn last_line(&mut self, fields: Value) -> Result<(), CliError> {
        let mut line = json!({ "event": "credential" });
        self.complete(&mut line, fields);
        self.write_line(line)
    }

    /// Reports a failure.
    pub(crate) fn failed(&mut self, failure: CliError) -> Exit {
        let mut failure = self.deadline.explain(failure, now());
        self.hand_on_failure(&failure);
        if self.args.credentials.json {
            let mut line = failure.line();
            if failure.credential.is_some() {
                self.complete(&mut line, json!({}));
            }
            // If standard output is closed, the error is on standard error, without credentials.
            if self.write_line(line).is_err()
                && let Some(credential) = failure.credential.take()
            {
                failure = rescued(failure, &credential, None).unwrap_or_else(CliError::lost);
            }
        }
        if failure.quiet {
            self.screen.clear();
        } else {
            self.screen.failure(&failure);
        }
        failure.exit
    }

    fn complete(&self, line: &mut Value, fields: Value) {
        if let (Some(line), Value::Object(fields)) = (line.as_object_mut(), fields) {
            line.extend(fields);
            if self.args.demo {
                line.insert("demo".to_owned(), true.into());
            }
        }
    }

    /// Draws the code to the file of `--qr-file`.
    fn picture(&mut self, matrix: &Matrix) -> bool {
        let piped = self.piped.as_mut().map(|piped| piped.draw(matrix));
        if let Some(Err(error)) = &piped {
            self.screen
                .warning(&messages::no_picture(messages::of_error(error)));
        }
        let drawn = self.picture.as_mut().map(|picture| picture.draw(matrix));
        if let Some(Err(error)) = &drawn {
            self.screen
                .warning(&messages::no_picture(messages::of_error(error)));
        }
        matches!(drawn, Some(Ok(())))
    }

    fn code(&mut self, code: &QrCode, matrix: Option<&Matrix>, pictured: bool) {
        self.codes += 1;
        self.deadline.shown(code);
        self.waiting = Waiting::Scan;
        let terminal = Terminal::stderr(self.args.credentials.json);
        let own = self.picture.as_ref().filter(|_| pictured);
        let own = own.map(Picture::path);
        let notes = self.sharing.share(
            &self.args.code,
            code,
            matrix,
            own,
            &terminal,
            &mut self.screen,
        );
        let args = &self.args.credentials;
        if args.json && args.quiet {
            return;
        }
        let limits = self.limits.as_ref();
        let of = limits.map_or(self.args.code.renew, |limits| limits.renew);
        let renewal = self.codes_before + self.codes - 1;
        let renewal = (renewal > 0 && !args.quiet).then(|| messages::renewed(renewal, of));
        let picture = self.picture.as_ref().filter(|_| pictured);
        self.shown = Some(Shown {
            code: code.clone(),
            matrix: matrix.cloned(),
            picture: picture.map(|picture| printable(&picture.path().display().to_string())),
            notes: if args.quiet { Vec::new() } else { notes },
            earlier: std::mem::take(&mut self.earlier),
            renewal,
        });
        self.draw(true);
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}
