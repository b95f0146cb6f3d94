//! What the person and the program at the other end of the pipe get to see of a login.

mod code;
mod patience;
mod picture;
mod qr;
mod screen;

use std::io::Stderr;
use std::time::{Duration, SystemTime};

use qrlogin::{Event, QrCode, Timestamp};
use serde_json::{Value, json};

use crate::args::LoginArgs;
use crate::exit::{Exit, Failure};
use crate::output::{self, printable};
use crate::save::rescued;
use patience::Patience;
pub(crate) use picture::Picture;
use qr::Matrix;
pub(crate) use screen::Screen;

/// Shows a login's course.
pub(crate) struct Reporter<'a> {
    args: &'a LoginArgs,
    screen: Screen<Stderr>,
    picture: Option<Picture>,
    codes: u32,
    patience: Patience,
    /// What is waited for.
    waiting: Option<&'static str>,
    confirmed: bool,
}

impl<'a> Reporter<'a> {
    pub(crate) fn new(args: &'a LoginArgs) -> Self {
        Self {
            args,
            screen: Screen::stderr(),
            picture: None,
            codes: 0,
            patience: Patience::default(),
            waiting: None,
            confirmed: false,
        }
    }

    /// Also draws each code to this file.
    pub(crate) fn draw_to(&mut self, picture: Option<Picture>) {
        self.picture = picture;
    }

    /// The login begins: the time of --timeout runs.
    pub(crate) fn begin(&mut self) {
        let timeout = self.args.code.timeout.map(Duration::from_secs);
        self.patience.begin(timeout, now());
    }

    /// A line for the person, unless they want none.
    pub(crate) fn say(&mut self, text: &str) {
        if !self.args.credentials.quiet {
            self.screen.line(text);
        }
    }

    /// A line for the person in any case.
    pub(crate) fn warn(&mut self, text: &str) {
        self.screen.warning(text);
    }

    /// An event of the login.
    ///
    /// # Errors
    /// It was to go to standard output as well, and that cannot be written.
    pub(crate) fn event(&mut self, event: &Event) -> Result<(), Failure> {
        self.screen.clear();
        let matrix = match event {
            Event::Code(code) => Matrix::new(code.payload.expose()),
            _ => None,
        };
        // A program that reads the line can rely on the file.
        let pictured = matrix.as_ref().is_some_and(|matrix| self.picture(matrix));
        match event {
            Event::Code(_) => self.confirmed = false,
            Event::Confirmed => self.confirmed = true,
            _ => {}
        }
        // From the confirmation on, the credentials are worth more than their reader: they have
        // other places.
        if self.args.credentials.json
            && let Err(closed) = output::write_json(&json!(event))
            && !self.confirmed
        {
            return Err(closed);
        }
        match event {
            Event::Code(code) => self.code(code, matrix.as_ref(), pictured),
            Event::Scanned(_) => {
                self.say("Scanned. Now confirm the login on the phone.");
                self.waiting = self.waiting.map(|_| "the confirmation");
            }
            Event::Confirmed => {
                self.say("Confirmed. Fetching the credentials.");
                self.waiting = None;
            }
            Event::Retrying { cause, attempt } if !self.args.credentials.quiet => {
                self.screen
                    .aside(&format!("Trying again after failure {attempt}: {cause}"));
            }
            // An event of a later version of the contract.
            _ => {}
        }
        Ok(())
    }

    /// Time passes.
    pub(crate) fn tick(&mut self) {
        if let (Some(what), false) = (self.waiting, self.args.credentials.quiet) {
            let left = self.patience.left(now());
            self.screen
                .status(&format!("Waiting for {what}, {left} left"));
        }
    }

    /// The login ended well: the last JSON line, with these fields.
    ///
    /// # Errors
    /// Standard output cannot be written.
    pub(crate) fn last_line(&mut self, fields: Value) -> Result<(), Failure> {
        let mut line = json!({ "event": "credential" });
        self.complete(&mut line, fields);
        output::write_json(&line)
    }

    /// The login ended otherwise.
    pub(crate) fn failed(&mut self, failure: Failure) -> Exit {
        let mut failure = self.patience.explain(failure, now());
        if self.args.credentials.json {
            let mut line = failure.line();
            if failure.credential.is_some() {
                self.complete(&mut line, json!({}));
            }
            // If standard output is closed, standard error has the same, but for the credentials.
            if output::write_json(&line).is_err()
                && let Some(credential) = failure.credential.take()
            {
                failure = rescued(failure, &credential, None).unwrap_or_else(Failure::lost);
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

    /// Draws the code to the file, if there is to be one.
    fn picture(&mut self, matrix: &Matrix) -> bool {
        let drawn = self.picture.as_mut().map(|picture| picture.draw(matrix));
        if let Some(Err(error)) = &drawn {
            self.screen
                .warning(&format!("no picture was written: {error}"));
        }
        matches!(drawn, Some(Ok(())))
    }

    fn code(&mut self, code: &QrCode, matrix: Option<&Matrix>, pictured: bool) {
        self.codes += 1;
        self.patience.shown(code);
        self.waiting = Some("the scan");
        let args = &self.args.credentials;
        if args.json && args.quiet {
            return;
        }
        if self.codes > 1 {
            let (renewal, of) = (self.codes - 1, self.args.code.renew);
            self.say(&format!(
                "\nThe code expired. Here is a new one ({renewal} of {of})."
            ));
        }
        let scan_with = printable(&code.scan_with);
        self.screen
            .heading(&format!("Scan this code with {scan_with}:"));
        if let Some(notice) = &code.notice {
            self.screen.warning(&printable(notice));
        }
        let drawing = code::draw(matrix, &self.args.code, code::terminal());
        self.screen.block(&drawing.text);
        for link in code::links(code, !drawing.text.is_empty()) {
            self.screen.line(&link);
        }
        if let (true, Some(picture)) = (pictured, &self.picture) {
            let path = printable(&picture.path().display().to_string());
            self.screen.line(&format!(
                "Picture of the code, until the login ends: {path}"
            ));
        }
        if let Some(hint) = &drawing.hint {
            self.screen.aside(&format!("Note: {hint}"));
        }
        let end = self.patience.end(now());
        self.say(&format!("{end} Waiting for the scan; Ctrl-C stops."));
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}
