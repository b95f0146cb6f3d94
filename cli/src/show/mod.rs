//! What the person and the program at the other end of the pipe get to see of a login.

mod code;
mod form;
mod line;
mod panel;
mod patience;
mod picture;
mod plan;
mod qr;
mod screen;
mod terminal;

use std::io::Stderr;
use std::time::{Duration, SystemTime};

use qrlogin::{Event, QrCode, Timestamp};
use serde_json::{Value, json};

use crate::args::LoginArgs;
use crate::exit::{Exit, Failure};
use crate::messages;
use crate::output::{self, printable};
use crate::save::rescued;
use code::Shown;
use form::Form;
use line::Line;
use patience::Patience;
pub(crate) use picture::Picture;
use plan::Layout;
use qr::Matrix;
pub(crate) use screen::Screen;
use terminal::Terminal;

/// How often the status is rewritten while there is something to scroll up to: many terminals jump
/// back to the end with each output.
const STILL: Duration = Duration::from_secs(30);

/// Shows a login's course.
pub(crate) struct Reporter<'a> {
    args: &'a LoginArgs,
    screen: Screen<Stderr>,
    picture: Option<Picture>,
    codes: u32,
    patience: Patience,
    /// What is waited for.
    waiting: Waiting,
    confirmed: bool,
    /// What was said before the first code.
    said: Vec<Line>,
    /// The code on show, and how it was drawn where.
    shown: Option<Shown>,
    drawn: (Terminal, Option<Form>),
    /// When the status may be rewritten.
    status_from: Timestamp,
    /// How often.
    pace: Duration,
    /// What is said with the status, since another line would push the code out of sight.
    note: String,
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
            confirmed: false,
            said: Vec::new(),
            shown: None,
            drawn: (Terminal::stderr(args.credentials.json), None),
            status_from: Timestamp::default(),
            pace: Duration::ZERO,
            note: String::new(),
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
            self.print(Line::plain(text));
        }
    }

    /// A line for the person in any case.
    pub(crate) fn warn(&mut self, text: &str) {
        self.print(Line::warning(text));
    }

    /// The login has ended: there is no code to be scanned any more.
    pub(crate) fn end(&mut self) {
        self.shown = None;
        self.waiting = Waiting::Code;
        self.screen.leave();
    }

    fn print(&mut self, line: Line) {
        self.screen.print(&line);
        if self.codes == 0 {
            self.said.push(line);
        }
    }

    /// An event of the login.
    ///
    /// # Errors
    /// It was to go to standard output as well, and that cannot be written.
    pub(crate) fn event(&mut self, event: &Event) -> Result<(), Failure> {
        self.screen.clear();
        self.note.clear();
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
                self.say(&messages::scanned());
                self.waiting = Waiting::Confirmation;
            }
            Event::Confirmed => {
                self.end();
                self.say(&messages::confirmed());
                self.waiting = Waiting::Credentials;
            }
            Event::Retrying { cause, attempt, .. } if !self.args.credentials.quiet => {
                self.retrying(*attempt, &printable(&messages::ended(cause)));
            }
            // An event of a later version of the contract.
            _ => {}
        }
        Ok(())
    }

    /// A call is repeated: how long that can go on depends on what is waited for. While a code is
    /// on show it is a part of the status, which has the time that is left.
    fn retrying(&mut self, attempt: u32, cause: &str) {
        let now = now();
        let is_shown = matches!(self.waiting, Waiting::Scan | Waiting::Confirmation);
        if is_shown && self.drawn.0.live() && !self.screen.is_beside() {
            self.note = format!(". {}", messages::retrying_now(attempt, cause));
            self.status_from = Timestamp::default();
            return;
        }
        let text = match self.waiting {
            Waiting::Scan | Waiting::Confirmation if !self.patience.is_over(now) => {
                messages::retrying_for(attempt, self.patience.left(now), cause)
            }
            Waiting::Credentials => messages::retrying_last(attempt, cause),
            _ => messages::retrying(attempt, cause),
        };
        self.screen.aside(&text);
    }

    /// Time passes.
    pub(crate) fn tick(&mut self) {
        self.redraw();
        let now = now();
        if self.args.credentials.quiet || now < self.status_from {
            return;
        }
        let left = self.patience.left(now);
        let text = match self.waiting {
            Waiting::Scan => messages::waiting_for_scan(left),
            Waiting::Confirmation => messages::waiting_for_confirmation(left),
            Waiting::Code | Waiting::Credentials => return,
        };
        let text = format!("{text}{}", self.note);
        self.screen.status(&text, self.drawn.0.columns);
        self.status_from = now + self.pace;
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
        let (renewal, of) = (self.codes - 1, self.args.code.renew);
        let renewal = (renewal > 0 && !args.quiet).then(|| messages::renewed(renewal, of));
        let picture = self.picture.as_ref().filter(|_| pictured);
        self.shown = Some(Shown {
            code: code.clone(),
            matrix: matrix.cloned(),
            picture: picture.map(|picture| printable(&picture.path().display().to_string())),
            said: std::mem::take(&mut self.said),
            renewal,
        });
        self.draw(true);
    }

    /// Draws the code again if the terminal has another size and that makes a difference.
    fn redraw(&mut self) {
        if self.drawn.0 != Terminal::stderr(self.args.credentials.json) {
            self.draw(false);
        }
    }

    /// Draws the code: in any case, or only if it has to be done again or can be done in another
    /// form now.
    fn draw(&mut self, anyway: bool) {
        let Some(shown) = &self.shown else {
            return;
        };
        let terminal = Terminal::stderr(self.args.credentials.json);
        let end = (!self.args.credentials.quiet).then(|| self.patience.end(now()));
        let code = &self.args.code;
        let plan = shown.plan(code, &terminal, end.as_deref());
        let form = plan.as_ref().map(|plan| plan.form).ok();
        if anyway || self.screen.is_beside() || form != self.drawn.1 {
            shown.draw(&plan, code.invert, &terminal, &mut self.screen);
            let layout = plan.map(|plan| plan.layout);
            self.pace = match layout {
                Ok(Layout::Scrolled | Layout::Cut) => STILL,
                _ => Duration::ZERO,
            };
            self.status_from = now() + self.pace;
            self.note.clear();
        }
        self.drawn = (terminal, form);
    }
}

fn now() -> Timestamp {
    SystemTime::now().into()
}
