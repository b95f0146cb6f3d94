//! What the person and the program at the other end of the pipe get to see of a login.

mod code;
mod patience;
mod picture;
mod qr;
mod screen;

use std::io::Stderr;
use std::time::SystemTime;

use qrlogin::{Event, QrCode, Timestamp};
use serde_json::{Value, json};

use crate::args::LoginArgs;
use crate::exit::{Exit, Failure};
use crate::explain::explain;
use crate::messages;
use crate::output::{self, printable};
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
    waiting: Waiting,
}

/// What a login waits for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Waiting {
    Code,
    Scan,
    Confirmation,
    Credentials,
}

impl<'a> Reporter<'a> {
    pub(crate) fn new(args: &'a LoginArgs) -> Self {
        Self {
            args,
            screen: Screen::stderr(),
            picture: None,
            codes: 0,
            patience: Patience::default(),
            waiting: Waiting::Code,
        }
    }

    /// Also draws each code to this file.
    pub(crate) fn draw_to(&mut self, picture: Option<Picture>) {
        self.picture = picture;
    }

    /// The login begins: the time of --timeout runs.
    pub(crate) fn begin(&mut self) {
        let timeout = self.args.code.timeout;
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
        if self.args.credentials.json {
            output::write_json(&json!(event))?;
        }
        match event {
            Event::Code(code) => self.code(code, matrix.as_ref(), pictured),
            Event::Scanned(_) => {
                self.say(&messages::scanned());
                self.waiting = Waiting::Confirmation;
            }
            Event::Confirmed => {
                self.say(&messages::confirmed());
                self.waiting = Waiting::Credentials;
            }
            Event::Retrying { cause, attempt } if !self.args.credentials.quiet => {
                let cause = printable(&explain(cause, None));
                self.screen.aside(&self.retrying(*attempt, &cause));
            }
            // An event of a later version of the contract.
            _ => {}
        }
        Ok(())
    }

    /// Time passes.
    pub(crate) fn tick(&mut self) {
        if self.args.credentials.quiet {
            return;
        }
        let left = self.patience.left(now());
        match self.waiting {
            Waiting::Scan => self.screen.status(&messages::waiting_for_scan(left)),
            Waiting::Confirmation => {
                let text = messages::waiting_for_confirmation(left);
                self.screen.status(&text);
            }
            Waiting::Code | Waiting::Credentials => {}
        }
    }

    /// A call is repeated: how long that can go on depends on what is waited for.
    fn retrying(&self, attempt: u32, cause: &str) -> String {
        let now = now();
        match self.waiting {
            Waiting::Scan | Waiting::Confirmation if !self.patience.is_over(now) => {
                messages::retrying_for(attempt, self.patience.left(now), cause)
            }
            Waiting::Credentials => messages::retrying_last(attempt, cause),
            _ => messages::retrying(attempt, cause),
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
            if let Err(closed) = output::write_json(&line)
                && failure.credential.is_some()
            {
                failure = Failure::lost(closed);
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
            self.screen.warning(&messages::no_picture(error));
        }
        matches!(drawn, Some(Ok(())))
    }

    fn code(&mut self, code: &QrCode, matrix: Option<&Matrix>, pictured: bool) {
        self.codes += 1;
        self.patience.shown(code);
        self.waiting = Waiting::Scan;
        let args = &self.args.credentials;
        if args.json && args.quiet {
            return;
        }
        if self.codes > 1 {
            let (renewal, of) = (self.codes - 1, self.args.code.renew);
            self.say(&format!("\n{}", messages::renewed(renewal, of)));
        }
        let scan_with = printable(&code.scan_with);
        self.screen.heading(&messages::scan_with(scan_with));
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
            self.screen.line(&messages::picture_at(path));
        }
        if let Some(hint) = &drawing.hint {
            self.screen.aside(&messages::note(hint));
        }
        self.say(&self.patience.end(now()));
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}
